"""``analyse`` as typed: the JSON's shape, the report for people, one line for what can't be done."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.analysis.analysis import analyse
from app.analysis.report import plain
from app.analysis.sentence import sentence
from app.analysis.table import Row, Table, check
from app.cli import main
from app.i18n import translator
from tests.analysis.trials import chow_liu, made, senn, two_by_two


def write(table: Table, path: Path) -> str:
    lines = [f"{row.participant},{row.sequence},{row.period},{row.condition},{row.value}" for row in table.rows]
    path.write_text("\n".join(["participant,sequence,period,condition,value", *lines]).replace("None", ""))
    return str(path)


def typed(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert main(["analyse", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_json_of_a_crossover(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = typed(capsys, write(senn(), tmp_path / "senn.csv"))
    assert list(found["treatment"]) == ["contrast", "estimate", "se", "t", "df", "p", "ci95"]
    assert {"estimate", "se", "t", "df", "p"} < set(found["period"]) & set(found["carryover"])
    assert {"estimate", "t", "df", "p"} < set(found["paired"])
    assert {"estimate", "se", "p"} < set(found["mixed"])
    assert found["n"] == {"for/sal": 7, "sal/for": 6}
    assert found["treatment"]["contrast"] == "formoterol - salbutamol"
    assert found["carryover"]["contrast"] == "for/sal - sal/for"
    assert found["treatment"]["estimate"] == pytest.approx(46.6071, abs=1e-4)
    assert set(found["sentence"]) == {"en", "zh_CN"}


def test_parts_that_the_data_don_t_give_are_null_and_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = typed(capsys, write(made(1, 12, {"2D": 0, "3D": -1, "Flat": 0}), tmp_path / "three.csv"))
    assert found["treatment"] is found["period"] is found["carryover"] is found["paired"] is None
    assert len(found["mixed"]["contrasts"]) == 3
    assert "two conditions" in found["notes"][0]


@pytest.mark.parametrize(
    "table",
    [
        two_by_two("a", "b", ((1, 3),), ((4, 1),)),
        two_by_two("a", "b", ((0, 0),) * 2, ((0, 0),) * 2),
        two_by_two("a", "b", ((1, 2),), ((2, 1),)),
        check("one", [Row(2, "p1", "a", 1, "a", 1.0)]),
        check("two", [Row(2, "p1", "a", 1, "a", 1.0), Row(3, "p2", "b", 1, "b", 1.0)]),
        check(
            "alone", [Row(2, "p1", "ab", 1, "a", 1.0), Row(3, "p2", "ba", 2, "a", None), Row(4, "q", "ab", 2, "b", 3)]
        ),
        made(2, 2, {"2D": 0, "3D": -1, "Flat": 0}),
        made(3, 6, {"2D": 0, "3D": -1, "Flat": 0}, missing=0.7),
    ],
)
def test_however_little_there_is_the_report_stands(table: Table) -> None:
    json.dumps(plain(analyse(table)), allow_nan=False)


def test_the_report_for_people_lines_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["analyse", write(senn(), tmp_path / "senn.csv")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split()[0] == "Treatment"
    assert "46.61  10.78" in lines[1]
    assert "22.89 … 70.33" in lines[1]
    assert "for/sal: 7, sal/for: 6" in "\n".join(lines)


def test_a_baseline_column_gives_responders(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "trial.csv"
    path.write_text(
        "participant,sequence,period,condition,baseline,value\n"
        "p1,AB,1,A,10,5\np1,AB,2,B,10,7\np2,BA,1,B,0,0\np2,BA,2,A,8,8\n"
    )
    assert typed(capsys, str(path))["responders"] == {
        "A": {"known": 2, "unknown": 0, "by30": 1, "by50": 1},
        "B": {"known": 1, "unknown": 1, "by30": 1, "by50": 0},
    }


@pytest.mark.parametrize("words", [[], ["x.csv", "--plan", "1", "1"], ["missing.csv"], ["--plan", "0", "1"]])
def test_what_can_t_be_done_is_one_line(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["analyse", *words]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1


def test_a_plan_needs_no_file(capsys: pytest.CaptureFixture[str]) -> None:
    found = typed(capsys, "--plan", "1", "1.5")
    assert found["participants"] == 38
    assert found["power"] >= 0.8


def test_the_sentence_says_which_was_higher_and_by_how_much() -> None:
    said = sentence(analyse(senn())).said()
    assert "formoterol were on average 46.61 higher than under salbutamol" in said
    assert "22.89 to 70.33" in said
    assert "13 participants" in said


def test_the_sentence_says_when_the_data_can_t_tell() -> None:
    assert "these data can't tell" in sentence(analyse(chow_liu())).said()
    assert "can't tell" in sentence(analyse(two_by_two("a", "b", ((1, 1),), ((1, 1),)))).said()


@pytest.mark.parametrize(
    "table", [senn(), chow_liu(), made(4, 30, {"2D": 0, "3D": -3}), made(5, 30, dict.fromkeys("abc", 0))]
)
def test_no_sentence_claims_an_effect(table: Table) -> None:
    for language in ("en", "zh_CN"):
        said = sentence(analyse(table)).said(translator(language)).casefold()
        assert not [
            word for word in ("works", "better", "effective", "proves", "significant", "有效", "更好") if word in said
        ]
