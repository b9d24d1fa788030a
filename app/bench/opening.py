"""How long a world takes to be seen."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from app.engine.displays.screen import is_software
from app.engine.loading import load
from app.studio import EYE_HEIGHT, Studio, visit
from scenes.registry import WORLDS

#: pixels of the screen, and how much of the foliage and particles a software renderer draws, as in a session
SIZE, SOFTWARE_DETAIL = (1280, 720), 0.5


def run(world: str, cache: str) -> dict[str, Any]:
    """Seconds from nothing but loaded modules to the first picture on a screen, as a session shows it on this machine."""
    WORLDS[world].load()
    with Studio(SIZE) as studio:
        studio.engine.render_frame()
        renderer = str(studio.buffer.get_gsg().get_driver_renderer())
        detail = SOFTWARE_DETAIL if is_software(renderer) else 1.0
        began = time.perf_counter()
        with visit(world, Path(cache), seed=5, detail=detail) as scene:
            scene.update(0.0, 0.0)
            studio.camera.reparent_to(scene.seat)
            studio.camera.set_pos(0, 0, EYE_HEIGHT)
            load(scene.root, studio.buffer.get_gsg())
            studio.shoot()
            took = time.perf_counter() - began
    return {"first_picture_s": round(took, 3), "renderer": renderer, "software": is_software(renderer)}
