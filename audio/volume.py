"""What the system's sound server knows of this process's streams: the device each lies on, its volume, its Bluetooth profile.

PulseAudio, and PipeWire in its place, tell. Other systems do not say how loud a device is set, and nobody can tell there whether a
kept calibration still holds: whoever keeps one has to leave the volume alone.
"""

from __future__ import annotations

import importlib
import logging
import math
import os
import sys
import time
from dataclasses import dataclass
from typing import Any

_log = logging.getLogger(__name__)

#: seconds the sound server may take to answer
_PATIENCE_S = 1.0
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
    """

    device: str
    volume: str
    profile: str

    @property
    def telephone(self) -> bool:
        """Whether it is a Bluetooth headset that plays and hears telephone sound."""
        profile = self.profile.lower().replace("_", "-")
        return any(word in profile for word in _TELEPHONE)


def routes(within_s: float = 0.3) -> tuple[Route | None, Route | None]:
    """Where this process plays and where it listens; None where there is no such stream, or nobody tells.

    within_s : seconds that streams which were opened just now may take to be there
    """
    if not sys.platform.startswith("linux"):
        return None, None
    try:
        pulsectl = importlib.import_module("pulsectl")
    except (ImportError, OSError) as error:
        _log.info("the volume can't be read: %s", error)
        return None, None
    by = time.monotonic() + within_s
    try:
        with pulsectl.Pulse("respite-volume", connect=False) as pulse:
            pulse.connect(autospawn=False, wait=False, timeout=_PATIENCE_S)
            cards = {card.index: card for card in pulse.card_list()}
            while True:
                found = (
                    _route(pulse.sink_input_list(), "sink", pulse.sink_list(), cards),
                    _route(pulse.source_output_list(), "source", pulse.source_list(), cards),
                )
                if None not in found or time.monotonic() >= by:
                    return found
                time.sleep(0.05)
    except (pulsectl.PulseError, OSError) as error:
        _log.info("the volume can't be read: %s", error)
        return None, None


def _route(streams: Any, kind: str, devices: Any, cards: dict[int, Any]) -> Route | None:
    own = str(os.getpid())
    for stream in streams:
        if stream.proplist.get("application.process.id") != own:
            continue
        for device in devices:
            if device.index == getattr(stream, kind):
                return Route(device.name, _volume(device, stream), _profile(device, cards))
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


def _volume(device: Any, stream: Any) -> str:
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
    return f"{steps} ({levels} dB), {'muted' if muted else 'not muted'}"
