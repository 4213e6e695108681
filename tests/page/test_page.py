"""The whole page: sound, safe, small, and honest about what is missing."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from reportgen.errors import ReportError
from reportgen.page.shell.assets import SCRIPTS, START_SCRIPTS
from reportgen.page.shell.script_data import chart_data, script_json
from reportgen.write import write
from tests.page.parts import MakeRun, Outline, html_of, jpeg, png

HOSTILE = "<img src=x onerror=alert(1)>\"'&</script>"


@pytest.fixture
def whole(make_run: MakeRun) -> Path:
    """A run folder with a picture of every kind."""
    names = [
        f"{head}{kind}_curve.png" for head in ("Box", "Mask") for kind in ("F1", "P", "R", "PR")
    ]
    names += ["confusion_matrix.png", "confusion_matrix_normalized.png", "results.png"]
    files = {name: png() for name in names}
    batches = ["train_batch0", "train_batch90", "val_batch0_labels", "val_batch0_pred", "labels"]
    files |= {f"{name}.jpg": jpeg() for name in batches}
    return make_run(files=files)


def test_ids_are_unique_and_every_link_resolves(whole: Path) -> None:
    outline = Outline(html_of(whole))
    doubled = [id for id, number in Counter(outline.ids).items() if number > 1]
    assert doubled == []
    targets = {link.removeprefix("#") for link in outline.links if not link.startswith("https://")}
    assert targets - set(outline.ids) == set()


def test_one_h1_main_and_nav_and_the_skip_link_first(whole: Path) -> None:
    html = html_of(whole)
    outline = Outline(html)
    counts = Counter(outline.tags)
    assert (counts["h1"], counts["main"], counts["nav"]) == (1, 1, 1)
    body = html[html.index("<body>") :]
    assert re.search(r"<a [^>]*>", body).group().startswith('<a class="skip-link"')  # type: ignore[union-attr]


def test_heading_levels_leave_no_gap(whole: Path) -> None:
    levels = [int(tag[1]) for tag in Outline(html_of(whole)).tags if re.fullmatch(r"h\d", tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_exactly_the_scripts_of_the_page_may_run(whole: Path) -> None:
    outline = Outline(html_of(whole))
    allowed = re.findall(r"'(sha256-[^']+)'", outline.policy)
    inline = [text for attributes, text in outline.scripts if not attributes.get("type")]
    hashes = [
        "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        for text in inline
    ]
    assert len(inline) == len(START_SCRIPTS) + len(SCRIPTS)
    assert set(hashes) < set(allowed)
    assert len(allowed) == len(hashes) + 1  # the inflated plotly bundle
    assert "default-src 'none'" in outline.policy
    assert "unsafe-eval" not in outline.policy


def test_nothing_is_fetched(whole: Path) -> None:
    html = html_of(whole)
    outline = Outline(html)
    assert all(source.startswith("data:image/") for source in outline.sources)
    assert "link" not in outline.tags
    style = html[html.index("<style>") : html.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style


def test_hostile_names_stay_text(make_run: MakeRun) -> None:
    folder = make_run(
        columns=["epoch", HOSTILE, "train/box_loss", "val/box_loss", "metrics/mAP50-95(B)"],
        rows=[[n, 1, 2.0 / n, 2.0 / n, n / 10] for n in range(1, 12)],
        args={"model": json.dumps(HOSTILE), "note": json.dumps(HOSTILE)},
        name="run <script>alert(1)</script>".replace("/", "∕"),
    )
    html = html_of(folder)
    outline = Outline(html)
    assert "onerror" not in re.sub(r"&lt;img src=x onerror|\\u003cimg src=x onerror", "", html)
    inline = [1 for attributes, _ in outline.scripts if not attributes.get("type")]
    assert len(inline) == len(START_SCRIPTS) + len(SCRIPTS)
    assert "<script>alert(1)" in outline.text


def test_json_cannot_end_its_script() -> None:
    text = script_json({"a": "</script><!--&\u2028\u2029"})
    assert not re.search("[<>&\u2028\u2029]", text)
    assert json.loads(text) == {"a": "</script><!--&\u2028\u2029"}


def test_a_column_is_stored_once() -> None:
    column = [0.5, None, *range(10)]
    figures = {
        "r1-a": {"data": [{"x": list(range(12)), "y": column}], "layout": {"t": [1, 2]}},
        "r1-b": {"data": [{"x": list(range(12)), "y": column}], "layout": {}},
    }
    data = json.loads(chart_data(figures))
    assert len(data["arrays"]) == 2
    assert data["figures"]["r1-a"]["data"][0]["y"] == data["figures"]["r1-b"]["data"][0]["y"]
    assert data["figures"]["r1-a"]["layout"]["t"] == [1, 2]
    assert data["arrays"][data["figures"]["r1-a"]["data"][0]["y"]["array"]] == column


def test_numbers_that_json_does_not_know_are_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        script_json({"a": float("nan")})


def test_every_chart_has_its_drawing_and_its_figure(whole: Path) -> None:
    html = html_of(whole)
    charts = re.findall(r'<figure class="chart[^"]*" id="([^"]+)"', html)
    assert len(charts) >= 8
    outline = Outline(html)
    data = next(
        text for attributes, text in outline.scripts if attributes.get("id") == "report-data"
    )
    assert set(charts) == set(json.loads(data)["figures"])
    assert html.count('<div class="chart-static"><svg') == len(charts)


def test_pictures_have_size_and_words(whole: Path) -> None:
    html = html_of(whole)
    images = re.findall(r"<img [^>]*>", html)
    assert len(images) == 15
    for image in images:
        assert 'width="4"' in image
        assert 'height="3"' in image
        assert 'alt="Run train: ' in image
    assert any("validation batch 0, ground truth" in image for image in images)
    assert any("training batch 90, mosaic off" in image for image in images)


def test_missing_pictures_are_said_where_they_would_stand(make_run: MakeRun) -> None:
    text = " ".join(Outline(html_of(make_run())).text.split())
    assert "No curves of the box and the mask head." in text
    assert "No validation pictures." in text
    assert "No training batches." in text
    assert "yolo val model=weights/best.pt plots=True" in text
    assert text.count("No confusion matrix.") == 1
    assert "no F1 against confidence for the box head" in text
    assert "no precision against confidence for the box head" in text


def test_nobody_is_asked_to_judge_pictures_that_are_not_there(make_run: MakeRun) -> None:
    questions = (
        "Are the pictures still ones",
        "Whether labelling is consistent",
        "classes run down",
    )
    bare = " ".join(Outline(html_of(make_run())).text.split())
    assert not [question for question in questions if question in bare]
    names = ("train_batch0.jpg", "labels.jpg", "confusion_matrix.png")
    whole = html_of(make_run(files={n: png() if n.endswith("png") else jpeg() for n in names}))
    text = " ".join(Outline(whole).text.split())
    assert [question for question in questions if question not in text] == []


def test_an_interrupted_run_is_told_why_there_are_no_plots(make_run: MakeRun) -> None:
    text = Outline(html_of(make_run(args={"epochs": 60}))).text
    assert "drawn at the end of a training, and this one ended before" in text


def test_damaged_pictures_are_said_with_their_reason(make_run: MakeRun) -> None:
    folder = make_run(files={"val_batch0_labels.jpg": jpeg()[:-2], "val_batch0_pred.jpg": jpeg()})
    text = Outline(html_of(folder)).text
    assert "val_batch0_labels.jpg." in text
    assert "damaged: it is cut short." in text


def test_without_results_the_page_still_says_what_is_there(make_run: MakeRun) -> None:
    folder = make_run(files={"labels.jpg": jpeg()})
    (folder / "results.csv").unlink()
    text = " ".join(Outline(html_of(folder)).text.split())
    assert "No figures without results.csv." in text
    assert "No charts." in text
    assert "No epochs." in text
    assert "yolo11n-seg.pt" in text


def test_damaged_files_are_named_in_the_files_section(make_run: MakeRun) -> None:
    folder = make_run()
    (folder / "args.yaml").write_text("a: [1", encoding="utf-8")
    html = html_of(folder)
    files = html[html.index('id="r1-files"') : html.index('id="r1-data"')]
    assert "args.yaml could not be read: it is not valid YAML" in files


def test_several_runs_have_a_list_and_ids_of_their_own(make_run: MakeRun) -> None:
    html = html_of(make_run(name="one"), make_run(name="two"))
    outline = Outline(html)
    assert max(Counter(outline.ids).values()) == 1
    assert {"r1", "r2", "r1-findings", "r2-findings", "runs"} <= set(outline.ids)
    assert Counter(outline.tags)["h1"] == 1
    assert "2 training runs" in outline.text


def test_the_page_keeps_to_its_size(shared_folder: Path) -> None:
    for name in ("easy-seed0", "interrupted", "overfit"):
        folder = shared_folder / "trained" / name
        pictures = sum(
            file.stat().st_size for file in folder.iterdir() if file.suffix in (".png", ".jpg")
        )
        most = pictures * 4 / 3 + 800_000 + 4 * (folder / "results.csv").stat().st_size
        assert len(html_of(folder).encode()) <= most


def test_home_directories_stay_out(shared_folder: Path) -> None:
    assert "/home/u" not in html_of(shared_folder / "trained" / "interrupted")


def test_no_sentence_of_the_findings_is_shown_twice(shared_folder: Path) -> None:
    html = html_of(shared_folder / "trained" / "overfit")
    cards = re.findall(r'<p class="seen">(.*?)</p>|<div class="remedy">.*?</b>(.*?)</div>', html)
    words = [re.sub(r"<[^>]+>", "", part).strip() for card in cards for part in card if part]
    parts = [part for text in words for part in re.split(r"(?<=\.)\s+(?=[A-Z])", text)]
    repeated = [part for part, number in Counter(parts).items() if number > 1]
    assert len(parts) > 10
    assert repeated == []


def test_writing_replaces_the_file_as_a_whole(tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    target.write_text("old", encoding="utf-8")
    target.chmod(0o640)
    write(target, "new ü")
    assert target.read_text(encoding="utf-8") == "new ü"
    assert target.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


def test_a_new_file_has_the_rights_that_the_user_gives_to_new_files(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write(tmp_path / "report.html", "new")
    finally:
        os.umask(before)
    assert (tmp_path / "report.html").stat().st_mode & 0o777 == 0o640


def test_a_folder_that_is_not_there_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match=r"Cannot write .*No such file or directory"):
        write(tmp_path / "none" / "report.html", "text")
