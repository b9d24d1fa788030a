"""A stretch of a visit as small pictures, for what must be looked at in motion."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from app.studio import Pixels, Studio, View, Visitor

#: degrees that a picture shows each way, about what an eye in a headset sees
FOV = 100.0
#: seconds from picture to picture on average, and by how large a share that wanders: nothing that flickers evenly can hide between
STEP_S, WANDER = 0.05, 0.6
#: seconds from one act of the patient to the next
ACT_S = 1.1


@dataclass(slots=True)
class Film:
    """times : (n,) seconds of the visit; frames : (n, height, width, 3) of sRGB"""

    times: list[float] = field(default_factory=list)
    frames: list[Pixels] = field(default_factory=list)

    def shoot(self, studio: Studio, visitor: Visitor, seconds: float) -> None:
        """Film straight ahead while the patient acts on one target after the other."""
        random = np.random.default_rng(len(self.times))
        end, acted = visitor.time + seconds, visitor.time
        studio.aim(visitor.scene, View(fov=FOV))
        while visitor.time < end:
            visitor.wait(STEP_S * (1 + WANDER * float(random.uniform(-1, 1))))
            self.times.append(visitor.time)
            self.frames.append(studio.shoot())
            if visitor.time - acted > ACT_S:
                acted = visitor.time
                visitor.act()
