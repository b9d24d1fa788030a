"""A visit is the same whatever shows it: here with the real displays, a headset's runtime and a screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.engine.messages import ModeChanged, Play, SceneHappening
from app.rig import VirtualHeadset
from scenes.base import Level, Training, TrainingKind
from tests.engine.visit import Visit
from tests.openxr.hurried import FASTER, HURRIED

#: seconds of the world's own time that are compared
SECONDS = 60.0


def happened(patient: Visit) -> list[tuple[str, dict[str, Any]]]:
    """What the world told of itself, in its order, until `SECONDS` of it were over; not where the patient looked."""
    assert patient.wait(ModeChanged).reason == ""
    patient.send(Play(on=True))
    patient.wait(SceneHappening, lambda told: told.world_s * FASTER > SECONDS, within_s=40.0)
    told = [m for m in patient.heard if isinstance(m, SceneHappening) and m.kind != "looked_at"]
    return [(m.kind, m.data) for m in told if m.world_s * FASTER <= SECONDS]


def test_the_same_seed_gives_the_same_events_in_3d_and_in_2d(
    visit: Callable[..., Visit], headset: VirtualHeadset
) -> None:
    training = Training(TrainingKind.GOAL, Level.LIVELY)
    headset.remote.look((0, 1, -0.3))  # up, where nobody is met by a look
    found = {}
    for mode in ("3d", "2d"):
        with visit(mode, world=HURRIED.name, training=training) as patient:
            found[mode] = happened(patient)
    shorter = min(len(told) for told in found.values())
    assert {"appeared", "missed", "breath_in", "breath_out"} <= {kind for kind, _ in found["3d"][:shorter]}
    assert shorter > 15
    assert found["3d"][:shorter] == found["2d"][:shorter]
    # a frame or two may lie between the ends of the two records
    assert max(len(told) for told in found.values()) - shorter < 6
