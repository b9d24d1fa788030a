"""Published 2x2 crossovers come out as they were printed, and made ones as an independent computation has them."""

from __future__ import annotations

import numpy as np
import pytest

from app.analysis.analysis import analyse
from app.analysis.crossover import Crossover, carryover, crossover, paired, period, treatment
from app.analysis.estimate import Estimate
from app.analysis.table import Table
from app.analysis.words import Words
from tests.analysis.trials import chow_liu, hills_armitage, made, senn, two_by_two


def trial(table: Table) -> Crossover:
    found = crossover(table)
    assert isinstance(found, Crossover)
    return found


def printed(estimate: Estimate | None, digits: int) -> tuple[float, ...]:
    assert estimate is not None
    return tuple(round(float(value), digits) for value in (estimate.estimate, estimate.se or 0, estimate.t or 0))


def test_senns_peak_flow_is_what_senn_printed() -> None:
    found = treatment(trial(senn()))
    assert found.contrast == "formoterol - salbutamol"
    assert printed(found, 2) == (46.61, 10.78, 4.32)
    assert found.df == 11
    assert round(found.p or 0, 4) == 0.0012
    assert found.ci95 is not None
    assert [round(end, 1) for end in found.ci95] == [22.9, 70.3]


def test_senns_paired_t_and_period_effect() -> None:
    within = paired(senn())
    assert within is not None
    assert (round(within.estimate, 1), round(within.t or 0, 2), within.df) == (45.4, 4.03, 12)
    # As SAS prints it in its manual's example of proc ttest: -15.8929 with the treatment's standard error.
    assert printed(period(trial(senn())), 4) == (-15.8929, 10.7766, -1.4748)


def test_hills_and_armitages_dry_nights() -> None:
    # As worked through in Armitage, Berry & Matthews 2002: 2.04 nights, t = 3.29 and period t = 1.27, carry-over t = -1.30, 27 df.
    nights = trial(hills_armitage())
    assert printed(treatment(nights), 2) == (2.04, 0.62, 3.29)
    assert round(treatment(nights).p or 0, 4) == 0.0028
    assert round(period(nights).t or 0, 2) == 1.27
    carried = carryover(nights)
    assert (carried.contrast, round(carried.t or 0, 2), carried.df) == ("drug/placebo - placebo/drug", -1.30, 27)
    within = paired(hills_armitage())
    assert within is not None
    assert (round(within.t or 0, 2), within.df) == (3.53, 28)


def test_chow_and_lius_analysis_of_variance() -> None:
    # Stata's manual, [R] pkcross: F of treatment, period and sequence with p, each on 1 and 22 df.
    area = trial(chow_liu())
    table = [(part.t or 0, part.p or 0) for part in (treatment(area), period(area), carryover(area))]
    assert [(round(t**2, 2), round(p, 4)) for t, p in table] == [(0.38, 0.5463), (0.22, 0.6474), (0.37, 0.5468)]


@pytest.mark.parametrize(("seed", "people"), [(1, 7), (2, 12), (3, 40), (4, 201)])
def test_a_made_trial_is_what_least_squares_with_a_column_for_each_participant_has(seed: int, people: int) -> None:
    table = made(seed, people, {"2D": 0.0, "3D": -1.0})
    names = sorted({row.participant for row in table.rows})
    design = np.array(
        [[row.condition == "2D", row.period == 1, *(row.participant == name for name in names)] for row in table.rows],
        float,
    )
    values = np.array([row.value for row in table.rows], float)
    beta, squares, _, _ = np.linalg.lstsq(design, values)
    errors = np.sqrt(np.diag(np.linalg.inv(design.T @ design)) * squares[0] / (len(values) - len(names) - 2))
    for at, part in enumerate((treatment(trial(table)), period(trial(table)))):
        assert (part.estimate, part.se) == pytest.approx((beta[at], errors[at]), rel=1e-9)
        assert part.df == len(values) - len(names) - 2


def test_the_contrast_follows_the_alphabet_whatever_came_first() -> None:
    one = treatment(trial(two_by_two("a", "b", ((1, 3), (2, 5)), ((4, 1), (6, 2)))))
    other = treatment(trial(two_by_two("b", "a", ((1, 3), (2, 5)), ((4, 1), (6, 2)))))
    assert one.contrast == other.contrast == "a - b"
    assert one.estimate == -other.estimate == -3.0


def test_the_effect_size_is_in_mean_standard_deviations_of_the_conditions() -> None:
    found = analyse(two_by_two("a", "b", ((2, 1), (4, 5)), ((1, 6), (5, 8))))  # a: 2 4 6 8, b: 1 5 1 5
    assert found.treatment is not None
    assert found.effect_size == pytest.approx(found.treatment.estimate / ((np.sqrt(20 / 3) + np.sqrt(16 / 3)) / 2))


def test_one_participant_in_each_sequence_has_an_estimate_and_no_error() -> None:
    found = analyse(two_by_two("a", "b", ((1, 3),), ((4, 1),)))
    assert found.treatment == Estimate("a - b", -2.5)
    assert any("Too few participants" in note.said() for note in found.notes)


def test_equal_values_claim_nothing() -> None:
    found = analyse(two_by_two("a", "b", ((0.3, 0.3),) * 3, ((0.3, 0.3),) * 4))
    assert found.treatment is not None
    assert (found.treatment.estimate, found.treatment.t, found.treatment.p) == (0.0, None, None)
    assert found.effect_size is None
    assert any("no spread" in note.said() for note in found.notes)


def test_a_constant_difference_claims_no_certainty() -> None:
    found = analyse(two_by_two("a", "b", ((1.1, 3.1), (2.7, 4.7), (5.3, 7.3)), ((4.2, 2.2), (8.9, 6.9))))
    assert found.treatment is not None
    assert found.treatment.estimate == pytest.approx(-2)
    assert found.treatment.p is None
    assert found.mixed is not None
    assert found.mixed.contrasts[0].estimate == pytest.approx(-2)
    assert found.mixed.contrasts[0].p is None


def test_who_missed_a_visit_is_left_out_of_the_t_tests_and_counted() -> None:
    table = made(5, 40, {"2D": 0.0, "3D": -1.0}, missing=0.2)
    complete = [rows for rows in table.participants().values() if len(rows) == 2]
    found = analyse(table)
    assert sum(found.n.values()) == len(complete) < found.given
    assert found.treatment is not None
    assert found.treatment.df == len(complete) - 2
    assert any(f"{40 - len(complete)} without both values" in note.said() for note in found.notes)


def test_one_sequence_alone_tells_no_treatment_from_the_period() -> None:
    table = made(6, 20, {"2D": 0.0, "3D": -1.0})
    kept = Table(tuple(row for row in table.rows if row.sequence == "2D/3D"))
    found = analyse(kept)
    assert isinstance(crossover(kept), Words)
    assert [found.treatment, found.period, found.carryover, found.mixed] == [None] * 4
    assert found.paired is not None
    assert any("can't be told apart" in note.said() for note in found.notes)
