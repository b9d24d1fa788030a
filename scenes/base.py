"""The contract between a world and the stage that shows it.

A world (`Scene`) builds one node graph, moves it on as time is handed to it, says what a ray meets, and reacts when the
patient acts. It never touches a display, a file or the clock: what it needs from outside stands in `SceneContext`, what it
wants from outside it asks for with `SceneContext.request`.

Axes are Panda3D's: x right, y forward, z up, metres, and a right-handed frame. The patient sits at the origin of
`Scene.seat`, facing +y, the eyes about 1.2 m above it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from panda3d.core import LPoint3f, LVector3f, NodePath

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
    """Something for the record: `hit`, `missed`, `thrown`, `appeared`, `reached`.

    data : plain values only (str, int, float, bool, None)
    """

    kind: str
    data: dict[str, Any] = field(default_factory=dict)


Request = Cue | Happening


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


@dataclass(frozen=True, slots=True)
class SceneContext:
    """What a world may use.

    seed : the visit's seed; the same seed gives the same visit
    bake : ``bake(key, build)`` hands back the arrays of ``build()``, kept between runs under `key`
    request : asks the stage for a `Cue` or records a `Happening`
    detail : 0.5 to 1.0, how much of the foliage and particles to keep (a software renderer asks for less)
    """

    seed: int
    bake: Callable[[str, Callable[[], Arrays]], Arrays]
    request: Callable[[Request], None]
    detail: float = 1.0


class Scene(ABC):
    """A world. Construction builds everything; nothing is loaded later."""

    #: short name, as used on the command line and in the record
    name: str
    #: message id of the title, for gettext
    title: str
    #: names of the sounds it may ask for (`assets/sounds/NAME.flac`), the first one its steady ambience
    sounds: Sequence[str] = ()
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

    def state(self) -> dict[str, Any]:
        """Plain values that tell one moment of the visit from another (counts, seconds). A switch of display keeps them."""
        return {}

    def destroy(self) -> None:
        """Let go of everything. The root leaves the graph."""
        self.root.remove_node()


def seeded(context: SceneContext, salt: int = 0) -> np.random.Generator:
    """A generator that depends on the visit's seed and on nothing else."""
    return np.random.default_rng((context.seed, salt))
