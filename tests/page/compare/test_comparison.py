"""The comparison on the page: what it names, what it links to, and what stays folded."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from reportgen import words
from reportgen.api import compare, read_run
from reportgen.api.comparing import compared_input
from reportgen.charts.overlay import QUIET, Shown, overlays, roles
from reportgen.comparison.data.incomparable import Incomparable
from reportgen.figure.plotly.lines import plotly_figure
from reportgen.page.compare.markdown import markdown
from reportgen.page.compare.ranking import RankingView
from reportgen.page.inputs import RunInput
from reportgen.page.run.figures import clocks, figures
from reportgen.page.shell.script_data import chart_data
from reportgen.page.text.format import difference
from tests.conftest import SAMPLES, SEGMENT_COLUMNS, sample, segment_row
from tests.page.parts import Outline, png
from tests.support.command import letters
from tests.support.reports import render_report

MakeRun = Callable[..., Path]


@pytest.fixture
def make_runs(make_run: MakeRun) -> Callable[..., list[Path]]:
    """Segmentation runs, the n-th of which reaches a mask mAP50-95 of n tenths."""

    def make(count: int, *, epochs: int = 12, **args: object) -> list[Path]:
        folders = []
        for number in range(1, count + 1):
            rows = []
            for epoch in range(1, epochs + 1):
                score = number / 10 * epoch / epochs
                metrics = {f"metrics/{m}({h})": score for m in ("mAP50", "mAP50-95") for h in "BM"}
                rows.append(segment_row(epoch, epochs, **metrics))
            told = {"epochs": epochs, "data": "d.yaml", "lr0": number / 100, **args}
            files = {f"val_batch0_{side}.jpg": jpeg() for side in ("labels", "pred")}
            files |= {"confusion_matrix.png": png(9, 9)}
            folders.append(
                make_run(rows, columns=SEGMENT_COLUMNS, args=told, files=files, name=f"run{number}")
            )
        return folders

    return make


def jpeg() -> bytes:
    """A small JPEG of one grey."""
    content = io.BytesIO()
    Image.new("L", (8, 8), 128).save(content, "JPEG")
    return content.getvalue()


def html(folders: list[Path], **options: object) -> str:
    runs = [read_run(folder) for folder in folders]
    return letters(render_report(runs, **options))  # type: ignore[arg-type]


def test_the_first_words_are_the_answer(make_runs: Callable[..., list[Path]]) -> None:
    folders = make_runs(2)
    page = html(folders)
    answer = compare(folders).answer
    assert "run2" in answer
    assert f'<p class="comparison-answer">{answer}</p>' in page
    assert page.index("comparison-answer") < page.index('id="ranking"')


def test_every_link_of_the_page_leads_somewhere_and_ids_are_unique() -> None:
    outline = Outline(html([SAMPLES / "segment-short", SAMPLES / "segment-overfit"]))
    inside = {link[1:] for link in outline.links if link.startswith("#")}
    assert inside <= set(outline.ids)
    assert len(outline.ids) == len(set(outline.ids))
    assert outline.tags.count("h1") == 1


def test_each_run_keeps_its_section_folded(make_runs: Callable[..., list[Path]]) -> None:
    page = html(make_runs(3))
    for number in (1, 2, 3):
        assert f'<details class="run-fold" id="r{number}-fold">' in page
        assert f'id="r{number}-findings"' in page


def test_ranking_is_best_first_with_differences_to_the_baseline(
    make_runs: Callable[..., list[Path]],
) -> None:
    page = html(make_runs(3), baseline="run2")
    table = page[page.index('id="ranking"') : page.index("</table>", page.index('id="ranking"'))]
    assert re.findall(r'data-value="(run\d)"', table) == ["run3", "run2", "run1"]
    assert table.count(">baseline<") >= 1
    assert "+0.100" in table
    assert "−0.100" in table


def test_the_table_tells_the_state_that_the_runs_own_section_tells(
    make_runs: Callable[..., list[Path]],
) -> None:
    runs = [read_run(folder) for folder in make_runs(3)]
    page = letters(render_report(runs))
    table = page[page.index('id="ranking"') : page.index("</table>", page.index('id="ranking"'))]
    badges = [run.diagnosis.badge for run in runs]
    assert re.findall(r'verdict-([a-z-]+)">.*?<span class="word">(.*?)</span>', table) == [
        *reversed(badges)
    ]
    assert all(f"| {word} |" in page for _, word in badges)


def test_a_copy_has_no_rank_and_says_of_what_it_is_one(
    make_runs: Callable[..., list[Path]],
) -> None:
    first, other = make_runs(2)
    page = html([first, first, other])
    assert page.count('title="A copy of run1."') == 1


def test_the_checklist_has_seven_items_with_winner_tie_or_reason(
    make_runs: Callable[..., list[Path]],
) -> None:
    page = html(make_runs(2))
    table = page[
        page.index('id="checklist"') : page.index("</table>", page.index('id="checklist"'))
    ]
    results = re.findall(
        r'<td class="result"><b>(.*?)</b><span class="cell-note">(.*?)</span>', table
    )
    assert len(results) == 7
    for result, reason in results:
        assert result.startswith(("Winner: run", "Tie of", "Not judged", "Yours to judge"))
        assert reason


def test_pictures_are_embedded_for_the_best_run_and_the_baseline_only(
    make_runs: Callable[..., list[Path]],
) -> None:
    folders = make_runs(3)

    def embedded(pictures: str) -> set[str]:
        return set(re.findall(r'<img id="(r\d)-', html(folders, pictures=pictures)))

    assert embedded("best") == {"r1", "r3"}
    assert embedded("all") == {"r1", "r2", "r3"}
    assert embedded("none") == set()


@pytest.mark.parametrize(("baseline", "beside"), [("run1", 1), ("run2", 2), ("run3", 2)])
def test_the_best_run_s_predictions_stand_beside_the_baseline_s(
    make_runs: Callable[..., list[Path]], baseline: str, beside: int
) -> None:
    page = html(make_runs(3), pictures="all", baseline=baseline)
    chosen = re.findall(r"<option value=\"(\d)\" selected>run", page)
    assert [int(run) + 1 for run in chosen] == [3, beside]


def test_left_out_pictures_are_said_with_the_way_to_get_them(
    make_runs: Callable[..., list[Path]],
) -> None:
    assert "--pictures all" in Outline(html(make_runs(3))).text


def test_only_arguments_that_differ_stand_open(make_runs: Callable[..., list[Path]]) -> None:
    page = html(make_runs(2, momentum=0.9))
    table = page[page.index('id="arguments-bearing"') :].split("</table>")[0]
    assert "<code>lr0</code>" in table
    assert "momentum" not in table
    assert "<dt><code>momentum</code></dt>" in page


def test_long_numbers_are_short_where_that_tells_them_apart(make_run: MakeRun) -> None:
    rows = [segment_row(epoch, 3) for epoch in (1, 2, 3)]
    numbers = {"lr0": (0.01234567890123, 0.02), "lrf": (0.1234567890123, 0.1234567890124)}
    folders = [
        make_run(rows, args={key: pair[run] for key, pair in numbers.items()}, name=f"run{run}")
        for run in (0, 1)
    ]
    table = html(folders).split('id="arguments-bearing"')[1].split("</table>")[0]
    assert '<td class="" title="0.01234567890123"><code>0.0123457</code>' in table
    assert "<code>0.1234567890123</code>" in table
    assert "<code>0.1234567890124</code>" in table


def test_curves_of_weak_runs_share_an_axis_that_ends_above_all_of_them() -> None:
    def tops(*names: str) -> dict[str, float]:
        runs = [sample(name) for name in names]
        charts = compared_input(runs, compare(runs), "none").curves
        assert all(y <= chart.top for chart in charts for line in chart.lines for y in line.y)
        return {chart.kind: chart.top for chart in charts}

    assert tops("segment-overfit", "segment-overfit") == {"F1": 0.08, "PR": 1, "P": 1, "R": 0.4}
    assert tops("segment-overfit", "segment-short")["F1"] == 1


@pytest.mark.parametrize("change", [{"data": "other.yaml"}, {"single_cls": True}])
def test_no_chart_names_a_best_run_where_numbers_are_not_measured_alike(
    make_run: MakeRun, change: dict[str, object]
) -> None:
    rows = [segment_row(epoch, 3) for epoch in range(1, 9)]
    one: dict[str, object] = {"data": "one.yaml", "single_cls": False}
    folders = [
        make_run(rows[: 8 - at], name=f"run{at}", args=each)
        for at, each in enumerate((one, {**one, **change}))
    ]
    runs = [read_run(folder) for folder in folders]
    told = compared_input(runs, compare(folders), "none")
    metrics = [chart for chart in told.charts if chart.group == "metrics"]
    assert metrics
    for chart in metrics:
        assert "heights do not compare" in chart.subtitle


def test_batches_of_other_sizes_are_said_to_hold_other_pictures(
    make_run: MakeRun,
) -> None:
    said = "a batch of the same number may hold other pictures"
    pictures = {f"val_batch0_{side}.jpg": jpeg() for side in ("labels", "pred")}
    rows = [segment_row(epoch, 3) for epoch in (1, 2, 3)]

    def text(*sizes: int) -> str:
        place = "-".join(map(str, sizes))
        return html(
            [
                make_run(
                    rows,
                    columns=SEGMENT_COLUMNS,
                    args={"batch": size},
                    files=pictures,
                    name=f"{place}/run{number}",
                )
                for number, size in enumerate(sizes)
            ]
        )

    assert said in text(8, 16)
    assert said not in text(16, 16)


def test_what_may_be_incomparable_is_copied_as_a_doubt() -> None:
    told = compare([SAMPLES / "segment-short", SAMPLES / "segment-overfit"])
    warnings = [
        Incomparable(name, f"It is {name}.", {}, (), certain=name == "sure")
        for name in ("sure", "doubt")
    ]
    view = RankingView((), (), "")
    text = markdown(replace(told, incomparable=tuple(warnings)), "Two", view, [])
    assert "- Not fully comparable: It is sure." in text
    assert "- Perhaps not fully comparable: It is doubt." in text


def test_favour_changes_what_is_ranked_by_and_says_so(
    make_runs: Callable[..., list[Path]],
) -> None:
    page = html(make_runs(2), favour="recall")
    assert "Peak F2 (mask)" in page
    assert "With both balanced" in page


def test_the_median_in_colour_is_that_of_the_runs_with_a_rank(
    make_runs: Callable[..., list[Path]],
) -> None:
    folders = make_runs(12, epochs=2)
    for folder in folders[5:]:
        (folder / "results.csv").write_text("epoch,train/box_loss\n1,2.0\n2,1.0\n")
    runs = [read_run(folder, read_pictures=False) for folder in folders]
    roles = compared_input(runs, compare(runs), "none").roles
    # The fifth is best, the third lies in the middle, the first is the baseline.
    assert [run for run, role in enumerate(roles) if role != QUIET] == [0, 2, 4]


def test_names_of_strangers_are_text(make_run: MakeRun) -> None:
    rows = [segment_row(epoch, 3) for epoch in (1, 2, 3)]
    folders = [
        make_run(rows, columns=SEGMENT_COLUMNS, args={"lr0": f"{n}</script><b>"}, name=f"{n}-run")
        for n in "ab"
    ]
    runs = [read_run(folder, name=f"<i>{folder.name}</i></script>") for folder in folders]
    page = render_report(runs)
    assert "<i>" not in page
    assert "</script><b>" not in page


def test_markdown_is_whole_and_has_no_markup_of_names(
    make_runs: Callable[..., list[Path]],
) -> None:
    page = html(make_runs(2))
    text = re.search(r'id="comparison-markdown">(.*?)</script>', page)
    assert text
    told = json.loads(text[1])["text"]
    assert told.startswith("# 2 training runs\n\n")
    assert "| run2 | 1 |" in told
    assert told.count("\n| Higher mAP50-95 |") == 1


def test_copied_markdown_calls_nobody(make_runs: Callable[..., list[Path]]) -> None:
    names = ("@octocat #12", "a|b_c* <d>", "GH-7 https://example.org 0123456789abcdef")
    folders = make_runs(len(names))
    runs = [read_run(folder, name=name) for folder, name in zip(folders, names, strict=True)]
    page = render_report(runs)
    block = re.search(r'id="comparison-markdown">(.*?)</script>', page)
    assert block
    told = json.loads(block[1])
    assert list(told["names"]) == list(names)
    for text in (told["text"], *told["names"].values()):
        assert not re.search(r"@octocat|#12|GH-7|https://|[0-9a-f]{7}|a[|]b|b_c|<d", text)
    assert r"a\|b\_c\* &lt;d&gt;" in told["text"]


def test_differences_have_a_sign() -> None:
    assert [difference(value) for value in (0.1234, -0.5, 0.0)] == ["+0.123", "−0.500", "0"]


def test_runs_keep_one_colour_and_from_twelve_on_most_are_quiet() -> None:
    assert roles(11, [3]) == tuple(f"run{number}" for number in range(1, 12))
    many = roles(12, [5, 0, 5])
    assert (many[5], many[0]) == ("run1", "run2")
    assert many.count(QUIET) == 10


def test_quiet_runs_are_a_band_from_the_lowest_to_the_highest(
    make_runs: Callable[..., list[Path]],
) -> None:
    facts = [read_run(folder).facts for folder in make_runs(4)]
    colours = ("run1", QUIET, QUIET, QUIET)
    runs = [Shown(f, f.run_name, role) for f, role in zip(facts, colours, strict=True)]
    chart = next(each for each in overlays(runs) if each.id == "mask-map50-95")
    low, high = (line for line in chart.lines if line.role == QUIET and line.shown)
    assert (low.y[-1], high.y[-1]) == (pytest.approx(0.2), pytest.approx(0.4))
    assert high.fill
    # The highest value is that of a quiet run: the axis holds it, as the subtitle names it.
    assert chart.y_range[1] >= 0.4
    assert [line.role for line in chart.lines if line.shown and line.named] == ["run1"]
    assert [line.column for line in chart.lines if not line.shown] == ["run2", "run3", "run4"]


def test_a_run_that_continues_another_is_drawn_later(make_runs: Callable[..., list[Path]]) -> None:
    facts = [read_run(folder).facts for folder in make_runs(2)]
    runs = [Shown(facts[0], "a", "run1"), Shown(facts[1], "b", "run2", starts=15, of="a")]
    chart = next(each for each in overlays(runs) if each.id == "mask-map50-95")
    one, other = chart.lines
    assert (other.x[0], other.x[-1], chart.epochs) == (16, 15 + one.x[-1], (1, 15 + one.x[-1]))
    assert [(mark.epoch, mark.label) for mark in chart.marks] == [(15, "b continues a")]
    # Words count the epochs that the run itself counts.
    assert chart.subtitle.endswith(f"at epoch {one.x[-1]}.")
    assert f"b: {words.number(other.y[0])} at epoch 1," in chart.summary
    assert plotly_figure(chart)["data"][1]["meta"]["starts"] == 15


def test_time_goes_on_where_the_other_run_was_left(make_run: Callable[..., Path]) -> None:
    on = {"model": "runs/first/weights/last.pt", "save_dir": "runs/second"}
    second = make_run([segment_row(epoch, 8) for epoch in range(1, 9)], name="second", args=on)
    runs = [read_run(make_run(name="first", args={"save_dir": "runs/first"})), read_run(second)]
    told = compare([run.folder for run in runs])
    compared = compared_input(runs, told, "none")
    found = clocks([RunInput(run.facts, (), run.diagnosis, ()) for run in runs], compared)
    assert found["r2-on"]["epochs"] == list(range(20, 29))
    assert found["r2-on"]["seconds"] == [200.0 + 10 * epoch for epoch in range(9)]
    drawn = figures([], compared)["comparison-mask-map50-95"]["data"]
    assert [trace["meta"]["clock"] for trace in drawn] == ["r1", "r2-on"]


def test_a_chart_needs_two_runs_that_tell_it(make_runs: Callable[..., list[Path]]) -> None:
    facts = [read_run(folder).facts for folder in make_runs(1)]
    detect = sample("detect").facts
    runs = [Shown(facts[0], "a", "run1"), Shown(detect, "b", "run2")]
    ids = {chart.id for chart in overlays(runs)}
    assert "box-map50-95" in ids
    assert "mask-map50-95" not in ids
    assert "seg-loss" not in ids


def test_of_very_many_runs_only_those_with_a_colour_stand_drawn(
    make_runs: Callable[..., list[Path]],
) -> None:
    page = html(make_runs(13, epochs=6, momentum=0.9))
    sections = page.split('<details class="run-fold"')[1:]
    charts = [re.split(r'id="r\d+-training"', section)[1] for section in sections]
    drawn = ['class="chart-svg"' in section for section in charts]
    assert sum(drawn) == 3
    for section, whole in zip(sections, drawn, strict=True):
        assert ("Only scripts draw this chart" in section) != whole
        assert "<code>0.9</code>" in section or "are the same in all runs" in section
        assert re.search(r'id="r\d+-epochs', section)


def test_what_recurs_in_many_charts_is_stored_once_and_comes_out_alike() -> None:
    font = {"family": "a long list of families", "size": 12, "color": "#5a626c"}
    figures: dict[str, object] = {
        f"r{n}-a": {"data": [{"name": f"{n}", "line": {"color": "#123456", "dash": "7px,4px"}}],
                    "layout": {"font": font, "title": f"chart {n}"}}
        for n in range(80)
    }  # fmt: skip
    figures |= {f"r{n}-b": figures["r1-a"] for n in range(80)}  # wholly alike, and still whole
    text = chart_data(figures)
    told = json.loads(text)
    assert len(text) < len(json.dumps(figures)) / 2

    def resolved(value: object) -> object:
        if isinstance(value, list):
            return [resolved(item) for item in value]
        if not isinstance(value, dict):
            return value
        if set(value) == {"part"}:
            return resolved(told["parts"][value["part"]])
        return {key: resolved(item) for key, item in value.items()}

    assert resolved(told["figures"]) == figures
    assert all("part" not in figure for figure in told["figures"].values())


def test_paper_has_the_best_runs_and_the_baseline(make_runs: Callable[..., list[Path]]) -> None:
    page = html(make_runs(9), baseline="run1")
    heads = page[page.index('id="checklist"') :].split("</thead>")[0]
    printed = re.findall(r'class="run-head"[^>]*>.*?</span>(run\d)', heads)
    assert printed == ["run9", "run8", "run7", "run6", "run5", "run1"]
    assert heads.count("off-paper") == 3
    assert "6 of 9" in page
    assert "run-head off-paper" not in html(make_runs(3))


def test_a_difference_has_no_more_decimals_than_its_margin() -> None:
    assert words.beside(0.00039, 0.0635) == "0.0004"
    assert words.beside(0.112, 0.0708) == "0.112"
    assert words.beside(6.592, 3.51) == "6.59"
    assert words.beside(0.00039, 0.0) == "0.000390"
    assert difference(-0.00012, 0.0842) == "−0.0001"


def test_of_runs_that_are_all_alone_with_their_data_one_sentence_stands_for_the_checklist() -> None:
    page = html([SAMPLES / "segment-good", SAMPLES / "segment-overfit"])
    assert 'id="checklist"' not in page
    assert page.count("No two runs that differ were validated on the same data.") == 1
