"""What a display owes the stage.

A display owns a canvas and a camera on it, says when the next picture is due, and where the patient's head and hands are. It
knows nothing of worlds, panels or sessions. One is in force at a time; both draw the same scene graph in the same GL context.

A frame: ``begin()`` -> ``aims()``, ``pressed()`` -> the engine renders -> ``end()``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, StrEnum

from panda3d.core import NodePath

from app.engine.canvas import Canvas
from app.engine.displays.openxr_view import Pose
from app.engine.displays.pace import Pace
from app.engine.messages import Comfort
from app.engine.pointer import Aim
from app.errors import RespiteError
from scenes.base import PointerKind, Posture


class Mode(StrEnum):
    """How the patient sees the world."""

    #: on a screen
    SCREEN = "2d"
    #: in the headset, with depth
    HEADSET = "3d"
    #: in the headset, as a flat picture: the same as on the screen, on a screen that hangs before the patient
    FLAT = "flat"

    @property
    def worn(self) -> bool:
        """Whether a headset shows it."""
        return self is not Mode.SCREEN


class Beat(Enum):
    """What `Display.begin` found."""

    #: nothing is due yet; ask again
    WAIT = "wait"
    #: time goes on, and nobody sees a picture (the headset's runtime shows something else)
    HIDDEN = "hidden"
    #: draw
    SHOW = "show"


class DisplayFault(RespiteError):
    """A display can't be had, or was lost. `what`, `why` and `do` make one line, in the patient's language."""

    def __init__(self, what: str, why: str, do: str) -> None:
        super().__init__(f"{what}: {why} {do}")
        self.what, self.why, self.do = what, why, do

    @property
    def reason(self) -> str:
        return f"{self.what}: {self.why}"


@dataclass(frozen=True, slots=True)
class Device:
    """Who shows the picture: the OpenXR runtime and the headset by name, both None without."""

    runtime: str | None = None
    system: str | None = None


class Display(ABC):
    """One way of showing the world."""

    #: "window", "offscreen" or "openxr"
    name: str
    mode: Mode
    canvas: Canvas
    device: Device = Device()
    #: seconds from picture to picture where the display has a beat of its own, else 0
    period_s: float = 0.0
    #: the resolution that is drawn at, as a share of the display's own, each way
    scale: float = 1.0

    @property
    def head(self) -> Pose | None:
        """Where the head is in this frame, in the tracking's own space and axes; None without tracking."""
        return None

    @property
    def worn(self) -> bool | None:
        """Whether the patient wears it; None where there is nothing to wear, or it can't be told."""
        return None

    @abstractmethod
    def attach(self, seat: NodePath) -> None:
        """Hang the camera from the node that moves with the patient's seat."""

    @abstractmethod
    def begin(self) -> Beat:
        """Wait (at most about 50 ms) until a picture is due. Raises `DisplayFault` when the display is lost."""

    @abstractmethod
    def aims(self) -> Sequence[Aim]:
        """Where the patient points now, in the axes of the stage's root."""

    def stick(self) -> tuple[float, float]:
        """Which way a controller's stick or the keys that are held down lead, -1 to 1, right and forward."""
        return 0.0, 0.0

    def posture(self) -> Posture:
        """Where head and hands are in this frame, in the seat's frame."""
        camera = self.canvas.camera
        return Posture(camera.get_pos(), camera.get_quat(), stick=self.stick())

    def pressed(self) -> Sequence[str]:
        """Keys pressed since the last call, by Panda3D's names ("escape", "enter", "arrow_left", "7")."""
        return ()

    def menu(self) -> bool:
        """Whether a controller's menu button was pressed since the last call."""
        return False

    @contextmanager
    def unattended(self, asked: Callable[[PointerKind], None]) -> Iterator[None]:
        """Within, nobody asks for `menu` and `pressed`: `asked` is called, in any thread, when a menu button or Escape is pressed.

        It is told with what the patient asked to stop.
        """
        yield

    def pace(self) -> Pace | None:
        """What became of the display's beats since the last call; None where it has no beat of its own to miss."""
        return None

    def rescale(self, pace: Pace, seconds: float) -> bool:
        """Draw at another resolution if `pace`, of the last `seconds`, asks for it; True when it does from now on."""
        return False

    @abstractmethod
    def accommodate(self, comfort: Comfort) -> None:
        """Seat or lay the patient in this way from now on, at once where the display is in force."""

    def buzz(self) -> None:  # noqa: B027 (most have nothing to hum with)
        """A short soft hum in the hand that selected last."""

    def recentre(self) -> None:  # noqa: B027 (a display without tracking has nothing to do)
        """The patient's present forward becomes the seat's, the eyes as high above it as is comfortable."""

    def recentred(self) -> bool:
        """Whether the patient's forward was made the seat's since the last call."""
        return False

    @abstractmethod
    def end(self) -> None:
        """The picture was drawn: hand it on."""

    @abstractmethod
    def rest(self) -> None:
        """Not in force any more: draw nothing, keep what would be slow to get again."""
