"""A console in front of a session that is posed: any state of the sound can be looked at without a room to bring it about.

``python -m tests.console.posed PORT DATA STATE`` serves it; the file STATE names which of `POSES` stands.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

import assets
from app.config import Devices
from app.console import Console
from app.desk import LocalDesk
from app.engine.messages import Comfort
from app.errors import Already, IllegalStep
from app.questionnaires import load
from app.session.asking import Giving, Rating
from app.session.course import Course, Happened, Rated, Stretch
from app.session.doings import Doings
from app.session.dose import Dose
from app.session.instruments import PAIN_NOW
from app.session.listening import Listening
from app.session.measured import Measured, Series
from app.session.plan import Mode
from app.session.runner import Runner
from app.session.symptoms import Note, Symptom
from app.session.view import Breath, LiveView, Notice, SoundView
from app.session.wish import Wish, check_change, world_of
from app.store import Store
from audio.messages import Level
from scenes.base import Value

#: what a second is, but for what is usual of it
POSES: dict[str, dict[str, Any]] = {
    "held": {},
    "walking": {},
    "tending": {},
    "moving": {"snr_db": 2.6, "uncertainty_db": 0.9, "flags": ("slewing",)},
    "uncertain": {"snr_db": 5.2, "uncertainty_db": 157.9},
    "out of reach": {"snr_db": 1.9, "ambient_db": -32.4, "layer_db": -30.5, "total_db": -30.2, "flags": ("capped",)},
    "not calibrated": {"snr_db": None, "uncertainty_db": None, "calibrated": False, "method": "fixed"},
    "no calibrator": {"spl_db": None, "cap_db": None, "flags": ("talker",)},
    "over the dose": {},
    "silent": {"snr_db": None, "uncertainty_db": None, "flags": ("silent",)},
}
#: what is usual of a session, but for what a pose names; without sound where `sound` is False
STANDS: dict[str, dict[str, Any]] = {
    "held": {"worn": True},
    "moving": {"worn": False},
    "walking": {"world": "forest-walk"},
    "tending": {
        "world": "lily-pond",
        "measured": Measured(
            "lily-pond",
            (Series("lily-pond", "pause", ((90.0, 6.0), (96.0, 4.3))), Series("lily-pond", "opened", ((96.0, 3.0),))),
        ),
    },
    "breathing": {"world": "dusk-lagoon", "breath": Breath(True, 4.0, 6.0), "points": "eyes"},
    "closed headphones": {"heard": True, "talking": True},
    "paused": {"paused": True, "sound": False},
    "asked": {"asked": "during"},
    "sound check": {"phase": "calibration", "elapsed_s": 0.0, "now_s": 9.0, "sound": False},
    "before": {"phase": "rating_before", "asked": "before", "elapsed_s": 0.0, "now_s": 40.0, "sound": False},
    "after": {"phase": "rating_after", "asked": "after", "elapsed_s": 900.0, "now_s": 1000.0, "sound": False},
    "debrief": {"phase": "debrief", "elapsed_s": 900.0, "now_s": 1040.0, "after": 4, "sound": False},
    "sickness": {"asked": "during", "rating": Rating("during", "fms-now")},
    "giving": {
        "phase": "rating_before",
        "giving": Giving("vrsq", "baseline", "fatigue", 2, 9, None, False, 1),
        "sound": False,
    },
}
#: the pose of no session at all
OVER = "over"
_NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
_COURSE = Course(
    phases=(Stretch("checklist", 0.0, 1.0), Stretch("calibration", 1.0, 30.0), Stretch("rating_before", 30.0, 62.0)),
    ratings=(Rated(60.0, "before", 6),),
)
_SO_FAR = replace(
    _COURSE,
    phases=(*_COURSE.phases, Stretch("exposure", 62.0)),
    shown=(
        Stretch("3d", 62.0, 200.0),
        Stretch("paused", 200.0, 245.0),
        Stretch("2d", 245.0, 300.0),
        Stretch("3d", 300.0),
    ),
    ratings=(*_COURSE.ratings, Rated(240.0, "during", 5)),
    symptoms=(
        Symptom(190.0, _NOON, "ann", "nausea", "moderate", "exposure", "3d"),
        Symptom(330.0, _NOON, "ann", "eye_strain", "mild", "exposure", "3d"),
    ),
    notes=(Note(215.0, _NOON, "ann", "Asked for a moment; a sip of water."),),
    events=(Happened(245.0, "mode"), Happened(120.0, "event"), Happened(310.0, "event"), Happened(350.0, "recentred")),
)
_HZ = 1000.0 * 10.0 ** (np.arange(-10, 11) / 10.0)


class PosedDesk(LocalDesk):
    """The real desk, but for the session that it says is running."""

    def __init__(self, store: Store, state: Path) -> None:
        super().__init__(store, Devices(offscreen=True))
        self._state, self._noise = state, np.random.default_rng(4)
        self._sound: SoundView | None = None
        self._second = -1
        self._wish, self._pose = Wish(), OVER
        self._course, self._paused, self._asked = _SO_FAR, False, False

    def _running(self) -> Runner:
        raise IllegalStep("nothing sounds just now: talk as you like")

    async def talk(self, on: bool) -> None:
        if self._pose != "closed headphones":
            await super().talk(on)

    def speak(self, samples: bytes) -> None:
        """Kept beside the state, for whoever looks after it."""
        with self._state.with_name("voice").open("ab") as voice:
            voice.write(samples)

    async def symptom(self, symptom: str, severity: str) -> bool:
        self._course = self._course.felt(Symptom(380.0, _NOON, "ann", symptom, severity, "exposure", "3d"))
        return True

    async def remark(self, text: str) -> bool:
        self._course = self._course.noted(Note(381.0, _NOON, "ann", text))
        return True

    async def pause(self) -> None:
        if self._paused:
            raise Already("the session is paused already: press Go on when the patient is ready")
        self._paused = True

    async def go_on(self) -> None:
        self._paused = False

    async def ask_now(self, instrument: str = PAIN_NOW) -> None:
        self._asked = True

    async def enter_answer(self, value: int | None) -> None:
        item = load("vrsq").items[2].id
        STANDS["giving"]["giving"] = Giving("vrsq", "baseline", item, 3, 9, None, False, 2)

    async def enter_rating(self, value: int) -> None:
        self._asked, self._course = False, self._course.rated(382.0, "during", value)

    async def change_world(self, name: str, value: Value) -> None:
        check_change(world_of("forest-walk"), name, value)
        self._wish = self._wish.changed(name, value)

    @property
    def live(self) -> LiveView | None:
        # while it is being written the file is empty
        self._pose = (self._state.read_text() if self._state.exists() else OVER) or self._pose
        pose = self._pose
        if pose == OVER:
            return None
        second = int(time.monotonic())
        if second != self._second:
            self._second, self._sound = second, self._posed(pose, second * 1_000_000_000)
        stands = dict(STANDS.get(pose, {}))
        sounds = stands.pop("sound", True)
        view = LiveView(
            session_id=1,
            alias="P-014",
            world="snow-canyon",
            language="en",
            phase="exposure",
            mode=Mode.D3,
            wanted=None,
            awaited=None,
            display="openxr",
            runtime="Monado",
            system="Simulated HMD",
            elapsed_s=321.0,
            planned_s=900.0,
            before=6,
            after=None,
            sound=self._sound if sounds else None,
            notices=(Notice("info", "The sound is back after 2.4 s", 40.0),),
            recording=True,
            comfort=Comfort(),
            wish=self._wish,
            doings=Doings(called=9, answered=7, hits=12, events=1, latencies_s=(2.0, 3.0), looked_s=96.0),
            paused=self._paused,
            asked="during" if self._asked else None,
            course=self._course,
            now_s=400.0,
        )
        view = replace(view, **stands)
        return replace(view, course=_until(view)) if view.phase != "exposure" else view

    async def pictures(self) -> AsyncIterator[bytes]:
        picture = assets.path("pictures/snow-canyon.jpg").read_bytes()
        while True:
            yield picture
            await asyncio.sleep(0.2)

    def _posed(self, pose: str, t_ns: int) -> SoundView:
        wander = self._noise.normal(0.0, 0.25)
        room = -52.0 + 1.5 * np.sin(t_ns / 7e9) + self._noise.normal(0.0, 0.3)
        bands = room - 9.0 - 8.0 * np.log2(_HZ / 1000.0) ** 2 / 6.0 + self._noise.normal(0.0, 0.7, 21)
        known: dict[str, Any] = {
            "ambient_db": room,
            "layer_db": room + 4.9 + wander,
            "total_db": room + 5.0 + wander,
            "snr_db": 5.0 + wander,
            "world_db": room - 8.0,
            "uncertainty_db": 0.4 + abs(wander) / 3,
            "spl_db": 98.0,
            "cap_db": -28.0,
            "calibrated": True,
            "method": "power_subtraction",
            **POSES.get(pose, {}),
        }
        level = Level(
            t_ns=t_ns,
            target_db=5.0,
            definition="layer_only",
            ambient_z_db=None,
            layer_z_db=None,
            gain_db=-20.0,
            ambient_bands_db=tuple(map(float, bands)),
            layer_bands_db=tuple(map(float, bands + 5.0 - 1.2 * np.log2(_HZ / 1000.0))),
            **known,
        )
        heard = Dose(0.03, 900.0) if level.spl_db else Dose(0.0, 0.0, 900.0)
        if pose == "over the dose":
            heard = replace(heard, used=1.04)
        return SoundView(level, Listening(), heard, "capped" in level.flags)


def _until(view: LiveView) -> Course:
    """What the strip shows of a session that stands before the exposure, or behind it."""
    if view.phase in ("calibration", "rating_before"):
        return Course(phases=tuple(s for s in _COURSE.phases if s.start_s < view.now_s))
    phases = (*_COURSE.phases, Stretch("exposure", 62.0, 962.0), Stretch("rating_after", 962.0))
    shown = (*_SO_FAR.shown[:-1], Stretch("3d", 300.0, 962.0))
    return replace(_SO_FAR, phases=phases, shown=shown)


async def _serve(port: int, data: Path, state: Path) -> None:
    with Store.open(data) as store:
        desk = PosedDesk(store, state)
        try:
            console = Console(desk, port=port)
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, console.stop)
            await console.serve()
        finally:
            await desk.close()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])))
