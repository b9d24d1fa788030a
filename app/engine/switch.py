"""Which display is in force. The screen is always there; the headset comes and goes, and the picture never waits for it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from panda3d.core import NodePath

from app.engine.displays.base import Beat, Device, Display, DisplayFault, Mode
from app.engine.displays.screen import ScreenDisplay
from app.engine.messages import Comfort

if TYPE_CHECKING:
    from app.engine.displays.openxr import OpenXRDisplay

log = logging.getLogger(__name__)

#: seconds until an attempt at 3D is given up; the app waits a little longer for the answer
ATTEMPT_S = 25.0
#: where pictures take longer than the first, an attempt waits for the headset between them, up to the second; seconds
SLOW_S, WAIT_S = 0.05, 0.3


@dataclass(frozen=True, slots=True)
class Change:
    """The display in force has changed, or could not be changed.

    request : the command this answers, 0 when it came by itself
    fault : why it is not as asked, or why it changed by itself
    since : time.monotonic() when it was asked for or noticed
    """

    request: int
    display: Display
    device: Device
    fault: DisplayFault | None
    since: float


class Switch:
    """The screen and, beside it, the headset.

    changed : called once the first picture of the new display has been shown (or when an attempt has failed)
    leaving : called with the display in force before it, or its mode, changes
    """

    def __init__(
        self,
        screen: ScreenDisplay,
        translate: Callable[[str], str],
        changed: Callable[[Change], None],
        leaving: Callable[[Display], None],
    ) -> None:
        self.screen = screen
        self.display: Display = screen
        self._ = translate
        self._changed, self._leaving = changed, leaving
        self._asked: tuple[int, float] | None = None
        self._unshown: Change | None = None
        self._began = 0.0
        self.headset, self._missing = self._load()

    def _load(self) -> tuple[OpenXRDisplay | None, DisplayFault | None]:
        """The headset's side, or why this system has none (its binding loads native libraries as it is imported)."""
        try:
            from app.engine.displays.openxr import OpenXRDisplay
        except (ImportError, OSError, AttributeError, TypeError, NotImplementedError) as error:
            log.warning("OpenXR could not be loaded: %s", error)
            why = self._("OpenXR could not be loaded: {code}.").format(code=error)
            return None, DisplayFault(self._("No headset"), why, self._("Use 2D on this computer."))
        return OpenXRDisplay(self.screen, self._), None

    def attach(self, seat: NodePath) -> None:
        """Hang both displays' cameras from the patient's seat."""
        self.screen.attach(seat)
        if self.headset is not None:
            self.headset.attach(seat)

    def accommodate(self, comfort: Comfort) -> None:
        """Seat or lay the patient in this way from now on, on either display."""
        self.screen.accommodate(comfort)
        if self.headset is not None:
            self.headset.accommodate(comfort)

    def ask(self, mode: Mode, request: int) -> None:
        """Change to `mode`. Answered once, by `changed`."""
        now = time.monotonic()
        self._supersede()
        if self.headset is None:
            self._changed(Change(request, self.screen, Device(), self._missing if mode.worn else None, now))
        elif mode is Mode.SCREEN:
            self.headset.leave()
            self._take(self.screen, Change(request, self.screen, Device(), None, now))
        elif self.display is self.headset:
            if self.headset.mode is not mode:
                self._leaving(self.display)
                self.headset.change(mode)
            self._unshown = Change(request, self.headset, self.headset.device, None, now)
        else:
            self._asked = (request, now)
            self._began = now
            self.headset.open(mode)

    def _supersede(self) -> None:
        """Whatever was asked for before is answered now: something else is wanted."""
        self.shown()
        if self._asked is not None and self.headset is not None:
            (request, since), self._asked = self._asked, None
            self.headset.leave()
            fault = DisplayFault(self._("Given up"), self._("Another switch was asked for."), "")
            self._changed(Change(request, self.display, self._device(), fault, since))

    def _device(self) -> Device:
        return self.display.device

    def _take(self, display: Display, change: Change) -> None:
        if self.display is not display:
            self._leaving(self.display)
            self.display.rest()
            self.display = display
        self._unshown = change

    def begin(self) -> Beat:
        """Begin the next frame on whichever display is in force by now."""
        if self._asked is not None:
            self._try()
        try:
            return self.display.begin()
        except DisplayFault as fault:
            log.warning("3D was lost: %s", fault)
            device = self.display.device
            # a switch whose first picture never came is answered by the loss
            request = self._unshown.request if self._unshown is not None else 0
            # the runtime has been silent for a while already; what counts is how soon the picture is back
            self._take(self.screen, Change(request, self.screen, device, fault, time.monotonic()))
            return self.display.begin()

    def _try(self) -> None:
        assert self._asked is not None
        assert self.headset is not None
        request, since = self._asked
        now = time.monotonic()
        took, self._began = now - self._began, now
        try:
            ready = self.headset.ready(min(took, WAIT_S) if took > SLOW_S else 0.0)
            if not ready and time.monotonic() - since > ATTEMPT_S:
                why = self._("It did not show a picture within {seconds} s.").format(seconds=f"{ATTEMPT_S:.0f}")
                raise DisplayFault(self._("No headset"), why, self._("Put the headset on, then press 3D."))
        except DisplayFault as fault:
            log.warning("no 3D: %s", fault)
            self._asked = None
            self.headset.leave()
            self._changed(Change(request, self.display, self.headset.device, fault, since))
            return
        if ready:
            self._asked = None
            self._take(self.headset, Change(request, self.headset, self.headset.device, None, since))

    def shown(self) -> None:
        """A picture was shown on the display in force."""
        if self._unshown is not None:
            change, self._unshown = self._unshown, None
            self._changed(change)

    def close(self) -> bool:
        """Give the headset back; False when its runtime does not let go."""
        return self.headset is None or self.headset.close()
