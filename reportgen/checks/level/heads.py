"""Guide: "Detection Metrics" and "Signs of a Good Model": what each head should reach."""

from __future__ import annotations

from reportgen import words
from reportgen.checks.course.score import at_best
from reportgen.checks.wording import metrics_chart, things
from reportgen.read.table.results import EpochTable, Series
from reportgen.rule import Outcome, Verdict, check
from reportgen.tasks import Head

METRICS = "Detection Metrics"
GOOD = "Signs of a Good Model"
HEADS = ("box", "mask", "pose")
LOOSE = {
    "mask": "Outlines are loose. Trace objects more finely, and set `mask_ratio=2` (then 1) so "
    "that masks are trained at a higher resolution.",
    "pose": "Key points are roughly placed. Zoom in on a few labelled pictures: points that "
    "wander from picture to picture cannot be learned exactly.",
}
"""What to do about a low map-ratio of a head other than box."""


@check(
    at_end=True,
    title="mAP50 is above {good}",
    guide=f"{METRICS}: mAP50",
    per_head=True,
    heads=HEADS,
)
def map50_tier(
    head: Head, map50: float, *, excellent: float = 0.5, good: float = 0.3, fair: float = 0.2
) -> Outcome:
    """Look at `val_batch*_labels.jpg` first: labels that contradict each other, and objects too
    small for the image size, are the usual causes. Then try a larger `imgsz` (800 or 1024).

    Above 0.5 is excellent and above 0.3 good (pass); above 0.2 is fair (note); the rest needs
    improvement (warn). A value on a boundary belongs to the lower tier, as the guide writes ">".
    """
    tiers = (
        (excellent, "excellent", Verdict.PASS),
        (good, "good", Verdict.PASS),
        (fair, "fair", Verdict.NOTE),
    )
    tier, verdict = next(
        ((name, verdict) for bound, name, verdict in tiers if map50 > bound),
        ("needs improvement", Verdict.WARN),
    )
    return Outcome(
        verdict,
        f"{head.key.capitalize()} mAP50 is {words.number(map50)} (guide: {tier})",
        f"At the best epoch the {things(head)} reach mAP50 {words.number(map50)}.",
        chart="map",
        measured={"mAP50": map50},
        grade=tier,
        threshold=(
            f"excellent above {words.plain(excellent)}, good above {words.plain(good)}, fair above "
            f"{words.plain(fair)}"
        ),
        remedy=_instead(
            verdict,
            head,
            mask="Masks come with their boxes: raise the box mAP50 first. Then compare outlines in "
            "`val_batch*_labels.jpg` and `val_batch*_pred.jpg`.",
            pose="Check in `val_batch*_labels.jpg` that key points are in the same order "
            "everywhere and that hidden ones are marked as hidden.",
        ),
    )


@check(
    at_end=True,
    title="mAP50-95 is at least {low%} of mAP50",
    guide=f"{METRICS}: mAP50-95",
    per_head=True,
    heads=HEADS,
)
def map_ratio(
    head: Head,
    map50: float,
    map50_95: float,
    *,
    low: float = 0.5,
    high: float = 0.7,
    least: float = 0.05,
) -> Outcome:
    """Localisation is loose. Label tighter boxes and train at a larger `imgsz`; small objects lose
    most at the strict thresholds.

    Pass from `low` (0.5) on; up to `high` (0.7) that is the guide's range, above it better than
    typical and no complaint. Note below `low`, no worse. Unknown where mAP50 is below `least`
    (0.05): a ratio of two small numbers says nothing. The guide gives 50-60 % in one place and
    50-70 % in another; the wider one is used. Over 76 real segmentation runs the median is 0.62
    for masks and over 126 runs 0.73 for boxes.
    """
    if map50 < least:
        return Outcome(
            Verdict.UNKNOWN,
            f"How exact the {things(head)} are is unknown",
            f"With mAP50 at {words.number(map50)} too few {things(head)} are right to judge how "
            "exactly they lie.",
            chart="map",
            measured={"mAP50": map50},
            remedy="Raise mAP50 first.",
        )
    ratio = map50_95 / map50
    if ratio < low:
        meaning = f"many {things(head)} are found but do not fit closely"
    elif ratio <= high:
        meaning = f"the {things(head)} fit as closely as is typical"
    else:
        meaning = f"the {things(head)} fit more closely than is typical"
    verdict = Verdict.NOTE if ratio < low else Verdict.PASS
    return Outcome(
        verdict,
        f"{head.key.capitalize()} mAP50-95 is {words.percent(ratio)} of mAP50",
        f"mAP50-95 is {words.number(map50_95)}, mAP50 {words.number(map50)}: {meaning}.",
        chart="map",
        measured={"mAP50-95 / mAP50": ratio},
        threshold=f"typical {words.percent(low)} to {words.percent(high)}, notes below",
        remedy=_instead(verdict, head, **LOOSE),
    )


@check(
    at_end=True,
    title="Precision is at least {floor}",
    guide=GOOD,
    per_head=True,
    heads=HEADS,
)
def precision_floor(
    head: Head, precision_curve: Series, fitness: Series, table: EpochTable, *, floor: float = 0.3
) -> Outcome:
    """Look in `val_batch*_pred.jpg` for objects that are not there. Often they are real and
    unlabelled: label them. Else add pictures without any object, or predict with a higher `conf`.

    Warn below `floor` (0.3, "neither below 0.3"), pass from there on; at the best epoch, whose
    weights are used, and at the confidence of the highest mean F1, as results.csv has it. Note
    where each of the last five epochs lies below: what was found was lost again. Where the metrics
    stay at 0 in every epoch that is so in the last one; unknown if validation losses are missing
    too, or 0 as without labelled objects: validation itself has then failed.
    """
    return _held_against(
        floor,
        head,
        "precision",
        at_best(precision_curve, fitness, table),
        precision_curve,
        f"predicted {things(head)} are right",
        "most are false alarms",
        mask="If box precision is low too, mend that first. If only masks fail, the outlines "
        "overlap their objects too little: see mask-gap.",
        pose="If box precision is low too, mend that first; if not, check the order of the "
        "key points in the labels.",
    )


@check(
    at_end=True,
    title="Recall is at least {floor}",
    guide=GOOD,
    per_head=True,
    heads=HEADS,
)
def recall_floor(
    head: Head, recall_curve: Series, fitness: Series, table: EpochTable, *, floor: float = 0.3
) -> Outcome:
    """Compare `val_batch*_labels.jpg` with `val_batch*_pred.jpg`: which objects are missed? Small
    ones need a larger `imgsz` (800 or 1024), rare ones more pictures, faint ones a lower `conf`.

    Warn below `floor` (0.3, "neither below 0.3"), pass from there on; at the best epoch, whose
    weights are used, and at the confidence of the highest mean F1, as results.csv has it. Note
    where each of the last five epochs lies below: what was found was lost again. Where the metrics
    stay at 0 in every epoch that is so in the last one; unknown if validation losses are missing
    too, or 0 as without labelled objects: validation itself has then failed.
    """
    return _held_against(
        floor,
        head,
        "recall",
        at_best(recall_curve, fitness, table),
        recall_curve,
        f"labelled objects get {things(head)} that fit",
        "most are missed",
        mask="See first whether the boxes miss these objects as well: no mask is drawn without a "
        "box.",
        pose="See first whether the boxes miss these objects as well: no pose is given without a "
        "box.",
    )


def _held_against(
    floor: float,
    head: Head,
    metric: str,
    value: float | None,
    curve: Series,
    of: str,
    low_means: str,
    **remedies: str,
) -> Outcome:
    """Precision or recall at the best epoch; `of` is what it is a share of, mean over classes."""
    name = f"{head.key.capitalize()} {metric}"
    if value is None:
        seen = f"This run does not tell the {head.key} {metric} at the best epoch."
        return Outcome(Verdict.UNKNOWN, f"{name} is unknown", seen)
    low = value < floor
    last = curve.known.values[-LAST:]
    lost = not low and len(last) == LAST and bool((last < floor).all())
    verdict = Verdict.WARN if low else Verdict.NOTE if lost else Verdict.PASS
    ends = stays = ""
    if lost:
        ends = f", but ends at {words.number(float(last[-1]))}"
        below = f"the {head.key} {metric} is below {words.plain(floor)}"
        stays = f" In each of the last {LAST} epochs {below}."
    share = f"On average over the classes {words.percent(value)}" if value > 0 else "None"
    means = f": {low_means}" if low and 0 < value < 0.5 else ""
    return Outcome(
        verdict,
        f"{name} is {'only ' if low else ''}{words.number(value)}{ends}",
        f"{share} of the {of} at the best epoch{means}.{stays}",
        chart=metrics_chart(head),
        measured={metric: value},
        threshold=f"warns below {words.plain(floor)}, notes where it ends below",
        remedy=f"Use `best.pt`: its {head.key} {metric} was lost by the end."
        if lost
        else _instead(verdict, head, **remedies),
    )


LAST = 5
"""Epochs at the end that all lie below a floor where what the best epoch found was lost."""


@check(
    at_end=True,
    title="Precision and recall differ by at most {gap}",
    guide=GOOD,
    per_head=True,
    heads=HEADS,
)
def precision_recall_balance(
    head: Head, precision: float, recall: float, *, gap: float = 0.15, floor: float = 0.3
) -> Outcome:
    """Choose `conf` for what a mistake costs: lower where a missed object is dangerous, higher
    where a false alarm is expensive.

    Pass when precision and recall differ by at most `gap` (0.15), else note: which way a model
    should lean is the user's choice. Not applicable when both are below `floor` (0.3): then
    precision-floor and recall-floor speak. The guide says "balanced" without a number; over 200
    heads of real runs half differ by less than 0.06 and three quarters by less than 0.25.
    """
    numbers = f"precision {words.number(precision)}, recall {words.number(recall)}"
    name = head.key.capitalize()
    if precision < floor and recall < floor:
        return Outcome(
            Verdict.NOT_APPLICABLE,
            f"{name} precision and recall are both low",
            f"Their balance does not matter yet ({numbers} for {things(head)}).",
            chart=metrics_chart(head),
        )
    lead = precision - recall
    verdict = Verdict.PASS if abs(lead) <= gap else Verdict.NOTE
    if verdict is Verdict.PASS:
        title = f"{name} precision and recall are balanced"
        seen = f"For {things(head)} they differ by {words.decimals(abs(lead), 2)} ({numbers})."
    else:
        high, low = ("precision", "recall") if lead > 0 else ("recall", "precision")
        title = f"{name} {high} is well above {low}"
        seen = _leaning(head, numbers, misses=lead > 0)
    return Outcome(
        verdict,
        title,
        seen,
        chart=metrics_chart(head),
        measured={"precision": precision, "recall": recall},
        threshold=f"notes when they differ by more than {words.plain(gap)}",
        remedy=_instead(
            verdict,
            head,
            mask="Set the confidence for the boxes: masks are kept or dropped with them.",
            pose="Set the confidence for the boxes: poses are kept or dropped with them.",
        ),
    )


def _leaning(head: Head, numbers: str, *, misses: bool) -> str:
    """What it means that a head misses more than it invents, or the other way round."""
    if head.key != "box":
        does, less = ("misses", "invents") if misses else ("invents", "misses")
        return f"At {numbers} the model {does} {things(head)} more often than it {less} them."
    if misses:
        return (
            f"At {numbers} the model misses more than it invents. That suits uses where false "
            "alarms are costly; for safety-critical ones too many objects are missed."
        )
    return (
        f"At {numbers} the model invents more than it misses. That suits safety-critical uses; "
        "where few false alarms are wanted, too many predictions are wrong."
    )


def _instead(verdict: Verdict, head: Head, **remedies: str) -> str | None:
    """The remedy of another head than box; None keeps the check's own."""
    return None if verdict is Verdict.PASS else remedies.get(head.key)
