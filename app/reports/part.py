"""Who takes part in a programme, and what became of their visits: read without a word on what nobody was told yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session as Reading

from app.programmes import Done, Programme, standing, visits
from app.reports.seen import Seen
from app.store.models import Enrolment, Participant, Telling


class Fate(StrEnum):
    """What became of a visit of the plan."""

    DONE = "done"
    #: begun, and ended before its time
    EARLY = "early"
    MISSED = "missed"
    #: its participant had left
    LEFT = "left"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Taking:
    """One enrolment.

    alias : with a number behind it where somebody was enrolled again
    arm : as it was told for a visit; None where nobody was told, or there are no arms
    fates : of each visit of the plan, in its order
    had : the visits that took place, by their number: the last complete one, else the last
    """

    alias: str
    stratum: str
    arm: str | None
    on: date
    left: date | None
    changed: bool
    fates: tuple[Fate, ...]
    had: dict[int, Seen]

    @property
    def over(self) -> bool:
        """Whether nothing is left to come."""
        return Fate.AHEAD not in self.fates


def takings(reading: Reading, programme: Programme, found: Sequence[Seen], today: date) -> list[Taking]:
    """All who were enrolled, in that order. found : their visits; today : the report's day"""
    had: dict[int, list[Seen]] = defaultdict(list)
    for visit in found:
        if visit.enrolment is not None and visit.visit is not None:
            had[visit.enrolment].append(visit)
    # What an arm is stands in the tellings alone: the list itself is never made anew here.
    query = select(Telling.enrolment_id, Telling.arm).where(Telling.arm.is_not(None)).order_by(Telling.id)
    arms: dict[int, str | None] = {}
    for enrolment, arm in reading.execute(query):
        arms[enrolment] = arm
    rows = reading.execute(
        select(Enrolment, Participant.alias)
        .join(Participant)
        .where(Enrolment.programme == programme.id)
        .order_by(Enrolment.id)
    ).all()
    times: dict[str, int] = defaultdict(int)
    takings = []
    for row, alias in rows:
        times[alias] += 1
        name = alias if times[alias] == 1 else f"{alias} ({times[alias]})"
        left = None if row.left_utc is None else row.left_utc.astimezone().date()
        takings.append(
            Taking(
                alias=name,
                stratum=row.stratum,
                arm=arms.get(row.id),
                on=row.enrolled_utc.astimezone().date(),
                left=left,
                changed=row.digest != programme.digest,
                fates=_fates(programme, row.number, had[row.id], min(left or today, today), left is not None),
                had=_counted(had[row.id]),
            )
        )
    return takings


def _fates(programme: Programme, number: int, had: Sequence[Seen], today: date, left: bool) -> tuple[Fate, ...]:
    begun = [Done(v.visit, v.on, v.state == "complete") for v in had if v.visit is not None]
    now = standing(programme, number, begun, today)
    early = {done.number for done in begun} - set(now.done)
    fates = []
    for visit in visits(programme, number):
        if visit.number in now.done:
            fates.append(Fate.DONE)
        elif visit.number in early:
            fates.append(Fate.EARLY)
        elif visit.number in now.missed:
            fates.append(Fate.MISSED)
        else:
            fates.append(Fate.LEFT if left else Fate.AHEAD)
    return tuple(fates)


def _counted(had: Sequence[Seen]) -> dict[int, Seen]:
    found: dict[int, Seen] = {}
    for visit in sorted(had, key=lambda v: (v.state == "complete", v.on, v.id)):
        if visit.visit is not None:
            found[visit.visit] = visit
    return found
