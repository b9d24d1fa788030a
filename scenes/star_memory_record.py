"""What the record is told of the rounds of Star Memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scenes.base import Measure, Summary
from scenes.kit import songbirds
from scenes.kit.nback import Run
from scenes.kit.span import Trial

MEASURES = (
    Measure("span", "Longest constellation repeated", "stars"),
    Measure("span-backward", "Longest constellation repeated backward", "stars"),
    Measure("stars-right", "Constellations repeated rightly", "%"),
    Measure("stars-reaction", "Time to the first star", "s", 2, Summary.MEDIAN),
    Measure("n", "Birds kept in mind", "birds", 0, Summary.HIGHEST),
    Measure("birds-right", "Birds judged rightly", "%", 0, Summary.MEDIAN),
    Measure("d-prime", "Birds told apart (d')", "", 2, Summary.MEDIAN),
    Measure("birds-reaction", "Time to answer a bird", "s", 2, Summary.MEDIAN),
)


def of_stars(trial: Trial) -> dict[str, Any]:
    """A constellation that was answered."""
    return {
        "task": "stars",
        "length": len(trial.shown),
        "direction": trial.direction.value,
        "sequence": _joined(trial.shown),
        "answer": _joined(trial.answer),
        "correct": trial.correct,
        "reaction_s": trial.reaction_s,
        "between_s": trial.between_s,
    }


def of_birds(run: Run) -> dict[str, Any]:
    """A run of birds that is over."""
    return {
        "task": "birds",
        "n": run.n,
        "sequence": "-".join(songbirds.NAMES[item] for item in run.items),
        "answer": _joined(sorted(run.reactions)),
        "hits": run.hits,
        "misses": run.misses,
        "false_alarms": run.false_alarms,
        "correct_rejections": run.correct_rejections,
        "accuracy": round(run.accuracy, 1),
        "d_prime": round(run.d_prime, 3),
        "reaction_s": run.reaction_s,
    }


def _joined(of: Sequence[int]) -> str:
    """Places as they are told: from 1 on."""
    return "-".join(str(k + 1) for k in of)
