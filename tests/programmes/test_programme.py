"""Programme files: the shipped ones are right, and a wrong one is told what is wrong with it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.errors import BadInput
from app.programmes import available, load, parse, visits

GOOD = """
missed = "shift"
source = "none"
title = { en = "A", zh_CN = "甲" }
purpose = { en = "B", zh_CN = "乙" }

[[visits]]
name = { en = "V", zh_CN = "丙" }
minutes = 15
worlds = ["snow-canyon"]
ratings = [{ instrument = "nrs-pain-now", when = "before" }]
"""
ARMS = """
[allocation]
blocks = [4]
arms = [{ name = "AB", modes = ["3d", "2d"] }, { name = "BA", modes = ["2d", "3d"] }]
"""


def written(folder: Path, text: str, name: str = "mine.toml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    ("programme", "many"),
    [
        ("single-visit", 1),
        ("crossover-3d-2d", 2),
        ("sound-3-days", 4),
        ("short-8-weeks", 56),
        ("walking-10-visits", 10),
    ],
)
def test_a_shipped_programme_has_its_visits(programme: str, many: int) -> None:
    assert len(visits(load(programme))) == many


def test_a_clinics_own_programme_comes_before_a_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "programmes").mkdir()
    own = written(tmp_path / "programmes", GOOD, "single-visit.toml")
    assert available(tmp_path)["single-visit"] == own
    assert load("single-visit", tmp_path).source == "none"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('missed = "shift"', "", "missed must be there"),
        ('missed = "shift"', 'missed = "never"', "missed must be"),
        ("minutes = 15", "minutes = 61", "line 9: visits.1.minutes must be less than or equal to 60, got '61'"),
        ("minutes = 15", 'minutes = "15"', "visits.1.minutes must be a valid integer, got '15'"),
        ("minutes = 15", "minutes = 0", "worlds must be named where minutes are more than 0"),
        ("minutes = 15", "minutes = 15\nminuets = 3", "visits.1.minuets is no known name"),
        ('["snow-canyon"]', '["mars"]', "worlds must be among snow-canyon.* got 'mars'"),
        ('"nrs-pain-now"', '"nrs-pane"', "instrument must be one of .*nrs-pain-now.*, got 'nrs-pane'"),
        ('"before"', '"sometimes"', "line 11: visits.1.ratings.1.when must be"),
        ('"before"', '"followup"', 'be asked with when = "followup" in a visit without minutes'),
        ('"nrs-pain-now"', '"presence"', "presence must be asked during or after, got before"),
        ('"before"', '"before", every_min = 5', "asked again and again only during the exposure"),
        (
            '"before" }]',
            '"before" }]\nquestionnaires = [{ questionnaire = "ssq", when = "during" }]',
            "line 12: .*when must be",
        ),
        (
            '"before" }]',
            '"before" }]\nquestionnaires = [{ questionnaire = "pcs", when = "after" }]',
            "pcs must have items",
        ),
        ("minutes = 15", "day = 3\nminutes = 15", "begin on day 0"),
        ("minutes = 15", 'mode = "arm"\nminutes = 15', "must have the periods 1 to 0"),
        ('missed = "shift"', 'id = "x"\nmissed = "shift"', "id can't be set"),
        ("[[visits]]", ARMS + "[[visits]]", "allocation is for visits"),
        ("[[visits]]", ARMS.replace("[4]", "[3]") + "[[visits]]", "blocks must be multiples of the 2 arms, got 3"),
        ("[[visits]]", "[[visits", "must be a TOML file"),
    ],
)
def test_a_file_that_breaks_a_rule_is_told_which(tmp_path: Path, old: str, new: str, says: str) -> None:
    parse(written(tmp_path, GOOD))
    with pytest.raises(BadInput, match=says) as caught:
        parse(written(tmp_path, GOOD.replace(old, new, 1)))
    assert "\n" not in str(caught.value).rstrip()
    assert re.match(r"mine\.toml(, line \d+)?: ", str(caught.value))


def test_an_unknown_programme_is_told_which_there_are() -> None:
    with pytest.raises(BadInput, match=r"programme must be one of .*single-visit.*, got 'x'"):
        load("x")
