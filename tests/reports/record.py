"""A record as a clinic would have it: twelve participants in a crossover, with all that goes amiss in one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import insert, update

from app.programmes import load as programme
from app.programmes.allocation import arm
from app.questionnaires import How, Moment
from app.questionnaires import load as questionnaire
from app.session.followup import Followup
from app.session.plan import Mode, SessionPlan
from app.store import Store, database
from app.store.earlier import Earlier
from app.store.models import Enrolment, SoundLevel
from app.store.store import DATABASE

SEED = 11
FIRST = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
#: of a session's seconds, one in so many is measured here
_MEASURED_S = 20
#: letters that no shipped font has: a rare character, one of emoji, one of nobody
NOTE = "下午疼痛较重，换了坐垫 龘 🙂 \U0010fffd\x07\u202eend"
NEVER = "P-012"
#: who was asked on the telephone, after three days of sound
ASKED = "S-001"
PROGRAMME = "crossover-3d-2d"


def believable(folder: Path) -> None:
    """Write it."""
    with Store.open(folder) as store:
        plan = programme(PROGRAMME)
        arms = {a.name: a.modes for a in plan.allocation.arms} if plan.allocation else {}
        chance = np.random.default_rng(4)
        measured: list[tuple[int, bool]] = []
        for number in range(12):
            alias = f"P-{number + 1:03}"
            store.enrol(alias, plan, {}, SEED if number == 0 else None)
            if alias == NEVER:
                continue
            part = store.part(alias, FIRST.date())
            assert part is not None
            order = arms[arm(plan, part.seed, part.place) or ""]
            own = chance.integers(4, 9)
            for period, mode in enumerate(order):
                if (alias, period) in (("P-005", 1), ("P-011", 1)):
                    continue  # didn't come; left
                start = FIRST + timedelta(days=number + 7 * period, hours=int(chance.integers(0, 5)))
                before = 0 if (alias, period) == ("P-007", 1) else int(np.clip(own + chance.integers(-1, 2), 1, 10))
                gain = 2.2 if mode == "3d" else 1.5
                after = int(np.clip(round(before - gain + chance.normal(0, 1.1)), 0, 10))
                early = "dizzy after a few minutes" if (alias, period) == ("P-009", 0) else None
                visit = visited(store, alias, start, mode, before, after, early)
                measured.append((visit, (alias, period) != ("P-003", 1)))
                if period == 0 or alias < "P-006":
                    for moment, worse in ((Moment.BEFORE, 0), (Moment.AFTER, 1)):
                        form = questionnaire("ssq")
                        answers = {i.id: int(chance.random() < 0.2 + 0.15 * worse * (mode == "3d")) for i in form.items}
                        store.answer(visit, form, moment, "en", answers, {})
            if alias == "P-011":
                store.leave(alias)
        measured += [(visit, True) for visit in _more_of_one(store)]
        _course_of_sound(store)
    _levels(folder, measured)


def visited(
    store: Store,
    alias: str,
    start: datetime,
    mode: str,
    before: int,
    after: int | None,
    early: str | None = None,
    world: str = "snow-canyon",
) -> int:
    """Twenty minutes in a world, or less."""
    t0 = 10**15
    plan = SessionPlan(alias, world, 1200.0, Mode(mode), language="en", checklist=("skin", "stop"))
    visit = store.begin_session(plan, 7, start, t0)
    _rate(store, visit, "before", before, 60)
    display = ("openxr", "Runtime", "Headset") if mode != "2d" else ("window", None, None)
    segment = store.open_segment(visit, t0 + 90 * 10**9, mode, *display)
    end = 90 + (310 if early else 1200)
    store.close_segment(segment, t0 + end * 10**9, "stopped" if early else "time")
    if early:
        store.symptom(visit, t0 + end * 10**9, "dizziness", "severe", "exposure", mode)
        store.phase(visit, t0 + (end + 5) * 10**9, "aborted", early)
        return visit
    if after is not None:
        _rate(store, visit, "after", after, end + 30)
    store.phase(visit, t0 + (end + 90) * 10**9, "complete")
    return visit


def _rate(store: Store, visit: int, phase: str, value: int, at_s: int) -> None:
    anchors = ("no pain", "pain as bad as you can imagine")
    at = 10**15 + at_s * 10**9
    store.rating(visit, at, phase, "nrs-pain-now", value, anchors, "en", "controller", 3.1, 0, None)


def _more_of_one(store: Store) -> Iterator[int]:
    """P-001 goes on after the programme: other modes, a switch, a visit without a rating after, a simulated one, notes."""
    alias = "P-001"
    for number, (mode, before, after) in enumerate(
        (("3d", 7, 4), ("flat", 6, 4), ("2d", 6, 6), ("3d", 5, None), ("3d", 5, 2), ("2d", 4, 5))
    ):
        start = FIRST + timedelta(days=14 + 5 * number)
        visit = visited(store, alias, start, mode, before, after)
        if number == 4:
            store.note(visit, NOTE)
            store.remark(visit, 10**15 + 300 * 10**9, "asked for the calm level", "clinician")
            store.symptom(visit, 10**15 + 400 * 10**9, "eye_strain", "mild", "exposure", "3d")
            form = questionnaire("pgic")
            store.answer(visit, form, Moment.AFTER, "en", {"change": 2}, {})
            store.answer(visit, questionnaire("fms"), Moment.AFTER, "en", {"sickness": 3}, {})
        yield visit
    t0 = 10**15
    plan = SessionPlan(alias, "snow-canyon", 1200.0, Mode.D3, language="en", checklist=("skin", "stop"))
    switched = store.begin_session(plan, 7, FIRST + timedelta(days=50), t0)
    _rate(store, switched, "before", 6, 30)
    for mode, begin, end in (("3d", 60, 700), ("2d", 700, 1260)):
        segment = store.open_segment(switched, t0 + begin * 10**9, mode, "openxr", None, None)
        store.close_segment(segment, t0 + end * 10**9, "switched" if mode == "3d" else "time")
    _rate(store, switched, "after", 3, 1290)
    store.phase(switched, t0 + 1400 * 10**9, "complete")
    yield switched
    pretend = SessionPlan(
        alias, "snow-canyon", 600.0, Mode.D3, checklist=("skin", "stop"), simulated={"before": 9, "after": 1}
    )
    simulated = store.begin_session(pretend, 7, FIRST + timedelta(days=51), t0)
    _rate(store, simulated, "before", 9, 30)
    _rate(store, simulated, "after", 1, 60)
    store.phase(simulated, t0 + 100 * 10**9, "complete")
    day = datetime(2026, 1, 12, tzinfo=UTC)
    store.take_in([Earlier(alias, day, True, "nrs-pain-now", "before", 8, "diary.csv", 2)])


def _course_of_sound(store: Store) -> None:
    """Three days in the lagoon, and a visit two days later that only asks."""
    store.enrol(ASKED, programme("sound-3-days"), {}, SEED)
    for day in range(3):
        start = FIRST + timedelta(days=day)
        visited(store, ASKED, start, "3d", 6 - day, 4 - day, world="dusk-lagoon")
    given = (("nrs-pain-now", 3), ("nrs-pain-worst", 5))
    store.keep_followup(Followup(ASKED, "en", How.VOICE, given, (), "by telephone"), FIRST + timedelta(days=4))


def _levels(folder: Path, measured: list[tuple[int, bool]]) -> None:
    """Seconds of sound, and enrolments on the days on which they would have been."""
    chance = np.random.default_rng(5)
    engine = database.writing(folder / DATABASE)
    with engine.begin() as connection:
        for visit, stated in measured:
            unsure = 0.4 + 0.1 * (visit % 4)
            rows: list[dict[str, Any]] = [
                {
                    "session_id": visit,
                    "at_s": 90.0 + _MEASURED_S * n,
                    "target_db": 5.0,
                    "definition": "layer_only",
                    "snr_db": float(5 + chance.normal(0, 0.2)) if stated and n % 9 else None,
                    "uncertainty_db": unsure if stated and n % 9 else None,
                    "gain_db": -12.0,
                    "method": "power_subtraction",
                    "calibrated": stated,
                    "flags": [],
                }
                for n in range(60)
            ]
            connection.execute(insert(SoundLevel), rows)
        for number in range(12):
            day = FIRST + timedelta(days=number - 1)
            connection.execute(update(Enrolment).where(Enrolment.id == number + 1).values(enrolled_utc=day))
        left = FIRST + timedelta(days=14)
        connection.execute(update(Enrolment).where(Enrolment.left_utc.is_not(None)).values(left_utc=left))
    engine.dispose()
