"""A report from the record to a file: whole, or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Reading

from app.errors import BadInput, StoreError
from app.exports.choice import Choice
from app.i18n import LANGUAGES
from app.reports import participant, programme
from app.reports.document import Report
from app.reports.html import html
from app.store import Store
from app.store.models import Enrolment, Session


class Kind(StrEnum):
    PARTICIPANT = "participant"
    PROGRAMME = "programme"


#: what a file may end with
ENDINGS = (".pdf", ".html")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a report is on. name : an alias, or a programme's id"""

    kind: Kind
    name: str


def make(
    store: Store,
    subject: Subject,
    out: Path,
    language: str,
    *,
    on: date,
    told: Callable[[int, int], None] = lambda done, total: None,
    overwrite: bool = False,
    simulated: bool = False,
) -> Path:
    """Write the report on `subject` to `out`, whose ending (.pdf or .html) says what it will be; hands `out` back.

    The same record, `on` and Respite give the same bytes.

    on : the day that stands in it, and up to which visits may have been missed
    told : called with the steps done and in all; what it raises (`app.exports.Cancelled`) ends it, and nothing is left
    overwrite : a file that is there is replaced
    simulated : of the visits of simulated patients in place of persons', and it says so

    Raises
    ------
    BadInput
        There is no such participant, programme, language or kind of file, or the file is there already.
    StoreError
        The record can't be read, or the file can't be written.
    """
    if language not in LANGUAGES:
        raise BadInput(f"language must be one of {', '.join(LANGUAGES)}, got {language!r}")
    ending = out.suffix.lower()
    if ending not in ENDINGS:
        raise BadInput(f"a report must be named as a file that ends with {' or '.join(ENDINGS)}, got {str(out)!r}")
    if out.exists() and not overwrite:
        raise BadInput(f"{out} is there already: choose another name, or say that it may be replaced (--overwrite)")
    with store.reading() as reading:
        count = _Steps(told, _visits(reading, subject) + 2)
        report = _report(reading, store.path.parent, subject, language, on, simulated, count)
    count()
    if ending == ".pdf":
        from app.reports.pdf import pdf  # fonts and layout take a moment to load, and HTML needs none

        data = pdf(report)
    else:
        data = html(report).encode()
    count()
    _write(out, data)
    return out


class _Steps:
    """Counts steps and says so."""

    def __init__(self, told: Callable[[int, int], None], total: int) -> None:
        self._told, self._total, self._done = told, total, 0
        told(0, total)

    def __call__(self) -> None:
        self._done += 1
        self._told(min(self._done, self._total), self._total)


def _visits(reading: Reading, subject: Subject) -> int:
    """How many visits will be read."""
    if subject.kind is Kind.PARTICIPANT:
        return Choice(aliases=(subject.name,)).count(reading)
    enrolled = select(Enrolment.participant_id).where(Enrolment.programme == subject.name)
    return reading.scalar(select(func.count(Session.id)).where(Session.participant_id.in_(enrolled))) or 0


def _report(
    reading: Reading,
    data: Path,
    subject: Subject,
    language: str,
    on: date,
    simulated: bool,
    count: Callable[[], None],
) -> Report:
    if subject.kind is Kind.PARTICIPANT:
        return participant.participant(reading, data, subject.name, language, on, simulated, count)
    return programme.programme(reading, data, subject.name, language, on, simulated, count)


def _write(out: Path, data: bytes) -> None:
    """Beside it first, then in its place."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".part-", dir=out.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(out)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as error:
        why = error.strerror or str(error)
        raise StoreError(f"{out}: no report was written: {why}: make room, or choose another folder") from error
