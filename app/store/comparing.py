"""The visits that are compared between modes, read from the index of the lists alone."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select
from sqlalchemy.orm import Session as Reading

from app.analysis.comparison import Given
from app.exports.choice import Choice
from app.store.listed import SHOWN
from app.store.models import Participant, Session

_MODES = {bit: mode for mode, bit in SHOWN.items()}


def given(reading: Reading, choice: Choice) -> tuple[list[Given], Counter[str]]:
    """The chosen visits that can be compared, in the order of time; and how many can't, by why."""
    aliases = {row.id: row.alias for row in reading.execute(select(Participant.id, Participant.alias))}
    query = (
        select(
            Session.id,
            Session.participant_id,
            Session.shown,
            Session.rated_before,
            Session.rated_after,
            Session.simulated.is_not(None),
        )
        .where(*choice.limits())
        .order_by(Session.started_utc, Session.id)
    )
    found: list[Given] = []
    left_out: Counter[str] = Counter()
    for session_id, person, shown, before, after, simulated in reading.execute(query):
        if simulated:
            left_out["simulated"] += 1
        elif not shown:
            left_out["shown"] += 1
        elif shown not in _MODES:
            left_out["several"] += 1
        elif before is None or after is None:
            left_out["missing"] += 1
        else:
            found.append(Given(session_id, aliases[person], _MODES[shown], before, after))
    return found, left_out
