"""What the render process tells the app."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.engine.message import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Warm(Message):
    """The process is up and everything it needs is imported; it waits for `Open`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened(Message):
    """The first picture has been shown.

    display : "window" or "offscreen", where the 2D picture goes
    renderer : the GL renderer's name
    first_picture_s : seconds from `Open` to the first picture
    """

    display: str
    renderer: str
    first_picture_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldLeft(Message):
    """All is dark, and another world is being built: until it is there no command is heard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldEntered(Message):
    """Another world is there. took_s : seconds from `EnterWorld`, its fade among them"""

    world: str
    took_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeChanged(Message):
    """The mode in force from now on.

    request : the `SetMode` this answers, or 0 when it changed by itself (headset lost, or the first mode after `Open`)
    mode : "3d", "2d" or "flat"
    display : "openxr", "window" or "offscreen"
    runtime, system : the OpenXR runtime and headset by name; None in 2D without one
    reason : why it is not the mode asked for, or why it changed by itself; "" when all went as asked
    took_s : seconds from the command to the first picture in the new mode
    state : the world's `Scene.state()` at the change
    """

    request: int
    mode: str
    display: str
    runtime: str | None
    system: str | None
    reason: str
    took_s: float
    state: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingGiven(Message):
    """The patient confirmed a value.

    value : one of the instrument's
    anchors : the two anchor texts as shown, lowest first
    source : "gaze" (the head), "eyes", "controller", "hand", "mouse", "keys" or "simulated"
    latency_s : seconds from the panel's appearing to the confirmation
    corrections : how often the value was changed before it was confirmed
    earlier : what was chosen before each change, in the order of time
    """

    phase: str
    instrument: str
    value: int
    anchors: tuple[str, str]
    language: str
    source: str
    latency_s: float
    corrections: int
    earlier: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemAnswered(Message):
    """The patient answered an item of a questionnaire, left it out, or asked for the one before.

    value : the answer; None where it was left out, or nothing was answered
    move : "on" from an answer (or an item left out), "keep" what was answered before, or "back"
    source, latency_s : as in `RatingGiven`
    """

    questionnaire: str
    item: str
    value: int | None
    move: str
    source: str
    latency_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StopAsked(Message):
    """The patient asked to stop. `source` as in `RatingGiven`."""

    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped(Message):
    """Everything stands still and dark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneCue(Message):
    """A sound the world asks for, from a direction of the world (its forward is 0) as seen from the patient's eyes.

    azimuth, elevation : radians, positive right and up
    distance : metres
    """

    sound: str
    azimuth: float
    distance: float
    gain_db: float
    elevation: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Facing(Message):
    """Which way the patient looks now in the world, radians, positive right and up: at most 20 times a second, and only when
    it has changed by a degree. On a screen, and in its picture in the headset, that is the picture's own forward.

    ahead : what lies before the patient's place, and before a screen; it does not turn with a head that wears the picture
    """

    azimuth: float
    elevation: float
    ahead: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneHappening(Message):
    """Something in the world for the record: what the world tells, and "looked_at", with `target` and `seconds`, once the patient's
    gaze has left what it rested on.

    world_s : seconds of the world's time, which stands still while the exposure is held
    azimuth, elevation : where the patient looked, radians in the world's axes, as in `Facing`; the eyes where they are followed,
        else the head, on a screen the pointer
    on : the key of what was under the pointer, None for nothing
    """

    kind: str
    data: dict[str, Any]
    world_s: float = 0.0
    azimuth: float = 0.0
    elevation: float = 0.0
    on: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneAsks(Message):
    """The world asks for ratings within the exposure, one after the other. instruments : names, as the world gave them"""

    world: str
    instruments: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneLine(Message):
    """The world says a line, which stands in it for `seconds`. `text` : a message id, "" where a line was taken away

    voice : the name of the clinic's own recording of it, None where it has none
    """

    text: str
    seconds: float
    voice: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameStats(Message):
    """Each second: `count` new pictures shown, and the times from one to the next in milliseconds.

    missed : periods of the display that passed without a new picture
    late : pictures that came after their own period and were shown in a later one
    scale : the resolution the eyes are drawn at, as a share of what the headset's runtime recommends (each way)
    samples : every frame time of the second, float32 (count,) milliseconds as bytes
    """

    mode: str
    count: int
    missed: int
    p50_ms: float
    p99_ms: float
    max_ms: float
    #: the display's own period in milliseconds (0 where it is not known)
    period_ms: float
    late: int = 0
    scale: float = 1.0
    samples: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleChanged(Message):
    """The eyes are drawn at another resolution from now on: `scale` as in `FrameStats`, `missed` of `periods` before it."""

    scale: float
    missed: int
    periods: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PointerChanged(Message):
    """The patient points with something else from now on.

    source : as in `RatingGiven`
    profile : the OpenXR interaction profile behind it ("/interaction_profiles/valve/index_controller"), where there is one
    """

    source: str
    profile: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Worn(Message):
    """The headset is worn from now on, or it isn't; None: that can't be told, or no headset is in use."""

    worn: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadMotion(Message):
    """Each second in 3D: `samples` is float32 (n, 8) as bytes: seconds since `t_ns`, x y z (metres), qx qy qz qw (OpenXR axes)."""

    samples: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture(Message):
    """What the patient sees, as a JPEG."""

    jpeg: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault(Message):
    """Something went wrong that a person should know. `what`, `why` and `do` make one line."""

    what: str
    why: str
    do: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alive(Message):
    """Four times a second from the render loop itself."""
