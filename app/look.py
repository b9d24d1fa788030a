"""Pictures of a world without a screen: a still, or a short clip."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from app.config import cache_folder
from app.errors import BadInput
from app.studio import EYE_HEIGHT, Eye, Pixels, Studio, View, Visitor, visit
from scenes.base import Amount, Choice, Level, Training, TrainingKind, Value, chosen
from scenes.registry import WORLDS

__all__ = ["EYE_HEIGHT", "Eye", "Pixels", "Studio", "View", "add_arguments", "run", "visit"]

#: endings of files that hold a whole clip
MOVING = (".webp", ".apng", ".gif")
#: seconds of a clip that may be asked for, and before the picture in which `--act` acts
LONGEST_S, BEFORE_S = 60.0, 1.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("world", nargs="?", metavar="WORLD", help=f"which world: {', '.join(WORLDS)}")
    parser.add_argument(
        "--at", type=float, default=12.0, metavar="S", help="seconds into the visit (default: %(default)g)"
    )
    parser.add_argument(
        "--eye", choices=[e.value for e in Eye], default=Eye.MIDDLE, help="whose view (default: %(default)s)"
    )
    parser.add_argument("--out", type=Path, default=Path("look.png"), help="the file to write (default: %(default)s)")
    parser.add_argument(
        "--seconds",
        type=float,
        default=0.0,
        metavar="S",
        help=f"a clip so long: one file for {', '.join(MOVING)}, else numbered pictures",
    )
    parser.add_argument("--fps", type=float, default=15.0, help="pictures a second of a clip (default: %(default)g)")
    parser.add_argument("--size", default="1280x720", metavar="WxH", help="pixels (default: %(default)s)")
    parser.add_argument("--supersample", type=int, default=2, help="draw so many times finer and reduce (default: 2)")
    parser.add_argument("--right", type=float, default=0.0, metavar="DEG", help="look to the right by so many degrees")
    parser.add_argument("--up", type=float, default=0.0, metavar="DEG", help="look up by so many degrees")
    parser.add_argument(
        "--fov", type=float, default=78.0, metavar="DEG", help="the picture's width (default: %(default)g)"
    )
    parser.add_argument(
        "--act", type=int, default=0, metavar="N", help="act on N targets: 1 s before a picture, each second of a clip"
    )
    parser.add_argument(
        "--kind", choices=[k.value for k in TrainingKind], default=TrainingKind.GOAL, help="of training"
    )
    parser.add_argument("--level", choices=[v.value for v in Level], default=Level.MIDDLE, help="of stimulation")
    parser.add_argument(
        "--choose",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="one of the world's own choices; again for more",
    )
    parser.add_argument("--detail", type=float, default=1.0, help="0.5 to 1 (default: 1)")
    parser.add_argument("--seed", type=int, default=1, help="the visit's seed (default: 1)")
    parser.add_argument(
        "--cache", type=Path, required=False, default=None, metavar="DIR", help="where baked data is kept"
    )


def run(args: argparse.Namespace) -> int:
    """Write the pictures that `args` ask for; 0 when done."""
    width, height = _size(args.size)
    factor, eye = max(1, args.supersample), Eye(args.eye)
    _check(args)
    world = args.world
    if not world:
        raise BadInput(f"look needs a world: name one of {', '.join(WORLDS)}")
    training, values = Training(TrainingKind(args.kind), Level(args.level)), _chosen(world, args.choose)
    with (
        Studio((width * factor, height * factor), stereo=eye is Eye.BOTH) as studio,
        visit(world, args.cache or cache_folder(), args.seed, args.detail, training=training, chosen=values) as scene,
    ):
        visitor = Visitor(scene)
        visitor.look(View(args.right, args.up, args.fov))
        moments = [args.at + k / args.fps for k in range(max(1, round(args.seconds * args.fps)))]
        acts = [max(moments[0] - BEFORE_S, 0.0) + (k if args.seconds else 0.0) for k in range(args.act)]
        studio.aim(scene, View(args.right, args.up, args.fov), eye)
        pictures = (_reduced(picture, factor) for picture in _shots(studio, visitor, moments, acts))
        if not args.seconds:
            next(pictures).save(args.out)
        elif args.out.suffix.lower() in MOVING:
            _clip(args.out, list(pictures), args.fps)
        else:
            for number, picture in enumerate(pictures):
                picture.save(args.out.with_name(f"{args.out.stem}-{number:04d}{args.out.suffix}"))
    return 0


def _shots(studio: Studio, visitor: Visitor, moments: Sequence[float], acts: Sequence[float]) -> Iterator[Pixels]:
    """A picture at each of `moments`, the patient acting at each of `acts`, on one target after the other."""
    left = list(enumerate(acts))
    for moment in moments:
        while left and left[0][1] <= moment:
            which, at = left.pop(0)
            visitor.until(at)
            # who was acted on at the same moment may still be the most inviting
            visitor.act(sum(other == at for other in acts[:which]))
        visitor.until(moment)
        yield studio.shoot()


def _reduced(pixels: Pixels, factor: int) -> Image.Image:
    picture = Image.fromarray(pixels)
    return picture.reduce(factor) if factor > 1 else picture


def _clip(out: Path, pictures: list[Image.Image], fps: float) -> None:
    fine: dict[str, Any] = {"quality": 82, "method": 3} if out.suffix.lower() == ".webp" else {}
    pictures[0].save(out, save_all=True, append_images=pictures[1:], duration=round(1000 / fps), loop=0, **fine)


def _chosen(world: str, given: Sequence[str]) -> dict[str, Value]:
    """The values that NAME=VALUE words give to choices of the world."""
    if world not in WORLDS:
        raise BadInput(f"there is no world {world!r}; there are: {', '.join(WORLDS)}")
    choices: dict[str, Choice | Amount] = {choice.name: choice for choice in WORLDS[world].load().choices}
    values: dict[str, Value] = {}
    for word in given:
        name, sign, value = word.partition("=")
        if not sign:
            raise BadInput(f"--choose must be like NAME=VALUE, got {word!r}")
        try:
            values[name] = float(value) if isinstance(choices.get(name), Amount) else value
        except ValueError:
            raise BadInput(f"--choose {name} must be a number, got {value!r}") from None
    try:
        chosen(list(choices.values()), values)
    except ValueError as error:
        raise BadInput(f"--choose: {error}") from None
    return values


def _check(args: argparse.Namespace) -> None:
    if not 0 <= args.at <= 7200:
        raise BadInput(f"--at must be 0 to 7200 seconds, got {args.at:g}")
    if not 0 <= args.seconds <= LONGEST_S:
        raise BadInput(f"--seconds must be 0 to {LONGEST_S:g}, got {args.seconds:g}")
    if not 1 <= args.fps <= 60:
        raise BadInput(f"--fps must be 1 to 60, got {args.fps:g}")


def _size(text: str) -> tuple[int, int]:
    try:
        width, height = (int(v) for v in text.lower().split("x"))
    except ValueError:
        raise BadInput(f"--size must be like 1280x720, got {text!r}") from None
    if not (16 <= width <= 8192 and 16 <= height <= 8192):
        raise BadInput(f"--size must be 16 to 8192 pixels each way, got {text!r}")
    return width, height
