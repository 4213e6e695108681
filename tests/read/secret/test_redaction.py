"""Tables of what runs hold: credentials and users never stay, all else does."""

from __future__ import annotations

import pytest

from reportgen.read.redact import redact, showing_paths
from tests.read.redaction import credentials, plain, shown_of, users


def test_no_credential_stays() -> None:
    assert [case.text for case in credentials() if shown_of(case, redact(case.text))] == []


@pytest.mark.parametrize("turn", range(1, 4))
def test_no_credential_stays_however_it_is_drawn(turn: int) -> None:
    assert [case.text for case in credentials(turn) if shown_of(case, redact(case.text))] == []


def test_no_credential_stays_where_paths_are_shown() -> None:
    with showing_paths():
        assert [case.text for case in credentials() if shown_of(case, redact(case.text))] == []


def test_no_user_stays() -> None:
    assert [case.text for case in users() if shown_of(case, redact(case.text))] == []


def test_what_is_neither_stays_as_it_is() -> None:
    assert [text for text in plain() if redact(text) != text] == []


def test_the_tables_are_as_long_as_they_are_said_to_be() -> None:
    services = {case.name.rpartition("-")[0] for case in credentials()}
    assert len(list(credentials())) >= 1_200
    assert len(services) >= 480
    assert len(list(users())) >= 530
    assert len(plain()) >= 1_100
