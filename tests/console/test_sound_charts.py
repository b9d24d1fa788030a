"""The drawings of the sound say no more than was measured, and hide nothing of it."""

from __future__ import annotations

import itertools
import re

from app.console import sound_charts
from app.console.history import Second
from app.console.sound_charts import Words

WORDS = Words("Room", "Layer", "Cap")


def second(
    at_s: float, snr_db: float | None = 5.0, layer_db: float | None = 51.0, cap_db: float | None = 70.0
) -> Second:
    return Second(at_s, snr_db, 0.4, 46.0, layer_db, cap_db)


def ys(drawn: str, look: str) -> list[list[float]]:
    """The heights of each line or area of this look."""
    return [
        [float(point.split(",")[1]) for point in found.split()]
        for found in re.findall(rf'<pol\w+ class="{look}" points="([^"]*)"', drawn)
    ]


def test_a_line_never_bridges_what_was_not_stated() -> None:
    seconds = [second(at, None if 10 <= at < 15 else 5.0) for at in range(30)]
    drawn = sound_charts.whole_snr(seconds, 5.0, "SNR")
    assert [len(line) for line in ys(drawn, "curve")] == [10, 15]
    assert [len(area) for area in ys(drawn, "unsure")] == [20, 30]


def test_one_bad_second_of_an_hour_is_still_seen() -> None:
    seconds = [second(at, -3.0 if at == 1777 else 5.0) for at in range(3600)]
    drawn = sound_charts.whole_snr(seconds, 5.0, "SNR")
    (line,) = ys(drawn, "curve")
    assert len(line) <= 1200
    assert max(line) > min(line) + 50, "it stands out (down is larger)"
    assert len(drawn) < 60_000


def test_a_cap_that_is_not_known_is_not_drawn() -> None:
    drawn = sound_charts.recent_levels([second(at, cap_db=None) for at in range(-9, 0)], 120.0, WORDS, "levels")
    assert "Layer" in drawn
    assert "Cap" not in drawn
    assert sound_charts.recent_levels([Second(0.0, None, None, None, None, None)], 120.0, WORDS, "levels") == ""


def test_names_at_the_ends_of_the_lines_do_not_cover_each_other() -> None:
    seconds = [Second(float(at), 5.0, 0.4, 69.5, 69.8, 70.0) for at in range(-9, 0)]
    drawn = sound_charts.recent_levels(seconds, 120.0, WORDS, "levels")
    heights = [float(y) for y in re.findall(r'class="name-\w+" x="[\d.]+" y="([\d.]+)"', drawn)]
    assert len(heights) == 3
    assert min(b - a for a, b in itertools.pairwise(heights)) >= 14


def test_a_third_octave_that_is_not_known_has_no_bar() -> None:
    drawn = sound_charts.spectrum([40.0] * 20 + [None], (), "third octaves")
    assert drawn.count("bar-room") == 20
    assert drawn.count("bar-layer") == 0
    assert sound_charts.spectrum((), (), "third octaves") == ""
