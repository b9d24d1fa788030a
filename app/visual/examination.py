"""Everything that is asked of a world's looks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from app.studio import Studio, Visitor, visit
from app.visual import calling, flashes, levels, nearness, parity, sparkle
from app.visual.figure import Figure
from app.visual.film import Film, shoot
from app.visual.motion import Track
from app.visual.reach import Reach
from scenes.base import Happening, Level, Moment, Request, Training, TrainingKind
from scenes.registry import WORLDS, World

#: first and last second of each
Parts = Sequence[tuple[int, int]]
#: pixels of all pictures
SIZE = (96, 96)
#: seconds of a visit; between looks at what is in reach, and at what is near; when it is filmed and looked at for sparkle
VISIT_S, LOOK_S, NEAR_S, FILMED_S = 1200, 10, 150, (2, 400, 900)
#: the same in some stretches of a visit, first and last second: the beginning, each world's own places, the end of a journey
WHOLE, PARTS = ((0, VISIT_S),), ((0, 40), (170, 200), (365, 405), (610, 640), (895, 925), (1290, 1320))
#: seconds of each stretch of film, of each small event's, between acts of the long visit
STRETCH_S, EVENT_S, ACT_S = 3.0, 4.5, 7
#: seconds of a film of each training and level, where not everything is filmed
BRIEF_S = 2.0


def examine(world: str | World, cache: Path) -> list[Figure]:
    """Every figure of a world, from what tells most: each training and level in one of the pictures that displays show."""
    return [
        *looks(world, cache, PARTS),
        *levels.figures(world, cache, levels.IN_TURN, BRIEF_S),
        parity.figure(world, cache),
    ]


def looks(world: str | World, cache: Path, parts: Parts = WHOLE) -> list[Figure]:
    """What does not depend on training, level and display."""
    with Studio(SIZE) as studio:
        found = [*long_visit(studio, world, cache, parts), *calling.figures(studio, world, cache)]
        return [*found, *every_event(studio, world, cache)] if parts is WHOLE else found


def long_visit(studio: Studio, world: str | World, cache: Path, parts: Parts) -> list[Figure]:
    """Goal-directed and lively, then adaptive, in full detail: `parts` of a visit, filmed where they are all of it."""
    called: list[str] = []

    def hear(request: Request) -> None:
        if isinstance(request, Happening) and request.kind == "appeared":
            called.append(str(request.data["target"]))

    track, reach, film = Track(), Reach(), Film()
    filmed = parts == WHOLE
    sparkles: list[tuple[float, str]] = []
    near: list[tuple[int, str]] = []
    training = Training(TrainingKind.GOAL, Level.LIVELY, goal=2)
    with visit(world, cache, request=hear, training=training) as scene:
        visitor = Visitor(scene)
        visitor.watchers.append(track.add)

        def listen(_: Visitor) -> None:
            while called:
                reach.called(visitor, called.pop(0))

        visitor.watchers.append(listen)
        for start, end in parts:
            if start > visitor.time:
                visitor.skip(float(start))
                called.clear()
                track.cut()
            for second in range(start + 1, end + 1):
                visitor.until(float(second))
                if second % ACT_S == 0:
                    visitor.act()
                if second % LOOK_S == 0:
                    reach.look(visitor)
                    track.watch_horizon(scene)
                if (second - start) % NEAR_S == 1:
                    near += [(second, where) for where in nearness.seen(studio, scene)]
                if second in FILMED_S:
                    sparkles += sparkle.look_about(studio, visitor)
                if second in FILMED_S and filmed:
                    shoot([(studio, film)], visitor, STRETCH_S)
                if second == 600 or (second == 20 and not filmed):
                    scene.change("level", Level.ADAPTIVE)
    flashing = flashes.figures(np.array(film.times), np.stack(film.frames)) if filmed else []
    return [
        *_named(flashing, "a long visit"),
        sparkle.figure(sparkles),
        *track.figures(),
        nearness.figure(near),
        *reach.figures(),
    ]


def every_event(studio: Studio, world: str | World, cache: Path) -> list[Figure]:
    """Timed and calm, then lively, in the detail of a software renderer, everything chosen that is not the default: each event."""
    kind = (WORLDS[world] if isinstance(world, str) else world).load()
    moments = [Moment(1.0, "call")]
    for number, event in enumerate(kind.events):
        moments += [Moment(2.0 + EVENT_S * number, event), Moment(3.0 + EVENT_S * number, "call")]
    training = Training(TrainingKind.TIMED, Level.CALM, timeline=tuple(moments))
    film = Film()
    with visit(world, cache, detail=0.5, training=training, chosen=levels.unusual(kind.choices)) as scene:
        visitor = Visitor(scene)
        visitor.until(1.5)
        shoot([(studio, film)], visitor, 1.0 + EVENT_S * len(kind.events) / 2)
        scene.change("level", Level.LIVELY)
        shoot([(studio, film)], visitor, 1.0 + EVENT_S * len(kind.events) / 2)
    return _named(flashes.figures(np.array(film.times), np.stack(film.frames)), "timed, every small event")


def _named(figures: list[Figure], how: str) -> list[Figure]:
    return [Figure(f"{f.name}, {how}", f.value, f.unit, f.goal, f.where, f.least) for f in figures]
