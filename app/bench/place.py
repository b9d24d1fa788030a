"""Where a measurement takes place: this machine's own headset and screen, or virtual ones where it has none."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.bench.child import MARK
from app.errors import RespiteError
from app.probes import ProbeFailed, ask
from app.rig import VirtualHeadset, VirtualScreen

#: seconds that one part of a measurement may take
PATIENCE_S = 300.0


@dataclass(frozen=True, slots=True)
class Place:
    """env : what a process needs to find screen and headset; virtual : whether the headset is one"""

    virtual: bool
    env: Mapping[str, str] = field(default_factory=dict)


@contextlib.contextmanager
def headset() -> Iterator[Place]:
    """A headset to measure on, both controllers in the hands.

    Raises
    ------
    RespiteError
        There is none, and no virtual one to be had.
    """
    with contextlib.ExitStack() as stack:
        env: dict[str, str] = {}
        if sys.platform.startswith("linux") and not os.environ.get("DISPLAY"):
            env |= stack.enter_context(VirtualScreen()).env
        fault = _missing(env)
        if not fault:
            yield Place(virtual=False, env=env)
            return
        if not shutil.which("monado-service"):
            raise RespiteError(f"bench needs a headset, and there is none: {fault}")
        virtual = stack.enter_context(VirtualHeadset())
        tracking = virtual.remote.tracking
        tracking.left.active = tracking.right.active = True
        virtual.remote.send()
        yield Place(virtual=True, env=env | virtual.env)


def _missing(env: Mapping[str, str]) -> str:
    """Why there is no headset, "" where there is one."""
    try:
        found = ask("headset", env=env)
    except ProbeFailed as failed:
        return str(failed)
    return "" if found["system"] else f"{found['fault']} {found['advice']}".strip()


def measure(place: Place, module: str, **arguments: Any) -> dict[str, Any]:
    """``app.bench.MODULE.run(**arguments)`` in a process of its own.

    Raises
    ------
    RespiteError
        It ended without an answer; the message has its last words.
    """
    root = str(Path(__file__).resolve().parent.parent.parent)
    path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    command = [sys.executable, "-m", "app.bench.child", module, json.dumps(arguments)]
    try:
        done = subprocess.run(
            command,
            env={**os.environ, **place.env, "PYTHONPATH": path},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=PATIENCE_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise RespiteError(f"bench: {module} must answer within {PATIENCE_S:g} s, and did not") from None
    for line in done.stdout.splitlines():
        if line.startswith(MARK):
            found: dict[str, Any] = json.loads(line.removeprefix(MARK))
            return found
    said = next((line.strip() for line in reversed(done.stderr.splitlines()) if line.strip()), "it said nothing")
    raise RespiteError(f"bench: {module} ended with code {done.returncode} and no figures: {said}")
