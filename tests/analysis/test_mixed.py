"""The mixed model agrees with statsmodels and with dense algebra, and its interval holds the truth as often as it says."""

from __future__ import annotations

from time import perf_counter

import numpy as np
import pytest
from numpy.typing import NDArray

from app.analysis.analysis import analyse
from app.analysis.crossover import Crossover, crossover, treatment
from app.analysis.mixed import Mixed, mixed
from app.analysis.table import Row, Table, check
from tests.analysis.trials import chow_liu, made, senn

THREE = {"2D": 0.0, "3D": -1.0, "Flat": 0.4}


def fitted(table: Table) -> Mixed:
    found = mixed(table)
    assert isinstance(found, Mixed)
    return found


def design(table: Table, fixed: tuple[str, ...]) -> NDArray[np.float64]:
    """The fixed part, the first condition's column second, coded apart from the product."""
    rows = table.given
    columns = [np.ones(len(rows))] + [
        np.array([row.condition == name for row in rows], float) for name in table.conditions if name != "3D"
    ]
    columns += [np.array([row.period == number for row in rows], float) for number in table.periods[:-1]]
    if "sequence" in fixed:
        columns += [np.array([row.sequence == name for row in rows], float) for name in table.sequences[:-1]]
    return np.column_stack(columns)


@pytest.mark.parametrize("missing", [0.0, 0.25])
def test_it_agrees_with_statsmodels(missing: float) -> None:
    from statsmodels.regression.mixed_linear_model import MixedLM

    table = made(11, 60, THREE, missing)
    found = fitted(table)
    values = np.array([row.value for row in table.given])
    theirs = MixedLM(values, design(table, found.fixed), np.array([row.participant for row in table.given])).fit(
        reml=True, method="lbfgs"
    )
    ours = found.contrasts[0]
    assert ours.contrast == "2D - 3D"
    assert ours.estimate == pytest.approx(theirs.fe_params[1], rel=1e-4)
    assert ours.se == pytest.approx(theirs.bse_fe[1], rel=1e-3)
    assert found.within == pytest.approx(theirs.scale, rel=1e-3)
    assert found.between == pytest.approx(float(np.asarray(theirs.cov_re)[0, 0]), rel=2e-3)


def test_degrees_of_freedom_are_satterthwaites_by_dense_algebra() -> None:
    table = made(12, 18, THREE, missing=0.3)
    found = fitted(table)
    x, rows = design(table, found.fixed), table.given
    same = np.array([[one.participant == two.participant for two in rows] for one in rows], float)
    inverse = np.linalg.inv(found.within * np.eye(len(rows)) + found.between * same)
    c = np.linalg.inv(x.T @ inverse @ x)
    p = inverse - inverse @ x @ c @ x.T @ inverse
    slopes = (np.eye(len(rows)), same)
    gradient = np.array([(c @ x.T @ inverse @ slope @ inverse @ x @ c)[1, 1] for slope in slopes])
    information = np.array([[np.trace(p @ one @ p @ two) / 2 for two in slopes] for one in slopes])
    df = 2 * c[1, 1] ** 2 / (gradient @ np.linalg.solve(information, gradient))
    assert found.contrasts[0].se == pytest.approx(np.sqrt(c[1, 1]), rel=1e-6)
    assert found.contrasts[0].df == pytest.approx(df, rel=1e-6)


@pytest.mark.parametrize("table", [senn(), chow_liu()], ids=["senn", "chow_liu"])
def test_of_a_complete_2x2_crossover_it_is_the_t_test(table: Table) -> None:
    trial = crossover(table)
    assert isinstance(trial, Crossover)
    ours, classic = fitted(table).contrasts[0], treatment(trial)
    assert (ours.estimate, ours.se, ours.df, ours.p) == pytest.approx(
        (classic.estimate, classic.se, classic.df, classic.p), rel=1e-6
    )


def test_its_interval_holds_the_truth_as_often_as_it_says() -> None:
    held = 0
    for seed in range(300):
        interval = fitted(made(seed, 12, THREE, missing=0.2, between=0.7)).contrasts[0].ci95
        assert interval is not None
        held += interval[0] <= 1.0 <= interval[1]
    assert 0.91 < held / 300 < 0.985


def test_more_than_two_conditions_are_the_mixed_models_alone() -> None:
    found = analyse(made(13, 30, THREE))
    assert found.treatment is found.period is found.carryover is found.paired is None
    assert found.mixed is not None
    assert [one.contrast for one in found.mixed.contrasts] == ["2D - 3D", "2D - Flat", "3D - Flat"]
    assert any("two conditions; these data have 3" in note.said() for note in found.notes)


def test_a_participant_with_one_period_counts() -> None:
    table = made(14, 30, {"2D": 0.0, "3D": -1.0}, missing=0.3)
    complete = {name for name, rows in table.participants().items() if len(rows) == 2}
    without = Table(tuple(row for row in table.rows if row.participant in complete))
    # Known better with them than without.
    assert (fitted(table).contrasts[0].se or 9) < (fitted(without).contrasts[0].se or 0)


def test_participants_who_don_t_differ_have_no_variance_of_their_own() -> None:
    rows = [
        Row(2 + 4 * person + at, f"p{person}", order, at + 1, order[at], float((person // 2 + 2 * at + at // 2) % 4))
        for person, order in enumerate(("ABBA", "BAAB") * 4)
        for at in range(4)
    ]
    found = fitted(check("flat", rows))
    assert found.between == 0
    assert found.contrasts[0].se is not None


def test_one_participant_over_many_visits_is_judged_along_a_straight_line() -> None:
    rng, order = np.random.default_rng(16), "ABBABAABABBABAAB"
    rows = [
        Row(at + 2, "p1", "alternating", at + 1, name, 5 + 0.1 * at - 2 * (name == "A") + rng.normal(0, 0.3))
        for at, name in enumerate(order)
    ]
    found = analyse(check("one", rows))
    assert found.mixed is not None
    low, high = found.mixed.contrasts[0].ci95 or (0, 0)
    assert low < -2 < high
    assert found.mixed.contrasts[0].df == pytest.approx(13)
    assert any("straight line" in note.said() for note in found.notes)


def test_a_thousand_participants_take_less_than_two_seconds() -> None:
    table = made(15, 1000, {"2D": 0.0, "3D": -1.0}, missing=0.1)
    start = perf_counter()
    found = analyse(table)
    assert perf_counter() - start < 2
    assert found.mixed is not None
