"""What the world asks to be heard, and where the head looks, on its way to the audio process."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from app.config import Devices
from app.engine.messages import SceneHappening, SceneLine
from app.processes.station import Kind, Spare
from app.session.log import SessionLog
from app.session.sound import Sound
from app.session.stay import Stay
from app.store import Store
from audio.messages import Quit
from tests.session.test_desk import plan, store, until

__all__ = ["store"]


def test_a_sound_process_that_takes_anothers_place_knows_where_the_head_looks(store: Store, tmp_path: Path) -> None:
    told = tmp_path / "told"
    told.touch()

    def lines() -> list[str]:
        return told.read_text(encoding="utf-8").splitlines()

    async def scene() -> None:
        log = SessionLog(store)
        log.begin(plan(), 1)
        spare = Spare(Kind("sound", "tests.session.ear:main", str(told), Quit()))
        sound = Sound(spare, Devices(), log, plan(), "pink")
        assert "no microphone" in await sound.prepare()
        sound.face(0.5, -0.25)
        sound.cue("chime", 1.5, 0.125, 3.0, -6.0)
        voice = tmp_path / "voices" / "snow-canyon" / "en" / "welcome.flac"
        voice.parent.mkdir(parents=True)
        voice.touch()
        picture: Any = SimpleNamespace(world="snow-canyon")
        stay = Stay(log, plan(), picture, sound, tmp_path)
        stay.said(SceneLine(text="Rest.", seconds=4.0, voice="unrecorded"))
        stay.said(SceneLine(text="Welcome.", seconds=4.0, voice="welcome"))
        stay.said(SceneLine(text="", seconds=4.0, voice=None))
        stay.happened(SceneHappening(kind="phase", data={"phase": "settling"}))
        await until(lambda: len(lines()) == 6)
        assert lines() == [
            "open",
            "facing 0.0 0.0",
            "facing 0.5 -0.25",
            "cue chime 1.5 0.125 3.0 -6.0",
            f"say {voice}",
            "say None",
        ]
        assert [event.data["spoken"] for event in store.session(log.id).events if event.kind == "line"] == [
            None,
            "welcome.flac",
        ]
        assert store.session(log.id).events[-1].kind == "world_phase", "no phase of the session's own"
        os.kill(sound.pid, signal.SIGKILL)
        await until(lambda: len(lines()) == 8)
        assert lines()[6:] == ["open", "facing 0.5 -0.25"]
        await sound.close()

    asyncio.run(scene())
