"""What stands, shines and sings at Star Memory: the deck, the old tree, the birds, the stars and the figures made of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt
from panda3d.core import LVecBase4f, NodePath, Shader, TransparencyAttrib

from scenes import star_memory_shore as shore
from scenes.base import Arrays
from scenes.kit import asterisms, foliage, gpu, mesh, sky, songbirds, tropics
from scenes.kit.asterisms import Asterism
from scenes.star_memory_land import TREE, direction

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
        place = mesh.node(mesh.merged([shore.platform(), shore.trunk(), shore.lamp()]), "deck")
        place.reparent_to(root)
        place.set_shader(self._shader("jetty", "jetty"))

    def _growth(self, root: NodePath, baked: Arrays) -> None:
        leafy, stone = self._shader("leafy", "leafy"), self._shader("leafy", "leafy", "STONE")
        firs = [shore.fir(foliage.pine(*how)) for how in ((7, 13, 3), (6, 8, 4, 4), (4, 6, 5, 3))]
        reaches = (34.0, 52.0, 400.0)
        tropics.planted(root, "firs", baked["firs"], firs, reaches, leafy, 6.2, 4)
        rocks = tuple(tropics.stone(*how).moved(scale=(0.86, 0.95, 1.35)) for how in ((3, 18, 11), (5, 9, 6)))
        tropics.planted(root, "rocks", baked["rocks"], rocks, (26.0, 400.0), stone, 1.5, 1)
        crown = np.array([[*TREE, 0.0, 1.0, 0.0, 0.444, 1.0, 0.09]], np.float32)
        leaves = tropics.crown(
            shore.boughs(), 500 if self._few else 2600, 0.30 if self._few else 0.17, 9, 6 if self._few else 8
        )
        sprigs = shore.sprigs(120 if self._few else 300)
        tropics.planted(root, "crown", crown, [mesh.merged([leaves, sprigs])], (100.0,), leafy, 7.6, 1)

    # ---- who comes --------------------------------------------------------------------------------------------------

    def _build_birds(self, root: NodePath) -> list[NodePath]:
        shader = self._shader("songbird", "bird", "PLUMED")
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
