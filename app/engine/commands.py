"""What the app tells the render process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.engine.message import Message
from scenes.base import Training, Value


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
