"""Virtual hardware: a screen, a headset and a room's sound for machines that have none."""

from __future__ import annotations

from app.rig.acoustics import AcousticRoom
from app.rig.headset import RemoteHeadset, View, VirtualHeadset
from app.rig.room import VirtualRoom
from app.rig.screen import VirtualScreen

__all__ = ["AcousticRoom", "RemoteHeadset", "View", "VirtualHeadset", "VirtualRoom", "VirtualScreen"]
