"""Where Respite keeps things, and what a site may set."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenes.registry import World

DEFAULT_PORT = 8123


def default_data_folder() -> Path:
    """The platform's folder for a program's data (the database lives here)."""
    from platformdirs import user_data_path  # not above: help must do without packages

    return user_data_path("respite", appauthor=False)


def cache_folder() -> Path:
    """The platform's folder for what can be made again (baked light and terrain)."""
    from platformdirs import user_cache_path

    return user_cache_path("respite", appauthor=False)


def add_data(parser: argparse.ArgumentParser) -> None:
    """The option that every command on the record has."""
    parser.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        default=argparse.SUPPRESS,  # the word may stand before or behind the command
        help="folder of the database (default: the platform's data folder)",
    )


def data_folder(args: argparse.Namespace) -> Path:
    """The folder asked for, or the platform's."""
    chosen: Path | None = getattr(args, "data", None)
    return (chosen or default_data_folder()).expanduser()


@dataclass(frozen=True, slots=True)
class Devices:
    """What the processes are started with.

    env : set in the children before anything is imported
    output, microphone : PortAudio device names, None for the system's defaults
    ambient_s, noise_s : seconds of the two parts of the sound calibration
    offscreen : never open a window
    size : width and height of the 2D picture, pixels
    worlds : worlds that stand in the place of the registry's of the same name
    """

    env: tuple[tuple[str, str], ...] = ()
    output: str | None = None
    microphone: str | None = None
    ambient_s: float = 8.0
    noise_s: float = 8.0
    offscreen: bool = False
    size: tuple[int, int] = (1280, 720)
    worlds: tuple[World, ...] = ()
