"""What settings take from the checks or change in them: a gate that they loosen must say so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from reportgen.config.model import Config, Key
from reportgen.config.nearest import shown_value
from reportgen.rule import Rule

SAME_DATA = "same_data"
"""The setting that declares data of other names alike: what was not to be compared then is."""


class Departure(NamedTuple):
    """One check that is off, one threshold that is not its default, or data declared alike."""

    check: str
    """The id of the check, or `SAME_DATA`."""
    change: str
    """``is off``, ``good is 0 in place of 0.5``, or the patterns of the data."""
    origin: str
    """The name of the layer that says so: ``reportgen.yaml``, ``REPORTGEN_CHECKS``."""

    @property
    def sentence(self) -> str:
        """``overfitting is off, by reportgen.yaml``."""
        colon = "" if self.is_off else ":"
        return f"{self.check}{colon} {self.change}, by {self.origin}"

    @property
    def is_off(self) -> bool:
        """Whether the check does not run at all."""
        return self.change == _OFF


_OFF = "is off"


def departures(config: Config, rules: Sequence[Rule]) -> tuple[Departure, ...]:
    """Data declared alike, and every check that is off or threshold that moved, in their order.

    `rules` are the guide's checks. What a setting repeats of the defaults is no departure.
    """
    by_id = {rule.id: rule for rule in (*rules, *config.own_checks)}
    alike = [found for key, found in config.values.items() if key == (SAME_DATA,) and found.value]
    declared = (Departure(SAME_DATA, ", ".join(each.value), each.origin) for each in alike)
    return (
        *declared,
        *(
            departure
            for key in config.values
            if key[0] == "checks" and len(key) > 1
            for departure in _departure(config, key, by_id[key[1]])
        ),
    )


def _departure(config: Config, key: Key, rule: Rule) -> Iterator[Departure]:
    found = config.values[key]
    if len(key) == 2:
        if not found.value:
            yield Departure(rule.id, _OFF, found.origin)
        return
    default = rule.thresholds[key[2]]
    if config.values[key[:2]].value and found.value != default:
        change = f"{key[2]} is {shown_value(found.value)} in place of {shown_value(default)}"
        yield Departure(rule.id, change, found.origin)
