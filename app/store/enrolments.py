"""Programmes in the record: who takes part in which, which visits were had, and who was told what when.

What an arm shows is worked out from the seed when it is told, and is written nowhere before: nobody who looks into the record
without the seed's list learns what is next.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Work

from app.errors import BadInput
from app.programmes import Done, Place, Programme, Standing, Visit, load, place, standing
from app.programmes.allocation import arm
from app.session.asking import USUAL
from app.session.plan import Mode, SessionPlan, check_alias
from app.store.models import Enrolment, Participant, Session, Setting, Telling

#: bits of an allocation's seed
SEED_BITS = 62


@dataclass(frozen=True, slots=True)
class Part:
    """A participant's part in a programme, and where they stand. changed : the programme's file is another than at enrolment"""

    enrolment_id: int
    alias: str
    programme: Programme
    place: Place
    seed: int
    enrolled_utc: datetime
    standing: Standing
    changed: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What was told. mode, arm : None for a visit without a picture, or a programme without arms"""

    utc: datetime
    alias: str
    visit: int
    arm: str | None
    mode: str | None
    by: str


def enrol(work: Work, alias: str, programme: Programme, strata: Mapping[str, str], seed: int | None = None) -> int:
    """Take a participant into a programme, at the next place of its list. Hands back the enrolment's id.

    seed : the list's, for a programme's first enrolment; drawn where it is not given, and kept for all that follow

    Raises
    ------
    BadInput
        They are in one already, a stratum is not known, or the programme has a seed already.
    """
    participant = _participant(work, check_alias(alias))
    current = _current(work, participant.id)
    if current is not None:
        raise BadInput(
            f"{participant.alias} must be in no programme to be enrolled, and is in {current.programme}: leave that one first"
        )
    counts = (
        select(Enrolment.stratum, func.count()).where(Enrolment.programme == programme.id).group_by(Enrolment.stratum)
    )
    found = place(programme, strata, {row[0]: row[1] for row in work.execute(counts)})
    row = Enrolment(
        participant_id=participant.id,
        programme=programme.id,
        digest=programme.digest,
        seed=str(_seed(work, programme.id, seed)),
        stratum=found.stratum,
        number=found.number,
        enrolled_utc=datetime.now(UTC),
        left_utc=None,
    )
    work.add(row)
    work.flush()
    return row.id


def leave(work: Work, alias: str) -> str:
    """A participant's programme is over for them, whatever is left of it. Hands back its id; `BadInput` where there is none."""
    row = _enrolled(work, alias)
    row.left_utc = datetime.now(UTC)
    return row.programme


def part(reading: Work, data: Path, alias: str, today: date) -> Part | None:
    """Where a participant stands today in their programme; None where they are in none."""
    participant = reading.scalar(select(Participant).where(Participant.alias == alias))
    row = _current(reading, participant.id) if participant else None
    return _part(reading, data, row, alias, today) if row else None


def part_or_why(reading: Work, data: Path, alias: str, today: date) -> tuple[Part | None, str]:
    """The same, and why it can't be said where the programme's file is gone or broken."""
    try:
        return part(reading, data, alias, today), ""
    except BadInput as error:
        return None, str(error)


def parts(reading: Work, data: Path, today: date, most: int) -> list[Part]:
    """Where everybody stands today who takes part: the newest `most` whose programme can be read."""
    query = (
        select(Enrolment, Participant.alias)
        .join(Participant, Participant.id == Enrolment.participant_id)
        .where(Enrolment.left_utc.is_(None))
        .order_by(Enrolment.id.desc())
        .limit(most)
    )
    rows = [(row, alias) for row, alias in reading.execute(query).all()]
    had: dict[int, list[Done]] = {row.id: [] for row, _ in rows}
    sessions = select(Session.enrolment_id, Session.visit, Session.started_utc, Session.state).where(
        Session.enrolment_id.is_not(None)
    )
    for enrolment_id, visit, started, state in reading.execute(sessions):
        if enrolment_id in had and visit is not None:
            had[enrolment_id].append(_done(visit, started, state))
    known: dict[str, Programme | None] = {}
    found = []
    for row, alias in rows:
        if row.programme not in known:
            try:
                known[row.programme] = load(row.programme, data)
            except BadInput:
                known[row.programme] = None
        programme = known[row.programme]
        if programme is not None:
            found.append(_stands(row, alias, programme, had[row.id], today))
    return found


def tell(work: Work, data: Path, alias: str, today: date, by: str) -> tuple[Visit, Mode | None]:
    """The participant's next visit, and what it shows; that it was told is written down.

    Raises
    ------
    BadInput
        They are in no programme, it is over, or its next visit can't be had today: then nobody is told.
    """
    row = _enrolled(work, alias)
    found = _part(work, data, row, alias, today)
    visit = found.standing.next
    if visit is None:
        raise BadInput(f"{alias} has had all of {row.programme}: there is no next visit")
    if not found.standing.open(today):
        raise BadInput(
            f"visit {visit.number} of {alias} must be had on {found.standing.earliest} or later, today is {today}: wait until then"
        )
    return visit, _tell(work, found, visit, by)


def told(reading: Work, programme: str) -> Sequence[Told]:
    """Who was told what when, in the order of time."""
    query = (
        select(Telling, Participant.alias)
        .join(Enrolment, Enrolment.id == Telling.enrolment_id)
        .join(Participant, Participant.id == Enrolment.participant_id)
        .where(Enrolment.programme == programme)
        .order_by(Telling.utc, Telling.id)
    )
    return [Told(t.utc, alias, t.visit, t.arm, t.mode, t.by) for t, alias in reading.execute(query).all()]


def joined(work: Work, data: Path, participant: Participant, plan: SessionPlan, today: date) -> tuple[int, int] | None:
    """Which visit a session that begins with this plan is: the next one of the participant's programme, if it may be had today and
    shows what the plan shows; else none."""
    found, visit = _fitting(work, data, participant, plan, today) or (None, None)
    if found is None or visit is None:
        return None
    _tell(work, found, visit, "session")
    return found.enrolment_id, visit.number


def asked(reading: Work, data: Path, plan: SessionPlan, today: date) -> SessionPlan:
    """The plan with what its visit asks by the participant's programme; as it is where it is no visit of one, or says itself what
    is asked. Nobody is told anything by it."""
    if plan.asks != USUAL:
        return plan
    participant = reading.scalar(select(Participant).where(Participant.alias == plan.alias))
    found = None if participant is None else _fitting(reading, data, participant, plan, today)
    return plan if found is None else replace(plan, asks=found[1].asks or USUAL)


def _fitting(
    reading: Work, data: Path, participant: Participant, plan: SessionPlan, today: date
) -> tuple[Part, Visit] | None:
    """The visit that a session with this plan is."""
    found = _open(reading, data, participant, today)
    visit = found.standing.next if found else None
    if found is None or visit is None or not visit.stretch.minutes:
        return None
    shown = found.programme.mode(visit.stretch, arm(found.programme, found.seed, found.place))
    if (plan.world, str(plan.mode), round(plan.seconds)) != (visit.world, str(shown), visit.stretch.minutes * 60):
        return None
    return found, visit


def joined_followup(work: Work, data: Path, participant: Participant, today: date) -> tuple[int, int] | None:
    """Which visit one that only asks is: the next one of the participant's programme, if that only asks too and may be had."""
    found = _open(work, data, participant, today)
    visit = found.standing.next if found else None
    if found is None or visit is None or visit.stretch.minutes:
        return None
    _tell(work, found, visit, "visit")
    return found.enrolment_id, visit.number


def _open(work: Work, data: Path, participant: Participant, today: date) -> Part | None:
    """Where the participant stands, if their next visit may be had today."""
    row = _current(work, participant.id)
    if row is None:
        return None
    try:
        found = _part(work, data, row, participant.alias, today)
    except BadInput:  # the programme's file is gone or broken: a patient's session begins all the same
        return None
    return found if found.standing.open(today) else None


def _tell(work: Work, found: Part, visit: Visit, by: str) -> Mode | None:
    given = arm(found.programme, found.seed, found.place)
    mode = found.programme.mode(visit.stretch, given)
    work.add(
        Telling(
            enrolment_id=found.enrolment_id,
            utc=datetime.now(UTC),
            visit=visit.number,
            arm=given,
            mode=None if mode is None else str(mode),
            by=by,
        )
    )
    return mode


def _part(reading: Work, data: Path, row: Enrolment, alias: str, today: date) -> Part:
    programme = load(row.programme, data)
    query = select(Session.visit, Session.started_utc, Session.state).where(Session.enrolment_id == row.id)
    had = [_done(visit, started, state) for visit, started, state in reading.execute(query) if visit is not None]
    return _stands(row, alias, programme, had, today)


def _done(visit: int, started: datetime, state: str) -> Done:
    # a day is the clinic's own, not Greenwich's
    return Done(visit, started.astimezone().date(), state == "complete")


def _stands(row: Enrolment, alias: str, programme: Programme, had: Sequence[Done], today: date) -> Part:
    where = Place(row.stratum, row.number)
    now = standing(programme, row.number, had, today)
    return Part(row.id, alias, programme, where, int(row.seed), row.enrolled_utc, now, row.digest != programme.digest)


def _participant(work: Work, alias: str) -> Participant:
    found = work.scalar(select(Participant).where(Participant.alias == alias))
    if found is None:
        found = Participant(alias=alias)
        work.add(found)
        work.flush()
    return found


def _current(reading: Work, participant_id: int) -> Enrolment | None:
    query = select(Enrolment).where(Enrolment.participant_id == participant_id, Enrolment.left_utc.is_(None))
    return reading.scalar(query)


def _enrolled(reading: Work, alias: str) -> Enrolment:
    participant = reading.scalar(select(Participant).where(Participant.alias == check_alias(alias)))
    row = _current(reading, participant.id) if participant else None
    if row is None:
        raise BadInput(f"{alias} is in no programme: enrol them first")
    return row


def _seed(work: Work, programme: str, wanted: int | None) -> int:
    """The programme's seed, kept since its first enrolment."""
    name = f"seed {programme}"
    kept = work.scalar(select(Setting).where(Setting.name == name))
    if kept is not None:
        if wanted is not None and int(kept.value["seed"]) != wanted:
            raise BadInput(f"{programme} has a seed already and participants with it: leave --seed out")
        return int(kept.value["seed"])
    drawn = secrets.randbits(SEED_BITS) if wanted is None else wanted
    work.add(Setting(name=name, value={"seed": str(drawn)}))
    return drawn
