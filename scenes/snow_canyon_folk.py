"""Who lives in Snow Canyon and how each answers a snowball: their tables, which the shaders read, and what follows when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
import numpy.typing as npt
from panda3d.core import NodePath, Shader

from scenes import snow_canyon_course as route
from scenes.base import Arrays
from scenes.kit import animals, dwellings, figures, gpu, mesh, sky
from scenes.kit.cast import Kind
from scenes.kit.foliage import stretch
from scenes.kit.terrain import Ground

F = npt.NDArray[np.float32]
_NEVER = -1000.0
#: a snowman's answers, the shader's numbers; the last throws one back
ANSWERS, THROWS_BACK = 4, 3
#: lanterns that wait to be let go; seconds by which the light along a string is later from one to the next
RELEASED, ALONG_S = 40, 0.28
#: the path of a procession has so many places, and so many go along it
STOPS, MARCHERS = 26, 9
_ALONE, _STRUNG, _WAITS = 0.0, 1.0, 2.0
#: metres beyond which a kind is not drawn, and where the plainer shape begins
_SEEN: dict[Kind, tuple[float, ...]] = {
    Kind.SNOWMAN: (36.0, 130.0),
    Kind.PENGUIN: (26.0, 90.0),
    Kind.OTTER: (70.0,),
    Kind.FOX: (80.0,),
    Kind.REINDEER: (40.0, 110.0),
}
_SHAPES: dict[Kind, Callable[[float], mesh.Mesh]] = {
    Kind.SNOWMAN: figures.snowman,
    Kind.PENGUIN: figures.penguin,
    Kind.OTTER: animals.otter,
    Kind.FOX: animals.fox,
    Kind.REINDEER: animals.reindeer,
}
#: metres of river in one draw, of those of whom there are many and of the others
_ZONE, _WIDE_ZONE = 110.0, 160.0


class Shades(Protocol):
    """`Landscape.shader`."""

    def __call__(self, vertex: str, fragment: str, *flags: str) -> Shader: ...


@dataclass(slots=True)
class Procession:
    """Those who come along a path, one behind the other, when they are sent."""

    table: gpu.Table
    made: NodePath
    many: int
    #: when the last of them is gone
    until: float = _NEVER

    def send(self, path: F, when: float, speed: float, apart: float) -> None:
        """Along `path` (n, 3), metres, from the time `when` on."""
        lengths = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])
        even = np.linspace(0, lengths[-1], STOPS)
        rows = self.table.values
        rows[0] = (when, speed, apart, lengths[-1] / (STOPS - 1))
        for axis in range(3):
            rows[1 : STOPS + 1, axis] = np.interp(even, lengths, path[:, axis])
        self.table.send()
        self.until = when + (lengths[-1] + self.many * apart) / speed + 1.0

    def show(self, now: float, always: bool) -> None:
        """Drawn only while they are there, or `always`."""
        gpu.shown(self.made, always or now < self.until)


class Folk:
    """Everyone's tables and what is drawn from them."""

    def __init__(
        self, root: NodePath, baked: Arrays, ground: Ground, shader: Shades, random: np.random.Generator, plain: bool
    ) -> None:
        self._root, self._shader, self._random, self._plain = root, shader, random, plain
        self._tables: dict[Kind, gpu.Table] = {}
        self.rows: dict[Kind, F] = {}
        fine = 0.5 if plain else 0.58
        for kind, shape in _SHAPES.items():
            rows = self._rows(baked[kind])
            if kind is Kind.PENGUIN:
                rows[:, 10:15] = baked["penguin-way"]
            degrees = (fine, 0.35) if len(_SEEN[kind]) > 1 else (0.45,)
            self._group(kind, kind.name, [shape(d) for d in degrees], rows, _SEEN[kind])
        self._group(None, "FLOE", [dwellings.floe()], self._rows(baked["floe"]), (130.0,))
        self._group(
            None, "HUT", [dwellings.hut(fine), dwellings.hut(0.5)], self._rows(baked["hut"]), (60.0, 260.0), "DETAIL"
        )
        self.lamps = baked["lantern"]
        self._hang_lanterns(ground)
        self.parade = self._procession(Kind.PENGUIN)
        self.family = self._procession(Kind.OTTER)

    def _rows(self, who: F) -> F:
        """(n, 16), the shader's rows, of x, y, z, size, turn, key light, lamps."""
        rows = np.zeros((len(who), 16), np.float32)
        rows[:, :4], rows[:, 4], rows[:, 5] = who[:, :4], who[:, 4], _NEVER
        rows[:, 6], rows[:, 7], rows[:, 8] = who[:, 6], who[:, 5], self._random.random(len(who))
        return rows

    def _group(
        self, kind: Kind | None, name: str, shapes: Sequence[mesh.Mesh], rows: F, reach: Sequence[float], *flags: str
    ) -> None:
        """Figures by stretches of the river, the far ones plainer, those too far away to be seen not at all."""
        long = _ZONE if kind in (Kind.SNOWMAN, Kind.PENGUIN, Kind.OTTER) else _WIDE_ZONE
        order = np.argsort(np.floor(rows[:, 1] / long), kind="stable")
        table = gpu.Table(name.lower(), rows)
        if kind is not None:
            self._tables[kind], self.rows[kind] = table, table.values.reshape(-1, 16)
            # the cast counts them in the order in which they are baked
            order = np.arange(len(rows))
        else:
            table.values.reshape(-1, 16)[:] = rows[order]
            table.send()
        rows = table.values.reshape(-1, 16)
        holder = self._root.attach_new_node(name.lower())
        holder.set_shader(self._shader("figure", "figure", "INSTANCED", name, f"REACH={reach[-1]:.1f}", *flags))
        holder.set_shader_input("inst", table.texture)
        zone = np.floor(rows[:, 1] / long).astype(int)
        edges = np.flatnonzero(np.diff(np.concatenate([[-99], zone, [999]])))
        for start, end in pairwise(edges):
            here = rows[start:end]
            box = np.stack([here[:, :3].min(0) - 4.5, here[:, :3].max(0) + 5])
            far = [r + (12 if k < len(reach) - 1 else long * 0.55) for k, r in enumerate(reach)]
            hold = stretch(holder, f"{name.lower()}-{start}", shapes, far, int(end - start), box)
            hold.set_shader_input("first", float(start))

    def _hang_lanterns(self, ground: Ground) -> None:
        lamps = self.lamps
        rows = np.zeros((len(lamps) + RELEASED, 8), np.float32)
        rows[:, 4], rows[:, 5], rows[:, 6] = _NEVER, self._random.uniform(0, 6.28, len(rows)), _NEVER
        rows[: len(lamps), :4] = lamps[:, :4]
        rows[: len(lamps), 7] = np.where(lamps[:, 4] >= 0, _STRUNG, _ALONE)
        rows[len(lamps) :, 7] = _WAITS
        table = self._tables[Kind.LANTERN] = gpu.Table(Kind.LANTERN, rows)
        self.rows[Kind.LANTERN] = table.values.reshape(-1, 8)
        body = gpu.instanced(self._root, figures.lantern(), "lanterns", len(rows), None, table)
        body.set_shader(self._shader("lantern", "lantern", "BODY"))
        for name, sort, flags in (("glow", 30, ()), ("streak", 4, ("STREAK",))):
            light = gpu.instanced(self._root, mesh.square(), name, len(rows), None, table)
            light.set_shader(self._shader("lantern", "glow", *flags))
            light.set_attrib(sky.screen_blend())
            light.set_depth_write(False)
            light.set_two_sided(True)
            light.set_bin("fixed", sort)
        cords = mesh.node(_cords(lamps, ground), "cords")
        cords.set_shader(self._shader("figure", "figure"))
        cords.reparent_to(self._root)

    def _procession(self, kind: Kind) -> Procession:
        rows = np.zeros((STOPS + 3, 4), np.float32)
        rows[0] = (_NEVER, 1, 1, 1)
        table = gpu.Table(f"{kind}-path", rows)
        many = MARCHERS if kind is Kind.PENGUIN else 5
        made = gpu.instanced(self._root, _SHAPES[kind](0.6), f"{kind}-procession", many, None, table)
        made.set_shader(self._shader("figure", "figure", "INSTANCED", "PROCESSION", kind.name, f"STOPS={STOPS}"))
        return Procession(table, made, many)

    # ---- answers ----------------------------------------------------------------------------------------------------

    def hit(self, kind: Kind, number: int, when: float) -> int:
        """Somebody was hit at the time `when`; hands back the number of the answer (0 where there is but one)."""
        answer = 0
        if kind is Kind.LANTERN:
            self.rows[kind][number, 4] = when
            self.pulse(number, when)
        else:
            row = self.rows[kind][number]
            if kind is Kind.SNOWMAN:
                # never the same twice in a row
                answer = (int(row[9]) + 1 + int(self._random.integers(ANSWERS - 1))) % ANSWERS
                row[9] = answer
            row[5] = when
        self._tables[kind].send()
        return answer

    def pulse(self, number: int, when: float) -> None:
        """A lantern shines up, and after it, one after another, those on the same string."""
        rows = self.rows[Kind.LANTERN]
        if rows[number, 7] == _STRUNG:
            string = np.flatnonzero(self.lamps[:, 4] == self.lamps[number, 4])
            rows[string, 6] = when + ALONG_S * np.abs(string - number)
        else:
            rows[number, 6] = when
        self._tables[Kind.LANTERN].send()

    def release(self, eye: F, forward: F, ground: Ground, when: float) -> None:
        """The waiting lanterns rise on both sides of the river ahead, one after another."""
        random, rows = self._random, self.rows[Kind.LANTERN][len(self.lamps) :]
        ahead = random.uniform(9, 52, RELEASED)
        aside = random.choice([-1, 1], RELEASED) * random.uniform(3.5, 15, RELEASED)
        right = np.array([forward[1], -forward[0]])
        place = eye[:2] + ahead[:, None] * forward[:2] + aside[:, None] * right
        rows[:, :2] = place
        rows[:, 2] = np.maximum(ground.at(place[:, 0], place[:, 1]), 0) + 0.8
        rows[:, 3] = random.uniform(0.36, 0.55, RELEASED)
        rows[:, 4] = when + np.sort(random.uniform(0, 7.5, RELEASED))
        self._tables[Kind.LANTERN].send()

    def hand(self, number: int) -> F:
        """(3,) a snowman's throwing hand."""
        x, y, z, size, turn = self.rows[Kind.SNOWMAN][number, :5]
        return np.array([x + 0.9 * size * np.cos(turn), y + 0.9 * size * np.sin(turn), z + 1.95 * size], np.float32)

    def pond(self, number: int) -> F:
        """(3,) where a penguin's way meets the water."""
        row = self.rows[Kind.PENGUIN][number]
        return np.array([row[0] + 0.92 * row[10], row[1] + 0.92 * row[11], 0.0], np.float32)


def _cords(lamps: F, ground: Ground) -> mesh.Mesh:
    """The strings that lanterns hang on, and the posts that hold them."""
    parts = []
    wood, cord = figures.dyed(0.14, 0.085, 0.055), figures.dyed(0.10, 0.075, 0.06)
    for number in np.unique(lamps[lamps[:, 4] >= 0, 4]):
        members = lamps[lamps[:, 4] == number]
        tops = members[:, :3] + np.array([0, 0, 0.66]) * members[:, 3:4]
        ends = [2 * tops[0] - tops[1], 2 * tops[-1] - tops[-2]]
        for end in ends:
            end[2] += 0.25
            foot = min(float(ground.at(end[0], end[1])), 0.2) - 0.6
            post = [(end[0], end[1], foot), (end[0] + 0.04, end[1], end[2] * 0.5), (end[0], end[1], end[2] + 0.22)]
            parts.append(mesh.tube(post, [0.085, 0.075, 0.06], 7, wood))
            parts.append(mesh.ball(0.12, (end[0], end[1], end[2] + 0.25), 9, 6, figures.dyed(0.84, 0.87, 0.94)))
        line = np.concatenate([ends[0][None], tops, ends[1][None]])
        t = np.linspace(0, len(line) - 1, 3 * (len(line) - 1) + 1)
        smooth = np.stack([np.interp(t, np.arange(len(line)), line[:, axis]) for axis in range(3)], 1)
        smooth[:, 2] -= 0.10 * np.sin(np.pi * (t % 1))
        parts.append(mesh.tube(smooth, 0.014, 4, cord))
    return mesh.merged(parts)


def bank_path(ground: Ground, seat_y: float, way: int, side: int) -> F:
    """(n, 3) out of the water ahead on a side, along the bank, and back into it; on the lake across the water.

    way : 1 for who faces +y, -1 for who faces -y
    """
    y = np.linspace(seat_y + 40 * way, seat_y + 19 * way, 40, dtype=np.float32)
    if float(route.half_width(seat_y + 28 * way)) > 15:
        t = np.linspace(0, 1, 40)
        across = route.centre(y) + side * (9 - 17 * t)
        return np.stack([across, seat_y + way * (22 - 5 * t), np.full(40, -0.25)], 1).astype(np.float32)
    steps = np.arange(3, 20, 0.25, dtype=np.float32)
    tried = route.centre(y)[:, None] + side * steps
    dry = ground.at(tried, np.broadcast_to(y[:, None], tried.shape)) > 0.26
    shore = steps[np.argmax(dry, 1)]
    even = np.convolve(np.pad(shore, 4, mode="edge"), np.ones(9) / 9, "valid") + 0.7
    ends = np.minimum(np.arange(40), np.arange(40)[::-1])
    x = route.centre(y) + side * (even - 3.6 * np.clip(1 - ends / 7, 0, 1))
    z = ground.at(x, y) - 0.03
    return np.stack([x, y, np.where(z < 0.03, -0.25, z)], 1).astype(np.float32)


def water_path(seat_y: float, way: int, side: int) -> F:
    """(n, 3) across the water ahead, coming nearer on one side and leaving on the other. way : as of `bank_path`"""
    t = np.linspace(0, 1, 40, dtype=np.float32)
    y = seat_y + way * (19 - 6 * np.sin(np.pi * t * 0.9) + 5 * t)
    wide = min(float(route.half_width(seat_y + 16 * way)) - 2.6, 9.0)
    return np.stack([route.centre(y) + side * wide * (2 * t - 1), y, 0 * t], 1).astype(np.float32)
