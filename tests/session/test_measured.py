"""What stands for a visit of the values that a world measured in it, by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest

from app.i18n import translator
from app.session import measured
from app.session.measured import Measured, Series, one
from scenes.base import Measure, Summary


@pytest.mark.parametrize(
    ("summary", "value"),
    [(Summary.LAST, 3.0), (Summary.HIGHEST, 9.0), (Summary.MEDIAN, 3.5), (Summary.SUM, 17.0)],
)
def test_one_value_stands_for_the_visit(summary: Summary, value: float) -> None:
    assert one([1.0, 4.0, 9.0, 3.0], summary) == value
    with pytest.raises(ValueError, match="leave the measure out"):
        one([], summary)


def test_values_belong_to_the_world_that_was_there_and_what_is_no_number_is_passed_over() -> None:
    told: list[tuple[float, str, dict[str, Any]]] = [
        (1.0, "measured", {"measure": "opened", "value": 1}),
        (2.0, "hit", {"target": "lily-1"}),
        *((3.0, "measured", {"measure": "opened", "value": bad}) for bad in (None, "2", True, math.nan)),
        (4.0, "measured", {"value": 2}),
        (5.0, "world_opened", {"world": "reach-garden"}),
        (6.0, "measured", {"measure": "opened", "value": 5}),
        (7.0, "world_opened", {"world": "lily-pond"}),
        (8.0, "measured", {"measure": "opened", "value": 2.5}),
    ]
    assert Measured.of("lily-pond", told).series == (
        Series("lily-pond", "opened", ((1.0, 1.0), (8.0, 2.5))),
        Series("reach-garden", "opened", ((6.0, 5.0),)),
    )


def test_visits_are_told_by_world_in_the_worlds_own_order() -> None:
    early = [Series("lily-pond", "pause", ((1.0, 4.0), (2.0, 6.0))), Series("gone", "height", ((1.0, 1.0),))]
    late = [Series("lily-pond", "opened", ((1.0, 1.0), (2.0, 2.0)))]
    found = measured.over([early, [], late])
    assert [(of.name, values) for of, values in found["lily-pond"]] == [("opened", [(2, 2.0)]), ("pause", [(0, 5.0)])]
    assert [(of.title, values) for of, values in found["gone"]] == [("height", [(0, 1.0)])]


def test_a_value_is_said_with_its_digits_and_its_unit() -> None:
    assert measured.spoken(Measure("smoothness", "Smoothness", digits=2), -1.456, str) == "\N{MINUS SIGN}1.46"
    assert measured.spoken(Measure("pause", "Pause", "s", 1), 4.26, translator("zh_CN")) == "4.3 秒"
