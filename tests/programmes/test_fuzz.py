"""Files that a clinic might spoil: whatever is in them, they are read, or refused in one line, and soon."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

import assets
from app import programmes, questionnaires
from app.errors import BadInput
from app.imports.ratings import ratings
from app.session import instruments

#: seconds that a file may take on a machine that is busy with something else
SOON_S = 2.0
MANY = 120

RATINGS = """alias,time,instrument,phase,value
P-001,2026-03-04 09:30,nrs-pain-now,before,7
P-001,2026-03-04 10:00,nrs-pain-now,after,4
P-002,2026-03-05,nrs-pain-average,followup,3
"""
#: what a hand or a program might put where something else stood
PIECES = (
    *("", "0", "-1", "1e400", "nan", "inf", "9" * 5000, "true", '""', "''", '"""', "[", "]", "[[", "{", "}", "=", "#"),
    *(
        '"\\u0000"',
        '"\\uD800"',
        "\x00",
        "\r",
        "\t",
        "\n",
        "\n\n",
        "\ufeff",
        "\u202e",
        "é",
        "中",
        "1979-05-27",
        "07:32:00",
    ),
    *("[visits]", "[[visits]]", "[a.b.c]", "id = 1", "day = 1000", "count = 200", ",", ";", "'=cmd()", "[" * 3000),
)


def spoilt(text: str, luck: random.Random) -> bytes:
    """The text with a few things wrong in it."""
    for _ in range(luck.randint(1, 4)):
        lines = text.splitlines(keepends=True) or [""]
        at = luck.randrange(len(lines))
        match luck.randrange(6):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, lines[luck.randrange(len(lines))])
            case 2:
                lines[at] = luck.choice(PIECES) + "\n"
            case 3:
                words = lines[at].split(" ")
                words[luck.randrange(len(words))] = luck.choice(PIECES)
                lines[at] = " ".join(words)
            case 4:
                cut = luck.randrange(len(lines[at]) + 1)
                lines[at] = lines[at][:cut] + luck.choice(PIECES) + lines[at][cut:]
            case _:
                lines = lines[: at + 1]
        text = "".join(lines)
    raw = bytearray(text.encode("utf-8", "surrogatepass"))
    if luck.random() < 0.3 and raw:
        for _ in range(3):
            raw[luck.randrange(len(raw))] = luck.randrange(256)
    return bytes(raw)


def imported(path: Path) -> object:
    return ratings(path, UTC, datetime(2026, 6, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("name", "good", "read"),
    [
        ("mine.toml", assets.path("programmes", "crossover-3d-2d.toml").read_text("utf-8"), programmes.parse),
        ("mine.toml", assets.path("programmes", "sound-3-days.toml").read_text("utf-8"), programmes.parse),
        ("mine.toml", assets.path("instruments", "fms-now.toml").read_text("utf-8"), instruments.parse),
        ("mine.toml", assets.path("questionnaires", "vrsq.toml").read_text("utf-8"), questionnaires.parse),
        ("old.csv", RATINGS, imported),
    ],
    ids=["crossover", "sound", "instrument", "questionnaire", "import"],
)
def test_a_spoilt_file_is_read_or_refused_and_nothing_else(
    tmp_path: Path, name: str, good: str, read: Callable[[Path], object]
) -> None:
    luck = random.Random(7)
    path = tmp_path / name
    path.write_text(good, "utf-8")
    read(path)
    refused = 0
    for _ in range(MANY):
        path.write_bytes(spoilt(good, luck))
        began = time.monotonic()
        try:
            read(path)
        except BadInput as error:
            refused += 1
            said = str(error)
            assert said.startswith(name)
            assert len(said) < 4000
            if name.endswith(".toml"):
                assert said.isprintable(), "one line"
        assert time.monotonic() - began < SOON_S
    assert refused > MANY // 2, "what was spoilt is mostly no file any more"
