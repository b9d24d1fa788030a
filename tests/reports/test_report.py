"""A report as a file: whole or not at all, called off whenever somebody wants, and one line for what can't be done."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.cli import main
from app.errors import StoreError
from app.exports import Cancelled
from app.reports import Kind, Subject, make
from app.store import Store
from tests.reports.record import PROGRAMME

DAY = date(2026, 5, 4)
ONE = Subject(Kind.PARTICIPANT, "P-002")


def test_the_folder_is_made_where_it_is_not_there(store: Store, tmp_path: Path) -> None:
    page = make(store, ONE, tmp_path / "new" / "one.html", "en", on=DAY)
    assert page.read_text("utf-8").startswith("<!doctype html>")


def test_progress_goes_to_its_end(store: Store, tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    make(
        store,
        Subject(Kind.PROGRAMME, PROGRAMME),
        tmp_path / "all.html",
        "en",
        on=DAY,
        told=lambda *at: steps.append(at),
    )
    assert steps[0][0] == 0
    assert steps[-1][0] == steps[-1][1] > 20
    assert steps == sorted(steps)


@pytest.mark.parametrize("step", [0, 1, 3, 4])
def test_called_off_it_leaves_nothing(store: Store, tmp_path: Path, step: int) -> None:
    def told(done: int, _total: int) -> None:
        if done == step:
            raise Cancelled("called off")

    with pytest.raises(Cancelled):
        make(store, ONE, tmp_path / "one.html", "en", on=DAY, told=told)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_stays_unless_it_may_be_replaced(store: Store, tmp_path: Path) -> None:
    out = tmp_path / "one.html"
    out.write_text("mine")
    assert main(["report", "participant", "P-002", "--out", str(out), "--data", str(store.path.parent)]) == 2
    assert out.read_text() == "mine"
    make(store, ONE, out, "en", on=DAY, overwrite=True)
    assert "P-002" in out.read_text("utf-8")


def test_a_folder_that_can_t_be_written_to_gets_nothing(store: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StoreError, match="no report was written"):
        make(store, ONE, tmp_path / "file" / "one.html", "en", on=DAY)


@pytest.mark.parametrize(
    "words",
    [
        ["participant", "nobody"],
        ["participant", "P-012"],
        ["participant", "P-002", "--simulated"],
        ["participant", "P-002", "--out", "one.docx"],
        ["participant", "P-002", "--date", "yesterday"],
        ["programme", "none-such"],
    ],
)
def test_what_can_t_be_done_is_one_line(
    store: Store, tmp_path: Path, words: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["report", *words, "--data", str(store.path.parent)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_the_command_line_names_the_file_itself(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words = ["report", "programme", PROGRAMME, "--language", "zh_CN", "--date", "2026-05-04"]
    assert main([*words, "--data", str(store.path.parent)]) == 0
    said = capsys.readouterr()
    assert said.out.startswith(f"report-{PROGRAMME}-2026-05-04.pdf")
    assert said.err == ""
    assert (tmp_path / f"report-{PROGRAMME}-2026-05-04.pdf").read_bytes().startswith(b"%PDF-")
