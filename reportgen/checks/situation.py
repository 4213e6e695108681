"""What the next steps of a run are derived from: its findings and how it was trained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reportgen.checks.commands import DATA, MODEL, base_name, typed
from reportgen.read.table.args import Args
from reportgen.rule import Finding, Step, Verdict
from reportgen.tasks import Task

RAISED = (Verdict.FAIL, Verdict.WARN, Verdict.NOTE)
NO_ROOM = 0.9
"""A plateau at this mAP50-95 (or top-1 accuracy) is an end, not a limit to be overcome."""
SERIOUS = (Verdict.FAIL, Verdict.WARN)
FEW_EPOCHS = 10
"""Up to here 3 of warm-up leave fewer than the 8 that a trend takes: too short to be judged."""
USABLE = 0.01
"""Best confidences below it belong to models whose predictions are all but certain to be wrong."""


@dataclass(frozen=True)
class Situation:
    """What the next steps of a run are derived from."""

    findings: tuple[Finding, ...]
    task: Task
    args: Args
    run_name: str
    peak_rate: float | None = None
    """The highest learning rate after warm-up; None when results.csv has none."""

    def raised(self, *checks: str) -> list[Finding]:
        """Findings of these checks that ask for something, the worst first."""
        found = [f for f in self.findings if f.check in checks and f.verdict in RAISED]
        return sorted(found, key=lambda finding: finding.verdict.severity)

    def serious(self, *checks: str) -> bool:
        """Whether one of these checks warns or fails."""
        return any(finding.verdict in SERIOUS for finding in self.raised(*checks))

    def failed(self, *checks: str) -> bool:
        """Whether one of these checks fails."""
        return any(finding.verdict is Verdict.FAIL for finding in self.raised(*checks))

    @property
    def confidence(self) -> float | None:
        """The best confidence, of the leading head where it is known."""
        found = [f.measured["confidence"] for f in self.findings if "confidence" in f.measured]
        return found[-1] if found else None

    @property
    def is_unusable(self) -> bool:
        """Whether what the model predicts comes with next to no confidence."""
        return self.confidence is not None and self.confidence < USABLE

    @property
    def ending(self) -> Finding | None:
        """The finding on how the training ended."""
        return next((f for f in self.findings if f.check == "finished"), None)

    @property
    def has_room(self) -> bool:
        """Whether the main metric leaves room for a better model: below 0.9, or not told."""
        found = [
            f.measured["best"] for f in self.findings if f.check == "best-epoch" and f.measured
        ]
        return not found or not found[-1] >= NO_ROOM

    @property
    def is_yolov5(self) -> bool:
        """Whether YOLOv5 trained it, which has no `yolo` command."""
        return "hyp" in self.args.values and "mode" not in self.args.values

    @property
    def model(self) -> str | None:
        """File name of the model that the training started from."""
        return base_name(self.args.text("model"))

    @property
    def data(self) -> str:
        """File name of the data set's description."""
        return base_name(self.args.text("data")) or "data.yaml"

    def weights(self, name: str) -> str:
        """A file of the weights folder, seen from the folder above the run.

        From the run's own folder where the run's name cannot be typed.
        """
        folder = f"{self.run_name}/" if typed(self.run_name) else ""
        return f"{folder}weights/{name}"

    def caveat(self, *, weights: bool = False, data: bool = False, model: bool = False) -> str:
        """What to mind in a command with these, in sentences that follow others."""
        sentences = []
        if weights and not typed(self.run_name):
            sentences.append(" Run it in the folder of this run.")
        if model and self.model and not typed(self.model):
            sentences.append(f" Put the model of this run in place of {MODEL}.")
        if data and not typed(self.data):
            sentences.append(f" Put the data set of this run in place of {DATA}.")
        if sentences:
            sentences.append(" Its name is no plain word, and is not typed for you.")
        return "".join(sentences)


def is_broken(situation: Situation) -> bool:
    """Whether the training diverged or learned nothing."""
    return situation.failed("diverged", "learning")


def lost(situation: Situation) -> list[Finding]:
    """The finding that a metric had been good and is lost again, as `underfitting` says it."""
    return [f for f in situation.raised("underfitting") if "highest mAP50" in f.measured]


def is_unfinished(situation: Situation) -> bool:
    """Whether the training was interrupted and is worth going on with."""
    return situation.serious("finished") and not situation.serious("overfitting")


def is_short(situation: Situation) -> bool:
    """Whether the training was planned so short that it shows little: no overfitting, no top."""
    planned = situation.args.number("epochs") or 0
    more_helps = situation.has_room and not situation.serious("overfitting")
    return 0 < planned <= FEW_EPOCHS and more_helps


def step(
    strategy: str,
    title: str,
    advice: str,
    found: Sequence[Finding],
    settings: Mapping[str, str] | None = None,
    command: str = "",
) -> Step:
    """A step with its reason: the findings by title, then what to do about them."""
    titles = list(dict.fromkeys(finding.title for finding in found))
    others = f"; {len(titles) - 2} more findings" if len(titles) > 3 else ""
    told = "; ".join(titles[:2] if others else titles) + others
    reason = f"{told}. {advice}" if titles else advice
    checks = tuple(dict.fromkeys(finding.check for finding in found))
    return Step(strategy, title, reason, settings or {}, command, checks)
