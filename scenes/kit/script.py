"""A script that is read to a patient in phases, and how deep the visit is meant to be at each moment.

Its file (`assets/scripts`) says it all; `Reading` lays it over the planned length of a visit.
"""

from __future__ import annotations

import tomllib
from collections import deque
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from scenes.base import Happening, Line, Request

#: seconds: the first line's, a line's longest stay, and a step of the sums over the depth
_FIRST_S, _LONGEST_S, _STEP_S = 5.0, 10.0, 0.5
#: how much of the time between two lines a line stays
_STAYS = 0.74
#: the world's own motion goes on at this share of its pace where the visit is deepest
SLOWEST = 0.5


@dataclass(frozen=True, slots=True)
class Saying:
    """A line: its message id, the name of its recording, and whether it belongs to the short script as well."""

    text: str
    voice: str
    short: bool


@dataclass(frozen=True, slots=True)
class Phase:
    """share : of the whole length; depth : (how far through the phase, how deep) from 0 to 1 each."""

    name: str
    share: float
    depth: tuple[tuple[float, float], ...]
    lines: tuple[Saying, ...]


def read(path: Path) -> tuple[Phase, ...]:
    """The phases in the file `path`.

    Raises
    ------
    ValueError
        The shares don't add up to 1, or a depth lies outside of 0 to 1.
    """
    phases = []
    for entry in tomllib.loads(path.read_text(encoding="utf-8"))["phase"]:
        name, depth = entry["name"], tuple((float(at), float(deep)) for at, deep in entry["depth"])
        if not all(0 <= v <= 1 for point in depth for v in point):
            raise ValueError(f"the depth of {name} in {path.name} must go from 0 to 1, got {depth}: mend the file")
        lines = tuple(
            Saying(line["text"], f"{name}-{k}", bool(line.get("short", False)))
            for k, line in enumerate(entry["lines"], 1)
        )
        phases.append(Phase(name, float(entry["share"]), depth, lines))
    whole = sum(p.share for p in phases)
    if abs(whole - 1) > 1e-6:
        raise ValueError(f"the shares of the phases in {path.name} must add up to 1, got {whole:g}: mend the file")
    return tuple(phases)


class Reading:
    """A script over `seconds`: ask `due` each frame. `words` : "full", "short" or "none"; the depth is the same for all."""

    def __init__(self, phases: tuple[Phase, ...], seconds: float, words: str) -> None:
        starts = np.cumsum([0.0] + [p.share for p in phases]) * seconds
        self._phases = deque((float(start), p) for start, p in zip(starts, phases, strict=False))
        self._lines: deque[tuple[float, Line]] = deque()
        at, deep = [], []
        for start, phase in zip(starts, phases, strict=False):
            length = phase.share * seconds
            at += [start + t * length for t, _ in phase.depth]
            deep += [d for _, d in phase.depth]
            said = [s for s in phase.lines if words == "full" or (words == "short" and s.short)]
            gap = (length - _FIRST_S) / max(len(said), 1)
            stays = min(_LONGEST_S, _STAYS * gap)
            for k, saying in enumerate(said):
                self._lines.append((float(start) + _FIRST_S + k * gap, Line(saying.text, stays, saying.voice)))
        self._times = np.arange(0.0, seconds + _STEP_S, _STEP_S)
        self._depths = np.interp(self._times, at, deep)
        self._sums = np.concatenate([[0.0], np.cumsum((self._depths[1:] + self._depths[:-1]) / 2) * _STEP_S])

    def depth(self, now: float) -> float:
        """How deep the visit is at `now` seconds, 0 to 1."""
        return float(np.interp(now, self._times, self._depths))

    def pace(self, now: float) -> float:
        """Seconds that the world's slow motion has come forward: the deeper, the slower."""
        return now - (1.0 - SLOWEST) * float(np.interp(now, self._times, self._sums))

    def due(self, now: float) -> list[Request]:
        """The phases that begin and the lines to be read now. What a jump in time has passed over is not read any more."""
        requests: list[Request] = []
        while self._phases and self._phases[0][0] <= now:
            _, phase = self._phases.popleft()
            requests.append(Happening("phase", {"phase": phase.name, "depth": round(self.depth(now), 3)}))
        while self._lines and self._lines[0][0] <= now:
            at, line = self._lines.popleft()
            if now < at + line.seconds:
                requests.append(line)
        return requests
