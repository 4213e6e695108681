"""A small budget of what ``python -m tests.fuzz`` does with a large one."""

from __future__ import annotations

from tests.fuzz.differential import differences
from tests.fuzz.readers import READERS, fuzz_readers
from tests.fuzz.run import fuzz, sources
from tests.fuzz.sites import fuzz_sites
from tests.fuzz.trainers import FILES, fuzz_trainers
from tests.support.memory import peak_bytes

GIBIBYTE = 1_024


def test_damaged_runs_give_a_report_or_one_sentence() -> None:
    before = peak_bytes() // 2**20  # Of whatever this process did until now.
    tally = fuzz(range(20), sources(), pictures_every=20)
    assert tally.faults == []
    assert tally.runs == 20
    assert tally.reports > 10
    assert tally.read_back > 1
    assert tally.memory - before < GIBIBYTE


def test_the_same_seed_damages_the_same() -> None:
    first, second = (fuzz(range(7, 9), sources()[:2], pictures_every=100) for _ in range(2))
    assert first.problems == second.problems
    assert (first.reports, first.declined) == (second.reports, second.declined)


def test_damaged_files_are_read_or_declined() -> None:
    tallies = fuzz_readers(range(20 * len(READERS)))
    for name, tally in tallies.items():
        assert tally.faults == [], name
        assert tally.cases == 20
    assert 0 < sum(tally.declined for tally in tallies.values()) < 20 * len(READERS)


def test_folders_of_every_trainer_are_reported_without_their_markup_or_declined() -> None:
    tallies = fuzz_trainers(range(2))
    assert list(tallies) == list(FILES)
    for name, tally in tallies.items():
        assert tally.faults == [], name
        assert tally.cases == 2
    assert 0 < sum(tally.declined for tally in tallies.values()) < len(FILES)


def test_what_must_be_the_same_of_damaged_runs_is() -> None:
    tally = differences(range(2))
    assert tally.faults == []
    assert tally.read_back == tally.compared == 2


def test_a_damaged_site_is_gone_on_from() -> None:
    tally = fuzz_sites(range(5))
    assert tally.faults == []
    assert tally.mended + tally.declined == 5
    assert tally.mended > 2
