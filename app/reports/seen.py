"""What a report says of a visit: read from the record once, and small enough that thousands fit into memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session as Reading

from app.analysis.participant import Change
from app.exports.choice import Choice
from app.exports.visits import PAGE, Rating, Visit, visits
from app.session.measured import Measured, Series
from app.store import measuring
from app.store.models import Noted, NotedSymptom, SoundLevel

#: the rating that the figures are of
PAIN = "nrs-pain-now"
#: a visit's happenings that a report tells
KINDS = ("stop", *measuring.KINDS)


@dataclass(frozen=True, slots=True)
class Sound:
    """The layer over the room in one visit.

    seconds, stated : how many were measured, and in how many of them the ratio could be stated
    mean_db : of the stated ones, None where there is none
    uncertainty_db : expanded (about 95 %), the median of the stated ones; None where it isn't known
    target_db : what was to be held
    """

    seconds: int
    stated: int
    mean_db: float | None
    uncertainty_db: float | None
    target_db: float


@dataclass(frozen=True, slots=True)
class Scores:
    """A questionnaire as it was answered last at one moment of the visit."""

    questionnaire: str
    moment: str
    values: dict[str, float | None]


@dataclass(frozen=True, slots=True)
class Felt:
    """A symptom that was noted. at_s : since the session's start; mode : what was shown then, None for nothing"""

    at_s: float
    symptom: str
    severity: str
    mode: str | None


@dataclass(frozen=True, slots=True)
class Seen:
    """A visit.

    on : the clinic's own day
    planned_mode, planned_s : as the session was planned; "" and 0 for a visit that only asked
    seconds : delivered by mode, in the order shown
    before, after : the pain rating, None where it is missing; during : all that were asked in between
    followup : the pain rating of a visit that only asked
    others : ratings on other scales, as (scale, phase, value)
    notes : as they were written while it went on, and the one at its end
    measured : by the worlds
    enrolment, visit : which visit of whose programme; None where it was none
    """

    id: int
    alias: str
    on: date
    state: str
    reason: str | None
    world: str
    planned_mode: str
    planned_s: float
    seconds: dict[str, float]
    before: int | None
    after: int | None
    during: tuple[int, ...]
    followup: int | None
    others: tuple[tuple[str, str, int], ...]
    sound: Sound | None
    scores: tuple[Scores, ...]
    felt: tuple[Felt, ...]
    notes: tuple[str, ...]
    measured: tuple[Series, ...]
    enrolment: int | None
    visit: int | None
    simulated: bool

    @property
    def change(self) -> Change | None:
        """From before to after; None where one is missing."""
        return None if self.before is None or self.after is None else Change(self.before, self.after)

    @property
    def mode(self) -> str | None:
        """What was shown, where it was one mode alone."""
        return next(iter(self.seconds)) if len(self.seconds) == 1 else None

    @property
    def delivered_s(self) -> float:
        return sum(self.seconds.values())


def seen(reading: Reading, choice: Choice, told: Callable[[], None] = lambda: None) -> Iterator[Seen]:
    """The chosen visits in the order of time within a participant. told : called after each visit, and may end it by raising"""
    page: list[Visit] = []
    for visit in visits(reading, choice, KINDS):
        page.append(visit)
        if len(page) == PAGE:
            yield from _page(reading, page, told)
            page = []
    yield from _page(reading, page, told)


def _page(reading: Reading, page: Sequence[Visit], told: Callable[[], None]) -> Iterator[Seen]:
    ids = [visit.row.id for visit in page]
    sounds, felt, notes = _sounds(reading, ids), _felt(reading, ids), _notes(reading, ids)
    for visit in page:
        at = visit.row.id
        yield _seen(visit, sounds.get(at), tuple(felt.get(at, ())), tuple(notes.get(at, ())))
        told()


def _seen(visit: Visit, sound: Sound | None, felt: tuple[Felt, ...], notes: tuple[str, ...]) -> Seen:
    row, session = visit.row, visit.session
    seconds: dict[str, float] = {}
    for segment in visit.segments:
        # a segment that runs has delivered as much as there is evidence for
        end = session.last_s if segment.end_s is None else segment.end_s
        seconds[segment.mode] = seconds.get(segment.mode, 0.0) + max(0.0, end - segment.start_s)
    newest = {(a.questionnaire, a.moment): a for a in sorted(visit.answered, key=lambda a: a.id)}
    return Seen(
        id=row.id,
        alias=row.alias,
        on=row.started_utc.astimezone().date(),
        state=row.state,
        reason=row.reason,
        world=row.world,
        planned_mode=session.mode or "",
        planned_s=row.planned_s,
        seconds={mode: length for mode, length in seconds.items() if length > 0},
        before=_rated(visit.ratings, "before"),
        after=_rated(visit.ratings, "after"),
        during=tuple(r.value for r in visit.ratings if r.phase == "during" and r.instrument == PAIN),
        followup=_rated(visit.ratings, "followup"),
        others=tuple((r.instrument, r.phase, r.value) for r in visit.ratings if r.instrument != PAIN),
        sound=sound,
        scores=tuple(Scores(a.questionnaire, a.moment, dict(a.scores)) for a in newest.values()),
        felt=felt,
        notes=(*notes, *([session.note] if session.note else [])),
        measured=Measured.of(row.world, ((e.at_s, e.kind, e.data) for e in visit.events)).series,
        enrolment=session.enrolment_id,
        visit=session.visit,
        simulated=row.simulated,
    )


def _rated(ratings: Sequence[Rating], phase: str) -> int | None:
    return next((r.value for r in ratings if r.phase == phase and r.instrument == PAIN), None)


def _felt(reading: Reading, ids: list[int]) -> dict[int, list[Felt]]:
    found: dict[int, list[Felt]] = defaultdict(list)
    query = select(NotedSymptom).where(NotedSymptom.session_id.in_(ids)).order_by(NotedSymptom.at_s, NotedSymptom.id)
    for row in reading.scalars(query):
        found[row.session_id].append(Felt(row.at_s, row.symptom, row.severity, row.mode))
    return found


def _notes(reading: Reading, ids: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for row in reading.scalars(select(Noted).where(Noted.session_id.in_(ids)).order_by(Noted.at_s, Noted.id)):
        found[row.session_id].append(row.text)
    return found


def _sounds(reading: Reading, ids: list[int]) -> dict[int, Sound]:
    rows: dict[int, list[Any]] = defaultdict(list)
    query = select(SoundLevel.session_id, SoundLevel.snr_db, SoundLevel.uncertainty_db, SoundLevel.target_db)
    for row in reading.execute(query.where(SoundLevel.session_id.in_(ids)).order_by(SoundLevel.id)):
        rows[row.session_id].append(row)
    return {session: _sound(levels) for session, levels in rows.items()}


def _sound(levels: Sequence[Any]) -> Sound:
    stated = [level for level in levels if level.snr_db is not None]
    unsure = sorted(level.uncertainty_db for level in stated if level.uncertainty_db is not None)
    return Sound(
        seconds=len(levels),
        stated=len(stated),
        mean_db=sum(level.snr_db for level in stated) / len(stated) if stated else None,
        uncertainty_db=unsure[len(unsure) // 2] if unsure else None,
        target_db=levels[-1].target_db,
    )
