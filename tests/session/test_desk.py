"""Whole sessions at the desk, with real processes: a 2D picture rendered without a screen, a machine without sound."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.config import Devices
from app.desk import MIRROR_FPS, LocalDesk
from app.engine.messages import Comfort
from app.errors import BadInput, IllegalStep
from app.session.checklist import CHECKLIST
from app.session.listening import Listening
from app.session.picture import Picture
from app.session.plan import Mode, SessionPlan
from app.store import Store
from app.store.records import SessionRecord
from scenes.base import Level, Training, TrainingKind
from tests.engine.quiet_room import ROOM
from tests.store.rows import level

#: a world that is soon drawn, as what these tests are about is not the world
SILENT = Devices((("DISPLAY", ""),), offscreen=True, size=(320, 180), worlds=(replace(ROOM, name="snow-canyon"),))


def plan(seconds: float = 6.0, simulated: dict[str, int] | None = None, **other: Any) -> SessionPlan:
    return SessionPlan(
        **{
            "alias": "P-001",
            "world": "snow-canyon",
            "seconds": seconds,
            "mode": Mode.D2,
            "checklist": tuple(CHECKLIST),
            "simulated": simulated,
            **other,
        }
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "data") as opened:
        yield opened


@asynccontextmanager
async def at_desk(store: Store) -> AsyncIterator[LocalDesk]:
    desk = LocalDesk(store, SILENT)
    try:
        yield desk
    finally:
        await desk.close()


async def phase(desk: LocalDesk, *names: str, within_s: float = 60.0) -> None:
    deadline = time.monotonic() + within_s
    while desk.live is None or desk.live.phase not in names:
        assert time.monotonic() < deadline, f"no {names} in time, it stands at {desk.live}"
        await asyncio.sleep(0.02)


async def until(condition: Callable[[], Any], within_s: float = 30.0) -> None:
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, "it did not come about in time"
        await asyncio.sleep(0.02)


def go(scene: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(scene())  # type: ignore[arg-type]


def kinds(record: SessionRecord) -> list[str]:
    return [event.kind for event in record.events]


def test_a_simulated_patient_goes_through_the_whole_session_and_the_record_holds_it(store: Store) -> None:
    async def scene() -> None:
        async with at_desk(store) as desk:
            heard = Listening("rain", 3.0, "total_over_ambient")
            timed = Training(TrainingKind.TIMED, Level.CALM)
            asked = plan(6.0, {"before": 7, "after": 3}, listening=heard, under_18=True)
            session_id = await desk.start(replace(asked, training=timed, timeline="even"))
            await phase(desk, "exposure", within_s=90)
            await desk.change_world("level", "lively")
            with pytest.raises(BadInput, match="can't be changed while the world runs"):
                await desk.change_world("hat", "red")
            assert desk.live is not None
            assert desk.live.wish.training.level is Level.LIVELY
            await phase(desk, "debrief", within_s=90)
            await desk.complete("went well")
            assert desk.live is None
        record = store.session(session_id)
        assert record.row.state == "complete"
        assert (record.row.before, record.row.after) == (7, 3)
        assert record.note == "went well"
        assert [s.mode for s in record.segments] == ["2d"]
        assert record.segments[0].seconds == pytest.approx(6.0, abs=0.5)
        assert record.row.simulated
        (opened,) = [event.data for event in record.events if event.kind == "sound_opened"]
        told = [opened[name] for name in ("layer", "target_db", "definition", "cap_dba", "kept")]
        assert told == ["rain", 3.0, "total_over_ambient", 65.0, None]
        assert (record.listening, record.under_18) == (Listening("rain", 3.0, "total_over_ambient"), True)
        assert all(r.source == "simulated" and r.latency_s and r.latency_s > 0 for r in record.ratings)
        assert record.wish is not None
        assert (record.wish.timeline, record.wish.training.level) == ("even", Level.CALM)
        assert record.wish.training.timeline[0].at_s == 10.0
        assert store.wishes("P-001").of["snow-canyon"].training.level is Level.LIVELY
        told = [event.data for event in record.events if "gaze" in event.data]
        assert told
        assert all(0.0 <= data["world_s"] <= 7.0 and abs(data["gaze"]["azimuth"]) < 3.2 for data in told)
        assert record.frames
        assert sum(f.count for f in record.frames) > 10

    go(scene)


def test_a_killed_picture_is_back_by_itself_and_no_time_is_counted_without_it(store: Store) -> None:
    async def scene() -> None:
        async with at_desk(store) as desk:
            session_id = await desk.start(plan(12.0))
            await phase(desk, "rating_before")
            await desk.enter_rating(5)
            await until(lambda: desk.live and desk.live.elapsed_s > 2)
            os.kill(desk.pids["picture"], signal.SIGKILL)
            await until(lambda: any("picture was lost" in n.text for n in desk.live.notices) if desk.live else False)
            assert desk.live is not None
            stood = desk.live.elapsed_s
            await asyncio.sleep(0.3)
            assert desk.live.elapsed_s == pytest.approx(stood, abs=0.01)
            await phase(desk, "rating_after", within_s=60)
            await desk.enter_rating(4)
            await desk.complete("")
        record = store.session(session_id)
        assert len(record.segments) == 2
        assert record.segments[0].ended_by == "picture_lost"
        assert record.row.delivered_s == pytest.approx(12.0, abs=0.6)
        assert "fault" in kinds(record)

    go(scene)


@pytest.mark.parametrize("confirmed", [False, True])
def test_a_week_that_is_used_up_means_no_sound_unless_the_clinician_confirms_it(store: Store, confirmed: bool) -> None:
    loud = store.begin_session(plan(), 7, datetime.now(UTC) - timedelta(days=2), 0)
    for second in range(15):  # 120 dB(A) at the ear: 14 s are a week's worth
        heard = level(second, ambient_db=-50.0, total_db=20.0, spl_db=100.0)
        store.level(loud, replace(heard, t_ns=second * 1_000_000_000))
    store.phase(loud, 0, "aborted", "too loud")

    async def scene() -> None:
        async with at_desk(store) as desk:
            session_id = await desk.start(plan(60.0, over_dose=confirmed))
            assert desk.live is not None
            assert desk.live.sound_off is not confirmed
            await until(lambda: desk.live and desk.live.notices)
            assert "the weekly allowance of sound is used up" in desk.live.notices[0].text.lower()
            await until(lambda: (desk.pids["sound"] != 0) is confirmed)
            await desk.stop("enough")
        (dose,) = [event.data for event in store.session(session_id).events if event.kind == "dose"]
        assert dose["percent"] > 100.0
        assert (dose["allowed_dba"], dose["confirmed"], dose["played"]) == (80.0, confirmed, confirmed)
        assert store.plan(session_id).over_dose is confirmed

    go(scene)


def test_a_hung_sound_does_not_hold_up_the_session(store: Store) -> None:
    async def scene() -> None:
        async with at_desk(store) as desk:
            session_id = await desk.start(plan(8.0))
            await phase(desk, "rating_before")
            await desk.enter_rating(5)
            await phase(desk, "exposure")
            os.kill(desk.pids["sound"], signal.SIGSTOP)
            await phase(desk, "rating_after", within_s=60)
            await desk.enter_rating(5)
            await desk.complete("")
        assert store.session(session_id).row.state == "complete"

    go(scene)


def test_a_sound_that_dies_again_and_again_is_given_up_and_the_session_goes_on(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # ALSA ends whoever comes to it without a configuration.
    nothing = tmp_path / "asound.conf"
    nothing.touch()
    monkeypatch.setattr("app.processes.station.PAUSES", (0.0,))

    async def scene() -> None:
        desk = LocalDesk(store, replace(SILENT, env=(*SILENT.env, ("ALSA_CONFIG_PATH", str(nothing)))))
        try:
            session_id = await desk.start(plan(60.0))
            await until(lambda: desk.live and any("again and again" in notice.text for notice in desk.live.notices))
            dead = desk.pids["sound"]
            await phase(desk, "rating_before")
            await desk.enter_rating(5)
            await phase(desk, "exposure")
            assert desk.pids["sound"] == dead
            await desk.stop("enough")
        finally:
            await desk.close()
        lost = [event for event in store.session(session_id).events if event.kind == "silent"]
        assert len(lost) == 4

    go(scene)


def test_stop_ends_everything_within_half_a_second_even_when_the_picture_hangs(store: Store) -> None:
    async def scene() -> None:
        async with at_desk(store) as desk:
            session_id = await desk.start(plan(60.0))
            await phase(desk, "rating_before")
            await desk.enter_rating(5)
            await until(lambda: desk.live and desk.live.elapsed_s > 0.3)
            pid = desk.pids["picture"]
            os.kill(pid, signal.SIGSTOP)
            await desk.stop("the patient asked")
            await until(lambda: not _runs(pid), within_s=6)
        record = store.session(session_id)
        assert record.row.state == "aborted"
        assert record.row.reason == "the patient asked"
        assert record.segments[0].ended_by == "stopped"

    go(scene)


def test_a_spoken_rating_is_stored_as_the_clinicians_and_a_left_out_one_stays_out(store: Store) -> None:
    async def scene() -> None:
        async with at_desk(store) as desk:
            session_id = await desk.start(plan(language="zh_CN"))
            await phase(desk, "rating_before")
            with pytest.raises(BadInput, match="0"):
                await desk.enter_rating(11)
            await desk.enter_rating(8)
            await phase(desk, "exposure")
            with pytest.raises(IllegalStep, match="no rating is open"):
                await desk.enter_rating(3)
            await until(lambda: desk.live and desk.live.elapsed_s > 0.5)
            await desk.finish_exposure()
            await desk.skip_rating()
            await desk.complete("")
        record = store.session(session_id)
        assert [(r.phase, r.value, r.source) for r in record.ratings] == [("before", 8, "clinician")]
        assert record.ratings[0].anchors == ("无痛", "能想象到的最剧烈疼痛")
        assert record.segments[0].ended_by == "finished_early"
        assert "rating_left_out" in kinds(record)

    go(scene)


def test_a_session_that_was_cut_off_is_taken_up_where_it_stood(store: Store) -> None:
    async def scene() -> None:
        async with at_desk(store) as desk:
            session_id = await desk.start(plan(8.0))
            await phase(desk, "rating_before")
            await desk.enter_rating(6)
            await until(lambda: desk.live and desk.live.elapsed_s > 2.5)
        async with at_desk(store) as desk:
            assert [row.id for row in await desk.unfinished()] == [session_id]
            assert await desk.resume(session_id) == session_id
            assert desk.live is not None
            assert desk.live.phase == "exposure"
            assert desk.live.before == 6
            await phase(desk, "rating_after")
            await desk.enter_rating(5)
            await desk.complete("")
            assert not await desk.unfinished()
        record = store.session(session_id)
        assert record.row.state == "complete"
        assert [s.ended_by for s in record.segments] == ["program_ended", "time"]
        assert record.row.delivered_s == pytest.approx(8.0, abs=0.6)

    go(scene)


def test_comfort_that_is_changed_is_in_the_record_and_kept_for_the_next_visit(store: Store) -> None:
    async def scene() -> None:
        async with at_desk(store) as desk:
            begun = Comfort(eye_height_m=0.9)
            session_id = await desk.start(plan(comfort=begun))
            assert desk.live is not None
            assert desk.live.comfort == begun
            lying = Comfort(posture="lying", eye_height_m=0.9)
            await desk.set_comfort(lying)
            await desk.set_comfort(lying)
            with pytest.raises(BadInput, match="40 to 120"):
                await desk.set_comfort(Comfort(vignette_deg=10.0))
            assert desk.live.comfort == lying
            assert await desk.comfort_of("P-001") == lying
        changes = [event.data["posture"] for event in store.session(session_id).events if event.kind == "comfort"]
        assert changes == ["lying"]

    go(scene)


def test_pictures_are_asked_for_only_while_somebody_looks(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    mirror = Picture.mirror

    def noted(picture: Picture, fps: int) -> None:
        asked.append(fps)
        mirror(picture, fps)

    monkeypatch.setattr(Picture, "mirror", noted)

    async def scene() -> None:
        async with at_desk(store) as desk:
            await desk.start(plan())
            assert asked == [0]
            seen: list[bytes] = []

            async def look() -> None:
                async for picture in desk.pictures():
                    seen.append(picture)

            looks = [asyncio.create_task(look()) for _ in range(2)]
            await until(lambda: len(seen) > 4)
            assert set(asked[1:]) == {MIRROR_FPS}
            looks[0].cancel()
            await asyncio.sleep(0.1)
            assert asked[-1] == MIRROR_FPS, "somebody still looks"
            looks[1].cancel()
            await until(lambda: asked[-1] == 0)

    go(scene)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"alias": "Jane Doe"}, "alias"),
        ({"world": "mars"}, "world"),
        ({"seconds": 4.0}, "length"),
        ({"language": "tlh"}, "language"),
        ({"checklist": ("skin",)}, "checklist"),
        ({"comfort": Comfort(posture="standing")}, "posture"),
        ({"chosen": {"hat": "red"}}, "no choice 'hat'"),
        ({"training": Training(TrainingKind.TIMED), "timeline": "theirs"}, "timeline must be one of even, rising"),
    ],
)
def test_a_plan_that_breaks_a_rule_is_refused_and_nothing_is_stored(
    store: Store, change: dict[str, Any], rule: str
) -> None:
    async def scene() -> None:
        async with at_desk(store) as desk:
            with pytest.raises(BadInput, match=rule):
                await desk.start(plan(**change))
            assert desk.live is None
        assert store.sessions() == []

    go(scene)


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
