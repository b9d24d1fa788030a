"""The dearest views and the dearest pixel of a visit to a world, without a display."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from app.bench.drawn import Work, round_about
from app.bench.fetches import most, shaders
from app.bench.ride import BUSY, VISIT_S
from app.studio import Visitor, visit

#: seconds between the moments at which the draws are counted
EVERY_S = 60.0


def run(world: str, cache: str, seconds: float = VISIT_S) -> dict[str, Any]:
    """The dearest views of a visit, and the dearest pixel of each shader."""
    views: list[Work] = []
    with visit(world, Path(cache), seed=5, training=BUSY) as scene:
        visitor = Visitor(scene)
        for at in np.arange(0.0, seconds, EVERY_S).tolist():
            visitor.until(at)
            visitor.act()
            views += round_about(scene, visitor.time)
        fetches = {name: most(made.get_text(made.ST_fragment)) for name, made in shaders(scene.root).items()}
    triangles, draws = max(views, key=lambda v: v.triangles), max(views, key=lambda v: v.draws)
    dearest = max(fetches, key=lambda name: fetches[name])
    return {
        "triangles": triangles.triangles,
        "triangles_where": triangles.where,
        "draws": draws.draws,
        "draws_where": draws.where,
        "fetches": fetches[dearest],
        "fetches_where": dearest,
    }
