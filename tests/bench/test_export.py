"""``bench export``: its figures belong together."""

from __future__ import annotations

import json

import pytest

from app.bench.export import readable
from app.cli import main
from tests.test_cli import respite


def test_an_export_is_timed_and_weighed() -> None:
    done = respite("bench", "export", "--json", "--sessions", "40", "--only", "csv")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    told = found["formats"]["csv"]
    assert (found["sessions"], told["files"]) == (40, 11)
    assert 0 < told["seconds"] < 60
    assert 20 < told["tenth_peak_mb"] < 1000
    assert told["written_mb"] > 0
    assert "export of 40 sessions" in readable(found)


@pytest.mark.parametrize("words", [("--sessions", "1"), ("--seconds", "-1")])
def test_what_can_not_be_measured_is_refused(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "export", *words]) == 2
    assert f"{words[0]} must be" in capsys.readouterr().err
