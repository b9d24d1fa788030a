"""The order of a session, step by step and on random walks."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from app.errors import Already, BadInput, IllegalStep, RespiteError
from app.session.asking import Ask, Asked, due
from app.session.plan import Mode
from app.session.protocol import Phase, Protocol, Rated

Step = Callable[[Protocol], Protocol]

ITEMS = ("skin", "stop")


def at(phase: Phase, planned_s: float = 60.0) -> Protocol:
    """A session that stands at `phase` at second 10, nothing shown yet."""
    protocol = Protocol.begin(planned_s, Mode.D3, ITEMS)
    if phase is Phase.ABORTED:
        return protocol.abort("the patient felt unwell", 1)
    steps: tuple[Step, ...] = (
        lambda p: p.confirm_checklist(ITEMS, 1),
        lambda p: p.calibrated(2),
        lambda p: p.rate("before", 6, 3),
        lambda p: p.finish_exposure(10),
        lambda p: p.rate("after", 4, 10),
        lambda p: p.complete(10),
    )
    for step in steps[: list(Phase).index(phase)]:
        protocol = step(protocol)
    assert protocol.phase is phase
    return protocol


def test_a_session_goes_from_the_checklist_to_complete() -> None:
    protocol = Protocol.begin(20, Mode.D3, ITEMS).confirm_checklist(ITEMS, 0).calibrated(1).rate("before", 6, 2)
    protocol = protocol.show(Mode.D3, 10).tick(29.9)
    assert (protocol.phase, protocol.showing) == (Phase.EXPOSURE, True)
    protocol = protocol.tick(30)
    assert (protocol.phase, protocol.showing) == (Phase.RATING_AFTER, False)
    protocol = protocol.rate("after", 4, 40).complete(60)
    assert (protocol.phase, protocol.before, protocol.after, protocol.reason) == (Phase.COMPLETE, 6, 4, None)
    assert protocol.elapsed(100) == 20


def test_the_exposure_counts_only_while_something_is_shown() -> None:
    protocol = at(Phase.EXPOSURE).show(Mode.D3, 10).show(Mode.D2, 15).hide(20)
    assert (protocol.mode, protocol.elapsed(50)) == (Mode.D2, 10)
    protocol = protocol.tick(500).show(Mode.D3, 510)
    assert protocol.phase is Phase.EXPOSURE
    assert protocol.elapsed(520) == 20
    assert protocol.tick(560).phase is Phase.RATING_AFTER


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase is not Phase.EXPOSURE])
def test_only_the_exposure_runs_out(phase: Phase) -> None:
    protocol = at(phase)
    if phase.past(Phase.EXPOSURE) and phase is not Phase.ABORTED:
        protocol = at(Phase.EXPOSURE).show(Mode.D3, 10).tick(70)
        protocol = protocol if phase is Phase.RATING_AFTER else protocol.rate("after", 4, 71)
        protocol = protocol.complete(72) if phase is Phase.COMPLETE else protocol
    assert protocol.phase is phase
    assert protocol.tick(10_000).phase is phase


def test_a_display_that_shows_before_the_exposure_does_not_start_its_clock() -> None:
    protocol = at(Phase.CALIBRATION).show(Mode.D2, 5)
    assert (protocol.mode, protocol.showing, protocol.elapsed(50)) == (Mode.D2, False, 0)


def test_the_checklist_names_what_is_not_confirmed() -> None:
    with pytest.raises(IllegalStep, match="stop is not"):
        at(Phase.CHECKLIST).confirm_checklist(["skin"], 1)


def test_a_rating_left_out_moves_on_without_a_value() -> None:
    protocol = at(Phase.RATING_BEFORE).rate("before", None, 5)
    assert (protocol.phase, protocol.before) == (Phase.EXPOSURE, None)


def test_a_skipped_calibration_keeps_its_reason() -> None:
    assert at(Phase.CALIBRATION).calibration_skipped("no microphone", 5).calibration == "no microphone"


@pytest.mark.parametrize("value", [-1, 11, 5.5, True, "5"])
def test_a_rating_off_the_scale_is_refused(value: int) -> None:
    with pytest.raises(BadInput, match="whole number from 0 to 10"):
        at(Phase.RATING_BEFORE).rate("before", value, 5)


@pytest.mark.parametrize("phase", list(Phase))
def test_each_phase_refuses_the_steps_of_the_others(phase: Phase) -> None:
    own: dict[Phase, Step] = {
        Phase.CHECKLIST: lambda p: p.confirm_checklist(ITEMS, 20),
        Phase.CALIBRATION: lambda p: p.calibrated(20),
        Phase.RATING_BEFORE: lambda p: p.rate("before", 5, 20),
        Phase.EXPOSURE: lambda p: p.finish_exposure(20),
        Phase.RATING_AFTER: lambda p: p.rate("after", 5, 20),
        Phase.DEBRIEF: lambda p: p.complete(20),
    }
    for of, step in own.items():
        if of is not phase:
            with pytest.raises(IllegalStep, match=f"not possible in {phase}"):
                step(at(phase))


def test_time_never_goes_backwards() -> None:
    with pytest.raises(IllegalStep, match="time never goes backwards"):
        at(Phase.EXPOSURE).show(Mode.D3, 20).tick(19.999)


def test_an_abort_needs_a_reason() -> None:
    with pytest.raises(BadInput, match="a reason is needed"):
        at(Phase.EXPOSURE).abort("  ", 20)


@pytest.mark.parametrize("planned_s", [0, -5, float("nan"), float("inf")])
def test_an_exposure_has_a_length(planned_s: float) -> None:
    with pytest.raises(BadInput, match="planned_s"):
        Protocol.begin(planned_s, Mode.D2, ())


# ---- restoring ------------------------------------------------------------------------------------------------------


def restored(phase: str, before: int | None, after: int | None = None, delivered_s: float = 0.0) -> Protocol:
    return Protocol.restore(60, Mode.D3, ITEMS, phase=phase, before=before, after=after, delivered_s=delivered_s)


def test_a_session_cut_off_in_the_exposure_goes_on_with_the_time_that_is_left() -> None:
    protocol = restored("exposure", before=6, delivered_s=45)
    assert (protocol.phase, protocol.showing, protocol.elapsed(10**6)) == (Phase.EXPOSURE, False, 45)
    # The clock of this run may well begin below the one of the run that was cut off.
    protocol = protocol.show(Mode.D2, 3)
    assert protocol.tick(17.9).phase is Phase.EXPOSURE
    assert protocol.tick(18).phase is Phase.RATING_AFTER


def test_a_rating_that_was_stored_before_the_cut_is_not_asked_again() -> None:
    assert restored("rating_before", before=6).phase is Phase.EXPOSURE
    assert restored("rating_after", before=None, after=3).phase is Phase.DEBRIEF


def test_a_rating_that_was_left_out_before_the_cut_stays_left_out() -> None:
    protocol = restored("rating_after", before=None)
    assert [(rated.phase_name, rated.value) for rated in protocol.ratings] == [("before", None)]


def test_a_damaged_record_is_refused() -> None:
    with pytest.raises(BadInput, match="phase must be one of"):
        restored("asleep", before=None)
    with pytest.raises(BadInput, match="delivered_s"):
        restored("exposure", before=5, delivered_s=-1)
    with pytest.raises(BadInput, match="has a reason exactly when"):
        restored("aborted", before=5)


# ---- a pause, and ratings in between ----------------------------------------------------------------------------------


def in_exposure() -> Protocol:
    return restored("exposure", before=5).show(Mode.D2, 1.0)


def test_no_exposure_is_delivered_in_a_pause_whatever_is_shown() -> None:
    paused = in_exposure().pause(3.0)
    assert paused.elapsed(9.0) == 2.0
    shown = paused.hide(4.0).show(Mode.D3, 5.0).tick(6.0)
    assert (shown.elapsed(9.0), shown.mode, shown.paused) == (2.0, Mode.D3, True)
    on = shown.go_on(10.0).show(Mode.D3, 10.0)
    assert on.elapsed(11.0) == 3.0


def test_who_comes_second_is_told_that_it_is_so_already() -> None:
    with pytest.raises(Already, match="paused already"):
        in_exposure().pause(2.0).pause(3.0)
    with pytest.raises(Already, match="not paused"):
        in_exposure().go_on(2.0)


def test_a_pause_ends_with_the_exposure() -> None:
    paused = in_exposure().pause(2.0)
    assert paused.finish_exposure(3.0).phase is Phase.RATING_AFTER
    assert not paused.finish_exposure(3.0).paused
    assert not paused.abort("dizzy", 3.0).paused


def test_ratings_in_between_lead_nowhere_and_take_no_other_s_place() -> None:
    rated = in_exposure().rate("during", 4, 2.0).rate("during", 3, 3.0)
    assert (rated.phase, rated.before, rated.after) == (Phase.EXPOSURE, 5, None)
    with pytest.raises(IllegalStep):
        rated.finish_exposure(4.0).rate("during", 2, 5.0)


# ---- random walks ---------------------------------------------------------------------------------------------------


def stumble(protocol: Protocol, chance: random.Random, now: float) -> Protocol:
    """A step drawn by chance, legal or not."""
    steps = (
        lambda: protocol.confirm_checklist(chance.choice([ITEMS, ("skin",)]), now),
        lambda: protocol.calibrated(now),
        lambda: protocol.calibration_skipped(chance.choice(["no microphone", ""]), now),
        lambda: protocol.pause(now) if chance.random() < 0.5 else protocol.go_on(now),
        lambda: protocol.rate(
            chance.choice(["before", "during", "after"]), chance.choice([None, -1, 0, 7, 10, 11]), now
        ),
        lambda: protocol.show(chance.choice(list(Mode)), now),
        lambda: protocol.hide(now),
        lambda: protocol.tick(now),
        lambda: protocol.finish_exposure(now) if chance.random() < 0.1 else protocol.tick(now),
        lambda: protocol.complete(now),
        lambda: protocol.abort(chance.choice(["dizzy", ""]), now) if chance.random() < 0.05 else protocol.tick(now),
    )
    return chance.choice(steps)()


@pytest.mark.parametrize("seed", range(40))
def test_whatever_is_tried_the_rules_hold(seed: int) -> None:
    chance = random.Random(seed)
    protocol, now, shown = Protocol.begin(30, Mode.D3, ITEMS).tick(100), 100.0, 0.0
    for _ in range(300):
        step_s = chance.choice([0.0, 0.1, 1.0, -0.5])
        runs = protocol.showing
        try:
            after = stumble(protocol, chance, now + step_s)
        except RespiteError:
            continue
        assert step_s >= 0 or after == protocol, "a step back in time was taken"
        now += max(step_s, 0)
        shown += step_s if runs else 0
        assert after.elapsed(now) == pytest.approx(shown), "the exposure counts what was shown, and only that"
        assert after.elapsed(now + 1) >= after.elapsed(now) >= protocol.elapsed(now - max(step_s, 0))
        assert not protocol.phase.terminal or after == protocol, "an ended session changed"
        assert (after.phase is Phase.ABORTED) == (after.reason is not None)
        assert not after.showing or after.phase is Phase.EXPOSURE
        assert not after.paused or (after.phase is Phase.EXPOSURE and not after.showing)
        names = [rated.phase_name for rated in after.ratings if rated.phase_name != "during"]
        assert len(names) == len(set(names)), "a rating was given twice"
        assert all(rated.value is None or 0 <= rated.value <= 10 for rated in after.ratings)
        assert (
            after.phase in (protocol.phase, Phase.ABORTED)
            or after.phase is list(Phase)[list(Phase).index(protocol.phase) + 1]
        ), "a phase was jumped over"
        protocol = after


def test_random_walks_reach_every_phase() -> None:
    reached = set()
    for seed in range(40):
        chance = random.Random(seed)
        protocol, now = Protocol.begin(30, Mode.D3, ITEMS), 0.0
        for _ in range(300):
            now += 1.0
            try:
                protocol = stumble(protocol, chance, now)
            except RespiteError:
                continue
            reached.add(protocol.phase)
    assert reached == set(Phase)


SEVERAL = (
    Ask("nrs-pain-now", Asked.BEFORE),
    Ask("nrs-unpleasantness", Asked.BEFORE),
    Ask("ssq", Asked.BASELINE, form=True),
    Ask("fms-now", Asked.AFTER),
)


def several() -> Protocol:
    return Protocol.begin(60, Mode.D3, ITEMS, SEVERAL).confirm_checklist(ITEMS, 1).calibrated(2)


def test_several_scales_are_asked_one_after_the_other_and_then_it_goes_on() -> None:
    protocol = several()
    seen = []
    for value in (6, None, None):
        assert protocol.open is not None
        seen.append((protocol.open.what, protocol.asked))
        protocol = protocol.rate("before", value, 3)
    assert seen == [("nrs-pain-now", (1, 3)), ("nrs-unpleasantness", (2, 3)), ("ssq", (3, 3))]
    assert (protocol.phase, protocol.before) == (Phase.EXPOSURE, 6)
    protocol = protocol.finish_exposure(10).rate("after", 17, 11)
    assert (protocol.phase, protocol.after) == (Phase.DEBRIEF, None), "sickness is no rating of pain"


def test_an_answer_to_what_is_not_asked_is_refused() -> None:
    with pytest.raises(IllegalStep, match="nrs-pain-now is asked, not fms-now"):
        several().rate("before", 6, 3, "fms-now")
    with pytest.raises(BadInput, match="ssq is a questionnaire"):
        several().rate("before", 6, 3).rate("before", 6, 3).rate("before", 1, 3)
    protocol = several().rate("before", 6, 3).rate("before", 6, 3).rate("before", None, 3).finish_exposure(10)
    with pytest.raises(BadInput, match="0 to 20, got 21"):
        protocol.rate("after", 21, 11)


def test_a_session_that_asks_nothing_goes_straight_on() -> None:
    protocol = Protocol.begin(60, Mode.D3, ITEMS, ()).confirm_checklist(ITEMS, 1).calibrated(2)
    assert protocol.phase is Phase.EXPOSURE
    assert protocol.finish_exposure(5).phase is Phase.DEBRIEF


def test_a_session_cut_off_between_two_scales_asks_the_second_one() -> None:
    found = Protocol.restore(
        60,
        Mode.D3,
        ITEMS,
        phase="rating_before",
        before=6,
        after=None,
        delivered_s=0.0,
        asks=SEVERAL,
        others=(Rated("before", None, "ssq"),),
    )
    assert (found.phase, found.open) == (Phase.RATING_BEFORE, SEVERAL[1])
    assert found.rate("before", 3, 1).phase is Phase.EXPOSURE


def test_what_is_asked_again_and_again_is_asked_when_its_time_has_come_and_not_near_the_end() -> None:
    asks = (Ask("nrs-pain-now", Asked.BEFORE), Ask("fms-now", Asked.DURING, every_min=2), Ask("presence", Asked.DURING))
    assert due(asks, {}, 119.0, 600.0) is None
    assert due(asks, {}, 120.0, 600.0) == "fms-now"
    assert due(asks, {"fms-now": 120.0}, 200.0, 600.0) is None
    assert due(asks, {"fms-now": 120.0}, 240.0, 600.0) == "fms-now"
    assert due(asks, {"fms-now": 120.0}, 240.0, 270.0) is None
