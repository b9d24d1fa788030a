"""A headset without hardware: Monado's service with its remote driver, and a client that moves its head and hands.

The runtime is a real one; only the tracking comes from here instead of from sensors.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Literal

from app.errors import RespiteError

Vector = tuple[float, float, float]
Quaternion = tuple[float, float, float, float]
Side = Literal["left", "right"]

START_S = 20.0
SIDES: tuple[Side, Side] = ("left", "right")
_MANIFESTS = (
    "/usr/share/openxr/1/openxr_monado.json",
    "/usr/local/share/openxr/1/openxr_monado.json",
)


class VirtualHeadset:
    """`monado-service` with a runtime folder of its own.

    present : True composes in an X window on `screen_env`'s display at the headset's own rate; False composes nothing, 20 Hz
    env : what a child process needs to find this runtime
    """

    def __init__(self, *, present: bool = False, screen_env: dict[str, str] | None = None) -> None:
        self._present, self._screen_env = present, screen_env or {}
        self.env: dict[str, str] = {}
        self._service: subprocess.Popen[bytes] | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self.port = 0
        self._remote: RemoteHeadset | None = None
        self._suspended = False

    @property
    def remote(self) -> RemoteHeadset:
        """The head and the hands of the service that runs now."""
        if self._remote is None:
            raise RespiteError("the virtual headset must be running to be moved, and is not; call start()")
        return self._remote

    def __enter__(self) -> VirtualHeadset:
        manifest = next((path for path in _MANIFESTS if Path(path).exists()), None)
        if shutil.which("monado-service") is None or manifest is None:
            raise RespiteError(
                "Monado must be installed for a virtual headset, and is not; install monado-service and libopenxr1-monado"
            )
        self._folder = tempfile.TemporaryDirectory(prefix="respite-headset-")
        folder = Path(self._folder.name)
        (folder / "run").mkdir(mode=0o700)
        (folder / "config" / "monado").mkdir(parents=True)
        self.env = {"XDG_RUNTIME_DIR": str(folder / "run"), "XR_RUNTIME_JSON": manifest}
        self.start()
        return self

    def start(self) -> None:
        """Start the service (again, after `kill`) and take hold of its head and hands."""
        assert self._folder is not None
        folder = Path(self._folder.name)
        # a new port each time: the driver cannot listen where a killed one's connections are still winding down
        self.port = _free_port()
        settings = {"active": "remote", "remote": {"version": 0, "port": self.port, "view_count": 2}}
        (folder / "config" / "monado" / "config_v0.json").write_text(json.dumps(settings), encoding="utf-8")
        environment = os.environ | self._screen_env | self.env
        environment |= {"XDG_CONFIG_HOME": str(folder / "config"), "XRT_NO_STDIN": "1", "HOME": str(folder)}
        if self._present:
            environment |= {"XRT_COMPOSITOR_FORCE_XCB": "1", "XRT_COMPOSITOR_SCALE_PERCENTAGE": "40"}
        else:
            environment |= {"XRT_COMPOSITOR_NULL": "1"}
        for stale in (folder / "run").iterdir():  # a killed service leaves its socket behind
            if not stale.is_dir():
                stale.unlink()
        with (folder / "service.log").open("wb") as log:
            self._service = subprocess.Popen(
                ["monado-service"], env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        self._wait()

    def _wait(self) -> None:
        assert self._service is not None
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline and self._service.poll() is None:
            # the socket appears before the system behind it is ready; the started banner comes last
            if "The Monado service has started" in self.log:
                self._remote = RemoteHeadset(self.port)
                return
            time.sleep(0.02)
        said = self.log[-800:]
        self.kill()
        raise RespiteError(f"monado-service must start for a virtual headset, and did not; it said:\n{said}")

    @property
    def log(self) -> str:
        """What the service has said since its start."""
        assert self._folder is not None
        return (Path(self._folder.name) / "service.log").read_text(errors="replace")

    def kill(self) -> None:
        """As when the runtime crashes."""
        if self._remote is not None:
            self._remote.close()
            self._remote = None
        if self._service is not None:
            self._service.kill()
            self._service.wait()
            self._service = None
            self._suspended = False

    def ready(self) -> None:
        """Whatever was done to it: it runs, looks straight ahead, and holds nothing."""
        if self._remote is None or self._suspended:
            self.kill()
            self.start()
        else:
            self._remote.rest()

    def suspend(self) -> None:
        """As when the runtime hangs: it answers nothing until `resume`."""
        assert self._service is not None
        self._suspended = True
        self._service.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let a suspended runtime go on."""
        assert self._service is not None
        self._suspended = False
        self._service.send_signal(signal.SIGCONT)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        if self._folder is not None:
            self._folder.cleanup()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# ---- the tracking -----------------------------------------------------------------------------------------------------

_HEADER = b"mndrmt3\0"
_VIEW = struct.Struct("<4f7fI")
_HEAD = struct.Struct("<7f4B")
_HAND = struct.Struct("<26f16B")
_SIZE = len(_HEADER) + 2 * _VIEW.size + _HEAD.size + 2 * _HAND.size
_IDENTITY: Quaternion = (0.0, 0.0, 0.0, 1.0)
_OPEN = math.radians(40)


def facing(direction: Vector) -> Quaternion:
    """The level turn (x y z w, no roll) that looks along `direction`, in OpenXR's axes."""
    x, y, z = direction
    yaw = math.atan2(-x, -z)
    pitch = math.atan2(y, math.hypot(x, z))
    sin_y, cos_y, sin_p, cos_p = math.sin(yaw / 2), math.cos(yaw / 2), math.sin(pitch / 2), math.cos(pitch / 2)
    return cos_y * sin_p, sin_y * cos_p, -sin_y * sin_p, cos_y * cos_p


@dataclass(slots=True)
class View:
    """One eye. fov : left, right, up, down, radians; pose relative to the head"""

    fov: tuple[float, float, float, float] = (-_OPEN, _OPEN, _OPEN, -_OPEN)
    position: Vector = (0.0, 0.0, 0.0)
    orientation: Quaternion = _IDENTITY


@dataclass(slots=True)
class RemoteHand:
    """A controller as the driver takes it. squeeze : 0 to 1; thumb : the stick, -1 to 1 to the right and forward"""

    position: Vector
    orientation: Quaternion = _IDENTITY
    trigger: float = 0.0
    active: bool = False
    trigger_click: bool = False
    menu_click: bool = False
    stick_click: bool = False
    squeeze: float = 0.0
    thumb: tuple[float, float] = (0.0, 0.0)

    def pack(self) -> bytes:
        pressure = (self.trigger, self.squeeze, 0.0, *self.thumb, 0.0, 0.0, 0.0)
        floats = (*self.orientation, *self.position, *(0.0,) * 11, *pressure)
        buttons = (0, self.active, 0, 0, 0, 0, self.menu_click, 0, self.trigger_click, 0, self.stick_click, *(0,) * 5)
        return _HAND.pack(*floats, *map(int, buttons))


@dataclass(slots=True)
class Tracking:
    """All that the driver tracks. Stage space: y up, -z forward, metres."""

    position: Vector = (0.0, 1.6, 0.0)
    orientation: Quaternion = _IDENTITY
    views: tuple[View, View] | None = None
    left: RemoteHand = field(default_factory=lambda: RemoteHand((-0.2, 1.3, -0.4)))
    right: RemoteHand = field(default_factory=lambda: RemoteHand((0.2, 1.3, -0.4)))

    def pack(self) -> bytes:
        views = self.views or (View(), View())
        return (
            _HEADER
            + b"".join(_VIEW.pack(*v.fov, *v.orientation, *v.position, 0) for v in views)
            + _HEAD.pack(*self.orientation, *self.position, self.views is not None, 0, 0, 0)
            + self.left.pack()
            + self.right.pack()
        )


class RemoteHeadset:
    """Moves the virtual headset's head and hands. Each call replaces the whole state, which stays until the next."""

    def __init__(self, port: int) -> None:
        self.tracking = Tracking()
        self._socket = socket.create_connection(("127.0.0.1", port), 5.0)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # it greets with its reset state and its present one
        waiting = 2 * _SIZE
        while waiting:
            greeting = self._socket.recv(waiting)
            if not greeting:
                raise RespiteError(f"Monado's remote driver must answer on port {port}, and closed the connection")
            waiting -= len(greeting)
        self.send()

    def send(self) -> None:
        """Hand `tracking` over."""
        self._socket.sendall(self.tracking.pack())

    def rest(self) -> None:
        """As at the beginning: straight ahead, with empty hands."""
        self.tracking = Tracking()
        self.send()

    def look(self, direction: Vector) -> None:
        """Turn the head along `direction` (x right, y up, -z forward)."""
        self.tracking.orientation = facing(direction)
        self.send()

    def look_at(self, point: Vector) -> None:
        """Turn the head to a point of the stage space."""
        x, y, z = (p - q for p, q in zip(point, self.tracking.position, strict=True))
        self.look((x, y, z))

    def move(self, position: Vector) -> None:
        """Move the head."""
        self.tracking.position = position
        self.send()

    def hand(self, side: Side) -> RemoteHand:
        """The controller of one hand."""
        return self.tracking.left if side == "left" else self.tracking.right

    def point(self, direction: Vector, side: Side = "right") -> None:
        """Take up a controller, if need be, and turn it along `direction`."""
        hand = self.hand(side)
        hand.active, hand.orientation = True, facing(direction)
        self.send()

    def pull(self, way: float, side: Side = "right") -> None:
        """Draw a trigger `way` (0 to 1) of its travel; at its end it clicks."""
        hand = self.hand(side)
        hand.trigger, hand.trigger_click = way, way >= 1.0
        self.send()

    def trigger(self, pressed: bool, side: Side = "right") -> None:
        """Press or let go a trigger."""
        self.pull(1.0 if pressed else 0.0, side)

    def menu(self, pressed: bool, side: Side = "right") -> None:
        """Press or let go a menu button (B)."""
        self.hand(side).menu_click = pressed
        self.send()

    def stick(self, pressed: bool, side: Side = "right") -> None:
        """Press in or let go a thumbstick."""
        self.hand(side).stick_click = pressed
        self.send()

    def put_down(self, *sides: Side) -> None:
        """Lay controllers down (both, where none is named): they fall asleep and are no longer active."""
        for side in sides or SIDES:
            self.hand(side).active = False
        self.send()

    def close(self) -> None:
        self._socket.close()
