"""A world and a picture of it, small and offscreen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.studio import Studio, visit
from scenes.base import Request, Scene

Visit = Callable[..., Scene]


@pytest.fixture
def studio() -> Iterator[Studio]:
    with Studio((240, 135)) as made:
        yield made


@pytest.fixture
def begin(baked: Path) -> Iterator[Visit]:
    """Begins visits to a world and ends them with the test."""
    with ExitStack() as stack:

        def make(
            seed: int = 1,
            detail: float = 1.0,
            request: Callable[[Request], None] = lambda _: None,
            world: str = "snow-canyon",
        ) -> Scene:
            return stack.enter_context(visit(world, baked, seed, detail, request))

        yield make
