"""What the clinician says and writes beside a session: notes, symptoms, and a voice that the world makes way for."""

from __future__ import annotations

import time

from app import who
from app.errors import BadInput, IllegalStep
from app.session import symptoms
from app.session.log import SessionLog
from app.session.sound import Sound

#: dB by which world and layer are lowered while the clinician talks: what is left is half as loud as it was, and softer
TALK_DB = -12.0
#: seconds that a talk goes on after it was last heard of: a tablet that is lost leaves nothing lowered
TALK_S = 3.0
#: bytes of a piece of the voice: 0.1 s
LONGEST = 9600


class Remarks:
    """Kept at once; nothing of it moves the session on."""

    def __init__(self, log: SessionLog, sound: Sound) -> None:
        self._log, self._sound = log, sound
        self._since: float | None = None
        self._until = 0.0

    @property
    def talking(self) -> bool:
        return self._since is not None

    def note(self, text: str) -> bool:
        """Write a line down; hands back whether it is on disk. Raises `BadInput`."""
        return self._log.remark(symptoms.written(text), who.acts())

    def symptom(self, symptom: str, severity: str, phase: str, mode: str | None) -> bool:
        """The patient feels something; hands back whether it is on disk. Raises `BadInput`."""
        symptoms.checked(symptom, severity)
        return self._log.symptom(symptom, severity, phase, mode, who.acts())

    def talk(self, on: bool) -> None:
        """The clinician talks to the patient (again and again while it lasts), or is done."""
        now = time.monotonic()
        if not on:
            self._hush(now)
            return
        if self._since is None:
            if self._sound.view is None:
                raise IllegalStep("nothing sounds just now: talk as you like")
            self._since = now
            self._sound.duck(TALK_DB)
            self._log.event("talk", {"on": True, "lowered_db": -TALK_DB})
        self._until = now + TALK_S

    @property
    def heard(self) -> bool:
        """Whether the clinician's microphone is to be heard in the patient's headphones: where these are closed. Through others
        the voice itself is heard, and its later copy would be an echo; through loudspeakers it would howl."""
        return self._sound.closed

    def speak(self, samples: bytes) -> None:
        """A piece of the clinician's voice, as `audio.messages.Voice`. It goes nowhere while nobody talks.

        Raises
        ------
        BadInput
            It is no such piece.
        """
        if len(samples) % 2 or len(samples) > LONGEST:
            raise BadInput(f"a piece of a voice must be int16 and {LONGEST} bytes at most, got {len(samples)} bytes")
        if self._since is not None and self.heard:
            self._sound.voice(samples)

    def tick(self, now: float) -> None:
        """To be called again and again. now : seconds, monotonic"""
        if self._since is not None and now > self._until:
            self._hush(now)

    def _hush(self, now: float) -> None:
        if self._since is not None:
            self._sound.duck(0.0)
            self._log.event("talk", {"on": False, "seconds": round(now - self._since, 1)})
            self._since = None
