"""Which screen a session begins on, and why."""

from __future__ import annotations

import logging
import os
import sys

from app.engine.displays.base import DisplayFault
from app.engine.displays.offscreen import OffscreenDisplay
from app.engine.displays.screen import ScreenDisplay
from app.engine.displays.window import WindowDisplay

log = logging.getLogger(__name__)


def has_screen() -> bool:
    """Whether the process may expect a screen: always on Windows and macOS, else where an X server is named."""
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY"))


def choose(size: tuple[int, int], *, offscreen: bool) -> tuple[ScreenDisplay, str]:
    """Open the best 2D display there is; hands back the display and the reason for it.

    Raises
    ------
    DisplayFault
        There is no OpenGL at all.
    """
    if offscreen:
        reason = "no window was asked for"
    elif not has_screen():
        reason = "there is no screen (DISPLAY is not set)"
    else:
        try:
            return WindowDisplay(size), "there is a screen"
        except DisplayFault as fault:
            reason = f"no window opened ({fault})"
            log.warning("%s", reason)
    if has_screen():
        try:
            return OffscreenDisplay(size, on_screen=True), reason
        except DisplayFault as fault:
            log.warning("%s", fault)
    return OffscreenDisplay(size, on_screen=False), reason
