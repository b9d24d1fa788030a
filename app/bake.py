"""``python -m app.bake``: bake the light and terrain of every world now, so that no session waits for it."""

from __future__ import annotations

import logging
import sys

from app.config import cache_folder
from scenes.bakery import Bakery
from scenes.base import SceneContext
from scenes.registry import OFFERED


def main() -> int:
    """Build each world once without a display."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    bakery = Bakery(cache_folder())
    for world in OFFERED.values():
        for detail in (1.0, 0.5):
            world.load()(SceneContext(seed=0, bake=bakery, request=lambda _: None, detail=detail)).destroy()
    return 0


if __name__ == "__main__":
    sys.exit(main())
