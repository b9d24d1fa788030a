"""A session on a real runtime with hands and without pictures, for what is read from controllers."""

from __future__ import annotations

import ctypes
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import xr

#: Monado's, and a few others': a session that shows nothing
HEADLESS = "XR_MND_headless"
START_S = 10.0
_STEREO = xr.ViewConfigurationType.PRIMARY_STEREO


@dataclass(frozen=True, slots=True)
class Handheld:
    """What an `Input` is made of."""

    instance: Any
    system: Any
    session: Any
    space: Any

    def now(self) -> int:
        """The runtime's present time, nanoseconds."""
        return time.monotonic_ns()

    def states(self) -> list[Any]:
        """The events that came since the last call: session states by name, other events by their number."""
        heard: list[Any] = []
        while True:
            try:
                event = xr.poll_event(self.instance)
            except xr.EventUnavailable:
                return heard
            kind = xr.StructureType(event.type)
            if kind is xr.StructureType.EVENT_DATA_SESSION_STATE_CHANGED:
                changed = ctypes.cast(ctypes.byref(event), ctypes.POINTER(xr.EventDataSessionStateChanged)).contents
                heard.append(xr.SessionState(changed.state))
            else:
                heard.append(kind)


@contextmanager
def handheld(extensions: Collection[str] = ()) -> Iterator[Handheld]:
    """A running session; `extensions` are enabled beside the one that goes without pictures."""
    instance = xr.create_instance(
        xr.InstanceCreateInfo(
            application_info=xr.ApplicationInfo("Hands", 1, "none", 1, xr.Version(1, 0, 0)),
            enabled_extension_names=[HEADLESS, *extensions],
        )
    )
    try:
        system = xr.get_system(instance, xr.SystemGetInfo(xr.FormFactor.HEAD_MOUNTED_DISPLAY))
        session = xr.create_session(instance, xr.SessionCreateInfo(system_id=system))
        stage = xr.ReferenceSpaceCreateInfo(xr.ReferenceSpaceType.STAGE, xr.Posef())
        yield Handheld(instance, system, session, xr.create_reference_space(session, stage))
        xr.destroy_session(session)
    finally:
        xr.destroy_instance(instance)


def focus(held: Handheld) -> None:
    """Begin the session (its action sets are attached by now) and wait until it has the input."""
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        for state in held.states():
            if state is xr.SessionState.READY:
                xr.begin_session(held.session, xr.SessionBeginInfo(_STEREO))
            if state is xr.SessionState.FOCUSED:
                return
        time.sleep(0.005)
    raise AssertionError(f"the session must come into focus within {START_S} s, and did not")
