"""Instruments are read whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

import assets
from app.errors import BadInput
from app.session import instruments

GOOD = assets.path("instruments", "nrs-pain-now.toml").read_text("utf-8")


def test_the_pain_scale_has_its_eleven_values_and_published_anchors() -> None:
    scale = instruments.load("nrs-pain-now")
    assert list(scale.values) == list(range(11))
    assert scale.wording("en").anchors == ("no pain", "pain as bad as you can imagine")
    assert scale.wording("zh_CN").anchors == ("无痛", "能想象到的最剧烈疼痛")
    assert "IMMPACT" in scale.source


def test_each_scale_says_where_it_comes_from_on_what_terms_and_how_it_is_read() -> None:
    known = instruments.available()
    assert {"nrs-pain-now", "nrs-pain-worst", "nrs-pain-average", "nrs-unpleasantness", "fms-now", "presence"} <= set(
        known
    )
    for name in known:
        scale = instruments.load(name)
        assert scale.source
        assert scale.licence
        assert scale.scoring
        if not scale.validated:
            assert "not a validated one" in scale.licence or "validated in no language" in scale.licence
        for language in ("en", "zh_CN"):
            assert len({scale.wording(language).question, *scale.wording(language).anchors}) == 3


def test_what_is_about_the_last_day_is_not_asked_within_the_exposure() -> None:
    for name in ("nrs-pain-worst", "nrs-pain-average"):
        assert "during" not in instruments.load(name).asked


def test_a_value_off_a_scale_is_refused() -> None:
    assert instruments.load("fms-now").check(20) == 20
    for value in (21, -1, 5.0, True, "5"):
        with pytest.raises(BadInput, match="whole number from 0 to 20"):
            instruments.load("fms-now").check(value)


def test_an_instrument_there_is_not_is_refused_by_name() -> None:
    with pytest.raises(BadInput, match=r"instrument must be one of .*nrs-pain-now.*, got 'vas'"):
        instruments.load("vas")


def test_a_language_the_instrument_lacks_is_refused() -> None:
    with pytest.raises(BadInput, match="no wording for 'fr'"):
        instruments.load("nrs-pain-now").wording("fr")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("maximum = 10", "maximum = 0", "got 0 to 0 by 1"),
        ("maximum = 10", "maximum = 1000", "line 3: maximum must be less than or equal to 100, got '1000'"),
        ("maximum = 10", "maximum = 90", "22 values at most, got 91"),
        ("step = 1", "step = 3", "got 0 to 10 by 3"),
        ("minimum = 0", "minimum = false", "line 2: minimum must be a valid integer, got 'False'"),
        ('lowest = "no pain"', "", "line 16: wording.en.lowest must be there"),
        ("[wording.zh_CN]", "[wording.fr]", "wording.zh_CN must be there"),
        ('"followup"]', '"sometimes"]', "line 6: asked.4 must be .*, got 'sometimes'"),
        ("licence = ", "license = ", "licence must be there"),
        ("step = 1", 'step = 1\nid = "other"', "id can't be set"),
        ("name = {", "name = [", "line 1: it must be a TOML file"),
    ],
)
def test_a_file_that_breaks_a_rule_is_refused_with_the_line_and_the_rule(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    assert old in GOOD
    path = tmp_path / "nrs-pain-now.toml"
    path.write_text(GOOD.replace(old, new, 1), "utf-8")
    with pytest.raises(BadInput, match=says):
        instruments.parse(path)
