"""The commented config that ``--init`` writes, made from the declarations of the checks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from reportgen.config.find import FILE_NAME, user_file
from reportgen.config.show import scalar
from reportgen.errors import ReportError, why_failed
from reportgen.read.redact import echoed
from reportgen.rule import Rule

_HEAD = """\
# Settings of reportgen, for this folder and those below it in the same repository.
# A setting counts when the # right before it is deleted; `reportgen --show-config` shows what
# counts and where it comes from. Paths start at this file.

# The title of the page; without it, the run's name.
#title: "Shrimp, third attempt"

# PNG, JPEG, WebP or SVG of up to 200 kB, embedded into the page. Its name is its description.
#logo: acme-robotics.svg

# Of links and marks. Made darker or lighter where it would be hard to read. Quotes are needed.
#accent: "#1f5fae"

# Markdown to show in place of a run's notes.md.
#notes: notes.md

# Runs on data that is the same though its files are named differently are compared, by patterns of
# the path or name of the data, or of a run's name; with a name, it is also what the data is called.
#same_data: {{dogs: ["dogs-*/data.yaml", "hounds.yaml"]}}

# These run code, and so count only from `reportgen -c FILE` or from your own config
# ({user_file}): further checks, and templates in place of
# those of the same name.
#own_checks: [my_checks.py]
#templates: templates

# Thresholds, here with their defaults. `erratic: off` leaves a check out.
# `reportgen --explain CHECK` says what a threshold does.
checks:
"""


def sample(rules: Sequence[Rule]) -> str:
    """A config file with every setting, each as a comment."""
    path = user_file()
    head = _HEAD.format(user_file=echoed(path) if path else "~/.config/reportgen/config.yaml")
    return head + "\n".join(line for rule in rules for line in _check(rule)) + "\n"


def _check(rule: Rule) -> Iterator[str]:
    """What a check asks, and its thresholds with their defaults; off when it has none."""
    thresholds = ", ".join(f"{name}: {scalar(value)}" for name, value in rule.thresholds.items())
    yield f"  # {rule.question()}."
    yield f"  #{rule.id}: {{{thresholds}}}" if thresholds else f"  #{rule.id}: on"


def write_sample(folder: Path, rules: Sequence[Rule]) -> Path:
    """Write the sample into `folder`, and return its path.

    Raises ReportError when there is such a file already, or when it cannot be written.
    """
    path = folder / FILE_NAME
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(sample(rules))
    except FileExistsError:
        raise ReportError(
            f"There is {echoed(path)} already. Remove it first, or edit it."
        ) from None
    except OSError as error:
        raise ReportError(
            f"Cannot write {echoed(path)}: {why_failed(error)}. Choose another folder."
        ) from None
    return path
