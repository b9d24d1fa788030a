"""A file is read as it was meant, or refused with the line, the field and the rule."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.analysis.table import read, spelled
from app.errors import BadInput

HEADER = "participant,sequence,period,condition,value\n"
GOOD = "p1,AB,1,A,5\np1,AB,2,B,3\np2,BA,1,B,4\np2,BA,2,A,6.5\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "trial.csv"


@pytest.mark.parametrize(
    "content",
    [
        HEADER + GOOD,
        "\ufeff" + HEADER + GOOD,
        (HEADER + GOOD).replace("\n", "\r\n"),
        (HEADER + GOOD).replace("\n", "\r"),
        "\n" + HEADER.title() + GOOD.replace("\n", "\n\n"),
        HEADER.replace("period", "day,period").replace(",value", ",value,note")
        + "p1,AB,9,1,A,5,\np1,AB,9,2,B,3,x\np2,BA,9,1,B,4,\np2,BA,9,2,A,6.5,\n",
        (HEADER + GOOD).replace(",", " , "),
    ],
    ids=["plain", "bom", "crlf", "cr", "blank lines", "other columns", "spaces"],
)
def test_what_other_programs_write_is_read(file: Path, content: str) -> None:
    file.write_bytes(content.encode())
    table = read(file)
    assert [(row.participant, row.sequence, row.period, row.condition, row.value) for row in table.rows] == [
        ("p1", "AB", 1, "A", 5.0),
        ("p1", "AB", 2, "B", 3.0),
        ("p2", "BA", 1, "B", 4.0),
        ("p2", "BA", 2, "A", 6.5),
    ]


@pytest.mark.parametrize("missing", ["", "NA", "nan", "."])
def test_a_missing_value_is_a_missing_visit(file: Path, missing: str) -> None:
    file.write_text(HEADER + GOOD + f"p3,AB,1,A,{missing}\n")
    table = read(file)
    assert len(table.rows) == 5
    assert "p3" not in table.participants()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", ("empty",)),
        (HEADER, ("no value",)),
        (HEADER + "p1,AB,1,A,\n", ("no value",)),
        (HEADER.replace("value", "score") + GOOD, ("line 1", "column value", "missing")),
        (HEADER.replace("value", "value,value") + GOOD, ("line 1", "column value", "twice")),
        ((HEADER + GOOD).replace(",", ";"), ("line 1", "commas")),
        (HEADER + GOOD + "p3,AB,1,A\n", ("line 6", "5 fields", "got 4")),
        (HEADER + GOOD + "p3,AB,1,A,4,5\n", ("line 6", "5 fields", "got 6", "point")),
        (HEADER + GOOD + 'p3,AB,1,A,"4,5"\n', ("line 6", "field value", "point", "'4,5'")),
        (HEADER + GOOD + "p3,AB,1,A,much\n", ("line 6", "field value", "number", "'much'")),
        (HEADER + GOOD + "p3,AB,1,A,1_0\n", ("line 6", "field value", "'1_0'")),
        (HEADER + GOOD + "p3,AB,1,A,inf\n", ("line 6", "field value", "'inf'")),
        (HEADER + GOOD + "p3,AB,1,A,1e999\n", ("line 6", "field value", "'1e999'")),
        (HEADER + GOOD + "p3,AB,1.5,A,4\n", ("line 6", "field period", "whole number", "'1.5'")),
        (HEADER + GOOD + f"p3,AB,{'9' * 5000},A,4\n", ("line 6", "field period", "whole number")),
        (HEADER + GOOD + ",AB,1,A,4\n", ("line 6", "field participant", "empty")),
        (HEADER + GOOD + '"p\n3",AB,1,A,4\n', ("field participant", "one line")),
        (HEADER + GOOD + "p1,AB,2,B,4\n", ("line 6", "field period", "line 3")),
        (HEADER + GOOD + "p1,BA,3,B,4\n", ("line 6", "field sequence", "'AB' in line 2", "'BA'")),
        (HEADER + GOOD + "p3,AB,1,B,4\n", ("line 6", "field condition", "'A'", "sequence 'AB'", "period 1")),
        (HEADER + GOOD + "p3,ab,1,A,4\n", ("line 6", "field sequence", "spelled 'AB'", "line 2")),
        (HEADER + GOOD + "p3,AB,1,a,4\n", ("line 6", "field condition", "spelled 'A'", "line 2")),
        (HEADER + 'p1,AB,1,A,"4\n', ("line 2", "comma-separated")),
    ],
)
def test_a_bad_row_is_named_by_line_field_and_rule(file: Path, content: str, told: tuple[str, ...]) -> None:
    file.write_text(content)
    with pytest.raises(BadInput) as caught:
        read(file)
    message = str(caught.value)
    assert "trial.csv" in message
    assert "\n" not in message
    for part in told:
        assert part in message


def test_a_sequence_that_spells_nothing_is_held_to_what_most_had(file: Path) -> None:
    rows = "".join(f"p{n},one,1,A,5\np{n},one,2,B,3\n" for n in range(3))
    file.write_text(HEADER + rows + "q,one,1,B,5\nq,one,2,A,3\n")
    with pytest.raises(BadInput, match="line 8, field condition"):
        read(file)


def test_a_file_that_is_not_there_or_no_text_is_said_so(file: Path) -> None:
    with pytest.raises(BadInput, match="can't be read"):
        read(file)
    file.write_bytes("käse".encode("utf-16"))
    with pytest.raises(BadInput, match="UTF-8"):
        read(file)


@pytest.mark.parametrize("seed", range(8))
def test_whatever_stands_in_a_file_it_is_read_or_refused(file: Path, seed: int) -> None:
    rng, refused = np.random.default_rng(seed), []
    good = (HEADER + GOOD).encode()
    for _ in range(150):
        broken = bytearray(good)
        for _ in range(rng.integers(1, 6)):
            at = int(rng.integers(len(broken)))
            broken[at : at + int(rng.integers(0, 3))] = rng.integers(0, 256, rng.integers(0, 3), np.uint8).tobytes()
        file.write_bytes(bytes(broken))
        try:
            read(file)
        except BadInput as error:
            refused.append(str(error))
    assert refused
    assert [message for message in refused if len(message.splitlines()) != 1] == []


def test_a_label_spells_an_order_only_where_every_part_is_a_condition() -> None:
    assert spelled("3D/2D", ["2D", "3D"]) == ["3D", "2D"]
    assert spelled("abba", ["A", "B"]) == ["A", "B", "B", "A"]
    assert spelled("2d - 3d", ["2D", "3D"]) == ["2D", "3D"]
    assert spelled("FS", ["formoterol", "salbutamol"]) is None
    assert spelled("1", ["A", "B"]) is None
