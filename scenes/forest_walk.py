"""Forest Walk: the patient walks through a wood in the early light, on their own two feet."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from panda3d.core import LVecBase4f

from scenes import forest_walk_land as land
from scenes.base import Amount, Choice, Happening, Posture, Ray, Target, Value
from scenes.kit import mesh, sky, surroundings, undergrowth, wardrobe, woods, woodwork
from scenes.kit.gait import Gait
from scenes.kit.landscape import OWN, Landscape
from scenes.kit.pace import Pace, Rest
from scenes.kit.presence import Presence
from scenes.kit.verge import Verge, Window
from scenes.kit.walker import Stance, pose

F = npt.NDArray[np.float32]
#: metres from the ground to the seat, so that eyes over it are a standing walker's
RISE = 0.40
#: m/s of a walk that sets its own pace
_OWN_PACE = 0.75
#: metres before and after a view over which the seat turns to it and back
_TURN_M = 13.0


class ForestWalk(Landscape):
    """See `Scene`. Speed at most 1.2 m/s, gathered at 0.3 m/s2; the seat turns with the path, under 10 degrees a second."""

    name = "forest-walk"
    title = "Forest Walk"
    sounds = ("river",)
    look, version, corner = land.LOOK, land.VERSION, land.CORNER
    bake = staticmethod(land.bake)
    choices = (
        *wardrobe.CHOICES,
        Choice(
            "pace",
            "Who sets the pace",
            (
                ("itself", "The walk itself"),
                ("clinician", "The clinician"),
                ("arms", "The patient's arm swing"),
                ("stick", "The patient's controller"),
            ),
            live=True,
        ),
        Amount("speed", "Walking speed", "m/s", 0.0, 1.2, 0.1, 0.8, live=True),
    )

    def build(self) -> None:
        self._loop = land.loop()
        self._floor = land.floor_height(self.ground).tolist()
        for k in range(OWN, 16):
            self.live[k] = LVecBase4f(0, 0, 0, 0)
        self._pace = Pace(self._loop.length, [Rest(v.at, v.rest_s) for v in land.VIEWS], 6.0)
        self._gait = Gait(6.0)
        self._posture: Posture | None = None
        self._yaw = 0.0
        self._turns = self._faces()
        self.heaven(0)
        surroundings.lay(self.root, self.ground, self._loop).set_shader(self.shader("ground", "floor"))
        self._verges: list[Verge] = []
        self._grow()
        self._build()
        self._mirror()
        woods.plant(self.root, self._loop, self.baked["trees"], self.shader("tree", "tree"), self.detail)

    def _faces(self) -> list[float]:
        """How far the seat is turned from the path towards a view, at each sample of the path: radians, to the right."""
        s = self._loop.samples
        turned = np.zeros(len(s))
        for view in land.VIEWS:
            away = np.abs((s - view.at + self._loop.length / 2) % self._loop.length - self._loop.length / 2)
            t = np.clip(1 - away / _TURN_M, 0, 1)
            turned += math.radians(view.right) * t * t * (3 - 2 * t)
        return [float(v) for v in turned]

    def _grow(self) -> None:
        """Grass, ferns and flowers along the path."""
        shader = self.shader("plant", "plant")
        few = self.plain
        shapes = {
            "grass": (undergrowth.grass(6 if few else 9, 3, 1), undergrowth.grass(5, 1, 2), 34.0),
            "ferns": (undergrowth.fern(7, 0 if few else 9, 3), undergrowth.fern(6, 0, 4), 40.0),
            "flowers": (undergrowth.flower(4, 6, 5), undergrowth.flower(3, 4, 6), 26.0),
        }
        for name, (near, far, reach) in shapes.items():
            rows = self.baked[name]
            keep = np.arange(len(rows)) % 100 < (45 if few else 100)
            rows = rows[keep]
            windows = [Window(near, -9, 13), Window(far, 13, reach), Window(far, -reach * 0.8, -9)]
            metres = rows[:, 8].astype(np.float64)
            verge = Verge(self.root, name, rows[:, :8], metres, self._loop.length, windows, shader)
            verge.holder.set_shader_input("reach", reach)
            verge.holder.set_two_sided(True)
            self._verges.append(verge)

    def _build(self) -> None:
        """The waters, the bridge, and the shafts of light."""
        px, py, radius = land.pond()
        angle = np.arange(40) * (2 * math.pi / 40)
        rim = np.stack([px + radius * np.cos(angle), py + radius * np.sin(angle), 0 * angle], 1)
        fan = [(0, k + 1, (k + 1) % 40 + 1) for k in range(40)]
        down = np.arange(-62.0, 62.1, 2.0)
        line = land.stream_line(down)
        ahead = np.gradient(line, axis=0)
        side = np.stack([ahead[:, 1], -ahead[:, 0]], 1) / np.linalg.norm(ahead, axis=1, keepdims=True)
        strip = np.concatenate([line[:, None] + side[:, None] * o for o in (4.2, 0.0, -4.2)], 1)
        strip = np.concatenate([strip.reshape(len(line), 3, 2), np.zeros((len(line), 3, 1))], 2)
        holder = self.root.attach_new_node("water")
        for shape in (
            mesh.mesh(np.concatenate([[[px, py, 0.0]], rim]), fan),
            mesh.mesh(strip.reshape(-1, 3), mesh.grid_triangles(len(line), 3)),
        ):
            made = mesh.node(shape, "water")
            made.reparent_to(holder)
            made.set_two_sided(True)
        holder.set_shader(self.shader("ground", "water"))
        holder.set_bin("fixed", 3)
        s = np.arange(land.BRIDGE[0], land.BRIDGE[1], 0.225)
        k = (s / self._loop.samples[1]).astype(int)
        planks = woodwork.bridge(self._loop.places[k], self._loop.along[k], land.walkway()[k])
        wood = mesh.node(planks, "bridge")
        wood.reparent_to(self.root)
        wood.set_shader(self.shader("figure", "figure"))
        rows = self.baked["shafts"]
        rays = np.zeros((len(rows), 8), np.float32)
        rays[:, :6] = rows[:, :6]
        beams = Verge(
            self.root,
            "shafts",
            rays,
            rows[:, 6].astype(np.float64),
            self._loop.length,
            [Window(mesh.square(), -30, 58)],
            self.shader("shaft", "shaft"),
        )
        beams.holder.set_attrib(sky.screen_blend())
        beams.holder.set_depth_write(False)
        beams.holder.set_two_sided(True)
        beams.holder.set_bin("fixed", 30)
        self._verges.append(beams)

    def _mirror(self) -> None:
        """The body, and the glasses that it is met in."""
        places = land.mirror_places(self.ground)
        frames, glasses = [], []
        for x, y, z, turn, half, high, _, arch in places.tolist():
            # Frames face +y.
            spin = turn - math.pi / 2
            frames.append(woodwork.frame(half, high, arch).moved((x, y, z), spin))
            glasses.append(woodwork.glass(half, high, arch).moved((x, y, z), spin))
        wood = mesh.node(mesh.merged(frames), "frames")
        wood.reparent_to(self.root)
        wood.set_shader(self.shader("figure", "figure"))
        glass = mesh.node(mesh.merged(glasses), "glasses")
        glass.reparent_to(self.root)
        glass.set_shader(self.shader("ground", "mirror"))
        self._body = Presence(
            self.root,
            self.chosen,
            places,
            self.shader("body", "body"),
            self.shader("body", "body", "MIRROR"),
            self.plain,
        )

    # ---- the visit --------------------------------------------------------------------------------------------------

    def feel(self, posture: Posture) -> None:
        self._posture = posture

    def _asked(self) -> float:
        return _OWN_PACE if self.chosen["pace"] == "itself" else float(self.chosen["speed"])

    def move(self, dt: float) -> None:
        self._pace.asked = self._asked()
        for which in self._pace.go(dt):
            self._request(Happening("reached", {"view": land.VIEWS[which].name}))
        metres = self._pace.now
        path = self._heading(metres)
        face = path - self._loop.sampled(self._turns, metres)
        x, y = self._loop.place(metres)
        z = self._loop.sampled(self._floor, metres)
        self.seat.set_pos(x, y, z + RISE)
        self.seat.set_h(math.degrees(face))
        if dt <= 0.0 or dt > 0.5:
            self._gait.stand(metres)
        else:
            self._gait.walk(metres, self._pace.speed, dt)
        for verge in self._verges:
            verge.walk(metres)
        self._body.move(pose(Stance(x, y, z, path, face), self._gait, self._ground, self._pace.speed), x, y, z < 0.3)

    def _heading(self, metres: float) -> float:
        a = self._loop.place(metres + 0.6)
        b = self._loop.place(metres - 0.6)
        return math.atan2(b[0] - a[0], a[1] - b[1])

    def _ground(self, metres: float, aside: float) -> tuple[float, float, float]:
        x, y = self._loop.place(metres)
        h = self._heading(metres)
        z = self._loop.sampled(self._floor, metres)
        return x + math.cos(h) * aside, y + math.sin(h) * aside, z

    def celebrate(self, event: str) -> None:
        pass

    def find(self, key: str) -> Target | None:
        return None

    def pick(self, ray: Ray) -> Target | None:
        return None

    def act(self, ray: Ray, target: Target | None) -> None:
        pass

    def targets(self) -> Sequence[Target]:
        return []

    def change(self, name: str, value: Value) -> None:
        super().change(name, value)

    def state(self) -> dict[str, Any]:
        return {**self.course.state(), "seconds": round(self.clock, 3), "metres": round(self._pace.metres, 2)}
