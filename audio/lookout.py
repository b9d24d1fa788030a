"""Looks out for a microphone that was missing when the devices were opened.

PortAudio sees new devices only when it begins anew, which would break off what sounds: another process looks, now and then, and
only while nothing is played.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
import time

_log = logging.getLogger(__name__)

#: the name of no microphone: none is looked for
NONE = "none"
#: seconds from one look to the next: at first, by how much they grow, and at most
_FIRST_S, _GROWS, _MOST_S = 2.0, 1.5, 20.0
#: seconds that a look may take
_LOOK_S = 10.0
_LOOK = """
import json, sounddevice
try:
    usual = sounddevice.query_devices(kind="input")["name"]
except (sounddevice.PortAudioError, ValueError):
    usual = None
names = [one["name"] for one in sounddevice.query_devices() if one["max_input_channels"] > 0]
print(json.dumps([usual, names]))
"""


class Lookout:
    """wanted : the microphone's name or a part of it; None is the system's default"""

    def __init__(self, wanted: str | None) -> None:
        self._wanted = wanted
        self._seen = False
        self._looking: threading.Thread | None = None
        self._pause_s, self._next = _FIRST_S, time.monotonic() + _FIRST_S

    def sees(self) -> bool:
        """Whether it is there now. To be asked again and again while a look does no harm; waits for nothing."""
        if self._seen:
            return True
        idle = self._looking is None or not self._looking.is_alive()
        if idle and self._wanted != NONE and time.monotonic() >= self._next:
            self._pause_s = min(self._pause_s * _GROWS, _MOST_S)
            self._next = time.monotonic() + self._pause_s
            self._looking = threading.Thread(target=self._look, name="lookout", daemon=True)
            self._looking.start()
        return False

    def _look(self) -> None:
        try:
            command = [sys.executable, "-c", _LOOK]
            told = subprocess.run(command, capture_output=True, check=True, timeout=_LOOK_S).stdout
            usual, names = json.loads(told.splitlines()[-1])
        except (OSError, subprocess.SubprocessError, ValueError, IndexError) as error:
            _log.info("no microphone can be looked for: %s", error)
            return
        wanted = self._wanted
        self._seen = usual is not None if wanted is None else any(wanted.lower() in name.lower() for name in names)
