"""Questionnaires score as their sources say, and a wrong file is told what is wrong with it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cli import main
from app.errors import BadInput
from app.questionnaires import available, load, parse

SSQ = load("ssq")


def test_each_shipped_file_reaches_the_ends_that_it_states() -> None:
    assert {"ssq", "vrsq", "pgic", "fms", "npsi", "pcs", "bpi"} <= set(available())
    for name in available():
        assert load(name).source


def test_the_simulator_sickness_scores_follow_the_published_weights() -> None:
    # by hand: general discomfort 1 (N and O), nausea 2 (N and D), headache 3 (O), vertigo 1 (D)
    given = {item.id: 0 for item in SSQ.items} | {"general-discomfort": 1, "nausea": 2, "headache": 3, "vertigo": 1}
    scores = SSQ.scored(given).values
    assert scores["nausea"] == pytest.approx(3 * 9.54)
    assert scores["oculomotor"] == pytest.approx(4 * 7.58)
    assert scores["disorientation"] == pytest.approx(3 * 13.92)
    assert scores["total"] == pytest.approx((3 + 4 + 3) * 3.74)


def test_the_virtual_reality_sickness_total_is_the_mean_of_its_two_parts() -> None:
    form = load("vrsq")
    given = {item.id: 0 for item in form.items} | {"fatigue": 3, "vertigo": 3}
    scores = form.scored(given).values
    assert scores["oculomotor"] == pytest.approx(25.0)
    assert scores["disorientation"] == pytest.approx(20.0)
    assert scores["total"] == pytest.approx(22.5)


def test_a_missing_answer_leaves_out_the_scores_that_need_it_and_no_others() -> None:
    given = {item.id: 0 for item in SSQ.items if item.id != "burping"}
    scores = SSQ.scored(given).values
    assert scores["nausea"] is None
    assert scores["total"] is None
    assert scores["oculomotor"] == 0


def test_an_answer_that_there_is_not_is_refused() -> None:
    with pytest.raises(BadInput, match="nausea must be one of 0, 1, 2, 3, got 4"):
        SSQ.check({"nausea": 4})
    with pytest.raises(BadInput, match="ssq has no item 'hunger'"):
        SSQ.check({"hunger": 1})
    with pytest.raises(BadInput, match="total must be 0 to 52, got 53"):
        load("pcs").check_scores({"total": 53.0})


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("weight = 9.54", "weight = 9.5", "nausea reaches 199.5, and says that its high is 200.34"),
        ('"burping",\n]', '"burps",\n]', "made of what is not there: burps"),
        ('id = "vertigo"', 'id = "nausea"', "must have ids of their own"),
        ("value = 3", "value = 0", "must have two answers or more, in the order"),
        ("licence", "license", "licence.en must be there"),
        ("[[items]]", "[[items", "must be a TOML file"),
    ],
)
def test_a_file_that_breaks_a_rule_is_told_which(tmp_path: Path, old: str, new: str, says: str) -> None:
    import assets

    text = assets.path("questionnaires", "ssq.toml").read_text("utf-8")
    path = tmp_path / "mine.toml"
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(BadInput, match=says):
        parse(path)


def test_the_command_line_lists_shows_and_checks_scales(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scale", "list", "--json"]) == 0
    listed = {one["id"]: one for one in json.loads(capsys.readouterr().out)}
    assert (listed["fms-now"]["high"], listed["ssq"]["kind"]) == (20, "questionnaire")
    assert main(["scale", "show", "presence"]) == 0
    assert "Validated wording in: no language" in capsys.readouterr().out
    spoilt = tmp_path / "mine.toml"
    spoilt.write_text('name = { en = "A", zh_CN = "甲" }\nminimum = -1\n', "utf-8")
    assert main(["scale", "check", "--kind", "rating", str(spoilt)]) == 2
    assert "mine.toml, line 2: minimum must be greater than or equal to 0, got '-1'" in capsys.readouterr().err
