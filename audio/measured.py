"""What a calibration found: as it is held by, as it is told, and as it is taken over from a process that is no more."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from audio.levels import CENTRES, A, Floats, a_weighting_db, db, power
from audio.messages import Calibrated, Kept, Resume


@dataclass(frozen=True, slots=True)
class Measured:
    """What calibration found.

    ambient : (2, 21) third-octave powers of the room at the ear, A- and Z-weighted, re full scale; None where nothing was heard
    path : (21,) power gain from a digital mean square to the ear, re the microphone's full scale; None where it is not known
    path_db : the path's gain for the layer's spectrum, A-weighted
    reason : why it is not calibrated; "" when it is
    path_uncertainty_db : standard uncertainty of `path_db`
    hears_playback : whether the microphone hears what is played (not under closed headphones)
    insertion_loss : (21,) the part of the room's power that reaches the ear through closed headphones; None: all of it
    """

    ambient: Floats | None
    path: Floats | None
    path_db: float | None
    reason: str
    path_uncertainty_db: float | None = None
    hears_playback: bool = True
    insertion_loss: Floats | None = None

    @property
    def calibrated(self) -> bool:
        return self.path is not None

    @property
    def method(self) -> str:
        """As in `audio.messages.Level`."""
        if not self.calibrated:
            return "fixed"
        return "power_subtraction" if self.hears_playback else "headphones"

    @property
    def ambient_db(self) -> float | None:
        return None if self.ambient is None else db(float(np.sum(self.ambient[A])))


def told(measured: Measured) -> Calibrated:
    """What a calibration found, as it is reported."""
    ambient = None if measured.ambient is None else measured.ambient[A]
    return Calibrated(
        calibrated=measured.calibrated,
        ambient_db=measured.ambient_db,
        path_db=measured.path_db,
        reason=measured.reason,
        path_uncertainty_db=measured.path_uncertainty_db,
        method=measured.method,
        ambient_bands_db=in_db(ambient) or (),
        path_bands_db=in_db(measured.path) or (),
    )


def resumed(command: Resume, kept: Kept | None) -> Measured:
    """What another process had measured of the same devices, as the room and the path were when it was last heard of.

    Raises
    ------
    ValueError
        It was not calibrated, or what was told of it is not whole.
    """
    found, bands = command.found, len(CENTRES)
    if not found.calibrated or len(found.path_bands_db) != bands or len(found.ambient_bands_db) != bands:
        raise ValueError(f"found must be a whole calibration, got {found}")
    ambient = 10.0 ** (np.array(found.ambient_bands_db) / 10.0)
    if command.background_db is not None:
        ambient *= power(command.background_db) / float(np.sum(ambient))
    hears = found.method == "power_subtraction"
    loss_db = None if hears or kept is None else kept.insertion_loss_db
    return Measured(
        ambient=np.stack([ambient, ambient * 10.0 ** (-a_weighting_db(CENTRES) / 10.0)]),
        path=10.0 ** (np.array(found.path_bands_db) / 10.0) * power(command.path_change_db),
        path_db=None if found.path_db is None else found.path_db + command.path_change_db,
        reason="",
        path_uncertainty_db=found.path_uncertainty_db,
        hears_playback=hears,
        insertion_loss=None if loss_db is None else 10.0 ** (-np.array(loss_db) / 10.0),
    )


def in_db(powers: Floats | None) -> tuple[float, ...] | None:
    """Third octaves as they are told; None stays None."""
    return None if powers is None else tuple(db(float(power)) for power in powers)


def path_gain(heard: Floats, ambient: Floats, played: Floats) -> Floats:
    """The path's power gain (21,) in each third octave, from powers (21,) of one weighting.

    A band in which the room drowns what is played is filled in from its neighbours, along the levels in dB.
    """
    clear = (heard > 2.0 * ambient) & (played > 0.0)
    if not np.any(clear):
        clear = np.argmax(heard / np.maximum(ambient, 1e-20)) == np.arange(len(heard))
    index = np.arange(len(heard))
    gain_db = 10.0 * np.log10(np.maximum(heard - ambient, 1e-20)[clear] / np.maximum(played, 1e-20)[clear])
    filled: Floats = np.interp(index, index[clear], gain_db)
    return np.asarray(10.0 ** (filled / 10.0))
