"""The head and the metric that several runs can be compared by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from reportgen.facts.head_facts import HeadFacts
from reportgen.facts.run_facts import Facts
from reportgen.tasks import Head, Task

_ROTATED = "rotated box"


@dataclass(frozen=True)
class Common:
    """The head that runs are compared by, and which runs have it."""

    head: Head
    runs: tuple[int, ...]
    """Indices of the runs that have it."""
    note: str
    """What is compared, and why only that; empty when all runs have one task."""
    turned: bool = False
    """Whether its boxes are turned."""

    @property
    def metric(self) -> str:
        """The main metric of the head as a column of results.csv."""
        return self.head.column(self.head.main_metric)

    @property
    def label(self) -> str:
        """The main metric as a sentence names it: ``mask mAP50-95``, ``top-1 accuracy``."""
        word = self.head.main_word
        return f"{self.head.key} {word}" if self.head.letter else word

    def of(self, facts: Facts) -> HeadFacts | None:
        """The facts of the head; None when the run has no such head."""
        task = facts.task
        if task is None or self.head not in task.heads or task.turned != self.turned:
            return None
        return facts.head(self.head)


def common_head(facts: Sequence[Facts], among: Sequence[int] | None = None) -> Common | None:
    """The head that most runs share, the most demanding of these; None without any task.

    Of the runs `among` them, where it is given.
    Runs of one task are compared by its headline head. A segmentation and a detection run share
    boxes only. Rotated boxes are scored otherwise than upright ones and count as a head apart, and
    so do boxes of which mAP50 alone is told.
    """
    chosen = range(len(facts)) if among is None else among
    tasks = [facts[i].task for i in chosen]
    # Later heads are the more demanding ones; max keeps the first of equals, so they come first.
    order = [pair for task in tasks for pair in reversed(_kinds(task).items())]
    if not order:
        return None
    held = Counter(kind for kind, _ in order)
    kind, head = max(order, key=lambda item: held[item[0]])
    having = [place for place, task in enumerate(tasks) if kind in _kinds(task)]
    runs = tuple(chosen[place] for place in having)
    return Common(head, runs, _note(tasks, having, head), kind == _ROTATED)


def _kinds(task: Task | None) -> dict[str, Head]:
    """The heads of a task by what makes them comparable; none of one that is not known."""
    if task is None:
        return {}
    return {
        _ROTATED if task.name == "obb" else f"{head.key} {head.main_metric}": head
        for head in task.heads
    }


def _note(tasks: Sequence[Task | None], having: Sequence[int], head: Head) -> str:
    named = sorted({task.label for place in having if (task := tasks[place])})
    left_out = len(tasks) - len(having)
    note = ""
    if len(named) > 1:
        note = (
            f"The runs have different tasks ({', '.join(named)}); only what they share, "
            f"the {head.key} metrics, is compared."
        )
    if left_out:
        runs_are = "1 run has" if left_out == 1 else f"{left_out} runs have"
        note += f" {runs_are} no {head.key} head of this kind, or no known task, and no rank."
    return note.strip()
