"""A session's sound in a virtual room, with a calibration that is kept of its devices."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from app.config import Devices
from app.processes.station import Kind, Spare
from app.rig.room import VirtualRoom
from app.session.checklist import CHECKLIST
from app.session.log import SessionLog
from app.session.plan import Mode, SessionPlan
from app.session.sound import Sound
from app.store import Store
from audio.messages import Kept, Quit
from audio.options import AudioOptions
from tests.store.test_calibrations import ROOM

KEPT = replace(
    ROOM, output="room", microphone="earmic", microphone_rate=48_000, kept=Kept(mic_full_scale_dba=117.0, at_utc="")
)


def test_a_session_uses_the_kept_calibration_and_records_which(tmp_path: Path) -> None:
    async def prepare(room: VirtualRoom, store: Store) -> str:
        devices = Devices(tuple(room.env.items()), output="room", microphone="earmic", ambient_s=1.0, noise_s=1.0)
        log = SessionLog(store)
        plan = SessionPlan("P-1", "snow-canyon", 600.0, Mode.D2, "en", tuple(CHECKLIST))
        log.begin(plan, 1)
        kind = Kind("sound", "audio.process:main", AudioOptions(), farewell=Quit(), env=devices.env)
        sound = Sound(Spare(kind), devices, log, plan, "pink")
        try:
            return await sound.prepare()
        finally:
            await sound.close()

    known = replace(KEPT, made_utc=datetime.now(UTC), microphone_utc=datetime.now(UTC))
    with VirtualRoom(noise_dbfs=-50.0) as room, Store.open(tmp_path) as store:
        kept = store.keep_calibration(known)
        assert asyncio.run(prepare(room, store)) == ""
        events = {event.kind: event.data for event in store.session(1).events}
    assert events["calibrated"]["calibrated"]
    assert events["calibrated"]["kept"] == kept
    assert events["calibrated"]["not_kept"] == []
    assert events["sound_opened"]["kept"]["mic_full_scale_dba"] == 117.0
