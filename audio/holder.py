"""The holder: keeps the layer over the room's noise and the world under the layer, and says what was delivered.

It knows no device and no clock: it is handed analysis frames and called once a second.
"""

from __future__ import annotations

import numpy as np

from audio.calibration import Measured
from audio.levels import A, Floats, Z, db, power
from audio.messages import Level, Open
from audio.snr import (
    SECOND,
    WINDOW,
    Controller,
    Definition,
    Estimate,
    Estimator,
    Frame,
    Limits,
    layer_over_ambient,
    ratio_db,
)
from audio.sources import ASSET_LEVEL_DB

#: the layer's gain where nothing is known of the room, dB re its own full scale
FIXED_GAIN_DB = -26.0
#: how far a world's loop stays under the layer, dB(A)
AMBIENCE_UNDER_DB = 8.0
#: how far the world is pulled down at most when cues crowd, and how fast it is let up again, dB (a second)
_TRIM_MOST_DB, _TRIM_BACK_DB = 24.0, 0.5

NOT_CALIBRATED = "not calibrated yet"


class Holder:
    """Decides the gains of the layer and of the world.

    layer : (2, 21) third-octave powers of the layer at a gain of 0 dB, A- and Z-weighted

    `gain_db` and `world_gain_db` are what the mixer is to be set to; `measured` is the calibration in force.
    """

    def __init__(self, layer: Floats) -> None:
        self.measured = Measured(None, None, None, NOT_CALIBRATED)
        self.gain_db = FIXED_GAIN_DB
        self._layer = layer
        self._layer_db = db(float(np.sum(layer[A])))
        self._open = Open()
        self._definition = Definition.LAYER_ONLY
        self._estimator: Estimator | None = None
        self._controller: Controller | None = None
        self._trim_db = 0.0

    @property
    def calibrated(self) -> bool:
        return self._controller is not None

    @property
    def world_gain_db(self) -> float:
        """The world's gain, dB re its sounds as stored: under the layer and, together with it, under the cap."""
        layer_db = self._layer_db + self.gain_db
        world_db = layer_db - AMBIENCE_UNDER_DB + self._trim_db
        cap_db, path_db = self._cap_db(), self.measured.path_db
        if cap_db is not None and path_db is not None:
            world_db = min(world_db, db(max(power(cap_db - path_db) - power(layer_db), 0.0)))
        return world_db - ASSET_LEVEL_DB

    def begin(self, opening: Open) -> None:
        """Take on another target, and forget the calibration.

        Raises
        ------
        ValueError
            The definition is unknown, or the target can't be held by it.
        """
        definition = Definition(opening.definition)
        layer_over_ambient(opening.target_db, definition)
        self._open, self._definition = opening, definition
        self.forget(NOT_CALIBRATED)
        limits = Limits()
        wanted = FIXED_GAIN_DB if opening.gain_db is None else opening.gain_db
        self.gain_db = min(max(wanted, limits.lowest_gain_db), limits.highest_gain_db)

    def forget(self, reason: str) -> None:
        """The calibration is void, for a `reason`; the gain stays where it is."""
        self.measured = Measured(None, None, None, reason)
        self._estimator = self._controller = None

    def adopt(self, measured: Measured) -> None:
        """A calibration is done: hold by it from now on, from the gain it asks for."""
        self.measured = measured
        self._estimator = self._controller = None
        if measured.path is None or measured.ambient_db is None:
            return
        self._estimator = Estimator(measured.path)
        self._controller = Controller(
            unit_db=db(float(np.sum(self._layer[A] * measured.path))),
            over_db=layer_over_ambient(self._open.target_db, self._definition),
            ambient_db=measured.ambient_db,
            limits=Limits(highest_layer_db=self._cap_db()),
        )
        self.gain_db = self._controller.gain_db

    def restart(self) -> None:
        """The sound was away: what was heard before counts no longer."""
        if self.measured.path is not None:
            self._estimator = Estimator(self.measured.path)

    def add(self, frame: Frame) -> None:
        """Take one analysis frame."""
        if self._estimator is not None:
            self._estimator.add(frame)

    def second(self, *, playing: bool) -> set[str]:
        """Decide the gains anew, once a second. Hands back the flags of `Level` that belong to it."""
        estimate = self._estimate(WINDOW)
        if self._controller is None or estimate is None:
            return set()
        latest = self._estimate(SECOND) or estimate
        heard = None if latest.ambient is None else db(latest.ambient[A])
        decision = self._controller.update(heard, latest.spread_db, sounding=playing)
        self.gain_db = decision.gain_db
        if playing and estimate.layer[A] > 0.0:
            excess = db(estimate.world[A]) - db(estimate.layer[A])
            self._trim_db = min(max(self._trim_db - max(excess, -_TRIM_BACK_DB), -_TRIM_MOST_DB), 0.0)
        flags = set(decision.flags)
        if estimate.ambient is None:
            flags.add("masked")
        return flags

    def level(self, steady_s: float, flags: set[str], *, heard: bool) -> Level:
        """What was delivered in this second.

        steady_s : for how long the layer has been all there; the SNR is stated after a second of it
        heard : whether the microphone and the output were there
        """
        steady = heard and steady_s >= 1.0
        window = min(WINDOW, round(steady_s * SECOND)) if steady else WINDOW
        estimate = self._estimate(window) if heard else None
        ambient = None if estimate is None else estimate.ambient
        layer = None if estimate is None or estimate.layer[A] <= 0.0 else estimate.layer
        snr_db = None
        if steady and ambient is not None and layer is not None:
            snr_db = ratio_db(layer[A], ambient[A], self._definition)
        return Level(
            target_db=self._open.target_db,
            definition=self._definition.value,
            ambient_db=None if ambient is None else db(ambient[A]),
            layer_db=None if layer is None else db(layer[A]),
            ambient_z_db=None if ambient is None else db(ambient[Z]),
            layer_z_db=None if layer is None else db(layer[Z]),
            snr_db=snr_db,
            gain_db=self.gain_db,
            method="power_subtraction" if self.calibrated else "fixed",
            calibrated=self.calibrated,
            flags=tuple(sorted(flags if steady_s >= 1.0 else flags | {"fading"})),
        )

    def _estimate(self, frames: int) -> Estimate | None:
        return None if self._estimator is None else self._estimator.estimate(frames)

    def _cap_db(self) -> float | None:
        """The cap in dB(A) re full scale at the microphone, where the microphone is calibrated in SPL."""
        full_scale = None if self._open.kept is None else self._open.kept.mic_full_scale_dba
        return None if full_scale is None else self._open.cap_dba - full_scale
