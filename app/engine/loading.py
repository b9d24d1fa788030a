"""Sending a world to the graphics card ahead of time."""

from __future__ import annotations

from typing import Any

from panda3d.core import NodePath


def load(root: NodePath, gsg: Any) -> None:
    """Have all that hangs under `root` sent to the graphics card with the next picture, whether it is in sight or not: what comes
    into sight later then costs no picture its time. gsg : of the output that draws it
    """
    root.prepare_scene(gsg)
