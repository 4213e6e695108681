"""``--help`` with the options under headings, and what a manual page says besides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from reportgen.cli.options import GROUPS

WHOLE = "reportgen.help.whole"
HELP_WIDTH = 100
"""Longest line of the help; it is narrower where the terminal is."""
SECTIONS: dict[str, tuple[tuple[str, str], ...]] = {
    "Examples": (
        ("reportgen runs/segment/train", "one run: report.html"),
        ("reportgen runs/segment -o all.html", "all below it, compared"),
        ("reportgen colab.zip --open", "an archive, in a browser"),
        ("reportgen --watch runs/segment/train", "while it trains"),
        ("reportgen new --baseline old --fail-on regression", "for a pipeline"),
        ("reportgen runs --site public", "a folder to publish"),
        ("reportgen --explain overfitting", "what a check asks and why"),
    ),
    "Exit codes": (
        ("0", "The report is written."),
        ("1", "It could not be written; one sentence says why."),
        ("2", "The command line is wrong."),
        ("3", "The report is written, but something speaks against a run (with --fail-on)."),
        ("4", "The report is written, but a part of a run could not be read (with --strict)."),
        ("130", "Interrupted with Ctrl-C; an older report stays as it was."),
    ),
    "Files": (
        ("reportgen.yaml", "Settings of a project: here, or in a folder above."),
        (
            "~/.config/reportgen/config.yaml",
            "Your own, for all projects; --show-config says where.",
        ),
        ("notes.md", "In a run folder: shown in its report."),
    ),
    "Environment": (
        ("REPORTGEN_TITLE", "A setting by its name, as _LOGO, _ACCENT, _NOTES and _CHECKS are."),
        ("REPORTGEN_DEBUG=1", "Print where reportgen itself failed."),
        ("TMPDIR", "Where archives are unpacked."),
    ),
}


FIRST: dict[str, tuple[str, str]] = {
    "output": ("-o, --output FILE", "Where to write it; - is standard output.  [report.html]"),
    "json": ("--json FILE", "All that the page knows, as JSON."),
    "open_page": ("--open", "Open it in the browser."),
    "watch": ("--watch", "Write it again while the training goes on."),
    "baseline": ("--baseline RUN", "The run that others are compared with.  [the first]"),
    "markdown": ("--markdown FILE", "A summary for a pull request or a ticket."),
    "fail_on": ("--fail-on WHAT", "Exit with 3: fail, warn, regression or undecided."),
    "site": ("--site DIR", "A folder to publish: an index, a page a run, comparisons."),
    "config": ("-c, --config FILE", "Title, thresholds and more (YAML), over reportgen.yaml."),
    "brief": ("--brief [text]", "Print the result alone: 2 kB of JSON, or text."),
    "explain": ("--explain ID", "What a check, a cause or a state is."),
}
"""The options that ``--help`` shows, each in a line of 80 columns; ``--help-all`` shows all."""
FIRST_EXAMPLES = 5
ROOM = 76
"""From so many columns on, each example stands in one line with what it does."""


class Manual(click.Command):
    """A command whose help has its options in groups: on one screen, or with --help-all whole."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Takes ``help`` for --help, and the word behind --brief only where it is a form of it."""
        if args == ["help"] and not Path("help").exists():
            args = ["--help"]
        if "--help-all" in args:
            ctx.meta[WHOLE] = True
            args = ["--help"]
        return super().parse_args(
            ctx, [_brief(args, at) for at in range(len(args)) if _own(args, at)]
        )

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What the command does; in short its first paragraphs."""
        told = self.help or ""
        self.help = told if ctx.meta.get(WHOLE, False) else told.rpartition("\n\n")[0]
        super().format_help_text(ctx, formatter)
        self.help = told

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options under the headings that they stand under in `GROUPS`."""
        whole = ctx.meta.get(WHOLE, False)
        wide = max(len(label) for label, _ in FIRST.values())
        for heading, options in self._groups(ctx):
            told = (o.get_help_record(ctx) if whole else FIRST.get(o.name or "") for o in options)
            records = [
                (label.ljust(0 if whole else wide), text) for label, text in filter(None, told)
            ]
            if records:
                with formatter.section(click.style(heading, bold=True)):
                    formatter.write_dl(records)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Examples, exit codes, files and the environment."""
        whole = ctx.meta.get(WHOLE, False)
        sections = SECTIONS if whole else {"Examples": SECTIONS["Examples"][:FIRST_EXAMPLES]}
        for heading, entries in sections.items():
            with formatter.section(click.style(heading, bold=True)):
                formatter.write_dl(entries, col_max=52 if formatter.width >= ROOM else 30)
        if not whole:
            formatter.write_paragraph()
            formatter.write_text("All options, exit codes and files: reportgen --help-all")

    def _groups(self, ctx: click.Context) -> Iterator[tuple[str, list[click.Parameter]]]:
        # Click makes the options in their order; its own --help comes last, into the last group.
        options = [each for each in self.get_params(ctx) if isinstance(each, click.Option)]
        for heading, group in GROUPS.items():
            own, options = options[: len(group)], options[len(group) :]
            last = heading == list(GROUPS)[-1]
            yield heading, [*own, *(options if last else ())]


BRIEF = "--brief"
_FORMS = ("json", "text")


def _own(args: list[str], at: int) -> bool:
    """Whether an argument is one of its own, and not the form that the --brief before it takes."""
    return at == 0 or args[at - 1] != BRIEF or args[at] not in _FORMS


def _brief(args: list[str], at: int) -> str:
    """--brief with its form: click would take the run behind it for one."""
    if args[at] != BRIEF:
        return args[at]
    follows = args[at + 1] if at + 1 < len(args) else ""
    return f"{BRIEF}={follows if follows in _FORMS else 'json'}"
