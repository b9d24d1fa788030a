"""Two parallel groups: each participant has one condition."""

from __future__ import annotations

from math import sqrt

import numpy as np

from app.analysis.estimate import Estimate, by_t
from app.analysis.table import Table

Groups = tuple[list[float], list[float]]


def groups(table: Table) -> Groups | None:
    """The participants' values by condition, alphabetically, each participant's mean where they have several.

    None unless there are two conditions and each participant has had one alone.
    """
    people = table.participants().values()
    if len(table.conditions) != 2 or any(len({row.condition for row in rows}) > 1 for rows in people):
        return None
    found: Groups = ([], [])
    for rows in people:
        values = [row.value for row in rows if row.value is not None]
        found[table.conditions.index(rows[0].condition)].append(float(np.mean(values)))
    return found


def welch(contrast: str, first: list[float], second: list[float]) -> Estimate:
    """Mean of `first` minus mean of `second` by Welch's t-test, which doesn't take the variances for equal.

    se^2 = s1^2/n1 + s2^2/n2, df by Satterthwaite (B. L. Welch, *Biometrika* 34, 1947, 28-35). A group of one has no
    variance: the estimate stands alone.
    """
    a, b = np.asarray(first, float), np.asarray(second, float)
    estimate, scale = float(a.mean() - b.mean()), float(np.abs([*first, *second]).max())
    if min(len(a), len(b)) < 2:
        return by_t(contrast, estimate, None, 0, scale)
    parts = (float(a.var(ddof=1)) / len(a), float(b.var(ddof=1)) / len(b))
    below = parts[0] ** 2 / (len(a) - 1) + parts[1] ** 2 / (len(b) - 1)
    df = sum(parts) ** 2 / below if below > 0 else len(a) + len(b) - 2
    return by_t(contrast, estimate, sqrt(sum(parts)), df, scale)


def ancova(table: Table) -> Estimate | None:
    """First condition minus second (alphabetically) at equal baseline: least squares of value on group and baseline.

    A. J. Vickers & D. G. Altman, *BMJ* 323, 2001, 1123-1124. The value is a participant's mean, the baseline their first.
    None where there are no two groups, a baseline is missing, all are equal, or nothing is left to judge by.
    """
    if groups(table) is None:
        return None
    people = table.participants().values()
    baselines = [next((row.baseline for row in rows if row.baseline is not None), None) for rows in people]
    if None in baselines:
        return None
    of_first = np.array([rows[0].condition == table.conditions[0] for rows in people], float)
    before = np.array(baselines, float)
    value = np.array([np.mean([row.value for row in rows if row.value is not None]) for rows in people])
    design = np.column_stack([np.ones(len(value)), of_first, before])
    if len(value) < 4 or np.linalg.matrix_rank(design) < 3:
        return None
    from statsmodels.regression.linear_model import OLS  # takes a second to import, and few files need it

    fitted = OLS(value, design).fit()
    se, scale = float(fitted.bse[1]), float(np.abs(value).max())
    return by_t(" - ".join(table.conditions), float(fitted.params[1]), se, float(fitted.df_resid), scale)
