"""Whether a visit is the same in 3D, flat and 2D: the same seed, acts and times, and whatever differs between displays.

A world is told nothing of the display. What can differ is what the patient's head and hands do, which are tracked in a headset and
stand still before a screen, and whether both eyes are drawn in one pass.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from panda3d.core import LPoint3f, LQuaternionf, LVecBase3f

from app.engine.single_pass import dress
from app.studio import EYE_HEIGHT, Visitor, visit
from app.visual.figure import Figure
from scenes.base import Grip, Happening, Level, Posture, Request, Training, TrainingKind
from scenes.registry import World

#: seconds of a visit, from one act to the next, of a step
SECONDS, ACT_S, STEP_S = 45.0, 3.0, 1 / 20


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a visit: all that was asked for and told, with its time, and the state each second."""

    told: list[tuple[float, Request]]
    states: list[dict[str, Any]]


def headset(time: float) -> Posture:
    """A head that sways and looks about, and two hands."""
    turn = LQuaternionf()
    turn.set_hpr(LVecBase3f(25 * math.sin(time), 8 * math.sin(0.7 * time), 3 * math.sin(0.9 * time)))
    head = LPoint3f(0.05 * math.sin(0.8 * time), 0.03 * math.sin(1.1 * time), EYE_HEIGHT)
    left, right = (Grip(LPoint3f(side * 0.25, 0.3, 0.8 + 0.02 * math.sin(time)), turn) for side in (-1, 1))
    return Posture(head, turn, left, right)


def flat(time: float) -> Posture:
    """The same head, without hands: the picture hangs before it."""
    posture = headset(time)
    return Posture(posture.head, posture.turn)


def screen(time: float) -> Posture:
    """A camera that stands still."""
    return Posture(LPoint3f(0, 0, EYE_HEIGHT), LQuaternionf.ident_quat())


WAYS: dict[str, Callable[[float], Posture]] = {"3D": headset, "flat": flat, "2D": screen}


def play(world: str | World, cache: Path, way: str, kind: TrainingKind, level: Level) -> Played:
    """A visit in one of `WAYS`."""
    told: list[tuple[float, Request]] = []
    states = []
    clock = [0.0]
    training = Training(kind, level, goal=3)
    with visit(world, cache, 9, 0.5, lambda request: told.append((round(clock[0], 3), request)), training) as scene:
        if way == "3D":
            dress(scene.root)
        visitor = Visitor(scene)
        acted = 0.0
        while visitor.time < SECONDS:
            clock[0] = visitor.time
            visitor.posture = WAYS[way](visitor.time)
            visitor.wait(STEP_S)
            if visitor.time - acted > ACT_S:
                acted = visitor.time
                visitor.act()
                states.append(scene.state())
    return Played(told, states)


def figure(
    world: str | World, cache: Path, kind: TrainingKind = TrainingKind.GOAL, level: Level = Level.ADAPTIVE
) -> Figure:
    """How many requests and states differ between the displays."""
    played = {way: play(world, cache, way, kind, level) for way in WAYS}
    base = played["3D"]
    differing = 0
    where = f"{len(base.told)} requests, {sum(isinstance(r, Happening) for _, r in base.told)} of them for the record"
    for way, other in played.items():
        pairs = [*_pairs(base.told, other.told), *_pairs(base.states, other.states)]
        wrong = [pair for pair in pairs if pair[0] != pair[1]]
        if wrong and not differing:
            where = f"3D: {wrong[0][0]}, {way}: {wrong[0][1]}"
        differing += len(wrong)
    return Figure(f"differences between 3D, flat and 2D, {kind}, {level}", differing, "", 0, where)


def _pairs(one: list[Any], other: list[Any]) -> list[tuple[Any, Any]]:
    length = max(len(one), len(other))
    return list(zip(one + [None] * (length - len(one)), other + [None] * (length - len(other)), strict=True))
