"""What a session showed, from its segments."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

#: a segment: the mode, and its seconds from and to; the end is open while it runs
Stretch = tuple[str, float, float | None]


def modes(stretches: Sequence[Stretch]) -> tuple[str, ...]:
    """The modes in turn, each once for as long as it stayed."""
    return tuple(mode for mode, _ in groupby(mode for mode, _, _ in stretches))


def delivered_s(stretches: Sequence[Stretch], last_s: float) -> float:
    """Seconds of exposure. One that runs has delivered as much as there is evidence for, up to `last_s`."""
    return sum(max(0.0, (last_s if end_s is None else end_s) - start_s) for _, start_s, end_s in stretches)
