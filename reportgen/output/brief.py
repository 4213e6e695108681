"""What the runs come down to in at most 2 kB: for programs and agents, on standard output."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from reportgen import words
from reportgen.about import __version__
from reportgen.page.inputs import RunInput
from reportgen.page.run.brief import brief_of, epochs_line

MOST_BYTES = 2000
LONGEST = 240
"""Letters of a sentence, at first."""
_SHORTER = (LONGEST, 160, 110, 70, 40)
MOST_RUNS = 20


def brief_json(inputs: Sequence[RunInput]) -> str:
    """One JSON object, in one line; what does not fit is cut or left out, and counted."""
    if len(inputs) == 1:
        told = brief_of(inputs[0]) | {"reportgen": __version__}
        return _fitted(told, _shortened_run)
    return _fitted(_several(inputs), _shortened_runs)


def brief_text(inputs: Sequence[RunInput]) -> str:
    """The same in lines to be read; at most 2 kB as well."""
    told = list(map(brief_of, inputs))
    lines = _lines_of_one(told[0]) if len(told) == 1 else _lines_of_several(told)
    while len((text := "\n".join(lines) + "\n").encode()) > MOST_BYTES:
        lines = [*lines[:-2], "…"] if lines[-1] == "…" else [*lines[:-1], "…"]
    return text


def _best_first(told: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(told, key=lambda each: -max(each.get("metrics", {}).values(), default=-1.0))


def _several(inputs: Sequence[RunInput]) -> dict[str, Any]:
    told = _best_first(map(brief_of, inputs))
    return {
        "reportgen": __version__,
        "count": len(told),
        "states": dict(Counter(each["state"] for each in told).most_common()),
        "runs": [
            {key: each[key] for key in ("run", "state", "headline", "metrics") if key in each}
            for each in told[:MOST_RUNS]
        ],
    }


def _fitted(told: dict[str, Any], shorter: Callable[[dict[str, Any], int], dict[str, Any]]) -> str:
    for step in range(40):
        text = json.dumps(shorter(told, step), ensure_ascii=True, separators=(",", ":")) + "\n"
        if len(text) <= MOST_BYTES:
            return text
    return json.dumps({"reportgen": __version__, "left_out": "all: names are too long"}) + "\n"


def _shortened_run(told: dict[str, Any], step: int) -> dict[str, Any]:
    """Sentences are cut first, then the last causes and steps go."""
    length = _SHORTER[min(step, len(_SHORTER) - 1)]
    fewer = max(0, step - len(_SHORTER) + 1)
    cut: dict[str, Any] = _cut(told, length)
    for key in ("causes", "steps"):
        if key in cut:
            cut[key] = cut[key][: max(1, len(cut[key]) - fewer)]
    if fewer > 2:
        for step_told in cut.get("steps", ()):
            step_told.pop("command", None)
        cut["left_out"] = "commands: they are too long"
    return cut


def _shortened_runs(told: dict[str, Any], step: int) -> dict[str, Any]:
    length = _SHORTER[min(step, len(_SHORTER) - 1)]
    kept = max(1, MOST_RUNS - max(0, step - len(_SHORTER) + 1))
    cut: dict[str, Any] = _cut(told, length)
    cut["runs"] = cut["runs"][:kept]
    cut["left_out"] = told["count"] - len(cut["runs"])
    return cut


def _cut(value: Any, length: int, key: str = "") -> Any:
    """The same with sentences of at most `length` letters; commands stay whole or go."""
    if isinstance(value, dict):
        return {name: _cut(item, length, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_cut(item, length, key) for item in value]
    if isinstance(value, str) and key != "command" and len(value) > length:
        return value[: length - 1].rstrip() + "…"
    return value


def _lines_of_one(told: dict[str, Any]) -> list[str]:
    if "headline" not in told:
        return [f"{told['run']}: a hyperparameter search"]
    figures = ", ".join(f"{name} {value}" for name, value in told["metrics"].items())
    lines = [
        f"{told['run']}: {_cut(told['headline'], LONGEST)}",
        f"state: {told['state']}",
        epochs_line(told),
        f"figures: {figures or 'unknown'}",
    ]
    lines += [
        f"cause ({each['certainty']}): {each['title']}. {_cut(each['seen'], LONGEST)}"
        for each in told["causes"]
    ]
    for number, step in enumerate(told["steps"], start=1):
        lines += _lines_of_step(number, step)
    return lines


def _lines_of_step(number: int, step: dict[str, Any]) -> list[str]:
    changes = step.get("settings", {}).items()
    settings = " ".join(words.setting(name, value) for name, value in changes)
    line = f"step {number}: {step['title']}{f' ({settings})' if settings else ''}"
    return [line, f"  {step['command']}"] if "command" in step else [line]


def _lines_of_several(told: list[dict[str, Any]]) -> list[str]:
    states = Counter(each["state"] for each in told).most_common()
    counted = ", ".join(f"{number} {state}" for state, number in states)
    return [
        f"{len(told)} runs: {counted}",
        *(
            f"{each['run']}: {_cut(each.get('headline', 'a search'), 160)}"
            for each in _best_first(told)
        ),
    ]
