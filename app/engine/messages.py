"""What the app and the render process say to each other. Frozen, picklable, each with a monotonic time.

Commands go from the app to the render process, reports come back. `t_ns` is `time.monotonic_ns()` when the message was made.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scenes.base import Training, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    t_ns: int = field(default_factory=time.monotonic_ns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comfort:
    """How a patient sits or lies in the world, and what is done against dizziness.

    posture : "sitting"; "lying" makes the way the patient faces the world's forward, up and down as well
    eye_height_m : metres from the seat to the eyes, 0.6 to 1.8
    world_scale : 0.5 to 2, how large the world seems beside the patient
    vignette_deg : degrees across of what stays clear while the world moves, 40 to 120; 0 leaves everything clear
    """

    posture: str = "sitting"
    eye_height_m: float = 1.2
    world_scale: float = 1.0
    vignette_deg: float = 0.0


# ---- commands ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Open(Message):
    """Open the display and build the world. The first picture follows, then `Opened`.

    mode : "3d", "2d" or "flat", the mode to begin in (2d when there is no headset; `ModeChanged` says so)
    language : "en" or "zh_CN", of everything the patient reads
    simulated : None, or the ratings the simulated patient will give, by phase {"before": 6, "after": 4}
    offscreen : render without a window even where there is a screen
    training, chosen : how the visit trains, and values for the world's own choices, as in `scenes.base.SceneContext`
    """

    world: str
    seed: int
    mode: str
    language: str = "en"
    simulated: dict[str, int] | None = None
    offscreen: bool = False
    size: tuple[int, int] = (1280, 720)
    comfort: Comfort = Comfort()
    training: Training = field(default_factory=Training)
    chosen: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetMode(Message):
    """Show the world in this mode ("3d", "2d" or "flat") from now on. Answered by one `ModeChanged` with the same `request`."""

    mode: str
    request: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AskRating(Message):
    """Show the rating panel for `phase` ("before", "during", "after"). Answered by `RatingGiven` when the patient confirms.

    number, of : where it stands among what is asked one after the other
    """

    phase: str
    instrument: str = "nrs-pain-now"
    number: int = 1
    of: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseRating(Message):
    """Take the panel away (the clinician entered a spoken rating)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskItem(Message):
    """Show this item of a questionnaire. Answered by `ItemAnswered`; the next item follows once the answer is kept.

    questionnaire, item : ids, handed on
    title, lead, text : in the patient's language; `lead` stands small above every item, "" for none
    options : values with their words, "" for a bare number, lowest first
    number, of : the item's place, from 1
    chosen : an earlier answer to it, None without one; `declined`: it was not to be answered
    declinable : whether that may be said
    """

    questionnaire: str
    item: str
    title: str
    lead: str
    text: str
    options: tuple[tuple[int, str], ...]
    number: int
    of: int
    chosen: int | None = None
    declined: bool = False
    declinable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseItems(Message):
    """The questionnaire is over: take it away, with a word of thanks or, where it was broken off, without."""

    thanks: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Say(Message):
    """Show a short calm text in the world ("" takes it away). `text` is a gettext message id."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Play(Message):
    """The exposure begins or goes on (`on`), or the world is held still (not `on`).

    dim : how far it is darkened while it is held, 0 to 1; more than 0 is a pause, into which the world comes to rest gently
    """

    on: bool
    dim: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SetMirror(Message):
    """Send pictures of what the patient sees, `fps` a second (0: none)."""

    fps: int
    width: int = 640


@dataclass(frozen=True, slots=True, kw_only=True)
class Recentre(Message):
    """The patient's present forward becomes the world's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetComfort(Message):
    """Be comfortable in this way from now on."""

    comfort: Comfort


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeWorld(Message):
    """One of the world's live choices, or its "level", is another from now on."""

    name: str
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterWorld(Message):
    """Fade out, put this world in the place of the other, and hold it in the dark until `Play`. Answered by `WorldEntered`.

    seed, training, chosen : as in `Open`
    """

    world: str
    seed: int
    training: Training = field(default_factory=Training)
    chosen: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop(Message):
    """Fade to a calm dark within `fade_s` and hold it. Answered by `Stopped` when nothing moves any more."""

    fade_s: float = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Quit(Message):
    """Close the display and end the process."""


# ---- reports ----------------------------------------------------------------------------------------------------------


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
