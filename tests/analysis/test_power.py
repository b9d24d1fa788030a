"""How many participants are needed, beside statsmodels' own power of the t-test and beside made trials."""

from __future__ import annotations

import numpy as np
import pytest

from app.analysis.power import participants_for, power
from app.errors import BadInput


@pytest.mark.parametrize(("difference", "participants"), [(0.5, 10), (1.0, 24), (2.0, 12), (1.0, 25)])
def test_it_is_the_power_of_the_t_test_on_half_differences(difference: float, participants: int) -> None:
    from statsmodels.stats.power import TTestIndPower

    one = participants // 2
    effect, ratio = difference / (1.5 / np.sqrt(2)), (participants - one) / one
    theirs = TTestIndPower().power(effect, nobs1=one, alpha=0.05, ratio=ratio)
    assert power(difference, 1.5, participants) == pytest.approx(theirs, abs=1e-6)


def test_made_trials_find_the_difference_as_often() -> None:
    rng, n, trials = np.random.default_rng(31), 10, 4000
    one, two = (rng.normal(sign * 0.8, 1 / np.sqrt(2), (trials, n)) for sign in (1, -1))
    pooled = np.sqrt((one.var(1, ddof=1) + two.var(1, ddof=1)) / n)
    found = np.abs((one.mean(1) - two.mean(1)) / pooled) > 2.1009  # t of 18 degrees of freedom, 5 % on both sides
    assert found.mean() == pytest.approx(power(1.6, 1.0, 2 * n), abs=0.025)


@pytest.mark.parametrize(("difference", "within_sd", "chance"), [(1, 1.5, 0.8), (0.1, 2, 0.9), (5, 1, 0.8)])
def test_the_number_is_the_least_that_suffices(difference: float, within_sd: float, chance: float) -> None:
    needed = participants_for(difference, within_sd, chance)
    assert needed % 2 == 0
    assert power(difference, within_sd, needed) >= chance
    assert needed == 4 or power(difference, within_sd, needed - 2) < chance


def test_the_sign_of_the_difference_makes_no_difference() -> None:
    assert power(-1, 1.5, 20) == power(1, 1.5, 20)


def test_a_sure_thing_is_1() -> None:
    assert power(1000, 1, 40) == 1.0


@pytest.mark.parametrize(
    ("difference", "within_sd", "chance"),
    [(0, 1, 0.8), (1, 0, 0.8), (1, 1, 1.0), (float("nan"), 1, 0.8), (1e-9, 1, 0.8)],
)
def test_what_can_t_be_planned_is_refused(difference: float, within_sd: float, chance: float) -> None:
    with pytest.raises(BadInput):
        participants_for(difference, within_sd, chance)
