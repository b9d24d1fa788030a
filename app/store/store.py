"""The record: one writer for one data folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session as Work

from app.errors import BadInput, StoreError
from app.programmes import Programme, Visit
from app.questionnaires import Given, How, Moment, Questionnaire
from app.session import instruments
from app.session.followup import Followup
from app.session.kept import Calibration
from app.session.listening import Listening
from app.session.plan import Mode
from app.session.site import Site, checked
from app.store import (
    answered,
    audit,
    calibrations,
    corrections,
    database,
    earlier,
    enrolments,
    followups,
    listed,
    lock,
    queries,
    schema,
    settings,
)
from app.store.earlier import Earlier, Kept
from app.store.models import Segment, Session, Setting
from app.store.reader import Reader
from app.store.writer import Writer, added

DATABASE = "respite.db"


class Store(Reader, Writer):
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
        Reader.__init__(self, path, reading)
        Writer.__init__(self, path, writing)
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

    @contextmanager
    def writing(self) -> Iterator[Work]:
        """For changes of one's own: one transaction, committed at the end, whole or not at all."""
        with self._write() as work:
            yield work

    # ---- the site ---------------------------------------------------------------------------------------------------

    def set_up(self, site: Site) -> None:
        """Keep how the site sets up the beginning of a session. Raises `BadInput` as `app.session.site.checked` does."""
        with self._write() as work:
            settings.keep(work, checked(site))

    def make_usual(self, listening: Listening) -> None:
        """What is heard over the room here, from now on, by somebody of whom nothing else is known."""
        with self._write() as work:
            setting = work.scalar(select(Setting).where(Setting.name == queries.USUAL))
            audit.add(work, "setting", queries.USUAL, None if setting is None else setting.value, asdict(listening))
            if setting is None:
                work.add(Setting(name=queries.USUAL, value=asdict(listening)))
            else:
                setting.value = asdict(listening)

    def keep_calibration(self, calibration: Calibration) -> int:
        """Keep a calibration of the sound; it takes the place of older ones of the same devices. Hands back its id."""
        with self._write() as work:
            kept = added(work, calibrations.row(calibration))
            devices = {
                "output": calibration.output,
                "microphone": calibration.microphone,
            }
            audit.add(work, "calibration", f"calibration {kept}", None, devices)
            return kept

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

    # ---- beside a session -------------------------------------------------------------------------------------------

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

    def correct_rating(self, session_id: int, rating_id: int, value: int) -> None:
        """A rating of a session that is over was entered wrongly. See `app.store.corrections.rating`."""
        with self._write() as work:
            corrections.rating(work, session_id, rating_id, value)

    def keep_followup(self, followup: Followup, now_utc: datetime) -> int:
        """Keep a visit that only asked, all of it or nothing; hands back its id. See `app.store.followups.keep`."""
        with self._write() as work:
            session_id = followups.keep(work, self._path.parent, followup, now_utc)
            rated = {name: value for name, value in followup.ratings if value is not None}
            audit.add(work, "session", f"session {session_id}", None, {"alias": followup.alias, **rated})
            return session_id

    def take_in(self, rows: Sequence[Earlier]) -> Kept:
        """Keep ratings from a file, all of them or none; what is there already with the same value is passed over.

        Raises `BadInput` where one is there with another value: look with `app.store.earlier.differing` first.
        """
        with self._write() as work:
            if earlier.differing(work, rows):
                raise BadInput("a rating of this file is in the record with another value: nothing of it was stored")
            kept = earlier.keep(work, rows, datetime.now(UTC))
            files = sorted({row.file for row in rows})
            audit.add(
                work,
                "import",
                ", ".join(files),
                None,
                {"ratings": len(rows), "aliases": len({row.alias for row in rows})},
            )
            return kept


def _close_cut_off(writing: Engine) -> None:
    """Close the segments that a crash left running. Nobody else holds the folder, so none of them runs."""
    last = select(Session.last_s).where(Session.id == Segment.session_id).scalar_subquery()
    with writing.begin() as connection:
        connection.execute(
            update(Segment)
            .where(Segment.end_s.is_(None))
            .values(end_s=func.max(Segment.start_s, last), ended_by="cut_off")
        )
