"""Modes compared over participants: by the analysis, and saying no more than the data do."""

from __future__ import annotations

import time

import numpy as np

from app.analysis.comparison import Given, compare, means, spread
from app.analysis.sentence import UNTOLD, sentence

NAMES = {"3d": "3D", "flat": "Flat", "2d": "2D"}


def visits(*rows: tuple[str, str, int, int]) -> list[Given]:
    return [Given(number, *row) for number, row in enumerate(rows, 1)]


def test_a_crossover_of_single_visits_is_analysed_as_one() -> None:
    rng = np.random.default_rng(2)
    rows = []
    for person in range(16):
        order = ("3d", "2d") if person % 2 else ("2d", "3d")
        for mode in order:
            before = int(rng.integers(5, 9))
            rows.append((f"P-{person}", mode, before, before - (4 if mode == "3d" else 1) + int(rng.integers(0, 2))))
    found = compare(visits(*rows), {}, NAMES)
    assert found.analysis is not None
    assert found.analysis.treatment is not None
    assert found.analysis.treatment.contrast == "2D - 3D"
    assert found.analysis.treatment.estimate > 2
    assert sentence(found.analysis).said().startswith("In 16 participants the values under 2D were on average")


def test_two_people_are_too_few_to_tell() -> None:
    found = compare(visits(("A", "3d", 6, 3), ("B", "2d", 6, 5)), {"several": 1}, NAMES)
    assert found.analysis is not None
    assert sentence(found.analysis).text == UNTOLD
    assert found.left_out == {"several": 1}


def test_several_visits_under_a_mode_count_with_their_mean() -> None:
    found = compare(visits(("A", "3d", 6, 3), ("A", "3d", 6, 5), ("A", "2d", 4, 4)), {}, NAMES)
    assert means(found) == {"A": {"3d": -2.0, "2d": 0.0}}
    assert spread(found)["3d"] == {-3: 1, -1: 1}


def test_a_thousand_participants_take_a_moment() -> None:
    rng = np.random.default_rng(3)
    rows = []
    for person in range(1000):
        for _visit in range(6):
            before = int(rng.integers(3, 10))
            rows.append(
                (f"P-{person}", ("3d", "flat", "2d")[rng.integers(3)], before, max(0, before - int(rng.integers(4))))
            )
    began = time.perf_counter()
    found = compare(visits(*rows), {}, NAMES)
    took = time.perf_counter() - began
    print(f"{took:.2f} s")
    assert found.analysis is not None
    assert found.analysis.mixed is not None
    assert took < 5
