"""How many participants a planned 2x2 crossover needs, by the noncentral t distribution.

S. Senn, *Cross-over Trials in Clinical Research*, 2nd ed. 2002, chapter 9; S. A. Julious, *Statistics in Medicine* 23, 2004,
1921-1986. The treatment estimate has variance s^2 (1/n1 + 1/n2) / 2 with s the standard deviation within a
participant, on n1 + n2 - 2 degrees of freedom.
"""

from __future__ import annotations

from math import sqrt

from scipy.special import nctdtr, stdtrit

from app.errors import BadInput

#: more than these no clinic recruits: the difference asked for is too small
MOST = 100_000


def power(difference: float, within_sd: float, participants: int, alpha: float = 0.05) -> float:
    """The chance (0 to 1) that the two-sided test at level `alpha` finds `difference`, were it true.

    Parameters
    ----------
    difference : between the conditions, in the unit of the values
    within_sd : standard deviation of repeated values of one participant, same unit; the standard deviation of the
        participants' differences is sqrt(2) times this
    participants : in both sequences together, split as evenly as can be; at least 3

    Raises
    ------
    BadInput
        A value breaks its rule.
    """
    _check(difference, within_sd, alpha)
    if participants < 3:
        raise BadInput(f"participants must be 3 or more, got {participants}")
    one = participants // 2
    se = within_sd * sqrt((1 / one + 1 / (participants - one)) / 2)
    df, shift = participants - 2, abs(difference) / se
    critical = float(stdtrit(df, 1 - alpha / 2))
    # Far out the distribution's own series gives up; there is no doubt left there.
    if shift - critical > 30:
        return 1.0
    return float(1 - nctdtr(df, shift, critical) + nctdtr(df, shift, -critical))


def participants_for(difference: float, within_sd: float, chance: float = 0.8, alpha: float = 0.05) -> int:
    """The least even number of participants that gives the `chance` (0 to 1) of finding `difference`.

    Raises
    ------
    BadInput
        A value breaks its rule, or more than `MOST` participants would be needed.
    """
    _check(difference, within_sd, alpha)
    if not alpha < chance < 1:
        raise BadInput(f"the power must be more than {alpha:g} and less than 1, got {chance:g}")
    low, high = 2, 4
    while power(difference, within_sd, high, alpha) < chance:
        low, high = high, 2 * high
        if high > MOST:
            raise BadInput(f"more than {MOST} participants would be needed for a difference of {difference:g}")
    while high - low > 2:  # low is too few, high enough
        middle = (low + high) // 4 * 2
        low, high = (low, middle) if power(difference, within_sd, middle, alpha) >= chance else (middle, high)
    return high


def _check(difference: float, within_sd: float, alpha: float) -> None:
    if not 0 < abs(difference) < float("inf"):
        raise BadInput(f"the difference must be a number other than 0, got {difference:g}")
    if not 0 < within_sd < float("inf"):
        raise BadInput(f"the standard deviation within a participant must be more than 0, got {within_sd:g}")
    if not 0 < alpha < 1:
        raise BadInput(f"the level must be more than 0 and less than 1, got {alpha:g}")
