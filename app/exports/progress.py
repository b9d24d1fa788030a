"""How far an export is, and how it is called off."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from app.errors import RespiteError

#: rows between two words
EVERY = 500

Row = TypeVar("Row")


class Cancelled(RespiteError):
    """The export was called off; nothing of it is left."""


class Progress:
    """Counts what is written.

    told : called with the rows done and the rows in all, again and again; whatever it raises (`Cancelled`) ends the
        export, and nothing of it is left
    """

    def __init__(self, told: Callable[[int, int], None] = lambda done, total: None) -> None:
        self._told = told
        self._done = 0
        self._total = 0

    def expect(self, rows: int) -> None:
        """So many rows are to come."""
        self._total += rows
        self._told(self._done, self._total)

    def counted(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows as they are; each counts."""
        for row in rows:
            yield row
            self.step()

    def step(self, rows: int = 1) -> None:
        """So many more are written."""
        before, self._done = self._done, self._done + rows
        if before // EVERY != self._done // EVERY:
            self._told(min(self._done, self._total), self._total)
