"""Where a measurement takes place: this machine's own headset and screen, or virtual ones where it has none."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.errors import RespiteError
from app.probes import ask
from app.processes.inquiry import NoAnswer, inquire
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
    except NoAnswer as failed:
        return str(failed)
    return "" if found["system"] else f"{found['fault']} {found['advice']}".strip()


def measure(place: Place, module: str, **arguments: Any) -> dict[str, Any]:
    """``app.bench.MODULE.run(**arguments)`` in a process of its own.

    Raises
    ------
    RespiteError
        It ended without an answer; the message has its last words.
    """
    try:
        return inquire("app.bench.child", module, json.dumps(arguments), timeout_s=PATIENCE_S, env=place.env)
    except NoAnswer as none:
        raise RespiteError(f"bench: {module} must give figures, and did not: {none}") from none
