"""The diagnosis of a run as plain dicts and lists, for the JSON."""

from __future__ import annotations

from typing import Any

from reportgen.diagnosis import Answer, Diagnosis, Step


def diagnosis(told: Diagnosis) -> dict[str, Any]:
    """State, headline, causes, answers and steps."""
    return {
        "state": told.state.main,
        "also": list(told.state.also),
        "headline": told.headline,
        "causes": [
            {
                "id": cause.id,
                "certainty": cause.certainty.value,
                "seen": cause.seen,
                "explains": list(cause.explains),
                "steps": list(dict.fromkeys(step.strategy for step in cause.steps)),
            }
            for cause in told.causes
        ],
        "answers": {key: _answer(answer) for key, answer in told.answers.items()},
        "steps": [_step(step) for step in told.steps],
    }


def _answer(answer: Answer) -> dict[str, Any]:
    content: dict[str, Any] = {
        "answer": answer.answer,
        "sentence": answer.sentence,
        "because": list(answer.because),
    }
    if answer.classes:
        content["classes"] = [each._asdict() for each in answer.classes]
    return content


def _step(step: Step) -> dict[str, Any]:
    return {
        "strategy": step.strategy,
        "title": step.title,
        "reason": step.reason,
        "settings": dict(step.settings),
        "command": step.command or None,
    }
