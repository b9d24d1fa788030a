"""What can be looked for in this machine's record, and the long work that is done with it: `app.session.browsing.Browsing`."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping, Sequence

from app.analysis import comparison
from app.analysis.comparison import Comparison
from app.config import cache_folder
from app.exports.choice import Choice
from app.session.dose import Dose
from app.store import Store, backup, comparing, finding, participants
from app.store.backup import Backup
from app.store.corrections import Trail
from app.store.finding import Found, Order
from app.store.participants import Course, People
from app.work import BackUp, Board, Export, Job, MakeReady, State, WriteReport

#: visits whose dose is remembered
_DOSES = 20_000


class LocalBrowsing:
    """The part of `app.desk.LocalDesk` that reads over sessions. Everything is read on threads, so that nothing waits for it."""

    def __init__(self, store: Store) -> None:
        self._record = store
        self._board: Board | None = None
        self._board_turn = threading.Lock()
        # a session that is over never sounds different: what was added up once is not read again
        self._doses: dict[tuple[int, bool], Dose | None] = {}

    async def find(
        self, choice: Choice, order: Order, limit: int, *, after: int | None = None, before: int | None = None
    ) -> Found:
        def read() -> Found:
            with self._record.reading() as reading:
                return finding.find(reading, choice.limits(), order, limit, after=after, before=before)

        return await asyncio.to_thread(read)

    async def people(self, starts: str, limit: int, offset: int, *, by_alias: bool = False) -> People:
        def read() -> People:
            with self._record.reading() as reading:
                return participants.people(reading, starts, limit, offset, by_alias=by_alias)

        return await asyncio.to_thread(read)

    async def course_of(self, alias: str) -> Course:
        def read() -> Course:
            with self._record.reading() as reading:
                return participants.course(reading, alias)

        return await asyncio.to_thread(read)

    async def trail_of(self, session_id: int) -> Trail:
        return await asyncio.to_thread(self._record.trail, session_id)

    async def sound_of(self, course: Course) -> Mapping[int, Dose]:
        return await asyncio.to_thread(self._sound_of, course)

    def _sound_of(self, course: Course) -> dict[int, Dose]:
        young = course.under_18
        real = [visit for visit in course.visits if not visit.simulated]
        new = {visit.id: young for visit in real if (visit.id, young) not in self._doses}
        found: dict[int, Dose | None] = {}
        if new:
            with self._record.reading() as reading:
                summed = participants.sound(reading, new)
            found = {number: summed.get(number) for number in new}
        over = {visit.id for visit in real if visit.state in ("complete", "aborted")}
        if len(self._doses) > _DOSES:
            self._doses.clear()
        doses = {visit.id: found.get(visit.id, self._doses.get((visit.id, young))) for visit in real}
        self._doses.update({(number, young): dose for number, dose in found.items() if number in over})
        return {number: dose for number, dose in doses.items() if dose is not None}

    async def compare(self, choice: Choice, names: Mapping[str, str]) -> Comparison:
        def read() -> Comparison:
            with self._record.reading() as reading:
                given, left_out = comparing.given(reading, choice)
            return comparison.compare(given, left_out, names)

        return await asyncio.to_thread(read)

    @property
    def work(self) -> Board:
        with self._board_turn:
            if self._board is None:
                self._board = Board(self._record.path.parent, cache_folder() / "log" / "work.log")
            return self._board

    async def export(self, name: str, choice: Choice) -> Job:
        task = Export(name, choice)
        await asyncio.to_thread(self._record.audit, task.kind, "asked for", None, task.facts())
        return self.work.ask(task)

    async def back_up(self) -> Job:
        return self.work.ask(BackUp(), self._over)

    async def make_ready(self) -> Job:
        return self.work.ask(MakeReady())

    def _over(self, job: Job) -> None:
        """A copy of the record is written down where everybody looks for the last one."""
        if job.state is State.DONE and job.file is not None:
            self._record.audit("backup", job.file.name, None, {"bytes": job.file.stat().st_size})

    async def report(self, about: str, name: str, language: str, *, simulated: bool = False) -> Job:
        task = WriteReport(about, name, language, simulated)
        await asyncio.to_thread(self._record.audit, task.kind, "asked for", None, task.facts())
        return self.work.ask(task)

    def report_at(self, job_id: str) -> Job | None:
        job = self.work.job(job_id)
        return job if job is not None and job.kind == "report" else None

    def leave_report(self, job_id: str) -> None:
        if self.report_at(job_id) is not None:
            self.work.cancel(job_id)
            self.work.remove(job_id)

    async def took_away(self, job: Job) -> None:
        await asyncio.to_thread(self._record.audit, job.kind, "taken away", None, job.facts)

    async def backups(self) -> Sequence[Backup]:
        return await asyncio.to_thread(backup.kept, self._record.path.parent / backup.FOLDER)

    async def last_backup(self) -> Backup | None:
        return await asyncio.to_thread(backup.last, self._record.path.parent)

    async def leave_work(self) -> None:
        """The program ends: what is under way is called off."""
        if self._board is not None:
            await asyncio.to_thread(self._board.close)
