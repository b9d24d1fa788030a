"""What the app and the audio process say to each other. Frozen, picklable, each with a monotonic time."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    t_ns: int = field(default_factory=time.monotonic_ns)


# ---- commands ---------------------------------------------------------------------------------------------------------


class Wearing(StrEnum):
    """Through what the patient hears: it decides what the room's microphone can know of it."""

    LOUDSPEAKER = "loudspeaker"
    #: headphones that let the room and the layer through to the microphone beside the ear
    OPEN = "open"
    #: the microphone hears the room alone, and the patient hears less of it
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a calibration found that holds for as long as devices, rate and volume stay the same.

    mic_full_scale_dba : dB SPL that reads 0 dB re full scale, from a 94 dB calibrator at 1 kHz
    ear_full_scale_db : (21,) dB SPL at the ear in each third octave for a digital mean square of 1, from a coupler or from
        the headphones' sensitivity; for closed headphones, whose sound the room's microphone does not hear
    ear_gain_db : (21,) the same re the microphone's full scale, from a coupler: it needs no calibrator, and goes before
        `ear_full_scale_db`
    insertion_loss_db : (21,) dB by which closed headphones lower the room at the ear, in each third octave
    at_utc : when, ISO 8601
    """

    wearing: Wearing = Wearing.LOUDSPEAKER
    mic_full_scale_dba: float | None = None
    ear_full_scale_db: tuple[float, ...] | None = None
    insertion_loss_db: tuple[float, ...] | None = None
    at_utc: str = ""
    ear_gain_db: tuple[float, ...] | None = None

    @property
    def headphones_db(self) -> tuple[float, ...] | None:
        """(21,) gain in dB from a digital mean square of 1 to the ear, re the microphone's full scale; None if unknown."""
        if self.ear_gain_db is not None:
            return self.ear_gain_db
        if self.ear_full_scale_db is None or self.mic_full_scale_dba is None:
            return None
        return tuple(level - self.mic_full_scale_dba for level in self.ear_full_scale_db)


@dataclass(frozen=True, slots=True, kw_only=True)
class Open(Message):
    """Open the devices. Answered by `Opened` (also when there is no sound or no microphone: it says so).

    output, microphone : PortAudio device names (or a part of one); None is the system's default. For one that is missing it is
        looked out, and `Opened` told again once it is there: for a microphone while nothing plays, and never for "none"
    layer : what is held over the room: a name of `audio.layers.LAYERS`, or the path of a clinic's own file
    target_db : dB, the SNR to hold, 0 to 15; `definition` "layer_only" or "total_over_ambient"
    cap_dba : dB(A) SPL at the ear, never exceeded where levels in SPL are known
    kept : what an earlier calibration of these very devices found; None where there was none. Without its
        `mic_full_scale_dba` no level in SPL is known and the cap can't be applied
    gain_db : dB re the layer's own full scale, its gain for as long as no calibration finds another (a process that
        takes another's place goes on as loud as that one was); None is a moderate one
    """

    output: str | None = None
    microphone: str | None = None
    layer: str = "pink"
    target_db: float = 5.0
    definition: str = "layer_only"
    cap_dba: float = 70.0
    kept: Kept | None = None
    gain_db: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep(Message):
    """Use what an earlier calibration of the open devices found, as if it had come with `Open`; `Calibrate` after it."""

    kept: Kept | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibrate(Message):
    """Measure the room (`ambient_s`), then the playback path with noise (`noise_s`). Answered by `Calibrated`.

    Under closed headphones (`Kept.wearing`) only the room is measured: the path is known from what was kept.
    """

    ambient_s: float = 8.0
    noise_s: float = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume(Message):
    """Hold by what another process had calibrated of these very devices, rates and volumes. Answered by `Calibrated`.

    found : what it had told
    path_change_db, background_db : as its latest `Level` had them
    """

    found: Calibrated
    path_change_db: float = 0.0
    background_db: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureCalibrator(Message):
    """A calibrator of `level_db` dB SPL at 1 kHz sits on the microphone: measure it. Answered by `CalibratorMeasured`."""

    level_db: float = 94.0
    seconds: float = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureCoupler(Message):
    """The microphone sits in the headphones' coupler: play noise through them. Answered by `BandsMeasured`.

    seconds : of noise; as many of silence before it
    """

    seconds: float = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureRoom(Message):
    """Measure the room's third octaves as the microphone hears them now. Answered by `BandsMeasured`.

    (Once beside the headphones and once under them, with a steady noise in the room: the difference is the insertion loss.)
    """

    seconds: float = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Play(Message):
    """Fade in the world's steady ambience `ambience` and the layer, or (not `on`) fade both out."""

    on: bool
    ambience: str | None = None
    fade_s: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayCue(Message):
    """One sound of the world, heard from `azimuth` (radians, positive right) and `distance` (metres).

    azimuth, elevation : of the world (its forward is 0), not of the head: `Facing` turns it
    """

    sound: str
    azimuth: float = 0.0
    elevation: float = 0.0
    distance: float = 2.0
    gain_db: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Facing(Message):
    """Which way the head looks now in the world, radians: azimuth positive right, elevation positive up.

    ahead : the azimuth that lies before the patient's place; loudspeakers stand about that, and do not turn with the head
    """

    azimuth: float
    elevation: float = 0.0
    ahead: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Say(Message):
    """Speak a line: play the file `path` (WAV, FLAC, MP3, Ogg) clearly over everything, inside the cap. None ends it."""

    path: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Duck(Message):
    """Lower everything that is played by `db` (0 or less) until another comes, for somebody who talks to the patient."""

    db: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice(Message):
    """A piece of a voice that talks to the patient just now: `samples` is int16 mono at 48 kHz as bytes, 0.1 s or shorter.

    It is heard over everything, inside the cap, about 0.06 s after its way here, and is not ducked.
    """

    samples: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop(Message):
    """Fade everything out within `fade_s` and stay silent until `Play`. Answered by `Stopped`."""

    fade_s: float = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Quit(Message):
    """Close the devices and end the process."""


# ---- reports ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Warm(Message):
    """The process is up; it waits for `Open`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened(Message):
    """What was opened; None where there is none, and `reason` says why.

    rate : frames a second of what is played and heard
    output_rate, microphone_rate : of the devices themselves; None where the system does not say
    output_volume, microphone_volume : as the system has them set ("65536 (0.00 dB), not muted"); None where it does not say
    """

    output: str | None
    microphone: str | None
    rate: int
    reason: str
    output_volume: str | None = None
    microphone_volume: str | None = None
    output_rate: int | None = None
    microphone_rate: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibrated(Message):
    """calibrated : True when the SNR can be held and stated.

    ambient_db : dB relative to digital full scale, A-weighted, 100 Hz to 10 kHz; None without a microphone
    path_db : the playback path's gain in dB for the layer's spectrum, A-weighted; None without a microphone
    reason : why it is not calibrated; "" when it is
    path_uncertainty_db : standard uncertainty of `path_db`; of the noise's chance alone where the path was measured
    method : "power_subtraction", "headphones" (the path was known) or "fixed"
    ambient_bands_db, path_bands_db : (21,) the room's A-weighted third octaves, and the path's gain; () where not known
    """

    calibrated: bool
    ambient_db: float | None
    path_db: float | None
    reason: str
    path_uncertainty_db: float | None = None
    method: str = "fixed"
    ambient_bands_db: tuple[float, ...] = ()
    path_bands_db: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measuring(Message):
    """About five times a second while something is measured, for a bar that moves.

    step : "calibrator", "room" (silence of our own), "level" (the noise comes up), "noise" or "again" (the room afterwards)
    done : of this step, 0 to 1
    level_db : dB(A) re full scale, what the microphone hears now
    peak : the highest sample since the last report, 1 is full scale
    """

    step: str
    done: float
    level_db: float
    peak: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibratorMeasured(Message):
    """full_scale_db : dB SPL that reads 0 dB re full scale; None with a `reason`."""

    full_scale_db: float | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BandsMeasured(Message):
    """(21,) third octaves: of `MeasureRoom` dB re full scale, of `MeasureCoupler` the gain in dB; None with a `reason`."""

    bands_db: tuple[float, ...] | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Level(Message):
    """Each second while the layer plays.

    Levels are A-weighted equivalent levels at the ear, third octaves 100 Hz to 10 kHz, dB re the microphone's full scale
    (with `spl_db` added: dB SPL); None where they are not known.

    ambient_db : the room: its steady noise, and in a second in which something else passes, all of it
    background_db : the room's steady noise, which the layer is held over
    layer_db, world_db, total_db : the layer, everything else that is played, and both together, over the second
    ambient_z_db, layer_z_db : the same unweighted
    snr_db : the delivered SNR by `definition` (of all that is played), or None where it can't be stated
    uncertainty_db : of `snr_db`, expanded (coverage factor 2, about 95 %; JCGM 100:2008)
    gain_db : the layer's gain in dB re its own full scale
    spl_db : dB SPL of 0 dB re full scale, where a calibrator was used
    cap_db : the cap, as the levels are; None where no level in SPL is known
    ambient_bands_db, layer_bands_db : (21,) A-weighted third octaves at the ear; () where they are not known
    path_change_db : by how much the gain of the way to the ear has changed since it was calibrated; None where it is not watched
    method : "power_subtraction", "headphones" (closed ones: calibrated by a coupler, the room less their insertion loss) or
        "fixed"
    flags : what disturbed this second: "talker" (speech or another passing noise), "capped" (the target is out of reach),
        "slewing" (on its way to a new level), "fading" (the layer is not yet all there, so no SNR is stated), "masked" (the
        room is drowned in what is played), "underflow", "overflow", "silent" (nothing sounds), "deaf" (nothing comes from
        the microphone), "ducked" (lowered for somebody who talks), "path_changed" (the way to the ear was found changed, and
        is followed), "uncertain" (too little is known for an SNR to be stated),
        "device_changed", "volume_changed" (the calibration is void)
    """

    target_db: float
    definition: str
    gain_db: float
    method: str
    calibrated: bool
    ambient_db: float | None = None
    layer_db: float | None = None
    ambient_z_db: float | None = None
    layer_z_db: float | None = None
    snr_db: float | None = None
    background_db: float | None = None
    world_db: float | None = None
    total_db: float | None = None
    uncertainty_db: float | None = None
    spl_db: float | None = None
    cap_db: float | None = None
    ambient_bands_db: tuple[float, ...] = ()
    layer_bands_db: tuple[float, ...] = ()
    path_change_db: float | None = None
    flags: tuple[str, ...] = ()

    @property
    def layer_share(self) -> float | None:
        """The layer's part of the power of all that is played, 0 to 1."""
        if self.layer_db is None or self.total_db is None:
            return None
        return float(10.0 ** ((self.layer_db - self.total_db) / 10.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent(Message):
    """The sound had stopped for `seconds` and is back (`back`), or has just stopped (not `back`). `why` says what was seen."""

    back: bool
    seconds: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped(Message):
    """Nothing sounds any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault(Message):
    """Something went wrong that a person should know. `what`, `why` and `do` make one line."""

    what: str
    why: str
    do: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alive(Message):
    """Four times a second."""
