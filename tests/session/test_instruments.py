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


def test_an_instrument_there_is_not_is_refused_by_name() -> None:
    with pytest.raises(BadInput, match="instrument must be one of nrs-pain-now, got 'vas'"):
        instruments.load("vas")


def test_a_language_the_instrument_lacks_is_refused() -> None:
    with pytest.raises(BadInput, match="no wording for 'fr'"):
        instruments.load("nrs-pain-now").wording("fr")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("maximum = 10", "maximum = 0", "from 0 to 0|got 0 to 0"),
        ("step = 1", "step = 3", "got 0 to 10 by 3"),
        ("minimum = 0", "minimum = false", "minimum must be a whole number, got False"),
        ('lowest = "no pain"', "", "wording.en.lowest must be a text, got None"),
        ("[wording.zh_CN]", "[wording.fr]", "wording must have en, zh_CN, got en, fr"),
        ('id = "nrs-pain-now"', 'id = "other"', "id must be the file's name 'nrs-pain-now', got 'other'"),
        ('name = "', "name = ", "can't be read as an instrument"),
    ],
)
def test_a_file_that_breaks_a_rule_is_refused_with_the_rule(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in GOOD
    path = tmp_path / "nrs-pain-now.toml"
    path.write_text(GOOD.replace(old, new, 1), "utf-8")
    with pytest.raises(BadInput, match=says):
        instruments.parse(path)
