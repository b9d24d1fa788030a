"""Where a participant stands in a programme: which visit is next, when, and which were missed. No clock is read here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.programmes.programme import Asked, Missed, Programme, Stretch


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
    def ratings(self) -> tuple[Asked, ...]:
        return self.stretch.ratings


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
    done, missed, repeated : numbers of visits
    """

    next: Visit | None
    due: date | None = None
    earliest: date | None = None
    latest: date | None = None
    done: tuple[int, ...] = ()
    missed: tuple[int, ...] = ()
    repeated: tuple[int, ...] = ()

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
    whole: dict[int, date] = {}
    for had in sorted(done, key=lambda d: d.on):
        if had.whole:
            whole.setdefault(had.number, had.on)
    times = [had.number for had in done]
    repeated = tuple(sorted(n for n in set(times) if times.count(n) > 1))
    plan = visits(programme, number)
    # before the first visit nothing has a date, unless that visit was begun and broken off
    first = whole.get(1) or min((d.on for d in done), default=None)
    reached = max(whole, default=0)
    shift, missed = 0, []
    for visit in plan:
        if visit.number in whole:
            if programme.missed is Missed.SHIFT and first is not None:
                shift = max(shift, (whole[visit.number] - first).days - visit.day)
            continue
        if first is None:
            return Standing(visit, done=(), repeated=repeated)
        due = first + timedelta(days=visit.day + shift)
        earliest, latest = due - timedelta(days=visit.stretch.early), due + timedelta(days=visit.stretch.late)
        if visit.number < reached or (programme.missed is Missed.SKIP and latest < today):
            missed.append(visit.number)
            continue
        found = Standing(visit, due, earliest, latest)
        if programme.missed is Missed.SHIFT:
            found = replace(found, latest=None)
        return replace(found, done=tuple(sorted(whole)), missed=tuple(missed), repeated=repeated)
    return Standing(None, done=tuple(sorted(whole)), missed=tuple(missed), repeated=repeated)
