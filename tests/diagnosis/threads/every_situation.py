"""All situations that people asked about, of which each set was noted at another time."""

from __future__ import annotations

from tests.diagnosis.threads.asked import ASKED
from tests.diagnosis.threads.asked_again import ASKED_AGAIN
from tests.diagnosis.threads.asked_blind import ASKED_BLIND
from tests.diagnosis.threads.asked_fresh import ASKED_FRESH
from tests.diagnosis.threads.asked_last import ASKED_LAST
from tests.diagnosis.threads.asked_more import ASKED_MORE
from tests.diagnosis.threads.asked_newly import ASKED_NEWLY
from tests.diagnosis.threads.asked_since import ASKED_SINCE
from tests.diagnosis.threads.more_situations import MORE
from tests.diagnosis.threads.situations import SITUATIONS as FIRST

SITUATIONS = {
    **FIRST, **MORE, **ASKED, **ASKED_MORE, **ASKED_LAST, **ASKED_AGAIN, **ASKED_BLIND,
    **ASKED_SINCE, **ASKED_NEWLY, **ASKED_FRESH,
}  # fmt: skip
