"""What the ratings of one participant came to under each mode: means, and how many visits went down by how much."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from app.analysis.participant import Change, Responders, responders


@dataclass(frozen=True)
class Figures:
    """Of the visits under one mode.

    n : visits with both ratings
    before, after, points : means, on the scale; percent : the mean of those that have one, None where none has
    """

    mode: str
    n: int
    before: float
    after: float
    points: float
    percent: float | None
    responders: Responders


def by_mode(given: Iterable[tuple[str, Change]]) -> dict[str, Figures]:
    """The figures of each mode in `given`, pairs of a mode and the change of a visit under it."""
    changes: dict[str, list[Change]] = {}
    for mode, change in given:
        changes.setdefault(mode, []).append(change)
    return {mode: _figures(mode, listed) for mode, listed in changes.items()}


def _figures(mode: str, changes: list[Change]) -> Figures:
    percents = [change.percent for change in changes if change.percent is not None]
    return Figures(
        mode,
        len(changes),
        float(np.mean([change.before for change in changes])),
        float(np.mean([change.after for change in changes])),
        float(np.mean([change.points for change in changes])),
        float(np.mean(percents)) if percents else None,
        responders(changes),
    )
