"""The contract between a world and the stage that shows it.

A world (`Scene`) builds one node graph, moves it on as time is handed to it, says what a ray meets, and reacts when the
patient acts. It never touches a display, a file or the clock: what it needs from outside stands in `SceneContext`, what it
wants from outside it asks for with `SceneContext.request`.

Axes are Panda3D's: x right, y forward, z up, metres, and a right-handed frame. The patient sits at the origin of
`Scene.seat`, facing +y, the eyes about 1.2 m above it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from panda3d.core import LPoint3f, LQuaternionf, LVector3f, NodePath

Arrays = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Cue:
    """A sound asked for: one of the world's `Scene.sounds`, heard from a place.

    position : (3,) metres in the world's axes, or None for a sound without a place
    gain_db : float, dB relative to the sound's own level
    """

    sound: str
    position: tuple[float, float, float] | None = None
    gain_db: float = 0.0


@dataclass(frozen=True, slots=True)
class Happening:
    """Something for the record: `appeared`, `hit`, `missed`, `reached`, `event`, `breath_in`, `breath_out`, `thrown`, `landed`,
    `measured` (one of the world's `Scene.measures`: ``{"measure": name, "value": number, ...}``), or a kind of the world's own.

    data : plain values only (str, int, float, bool, None)
    """

    kind: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text to be read in the world, and heard where the clinic has recorded it.

    text : a message id; "" takes the line away
    seconds : how long it stays
    voice : the recording's name without ending; None has none
    """

    text: str
    seconds: float = 8.0
    voice: str | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """Ratings asked for by the world, one after the other, as soon as nothing else is asked: names of instruments among
    `Scene.asks`."""

    instruments: tuple[str, ...]


Request = Cue | Happening | Line | Ask


class Summary(StrEnum):
    """Which one of the values that a visit measured stands for the visit."""

    LAST = "last"
    HIGHEST = "highest"
    MEDIAN = "median"
    SUM = "sum"


@dataclass(frozen=True, slots=True)
class Measure:
    """Something of the patient's doing that a world measures, and records by a `measured`.

    title, unit : message ids ("" for no unit); digits : after the decimal point
    """

    name: str
    title: str
    unit: str = ""
    digits: int = 0
    summary: Summary = Summary.LAST


class PointerKind(StrEnum):
    """What the patient points with."""

    #: where the head points
    GAZE = "gaze"
    #: where the eyes look
    EYES = "eyes"
    CONTROLLER = "controller"
    HAND = "hand"
    MOUSE = "mouse"
    KEYS = "keys"
    SIMULATED = "simulated"


@dataclass(frozen=True, slots=True)
class Ray:
    """Where the patient points, in the world's axes. `direction` has length 1."""

    origin: LPoint3f
    direction: LVector3f


@dataclass(frozen=True, slots=True)
class Target:
    """What a ray meets.

    key : names the thing for as long as it exists; a dwell counts while the key stays the same
    position : the centre of the thing, in the world's axes, metres
    radius : how large it is to the eye, metres
    """

    key: str
    position: LPoint3f
    radius: float


class TrainingKind(StrEnum):
    """How a visit goes on."""

    #: so many targets, then a small event, and so on
    GOAL = "goal"
    #: targets and events at the set times of a timeline
    TIMED = "timed"


class Level(StrEnum):
    """How much goes on. `ADAPTIVE` follows the patient, so that about 70 % of what calls is answered."""

    CALM = "calm"
    MIDDLE = "middle"
    LIVELY = "lively"
    ADAPTIVE = "adaptive"


@dataclass(frozen=True, slots=True)
class Moment:
    """An entry of a timeline: at `at_s` seconds of the visit, `what` is "call" (a target calls) or one of `Scene.events`."""

    at_s: float
    what: str


@dataclass(frozen=True, slots=True)
class Training:
    """How a visit trains.

    goal : hits until the next small event, for `TrainingKind.GOAL`
    timeline : in the order of time, for `TrainingKind.TIMED`; empty for the world's own
    """

    kind: TrainingKind = TrainingKind.GOAL
    level: Level = Level.MIDDLE
    goal: int = 8
    timeline: tuple[Moment, ...] = ()


Value = str | float


@dataclass(frozen=True, slots=True)
class Choice:
    """Something of a world that is chosen among a few.

    title : message id; options : (value, message id), the first one the default
    live : whether it can be changed while the world runs
    """

    name: str
    title: str
    options: tuple[tuple[str, str], ...]
    live: bool = False

    @property
    def default(self) -> str:
        return self.options[0][0]

    def check(self, value: Value) -> None:
        """Raises ValueError where `value` is none of the options."""
        known = [v for v, _ in self.options]
        if value not in known:
            raise ValueError(f"{self.name} must be one of {', '.join(known)}, got {value!r}: choose one of these")


@dataclass(frozen=True, slots=True)
class Amount:
    """Something of a world that is set to a number. title, unit : message ids ("" for no unit); low, high, step, default in it."""

    name: str
    title: str
    unit: str
    low: float
    high: float
    step: float
    default: float
    live: bool = False

    def check(self, value: Value) -> None:
        """Raises ValueError where `value` is outside of `low` to `high`."""
        if isinstance(value, str) or not self.low <= value <= self.high:
            raise ValueError(
                f"{self.name} must be {self.low:g} to {self.high:g}, got {value!r}: choose a number in between"
            )


@dataclass(frozen=True, slots=True)
class Grip:
    """Where a hand is, in the seat's frame: metres, and a rotation. `squeeze` : 0 to 1."""

    place: LPoint3f
    turn: LQuaternionf
    squeeze: float = 0.0


@dataclass(frozen=True, slots=True)
class Posture:
    """Where the patient's head and hands are in this frame, in the seat's frame.

    head, turn : where the eyes are and how the head is turned
    left, right : the hands that are tracked
    stick : a controller's stick or the arrow keys, -1 to 1, right and forward
    """

    head: LPoint3f
    turn: LQuaternionf
    left: Grip | None = None
    right: Grip | None = None
    stick: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class SceneContext:
    """What a world may use.

    seed : the visit's seed; the same seed gives the same visit
    bake : ``bake(key, build)`` hands back the arrays of ``build()``, kept between runs under `key`
    request : asks the stage for a `Cue`, a `Line` or an `Ask`, or records a `Happening`
    detail : 0.5 to 1.0, how much of the foliage and particles to keep (a software renderer asks for less)
    training : how the visit trains
    chosen : values for the world's own `Scene.choices`; what is not there is as its default says
    """

    seed: int
    bake: Callable[[str, Callable[[], Arrays]], Arrays]
    request: Callable[[Request], None]
    detail: float = 1.0
    training: Training = field(default_factory=Training)
    chosen: Mapping[str, Value] = field(default_factory=dict)


class Scene(ABC):
    """A world. Construction builds everything; nothing is loaded later."""

    #: short name, as used on the command line and in the record
    name: str
    #: message id of the title, for gettext
    title: str
    #: message id: what it is like, in a line for who chooses it
    about: str = ""
    #: whether hands or controllers add something to it; looks alone are always enough
    hands: bool = False
    #: names of the sounds it may ask for (`assets/sounds/NAME.flac`), the first one its steady ambience
    sounds: Sequence[str] = ()
    #: what can be chosen for a visit, besides its training
    choices: Sequence[Choice | Amount] = ()
    #: names of its small events, as a goal's reward and for a timeline
    events: Sequence[str] = ()
    #: kinds of `Happening` of its own, each with what it is called (message id)
    happenings: Sequence[tuple[str, str]] = ()
    #: what it measures of the patient's doing
    measures: Sequence[Measure] = ()
    #: names of the instruments (`assets/instruments`) whose ratings it may ask for
    asks: Sequence[str] = ()
    #: everything that is seen
    root: NodePath
    #: where the patient sits; cameras and panels hang from it. A world that travels moves this node; the patient follows its
    #: place and its heading alone, so that no world rolls or pitches anybody.
    seat: NodePath

    @abstractmethod
    def __init__(self, context: SceneContext) -> None: ...

    @abstractmethod
    def update(self, time: float, dt: float) -> None:
        """Move on to `time` (seconds since the world began; it stands still while the stage pauses). `dt` : seconds, 0 to 0.1."""

    @abstractmethod
    def pick(self, ray: Ray) -> Target | None:
        """The nearest thing worth acting on near the ray (a few degrees of forgiveness), or None."""

    @abstractmethod
    def act(self, ray: Ray, target: Target | None) -> None:
        """The patient acts: a snowball is thrown along the ray, at `target` where there is one."""

    @abstractmethod
    def targets(self) -> Sequence[Target]:
        """All that can be acted on now, the most inviting first."""

    def quiet(self, on: bool) -> None:  # noqa: B027 - a world without a quiet is a world all the same
        """A rating is being asked: hold still what would draw the eye (`on`), or wake up again. Optional."""

    def change(self, name: str, value: Value) -> None:  # noqa: B027 - most worlds have nothing to change
        """One of the live `choices`, or the `level`, is another from now on; the change is eased, never sudden. Optional."""

    def feel(self, posture: Posture) -> None:  # noqa: B027 - most worlds need no body
        """Where the patient's head and hands are, before each `update`. Optional."""

    def recentred(self) -> None:  # noqa: B027 - most worlds remember no place of the patient's
        """The seat was put where the patient is now: from the next `feel` on, all places are others than before. Optional."""

    def state(self) -> dict[str, Any]:
        """Plain values that tell one moment of the visit from another (counts, seconds). A switch of display keeps them."""
        return {}

    def destroy(self) -> None:
        """Let go of everything. The root leaves the graph."""
        self.root.remove_node()


def chosen(choices: Sequence[Choice | Amount], given: Mapping[str, Value]) -> dict[str, Value]:
    """The value of each of a world's `choices`: the one `given`, else its default.

    Raises
    ------
    ValueError
        A name that the world doesn't know, or a value outside of its rule; the message says which and what would do.
    """
    known = {choice.name: choice for choice in choices}
    for name, value in given.items():
        if name not in known:
            raise ValueError(f"this world has no choice {name!r}: choose among {', '.join(known) or 'none'}")
        known[name].check(value)
    return {name: given.get(name, choice.default) for name, choice in known.items()}


def seeded(context: SceneContext, salt: int = 0) -> np.random.Generator:
    """A generator that depends on the visit's seed and on nothing else."""
    return np.random.default_rng((context.seed, salt))
