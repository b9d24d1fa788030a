"""A plain little world that is as it should be, and for each thing that a world must not do one that does it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from panda3d.core import CardMaker, ColorBlendAttrib, LPoint3f, LVector3f, NodePath

from scenes.base import Happening, Level, Posture, Ray, Scene, SceneContext, Target, TrainingKind, Value, seeded
from scenes.kit.course import Course
from scenes.registry import World
from tests.one_colour import one_colour

_GRAINS = """#version 330
uniform vec4 p3d_ColorScale;
uniform float time;
out vec4 colour;
void main() {
  vec2 p = floor(gl_FragCoord.xy) + floor(time * 90.0 + 0.5);
  colour = p3d_ColorScale + 0.5 * step(0.985, fract(sin(dot(p, vec2(12.99, 78.23))) * 43758.5));
}
"""
GREY = (0.45, 0.45, 0.45, 1.0)
CALLING = (0.75, 0.75, 0.75, 1.0)


class Plain(Scene):
    """A floor, a wall, three things that can be acted on and brighten when they call, and a bell."""

    name = "plain"
    title = "Plain"
    events = ("bell",)
    #: the colour of a thing that calls, and of one that doesn't
    told, untold = CALLING, GREY
    #: where the three things are
    things = ((-2.0, 6.0, 1.2), (0.0, 6.0, 1.2), (2.0, 6.0, 1.2))

    def __init__(self, context: SceneContext) -> None:
        self.request, self.training = context.request, context.training
        self.root = NodePath(self.name)
        self.root.set_shader(one_colour())
        self.seat = self.root.attach_new_node("seat")
        self.course = Course(context.training, seeded(context), context.request, self.events)
        self.seconds = 0.0
        self.floor = self.card("floor", LPoint3f(0, 0, -0.5), 100, (0.2, 0.25, 0.3, 1))
        self.floor.set_p(-90)
        self.card("wall", LPoint3f(0, 40, 0), 60, (0.35, 0.4, 0.5, 1))
        self.cards = [self.card(f"thing-{k}", LPoint3f(*at), 0.4, GREY) for k, at in enumerate(self.things)]
        self.build()

    def build(self) -> None:
        """What else there is."""

    def move(self) -> None:
        """What else happens."""

    def card(self, name: str, place: LPoint3f, half: float, colour: tuple[float, ...]) -> NodePath:
        maker = CardMaker(name)
        maker.set_frame(-half, half, -half, half)
        made = self.root.attach_new_node(maker.generate())
        made.set_pos(place)
        made.set_two_sided(True)
        made.set_color_scale(*colour)
        return made

    def update(self, time: float, dt: float) -> None:
        self.seconds = time
        self.course.update(time, self.targets)
        for card in self.cards:
            card.set_color_scale(*(self.told if card.get_name() in self.course.calls else self.untold))
        self.move()

    def targets(self) -> Sequence[Target]:
        return [Target(card.get_name(), card.get_pos(self.root), 0.4) for card in self.cards]

    def pick(self, ray: Ray) -> Target | None:
        for target in self.targets():
            to = target.position - ray.origin
            if to.normalized().dot(ray.direction) > math.cos(math.radians(4)):
                return target
        return None

    def act(self, ray: Ray, target: Target | None) -> None:
        if target is not None:
            self.course.answer(target.key, self.seconds)
            self.course.hit(target.key, "thing")

    def state(self) -> dict[str, Any]:
        return {**self.course.state(), "seconds": self.seconds}

    def dark(self, hertz: float) -> bool:
        return self.seconds * hertz % 1.0 < 0.5


class Strobe(Plain):
    """Everything goes dark and bright five times a second."""

    def move(self) -> None:
        self.root.set_color_scale(*((0.2, 0.2, 0.2, 1) if self.dark(5) else (1, 1, 1, 1)))


class SmallStrobe(Plain):
    """So does a thing that is as wide as a thumb at arm's length twice over."""

    def build(self) -> None:
        self.lamp = self.card("lamp", LPoint3f(-4, 10, 3), 0.5, GREY)

    def move(self) -> None:
        self.lamp.set_color_scale(*((0, 0, 0, 1) if self.dark(5) else (1, 1, 1, 1)))


class OneLevelStrobe(Plain):
    """Everything does, at one level of one training alone."""

    level = ""

    def change(self, name: str, value: Value) -> None:
        self.level = str(value)

    def move(self) -> None:
        dark = self.level == Level.MIDDLE and self.training.kind is TrainingKind.TIMED and self.dark(5)
        self.root.set_color_scale(*((0.2, 0.2, 0.2, 1) if dark else (1, 1, 1, 1)))


class HandStrobe(SmallStrobe):
    """A thing does, for who has hands."""

    hands = False

    def feel(self, posture: Posture) -> None:
        self.hands = posture.right is not None

    def dark(self, hertz: float) -> bool:
        return self.hands and super().dark(hertz)


class RedStrobe(Plain):
    """A dark red comes and goes, with next to no change in brightness."""

    def build(self) -> None:
        self.lamp = self.card("lamp", LPoint3f(-4, 10, 3), 1.5, GREY)

    def move(self) -> None:
        self.lamp.set_color_scale(*((0.28, 0.28, 0.28, 1) if self.dark(5) else (0.65, 0, 0, 1)))


class SparkleField(Plain):
    """The wall is strewn with grains that shine for a frame."""

    def build(self) -> None:
        self.wall = self.card("grains", LPoint3f(0, 39, 0), 60, (0.1, 0.1, 0.1, 1))
        self.wall.set_shader(one_colour(_GRAINS))

    def move(self) -> None:
        self.wall.set_shader_input("time", self.seconds)


class Travelling(Plain):
    """What stands about goes along with the seat."""

    def go(self, place: LPoint3f) -> None:
        self.seat.set_pos(place)
        for card, at in zip(self.cards, self.things, strict=True):
            card.set_pos(place + LPoint3f(*at))


class Express(Travelling):
    """It goes steadily, and far too fast."""

    def move(self) -> None:
        self.go(LPoint3f(0, 3.0 * self.seconds, 0))


class RollerCoaster(Travelling):
    """It is slow, and shakes."""

    def move(self) -> None:
        self.go(LPoint3f(0, 0, 0.2 * math.sin(3 * self.seconds)))


class Carousel(Plain):
    """It turns the patient round, in swings."""

    def move(self) -> None:
        self.seat.set_h(5 * math.sin(3 * self.seconds))


class Ship(Plain):
    """Its deck rolls."""

    def move(self) -> None:
        self.seat.set_r(2 * math.sin(self.seconds))


class Swaying(Plain):
    """The patient sits still, and the ground tips."""

    def move(self) -> None:
        self.floor.set_p(-90 + 2 * math.sin(0.3 * self.seconds + 1))


class NearWall(Plain):
    """Something stands before the face."""

    def build(self) -> None:
        self.card("near", LPoint3f(0.2, 0.42, 1.2), 0.1, GREY)


class NearMist(Plain):
    """Something that can be seen through hangs there."""

    def build(self) -> None:
        mist = self.card("near", LPoint3f(0.0, 0.0, 1.6), 0.1, (0.2, 0.2, 0.2, 1))
        mist.set_p(-90)
        mist.set_attrib(ColorBlendAttrib.make(ColorBlendAttrib.M_add))
        mist.set_depth_write(False)
        mist.set_bin("fixed", 30)


class Behind(Plain):
    """Who calls is out of sight."""

    things = ((-2.0, -6.0, 1.2), (0.0, -6.0, 1.2), (2.0, -6.0, 1.2))


class Deaf(Plain):
    """One of those who call can't be looked at: another is always meant."""

    def pick(self, ray: Ray) -> Target | None:
        found = super().pick(ray)
        return self.targets()[1] if found is not None and found.key == "thing-2" else found


class Silent(Plain):
    """Nothing shows who calls."""

    told = GREY


class HueAlone(Plain):
    """A call is a change from a red to a green as bright."""

    told, untold = (0.0, 0.5015, 0.0, 1), (0.863, 0.0, 0.0, 1)


class LessInTwo(Plain):
    """Only who has hands is told the time."""

    def feel(self, posture: Posture) -> None:
        if posture.right is not None and int(self.seconds) % 10 == 5:
            self.request(Happening("event", {"event": "clock"}))


class Short(Plain):
    """It ends sooner for who holds the head still."""

    def feel(self, posture: Posture) -> None:
        self.still = posture.turn.get_hpr() == LVector3f(0)

    def state(self) -> dict[str, Any]:
        return {**super().state(), "seconds": self.seconds * (0.9 if self.still else 1.0)}


def world(made: type[Plain]) -> World:
    """As in the registry."""
    return World(made.__name__, made.title, None, made.__module__, made.__name__)
