"""A render process that writes down when a command has come to something: the frame that was drawn with it."""

from __future__ import annotations

import json
import os
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import IO, Any

from app.bench.clocks import threads_ms
from app.engine.messages import Message, SetComfort
from app.engine.options import RenderOptions
from app.engine.stage import Stage

#: names the file, of one JSON list a line: ["obeyed", wall-clock seconds], ["frame", the same], or ["encoding", milliseconds of the
#: encoder's thread so far]
NOTES = "RESPITE_BENCH_NOTES"


def main(conn: Connection[Any, Any], options: RenderOptions) -> None:
    """The process's entry, as `app.engine.process.main`."""
    from app.engine.process import main as render

    with Path(os.environ[NOTES]).open("a", buffering=1, encoding="utf-8") as notes:
        _watch(notes)
        render(conn, options)


def _watch(notes: IO[str]) -> None:
    obey, frame = Stage.obey, Stage.frame
    waiting: list[str] = []
    told = time.monotonic()

    def obeyed(self: Stage, command: Message) -> None:
        obey(self, command)
        if isinstance(command, SetComfort):
            notes.write(json.dumps(["obeyed", time.time()]) + "\n")
            waiting.append("frame")

    def drawn(self: Stage) -> None:
        nonlocal told
        frame(self)
        for name in waiting:
            notes.write(json.dumps([name, time.time()]) + "\n")
        waiting.clear()
        if time.monotonic() - told > 0.25:
            told = time.monotonic()
            notes.write(json.dumps(["encoding", threads_ms().get("mirror", 0.0)]) + "\n")

    Stage.obey, Stage.frame = obeyed, drawn  # type: ignore[method-assign]
