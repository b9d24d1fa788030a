"""``python3 -m app doctor``: what this machine has, each line ok or what to do about it."""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import socket
import sqlite3
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from app.config import DEFAULT_PORT, default_data_folder
from app.errors import BadInput
from app.probes import ask
from app.processes.inquiry import NoAnswer
from app.setup import python_problem
from app.store.audit import follow
from app.store.store import DATABASE

#: bytes: a year of sessions fits in a few gigabytes; under `LITTLE` a session might not
PLENTY, LITTLE = 5_000_000_000, 500_000_000
#: Hz: a Bluetooth headset whose microphone is open falls to telephone quality
TELEPHONE = 16_000

Answer = Callable[[str], dict[str, Any]]


class State(StrEnum):
    """What a line means for a session."""

    OK = "ok"
    #: a session can run, without this
    NOTE = "note"
    #: no session can run before this is mended
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Check:
    """One line: what was looked at, what was found, and what to do about it ("" where all is well)."""

    name: str
    state: State
    found: str
    advice: str = ""


def checks(data: Path, port: int = DEFAULT_PORT, answer: Answer = ask) -> list[Check]:
    """Look at everything. `answer` asks one of `app.probes` for what it sees."""
    with ThreadPoolExecutor() as pool:
        asked = [pool.submit(look, answer) for look in (_graphics, _headset, _sound)]
        here = [_python(), *_disk(data), _database(data / DATABASE), *_trail(data / DATABASE), _port(port)]
        return [here[0], *(check for future in asked for check in future.result()), *here[1:]]


def ready(found: list[Check]) -> bool:
    """Whether a session can run (in 2D and without sound is enough)."""
    return all(check.state is not State.PROBLEM for check in found)


# ---- what is looked at ------------------------------------------------------------------------------------------------


def _python() -> Check:
    found = f"{platform.python_version()} ({sys.executable})"
    problem = python_problem(sys.version_info[:2])
    return Check("Python", State.PROBLEM if problem else State.OK, found, problem)


def _graphics(answer: Answer) -> list[Check]:
    try:
        seen = answer("graphics")
    except NoAnswer as error:
        todo = "Install the graphics card's driver (on Linux: Mesa's), then try again."
        return [Check("Graphics", State.PROBLEM, f"OpenGL can't be used: {error}.", todo)]
    version = tuple(seen["version"])
    found = f"{seen['renderer']}, {seen['vendor']}, OpenGL {version[0]}.{version[1]}"
    if version < (3, 3):
        graphics = Check("Graphics", State.PROBLEM, f"{found}; 3.3 is needed.", "Update the graphics driver.")
    elif any(word in seen["renderer"].lower() for word in ("llvmpipe", "softpipe", "swrast", "gdi generic")):
        todo = "Pictures are drawn by the processor: fine for a trial in 2D, too slow for a patient in a headset."
        graphics = Check("Graphics", State.NOTE, found, f"{todo} Install the graphics card's driver.")
    else:
        graphics = Check("Graphics", State.OK, found)
    if seen["screen"]:
        width, height = seen["screen"]
        return [graphics, Check("Screen", State.OK, f"{width} x {height}")]
    todo = "In 2D the picture is shown in the console. For a window on a screen, start Respite in a graphical session."
    return [graphics, Check("Screen", State.NOTE, "none", todo)]


def _headset(answer: Answer) -> list[Check]:
    try:
        seen = answer("headset")
    except NoAnswer as error:
        todo = "Restart the headset's software; until then sessions run in 2D."
        return [Check("OpenXR runtime", State.NOTE, f"It can't be used: {error}.", todo)]
    # The words are written for the clinician's desk, where 3D is pressed.
    todo = seen["advice"].replace(", put the headset on, then", " and put the headset on, then")
    todo = f"{todo.replace(', then press 3D', '')} Until then sessions run in 2D."
    if not seen["version"]:
        return [Check("OpenXR runtime", State.NOTE, seen["fault"], todo)]
    runtime = Check("OpenXR runtime", State.OK, f"{seen['runtime']} {seen['version']}")
    if seen["fault"]:
        return [runtime, Check("Headset", State.NOTE, seen["fault"], todo)]
    if "simulated" in seen["system"].lower():
        todo = "It is simulated, nobody can wear it. For a real one make its software the active OpenXR runtime."
        return [runtime, Check("Headset", State.NOTE, seen["system"], todo)]
    return [runtime, Check("Headset", State.OK, seen["system"])]


def _sound(answer: Answer) -> list[Check]:
    try:
        seen = answer("sound")
    except NoAnswer as error:
        todo = "Check the sound system's settings; until then sessions run in silence."
        return [Check("Sound", State.NOTE, f"It can't be used: {error}.", todo)]
    return [_output(seen), _microphone(seen)]


def _output(seen: dict[str, Any]) -> Check:
    if not seen["outputs"]:
        return Check(
            "Sound", State.NOTE, "no output", "Connect loudspeakers or headphones, or sessions run in silence."
        )
    if seen["output"] is None:
        todo = "Choose a default output in the system's settings, or start with --output NAME."
        return Check("Sound", State.NOTE, f"no default output among {', '.join(seen['outputs'][:5])}", todo)
    return Check("Sound", State.OK, f"{seen['output']} ({_count(seen['outputs'], 'output')})")


def _microphone(seen: dict[str, Any]) -> Check:
    name = seen["microphone"]
    if name is None:
        todo = "Connect one to measure the room's noise; without it the sound keeps a fixed level and no SNR is stated."
        return Check("Microphone", State.NOTE, "none", todo)
    lower = name.lower()
    telephone = any(
        word in lower for word in ("hands-free", "handsfree", "hfp", "hsp", "headset head unit", "ag audio")
    )
    if telephone or "bluez" in lower or seen["microphone_hz"] <= TELEPHONE:
        todo = "A Bluetooth headset falls to telephone quality while its microphone is open: choose a wired or USB one."
        return Check("Microphone", State.NOTE, f"{name} at {seen['microphone_hz'] / 1000:g} kHz", todo)
    return Check("Microphone", State.OK, f"{name} ({_count(seen['microphones'], 'microphone')})")


def _count(names: list[str], noun: str) -> str:
    return f"{len(names)} {noun}{'' if len(names) == 1 else 's'}"


def _disk(data: Path) -> list[Check]:
    there = next(place for place in (data.absolute(), *data.absolute().parents) if place.exists())
    if not there.is_dir():
        return [Check("Data folder", State.PROBLEM, f"{there} is a file", "Choose another folder with --data DIR.")]
    if not os.access(there, os.W_OK | os.X_OK):
        todo = f"Allow this user to write in {there}, or choose another folder with --data DIR."
        return [Check("Data folder", State.PROBLEM, f"{data} can't be written", todo)]
    free = shutil.disk_usage(there).free
    found = f"{data}, {free / 1e9:.1f} GB free"
    if free < LITTLE:
        return [Check("Data folder", State.PROBLEM, found, "Make room, or choose another folder with --data DIR.")]
    if free < PLENTY:
        return [Check("Data folder", State.NOTE, found, "Make room soon.")]
    return [Check("Data folder", State.OK, found)]


def _database(path: Path) -> Check:
    # Read only, and beside a running Respite: the doctor neither makes a record nor changes one.
    if not path.exists():
        return Check("Database", State.OK, "none yet; the first start makes it")
    todo = f"Keep a copy of {path} as it is, then bring back the last good copy."
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=2)) as database:
            verdict = str(database.execute("pragma quick_check(1)").fetchone()[0])
            if verdict != "ok":
                return Check("Database", State.PROBLEM, f"{path} is damaged: {verdict}", todo)
            version = str(database.execute("select version_num from alembic_version").fetchone()[0])
            (count,) = database.execute("select count(*) from sessions").fetchone()
    except (sqlite3.Error, TypeError) as error:
        return Check("Database", State.PROBLEM, f"{path} can't be read: {error}", todo)
    return Check("Database", State.OK, f"sound, version {version}, {_count([''] * count, 'session')}")


def _trail(path: Path) -> list[Check]:
    """Whether the audit trail is whole; nothing for a record without one."""
    if not path.exists():
        return []
    try:
        chain = follow(path)
    except sqlite3.Error:
        return []  # what stands above says why
    if chain.fault:
        todo = "Somebody changed it past Respite: keep the file, and compare it with your copies."
        return [Check("Audit trail", State.NOTE, f"{chain.fault}.", todo)]
    return [Check("Audit trail", State.OK, f"whole, {chain.rows} entries")]


def _port(port: int) -> Check:
    with socket.socket() as probe:
        if os.name != "nt":  # as the server does: a port that was just left is free
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            todo = "Is Respite already running? Otherwise end the other program, or start with --port N."
            return Check("Port", State.PROBLEM, f"{port} is in use ({error.strerror})", todo)
    return Check("Port", State.OK, f"{port} is free")


# ---- the command ------------------------------------------------------------------------------------------------------


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``python3 -m app doctor``."""
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help=f"the console's port (default: {DEFAULT_PORT})")
    parser.add_argument("--data", type=Path, metavar="DIR", default=argparse.SUPPRESS, help="folder of the database")


def run(args: argparse.Namespace) -> int:
    """Print what was found. 0 when a session can run here, 1 when not."""
    if not 1 <= args.port <= 65535:
        raise BadInput(f"--port must be 1 to 65535, got {args.port}: choose another")
    chosen: Path | None = getattr(args, "data", None)
    found = checks((chosen or default_data_folder()).expanduser(), args.port)
    if args.json:
        print(json.dumps({"ready": ready(found), "checks": [asdict(check) for check in found]}, ensure_ascii=False))
    else:
        print(report(found))
    return 0 if ready(found) else 1


def report(found: list[Check]) -> str:
    """`found` as lines for a person, with the verdict last."""
    width = max(len(check.name) for check in found)
    lines = []
    for check in found:
        lines.append(f"{check.state:<8} {check.name:<{width}}  {check.found}")
        if check.advice:
            lines.append(f"{'':<8} {'':<{width}}  -> {check.advice}")
    return "\n".join([*lines, "", _verdict(found)])


def _verdict(found: list[Check]) -> str:
    if not ready(found):
        names = ", ".join(check.name for check in found if check.state is State.PROBLEM)
        return f"No session can run here yet: see {names}."
    well = {check.name for check in found if check.state is State.OK}
    picture = "in 3D and 2D" if "Headset" in well else "in 2D"
    sound = "without sound"
    if "Sound" in well:
        sound = "with sound held to the room" if "Microphone" in well else "with sound at a fixed level"
    return f"A session can run here {picture}, {sound}."
