"""The worlds that train, played by a scripted head and scripted hands on a real runtime."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.engine.messages import ChangeWorld, ModeChanged, Play, SceneHappening
from app.rig import VirtualHeadset, VirtualScreen
from app.rig.headset import RemoteHeadset, Side
from tests.engine.visit import Visit
from tests.openxr.training import GARDEN, MIRROR, STARS

Place = tuple[float, float, float]
#: metres that lie between what was scripted and what the runtime tells
EXACT = 1e-4


@pytest.fixture
def visit_baked(baked: Path, screen: VirtualScreen, headset: VirtualHeadset) -> Callable[..., Visit]:
    """As `visit`, with what other tests have baked of the same worlds."""

    def begin(mode: str, **options: Any) -> Visit:
        return Visit(baked, screen.env | headset.env, mode, **options)

    return begin


def hand_at(remote: RemoteHeadset, place: Place, side: Side = "right", squeeze: float = 0.0) -> None:
    """Hold a controller at a place of the seat's frame: below a head that is 1.6 m high and 1.2 m over the seat."""
    x, y, z = place
    hand = remote.hand(side)
    hand.active, hand.position, hand.squeeze = True, (x, z + 0.4, -y), squeeze
    remote.send()


def three(data: dict[str, Any], name: str) -> np.ndarray:
    return np.array([data[f"{name}_{axis}"] for axis in "xyz"])


class Played:
    """A visit that goes on, and what its world tells."""

    def __init__(self, patient: Visit) -> None:
        self.patient = patient
        assert patient.wait(ModeChanged, within_s=60.0).reason == ""  # a world may have to be baked first
        patient.send(Play(on=True))

    def frame(self, match: Callable[[dict[str, Any]], bool], within_s: float = 20.0) -> dict[str, Any]:
        """The next frame that is such."""
        found = self.patient.wait(SceneHappening, lambda m: m.kind == "frame" and match(m.data), within_s)
        return found.data

    def told(self, kind: str, within_s: float = 20.0, **data: Any) -> dict[str, Any]:
        """What is told next of that kind, with such data."""

        def such(message: SceneHappening) -> bool:
            return message.kind == kind and data.items() <= message.data.items()

        return self.patient.wait(SceneHappening, such, within_s).data

    def measured(self, name: str) -> list[float]:
        """All values of a measure until now."""
        heard = [m.data for m in self.patient.heard if isinstance(m, SceneHappening) and m.kind == "measured"]
        return [data["value"] for data in heard if data["measure"] == name]


def near(place: Place, name: str = "tracked") -> Callable[[dict[str, Any]], bool]:
    return lambda data: f"{name}_x" in data and bool(np.allclose(three(data, name), place, atol=EXACT))


# ---- Mirror Room ------------------------------------------------------------------------------------------------------

#: a path of the hand over the table: places, and which way what it holds points
PATH = [((0.12 + 0.02 * k, 0.34 + 0.015 * k, 0.86 + 0.012 * (k % 5)), (0.25 - 0.06 * k, 0.9, -0.5)) for k in range(9)]
ACROSS = np.diag([-1.0, 1.0, 1.0])


def frame_of(data: dict[str, Any], name: str) -> np.ndarray:
    """Three axes as columns."""
    return np.stack([three(data, f"{name}_{axis}") for axis in ("across", "along", "back")], 1)


def test_the_other_arm_is_drawn_in_the_same_frame_as_the_exact_image_of_the_hand_that_is_tracked(
    visit_baked: Callable[..., Visit], headset: VirtualHeadset
) -> None:
    remote = headset.remote
    hand_at(remote, PATH[0][0])
    with visit_baked("3d", world=MIRROR.name, chosen={"side": "right", "settling": 1.0}) as patient:
        played = Played(patient)
        played.frame(near(PATH[0][0], "right"))  # one's own hand leads from now on
        seen = []
        for place, way in PATH:
            hand_at(remote, place)
            remote.point(way)
            seen.append(played.frame(near(place)))
        seen += [m.data for m in patient.listen(0.3) if isinstance(m, SceneHappening) and m.kind == "frame"]
        held = []
        for data in seen:
            tracked = three(data, "tracked")
            assert np.abs(three(data, "right") - tracked).max() < EXACT
            assert np.abs(three(data, "left") - tracked * [-1, 1, 1]).max() < EXACT
            right, left = frame_of(data, "right"), frame_of(data, "left")
            assert np.abs(left - ACROSS @ right @ ACROSS).max() < 1e-6
            held.append(frame_of(data, "tracked").T @ right)
        # the hand is turned with what it holds, and lies in it always alike
        assert np.abs(np.array(held) - held[0]).max() < 1e-4
        played.frame(lambda data: data.get("phase") == "open", within_s=30.0)
        for squeeze in (1.0, 0.0):
            hand_at(remote, PATH[0][0], squeeze=squeeze)
            time.sleep(0.4)
        assert played.told("measured", measure="repetitions")["value"] == 1


# ---- Reach Garden -----------------------------------------------------------------------------------------------------

REST: Place = (0.18, 0.30, 0.82)
#: metres from there, along the ways the arm is asked to go
REACHES = ((0.22, 0.12, 0.05), (0.02, 0.30, 0.10), (-0.08, 0.24, 0.06), (0.10, 0.20, 0.27))


def along(way: Sequence[float], share: float = 1.0) -> Place:
    """So far from `REST` on that way."""
    x, y, z = (r + share * float(w) for r, w in zip(REST, way, strict=True))
    return x, y, z


def with_gain(gain: float, place: Place) -> Callable[[dict[str, Any]], bool]:
    return lambda data: data.get("gain") == gain and near(place)(data)


def test_the_garden_shows_a_movement_exactly_so_many_times_larger_and_measures_how_far_it_came(
    visit_baked: Callable[..., Visit], headset: VirtualHeadset
) -> None:
    remote = headset.remote
    hand_at(remote, REST)
    with visit_baked("3d", world=GARDEN.name, chosen={"arms": "right", "gain": 0.8}) as patient:
        played = Played(patient)
        start = played.frame(near(REST))
        time.sleep(0.6)  # the hand has rested there
        for way in REACHES:
            out = along(way)
            hand_at(remote, out)
            found = played.frame(near(out))
            assert np.allclose(three(found, "rest"), REST, atol=EXACT), start
            time.sleep(0.15)
        longest = max(math.hypot(*way) for way in REACHES)
        assert played.told("range", arm="right")["metres"] == pytest.approx(longest, rel=0.02)
        assert played.told("measured", measure="right-range")["value"] == pytest.approx(100 * longest, rel=0.02)
        for gain in (0.8, 1.0, 1.4, 2.0):
            patient.send(ChangeWorld(name="gain", value=gain))
            for share in (0.35, 0.80):
                out = along(REACHES[1], share)
                hand_at(remote, out)
                found = played.frame(with_gain(gain, out))
                seen = np.array(REST) + gain * (np.array(out) - REST)
                assert np.allclose(three(found, "virtual"), seen, atol=EXACT)
                assert np.allclose(three(found, "drawn"), seen, atol=EXACT)
        hand_at(remote, REST)
        goal = three(played.frame(near(REST)), "goal")
        hand_at(remote, along(tuple(goal - REST), 0.5))
        reach = played.told("reach", arm="right", reached=True, gain=2.0)
        assert reach["virtual_metres"] == pytest.approx(2.0 * reach["metres"], abs=2e-4)


# ---- Star Memory ------------------------------------------------------------------------------------------------------


def picked(number: int) -> Callable[[dict[str, Any]], bool]:
    return lambda data: data.get("picked") == number


class Pointing:
    """Picks a star by a controller or, where that is laid down, by a look that stays."""

    def __init__(self, played: Played, remote: RemoteHeadset) -> None:
        self._played, self._remote = played, remote
        self.by_hand = True

    def _way(self, star: str, start: Place) -> Place:
        """From a place of the seat's frame to that star, in the runtime's axes."""
        x, y, z = three(self._played.frame(lambda data: f"{star}_x" in data), star) - start
        return float(x), float(z), float(-y)

    def pick(self, star: str) -> None:
        if not self.by_hand:
            self._remote.put_down()
            self._remote.look(self._way(star, (0.0, 0.0, 1.2)))
            return
        hand_at(self._remote, HAND)
        self._remote.point(self._way(star, HAND))
        time.sleep(0.15)
        self._remote.trigger(True)
        time.sleep(0.12)
        self._remote.trigger(False)

    def repeat(self, change: Callable[[list[str]], list[str]] = list) -> tuple[str, str]:
        """Begin the round that is offered, and answer what was shown, or what `change` makes of it: both."""
        calling = self._played.frame(lambda data: data["calls"] != "" and data["phase"] == "over")["calls"]
        self.pick(calling)
        shown = str(self._played.frame(picked(0))["shown"])
        answer = change(shown.split("-"))
        for number, star in enumerate(answer, 1):
            self.pick(f"star-{star}")
            if number < len(answer):
                self._played.frame(picked(number))
        return shown, "-".join(answer)


HAND: Place = (0.2, 0.35, 0.9)


def test_star_memory_writes_down_what_was_answered_by_a_controller_and_by_a_look(
    visit_baked: Callable[..., Visit], headset: VirtualHeadset
) -> None:
    remote = headset.remote
    hand_at(remote, HAND)
    with visit_baked("3d", world=STARS.name, chosen={"task": "stars", "length": 2}) as patient:
        played = Played(patient)
        pointing = Pointing(played, remote)
        right = []
        for by_hand, change in ((True, list), (False, list), (True, lambda shown: shown[::-1])):
            pointing.by_hand = by_hand
            shown, answer = pointing.repeat(change)
            trial = played.told("trial", task="stars")
            right.append(shown == answer)
            assert (trial["sequence"], trial["answer"], trial["correct"]) == (shown, answer, right[-1])
            assert trial["length"] == len(shown.split("-"))
            accuracy = played.told("measured", measure="stars-right")["value"]
            assert accuracy == pytest.approx(100 * sum(right) / len(right), abs=0.06)
        assert right == [True, True, False]
        assert played.measured("span")[-1] == 2
