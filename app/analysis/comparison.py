"""Visits under different modes, compared over participants: the change of each, and what can be said of them together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.analysis.analysis import Analysis, analyse
from app.analysis.participant import Change
from app.analysis.table import Row, Table


@dataclass(frozen=True, slots=True)
class Given:
    """A visit with both ratings, under one mode. session_id : which"""

    session_id: int
    alias: str
    mode: str
    before: int
    after: int

    @property
    def points(self) -> int:
        """After minus before: negative where it went down."""
        return self.after - self.before

    @property
    def change(self) -> Change:
        return Change(self.before, self.after)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared.

    given : the visits, in the order of time
    left_out : visits that are not among them, by why: "several" modes in one, a rating "missing", nothing "shown", "simulated"
    analysis : None without a visit
    """

    given: tuple[Given, ...]
    left_out: Mapping[str, int]
    analysis: Analysis | None

    @property
    def people(self) -> dict[str, dict[str, list[Given]]]:
        """The visits by participant and mode."""
        found: dict[str, dict[str, list[Given]]] = defaultdict(lambda: defaultdict(list))
        for visit in self.given:
            found[visit.alias][visit.mode].append(visit)
        return found


def compare(given: Sequence[Given], left_out: Mapping[str, int], names: Mapping[str, str]) -> Comparison:
    """Compare the change from before to after between the modes. names : what each mode is called where it is read"""
    return Comparison(tuple(given), dict(left_out), analyse(table(given, names)) if given else None)


def table(given: Sequence[Given], names: Mapping[str, str]) -> Table:
    """The visits as a table: the value is the change in points, the period the participant's visit, counted among these.

    Where nobody has more than two visits, a sequence is the order of their modes, as a crossover has it; else there is one.
    """
    people: dict[str, list[Given]] = defaultdict(list)
    for visit in given:
        people[visit.alias].append(visit)
    orders = max((len(visits) for visits in people.values()), default=0) <= 2
    rows: list[Row] = []
    for alias, visits in people.items():
        sequence = ", ".join(names.get(visit.mode, visit.mode) for visit in visits) if orders else "all"
        for period, visit in enumerate(visits, 1):
            rows.append(
                Row(
                    len(rows) + 1,
                    alias,
                    sequence,
                    period,
                    names.get(visit.mode, visit.mode),
                    float(visit.points),
                    float(visit.before),
                )
            )
    return Table(tuple(rows))


def means(comparison: Comparison) -> dict[str, dict[str, float]]:
    """Each participant's mean change under each mode, in points."""
    return {
        alias: {mode: sum(visit.points for visit in visits) / len(visits) for mode, visits in modes.items()}
        for alias, modes in comparison.people.items()
    }


def spread(comparison: Comparison) -> dict[str, Counter[int]]:
    """How many visits changed by how many points, by mode."""
    found: dict[str, Counter[int]] = defaultdict(Counter)
    for visit in comparison.given:
        found[visit.mode][visit.points] += 1
    return found
