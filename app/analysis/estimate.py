"""One estimate with what belongs to it: standard error, t, degrees of freedom, p and 95 % interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.special import stdtr, stdtrit

#: a standard error so much smaller than the values it comes from is rounding, not spread
ROUNDING = 1e-12


@dataclass(frozen=True)
class Estimate:
    """A difference in the unit of the values; None where the data can't give the figure.

    contrast : what minus what
    estimate, se : in the unit of the values
    t, df, p : Student's t, its degrees of freedom, two-sided p (0 to 1)
    ci95 : (low, high), the 95 % interval
    """

    contrast: str
    estimate: float
    se: float | None = None
    t: float | None = None
    df: float | None = None
    p: float | None = None
    ci95: tuple[float, float] | None = None


def by_t(contrast: str, estimate: float, se: float | None, df: float, scale: float) -> Estimate:
    """`estimate` judged by Student's t with `df` degrees of freedom.

    Without degrees of freedom there is no standard error. Without spread (`se` is rounding beside `scale`, the greatest
    of the values) there are no t, p and interval: they would claim a certainty that equal values don't give.
    """
    if se is None or df <= 0:
        return Estimate(contrast, estimate)
    if se <= ROUNDING * scale:
        return Estimate(contrast, estimate, 0.0, df=df)
    t, reach = estimate / se, float(stdtrit(df, 0.975)) * se
    return Estimate(contrast, estimate, se, t, df, float(2 * stdtr(df, -abs(t))), (estimate - reach, estimate + reach))


def difference(contrast: str, first: Sequence[float], second: Sequence[float], about: float = 0.0) -> Estimate:
    """Mean of `first` minus mean of `second` minus `about`, by the two-sample t-test with pooled variance.

    se = s sqrt(1/n1 + 1/n2), s^2 the pooled variance on n1 + n2 - 2 degrees of freedom (Student's test as in Armitage,
    Berry & Matthews, *Statistical Methods in Medical Research*, 4th ed. 2002).
    """
    a, b = np.asarray(first, float), np.asarray(second, float)
    df = len(a) + len(b) - 2
    se = None
    if df > 0:
        squares = float(((a - a.mean()) ** 2).sum() + ((b - b.mean()) ** 2).sum())
        se = sqrt(squares / df * (1 / len(a) + 1 / len(b)))
    return by_t(contrast, float(a.mean() - b.mean()) - about, se, df, _scale(a, b))


def mean(contrast: str, values: Sequence[float]) -> Estimate:
    """The mean of `values` by the one-sample t-test on n - 1 degrees of freedom; of differences, the paired t-test."""
    a = np.asarray(values, float)
    se = float(a.std(ddof=1)) / sqrt(len(a)) if len(a) > 1 else None
    return by_t(contrast, float(a.mean()), se, len(a) - 1, _scale(a))


def _scale(*values: np.ndarray) -> float:
    return max(float(np.abs(part).max()) for part in values)
