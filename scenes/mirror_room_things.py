"""The things of the Mirror Room: what they look like, where each is now, and how they are drawn: one table, one draw for each kind.

Paint: what it is of (`Stuff` and more, sixteenths), a grain, how much of the light reaches it; places are in the seat's frame.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from panda3d.core import NodePath, Shader, TransparencyAttrib

from scenes import mirror_room_shapes as shapes
from scenes.kit import birds, gpu, jetty, mesh, sky
from scenes.kit.gathering import Gathering, Group
from scenes.kit.holding import Held
from scenes.kit.mesh import Mesh, lathe, merged
from scenes.kit.vectors import V, turned
from scenes.mirror_room_house import EDGE, WALL
from scenes.mirror_room_tasks import BELL, DISC, FLOWER, JUG, PILE, STONES, Bench, Task, pile_top

F = npt.NDArray[np.float32]
MakeShader = Callable[..., Shader]
NEVER = -1000.0
#: no shade; and what shaders that know of a lantern are told where there is none: it stands far behind
_NOTHING = (0.0, 0.0, 0.0, 0.0)
_NO_LAMP = "LAMP=vec3(0.0,-30.0,0.0)"
#: where the bowl between the piles stands
BOWL: V = (0.0, 0.690, 0.930)
#: where feathers stand, where the wind chime hangs, the bird sits, and the boat comes from
FEATHERS: V = (0.285, 0.720, 1.035)
CHIME = (0.56, 3.60, 1.98)
SEAT_OF_BIRD = (-0.62, EDGE + 0.16, WALL + 0.05)
#: seconds of the boat's way, and of a bird's flight
_CROSSES_S, _PASSES_S = 150.0, 22.0


class Kind(StrEnum):
    FEATHER = "feather"
    LIGHT = "light"
    FLOWER = "flower"
    BELL = "bell"
    DISC = "disc"
    STONE = "stone"
    JUG = "jug"
    CHIME = "chime"
    BLOSSOM = "blossom"
    BIRD = "bird"
    BOAT = "boat"


#: what each task is done with
OF_TASK = {
    Task.OPEN: Kind.FLOWER,
    Task.REACH: Kind.BELL,
    Task.TURN: Kind.DISC,
    Task.STONES: Kind.STONE,
    Task.POUR: Kind.JUG,
}
GROUPS = (
    Group(Kind.FEATHER, 2, 3.0, 0.05),
    Group(Kind.LIGHT, 2, 3.0, 0.05),
    Group(Kind.FLOWER, 2, 1.5, 0.055),
    Group(Kind.BELL, 2, 1.5, 0.045),
    Group(Kind.DISC, 2, 1.5, 0.055),
    Group(Kind.STONE, 2, 1.0, 0.040),
    Group(Kind.JUG, 2, 1.5, 0.06),
    Group(Kind.CHIME, 1, 12.0, 0.20),
    Group(Kind.BLOSSOM, 2, 14.0, 0.35),
    Group(Kind.BIRD, 1, 14.0, 0.18),
    Group(Kind.BOAT, 1, 16.0, 1.6),
)
_BLOSSOMS = ((-0.62, EDGE - 0.1, 2.34), (0.26, EDGE - 0.1, 2.30))


# ---- all of them ----------------------------------------------------------------------------------------------------

#: kinds in the table: name, rows, the shape, shader flags
_STONES = len(STONES)


class Things:
    """Everything that may move, hung under `root` (places in the seat's frame; `floor` metres over the sea)."""

    def __init__(self, root: NodePath, shader: MakeShader, plain: bool, floor: float) -> None:
        self._shader, self._floor = shader, floor
        self.gathering = Gathering(GROUPS)
        few = 16 if plain else 28
        kinds: list[tuple[str, int, Mesh, tuple[str, ...]]] = [
            *((f"stone {k}", 2, shapes.pebble(k, few), ()) for k in range(_STONES)),
            ("jug", 2, shapes.jug(few), ()),
            ("bowl", 1, shapes.bowl(few + 12), ()),
            ("pool", 1, lathe([(0.0005, 0.0), (1.0, 0.0)], 36, shapes.of(shapes.WATER, 0.8)), ("POOL", "WATERY")),
            ("thread", 2, shapes.thread(), ("FALL", "WATERY")),
            ("flower", 2, shapes.petals(), ("FLOWER",)),
            ("cup", 2, shapes.cup(), ()),
            ("bell", 2, shapes.bell(), ()),
            ("stand", 2, shapes.stand(), ()),
            ("disc", 2, shapes.disc(), ()),
            ("fork", 2, shapes.fork(), ()),
            ("feather", 2, shapes.feather(), ()),
            ("vase", 2, shapes.vase(), ()),
        ]
        self._first: dict[str, int] = {}
        total = 0
        for name, count, _, _ in kinds:
            self._first[name] = total
            total += count
        self._table = gpu.Table("things", np.zeros((total, 12), np.float32))
        self._rows = self._table.values.reshape(-1, 12)
        self._rows[:, 7] = 1.0
        self._rows[:, 10] = np.arange(total) / total
        for name, count, shape, flags in kinds:
            made = gpu.instanced(root, shape, name, count, None, self._table)
            made.set_shader(shader("room", "room", "THING", *flags))
            made.set_shader_input("first", float(self._first[name]))
            made.set_two_sided(name in ("flower", "feather", "jug", "bell"))
            if "WATERY" in flags:
                made.set_transparency(TransparencyAttrib.M_alpha)
                made.set_depth_write(False)
                made.set_bin("fixed", 20)
        self._pearls = gpu.Table("pearls", np.zeros((4, 8), np.float32))
        glow = gpu.instanced(root, mesh.square(), "pearls", 4, None, self._pearls)
        glow.set_shader(shader("pearl", "spark"))
        glow.set_attrib(sky.screen_blend())
        glow.set_depth_write(False)
        glow.set_bin("fixed", 38)
        self._outside(root)
        #: how far each kind has been brought out, 0 to 1
        self._out = dict.fromkeys(Task, 0.0)
        self._feathers_out = 0.0
        self.stroke: tuple[float, Held, Held] | None = None
        self._settle()

    def _outside(self, root: NodePath) -> None:
        cloth = mesh.node(merged([shapes.curtain(-0.98, 1.0), shapes.curtain(0.98, -1.0)]), "curtains")
        cloth.reparent_to(root)
        cloth.set_shader(self._shader("room", "room", "CLOTH"))
        cloth.set_transparency(TransparencyAttrib.M_alpha)
        cloth.set_two_sided(True)
        cloth.set_bin("fixed", 15)
        bell = mesh.node(jetty.chime(), "chime")
        bell.reparent_to(root)
        bell.set_shader(self._shader("jetty", "jetty", "CHIME", _NO_LAMP))
        bell.set_shader_input("hung", (CHIME[0], CHIME[1], CHIME[2] + self._floor, 0.0))
        petals = gpu.instanced(root, mesh.square(), "blossoms", 70, None)
        petals.set_shader(self._shader("blossoms", "room", "GREEN"))
        petals.set_two_sided(True)
        gull = mesh.node(birds.gull(), "gull")
        gull.reparent_to(root)
        gull.set_shader(self._shader("bird", "bird", _NO_LAMP))
        gull.set_two_sided(True)
        sitting = mesh.node(shapes.gull().moved(SEAT_OF_BIRD), "sitting")
        sitting.reparent_to(root)
        sitting.set_shader(self._shader("room", "room"))
        self._passing = {"petals": petals, "gull": gull}
        self.boat = mesh.node(shapes.boat(), "boat")
        self.boat.reparent_to(root)
        self.boat.set_shader(self._shader("room", "room", "AFLOAT"))
        self.boat.set_two_sided(True)
        for made in (bell, petals, gull, sitting):
            gpu.unculled(made)

    def _settle(self) -> None:
        places = self.gathering.places
        for kind, at in (
            (Kind.FEATHER, (FEATHERS[0], FEATHERS[1], FEATHERS[2] + 0.05)),
            (Kind.FLOWER, (FLOWER[0], FLOWER[1], FLOWER[2] + 0.02)),
            (Kind.BELL, (BELL[0], BELL[1], BELL[2])),
            (Kind.DISC, DISC),
            (Kind.JUG, JUG),
        ):
            for number, sign in ((0, -1.0), (1, 1.0)):
                places[self.index(kind, number)] = at[0] * sign, at[1], at[2]
        places[self.index(Kind.CHIME)] = CHIME
        for k, at in enumerate(_BLOSSOMS):
            places[self.index(Kind.BLOSSOM, k)] = at
        places[:, 2] += self._floor

    @property
    def feathers(self) -> list[V]:
        """Where the quills' ends of the left and the right feather are now."""
        first = self._first["feather"]
        return [(float(x), float(y), float(z)) for x, y, z in self._rows[first : first + 2, :3]]

    @property
    def threads(self) -> list[V]:
        """Where the water leaves the left and the right jug, if it flows."""
        first = self._first["thread"]
        return [(float(x), float(y), float(z)) for x, y, z in self._rows[first : first + 2, :3]]

    @property
    def lights(self) -> list[V]:
        """Where the left and the right light are that the arms follow."""
        return [(float(x), float(y), float(z)) for x, y, z in self._pearls.values.reshape(-1, 8)[:2, :3]]

    def index(self, kind: Kind, number: int = 0) -> int:
        """Who it is in the gathering."""
        found = self.gathering.index(f"{kind}-{number}")
        assert found is not None
        return found

    # ---- where everything is ----------------------------------------------------------------------------------------

    def move(self, bench: Bench, task: Task | None, feathers: bool, dt: float, now: float) -> None:
        """Everything as the bench says. task : whose things are out; feathers : whether those are."""
        step = dt / 1.4
        for each in Task:
            goal = 1.0 if each is task else 0.0
            self._out[each] += max(-step, min(step, goal - self._out[each]))
        self._feathers_out += max(-step, min(step, (1.0 if feathers else 0.0) - self._feathers_out))
        size = {each: _eased(self._out[each]) for each in Task}
        for side, sign in enumerate((-1.0, 1.0)):
            self._stones(side, sign, bench, size[Task.STONES])
            self._put("jug", side, bench.jug, sign, size[Task.POUR], _tip(sign * (-1.15 * bench.tilt), sign))
            mouth = _mouth(bench.jug, bench.tilt)
            falls = max(mouth[2] - (BOWL[2] + 0.012 + 0.052 * bench.level), 0.01)
            flows = size[Task.POUR] if bench.pouring > 0.03 else 0.0
            self._put("thread", side, mouth, sign, flows, (0, 0, 0, 1), falls)
            swing = 0.42 * math.exp(-(now - bench.rung) * 0.75) * math.sin((now - bench.rung) * 8.0)
            swing = swing if now > bench.rung else 0.0
            hang = (BELL[0], BELL[1], BELL[2] + 0.088)
            self._put("bell", side, hang, sign, size[Task.REACH], (math.sin(-swing / 2), 0, 0, math.cos(swing / 2)))
            self._put("stand", side, (hang[0], hang[1], hang[2]), sign, size[Task.REACH], (0, 0, 0, 1))
            self._put("flower", side, FLOWER, sign, size[Task.OPEN], (0, 0, 0, 1), bench.openness)
            self._put("cup", side, (FLOWER[0], FLOWER[1], FLOWER[2] - 0.004), sign, size[Task.OPEN], (0, 0, 0, 1))
            lean = 1.15 - bench.turn
            self._put("disc", side, DISC, sign, size[Task.TURN], (math.sin(lean / 2), 0, 0, math.cos(lean / 2)))
            self._put("fork", side, DISC, sign, size[Task.TURN], (0, 0, 0, 1))
            self._feather(side, sign)
        self._put("bowl", 0, BOWL, 1.0, size[Task.POUR], (0, 0, 0, 1))
        wide = shapes.BRIM * (0.36 + 0.64 * math.sin((0.08 + 0.72 * bench.level) * math.pi / 2) ** 0.75) - 0.007
        pool = (BOWL[0], BOWL[1], BOWL[2] + 0.008 + 0.052 * bench.level)
        self._put("pool", 0, pool, 1.0, size[Task.POUR], (0, 0, 0, 1), 0.0)
        self._rows[self._first["pool"], 9] = wide
        for number, sign in ((0, -1.0), (1, 1.0)):
            at = STONES[min(bench.piled, _STONES - 1)]
            places = self.gathering.places
            places[self.index(Kind.STONE, number)] = at[0] * sign, at[1], at[2] + 0.02 + self._floor
            x, y, z = bench.jug
            places[self.index(Kind.JUG, number)] = (x - 0.05) * sign, y, z + 0.01 + self._floor
        self._table.send()

    def shades(self, task: Task | None, bench: Bench) -> list[tuple[float, float, float, float]]:
        """What stands on the left, on the right and in the middle of the shelf and keeps light from it: x, y, z, radius."""
        stands = {
            Task.STONES: (PILE, 0.026 * min(bench.piled, 2)),
            Task.POUR: (bench.jug, 0.05),
            Task.OPEN: ((FLOWER[0], FLOWER[1], 0.955), 0.062),
        }
        if task not in stands:
            return [_NOTHING] * 4
        (x, y, z), size = stands[task]
        bowl = (BOWL[0], BOWL[1], 0.96, 0.07) if task is Task.POUR else _NOTHING
        return [(-x, y, z, size), (x, y, z, size), bowl, _NOTHING]

    def _stones(self, side: int, sign: float, bench: Bench, size: float) -> None:
        for k in range(_STONES):
            at = STONES[k]
            if k < bench.piled:
                at = pile_top(k)
            elif k == bench.piled and bench.carried is not None:
                at = bench.carried
            a = 0.7 * k + 0.4
            row = self._first[f"stone {k}"] + side
            before = self._rows[row, :3].copy()
            goal = np.array([at[0] * sign, at[1], at[2]], np.float32)
            far = float(np.linalg.norm(goal - before))
            # It settles softly, and comes back from the pile by shrinking away and growing where it lay.
            shown = float(self._rows[row, 3])
            if far > 0.16 and size > 0.5:
                shown = max(shown - 0.03, 0.0)
                if shown > 0.02:
                    goal = before
            else:
                shown = min(shown + 0.03, size)
                goal = before + (goal - before) * 0.35 if shown > 0.05 else goal
            self._rows[row, :4] = *goal, shown
            self._rows[row, 4:8] = 0, 0, math.sin(sign * a / 2), math.cos(a / 2)

    def _feather(self, side: int, sign: float) -> None:
        size = _eased(self._feathers_out)
        self._put("vase", side, FEATHERS, sign, size, (0, 0, 0, 1))
        row = self._first["feather"] + side
        place = np.array([FEATHERS[0] * sign, FEATHERS[1], FEATHERS[2] - 0.055])
        lean = np.array([0.10, 0.0, sign * 0.16])
        turn = _quaternion(lean)
        if self.stroke is not None:
            u, *arms = self.stroke
            at, upon = stroke_place(u, arms[side])
            # The quill is held up and away; the tip lies on the arm.
            over = _quaternion(np.array([2.35, 0.0, 0.0]))
            tip = np.array(turned((over[3], over[0], over[1], over[2]), (0.0, 0.020, 0.185)))
            place = place * (1 - upon) + (np.array(at) - tip) * upon
            place[2] += 0.10 * math.sin(math.pi * upon) * (1 if upon < 1 else 0)
            mixed = np.array(turn) * (1 - upon) + np.array(over) * upon
            turn = tuple((mixed / np.linalg.norm(mixed)).tolist())
        self._rows[row, :4] = *place, size
        self._rows[row, 4:8] = turn

    def _put(
        self, name: str, side: int, at: V, sign: float, size: float, turn: tuple[float, ...], value: float = 0.0
    ) -> None:
        row = self._rows[self._first[name] + side]
        row[0], row[1], row[2], row[3] = at[0] * sign, at[1], at[2], size
        row[4:8] = turn
        row[8] = value

    def pearls(self, place: V | None, shown: float, glows: float) -> None:
        """The lights that the arms follow: on the right at `place` (the left one is its image), 0 to 1 how far they are there."""
        rows = self._pearls.values.reshape(-1, 8)
        for side, sign in ((0, -1.0), (1, 1.0)):
            if place is not None:
                rows[side, :4] = place[0] * sign, place[1], place[2], 0.062
                self.gathering.places[self.index(Kind.LIGHT, side)] = rows[side, :3] + (0, 0, self._floor)
            rows[side, 4:] = 1.0, 0.80, 0.46, shown
            rows[2 + side, :3] = rows[side, :3]
            rows[2 + side, 3:] = 0.10 + 0.12 * (1 - glows), 1.0, 0.72, 0.40, glows * shown * 0.8
        self._pearls.send()

    def sail(self, now: float, called: float) -> V:
        """Put the boat on its way across the bay, and hand back where its sail is. It comes nearer after it was `called`."""
        t = (now / _CROSSES_S + 0.32) % 1.0
        near = 0.0 if now < called else math.sin(math.pi * min((now - called) / 40.0, 1.0)) ** 2
        x, y = -52.0 + 104.0 * t, 74.0 - 10.0 * math.sin(math.pi * t) - 26.0 * near
        self.boat.set_pos(x, y, 0.05 + 0.04 * math.sin(now * 0.7))
        self.boat.set_h(-90.0 + 12.0 * math.cos(math.pi * t))
        return x, y, 3.2

    def show(self, petals: float, gull: float, now: float) -> None:
        """What only passes is drawn while it does; in the first moments once, so that nothing has to be made ready later."""
        gpu.shown(self._passing["petals"], now < 0.5 or now - petals < 16.0)
        gpu.shown(self._passing["gull"], now < 0.5 or now - gull < _PASSES_S)


#: the part of a stroke in which the feather comes, and that in which it goes, calmly
_COMES = 0.23


def stroke_place(u: float, arm: Held) -> tuple[V, float]:
    """Where the feather's tip is on an arm, and how far it is there (0 to 1), `u` (0 to 1) into a stroke: along the forearm's
    back to the finger tips."""
    come = min(max(u / _COMES, 0.0), 1.0)
    go = min(max((1.0 - u) / _COMES, 0.0), 1.0)
    upon = _eased(min(come, go))
    along = min(max((u - _COMES) / (1.0 - 2.0 * _COMES), 0.0), 1.0)
    wrist, shoulder = np.array(arm.wrist), np.array(arm.shoulder) - [0, 0, 0.20]
    back = shoulder - wrist
    fore = wrist + back / max(float(np.linalg.norm(back)), 1e-3) * 0.20
    tip = wrist + np.array(turned(arm.turn, (0.0, 0.15, 0.0)))
    over = np.array(turned(arm.turn, (0.0, 0.0, 1.0)))
    over = over if over[2] > 0.3 else np.array([0.0, 0.0, 1.0])
    at = fore + (wrist - fore) * (along / 0.6) if along < 0.6 else wrist + (tip - wrist) * ((along - 0.6) / 0.4)
    x, y, z = (at + over * 0.030 + [0, 0, 0.004 * math.sin(along * 19)]).tolist()
    return (x, y, z), upon


def _eased(t: float) -> float:
    return t * t * (3 - 2 * t)


def _tip(angle: float, sign: float) -> tuple[float, float, float, float]:
    """The jug tipped about y; the left one faces the other way."""
    tilt = _quaternion(np.array([0.0, angle, 0.0]))
    if sign > 0:
        return tilt
    # half a turn about z first: its spout points to the bowl as well
    _, y, _, w = tilt
    return y, 0.0, w, 0.0


def _mouth(jug: V, tilt: float) -> V:
    """Where water leaves a right jug."""
    a = -1.15 * tilt
    x, z = -0.080 - 0.050, 0.158 - 0.083
    return jug[0] + x * math.cos(a) + z * math.sin(a), jug[1], jug[2] - x * math.sin(a) + z * math.cos(a)


def _quaternion(turn: npt.NDArray[np.float64]) -> tuple[float, float, float, float]:
    """(x, y, z, w) of a turn about an axis by its length, radians."""
    angle = float(np.linalg.norm(turn))
    if angle < 1e-6:
        return 0.0, 0.0, 0.0, 1.0
    x, y, z = (turn / angle * math.sin(angle / 2)).tolist()
    return x, y, z, math.cos(angle / 2)
