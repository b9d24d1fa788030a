"""Baked data is kept, and never trusted blindly."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.look import visit
from scenes import snow_canyon_land
from scenes.bakery import Bakery
from scenes.base import Arrays


def _counting(counts: list[int]) -> Arrays:
    counts.append(1)
    return {"ramp": np.arange(5, dtype=np.float32)}


def test_a_second_call_reads_what_the_first_built(tmp_path: Path) -> None:
    counts: list[int] = []
    Bakery(tmp_path)("ramp/1", lambda: _counting(counts))
    found = Bakery(tmp_path)("ramp/1", lambda: _counting(counts))
    assert len(counts) == 1
    assert found["ramp"].tolist() == [0, 1, 2, 3, 4]


def test_another_key_is_built_anew(tmp_path: Path) -> None:
    counts: list[int] = []
    bakery = Bakery(tmp_path)
    bakery("ramp-1", lambda: _counting(counts))
    bakery("ramp-2", lambda: _counting(counts))
    assert len(counts) == 2


@pytest.mark.parametrize("damage", [b"", b"not an archive", None])
def test_a_damaged_file_is_built_again(tmp_path: Path, damage: bytes | None) -> None:
    counts: list[int] = []
    bakery = Bakery(tmp_path)
    bakery("ramp", lambda: _counting(counts))
    whole = bakery.path("ramp").read_bytes()
    bakery.path("ramp").write_bytes(whole[: len(whole) // 2] if damage is None else damage)
    assert bakery("ramp", lambda: _counting(counts))["ramp"].sum() == 10
    assert len(counts) == 2
    assert bakery.path("ramp").read_bytes() == whole


def test_a_folder_that_cannot_be_written_costs_time_but_not_the_world(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    found = Bakery(tmp_path / "file" / "baked")("ramp", lambda: _counting([]))
    assert found["ramp"].sum() == 10


def test_no_half_written_file_is_left(tmp_path: Path) -> None:
    Bakery(tmp_path)("ramp", lambda: _counting([]))
    assert [p.name for p in tmp_path.iterdir()] == ["ramp.npz"]


def test_a_warm_world_bakes_nothing(baked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with visit("snow-canyon", baked):
        pass

    def never() -> Arrays:
        raise AssertionError("baked again")

    monkeypatch.setattr(snow_canyon_land, "bake", never)
    with visit("snow-canyon", baked):
        pass
    assert sum(p.stat().st_size for p in baked.glob("snow-canyon*")) < 60e6
