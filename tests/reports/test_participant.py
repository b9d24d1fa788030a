"""One participant's report: its numbers are the record's, on paper and on a page, and nothing is left out in silence."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder  # type: ignore[import-untyped]
from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-untyped]

from app.reports.document import Facts, Figures, Paragraph, Report, Table
from app.reports.drawing import Dot, Label
from app.reports.html import html
from app.reports.participant import participant
from app.reports.pdf import pdf
from app.store import Store
from tests.reports.reader import Page, pages
from tests.reports.record import ASKED

DAY = date(2026, 5, 4)


def report(store: Store, language: str = "en", simulated: bool = False, alias: str = "P-001") -> Report:
    with store.reading() as reading:
        return participant(reading, store.path.parent, alias, language, DAY, simulated, lambda: None)


def table(found: Report, title: str) -> Table:
    return next(part for part in found.parts if isinstance(part, Table) and part.title == title)


def facts(found: Report) -> dict[str, str]:
    return dict(next(part for part in found.parts if isinstance(part, Facts)).pairs)


@pytest.fixture(scope="module")
def paper(folder: Path) -> bytes:
    """The report on P-001 as a PDF, with the shipped fonts alone."""
    with Store.open(folder, read_only=True) as store:
        return pdf(report(store), elsewhere=())


def test_its_numbers_are_the_records(store: Store) -> None:
    found = report(store)
    rows = [session for session in store.sessions(alias="P-001") if not session.simulated]
    changes = [(row.before, row.after) for row in rows if row.before is not None and row.after is not None]
    down = [(before - after) / before for before, after in changes]
    assert facts(found) == {
        "Visits completed": "9 of 9",
        "Minutes of those planned": f"{sum(row.delivered_s for row in rows) / 60:g} of 180",
        "Mean change, points": f"{sum(after - before for before, after in changes) / len(changes):.1f}".replace(
            "-", "−"
        ),
        "Less by 30 % or more": f"{sum(share >= 0.3 for share in down)} of {len(down)}",
        "Less by 50 % or more": f"{sum(share >= 0.5 for share in down)} of {len(down)}",
    }
    told = [(row[4], row[5]) for row in table(found, "The numbers behind the figures").rows]
    said = [tuple("–" if value is None else str(value) for value in (row.before, row.after)) for row in reversed(rows)]
    assert told == said


def test_the_marks_of_the_figure_stand_at_the_ratings(store: Store) -> None:
    figures = [figure for part in report(store).parts if isinstance(part, Figures) for figure in part.row]
    shapes = next(f.drawing.shapes for f in figures if f.title == "Pain before and after, 0 to 10")
    height = {shape.text: shape.y - 2.6 for shape in shapes if isinstance(shape, Label)}
    marks: dict[int, list[float]] = {}
    for shape in shapes:
        if isinstance(shape, Dot):
            rated = 10 * (shape.y - height["0"]) / (height["10"] - height["0"])
            marks.setdefault(round(shape.x), []).append(round(rated, 6))
    rows = [session for session in store.sessions(alias="P-001") if not session.simulated]
    said = [[value for value in (row.before, row.after) if value is not None] for row in reversed(rows)]
    assert [marks[at] for at in sorted(marks)] == said


def test_a_note_as_long_as_a_book_is_written_to_its_end(store: Store) -> None:
    found = report(store)
    story = " ".join(f"word{n}" for n in range(2500))
    told = replace(found, parts=(*found.parts, Table("Notes", ("Visit", "Text"), (("1", story),), "ll")))
    written = "\n".join(pages(pdf(told, elsewhere=()))).split()
    assert [word for word in written if word.startswith("word")] == story.split()


def test_the_sound_is_told_as_the_record_has_it(store: Store) -> None:
    newest = store.session(store.sessions(alias="P-001")[1].id)
    stated = [level.snr_db for level in newest.levels if level.snr_db is not None]
    row = table(report(store), "The numbers behind the figures").rows[-1]
    assert row[8:11] == (
        f"{sum(stated) / len(stated):+.1f}",
        "± 0.7",
        f"{100 * len(stated) / len(newest.levels):.0f} %",
    )


def test_a_sound_that_could_not_be_stated_says_so(store: Store) -> None:
    rows = table(report(store, alias="P-003"), "The numbers behind the figures").rows
    assert [row[8] for row in rows] == ["+5.0", "not stated"]


def test_a_baseline_of_0_has_no_percentage(store: Store) -> None:
    found = report(store, alias="P-007")
    assert [row[7] for row in table(found, "The numbers behind the figures").rows][1] == "n/a"
    assert any(isinstance(part, Paragraph) and part.text.startswith("1 with 0 before") for part in found.parts)


def test_a_visit_that_only_asked_tells_what_was_said(store: Store) -> None:
    found = report(store, alias=ASKED)
    assert [row[2] for row in table(found, "The numbers behind the figures").rows] == [
        "3D",
        "3D",
        "3D",
        "asked only: 3",
    ]
    ((_day, question, *given),) = table(found, "Other ratings").rows
    assert "worst" in question
    assert given == ["–", "–", "–", "5"]


def test_paper_and_page_say_the_same(store: Store, paper: bytes) -> None:
    found = report(store)
    written, page = "\n".join(pages(paper)), Page(html(found))
    for part in found.parts:
        if isinstance(part, Table):
            for cell in (cell for row in part.rows for cell in row if cell.isascii()):
                assert cell in page.said
                assert all(word in written for word in cell.split())


def test_the_same_record_gives_the_same_bytes(store: Store, paper: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: 2e9)  # another second than that of the first one
    assert pdf(report(store), elsewhere=()) == paper
    assert html(report(store, "zh_CN")) == html(report(store, "zh_CN"))


def test_simulated_visits_are_left_out_and_counted(store: Store) -> None:
    found = report(store)
    assert not found.warning
    assert "Visits of simulated patients, which are left out: 1" in [
        p.text for p in found.parts if isinstance(p, Paragraph)
    ]


def test_what_is_simulated_says_so_on_every_page(store: Store) -> None:
    found = report(store, simulated=True)
    assert facts(found)["Visits completed"] == "1 of 1"
    sheets = pages(pdf(found, elsewhere=()))
    assert len(sheets) > 1
    assert all(found.warning in sheet for sheet in sheets)


def test_what_no_font_has_stands_as_its_number_and_is_listed(paper: bytes) -> None:
    written = "\n".join(pages(paper))
    assert "[U+9F98]" in written
    assert "[U+1F642]" in written
    assert "U+1F642, U+10FFFD" in written


def test_a_note_is_written_with_another_font_of_the_machine(store: Store, tmp_path: Path) -> None:
    written = "\n".join(pages(pdf(report(store), elsewhere=((str(font_of(tmp_path, "龘")), 0),))))
    assert "龘" in written
    assert "[U+1F642]" in written


def test_a_note_turns_no_line_about(store: Store, paper: bytes) -> None:
    for text in (html(report(store)), "\n".join(pages(paper))):
        assert "\u202e" not in text
        assert "\x07" not in text


def test_the_page_needs_nothing_else_and_can_be_heard(store: Store) -> None:
    page = Page(html(report(store, "zh_CN")))
    assert page.named("html") == [{"lang": "zh-CN"}]
    assert not [tag for tag, _attributes in page.tags if tag in ("script", "link", "img", "iframe", "object")]
    assert not [
        value for _tag, attributes in page.tags for name, value in attributes.items() if name in ("src", "href")
    ]
    assert all(drawing["aria-label"] for drawing in page.named("svg"))
    assert all(drawing["role"] == "img" for drawing in page.named("svg"))
    assert all(cell["scope"] in ("col", "row") for cell in page.named("th"))
    assert len(page.named("caption")) == len(page.named("table"))


def font_of(folder: Path, letter: str) -> Path:
    """A font that has one letter, a square."""
    pen = TTGlyphPen(None)
    for step, at in ((pen.moveTo, (0, 0)), (pen.lineTo, (0, 900)), (pen.lineTo, (900, 900)), (pen.lineTo, (900, 0))):
        step(at)
    pen.closePath()
    made = FontBuilder(1000, isTTF=True)
    made.setupGlyphOrder([".notdef", "letter"])
    made.setupCharacterMap({ord(letter): "letter"})
    made.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "letter": pen.glyph()})
    made.setupHorizontalMetrics({".notdef": (1000, 0), "letter": (1000, 0)})
    made.setupHorizontalHeader(ascent=900, descent=-100)
    made.setupNameTable({"familyName": "One", "styleName": "Regular"})
    made.setupOS2(sTypoAscender=900, usWinAscent=900, usWinDescent=100)
    made.setupPost()
    path = folder / "one.ttf"
    made.save(path)
    return path
