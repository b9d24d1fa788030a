"""Writing: what happens in sessions, each call one transaction."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session as Work

from app.engine.messages import Comfort
from app.errors import BadInput, StoreError
from app.session import asking, instruments
from app.session.plan import SessionPlan, check_alias
from app.session.wish import Wish
from app.store import audit, corrections, database, enrolments, levels, queries, remarks, wishes
from app.store.models import (
    ENDED,
    Base,
    Event,
    FrameTime,
    HeadMotion,
    Participant,
    Rating,
    Segment,
    Session,
)
from audio.messages import Level
from scenes.base import Value

#: float32 values in one head pose: seconds, x y z, qx qy qz qw
POSE = 8


class Writer:
    """The one writer of a database. See `app.store.store.Store`, which is one, for what holds for every method.

    writing : None where the database was opened for reading
    """

    def __init__(self, path: Path, writing: Engine | None) -> None:
        self._path, self._writing = path, writing
        self._turn = threading.RLock()

    def begin_session(self, plan: SessionPlan, seed: int, started_utc: datetime, t0_ns: int) -> int:
        """Record a session at its checklist, and its participant when new. Hands back the session's id.

        The plan's comfort and what is heard are kept for the participant's next visit.
        """
        alias = check_alias(plan.alias)
        with self._write() as work:
            participant = work.scalar(select(Participant).where(Participant.alias == alias))
            if participant is None:
                participant = Participant(alias=alias)
                work.add(participant)
                participant.under_18 = plan.under_18
            corrections.known(
                work,
                participant,
                comfort=asdict(plan.comfort),
                listening=asdict(plan.listening),
                under_18=plan.under_18,
                worlds=wishes.remembered(participant.worlds, plan.world, plan.wish),
            )
            work.flush()
            today = started_utc.astimezone().date()
            visit = enrolments.joined(work, self._path.parent, participant, plan, today)
            session_id = added(
                work,
                Session(
                    participant_id=participant.id,
                    world=plan.world,
                    planned_s=float(plan.seconds),
                    mode=str(plan.mode),
                    language=plan.language,
                    seed=seed,
                    checklist=list(plan.checklist),
                    simulated=plan.simulated,
                    state="checklist",
                    reason=None,
                    note="",
                    started_utc=started_utc,
                    t0_ns=t0_ns,
                    base_s=0.0,
                    last_s=0.0,
                    comfort=asdict(plan.comfort),
                    returns=plan.returns,
                    listening=asdict(plan.listening),
                    under_18=plan.under_18,
                    over_dose=plan.over_dose,
                    training=wishes.training(plan.wish, whole=True),
                    chosen=dict(plan.chosen),
                    enrolment_id=visit[0] if visit else None,
                    visit=visit[1] if visit else None,
                    asks=asking.kept(plan.asks),
                ),
            )
            added(work, Event(session_id=session_id, at_s=0.0, kind="phase", data={"phase": "checklist"}))
            begun = {"alias": alias, "world": plan.world, "mode": str(plan.mode), "seconds": float(plan.seconds)}
            audit.add(work, "session", f"session {session_id}", None, begun)
        return session_id

    def phase(self, session_id: int, t_ns: int, phase: str, reason: str | None = None) -> None:
        """The session stands at `phase` from now on. "aborted" needs a `reason`; that of another is kept in its event."""
        data = {"phase": str(phase)} if reason is None else {"phase": str(phase), "reason": reason}
        with self._write() as work:
            session = _session(work, session_id)
            if phase in ENDED:
                # what the patient does is told by the picture's process, in the context of whoever began the session
                by = "patient" if (reason or "").startswith("stopped by the patient") else None
                audit.add(work, "session", f"session {session_id}", {"phase": session.state}, data, by)
            session.state = str(phase)
            session.reason = reason if phase == "aborted" else None
            at_s = _at(work, session_id, t_ns)
            added(work, Event(session_id=session_id, at_s=at_s, kind="phase", data=data))

    def open_segment(
        self,
        session_id: int,
        t_ns: int,
        mode: str,
        display: str,
        runtime: str | None,
        system: str | None,
        world: str | None = None,
    ) -> int:
        """A stretch of exposure begins. The one before must be closed. Hands back the segment's id.

        world : what is shown, None for the session's own
        """
        with self._write() as work:
            at_s = _at(work, session_id, t_ns)
            running = work.scalar(select(Segment.id).where(Segment.session_id == session_id, Segment.end_s.is_(None)))
            if running is not None:
                raise BadInput(
                    f"a session has one running segment at most, session {session_id} has segment {running}: "
                    "close it first"
                )
            return added(
                work,
                Segment(
                    session_id=session_id,
                    mode=str(mode),
                    display=str(display),
                    runtime=runtime,
                    system=system,
                    start_s=at_s,
                    end_s=None,
                    ended_by=None,
                    world=world,
                ),
            )

    def close_segment(self, segment_id: int, t_ns: int, ended_by: str) -> None:
        """A stretch of exposure is over; `ended_by` says why ("switch", "finished", "stopped", "render_lost")."""
        with self._write() as work:
            segment = work.get(Segment, segment_id)
            if segment is None or segment.end_s is not None:
                state = "there is none" if segment is None else f"it was ended by {segment.ended_by}"
                raise BadInput(f"segment {segment_id} must be running to be closed, {state}: open a new one")
            segment.end_s = max(segment.start_s, _at(work, segment.session_id, t_ns))
            segment.ended_by = ended_by

    def rating(
        self,
        session_id: int,
        t_ns: int,
        phase: str,
        instrument: str,
        value: int,
        anchors: tuple[str, str],
        language: str,
        source: str,
        latency_s: float | None,
        corrections: int,
        mode: str | None,
    ) -> int:
        """A rating as given; each instrument "before" and "after" once in a session. Hands back its id."""
        instruments.load(instrument).check(value)
        with self._write() as work:
            once = (Rating.session_id == session_id, Rating.phase == phase, Rating.instrument == instrument)
            if phase != "during" and work.scalar(select(Rating.id).where(*once)) is not None:
                raise BadInput(
                    f"rating {phase} must be given once, session {session_id} has one: it stays as it was given"
                )
            return added(
                work,
                Rating(
                    session_id=session_id,
                    at_s=_at(work, session_id, t_ns),
                    phase=phase,
                    instrument=instrument,
                    value=value,
                    anchor_low=anchors[0],
                    anchor_high=anchors[1],
                    language=language,
                    source=str(source),
                    latency_s=latency_s,
                    corrections=corrections,
                    mode=None if mode is None else str(mode),
                ),
            )

    def event(self, session_id: int, t_ns: int, kind: str, data: dict[str, Any]) -> None:
        """Something that happened. `data` : plain values (str, int, float, bool, None, and lists and dicts of them)."""
        try:
            json.dumps(data, allow_nan=False)
        except (TypeError, ValueError) as error:
            raise BadInput(
                f"data of the event {kind!r} must be plain values, {error}: hand in str, int, float or bool"
            ) from error
        with self._write() as work:
            added(work, Event(session_id=session_id, at_s=_at(work, session_id, t_ns), kind=kind, data=data))

    def comfort(self, session_id: int, t_ns: int, comfort: Comfort) -> None:
        """The patient is comfortable in this way from now on; it is kept for the participant's next visit."""
        with self._write() as work:
            participant = work.get_one(Participant, _session(work, session_id).participant_id)
            corrections.known(work, participant, comfort=asdict(comfort))
            at_s = _at(work, session_id, t_ns)
            added(work, Event(session_id=session_id, at_s=at_s, kind="comfort", data=asdict(comfort)))

    def changed_world(
        self, session_id: int, t_ns: int, name: str, value: Value, wish: Wish, world: str | None = None
    ) -> None:
        """The world's "level" or one of its choices is another from now on; `wish`, all of it, is kept for the next visit.

        world : whose, None for the session's own
        """
        with self._write() as work:
            session = _session(work, session_id)
            participant = work.get_one(Participant, session.participant_id)
            corrections.known(
                work, participant, worlds=wishes.remembered(participant.worlds, world or session.world, wish)
            )
            data = {"name": name, "value": value}
            added(work, Event(session_id=session_id, at_s=_at(work, session_id, t_ns), kind="world", data=data))

    def level(self, session_id: int, level: Level) -> None:
        """One second of sound. A level that isn't a finite number is stored as none."""
        with self._write() as work:
            added(work, levels.row(session_id, _at(work, session_id, level.t_ns), level))

    def frames(
        self,
        session_id: int,
        segment_id: int | None,
        t_ns: int,
        *,
        mode: str,
        count: int,
        missed: int,
        p50_ms: float,
        p99_ms: float,
        max_ms: float,
        period_ms: float,
        late: int | None = None,
        scale: float | None = None,
        samples: bytes = b"",
    ) -> None:
        """One second of pictures, as `app.engine.messages.FrameStats`."""
        with self._write() as work:
            added(
                work,
                FrameTime(
                    session_id=session_id,
                    segment_id=segment_id,
                    at_s=_at(work, session_id, t_ns),
                    mode=str(mode),
                    count=count,
                    missed=missed,
                    p50_ms=p50_ms,
                    p99_ms=p99_ms,
                    max_ms=max_ms,
                    period_ms=period_ms,
                    late=late,
                    scale=scale,
                    samples=samples,
                ),
            )

    def head_motion(self, session_id: int, segment_id: int | None, t_ns: int, samples: bytes) -> None:
        """A chunk of head poses. `samples` : (n, 8) float32, as `app.engine.messages.HeadMotion`."""
        rows, rest = divmod(len(samples), POSE * 4)
        if rest:
            raise BadInput(f"samples must be rows of {POSE} float32, got {len(samples)} bytes: send whole rows")
        with self._write() as work:
            added(
                work,
                HeadMotion(
                    session_id=session_id,
                    segment_id=segment_id,
                    at_s=_at(work, session_id, t_ns),
                    rows=rows,
                    columns=POSE,
                    samples=samples,
                ),
            )

    def note(self, session_id: int, text: str) -> None:
        """The clinician's note; it takes the place of the one before."""
        with self._write() as work:
            session = _session(work, session_id)
            if session.note != text:
                audit.add(work, "note", f"session {session_id}", session.note or None, text or None)
            session.note = text

    def remark(self, session_id: int, t_ns: int, text: str, by: str | None = None) -> int:
        """A line that is noted while the session goes on, beside those before it. Hands back its id."""
        with self._write() as work:
            return added(work, remarks.note(session_id, _at(work, session_id, t_ns), text, by))

    def symptom(
        self,
        session_id: int,
        t_ns: int,
        symptom: str,
        severity: str,
        phase: str,
        mode: str | None,
        by: str | None = None,
    ) -> int:
        """What the patient feels, as `app.session.symptoms.Symptom`. Hands back its id."""
        with self._write() as work:
            at_s = _at(work, session_id, t_ns)
            return added(work, remarks.symptom(session_id, at_s, symptom, severity, phase, mode, by))

    def re_anchor(self, session_id: int, t0_ns: int) -> float:
        """A session that was cut off goes on, and `t0_ns` is now on the monotonic clock of this run of the machine.

        Its seconds continue after what was recorded; an event "anchored" keeps the wall-clock time, so that the gap is
        known. Hands back the session's second at `t0_ns`.
        """
        with self._write() as work:
            session = _session(work, session_id)
            session.base_s = session.last_s
            session.t0_ns = t0_ns
            data = {"utc": datetime.now(UTC).isoformat(timespec="seconds")}
            added(work, Event(session_id=session_id, at_s=session.base_s, kind="anchored", data=data))
            return session.base_s

    @contextmanager
    def _write(self) -> Iterator[Work]:
        """One transaction, committed at the end, whole or not at all."""
        if self._writing is None:
            raise StoreError(f"{self._path}: it was opened for reading: open it for writing")
        with (
            self._turn,
            database.plainly(self._path),
            Work(self._writing, expire_on_commit=False) as work,
            work.begin(),
        ):
            yield work


def added(work: Work, row: Base) -> int:
    """Write a row; hands back its id."""
    work.add(row)
    work.flush()
    return row.id


def _session(work: Work, session_id: int) -> Session:
    session = work.get(Session, session_id)
    if session is None:
        raise queries.missing(session_id)
    return session


def _at(work: Work, session_id: int, t_ns: int) -> float:
    """Seconds from the session's start. The session has evidence up to there."""
    session = _session(work, session_id)
    # A message may have been made a moment before the session was anchored; it can't lie before its start.
    at_s = session.base_s + max(0, t_ns - session.t0_ns) / 1e9
    session.last_s = max(session.last_s, at_s)
    return at_s
