"""The command line as typed: help at once, one clear line and exit code 2 for bad input, never a traceback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = ("analyse", "audit", "bench", "demo", "doctor", "export", "look", "people", "sound", "test")


def respite(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", *words],
        cwd=ROOT,
        env={**os.environ, **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )


def refused(done: subprocess.CompletedProcess[str], *told: str) -> None:
    """Exit code 2, nothing on standard output, and one line that says what is wrong."""
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("respite: ")
    for word in told:
        assert word in lines[0]


def test_help_names_every_command() -> None:
    done = respite("--help")
    assert done.returncode == 0
    for command in COMMANDS:
        assert command in done.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    done = respite(command, "--help")
    assert done.returncode == 0
    assert done.stdout.startswith("usage: python3 -m app " + command)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("dance",), "dance"),
        (("--loud",), "--loud"),
        (("demo", "--mode", "4d"), "4d"),
        (("demo", "--seconds", "many"), "many"),
        (("demo", "--seconds", "0"), "--seconds must be 5 to 3600, got 0"),
        (("demo", "--seconds", "nan"), "--seconds must be 5 to 3600, got nan"),
        (("demo", "--world", "mars"), "mars"),
        (("--port", "0"), "--port must be 1 to 65535, got 0"),
        (("--port", "many"), "many"),
        (("export", "--format", "xml", "out"), "xml"),
        (("export",), "export"),
    ],
)
def test_bad_words_get_one_clear_line(words: tuple[str, ...], told: str) -> None:
    refused(respite(*words), told)


def test_a_data_folder_that_is_a_file_gets_one_clear_line(tmp_path: Path) -> None:
    in_the_way = tmp_path / "data"
    in_the_way.write_text("not a folder")
    refused(respite("--data", str(in_the_way), "--no-browser"), str(in_the_way))
    assert in_the_way.read_text() == "not a folder"


def test_a_database_that_is_none_gets_one_clear_line_and_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "respite.db").write_bytes(b"this is not a database, whatever it is" * 100)
    refused(respite("--data", str(tmp_path), "--no-browser"), "respite.db")
    assert (tmp_path / "respite.db").read_bytes().startswith(b"this is not")


def test_a_busy_port_gets_one_clear_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused(respite("--data", str(tmp_path), "--no-browser", "--port", str(port)), str(port), "--port")


def test_a_second_copy_on_the_same_data_gets_one_clear_line(tmp_path: Path) -> None:
    from app.store import Store

    with Store.open(tmp_path):
        refused(respite("--data", str(tmp_path), "--no-browser"), str(tmp_path), "in use")
