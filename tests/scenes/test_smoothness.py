"""The smoothness of a movement, against cases worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from scenes.kit.smoothness import sparc, speed_profile

RATE = 100.0


def reach(seconds: float, metres: float = 0.3) -> np.ndarray:
    """The speed of a minimum-jerk reach: 30 d/T (s^2 - 2 s^3 + s^4), s = t/T (Flash and Hogan, 1985)."""
    s = np.arange(0.0, seconds, 1 / RATE) / seconds
    return np.asarray(30 * metres / seconds * (s**2 - 2 * s**3 + s**4))


def test_a_gaussian_speed_is_as_long_as_its_spectrum_says() -> None:
    # S(f) = exp(-2 (pi sigma f)^2); with f1 where S is 0.05 and x = f / f1 that is S = 20^(-x^2), whatever sigma is
    x = np.linspace(0.0, 1.0, 200_001)
    slope = -2.0 * math.log(20) * x * 20.0 ** (-(x**2))
    expected = -float(np.trapezoid(np.sqrt(1.0 + slope**2), x))
    assert expected == pytest.approx(-1.42, abs=0.01)
    for sigma in (0.08, 0.15, 0.4):
        t = np.arange(-6 * sigma, 6 * sigma, 1 / RATE)
        assert sparc(np.exp(-0.5 * (t / sigma) ** 2), RATE, pad_level=6) == pytest.approx(expected, abs=0.005)


def test_it_is_the_sum_that_the_paper_writes() -> None:
    rate, many = 20.0, 11
    speed = [0.0, 1.0, 3.0, 2.0, 1.0, 0.5, 2.0, 4.0, 2.0, 1.0, 0.0]
    padded = 256  # 2^(4 + 4)
    spectrum = []
    for k in range(129):
        parts = [math.tau * k * i / padded for i in range(many)]
        real = sum(v * math.cos(p) for v, p in zip(speed, parts, strict=True))
        spectrum.append(math.hypot(real, sum(v * math.sin(p) for v, p in zip(speed, parts, strict=True))))
    shares = [v / max(spectrum) for v in spectrum]
    last = max(k for k, share in enumerate(shares) if share >= 0.05 and k * rate / padded <= 6.0)
    long = sum(math.hypot(1 / last, shares[k + 1] - shares[k]) for k in range(last))
    assert sparc(speed, rate, cutoff_hz=6.0) == pytest.approx(-long, abs=1e-9)


def test_two_submovements_are_less_smooth_than_one_and_the_more_the_further_apart() -> None:
    one = reach(0.8)
    apart = [sparc(np.concatenate([one, np.zeros(gap), one]), RATE) for gap in (0, 20, 60)]
    assert sparc(one, RATE) > apart[0] > apart[1] > apart[2]


def test_neither_amplitude_nor_duration_changes_it() -> None:
    assert sparc(7.3 * reach(0.8), RATE) == pytest.approx(sparc(reach(0.8), RATE), abs=1e-12)
    assert sparc(reach(2.4), RATE) == pytest.approx(sparc(reach(0.8), RATE), abs=0.03)


def test_a_tremor_above_the_cutoff_counts_for_little_and_one_below_it_for_much() -> None:
    t = np.arange(0.0, 2.0, 1 / RATE)
    calm = reach(2.0)
    fast, slow = (calm * (1 + 0.4 * np.sin(math.tau * hz * t)) for hz in (25.0, 5.0))
    assert sparc(fast, RATE) == pytest.approx(sparc(calm, RATE), abs=0.02)
    assert sparc(slow, RATE) < sparc(calm, RATE) - 0.1


def test_a_movement_seen_at_uneven_times_has_its_even_speed() -> None:
    random = np.random.default_rng(4)
    at = np.sort(np.append(random.uniform(0.0, 1.2, 180), [0.0, 1.2]))
    s = at / 1.2
    way = 0.3 * (10 * s**3 - 15 * s**4 + 6 * s**5)
    places = np.stack([way * 0.6, way * 0.8, np.full_like(way, 1.1)], axis=1)
    speed = speed_profile(at, places, RATE)
    assert len(speed) == 121
    assert np.abs(speed[:-1] - reach(1.2)).max() < 0.03
    assert sparc(speed, RATE) == pytest.approx(sparc(reach(1.2), RATE), abs=0.02)


@pytest.mark.parametrize(
    ("speed", "says"),
    [
        (np.zeros(50), "nothing moved"),
        ([1.0, 2.0, 1.0], "4 values or more"),
        ([[0.0, 1.0, 1.0, 0.0]], "4 values or more"),
        ([0.0, 1.0, -1.0, 0.0], "0 or more"),
        ([0.0, 1.0, math.nan, 0.0], "finite"),
    ],
)
def test_what_is_no_movement_is_refused(speed: object, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        sparc(speed, RATE)  # type: ignore[arg-type]


def test_a_rule_that_is_broken_is_named() -> None:
    with pytest.raises(ValueError, match="cutoff_hz"):
        sparc(reach(1.0), RATE, cutoff_hz=0.01)
    with pytest.raises(ValueError, match="threshold"):
        sparc(reach(1.0), RATE, threshold=1.0)
    with pytest.raises(ValueError, match="times must rise"):
        speed_profile([0.0, 0.5, 0.5], np.zeros((3, 3)), RATE)
    with pytest.raises(ValueError, match="take a longer movement"):
        speed_profile([0.0, 0.01], np.zeros((2, 3)), RATE)
    with pytest.raises(ValueError, match="give each place its time"):
        speed_profile([0.0, 0.1, 0.2], np.zeros((2, 3)), RATE)
