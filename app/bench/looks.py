"""Whether a world is safe and pleasant to look at, for the table of its figures."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.visual.examination import examine


def run(world: str, cache: str) -> dict[str, Any]:
    """Every `Figure` of the world's looks, as plain values."""
    return {"figures": [asdict(figure) for figure in examine(world, Path(cache))]}
