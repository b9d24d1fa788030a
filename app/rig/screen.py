"""A screen without a monitor: an X server that draws into memory."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from types import TracebackType

from app.errors import RespiteError

TRIES = 5


class VirtualScreen:
    """Xvfb on a free display, for as long as the context lasts.

    size : width and height, pixels
    env : what a child process needs to draw there
    """

    def __init__(self, size: tuple[int, int] = (1280, 720)) -> None:
        self.size = size
        self.env: dict[str, str] = {}
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> VirtualScreen:
        program = shutil.which("Xvfb")
        if program is None:
            raise RespiteError("Xvfb must be installed for a virtual screen, and is not; install the package xvfb")
        # numbers far from those of real screens; a server that finds its number taken ends at once
        for number in random.sample(range(1000, 30000), TRIES):
            if self._start(program, number):
                self.env = {"DISPLAY": f":{number}"}
                return self
        raise RespiteError("Xvfb must start for a virtual screen, and did not; run it by hand to see why")

    def _start(self, program: str, number: int) -> bool:
        read, write = os.pipe()
        size = f"{self.size[0]}x{self.size[1]}x24"
        server = subprocess.Popen(
            [program, f":{number}", "-displayfd", str(write), "-screen", "0", size, "-nolisten", "tcp", "-noreset"],
            pass_fds=(write,),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(write)
        with os.fdopen(read) as ready:  # the server writes its number when it is ready
            if ready.readline().strip():
                self._server = server
                return True
        server.wait()
        return False

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.terminate()
            self._server.wait()
            self._server = None
