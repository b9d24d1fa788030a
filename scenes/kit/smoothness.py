"""How smooth a movement was: the spectral arc length of its speed.

Balasubramanian, Melendez-Calderon, Roby-Brami and Burdet, "On the analysis of movement smoothness", Journal of NeuroEngineering and
Rehabilitation 12:112 (2015).
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

#: fewer values of speed than these say nothing of a movement's shape
FEWEST = 4


def sparc(
    speed: npt.ArrayLike, rate_hz: float, pad_level: int = 4, cutoff_hz: float = 10.0, threshold: float = 0.05
) -> float:
    """The spectral arc length (SPARC): about -1.5 for one smooth reach, lower for a movement with stops and corrections.

    With V(f) the magnitude of the speed's Fourier transform and S(f) = V(f) / max V, it is

        -sum over f of sqrt((df / (f1 - f0))^2 + dS^2)

    where f0 and f1 are the lowest and the highest frequency up to `cutoff_hz` at which S is `threshold` or more: what lies
    between counts, whatever S is there. Neither the amplitude nor the duration of a movement changes it.

    Parameters
    ----------
    speed : (n,) of one movement from rest to rest, at even times, in any unit, 0 or more
    rate_hz : values of `speed` in a second
    pad_level : the transform is of 2^(ceil(log2 n) + pad_level) values, zeros after the movement
    cutoff_hz : nothing faster than this is movement
    threshold : share of the highest magnitude, 0 to 1, below which it is noise

    Raises
    ------
    ValueError
        `speed` is too short, not finite, below 0 or nothing but 0, or another value breaks its rule.
    """
    values = np.asarray(speed, np.float64)
    if values.ndim != 1 or len(values) < FEWEST:
        raise ValueError(f"speed must be {FEWEST} values or more in a row, got shape {values.shape}: take a longer one")
    if not np.isfinite(values).all() or (values < 0.0).any():
        raise ValueError("speed must be finite and 0 or more, got other values: hand in the length of the velocity")
    if not values.any():
        raise ValueError("speed must be more than 0 somewhere, got zeros alone: nothing moved")
    if not (rate_hz > 0.0 and cutoff_hz > 0.0 and 0.0 < threshold < 1.0 and pad_level >= 0):
        raise ValueError(
            "rate_hz and cutoff_hz must be above 0, threshold between 0 and 1 and pad_level 0 or more, "
            f"got {rate_hz!r}, {cutoff_hz!r}, {threshold!r} and {pad_level!r}"
        )
    padded = 2 ** (math.ceil(math.log2(len(values))) + pad_level)
    magnitude = np.abs(np.fft.rfft(values, padded))
    magnitude /= magnitude.max()
    frequency = np.fft.rfftfreq(padded, 1.0 / rate_hz)
    counts = np.flatnonzero((frequency <= cutoff_hz) & (magnitude >= threshold))
    first, last = counts[0], counts[-1]
    if first == last:
        raise ValueError(f"cutoff_hz must leave two frequencies or more, got {cutoff_hz:g}: choose a higher one")
    share = np.diff(frequency[first : last + 1]) / (frequency[last] - frequency[first])
    return -float(np.sum(np.hypot(share, np.diff(magnitude[first : last + 1]))))


def speed_profile(times: npt.ArrayLike, positions: npt.ArrayLike, rate_hz: float) -> Floats:
    """The speed of something that was seen at uneven times, at even ones: (n,) metres a second, from the first time on.

    Between two of its places it is taken to move straight and evenly.

    Parameters
    ----------
    times : (k,) seconds, each later than the one before
    positions : (k, d) metres
    rate_hz : values in a second

    Raises
    ------
    ValueError
        The times don't rise, don't fit the positions, or are too few or too close together for `sparc`.
    """
    at, places = np.asarray(times, np.float64), np.asarray(positions, np.float64)
    if at.ndim != 1 or places.ndim != 2 or len(at) != len(places) or len(at) < 2:
        raise ValueError(
            f"times must be (k,) and positions (k, d), k 2 or more, got {at.shape} and {places.shape}: give each place its time"
        )
    if not (np.isfinite(at).all() and np.isfinite(places).all() and (np.diff(at) > 0.0).all()):
        raise ValueError("times must rise, and all values be finite, got others: leave out what was seen twice")
    if not rate_hz > 0.0 or (many := math.floor((at[-1] - at[0]) * rate_hz + 1e-9) + 1) < FEWEST:
        raise ValueError(
            f"rate_hz must give {FEWEST} values or more, got {rate_hz!r} over {at[-1] - at[0]:g} s: take a longer movement"
        )
    even = at[0] + np.arange(many) / rate_hz
    path = np.stack([np.interp(even, at, places[:, axis]) for axis in range(places.shape[1])], axis=1)
    return np.asarray(np.linalg.norm(np.gradient(path, 1.0 / rate_hz, axis=0), axis=1))
