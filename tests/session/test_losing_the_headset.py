"""Whole sessions with a headset that is lost, on a real runtime."""

from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from app.desk import LocalDesk
from app.rig import VirtualHeadset, VirtualScreen
from app.session.plan import Mode
from app.store import Store
from tests.session.test_desk import SILENT, go, kinds, phase, plan, store, until

__all__ = ["store"]


@asynccontextmanager
async def in_3d(
    store: Store, screen: VirtualScreen, headset: VirtualHeadset, returns: bool = False
) -> AsyncIterator[LocalDesk]:
    """A session of a minute that has been shown in 3D for a second."""
    # no sound: its libraries would look for a server
    env = screen.env | headset.env | {"PULSE_SERVER": "none"}
    desk = LocalDesk(store, replace(SILENT, env=tuple(env.items()), offscreen=False))
    try:
        await desk.start(plan(60.0, mode=Mode.D3, returns=returns))
        await phase(desk, "rating_before")
        await desk.enter_rating(5)
        await until(lambda: desk.live and desk.live.mode is Mode.D3 and desk.live.elapsed_s > 1)
        yield desk
    finally:
        await desk.close()


def mode(desk: LocalDesk) -> Mode:
    assert desk.live is not None
    return desk.live.mode


def test_a_lost_headset_is_gone_back_to_by_itself_where_that_is_wished(
    store: Store, screen: VirtualScreen, headset: VirtualHeadset
) -> None:
    async def scene() -> None:
        async with in_3d(store, screen, headset, returns=True) as desk:
            headset.kill()
            await until(lambda: mode(desk) is Mode.D2)
            assert desk.live is not None
            session_id, at = desk.live.session_id, desk.live.elapsed_s
            assert desk.live.awaited is Mode.D3
            await until(
                lambda: desk.live and desk.live.elapsed_s > at + 5
            )  # long enough for an attempt that is refused
            told = len(desk.live.notices)
            headset.start()
            await until(lambda: mode(desk) is Mode.D3)
            assert desk.live.awaited is None
            assert [n.text for n in desk.live.notices[told:]] == ["The headset is back: 3D is shown again"]
            at = desk.live.elapsed_s
            await until(lambda: desk.live and desk.live.elapsed_s > at + 1)
            await desk.finish_exposure()
            await desk.skip_rating()
            await desk.complete("")
        record = store.session(session_id)
        assert [(s.mode, s.ended_by) for s in record.segments] == [
            ("3d", "display_lost"),
            ("2d", "headset_back"),
            ("3d", "finished_early"),
        ]
        lost, back = [e.data for e in record.events if e.kind == "mode"][1:]
        assert "Monado" in lost["reason"]
        assert (back["mode"], back["reason"], back["by_itself"]) == ("3d", "", True)
        assert kinds(record).count("fault") == 2, "no sound, the headset: nothing of the attempts"

    go(scene)


def test_a_lost_headset_stays_lost_where_nothing_else_is_wished(
    store: Store, screen: VirtualScreen, headset: VirtualHeadset
) -> None:
    async def scene() -> None:
        async with in_3d(store, screen, headset) as desk:
            headset.kill()
            await until(lambda: mode(desk) is Mode.D2)
            headset.start()
            assert desk.live is not None
            at = desk.live.elapsed_s
            await until(lambda: desk.live and desk.live.elapsed_s > at + 4)
            assert mode(desk) is Mode.D2
            await desk.switch(Mode.D3)  # one press
            assert mode(desk) is Mode.D3

    go(scene)


def test_who_presses_2d_stays_in_2d(store: Store, screen: VirtualScreen, headset: VirtualHeadset) -> None:
    async def scene() -> None:
        async with in_3d(store, screen, headset, returns=True) as desk:
            headset.kill()
            await until(lambda: mode(desk) is Mode.D2)
            assert desk.live is not None
            session_id = desk.live.session_id
            await desk.switch(Mode.D2)
            assert desk.live.awaited is None
            headset.start()
            at = desk.live.elapsed_s
            await until(lambda: desk.live and desk.live.elapsed_s > at + 4)
            assert mode(desk) is Mode.D2
        assert kinds(store.session(session_id)).count("await_ended") == 1

    go(scene)


def test_a_picture_process_killed_in_3d_comes_back_in_2d_and_stays_there(
    store: Store, screen: VirtualScreen, headset: VirtualHeadset
) -> None:
    async def scene() -> None:
        async with in_3d(store, screen, headset, returns=True) as desk:
            os.kill(desk.pids["picture"], signal.SIGKILL)
            await until(lambda: desk.live and desk.live.display == "window")
            assert mode(desk) is Mode.D2
            assert desk.live is not None
            assert desk.live.awaited is None, "what ended this process could end the next one too"

    go(scene)
