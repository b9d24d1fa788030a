"""Keeps what was dear to compute: named arrays in `.npz` files, one for each key."""

from __future__ import annotations

import logging
import os
import re
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from scenes.base import Arrays

log = logging.getLogger(__name__)


class Bakery:
    """``bakery(key, build)`` hands back ``build()``'s arrays, from the file of an earlier call where there is one.

    folder : where the files are kept; made when it is missing

    A file that can't be read is built again. A folder that can't be written to is no fault of the world's: the arrays are
    handed back all the same and a warning is logged.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, key: str, build: Callable[[], Arrays]) -> Arrays:
        path = self.path(key)
        kept = self._read(path)
        if kept is not None:
            return kept
        arrays = build()
        try:
            self._write(path, arrays)
        except OSError as error:
            log.warning(
                "baked data %r could not be kept in %s (%s); it will be built again next time", key, path, error
            )
        return arrays

    def path(self, key: str) -> Path:
        """The file of `key`. Characters that a file system may refuse become `_`."""
        return self.folder / (re.sub(r"[^A-Za-z0-9._-]", "_", key) + ".npz")

    @staticmethod
    def _read(path: Path) -> Arrays | None:
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as found:
                return {name: found[name] for name in found.files}
        except FileNotFoundError:
            return None
        except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile) as error:
            log.warning("baked data in %s can't be read (%s); it is built again", path, error)
            return None

    def _write(self, path: Path, arrays: Arrays) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        # A reader must never meet half a file, nor two writers each other's: write aside, then replace in one step.
        handle, aside = tempfile.mkstemp(prefix=path.stem, suffix=".part", dir=self.folder)
        try:
            with os.fdopen(handle, "wb") as file:
                np.savez(file, allow_pickle=False, **arrays)
            Path(aside).replace(path)
        except BaseException:
            Path(aside).unlink(missing_ok=True)
            raise
