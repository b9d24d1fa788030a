"""One export at work: where it reads, what was chosen, how far it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session as Reading

from app.exports.choice import Choice
from app.exports.progress import Progress
from app.exports.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Job:
    """What a format needs to write itself; all that is read is of one moment."""

    reading: Reading
    choice: Choice
    progress: Progress

    def each(self, sheets: Sequence[Sheet]) -> Iterator[tuple[Sheet, Iterator[tuple[Any, ...]]]]:
        """Each sheet with its rows, which are counted as they are read."""
        for sheet in sheets:
            self.progress.expect(sheet.count(self.reading, self.choice))
        for sheet in sheets:
            yield sheet, self.progress.counted(sheet.rows(self.reading, self.choice))
