"""A clinic's own rating scale: a file in the data folder is asked like those that come with Respite."""

from __future__ import annotations

from pathlib import Path

import pytest

import assets
from app.errors import BadInput
from app.session import instruments
from app.session.asking import Ask, Asked
from app.store import Store
from tests.session.test_desk import at_desk, go, phase, plan, until

SCALE = assets.path("instruments", "nrs-pain-now.toml").read_text("utf-8")


def keep(data: Path, name: str, text: str) -> None:
    folder = data / instruments.OWN
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.toml").write_text(text.replace('id = "nrs-pain-now"', f'id = "{name}"'), "utf-8")


def test_it_is_there_for_whoever_opens_the_record_and_nowhere_else(tmp_path: Path) -> None:
    keep(tmp_path / "one", "ward-scale", SCALE.replace("maximum = 10", "maximum = 5"))
    with Store.open(tmp_path / "one"):
        assert "ward-scale" in instruments.available()
        assert instruments.load("ward-scale").values == range(6)
    with Store.open(tmp_path / "two"), pytest.raises(BadInput, match="ward-scale"):
        instruments.load("ward-scale")


def test_one_that_breaks_a_rule_is_left_out_and_a_shipped_one_stays(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    keep(tmp_path, "broken", SCALE.replace("maximum = 10", "maximum = 101"))
    keep(tmp_path, "nrs-pain-now", SCALE.replace("maximum = 10", "maximum = 5"))
    with Store.open(tmp_path):
        assert "broken" not in instruments.available()
        assert instruments.load("nrs-pain-now").maximum == 10
    assert "broken.toml" in caplog.text
    assert "nrs-pain-now.toml: there is a shipped instrument" in caplog.text


def test_the_patient_rates_by_it_in_the_world(tmp_path: Path) -> None:
    async def scene() -> None:
        async with at_desk(store) as desk:
            asks = (Ask("ward-scale", Asked.BEFORE),)
            await desk.start(plan(60.0, {"before": 3}, asks=asks))
            await phase(desk, "exposure", within_s=90)
            await until(lambda: desk.live and desk.live.elapsed_s > 0.1)
            await desk.stop("the test is over")

    keep(tmp_path / "data", "ward-scale", SCALE.replace("maximum = 10", "maximum = 5"))
    with Store.open(tmp_path / "data") as store:
        go(scene)
        (rating,) = store.session(1).ratings
        assert (rating.instrument, rating.value, rating.source) == ("ward-scale", 3, "simulated")
