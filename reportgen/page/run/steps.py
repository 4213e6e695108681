"""Next steps: what the findings call for, ranked."""

from __future__ import annotations

from collections.abc import Sequence

from reportgen.page.run.verdicts import FOLDED, finding_title
from reportgen.page.run.views import Link, StepView
from reportgen.page.shell.prose import Prose
from reportgen.rule import Finding, Step

CHECK = "next-steps"


def steps(run: str, findings: Sequence[Finding], prose: Prose) -> tuple[StepView, ...]:
    """The steps of the finding `next-steps`, most important first."""
    found = next((finding for finding in findings if finding.check == CHECK), None)
    if found is None:
        return ()
    return tuple(
        _step(f"{run}-step-{number}", run, step, findings, prose)
        for number, step in enumerate(found.steps, start=1)
    )


def _step(id: str, run: str, step: Step, findings: Sequence[Finding], prose: Prose) -> StepView:
    calling = [f for f in findings if f.check in step.findings and f.verdict not in FOLDED]
    links = [Link(f"#{run}-finding-{f.key}", finding_title(f)) for f in calling]
    named = [link for link in links if link.text in step.reason]
    return StepView(
        id=id,
        title=prose.plain(step.title),
        reason=prose.linked(step.reason, {link.text: link.href for link in named}),
        settings=tuple(f"{name}={value}" for name, value in step.settings.items()),
        command=step.command,
        links=() if named else tuple(links),
    )


def steps_missing(findings: Sequence[Finding]) -> str:
    """What is said in place of the steps."""
    found = next((finding for finding in findings if finding.check == CHECK), None)
    if found is None:
        return "The check next-steps is switched off."
    return found.seen or "No finding of this run calls for a change."
