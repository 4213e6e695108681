"""The causes with the findings they explain; other findings as open cards, worst first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from reportgen import words
from reportgen.diagnosis import Cause, Diagnosis
from reportgen.page.inputs import RunInput
from reportgen.page.judged.card_views import (
    CauseView,
    ChartLink,
    FindingCard,
    FindingsView,
    FoldedFinding,
    Member,
)
from reportgen.page.judged.verdicts import FOLDED, badge, tallies
from reportgen.page.run.drawings import find_chart, focused, thumbnail
from reportgen.page.run.views import Field, Link
from reportgen.page.text.prose import Prose, sentences
from reportgen.rule import Finding, Verdict

# What a chart that is not drawn is about, and the section whose pictures show the same.
_PICTURED = (
    ("confusion", "confusion", "Confusion matrix"),
    ("-f1", "curves", "Curves"),
    ("-pr", "curves", "Curves"),
)


def findings_view(run: str, given: RunInput, prose: Prose, *, drawn: bool = True) -> FindingsView:
    """All findings of a run, in the order in which they are given (worst first).

    Without `drawn` they lead to their charts without a small drawing of them.
    """
    cards = _Cards(run, given, prose, drawn=drawn)
    folded = [f for f in given.findings if f.verdict in FOLDED]
    explained: dict[str, list[Finding]] = {}
    for finding in given.findings:
        if finding.verdict not in FOLDED:
            cause = given.diagnosis.explaining(finding.check)
            # What to do about what a cause explains stands with the cause.
            shown = replace(finding, remedy="") if cause else finding
            explained.setdefault(cause.id if cause else "", []).append(shown)
    return FindingsView(
        causes=tuple(
            _cause(run, cause, explained.get(cause.id, []), given.diagnosis, cards, prose)
            for cause in given.diagnosis.causes
        ),
        cards=tuple(map(cards.of, _groups(explained.get("", [])))),
        folded=tuple(
            FoldedFinding(f"{run}-finding-{f.key}", badge(f.verdict), f.headed, f.seen)
            for f in folded
        ),
        tallies=tallies(folded, run),
    )


def _cause(
    run: str,
    cause: Cause,
    findings: Sequence[Finding],
    diagnosis: Diagnosis,
    cards: _Cards,
    prose: Prose,
) -> CauseView:
    seen = cards.new(cause.seen)
    places = {step.treatment: place for place, step in enumerate(diagnosis.steps, start=1)}
    return CauseView(
        id=f"{run}-cause-{cause.id}",
        certainty=cause.certainty.value,
        title=prose.plain(words.capital(cause.title)),
        seen=prose.plain(seen),
        steps=tuple(
            Link(f"#{run}-step-{places[step.treatment]}", step.title) for step in cause.steps
        ),
        cards=tuple(cards.of(group) for group in _groups(findings)),
        explained=words.count(len(findings), "finding") if findings else "",
    )


def _groups(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Unknown findings that share their reason stand together; all others by themselves."""
    groups: list[list[Finding]] = []
    by_reason: dict[str, list[Finding]] = {}
    for finding in findings:
        shares = finding.verdict is Verdict.UNKNOWN and finding.seen
        if shares and finding.seen in by_reason:
            by_reason[finding.seen].append(finding)
            continue
        groups.append([finding])
        if shares:
            by_reason[finding.seen] = groups[-1]
    return groups


def named(finding: Finding) -> str:
    """A check by its name in words, since its title says what a sound run shows."""
    name = finding.check.replace("-", " ").replace("map", "mAP")
    return f"{name} ({finding.head})" if finding.head else name


def _title(finding: Finding) -> str:
    """A finding's title; that of a sound run is not claimed where nothing could be judged."""
    title = finding.headed
    if finding.verdict is not Verdict.UNKNOWN or "unknown" in title:
        return title
    return f"Not judged whether {words.mid_sentence(title)}"


class _Cards:
    """Makes the cards of one run, and says nothing twice."""

    def __init__(self, run: str, given: RunInput, prose: Prose, *, drawn: bool) -> None:
        self._run = run
        self._charts = given.charts
        self._prose = prose
        self._drawn = drawn
        self._said: set[str] = set()
        self._remedies: dict[str, Finding] = {}

    def of(self, group: Sequence[Finding]) -> FindingCard:
        """The card of a finding, or of several that are unknown for the same reason."""
        return self._joint(group) if len(group) > 1 else self._single(group[0])

    def _single(self, finding: Finding) -> FindingCard:
        return FindingCard(
            id=self._id(finding),
            badge=badge(finding.verdict),
            title=self._prose.plain(_title(finding)),
            seen=self._prose.plain(self.new(finding.seen)),
            details=_details(finding),
            remedy=self._remedy(finding),
            evidence=self._evidence(finding),
            links=self._links(finding),
        )

    def _joint(self, group: Sequence[Finding]) -> FindingCard:
        """The reason is the title; the checks that it leaves open follow by name."""
        first = group[0]
        reason, *rest = sentences(first.seen)
        return FindingCard(
            id=f"{self._run}-unknown-{first.key}",
            badge=badge(first.verdict),
            title=self._prose.plain(reason.rstrip(".")),
            seen=self._prose.plain(self.new(" ".join(rest))),
            details=(),
            remedy=self._remedy(next((f for f in group if f.remedy), first)),
            evidence=None,
            members=tuple(Member(self._id(finding), named(finding)) for finding in group),
        )

    def _id(self, finding: Finding) -> str:
        return f"{self._run}-finding-{finding.key}"

    def new(self, text: str) -> str:
        """The text without the sentences that an earlier card has said."""
        kept = [part for part in sentences(text) if part not in self._said]
        self._said.update(kept)
        return " ".join(kept)

    def _remedy(self, finding: Finding) -> Markup:
        if not finding.remedy:
            return Markup()
        first = self._remedies.setdefault(finding.remedy, finding)
        if first is not finding:
            return Markup('The same as for <a href="#{}">{}</a>').format(
                self._id(first), first.headed
            )
        text = self.new(finding.remedy)
        return self._prose.markdown(text) if text else Markup()

    def _evidence(self, finding: Finding) -> ChartLink | None:
        """The chart to look at, small, with the epochs in question marked."""
        chart = find_chart(self._charts, finding.chart)
        if chart is None:
            return None
        return ChartLink(
            link=Link(f"#{self._run}-{chart.id}", chart.title),
            thumbnail=thumbnail(focused(chart, finding), finding.epochs)
            if self._drawn
            else Markup(),
            band=f"{finding.epochs[0]},{finding.epochs[1]}" if finding.epochs else "",
        )

    def _links(self, finding: Finding) -> tuple[Link, ...]:
        """Where else to look: the pictures where there is no chart yet."""
        if finding.chart is None or find_chart(self._charts, finding.chart):
            return ()
        return tuple(
            Link(f"#{self._run}-{section}", title)
            for mark, section, title in _PICTURED
            if mark in finding.chart
        )


def _details(finding: Finding) -> tuple[Field, ...]:
    """Where and by what measure: epochs, threshold and the guide's section."""
    fields = []
    if finding.epochs:
        first, last = finding.epochs
        fields.append(Field("Epochs", f"{first} to {last}" if first != last else str(first)))
    if finding.threshold:
        fields.append(Field("Threshold", finding.threshold))
    if finding.guide:
        fields.append(Field("Guide", finding.guide))
    return tuple(fields)
