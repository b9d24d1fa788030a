"""People and the audit trail on the command line, and the network's options."""

from __future__ import annotations

import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.cli import main
from app.people.roles import Role
from app.people.staff import Member, Staff
from app.store import Store
from tests.console.ward import PASSWORD


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines) + "\n"))


def test_a_first_administrator_is_made_before_there_is_a_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ["--data", str(tmp_path)]
    typed(monkeypatch, PASSWORD)
    assert main(["people", "add", "Ada", "--role", "administrator", "--role", "clinician", *data]) == 0
    assert PASSWORD not in capsys.readouterr().out
    with Store.open(tmp_path) as store:
        member = Staff(store).enter("ada", PASSWORD, "127.0.0.1")
        assert isinstance(member, Member)
        assert (member.roles, member.renew) == ((Role.CLINICIAN, Role.ADMINISTRATOR), False)
    assert main(["people", "list", "--json", *data]) == 0
    assert [found["name"] for found in json.loads(capsys.readouterr().out)] == ["Ada"]
    assert main(["people", "disable", "ada", *data]) == 2
    assert "somebody must be an administrator" in capsys.readouterr().err
    typed(monkeypatch, "short")
    assert main(["people", "password", "ada", *data]) == 2
    assert "10 to 128 characters, got 5" in capsys.readouterr().err


def test_the_trail_is_read_and_followed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Store.open(tmp_path) as store:
        store.audit("rating", "session 12", {"value": 7}, {"value": 6}, who="bo")
        store.audit("export", "csv", who="cy")
    data = ["--data", str(tmp_path)]
    assert main(["audit", "--person", "bo", "--json", *data]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [(c["who"], c["old"], c["new"]) for c in said["changes"]] == [("bo", {"value": 7}, {"value": 6})]
    assert main(["audit", "--verify", *data]) == 0
    assert capsys.readouterr().out == f"Whole: 2 entries, seal {said['seal']}\n"
    with closing(sqlite3.connect(tmp_path / "respite.db")) as raw:
        raw.executescript("drop trigger audit_no_delete; delete from audit where id = 1")
    assert main(["audit", "--verify", *data]) == 1
    assert "what stood before row 2 is missing or was changed" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--listen", "10.0.0.7"], "--listen must come with --network"),
        (["--network", "--certificate", "c.pem"], "--certificate must come with --key"),
        (["--network", "--listen", "ward"], "--listen must be an address"),
        (["--network", "--idle", "0"], "--idle must be 1 to 480 minutes, got 0"),
        (["--network", "--name", "no name"], "--name must be a machine's name or address"),
        (["--network"], "--network needs an administrator"),
    ],
)
def test_a_bad_option_is_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert main([*words, "--no-browser", "--data", str(tmp_path)]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1


def test_a_certificate_that_is_none_is_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, PASSWORD)
    assert main(["people", "add", "Ada", "--role", "administrator", "--data", str(tmp_path)]) == 0
    (tmp_path / "c.pem").write_text("no certificate")
    files = ["--certificate", str(tmp_path / "c.pem"), "--key", str(tmp_path / "c.pem")]
    assert main(["--network", *files, "--no-browser", "--data", str(tmp_path)]) == 2
    assert "it is not a certificate (PEM)" in capsys.readouterr().err
