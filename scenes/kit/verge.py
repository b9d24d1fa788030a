"""What grows and lives along a path: rows in the order of the path, of which only the stretch about the walker is drawn.

Each row is a `gpu.Table` row of eight numbers. A draw is a window of rows: the shader is told where it begins (`first`), the node
how many there are, and both only change when the walker has gone on.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from panda3d.core import NodePath, Shader

from scenes.kit.gpu import Table, instanced
from scenes.kit.mesh import Mesh

F = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Window:
    """`shape` is drawn from `behind` to `ahead` metres before the walker (negative: behind), but not within `but`, if that is said:
    a shader that knows of it is told as `gap` the instance before which rows are left out, and how many."""

    shape: Mesh
    behind: float
    ahead: float
    but: tuple[float, float] | None = None


class Verge:
    """See the module.

    rows : (n, 8); metres : (n,) how far along the path each is; length : of the whole loop
    """

    def __init__(
        self,
        parent: NodePath,
        name: str,
        rows: F,
        metres: npt.NDArray[np.float64],
        length: float,
        windows: Sequence[Window],
        shader: Shader,
    ) -> None:
        order = np.argsort(metres, kind="stable")
        self.rows, along = rows[order], metres[order] % length
        order2 = np.argsort(along, kind="stable")
        self.rows, along = self.rows[order2], along[order2]
        #: where each of the rows that came in is now
        self.place = np.argsort(order[order2])
        reach = max(w.ahead for w in windows) - min(w.behind for w in windows)
        again = int(np.searchsorted(along, min(reach, length)))
        self._count, self._again, self._length = len(along), again, length
        self._along = [*along.tolist(), *(along[:again] + length).tolist()]
        # What lies behind the loop's end lies before its beginning, too: the first rows stand in the table twice.
        self.table = Table(name, np.concatenate([self.rows, self.rows[:again]]))
        self._windows = windows
        self._nodes = []
        self._last = -1e9
        holder = parent.attach_new_node(name)
        holder.set_shader(shader)
        holder.set_shader_input("inst", self.table.texture)
        for k, window in enumerate(windows):
            made = instanced(holder, window.shape, f"{name}-{k}", 1, None)
            made.set_shader_input("first", 0.0)
            made.set_shader_input("gap", (0.0, 0.0))
            self._nodes.append(made)
        self.holder = holder

    def walk(self, metres: float) -> None:
        """The walker is `metres` along the path."""
        if abs(metres - self._last) < 1.0:
            return
        # The first time everything is drawn, if only once, so that nothing has to be made ready while somebody walks.
        least = 1 if self._last < -1e8 else 0
        self._last = metres
        for window, made in zip(self._windows, self._nodes, strict=True):
            low = (metres + window.behind) % self._length
            first = bisect_left(self._along, low)
            count = bisect_left(self._along, low + window.ahead - window.behind) - first
            if window.but is not None:
                start, end = (bisect_left(self._along, low + at - window.behind) for at in window.but)
                made.set_shader_input("gap", (float(start - first), float(end - start)))
                count -= end - start
            count, first = max(count, least), min(first, len(self._along) - 1)
            if count:
                made.show()
                made.set_shader_input("first", float(first))
                made.set_instance_count(count)
            else:
                made.hide()

    def write(self, index: int, column: int, value: float) -> None:
        """Another value for one of the rows that came in."""
        at = int(self.place[index])
        values = self.table.values.reshape(-1, 8)
        values[at, column] = value
        if at < self._again:
            values[self._count + at, column] = value

    def send(self) -> None:
        """Hand what was written to the shaders."""
        self.table.send()
