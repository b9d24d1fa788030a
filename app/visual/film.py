"""Stretches of a visit as small pictures, for what must be looked at in motion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from app.studio import Eye, Pixels, Studio, View, Visitor

#: seconds from picture to picture on average, and by how large a share that wanders: nothing that flickers evenly can hide between
STEP_S, WANDER = 0.05, 0.6
#: seconds from one act of the patient to the next
ACT_S = 1.1


@dataclass(frozen=True, slots=True)
class Picture:
    """What is shown to somebody: a name, whose view, degrees across, pixels."""

    name: str
    eye: Eye
    fov: float
    size: tuple[int, int]


#: about what an eye in a headset sees
AHEAD = Picture("straight ahead", Eye.MIDDLE, 100.0, (96, 96))


@dataclass(slots=True)
class Film:
    """times : (n,) seconds of the visit; frames : (n, height, width, 3) of sRGB"""

    picture: Picture = AHEAD
    times: list[float] = field(default_factory=list)
    frames: list[Pixels] = field(default_factory=list)


def shoot(films: Sequence[tuple[Studio, Film]], visitor: Visitor, seconds: float) -> None:
    """Film straight ahead while the patient acts on one target after the other, the same moments in all of `films`."""
    first, film = films[0]
    random = np.random.default_rng(len(film.times))
    end, acted = visitor.time + seconds, visitor.time
    for studio, film in films:
        studio.aim(visitor.scene, View(fov=film.picture.fov), film.picture.eye)
    while visitor.time < end:
        visitor.wait(STEP_S * (1 + WANDER * float(random.uniform(-1, 1))))
        first.engine.render_frame()
        for studio, film in films:
            film.times.append(visitor.time)
            film.frames.append(studio.read())
        if visitor.time - acted > ACT_S:
            acted = visitor.time
            visitor.act()
