"""The twigs of the Reach Garden that hang within reach: where the end of each is, what has been touched, and what stays of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from panda3d.core import NodePath

from scenes.kit import cherry, gpu, mesh
from scenes.kit.holding import Side
from scenes.kit.landscape import EYE_HEIGHT
from scenes.kit.movement import Place
from scenes.reach_garden_things import MakeShader, along_limbs, shines

F = npt.NDArray[np.float32]
#: seconds: long ago, and not yet
NEVER, LATER = -1000.0, 1e9
#: twigs, and lanterns and blossoms that stay where they were carried to
BOUGHS, KEPT_LANTERNS, KEPT_BLOSSOMS = 12, 12, 32
#: metres: as near as this to its middle a hand has touched it; how large it is; nothing hangs nearer to the eyes than this
TOUCH, SIZE, NEAREST = 0.06, 0.058, 0.575
#: seconds: what was touched stays so long, rises so long, then a new one comes down for so long
STAYS_S, RISES_S, COMES_S = 3.5, 4.5, 4.0
RECOVERS_S = STAYS_S + RISES_S + COMES_S + 0.5
#: seconds in which a twig follows another place
_FOLLOWS_S = 1.6
#: where looks are drawn to, for the right hand: degrees to the right and up, metres from the eyes; the last two for one arm alone
ARC = (
    (7.5, -7, 0.63), (22, -13, 0.62), (29, -1, 0.65), (21.5, 7, 0.66), (28, 17, 0.68), (7.5, 20, 0.70), (-7, 4, 0.66),
    (-5, -14, 0.62),
)  # fmt: skip
#: where a hand reaches out to from its rest, the right one: degrees outward and up; numbered as in `ARC`
FAN = ((2, 27), (27, 10), (47, 32), (20, 55), (54, 62), (-22, 47), (-32, 20), (-3, 0))
#: which of them are lanterns
LANTERNS = (3, 5)


class Kind(StrEnum):
    """What hangs there, and for which hand."""

    LEFT_BLOSSOM = "left-blossom"
    RIGHT_BLOSSOM = "right-blossom"
    LEFT_LANTERN = "left-lantern"
    RIGHT_LANTERN = "right-lantern"


@dataclass(frozen=True, slots=True)
class Bough:
    """A twig that hangs for one arm: its number among all, and among those of its arm (`ARC`)."""

    number: int
    side: Side
    spot: int
    lantern: bool

    @property
    def kind(self) -> Kind:
        return Kind(f"{self.side}-{'lantern' if self.lantern else 'blossom'}")


def boughs(sides: tuple[Side, ...]) -> list[Bough]:
    """Those in use, by kind: shared out between both arms, or a few more for one."""
    spots = range(BOUGHS // 2) if len(sides) > 1 else range(len(ARC))
    which = sorted((spot in LANTERNS, side, spot) for spot in spots for side in sides)
    return [Bough(k, side, spot, lantern) for k, (lantern, side, spot) in enumerate(which)]


def on_arc(side: Side, spot: int, share: float = 1.0) -> Place:
    """Where `spot` is for that hand, in the seat's frame; `share` : of what `ARC` says, less is nearer to ahead."""
    aside, up, away = ARC[spot]
    a, e = math.radians(aside * share * (1 if side is Side.RIGHT else -1)), math.radians(up * share)
    flat = away * math.cos(e)
    return flat * math.sin(a), flat * math.cos(a), EYE_HEIGHT + away * math.sin(e)


def fan(side: Side) -> npt.NDArray[np.float64]:
    """(k, 3) unit vectors of `FAN` for that hand."""
    aside, up = np.radians(np.array(FAN, float)).T
    flat = np.cos(up)
    return np.stack([side.sign * flat * np.sin(aside), flat * np.cos(aside), np.sin(up)], 1)


def kept_away(place: Place) -> Place:
    """`place`, or the next one to it that is not too near to the eyes."""
    to = np.array(place) - [0, 0, EYE_HEIGHT]
    away = float(np.linalg.norm(to))
    if away >= NEAREST:
        return place
    x, y, z = (to * (NEAREST / max(away, 1e-3))).tolist()
    return x, y, z + EYE_HEIGHT


def swung_away(place: Place, rest: Place) -> Place:
    """`place`, or the next one as far from `rest` that is not too near to the eyes; where there is none, `kept_away`."""
    far = math.dist(rest, place)
    for _ in range(8):
        if math.dist(place, (0.0, 0.0, EYE_HEIGHT)) >= NEAREST:
            break
        out = np.array(kept_away(place)) - rest
        x, y, z = (np.array(rest) + out * (far / max(float(np.linalg.norm(out)), 1e-6))).tolist()
        place = (x, y, z)
    return kept_away(place)


class Boughs:
    """What hangs from the branches. Places are in the seat's frame; the seat stands at `rise` over the world's z = 0."""

    def __init__(
        self, root: NodePath, rise: float, used: list[Bough], random: np.random.Generator, shader: MakeShader, few: bool
    ) -> None:
        self.used, self._random, self._rise = used, random, rise
        lanterns, blossoms = (KEPT_LANTERNS // 2, KEPT_BLOSSOMS // 2) if few else (KEPT_LANTERNS, KEPT_BLOSSOMS)
        n = BOUGHS + lanterns + blossoms
        #: rows that are free for what stays, lanterns and blossoms
        self._free = {True: list(range(BOUGHS, BOUGHS + lanterns)), False: list(range(BOUGHS + lanterns, n))}
        rows = np.zeros((n, 12), np.float32)
        rows[:, 3], rows[:, 8] = SIZE, LATER
        rows[:, 10] = random.random(n)
        limbs = along_limbs(64)
        self._homes, self._pegs = np.zeros((BOUGHS, 3), np.float32), np.zeros((BOUGHS, 3), np.float32)
        self._anchors = np.zeros((BOUGHS, 3), np.float32)
        self._from = np.zeros((BOUGHS, 3), np.float32)
        self._goal = np.zeros((BOUGHS, 3), np.float32)
        self._began = np.full(BOUGHS, NEVER)
        self._next: list[Place | None] = [None] * BOUGHS
        self._touched = np.full(BOUGHS, NEVER)
        self._limbs = limbs
        #: where each comes down from
        self._left = np.zeros((BOUGHS, 3), np.float32)
        self.places: F = np.zeros((BOUGHS, 3), np.float32)
        for k in range(BOUGHS):
            bough = used[k] if k < len(used) else None
            spot = np.array(on_arc(bough.side, bough.spot) if bough else (0.3 * (k - 6), 1.0, 1.9))
            anchor = limbs[np.argmin(np.linalg.norm((limbs - spot - [0, 0.25, 0.62]) * [1.0, 1.0, 0.5], axis=1))]
            rows[k, 4:7] = anchor + np.array([0, 0, rise])
            rows[k, 7] = float(bough.lantern if bough else 0)
            rows[k, 11] = 1.0 if bough else 0.0
            self.places[k] = self._from[k] = self._goal[k] = spot if bough else anchor - [0, 0, 0.12]
            self._anchors[k] = anchor
            self._settle(k)
        self._table = gpu.Table("boughs", rows.reshape(-1, 4))
        self._rows = self._table.values.reshape(-1, 12)
        self._send()
        box = np.array([[-3, -2, rise], [3, 3.4, rise + 4]], np.float32)
        bent, petals = shader("twig", "bower"), shader("blossom", "blossom")
        paper, aura = shader("paper", "paper", "TWIG"), shader("paper", "paper", "TWIG", "AURA")
        full, bare = cherry.twig(3, 12 if few else 20, 5 if few else 11), cherry.twig(3, 8, 0, 3)
        flower = cherry.blossom((6, 5), 5, 4) if few else cherry.blossom()
        first = sum(not bough.lantern for bough in used)
        many = BOUGHS + lanterns - first
        for name, start, count, shape, how in (
            ("twigs", 0, BOUGHS, full, bent),
            ("twigs", BOUGHS, n - BOUGHS, bare, bent),
            ("blossoms", 0, first, flower, petals),
            ("blossoms", BOUGHS + lanterns, blossoms, flower, petals),
            ("near-lanterns", first, many, cherry.paper_lantern(), paper),
            ("near-halos", first, many, mesh.square(), aura),
        ):
            made = gpu.instanced(root, shape, name, count, box, self._table)
            made.set_shader(how)
            made.set_shader_input("first", float(start))
            made.set_two_sided(True)
        shines(made, 31)

    def _settle(self, k: int) -> None:
        """Where what is touched next is carried to: up among the branches, another place each time."""
        near = self._limbs[np.linalg.norm(self._limbs - self._anchors[k], axis=1) < 0.9]
        self._pegs[k] = near[int(self._random.integers(len(near)))]
        aside, ahead, down = (
            float(self._random.uniform(*span)) for span in ((-0.10, 0.10), (-0.02, 0.12), (0.09, 0.26))
        )
        self._homes[k] = self._pegs[k] + np.array([aside, ahead, -down], np.float32)

    # ---- what the world says ----------------------------------------------------------------------------------------

    def touch(self, k: int, now: float) -> None:
        """Twig `k` has been touched: it opens, or is lit."""
        self._touched[k] = now
        self._rows[k, 8] = now

    def hang(self, k: int, place: Place, now: float) -> None:
        """Twig `k` hangs at `place` from now on, or as soon as it comes down again."""
        place = kept_away(place)
        if self.busy(k, now):
            self._next[k] = place
        elif math.dist(place, self._goal[k]) > 1e-4:
            self._from[k], self._goal[k], self._began[k] = self.places[k], place, now

    def busy(self, k: int, now: float) -> bool:
        """Whether it was touched and is not back yet."""
        return bool(now - self._touched[k] < RECOVERS_S)

    def goal(self, k: int) -> Place:
        """Where it hangs, or is about to."""
        x, y, z = map(float, self._goal[k])
        return x, y, z

    def away(self, k: int) -> Place:
        """Up among the branches, out of the way."""
        x, y, z = map(float, self._anchors[k])
        return x, y + 0.05, z - 0.16

    def calls(self, strengths: dict[int, float]) -> None:
        """How strongly each calls, 0 to 1."""
        for bough in self.used:
            self._rows[bough.number, 9] = strengths.get(bough.number, 0.0)

    def move(self, now: float) -> None:
        """Put all of them where they are at `now`."""
        for k in range(len(self.used)):
            h = now - self._touched[k]
            if h < STAYS_S:
                self.places[k] = self._place(k, now)
            elif h < STAYS_S + RISES_S:
                part = _smooth((h - STAYS_S) / RISES_S)
                self.places[k] = self._goal[k] + (self._homes[k] - self._goal[k]) * part
            elif h < RECOVERS_S:
                if self._rows[k, 8] < LATER:
                    self._keep(k)
                h -= STAYS_S + RISES_S
                part = _smooth(h / COMES_S)
                self.places[k] = self._left[k] + (self._goal[k] - self._left[k]) * part
                self._rows[k, 11] = _smooth(h / COMES_S)
            else:
                if self._rows[k, 8] < LATER:
                    self._keep(k)
                self._rows[k, 11] = 1.0
                if (place := self._next[k]) is not None:
                    self._next[k] = None
                    self.hang(k, place, now)
                self.places[k] = self._place(k, now)
        self._send()

    def _place(self, k: int, now: float) -> F:
        part = _smooth((now - self._began[k]) / _FOLLOWS_S)
        return np.asarray(self._from[k] + (self._goal[k] - self._from[k]) * part, np.float32)

    def _keep(self, k: int) -> None:
        """What was touched stays up there; a bud begins in its place, and the twig goes to where it is wanted next."""
        if free := self._free[bool(self._rows[k, 7] > 0.5)]:
            row, up = self._rows[free.pop(0)], np.array([0, 0, self._rise], np.float32)
            row[:] = self._rows[k]
            row[:3], row[4:7] = self._homes[k] + up, self._pegs[k] + up
            row[9] = 0.0
        self._rows[k, 8], self._rows[k, 10], self._rows[k, 11] = LATER, self._random.random(), 0.0
        place = self._next[k]
        if place is not None:
            self._goal[k], self._next[k] = place, None
        self._from[k], self._began[k] = self._goal[k], NEVER
        self._left[k] = self._homes[k]
        self._settle(k)

    def _send(self) -> None:
        self._rows[:BOUGHS, :3] = self.places + np.array([0, 0, self._rise], np.float32)
        self._table.send()


def _smooth(t: float) -> float:
    t = min(max(t, 0.0), 1.0)
    return t * t * (3 - 2 * t)
