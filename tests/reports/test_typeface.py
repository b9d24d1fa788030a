"""Lines of a PDF: no character is lost where they break, and none stands out of its column."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fpdf import FPDF

from app.reports.letters import Letters
from app.reports.typeface import Typeface

TEXTS = (
    "Randomised crossover, one session; men with neuropathic pain after spinal cord injury",
    "随机交叉，单次；脊髓损伤后神经病理性疼痛的男性（16 人），三维头戴设备与二维屏幕，P < 0.0001。",
    "a" * 200,
    "one\ntwo",
    "",
)


@pytest.fixture
def letters() -> Iterator[Typeface]:
    with Letters([*TEXTS, "[]U+0123456789ABCDEF"], ()) as letters:
        made = Typeface(FPDF(unit="pt"), letters)
        yield made
        made.close()


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("width", [40.0, 90.0, 400.0])
def test_a_text_is_broken_to_its_column_and_stays_whole(letters: Typeface, text: str, width: float) -> None:
    lines = letters.lines(text, 8, width)
    assert all(letters.width(line, 8) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(letters.written(text).split())


def test_no_line_begins_with_what_closes_another(letters: Typeface) -> None:
    for width in range(40, 200, 7):
        assert not [line for line in letters.lines(TEXTS[1], 8, float(width)) if line[:1] in "，。；）"]
