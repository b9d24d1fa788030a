"""Announcements that no runtime makes on request: a session told to stop, to exit, or that it will be lost.

Imported in the process that wears the headset. The file that ``OMEN`` names holds a session state's name, or ``INSTANCE``, or
``WORN`` or ``OFF`` for a headset that is put on or taken off; it is taken away as the announcement is made. Everything else is the
runtime's own.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import xr

from app.engine.displays.openxr_calls import Events

_next = Events.next


def _with_omens(self: Events) -> Any | None:
    path = Path(os.environ["OMEN"])
    if not path.exists():
        return _next(self)
    name = path.read_text(encoding="utf-8")
    path.unlink()
    if name in ("WORN", "OFF"):
        return xr.EventDataUserPresenceChangedEXT(is_user_present=name == "WORN")
    if name == "INSTANCE":
        return xr.EventDataInstanceLossPending()
    return xr.EventDataSessionStateChanged(state=xr.SessionState[name])


Events.next = _with_omens  # type: ignore[method-assign]
