"""A patient's stay in the world of one session: what was wished for, what came of it, and what the world says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.engine import messages
from app.session import voices
from app.session.doings import Doings
from app.session.log import SessionLog
from app.session.measured import MEASURED, Measured
from app.session.picture import Picture
from app.session.plan import SessionPlan
from app.session.sound import Sound
from app.session.view import Breath
from app.session.wish import check_change, world_of
from scenes.base import Value

#: what the session itself calls its events: a world's of the same name is told apart
RESERVED = frozenset(
    {"phase", "mode", "fault", "note", "stop", "comfort", "world", "line", "pointer", "anchored", "dose", "talk"}
    | {"paused", "went_on", "world_opened", "world_entered"}
)


class Stay:
    """data : the data folder, where a clinic's recordings lie"""

    def __init__(self, log: SessionLog, plan: SessionPlan, picture: Picture, sound: Sound, data: Path) -> None:
        self._log, self._plan, self._picture, self._sound, self._data = log, plan, picture, sound, data
        self._speaking = False
        self.doings = Doings()
        #: what the worlds measured so far
        self.measured = Measured(plan.world)
        #: how the world leads the breath now, None where it doesn't
        self.breath: Breath | None = None

    def change(self, name: str, value: Value) -> None:
        """Change the level or a live choice. Raises `BadInput` when that breaks a rule."""
        check_change(world_of(self._picture.world), name, value)
        after = self._picture.wish.changed(name, value)
        if after != self._picture.wish:
            self._log.changed_world(self._picture.world, name, value, after)
            self._picture.change_world(name, value, after)

    def happened(self, happening: messages.SceneHappening) -> None:
        """Something in the world, for the record."""
        gaze = {"azimuth": happening.azimuth, "elevation": happening.elevation, "on": happening.on}
        kind = f"world_{happening.kind}" if happening.kind in RESERVED else happening.kind
        self._log.event(kind, {**happening.data, "world_s": happening.world_s, "gaze": gaze}, happening.t_ns)
        self.doings = self.doings.plus(happening.kind, happening.data)
        if happening.kind == MEASURED:
            here = replace(self.measured, world=self._picture.world)
            self.measured = here.plus(self._log.at_s(happening.t_ns), happening.kind, happening.data)
        if happening.kind in ("breath_in", "breath_out"):
            inward = happening.kind == "breath_in"
            self.breath = Breath(inward, float(happening.data["seconds"]), float(happening.data["a_minute"]))

    def said(self, line: messages.SceneLine) -> None:
        """The world says a line: it is on record, and spoken where the clinic has recorded it."""
        found = voices.find(self._data, self._picture.world, self._plan.language, line.voice) if line.text else None
        if line.text:
            spoken = found.name if found is not None else None
            self._log.event("line", {"text": line.text, "voice": line.voice, "spoken": spoken}, line.t_ns)
        if found is not None or self._speaking:
            self._sound.say(str(found) if found is not None else None)
        self._speaking = found is not None

    def hush(self) -> None:
        """The world rests: whatever is being spoken ends, and no breath is led."""
        self.breath = None
        if self._speaking:
            self._speaking = False
            self._sound.say(None)
