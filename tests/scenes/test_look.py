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
    assert look.run(arguments("--out", str(out), "--size", "160x90", "--cache", str(baked))) == 0
    with Image.open(out) as picture:
        assert picture.size == (160, 90)
        assert np.asarray(picture).std() > 20


def test_a_sequence_is_numbered_and_moves(tmp_path: Path, baked: Path) -> None:
    out = tmp_path / "walk.png"
    words = ("--out", str(out), "--size", "160x90", "--supersample", "1", "--frames", "3", "--stereo")
    assert look.run(arguments(*words, "--cache", str(baked), "--throw", "2")) == 0
    pictures = [np.asarray(Image.open(tmp_path / f"walk-{k:04d}.png")) for k in range(3)]
    assert pictures[0].shape == (90, 320, 3)
    assert not np.array_equal(pictures[0], pictures[2])


@pytest.mark.parametrize(
    ("words", "says"),
    [(("--world", "mars"), "no world 'mars'"), (("--size", "big"), "1280x720"), (("--size", "9x9"), "16 to 8192")],
)
def test_a_wrong_option_says_what_would_be_right(baked: Path, words: tuple[str, ...], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        look.run(arguments("--cache", str(baked), *words))
