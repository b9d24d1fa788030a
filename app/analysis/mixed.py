"""The linear mixed model with a random participant: for more periods, more conditions and missing visits.

value = condition + period (+ sequence) + participant + error (one level for each period, or, where the data can't tell so many
from the conditions, a straight line over them), with participant ~ N(0, tau^2) and error ~ N(0, s^2), fitted by
restricted maximum likelihood. With one random intercept the likelihood has a single unknown, tau^2 / s^2, and each
participant's part of it is in closed form, so that a thousand participants take milliseconds (statsmodels' MixedLM, to which
the tests hold this, takes a hundred times as long).

Sources: H. D. Patterson & R. Thompson, *Biometrika* 58, 1971, 545-554; B. Jones & M. G. Kenward, *Design and Analysis of
Cross-Over Trials*, 3rd ed. 2014, chapter 5; degrees of freedom: F. E. Satterthwaite, *Biometrics Bulletin* 2, 1946, 110-114,
as in A. Kuznetsova et al., *J. Stat. Softw.* 82 (13), 2017.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import sqrt
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from app.analysis.estimate import Estimate, by_t
from app.analysis.table import Row, Table
from app.analysis.words import Words, words
from app.i18n import N_

Array: TypeAlias = NDArray[np.float64]

#: a spread within participants that is so small a part of the greatest value is rounding
_EXACT = 1e-9
#: what may stand beside the conditions: each period's own level, or a straight line over the periods; each sequence's
PERIODS, TREND, SEQUENCE = "period", "period as a straight line", "sequence"
#: where the ratio of the variances is looked for
_LOG_RATIOS = np.linspace(-14, 14, 57)


@dataclass(frozen=True)
class Mixed:
    """A fitted model.

    contrasts : every condition minus every later one, alphabetically
    between, within : variances of the participants and of the error, unit of the values squared
    fixed : what stands beside the conditions
    """

    contrasts: tuple[Estimate, ...]
    between: float
    within: float
    fixed: tuple[str, ...]


@dataclass(frozen=True)
class _Split:
    """Data turned so that the model's covariance is diagonal: each participant's mean, and what is left within.

    sizes : (g,) rows of each participant
    x, y : (g, k) and (g,), sums over a participant's rows divided by the root of their number
    xx, xy, yy : (k, k), (k,) and scalar, what is left of X'X, X'y and y'y within the participants
    """

    sizes: Array
    x: Array
    y: Array
    xx: Array
    xy: Array
    yy: float

    @property
    def rows(self) -> float:
        return float(self.sizes.sum())

    def solved(self, ratio: float) -> tuple[Array, Array, float, Array]:
        """Information, coefficients, sum of squares and participants' weights at `ratio`, all in units of s^2."""
        weight = 1 / (1 + ratio * self.sizes)
        information = self.xx + (self.x * weight[:, None]).T @ self.x
        score = self.xy + self.x.T @ (weight * self.y)
        beta = np.linalg.solve(information, score)
        return information, beta, max(self.yy + float(weight @ self.y**2) - float(beta @ score), 0.0), weight

    def criterion(self, ratio: float) -> float:
        """-2 log restricted likelihood, s^2 profiled out, less constants."""
        information, beta, squares, weight = self.solved(ratio)
        free = self.rows - len(beta)
        likely = free * np.log(max(squares, np.finfo(float).tiny)) - np.log(weight).sum()
        return float(likely + np.linalg.slogdet(information)[1])


def mixed(table: Table) -> Mixed | Words:
    """The model of `table`; or why there is none, in words."""
    rows = table.given
    if len(table.conditions) < 2:
        return words(N_("A comparison needs two conditions; these data have one."))
    people = table.participants()
    if all(len(own) == 1 for own in people.values()):
        return words(N_("Each participant has one value: there is no mixed model of these data."))
    # Sequences of one participant each would leave nothing to tell the participants' variance by.
    with_sequence = len(table.sequences) > 1 and _fewest(table) > 1
    reason = words(N_("Conditions and periods can't be told apart in these data: there is no mixed model."))
    for fixed in ((PERIODS, SEQUENCE), (PERIODS,), (TREND,)):
        if SEQUENCE in fixed and not with_sequence:
            continue
        design = _design(table, fixed)
        if np.linalg.matrix_rank(design) < design.shape[1]:
            continue
        data = _split(rows, design)
        if data.rows - len(data.sizes) - np.linalg.matrix_rank(data.xx) >= 1:
            return _fit(table, rows, data, fixed)
        reason = words(N_("Too few values to know the spread within participants: there is no mixed model."))
    return reason


def _fewest(table: Table) -> int:
    return min(len({row.participant for row in table.given if row.sequence == name}) for name in table.sequences)


def _design(table: Table, fixed: tuple[str, ...]) -> Array:
    """One, a column for each condition but the last, and what `fixed` names beside them."""
    rows = table.given
    columns = [np.ones(len(rows))]
    columns += [np.array([row.condition == name for row in rows], float) for name in table.conditions[:-1]]
    if PERIODS in fixed:
        columns += [np.array([row.period == number for row in rows], float) for number in table.periods[1:]]
    if TREND in fixed:
        periods = np.array([row.period for row in rows], float)
        columns.append((periods - periods.mean()) / max(float(np.ptp(periods)), 1.0))
    if SEQUENCE in fixed:
        columns += [np.array([row.sequence == name for row in rows], float) for name in table.sequences[1:]]
    return np.column_stack(columns)


def _split(rows: list[Row], design: Array) -> _Split:
    # About their middle, values far from zero lose no digits.
    y = np.array([row.value for row in rows], float)
    y = y - y.mean()
    names = {name: at for at, name in enumerate(dict.fromkeys(row.participant for row in rows))}
    who = np.array([names[row.participant] for row in rows])
    sizes = np.bincount(who).astype(float)
    sums = np.zeros((len(sizes), design.shape[1]))
    np.add.at(sums, who, design)
    x, total = sums / np.sqrt(sizes)[:, None], np.bincount(who, y) / np.sqrt(sizes)
    # Deviations from the participant's mean, not a difference of sums of squares.
    dx, dy = design - (sums / sizes[:, None])[who], y - (np.bincount(who, y) / sizes)[who]
    return _Split(sizes, x, total, dx.T @ dx, dx.T @ dy, float(dy @ dy))


def _fit(table: Table, rows: list[Row], data: _Split, fixed: tuple[str, ...]) -> Mixed:
    greatest = max(abs(row.value) for row in rows if row.value is not None)
    inside = data.yy - float(data.xy @ np.linalg.lstsq(data.xx, data.xy)[0])
    # Where the participants' values fit without error, the greatest likelihood is endless and rounding all the spread.
    exact = inside <= (_EXACT * greatest) ** 2 * data.rows
    ratio = float(np.exp(_LOG_RATIOS[-1])) if exact else _ratio(data)
    information, beta, squares, _ = data.solved(ratio)
    within = 0.0 if exact else squares / (data.rows - len(beta))
    covariance = np.linalg.inv(information)
    contrasts = []
    for one, two in combinations(range(len(table.conditions)), 2):
        pick = np.zeros(len(beta))
        pick[1 + one] = 1
        if two < len(table.conditions) - 1:
            pick[1 + two] = -1
        se = sqrt(within * float(pick @ covariance @ pick))
        df = _freedom(data, ratio, within, covariance, pick) if within > 0 else data.rows - len(beta)
        name = f"{table.conditions[one]} - {table.conditions[two]}"
        contrasts.append(by_t(name, float(pick @ beta), se, df, greatest))
    return Mixed(tuple(contrasts), ratio * within, within, fixed)


def _ratio(data: _Split) -> float:
    """tau^2 / s^2 of the greatest restricted likelihood, 0 or more: a grid finds the hill, a search its top."""
    if len(data.sizes) == 1:
        return 0.0  # one participant doesn't differ from another
    grid = _LOG_RATIOS
    heights = [data.criterion(float(np.exp(at))) for at in grid]
    best = int(np.argmin(heights))
    low, high = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
    found = minimize_scalar(
        lambda at: data.criterion(float(np.exp(at))), bounds=(low, high), method="bounded", options={"xatol": 1e-9}
    )
    return 0.0 if data.criterion(0.0) <= found.fun + 1e-9 else float(np.exp(found.x))


def _freedom(data: _Split, ratio: float, within: float, covariance: Array, pick: Array) -> float:
    """Satterthwaite's degrees of freedom of the contrast `pick`: 2 v^2 / var(v), by the expected information."""
    eigen = within * (1 + ratio * data.sizes)  # of each participant's mean; the rest has the eigenvalue `within`
    slopes = (np.ones_like(eigen), data.sizes)  # of `eigen` by s^2 and by tau^2
    c = within * covariance

    def spread(weight: Array, inside: float) -> Array:
        return inside * data.xx + (data.x * weight[:, None]).T @ data.x

    known = (0, 1) if ratio > 0 else (0,)  # at the edge the participants' variance is no unknown
    parts = [spread(slopes[k] / eigen**2, within**-2 if k == 0 else 0.0) for k in known]
    gradient = np.array([pick @ c @ part @ c @ pick for part in parts])
    information = np.zeros((len(known), len(known)))
    for k in known:
        for m in known:
            both = k == m == 0
            trace = float((slopes[k] * slopes[m] / eigen**2).sum())
            trace += (data.rows - len(eigen)) / within**2 if both else 0.0
            bent = spread(slopes[k] * slopes[m] / eigen**3, within**-3 if both else 0.0)
            information[k, m] = (trace - 2 * np.trace(c @ bent) + np.trace(c @ parts[k] @ c @ parts[m])) / 2
    variance = float(gradient @ np.linalg.pinv(information) @ gradient)
    v = float(pick @ c @ pick)
    return 2 * v**2 / variance
