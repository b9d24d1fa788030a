"""A script in phases, laid over the length of a visit."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import assets
from scenes.base import Happening, Line, Request
from scenes.kit import script

PHASES = script.read(assets.path("scripts", "dusk-lagoon.toml"))


def read_out(minutes: float, words: str, step: float = 0.5) -> list[tuple[float, Request]]:
    reading = script.Reading(PHASES, 60 * minutes, words)
    return [(t, said) for t in np.arange(0, 60 * minutes + 60, step).tolist() for said in reading.due(t)]


@pytest.mark.parametrize("minutes", [10, 15, 20])
def test_the_whole_script_fits_its_length_and_no_line_cuts_another_short(minutes: int) -> None:
    lines = [(t, said) for t, said in read_out(minutes, "full") if isinstance(said, Line)]
    assert [line.voice for _, line in lines] == [saying.voice for phase in PHASES for saying in phase.lines]
    assert lines[-1][0] + lines[-1][1].seconds <= 60 * minutes
    for (at, line), (following, _) in pairwise(lines):
        assert at + line.seconds < following
        assert line.seconds >= 5.0


def test_fewer_words_are_some_of_the_whole_script_s() -> None:
    full, short, none = ([s for _, s in read_out(15, w) if isinstance(s, Line)] for w in ("full", "short", "none"))
    assert 0 < len(short) < len(full)
    assert {line.voice for line in short} < {line.voice for line in full}
    assert none == []


def test_each_phase_is_told_once_with_its_depth() -> None:
    told = [said.data for _, said in read_out(10, "none") if isinstance(said, Happening)]
    assert [t["phase"] for t in told] == ["settling", "deepening", "suggestion", "return"]
    assert [t["depth"] for t in told] == pytest.approx([0.0, 0.35, 0.85, 0.85], abs=0.02)


def test_the_visit_goes_deep_slowly_and_comes_all_the_way_back() -> None:
    reading = script.Reading(PHASES, 600, "full")
    depth = np.array([reading.depth(t) for t in range(700)])
    assert depth[0] == 0
    assert depth.max() == 1
    assert np.all(depth[600:] == 0)
    assert np.abs(np.diff(depth)).max() < 0.02
    pace = np.diff([reading.pace(t) for t in range(700)])
    assert pace.min() == pytest.approx(script.SLOWEST, abs=0.01)
    assert pace.max() == pytest.approx(1.0)


def test_what_a_jump_in_time_has_passed_over_is_not_read_any_more() -> None:
    reading = script.Reading(PHASES, 600, "full")
    said = [line for line in reading.due(300.0) if isinstance(line, Line)]
    assert len(said) <= 1


def test_a_script_whose_shares_do_not_add_up_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('[[phase]]\nname = "only"\nshare = 0.5\ndepth = [[0, 0.0]]\nlines = []\n', "utf-8")
    with pytest.raises(ValueError, match=r"must add up to 1, got 0\.5"):
        script.read(wrong)
