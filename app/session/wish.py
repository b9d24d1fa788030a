"""What is wished for of a world: how the visit trains, and what was chosen among what the world offers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from app.errors import BadInput
from scenes.base import Amount, Choice, Level, Moment, Scene, Training, TrainingKind, Value, chosen
from scenes.registry import WORLDS

#: hits until the next small event
GOAL = (1, 100)
#: the name under which the level is changed, beside those of a world's own choices
LEVEL = "level"
#: a world's choice of this name says how many minutes its own course takes
MINUTES = "minutes"
#: after the end of a timeline nothing comes any more; an empty one would be the world's own
_NEVER = Moment(1e9, "call")


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody has in one world.

    timeline : the name of the timeline that `training` has its moments from, "" for the world's own
    chosen : what is not as it usually is, by the names of `Scene.choices`
    """

    training: Training = field(default_factory=Training)
    timeline: str = ""
    chosen: Mapping[str, Value] = field(default_factory=dict)

    def changed(self, name: str, value: Value) -> Wish:
        """The same with another level, or another value of a choice."""
        if name == LEVEL:
            return replace(self, training=replace(self.training, level=Level(str(value))))
        return replace(self, chosen={**self.chosen, name: value})


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is known of somebody: the world of the last visit, and what was wished for in each. last : "" where nothing is known"""

    last: str = ""
    of: Mapping[str, Wish] = field(default_factory=dict)


def world_of(name: str) -> type[Scene]:
    """The class of a world. Its import takes a moment the first time: call it off the event loop. Raises `BadInput`."""
    if name not in WORLDS:
        raise BadInput(f"world must be one of {', '.join(WORLDS)}, got {name!r}: choose one of these")
    return WORLDS[name].load()


def checked(world: type[Scene], wish: Wish) -> Wish:
    """`wish` as it is, or `BadInput` with the rule it breaks."""
    least, most = GOAL
    if not least <= wish.training.goal <= most:
        raise BadInput(f"goal must be {least} to {most} hits, got {wish.training.goal!r}: choose 8")
    if wish.training.kind is TrainingKind.TIMED:
        known = ("call", *world.events)
        for moment in wish.training.timeline:
            if moment.what not in known:
                raise BadInput(
                    f"what must be one of {', '.join(known)}, got {moment.what!r}: "
                    "choose another timeline, or another world"
                )
    try:
        chosen(world.choices, wish.chosen)
    except ValueError as error:
        raise BadInput(str(error)) from error
    return wish


def check_change(world: type[Scene], name: str, value: Value) -> None:
    """Refuse what can't be changed while the world runs. Raises `BadInput`."""
    if name == LEVEL:
        if value not in list(Level):
            raise BadInput(f"level must be one of {', '.join(Level)}, got {value!r}: choose one of these")
        return
    live: dict[str, Choice | Amount] = {choice.name: choice for choice in world.choices if choice.live}
    if name not in live:
        known = ", ".join((LEVEL, *live))
        raise BadInput(f"{name} can't be changed while the world runs: choose among {known}, or begin anew")
    try:
        live[name].check(value)
    except ValueError as error:
        raise BadInput(str(error)) from error


def fitted(world: type[Scene], wish: Wish, seconds: float) -> Wish:
    """The same for an exposure of `seconds`: unless it was chosen, a world's own course takes the most minutes that fit, so that
    it comes to its end."""
    course = next((choice for choice in world.choices if choice.name == MINUTES), None)
    if not isinstance(course, Choice) or MINUTES in wish.chosen:
        return wish
    lengths = sorted(float(value) for value, _ in course.options)
    best = max((length for length in lengths if length * 60 <= seconds), default=lengths[0])
    return wish.changed(MINUTES, next(value for value, _ in course.options if float(value) == best))


def later(training: Training, seconds: float) -> Training:
    """The same training for a world that begins anew `seconds` into the exposure: what was due is not due again."""
    if not training.timeline or seconds <= 0:
        return training
    ahead = tuple(Moment(m.at_s - seconds, m.what) for m in training.timeline if m.at_s > seconds)
    return replace(training, timeline=ahead or (_NEVER,))
