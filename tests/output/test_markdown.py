"""The summary: what a reviewer sees first, its length, and that text of a run stays text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from reportgen import compare, read_run
from reportgen.api import Run
from reportgen.output.markdown import Decision, marker, to_markdown
from reportgen.output.markdown.blocks import LEAST_LIMIT, LIMIT, Block, fitted, joined, size
from reportgen.output.markdown.gate import MOST_TOLD, gate_line
from reportgen.output.markdown.signs import bullets, sparkline
from reportgen.page.text.markdown_text import escape, escape_html, name, prose, table
from reportgen.read.redact import one_line
from reportgen.read.table.results import Series
from reportgen.rule import Verdict
from tests.conftest import SAMPLES, segment_row
from tests.output.hostile import TEXT
from tests.output.rendered import Rendered
from tests.page.parts import finding as told_finding

MakeRun = Callable[..., Path]
ALLOWED = {
    "h2", "p", "ul", "ol", "li", "strong", "em", "code", "br", "comment",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
FEW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def overfit() -> Run:
    return read_run(SAMPLES / "segment-overfit", read_pictures=False)


@pytest.fixture(scope="module")
def good() -> Run:
    return read_run(SAMPLES / "segment-short", read_pictures=False)


# --- what a reviewer sees ----------------------------------------------------------------------


def test_verdict_figures_and_worst_finding_come_first_and_remedies_are_folded(overfit: Run) -> None:
    text = to_markdown([overfit.page_input])
    lines = [line for line in text.splitlines() if line]
    assert lines[0] == "## ⚠️ Overfits: segment-overfit"
    assert lines[1].startswith("From epoch 27: validation loss rose"), "the heading says its badge"
    sight = text.split("<details>")[0]
    assert "| Mask | **0.0109** |" in sight
    assert "160 of 160 epochs" in sight
    assert "- ❌ **Fail:** Overfitting from epoch 27" in sight
    assert "What to do" not in sight
    assert "*What to do:* Add training pictures." in text


def test_every_finding_that_asks_something_is_told_with_its_remedy(overfit: Run) -> None:
    shown = Rendered(to_markdown([overfit.page_input])).text
    for finding in overfit.page_input.findings:
        if finding.verdict in (Verdict.PASS, Verdict.NOT_APPLICABLE):
            continue
        assert finding.title in shown
        plain = " ".join(re.sub(r"[`*]", "", finding.remedy).split())
        assert plain in shown.replace("*", "")


def test_the_last_line_is_the_marker_and_titles_have_their_own(good: Run) -> None:
    assert to_markdown([good.page_input]).endswith("\n\n<!-- reportgen -->\n")
    assert to_markdown([good.page_input], title="A").endswith(f"\n{marker('A')}\n")
    markers = {marker(title) for title in (None, "A", "B", "a b", "a-b", "größe", "大", "--><b>")}
    assert len(markers) == 8
    assert all(re.fullmatch(r"<!-- reportgen(: [a-z0-9-]+)? -->", each) for each in markers)
    assert not any("--" in each[4:-3] for each in markers)


def test_the_full_report_is_linked_and_nothing_else(good: Run) -> None:
    url = "https://ci.example/a b/report.html?x=1&y=(2)#r1"
    links = [
        attributes["href"]
        for tag, attributes in Rendered(to_markdown([good.page_input], report_url=url)).elements
        if tag == "a"
    ]
    assert links == ["https://ci.example/a%20b/report.html?x=1&y=%282%29#r1"]
    assert not [tag for tag, _ in Rendered(to_markdown([good.page_input])).elements if tag == "a"]


def test_a_comparison_tells_the_answer_the_ranking_the_checklist_and_arguments(
    good: Run, overfit: Run
) -> None:
    runs = [good, overfit]
    told = compare(runs, same_data=["*.yaml"])
    text = to_markdown([run.page_input for run in runs], told)
    shown = Rendered(text)
    assert text.startswith("## ⚠️ 1 overfits, ℹ️ 1 more to gain: 2 training runs\n")
    assert told.answer in shown.text
    for item in told.checklist:
        assert item.title in shown.text
        assert item.reason in shown.text
    apart = to_markdown([run.page_input for run in runs], compare(runs))
    assert "The guide's checklist" not in apart, "it judges nothing"
    assert "| mosaic |" in text
    assert "baseline" in shown.text
    assert any(fold.startswith("segment-short: ") for fold in shown.folds)


def test_values_that_many_runs_share_are_told_together(make_run: MakeRun) -> None:
    runs = [
        read_run(make_run(name=f"r{number}", args={"lr0": 0.1 if number == 3 else 0.01}))
        for number in range(6)
    ]
    text = to_markdown([run.page_input for run in runs], compare(runs))
    assert "| lr0 | 0.01 (5 runs), 0.1 (r3) |" in text
    # Up to four runs have a column each, as they stand in the table of runs.
    few = to_markdown([run.page_input for run in runs[1:5]], compare(runs[1:5]))
    assert "| Argument | r1 | r2 | r4 | r3 |" in few
    assert "| lr0 | 0.01 | 0.01 | 0.01 | 0.1 |" in few
    five = to_markdown([run.page_input for run in runs[:5]], compare(runs[:5]))
    assert "| lr0 | 0.01 (4 runs), 0.1 (r3) |" in five


def test_a_run_without_results_says_so(make_run: MakeRun) -> None:
    folder = make_run()
    (folder / "results.csv").write_bytes(b"")
    text = to_markdown([read_run(folder).page_input])
    assert "There are no figures: results" in Rendered(text).text
    assert "unknown" in text


def test_tune_folders_stand_beside_the_trainings(good: Run, tmp_path: Path) -> None:
    lines = ["fitness,lr0", *(f"{0.1 + 0.01 * trial},{0.01 * trial}" for trial in range(1, 6))]
    (tmp_path / "tune_results.csv").write_text("\n".join(lines) + "\n")
    search = read_run(tmp_path, name="tune")
    assert search.is_search
    both = to_markdown([search.page_input, good.page_input])
    assert both.startswith("## ℹ️ More to gain: segment-short")
    assert "**tune:** a hyperparameter search of 5 trials; trial 5 is best" in both
    assert to_markdown([search.page_input]).startswith("## 1 hyperparameter search\n")


# --- the gate ----------------------------------------------------------------------------------


def test_the_gate_stands_in_one_line_below_the_verdict(overfit: Run) -> None:
    decision = Decision(("--fail-on fail",), ("fail: train: It broke",))
    lines = to_markdown([overfit.page_input], gate=decision).splitlines()
    assert lines[0] == "## ❌ Gate failed, ⚠️ Overfits: segment-overfit"
    assert lines[2] == "❌ **Gate failed** (`--fail-on fail`): fail: train: It broke."
    assert "Gate" not in to_markdown([overfit.page_input])


def test_no_heading_stands_for_a_pass_where_there_was_none(good: Run) -> None:
    open_gate = Decision(("--fail-on regression",), (), ("b: it may be chance",))
    plain = to_markdown([good.page_input]).splitlines()[0]
    assert to_markdown([good.page_input], gate=Decision(("--strict",))).splitlines()[0] == plain
    told = to_markdown([good.page_input], gate=open_gate).splitlines()[0]
    assert told == plain.replace("## ", "## ⚠ not decided, ")


def test_a_gate_that_could_not_decide_has_not_passed() -> None:
    assert gate_line(Decision(("--fail-on warn",))) == "✅ **Gate passed** (`--fail-on warn`)."
    told = gate_line(Decision(("--fail-on regression", "--strict"), (), ("b: it may be chance",)))
    assert told == (
        "**Gate open** (`--fail-on regression`, `--strict`). ⚠ not decided: b: it may be chance."
    )


def test_many_reasons_are_counted(good: Run) -> None:
    reasons = tuple(f"warn: run{number}: {'長' * 500}" for number in range(40))
    text = to_markdown([good.page_input], gate=Decision(("--fail-on warn",), reasons, reasons))
    line = text.splitlines()[2]
    assert "; and 35 more. ⚠ not decided" in line
    assert line.endswith("; and 35 more.")
    assert line.count("長" * 100) == 2 * MOST_TOLD
    assert size(line) < 2_000


def test_the_comment_tells_the_new_run_and_folds_the_baseline(good: Run, overfit: Run) -> None:
    runs = [good, overfit]
    text = to_markdown([run.page_input for run in runs], compare(runs, baseline=0))
    assert len(text.encode()) <= 8_192
    folds = re.findall(r"<details><summary>(segment-[a-z]+):", text)
    assert folds == ["segment-overfit", "segment-short"]
    before = text.split("<details>")[0]
    assert f"**segment-overfit:** {overfit.diagnosis.headline}" in before
    assert "**segment-short:**" not in before


@pytest.mark.parametrize("character", ["&", "~", "👍", "<", "*"])
def test_no_gate_is_too_long_for_the_least_limit(good: Run, character: str) -> None:
    reasons = tuple(character * 400 for _ in range(9))
    options = ("--fail-on fail", "--fail-on warn", "--fail-on regression", "--strict")
    gate = Decision(options, reasons, reasons)
    text = to_markdown([good.page_input], gate=gate, limit=LEAST_LIMIT)
    assert size(text) <= LEAST_LIMIT
    told = [int(number) for number in re.findall(r"; and (\d) more", text.splitlines()[2])]
    assert len(told) == 2
    assert all(4 <= left < len(reasons) for left in told)


# --- length ------------------------------------------------------------------------------------


def test_fifty_runs_stay_below_the_limit_and_say_what_is_left_out(make_run: MakeRun) -> None:
    rows = [segment_row(epoch, 30) for epoch in range(1, 31)]
    runs = [
        read_run(make_run(rows, name=f"run-{number:02d} " + "长" * 40), read_pictures=False)
        for number in range(50)
    ]
    inputs, told = [run.page_input for run in runs], compare(runs)
    whole = to_markdown(inputs, told, limit=10**7)
    text = to_markdown(inputs, told)
    assert size(whole) > LIMIT >= size(text) > LIMIT * 0.9
    assert len(text.encode()) < 262_144
    left_out = next(line for line in text.splitlines() if "Left out for length" in line)
    assert "49 trend lines" in left_out
    assert "run table" not in left_out
    assert "Left out" not in whole
    assert text.count("<details>") == text.count("</details>")


@pytest.mark.parametrize("limit", [4_000, 5_000, 9_000, 20_000])
def test_any_limit_keeps_verdict_answer_link_and_marker(
    good: Run, overfit: Run, limit: int
) -> None:
    runs = [good, overfit]
    told = compare(runs)
    text = to_markdown(
        [run.page_input for run in runs], told, report_url="https://ci.example/r", limit=limit
    )
    assert size(text) <= limit
    assert text.startswith("## ⚠️ 1 overfits")
    assert told.answer[:40] in text
    assert "(https://ci.example/r)" in text
    assert text.endswith("<!-- reportgen -->\n")


def test_a_limit_that_leaves_no_room_is_refused(good: Run) -> None:
    with pytest.raises(ValueError, match="at least 4000"):
        to_markdown([good.page_input], limit=100)


@FEW
@given(
    st.lists(st.tuples(st.integers(1, 3_000), st.integers(0, 9), st.integers(0, 2)), max_size=60),
    st.integers(4_000, 9_000),
)
@example([(2_000, weight, 0) for weight in (1, 3, 2)], 4_500)
def test_the_heaviest_blocks_go_first(parts: list[tuple[int, int, int]], limit: int) -> None:
    blocks = [
        Block(f"[{place}]" + "x" * length, weight, "part", f"fold {fold}" if fold else "")
        for place, (length, weight, fold) in enumerate(part for part in parts if part[1])
    ]
    blocks += [Block("end")]
    text = fitted(blocks, limit, lambda gone: Block(f"left out: {gone}"))
    assert size(text) <= limit
    kept = [block for place, block in enumerate(blocks) if f"[{place}]" in text]
    gone = [block for block in blocks[:-1] if block not in kept]
    if gone:
        assert f"left out: {len(gone)} part" in text
        assert max(b.weight for b in kept if b.text != "end") <= min(b.weight for b in gone)
    else:
        assert text == joined(blocks)


def test_length_counts_what_is_outside_the_basic_plane_twice() -> None:
    assert [size("a"), size("长"), size("🌈"), size("\ud800")] == [1, 1, 2, 1]


# --- text of a run -------------------------------------------------------------------------------


@FEW
@given(TEXT.filter(lambda text: "\ud800" not in text))
def test_text_is_shown_as_it_stands_and_nothing_comes_of_it(text: str) -> None:
    shown = Rendered(f"Seen: {escape(text)}")
    assert shown.tags <= {"p", "code"}
    assert shown.active == []
    told = "Seen: " + " ".join(one_line(text, 600).split())
    assert shown.text == told.strip().replace("$", "＄")


@FEW
@given(TEXT)
def test_in_a_table_a_title_a_list_and_a_fold_it_is_text_too(text: str) -> None:
    cells = Rendered(table(["Run", "Value"], [[escape(text), "end"]]))
    assert [tag for tag, _ in cells.elements if tag == "td"] == ["td", "td"]
    # What is one cell too many, renderers leave out.
    assert cells.text.endswith(" end")
    for shown in (
        cells,
        Rendered(f"## Fail: {name(text)}"),
        Rendered(f"- **Fail: {escape(text)}**"),
        Rendered(f"<details><summary>{escape_html(text)}</summary>\n\nx\n\n</details>\n"),
        Rendered(prose(text)),
    ):
        assert shown.tags <= ALLOWED
        assert shown.active == []


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(TEXT, TEXT, TEXT)
def test_nothing_in_a_summary_comes_from_a_run_but_text(
    good: Run, overfit: Run, first: str, second: str, third: str
) -> None:
    """Names, titles, what was seen, and arguments, all of them hostile."""
    runs = [
        replace(run, name=called, settings={}) for run, called in ((good, first), (overfit, second))
    ]
    inputs = []
    for run in runs:
        findings = [
            replace(finding, title=finding.title + third, seen=third + finding.seen)
            for finding in run.findings
        ]
        run.args.values["mixup"] = first + str(run.name)
        inputs.append(run.page_input._replace(findings=findings))
    for text in (
        to_markdown(inputs, compare(runs), title=third or None),
        to_markdown(inputs[:1], title=third or None),
        to_markdown(inputs[:1], gate=Decision(("--strict",), (first, second), (third,))),
    ):
        shown = Rendered(text)
        assert shown.tags <= ALLOWED
        assert shown.active == []
        comments = [attributes for tag, attributes in shown.elements if tag == "comment"]
        assert len(comments) == 1
        assert not [line for line in text.splitlines() if line.startswith("/")]


def test_a_name_and_the_colon_after_it_are_no_emoji() -> None:
    assert Rendered(f"- {name(':smile')}: Overfitting").active == []


def test_what_stands_in_code_can_be_copied() -> None:
    assert escape("weights/best.pt of yolo11n-seg.pt") == "`weights/best.pt` of `yolo11n-seg.pt`"
    assert prose("Use `conf=0.3`, **not** <b>") == "Use `conf=0.3`, **not** &lt;b&gt;"


# --- trend lines ---------------------------------------------------------------------------------


def series(*values: float) -> Series:
    return Series("x", np.arange(1, len(values) + 1), np.array(values, dtype=float))


def test_a_trend_line_rises_with_its_values_and_shows_gaps() -> None:
    nan = float("nan")
    assert sparkline(series(0, 1, 2, 3, 4, 5, 6, 7)) == "▁▂▃▄▅▆▇█"
    assert sparkline(series(1, nan, 0)) == "█·▁"
    assert sparkline(series(2, 2, 2)) == "▁▁▁"
    assert sparkline(series(nan, nan)) == ""
    assert sparkline(series(float("inf"), 0, 1)) == "·▁█"


def test_a_trend_line_of_many_epochs_is_short_and_keeps_its_scale() -> None:
    line = sparkline(series(*range(1000)))
    assert len(line) == 20
    assert list(line) == sorted(line)
    assert sparkline(series(0.1, 0.2), 0.0, 0.8) == "▂▃"


@pytest.mark.parametrize(("number", "last"), [(3, "Title of c2"), (4, "- and 1 more")])
def test_more_findings_are_told_only_where_there_are_more(number: int, last: str) -> None:
    found = [("", told_finding(f"c{place}", Verdict.WARN)) for place in range(number)]
    assert bullets(found, 3).splitlines()[-1].endswith(last)
