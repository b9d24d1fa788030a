"""Everything that is asked of a world's looks, in two visits that share their pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from app.studio import Studio, Visitor, visit
from app.visual import calling, flashes, nearness, parity, sparkle
from app.visual.figure import Figure
from app.visual.film import Film
from app.visual.motion import Track
from app.visual.reach import Reach
from scenes.base import (
    Amount,
    Choice,
    Happening,
    Level,
    Moment,
    Request,
    Training,
    TrainingKind,
    Value,
)
from scenes.registry import WORLDS, World

#: pixels of all pictures
SIZE = (96, 96)
#: seconds of the long visit; between looks at what is in reach, and at what is near; when it is filmed and looked at for sparkle
VISIT_S, LOOK_S, NEAR_S, FILMED_S = 1200, 10, 150, (2, 400, 900)
#: seconds of each stretch of film, of each small event's, between acts of the long visit
STRETCH_S, EVENT_S, ACT_S = 3.0, 4.5, 7


def examine(world: str | World, cache: Path, seconds: int = VISIT_S) -> list[Figure]:
    """Every figure of a world."""
    with Studio(SIZE) as studio:
        return [
            *long_visit(studio, world, cache, seconds),
            *every_event(studio, world, cache),
            *calling.figures(studio, world, cache),
            parity.figure(world, cache),
        ]


def long_visit(studio: Studio, world: str | World, cache: Path, seconds: int) -> list[Figure]:
    """Goal-directed and lively, then adaptive, in full detail, as long as visits are."""
    called: list[str] = []

    def hear(request: Request) -> None:
        if isinstance(request, Happening) and request.kind == "appeared":
            called.append(str(request.data["target"]))

    track, reach, film = Track(), Reach(), Film()
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
        for second in range(1, seconds + 1):
            visitor.until(float(second))
            if second % ACT_S == 0:
                visitor.act()
            if second % LOOK_S == 0:
                reach.look(visitor)
                track.watch_horizon(scene)
            if second % NEAR_S == 1:
                near += [(second, where) for where in nearness.seen(studio, scene)]
            if second in FILMED_S:
                sparkles += sparkle.look_about(studio, visitor)
                film.shoot(studio, visitor, STRETCH_S)
            if second == round(seconds / 2):
                scene.change("level", Level.ADAPTIVE)
    return [
        *_named(flashes.figures(np.array(film.times), np.stack(film.frames)), "goal-directed, lively"),
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
    with visit(world, cache, detail=0.5, training=training, chosen=_other(kind.choices)) as scene:
        visitor = Visitor(scene)
        visitor.until(1.5)
        film.shoot(studio, visitor, 1.0 + EVENT_S * len(kind.events) / 2)
        scene.change("level", Level.LIVELY)
        film.shoot(studio, visitor, 1.0 + EVENT_S * len(kind.events) / 2)
    return _named(flashes.figures(np.array(film.times), np.stack(film.frames)), "timed, every small event")


def _named(figures: list[Figure], how: str) -> list[Figure]:
    return [Figure(f"{f.name}, {how}", f.value, f.unit, f.goal, f.where, f.least) for f in figures]


def _other(choices: object) -> dict[str, Value]:
    """A value for each choice that is not its default."""
    assert isinstance(choices, tuple | list)
    values: dict[str, Value] = {}
    for choice in choices:
        if isinstance(choice, Choice):
            values[choice.name] = choice.options[-1][0]
        elif isinstance(choice, Amount):
            values[choice.name] = choice.high
    return values
