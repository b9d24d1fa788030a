"""Every world is safe and pleasant to look at, and a world that isn't is found out."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from app.studio import Studio, View, Visitor, visit
from app.visual import calling, examination, flashes, levels, parity
from app.visual.colour import linear, luminance
from app.visual.figure import Figure
from scenes.base import Level, TrainingKind
from scenes.registry import WORLDS, World
from tests.scenes import bad_worlds as bad

Part = Callable[[World, Path], Sequence[Figure]]


def failed(figures: Sequence[Figure]) -> set[str]:
    return {figure.name.partition(",")[0] for figure in figures if figure.met is False}


# ---- the worlds as they are -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("world", WORLDS)
def test_a_world_is_safe_and_pleasant_to_look_at(baked: Path, world: str) -> None:
    wrong = [figure for figure in examination.examine(world, baked) if figure.met is False]
    assert not wrong, "\n".join(f"{f.name}: {f.value:g} {f.unit}, goal {f.goal:g}; {f.where}" for f in wrong)


# ---- worlds made to fail ----------------------------------------------------------------------------------------------


def visiting(world: World, cache: Path) -> Sequence[Figure]:
    with Studio(examination.SIZE) as studio:
        return examination.long_visit(studio, world, cache, ((0, 32),))


def happening(world: World, cache: Path) -> Sequence[Figure]:
    with Studio(examination.SIZE) as studio:
        return examination.every_event(studio, world, cache)


def called(world: World, cache: Path) -> Sequence[Figure]:
    with Studio(examination.SIZE) as studio:
        return calling.figures(studio, world, cache)


def filmed(world: World, cache: Path) -> Sequence[Figure]:
    return levels.figures(world, cache, levels.IN_TURN, 2.0)


def compared(world: World, cache: Path) -> Sequence[Figure]:
    return [parity.figure(world, cache)]


GENERAL, RED = "general flashes in a second", "red flashes in a second"


@pytest.mark.parametrize(
    ("made", "part", "wrong"),
    [
        (bad.Plain, visiting, set()),
        (bad.Plain, happening, set()),
        (bad.Plain, called, set()),
        (bad.Plain, compared, set()),
        (bad.Plain, filmed, set()),
        (bad.Strobe, happening, {GENERAL}),
        (bad.SmallStrobe, happening, {GENERAL}),
        (bad.RedStrobe, happening, {RED}),
        (bad.OneLevelStrobe, filmed, {GENERAL}),
        (bad.HandStrobe, filmed, {GENERAL}),
        (bad.SparkleField, visiting, {"pixels that flicker"}),
        (bad.Express, visiting, {"travel"}),
        (bad.RollerCoaster, visiting, {"imposed acceleration"}),
        (bad.Carousel, visiting, {"turning"}),
        (bad.Ship, visiting, {"roll and pitch of the seat"}),
        (bad.Swaying, visiting, {"tipping of the horizon"}),
        (bad.NearWall, visiting, {"things within 0.5 m of the eyes"}),
        (bad.NearMist, visiting, {"things within 0.5 m of the eyes"}),
        (bad.Behind, visiting, {"moments without a target in easy sight", "calls out of easy sight"}),
        (bad.Deaf, visiting, {"calls that a look does not meet"}),
        (bad.Silent, called, {"a call is told by brightness"}),
        (bad.HueAlone, called, {"a call is told by brightness"}),
        (bad.LessInTwo, compared, {"differences between 3D"}),
        (bad.Short, compared, {"differences between 3D"}),
    ],
)
def test_a_world_made_to_fail_is_found_out_and_nothing_else_is(
    tmp_path: Path, made: type[bad.Plain], part: Part, wrong: set[str]
) -> None:
    figures = part(bad.world(made), tmp_path)
    assert failed(figures) == wrong, figures


# ---- what displays show ----------------------------------------------------------------------------------------------


def test_every_training_and_level_is_filmed_and_no_display_is_left_out() -> None:
    assert set(levels.IN_TURN) == set(levels.EVERY) == {(kind, level) for kind in TrainingKind for level in Level}
    for kind in TrainingKind:
        assert {p for level in Level for p in levels.IN_TURN[kind, level]} == set(levels.PICTURES)


@pytest.mark.parametrize("world", WORLDS)
def test_the_eyes_and_the_screen_are_shown_the_same_light(baked: Path, world: str) -> None:
    """Parts of the view that they share are as bright and as red: where one does not flash the others don't."""
    wide = [math.tan(math.radians(picture.fov / 2)) for picture in (levels.EYES[0], levels.SCREEN)]
    share = wide[1] / wide[0]
    with ExitStack() as stack:
        first = stack.enter_context(Studio((96, 96)))
        studios = [first, *(stack.enter_context(Studio(size, beside=first)) for size in ((96, 96), (96, 54)))]
        visitor = Visitor(stack.enter_context(visit(world, baked)))
        for at in (20.0, 400.0, 950.0):
            visitor.skip(at)
            visitor.until(at + 1.0)
            for studio, picture in zip(studios, levels.PICTURES, strict=True):
                studio.aim(visitor.scene, View(fov=picture.fov), picture.eye)
            first.engine.render_frame()
            left, right, screen = (linear(studio.read()) for studio in studios)
            tall = round(96 * share * 54 / 96)
            middle = slice(48 - tall // 2, 48 - tall // 2 + tall), slice(48 - round(48 * share), 48 + round(48 * share))
            shown = {
                "the left eye": _patches(left[middle]),
                "the right eye": _patches(right[middle]),
                "the screen": _patches(screen),
            }
            for (one, here), (other, there) in combinations(shown.items(), 2):
                for what, of, most in (
                    ("light", luminance, flashes.CHANGE / 2),
                    ("redness (something wide, near and red)", _redness, flashes.REDDER / 2),
                ):
                    apart = np.abs(of(here) - of(there))
                    row, column = np.unravel_index(int(apart.argmax()), apart.shape)
                    where = f"part {row + 1} of 4 from above, {column + 1} of 6 from the left"
                    assert apart.max() < most, f"{world}, {at:.0f} s, {one} and {other} differ in {what}: {where}"


def _patches(light: np.ndarray) -> np.ndarray:
    """(4, 6, 3): means of 4 x 6 parts of a picture."""
    rows, columns = (np.array_split(np.arange(n), parts) for n, parts in zip(light.shape[:2], (4, 6), strict=True))
    return np.array([[light[np.ix_(r, c)].mean((0, 1)) for c in columns] for r in rows], np.float32)


def _redness(light: np.ndarray) -> np.ndarray:
    return np.asarray(np.maximum(light[..., 0] - light[..., 1] - light[..., 2], 0) * 320)


# ---- how flashes are counted ------------------------------------------------------------------------------------------


def film(states: Sequence[tuple[int, int, int]], each_s: float = 0.1) -> tuple[np.ndarray, np.ndarray]:
    """So many states of a uniform picture, one after the other, in frames of 1/60 s."""
    frames = round(each_s * 60)
    colours = np.repeat(np.array(states, np.uint8), frames, axis=0)
    pictures = np.broadcast_to(colours[:, None, None], (len(colours), 8, 8, 3))
    return np.arange(len(colours)) / 60, np.ascontiguousarray(pictures)


WHITE, GREY, DARK, RED_, DIM = (255, 255, 255), (240, 240, 240), (20, 20, 20), (230, 0, 0), (60, 60, 60)


@pytest.mark.parametrize(
    ("states", "general", "red"),
    [
        ([DARK, WHITE] * 3, 2, 0),  # five changes within a second: two pairs of them
        ([DARK, WHITE] * 4, 3, 0),
        ([DARK, WHITE] * 5, 4, 0),
        ([WHITE, GREY] * 8, 0, 0),  # the darker is brighter than 0.80
        ([DARK, (70, 70, 70)] * 8, 0, 0),  # less than a tenth
        ([DIM, RED_] * 5, 4, 4),
        ([DIM, (150, 0, 0)] * 5, 0, 4),  # no brighter, but red
        ([DIM, (120, 110, 60)] * 5, 4, 0),
    ],
)
def test_flashes_are_counted_as_the_guideline_says(
    states: Sequence[tuple[int, int, int]], general: int, red: int
) -> None:
    found = flashes.figures(*film(states))
    assert [f.value for f in found] == [general, red]


def test_a_slow_change_is_no_flash_however_large() -> None:
    found = flashes.figures(*film([DARK, WHITE] * 4, each_s=0.5))
    assert found[0].met
    assert found[0].value <= 1


def test_a_patch_flashes_though_the_rest_stands_still() -> None:
    times, pictures = film([DIM, DIM] * 6)
    pictures[:, 4:, 4:] = film([DARK, WHITE] * 6)[1][:, 4:, 4:]
    found = flashes.figures(times, pictures)[0]
    assert found.value > 3
    assert "4 x 4" in found.where
