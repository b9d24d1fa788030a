"""What the app and the audio process say to each other. Frozen, picklable, each with a monotonic time."""

from __future__ import annotations

import time
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    t_ns: int = field(default_factory=time.monotonic_ns)


# ---- commands ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Open(Message):
    """Open the devices. Answered by `Opened` (also when there is no sound or no microphone: it says so).

    output, microphone : PortAudio device names (or a part of one); None is the system's default
    target_db : dB, the SNR to hold; `definition` "layer_only" or "total_over_ambient"
    cap_dba : dB(A), never exceeded where the path is calibrated in SPL
    mic_full_scale_dba : dB(A) SPL that reads 0 dB re full scale, from a 94 dB calibrator; None where that was not done,
        and then no level in SPL is known and the cap can't be applied
    gain_db : dB re the layer's own full scale, its gain for as long as no calibration finds another (a process that
        takes another's place goes on as loud as that one was); None is a moderate one
    """

    output: str | None = None
    microphone: str | None = None
    target_db: float = 5.0
    definition: str = "layer_only"
    cap_dba: float = 70.0
    mic_full_scale_dba: float | None = None
    gain_db: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibrate(Message):
    """Measure the room (`ambient_s`), then the playback path with noise (`noise_s`). Answered by `Calibrated`."""

    ambient_s: float = 8.0
    noise_s: float = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Play(Message):
    """Fade in the world's steady ambience `ambience` and the layer, or (not `on`) fade both out."""

    on: bool
    ambience: str | None = None
    fade_s: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayCue(Message):
    """One sound of the world, heard from `azimuth` (radians, positive right) and `distance` (metres)."""

    sound: str
    azimuth: float = 0.0
    distance: float = 2.0
    gain_db: float = 0.0


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
    """What was opened; None where there is none, and `reason` says why."""

    output: str | None
    microphone: str | None
    rate: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibrated(Message):
    """calibrated : True when the SNR can be held and stated.

    ambient_db : dB relative to digital full scale, A-weighted, 100 Hz to 10 kHz; None without a microphone
    path_db : the playback path's gain in dB for the layer's spectrum, A-weighted; None without a microphone
    reason : why it is not calibrated; "" when it is
    """

    calibrated: bool
    ambient_db: float | None
    path_db: float | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Level(Message):
    """Each second while the layer plays.

    ambient_db, layer_db : dB re full scale at the microphone, A-weighted Leq of the last 2 s; None without a microphone
    ambient_z_db, layer_z_db : the same unweighted, 100 Hz to 10 kHz
    snr_db : the delivered SNR by `definition`, or None where it can't be stated
    gain_db : the layer's gain in dB re its own full scale
    method : "power_subtraction" or "fixed"
    flags : what disturbed this second: "talker" (speech or another passing noise), "capped" (the target is out of reach),
        "slewing" (on its way to a new level), "fading" (the layer is not yet all there, so no SNR is stated), "masked" (the
        room is drowned in what is played), "underflow", "overflow", "silent" (nothing sounds), "deaf" (nothing comes from
        the microphone), "device_changed" (the calibration is void)
    """

    target_db: float
    definition: str
    ambient_db: float | None
    layer_db: float | None
    ambient_z_db: float | None
    layer_z_db: float | None
    snr_db: float | None
    gain_db: float
    method: str
    calibrated: bool
    flags: tuple[str, ...] = ()


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
