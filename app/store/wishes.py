"""What was wished for of worlds, in the record: as plain values, and read back from them."""

from __future__ import annotations

from typing import Any

from app.session.wish import Wish, Wishes
from scenes.base import Level, Moment, Training, TrainingKind


def training(wish: Wish, *, whole: bool) -> dict[str, Any]:
    """How a visit trains; `whole` : with the moments of its timeline, which its file may lose later."""
    found: dict[str, Any] = {
        "kind": str(wish.training.kind),
        "level": str(wish.training.level),
        "goal": wish.training.goal,
        "timeline": wish.timeline,
    }
    if whole and wish.training.timeline:
        found["moments"] = [[moment.at_s, moment.what] for moment in wish.training.timeline]
    return found


def wish(kept: dict[str, Any] | None, chosen: dict[str, Any] | None) -> Wish:
    """A wish from what `training` made of it, and from its choices; where nothing was recorded, all is as usual."""
    if kept is None:
        return Wish(chosen=chosen or {})
    moments = tuple(Moment(at_s, what) for at_s, what in kept.get("moments", ()))
    trained = Training(TrainingKind(kept["kind"]), Level(kept["level"]), kept["goal"], moments)
    return Wish(trained, kept["timeline"], chosen or {})


def remembered(before: dict[str, Any] | None, world: str, now: Wish) -> dict[str, Any]:
    """What is known of a participant, with the latest `now` of one `world`."""
    of = dict((before or {}).get("of", {}))
    of[world] = {"training": training(now, whole=False), "chosen": dict(now.chosen)}
    return {"last": world, "of": of}


def known(kept: dict[str, Any] | None) -> Wishes:
    """What `remembered` made, read back."""
    if kept is None:
        return Wishes()
    return Wishes(kept["last"], {world: wish(one["training"], one["chosen"]) for world, one in kept["of"].items()})
