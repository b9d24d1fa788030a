"""Reading: each call sees one moment of the record, whatever is written meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session as Work

from app.engine.messages import Comfort
from app.questionnaires import Moment
from app.session.dose import Dose
from app.session.kept import Calibration
from app.session.listening import Listening
from app.session.plan import SessionPlan
from app.session.site import Site
from app.session.wish import Wishes
from app.store import (
    answered,
    audit,
    calibrations,
    comers,
    corrections,
    database,
    earlier,
    enrolments,
    levels,
    queries,
    settings,
)
from app.store.answered import AnsweredRecord, Baseline
from app.store.audit import Chain, Change
from app.store.comers import Comer
from app.store.corrections import Trail
from app.store.earlier import Earlier
from app.store.enrolments import Part, Told
from app.store.records import SessionRecord, SessionRow


class Reader:
    """What stands in the record at `path`. See `app.store.store.Store`, which is one, for what holds for every method."""

    def __init__(self, path: Path, reading: Engine) -> None:
        self._path, self._reading = path, reading

    @contextmanager
    def reading(self) -> Iterator[Work]:
        """For queries of one's own: everything read within is of one moment, whatever is written meanwhile."""
        with database.plainly(self._path), Work(self._reading) as reading:
            yield reading

    # ---- sessions ---------------------------------------------------------------------------------------------------

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

    def trail(self, session_id: int) -> Trail:
        """Who began a session and when, and what was corrected in it."""
        with self.reading() as reading:
            return corrections.of_session(reading, session_id)

    # ---- participants -----------------------------------------------------------------------------------------------

    def aliases(self) -> list[str]:
        """All aliases, in order."""
        with self.reading() as reading:
            return queries.aliases(reading)

    def comfort_of(self, alias: str) -> Comfort | None:
        """How a participant was comfortable last; None where nothing is known."""
        with self.reading() as reading:
            return queries.comfort_of(reading, alias)

    def wishes(self, alias: str) -> Wishes:
        """What a participant's last visits to each world were like."""
        with self.reading() as reading:
            return queries.wishes_of(reading, alias)

    def hearing(self, alias: str) -> tuple[Listening, bool]:
        """What a participant heard over the room last, or what is usual here; and whether the participant is under 18."""
        with self.reading() as reading:
            return queries.hearing(reading, alias)

    def dose(self, alias: str, now_utc: datetime, *, under_18: bool) -> Dose:
        """What was played to a participant in the seven days up to `now_utc`."""
        with self.reading() as reading:
            return levels.week(reading, alias, now_utc, under_18)

    def earlier(self, alias: str) -> Sequence[Earlier]:
        """A participant's ratings that were imported from files, the oldest first."""
        with self.reading() as reading:
            return earlier.of(reading, alias)

    def comers(self, today: date, typed: str = "", most: int = 24) -> Sequence[Comer]:
        """Who comes next, or those whose alias has `typed` in it. See `app.store.comers`."""
        with self.reading() as reading:
            if typed:
                return comers.found(reading, self._path.parent, today, typed, most)
            return comers.expected(reading, self._path.parent, today, most)

    # ---- programmes -------------------------------------------------------------------------------------------------

    def part(self, alias: str, today: date) -> Part | None:
        """Where a participant stands in their programme; None where they are in none."""
        with self.reading() as reading:
            return enrolments.part(reading, self._path.parent, alias, today)

    def asked(self, plan: SessionPlan, today: date) -> SessionPlan:
        """The plan with what its visit asks by the participant's programme. See `app.store.enrolments.asked`."""
        with self.reading() as reading:
            return enrolments.asked(reading, self._path.parent, plan, today)

    def told(self, programme: str) -> Sequence[Told]:
        """Who was told what when, in the order of time."""
        with self.reading() as reading:
            return enrolments.told(reading, programme)

    # ---- questionnaires ---------------------------------------------------------------------------------------------

    def answered(self, session_id: int) -> Sequence[AnsweredRecord]:
        """What was answered beside the ratings; the newest of each questionnaire and moment."""
        with self.reading() as reading:
            return answered.of_session(reading, session_id)

    def under_way(self, session_id: int, questionnaire: str, moment: Moment) -> tuple[int, AnsweredRecord] | None:
        """A questionnaire that was cut off while it was given: its row and what is in it."""
        with self.reading() as reading:
            return answered.under_way(reading, session_id, questionnaire, moment)

    def baselines(self, session_id: int) -> Mapping[str, Baseline]:
        """By questionnaire, what this visit's scores are held against. See `app.store.answered.baselines`."""
        with self.reading() as reading:
            return answered.baselines(reading, session_id)

    # ---- the site ---------------------------------------------------------------------------------------------------

    def site(self) -> Site:
        """How the site has set up the beginning of a session."""
        with self.reading() as reading:
            return settings.site(reading)

    def calibration(self, output: str, microphone: str) -> Calibration | None:
        """The newest kept calibration of these devices, named as PortAudio has them; None where there is none."""
        with self.reading() as reading:
            return calibrations.newest(reading, output, microphone)

    def latest_calibration(self) -> Calibration | None:
        """The newest kept calibration of whatever devices; None where there is none."""
        with self.reading() as reading:
            return calibrations.latest(reading)

    # ---- the audit trail --------------------------------------------------------------------------------------------

    def changes(
        self,
        limit: int = 50,
        offset: int = 0,
        *,
        who: str = "",
        kind: str = "",
        since: date | None = None,
        until: date | None = None,
    ) -> Sequence[Change]:
        """A page of the audit trail, the newest first. See `app.store.audit.entries`."""
        with self.reading() as reading:
            return audit.entries(reading, limit, offset, who=who, kind=kind, since=since, until=until)

    def change_names(self) -> tuple[Sequence[str], Sequence[str]]:
        """Everybody who stands in the audit trail, and every kind of change."""
        with self.reading() as reading:
            return audit.names(reading)

    def follow_audit(self) -> Chain:
        """Follow the audit trail's chain from its first row to its last."""
        with database.plainly(self._path):
            return audit.follow(self._path)
