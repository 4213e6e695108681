"""A site at an address: on this disk by ``file://``, in a bucket, and behind SFTP."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from reportgen.errors import ReportError
from reportgen.output.site.far import TOGETHER, _batches
from reportgen.output.site.names import INDEX
from tests.conftest import SAMPLES
from tests.remote import servers
from tests.remote.test_addresses import Call, _own_cache, bucket, command

pytest.importorskip("fsspec")
RUN, OTHER = SAMPLES / "segment-short", SAMPLES / "segment-overfit"
__all__ = ["_own_cache", "bucket", "command"]
QUICK = ("--no-read-pictures", "--pictures", "none", "-q")


def names(folder: Path) -> dict[str, int]:
    """Files of a site and their times."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    return {file.relative_to(folder).as_posix(): file.stat().st_mtime_ns for file in files}


def listed(runs_json: bytes | str) -> set[str]:
    return {run["name"] for run in json.loads(runs_json)["runs"]}


def test_a_site_goes_on_from_any_machine(command: Call, tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    address = f"file://{site}"
    told = command(str(RUN), "--site", address, *QUICK)
    assert told.code == 0, told.err
    first = names(site)
    assert {"index.html", "runs.json"} <= first.keys()
    assert not [name for name in first if "reportgen-part" in name]
    assert command(str(RUN), "--site", address, *QUICK).code == 0
    assert names(site) == first  # nothing is sent twice

    shutil.rmtree(tmp_path / "cache")  # as on another machine
    assert command(str(OTHER), "--site", address, *QUICK).code == 0
    assert listed((site / "runs.json").read_text(encoding="utf-8")) == {RUN.name, OTHER.name}
    page = next(name for name in first if name.startswith("runs/"))
    assert names(site)[page] == first[page]

    assert command(str(OTHER), "--site", address, "--prune", *QUICK).code == 0
    assert page not in names(site)
    assert listed((site / "runs.json").read_text(encoding="utf-8")) == {OTHER.name}


def test_a_call_that_dies_leaves_what_works_and_the_next_goes_on(
    command: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fsspec.implementations.local import LocalFileSystem

    site = tmp_path / "site"
    site.mkdir()
    whole = LocalFileSystem.put_file

    def dies(self: Any, local: str, far: str, **told: Any) -> None:
        if local.endswith("index.html"):
            raise ConnectionError("the cable")
        whole(self, local, far, **told)

    with monkeypatch.context() as patch:
        patch.setattr(LocalFileSystem, "put_file", dies)
        told = command(str(RUN), "--site", f"file://{site}", *QUICK)
    assert told.code == 1
    assert f"Cannot write to file://{site}: it cannot be reached." in told.err
    assert "index.html" not in names(site)
    assert [name for name in names(site) if name.startswith("runs/")]
    assert command(str(RUN), "--site", f"file://{site}", *QUICK).code == 0
    assert "index.html" in names(site)


def test_the_index_is_there_before_the_last_run(
    command: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reportgen.output.site.far import FarSite

    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.setattr("reportgen.output.site.runs.SAVED_AFTER", 1)
    whole, seen = FarSite.send, []

    def send(self: FarSite) -> None:
        whole(self)
        seen.append(listed((site / "runs.json").read_text(encoding="utf-8")))
        assert "index.html" in names(site)

    monkeypatch.setattr(FarSite, "send", send)
    assert command(str(RUN), str(OTHER), "--site", f"file://{site}", *QUICK).code == 0
    assert [len(each) for each in seen] == [1, 2, 2]


def test_what_another_call_has_sent_is_not_written_over(command: Call, tmp_path: Path) -> None:
    from reportgen.output.site.far import FarSite
    from reportgen.read.remote.address import Address

    site = tmp_path / "site"
    site.mkdir()
    address = f"file://{site}"
    assert command(str(RUN), "--site", address, *QUICK).code == 0

    def change_both() -> None:
        with FarSite(Address(address), tmp_path / "mine", lambda: None) as mine:
            (mine.folder / "runs.json").write_text("{}", encoding="utf-8")
            (site / "runs.json").write_text('{"of": "another"}', encoding="utf-8")
            mine.send()

    with pytest.raises(ReportError, match="Another call changed the site at file://"):
        change_both()
    assert (site / "runs.json").read_text(encoding="utf-8") == '{"of": "another"}'


@pytest.mark.parametrize("strange", ["holiday.jpg", "data/train.csv"])
def test_a_place_with_other_files_is_refused(command: Call, tmp_path: Path, strange: str) -> None:
    (tmp_path / "site" / strange).parent.mkdir(parents=True)
    (tmp_path / "site" / strange).write_bytes(b"mine")
    told = command(str(RUN), "--site", f"file://{tmp_path}/site", *QUICK)
    assert told.code == 1
    assert f"holds other files ({strange})" in told.err
    assert names(tmp_path / "site").keys() == {strange}


def test_a_page_that_is_somebody_elses_is_not_written_over(command: Call, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/index.html").write_text("<h1>My shop</h1>", encoding="utf-8")
    told = command(str(RUN), "--site", f"file://{tmp_path}/site", *QUICK)
    assert told.code == 1
    assert "holds other files (index.html)" in told.err
    assert (tmp_path / "site/index.html").read_text(encoding="utf-8") == "<h1>My shop</h1>"


def test_a_site_in_a_bucket_is_shown_by_a_browser(command: Call, bucket: Any) -> None:
    def times() -> dict[str, Any]:
        found = bucket.list_objects_v2(Bucket="exp")["Contents"]
        return {each["Key"]: each["LastModified"] for each in found}

    told = command(str(RUN), "--site", "s3://exp/site", "--no-read-pictures")
    assert told.code == 0, told.err
    assert "s3://exp/site: 1 run" in told.err
    assert "very-secret" not in told.err
    assert {"site/index.html", "site/runs.json"} <= times().keys()
    # Without its type a browser would save the page in place of showing it.
    assert bucket.head_object(Bucket="exp", Key="site/index.html")["ContentType"] == "text/html"
    before = {
        each["Key"]: each["LastModified"]
        for each in bucket.list_objects_v2(Bucket="exp")["Contents"]
    }
    assert command(str(RUN), "--site", "s3://exp/site", "--no-read-pictures").code == 0
    after = {
        each["Key"]: each["LastModified"]
        for each in bucket.list_objects_v2(Bucket="exp")["Contents"]
    }
    assert after == before


def test_a_site_behind_sftp(command: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("sshfs")
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".ssh").mkdir()
    site = tmp_path / "far" / "site"
    with servers.sftp(tmp_path) as (port, known):
        (tmp_path / ".ssh/known_hosts").write_text(known, encoding="utf-8")
        address = f"sftp://ann@127.0.0.1:{port}{site}"
        for run in (RUN, OTHER):
            told = command(str(run), "--site", address, *QUICK)
            assert told.code == 0, told.err
    assert listed((site / "runs.json").read_text(encoding="utf-8")) == {RUN.name, OTHER.name}


def test_a_site_needs_a_place_of_sane_size(
    command: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = command(str(RUN), "--site", "file:///", *QUICK)
    assert "file:/// has no room for a site. Name a folder there." in told.err
    (tmp_path / "site").mkdir()
    (tmp_path / "site/runs.json").write_text("{}", encoding="utf-8")
    monkeypatch.setattr("reportgen.output.site.far.MAX_BYTES", 1)
    told = command(str(RUN), "--site", f"file://{tmp_path}/site", *QUICK)
    assert "site is too large to be fetched. Name another place." in told.err


@pytest.mark.parametrize("number", [1, 2, TOGETHER, TOGETHER + 1, TOGETHER + 2, 2 * TOGETHER + 1])
def test_the_index_is_sent_after_all_that_it_lists(number: int) -> None:
    items = [*(f"runs/{at}.html" for at in range(number - 1)), INDEX]
    batches = [list(batch) for batch in _batches(items)]
    assert [item for batch in batches for item in batch] == items
    assert all(1 <= len(batch) <= TOGETHER for batch in batches)
    assert batches[-1] == [INDEX]
