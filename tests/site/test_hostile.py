"""Names, folders and an edited runs.json that mean harm; folders of somebody else."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.output.site.names import SLUG, is_own, slug
from reportgen.values import digest
from tests.conftest import segment_row
from tests.hostile.stranger import ALL, CANARY
from tests.site.steps import Published, broken_links, contents, publish
from tests.support.command import command

MakeRun = Callable[..., Path]
Capture = pytest.CaptureFixture[str]
NAMES = [
    "Run",
    "run",
    "CON",
    "..hidden",
    "a b&c",
    "ünïcödé",
    "세그먼트",
    "x" * 200,
    "<b>'\"`{{7*7}}",
]


@given(st.text(max_size=250), st.text("0123456789abcdef", min_size=16, max_size=16))
@settings(max_examples=200)
def test_a_slug_is_a_plain_name_on_every_system(name: str, id: str) -> None:
    made = slug(name, id)
    assert SLUG.fullmatch(made)
    assert len(made) <= 60
    assert is_own(f"runs/{made}.html")


@pytest.mark.parametrize(
    "name",
    ["../x.html", "runs/../x.html", "/etc/passwd", "runs/x.html\n", "img/x.jpg", "runs/a/b.html"],
)
def test_other_names_are_not_ours(name: str) -> None:
    assert not is_own(name)


def test_runs_of_every_name_get_pages_of_their_own(
    make_run: MakeRun, tmp_path: Path, capfd: Capture
) -> None:
    runs = [
        make_run([segment_row(1, train__box_loss=number), segment_row(2)], name=f"runs/{name}")
        for number, name in enumerate(NAMES, start=1)
    ]
    done = publish(capfd, tmp_path / "site", *runs)
    pages = [run["files"][0] for run in done.told["runs"]]
    assert len({page.lower() for page in pages}) == len(NAMES)
    assert broken_links(done.folder) == []
    assert "<b>'" not in done.index
    assert "{{7*7}}" in done.index


def test_a_stranger_runs_nothing(make_run: MakeRun, tmp_path: Path, capfd: Capture) -> None:
    text = "".join(letter for letter in ALL if letter.isprintable())
    arguments = {key: json.dumps(text) for key in ("model", "data", "name")}
    runs = [make_run(args=arguments, name=name) for name in ("a", "b")]
    done = publish(capfd, tmp_path / "site", *runs, "--title", text)
    for name, content in contents(done.folder).items():
        if name.endswith(".html"):
            assert f"<script>{CANARY}".encode() not in content, name
            assert f"onerror={CANARY}>".encode() not in content.replace(b"&gt;", b""), name
    assert broken_links(done.folder) == []


def test_a_run_that_cannot_be_read_gets_a_card(
    make_run: MakeRun, tmp_path: Path, capfd: Capture
) -> None:
    sound, broken = make_run(name="sound"), tmp_path / "broken"
    broken.mkdir()
    (broken / "results.csv").mkdir()
    shutil.copyfile(sound / "args.yaml", broken / "notes.txt")
    (broken / "args.yaml").symlink_to("/nowhere")
    done = publish(capfd, tmp_path / "site", sound, broken)
    assert done.code == 0
    card = done.run("broken")
    assert (card["verdict"], card["files"]) == ("broken", [])
    assert "Nothing of a training can be read there." in done.index
    assert "broken: Nothing of a training" in done.err
    assert broken_links(done.folder) == []
    assert publish(capfd, tmp_path / "strict", sound, broken, "--strict").code == 4


def test_a_broken_run_that_comes_to_life_leaves_no_second_card(
    make_run: MakeRun, tmp_path: Path, capfd: Capture
) -> None:
    run, site = make_run(), tmp_path / "site"
    results = (run / "results.csv").read_bytes()
    (run / "results.csv").unlink()
    assert len(publish(capfd, site, run).names) == 1
    (run / "results.csv").write_bytes(results)
    done = publish(capfd, site, run)
    assert done.names == ["train"]
    assert len(list((site / "runs").iterdir())) == 1


def test_secrets_stay_out_of_every_file(make_run: MakeRun, tmp_path: Path, capfd: Capture) -> None:
    secret = "hf_abcdefghijklmnopqrstuvwx"
    data = f"https://user:{secret}@example.org/home/ann/shrimp.yaml?token={secret}"
    done = publish(capfd, tmp_path / "site", make_run(args={"data": data, "project": "/home/ann"}))
    for name, content in contents(done.folder).items():
        assert secret.encode() not in content, name
        assert b"/home/ann" not in content, name


# --- the folder ----------------------------------------------------------------------------------


def test_a_folder_of_somebody_else_is_left_alone(
    make_run: MakeRun, tmp_path: Path, capfd: Capture
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "thesis.docx").write_text("years", "utf-8")
    done = publish(capfd, site, make_run())
    assert done.code == 1
    assert "holds other files (thesis.docx). Name an empty folder" in done.err
    assert contents(site) == {"thesis.docx": b"years"}


def test_a_report_that_happens_to_be_an_index_is_left_alone(
    make_run: MakeRun, tmp_path: Path, capfd: Capture
) -> None:
    site, run = tmp_path / "site", make_run()
    site.mkdir()
    publish(capfd, tmp_path / "other", run, "-o", site / "index.html")
    before = contents(site)
    assert publish(capfd, site, run).code == 1
    assert contents(site) == before


def test_a_checkout_of_a_branch_may_be_published_into(
    make_run: MakeRun, tmp_path: Path, capfd: Capture
) -> None:
    site = tmp_path / "site"
    (site / ".git").mkdir(parents=True)
    (site / ".git" / "config").write_text("[core]", "utf-8")
    (site / "CNAME").write_text("runs.example.org", "utf-8")
    assert publish(capfd, site, make_run()).code == 0
    assert (site / "CNAME").read_text("utf-8") == "runs.example.org"


def test_a_site_inside_a_run_is_refused(make_run: MakeRun, capfd: Capture) -> None:
    run = make_run()
    done = publish(capfd, run / "site", run)
    assert done.code == 1
    assert "would lie in the run" in done.err
    assert not (run / "site").exists()


def test_a_link_in_place_of_a_folder_is_refused(
    make_run: MakeRun, tmp_path: Path, capfd: Capture
) -> None:
    site, other = tmp_path / "site", tmp_path / "other"
    other.mkdir()
    run = make_run()
    publish(capfd, site, run)
    shutil.rmtree(site / "img")
    (site / "img").symlink_to(other)
    done = publish(capfd, site, run)
    assert done.code == 1
    assert "img in" in done.err
    assert "is a link" in done.err


def test_a_place_that_cannot_be_written_is_one_sentence(
    make_run: MakeRun, tmp_path: Path, capfd: Capture
) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    done = publish(capfd, tmp_path / "file" / "site", make_run())
    assert done.code == 1
    assert done.err.startswith("Error: Cannot write to ")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--site", "x", "--site-url", "ftp://me"], "--site-url must be an address"),
        (["--site", "x", "--site-url", "https://me:word@a.org/"], "--site-url must be an address"),
        (["--site", "x", "--watch"], "--watch and --site do not go together."),
        (["--prune"], "--site-url and --prune are of a site."),
        (["--site-url", "https://a.org/"], "--site-url and --prune are of a site."),
    ],
)
def test_options_that_make_no_sense(
    make_run: MakeRun, tmp_path: Path, capfd: Capture, arguments: list[str], sentence: str
) -> None:
    done = command(tmp_path, capfd, make_run(), *arguments)
    assert done.code == 2
    assert sentence in done.err
    assert not Path("x").exists()


# --- runs.json -----------------------------------------------------------------------------------


def edited(done: Published, **changed: object) -> None:
    content = done.told
    content["runs"][0].update(changed)
    (done.folder / "runs.json").write_text(json.dumps(content), "utf-8")


@pytest.mark.parametrize(
    "changed",
    [
        {"slug": "../../x"},
        {"files": ["../../etc/passwd"]},
        {"files": "runs"},
        {"verdict": "great"},
        {"value": "1"},
        {"value": 1e300},
        {"curve": [[1]]},
        {"metrics": []},
        {"date": "2026-99-99T00:00:00"},
        {"updated": "yesterday"},
        {"name": "x" * 5_000},
        {"shot": {"file": "https://evil.example/x.jpg", "width": 1, "height": 1}},
    ],
)
def test_an_edited_state_is_made_anew_and_said(
    make_run: MakeRun, tmp_path: Path, capfd: Capture, changed: dict[str, object]
) -> None:
    run, site = make_run(), tmp_path / "site"
    first = publish(capfd, site, run)
    want = contents(site)
    edited(first, **changed)
    done = publish(capfd, site, run)
    assert "runs.json was damaged" in done.err
    assert contents(site) == want


@pytest.mark.parametrize("text", ["", "{", "[]", '{"schema_version":1}', "[" * 100_000])
def test_a_damaged_state_is_made_anew_and_said(
    make_run: MakeRun, tmp_path: Path, capfd: Capture, text: str
) -> None:
    run, site = make_run(), tmp_path / "site"
    publish(capfd, site, run)
    (site / "runs.json").write_text(text, "utf-8")
    done = publish(capfd, site, run)
    assert done.code == 0
    assert "runs.json was damaged" in done.err
    assert done.names == ["train"]


def test_text_of_an_edited_state_is_escaped(
    make_run: MakeRun, tmp_path: Path, capfd: Capture
) -> None:
    run, site = make_run(), tmp_path / "site"
    edited(
        publish(capfd, site, run), name="<img src=x onerror=alert(1)>", place="0", sentence="<b>"
    )
    shutil.rmtree(run)
    done = publish(capfd, site, make_run([segment_row(1, train__box_loss=7.0)], name="other"))
    assert "<img src=x" not in done.index
    assert "&lt;img src=x" in done.index


def test_nothing_else_in_the_folder_is_ever_removed(
    make_run: MakeRun, tmp_path: Path, capfd: Capture
) -> None:
    run, site = make_run(), tmp_path / "site"
    publish(capfd, site, run)
    own = {"about.html": b"mine", "runs/mine.html": b"mine", "img/mine.jpg": b"mine"}
    for name, content in own.items():
        (site / name).write_bytes(content)
    other = make_run([segment_row(1, train__box_loss=7.0)], name="other")
    publish(capfd, site, other, "--prune")
    assert own.items() <= contents(site).items()


def test_digests_differ_where_parts_do() -> None:
    assert digest("a", "b") != digest("ab") != digest("a", ["b"])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs here")
@pytest.mark.parametrize("name", ["index.html", "runs.json"])
def test_what_waits_for_a_writer_is_no_site(
    make_run: MakeRun, tmp_path: Path, capfd: Capture, name: str
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    os.mkfifo(site / name)
    done = publish(capfd, site, make_run())
    assert done.code == 1
    assert f"holds other files ({name})" in done.err
