"""A question that may crash, hang or end whoever answers it, put to a process of its own.

The child is ``python -m MODULE ARGUMENTS``; it hands its answer over with `reply`.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

#: what marks the answer among whatever drivers write to standard output
_MARK = "respite-answer:"


class NoAnswer(Exception):
    """The child ended without an answer; the message says how."""


def inquire(module: str, *arguments: str, timeout_s: float, env: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What `module` answers, with `env` added to the environment.

    Raises
    ------
    NoAnswer
        It crashed, hung for `timeout_s` seconds, or raised; the message says which.
    """
    # the package must be found wherever the command was typed
    root = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    try:
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            env={**os.environ, **(env or {}), "PYTHONPATH": path},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NoAnswer(f"it did not answer within {timeout_s:g} s") from None
    for line in done.stdout.splitlines():
        if line.startswith(_MARK):
            answer: dict[str, Any] = json.loads(line.removeprefix(_MARK))
            return answer
    raise NoAnswer(_ending(done.returncode, done.stderr))


def _ending(code: int, errors: str) -> str:
    if code < 0:
        with contextlib.suppress(ValueError):
            return f"it crashed with {signal.Signals(-code).name}"
    last = next((line.strip() for line in reversed(errors.splitlines()) if line.strip()), "")
    last = re.sub(r"^[\w.]+(?:Error|Exception): ", "", last)
    return f"it failed: {last}" if last else f"it ended with code {code}"


def reply(answer: Mapping[str, Any]) -> None:
    """In the child: hand the answer over."""
    print(_MARK + json.dumps(answer), flush=True)
