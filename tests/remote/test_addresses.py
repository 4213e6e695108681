"""Runs at addresses, fetched from real servers on this machine."""

from __future__ import annotations

import builtins
import io
import json
import os
import shutil
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from reportgen.errors import ReportError
from reportgen.read.remote.address import Address
from reportgen.read.remote.cache import Mirror
from reportgen.read.remote.listing import file_of, files_of, runs_below
from reportgen.read.remote.store import _options
from tests.conftest import SAMPLES
from tests.remote import servers
from tests.support.command import hang_guard

pytest.importorskip("fsspec")
Call = Callable[..., Any]
RUN = SAMPLES / "segment-short"


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """The command, without reading plots: its exit code and what it says."""
    from reportgen.cli import main

    def call(*arguments: str) -> SimpleNamespace:
        monkeypatch.setattr(sys, "argv", ["reportgen", "--no-read-pictures", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        return SimpleNamespace(code=ended.value.code, err=capsys.readouterr().err)

    return call


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    pytest.importorskip("moto")
    pytest.importorskip("s3fs")
    with servers.s3() as (address, client):
        monkeypatch.setenv("AWS_ENDPOINT_URL", address)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "k")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "very-secret")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        yield client


def upload(client: Any, folder: Path, prefix: str) -> None:
    for file in folder.rglob("*"):
        if file.is_file():
            key = f"{prefix}/{file.relative_to(folder).as_posix()}"
            client.put_object(Bucket="exp", Key=key, Body=file.read_bytes())


def cached(tmp_path: Path) -> dict[str, int]:
    """Names and times of what is in the cache."""
    files = (tmp_path / "cache").rglob("*")
    return {str(file): file.stat().st_mtime_ns for file in files if file.is_file()}


def test_a_prefix_of_a_bucket_is_like_its_folder(
    command: Call, bucket: Any, tmp_path: Path
) -> None:
    shutil.copytree(RUN, tmp_path / "here/runs/good")
    shutil.copytree(SAMPLES / "segment-overfit", tmp_path / "here/runs/overfit")
    upload(bucket, tmp_path / "here/runs", "runs")
    bucket.put_object(Bucket="exp", Key="runs/good/events.out.tfevents", Body=b"x" * 5000)
    (tmp_path / "here/runs/good/events.out.tfevents").write_bytes(b"x" * 5000)
    far = command("s3://exp/runs", "-o", "far.html")
    assert far.code == 0, far.err
    assert "s3://exp/runs/good" in far.err
    command(str(tmp_path / "here/runs"), "-o", "near.html")
    assert Path("far.html").read_bytes() == Path("near.html").read_bytes()
    assert not any("tmp" in line and "cache" in line for line in far.err.splitlines())


def test_nothing_is_fetched_twice_and_the_store_counts(
    command: Call, bucket: Any, tmp_path: Path
) -> None:
    upload(bucket, RUN, "runs/good")
    assert command("s3://exp/runs/good", "-o", "one.html").code == 0
    before = cached(tmp_path)
    assert command("s3://exp/runs/good", "-o", "two.html").code == 0
    assert cached(tmp_path) == before
    table = (RUN / "results.csv").read_bytes().splitlines(keepends=True)
    bucket.put_object(Bucket="exp", Key="runs/good/results.csv", Body=b"".join(table[:-5]))
    bucket.delete_object(Bucket="exp", Key="runs/good/args.yaml")
    told = command("s3://exp/runs/good", "-o", "three.html", "--json", "three.json")
    assert told.code == 0
    after = cached(tmp_path)
    assert not [name for name in after if name.endswith("args.yaml")]
    changed = [name for name in after if before.get(name) != after[name]]
    assert {Path(name).suffix for name in changed} == {".csv", ".json"}  # and the marks


def test_reports_and_baselines_at_addresses(command: Call, bucket: Any) -> None:
    upload(bucket, RUN, "runs/good")
    upload(bucket, SAMPLES / "segment-overfit", "base")
    told = command("s3://exp/runs/good", "--baseline", "s3://exp/base", "-o", "s3://exp/out/r.html")
    assert told.code == 0, told.err
    assert "s3://exp/out/r.html" in told.err
    page = bucket.get_object(Bucket="exp", Key="out/r.html")["Body"].read()
    assert page.startswith(b"<!DOCTYPE html>")
    assert b"very-secret" not in page


def test_what_cannot_be_had_is_one_sentence(
    command: Call, bucket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload(bucket, RUN / "weights" if (RUN / "weights").is_dir() else RUN, "other")
    for address, words in {
        "s3://exp/none": "No training run in s3://exp/none",
        "s3://nowhere/runs": "Cannot fetch s3://nowhere/runs: there is nothing",
    }.items():
        told = command(address)
        assert told.code == 1
        assert words in told.err
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    told = command("s3://exp/runs")
    assert told.code == 1
    assert "cannot be reached" in told.err
    assert "very-secret" not in told.err


def test_a_run_whose_files_are_refused_costs_itself(
    command: Call, bucket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from s3fs import S3FileSystem

    for name in ("a", "b"):
        upload(bucket, RUN, f"runs/{name}")
    cat = S3FileSystem._cat_file

    async def refusing(self: Any, path: str, *given: Any, **told: Any) -> Any:
        if path == "exp/runs/a/results.csv":
            raise PermissionError("secret words")
        return await cat(self, path, *given, **told)

    monkeypatch.setattr(S3FileSystem, "_cat_file", refusing)
    told = command("s3://exp/runs")
    assert told.code == 0
    assert "s3://exp/runs/a is left out: access is refused." in told.err
    assert "secret words" not in told.err


def test_an_archive_on_the_web_and_one_that_is_looked_into(command: Call, tmp_path: Path) -> None:
    pytest.importorskip("aiohttp")
    (tmp_path / "web").mkdir()
    with zipfile.ZipFile(tmp_path / "web/runs.zip", "w") as archive:
        for file in RUN.iterdir():
            if file.is_file():
                archive.write(file, f"runs/good/{file.name}")
    with servers.http(tmp_path / "web") as (address, asked):
        whole = command(f"{address}/runs.zip", "-o", "whole.html")
        assert whole.code == 0, whole.err
        asked.clear()
        inside = command(f"zip::{address}/runs.zip", "-o", "inside.html")
        assert inside.code == 0, inside.err
        assert all("bytes=" in request for request in asked)
        again = command(f"{address}/runs.zip?X-Amz-Signature=hush", "-o", "again.html")
        assert again.code == 0, again.err
        assert "hush" not in again.err


def checkpoint_run(folder: Path) -> Path:
    """A run with a checkpoint of some megabytes, most of them tensors."""
    source = next(SAMPLES.glob("*/weights/best.pt"), None)
    if source is None:
        pytest.skip("no sample run has weights")
    shutil.copytree(source.parents[1], folder)
    with zipfile.ZipFile(folder / "weights/best.pt", "a") as archive:
        archive.writestr("best/data/9999", os.urandom(3_000_000))
    return folder


@pytest.mark.parametrize("ranges", [True, False])
def test_of_a_checkpoint_only_what_is_read(tmp_path: Path, ranges: bool) -> None:
    from reportgen.read.checkpoint.weights import Checkpoint, read_checkpoint
    from reportgen.read.remote.listing import RemoteFile
    from reportgen.read.remote.weights import what_is_read

    weights = checkpoint_run(tmp_path / "web/run") / "weights/best.pt"
    import fsspec

    with servers.http(tmp_path / "web", ranges=ranges) as (address, _):
        system = fsspec.filesystem("http", skip_instance_cache=True)
        size = weights.stat().st_size
        parts = what_is_read(system, RemoteFile(f"{address}/run/weights/best.pt", size, ""))
    assert isinstance(parts, dict)
    assert (sum(map(len, parts.values())) < size / 2) is ranges
    copy = tmp_path / "copy.pt"
    Mirror(tmp_path, "x").write(copy, parts, size)
    told = read_checkpoint(copy)
    assert isinstance(told, Checkpoint)
    assert told == read_checkpoint(weights)
    assert copy.stat().st_size == size


def test_sftp_with_a_known_host_only(
    command: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("sshfs")
    shutil.copytree(RUN, tmp_path / "far/good")
    (tmp_path / "home/.ssh").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    with servers.sftp(tmp_path) as (port, known):
        address = f"sftp://ann:hush@127.0.0.1:{port}{tmp_path}/far"
        told = command(address)
        assert told.code == 1
        assert "host key is not in known_hosts" in told.err
        (tmp_path / "home/.ssh/known_hosts").write_text(known, encoding="utf-8")
        told = command(address, "-o", "sftp.html")
        assert told.code == 0, told.err
        assert "hush" not in told.err + Path("sftp.html").read_text("utf-8")


def test_without_the_extra_one_sentence_names_it(
    command: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without(name: str, *given: Any, **told: Any) -> Any:
        if name.split(".")[0] == "fsspec":
            raise ImportError(name)
        return real(name, *given, **told)

    monkeypatch.setattr(builtins, "__import__", without)
    told = command("s3://exp/runs")
    assert told.code == 1
    assert "pip install yolo-reportgen[remote]" in told.err
    assert "s3://exp/runs" in told.err


@pytest.mark.parametrize(
    ("address", "words"),
    [
        # Back ends of fsspec that are not installed here, of the extra and beside it.
        ("gs://bucket/runs", "gs://bucket/runs needs another package. Install it with: pip"),
        ("dropbox://runs", "needs the package that fsspec names for dropbox://."),
        # Nobody listens there; user, password and query are not told.
        ("http://ann:hunter2@127.0.0.1:9/a.zip?sig=abc", "Cannot fetch http://127.0.0.1:9/a.zip?…"),
        ("http://127.0.0.1:9/runs", "it cannot be reached."),
        ("webhdfs://127.0.0.1:9/runs", "it cannot be reached."),
        ("sftp://ann:hunter2@127.0.0.1:9/runs", "Cannot fetch sftp://127.0.0.1:9/runs: it cannot"),
        ("nonsense://runs", "no such kind of store. Check what stands before ://."),
    ],
)
def test_each_store_says_what_it_needs(
    command: Call, monkeypatch: pytest.MonkeyPatch, address: str, words: str
) -> None:
    for name in ("gcsfs", "dropboxdrivefs"):
        monkeypatch.setitem(sys.modules, name, None)
    told = command(address, "-q")
    assert told.code == 1
    assert words in told.err
    assert len(told.err.strip().splitlines()) == 1
    assert "hunter2" not in told.err
    assert "abc" not in told.err


def test_credentials_of_google_are_looked_for_where_its_back_end_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there are none it would ask for 40 seconds; a public bucket answers anybody."""
    for name in ("GOOGLE_APPLICATION_CREDENTIALS", "CLOUDSDK_CONFIG", "NO_GCE_CHECK"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setenv("GCE_METADATA_HOST", "127.0.0.1:9")
    assert _options("gs")["token"] == _options("gcs")["token"] == "anon"
    (tmp_path / ".gcs_tokens").touch()
    assert "token" not in _options("gs")
    (tmp_path / ".gcs_tokens").unlink()
    with servers.http(tmp_path) as (address, _):
        monkeypatch.setenv("GCE_METADATA_HOST", address.removeprefix("http://"))
        assert "token" not in _options("gs"), "this is a machine of its cloud"
        monkeypatch.setenv("NO_GCE_CHECK", "true")
        assert "token" in _options("gs")
    (tmp_path / "application_default_credentials.json").touch()
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path))
    assert "token" not in _options("gs")


def test_a_chain_that_keeps_copies_leaves_none(
    command: Call, bucket: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it adds to an address is the cache, which is there anyway."""
    upload(bucket, RUN, "runs/good")
    made = shutil.make_archive(str(tmp_path / "runs"), "zip", RUN)
    bucket.put_object(Bucket="exp", Key="runs.zip", Body=Path(made).read_bytes())
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    assert command("s3://exp/runs/good", "-o", "plain.html").code == 0
    before = cached(tmp_path)
    for chain in ("simplecache::s3://exp/runs/good", "filecache::s3://exp/runs/good"):
        told = command(chain, "-o", "chained.html")
        assert told.code == 0, told.err
        assert cached(tmp_path) == before, "it was fetched already"
        assert Path("chained.html").stat().st_size
    assert command("zip::simplecache::s3://exp/runs.zip", "-o", "zip.html").code == 0
    assert list((tmp_path / "temporary").iterdir()) == []


def light(client: Any, prefix: str) -> None:
    """A run of a table and its arguments."""
    for name in ("results.csv", "args.yaml"):
        client.put_object(Bucket="exp", Key=f"{prefix}/{name}", Body=(RUN / name).read_bytes())


ODD = ("a b", "a:b", "a_b", "[x]*", "q?x", "100%25", "ü", "h#h", "a+b", "dot.")


@pytest.mark.skipif(os.name == "nt", reason="names that Windows writes otherwise")
def test_runs_of_any_names_stay_apart_and_a_store_may_hold_what_no_folder_can(
    command: Call, bucket: Any
) -> None:
    for name in ODD:
        light(bucket, f"odd/{name}")
    # Consoles make such objects for folders; a name may be that of a file and of a folder.
    for key in ("odd/", "odd/a b/", "odd/a b/results.csv/x", "odd/ü"):
        bucket.put_object(Bucket="exp", Key=key, Body=b"")
    for prefix in ("odd/" + "x" * 240, "odd/../evil"):
        light(bucket, prefix)
    told = command("s3://exp/odd", "-o", "r.html", "--json", "r.json")
    assert told.code == 0, told.err
    runs = json.loads(Path("r.json").read_text("utf-8"))["runs"]
    assert {run["name"] for run in runs if run["results"]} == {*ODD} - {"a b"}
    assert told.err.count("is left out: its path cannot be kept.") == 2
    assert not list(Path.cwd().rglob("evil"))


def test_what_is_fetched_is_not_written_over(command: Call, bucket: Any) -> None:
    light(bucket, "own/good")
    for target in ("own/good/results.csv", "own/good/args.yaml"):
        told = command("s3://exp/own", "-o", f"s3://exp/{target}", "-q")
        assert told.code == 1
        assert f"s3://exp/{target} is read, so it is not written over." in told.err
    table = bucket.get_object(Bucket="exp", Key="own/good/results.csv")["Body"].read()
    assert table == (RUN / "results.csv").read_bytes()
    for _ in range(2):
        assert command("s3://exp/own", "-o", "s3://exp/own/good/report.html").code == 0


@pytest.mark.parametrize(
    ("path", "other", "told"),
    [
        ("s3://b/runs/1/x.csv", "s3://b/runs", "1/x.csv"),
        ("s3://b/runs/1/x.csv", "simplecache::s3://b/runs/", "1/x.csv"),
        ("s3://b/runs", "s3://b/runs", ""),
        ("s3://b/runs2/x", "s3://b/runs", None),
        ("s3://other/runs/x", "s3://b/runs", None),
        ("sftp://ann@h/a/b", "sftp://bob:x@h/a", "b"),
    ],
)
def test_an_address_below_another(path: str, other: str, told: str | None) -> None:
    assert Address(path).below(Address(other)) == told


@pytest.mark.parametrize("path", ["runs/../good", "./runs", "runs/.."])
def test_an_address_that_leads_up_is_refused(command: Call, path: str) -> None:
    for arguments in ((f"s3://exp/{path}",), (str(RUN), "-o", f"s3://exp/{path}/r.html")):
        told = command(*arguments, "-q")
        assert told.code == 1
        assert "has .. or . in it. Name the place itself." in told.err


def test_a_file_where_a_folder_was_and_the_other_way_round(tmp_path: Path) -> None:
    """A store may have made one of the other since the last call."""
    mirror = Mirror(tmp_path, "store")
    for path in ("a/b/c.csv", "a/b", "a/b/c.csv"):
        place = mirror.place(path)
        assert place is not None
        mirror.write(place, {0: path.encode()})
        assert place.read_text() == path


def test_addresses_are_not_watched(command: Call) -> None:
    told = command("s3://exp/runs", "--watch")
    assert told.code == 2
    assert "--watch needs folders of this machine" in told.err


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://ann:SECRET@h.example/runs?token=SECRET#SECRET", "https://h.example/runs?…"),
        ("https://h.example/d;token=SECRET", "https://h.example/d;token=…"),
        ("zip://a::s3://SECRET@b/hf_" + "SECRET1a" * 5, "zip://a::s3://b/…"),
        ("s3://b/1/30b378eb272884b9d8b8a7605a8432b6", "s3://b/1/30b378eb272884b9d8b8a7605a8432b6"),
    ],
)
def test_no_credential_of_an_address_is_shown(address: str, shown: str) -> None:
    assert str(Address(address)) == shown


def test_a_path_with_a_colon_is_a_path(command: Call) -> None:
    told = command("odd:name/run")
    assert "No such folder: odd:name/run" in told.err


def test_a_target_that_refuses_is_one_sentence(command: Call, bucket: Any) -> None:
    told = command(str(RUN), "-o", "s3://nowhere/report.html")
    assert told.code == 1
    assert "Cannot write to s3://nowhere/report.html: there is nothing." in told.err


def test_an_answer_without_an_end_is_given_up(
    command: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reportgen.read.remote.answer.MAX_FILE", 1_000)
    shutil.copytree(SAMPLES / "segment-short", tmp_path / "run")
    with servers.http(tmp_path) as (url, _):
        told = command(f"{url}/run/")
    assert told.code == 1
    assert "Cannot fetch" in told.err


@pytest.mark.parametrize(
    ("head", "then"),
    [
        (b"HTTP/1.0 200 OK\r\n", b"X-A: b\r\n"),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 100000\r\n\r\nepoch", b","),
    ],
    ids=["head", "body"],
)
def test_an_answer_that_trickles_is_given_up(
    command: Call, monkeypatch: pytest.MonkeyPatch, head: bytes, then: bytes
) -> None:
    monkeypatch.setattr("reportgen.read.remote.answer.HEAD_SECONDS", 0.5)
    with servers.trickling(head, then) as address, hang_guard():
        told = command(f"{address}/run/")
    assert told.code == 1
    assert f"Cannot fetch {address}/run/: it did not answer in time." in told.err


def test_the_links_of_a_page_are_found_in_no_time() -> None:
    from reportgen.read.remote.answer import links

    page = "<pre><A class=x HREF='run%201/'>run 1</A> http://host.example/runs/b/ <a href=c>c</a>"
    assert links(page) == '<a href="run%201/"><a href="http://host.example/runs/b/">'
    with hang_guard():
        for trap in ("<a href=", "<a ", "<a href='", "http://", "<a\t" * 9):
            links(trap * 400_000)


def test_a_listing_that_leads_back_to_itself_is_one_sentence(command: Call, tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "index.html").write_text('<a href="./">.</a>')
    with servers.http(tmp_path / "far") as (address, _):
        told = command(f"{address}/")
    assert told.code == 1
    assert f"Cannot fetch {address}/: a folder there is listed as a part of itself." in told.err


@pytest.mark.parametrize("bound", ["folders", "files"])
def test_a_listing_that_branches_without_an_end_is_one_sentence(
    command: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    name = {"folders": "MAX_FOLDERS", "files": "MAX_LISTED"}[bound]
    monkeypatch.setattr(f"reportgen.read.remote.listing.{name}", 50)
    with servers.branching() as (address, asked):
        told = command(f"{address}/")
    assert told.code == 1
    assert f"More than 50 {bound} below {address}/. Name one nearer." in told.err
    assert len(asked) <= 52


@pytest.mark.parametrize(
    ("told", "size"),
    [("12", 12), (None, 0), (-5, 0), ("x", 0), (2**80, 2**40), (float("inf"), 0), ([1], 0)],
)
def test_a_size_that_is_none_costs_nothing(tmp_path: Path, told: Any, size: int) -> None:
    file = file_of({"name": "runs/a/x.bin", "size": told})
    assert file.size == size
    mirror = Mirror(tmp_path, "store")
    place = mirror.place(file.path)
    assert place is not None
    mirror.write(place, {}, file.size)
    assert place.stat().st_size == size


def test_what_a_listing_does_not_name_is_left_out() -> None:
    """The back end for the web takes a folder of dead links for a file without a name."""
    empty = SimpleNamespace(async_impl=False, find=lambda root, detail: {root: {}})
    place = "http://host.example/runs/"
    assert runs_below(empty, place, Address(place)) == {}


@pytest.mark.parametrize(
    ("bound", "words"),
    [
        ("bring.MAX_BYTES", "Fetching s3://exp/runs takes more than"),
        ("listing.MAX_LISTED", "More than 0 files below s3://exp/runs. Name one nearer."),
    ],
)
def test_fetching_is_bounded(
    command: Call, bucket: Any, monkeypatch: pytest.MonkeyPatch, bound: str, words: str
) -> None:
    upload(bucket, RUN, "runs/good")
    monkeypatch.setattr(f"reportgen.read.remote.{bound}", 0)
    told = command("s3://exp/runs")
    assert told.code == 1
    assert words in told.err


def test_an_archive_that_is_too_large_is_not_fetched(
    command: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "web/runs.zip").write_bytes(b"PK" * 50)
    monkeypatch.setattr("reportgen.read.remote.bring.MAX_ARCHIVE", 10)
    with servers.http(tmp_path / "web") as (address, _):
        told = command(f"{address}/runs.zip")
    assert told.code == 1
    assert f"{address}/runs.zip is too large to be fetched. Unpack it there." in told.err


def test_a_cache_that_cannot_be_written_is_one_sentence(
    command: Call, bucket: Any, tmp_path: Path
) -> None:
    upload(bucket, RUN, "runs/good")
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    told = command("s3://exp/runs", "--cache", str(tmp_path / "file/cache"))
    assert told.code == 1
    assert "Choose another with --cache." in told.err


def test_python_takes_addresses(bucket: Any) -> None:
    from reportgen import read_run

    upload(bucket, RUN, "runs/good")
    assert read_run("s3://exp/runs/good").verdict == read_run(RUN).verdict


def test_nothing_is_written_or_removed_through_a_link_in_a_cache(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("mine")
    mirror = Mirror(tmp_path / "cache", "x")
    (mirror.root / "bucket").mkdir(parents=True)
    (mirror.root / "bucket/runs").symlink_to(mine)
    mirror.forget_all_but("bucket/runs", [])
    mirror.keep_marks("bucket/runs", {})
    assert mirror.place("bucket/runs/a/results.csv") is None
    with pytest.raises(ReportError, match="a link stands in it"):
        mirror.write(mirror.root / "bucket/runs/a.csv", {0: b"x"})
    assert [path.name for path in mine.iterdir()] == ["letter.txt"]


@pytest.mark.skipif(os.name != "posix", reason="needs permissions of POSIX")
def test_a_cache_that_anybody_may_write_to_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)
    with pytest.raises(ReportError, match="Anybody may write to the cache"):
        Mirror(tmp_path, "x")


def test_of_a_file_whose_end_is_there_the_end_is_read_and_nothing_before_it() -> None:
    from reportgen.read.remote.weights import _Window

    window = _Window(10, 4, b"456789")
    assert window.seek(0, io.SEEK_END) == 10
    assert window.seek(-6, io.SEEK_CUR) == 4
    assert (window.read(2), window.read(), window.tell()) == (b"45", b"6789", 10)
    window.seek(3)
    with pytest.raises(zipfile.BadZipFile):
        window.read(1)


def test_what_has_something_below_it_is_no_file() -> None:
    names = ["b/run", "b/run/results.csv", "b/run/weights/best.pt", "b/empty/", "b/args.yaml"]
    found = {name: {"name": name, "type": "file"} for name in names}
    found["b"] = {"name": "b", "type": "directory"}
    kept = [each["name"] for each in files_of(found)]
    assert kept == ["b/run/results.csv", "b/run/weights/best.pt", "b/args.yaml"]
