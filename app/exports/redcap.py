"""The record for REDCap: a data dictionary for a new project, and a file to import into it.

Participants are the records, by alias; sessions, segments, ratings, imported ratings and questionnaires are repeating
instruments, numbered for each participant over the whole record, so that a later export, or one of a part, meets the same
instances again. What is measured each second is not in it: that is what the other formats are for.
"""

from __future__ import annotations

import csv
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.exports.earlier import SHEET as EARLIER
from app.exports.job import Job
from app.exports.redcap_forms import FORMS, HEADER, RECORD, UNDER_18, every_field, fields, sheets
from app.exports.sheet import PAGE, Sheet
from app.store.models import Participant, Session

DICTIONARY, DATA = "redcap_data_dictionary.csv", "redcap_import.csv"
REPEAT, INSTANCE = "redcap_repeat_instrument", "redcap_repeat_instance"


def owns(name: str) -> bool:
    """Whether a file of this name is one of such an export."""
    return name in (DICTIONARY, DATA)


def write(job: Job, folder: Path) -> str:
    """Write the files into `folder`, which is empty; hands back what to do with them."""
    _write(folder / DICTIONARY, HEADER, (field.row() for field in every_field()))
    names = [field.name for field in every_field()]
    _write(folder / DATA, (RECORD, REPEAT, INSTANCE, *names[1:]), _rows(job, names))
    forms = ", ".join(form for form, _ in FORMS.values())
    return f"upload {DICTIONARY} into a new project, let {forms} repeat, then import {DATA}"


@dataclass(frozen=True, slots=True)
class _Known:
    """What a session's rows are told with."""

    alias: str
    started_utc: datetime
    chosen: bool


def _rows(job: Job, names: list[str]) -> Iterator[list[str]]:
    place = {name: at + 2 for at, name in enumerate(names)}
    width = len(names) + 2
    known = _known(job)
    earlier = {row[0]: row[1] for row in EARLIER.rows(job.reading, job.choice)}
    for sheet in sheets():
        job.progress.expect(sheet.count(job.reading, job.choice.of_persons()))
    among = {session.alias for session in known.values() if session.chosen} | set(earlier.values())
    for alias, under_18 in job.reading.execute(select(Participant.alias, Participant.under_18)):
        if alias in among:
            yield _line(width, alias, "", "", {place[UNDER_18.name]: UNDER_18.written(under_18)})
    for sheet in sheets():
        form, _ = FORMS[sheet.name]
        told = [(place[field.name], field.at, field.written) for field in fields(sheet)]
        for alias, number, row in _numbered(job, sheet, known, earlier):
            cells = {at: written(row[source]) for at, source, written in told if row[source] is not None}
            yield _line(width, alias, form, str(number), cells)


def _line(width: int, alias: str, form: str, number: str, cells: dict[int, str]) -> list[str]:
    line = [alias, form, number, *([""] * (width - 3))]
    for at, cell in cells.items():
        line[at] = cell
    return line


def _numbered(
    job: Job, sheet: Sheet, known: dict[int, _Known], earlier: dict[int, str]
) -> Iterator[tuple[str, int, tuple[Any, ...]]]:
    """The chosen rows, with whose they are and their number among all of that participant's."""
    columns = [column.name for column in sheet.columns]
    numbers: Counter[str] = Counter()
    for row in job.progress.counted(sheet.rows(job.reading, job.choice.of_persons())):
        if sheet is EARLIER:
            alias, chosen = row[1], row[0] in earlier
        else:
            session = known[row[columns.index("session_id")]]
            alias, chosen = session.alias, session.chosen
            if "at_s" in columns:
                # where it ends: when it was, by the clock
                row = (*row, session.started_utc + timedelta(seconds=row[columns.index("at_s")]))
        numbers[alias] += 1
        if chosen:
            yield alias, numbers[alias], row


def _known(job: Job) -> dict[int, _Known]:
    """The sessions of everybody who is asked for, by their ids."""
    chosen = set(job.reading.scalars(job.choice.narrow(select(Session.id), Session.id)))
    query = select(Session.id, Participant.alias, Session.started_utc).join(Participant)
    persons = job.choice.of_persons().narrow(query, Session.id)
    found = job.reading.execute(persons, execution_options={"yield_per": PAGE})
    return {number: _Known(alias, started, number in chosen) for number, alias, started in found}


def _write(file: Path, header: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header)
        writer.writerows(rows)
        stream.flush()
        os.fsync(stream.fileno())
