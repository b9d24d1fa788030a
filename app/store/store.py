"""The record: one writer for one data folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session as Work

from app.engine.messages import Comfort
from app.errors import StoreError
from app.programmes import Programme, Visit
from app.questionnaires import Given, How, Moment, Questionnaire
from app.session import instruments
from app.session.dose import Dose
from app.session.followup import Followup
from app.session.kept import Calibration
from app.session.listening import Listening
from app.session.plan import Mode, SessionPlan
from app.session.site import Site, checked
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
    followups,
    levels,
    listed,
    lock,
    queries,
    schema,
    settings,
)
from app.store.answered import AnsweredRecord, Baseline
from app.store.audit import Chain, Change
from app.store.comers import Comer
from app.store.corrections import Trail
from app.store.earlier import Earlier
from app.store.enrolments import Part, Told
from app.store.models import Segment, Session
from app.store.records import SessionRecord, SessionRow
from app.store.writer import Writer

DATABASE = "respite.db"


class Store(Writer):
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
        super().__init__(path, writing)
        self._reading = reading
        self._release = release

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
                with writing.begin() as connection:
                    listed.watch(connection)
                _close_cut_off(writing)
            else:
                schema.ready(reading, path)
            instruments.look_in(folder)
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

    # ---- before a session -------------------------------------------------------------------------------------------

    def site(self) -> Site:
        """How the site has set up the beginning of a session."""
        with self.reading() as reading:
            return settings.site(reading)

    def set_up(self, site: Site) -> None:
        """Keep how the site sets up the beginning of a session. Raises `BadInput` as `app.session.site.checked` does."""
        with self._write() as work:
            settings.keep(work, checked(site))

    def comers(self, today: date, typed: str = "", most: int = 24) -> Sequence[Comer]:
        """Who comes next, or those whose alias has `typed` in it. See `app.store.comers`."""
        with self.reading() as reading:
            if typed:
                return comers.found(reading, self._path.parent, today, typed, most)
            return comers.expected(reading, self._path.parent, today, most)

    # ---- programmes -------------------------------------------------------------------------------------------------

    def enrol(self, alias: str, programme: Programme, strata: Mapping[str, str], seed: int | None = None) -> None:
        """Take a participant into a programme. See `app.store.enrolments.enrol`."""
        with self._write() as work:
            enrolments.enrol(work, alias, programme, strata, seed)
            audit.add(work, "enrolment", alias, None, {"programme": programme.id, "strata": dict(strata)})

    def leave(self, alias: str) -> str:
        """A participant's programme is over for them. Hands back its id."""
        with self._write() as work:
            programme = enrolments.leave(work, alias)
            audit.add(work, "enrolment", alias, {"programme": programme}, None)
            return programme

    def tell_next(self, alias: str, today: date, by: str) -> tuple[Visit, Mode | None]:
        """A participant's next visit and what it shows, which is written down as told. See `app.store.enrolments.tell`."""
        with self._write() as work:
            return enrolments.tell(work, self._path.parent, alias, today, by)

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

    def answer(
        self,
        session_id: int,
        questionnaire: Questionnaire,
        moment: Moment,
        language: str,
        answers: Mapping[str, int],
        scores: Mapping[str, float],
        how: How = How.CONSOLE,
    ) -> None:
        """Keep what was answered; it takes the place of an earlier answer at the same moment. See `app.store.answered.keep`."""
        with self._write() as work:
            if work.get(Session, session_id) is None:
                raise queries.missing(session_id)
            known = (r for r in answered.of_session(work, session_id) if r.questionnaire == questionnaire.id)
            before = next((r.told for r in known if r.moment is moment), None)
            answered.keep(work, session_id, Given(questionnaire, moment, language, answers, scores, how))
            now = {"questionnaire": questionnaire.id, "moment": moment.value, **dict(answers or scores)}
            audit.add(work, "questionnaire", f"session {session_id}", before, now)

    def give(self, session_id: int, given: Given, row_id: int | None = None) -> int:
        """Keep what was answered so far, in the row that is being given where there is one; hands back its id.

        An answer that is another than before is in the audit trail, and so is the whole once it is finished.
        """
        with self._write() as work:
            if work.get(Session, session_id) is None:
                raise queries.missing(session_id)
            before = None if row_id is None else answered.row(work, row_id)
            earlier = answered.finished(work, session_id, given, row_id) if given.finished else None
            kept = answered.keep(work, session_id, given, row_id)
            now = answered.row(work, kept)
            if before is not None:
                corrections.answers(work, session_id, before, now, given.how)
            if given.finished:
                by = corrections.PATIENT if given.how is How.WORLD else None
                old = None if earlier is None else earlier.told
                audit.add(work, corrections.QUESTIONNAIRE, corrections.subject(session_id), old, now.told, by)
            return kept

    def under_way(self, session_id: int, questionnaire: str, moment: Moment) -> tuple[int, AnsweredRecord] | None:
        """A questionnaire that was cut off while it was given: its row and what is in it."""
        with self.reading() as reading:
            return answered.under_way(reading, session_id, questionnaire, moment)

    def baselines(self, session_id: int) -> Mapping[str, Baseline]:
        """By questionnaire, what this visit's scores are held against. See `app.store.answered.baselines`."""
        with self.reading() as reading:
            return answered.baselines(reading, session_id)

    # ---- corrections ------------------------------------------------------------------------------------------------

    def correct_rating(self, session_id: int, rating_id: int, value: int) -> None:
        """A rating of a session that is over was entered wrongly. See `app.store.corrections.rating`."""
        with self._write() as work:
            corrections.rating(work, session_id, rating_id, value)

    def trail(self, session_id: int) -> Trail:
        """Who began a session and when, and what was corrected in it."""
        with self.reading() as reading:
            return corrections.of_session(reading, session_id)

    # ---- visits of ratings alone --------------------------------------------------------------------------------------

    def keep_followup(self, followup: Followup, now_utc: datetime) -> int:
        """Keep a visit that only asked, all of it or nothing; hands back its id. See `app.store.followups.keep`."""
        with self._write() as work:
            session_id = followups.keep(work, self._path.parent, followup, now_utc)
            rated = {name: value for name, value in followup.ratings if value is not None}
            audit.add(work, "session", f"session {session_id}", None, {"alias": followup.alias, **rated})
            return session_id

    def earlier(self, alias: str) -> Sequence[Earlier]:
        """A participant's ratings that were imported from files, the oldest first."""
        with self.reading() as reading:
            return earlier.of(reading, alias)

    def answered(self, session_id: int) -> Sequence[AnsweredRecord]:
        """What was answered beside the ratings; the newest of each questionnaire and moment."""
        with self.reading() as reading:
            return answered.of_session(reading, session_id)

    # ---- calibrations -----------------------------------------------------------------------------------------------

    def calibration(self, output: str, microphone: str) -> Calibration | None:
        """The newest kept calibration of these devices, named as PortAudio has them; None where there is none."""
        with self.reading() as reading:
            return calibrations.newest(reading, output, microphone)

    def latest_calibration(self) -> Calibration | None:
        """The newest kept calibration of whatever devices; None where there is none."""
        with self.reading() as reading:
            return calibrations.latest(reading)

    @contextmanager
    def writing(self) -> Iterator[Work]:
        """For changes of one's own: one transaction, committed at the end, whole or not at all."""
        with self._write() as work:
            yield work

    # ---- the audit trail --------------------------------------------------------------------------------------------

    def audit(self, kind: str, subject: str = "", old: Any = None, new: Any = None, *, who: str | None = None) -> None:
        """Write a change down in the audit trail: ``store.audit("rating", "session 12", {"value": 7}, {"value": 6})``.

        Parameters
        ----------
        kind : what sort of change, in one lower-case word ("rating", "note", "setting", "calibration", "export", ...)
        subject : what was changed, as a person names it ("session 12", "P-014", "checklist"); no patient's name
        old, new : plain values (str, int, float, bool, None, lists and dicts of them); None where there was or is none
        who : who did it, where it isn't whoever acts in this context (`app.who.acts`), which is nearly always

        A change that has a transaction of its own should stand or fall with its row in the trail: there, call
        `app.store.audit.add(work, kind, subject, old, new)` within it instead.
        """
        with self._write() as work:
            audit.add(work, kind, subject, old, new, who)

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


def _close_cut_off(writing: Engine) -> None:
    """Close the segments that a crash left running. Nobody else holds the folder, so none of them runs."""
    last = select(Session.last_s).where(Session.id == Segment.session_id).scalar_subquery()
    with writing.begin() as connection:
        connection.execute(
            update(Segment)
            .where(Segment.end_s.is_(None))
            .values(end_s=func.max(Segment.start_s, last), ended_by="cut_off")
        )
