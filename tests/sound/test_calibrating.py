"""A guided calibration in the background, as the console has it, in a virtual room."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path

import pytest

from app.config import Devices
from app.desk import LocalDesk
from app.errors import IllegalStep
from app.rig.room import VirtualRoom
from app.session.checklist import CHECKLIST
from app.session.plan import Mode, SessionPlan
from app.sound import calibrating
from app.sound.calibrating import Calibrating, View
from app.store import Store
from audio.messages import Wearing

BANDS = 21


@pytest.fixture(scope="module")
def devices() -> Iterator[Devices]:
    with VirtualRoom(noise_dbfs=-50.0) as room:
        yield Devices(tuple(room.env.items()), output="room", microphone="earmic", ambient_s=1.0, noise_s=1.0)


async def idle(guided: Calibrating) -> View:
    """How it stands once nothing is under way."""
    while (view := guided.view).doing:
        await asyncio.sleep(0.05)
    return view


async def done(guided: Calibrating, step: Callable[[], Coroutine[None, None, bool]]) -> None:
    """Carry out a step, while somebody looks; again where a busy machine tore a hole into what was measured."""
    for _ in range(4):
        doing = asyncio.ensure_future(step())
        while not doing.done():
            assert guided.view
            await asyncio.sleep(0.1)
        if await doing:
            return
    pytest.fail(f"the step was not done: {guided.view.fault}")


@pytest.mark.alone
def test_a_calibration_is_walked_through_and_kept_and_no_session_begins_meanwhile(
    devices: Devices, tmp_path: Path
) -> None:
    async def walk() -> None:
        with Store.open(tmp_path) as store:
            desk = LocalDesk(store, devices)
            guided = await desk.calibrate()
            assert await desk.calibrate() is guided
            opened = (await idle(guided)).opened
            assert opened is not None
            assert opened.output_volume == "65536 (0.00 dB), not muted"
            with pytest.raises(IllegalStep, match="the sound is being calibrated"):
                await desk.start(SessionPlan("P-1", "snow-canyon", 600.0, Mode.D2, "en", tuple(CHECKLIST)))

            assert await guided.do("wearing", lambda steps: steps.wear(Wearing.CLOSED))
            assert not await desk.finish_calibration()
            assert guided.view.fault.startswith("what closed headphones play is not known")
            assert not await guided.do("calibrator", lambda steps: steps.calibrator(94.0, 0.5))
            assert guided.view.fault.startswith("no 1 kHz tone is heard")

            measuring = asyncio.create_task(guided.do("coupler", lambda steps: steps.coupler(20.0)))
            while guided.view.heard is None:
                await asyncio.sleep(0.05)
            with pytest.raises(IllegalStep, match="a measurement is under way"):
                await guided.do("wearing", lambda steps: steps.wear(Wearing.OPEN))
            guided.stop()
            assert not await measuring
            assert guided.view.fault == ""

            assert await guided.do("loss", lambda steps: steps.insertion_loss((20.0,) * BANDS))
            await done(guided, lambda: guided.do("coupler", lambda steps: steps.coupler(1.0)))
            await done(guided, desk.finish_calibration)
            await guided.close()
            assert desk.calibrating is None
            assert desk.ready == ""
            kept = store.calibration("room", "earmic")
        assert kept is not None
        assert kept.kept.ear_gain_db == pytest.approx((0.0,) * BANDS, abs=2.0)
        assert kept.sources == {"insertion_loss_db": "by hand", "ear_gain_db": "coupler"}
        assert kept.path_db == pytest.approx(0.0, abs=0.5)

    asyncio.run(walk())


def test_what_nobody_looks_at_any_more_is_given_up(
    devices: Devices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calibrating, "ALONE_S", 0.5)

    async def leave() -> None:
        with Store.open(tmp_path) as store:
            desk = LocalDesk(store, devices)
            await desk.calibrate()
            for _beat in range(200):
                await asyncio.sleep(0.1)
                if desk.calibrating is None:
                    return
            pytest.fail("the sound is still being calibrated")

    asyncio.run(leave())
