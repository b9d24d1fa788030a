"""The render process: started by the app, it shows one session's world and ends with it.

It ends by itself within 2 s of the app's death, and fades the picture out in that time.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import sys
import threading
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from app.engine import messages as m
from app.engine.options import RenderOptions
from app.errors import BadInput

log = logging.getLogger(__name__)

#: seconds: from the app's death to the dark, and to the end whatever hangs
DARK_S, END_S = 0.8, 1.7
#: seconds between signs of life
ALIVE_S = 0.25


class _Parent:
    """Notices the app's death, and ends the process even if the drawing hangs."""

    def __init__(self) -> None:
        self.gone = threading.Event()
        parent = multiprocessing.parent_process()
        if parent is not None:
            threading.Thread(target=self._watch, args=(parent,), name="parent", daemon=True).start()

    def _watch(self, parent: Any) -> None:
        parent.join()
        self.gone.set()
        time.sleep(END_S)
        os._exit(1)


def main(conn: Connection[Any, Any], options: RenderOptions) -> None:
    """The process's entry. `conn` : the pipe to the app, both ways."""
    logging.basicConfig(
        level=options.log_level, stream=sys.stderr, format="%(asctime)s render %(levelname)s %(name)s: %(message)s"
    )
    parent = _Parent()
    # what takes long to import is imported while nobody waits for it
    from app.engine.post import Post
    from app.engine.stage import opened
    from app.session import instruments
    from scenes.registry import WORLDS

    instruments.look_in(None if options.data_dir is None else Path(options.data_dir))
    post = Post(conn)
    post.send(m.Warm())
    clean, code = True, 0
    try:
        opening = _opening(post, parent)
        if opening is not None:
            worlds = WORLDS | {world.name: world for world in options.worlds}
            if opening.world not in worlds:
                raise BadInput(f"world must be one of {', '.join(worlds)}, got {opening.world!r}")
            stage = opened(worlds[opening.world], opening, options.cache_dir, post.send, post.picture, worlds)
            try:
                _run(stage, post, parent)
            finally:
                clean = stage.close()
    except EOFError:
        log.info("the app is gone")
    except Exception:
        log.exception("the render process failed")
        clean, code = False, 1
    if not clean:
        log.warning("ended without the headset's runtime, which does not answer")
    post.close()
    logging.shutdown()
    # graphics drivers and runtimes take down an interpreter that ends under them
    os._exit(code)


def _opening(post: Any, parent: _Parent) -> m.Open | None:
    while not parent.gone.is_set():
        if not post.wait(ALIVE_S):
            continue
        command = post.receive()
        if isinstance(command, m.Open):
            return command
        if isinstance(command, m.Quit):
            return None
    return None


def _run(stage: Any, post: Any, parent: _Parent) -> None:
    alive = 0.0
    leaving: float | None = None
    while True:
        now = time.monotonic()
        if now >= alive:
            alive = now + ALIVE_S
            post.send(m.Alive())
        if leaving is None:
            try:
                while (command := post.receive()) is not None:
                    if isinstance(command, m.Quit):
                        return
                    stage.obey(command)
            except EOFError:
                leaving = now
            if post.broken or parent.gone.is_set():
                leaving = now
            if leaving is not None:
                stage.darken(DARK_S)
        elif stage.dark or now - leaving > END_S:
            return
        stage.frame()
