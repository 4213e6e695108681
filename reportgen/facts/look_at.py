"""Files that sentences send the reader to, and what is said where a run has none of them."""

from __future__ import annotations

import re

from reportgen import words
from reportgen.read.folder.files import Listing

_KINDS = {
    "train_batch*.jpg": "train-batch",
    "val_batch*_labels.jpg": "val-labels",
    "val_batch*_pred.jpg": "val-pred",
}
"""The key of each kind of picture (`read.folder.kinds`) by its name in the program's sentences."""
_DRAWN_BY = {"train": "training draws them", "val": "a validation draws them"}
_IN_WORDS = {
    "train_batch*.jpg": "the labelled training pictures",
    "val_batch*_labels.jpg": "the labelled validation pictures",
    "val_batch*_pred.jpg": "the predictions on validation pictures",
}
"""Of trainers that draw none: what the reader may have from elsewhere."""
_NAME = r"`?(?:train_batch\*|val_batch\*_(?:labels|pred))\.jpg`?"
_NAMES = re.compile(rf"(?<![Nn]o ){_NAME}(?:(?: and| with| beside) {_NAME})*")
_WEIGHTS = re.compile(
    r"(?<![Nn]o )(?<![=/\w])(?P<name>`?(?:weights/)?(?P<which>best|last)\.pt`?)(?P<opens> \()?"
)
NOT_HERE = "not in this folder"
_SAID = re.compile(rf"{NOT_HERE}|^Not in this run")


def with_pictures(text: str, listing: Listing, *, draws_plots: bool) -> str:
    """A sentence that names no picture as if it were there when `listing` has none of its kind."""
    if "_batch*" not in text or "missing" in text:
        return text
    if not draws_plots:
        return re.sub(_NAME, lambda name: _IN_WORDS[name[0].strip("`")], text)
    said: set[str] = set()

    def with_note(names: re.Match[str]) -> str:
        wanted = [name.strip("`") for name in re.findall(_NAME, names[0])]
        absent = [name for name in wanted if not listing.of_kind(_KINDS[name])]
        by = _DRAWN_BY[wanted[0].partition("_")[0]]
        if not absent or by in said:
            return names[0]
        said.add(by)
        which = "" if absent == wanted else f"{words.listed(absent)} "
        return f"{names[0]} ({which}missing here; {by})"

    return _NAMES.sub(with_note, text)


def with_weights(text: str, listing: Listing) -> str:
    """A sentence that says so where the weights that it names first are not in `listing`."""
    named = _WEIGHTS.search(text)
    if named is None or _SAID.search(text) or listing.of_kind(f"{named['which']}-weights"):
        return text
    note = f" ({NOT_HERE}; " if named["opens"] else f" ({NOT_HERE})"
    return f"{text[: named.start()]}{named['name']}{note}{text[named.end() :]}"
