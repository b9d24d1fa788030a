"""Whether a target that calls is told from one that doesn't by brightness, whatever colours the patient sees."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from app.studio import Pixels, Studio, View, Visitor, visit
from app.visual import colour
from app.visual.figure import Figure
from scenes.base import Happening, Level, Moment, Request, Target, Training, TrainingKind
from scenes.registry import World

#: seconds of the visit: when a target calls, and when pictures of it are taken, once its sign is there
CALL_S, PICTURES_S = 3.0, (4.2, 4.6, 5.0, 5.4)
#: degrees of the pictures
FOV = 12.0
#: share of its own brightness by which a place must differ, the brightness of a glare-free screen being added to both; and over how
#: much of the view, square degrees: a few times what a person of poor sight can resolve
CONTRAST, GLARE, AREA = 0.25, 0.02, 0.15


def figures(studio: Studio, world: str | World, cache: Path) -> list[Figure]:
    """How much of the view tells the call, for each kind of sight."""
    target, calling = _pictures(studio, world, cache, CALL_S, None)
    if target is None:
        return [Figure("a call is told by brightness", 0.0, "square degrees", AREA, "nothing called", least=True)]
    _, silent = _pictures(studio, world, cache, 1e6, target)
    pixel = (FOV / studio.size[0]) ** 2
    found = []
    for sight in colour.SIGHTS:
        one, other = (colour.luminance(colour.seen(colour.linear(p), sight)) + GLARE for p in (calling, silent))
        told = (np.abs(one - other) / np.minimum(one, other)).max(0) > CONTRAST
        name = f"a call is told by brightness, {sight}"
        found.append(Figure(name, round(float(told.sum()) * pixel, 3), "square degrees", AREA, target.key, least=True))
    return found


def _pictures(
    studio: Studio, world: str | World, cache: Path, at: float, target: Target | None
) -> tuple[Target | None, Pixels]:
    """The one that calls at `at`, and pictures of it, or of `target` where that is handed in."""
    called: list[str] = []

    def hear(request: Request) -> None:
        if isinstance(request, Happening) and request.kind == "appeared":
            called.append(str(request.data["target"]))

    training = Training(TrainingKind.TIMED, Level.CALM, timeline=(Moment(at, "call"),))
    taken = []
    with visit(world, cache, request=hear, training=training) as scene:
        visitor = Visitor(scene)
        for moment in PICTURES_S:
            visitor.until(moment)
            there = {t.key: t for t in scene.targets()}
            target = target or (there.get(called[0]) if called else None)
            if target is None:
                break
            studio.aim(scene, View(fov=FOV))
            studio.camera.look_at(scene.root, there.get(target.key, target).position)
            taken.append(studio.shoot())
    return target, np.stack(taken) if taken else np.zeros((0, *studio.size, 3), np.uint8)
