"""What came of a visit: what called, what was answered, hit and reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Doings:
    """Counted from the happenings of a world, see `scenes.kit.course`.

    called, answered : how often something called, and was hit while it did
    unanswered : how often it stopped calling by itself
    hits : all that was hit, touched or reached, called or not
    reached, events : goals, and small events that came, of goals or of a timeline
    latencies_s : seconds from each call to its answer
    looked_s : seconds in which the gaze rested on things, each for half a second at least
    """

    called: int = 0
    answered: int = 0
    unanswered: int = 0
    hits: int = 0
    reached: int = 0
    events: int = 0
    latencies_s: tuple[float, ...] = ()
    looked_s: float = 0.0

    @staticmethod
    def of(happenings: Iterable[tuple[str, Mapping[str, Any]]]) -> Doings:
        """Of many happenings: their kinds and data."""
        doings = Doings()
        for kind, data in happenings:
            doings = doings.plus(kind, data)
        return doings

    def plus(self, kind: str, data: Mapping[str, Any]) -> Doings:
        """With one happening more."""
        match kind:
            case "appeared":
                return replace(self, called=self.called + 1)
            case "hit":
                after = replace(self, hits=self.hits + 1, answered=self.answered + bool(data.get("called")))
                latency = data.get("latency_s")
                return after if latency is None else replace(after, latencies_s=(*after.latencies_s, float(latency)))
            case "missed" if "waited_s" in data:
                return replace(self, unanswered=self.unanswered + 1)
            case "reached":
                return replace(self, reached=self.reached + 1)
            case "looked_at":
                return replace(self, looked_s=self.looked_s + float(data.get("seconds", 0.0)))
            case "event":
                return replace(self, events=self.events + 1)
        return self

    @property
    def latency_s(self) -> float | None:
        """The median time from a call to its answer, seconds; None where nothing was answered."""
        return median(self.latencies_s) if self.latencies_s else None
