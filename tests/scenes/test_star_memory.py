"""A visit to Star Memory, as the patient and the clinician know it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from panda3d.core import LVector3f

from app.studio import Eye, Studio, Visitor, visit
from app.visual import flashes
from app.visual.colour import linear, luminance
from app.visual.film import Film, Picture, shoot
from scenes.base import Cue, Happening, Level, Line, Moment, Ray, Request, Training, TrainingKind, Value
from scenes.star_memory import StarMemory
from scenes.star_memory_rounds import BIRD_S, EACH_S, PATIENCE_S, Birds, Stars
from scenes.star_memory_things import NINE

Begin = Callable[..., "Patient"]
LIVELY = Training(TrainingKind.GOAL, Level.LIVELY, goal=3)


class Patient:
    """Who looks about in a world and does what is asked, as well as told to. `able` : the longest constellation kept in mind."""

    def __init__(self, scene: StarMemory, heard: list[Request], able: int = 99) -> None:
        self.scene, self.heard, self.able = scene, heard, able
        self.visitor = Visitor(scene, 0.1)

    def told(self, kind: str) -> list[dict[str, Any]]:
        return [h.data for h in self.heard if isinstance(h, Happening) and h.kind == kind]

    def measured(self, name: str) -> list[float]:
        return [data["value"] for data in self.told("measured") if data["measure"] == name]

    def look(self, key: str) -> None:
        """A look at `key`, as a stage takes it: what it meets is acted on."""
        target = next(t for t in self.scene.targets() if t.key == key)
        met = self.scene.pick(self.visitor.ray(target))
        assert met is not None
        assert met.key == key
        self.scene.act(self.visitor.ray(met), met)

    def at(self) -> str:
        return str(self.scene.state()["round"])

    def until(self, at: str, most_s: float = 60.0) -> None:
        end = self.visitor.time + most_s
        while self.at() != at:
            assert self.visitor.time < end, f"never came to {at!r}"
            self.visitor.wait(0.1)

    def take_offer(self) -> None:
        """Wait until something calls, and look at it."""
        while not self.scene.course.calls:
            self.visitor.wait(0.1)
        self.look(next(iter(self.scene.course.calls)))

    def repeat(self) -> None:
        """Answer with what was shown, or with something else where it is too long."""
        self.until("stars-repeated")
        of = self.scene._round
        assert isinstance(of, Stars)
        wanted = of.trial.wanted
        for star in wanted if len(wanted) <= self.able else (*wanted[1:], wanted[0]):
            self.visitor.wait(0.1)
            self.look(f"star-{star + 1}")
        self.until("")

    def listen(self, misses: tuple[int, ...] = (), alarms: tuple[int, ...] = ()) -> None:
        """Look at the lamp 0.8 s after each bird that is the same, but for the targets and others of those numbers."""
        done = -1
        self.until("birds-shown")
        while isinstance(of := self.scene._round, Birds):
            number = of.number
            targets = [at for at in range(len(of.run.items)) if of.run.target(at)]
            others = [at for at in range(of.run.n, len(of.run.items)) if at not in targets]
            wanted = {at for k, at in enumerate(targets) if k not in misses} | {others[k] for k in alarms}
            if number in wanted and number != done and self.visitor.time - of.since >= 0.75:
                self.look("lamp")
                done = number
            self.visitor.wait(0.1)


@pytest.fixture
def begin(baked: Path) -> Iterator[Begin]:
    with ExitStack() as stack:

        def make(chosen: Mapping[str, Value] | None = None, training: Training = LIVELY, able: int = 99) -> Patient:
            heard: list[Request] = []
            scene = stack.enter_context(visit("star-memory", baked, 1, 0.5, heard.append, training, chosen))
            assert isinstance(scene, StarMemory)
            return Patient(scene, heard, able)

        yield make


def test_a_look_at_what_calls_begins_a_round_and_its_answer_is_on_record(begin: Begin) -> None:
    patient = begin()
    patient.take_offer()
    patient.repeat()
    (trial,) = patient.told("trial")
    assert trial["sequence"] == trial["answer"]
    assert trial["task"] == "stars"
    assert trial["correct"]
    assert trial["length"] == 2
    assert trial["direction"] == "forward"
    assert trial["reaction_s"] == pytest.approx(0.1, abs=0.11)
    assert trial["between_s"] == pytest.approx(0.1, abs=1e-3)
    assert patient.measured("span") == [2]
    assert patient.measured("stars-right") == [100.0]
    assert patient.measured("stars-reaction") == [trial["reaction_s"]]
    assert patient.scene.state()["figures"] == 1
    assert {c.sound for c in patient.heard if isinstance(c, Cue)} <= set(StarMemory.sounds)


@pytest.mark.parametrize(("able", "direction"), [(3, "forward"), (4, "backward")])
def test_whoever_repeats_so_many_has_that_span(begin: Begin, able: int, direction: str) -> None:
    patient = begin({"task": "stars", "direction": direction}, able=able)
    for _ in range(12):
        patient.take_offer()
        patient.repeat()
    trials = patient.told("trial")
    assert patient.measured("span" if direction == "forward" else "span-backward")[-1] == able
    assert {t["correct"] for t in trials if t["length"] <= able} == {True}
    assert {t["correct"] for t in trials if t["length"] > able} == {False}
    if direction == "backward":
        assert all(t["answer"] == "-".join(t["sequence"].split("-")[::-1]) for t in trials if t["correct"])
        assert not patient.measured("span")
    # The staircase stays about what can be done.
    assert {t["length"] for t in trials[-4:]} <= {able - 1, able, able + 1}


def test_when_wrong_nothing_is_lost_and_the_figure_shows_itself_once_more_and_the_next_is_shorter(begin: Begin) -> None:
    patient = begin({"task": "stars", "length": 4}, able=3)
    before = patient.scene.state()
    patient.take_offer()
    patient.until("stars-repeated")
    patient.heard.clear()
    patient.repeat()
    (trial,) = patient.told("trial")
    assert not trial["correct"]
    shown = [f"star-{star}" for star in trial["sequence"].split("-")]
    sounds = [c for c in patient.heard if isinstance(c, Cue) and c.sound.startswith("star-")]
    assert [c.sound for c in sounds[-4:]] == shown
    assert max(c.gain_db for c in sounds[-4:]) < min(c.gain_db for c in sounds[:4])
    assert {c.sound for c in patient.heard if isinstance(c, Cue)} <= {f"star-{k}" for k in range(1, 10)}
    after = patient.scene.state()
    assert (after["hits"], after["missed"], after["figures"]) == (before["hits"] + 1, 0, 0)
    assert after["length"] == 3


def test_constellations_and_birds_come_in_turn_unless_only_one_is_chosen(begin: Begin) -> None:
    patient = begin()
    for _ in range(2):
        patient.take_offer()
        patient.repeat()
        patient.take_offer()
        patient.listen()
    assert [t["task"] for t in patient.told("trial")] == ["stars", "birds"] * 2
    patient.scene.change("task", "birds")
    patient.take_offer()
    patient.listen()
    assert patient.told("trial")[-1]["task"] == "birds"


def test_answers_to_birds_are_counted_and_the_next_run_asks_for_more(begin: Begin) -> None:
    patient = begin({"task": "birds"})
    patient.take_offer()
    patient.listen()
    patient.take_offer()
    patient.listen(misses=(1,), alarms=(2, 4, 6))
    first, second = patient.told("trial")
    assert (first["n"], first["hits"], first["misses"], first["false_alarms"]) == (1, 3, 0, 0)
    assert first["correct_rejections"] == 7
    assert first["accuracy"] == 100.0
    assert first["d_prime"] == pytest.approx(2.684, abs=1e-3)
    assert first["reaction_s"] == pytest.approx(0.8, abs=0.11)
    assert (second["n"], second["hits"], second["misses"], second["false_alarms"]) == (2, 2, 1, 3)
    assert second["accuracy"] == 60.0
    assert patient.scene.state()["n"] == 1
    assert patient.measured("n") == [1]
    assert patient.measured("birds-right") == [100.0, 60.0]


def test_whoever_presses_need_not_aim_at_the_lamp(begin: Begin) -> None:
    patient = begin({"task": "birds"})
    patient.take_offer()
    patient.until("birds-shown")
    patient.visitor.until(patient.visitor.time + BIRD_S + 0.5)
    patient.scene.act(Ray(patient.visitor.eyes(), LVector3f(0, 0, 1)), None)
    of = patient.scene._round
    assert isinstance(of, Birds)
    assert list(of.run.reactions) == [1]


def test_stars_are_as_far_apart_as_a_look_needs_and_within_an_easy_glance(begin: Begin) -> None:
    patient = begin()
    targets = {t.key: t for t in patient.scene.targets()}
    rays = {key: patient.visitor.ray(t).direction for key, t in targets.items()}
    for one, other in combinations(targets, 2):
        assert math.degrees(math.acos(rays[one].dot(rays[other]))) > 9.0
    for key in targets:
        right = math.degrees(math.atan2(rays[key][0], rays[key][1]))
        up = math.degrees(math.asin(rays[key][2]))
        assert abs(right) <= 32
        assert -15 <= up <= 30
    assert len(NINE) == 9
    assert len(targets) == 10


def test_while_stars_are_shown_a_look_at_them_does_nothing(begin: Begin) -> None:
    patient = begin()
    star = next(t for t in patient.scene.targets() if t.key == "star-5")
    patient.take_offer()
    patient.until("stars-shown")
    assert patient.scene.pick(patient.visitor.ray(star)) is None
    patient.visitor.wait(EACH_S)
    patient.until("stars-repeated")
    met = patient.scene.pick(patient.visitor.ray(star))
    assert met is not None
    assert met.key == "star-5"


def test_a_task_is_explained_once_in_one_line(begin: Begin) -> None:
    patient = begin({"task": "stars"})
    for _ in range(3):
        patient.take_offer()
        patient.repeat()
    assert len([r for r in patient.heard if isinstance(r, Line)]) == 1


def test_a_rating_lets_go_of_the_round_and_the_same_kind_is_offered_again(begin: Begin) -> None:
    patient = begin()
    patient.take_offer()
    patient.until("stars-repeated")
    patient.scene.quiet(True)
    patient.visitor.until(patient.visitor.time + 10.0)
    assert patient.at() == ""
    assert not patient.told("trial")
    assert patient.told("left") == [{"task": "stars"}]
    patient.scene.quiet(False)
    patient.take_offer()
    patient.until("stars-repeated")


def test_who_does_not_answer_is_left_in_peace_and_it_counts_for_nothing(begin: Begin) -> None:
    patient = begin({"task": "stars", "length": 3})
    patient.take_offer()
    patient.until("stars-repeated")
    patient.until("", PATIENCE_S + 1.0)
    assert not patient.told("trial")
    assert not patient.told("measured")
    assert patient.scene.state()["length"] == 3


def test_a_timed_visit_offers_a_round_at_the_set_time(begin: Begin) -> None:
    timeline = (Moment(6.0, "call"), Moment(9.0, "shooting-star"))
    patient = begin(training=Training(TrainingKind.TIMED, Level.CALM, timeline=timeline))
    patient.visitor.until(5.9)
    assert not patient.told("appeared")
    patient.visitor.until(6.2)
    assert len(patient.told("appeared")) == 1
    patient.visitor.until(9.2)
    assert patient.told("event") == [{"event": "shooting-star"}]


def test_stars_come_to_shine_softly_and_never_in_a_single_frame(begin: Begin) -> None:
    patient = begin({"task": "stars"})
    patient.take_offer()
    steps = []
    last = patient.scene._glow.copy()
    for _ in range(900):
        patient.visitor.wait(1 / 90)
        steps.append(np.abs(patient.scene._glow - last).max())
        last = patient.scene._glow.copy()
    assert 0 < max(steps) < 0.1


def test_a_round_that_goes_wrong_flashes_nowhere(begin: Begin) -> None:
    patient = begin({"task": "stars", "length": 3})
    patient.take_offer()
    patient.until("stars-shown")
    film = Film(Picture("ahead", Eye.MIDDLE, 90.0, (72, 48)))
    with Studio(film.picture.size) as studio:
        shoot([(studio, film)], patient.visitor, 10.5)
    assert [trial["correct"] for trial in patient.told("trial")] == [False]
    assert not [f for f in flashes.figures(np.array(film.times), np.stack(film.frames)) if not f.met]
    # It is seen all the same: some place grew brighter by far more than a screen's grain.
    light = luminance(linear(np.stack(film.frames)))
    assert (light.max(0) - light.min(0)).max() > 0.2


def test_a_span_does_not_depend_on_the_frame_rate(baked: Path) -> None:
    shown = []
    for step in (1 / 60, 1 / 10):
        heard: list[Request] = []
        with visit("star-memory", baked, 4, 0.5, heard.append, LIVELY) as scene:
            assert isinstance(scene, StarMemory)
            patient = Patient(scene, heard)
            patient.visitor = Visitor(scene, step)
            patient.take_offer()
            patient.repeat()
            shown.append(patient.told("trial")[0]["sequence"])
    assert shown[0] == shown[1]


def test_whatever_memory_held_before_the_lake_is_there_from_the_first_moment(begin: Begin) -> None:
    live = begin().scene.live
    assert all(abs(value) < 1e6 for row in live for value in row)
