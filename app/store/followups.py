"""Visits that only ask, in the record: a session of the kind "ratings", which is whole when it is written."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session as Work

from app.session import asking, instruments
from app.session.followup import SOURCES, Followup, checked
from app.store import answered, enrolments
from app.store.models import Event, Participant, Rating, Session

#: of `Session.kind`
RATINGS = "ratings"


def keep(work: Work, data: Path, followup: Followup, now_utc: datetime) -> int:
    """Keep the visit and what was answered; hands back its id. It is the next visit of the participant's programme where that
    only asks and may be had today.

    data : the data folder

    Raises
    ------
    BadInput
        Something breaks a rule: nothing is kept.
    """
    visit = checked(followup)
    participant = work.scalar(select(Participant).where(Participant.alias == visit.alias))
    if participant is None:
        participant = Participant(alias=visit.alias)
        work.add(participant)
        work.flush()
    planned = enrolments.joined_followup(work, data, participant, now_utc.astimezone().date())
    row = Session(
        participant_id=participant.id,
        world="",
        planned_s=0.0,
        mode=None,
        language=visit.language,
        seed=0,
        checklist=[],
        simulated=None,
        state="complete",
        reason=None,
        note=visit.note,
        started_utc=now_utc,
        t0_ns=time.monotonic_ns(),
        base_s=0.0,
        last_s=0.0,
        enrolment_id=planned[0] if planned else None,
        visit=planned[1] if planned else None,
        kind=RATINGS,
        asks=asking.kept(visit.asks),
    )
    work.add(row)
    work.flush()
    work.add(Event(session_id=row.id, at_s=0.0, kind="phase", data={"phase": "complete"}))
    for name, value in visit.ratings:
        if value is None:
            data_of = {"phase": "followup", "instrument": name}
            work.add(Event(session_id=row.id, at_s=0.0, kind="rating_left_out", data=data_of))
            continue
        low, high = instruments.load(name).wording(visit.language).anchors
        work.add(
            Rating(
                session_id=row.id,
                at_s=0.0,
                phase="followup",
                instrument=name,
                value=value,
                anchor_low=low,
                anchor_high=high,
                language=visit.language,
                source=SOURCES[visit.how],
                latency_s=None,
                corrections=0,
                mode=None,
            )
        )
    for given in visit.answered:
        answered.keep(work, row.id, given)
    work.flush()
    return row.id
