"""The result in one plain sentence that says no more than the data do."""

from __future__ import annotations

from app.analysis.analysis import Analysis
from app.analysis.estimate import Estimate
from app.analysis.words import Words, words
from app.i18n import N_

HIGHER = N_(
    "In {n} participants the values under {a} were on average {size} higher than under {b} (95 % interval {low} to {high}, "
    "{p}): so it was here on average, which says neither why nor how it would be for one person."
)
LOWER = N_(
    "In {n} participants the values under {a} were on average {size} lower than under {b} (95 % interval {low} to {high}, "
    "{p}): so it was here on average, which says neither why nor how it would be for one person."
)
UNCLEAR = N_(
    "In {n} participants the values under {a} minus those under {b} were on average {difference}, and the 95 % interval "
    "({low} to {high}, {p}) includes 0: these data can't tell whether there is a difference."
)
SEVERAL = N_(
    "In {n} participants {count} of {all} comparisons between {conditions} conditions have a 95 % interval without 0; of "
    "several comparisons some do by chance, and none says how it would be for one person."
)
UNTOLD = N_("These data can't tell whether the conditions differ: there are too few values, or no spread in them.")


def best(analysis: Analysis) -> Estimate | None:
    """The estimate to speak of: of the crossover, else of the groups, else of the mixed model; None without interval."""
    first = analysis.mixed.contrasts[0] if analysis.mixed else None
    for estimate in (analysis.treatment, analysis.ancova, analysis.welch, first):
        if estimate is not None and estimate.ci95 is not None:
            return estimate
    return None


def sentence(analysis: Analysis) -> Words:
    """One sentence on `analysis`, for `Words.said` to put into a language."""
    if len(analysis.conditions) > 2 and analysis.mixed:
        intervals = [one.ci95 for one in analysis.mixed.contrasts if one.ci95 is not None]
        if intervals:
            apart = sum(low > 0 or high < 0 for low, high in intervals)
            count = len(analysis.conditions)
            return words(SEVERAL, n=analysis.given, count=apart, all=len(intervals), conditions=count)
    estimate = best(analysis)
    if estimate is None or estimate.ci95 is None or estimate.p is None:
        return words(UNTOLD)
    low, high = estimate.ci95
    a, b = analysis.conditions
    n = sum(analysis.n.values()) if estimate is analysis.treatment else analysis.given
    said: dict[str, object] = {"n": n, "a": a, "b": b}
    said |= {"low": figure(low), "high": figure(high), "p": chance(estimate.p)}
    if low <= 0 <= high:
        return words(UNCLEAR, **said, difference=figure(estimate.estimate))
    return words(HIGHER if low > 0 else LOWER, **said, size=figure(abs(estimate.estimate)))


def figure(value: float) -> str:
    """`value` to four digits."""
    return f"{value + 0.0:.4g}"


def chance(p: float) -> str:
    return "p < 0.001" if p < 0.001 else f"p = {p:.2g}"
