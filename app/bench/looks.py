"""Whether a world is safe and pleasant to look at, for the table of its figures."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.visual import examination, levels, parity
from app.visual.figure import Figure
from scenes.base import Level, TrainingKind

#: what is looked at in a process of its own: a long visit, each training and level as displays show it, and their parity
PARTS = ("visit", *(f"{part}, {kind}" for part in ("levels", "parity") for kind in TrainingKind))


def run(world: str, cache: str, part: str) -> dict[str, Any]:
    """Every `Figure` of one of `PARTS` of the world's looks, as plain values."""
    return {"figures": [asdict(figure) for figure in _figures(world, Path(cache), part)]}


def _figures(world: str, cache: Path, part: str) -> list[Figure]:
    if part == "visit":
        return examination.looks(world, cache)
    what, _, named = part.partition(", ")
    kind = TrainingKind(named)
    if what == "levels":
        return levels.figures(world, cache, {way: pictures for way, pictures in levels.EVERY.items() if way[0] is kind})
    return [parity.figure(world, cache, kind, level) for level in Level]
