"""The app's side of the render process, for tests: a real process at the other end of a real pipe."""

from __future__ import annotations

import contextlib
import importlib
import io
import logging
import multiprocessing
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from PIL import Image

from app.engine.messages import Comfort, Message, Open, Picture, Quit, SetMirror, Warm
from app.engine.options import RenderOptions
from tests.engine.quiet_room import BOAT, ROOM
from tests.openxr.hurried import HURRIED
from tests.openxr.training import GARDEN, MIRROR, STARS
from tests.session.slow_room import SLOW

M = TypeVar("M", bound=Message)


def _child(conn: Connection[Any, Any], options: RenderOptions, env: dict[str, str]) -> None:
    for name in ("DISPLAY", "XR_RUNTIME_JSON"):
        os.environ.pop(name, None)
    os.environ.update(env)
    if prepare := env.get("PREPARE"):  # a module whose import puts something in place, within the process
        importlib.import_module(prepare)
    from app.engine.process import main

    main(conn, options)


class Visit:
    """A render process with its world open. `env` : what it finds of screens and runtimes"""

    def __init__(
        self,
        cache: Path,
        env: Mapping[str, str],
        mode: str = "2d",
        *,
        world: str = ROOM.name,
        simulated: dict[str, int] | None = None,
        size: tuple[int, int] = (320, 180),
        language: str = "en",
        offscreen: bool = False,
        comfort: Comfort | None = None,
        **opening: Any,
    ) -> None:
        self._opening = Open(
            world=world,
            seed=5,
            mode=mode,
            simulated=simulated,
            size=size,
            language=language,
            offscreen=offscreen,
            comfort=comfort or Comfort(),
            **opening,
        )
        context = multiprocessing.get_context("spawn")
        self._conn, theirs = context.Pipe()
        level = logging.DEBUG if os.environ.get("RESPITE_TEST_LOG") else logging.ERROR
        options = RenderOptions(str(cache), level, (ROOM, BOAT, HURRIED, SLOW, GARDEN, MIRROR, STARS))
        self.process = context.Process(target=_child, args=(theirs, options, dict(env)), daemon=True)
        self.process.start()
        theirs.close()
        self.heard: list[Message] = []

    def __enter__(self) -> Visit:
        self.wait(Warm)
        self.send(replace(self._opening, t_ns=time.monotonic_ns()))
        return self

    def send(self, message: Message) -> None:
        self._conn.send(message)

    def wait(self, kind: type[M], match: Callable[[M], bool] = lambda _: True, within_s: float = 20.0) -> M:
        """The next message of `kind` that matches; earlier ones are kept in `heard`."""
        deadline = time.monotonic() + within_s
        while (left := deadline - time.monotonic()) > 0:
            if not self._conn.poll(left):
                break
            message = self._conn.recv()
            self.heard.append(message)
            if isinstance(message, kind) and match(message):
                return message
        raise AssertionError(f"no {kind.__name__} within {within_s} s; heard {self.kinds()}")

    def listen(self, seconds: float) -> list[Message]:
        """Everything heard in the next `seconds`."""
        first, deadline = len(self.heard), time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0 and self._conn.poll(left):
            self.heard.append(self._conn.recv())
        return self.heard[first:]

    def kinds(self) -> list[str]:
        return [type(message).__name__ for message in self.heard]

    def picture(self, settle_s: float = 0.4, width: int = 320) -> Image.Image:
        """What the patient sees, `settle_s` seconds from now."""
        self.send(SetMirror(fps=15, width=width))
        self.listen(settle_s)
        jpeg = self.wait(Picture).jpeg
        self.send(SetMirror(fps=0))
        return Image.open(io.BytesIO(jpeg)).convert("RGB")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.is_alive():
            with contextlib.suppress(OSError):
                self._conn.send(Quit())
            deadline = time.monotonic() + 5
            while self.process.is_alive() and time.monotonic() < deadline:
                try:
                    if self._conn.poll(0.05):
                        self.heard.append(self._conn.recv())
                except (EOFError, OSError):
                    break
        self.process.join(3.0)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
            if error is None:
                raise AssertionError("the render process must end within seconds of Quit, and did not")
        self._conn.close()
