"""Where a participant stands in a programme: which visit is next, when, and which were missed. No clock is read here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.programmes.programme import Missed, Programme, Stretch
from app.session.asking import Ask


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit of a programme.

    number : from 1
    day : from the first visit's, which is 0
    world : None for a visit of ratings alone
    """

    number: int
    stretch: Stretch
    day: int
    world: str | None

    @property
    def asks(self) -> tuple[Ask, ...]:
        """What is asked in it."""
        return self.stretch.asks


@dataclass(frozen=True, slots=True)
class Done:
    """A visit that took place. whole : its session came to its end; one that did not may be had again"""

    number: int
    on: date
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands.

    next : None once the programme is over
    due, earliest, latest : days of the next visit; None before the first one, which may be had on any day
    done, missed : numbers of visits; a visit that was passed over for a later one is missed too
    repeated : those that were had, or begun, more than once: the first whole one counts
    late : those that were had after their days; in a programme whose visits shift, that moved all that follow
    disordered : those that were had after a later one
    """

    next: Visit | None
    due: date | None = None
    earliest: date | None = None
    latest: date | None = None
    done: tuple[int, ...] = ()
    missed: tuple[int, ...] = ()
    repeated: tuple[int, ...] = ()
    late: tuple[int, ...] = ()
    disordered: tuple[int, ...] = ()

    def open(self, today: date) -> bool:
        """Whether the next visit may be had today."""
        if self.next is None:
            return False
        return (self.earliest is None or self.earliest <= today) and (self.latest is None or today <= self.latest)


def visits(programme: Programme, number: int = 0) -> tuple[Visit, ...]:
    """All visits in the order of their days. number : the participant's, which worlds begin with another for each."""
    days = [
        (stretch.day + turn * stretch.every_days, stretch)
        for stretch in programme.visits
        for turn in range(stretch.count)
    ]
    days.sort(key=lambda entry: entry[0])
    shown, found = number, []
    for index, (day, stretch) in enumerate(days):
        world = stretch.worlds[shown % len(stretch.worlds)] if stretch.worlds else None
        shown += world is not None
        found.append(Visit(index + 1, stretch, day, world))
    return tuple(found)


def standing(programme: Programme, number: int, done: Sequence[Done], today: date) -> Standing:
    """Where a participant with this number stands `today`, after what is `done`."""
    plan = visits(programme, number)
    known = {visit.number for visit in plan}
    # of a file that has lost visits since, those that are gone don't count
    had = sorted((one for one in done if one.number in known), key=lambda one: (one.on, one.number))
    whole: dict[int, date] = {}
    for one in had:
        if one.whole:
            whole.setdefault(one.number, one.on)
    # before the first visit nothing has a date, unless that visit was begun and broken off
    first = whole.get(1) or min((one.on for one in had), default=None)
    reached = max(whole, default=0)
    shifts = programme.missed is Missed.SHIFT
    shift, missed, late = 0, [], []
    ahead: tuple[Visit, date] | None = None
    for visit in plan:
        if first is None:
            ahead = (visit, today)
            break
        due = first + timedelta(days=visit.day + shift)
        if visit.number in whole:
            if whole[visit.number] > due + timedelta(days=visit.stretch.late):
                late.append(visit.number)
            if shifts:
                shift = max(shift, (whole[visit.number] - first).days - visit.day)
        elif visit.number < reached or (not shifts and due + timedelta(days=visit.stretch.late) < today):
            missed.append(visit.number)
        elif ahead is None:
            ahead = (visit, due)
            if shifts:
                break
    found = Standing(
        None if ahead is None else ahead[0],
        done=tuple(sorted(whole)),
        missed=tuple(missed),
        repeated=_repeated(had),
        late=tuple(late),
        disordered=_disordered(whole),
    )
    if ahead is None or first is None:
        return found
    visit, due = ahead
    earliest, latest = due - timedelta(days=visit.stretch.early), due + timedelta(days=visit.stretch.late)
    return replace(found, due=due, earliest=earliest, latest=None if shifts else latest)


def _repeated(had: Sequence[Done]) -> tuple[int, ...]:
    times = [one.number for one in had]
    return tuple(sorted(n for n in set(times) if times.count(n) > 1))


def _disordered(whole: dict[int, date]) -> tuple[int, ...]:
    return tuple(n for n in sorted(whole) if any(whole[later] < whole[n] for later in whole if later > n))
