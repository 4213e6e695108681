"""``--help`` with the options under headings, and what a manual page says besides."""

from __future__ import annotations

from collections.abc import Iterator

import click

from reportgen.cli.options import GROUPS

HELP_WIDTH = 100
"""Longest line of the help; it is narrower where the terminal is."""
SECTIONS: dict[str, tuple[tuple[str, str], ...]] = {
    "Examples": (
        ("reportgen runs/segment/train", "one run: report.html"),
        ("reportgen runs/segment -o all.html", "every run below a folder, compared"),
        ("reportgen colab.zip --open", "an archive, shown in the browser"),
        ("reportgen --watch runs/segment/train", "while it trains"),
        ("reportgen new --baseline old --fail-on regression", "for a pipeline"),
        ("reportgen runs --site public", "a folder of pages to publish"),
        ("reportgen --explain overfitting", "what a check asks, and why"),
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


class Manual(click.Command):
    """A command whose help has its options in groups."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options under the headings that they stand under in `GROUPS`."""
        for heading, options in self._groups(ctx):
            records = [option.get_help_record(ctx) for option in options]
            with formatter.section(heading):
                formatter.write_dl([record for record in records if record])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Examples, exit codes, files and the environment."""
        for heading, entries in SECTIONS.items():
            with formatter.section(heading):
                formatter.write_dl(entries, col_max=52 if formatter.width >= 90 else 30)

    def _groups(self, ctx: click.Context) -> Iterator[tuple[str, list[click.Parameter]]]:
        # Click makes the options in their order; its own --help comes last, into the last group.
        options = [each for each in self.get_params(ctx) if isinstance(each, click.Option)]
        for heading, group in GROUPS.items():
            own, options = options[: len(group)], options[len(group) :]
            last = heading == list(GROUPS)[-1]
            yield heading, [*own, *(options if last else ())]
