"""A patient with a headset: the render process on a real runtime."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.rig import VirtualHeadset, VirtualScreen
from tests.engine.visit import Visit


@pytest.fixture
def visit(tmp_path: Path, screen: VirtualScreen, headset: VirtualHeadset) -> Callable[..., Visit]:
    """``visit(mode)`` opens a world for somebody who has the headset on."""

    def begin(mode: str = "3d", **options: Any) -> Visit:
        return Visit(tmp_path, screen.env | headset.env, mode, **options)

    return begin
