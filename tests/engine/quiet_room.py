"""The smallest worlds that can be told apart from others: a floor, a red thing ahead, a green one to the right."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from panda3d.core import CardMaker, LColorf, LPoint3f, LVector3f, NodePath

from scenes.base import Amount, Choice, Cue, Happening, Line, Posture, Ray, Scene, SceneContext, Target, Value
from scenes.registry import World
from tests.one_colour import one_colour

ROOM = World("quiet-room", "Quiet Room", "A floor and two things.", "tests.engine.quiet_room", "QuietRoom")
BOAT = World(
    "rocking-boat", "Rocking Boat", "The same from a boat that rolls.", "tests.engine.quiet_room", "RockingBoat"
)


class QuietRoom(Scene):
    name = ROOM.name
    title = ROOM.title
    sounds = ("hush", "throw")
    choices: Sequence[Choice | Amount] = (
        Choice("tell", "Tell", (("nothing", "Nothing"), ("posture", "Posture"), ("line", "Line")), live=True),
    )
    events = ("bell",)

    def __init__(self, context: SceneContext) -> None:
        self._context = context
        self.root = NodePath(self.name)
        self.root.set_shader(one_colour())
        self.seat = self.root.attach_new_node("seat")
        self._things = {"red": LPoint3f(0, 4, 1.2), "green": LPoint3f(4, 4, 1.2)}
        self._card("floor", LPoint3f(0, 0, 0), 40, (0.2, 0.25, 0.3, 1)).set_p(-90)
        self._card("wall", LPoint3f(0, 30, 0), 60, (0.35, 0.4, 0.5, 1))
        self._card("red", self._things["red"], 0.5, (0.9, 0.1, 0.1, 1))
        self._card("green", self._things["green"], 0.5, (0.1, 0.9, 0.1, 1)).look_at(0, 0, 1.2)
        self._card("near", LPoint3f(-0.5, 1.2, 1.0), 0.1, (0.1, 0.2, 0.9, 1))
        self._seconds = 0.0
        self._thrown = 0
        self._posture: Posture | None = None
        self._recentred = 0
        context.request(Happening("opened_with", {"level": context.training.level, **context.chosen}))

    def _card(self, name: str, place: LPoint3f, half: float, colour: tuple[float, float, float, float]) -> NodePath:
        maker = CardMaker(name)
        maker.set_frame(-half, half, -half, half)
        card = self.root.attach_new_node(maker.generate())
        card.set_pos(place)
        card.set_color_scale(LColorf(*colour))
        card.set_two_sided(True)
        return card

    def update(self, time: float, dt: float) -> None:
        self._seconds = time

    def pick(self, ray: Ray) -> Target | None:
        for key, place in self._things.items():
            away = place - ray.origin
            if away.normalized().angle_rad(ray.direction) < math.atan2(0.5, away.length()):
                return Target(key, place, 0.5)
        return None

    def act(self, ray: Ray, target: Target | None) -> None:
        self._thrown += 1
        self._context.request(Cue("throw", None))
        if target is not None:
            place = target.position
            self._context.request(Cue("throw", (place.get_x(), place.get_y(), place.get_z())))
        self._context.request(Happening("thrown", {"at": target.key if target else None}))

    def feel(self, posture: Posture) -> None:
        self._posture = posture

    def recentred(self) -> None:
        self._recentred += 1

    def change(self, name: str, value: Value) -> None:
        """It says what it felt last, or a line, or only that it was told to change."""
        if value == "line":
            self._context.request(Line("Thank you. You can take the headset off.", 4.0, "thanks"))
        data: dict[str, Any] = {name: value}
        if value == "posture" and self._posture is not None:
            felt = self._posture
            data |= {"recentred": self._recentred}
            data |= {"head": list(felt.head), "ahead": list(felt.turn.xform(LVector3f(0, 1, 0))), "stick": felt.stick}
            for side, grip in (("left", felt.left), ("right", felt.right)):
                if grip is not None:
                    ahead = list(grip.turn.xform(LVector3f(0, 1, 0)))
                    data[side] = {"place": list(grip.place), "ahead": ahead, "squeeze": grip.squeeze}
        self._context.request(Happening("told", data))

    def targets(self) -> Sequence[Target]:
        return [Target(key, place, 0.5) for key, place in self._things.items()]

    def state(self) -> dict[str, Any]:
        return {"seconds": self._seconds, "thrown": self._thrown}


class RockingBoat(QuietRoom):
    """A seat that goes toward the red thing at 0.1 m/s, its bow up and on its side."""

    name = BOAT.name
    title = BOAT.title

    def update(self, time: float, dt: float) -> None:
        super().update(time, dt)
        self.seat.set_pos_hpr(0, min(2.0, 0.1 * time), 0, 0, 8, 20)
