"""A few losses of the runtime at random moments (many more: ``python -m tests.soak.losses``)."""

from __future__ import annotations

from pathlib import Path

from app.engine.messages import ModeChanged, SetMode
from app.rig import VirtualHeadset, VirtualScreen
from tests.engine.visit import Visit
from tests.soak.losses import planned, run


def test_kills_and_hangs_at_random_moments_all_end_in_2d_and_every_process_ends_well() -> None:
    found = run(kills=3, hangs=2, seed=3)
    assert found["failures"] == []
    assert found["exit_codes"] == {"0": 1}


def test_a_seed_stands_for_the_same_losses() -> None:
    assert planned(20, 10, 4) == planned(20, 10, 4) != planned(20, 10, 5)
    assert {loss.moment for loss in planned(20, 10, 4)} == {"showing", "starting", "switching"}


def test_a_switch_that_the_loss_overtakes_is_answered_by_it(
    tmp_path: Path, screen: VirtualScreen, headset: VirtualHeadset
) -> None:
    with Visit(tmp_path, screen.env | headset.env, "3d") as patient:
        assert patient.wait(ModeChanged).mode == "3d"
        patient.listen(0.3)
        headset.suspend()
        patient.listen(0.2)
        patient.send(SetMode(mode="flat", request=6))
        answer = patient.wait(ModeChanged, within_s=8)
        assert (answer.request, answer.mode) == (6, "2d")
        assert "not answered" in answer.reason
