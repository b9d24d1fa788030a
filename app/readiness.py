"""What is ready for a session here: headset, sound, calibration, disk and backup, as they were seen last.

Drivers are asked in processes of their own, in the background: a page takes what is known, and never waits.
"""

from __future__ import annotations

import logging
import shutil
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.config import Devices
from app.doctor import TELEPHONE
from app.errors import RespiteError
from app.probes import ask
from app.processes.inquiry import NoAnswer
from app.session.kept import Calibration
from app.store import Store, backup

log = logging.getLogger(__name__)

#: seconds for which what the drivers said is taken as it is: shorter where something was missing that may be plugged in
KEPT_S, MISSING_S = 300.0, 60.0
#: seconds after which they are asked: a page that has just been opened comes first
_AFTER_S = 1.0


@dataclass(frozen=True, slots=True)
class Headset:
    """The OpenXR runtime and headset by name.

    system : None where there is none
    told : why there is none and what to do about it, by language
    wear : whether the runtime says when it is put on and taken off
    """

    runtime: str | None
    system: str | None
    told: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    wear: bool = False

    @property
    def simulated(self) -> bool:
        """Whether nobody can wear it."""
        return "simulated" in (self.system or "").lower()


@dataclass(frozen=True, slots=True)
class SoundDevices:
    """The devices that a session would use, by name; None where there is none. others : every output that there is"""

    output: str | None
    microphone: str | None
    microphone_hz: float | None = None
    others: Sequence[str] = ()

    @property
    def telephone(self) -> bool:
        """Whether the microphone is a Bluetooth headset's."""
        name = (self.microphone or "").lower()
        words = ("hands-free", "handsfree", "hfp", "hsp", "headset head unit", "ag audio", "bluez")
        return any(word in name for word in words) or 0 < (self.microphone_hz or 0) <= TELEPHONE


@dataclass(frozen=True, slots=True)
class Readiness:
    """What is ready, as it was seen last.

    looking : the drivers are being asked just now
    headset, sound : None where it is not known yet, or could not be asked
    free : bytes on the disk of the record, None where that can't be told
    backup_utc : when a backup was made last, None where none was
    """

    looking: bool
    headset: Headset | None
    sound: SoundDevices | None
    calibration: Calibration | None
    free: int | None
    backup_utc: datetime | None


class Lookout:
    """Knows what the drivers said last, and asks them again in the background."""

    def __init__(self, devices: Devices) -> None:
        self._devices = devices
        self._turn = threading.Lock()
        self._asking = False
        self._asked_at: float | None = None
        self._headset: Headset | None = None
        self._sound: SoundDevices | None = None

    def look(self, *, again: bool = False) -> None:
        """Ask, unless they are being asked or have just been. again : even so soon"""
        with self._turn:
            fresh = self._asked_at is not None and time.monotonic() - self._asked_at < self._kept_s
            if self._asking or (fresh and not again):
                return
            self._asking = True
        threading.Thread(target=self._ask, args=(0.0 if again else _AFTER_S,), name="readiness", daemon=True).start()

    def seen(self, store: Store) -> Readiness:
        """What is known now, with what the record and the disk say. It reads the disk: call it on a thread."""
        calibration, made = None, None
        try:
            calibration, made = store.latest_calibration(), backup.last(store.path.parent)
        except RespiteError as error:
            log.warning("%s", error)
        return Readiness(
            self._asking,
            self._headset,
            self._sound,
            calibration,
            _free(store),
            made.utc if made else None,
        )

    @property
    def _kept_s(self) -> float:
        headset, sound = self._headset, self._sound
        whole = headset is not None and headset.system and sound is not None and sound.output and sound.microphone
        return KEPT_S if whole else MISSING_S

    def _ask(self, after_s: float) -> None:
        time.sleep(after_s)
        try:
            self._sound = self._sounds(self._answer("sound"))
            self._headset = _headset(self._answer("headset"))
        finally:
            self._asked_at = time.monotonic()
            self._asking = False

    def _answer(self, name: str) -> dict[str, Any] | None:
        try:
            return ask(name, env=dict(self._devices.env))
        except (NoAnswer, OSError) as none:
            log.warning("%s: %s", name, none)
            return None

    def _sounds(self, seen: dict[str, Any] | None) -> SoundDevices | None:
        if seen is None:
            return None
        wanted, heard = self._devices.output, self._devices.microphone
        output = seen["output"] if wanted is None else _named(wanted, seen["outputs"])
        if heard is None:
            return SoundDevices(output, seen["microphone"], seen["microphone_hz"], tuple(seen["outputs"]))
        return SoundDevices(output, _named(heard, seen["microphones"]), None, tuple(seen["outputs"]))


def _named(name: str, names: Sequence[str]) -> str | None:
    return next((one for one in names if name == one), None) or next((one for one in names if name in one), None)


def _headset(seen: dict[str, Any] | None) -> Headset | None:
    if seen is None:
        return None
    told = {language: (why, do) for language, (why, do) in seen["told"].items()}
    return Headset(seen["runtime"], seen["system"] if not seen["fault"] else None, told, bool(seen.get("wear")))


def _free(store: Store) -> int | None:
    try:
        return shutil.disk_usage(store.path.parent).free
    except OSError:
        return None
