"""What the system's sound server knows of this process's streams: the device each lies on, its volume, its Bluetooth profile.

PulseAudio, and PipeWire in its place, tell. Other systems do not say how loud a device is set, and nobody can tell there whether a
kept calibration still holds: whoever keeps one has to leave the volume alone.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import math
import os
import sys
from dataclasses import dataclass
from typing import Any

_log = logging.getLogger(__name__)

#: PulseAudio's volume of 100 %; its steps are cubes of an amplitude, 60 dB for each factor of ten
_FULL, _CUBE_DB = 65_536, 60.0
#: how the telephone profiles of Bluetooth headsets are called by PulseAudio and PipeWire
_TELEPHONE = ("headset", "handsfree", "hands-free", "hsp", "hfp")
#: where a device or its card keeps its profile
_PROFILES = ("bluetooth.protocol", "api.bluez5.profile", "bluetooth.profile")


@dataclass(frozen=True, slots=True)
class Route:
    """Where a stream leads.

    device : the sound server's name of the device
    volume : in words, as "65536 (0.00 dB), not muted": what the device and the stream make together
    profile : of a Bluetooth device, "" for every other
    rate : frames a second of the device itself, to and from which the sound server converts
    level_db : dB, the volume of the louder channel; -inf where it is muted
    """

    device: str
    volume: str
    profile: str
    rate: int
    level_db: float = 0.0

    @property
    def telephone(self) -> bool:
        """Whether it is a Bluetooth headset that plays and hears telephone sound."""
        profile = self.profile.lower().replace("_", "-")
        return any(word in profile for word in _TELEPHONE)


@dataclass(frozen=True, slots=True)
class Routes:
    """Where this process plays and where it listens; None where there is no such stream, or nobody tells."""

    output: Route | None = None
    microphone: Route | None = None


class Told:
    """The line to the sound server that tells the routes. It is kept open, made again when it breaks, and belongs to one thread:
    a server that hangs hangs whoever asks it."""

    def __init__(self) -> None:
        self._library: Any = None
        self._pulse: Any = None
        if sys.platform.startswith("linux"):
            try:
                self._library = importlib.import_module("pulsectl")
            except (ImportError, OSError) as error:
                _log.info("the volume can't be read: %s", error)

    @property
    def can(self) -> bool:
        """Whether this system can tell at all."""
        return self._library is not None

    def routes(self) -> Routes:
        """What is so now."""
        if self._library is None:
            return Routes()
        try:
            if self._pulse is None:
                pulse = self._library.Pulse("respite-volume", connect=False)
                pulse.connect(autospawn=False, wait=False)
                self._pulse = pulse
            cards = {card.index: card for card in self._pulse.card_list()}
            return Routes(
                _route(self._pulse.sink_input_list(), "sink", self._pulse.sink_list(), cards),
                _route(self._pulse.source_output_list(), "source", self._pulse.source_list(), cards),
            )
        except (self._library.PulseError, OSError) as error:
            _log.debug("the volume can't be read: %s", error)
            self.close()
            return Routes()

    def close(self) -> None:
        """Let go of the line."""
        pulse, self._pulse = self._pulse, None
        if pulse is not None:
            with contextlib.suppress(self._library.PulseError, OSError):
                pulse.close()


def _route(streams: Any, kind: str, devices: Any, cards: dict[int, Any]) -> Route | None:
    own = str(os.getpid())
    for stream in streams:
        if stream.proplist.get("application.process.id") != own:
            continue
        for device in devices:
            if device.index == getattr(stream, kind):
                volume, level_db = _volume(device, stream)
                return Route(device.name, volume, _profile(device, cards), int(device.sample_spec.rate), level_db)
    return None


def _profile(device: Any, cards: dict[int, Any]) -> str:
    for name in _PROFILES:
        if device.proplist.get(name):
            return str(device.proplist[name])
    card = cards.get(getattr(device, "card", -1))
    bluetooth = device.proplist.get("device.api") == "bluez" or "bluez" in device.name
    if card is None or not (bluetooth or "bluez" in card.name):
        return ""
    return str(card.profile_active.name)


def _volume(device: Any, stream: Any) -> tuple[str, float]:
    own = getattr(stream, "volume", None)
    factors = [1.0] if own is None or not own.values else own.values
    channels = max(len(device.volume.values), len(factors))
    values = [
        device.volume.values[min(at, len(device.volume.values) - 1)] * factors[min(at, len(factors) - 1)]
        for at in range(channels)
    ]
    shown = values[:1] if max(values) == min(values) else values
    steps = "/".join(f"{value * _FULL:.0f}" for value in shown)
    levels = "/".join(f"{_CUBE_DB * math.log10(value):.2f}" if value > 0.0 else "-inf" for value in shown)
    muted = bool(device.mute) or bool(getattr(stream, "mute", False))
    level_db = -math.inf if muted or max(values) <= 0.0 else _CUBE_DB * math.log10(max(values))
    return f"{steps} ({levels} dB), {'muted' if muted else 'not muted'}", level_db
