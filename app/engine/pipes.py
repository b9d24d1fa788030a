"""Panda3D's way to the graphics driver."""

from __future__ import annotations

from functools import cache

from panda3d.core import GraphicsPipe, GraphicsPipeSelection


@cache
def headless() -> GraphicsPipe | None:
    """The pipe for pictures without a screen, None where EGL or its driver is missing.

    One for the life of the process: all share one EGL display, and a pipe that goes ends it with everyone's contexts.
    """
    return GraphicsPipeSelection.get_global_ptr().make_module_pipe("p3headlessgl")
