"""What worlds measured of the patient's doing, visit by visit: numbers as they were told, and the one that stands for the visit.

What was measured is stated as it is; nothing here says what it means.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from scenes.base import Measure, Scene, Summary
from scenes.registry import WORLDS

#: the kind of happening that tells a measured value, and the event that tells which world is there from then on
MEASURED, ENTERED = "measured", "world_opened"

_ONE: Mapping[Summary, Callable[[Sequence[float]], float]] = {
    Summary.LAST: lambda values: values[-1],
    Summary.HIGHEST: max,
    Summary.MEDIAN: median,
    Summary.SUM: math.fsum,
}


@dataclass(frozen=True, slots=True)
class Series:
    """What one world measured under one name in one visit.

    values : (seconds from the session's start, value), in the order of time; at least one
    """

    world: str
    name: str
    values: tuple[tuple[float, float], ...]

    def one(self, measure: Measure) -> float:
        """The value that stands for the visit."""
        return one([value for _, value in self.values], measure.summary)


@dataclass(frozen=True, slots=True)
class Measured:
    """All of a visit so far. world : the one that is there"""

    world: str
    series: tuple[Series, ...] = ()

    @staticmethod
    def of(world: str, events: Iterable[tuple[float, str, Mapping[str, Any]]]) -> Measured:
        """Of a record's events, in the order of time: (seconds, kind, data). world : the session's own"""
        so_far = Measured(world)
        for at_s, kind, data in events:
            so_far = so_far.plus(at_s, kind, data)
        return so_far

    def plus(self, at_s: float, kind: str, data: Mapping[str, Any]) -> Measured:
        """With one event more. What is no number is passed over."""
        if kind == ENTERED:
            return Measured(str(data.get("world", self.world)), self.series)
        value, name = data.get("value"), data.get("measure")
        number = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
        if kind != MEASURED or not number or not isinstance(name, str):
            return self
        told = (at_s, float(value))  # type: ignore[arg-type]
        known = {(one.world, one.name): one for one in self.series}
        before = known.get((self.world, name))
        known[self.world, name] = Series(self.world, name, (*(before.values if before else ()), told))
        return Measured(self.world, tuple(known.values()))


def one(values: Sequence[float], summary: Summary) -> float:
    """Which one of the values stands for all of them. Raises ValueError where there is none."""
    if not values:
        raise ValueError("values must be one or more, got none: leave the measure out")
    return float(_ONE[summary](values))


def scene_of(world: str) -> type[Scene] | None:
    """A world's class; None where it is no longer known. Its import takes a moment the first time."""
    return WORLDS[world].load() if world in WORLDS else None


def over(visits: Iterable[Iterable[Series]]) -> dict[str, list[tuple[Measure, list[tuple[int, float]]]]]:
    """What stands for each of the visits, in their order: by world each measure, in the world's own order, with (number of the
    visit from 0, value)."""
    found: dict[tuple[str, str], list[tuple[int, float]]] = {}
    for number, visit in enumerate(visits):
        for series in visit:
            of = measure(scene_of(series.world), series.name)
            found.setdefault((series.world, series.name), []).append((number, series.one(of)))
    worlds: dict[str, list[tuple[Measure, list[tuple[int, float]]]]] = {}
    for (world, name), values in found.items():
        worlds.setdefault(world, []).append((measure(scene_of(world), name), values))
    for world, measures in worlds.items():
        scene = scene_of(world)
        order = [one.name for one in scene.measures] if scene is not None else []
        measures.sort(key=lambda pair: order.index(pair[0].name) if pair[0].name in order else len(order))
    return worlds


def measure(scene: type[Scene] | None, name: str) -> Measure:
    """What a world says of one of its measures; of one that it no longer has, or of a world that is gone, its name and no more."""
    known = {measure.name: measure for measure in (scene.measures if scene is not None else ())}
    return known.get(name) or Measure(name, name.replace("_", " ").replace("-", " "), digits=2)


def number(of: Measure, value: float) -> str:
    """The value with the measure's digits and a true minus."""
    return f"{value:.{of.digits}f}".replace("-", "\N{MINUS SIGN}")


def spoken(of: Measure, value: float, translate: Callable[[str], str]) -> str:
    """The value as a person reads it, with its unit."""
    unit = translate(of.unit) if of.unit else ""
    return f"{number(of, value)} {unit}".strip()
