"""The log of one session: everything that is said and done in it goes to the store through here, in order."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from app.engine import messages as picture
from app.errors import StoreError
from app.questionnaires import Given, Moment
from app.session.course import Course
from app.session.instruments import PAIN_NOW
from app.session.kept import Verdict, of_record
from app.session.plan import SessionPlan
from app.session.recorder import Recorder
from app.session.symptoms import Note, Symptom
from app.session.view import Notice
from app.session.wish import Wish
from app.store import Store
from app.store.answered import AnsweredRecord
from audio import messages as sound
from scenes.base import Value

#: so many notices are kept for the console (all of them are in the store)
NOTICES = 50


class _Segment:
    """A segment's row; its id is there once the row is."""

    id: int | None = None


class Row:
    """The row of a questionnaire that is given; its id is there once the row is."""

    def __init__(self, row_id: int | None = None) -> None:
        self.id = row_id


class SessionLog:
    """Writes one session's rows. Nothing here raises when the disk refuses: it is kept, said, and tried again."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._recorder = Recorder(self._refused)
        self._segment: _Segment | None = None
        self._t0_ns, self._base_s = time.monotonic_ns(), 0.0
        self.id = 0
        self.notices: tuple[Notice, ...] = ()
        self.course = Course()

    @property
    def durable(self) -> bool:
        """True when everything so far is on disk."""
        return self._recorder.durable

    def at_s(self, t_ns: int | None = None) -> float:
        """Seconds from the session's start, now or at `t_ns`, as the record counts them."""
        return self._base_s + max(0, (t_ns or time.monotonic_ns()) - self._t0_ns) / 1e9

    @property
    def segment_open(self) -> bool:
        return self._segment is not None

    def begin(self, plan: SessionPlan, seed: int) -> int:
        """The session's first row. Raises `StoreError`: without it no session begins."""
        self._t0_ns = time.monotonic_ns()
        self.id = self._store.begin_session(plan, seed, datetime.now(UTC), self._t0_ns)
        self.course = Course().phase(0.0, "checklist")
        return self.id

    def kept(self, opened: sound.Opened) -> Verdict:
        """What the record keeps of the calibration of these devices, and whether it still holds."""
        return of_record(self._store, opened)

    def take_up(self, session_id: int) -> None:
        """Write on in a session that was cut off. Raises `StoreError`."""
        self._t0_ns = time.monotonic_ns()
        self._base_s = self._store.re_anchor(session_id, self._t0_ns)
        self.id = session_id
        self.course = Course.of(self._store.session(session_id))

    def retry(self) -> None:
        """Try again what the disk refused."""
        self._recorder.retry()

    def phase(self, phase: str, reason: str | None) -> None:
        self.course = self.course.phase(self.at_s(), phase)
        self._write(lambda t_ns: self._store.phase(self.id, t_ns, phase, reason))

    def note(self, text: str) -> None:
        self._write(lambda _: self._store.note(self.id, text))

    def remark(self, text: str, by: str | None) -> bool:
        """A line that is noted while the session goes on; hands back whether it is on disk."""
        self.course = self.course.noted(Note(self.at_s(), datetime.now(UTC), by, text))
        return self._write(lambda t_ns: self._store.remark(self.id, t_ns, text, by))

    def symptom(self, symptom: str, severity: str, phase: str, mode: str | None, by: str | None) -> bool:
        """What the patient feels; hands back whether it is on disk."""
        felt = Symptom(self.at_s(), datetime.now(UTC), by, symptom, severity, phase, mode)
        self.course = self.course.felt(felt)
        return self._write(lambda t_ns: self._store.symptom(self.id, t_ns, symptom, severity, phase, mode, by))

    def event(self, kind: str, data: dict[str, Any], t_ns: int | None = None) -> None:
        at = t_ns or time.monotonic_ns()
        self.course = self.course.event(self.at_s(at), kind, data)
        self._write(lambda _: self._store.event(self.id, at, kind, data))

    def notice(self, level: str, text: str) -> None:
        """Tell the clinician (not stored; `fault` is)."""
        if text and not (self.notices and self.notices[-1].text == text):
            self.notices = (*self.notices[1 - NOTICES :], Notice(level, text[:1].upper() + text[1:], self.at_s()))

    def fault(self, what: str, why: str, do: str) -> None:
        """Store a fault and tell the clinician in one line."""
        self.event("fault", {"what": what, "why": why, "do": do})
        happened = f"{what}: {why.rstrip('.')}"
        # the change of display that came of it has told the same, without what to do
        self.notices = tuple(notice for notice in self.notices if notice.text.rstrip(".") != happened)
        self.notice("problem", f"{happened}; {do[:1].lower()}{do[1:].rstrip('.')}.")

    def comfort(self, comfort: picture.Comfort) -> None:
        """The patient is comfortable in this way from now on."""
        self.course = self.course.event(self.at_s(), "comfort", {})
        self._write(lambda t_ns: self._store.comfort(self.id, t_ns, comfort))

    def changed_world(self, world: str, name: str, value: Value, wish: Wish) -> None:
        """The level of `world` or one of its choices is another from now on; `wish` is all of it."""
        self.course = self.course.event(self.at_s(), "world", {})
        self._write(lambda t_ns: self._store.changed_world(self.id, t_ns, name, value, wish, world))

    def begin_segment(self, shown: picture.ModeChanged, world: str) -> None:
        """`world` is shown in this mode from now on."""
        segment = self._segment = _Segment()
        self.course = self.course.show(self.at_s(), shown.mode)
        # a headset that was lost is named in what leads to 2D, and does not show it
        device = (shown.runtime, shown.system) if shown.display == "openxr" else (None, None)

        def write(t_ns: int) -> None:
            segment.id = self._store.open_segment(self.id, t_ns, shown.mode, shown.display, *device, world)

        self._write(write)

    def close_segment(self, ended_by: str) -> None:
        """The open segment, if there is one, ends now."""
        segment, self._segment = self._segment, None

        def write(t_ns: int) -> None:
            if segment is not None and segment.id is not None:
                self._store.close_segment(segment.id, t_ns, ended_by)

        if segment is not None:
            self.course = self.course.hide(self.at_s())
            self._write(write)

    def rating(self, phase: str, value: int, mode: str | None, **what: Any) -> None:
        """A rating; when the disk refuses it, the clinician is told that it is not there yet."""
        if what.get("instrument") == PAIN_NOW:
            self.course = self.course.rated(self.at_s(), phase, value)
        if not self._write(lambda t_ns: self._store.rating(self.id, t_ns, phase, value=value, mode=mode, **what)):
            self.notice(
                "problem",
                f"the rating {value} ({phase}) is kept in memory, not on disk yet: leave Respite running and make room",
            )

    def give(self, given: Given, row: Row) -> bool:
        """What was answered of a questionnaire so far, in its `row`; hands back whether it is on disk."""

        def write(_: int) -> None:
            row.id = self._store.give(self.id, given, row.id)

        return self._write(write)

    def under_way(self, questionnaire: str, moment: Moment) -> tuple[int, AnsweredRecord] | None:
        """What is on record of a questionnaire that was cut off; None where the disk doesn't say."""
        try:
            return self._store.under_way(self.id, questionnaire, moment)
        except StoreError:
            return None

    def frames(self, stats: picture.FrameStats) -> None:
        segment = self._segment
        if segment is None:
            return
        self._write(
            lambda _: self._store.frames(
                self.id,
                segment.id,
                stats.t_ns,
                mode=stats.mode,
                count=stats.count,
                missed=stats.missed,
                p50_ms=stats.p50_ms,
                p99_ms=stats.p99_ms,
                max_ms=stats.max_ms,
                period_ms=stats.period_ms,
                late=stats.late,
                scale=stats.scale,
                samples=stats.samples,
            )
        )

    def head_motion(self, motion: picture.HeadMotion) -> None:
        segment = self._segment
        if segment is not None:
            self._write(lambda _: self._store.head_motion(self.id, segment.id, motion.t_ns, motion.samples))

    def level(self, level: sound.Level) -> None:
        self._write(lambda _: self._store.level(self.id, level))

    def _write(self, write: Callable[[int], object]) -> bool:
        t_ns = time.monotonic_ns()
        return self._recorder.write(lambda: write(t_ns))

    def _refused(self, why: str) -> None:
        self.notice("problem" if why else "info", why or "everything is on disk again")
