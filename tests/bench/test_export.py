"""``bench export``: its figures belong together."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.bench import exporting, exporting_record
from app.bench.export import readable
from app.cli import main


def test_an_export_is_timed_and_weighed(tmp_path: Path) -> None:
    assert exporting_record.run(str(tmp_path / "data"), sessions=40, seconds=1)["mb"] > 0
    told = exporting.run(str(tmp_path / "data"), "csv", str(tmp_path / "out"))
    assert told["files"] == 17
    assert told["seconds"] > 0
    assert 20 < told["peak_mb"] < 4000
    assert told["written_mb"] > 0
    found = {"sessions": 40, "seconds_each": 1, "formats": {"csv": {**told, "tenth_peak_mb": 60.0}}}
    assert "export of 40 sessions" in readable(found)


@pytest.mark.parametrize("words", [("--sessions", "1"), ("--seconds", "-1")])
def test_what_can_not_be_measured_is_refused(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "export", *words]) == 2
    assert f"{words[0]} must be" in capsys.readouterr().err
