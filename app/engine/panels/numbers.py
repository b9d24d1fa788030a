"""Numbers to choose from, on tiles that stand side by side in one or two rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.engine.panels import palette
from app.engine.panels.plates import Plate
from app.engine.text import Label

#: numbers that stand side by side, and metres from one to the next and from one row to the next
IN_A_ROW, PITCH, ROW = 11, 0.130, 0.172
#: how many there is room for
MOST = 2 * IN_A_ROW
#: metres: the first row's height, half a tile's width and height, its corners
FIRST_Z, HALF, _RADIUS = -0.155, (0.058, 0.076), 0.024
#: em of the digits
_EM = 0.066


@dataclass(frozen=True, slots=True)
class Numbers:
    """tiles : by number; last_z : the last row's height; edge : from the middle to the first row's ends; metres"""

    tiles: dict[int, Plate]
    last_z: float
    edge: float

    @staticmethod
    def of(values: Sequence[int]) -> Numbers:
        """The tiles of at most `MOST` values, lowest first."""
        wide = min(IN_A_ROW, len(values))
        left = -PITCH * (wide - 1) / 2
        # the last row ends where the first one does: 11 stands below 1
        skip = -len(values) % wide
        places = [i if i < wide else i + skip for i in range(len(values))]
        tiles = {
            value: Plate(left + PITCH * (at % wide), FIRST_Z - ROW * (at // wide), *HALF, _RADIUS)
            for at, value in zip(places, values, strict=True)
        }
        return Numbers(tiles, FIRST_Z - ROW * ((len(values) - 1) // wide), -left + HALF[0])

    def labels(self) -> list[Label]:
        """The digits."""
        return [Label(str(value), tile.x, tile.z, _EM, palette.INK, bold=True) for value, tile in self.tiles.items()]
