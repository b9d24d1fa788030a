"""What stands and lives in the Reach Garden: branches overhead, trees, a bridge, stone lamps, lanterns, butterflies and a bird."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from panda3d.core import NodePath, Shader

from scenes.base import Arrays
from scenes.kit import cherry, drift, gpu, mesh, terrain, tropics, water, wildlife
from scenes.kit.mesh import Mesh, ball, lathe, merged, tube
from scenes.kit.sky import screen_blend
from scenes.kit.terrain import Ground
from scenes.reach_garden_land import SEAT_HEIGHT, brook

F = npt.NDArray[np.float32]
MakeShader = Callable[..., Shader]
NEVER, LATER = -1000.0, 1e9
#: the branches about the seat, in the seat's frame: points along each, and how thick it begins and ends, metres
LIMBS: tuple[tuple[tuple[tuple[float, float, float], ...], float, float], ...] = (
    (
        (
            (-1.95, 0.15, -0.4), (-1.88, 0.25, 0.7), (-1.72, 0.42, 1.55), (-1.42, 0.72, 2.06), (-0.95, 1.02, 2.24),
            (-0.42, 1.18, 2.22), (0.08, 1.26, 2.10), (0.42, 1.30, 1.98)
        ), 0.135, 0.004,
    ),
    (
        (
            (2.05, 0.40, -0.4), (1.98, 0.48, 0.8), (1.80, 0.62, 1.65), (1.45, 0.86, 2.18), (0.98, 1.06, 2.36),
            (0.45, 1.14, 2.42), (-0.10, 1.20, 2.36), (-0.55, 1.26, 2.24)
        ), 0.125, 0.004,
    ),
    (
        (
            (-1.70, 0.44, 1.58), (-1.46, 0.78, 1.80), (-1.18, 1.02, 1.90), (-0.92, 1.14, 1.86), (-0.74, 1.22, 1.78)
        ), 0.046, 0.004,
    ),
    (
        (
            (1.80, 0.62, 1.66), (1.52, 0.86, 1.80), (1.22, 1.02, 1.86), (0.98, 1.12, 1.82), (0.80, 1.22, 1.74)
        ), 0.044, 0.004,
    ),
    (
        (
            (-1.86, 0.22, 1.0), (-2.0, -0.35, 1.75), (-1.75, -0.95, 2.25), (-1.1, -1.35, 2.45), (-0.3, -1.45, 2.5)
        ), 0.075, 0.004,
    ),
    (
        (
            (1.96, 0.50, 1.1), (2.05, -0.15, 1.85), (1.8, -0.75, 2.3), (1.15, -1.15, 2.5)
        ), 0.07, 0.004,
    ),
    (
        (
            (-1.42, 0.72, 2.06), (-1.55, 0.95, 2.5), (-1.3, 1.3, 2.85), (-0.8, 1.7, 3.0)
        ), 0.04, 0.004,
    ),
    (
        (
            (1.45, 0.86, 2.18), (1.6, 1.2, 2.6), (1.35, 1.6, 2.85)
        ), 0.04, 0.004,
    ),
)  # fmt: skip
#: x, y, metres over the ground, size of the lanterns that are lit one after the other
_HUNG = (
    (-2.7, 4.9, 1.75, 0.16), (3.4, 5.4, 1.65, 0.16), (-5.4, 6.2, 2.3, 0.2), (6.3, 6.6, 2.2, 0.2),
    (-4.3, 9.0, 1.5, 0.17), (-7.6, 7.2, 2.0, 0.19), (8.4, 8.0, 1.9, 0.19), (1.6, 14.6, 1.6, 0.18),
    (4.3, 19.4, 2.3, 0.2), (5.4, 20.2, 2.0, 0.18), (-10.6, 14.6, 2.4, 0.22), (-12.0, 16.4, 2.1, 0.2),
    (11.6, 16.2, 2.4, 0.22), (13.2, 17.6, 2.2, 0.2), (-14.3, 23.2, 2.5, 0.24), (-3.1, 40.0, 2.6, 0.26),
    (-1.2, 41.6, 2.4, 0.24), (18.2, 26.2, 2.6, 0.25), (-4.4, -5.6, 2.0, 0.2), (5.6, -6.6, 2.1, 0.2),
)  # fmt: skip
HUNG = len(_HUNG)
_RISING = 12
#: where a stone lamp stands: x, y, size
_LAMPS = ((-2.9, 5.6, 1.0), (3.7, 7.6, 0.85))
#: where the bird sits: on the second branch
PERCH = (0.56, 1.16, 2.462)
#: seconds for which petals fall and birds and butterflies are about
_PASSING_S = {"petals": 20.0, "bird": 21.0, "lanterns": 34.0}


def along_limbs(many: int) -> F:
    """(k, 3) points along the fore parts of the branches before the patient, in the seat's frame."""
    parts = []
    for (points, _, _), low in zip(LIMBS[:4], (0.55, 0.55, 0.4, 0.4), strict=True):
        line = cherry.smoothed(np.array(points), 8)
        at = np.linspace(low, 1.0, many // 4) * (len(line) - 1)
        parts.append(np.stack([np.interp(at, np.arange(len(line)), line[:, k]) for k in range(3)], 1))
    return np.concatenate(parts).astype(np.float32)


class Things:
    """Everything about the garden that nobody reaches for, hung under `root`."""

    def __init__(
        self,
        root: NodePath,
        baked: Arrays,
        ground: Ground,
        random: np.random.Generator,
        shader: MakeShader,
        detail: float,
    ) -> None:
        self._root, self._shader, self._random, self._ground = root, shader, random, ground
        self._few = detail < 0.75
        self._passing: dict[str, list[NodePath]] = {}
        self._land(baked)
        self._bower()
        self._stonework()
        self._lanterns = self._hang_lanterns()
        self._creatures(detail)

    def _land(self, baked: Arrays) -> None:
        root, few, shader = self._root, self._few, self._shader
        # From right under the seat on: who looks down sees the lawn, not what is below it.
        reach = np.concatenate([[0.0, 0.35], np.geomspace(0.7, 120, 60 if few else 78)]).astype(np.float32)
        ground = terrain.fan(self._ground, reach, 150 if few else 190, 6, root)
        ground.set_shader(shader("ground", "garden"))
        water.disc(root, 400.0).set_shader(shader("ground", "water", "STILL"))
        trees = (
            cherry.tree(1300 if few else 2500, 0.155, 3, 6 if few else 8),
            cherry.tree(240 if few else 420, 0.34, 4, 5, 5),
            cherry.tree(72, 0.60, 5, 4, 0),
        )
        leafy = shader("leafy", "orchard")
        tropics.planted(root, "trees", baked["trees"], trees, (12.5, 36.0, 400.0), leafy, 5.6, 6)
        many = 0.5 if few else 1.0
        bushes = (
            tropics.bush(int(620 * many), 0.11, 3),
            tropics.bush(int(150 * many), 0.24, 4, 6, 1.2),
            tropics.bush(30, 0.5, 5, 5, 1.5),
        )
        tropics.planted(
            root, "bushes", baked["bushes"], bushes, (13.0, 34.0, 400.0), shader("leafy", "orchard", "BUSH"), 3.0, 4
        )
        stones = (tropics.stone(3, 15, 9), tropics.stone(5, 8, 5))
        tropics.planted(
            root, "stones", baked["stones"], stones, (18.0, 400.0), shader("leafy", "leafy", "STONE"), 1.5, 1
        )
        tropics.planted(
            root, "reeds", baked["reeds"], (tropics.reeds(18, 3), tropics.reeds(8, 4)), (16.0, 60.0), leafy, 1.8, 1
        )
        rows = baked["tufts"][:: 2 if few else 1]
        tropics.planted(root, "tufts", rows, (_tuft(7), _tuft(5)), (7.0, 60.0), shader("leafy", "sward"), 0.6, 2)

    def _bower(self) -> None:
        """The branches about the seat, and the small flowers on them."""
        root, few = self._root, self._few
        wood = mesh.node(merged([cherry.branch(p, a, b, 7 if few else 11) for p, a, b in LIMBS]), "branches")
        wood.reparent_to(root)
        wood.set_z(SEAT_HEIGHT)
        wood.set_shader(self._shader("bower", "bower", "BRANCH"))
        spots, random = [], self._random
        for number, (points, _, _) in enumerate(LIMBS):
            line = cherry.smoothed(np.array(points), 16)
            start = 0.42 if number < 2 else 0.15
            for _ in range(38 if number < 4 else 16):
                at = line[int((start + (1 - start) * random.random() ** 0.8) * (len(line) - 1))]
                spots.append(at + random.normal(0, 0.035, 3) - [0, 0, 0.03])
        p = np.array(spots, np.float32)[:: 2 if few else 1]
        p = p[np.linalg.norm(p - [0, 0, 1.2], axis=1) > 0.72]
        rows = np.zeros((len(p), 8), np.float32)
        rows[:, :3] = p + np.array([0, 0, SEAT_HEIGHT])
        rows[:, 3] = random.uniform(1.0, 1.65, len(p))
        rows[:, 4], rows[:, 5] = random.uniform(0, 6.28, len(p)), random.random(len(p))
        rows[:, 6], rows[:, 7] = random.uniform(-0.8, 0.8, len(p)), random.random(len(p))
        box = np.array([[-3, -3, SEAT_HEIGHT], [3, 3, SEAT_HEIGHT + 4]], np.float32)
        made = gpu.instanced(root, cherry.cluster(2, 3 if few else 4), "sprays", len(p), box, gpu.Table("sprays", rows))
        made.set_shader(self._shader("bower", "bower"))
        made.set_two_sided(True)

    def _stonework(self) -> None:
        """Stone lamps, and a bridge over the brook."""
        parts = []
        for x, y, size in _LAMPS:
            z = float(self._ground.at(x, y))
            parts.append(_stone_lamp().moved((x, y, z - 0.03), 0.3 * x, size))
        x = -0.05
        y = float(brook(x))
        parts.append(_bridge().moved((x, y, 0.0), math.atan(-0.30)))
        made = mesh.node(merged(parts), "stonework")
        made.reparent_to(self._root)
        made.set_shader(self._shader("stonework", "stonework"))
        made.set_two_sided(True)

    def _hang_lanterns(self) -> gpu.Table:
        rows = np.zeros((HUNG + _RISING, 8), np.float32)
        for k, (x, y, high, size) in enumerate(_HUNG):
            rows[k, :4] = x, y, float(self._ground.at(x, y)) + high, size
        a = self._random.uniform(-0.75, 0.65, _RISING)
        away = self._random.uniform(17, 34, _RISING)
        rows[HUNG:, 0], rows[HUNG:, 1] = away * np.sin(a), away * np.cos(a)
        rows[HUNG:, 2] = self._ground.at(rows[HUNG:, 0], rows[HUNG:, 1]) + 0.8
        rows[HUNG:, 3] = self._random.uniform(0.26, 0.36, _RISING)
        rows[:, 4], rows[:, 5] = NEVER, self._random.random(HUNG + _RISING)
        rows[:HUNG, 4] = LATER
        rows[HUNG:, 6] = 1.0
        table = gpu.Table("lanterns", rows)
        body = gpu.instanced(self._root, cherry.paper_lantern(5, 9), "lanterns", len(rows), None, table)
        body.set_shader(self._shader("paper", "paper"))
        body.set_two_sided(True)
        halo = gpu.instanced(self._root, mesh.square(), "halos", len(rows), None, table)
        halo.set_shader(self._shader("paper", "paper", "AURA"))
        shines(halo, 30)
        return table

    def _creatures(self, detail: float) -> None:
        flies = drift.hang(self._root, wildlife.butterfly(), "butterflies", 9, self._shader("flutter", "wild"), 0)
        flies.set_two_sided(True)
        drift.hang(self._root, _bee(), "bees", 7 if self._few else 14, self._shader("flutter", "wild", "BEE"), 0)
        bird = drift.hang(self._root, _songbird(), "songbird", 1, self._shader("flutter", "wild", "BIRD"), 0)
        drift.air(self._root, int(240 * detail * detail), self._shader("mote", "mote"))
        petals = drift.leaves(self._root, int(460 * detail * detail), self._shader("petal", "wild", "CHERRY"))
        self._passing = {"petals": [petals], "bird": [bird]}

    # ---- the visit --------------------------------------------------------------------------------------------------

    def show(self, begun: dict[str, float], now: float) -> None:
        """Who only passes in small events is drawn while they last; `begun` : when each began last."""
        # In the first moments everything is drawn once, so that nothing has to be made ready later.
        for event, nodes in self._passing.items():
            for made in nodes:
                gpu.shown(made, now < 0.5 or now - begun[event] < _PASSING_S[event])

    def light(self, which: int, when: float) -> tuple[float, float, float]:
        """Lantern `which` of the garden is lit from `when` on; hands back where it hangs."""
        row = self._lanterns.values.reshape(-1, 8)[which]
        row[4] = when
        self._lanterns.send()
        return float(row[0]), float(row[1]), float(row[2])

    def rise(self, when: float) -> None:
        """Lanterns rise beyond the brook from `when` on."""
        self._lanterns.values.reshape(-1, 8)[HUNG:, 4] = when
        self._lanterns.send()


def _tuft(blades: int) -> Mesh:
    """Grass about 0.3 m high, now and then with a small flower; paint as in `tropics`, a flower's leaf value 0.5."""
    random = np.random.default_rng(blades)
    parts = []
    up = np.array([0, 0, 1.0])
    for k in range(blades):
        a, r = 2.4 * k, 0.07 * math.sqrt(random.random())
        tall, lean = random.uniform(0.14, 0.34), random.uniform(0.03, 0.14)
        way = np.array([math.cos(a), math.sin(a), 0])
        aside = np.array([-way[1], way[0], 0]) * 0.008
        foot = way * r
        middle, tip = foot + way * lean * 0.35 + up * tall * 0.6, foot + way * lean + up * tall
        p = np.array([foot - aside, foot + aside, middle - aside * 0.8, middle + aside * 0.8, tip])
        paint = np.array([[v, 0.4 + 0.6 * v, 1.0, random.random()] for v in (0.0, 0.0, 0.6, 0.6, 1.0)])
        parts.append(_upright(mesh.mesh(p, [(0, 1, 3), (0, 3, 2), (2, 3, 4)]).painted(paint)))
        if k % 3 == 0:
            b = np.arange(6) * math.pi / 3
            rim = tip + np.stack([0.022 * np.cos(b), 0.022 * np.sin(b), 0.006 + 0 * b], 1)
            flower = mesh.mesh(np.concatenate([[tip], rim]), [(0, 1 + j, 1 + (j + 1) % 6) for j in range(6)])
            parts.append(_upright(flower.painted((1.0, 1.0, 0.5, random.random()))))
    return merged(parts)


def _upright(shape: Mesh) -> Mesh:
    """Lit as the ground is that it stands on."""
    up = np.tile(np.array([0, 0, 1], np.float32), (len(shape.positions), 1))
    return Mesh(shape.positions, up, shape.paint, shape.triangles)


def _stone_lamp() -> Mesh:
    """A lamp of stone, 1.35 m high. Paint: 0 stone, 1 its light; a grain."""
    stone, flame = (0.0, 0.5, 0, 0), (1.0, 0.5, 0, 0)
    six = 6
    parts = [
        lathe([(0.02, 0.16), (0.26, 0.15), (0.30, 0.05), (0.32, -0.2)], six, stone),
        lathe([(0.10, 0.62), (0.085, 0.40), (0.11, 0.15)], 12, stone),
        lathe([(0.02, 0.74), (0.25, 0.73), (0.27, 0.68), (0.12, 0.60)], six, stone),
        lathe([(0.02, 0.99), (0.17, 0.985), (0.17, 0.735)], six, flame),
        lathe([(0.02, 1.30), (0.09, 1.19), (0.24, 1.08), (0.40, 1.035), (0.41, 0.99), (0.18, 0.98)], six, stone),
        lathe([(0.004, 1.46), (0.055, 1.39), (0.06, 1.34), (0.03, 1.28)], 10, stone),
    ]
    for k in range(six):
        a = (k + 0.5) * math.pi / 3 + math.pi / 6
        x, y = 0.185 * math.cos(a), 0.185 * math.sin(a)
        parts.append(tube([(x, y, 0.72), (x, y, 1.0)], 0.032, 5, stone))
    return merged(parts)


#: a board's triangles, its corners being (end, side, top or bottom)
_BOARD = (
    (0, 2, 6), (0, 6, 4), (1, 5, 7), (1, 7, 3), (0, 4, 5), (0, 5, 1),
    (2, 3, 7), (2, 7, 6), (0, 1, 3), (0, 3, 2), (4, 6, 7), (4, 7, 5),
)  # fmt: skip


def _bridge() -> Mesh:
    """An arched wooden bridge along y over the brook, 5.4 m long. Paint: 0.5 wood; a grain."""
    parts = []
    t = np.linspace(-1, 1, 25)
    y, z = 2.7 * t, 0.34 + 0.50 * (1 - t * t)
    for k in range(24):
        shade = 0.35 + 0.3 * ((k * 0.618) % 1)
        a, b = (0.0, y[k] + 0.008, z[k]), (0.0, y[k + 1] - 0.008, z[k + 1])
        p = np.array([(s * 0.62, q[1], q[2] + d) for q in (a, b) for s in (-1, 1) for d in (0.0, -0.05)])
        flat = p[np.array(_BOARD)].reshape(-1, 3)
        parts.append(mesh.mesh(flat, np.arange(len(flat)).reshape(-1, 3), (0.5, shade, 0, 0)))
    for s in (-1, 1):
        rail = np.stack([np.full_like(t, s * 0.60), y, z + 0.55], 1)
        parts.append(tube(rail, 0.035, 7, (0.5, 0.7, 0, 0)))
        parts.append(tube(rail - [0, 0, 0.60], 0.055, 6, (0.5, 0.3, 0, 0)))
        for k in range(0, 25, 4):
            foot = (s * 0.60, float(y[k]), float(z[k]) - 0.06)
            tall = 0.70 if k in (0, 24) else 0.61
            parts.append(tube([foot, (foot[0], foot[1], foot[2] + tall)], 0.030, 6, (0.5, 0.6, 0, 0)))
    return merged(parts)


def _songbird() -> Mesh:
    """The robin of the woods without its stump, its feet at the origin."""
    whole = wildlife.bird()
    mine = whole.paint[whole.triangles[:, 0], 3] > 0.05
    used, where = np.unique(whole.triangles[mine], return_inverse=True)
    bird = Mesh(whole.positions[used], whole.normals[used], whole.paint[used], where.reshape(-1, 3).astype(np.uint32))
    return bird.moved((0, 0, -1.09))


def _bee() -> Mesh:
    """A bee of length 2, facing -y. Parts: 2 and 3 the wings."""
    body = ball(1.0, (0, 0, 0), 8, 9).rotated([[1, 0, 0], [0, 0, 1], [0, -1, 0]]).moved(scale=(0.50, 0.95, 0.50))
    stripes = np.sin(body.positions[:, 1] * 6.5) > 0.25
    coat = np.where(stripes[:, None], np.sqrt([[0.11, 0.070, 0.030]]), np.sqrt([[0.66, 0.40, 0.075]]))
    parts = [body.painted(np.concatenate([coat, np.zeros((len(coat), 1))], 1))]
    for s in (-1, 1):
        wing = mesh.mesh(
            [(0.1 * s, -0.3, 0.40), (1.1 * s, -0.25, 0.55), (1.25 * s, 0.25, 0.55), (0.3 * s, 0.35, 0.42)],
            [(0, 1, 2), (0, 2, 3)],
            (0.78, 0.78, 0.74, (2 if s < 0 else 3) * 32 / 255),
        )
        parts.append(wing)
    return merged(parts)


def shines(made: NodePath, sort: int) -> None:
    """It is light over what lies behind it."""
    made.set_attrib(screen_blend())
    made.set_depth_write(False)
    made.set_two_sided(True)
    made.set_bin("fixed", sort)
