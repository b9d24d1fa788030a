"""A world that takes long to build, as a large one does on a slow machine."""

from __future__ import annotations

import time

from scenes.base import SceneContext
from scenes.registry import World
from tests.engine.quiet_room import QuietRoom

SLOW = World("slow-room", "Slow Room", None, "tests.session.slow_room", "SlowRoom")
#: seconds
BUILT_S = 4.0


class SlowRoom(QuietRoom):
    name = SLOW.name
    title = SLOW.title

    def __init__(self, context: SceneContext) -> None:
        done = time.monotonic() + BUILT_S
        while time.monotonic() < done:  # step by step, as worlds are built
            time.sleep(0.02)
        super().__init__(context)
