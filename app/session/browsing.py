"""What a clinician can look for in the record, and the long work that is done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from app.analysis.comparison import Comparison
from app.exports.choice import Choice
from app.session.dose import Dose
from app.store.backup import Backup
from app.store.corrections import Trail
from app.store.finding import Found, Order
from app.store.participants import Course, People
from app.work import Board, Job


class Browsing(Protocol):
    """The part of `app.session.view.Desk` that reads over sessions. All methods raise `app.errors.RespiteError` when they can't."""

    async def find(
        self, choice: Choice, order: Order, limit: int, *, after: int | None = None, before: int | None = None
    ) -> Found:
        """A page of the chosen sessions. See `app.store.finding.find`."""

    async def people(self, starts: str, limit: int, offset: int, *, by_alias: bool = False) -> People:
        """A page of participants, who was here last first. starts : how the alias begins, "" for all"""

    async def course_of(self, alias: str) -> Course:
        """One participant over all visits; `BadInput` where there is none."""

    async def trail_of(self, session_id: int) -> Trail:
        """Who began a session and when, and what was corrected in it."""

    async def sound_of(self, course: Course) -> Mapping[int, Dose]:
        """What the sound of each visit came to; none of a visit without."""

    async def compare(self, choice: Choice, names: Mapping[str, str]) -> Comparison:
        """The chosen visits compared between modes. names : what each mode is called"""

    @property
    def work(self) -> Board:
        """The board of long work."""

    async def export(self, name: str, choice: Choice) -> Job:
        """Have the chosen sessions exported; that it was asked for is written down. name : one of `app.exports.FORMATS`"""

    async def back_up(self) -> Job:
        """Have the record copied."""

    async def make_ready(self) -> Job:
        """Have the worlds made ready."""

    async def report(self, about: str, name: str, language: str, *, simulated: bool = False) -> Job:
        """Have a report written, on a "participant" or a "programme"; that it was asked for is written down."""

    def report_at(self, job_id: str) -> Job | None:
        """A report that was asked for, as far as it is; None where there is none."""

    def leave_report(self, job_id: str) -> None:
        """The report is not wanted any more: called off while it is written, and taken off the board."""

    async def took_away(self, job: Job) -> None:
        """Somebody takes what came of the work; that is written down."""

    async def backups(self) -> Sequence[Backup]:
        """The copies of the record in the data folder, the newest first."""

    async def last_backup(self) -> Backup | None:
        """The last copy that was made, wherever it was put; None where none was."""
