"""One export at work: where it reads, what was chosen, how far it is."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session as Reading

from app.exports.choice import Choice
from app.exports.progress import Progress


@dataclass(frozen=True, slots=True)
class Job:
    """What a format needs to write itself; all that is read is of one moment."""

    reading: Reading
    choice: Choice
    progress: Progress
