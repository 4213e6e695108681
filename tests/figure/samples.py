"""Charts made of literals."""

from __future__ import annotations

from dataclasses import replace

from reportgen.figure.model.lines import Line, LineChart, Mark

NAN = float("nan")
HOSTILE = '</svg><script>alert("x")</script>&\x00]]>'

TRAIN = Line(
    "train",
    (1, 2, 3, 4),
    (4.0, 3.0, 2.0, 1.0),
    "box_loss",
    "train",
    dash="dash",
    shade="soft",
    column="train/box_loss",
)
VAL = Line(
    "validation",
    (1, 2, 3, 4),
    (4.0, 2.0, NAN, 3.0),
    "box_loss",
    "val",
    column="val/box_loss",
    lead=True,
)
CHART = LineChart(
    id="box-loss",
    title="box_loss, training and validation",
    subtitle="Validation loss is lowest at epoch 2.",
    how_to_read="Both lines should fall.",
    summary="Line chart. validation: lowest 2.00 at epoch 2.",
    y_title="loss",
    lines=(TRAIN, VAL),
    group="losses",
    marks=(Mark(2, "best 2", "best"), Mark(4, "mosaic off 4", "mosaic-off")),
    y_range=(0.0, 5.0),
    log=True,
)


def hostile() -> LineChart:
    """The same chart with every text that a run could choose set to markup."""
    return replace(
        CHART,
        title=HOSTILE,
        summary=HOSTILE,
        y_title=HOSTILE,
        lines=(replace(TRAIN, label=HOSTILE, column=HOSTILE), VAL),
        marks=(Mark(2, HOSTILE, "best"),),
    )


def single() -> LineChart:
    """A run of one epoch."""
    line = replace(VAL, x=(1,), y=(2.0,))
    return replace(CHART, lines=(line,), marks=(Mark(1, "best 1", "best"),))


def empty() -> LineChart:
    """A run whose only line has no number at all."""
    return replace(CHART, lines=(replace(VAL, y=(NAN,) * 4),), marks=())
