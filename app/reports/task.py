"""A report as long work, for the board that carries it out beside the console (`app.work`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from app.reports.report import Subject, make
from app.store import Store
from app.work.tasks import Outcome, Told


@dataclass(frozen=True, slots=True)
class MakeReport:
    """A report as a file to take away. ending : of its name, ".pdf" or ".html"; on : the day that stands in it"""

    subject: Subject
    language: str
    on: date
    ending: str = ".pdf"
    kind: str = "report"

    def facts(self) -> dict[str, Any]:
        """What it is on, and its language."""
        return {str(self.subject.kind): self.subject.name, "language": self.language, "format": self.ending.lstrip(".")}

    def carry_out(self, data: Path, out: Path, told: Told) -> Outcome:
        """Write it into `out`, under a name that every system can keep."""
        name = re.sub(r"[^\w-]", "_", self.subject.name)
        file = out / f"respite-report-{name}-{self.on.isoformat()}{self.ending}"
        with Store.open(data, read_only=True) as store:
            return Outcome(make(store, self.subject, file, self.language, on=self.on, told=told))

    def clear(self, data: Path) -> None:
        """It leaves nothing elsewhere."""
