"""Allocation: balanced in blocks, the same for who holds the seed, unforeseeable for who does not."""

from __future__ import annotations

import itertools
from collections import Counter
from pathlib import Path

import pytest

from app.errors import BadInput
from app.programmes import Place, Programme, load, parse, place
from app.programmes.allocation import arm
from tests.programmes.test_programme import ARMS, GOOD, written

STRATA = 'strata = { sex = ["f", "m"], site = ["north", "south"] }\n'


def arms(programme: Programme, seed: int, stratum: str, many: int) -> list[str]:
    found = [arm(programme, seed, Place(stratum, n)) for n in range(many)]
    assert all(found)
    return [name for name in found if name]


@pytest.fixture
def stratified(tmp_path: Path) -> Programme:
    text = GOOD.replace("[[visits]]", ARMS + STRATA + "[[visits]]")
    visit = text[text.index("[[visits]]") :].replace("minutes = 15", 'mode = "arm"\nminutes = 15')
    second = visit.replace("minutes = 15", "day = 7\nperiod = 2\nminutes = 15")
    return parse(written(tmp_path, text[: text.index("[[visits]]")] + visit + second))


def test_arms_are_never_far_apart_and_even_in_the_long_run() -> None:
    programme = load("crossover-3d-2d")
    for seed in range(20):
        given = arms(programme, seed, "", 200)
        ahead = itertools.accumulate(1 if name == "AB" else -1 for name in given)
        assert max(map(abs, ahead)) <= 3
        assert abs(Counter(given)["AB"] - 100) <= 3


def test_the_seed_makes_the_same_list_anew_and_another_seed_another() -> None:
    programme = load("crossover-3d-2d")
    assert arms(programme, 11, "", 60) == arms(programme, 11, "", 60)
    assert arms(programme, 11, "", 60) != arms(programme, 12, "", 60)


def test_block_sizes_vary_so_that_the_last_of_a_block_is_not_given_away() -> None:
    programme = load("crossover-3d-2d")
    level = [i for seed in range(40) for i in [arms(programme, seed, "", 4)] if Counter(i)["AB"] != 2]
    assert level  # not every four are even


def test_each_stratum_has_a_list_of_its_own(stratified: Programme) -> None:
    taken: Counter[str] = Counter()
    for sex, site in (("f", "north"), ("m", "north"), ("f", "north"), ("f", "south")):
        found = place(stratified, {"site": site, "sex": sex}, taken)
        assert found == Place(f"sex={sex} site={site}", taken[found.stratum])
        taken[found.stratum] += 1
    lists = [arms(stratified, 3, s, 40) for s in ("sex=f site=north", "sex=m site=north")]
    assert lists[0] != lists[1]


@pytest.mark.parametrize(
    ("values", "says"),
    [({"sex": "f"}, "site must be one of north, south, got None"), ({"age": "9"}, "no stratum 'age'")],
)
def test_a_stratum_that_is_not_known_is_refused(stratified: Programme, values: dict[str, str], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        place(stratified, values, {})


def test_a_programme_without_arms_gives_none() -> None:
    assert arm(load("single-visit"), 1, Place("", 0)) is None
