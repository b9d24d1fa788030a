"""What stands, shines and sings at Star Memory: the deck, the old tree, the birds, the stars and the figures made of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt
from panda3d.core import LVecBase4f, NodePath, Shader, TransparencyAttrib

from scenes.base import Arrays
from scenes.kit import asterisms, foliage, gpu, jetty, mesh, sky, songbirds, tropics
from scenes.kit.asterisms import Asterism
from scenes.star_memory_land import LAMP, PERCH, TREE

F = npt.NDArray[np.float32]
MakeShader = Callable[..., Shader]
NEVER = -1000.0
#: degrees to the right of ahead and up of the nine stars, as irregular as Corsi's blocks: within an easy glance and a screen's edge
#: from where a patient sits, and far enough apart that a look with all its forgiveness means one of them
NINE = (
    (-29.0, 9.5),
    (-25.0, 19.5),
    (-14.5, 12.5),
    (-8.0, 20.5),
    (-2.0, 9.0),
    (5.0, 15.5),
    (13.5, 20.5),
    (16.0, 9.5),
    (27.5, 15.0),
)
#: metres away at which a look finds them
FAR = 80.0
#: where figures find their places: degrees to the right and up of their middle, how large, how far rolled
_SLOTS = (
    (-41.0, 25.0, 4.6, 10.0),
    (40.0, 29.0, 4.6, -12.0),
    (-18.0, 33.0, 4.8, 0.0),
    (4.0, 33.5, 4.8, 8.0),
    (24.0, 33.0, 4.6, -6.0),
    (-36.0, 38.0, 5.0, 20.0),
    (38.0, 42.0, 5.0, 14.0),
    (-5.0, 45.0, 5.4, -10.0),
    (17.0, 46.0, 5.2, 12.0),
    (-25.0, 48.0, 5.2, -18.0),
    (-55.0, 31.0, 5.0, 6.0),
    (56.0, 34.0, 5.0, -8.0),
    (-64.0, 20.0, 4.6, 12.0),
    (70.0, 24.0, 5.0, 0.0),
    (-78.0, 34.0, 5.4, -14.0),
    (82.0, 38.0, 5.4, 10.0),
    (-50.0, 52.0, 5.6, 0.0),
    (48.0, 56.0, 5.6, 18.0),
    (0.0, 60.0, 6.0, -8.0),
    (-100.0, 28.0, 5.2, 8.0),
    (104.0, 30.0, 5.2, -8.0),
    (-128.0, 36.0, 5.6, 0.0),
    (130.0, 38.0, 5.6, 12.0),
    (168.0, 34.0, 5.6, -4.0),
)
#: rows of the table for each figure: its stars and its lines
_ROWS = 20
#: seconds after which the owl and the shooting star have passed
_PASSING_S = {"owl": 22.0, "shooting-star": 8.0}
#: metres: the deck's top over the water, and half of its width
_DECK, _HALF = jetty.DECK, 2.35


def direction(degrees: float, up: float) -> F:
    """(3,) a unit vector, `degrees` to the right of ahead."""
    a, e = math.radians(degrees), math.radians(up)
    return np.array([math.sin(a) * math.cos(e), math.cos(a) * math.cos(e), math.sin(e)], np.float32)


STARS: F = np.stack([direction(*at) for at in NINE])


class Things:
    """Everything that may move, hung under `root`."""

    def __init__(
        self, root: NodePath, baked: Arrays, random: np.random.Generator, shader: MakeShader, detail: float
    ) -> None:
        self._shader, self._few = shader, detail < 0.75
        self._passing: dict[str, list[NodePath]] = {}
        self._firmament(root, random, detail)
        self._nine(root, random)
        self._figures = self._build_figures(root)
        self._made = 0
        self._deck(root)
        self._growth(root, baked)
        self._birds = self._build_birds(root)
        self._passers(root)

    # ---- the sky ----------------------------------------------------------------------------------------------------

    def _firmament(self, root: NodePath, random: np.random.Generator, detail: float) -> None:
        shape = _stars(int(3600 * detail), random)
        for flags, sort in (((), 6), (("MIRROR",), 4)):
            made = mesh.node(shape, "stars")
            made.reparent_to(root)
            made.set_shader(self._shader("starfield", "starfield", *flags))
            sky.additive(made, sort)
            gpu.unculled(made)
        moon = mesh.node(mesh.square(), "moon")
        moon.reparent_to(root)
        moon.set_shader(self._shader("moon", "moon"))
        moon.set_transparency(TransparencyAttrib.M_alpha)
        moon.set_depth_write(False)
        moon.set_two_sided(True)
        moon.set_bin("fixed", 8)
        gpu.unculled(moon)

    def _nine(self, root: NodePath, random: np.random.Generator) -> None:
        rows = np.concatenate([STARS, random.random((len(STARS), 1))], 1)
        table = gpu.Table("nine", rows.astype(np.float32))
        for flags, sort in (((), 32), (("MIRROR",), 5)):
            made = gpu.instanced(root, mesh.square(), "nine", len(NINE) + 1, None, table)
            made.set_shader(self._shader("wanderer", "wanderer", *flags))
            sky.additive(made, sort)

    def _build_figures(self, root: NodePath) -> gpu.Table:
        rows = np.zeros((len(_SLOTS) * _ROWS, 16), np.float32)
        rows[:, 1], rows[:, 5], rows[:, 9], rows[:, 13] = 1, 1, 1, 1
        rows[:, 3] = 1e6
        table = gpu.Table("figures", rows)
        made = gpu.instanced(root, mesh.square(), "figures", len(rows), None, table)
        made.set_shader(self._shader("asterism", "asterism"))
        sky.additive(made, 10)
        return table

    def complete(self, asterism: Asterism, path: F, when: float) -> None:
        """A figure draws itself along `path` (n, 3: a direction for each of its stars) from `when` on, and takes its place."""
        slot = self._made % len(_SLOTS)
        self._made += 1
        right, up, size, roll = _SLOTS[slot]
        home = asterisms.placed(asterism, direction(right, up), math.radians(size), math.radians(roll))
        rows = self._figures.values.reshape(-1, 16)[slot * _ROWS : (slot + 1) * _ROWS]
        rows[:, 3] = 1e6
        n = len(path)
        order = np.arange(n) / max(n - 1, 1)
        # While it is repeated its lines go from star to star; the figure's own lines are those that it ends with.
        own = {frozenset(pair) for pair in asterism.lines}
        steps = {frozenset((k, k + 1)) for k in range(n - 1)}
        count = 0
        for pair in sorted(own | steps, key=sorted):
            a, b = sorted(pair)
            # A line that the figure doesn't have shrinks to a star on the way, and one that was not repeated grows out of one.
            first = path[b] if pair in steps else path[a] + 1e-4
            last = home[b] if pair in own else home[a] + 1e-4
            rows[count] = (*path[a], when, *first, order[a], *home[a], 0.0, *last, 0.0)
            count += 1
        for k in range(n):
            rows[count] = (*path[k], when, *path[k], order[k], *home[k], 1.0, *home[k], 0.0)
            count += 1
        self._figures.send()

    @property
    def figures(self) -> int:
        """How many figures were made in this visit."""
        return self._made

    # ---- the shore --------------------------------------------------------------------------------------------------

    def _deck(self, root: NodePath) -> None:
        place = mesh.node(mesh.merged([_platform(), _trunk(), _lamp()]), "deck")
        place.reparent_to(root)
        place.set_shader(self._shader("jetty", "jetty"))

    def _growth(self, root: NodePath, baked: Arrays) -> None:
        leafy, stone = self._shader("leafy", "leafy"), self._shader("leafy", "leafy", "STONE")
        firs = [_leafy(foliage.pine(*how)) for how in ((7, 13, 3), (6, 8, 4, 4), (4, 6, 5, 3))]
        reaches = (34.0, 52.0, 400.0)
        tropics.planted(root, "firs", baked["firs"], firs, reaches, leafy, 6.2, 4)
        rocks = tuple(tropics.stone(*how).moved(scale=(0.86, 0.95, 1.35)) for how in ((3, 18, 11), (5, 9, 6)))
        tropics.planted(root, "rocks", baked["rocks"], rocks, (26.0, 400.0), stone, 1.5, 1)
        crown = np.array([[*TREE, 0.0, 1.0, 0.0, 0.444, 1.0, 0.09]], np.float32)
        # Flat layers, as the wind leaves them to a tree by a lake: many small boughs about the ends of its limbs.
        random = np.random.default_rng(31)
        ends = (
            (0.05, 0.10, 3.70, 0.75),
            (0.75, 0.45, 4.55, 0.95),
            (-0.55, 0.65, 5.05, 0.75),
            (0.35, -0.25, 5.75, 0.85),
            (1.55, 0.25, 3.45, 0.80),
            (1.15, 1.35, 5.15, 0.90),
            (0.40, 0.35, 6.50, 0.65),
        )
        blobs = []
        for x, y, z, wide in ends:
            for k in range(7):
                a = 0.898 * k + float(random.uniform(-0.5, 0.5))
                out, size = wide * float(random.uniform(0.20, 0.85)), wide * float(random.uniform(0.22, 0.36))
                blobs.append(
                    (x + out * math.cos(a), y + out * math.sin(a), z + float(random.uniform(-0.12, 0.16)), size)
                )
        leaves = tropics.crown(blobs, 500 if self._few else 2600, 0.30 if self._few else 0.17, 9, 6 if self._few else 8)
        sprigs = _sprigs(120 if self._few else 300)
        tropics.planted(root, "crown", crown, [mesh.merged([leaves, sprigs])], (100.0,), leafy, 7.6, 1)

    # ---- who comes --------------------------------------------------------------------------------------------------

    def _build_birds(self, root: NodePath) -> list[NodePath]:
        shader = self._shader("songbird", "bird")
        made = []
        for name, make, posed in songbirds.KINDS:
            bird = mesh.node(make(), name)
            bird.reparent_to(root)
            bird.set_shader(shader)
            bird.set_shader_input("posed", LVecBase4f(*posed, 0))
            bird.set_two_sided(True)
            gpu.unculled(bird)
            made.append(bird)
        return made

    def _passers(self, root: NodePath) -> None:
        owl = mesh.node(songbirds.owl_flying(), "owl")
        owl.reparent_to(root)
        owl.set_shader(self._shader("bird", "bird"))
        owl.set_two_sided(True)
        gpu.unculled(owl)
        comet = mesh.node(mesh.ribbon(), "comet")
        comet.reparent_to(root)
        comet.set_shader(self._shader("comet", "comet"))
        sky.additive(comet, 8)
        gpu.unculled(comet)
        self._passing = {"owl": [owl], "shooting-star": [comet]}

    def show(self, begun: Mapping[str, float], bird: int | None, now: float) -> None:
        """Who only passes is drawn while it does; of the birds, `bird`."""
        # In the first moments everything is drawn once, so that nothing has to be made ready later.
        for event, nodes in self._passing.items():
            for made in nodes:
                gpu.shown(made, now < 0.5 or now - begun[event] < _PASSING_S[event])
        for kind, made in enumerate(self._birds):
            gpu.shown(made, now < 0.5 or kind == bird)


def _stars(count: int, random: np.random.Generator) -> mesh.Mesh:
    """Stars all about, denser along the band. Paint: corner x, corner y, brightness, phase; normals: their colour. None is smaller
    to the eye than some pixels, so none flickers when the head turns."""
    d = random.normal(size=(count, 3))
    d /= np.linalg.norm(d, axis=1, keepdims=True)
    bright = (0.15 + 0.75 * random.random(count) ** 5).astype(np.float32)
    size = (0.0019 + 0.0030 * bright)[:, None, None]
    warm = random.random((count, 1))
    hue = np.array([0.68, 0.82, 1.0]) + warm**3 * np.array([0.32, 0.04, -0.32])
    side = np.cross(d, [0, 0, 1.0])
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    over = np.cross(side, d)
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], np.float32)
    p = d[:, None] + size * (side[:, None] * corners[None, :, :1] + over[:, None] * corners[None, :, 1:])
    paint = np.empty((count, 4, 4), np.float32)
    paint[..., :2] = corners * 0.5 + 0.5
    paint[..., 2], paint[..., 3] = bright[:, None], random.random((count, 1))
    base = (np.arange(count) * 4)[:, None, None]
    triangles = (base + np.array([[0, 1, 2], [0, 2, 3]])[None]).reshape(-1, 3).astype(np.uint32)
    colour = np.repeat(hue, 4, 0).astype(np.float32)
    return mesh.Mesh(p.reshape(-1, 3).astype(np.float32), colour, paint.reshape(-1, 4), triangles)


def _paint(red: float, green: float, blue: float, what: float = jetty.WOOD) -> tuple[float, float, float, float]:
    return math.sqrt(red), math.sqrt(green), math.sqrt(blue), what


def _platform() -> mesh.Mesh:
    """A round deck over the water, its way to the shore, a rail behind, a telescope, cushions."""
    random = np.random.default_rng(8)
    parts, wide = [], 0.185
    x = -_HALF
    while x < _HALF - 0.06:
        middle = x + wide / 2
        long = math.sqrt(max(_HALF**2 - middle**2, 0.05))
        tone, off = random.uniform(0.75, 1.15), random.uniform(-0.03, 0.03)
        shade = _paint(0.300 * tone, 0.265 * tone, 0.235 * tone)
        top = _DECK + random.uniform(-0.004, 0.004)
        parts.append(jetty.board((x, -long + off, _DECK - 0.05), (x + wide - 0.014, long + off, top), shade))
        x += wide
    y = -15.0
    while y < -2.1:
        tone = random.uniform(0.75, 1.15)
        shade = _paint(0.250 * tone, 0.215 * tone, 0.185 * tone)
        low, high = (-1.30, y, _DECK - 0.055), (1.30, y + 0.26, _DECK - 0.008)
        parts.append(jetty.board(low, high, shade))
        y += 0.275
    dark = _paint(0.120, 0.100, 0.085)
    rim = np.linspace(0, 2 * np.pi, 49)
    ring = np.stack([_HALF * np.sin(rim), _HALF * np.cos(rim), np.full(49, _DECK - 0.10)], 1)
    parts.append(mesh.tube(ring, 0.055, 6, dark))
    for degrees in (25, 75, 125, 155, 205, 235, 285, 335):
        a = math.radians(degrees)
        px, py = (_HALF - 0.03) * math.sin(a), (_HALF - 0.03) * math.cos(a)
        top = _DECK + 0.86 if 60 < degrees < 300 else _DECK - 0.05
        parts.append(mesh.tube([(px, py, -2.2), (px, py, 0.3), (px, py, top)], [0.075, 0.062, 0.045], 9, dark))
    for side in (-1, 1):
        arc = np.radians(np.linspace(75, 155, 14)) * side
        for over, thick in ((0.84, 0.030), (0.46, 0.020)):
            rail = np.stack([(_HALF - 0.03) * np.sin(arc), (_HALF - 0.03) * np.cos(arc), np.full(14, _DECK + over)], 1)
            parts.append(mesh.tube(rail, thick, 7, _paint(0.30, 0.26, 0.22)))
    for px, py, pz in jetty.WAY:
        parts.append(mesh.tube([(px, py, -1.5), (px, py, pz)], [0.07, 0.05], 8, dark))
        parts.append(mesh.ball(0.085, (px, py, pz), 14, 9, _paint(1.0, 0.62, 0.28, jetty.GLOW)))
        parts.append(
            mesh.lathe([(0.002, pz + 0.10), (0.05, pz + 0.085), (0.052, pz + 0.07)], 12, dark).moved((px, py, 0))
        )
    blue, rust, sand = (
        _paint(0.040, 0.072, 0.135, jetty.CLOTH),
        _paint(0.19, 0.075, 0.040, jetty.CLOTH),
        _paint(0.26, 0.22, 0.17, jetty.CLOTH),
    )
    parts += [jetty.cushion(0, -0.15, 0.52, 0.11, blue), jetty.cushion(0.95, 0.55, 0.28, 0.095, rust, 0.4)]
    parts.append(jetty.cushion(-0.98, -0.35, 0.30, 0.10, sand, -0.3))
    return mesh.merged([*parts, _telescope()])


def _telescope() -> mesh.Mesh:
    """A brass telescope on three legs, turned to the sky."""
    brass, dark, wood = _paint(0.34, 0.235, 0.095, jetty.CHIME), _paint(0.05, 0.045, 0.045), _paint(0.17, 0.10, 0.055)
    x, y, head = -1.36, 1.62, _DECK + 0.78
    parts = []
    for k in range(3):
        a = 2.1 * k + 0.5
        foot = (x + 0.30 * math.sin(a), y + 0.30 * math.cos(a), _DECK)
        parts.append(mesh.tube([foot, (x + 0.03 * math.sin(a), y + 0.03 * math.cos(a), head)], [0.014, 0.020], 7, wood))
    way = direction(-20.0, 34.0).astype(float)
    pivot = np.array([x, y, head + 0.05])
    marks = (
        (-0.42, 0.022),
        (-0.40, 0.022),
        (-0.38, 0.030),
        (-0.15, 0.030),
        (-0.14, 0.040),
        (0.40, 0.040),
        (0.41, 0.050),
        (0.52, 0.050),
    )
    path = np.array([pivot + way * at for at, _ in marks])
    parts.append(mesh.tube(path, [r for _, r in marks], 16, brass))
    parts.append(mesh.ball(0.046, tuple(pivot - [0, 0, 0.035]), 12, 8, dark))
    glass = pivot + way * 0.522
    parts.append(mesh.ball(0.046, tuple(glass), 12, 8, _paint(0.05, 0.08, 0.12, jetty.CHIME)).moved())
    return mesh.merged(parts)


def _trunk() -> mesh.Mesh:
    """The old tree without its leaves: a twisted trunk, and the long branch that birds come to."""
    x, y = TREE
    bark, pale = _paint(0.105, 0.082, 0.064), _paint(0.150, 0.125, 0.105)
    foot = [(x + 0.15, y - 0.05, -0.6), (x + 0.08, y, 0.35), (x - 0.06, y + 0.05, 1.1), (x + 0.05, y + 0.12, 2.0)]
    top = [(x + 0.32, y + 0.10, 3.0), (x + 0.20, y + 0.05, 4.1), (x + 0.42, y + 0.02, 5.2), (x + 0.38, y + 0.2, 6.4)]
    parts = [
        mesh.tube(
            _bent([*foot, *top], 28),
            np.interp(np.linspace(0, 1, 28), [0, 0.12, 0.35, 1], [0.44, 0.27, 0.20, 0.05]),
            14,
            bark,
        )
    ]
    px, py, pz = PERCH
    branch = _bent(
        [
            (x, y + 0.1, 1.72),
            (3.65, 3.82, 1.86),
            (2.85, 3.98, 1.72),
            (2.25, 4.18, 1.55),
            (px, py, pz - 0.022),
            (0.92, 4.66, 1.70),
        ],
        26,
    )
    parts.append(
        mesh.tube(branch, np.interp(np.linspace(0, 1, 26), [0, 0.5, 0.8, 1], [0.120, 0.058, 0.030, 0.010]), 10, bark)
    )
    for limb, thick in (
        ([(x + 0.05, y + 0.1, 2.6), (x - 0.5, y + 0.5, 3.9), (x - 0.62, y + 0.65, 5.0)], (0.10, 0.03)),
        ([(x + 0.2, y + 0.1, 2.4), (x + 1.0, y + 0.3, 3.0), (x + 1.6, y + 0.25, 3.5)], (0.11, 0.03)),
        ([(x + 0.3, y + 0.05, 3.6), (x + 0.9, y + 0.9, 4.6), (x + 1.15, y + 1.35, 5.2)], (0.09, 0.03)),
        ([(2.62, 4.05, 1.65), (2.35, 4.35, 1.95), (2.20, 4.5, 2.02)], (0.022, 0.006)),
        ([(1.35, 4.52, 1.59), (1.18, 4.30, 1.50), (1.05, 4.2, 1.46)], (0.013, 0.004)),
        ([(3.3, 3.9, 1.80), (3.0, 3.6, 2.1), (2.85, 3.5, 2.35)], (0.03, 0.007)),
    ):
        parts.append(mesh.tube(_bent(limb, 9), np.linspace(*thick, 9), 8, pale if thick[0] < 0.02 else bark))
    for k in range(5):
        a = 1.3 * k + 0.4
        root = [
            (x + 0.1, y, 0.5),
            (x + 0.45 * math.cos(a), y + 0.45 * math.sin(a), 0.28),
            (x + 0.95 * math.cos(a), y + 0.95 * math.sin(a), -0.15),
        ]
        parts.append(mesh.tube(_bent(root, 7), np.linspace(0.17, 0.05, 7), 8, bark))
    return mesh.merged(parts)


def _lamp() -> mesh.Mesh:
    """A lantern of glass and dark metal that hangs from the branch."""
    x, y, z = LAMP
    dark, glow = _paint(0.035, 0.033, 0.034), _paint(1.0, 0.62, 0.28, jetty.GLOW)
    parts = [mesh.tube([(x, y + 0.03, 1.60), (x, y, z + 0.19)], [0.005, 0.005], 5, dark)]
    parts.append(
        mesh.lathe(
            [(0.002, z + 0.20), (0.03, z + 0.17), (0.095, z + 0.115), (0.095, z + 0.10), (0.01, z + 0.10)], 8, dark
        ).moved((x, y, 0))
    )
    parts.append(
        mesh.lathe([(0.010, z + 0.10), (0.066, z + 0.098), (0.074, z - 0.09), (0.01, z - 0.092)], 12, glow).moved(
            (x, y, 0)
        )
    )
    parts.append(
        mesh.lathe([(0.01, z - 0.088), (0.092, z - 0.092), (0.092, z - 0.115), (0.01, z - 0.118)], 8, dark).moved(
            (x, y, 0)
        )
    )
    for k in range(4):
        a = math.pi / 4 + k * math.pi / 2
        c, s = math.cos(a), math.sin(a)
        parts.append(
            mesh.tube(
                [(x + 0.08 * c, y + 0.08 * s, z + 0.10), (x + 0.085 * c, y + 0.085 * s, z - 0.10)],
                [0.006, 0.006],
                5,
                dark,
            )
        )
    return mesh.merged(parts)


def _sprigs(count: int) -> mesh.Mesh:
    """Small leaves along the branch, away from where birds sit, in the frame of the tree's foot."""
    random = np.random.default_rng(12)
    path = _bent([(3.65, 3.82, 1.86), (2.85, 3.98, 1.74), (2.35, 4.30, 1.98), (2.95, 3.55, 2.25)], 40)
    at = path[random.integers(0, 40, count)] + random.normal(0, 0.085, (count, 3)) * [1, 1, 0.7]
    way = random.normal(size=(count, 3))
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    side = np.cross(way, random.normal(size=(count, 3)))
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    long = random.uniform(0.06, 0.11, (count, 1))
    p = np.stack(
        [at, at + side * long * 0.3 + way * long * 0.5, at + way * long, at - side * long * 0.3 + way * long * 0.5], 1
    )
    base = (np.arange(count) * 4)[:, None]
    triangles = np.concatenate([base + np.array([0, 1, 2]), base + np.array([0, 2, 3])]).astype(np.uint32)
    paint = np.stack([np.full(count, 0.2), random.uniform(0.5, 1, count), np.ones(count), random.random(count)], 1)
    normals = np.repeat(np.tile([0.0, -0.3, 0.9], (count, 1)), 4, 0)
    foot = np.array([*TREE, 0.0])
    return mesh.Mesh(
        (p.reshape(-1, 3) - foot).astype(np.float32),
        normals.astype(np.float32),
        np.repeat(paint, 4, 0).astype(np.float32),
        triangles,
    )


def _bent(points: list[tuple[float, float, float]], count: int) -> npt.NDArray[np.float64]:
    """(count, 3) along a smooth line through `points` (Catmull-Rom)."""
    p = np.array([points[0], *points, points[-1]], float)
    s = np.linspace(0, len(points) - 1 - 1e-6, count)
    k, t = s.astype(int), (s % 1.0)[:, None]
    a, b, c, d = (p[k + j] for j in range(4))
    return np.asarray(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))


def _leafy(pine: mesh.Mesh) -> mesh.Mesh:
    """A fir painted as the shore's growth is: how far it bends, how open to the sky, leaf or bark, a grain."""
    out, up, needles, grain = pine.paint.T
    return pine.painted(np.stack([0.30 * out * up, 0.28 + 0.72 * out, needles, grain], 1))
