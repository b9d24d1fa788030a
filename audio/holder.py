"""The holder: keeps what is played over the room's noise and the world under the layer, and says what was delivered.

It knows no device and no clock: it is handed analysis frames, and asked once a second for what it found.
"""

from __future__ import annotations

import math
from collections import deque

import numpy as np

from audio.ambient import SECOND, WINDOW, Ambient, Estimate, Frame
from audio.background import STEP_S, Background
from audio.levels import A, Floats, Z, db, power
from audio.measured import Measured
from audio.messages import Level, Open
from audio.pathwatch import PathWatch
from audio.snr import Controller, Definition, Limits, played_over_ambient, ratio_db
from audio.sources import ASSET_LEVEL_DB
from audio.speech import SPEECH_LEVEL_DB, SPEECH_OVER_DB

#: the layer's gain where nothing is known of the room, dB re its own full scale
FIXED_GAIN_DB = -26.0
#: how far a world's loop stays under all that is played, dB(A)
AMBIENCE_UNDER_DB = 8.0
#: how far the world is pulled down at most when cues crowd, and how fast it is let up again, dB (a second)
_TRIM_MOST_DB, _TRIM_BACK_DB = 24.0, 0.5
#: the world may be this part of what is played before it is pulled down
_WORLD_PART = 0.4
#: seconds, about, from when the room sounded to when what is decided now is heard
_WAY_S = 0.6
#: dB: an SNR that is known less well than this is not stated
_STATED_DB = 4.0
#: dB within a measurement
_FADE_DB = 3.0
#: dB in a second from which on the layer is on its way to a new level
_SLEWING_DB = 0.75
#: a room that has been drowned in what is played, or softer than it was and not yet known, for so many measurements: the layer
#: sinks, dB a measurement, until the room is heard
_PATIENCE, _SINK_DB = 8, 1.5
#: dB: the standard uncertainty of the path's gain is at least this
_PATH_DB = 0.05
#: dB: what is played is held this far under the cap, so that its own ups and downs stay under it
_UNDER_CAP_DB = 1.5
#: frames over which what is heard may not come near the cap, where the path is not known; and dB a frame by which it then sinks
_HEARD, _LESS_DB = 6, 0.5

NOT_CALIBRATED = "not calibrated yet"


class Holder:
    """Decides the gains of the layer and of the world.

    layer : (2, 21) third-octave powers of the layer at a gain of 0 dB, A- and Z-weighted

    `gain_db` and `world_gain_db` are what the mixer is to be set to; `measured` is the calibration in force.
    """

    def __init__(self, layer: Floats) -> None:
        self.measured = Measured(None, None, None, NOT_CALIBRATED)
        self.gain_db = FIXED_GAIN_DB
        self.layer = layer
        self._layer_db = db(float(np.sum(layer[A])))
        self._open = Open()
        self._definition = Definition.LAYER_ONLY
        self._ambient: Ambient | None = None
        self._background: Background | None = None
        self._controller: Controller | None = None
        self._watch: PathWatch | None = None
        self._trim_db = 0.0
        self._passed = self._moved = self._moving = False
        #: the gain at the end of the last second
        self._gain_db: float | None = None
        self._drowned = 0
        self._played = 0.0
        #: what the microphone heard in the latest frames, where nothing better is known
        self._heard: deque[float] = deque(maxlen=_HEARD)
        self._capped = False
        #: of a calibration that is void, as far as it is known
        self._last_path: Floats | None = None

    @property
    def calibrated(self) -> bool:
        return self._controller is not None

    @property
    def world_gain_db(self) -> float:
        """The world's gain, dB re its sounds as stored: under the layer and, together with it, under the cap."""
        played_db = self._layer_db + self.gain_db
        world_db = played_db + self._trim_db - AMBIENCE_UNDER_DB
        cap_db, path_db = self._cap_db(), self.measured.path_db
        if cap_db is not None and path_db is not None:
            world_db = min(world_db, db(max(power(cap_db - path_db) - power(played_db), 0.0)))
        return world_db - ASSET_LEVEL_DB

    @property
    def ceiling_dba(self) -> float | None:
        """The cap at the ear, dB(A) re the microphone's full scale, for all that is played, by `path`; None where it is not
        known."""
        return None if self.path is None else self._cap_db()

    @property
    def path(self) -> Floats | None:
        """(21,) power gain from the mixer's output to the ear, as it is now; None where it is not known."""
        return self._last_path if self._ambient is None else self._ambient.path

    @property
    def speech_gain_db(self) -> float:
        """The gain of spoken lines: over the layer, however crowded the world is. (The ceiling keeps them under the cap.)"""
        return self._layer_db + self.gain_db + SPEECH_OVER_DB - SPEECH_LEVEL_DB

    def begin(self, opening: Open, layer: Floats | None = None) -> None:
        """Take on another target, and another `layer` (None: the same), and forget the calibration.

        Raises
        ------
        ValueError
            The definition is unknown, or the target can't be held by it.
        """
        definition = Definition(opening.definition)
        played_over_ambient(opening.target_db, definition)
        self._open, self._definition = opening, definition
        if layer is not None:
            self.layer, self._layer_db = layer, db(float(np.sum(layer[A])))
        self.forget(NOT_CALIBRATED)
        limits = Limits()
        wanted = FIXED_GAIN_DB if opening.gain_db is None else opening.gain_db
        self.gain_db = min(max(wanted, limits.lowest_gain_db), limits.highest_gain_db)

    def forget(self, reason: str, louder_db: float | None = None) -> None:
        """The calibration is void, for a `reason`; the gain stays where it is.

        louder_db : by how much the way to the ear is known to have become louder. It is made up for, so that nothing gets loud,
            and the cap goes on being held by what is known of the way. None: nothing is known of it any more
        """
        path = self.path
        self._last_path = None if path is None or louder_db is None else path * power(louder_db)
        if self._last_path is not None and louder_db is not None:
            self.gain_db -= max(louder_db, 0.0)
        self.measured = Measured(None, None, None, reason)
        self._ambient = self._background = self._controller = self._watch = None

    def adopt(self, measured: Measured) -> None:
        """A calibration is done: hold by it from now on, from the gain it asks for."""
        self.measured = measured
        self._ambient = self._background = self._controller = self._watch = None
        if measured.path is None or measured.ambient is None:
            return
        self._ambient = Ambient(measured.path, measured.insertion_loss, hears=measured.hears_playback)
        self._watch = PathWatch(measured.path) if measured.hears_playback else None
        self._background = Background(float(np.sum(measured.ambient[A])))
        self._controller = Controller(
            unit_db=db(float(np.sum(self.layer[A] * measured.path))),
            over_db=played_over_ambient(self._open.target_db, self._definition),
            step_s=STEP_S,
            limits=Limits(highest_db=None if (cap_db := self._cap_db()) is None else cap_db - _UNDER_CAP_DB),
        )
        self._controller.update(db(self._background.power), 0.0, sounding=False)
        self.gain_db = self._controller.gain_db

    def restart(self) -> None:
        """The sound was away: what was heard before counts no longer."""
        if self._ambient is not None:
            self._ambient.forget()
        if self._background is not None:
            self._background.interrupt()
        if self._watch is not None:
            self._watch.skip()

    def add(self, frame: Frame, *, playing: bool = True) -> bool:
        """Take one analysis frame. True when the gains have been decided anew: they are to be reached within `STEP_S`."""
        if self._ambient is None or self._background is None or self._controller is None:
            return playing and self._stay_under_cap(float(np.sum(frame.mic[A])))
        if self._watch is not None and playing and frame.look is not None and self._watch.add(frame.look):
            self._follow_path(self._watch)
        short = self._ambient.add(frame)
        if short is None:
            return False
        now = self._ambient.estimate()
        assert now is not None
        if self._fades() or (self._watch is not None and self._watch.doubtful):
            self._drowned = (
                0  # a little late or early, or a path that is not what it was, and the subtraction is wrong by much
            )
        else:
            if now.told:
                self._background.add(short)
            self._drowned = 0 if now.told and not self._background.softer else self._drowned + 1
            if self._drowned > _PATIENCE:
                self._background.power *= power(-_SINK_DB)
        self._passed = self._passed or self._background.passing
        ambient_db = db(self._background.ahead(_WAY_S))
        self._controller.update(ambient_db, float(np.sum(now.world[A])), sounding=playing)
        self._moving = self._moving or self._controller.moving
        self.gain_db = self._controller.gain_db
        return True

    def _stay_under_cap(self, heard: float) -> bool:
        """Without a calibration of the path the microphone still tells when all that is heard comes near the cap: play less."""
        cap_db = self._cap_db()
        self._heard.append(heard)
        if cap_db is None or len(self._heard) < _HEARD or db(float(np.mean(self._heard))) < cap_db - _UNDER_CAP_DB:
            return False
        self._capped = True
        self.gain_db = max(self.gain_db - _LESS_DB, Limits().lowest_gain_db)
        return True

    def _follow_path(self, watch: PathWatch) -> None:
        assert self._ambient is not None
        assert self._controller is not None
        self._ambient.path = watch.path * watch.gain
        self._controller.unit_db = db(float(np.sum(self.layer[A] * self._ambient.path)))
        if watch.leapt:
            self._moved = True
            if self._background is not None:
                self._background.forget()

    def _fades(self) -> bool:
        """Whether what is played came or went since the last measurement, faster than any gain moves."""
        assert self._ambient is not None
        now = self._ambient.estimate(1)
        played = 0.0 if now is None else float(np.sum(now.layer[A]) + np.sum(now.world[A]))
        before, self._played = self._played, played
        return abs(db(played) - db(before)) > _FADE_DB

    def second(self, *, playing: bool) -> set[str]:
        """A second is over. Hands back the flags of `Level` that belong to it."""
        capped, self._capped = self._capped, False
        if self._ambient is None or self._controller is None or (latest := self._ambient.estimate(SECOND)) is None:
            return {"capped"} if capped else set()
        world, layer = float(np.sum(latest.world[A])), float(np.sum(latest.layer[A]))
        if playing and layer > 0.0:
            excess = db(world / (_WORLD_PART * (world + layer))) if world > 0.0 else -_TRIM_BACK_DB
            self._trim_db = min(max(self._trim_db - max(excess, -_TRIM_BACK_DB), -_TRIM_MOST_DB), 0.0)
        flags = set()
        if self._controller.capped:
            flags.add("capped")
        # A gain that keeps up with a room that swells is never far behind, and is on its way all the same.
        gain_db = self._controller.gain_db
        changed_db = 0.0 if self._gain_db is None else abs(gain_db - self._gain_db)
        self._gain_db = gain_db
        if self._moving or changed_db > _SLEWING_DB:
            flags.add("slewing")
        if self._passed:
            flags.add("talker")
        if self._moved:
            flags.add("path_changed")
        if not latest.told:
            flags.add("masked")
        self._passed = self._moved = self._moving = False
        return flags

    def level(self, steady_s: float, flags: set[str], *, heard: bool) -> Level:
        """What was delivered in this second.

        steady_s : for how long the layer has been all there; the SNR is stated after a second of it
        heard : whether the microphone and the output were there
        """
        latest = self._ambient.estimate(SECOND) if self._ambient is not None and heard else None
        ambient = self._room(latest, flags)
        layer = world = total = snr_db = uncertainty_db = None
        if latest is not None and float(np.sum(latest.layer[A])) > 0.0:
            layer, world = np.sum(latest.layer, axis=1), np.sum(latest.world, axis=1)
            total = layer + world
        if steady_s >= 1.0 and ambient is not None and total is not None:
            uncertainty_db = self._uncertainty_db(float(total[A]), float(ambient[A]), self._unsettled(flags))
            if uncertainty_db <= _STATED_DB and not self._doubtful():
                snr_db = ratio_db(float(total[A]), float(ambient[A]), self._definition)
            else:
                uncertainty_db, flags = None, flags | {"uncertain"}
        return Level(
            target_db=self._open.target_db,
            definition=self._definition.value,
            ambient_db=None if ambient is None else db(ambient[A]),
            background_db=None if self._background is None else db(self._background.power),
            layer_db=None if layer is None else db(layer[A]),
            world_db=None if world is None or world[A] <= 0.0 else db(world[A]),
            total_db=None if total is None else db(total[A]),
            ambient_z_db=None if ambient is None else db(ambient[Z]),
            layer_z_db=None if layer is None else db(layer[Z]),
            snr_db=snr_db,
            uncertainty_db=uncertainty_db,
            gain_db=self.gain_db,
            spl_db=self._spl_db(),
            cap_db=self.ceiling_dba,
            ambient_bands_db=() if ambient is None or latest is None else _bands_db(latest.ambient[A]),
            layer_bands_db=() if layer is None or latest is None else _bands_db(latest.layer[A]),
            path_change_db=None if self._watch is None else db(self._watch.gain),
            method=self.measured.method,
            calibrated=self.calibrated,
            flags=tuple(sorted(flags if steady_s >= 1.0 else flags | {"fading"})),
        )

    def _room(self, latest: Estimate | None, flags: set[str]) -> Floats | None:
        """The room's power at the ear in this second, A- and Z-weighted; None where it is drowned in what is played."""
        if latest is None or not latest.told or self._background is None or self._ambient is None:
            return None
        room = np.sum(latest.ambient, axis=1)
        if not self._unsettled(flags):
            # nothing but the steady noise, which is known better than this one second of it
            lately = self._ambient.estimate(WINDOW)
            assert lately is not None
            shape = np.sum(lately.ambient, axis=1)
            if shape[A] > 0.0 and shape[Z] > 0.0:
                room = shape * (self._background.power / shape[A])
        return np.asarray(room)

    def _doubtful(self) -> bool:
        """Whether what was just heard may be the path's doing as well as the room's."""
        assert self._background is not None
        return self._watch is not None and (self._watch.doubtful or self._background.began_to_stray)

    def _unsettled(self, flags: set[str]) -> bool:
        return "talker" in flags or (
            self._background is not None and (self._background.lags or self._background.strays)
        )

    def _uncertainty_db(self, played: float, ambient: float, unsettled: bool) -> float:
        """Expanded uncertainty of the SNR (coverage factor 2): what chance leaves, and what the path's gain is not known by.

        An error of the path's gain counts twice: in what is played, and, in proportion to it, in what is left as the room
        (where the microphone hears what is played).
        """
        assert self._background is not None
        assert self._ambient is not None
        chance = self._background.sigma / self._background.power
        if unsettled:
            # one second of it, which may lie a little before or behind the second that is meant
            latest = self._background.latest_powers(8)
            chance = math.hypot(self._ambient.chance, float(np.std(latest))) * math.sqrt(STEP_S) / max(ambient, 1e-20)
        known_db = max(self.measured.path_uncertainty_db or 0.0, _PATH_DB)
        path_db = math.hypot(known_db, 0.0 if self._watch is None else self._watch.sigma_db)
        path = math.hypot(power(path_db) - 1.0, self._ambient.uneven)
        path *= 1.0 + (played / ambient if self.measured.hears_playback else 0.0)
        return 2.0 * 10.0 / math.log(10.0) * math.hypot(chance, path)

    def _spl_db(self) -> float | None:
        return None if self._open.kept is None else self._open.kept.mic_full_scale_dba

    def _cap_db(self) -> float | None:
        """The cap in dB(A) re full scale at the microphone, where the microphone is calibrated in SPL."""
        full_scale = self._spl_db()
        return None if full_scale is None else self._open.cap_dba - full_scale


def _bands_db(powers: Floats) -> tuple[float, ...]:
    return tuple(round(db(band), 1) for band in powers)
