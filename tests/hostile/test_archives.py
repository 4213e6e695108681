"""Archives of runs are read as they are; nothing gets out of the folder they are unpacked to."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reportgen import read_run
from reportgen.errors import ReportError
from reportgen.read.folder import archive
from reportgen.read.folder.archive import Unpacked
from tests.conftest import SAMPLES
from tests.support.command import command

GOOD = SAMPLES / "segment-short"
MakeRun = Callable[..., Path]


@pytest.fixture(autouse=True)
def nothing_is_left_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Temporary folders go to one of our own, which is empty again after each test."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    yield place
    assert list(place.iterdir()) == []


def zip_of(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries.items():
            file.writestr(name, content)
    return path


def tar_of(path: Path, members: list[tuple[tarfile.TarInfo, bytes]], mode: str = "w:gz") -> Path:
    with tarfile.open(path, mode) as file:  # type: ignore[call-overload]
        for info, content in members:
            info.size = len(content)
            file.addfile(info, io.BytesIO(content))
    return path


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


@pytest.mark.parametrize("form", ["zip", "tar", "gztar", "bztar", "xztar"])
def test_an_archive_says_what_its_folder_says(
    form: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    import shutil

    made = shutil.make_archive(str(tmp_path / "colab"), form, SAMPLES, "segment-interrupted")
    done = command(tmp_path, capfd, made)
    assert done.code == 0, done.err
    assert done.err.splitlines()[1].endswith("/segment-interrupted")
    (tmp_path / "plain").mkdir()
    plain = command(tmp_path / "plain", capfd, SAMPLES / "segment-interrupted")
    assert json.loads(done.json) == json.loads(plain.json)


def test_a_run_at_the_top_of_an_archive_is_named_after_it(
    make_run: MakeRun, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    entries = {path.name: path.read_bytes() for path in make_run().iterdir()}
    done = command(tmp_path, capfd, zip_of(tmp_path / "my run.zip", entries))
    assert json.loads(done.json)["runs"][0]["name"] == "my run"
    assert str(tempfile.gettempdir()) not in done.html + done.json + done.err


def test_python_reads_an_archive_and_removes_it_again(make_run: MakeRun, tmp_path: Path) -> None:
    entries = {f"a/{path.name}": path.read_bytes() for path in make_run().iterdir()}
    run = read_run(zip_of(tmp_path / "x.zip", entries))
    assert len(run.results) == 20
    assert run.archive is not None
    run.archive.close()  # type: ignore[attr-defined]
    two = zip_of(tmp_path / "y.zip", {**entries, "b/results.csv": b"epoch\n1\n"})
    with pytest.raises(ReportError, match="The archive holds 2 runs"):
        read_run(two)


OUTSIDE = ["../out.csv", "a/../../out.csv", "/out.csv", "..\\out.csv", "C:\\out.csv", "~/out.csv"]


@pytest.mark.parametrize("name", OUTSIDE)
def test_no_entry_gets_outside(make_run: MakeRun, tmp_path: Path, name: str) -> None:
    entries = {path.name: path.read_bytes() for path in make_run().iterdir()}
    before = sorted(map(str, tmp_path.rglob("*")))
    zipped = zip_of(tmp_path / "x.zip", {**entries, name: b"x"})
    packed = [(member(key), content) for key, content in entries.items()]
    tarred = tar_of(tmp_path / "x.tar.gz", [*packed, (member(name), b"x")])
    for path in (zipped, tarred):
        unpacked = Unpacked(path)
        assert {file.name for file in unpacked.folder.rglob("*")} == set(entries)
        assert unpacked.left_out == 1
        unpacked.close()
    assert sorted(map(str, tmp_path.rglob("*"))) == sorted([*before, str(zipped), str(tarred)])


def test_links_devices_and_fifos_stay_in_the_archive(make_run: MakeRun, tmp_path: Path) -> None:
    results = (make_run() / "results.csv").read_bytes()
    members = [
        (member("results.csv"), results),
        (member("labels.jpg", tarfile.SYMTYPE, "/etc/passwd"), b""),
        (member("notes.md", tarfile.LNKTYPE, "/etc/passwd"), b""),
        (member("data.yaml", tarfile.FIFOTYPE), b""),
        (member("args.yaml", tarfile.CHRTYPE), b""),
        (member("weights", tarfile.SYMTYPE, "/"), b""),
        (member("weights/best.pt"), b"x"),
    ]
    unpacked = Unpacked(tar_of(tmp_path / "x.tar", members, "w"))
    assert unpacked.left_out == 5
    assert not (unpacked.folder / "weights").is_symlink()
    assert {path.name for path in unpacked.folder.iterdir()} == {"results.csv", "weights"}
    unpacked.close()
    linked = zipfile.ZipInfo("labels.jpg")
    linked.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as file:
        file.writestr(linked, "/etc/passwd")
        file.writestr("results.csv", results)
    unpacked = Unpacked(tmp_path / "x.zip")
    assert [path.name for path in unpacked.folder.iterdir()] == ["results.csv"]
    unpacked.close()


def test_of_files_that_nobody_reads_only_the_size_comes_out(tmp_path: Path) -> None:
    big = b"\0" * 10_000_000
    unpacked = Unpacked(
        zip_of(tmp_path / "x.zip", {"results.csv": b"epoch\n1\n", "video.mp4": big})
    )
    status = (unpacked.folder / "video.mp4").stat()
    assert status.st_size == len(big)
    assert status.st_blocks * 512 < 100_000
    unpacked.close()


def refused(path: Path) -> str:
    with pytest.raises(ReportError) as caught:
        Unpacked(path)
    return str(caught.value)


def test_a_bomb_is_stopped_by_its_ratio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "ALWAYS_ALLOWED", 2**20)
    bomb = b"\0" * (30 * 2**20)
    assert "far more bytes" in refused(zip_of(tmp_path / "x.zip", {"results.csv": bomb}))
    made = tar_of(tmp_path / "x.tar.gz", [(member("results.csv"), bomb)])
    assert "far more bytes" in refused(made)
    hidden = tar_of(tmp_path / "y.tar.gz", [(member("video.mp4"), bomb), (member("a"), b"x")])
    assert "far more bytes" in refused(hidden)


def test_a_bomb_is_stopped_by_the_number_of_entries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MAX_ENTRIES", 50)
    entries = {f"{number}.txt": b"" for number in range(60)}
    assert "more than 50 entries" in refused(zip_of(tmp_path / "x.zip", entries))
    members = [(member(name), b"") for name in entries]
    assert "more than 50 entries" in refused(tar_of(tmp_path / "x.tar", members, "w"))


def test_a_table_of_contents_of_many_megabytes_is_not_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as file:
        for number in range(12_000):
            file.writestr(f"{'x' * 150}{number}", b"")
    assert "table of contents" in refused(tmp_path / "x.zip")


def test_a_header_of_a_tar_archive_cannot_take_memory(tmp_path: Path) -> None:
    head = tarfile.TarInfo("x")
    head.type, head.size = tarfile.XHDTYPE, 2**32
    with gzip.open(tmp_path / "x.tar.gz", "wb") as file:
        file.write(head.tobuf() + b"\0" * 2**20)
    assert "header of more than 16 MiB" in refused(tmp_path / "x.tar.gz")


NO_ARCHIVES = [
    b"",
    b"hello",
    b"PK\x03\x04" + b"\0" * 100,
    b"\x1f\x8b\x08\0" + b"x" * 50,
    b"BZh9" + b"x" * 90,
    b"\xfd7zXZ\x00" + b"y" * 99,
    b"\0" * 1024,
    bytes(range(256)) * 8,
]


@pytest.mark.parametrize("content", NO_ARCHIVES, ids=range(len(NO_ARCHIVES)))
def test_what_is_no_archive_is_one_sentence(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], content: bytes
) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    done = command(tmp_path, capfd, tmp_path / "x.zip")
    assert done.code == 1
    assert done.sentence.startswith("Error: ")
    assert "x.zip" in done.sentence
    assert "reportgen-" not in done.sentence


def test_an_encrypted_archive_is_one_sentence(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "x.zip", {"results.csv": b"epoch\n1\n"})
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    path.write_bytes(data)
    assert "is encrypted" in refused(path)


def test_an_archive_without_a_run_is_one_sentence(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    done = command(tmp_path, capfd, zip_of(tmp_path / "x.zip", {"a.txt": b"x"}))
    assert done.code == 1
    assert "No training run in" in done.sentence
    assert "x.zip" in done.sentence


@pytest.mark.parametrize(
    "name",
    ["run/" + "a" * 300, "run/" + "\u00fc" * 200, "a" * 5_000, "run/" + "b/" * 25 + "x"],
)
@pytest.mark.parametrize("form", ["zip", "tar"])
def test_an_entry_of_an_impossible_name_costs_itself(
    make_run: MakeRun, tmp_path: Path, form: str, name: str
) -> None:
    entries = {f"run/{path.name}": path.read_bytes() for path in make_run().iterdir()}
    if form == "zip":
        path = zip_of(tmp_path / "x.zip", entries | {name: b"x"})
    else:
        packed = [(member(key), content) for key, content in entries.items()]
        path = tar_of(tmp_path / "x.tar", [*packed, (member(name), b"x")], "w")
    unpacked = Unpacked(path)
    assert unpacked.left_out == 1
    assert len(list((unpacked.folder / "run").iterdir())) >= len(entries)
    unpacked.close()
