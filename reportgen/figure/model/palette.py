"""Colours of the light theme, one a role; ``templates/assets/palette.css`` adds the dark theme.

Each role has a main colour (validation) and a softer one (training). Chosen for colour-blind
readers; main colours have at least 4.5:1 against the ground and soft ones 3:1 (tested).
"""

from __future__ import annotations

from reportgen.figure.model.lines import Shade

_BOX = ("#0f5fb5", "#4a8bcb")
_MASK = ("#b5460c", "#d76f30")
_POSE = ("#007257", "#1f9a78")
_CLASS = ("#83359a", "#b070c2")

MOST_RUNS = 11
"""Runs that a comparison tells apart by colour; more hues cannot be told from one another."""
_RUNS = (
    ("#0f5fb5", "#598fc9"),
    ("#b5460c", "#c7774d"),
    ("#007257", "#479885"),
    ("#83359a", "#ab79ba"),
    ("#2b3138", "#888c8e"),
    ("#cf0a6b", "#dd5f9c"),
    ("#683900", "#a28664"),
    ("#5e55ff", "#817afc"),
    ("#6d6a00", "#918e3f"),
    ("#00737f", "#42969f"),
    ("#3f7a12", "#6b9848"),
)

ROLES: dict[str, tuple[str, str]] = {
    "box": _BOX,
    "mask": _MASK,
    "pose": _POSE,
    "class": _CLASS,
    "box_loss": _BOX,
    "seg_loss": _MASK,
    "pose_loss": _POSE,
    "cls_loss": _CLASS,
    "dfl_loss": ("#6d5d00", "#9a8620"),
    "kobj_loss": ("#a01f5c", "#cf6795"),
    "total": ("#2b3138", "#747c86"),
    "lr": ("#14666f", "#3f959f"),
    "other": ("#555c66", "#858c96"),
    **{f"run{number}": pair for number, pair in enumerate(_RUNS, start=1)},
}
"""By role: the main and the soft colour."""

LIKE = {"pixels": "mask", "depth": "pose"}
"""Roles that are never drawn beside the one whose colour they share."""

TEXT = "#24292f"
MUTED = "#5a626c"
GRID = "#e7e9ec"
AXIS = "#b9bfc7"
MARK = "#8a929c"
BAND = "rgba(110, 120, 135, 0.16)"


def known_role(name: str) -> str:
    """The role whose colour `name` has; ``other`` where it has none."""
    name = LIKE.get(name, name)
    return name if name in ROLES else "other"


def colour(role: str, shade: Shade) -> str:
    """The colour of a role in the light theme, as ``#rrggbb``."""
    main, soft = ROLES[known_role(role)]
    return main if shade == "main" else soft


def variable(role: str, shade: Shade) -> str:
    """The CSS custom property that holds the colour of a role in the theme in use."""
    return f"--role-{known_role(role)}{'' if shade == 'main' else '-soft'}"
