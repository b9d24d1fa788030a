"""The system libraries that pip can't bring: which are needed, which are here, and how this system installs the rest.

Standard library alone, and written so that an older Python can still read it: it runs before anything is installed.
"""

from __future__ import annotations

import ctypes.util
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import RespiteError

if TYPE_CHECKING:  # an older Python can't subscript it
    Present = Callable[[], bool]


class SetupError(RespiteError):
    """This machine can't be set up as it is; the message says what to do."""


@dataclass(frozen=True)
class Library:
    """Something the system provides: `present` looks for what is used, the rest are package names by family."""

    name: str
    present: Present
    debian: tuple[str, ...]
    fedora: tuple[str, ...] = ()
    arch: tuple[str, ...] = ()


def _linked(name: str) -> Present:
    return lambda: ctypes.util.find_library(name) is not None


def _command(*names: str) -> Present:
    return lambda: any(shutil.which(name) for name in names)


def _file(*patterns: str) -> Present:
    return lambda: any(next(Path("/").glob(pattern), None) for pattern in patterns)


#: what a session needs
TO_RUN = (
    Library("PortAudio", _linked("portaudio"), ("libportaudio2",), ("portaudio",), ("portaudio",)),
    Library(
        "OpenGL", _linked("GL"), ("libgl1", "libgl1-mesa-dri"), ("mesa-libGL", "mesa-dri-drivers"), ("mesa", "libglvnd")
    ),
    Library("EGL", _linked("EGL"), ("libegl1",), ("mesa-libEGL",), ("libglvnd",)),
)

#: what the tests need besides: a headset, a screen, a sound card and a browser, all without hardware
TO_TEST = (
    Library("Monado", _command("monado-service"), ("monado-service",), ("monado",), ("monado",)),
    Library(
        "Monado's OpenXR runtime",
        _file("usr/share/openxr/1/openxr_monado.json", "usr/local/share/openxr/1/openxr_monado.json"),
        ("libopenxr1-monado",),
        ("monado",),
        ("monado",),
    ),
    Library(
        "Mesa's software Vulkan driver",
        _file("usr/share/vulkan/icd.d/lvp_icd*.json", "etc/vulkan/icd.d/lvp_icd*.json"),
        ("mesa-vulkan-drivers",),
        ("mesa-vulkan-drivers",),
        ("vulkan-swrast",),
    ),
    Library("OpenXR's sample program", _command("hello_xr"), ("libopenxr-utils",), ("openxr",), ("openxr",)),
    Library(
        "OpenXR's validation layer",
        _file("usr/share/openxr/1/api_layers/explicit.d/XrApiLayer_core_validation*.json"),
        ("openxr-layer-corevalidation",),
        ("openxr",),
        ("openxr",),
    ),
    Library("Xvfb", _command("Xvfb"), ("xvfb",), ("xorg-x11-server-Xvfb",), ("xorg-server-xvfb",)),
    Library("PulseAudio", _command("pulseaudio"), ("pulseaudio",), ("pulseaudio",), ("pulseaudio",)),
    Library("PulseAudio's tools", _command("pactl"), ("pulseaudio-utils",), ("pulseaudio-utils",), ("libpulse",)),
    Library(
        "ALSA's PulseAudio plugin",
        _file("usr/lib*/alsa-lib/libasound_module_pcm_pulse.so", "usr/lib/*/alsa-lib/libasound_module_pcm_pulse.so"),
        ("libasound2-plugins",),
        ("alsa-plugins-pulseaudio",),
        ("alsa-plugins",),
    ),
    Library(
        "Chromium",
        _command("chromium", "chromium-browser", "google-chrome"),
        ("chromium",),
        ("chromium",),
        ("chromium",),
    ),
)


def venv_module() -> Library:
    """What makes a virtual environment. Debian and Ubuntu keep it in a package of its own for each Python."""
    return Library(
        "Python's venv module",
        lambda: all(importlib.util.find_spec(name) is not None for name in ("venv", "ensurepip")),
        (f"python3.{sys.version_info.minor}-venv",),
        ("python3",),
        ("python",),
    )


def missing(libraries: Sequence[Library]) -> list[Library]:
    """Those of `libraries` that this system lacks. On Windows and macOS the wheels and the system bring all of them."""
    if not sys.platform.startswith("linux"):
        return []
    return [library for library in libraries if not library.present()]


# ---- which system this is ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class System:
    """A Linux distribution as `/etc/os-release` states it, and who is asking."""

    name: str
    families: tuple[str, ...]
    root: bool

    @property
    def family(self) -> str:
        """ "debian", "fedora", "arch" or "" where none of these is named."""
        known = {"debian": "debian", "ubuntu": "debian", "fedora": "fedora", "rhel": "fedora", "arch": "arch"}
        return next((known[name] for name in self.families if name in known), "")


def parse_os_release(text: str, *, root: bool = False) -> System:
    """`text` is the content of an os-release file: shell assignments, values perhaps in quotes."""
    values: dict[str, str] = {}
    for line in text.splitlines():
        key, equals, value = line.strip().partition("=")
        if equals and not key.startswith("#"):
            values[key] = value.strip().strip("\"'")
    families = (values.get("ID", ""), *values.get("ID_LIKE", "").split())
    return System(values.get("PRETTY_NAME") or values.get("NAME") or "this system", families, root)


def this_system() -> System:
    """The system this runs on."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    for place in (Path("/etc/os-release"), Path("/usr/lib/os-release")):
        if place.is_file():
            return parse_os_release(place.read_text(encoding="utf-8", errors="replace"), root=root)
    return System("this system", (), root)


def packages(libraries: Sequence[Library], family: str) -> list[str]:
    """The packages that bring `libraries` in this family of distributions, each once, in a steady order."""
    names = [name for library in libraries for name in getattr(library, family, ())] if family else []
    return list(dict.fromkeys(names))


# ---- installing -------------------------------------------------------------------------------------------------------

AGAIN = "then the same command again"


@dataclass(frozen=True)
class Installer:
    """Brings missing libraries in with apt, or says how they come.

    say : shows a line of progress
    ask : shows a question and returns the answer, or None where nobody can answer
    which : finds a program
    """

    system: System
    say: Callable[[str], None]
    ask: Callable[[str], str | None]
    which: Callable[[str], str | None] = shutil.which

    def install(self, libraries: Sequence[Library]) -> None:
        """Install `libraries`.

        Raises
        ------
        SetupError
            They can't be installed from here; the message has the line to run.
        """
        names = ", ".join(library.name for library in libraries)
        wanted = packages(libraries, self.system.family)
        if self.system.family != "debian" or not self.which("apt-get"):
            raise SetupError(self._by_hand(names, wanted))
        sudo = [] if self.system.root or not self.which("sudo") else ["sudo"]
        update, install = apt_commands(wanted, sudo)
        if not self.system.root:
            self._allowed(names, f"{shlex.join(update)} && {shlex.join(install)}", can_sudo=bool(sudo))
        self.say(f"system libraries ({names})")
        # Without a network the lists and packages that are already here may still do.
        _quietly(update, None)
        absent = not_offered(_output(["apt-cache", "policy", *wanted]), wanted)
        if absent:
            raise SetupError(
                f"{self.system.name} offers no package {', '.join(absent)}, so nothing was installed. "
                "Check the network and the package sources. Debian 13 has all that Respite and its tests need."
            )
        _quietly(install, f"install {' '.join(wanted)}")

    def _by_hand(self, names: str, wanted: Sequence[str]) -> str:
        how = {"debian": "apt-get install", "fedora": "dnf install", "arch": "pacman -S"}.get(self.system.family)
        if how is None:
            return f"{self.system.name} lacks {names}. Install them with its package manager, {AGAIN}."
        return f"{self.system.name} lacks {names}. Run this, {AGAIN}:\n  sudo {how} {' '.join(wanted)}"

    def _allowed(self, names: str, line: str, *, can_sudo: bool) -> None:
        if not can_sudo:
            raise SetupError(f"Respite needs {names}. As an administrator run this, {AGAIN}:\n  {line}")
        answer = self.ask(f"Respite needs {names}, and would run:\n  {line}\nGo on? [Y/n] ")
        if answer is None or answer.strip().lower() not in ("", "y", "yes"):
            raise SetupError(f"Respite needs {names}. Run this, {AGAIN}:\n  {line}")


def apt_commands(wanted: Sequence[str], sudo: Sequence[str] = ()) -> tuple[list[str], list[str]]:
    """What refreshes apt's lists, and what installs `wanted` without a question."""
    update = [*sudo, "apt-get", "update"]
    silent = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive"]
    return update, [*silent, "apt-get", "install", "--yes", "--no-install-recommends", *wanted]


def not_offered(policy: str, wanted: Sequence[str]) -> list[str]:
    """Which of `wanted` have no version to install, by the output of `apt-cache policy`."""
    offered: set[str] = set()
    package = ""
    for line in policy.splitlines():
        if line and not line[0].isspace():
            package = line.rstrip(":")
        elif line.strip().startswith("Candidate:") and "(none)" not in line:
            offered.add(package)
    return [name for name in wanted if name not in offered]


def _output(command: Sequence[str]) -> str:
    return subprocess.run(
        command, env={**os.environ, "LC_ALL": "C"}, capture_output=True, text=True, check=False
    ).stdout


def _quietly(command: Sequence[str], what: str | None) -> None:
    """Run `command` unheard; when it fails at `what`, raise its last lines (`what` None: a failure is no matter)."""
    # sudo asks for its password on the terminal itself, so nothing needed is hidden.
    done = subprocess.run(
        command,
        env={**os.environ, "LC_ALL": "C"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode and what:
        last = "\n  ".join(done.stdout.strip().splitlines()[-6:])
        raise SetupError(f"apt could not {what} (exit code {done.returncode}). Its last lines:\n  {last}")
