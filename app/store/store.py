"""The record: one writer for one data folder."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session as Work

from app.engine.messages import Comfort
from app.errors import BadInput, StoreError
from app.session.dose import Dose
from app.session.kept import Calibration
from app.session.listening import Listening
from app.session.plan import SessionPlan, check_alias
from app.store import calibrations, database, levels, lock, queries, schema
from app.store.models import (
    Base,
    Event,
    FrameTime,
    HeadMotion,
    Participant,
    Rating,
    Segment,
    Session,
    Setting,
)
from app.store.records import SessionRecord, SessionRow
from audio.messages import Level

DATABASE = "respite.db"

#: float32 values in one head pose: seconds, x y z, qx qy qz qw
POSE = 8


class Store:
    """The record of one data folder. Open it with `Store.open`; it is a context manager.

    Every method that writes returns after its transaction is committed: what it acknowledges is on the disk. All
    methods may be called from any thread. Times are `time.monotonic_ns()`; what is stored is seconds from the
    session's start.

    Raises
    ------
    StoreError
        From every method: the disk or the database failed, and nothing of the call was stored. A later call works
        again when the cause is gone.
    BadInput
        From every method that writes: a value breaks a rule of the record, and nothing of the call was stored. The same
        call will never work.
    """

    def __init__(self, path: Path, reading: Engine, writing: Engine | None, release: ExitStack) -> None:
        self._path = path
        self._reading = reading
        self._writing = writing
        self._release = release
        self._turn = threading.RLock()

    # ---- opening ----------------------------------------------------------------------------------------------------

    @classmethod
    def open(cls, folder: Path, *, read_only: bool = False) -> Store:
        """Open the record in `folder`, which is made when it isn't there.

        With `read_only` nothing is made or changed, and another Respite may be at work on it.

        Sessions that were cut off have their running segments closed at the last second that has evidence.

        Raises
        ------
        StoreError
            The folder or the database can't be used, is used by another Respite, or was written by a newer one.
        """
        path = folder / DATABASE
        with ExitStack() as release, database.plainly(path):
            if read_only:
                if not path.is_file():
                    raise StoreError(f"{path}: there is no record here: name the data folder with --data")
                writing = None
            else:
                try:
                    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                    release.enter_context(lock.held(folder))
                    if not path.exists():
                        # For this user's eyes only; SQLite gives its log the same rights.
                        path.touch(mode=0o600)
                except OSError as error:
                    raise StoreError(database.explain(folder, error)) from error
                writing = database.writing(path)
                release.callback(writing.dispose)
            reading = database.reading(path)
            release.callback(reading.dispose)
            if writing is not None:
                schema.bring_up(writing, path)
                _close_cut_off(writing)
            else:
                schema.ready(reading, path)
            return cls(path, reading, writing, release.pop_all())

    def close(self) -> None:
        """Let go of the database and the folder."""
        with self._turn:
            self._release.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """The database file."""
        return self._path

    # ---- writing ----------------------------------------------------------------------------------------------------

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
            participant.comfort, participant.listening = asdict(plan.comfort), asdict(plan.listening)
            participant.under_18 = plan.under_18
            work.flush()
            session_id = _added(
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
                ),
            )
            _added(work, Event(session_id=session_id, at_s=0.0, kind="phase", data={"phase": "checklist"}))
        return session_id

    def phase(self, session_id: int, t_ns: int, phase: str, reason: str | None = None) -> None:
        """The session stands at `phase` from now on. "aborted" needs a `reason`; that of another is kept in its event."""
        data = {"phase": str(phase)} if reason is None else {"phase": str(phase), "reason": reason}
        with self._write() as work:
            session = _session(work, session_id)
            session.state = str(phase)
            session.reason = reason if phase == "aborted" else None
            at_s = _at(work, session_id, t_ns)
            _added(work, Event(session_id=session_id, at_s=at_s, kind="phase", data=data))

    def open_segment(
        self, session_id: int, t_ns: int, mode: str, display: str, runtime: str | None, system: str | None
    ) -> int:
        """A stretch of exposure begins. The one before must be closed. Hands back the segment's id."""
        with self._write() as work:
            at_s = _at(work, session_id, t_ns)
            running = work.scalar(select(Segment.id).where(Segment.session_id == session_id, Segment.end_s.is_(None)))
            if running is not None:
                raise BadInput(
                    f"a session has one running segment at most, session {session_id} has segment {running}: "
                    "close it first"
                )
            return _added(
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
        """A rating as given; "before" and "after" once in a session. Hands back its id."""
        with self._write() as work:
            once = (Rating.session_id == session_id, Rating.phase == phase)
            if phase in ("before", "after") and work.scalar(select(Rating.id).where(*once)) is not None:
                raise BadInput(
                    f"rating {phase} must be given once, session {session_id} has one: it stays as it was given"
                )
            return _added(
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
            _added(work, Event(session_id=session_id, at_s=_at(work, session_id, t_ns), kind=kind, data=data))

    def comfort(self, session_id: int, t_ns: int, comfort: Comfort) -> None:
        """The patient is comfortable in this way from now on; it is kept for the participant's next visit."""
        with self._write() as work:
            participant = work.get_one(Participant, _session(work, session_id).participant_id)
            participant.comfort = asdict(comfort)
            at_s = _at(work, session_id, t_ns)
            _added(work, Event(session_id=session_id, at_s=at_s, kind="comfort", data=asdict(comfort)))

    def level(self, session_id: int, level: Level) -> None:
        """One second of sound. A level that isn't a finite number is stored as none."""
        with self._write() as work:
            _added(work, levels.row(session_id, _at(work, session_id, level.t_ns), level))

    def make_usual(self, listening: Listening) -> None:
        """What is heard over the room here, from now on, by somebody of whom nothing else is known."""
        with self._write() as work:
            setting = work.scalar(select(Setting).where(Setting.name == queries.USUAL))
            if setting is None:
                work.add(Setting(name=queries.USUAL, value=asdict(listening)))
            else:
                setting.value = asdict(listening)

    def keep_calibration(self, calibration: Calibration) -> int:
        """Keep a calibration of the sound; it takes the place of older ones of the same devices. Hands back its id."""
        with self._write() as work:
            return _added(work, calibrations.row(calibration))

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
            _added(
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
            _added(
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
            _session(work, session_id).note = text

    def re_anchor(self, session_id: int, t0_ns: int) -> None:
        """A session that was cut off goes on, and `t0_ns` is now on the monotonic clock of this run of the machine.

        Its seconds continue after what was recorded; an event "anchored" keeps the wall-clock time, so that the gap is
        known.
        """
        with self._write() as work:
            session = _session(work, session_id)
            session.base_s = session.last_s
            session.t0_ns = t0_ns
            data = {"utc": datetime.now(UTC).isoformat(timespec="seconds")}
            _added(work, Event(session_id=session_id, at_s=session.base_s, kind="anchored", data=data))

    # ---- reading ----------------------------------------------------------------------------------------------------

    def sessions(self, limit: int = 50, offset: int = 0, alias: str | None = None) -> list[SessionRow]:
        """A page of sessions, the newest first, of one participant where `alias` is given."""
        with self.reading() as reading:
            return queries.sessions(reading, limit, offset, alias)

    def session(self, session_id: int) -> SessionRecord:
        """A session with all that was recorded. Raises `BadInput` when there is none."""
        with self.reading() as reading:
            return queries.session(reading, session_id)

    def plan(self, session_id: int) -> SessionPlan:
        """The plan the session was begun with, to go on with it. Raises `BadInput` when there is none."""
        with self.reading() as reading:
            return queries.plan(reading, session_id)

    def unfinished(self) -> list[SessionRow]:
        """The sessions that are neither complete nor aborted, the newest first; the one that runs now is among them."""
        with self.reading() as reading:
            return queries.unfinished(reading)

    def aliases(self) -> list[str]:
        """All aliases, in order."""
        with self.reading() as reading:
            return queries.aliases(reading)

    @contextmanager
    def reading(self) -> Iterator[Work]:
        """For queries of one's own: everything read within is of one moment, whatever is written meanwhile."""
        with database.plainly(self._path), Work(self._reading) as reading:
            yield reading

    def comfort_of(self, alias: str) -> Comfort | None:
        """How a participant was comfortable last; None where nothing is known."""
        with self.reading() as reading:
            return queries.comfort_of(reading, alias)

    def hearing(self, alias: str) -> tuple[Listening, bool]:
        """What a participant heard over the room last, or what is usual here; and whether the participant is under 18."""
        with self.reading() as reading:
            return queries.hearing(reading, alias)

    def dose(self, alias: str, now_utc: datetime, *, under_18: bool) -> Dose:
        """What was played to a participant in the seven days up to `now_utc`."""
        with self.reading() as reading:
            return levels.week(reading, alias, now_utc, under_18)

    def calibration(self, output: str, microphone: str) -> Calibration | None:
        """The newest kept calibration of these devices, named as PortAudio has them; None where there is none."""
        with self.reading() as reading:
            return calibrations.newest(reading, output, microphone)

    def latest_calibration(self) -> Calibration | None:
        """The newest kept calibration of whatever devices; None where there is none."""
        with self.reading() as reading:
            return calibrations.latest(reading)

    # ---- within -----------------------------------------------------------------------------------------------------

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


def _added(work: Work, row: Base) -> int:
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


def _close_cut_off(writing: Engine) -> None:
    """Close the segments that a crash left running. Nobody else holds the folder, so none of them runs."""
    last = select(Session.last_s).where(Session.id == Segment.session_id).scalar_subquery()
    with writing.begin() as connection:
        connection.execute(
            update(Segment)
            .where(Segment.end_s.is_(None))
            .values(end_s=func.max(Segment.start_s, last), ended_by="cut_off")
        )
