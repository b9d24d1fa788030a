"""The tables of the standards that levels are tested against, class 1."""

from __future__ import annotations

import math
from typing import NamedTuple


class Weighting(NamedTuple):
    """A row of table 3 of IEC 61672-1:2013: dB at 10^(exponent / 10) Hz, and the acceptance limits."""

    exponent: int
    a: float
    c: float
    above: float
    below: float


#: Z is 0 dB throughout
WEIGHTINGS = [
    Weighting(*row)
    for row in (
        (10, -70.4, -14.3, 3.0, -math.inf), (11, -63.4, -11.2, 2.5, -math.inf), (12, -56.7, -8.5, 2.0, -4.0),
        (13, -50.5, -6.2, 2.0, -2.0), (14, -44.7, -4.4, 2.0, -1.5), (15, -39.4, -3.0, 1.5, -1.5),
        (16, -34.6, -2.0, 1.0, -1.0), (17, -30.2, -1.3, 1.0, -1.0), (18, -26.2, -0.8, 1.0, -1.0),
        (19, -22.5, -0.5, 1.0, -1.0), (20, -19.1, -0.3, 1.0, -1.0), (21, -16.1, -0.2, 1.0, -1.0),
        (22, -13.4, -0.1, 1.0, -1.0), (23, -10.9, 0.0, 1.0, -1.0), (24, -8.6, 0.0, 1.0, -1.0),
        (25, -6.6, 0.0, 1.0, -1.0), (26, -4.8, 0.0, 1.0, -1.0), (27, -3.2, 0.0, 1.0, -1.0),
        (28, -1.9, 0.0, 1.0, -1.0), (29, -0.8, 0.0, 1.0, -1.0), (30, 0.0, 0.0, 0.7, -0.7),
        (31, 0.6, 0.0, 1.0, -1.0), (32, 1.0, -0.1, 1.0, -1.0), (33, 1.2, -0.2, 1.0, -1.0),
        (34, 1.3, -0.3, 1.0, -1.0), (35, 1.2, -0.5, 1.0, -1.0), (36, 1.0, -0.8, 1.0, -1.0),
        (37, 0.5, -1.3, 1.5, -1.5), (38, -0.1, -2.0, 1.5, -2.0), (39, -1.1, -3.0, 1.5, -2.5),
        (40, -2.5, -4.4, 2.0, -3.0), (41, -4.3, -6.2, 2.0, -5.0), (42, -6.6, -8.5, 2.5, -16.0),
        (43, -9.3, -11.2, 3.0, -math.inf),
    )
]  # fmt: skip


class Burst(NamedTuple):
    """A row of table 4 of IEC 61672-1:2013: dB re the steady level of a 4 kHz tone, by the burst's length in ms.

    slow : None where the table has none
    below, slow_below : the lower acceptance limits; the upper is `above` for all
    """

    ms: float
    fast: float
    exposure: float
    slow: float | None
    above: float
    below: float
    slow_below: float


BURSTS = [
    Burst(1000.0, 0.0, 0.0, -2.0, 0.5, -0.5, -0.5),
    Burst(500.0, -0.1, -3.0, -4.1, 0.5, -0.5, -0.5),
    Burst(200.0, -1.0, -7.0, -7.4, 0.5, -0.5, -0.5),
    Burst(100.0, -2.6, -10.0, -10.2, 1.0, -1.0, -1.0),
    Burst(50.0, -4.8, -13.0, -13.1, 1.0, -1.0, -1.0),
    Burst(20.0, -8.3, -17.0, -17.0, 1.0, -1.0, -1.5),
    Burst(10.0, -11.1, -20.0, -20.0, 1.0, -1.0, -2.0),
    Burst(5.0, -14.1, -23.0, -23.0, 1.0, -1.0, -2.5),
    Burst(2.0, -18.0, -27.0, -27.0, 1.0, -1.5, -3.0),
    Burst(1.0, -21.0, -30.0, None, 1.0, -2.0, 0.0),
    Burst(0.5, -24.0, -33.0, None, 1.0, -2.5, 0.0),
    Burst(0.25, -27.0, -36.0, None, 1.0, -3.0, 0.0),
]

#: IEC 61260-1:2014, table 1: exponent of the octave ratio, least and most relative attenuation, dB; at the band's edge the
#: limits jump, so it stands here a little inside and a little outside
_OCTAVE_LIMITS = [
    (0.0, -0.4, 0.4),
    (1 / 8, -0.4, 0.5),
    (1 / 4, -0.4, 0.7),
    (3 / 8, -0.4, 1.4),
    (1 / 2 - 1e-3, -0.4, 5.3),
    (1 / 2 + 1e-3, 1.2, math.inf),
    (1.0, 16.6, math.inf),
    (2.0, 40.5, math.inf),
    (3.0, 60.0, math.inf),
    (4.0, 70.0, math.inf),
]


def third_octave_limits() -> list[tuple[float, float, float]]:
    """Frequency re mid-band frequency, least and most relative attenuation, dB (formulas 9 and 10), on both sides."""
    octave = 10.0**0.3
    scale = (octave ** (1 / 6) - 1.0) / (octave**0.5 - 1.0)
    upper = [(1.0 + scale * (octave**x - 1.0), least, most) for x, least, most in _OCTAVE_LIMITS]
    return upper + [(1.0 / ratio, least, most) for ratio, least, most in upper]
