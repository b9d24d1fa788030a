"""Every training at every level, as every display shows it: how often it flashes and how much of it flickers.

A world is told nothing of the display. What shows on one differs by the camera: an eye of a headset, or that of a screen; the flat
picture in a headset is the screen's. Head and hands are tracked in a headset alone, and may move something near.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np

from app.studio import Eye, Studio, Visitor, visit
from app.visual import flashes, parity, sparkle
from app.visual.figure import Figure
from app.visual.film import Film, Picture, shoot
from scenes.base import Amount, Choice, Level, Moment, Training, TrainingKind, Value
from scenes.registry import WORLDS, World

Plan = Mapping[tuple[TrainingKind, Level], Sequence[Picture]]
#: what displays show
EYES = (Picture("the left eye", Eye.LEFT, 100.0, (96, 96)), Picture("the right eye", Eye.RIGHT, 100.0, (96, 96)))
SCREEN = Picture("a screen", Eye.MIDDLE, 78.0, (96, 54))
PICTURES = (*EYES, SCREEN)
_WAYS = tuple(product(TrainingKind, Level))
#: all there is, and each training and level in one picture, no two neighbours in the same
EVERY: Plan = dict.fromkeys(_WAYS, PICTURES)
IN_TURN: Plan = {way: (PICTURES[k % len(PICTURES)],) for k, way in enumerate(_WAYS)}
#: seconds of the visit at which each level is looked at: far enough apart to be somewhere else
_AT_S: dict[Level, float] = dict(zip(Level, (40.0, 392.0, 655.0, 1010.0), strict=True))
#: seconds in which a level takes hold before it is filmed
_SETTLE_S = 18.0


def figures(world: str | World, cache: Path, plan: Plan = EVERY, seconds: float = 6.0) -> list[Figure]:
    """Of films of `seconds` of each training and level, in the pictures that `plan` says; one visit for each training.

    Goal-directed visits are in full detail, with every hit rewarded; timed ones in the detail of a software renderer, with
    everything chosen that is not the default and all small events shared out among the levels.
    """
    found: list[Figure] = []
    sparkles: list[tuple[float, str]] = []
    kind_of = (WORLDS[world] if isinstance(world, str) else world).load()
    kinds = list(dict.fromkeys(kind for kind, _ in plan))
    for kind in kinds:
        timed = kind is TrainingKind.TIMED
        training = Training(kind, Level.CALM, goal=1, timeline=_timeline(kind_of.events, seconds) if timed else ())
        pictures = [p for p in PICTURES if any(p in of for way, of in plan.items() if way[0] is kind)]
        with ExitStack() as stack:
            chosen = unusual(kind_of.choices) if timed else {}
            first = stack.enter_context(Studio(pictures[0].size))
            studios = {pictures[0]: first}
            for picture in pictures[1:]:
                studios[picture] = stack.enter_context(Studio(picture.size, beside=first))
            scene = stack.enter_context(visit(world, cache, 3, 0.5 if timed else 1.0, training=training, chosen=chosen))
            visitor = Visitor(scene)
            for level in (level for of, level in plan if of is kind):
                films = [(studios[picture], Film(picture)) for picture in plan[kind, level]]
                for studio in studios.values():
                    studio.buffer.set_active(any(studio is used for used, _ in films))
                _settle(visitor, level, tracked=any(film.picture in EYES for _, film in films))
                shoot(films, visitor, seconds)
                found += _worst([film for _, film in films], f"{kind}, {level}")
                studio, film = films[-1] if len(films) == 1 else films[0]
                sparkles += [
                    (share, f"{kind}, {level}, {where}") for share, where in _look(studio, visitor, film, len(films))
                ]
    return [*found, sparkle.figure(sparkles, f"{' and '.join(kinds)}, every level")]


def _settle(visitor: Visitor, level: Level, tracked: bool) -> None:
    way = parity.headset if tracked else parity.screen

    def move(visitor: Visitor) -> None:
        # Whoever walks by a stick goes on.
        visitor.posture = replace(way(visitor.time), stick=(0.0, 1.0))

    visitor.scene.change("level", level)
    visitor.skip(_AT_S[level])
    visitor.watchers[:] = [move]
    visitor.until(_AT_S[level] + _SETTLE_S)


def _look(studio: Studio, visitor: Visitor, film: Film, pictures: int) -> list[tuple[float, str]]:
    """Sparkle, in all directions where every picture is filmed, else in some."""
    some = sparkle.DIRECTIONS if pictures > 1 else sparkle.DIRECTIONS[len(film.frames) % 3 :: 3]
    return sparkle.look_about(studio, visitor, some, film.picture.eye)


def _timeline(events: Sequence[str], seconds: float) -> tuple[Moment, ...]:
    """A call and two events within each film, so that all events have their turn."""
    moments = []
    for number, at in enumerate(_AT_S.values()):
        start = at + _SETTLE_S
        moments += [Moment(start - 1.0, "call")]
        for k in range(2 if events else 0):
            moments.append(Moment(start + 0.2 + 0.45 * seconds * k, events[(2 * number + k) % len(events)]))
    return tuple(moments)


def _worst(films: Sequence[Film], how: str) -> list[Figure]:
    """The most of each kind of flash in any of the films."""
    of = [(film, flashes.figures(np.array(film.times), np.stack(film.frames))) for film in films]
    found = []
    for k in range(2):
        film, worst = max(((film, figs[k]) for film, figs in of), key=lambda pair: pair[1].value)
        where = f"{film.picture.name}, {worst.where}"
        found.append(Figure(f"{worst.name}, {how}", worst.value, worst.unit, worst.goal, where))
    return found


def unusual(choices: Sequence[Choice | Amount]) -> dict[str, Value]:
    """A value for each choice that is not its default."""
    return {c.name: c.options[-1][0] if isinstance(c, Choice) else c.high for c in choices}
