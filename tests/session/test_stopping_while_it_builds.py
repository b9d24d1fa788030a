"""Stop while a world is being built: the picture's process hears nothing for seconds, and the patient waits in the dark."""

from __future__ import annotations

import asyncio
import io
import time
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from app.desk import LocalDesk
from app.session.picture import Picture
from app.store import Store
from scenes.registry import WORLDS
from tests.session.slow_room import SLOW
from tests.session.test_desk import SILENT, phase, plan, until

#: of 255: the calm dark is none of a screen's black
DARK = 24


def brightest(jpeg: bytes) -> int:
    return max(Image.open(io.BytesIO(jpeg)).convert("L").tobytes())


def desk_with_a_slow_world(store: Store, monkeypatch: pytest.MonkeyPatch) -> LocalDesk:
    monkeypatch.setitem(WORLDS, SLOW.name, SLOW)
    desk = LocalDesk(store, SILENT)
    picture = desk._spares[0]
    picture.kind = replace(picture.kind, options=replace(picture.kind.options, worlds=(SLOW,)))
    return desk


@pytest.mark.parametrize("at", ["in the fade", "while it is built", "in the first opening"])
def test_the_patient_is_in_the_dark_and_the_session_over_within_half_a_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    seen: list[int] = []
    left_s: list[float] = []

    async def scene(store: Store) -> int:
        desk = desk_with_a_slow_world(store, monkeypatch)

        async def watch() -> None:
            async for jpeg in desk.pictures():
                seen.append(brightest(jpeg))

        def picture() -> Picture:
            return desk._running()._picture

        watching = asyncio.create_task(watch())
        try:
            session_id = await desk.start(
                plan(60.0, world=SLOW.name if at == "in the first opening" else "snow-canyon")
            )
            if at == "in the first opening":
                await until(lambda: picture().there)
            else:
                await phase(desk, "rating_before")
                await desk.enter_rating(5)
                await until(lambda: desk.live and desk.live.elapsed_s > 1.3 and seen and seen[-1] > 4 * DARK)
                left_s.append(desk.live.elapsed_s if desk.live else 0.0)
                await desk.enter_world(SLOW.name)
                await asyncio.sleep(0.2)
                if at == "while it is built":
                    await until(lambda: picture().building)
            pid, began = desk.pids["picture"], time.monotonic()
            await desk.stop("the patient asked")
            took = time.monotonic() - began
            assert desk.live is None
            assert not Path(f"/proc/{pid}").exists() or "zombie" in Path(f"/proc/{pid}/status").read_text()
            assert took < 1.0
        finally:
            watching.cancel()
            await desk.close()
        return session_id

    with Store.open(tmp_path / "data") as store:
        record = store.session(asyncio.run(scene(store)))
    assert (record.row.state, record.row.reason) == ("aborted", "the patient asked")
    # a machine without sound says so
    faults = [event.data["what"] for event in record.events if event.kind == "fault"]
    assert [what for what in faults if "picture" in what] == [], "to be stopped while it builds is no fault"
    if at != "in the first opening":
        assert [rating.value for rating in record.ratings] == [5]
        assert [segment.ended_by for segment in record.segments] == ["world_changed"]
        assert record.segments[0].seconds == pytest.approx(left_s[0], abs=0.5)
        assert record.frames
