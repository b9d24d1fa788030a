"""What is written is what is read."""

from __future__ import annotations

import threading
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import select

from app.engine.messages import Comfort
from app.errors import BadInput
from app.session.plan import Mode
from app.session.wish import Wish, Wishes
from app.store import Store, database
from app.store.models import HeadMotion
from scenes.base import Level, Moment, Training, TrainingKind
from tests.store.rows import STARTED, T0, begin, frames, level, ns, plan, rate


def test_a_whole_session_is_read_as_it_was_written(store: Store) -> None:
    session_id = begin(store)
    store.phase(session_id, ns(1), "calibration")
    rate(store, session_id, "before", 6, 3)
    store.phase(session_id, ns(4), "exposure")
    first = store.open_segment(session_id, ns(5), "3d", "openxr", "Monado", "Headset")
    frames(store, session_id, first, 6)
    bands = tuple(float(value) for value in range(-80, -59))
    heard = level(6.5, layer_z_db=float("-inf"), flags=("held",), world_db=-70.0, total_db=-55.25, uncertainty_db=0.5)
    store.level(session_id, replace(heard, spl_db=100.0, cap_db=-30.0, layer_bands_db=(*bands[:20], float("-inf"))))
    store.event(session_id, ns(7), "hit", {"what": "雪人", "points": 3})
    store.close_segment(first, ns(65), "switch")
    second = store.open_segment(session_id, ns(65), "2d", "window", None, None)
    store.close_segment(second, ns(75.5), "finished")
    rate(store, session_id, "after", 4, 80)
    store.note(session_id, "first")
    store.note(session_id, "calm")
    store.phase(session_id, ns(90), "complete")

    record = store.session(session_id)
    row = record.row
    assert (row.alias, row.world, row.planned_s, row.started_utc) == ("P-001", "snow-canyon", 600.0, STARTED)
    assert (row.modes, row.delivered_s, row.state, row.reason) == (("3d", "2d"), 70.5, "complete", None)
    assert (row.before, row.after, row.simulated) == (6, 4, False)
    assert (record.mode, record.language, record.seed, record.note) == ("3d", "zh_CN", 7, "calm")
    assert [(s.mode, s.display, s.runtime, s.system, s.start_s, s.seconds, s.ended_by) for s in record.segments] == [
        ("3d", "openxr", "Monado", "Headset", 5.0, 60.0, "switch"),
        ("2d", "window", None, None, 65.0, 10.5, "finished"),
    ]
    rating = record.ratings[0]
    assert (rating.phase, rating.value, rating.anchors, rating.source, rating.at_s) == (
        "before",
        6,
        ("无痛", "能想象到的最剧烈疼痛"),
        "gaze",
        3.0,
    )
    assert (rating.instrument, rating.language, rating.latency_s, rating.corrections, rating.mode) == (
        "nrs-pain-now",
        "zh_CN",
        4.25,
        2,
        "3d",
    )
    second_heard, frame = record.levels[0], record.frames[0]
    assert (
        asdict(second_heard)
        == {
            "at_s": 6.5,
            "target_db": 5.0,
            "definition": "layer_only",
            "ambient_db": -60.25,
            "layer_db": -55.5,
            "ambient_z_db": -50.0,
            "layer_z_db": None,  # no finite number: not stated
            "snr_db": 4.75,
            "gain_db": -12.5,
            "method": "power_subtraction",
            "calibrated": True,
            "flags": ("held",),
            "world_db": -70.0,
            "total_db": -55.25,
            "uncertainty_db": 0.5,
            "spl_db": 100.0,
            "cap_db": -30.0,
            "ambient_bands_db": (),
            "layer_bands_db": (*bands[:20], None),
        }
    )
    assert second_heard.layer_share == pytest.approx(10 ** (-0.025))
    assert (frame.at_s, frame.mode, frame.count, frame.missed, frame.p99_ms) == (6.0, "3d", 90, 1, 14.0)
    assert (frame.late, frame.scale) == (2, 0.8)
    assert [(e.at_s, e.kind, e.data) for e in record.events] == [
        (0.0, "phase", {"phase": "checklist"}),
        (1.0, "phase", {"phase": "calibration"}),
        (4.0, "phase", {"phase": "exposure"}),
        (7.0, "hit", {"what": "雪人", "points": 3}),
        (90.0, "phase", {"phase": "complete"}),
    ]
    assert store.sessions() == [row]


def test_head_motion_comes_back_bit_by_bit(store: Store) -> None:
    session_id = begin(store)
    poses = np.random.default_rng(1).normal(size=(90, 8)).astype("<f4")
    store.head_motion(session_id, None, ns(2), poses.tobytes())
    with store.reading() as reading:
        chunk = reading.scalars(select(HeadMotion)).one()
        assert (chunk.at_s, chunk.rows, chunk.columns) == (2.0, 90, 8)
        assert np.array_equal(np.frombuffer(chunk.samples, "<f4").reshape(90, 8), poses)


def test_a_torn_chunk_of_head_motion_is_refused(store: Store) -> None:
    with pytest.raises(BadInput, match="rows of 8 float32, got 33 bytes"):
        store.head_motion(begin(store), None, ns(2), bytes(33))


def test_a_moment_of_any_zone_is_kept_in_utc(store: Store) -> None:
    beijing = STARTED.astimezone(timezone(timedelta(hours=8)))
    session_id = store.begin_session(plan(), 1, beijing, T0)
    started = store.session(session_id).row.started_utc
    assert (started, started.tzinfo) == (STARTED, UTC)


def test_one_participant_may_have_many_sessions(store: Store) -> None:
    for alias in ("P-002", "病人-1", "P-002"):
        begin(store, alias)
    assert store.aliases() == ["P-002", "病人-1"]
    assert [row.id for row in store.sessions(alias="P-002")] == [3, 1]
    assert store.sessions(alias="P-009") == []


def test_sessions_come_newest_first_in_pages(store: Store) -> None:
    for day in (3, 1, 2):
        store.begin_session(plan(), 1, datetime(2026, 1, day, tzinfo=UTC), T0)
    assert [row.started_utc.day for row in store.sessions()] == [3, 2, 1]
    assert [row.started_utc.day for row in store.sessions(limit=1, offset=1)] == [2]


def test_the_plan_is_kept_for_a_session_that_goes_on(store: Store) -> None:
    asked = replace(plan(simulated={"before": 6, "after": 4}), comfort=Comfort(posture="lying"), returns=True)
    kept = store.plan(store.begin_session(asked, 1, STARTED, T0))
    assert kept == asked
    assert kept.mode is Mode.D3


def test_what_was_wished_for_of_each_world_is_kept_for_the_next_visit(store: Store) -> None:
    assert store.wishes("P-001") == Wishes()
    moments = (Moment(4.0, "call"), Moment(30.5, "owl"))
    timed = Wish(Training(TrainingKind.TIMED, Level.LIVELY, 8, moments), "rising", {"pace": 0.6})
    asked = replace(plan(), training=timed.training, timeline=timed.timeline, chosen=timed.chosen)
    first = store.begin_session(asked, 1, STARTED, T0)
    assert store.plan(first) == asked
    assert store.session(first).wish == timed
    store.begin_session(replace(plan(), world="forest", chosen={"tone": "dark"}), 1, STARTED, T0)
    store.changed_world(first, ns(3), "level", "calm", timed.changed("level", "calm"))
    # the timeline is read anew at the next visit
    known = Wish(Training(TrainingKind.TIMED, Level.CALM), "rising", {"pace": 0.6})
    assert store.wishes("P-001") == Wishes(
        "snow-canyon", {"snow-canyon": known, "forest": Wish(chosen={"tone": "dark"})}
    )
    assert store.session(first).wish == timed, "what the session began with stays"
    assert store.session(first).events[-1].data == {"name": "level", "value": "calm"}


def test_what_a_participant_was_comfortable_with_last_is_kept_for_the_next_visit(store: Store) -> None:
    assert store.comfort_of("P-001") is None
    first = store.begin_session(replace(plan(), comfort=Comfort(eye_height_m=0.9)), 1, STARTED, T0)
    assert store.comfort_of("P-001") == Comfort(eye_height_m=0.9)
    lying = Comfort(posture="lying", eye_height_m=0.9, vignette_deg=60.0)
    store.comfort(first, ns(3), lying)
    assert store.comfort_of("P-001") == lying
    assert store.comfort_of("P-002") is None
    record = store.session(first)
    assert record.comfort == Comfort(eye_height_m=0.9), "what the session began with stays"
    assert (record.events[-1].at_s, record.events[-1].kind, record.events[-1].data["posture"]) == (
        3.0,
        "comfort",
        "lying",
    )


def test_a_running_segment_counts_as_far_as_there_is_evidence(store: Store) -> None:
    session_id = begin(store)
    segment = store.open_segment(session_id, ns(10), "3d", "openxr", "Monado", None)
    frames(store, session_id, segment, 14)
    assert store.session(session_id).segments[0].seconds is None
    assert store.sessions()[0].delivered_s == 4.0


# ---- what is refused ------------------------------------------------------------------------------------------------


def test_before_and_after_are_rated_once(store: Store) -> None:
    session_id = begin(store)
    rate(store, session_id, "before", 6)
    with pytest.raises(BadInput, match="rating before must be given once"):
        rate(store, session_id, "before", 7)
    rate(store, session_id, "during", 5)
    rate(store, session_id, "during", 4)
    assert [rating.value for rating in store.session(session_id).ratings] == [6, 5, 4]


@pytest.mark.parametrize(("phase", "value"), [("before", 11), ("before", -1), ("before", 5.5), ("later", 5)])
def test_a_rating_off_its_scale_or_at_no_known_time_is_refused(store: Store, phase: str, value: int) -> None:
    session_id = begin(store)
    with pytest.raises(BadInput, match=r"whole number from 0 to 10|breaks a rule of the record"):
        rate(store, session_id, phase, value)
    assert store.session(session_id).ratings == ()


def test_an_aborted_session_has_a_reason(store: Store) -> None:
    session_id = begin(store)
    with pytest.raises(BadInput, match="ck_sessions_reason"):
        store.phase(session_id, ns(1), "aborted")
    assert (store.session(session_id).row.state, len(store.session(session_id).events)) == ("checklist", 1)
    store.phase(session_id, ns(1), "aborted", "the patient felt unwell")
    assert store.session(session_id).row.reason == "the patient felt unwell"


def test_only_one_segment_runs_at_a_time(store: Store) -> None:
    session_id = begin(store)
    segment = store.open_segment(session_id, ns(1), "3d", "openxr", None, None)
    with pytest.raises(BadInput, match=f"has segment {segment}: close it first"):
        store.open_segment(session_id, ns(2), "2d", "window", None, None)
    store.close_segment(segment, ns(3), "switch")
    with pytest.raises(BadInput, match="ended by switch"):
        store.close_segment(segment, ns(4), "switch")


def test_a_session_that_is_not_there_is_said_so(store: Store) -> None:
    for ask in (
        lambda: store.session(5),
        lambda: store.plan(5),
        lambda: store.event(5, ns(1), "hit", {}),
        lambda: store.note(5, "calm"),
    ):
        with pytest.raises(BadInput, match="session must be one of those recorded, got 5"):
            ask()


@pytest.mark.parametrize("data", [{"what": object()}, {"db": float("nan")}])
def test_an_event_holds_plain_values(store: Store, data: dict[str, object]) -> None:
    session_id = begin(store)
    with pytest.raises(BadInput, match="data of the event 'hit' must be plain values"):
        store.event(session_id, ns(1), "hit", data)


def test_an_alias_with_spaces_is_refused(store: Store) -> None:
    with pytest.raises(BadInput, match="alias must be"):
        begin(store, "Anna Muster")
    assert store.aliases() == []


# ---- going on after a cut -------------------------------------------------------------------------------------------


def test_a_session_goes_on_where_its_record_ended_whatever_the_clock_of_the_next_run_says(folder: Path) -> None:
    with Store.open(folder) as store:
        session_id = begin(store)
        segment = store.open_segment(session_id, ns(10), "3d", "openxr", None, None)
        frames(store, session_id, segment, 25)
    fresh_boot = 60 * 10**9
    with Store.open(folder) as store:
        store.re_anchor(session_id, fresh_boot)
        store.open_segment(session_id, fresh_boot + 2 * 10**9, "2d", "window", None, None)
        store.event(session_id, fresh_boot + 5 * 10**9, "hit", {})
        record = store.session(session_id)
    assert [(s.start_s, s.seconds, s.ended_by) for s in record.segments] == [
        (10.0, 15.0, "cut_off"),
        (27.0, None, None),
    ]
    assert record.row.delivered_s == 18.0
    assert [(event.at_s, event.kind) for event in record.events][1:] == [(25.0, "anchored"), (30.0, "hit")]
    assert datetime.fromisoformat(record.events[1].data["utc"]) > STARTED


# ---- together -------------------------------------------------------------------------------------------------------


def test_threads_write_and_read_at_once(store: Store) -> None:
    session_id = begin(store)
    failed: list[BaseException] = []

    def work(thread: int) -> None:
        try:
            for n in range(25):
                store.event(session_id, ns(n), "hit", {"thread": thread, "n": n})
                assert store.sessions()[0].id == session_id
        except BaseException as error:  # noqa: BLE001 - said by the assertion below
            failed.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    hits = {(e.data["thread"], e.data["n"]) for e in store.session(session_id).events if e.kind == "hit"}
    assert hits == {(thread, n) for thread in range(4) for n in range(25)}


def test_a_commit_is_on_the_disk_when_it_returns(folder: Path) -> None:
    folder.mkdir()
    engine = database.writing(folder / "respite.db")
    with engine.connect() as connection:
        told = [
            connection.exec_driver_sql(f"pragma {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    engine.dispose()
    assert told == ["wal", 2, 1]  # 2: FULL, each commit waits for the disk


def test_the_record_is_for_the_eyes_of_its_user_only(store: Store, folder: Path) -> None:
    begin(store)
    for path in (folder, folder / "respite.db", folder / "respite.db-wal"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_what_is_read_together_is_of_one_moment(store: Store) -> None:
    session_id = begin(store)
    with store.reading() as reading:
        before = reading.scalars(select(HeadMotion)).all()
        store.head_motion(session_id, None, ns(1), bytes(32))
        assert reading.scalars(select(HeadMotion)).all() == before
