"""Guide: "Loss functions" and "Detection metrics": the levels that values should reach."""

from __future__ import annotations

from reportgen.rule import Outcome, Verdict, check

METRICS = "Detection Metrics"


@check(
    id="map50-tier",
    title="mAP50 reaches the guide's good range",
    guide=METRICS,
    per_head=True,
    heads=("box", "mask", "pose"),
)
def map50_tier(
    map50: float, *, excellent: float = 0.5, good: float = 0.3, fair: float = 0.2
) -> Outcome:
    """Look at the pictures first: labels that contradict each other, and objects too small for
    the image size, are the usual causes of a low mAP50.

    Above 0.5 is excellent and above 0.3 good (pass); 0.2 to 0.3 is fair (note); below 0.2 needs
    improvement (warn). A value on a boundary belongs to the lower tier, as the guide writes ">".
    """
    tier, verdict = next(
        (
            (name, verdict)
            for bound, name, verdict in (
                (excellent, "excellent", Verdict.PASS),
                (good, "good", Verdict.PASS),
                (fair, "fair", Verdict.NOTE),
            )
            if map50 > bound
        ),
        ("needs improvement", Verdict.WARN),
    )
    return Outcome(
        verdict,
        f"mAP50 is {tier}",
        f"mAP50 is {map50:.3f} at the best epoch.",
        measured={"mAP50": map50},
        threshold=f"excellent above {excellent:g}, good above {good:g}, fair above {fair:g}",
        chart="map",
    )
