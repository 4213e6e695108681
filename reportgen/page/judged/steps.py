"""Next steps: what the diagnosis calls for, most important first."""

from __future__ import annotations

from reportgen import words
from reportgen.diagnosis import Diagnosis, Step
from reportgen.page.inputs import RunInput
from reportgen.page.run.views import Link, StepView
from reportgen.page.text.prose import Prose


def steps(run: str, given: RunInput, prose: Prose) -> tuple[StepView, ...]:
    """The steps of a run; each leads to the cause that calls for it."""
    diagnosis = given.diagnosis
    return tuple(
        _step(f"{run}-step-{number}", run, step, diagnosis, prose)
        for number, step in enumerate(diagnosis.steps, start=1)
    )


def _step(id: str, run: str, step: Step, diagnosis: Diagnosis, prose: Prose) -> StepView:
    calls = next((c for c in diagnosis.causes if step in c.steps), None)
    return StepView(
        id=id,
        title=prose.plain(step.title),
        reason=prose.plain(step.reason),
        settings=tuple(words.setting(name, value) for name, value in step.settings.items()),
        command=step.command,
        links=(Link(f"#{run}-cause-{calls.id}", "Why"),) if calls else (),
    )
