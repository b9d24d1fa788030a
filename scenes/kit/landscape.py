"""What every world on a piece of land is made of: the ground, the sky, the light they share, the clock, and the visit's course.

A world says how it looks (`look`), what is worked out ahead (`bake`), what stands there (`build`), where the patient is
(`move`), and what its small events are (`celebrate`).
"""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from panda3d.core import LPoint3f, LVecBase4f, LVector3f, NodePath, PTA_LVecBase4f, Shader

from scenes.base import Arrays, Level, Ray, Scene, SceneContext, Target, Value, chosen, seeded
from scenes.kit import beacon, gpu, particles, sky, water
from scenes.kit.course import Course
from scenes.kit.look import Look
from scenes.kit.terrain import Ground

F = npt.NDArray[np.float32]
EYE_HEIGHT = 1.2
#: rows of `live`, which the shaders read: 0 the clock; 1 and from `OWN` on the world's own; 2 to 7 trees that were shaken; from
#: `CALLING` on who calls (place, radius), and in the row after them how strongly
LIVE, CALLING, CALLERS, OWN = 16, 8, 3, 12
#: seconds in which the world follows another difficulty
_EASE_S = 10.0
#: seconds in which a caller's light comes and goes
_CALL_S = 0.8
#: radians to either side, down and up at which a target may begin to call, and how many are looked for
_ASIDE, _DOWN, _UP, _ENOUGH = math.radians(32), math.radians(-18), math.radians(32), 8


@dataclass(slots=True)
class _Caller:
    key: str
    strength: float = 0.0


class Landscape(Scene):
    """See `Scene`. `bake` is worked out once and kept under `version`."""

    look: Look
    #: raised whenever anything that is baked changes
    version: int
    #: the ground's grid: the first sample's x and y, and metres from one to the next
    corner: tuple[float, float, float]
    #: what all its shaders are told (``ICE``)
    flags: Sequence[str] = ()

    def __init__(self, context: SceneContext) -> None:
        self._request = context.request
        self.detail = context.detail
        self.plain = context.detail < 0.75
        self.chosen = chosen(self.choices, context.chosen)
        self.random = seeded(context)
        self.course = Course(context.training, seeded(context, 1), context.request, self.events)
        #: seconds that the world has lived; slower than the visit's while a rating is asked
        self.clock = 0.0
        #: 0 to 1: how much goes on, and how far a rating has hushed it
        self.busy, self.hush = self.course.difficulty, 0.0
        self._lag = 0.0
        self._quiet = False
        self.baked = context.bake(f"{self.name}-{self.version}", self.bake)
        self.ground = Ground(self.baked["heights"], *self.corner)
        self.root = NodePath(self.name)
        self.seat = self.root.attach_new_node("seat")
        self.live = self._share()
        self._callers: list[_Caller | None] = [None] * CALLERS
        beacon.hang(self.root, CALLERS, self.shader("beacon", "beacon"))
        self.build()
        self.update(0.0, 0.0)

    # ---- what a world adds ------------------------------------------------------------------------------------------

    @staticmethod
    @abstractmethod
    def bake() -> Arrays:
        """Everything that is too dear to work out at each start: what `land.maps` gives, `sky`, `ring` and `noise`, and its own."""

    @abstractmethod
    def build(self) -> None:
        """Hang everything under `root`."""

    @abstractmethod
    def move(self, dt: float) -> None:
        """Put the seat and all that moves where they are at `clock`. `dt` : seconds since the last time."""

    @abstractmethod
    def celebrate(self, event: str) -> None:
        """Begin one of `events`."""

    @abstractmethod
    def find(self, key: str) -> Target | None:
        """The target of that name, wherever it is now; None when there is none."""

    # ---- building ---------------------------------------------------------------------------------------------------

    def shader(self, vertex: str, fragment: str, *flags: str) -> Shader:
        """`gpu.shader` with this world's look. flags : ``NAME`` or ``NAME=value``."""
        defines: dict[str, object] = {**self.look.defines(), "RING_LOW": sky.RING_LOW, "RING_HIGH": sky.RING_HIGH}
        defines |= {"SPECKS": particles.SPECKS, "MOTES": beacon.MOTES}
        for flag in (*self.flags, *flags):
            word, _, value = flag.partition("=")
            defines[word] = value or 1
        if self.plain:
            defines["PLAIN"] = 1
        return gpu.shader(vertex, fragment, defines)

    def _share(self) -> PTA_LVecBase4f:
        """What all shaders read, set once at the root. The array handed back is changed in place each frame."""
        live = PTA_LVecBase4f.empty_array(LIVE)
        for k in range(1, LIVE):  # the array comes as memory was left
            live[k] = LVecBase4f(0, 0, -1000, 0)
        baked, ground = self.baked, self.ground
        half = ground.step / 2
        skyline = Ground(baked["skyline"], ground.x0 + half, ground.y0 + half, ground.step * 2)
        self.root.set_shader_inputs(
            live=live,
            noise=gpu.texture("noise", baked["noise"], anisotropy=0 if self.plain else 4),
            skyTable=gpu.float_texture("sky", baked["sky"]),
            lightMap=gpu.texture("light", baked["light"], repeat=False),
            shapeMap=gpu.texture("shape", baked["shape"], repeat=False),
            groundRect=LVecBase4f(*ground.rect),
            skyline=water.skyline(baked["skyline"]),
            reflected=gpu.texture("reflected", baked["reflected"], repeat=False),
            skylineRect=LVecBase4f(*skyline.rect),
            ring=gpu.texture("ring", baked["ring"], repeat=False),
        )
        return live

    def heaven(self, stars: int = 500) -> NodePath:
        """The sky's dome, `stars` and the ring of far land. Hands back their holder."""
        holder = self.root.attach_new_node("heaven")
        sky.dome(holder).set_shader(self.shader("sky", "sky"))
        if stars:
            sky.stars(holder, stars, self.random).set_shader(self.shader("stars", "stars"))
        sky.ring(holder).set_shader(self.shader("mountains", "mountains"))
        return holder

    # ---- the visit --------------------------------------------------------------------------------------------------

    def update(self, time: float, dt: float) -> None:
        goal = 1.0 if self._quiet else 0.0
        self.hush += (goal - self.hush) * min(1.0, dt * 1.5)
        self.busy += (self.course.difficulty - self.busy) * min(1.0, dt / _EASE_S)
        # While a rating is asked the world goes at a third of its pace; what it lags behind by is never made up.
        self._lag += dt * 0.67 * self.hush
        before = self.clock
        self.clock = max(time - self._lag, self.clock)
        self.live[0] = LVecBase4f(self.clock, self.hush, (0.35 + 0.65 * self.busy) * (1.0 - 0.5 * self.hush), 0)
        self.move(self.clock - before)
        for event in () if self._quiet else self.course.update(self.clock, self.at_ease):
            self.celebrate(event)
        self._call(dt)

    def _call(self, dt: float) -> None:
        """Who calls is seen by a light that comes and goes softly and stays with it."""
        held = [caller.key for caller in self._callers if caller is not None]
        for key in self.course.calls:
            if key not in held and None in self._callers:
                self._callers[self._callers.index(None)] = _Caller(key)
        strengths = [0.0] * CALLERS
        for k, caller in enumerate(self._callers):
            if caller is None:
                continue
            goal = float(caller.key in self.course.calls and not self._quiet)
            caller.strength += max(-dt / _CALL_S, min(dt / _CALL_S, goal - caller.strength))
            target = self.find(caller.key)
            if target is None or (caller.strength <= 0.0 and not goal):
                self._callers[k] = None
                continue
            self.live[CALLING + k] = LVecBase4f(LVector3f(target.position), target.radius)
            strengths[k] = caller.strength
        self.live[CALLING + CALLERS] = LVecBase4f(*strengths, 0)

    def change(self, name: str, value: Value) -> None:
        if name == "level":
            self.course.set_level(Level(str(value)))
        else:
            self.chosen = chosen(self.choices, {**self.chosen, name: value})

    def quiet(self, on: bool) -> None:
        self._quiet = on

    def at_ease(self) -> list[Target]:
        """Who calls or may call: those of `targets` that a look ahead meets, of who can hardly turn the head."""
        eye, heading = self.eye, math.radians(self.seat.get_h(self.root))
        calls = self.course.calls
        found: list[Target] = []
        # who calls already comes first: the others don't crowd it out
        for target in sorted(self.targets(), key=lambda t: t.key not in calls):
            if target.key not in calls and (not self.course.wanted or len(found) == _ENOUGH):
                break
            to = array(target.position) - eye
            away = float(np.linalg.norm(to))
            aside = (math.atan2(float(to[0]), float(to[1])) + heading + math.pi) % (2 * math.pi) - math.pi
            up = math.asin(float(to[2]) / max(away, 1e-3))
            if abs(aside) <= _ASIDE and _DOWN <= up <= _UP:
                met = self.pick(Ray(LPoint3f(*map(float, eye)), LVector3f(*map(float, to / away))))
                if met is not None and met.key == target.key:
                    found.append(target)
        return found

    # ---- where things are -------------------------------------------------------------------------------------------

    @property
    def eye(self) -> F:
        """(3,) where the patient's eyes are, about, in the world's axes."""
        return array(self.seat.get_pos(self.root)) + np.array([0, 0, EYE_HEIGHT], np.float32)

    @property
    def forward(self) -> F:
        """(3,) which way the seat faces."""
        return array(self.root.get_relative_vector(self.seat, LVector3f(0, 1, 0)))


def array(v: LPoint3f | LVector3f) -> F:
    """(3,)"""
    return np.array([v[0], v[1], v[2]], np.float32)


def aim(key: str, centre: F, radius: float) -> Target:
    """A target from arrays."""
    return Target(key, LPoint3f(*map(float, centre)), float(radius))
