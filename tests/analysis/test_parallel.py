"""Two parallel groups: Welch's test as scipy has it, and the comparison at equal baseline as least squares has it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import ttest_ind

from app.analysis.analysis import Analysis, analyse
from app.analysis.parallel import welch
from app.analysis.table import Row, Table, check


def trial(baseline: bool = True, people: int = 30) -> Table:
    rng, rows = np.random.default_rng(21), []
    for person in range(people):
        condition, before = ("2D", "3D")[person % 2], float(rng.normal(6, 2))
        value = 0.8 * before - (condition == "3D") + rng.normal(0, 1 if condition == "3D" else 2)
        rows.append(Row(person + 2, f"p{person}", condition, 1, condition, float(value), before if baseline else None))
    return check("groups", rows)


def values(table: Table, condition: str) -> list[float]:
    return [row.value for row in table.rows if row.condition == condition and row.value is not None]


def test_it_is_welchs_t() -> None:
    table = trial()
    found = analyse(table).welch
    theirs = ttest_ind(values(table, "2D"), values(table, "3D"), equal_var=False)
    interval = theirs.confidence_interval()
    assert found is not None
    assert (found.t, found.p, found.df) == pytest.approx((theirs.statistic, theirs.pvalue, theirs.df))
    assert found.ci95 == pytest.approx((interval.low, interval.high))


def test_at_equal_baseline_it_is_least_squares() -> None:
    table = trial()
    found = analyse(table).ancova
    design = np.array([[1, row.condition == "2D", row.baseline] for row in table.rows], float)
    beta, squares, _, _ = np.linalg.lstsq(design, np.array([row.value for row in table.rows], float))
    error = np.sqrt(np.linalg.inv(design.T @ design)[1, 1] * squares[0] / 27)
    assert found is not None
    assert (found.contrast, found.df) == ("2D - 3D", 27)
    assert (found.estimate, found.se) == pytest.approx((beta[1], error))


def test_without_baselines_the_groups_alone_are_compared() -> None:
    assert analyse(trial(baseline=False)).ancova is None


def test_groups_are_no_crossover() -> None:
    found: Analysis = analyse(trial())
    assert [found.treatment, found.period, found.carryover, found.paired, found.mixed] == [None] * 5
    assert any("parallel groups" in note.said() for note in found.notes)


def test_a_group_of_one_has_no_error() -> None:
    assert welch("a - b", [1.0], [2.0, 3.0]).se is None
    assert welch("a - b", [1.0, 1.0], [1.0, 1.0]).p is None
