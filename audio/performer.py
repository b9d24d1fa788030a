"""The performer: what the world and the clinician want to be heard now and then, cues and spoken lines, played by the mixer."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from audio.levels import Samples
from audio.messages import Fault, Message, PlayCue, Say
from audio.mixer import Mixer
from audio.sources import UnknownSound, load
from audio.speech import NoSpeech
from audio.speech import load as load_line

#: how far a cue's loudest moment stands over the world's loop, dB(A)
CUE_OVER_DB = 6.0
#: metres at which a cue has its own level, and how near it may come
_CUE_AT_M, _CUE_NEAREST_M = 2.0, 1.0
_MOST_GAIN_DB = 6.0


class Performer:
    """Finds the sounds by name or path, and tells what it did not find, each once."""

    def __init__(self, mixer: Mixer, send: Callable[[Message], None]) -> None:
        self._mixer, self._send = mixer, send
        self._unknown: set[str] = set()

    def ambience(self, name: str) -> Samples | None:
        """The loop of this name, or None when there is none."""
        try:
            return load(name)
        except UnknownSound as error:
            self._tell_unknown(name, error)
            return None

    def cue(self, command: PlayCue) -> None:
        """Play a sound of the world from its place."""
        try:
            sound = load(command.sound)
        except UnknownSound as error:
            self._tell_unknown(command.sound, error)
            return
        far_db = -20.0 * float(np.log10(max(command.distance, _CUE_NEAREST_M) / _CUE_AT_M))
        gain_db = CUE_OVER_DB + far_db + min(command.gain_db, _MOST_GAIN_DB)
        self._mixer.cue(sound, command.azimuth, gain_db, command.elevation)

    def say(self, command: Say) -> None:
        """Speak a line, or end the one that is spoken."""
        if command.path is None:
            self._mixer.say(None)
            return
        try:
            self._mixer.say(load_line(command.path))
        except NoSpeech as error:
            self._send(
                Fault(what="The line can't be spoken", why=str(error), do="Choose another WAV, FLAC, MP3 or Ogg file")
            )

    def _tell_unknown(self, name: str, error: UnknownSound) -> None:
        if name not in self._unknown:
            self._unknown.add(name)
            self._send(Fault(what=f"The sound {name!r} is missing", why=str(error), do="Install Respite again"))
