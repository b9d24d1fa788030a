"""One thing measured, beside what it may be."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """goal : the most it may be (with `least`, the least), None where it is only told; where : what it was the worst of"""

    name: str
    value: float
    unit: str = ""
    goal: float | None = None
    where: str = ""
    least: bool = False

    @property
    def met(self) -> bool | None:
        if self.goal is None:
            return None
        return self.value >= self.goal if self.least else self.value <= self.goal
