"""The program as a process of its own."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextlib.contextmanager
def program(
    command: Sequence[str], port: int, folder: Path, env: Mapping[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """Started in `folder` and served at `port`; what it says goes to `log`, in which no error may stand in the end."""
    with log.open("w") as said, subprocess.Popen(command, cwd=folder, env=env, stdout=said, stderr=said) as process:
        try:
            wait_until_served(port, process)
            yield process
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
    assert "Traceback" not in log.read_text(), log.read_text()


def wait_until_served(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, "the program ended at its start"
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise AssertionError("the console is not served within a minute")
