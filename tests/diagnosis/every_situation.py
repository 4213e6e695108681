"""All situations that people asked about, of which each set was noted at another time."""

from __future__ import annotations

from tests.diagnosis.asked import ASKED
from tests.diagnosis.asked_again import ASKED_AGAIN
from tests.diagnosis.asked_blind import ASKED_BLIND
from tests.diagnosis.asked_fresh import ASKED_FRESH
from tests.diagnosis.asked_last import ASKED_LAST
from tests.diagnosis.asked_more import ASKED_MORE
from tests.diagnosis.asked_newly import ASKED_NEWLY
from tests.diagnosis.asked_since import ASKED_SINCE
from tests.diagnosis.more_situations import MORE
from tests.diagnosis.situations import SITUATIONS as FIRST

SITUATIONS = {
    **FIRST, **MORE, **ASKED, **ASKED_MORE, **ASKED_LAST, **ASKED_AGAIN, **ASKED_BLIND,
    **ASKED_SINCE, **ASKED_NEWLY, **ASKED_FRESH,
}  # fmt: skip
