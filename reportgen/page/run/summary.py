"""The masthead: what a reader takes away in five seconds."""

from __future__ import annotations

from reportgen import words
from reportgen.facts.run_facts import Facts
from reportgen.page.inputs import RunInput
from reportgen.page.judged.verdicts import tallies
from reportgen.page.run.brief import ASK, summary_markdown
from reportgen.page.run.views import Badge, Field, Summary
from reportgen.rule import Verdict


def summary(run: str, given: RunInput) -> Summary:
    """The masthead of one run."""
    told = summary_markdown(given)
    return Summary(
        badge=Badge(*given.diagnosis.badge),
        sentence=given.diagnosis.beside_badge,
        tallies=tuple(
            tally
            for tally in tallies(given.findings, run)
            if tally.badge.key != Verdict.NOT_APPLICABLE.value
        ),
        about=tuple(_about(given)),
        short=told,
        prompt=f"{ASK}\n\n{told}",
    )


def _about(given: RunInput) -> list[Field]:
    facts = given.facts
    image_size = facts.run.args.values.get("imgsz")
    fields = [
        ("Model", facts.model),
        ("Task", facts.task_name or words.UNKNOWN),
        ("Data", facts.data_name),
        ("Image size", None if image_size is None else str(image_size)),
        # While it goes on, the badge says how far it is.
        (_rows(facts), None if given.diagnosis.state.main == "running" else epochs_text(facts)),
        ("Duration", words.duration(facts.seconds)),
        ("Speed", speed_text(facts)),
        ("Ultralytics", version_text(facts)),
        ("Read back from", _source(facts)),
    ]
    return [Field(label, value) for label, value in fields if value]


def _source(facts: Facts) -> str | None:
    back = facts.run.read_back
    if back is None:
        return None
    if not back.rows:
        return back.file
    others = words.count(back.rows, "other run")
    return f"{back.file}, which tells {others} in rows alone: none of them is read back"


def epochs_text(facts: Facts) -> str | None:
    """``50 of 100``; None when neither number is told."""
    done, planned = facts.epochs_done, facts.epochs_planned
    if done is None:
        return f"{planned} planned" if planned else None
    return f"{done} of {planned}" if planned else str(done)


def speed_text(facts: Facts) -> str | None:
    """``4.2 ms/picture``, pre- and postprocessing included; None when it is not told."""
    speed = facts.milliseconds_a_picture
    return None if speed is None else f"{words.rough(speed, 3)} ms/picture"


def version_text(facts: Facts) -> str | None:
    """The Ultralytics version, as far as the files give it away; None when they do not."""
    oldest, newest = facts.version_range
    if oldest and newest:
        return oldest if oldest == newest else f"{oldest}–{newest}"
    if oldest:
        return f"{oldest}+"
    return f"up to {newest}" if newest else None


def _rows(facts: Facts) -> str:
    """What the rows of the log stand for, in the plural: Epochs, Validations, Lines of the log."""
    first, *rest = facts.row_unit.split(" of ")
    return " of ".join([f"{first.capitalize()}s", *rest])
