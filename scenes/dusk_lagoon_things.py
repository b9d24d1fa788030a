"""What lives and floats at Dusk Lagoon: where each is at a moment, and how it is drawn. The same sums stand in the shaders."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from panda3d.core import NodePath, Shader, TransparencyAttrib

from scenes.base import Arrays
from scenes.kit import birds, gpu, jetty, mesh, sky, tropics
from scenes.kit.gathering import Gathering, Group
from scenes.kit.lilies import Lilies

F = npt.NDArray[np.float32]
MakeShader = Callable[..., Shader]
NEVER = -1000.0
_HIDDEN = -3000.0
#: where the great lily floats, which the ring of the breath is about
GREAT = (0.5, 8.3)
#: swarms of fireflies (the first one keeps the patient company, the last ones are only looked at), and fireflies of each
SWARMS, EACH = 18, 36
DRIFTERS = 8
#: seconds after which the longest small event is over
_PASSING_S = 22.0


class Kind(StrEnum):
    LILY = "lily"
    FIREFLIES = "fireflies"
    FISH = "fish"
    LANTERN = "lantern"
    CHIME = "chime"
    OWL = "owl"
    HERON = "heron"


#: degrees to the right of ahead, and metres away
_LILIES = (
    (-27, 6.4),
    (-20, 10.5),
    (-14, 6.0),
    (-8.5, 13.5),
    (11, 12.2),
    (17, 6.3),
    (22.5, 9.6),
    (29, 7.2),
    (-31, 9.2),
    (6, 17.0),
)
_SWARMS = (
    (-30, 9, 1.5),
    (-21, 14, 2.2),
    (-9, 20, 1.7),
    (3, 15, 2.5),
    (12, 19, 1.7),
    (20, 12, 2.2),
    (29, 9.5, 1.9),
    (-27, 24, 3.4),
    (25, 24, 3.2),
    (-4, 11, 3.4),
    (15, 8.5, 3.3),
)
#: more of them, to look at: at the sides and behind
_ASIDE = ((-62, 13, 2.0), (58, 12, 2.0), (-95, 22, 2.6), (92, 20, 2.4), (150, 17, 2.2), (-148, 19, 2.4))
_FISH = ((-17, 8.0, 0.9, 0.7), (13, 8.2, 0.8, 0.9), (-4, 6.2, 1.3, 0.35), (24, 6.6, 0.5, 0.5), (-26, 12.0, 1.2, 0.9))
_LANTERNS = ((-23, 16.5), (-11, 9.6), (9, 21.0), (19.5, 15.5), (31, 12.4))
#: more of them at the sides and behind, to look at
_MOORED = (
    (-58, 15),
    (-84, 22),
    (-120, 17),
    (-158, 12),
    (166, 9),
    (140, 15),
    (112, 20),
    (84, 17),
    (60, 14),
    (-40, 30),
    (40, 33),
)
#: the house behind, on the home shore: x, y, the floor's height, turn
_HUT = (6.8, -29.0, 1.25, math.pi - 0.25)
#: x, y, z, size, facing (radians, from +y to the left)
_OWL = (-3.55, 6.6, 1.02, 1.2, math.radians(180 + 28))
_HERONS = (
    (5.2, 13.6, 0.28, 1.05, math.radians(62)),
    (-11.3, 17.8, 0.30, 1.0, math.radians(-75)),
    (14.4, 45.2, 0.3, 1.1, math.radians(80)),
)
_OWL_POST, _STONES = (
    (-3.55, 6.6),
    ((5.2, 13.6, -0.12, 0.75), (5.9, 14.2, -0.2, 0.6), (-11.3, 17.8, -0.1, 0.7), (-4.1, 7.3, -0.25, 0.6)),
)


def polar(degrees: float, away: float, high: float = 0.0) -> tuple[float, float, float]:
    """x, y, z of what is `degrees` to the right of ahead and `away` metres off."""
    a = math.radians(degrees)
    return away * math.sin(a), away * math.cos(a), high


class Things:
    """Everything that may move, hung under `root`."""

    def __init__(
        self, root: NodePath, baked: Arrays, random: np.random.Generator, shader: MakeShader, detail: float
    ) -> None:
        self._random, self._shader = random, shader
        few = detail < 0.75
        #: what is drawn only while a small event goes on
        self._passing: dict[str, list[NodePath]] = {}
        self._swarms = self._fireflies(root, detail)
        self.lilies, self._flowers = self._water_lilies(root, baked, detail)
        self._fish = self._build_fish(root)
        self._lanterns = self._build_lanterns(root)
        self._birds = self._build_birds(root)
        self._build_rest(root, few)
        self.gathering = Gathering(
            (
                Group(Kind.LILY, 1 + len(_LILIES), 22.0, 0.34),
                Group(Kind.FIREFLIES, len(_SWARMS), 18.0, 0.55),
                Group(Kind.FISH, len(_FISH), 16.0, 0.30),
                Group(Kind.LANTERN, len(_LANTERNS), 36.0, 0.22),
                Group(Kind.CHIME, 1, 14.0, 0.20),
                Group(Kind.OWL, 1, 14.0, 0.26),
                Group(Kind.HERON, len(_HERONS), 16.0, 0.5),
            )
        )

        self._settle()

    # ---- building ---------------------------------------------------------------------------------------------------

    def _fireflies(self, root: NodePath, detail: float) -> gpu.Table:
        rows = np.zeros((SWARMS, 8), np.float32)
        rows[0, 3] = 0.75
        for k, (degrees, away, high) in enumerate((*_SWARMS, *_ASIDE), 1):
            rows[k, :3] = polar(degrees + self._random.uniform(-2, 2), away, high)
            rows[k, 3] = 1.0 + 0.055 * away
        rows[:, 4], rows[:, 5] = self._random.uniform(0, 6.28, SWARMS), NEVER
        table = gpu.Table("swarms", rows)
        count = int(SWARMS * EACH * detail)
        for name, sort, flags in (("fireflies", 30, ()), ("firefly-images", 6, ("MIRROR",))):
            made = gpu.instanced(root, mesh.square(), name, count, None, table)
            made.set_shader(self._shader("firefly", "spark", *flags))
            sky.additive(made, sort)
        return table

    def _water_lilies(self, root: NodePath, baked: Arrays, detail: float) -> tuple[Lilies, F]:
        random = self._random
        called = [(*GREAT, 0.62)] + [(*polar(d, a)[:2], random.uniform(0.30, 0.38)) for d, a in _LILIES]
        others = baked["lilies"]
        flowers = np.zeros((len(called) + len(others), 8), np.float32)
        flowers[: len(called), [0, 1, 3]] = called
        flowers[len(called) :, [0, 1, 3]] = others[:, :3]
        n = len(flowers)
        flowers[:, 2], flowers[:, 4] = random.uniform(0, 6.28, n), random.random(n)
        flowers[:, 6], flowers[:, 7] = random.uniform(0.30, 0.65, n), random.uniform(0.55, 0.9, n)
        flowers[0, 4], flowers[0, 6], flowers[0, 7] = 0.3, 1.0, 1.0
        pads = baked["pads"]
        wreath = [
            (x + r * math.sin(a), y + r * math.cos(a), s)
            for (x, y, size) in called[1:]
            for a, r, s in zip(
                random.uniform(0, 6.28) + np.arange(4) * 1.7,
                size * random.uniform(1.0, 1.9, 4),
                size * random.uniform(0.75, 1.35, 4),
                strict=True,
            )
        ]
        rows = np.zeros((len(pads) + len(wreath), 8), np.float32)
        rows[: len(wreath), [0, 1, 3]] = wreath
        rows[len(wreath) :, [0, 1, 3]] = pads[:, :3]
        rows[:, 2], rows[:, 4] = random.uniform(0, 6.28, len(rows)), random.random(len(rows))
        rows = rows[: max(len(wreath), int(len(rows) * detail))]
        shaders = (
            self._shader("lily", "lily", "PAD"),
            self._shader("lily", "lily"),
            self._shader("lily", "lily", "POOL"),
        )
        return Lilies(root, rows, flowers, shaders), flowers[: len(called)]

    def _build_fish(self, root: NodePath) -> gpu.Table:
        rows = np.zeros((len(_FISH), 8), np.float32)
        for k, (degrees, away, rx, ry) in enumerate(_FISH):
            rows[k, :2] = polar(degrees, away)[:2]
            rows[k, 2:4] = rx, ry
        n = len(rows)
        rows[:, 4] = self._random.uniform(0, 6.28, n)
        rows[:, 5] = self._random.uniform(0.13, 0.20, n) * np.where(np.arange(n) % 2, 1, -1)
        rows[:, 6], rows[:, 7] = NEVER, self._random.uniform(0.46, 0.60, n)
        table = gpu.Table("fish", rows)
        for name, count, flags in (("fish", n, ()), ("shoal", 64, ("SHOAL",))):
            made = gpu.instanced(root, mesh.square(), name, count, None, table)
            made.set_shader(self._shader("fish", "fish", *flags))
            sky.additive(made, 5)
        self._passing["shoal"] = [made]
        return table

    def _build_lanterns(self, root: NodePath) -> gpu.Table:
        random = self._random
        n = len(_LANTERNS) + len(_MOORED)
        rows = np.zeros((n + DRIFTERS, 8), np.float32)
        for k, (degrees, away) in enumerate((*_LANTERNS, *_MOORED)):
            rows[k, :2] = polar(degrees + random.uniform(-1, 1), away)[:2]
        rows[n:, 0] = random.uniform(-13, 3, DRIFTERS)
        rows[n:, 1] = random.uniform(13, 27, DRIFTERS)
        rows[:, 3] = random.uniform(0.19, 0.25, n + DRIFTERS)
        rows[:, 4], rows[:, 5] = random.random(n + DRIFTERS), NEVER
        rows[:n, 6], rows[n:, 6] = NEVER, _HIDDEN
        table = gpu.Table("lanterns", rows)
        body = gpu.instanced(root, _lantern(), "lanterns", len(rows), None, table)
        body.set_shader(self._shader("floater", "floater", "BODY"))
        for name, sort, flags in (("lantern-glow", 31, ()), ("lantern-images", 6, ("STREAK",))):
            made = gpu.instanced(root, mesh.square(), name, len(rows), None, table)
            made.set_shader(self._shader("floater", "glow", *flags))
            sky.additive(made, sort)
        return table

    def _build_birds(self, root: NodePath) -> gpu.Table:
        rows = np.zeros((1 + len(_HERONS), 8), np.float32)
        for k, (x, y, z, size, facing) in enumerate((_OWL, *_HERONS)):
            rows[k, :6] = x, y, z, size, facing, self._random.random()
        rows[:, 6] = NEVER
        rows[:, 7] = 0.9, *(0.0,) * len(_HERONS)
        table = gpu.Table("birds", rows)
        shader = self._shader("bird", "bird", "STANDING")
        for first, count, shape in ((0, 1, birds.owl()), (1, len(_HERONS), birds.heron())):
            made = gpu.instanced(root, shape, "birds", count, None, table)
            made.set_shader(shader)
            made.set_shader_input("first", float(first))
            made.set_two_sided(True)
        for flags in ((), ("MIRROR",)):
            made = mesh.node(birds.flying(), "heron")
            made.reparent_to(root)
            made.set_shader(self._shader("bird", "bird", *flags))
            made.set_two_sided(True)
            gpu.unculled(made)
            self._passing.setdefault("heron", []).append(made)
            if flags:
                made.set_transparency(TransparencyAttrib.M_alpha)
                made.set_depth_write(False)
                made.set_bin("fixed", 4)
        comet = mesh.node(mesh.ribbon(), "comet")
        comet.reparent_to(root)
        comet.set_shader(self._shader("comet", "comet"))
        sky.additive(comet, 8)
        gpu.unculled(comet)
        self._passing["shooting-star"] = [comet]
        return table

    def _build_rest(self, root: NodePath, few: bool) -> None:
        wood = self._shader("jetty", "jetty")
        x, y = _OWL_POST
        dark = (0.25, 0.215, 0.19, 0.0)
        post = mesh.tube([(x, y, -2.2), (x, y, 0.4), (x + 0.03, y, 1.02)], [0.13, 0.12, 0.105], 12, dark)
        cap = mesh.ball(0.105, (x + 0.03, y, 1.0), 12, 6, dark)
        place = mesh.node(mesh.merged([jetty.build(), jetty.hut(*_HUT), post, cap]), "jetty")
        place.reparent_to(root)
        place.set_shader(wood)
        bell = mesh.node(jetty.chime(), "chime")
        bell.reparent_to(root)
        bell.set_shader(self._shader("jetty", "jetty", "CHIME"))
        bell.set_shader_input("hung", (*jetty.BELL, 0.0))
        gpu.unculled(bell)
        stones = np.zeros((len(_STONES), 8), np.float32)
        stones[:, :4] = _STONES
        stones[:, 4] = self._random.uniform(0, 6.28, len(stones))
        stones[:, 6] = 0.7
        tropics.planted(
            root,
            "stones",
            stones,
            [tropics.stone(7, 10 if few else 22, 7 if few else 13)],
            (100.0,),
            self._shader("leafy", "leafy", "STONE"),
            1.5,
            1,
        )

    # ---- where everybody is -----------------------------------------------------------------------------------------

    def follow(self, pace: float) -> None:
        """Put `gathering.places` where everybody is when the world's slow clock shows `pace`. Most stay where they are."""
        places = self.gathering.places
        s = self._phase
        drift = places[self._flying]
        drift[:, 0] = 0.8 * np.sin(0.13 * pace + s)
        drift[:, 1] = 0.6 * np.cos(0.11 * pace + 1.7 * s)
        drift[:, 2] = 0.25 * np.sin(0.17 * pace + 2.3 * s)
        drift += self._homes
        fish = self._shoals
        a = pace * fish[:, 5] + fish[:, 4]
        swim = places[self._swimming]
        swim[:, 0] = fish[:, 0] + fish[:, 2] * np.cos(a)
        swim[:, 1] = fish[:, 1] + fish[:, 3] * np.sin(a)

    def _settle(self) -> None:
        """Where those are who stay, and what `follow` needs of the others."""
        swarms = self._swarms.values.reshape(-1, 8)[1 : 1 + len(_SWARMS)]
        self._homes, self._phase = swarms[:, :3].copy(), swarms[:, 4].copy()
        self._shoals = self._fish.values.reshape(-1, 8).copy()
        lanterns = self._lanterns.values.reshape(-1, 8)[: len(_LANTERNS)]
        birds_ = self._birds.values.reshape(-1, 8)
        flowers = self._flowers
        high = birds_[:, 2] + np.array([0.25] + [0.62] * len(_HERONS)) * birds_[:, 3]
        first = len(flowers)
        self._flying = slice(first, first + len(swarms))
        self._swimming = slice(self._flying.stop, self._flying.stop + len(self._shoals))
        self.gathering.places = np.concatenate(
            [
                np.stack([flowers[:, 0], flowers[:, 1], 0.35 * flowers[:, 3]], 1),
                self._homes,
                np.full((len(self._shoals), 3), -0.1),
                np.stack([lanterns[:, 0], lanterns[:, 1], np.full(len(lanterns), 0.16)], 1),
                [jetty.BELL],
                np.stack([birds_[:, 0], birds_[:, 1], high], 1),
            ]
        ).astype(np.float32)

    def show(self, begun: Mapping[str, float], now: float) -> None:
        """Who only passes in small events is drawn while they last; `begun` : when each began last."""
        # In the first moments everything is drawn once, so that nothing has to be made ready later.
        for event, nodes in self._passing.items():
            for made in nodes:
                gpu.shown(made, now < 0.5 or now - begun[event] < _PASSING_S)

    def call(self, index: int, when: float) -> None:
        """Who is number `index` of the gathering shows that it was called, from `when` on."""
        kind, number = self.gathering.kinds[index], self.gathering.numbers[index]
        self.gathering.rest(index, when)
        if kind is Kind.LILY:
            self.lilies.call(number, when)
        elif kind in _ROWS:
            table, first, column = _ROWS[Kind(kind)]
            held: gpu.Table = getattr(self, table)
            held.values.reshape(-1, 8)[first + number, column] = when
            held.send()

    def drift(self, when: float) -> None:
        """Lanterns drift in, one after the other, from `when` on."""
        rows = self._lanterns.values.reshape(-1, 8)
        rows[-DRIFTERS:, 6] = when
        self._lanterns.send()


#: which table's row, from which row on, holds when one of a kind was called, and in which column
_ROWS: dict[Kind, tuple[str, int, int]] = {
    Kind.FIREFLIES: ("_swarms", 1, 5),
    Kind.FISH: ("_fish", 0, 6),
    Kind.LANTERN: ("_lanterns", 0, 5),
    Kind.OWL: ("_birds", 0, 6),
    Kind.HERON: ("_birds", 1, 6),
}


def _lantern() -> mesh.Mesh:
    """A paper box on a board, about 1.25 high at scale 1."""
    paper = np.array(
        [
            [(s * h, t * h, z) for s, t in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
            for h, z in ((0.46, 0.14), (0.50, 0.7), (0.54, 1.25), (0.50, 1.25))
        ]
    )
    box = mesh.grid_triangles(4, 4, wrap=True)
    flat = paper.reshape(-1, 3)[box].reshape(-1, 3)
    board = jetty.board((-0.62, -0.62, -0.05), (0.62, 0.62, 0.12), (1, 1, 1, 0), 0.03)
    return mesh.merged([mesh.mesh(flat, np.arange(len(flat)).reshape(-1, 3)), board])
