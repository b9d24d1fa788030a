"""Published results as files: each with its citation, and a file that breaks a rule is refused in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

import assets
from app.errors import BadInput
from app.reports.evidence import LONGEST, Favours, Study, studies
from app.written import read

GOOD = assets.path("evidence", "austin-2022.toml").read_text("utf-8")


def test_every_study_has_a_citation_and_says_where_its_figures_were_read() -> None:
    for study in studies():
        assert str(study.year) in study.source
        assert study.rests_on
        assert study.citation.startswith(study.authors)


def test_results_of_each_direction_are_there() -> None:
    assert {Favours.D3, Favours.NEITHER} < {study.favours for study in studies()}


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (GOOD.replace("low = -1.1", ""), "low and high"),
        (GOOD.replace("low = -1.1", "low = 0.1"), "between"),
        (GOOD.replace('"neither"', '"us"'), "favours"),
        (GOOD.replace("year = 2022", 'year = "2022"'), "year"),
        (GOOD.replace('doi = "10', 'doi = "https://doi.org/10'), "doi"),
        (GOOD.replace("zh_CN", "zh"), "zh"),
        (GOOD + "\nextra = 1\n", "extra"),
        ("n = 1", "authors"),
    ],
)
def test_a_file_that_breaks_a_rule_is_refused_in_one_line(wrong: str, why: str, tmp_path: Path) -> None:
    path = tmp_path / "austin-2022.toml"
    path.write_text(wrong, "utf-8")
    with pytest.raises(BadInput, match=why) as caught:
        read(path, Study, LONGEST)
    assert "\n" not in str(caught.value)
