"""One participant: change from before to after in points and percent, and how it went over the visits.

A responder is who has at least 30 % (or 50 %) less than before: moderate and substantial improvement by R. H. Dworkin et al.
(IMMPACT), *J. Pain* 9, 2008, 105-121, after J. T. Farrar et al., *Pain* 94, 2001, 149-158.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

RESPONSES = (30, 50)


@dataclass(frozen=True)
class Change:
    """One rating before and one after, on the same scale; less is better."""

    before: float
    after: float

    @property
    def points(self) -> float:
        """After minus before: negative where it went down."""
        return self.after - self.before

    @property
    def percent(self) -> float | None:
        """Points in percent of before; None where before is 0, of which nothing is a percentage."""
        return None if self.before == 0 else 100 * self.points / self.before

    def responded(self, percent: float) -> bool | None:
        """Whether it went down by `percent` (0 to 100) of before at least; None where before is 0."""
        # 3 to 2.1 is 30 %, though 3 - 2.1 is 0.8999999999999999 to a computer.
        rounding = 1e-9 * self.before
        return None if self.before == 0 else self.before - self.after >= percent / 100 * self.before - rounding


@dataclass(frozen=True)
class Responders:
    """How many of `known` (those whose before was above 0) went down by 30 % and by 50 %; `unknown` had 0 before."""

    known: int
    unknown: int
    by30: int
    by50: int


def responders(changes: Iterable[Change]) -> Responders:
    """Count the responders among `changes`, one for each participant or visit."""
    listed = list(changes)
    known = [change for change in listed if change.before != 0]
    by30, by50 = (sum(change.responded(percent) is True for change in known) for percent in RESPONSES)
    return Responders(len(known), len(listed) - len(known), by30, by50)


@dataclass(frozen=True)
class Course:
    """How one participant's ratings went over the visits.

    visits : number of visits
    mean_points : mean change within a visit
    first_to_last : change from before the first visit to before the last, None with one visit
    slope : points a day of the rating before the visits, by least squares; None with fewer than three visits
    """

    visits: int
    mean_points: float
    first_to_last: Change | None
    slope: float | None


def course(days: Sequence[float], changes: Sequence[Change]) -> Course:
    """The course over visits at `days` (since any day, ascending), with the `changes` within them.

    Raises
    ------
    ValueError
        There is no visit, or not a change for each day.
    """
    if not changes or len(days) != len(changes):
        raise ValueError(f"a course needs a change for each of its days, got {len(changes)} for {len(days)}")
    before = [change.before for change in changes]
    slope = None
    if len(set(days)) > 2:
        middle = np.asarray(days, float) - np.mean(days)
        slope = float(middle @ np.asarray(before) / (middle @ middle))
    span = Change(before[0], before[-1]) if len(changes) > 1 else None
    return Course(len(changes), float(np.mean([change.points for change in changes])), span, slope)
