"""Calibration: the room's level, then the gain of the path from the mixer to the microphone.

First the room alone is measured, then noise is played about 12 dB over it. What the microphone hears then, less the
room, over what was played, is the path's power gain in each third octave. Afterwards the room is heard once more: had it
moved meanwhile, the difference would count as path. No absolute calibration is needed for a ratio: both levels are heard by
one microphone, in one place, at one gain.

A cough, a door or a talker spoils neither part: only what is steady counts (`audio.steady`). The noise comes up slowly, and
only until it is heard, so that it is never much louder than the room, nor over the cap where levels in SPL are known.

Under closed headphones the microphone hears the room alone. Their path is known beforehand, from a coupler or from their
sensitivity, and the room at the ear is what the microphone hears less their insertion loss.
"""

from __future__ import annotations

import math
from enum import Enum, auto

import numpy as np

from audio.ambient import SECOND, Frame
from audio.levels import HOP, RATE, A, Floats, db, power
from audio.measured import Measured, path_gain
from audio.messages import Kept, Wearing
from audio.steady import SURE_SD_DB, Steady, steady

#: dB(A) re full scale: less than this is no room but a microphone that is switched off
DEAF_DB = -95.0
#: dB the noise alone is to stand over the room while the path is measured; the least that will do; and the least where the cap
#: allows no more, which costs certainty
WANTED_OVER_DB, LEAST_OVER_DB, CAPPED_OVER_DB = 12.0, 5.0, 0.0
#: dB by which the room may have moved from before the noise to after it
MOVED_DB = 3.0
#: standard uncertainty in dB of a path that was not measured here: a data sheet's sensitivity (+-3 dB, rectangular: JCGM
#: 100:2008, 4.3.7), and putting headphones on a coupler anew
SENSITIVITY_DB, COUPLER_DB = 3.0 / math.sqrt(3.0), 1.0

#: the noise begins this far under the room, dB, as if the path lost nothing; it comes up by so much each second
_BEGIN_UNDER_DB, _RISE_DB_S = 14.0, 12.0
#: it is heard when it lifts what the microphone hears by this, dB, for so many frames
_HEARD_DB, _HEARD_FRAMES = 3.0, 3
#: from here on, dB, a look at it is enough to know the path by
_SURE_DB = 4.0
#: dB re the noise's own full scale
_SOFTEST_DB, _LOUDEST_DB = -70.0, -4.0
#: frames until a change of gain has surely reached the microphone through a room that rings, and how many are then looked at
_TRAVEL, _LOOK = math.ceil(1.0 * RATE / HOP), round(0.5 * RATE / HOP)
#: noise that is not heard is taken to stand this far from the room, dB: it is raised accordingly, and still not too loud
_FAINT_DB = -3.0
#: dB that four fifths of what is heard over what is played span, when something else is heard all the time
_RESTLESS_DB = 1.2
#: a path that is not known better than this, dB, is not known
_UNSURE_DB = 1.0
#: the part of the frames that may be overdriven, and how often a part is tried again
_CLIPPED, _TRIES = 0.2, 2
#: how many times as long as wanted the room is listened to while somebody talks
_PATIENCE = 3
#: frames in one of the groups whose scatter gives the uncertainty: neighbours overlap, groups hardly do
_GROUP = 3


class Phase(Enum):
    AMBIENT = auto()
    RISE = auto()
    LOOK = auto()
    SETTLE = auto()
    NOISE = auto()
    HUSH = auto()
    AGAIN = auto()
    DONE = auto()


#: what people are told of each phase (`audio.messages.Measuring`)
_STEPS = {
    Phase.AMBIENT: "room",
    Phase.RISE: "level",
    Phase.LOOK: "level",
    Phase.SETTLE: "level",
    Phase.NOISE: "noise",
    Phase.HUSH: "again",
    Phase.AGAIN: "again",
    Phase.DONE: "again",
}


class Calibration:
    """One calibration, moved on by each analysis frame.

    `gain_db` is what the noise is to be played at now (None: silent). `align` is True once, when the noise has been heard
    for a while: the moment to measure the delay between playing and hearing.
    """

    def __init__(
        self,
        ambient_s: float,
        noise_s: float,
        noise: Floats,
        *,
        layer: Floats | None = None,
        kept: Kept | None = None,
        highest_db: float | None = None,
    ) -> None:
        """
        Parameters
        ----------
        noise : (2, 21) third-octave powers of the calibration noise at a gain of 0 dB
        layer : the same of the layer that is to be held, whose gain `path_db` states; None: the noise itself
        kept : what is known beforehand; decides what the microphone hears
        highest_db : the noise's highest level at the microphone, dB(A) re full scale; None where no cap is known
        """
        self.gain_db: float | None = None
        self.align = False
        self.measured: Measured | None = None
        self._noise, self._layer = noise, noise if layer is None else layer
        self._kept = kept or Kept()
        self._highest_db = math.inf if highest_db is None else highest_db
        self._wanted_over_db = WANTED_OVER_DB
        self._unit_db = db(float(np.sum(noise[A])))
        self._phase = Phase.AMBIENT
        self._wait_frames = 0
        self._ambient_frames = max(round(ambient_s * RATE / HOP), 4)
        self._noise_frames = max(round(noise_s * RATE / HOP), 2 * _GROUP)
        self._again_frames = max(min(self._ambient_frames // 3, 2 * SECOND), SECOND // 2)
        self._tries = dict.fromkeys(Phase, 0)
        self._frames: list[Frame] = []
        self._clipped: list[bool] = []
        self._ambient: Floats = np.zeros_like(noise)
        self._noise_heard: tuple[list[Frame], list[bool]] = ([], [])

    @property
    def step(self) -> str:
        return _STEPS[self._phase]

    @property
    def done(self) -> float:
        """How much of the step is over, 0 to 1."""
        length = {
            Phase.AMBIENT: max(self._ambient_frames, self._wait_frames),
            Phase.NOISE: max(self._noise_frames, self._wait_frames),
            Phase.AGAIN: self._again_frames,
        }.get(self._phase)
        return 0.0 if length is None else min(len(self._frames) / length, 1.0)

    def add(self, frame: Frame, *, clipped: bool = False) -> None:
        """Take the next analysis frame; `measured` stands once all is known.

        clipped : the microphone was overdriven meanwhile
        """
        self._frames.append(frame)
        self._clipped.append(clipped)
        self.align = False
        count = len(self._frames)
        match self._phase:
            case Phase.AMBIENT if count >= max(self._ambient_frames, self._wait_frames):
                self._end_ambient()
            case Phase.RISE:
                self._rise()
            case Phase.LOOK if count >= _TRAVEL + _LOOK:
                self._end_look()
            case Phase.SETTLE if count >= _TRAVEL + SECOND // 2:
                self.align = True
                self._next(Phase.NOISE)
            case Phase.NOISE if count >= max(self._noise_frames, self._wait_frames):
                self._end_noise()
            case Phase.HUSH if count >= _TRAVEL:
                self._next(Phase.AGAIN)
            case Phase.AGAIN if count >= self._again_frames:
                self._end_again()
            case _:
                pass

    # ---- the room ----------------------------------------------------------------------------------------------------

    def _next(self, phase: Phase) -> None:
        self._phase, self._wait_frames = phase, 0
        self._frames, self._clipped = [], []

    def _fail(self, reason: str, ambient: Floats | None) -> None:
        self.gain_db = None
        closed = self._kept.wearing is Wearing.CLOSED
        self.measured = Measured(ambient=ambient, path=None, path_db=None, reason=reason, hears_playback=not closed)
        self._next(Phase.DONE)

    def _again_or_fail(self, reason: str, ambient: Floats | None) -> None:
        """Begin anew once; a second time is a failure."""
        self._tries[Phase.AMBIENT] += 1
        if self._tries[Phase.AMBIENT] >= _TRIES:
            self._fail(reason, ambient)
        else:
            self._next(Phase.AMBIENT)

    def _room(self) -> tuple[Floats, Steady]:
        """The room's steady part (2, 21) in the frames so far."""
        heard = np.array([frame.mic for frame in self._frames])
        part = steady(10.0 * np.log10(np.maximum(np.sum(heard[:, A], axis=1), 1e-20)))
        return np.mean(heard[part.which], axis=0), part

    def _end_ambient(self) -> None:
        overdriven = np.mean(self._clipped) > _CLIPPED
        self._ambient, part = self._room()
        level = db(float(np.sum(self._ambient[A])))
        if level < DEAF_DB:
            self._fail(_DEAF, None)
        elif overdriven:
            self._again_or_fail(_OVERDRIVEN, None)
        elif not part.sure and len(self._frames) < _PATIENCE * self._ambient_frames:
            # Somebody talks: whoever listens longer hears more pauses.
            self._wait_frames = len(self._frames) + self._ambient_frames // 2
        elif not part.found:
            self._fail(_RESTLESS, None)
        elif self._kept.wearing is Wearing.CLOSED:
            self._end_closed()
        elif level + CAPPED_OVER_DB > self._highest_db:
            self._fail(_TOO_LOUD, self._ambient)
        else:
            self.gain_db = min(max(level - _BEGIN_UNDER_DB - self._unit_db, _SOFTEST_DB), _LOUDEST_DB)
            self._next(Phase.RISE)

    def _end_closed(self) -> None:
        """Closed headphones: nothing is played, the path is known or it isn't."""
        path_db, loss_db = self._kept.headphones_db, self._kept.insertion_loss_db
        if path_db is None or loss_db is None:
            self._fail(_PATH_UNKNOWN if path_db is None else _LOSS_UNKNOWN, None)
            return
        path = 10.0 ** (np.asarray(path_db) / 10.0)
        loss: Floats = 10.0 ** (-np.asarray(loss_db) / 10.0)
        coupler = self._kept.ear_gain_db is not None
        self.measured = Measured(
            ambient=self._ambient * loss,
            path=path,
            path_db=self._for_layer(path),
            reason="",
            path_uncertainty_db=COUPLER_DB if coupler else SENSITIVITY_DB,
            hears_playback=False,
            insertion_loss=loss,
        )
        self._next(Phase.DONE)

    # ---- the noise ---------------------------------------------------------------------------------------------------

    def _over_db(self, frames: int) -> float:
        """How far the latest frames stand over the room, as their median."""
        levels = [float(np.sum(frame.mic[A])) for frame in self._frames[-frames:]]
        return db(float(np.median(levels))) - db(float(np.sum(self._ambient[A])))

    def _rise(self) -> None:
        assert self.gain_db is not None
        ambient_db = db(float(np.sum(self._ambient[A])))
        latest = [db(float(np.sum(frame.mic[A]))) for frame in self._frames[-_HEARD_FRAMES:]]
        heard_db = min(latest) if len(latest) == _HEARD_FRAMES else -math.inf
        # What rises while it travels is heard too late: under a low cap it comes up slowly, and less of it is enough.
        low = self._highest_db < ambient_db + WANTED_OVER_DB
        if heard_db >= ambient_db + (_HEARD_DB / 2 if low else _HEARD_DB) or self.gain_db >= _LOUDEST_DB:
            self._next(Phase.LOOK)
        else:
            rise_db = (_RISE_DB_S / 4 if low else _RISE_DB_S) * HOP / RATE
            self.gain_db = min(self.gain_db + rise_db, _LOUDEST_DB)

    def _end_look(self) -> None:
        assert self.gain_db is not None
        over = self._over_db(_LOOK)
        if over < 1.0:
            if self.gain_db >= _LOUDEST_DB or self._tries[Phase.RISE] > _TRIES:
                self._fail(_UNHEARD, self._ambient)
                return
            # Something else was heard while it came up: go on from here.
            self._tries[Phase.RISE] += 1
            self._next(Phase.RISE)
            return
        ambient = float(np.sum(self._ambient[A]))
        path_db = db(ambient * (power(over) - 1.0)) - self._unit_db - self.gain_db
        wanted = min(db(ambient) + WANTED_OVER_DB, self._highest_db)
        self._wanted_over_db = wanted - db(ambient)
        gain_db = min(max(wanted - path_db - self._unit_db, _SOFTEST_DB), _LOUDEST_DB)
        step_db = gain_db - self.gain_db
        if over < _SURE_DB and abs(step_db) > 1.0 and self._tries[Phase.LOOK] < _TRIES:
            # What is hardly heard says little about the path: half the way, and another look.
            self._tries[Phase.LOOK] += 1
            self.gain_db += 0.5 * step_db
            self._next(Phase.LOOK)
        else:
            self.gain_db = gain_db
            self._next(Phase.SETTLE)

    def _end_noise(self) -> None:
        if np.mean(self._clipped) > _CLIPPED:
            self._fail(_OVERDRIVEN, self._ambient)
            return
        assert self.gain_db is not None
        heard = np.array([np.sum(frame.mic[A]) for frame in self._frames])
        part = self._noise_part()
        if not part.sure:
            if len(self._frames) < _PATIENCE * self._noise_frames:
                self._wait_frames = len(self._frames) + self._noise_frames // 2
            else:
                self._fail(_RESTLESS, self._ambient)
            return
        over = float(np.mean(heard[part.which])) / float(np.sum(self._ambient[A]))
        noise_db = db(max(over - 1.0, power(_FAINT_DB)))
        # What the look said of the path may be wrong by a decibel; where somebody talked, by many.
        if noise_db >= min(LEAST_OVER_DB, self._wanted_over_db - 1.5):
            self._noise_heard = self._frames, self._clipped
            self.gain_db = None
            self._next(Phase.HUSH)
            return
        self._tries[Phase.NOISE] += 1
        if self._tries[Phase.NOISE] > _TRIES or self.gain_db >= _LOUDEST_DB:
            self._fail(_UNHEARD if float(np.mean(part.which)) > 0.5 else _RESTLESS, self._ambient)
            return
        self.gain_db = min(self.gain_db + self._wanted_over_db - noise_db, _LOUDEST_DB)
        self._next(Phase.SETTLE)

    def _noise_part(self) -> Steady:
        """The frames in which the noise alone is heard over the room: its gain to the microphone is the same in all of them."""
        ratio = [float(np.sum(frame.mic[A])) / max(float(np.sum(frame.mix[A])), 1e-20) for frame in self._frames]
        return steady(10.0 * np.log10(np.maximum(ratio, 1e-20)), _RESTLESS_DB)

    def _end_again(self) -> None:
        after, part = self._room()
        moved_db = abs(db(float(np.sum(after[A]))) - db(float(np.sum(self._ambient[A]))))
        # (a voice is no change of the room)
        if part.found and part.sd_db <= SURE_SD_DB and moved_db > MOVED_DB:
            self._again_or_fail(_MOVED, after)
            return
        ambient = 0.5 * (self._ambient + after) if moved_db <= MOVED_DB else self._ambient
        heard, clipped = self._noise_heard
        mic, mix = (np.array([getattr(frame, name) for frame in heard]) for name in ("mic", "mix"))
        ratio = np.sum(mic[:, A], axis=1) / np.maximum(np.sum(mix[:, A], axis=1), 1e-20)
        which = steady(10.0 * np.log10(np.maximum(ratio, 1e-20)), _RESTLESS_DB).which & ~np.asarray(clipped)
        if np.sum(which) < 2 * _GROUP:
            self._again_or_fail(_RESTLESS, ambient)
            return
        mic, mix = mic[which], mix[which]
        # A-weighted: where the weighting is steep, it matters in which part of a band the room is loud
        path = path_gain(np.mean(mic[:, A], axis=0), ambient[A], np.mean(mix[:, A], axis=0))
        excess = float(np.sum(np.mean(mic[:, A], axis=0) - ambient[A]))
        moved = 2.0 * float(np.sum(ambient[A] - self._ambient[A]))
        uncertainty_db = math.hypot(
            self._scatter_db(mic, mix, ambient),
            # The room lay somewhere between before and after while the noise sounded.
            10.0 / math.log(10.0) * moved / (2.0 * math.sqrt(3.0) * max(excess, 1e-20)),
        )
        if uncertainty_db > _UNSURE_DB:
            self._again_or_fail(_RESTLESS, ambient)
            return
        self.measured = Measured(
            ambient=ambient, path=path, path_db=self._for_layer(path), reason="", path_uncertainty_db=uncertainty_db
        )
        self._next(Phase.DONE)

    def _scatter_db(self, mic: Floats, mix: Floats, ambient: Floats) -> float:
        """The standard uncertainty of the A-weighted path gain, from how it scatters between groups of frames."""
        gains = []
        for group in np.array_split(np.arange(len(mic)), len(mic) // _GROUP):
            excess = float(np.sum(np.mean(mic[group, A], axis=0) - ambient[A]))
            gains.append(db(excess) - db(float(np.sum(np.mean(mix[group, A], axis=0)))))
        return float(np.std(gains, ddof=1) / math.sqrt(len(gains)))

    def _for_layer(self, path: Floats) -> float:
        layer = self._layer[A]
        return db(float(np.sum(layer * path))) - db(float(np.sum(layer)))


_DEAF = "the microphone hears nothing: it may be muted or unplugged; unmute it and calibrate again"
_UNHEARD = (
    "the microphone does not hear what is played: put it where the patient's ear is and turn the loudspeaker up; "
    "closed headphones can't be calibrated by a microphone in the room"
)
_OVERDRIVEN = "the microphone is overdriven: turn its volume down, and calibrate again"
_RESTLESS = "no steady noise is heard, something moves all the time: ask for quiet, and calibrate again"
_MOVED = "the room's noise changed while it was measured: wait until it is steady, and calibrate again"
_TOO_LOUD = "the room is too loud to be calibrated under the cap: make it quieter, and calibrate again"
_PATH_UNKNOWN = (
    "what closed headphones play is not known: calibrate them on a coupler, or enter their sensitivity and calibrate the "
    "microphone with a calibrator"
)
_LOSS_UNKNOWN = "the insertion loss of the closed headphones is not known: measure it, or enter it"
