"""What the seat does to a patient's balance: how fast, how suddenly, and whether it stays level.

The limits are this project's own, well below what is felt as a push: travel of a walking pace, half a metre a second gained in a
second, and turns so slow that the eyes keep up with them. No roll and no pitch at all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from panda3d.core import BoundingBox, BoundingSphere, NodePath

from app.studio import STEP_S, Visitor
from app.visual.figure import Figure
from scenes.base import Scene

#: m/s, m/s2, degrees a second, degrees
SPEED, ACCELERATION, TURN, TILT = 1.5, 0.5, 12.0, 0.01
#: metres across of things that are taken for the ground or the horizon, degrees that they may tip
LARGE, TIPPED = 60.0, 0.5


@dataclass(slots=True)
class Track:
    """Where the seat was, moment by moment: hand `add` to a visitor's watchers."""

    times: list[float] = field(default_factory=list)
    places: list[tuple[float, float, float]] = field(default_factory=list)
    turns: list[tuple[float, float, float]] = field(default_factory=list)
    #: numbers of the moments before which a stretch went unseen
    cuts: list[int] = field(default_factory=list)
    _large: list[tuple[NodePath, float, float]] | None = None
    _tipped: float = 0.0

    def add(self, visitor: Visitor) -> None:
        """The seat as it is now. The world's own root is part of it: tipping the world tips the patient."""
        if self.times and visitor.time - self.times[-1] < STEP_S - 1e-6:
            return  # single precision has nothing to say about the acceleration within so short a time
        top, scene = visitor.scene.root.get_top(), visitor.scene
        self.times.append(visitor.time)
        self.places.append(tuple(scene.seat.get_pos(top)))
        self.turns.append(tuple(scene.seat.get_hpr(top)))

    def cut(self) -> None:
        """What comes next does not follow on what came last."""
        self.cuts.append(len(self.times))

    def watch_horizon(self, scene: Scene) -> None:
        """How far large things are tipped now, against how they stood at first."""
        top = scene.root.get_top()
        if self._large is None:
            paths = [path for path in scene.root.find_all_matches("**") if _large(path)]
            self._large = [(path, path.get_p(top), path.get_r(top)) for path in paths]
        for path, pitch, roll in self._large:
            if not path.is_empty():
                self._tipped = max(self._tipped, abs(path.get_p(top) - pitch), abs(path.get_r(top) - roll))

    def figures(self) -> list[Figure]:
        """Of the whole track."""
        times, places, turns = np.array(self.times), np.array(self.places), np.array(self.turns)
        dt = np.diff(times)
        velocity = np.diff(places, axis=0) / dt[:, None]
        velocity[[cut - 1 for cut in self.cuts if 0 < cut < len(times)]] = np.nan
        push = np.linalg.norm(np.diff(velocity, axis=0), axis=1) / ((dt[1:] + dt[:-1]) / 2)
        heading = np.where(np.isnan(velocity[:, 0]), 0.0, np.abs((np.diff(turns[:, 0]) + 180) % 360 - 180) / dt)
        return [
            _worst("travel", times, np.linalg.norm(velocity, axis=1), "m/s", SPEED),
            _worst("imposed acceleration", times, push, "m/s2", ACCELERATION),
            _worst("turning", times, heading, "degrees/s", TURN),
            _worst("roll and pitch of the seat", times, np.abs(turns[:, 1:]).max(1), "degrees", TILT),
            Figure("tipping of the horizon", round(self._tipped, 3), "degrees", TIPPED),
        ]


def _worst(name: str, times: npt.NDArray[Any], values: npt.NDArray[Any], unit: str, goal: float) -> Figure:
    at = int(np.nanargmax(values))
    return Figure(name, round(float(values[at]), 4), unit, goal, f"at {times[at]:.1f} s")


def _large(path: NodePath) -> bool:
    bounds = path.node().get_bounds()
    if bounds.is_infinite() or bounds.is_empty():
        return False
    if isinstance(bounds, BoundingBox):
        return bool((bounds.get_max() - bounds.get_min()).length() > LARGE)
    return isinstance(bounds, BoundingSphere) and bool(2 * bounds.get_radius() > LARGE)
