"""Reading: rows of the database as the frozen records of `app.store.records`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session as Reading

from app.engine.messages import Comfort
from app.errors import BadInput
from app.session import asking
from app.session.listening import Listening
from app.session.plan import Mode, SessionPlan
from app.session.wish import Wishes
from app.store import levels, remarks, shown, wishes
from app.store.models import ENDED, Base, Event, FrameTime, Participant, Rating, Segment, Session, Setting, SoundLevel
from app.store.records import (
    EventRecord,
    FrameRecord,
    RatingRecord,
    SegmentRecord,
    SessionRecord,
    SessionRow,
)

Table = TypeVar("Table", bound=Base)

#: the site's setting of what is heard over the room by somebody of whom nothing is known
USUAL = "listening"


def sessions(reading: Reading, limit: int, offset: int, alias: str | None) -> list[SessionRow]:
    """A page of sessions, the newest first."""
    query = select(Session, Participant.alias).join(Participant).order_by(Session.started_utc.desc(), Session.id.desc())
    if alias is not None:
        # By the id, so that the index of a participant's sessions gives the order too.
        participant = reading.scalar(select(Participant.id).where(Participant.alias == alias))
        query = query.where(Session.participant_id == participant)
    return _rows(reading, query.limit(limit).offset(offset))


def record(reading: Reading) -> str:
    """What tells this record from every other one: made with it, and never changed."""
    kept = reading.scalar(select(Setting.value).where(Setting.name == "record"))
    return str((kept or {}).get("uuid", ""))


def rows(reading: Reading, ids: Sequence[int]) -> list[SessionRow]:
    """These sessions, in this order."""
    query = select(Session, Participant.alias).join(Participant).where(Session.id.in_(ids))
    found = {row.id: row for row in _rows(reading, query)}
    return [found[number] for number in ids if number in found]


def unfinished(reading: Reading) -> list[SessionRow]:
    """The sessions that are neither complete nor aborted, the newest first."""
    query = select(Session, Participant.alias).join(Participant).where(Session.state.not_in(ENDED))
    return _rows(reading, query.order_by(Session.id.desc()))


def every_session(
    reading: Reading, page: int = 500, among: Select[int] | None = None
) -> Iterator[tuple[Session, SessionRow]]:
    """All sessions by id, or those whose ids `among` selects, a page in memory at a time."""
    last = 0
    while True:
        query = select(Session, Participant.alias).join(Participant).where(Session.id > last).order_by(Session.id)
        if among is not None:
            query = query.where(Session.id.in_(among))
        found = reading.execute(query.limit(page)).all()
        if not found:
            return
        yield from zip((session for session, _ in found), _told(reading, found), strict=True)
        last = found[-1][0].id
        reading.expunge_all()


def aliases(reading: Reading) -> list[str]:
    """All aliases, in order."""
    return list(reading.scalars(select(Participant.alias).order_by(Participant.alias)))


def comfort_of(reading: Reading, alias: str) -> Comfort | None:
    """How a participant was comfortable last; None where nothing is known."""
    return comfort(reading.scalar(select(Participant.comfort).where(Participant.alias == alias)))


def wishes_of(reading: Reading, alias: str) -> Wishes:
    """What a participant's last visits to each world were like."""
    return wishes.known(reading.scalar(select(Participant.worlds).where(Participant.alias == alias)))


def comfort(kept: dict[str, Any] | None) -> Comfort | None:
    """Comfort as it was kept."""
    return None if kept is None else Comfort(**kept)


def listening(kept: dict[str, Any] | None) -> Listening | None:
    """What is heard over the room, as it was kept."""
    return None if kept is None else Listening(**kept)


def hearing(reading: Reading, alias: str) -> tuple[Listening, bool]:
    """What a participant heard over the room last, or what is usual here; and whether the participant is under 18."""
    known = reading.scalar(select(Participant).where(Participant.alias == alias))
    usual = reading.scalar(select(Setting.value).where(Setting.name == USUAL))
    heard = listening(None if known is None else known.listening) or listening(usual) or Listening()
    return heard, known is not None and known.under_18


def session(reading: Reading, session_id: int) -> SessionRecord:
    """A session with all that was recorded.

    Raises
    ------
    BadInput
        There is no such session.
    """
    found = _found(reading, session_id)

    def of(table: type[Table], *order: Any) -> Iterable[Table]:
        return reading.scalars(select(table).filter_by(session_id=session_id).order_by(*order))

    return SessionRecord(
        row=_told(reading, [found])[0],
        mode=found[0].mode,
        language=found[0].language,
        seed=found[0].seed,
        note=found[0].note,
        comfort=comfort(found[0].comfort),
        returns=found[0].returns,
        listening=listening(found[0].listening),
        under_18=found[0].under_18,
        wish=None if found[0].training is None else wishes.wish(found[0].training, found[0].chosen),
        segments=tuple(
            SegmentRecord(
                id=row.id,
                mode=row.mode,
                display=row.display,
                runtime=row.runtime,
                system=row.system,
                start_s=row.start_s,
                seconds=None if row.end_s is None else row.end_s - row.start_s,
                ended_by=row.ended_by,
                world=row.world,
            )
            for row in of(Segment, Segment.start_s, Segment.id)
        ),
        ratings=tuple(
            RatingRecord(
                id=row.id,
                phase=row.phase,
                instrument=row.instrument,
                value=row.value,
                anchors=(row.anchor_low, row.anchor_high),
                language=row.language,
                source=row.source,
                latency_s=row.latency_s,
                corrections=row.corrections,
                mode=row.mode,
                at_s=row.at_s,
            )
            for row in of(Rating, Rating.at_s, Rating.id)
        ),
        events=tuple(
            EventRecord(at_s=row.at_s, kind=row.kind, data=row.data) for row in of(Event, Event.at_s, Event.id)
        ),
        levels=tuple(levels.record(row) for row in of(SoundLevel, SoundLevel.at_s, SoundLevel.id)),
        frames=tuple(
            FrameRecord(
                at_s=row.at_s,
                mode=row.mode,
                count=row.count,
                missed=row.missed,
                p50_ms=row.p50_ms,
                p99_ms=row.p99_ms,
                max_ms=row.max_ms,
                period_ms=row.period_ms,
                late=row.late,
                scale=row.scale,
                samples=row.samples,
            )
            for row in of(FrameTime, FrameTime.at_s, FrameTime.id)
        ),
        checklist=tuple(found[0].checklist),
        notes=tuple(remarks.notes_of(reading, session_id)),
        symptoms=tuple(remarks.symptoms_of(reading, session_id)),
    )


def plan(reading: Reading, session_id: int) -> SessionPlan:
    """The plan a session was begun with.

    Raises
    ------
    BadInput
        There is no such session.
    """
    session, alias = _found(reading, session_id)
    if session.mode is None:
        raise BadInput(f"session {session_id} only asked, there is nothing to go on with: begin a new one")
    wish = wishes.wish(session.training, session.chosen)
    return SessionPlan(
        alias=alias,
        world=session.world,
        seconds=session.planned_s,
        mode=Mode(session.mode),
        language=session.language,
        checklist=tuple(session.checklist),
        simulated=session.simulated,
        comfort=comfort(session.comfort) or Comfort(),
        returns=session.returns,
        listening=listening(session.listening) or Listening(),
        under_18=bool(session.under_18),
        over_dose=session.over_dose,
        training=wish.training,
        timeline=wish.timeline,
        chosen=wish.chosen,
        asks=asking.known(session.asks),
    )


def missing(session_id: int) -> BadInput:
    """The error for a session that isn't there."""
    return BadInput(f"session must be one of those recorded, got {session_id}: choose one from the list of sessions")


def _found(reading: Reading, session_id: int) -> Row[Session, str]:
    query = select(Session, Participant.alias).join(Participant).where(Session.id == session_id)
    found = reading.execute(query).one_or_none()
    if found is None:
        raise missing(session_id)
    return found


def _rows(reading: Reading, query: Select[Session, str]) -> list[SessionRow]:
    return _told(reading, reading.execute(query).all())


def _told(reading: Reading, found: Sequence[Row[Session, str]]) -> list[SessionRow]:
    """The sessions as rows, with one more query however many there are."""
    ids = [session.id for session, _ in found]
    stretches: dict[int, list[shown.Stretch]] = defaultdict(list)
    for session_id, mode, start_s, end_s in reading.execute(
        select(Segment.session_id, Segment.mode, Segment.start_s, Segment.end_s)
        .where(Segment.session_id.in_(ids))
        .order_by(Segment.session_id, Segment.start_s, Segment.id)
    ):
        stretches[session_id].append((mode, start_s, end_s))
    return [
        SessionRow(
            id=session.id,
            alias=alias,
            world=session.world,
            planned_s=session.planned_s,
            delivered_s=shown.delivered_s(stretches[session.id], session.last_s),
            modes=shown.modes(stretches[session.id]),
            state=session.state,
            reason=session.reason,
            started_utc=session.started_utc,
            before=session.rated_before,
            after=session.rated_after,
            simulated=session.simulated is not None,
            followup=session.rated_followup,
            kind=session.kind,
            visit=session.visit,
        )
        for session, alias in found
    ]
