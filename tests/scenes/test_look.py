"""The command that takes pictures of a world."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app import look
from app.errors import BadInput


def arguments(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    look.add_arguments(parser)
    return parser.parse_args(words)


def test_a_still_is_written(tmp_path: Path, baked: Path) -> None:
    out = tmp_path / "still.png"
    assert look.run(arguments("snow-canyon", "--out", str(out), "--size", "160x90", "--cache", str(baked))) == 0
    with Image.open(out) as picture:
        assert picture.size == (160, 90)
        assert np.asarray(picture).std() > 20


def test_each_eye_is_drawn_from_its_own_side(tmp_path: Path, baked: Path) -> None:
    pictures = {}
    for eye in ("left", "right", "both"):
        out = tmp_path / f"{eye}.png"
        words = ("snow-canyon", "--eye", eye, "--out", str(out), "--size", "160x90", "--supersample", "1")
        look.run(arguments(*words, "--cache", str(baked)))
        pictures[eye] = np.asarray(Image.open(out), np.int16)
    together = np.concatenate([pictures["left"], pictures["right"]], axis=1)
    assert np.abs(pictures["both"] - together).mean() < 0.5
    assert np.abs(pictures["left"] - pictures["right"]).mean() > 1


@pytest.mark.parametrize("ending", ["webp", "apng", "gif"])
def test_a_clip_is_one_file_that_moves(tmp_path: Path, baked: Path, ending: str) -> None:
    out = tmp_path / f"clip.{ending}"
    words = (
        "snow-canyon",
        "--out",
        str(out),
        "--size",
        "96x54",
        "--supersample",
        "1",
        "--seconds",
        "0.5",
        "--fps",
        "8",
    )
    look.run(arguments(*words, "--cache", str(baked), "--act", "2"))
    with Image.open(out) as clip:
        assert getattr(clip, "n_frames", 1) == 4
        first = np.asarray(clip.convert("RGB"))
        clip.seek(3)
        assert not np.array_equal(first, np.asarray(clip.convert("RGB")))


def test_a_clip_in_still_pictures_is_numbered(tmp_path: Path, baked: Path) -> None:
    out = tmp_path / "walk.png"
    words = ("snow-canyon", "--out", str(out), "--size", "96x54", "--supersample", "1", "--seconds", "0.2")
    look.run(arguments(*words, "--cache", str(baked)))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["walk-0000.png", "walk-0001.png", "walk-0002.png"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("mars",), "no world 'mars'"),
        ((), "name one of snow-canyon"),
        (("snow-canyon", "--size", "big"), "1280x720"),
        (("snow-canyon", "--size", "9x9"), "16 to 8192"),
        (("snow-canyon", "--seconds", "99"), "0 to 60"),
        (("snow-canyon", "--choose", "colour"), "NAME=VALUE"),
        (("snow-canyon", "--choose", "wheels=4"), "no choice 'wheels'"),
    ],
)
def test_a_wrong_option_says_what_would_be_right(baked: Path, words: tuple[str, ...], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        look.run(arguments("--cache", str(baked), *words))
