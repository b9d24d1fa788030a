"""The guided calibration from the command line, in a virtual room."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli import main
from app.errors import BadInput
from app.rig.room import VirtualRoom
from app.sound.guided import read_insertion_loss
from app.store import Store

ROOT = Path(__file__).resolve().parents[2]
SHORT = ("--ambient-s", "1", "--noise-s", "1")


def calibrate(room: VirtualRoom, data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", "sound", "calibrate", "--data", str(data), *SHORT, *words],
        env={**os.environ, **room.env, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.alone
def test_a_room_is_calibrated_and_kept(tmp_path: Path) -> None:
    words = ("--output", "room", "--input", "earmic", "--json", "--note", "by the bed")
    with VirtualRoom(noise_dbfs=-50.0) as room:
        done = calibrate(room, tmp_path / "data", *words)
        for _ in range(3):
            if "calibrate again" in done.stderr:  # a stall of a busy machine interrupted it
                done = calibrate(room, tmp_path / "data", *words)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["path_db"] == pytest.approx(0.0, abs=0.5)
    assert 0.0 < found["path_uncertainty_db"] < 0.5
    assert found["output_volume"] == "65536 (0.00 dB), not muted"
    with Store.open(tmp_path / "data", read_only=True) as store:
        kept = store.calibration("room", "earmic")
    assert kept is not None
    assert (kept.id, kept.note, kept.kept.wearing) == (found["id"], "by the bed", "loudspeaker")


def test_no_such_device_is_one_clear_line(tmp_path: Path) -> None:
    with VirtualRoom(noise_dbfs=None) as room:
        done = calibrate(room, tmp_path, "--output", "room", "--input", "no such microphone")
    assert done.returncode == 2
    assert done.stderr.startswith("respite: there is no input device named 'no such microphone'")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--wearing", "open", "--sensitivity", "100"], "--sensitivity is of closed headphones, got --wearing open"),
        (["--wearing", "loudspeaker", "--coupler"], "--coupler is for closed headphones"),
        (["--calibrator", "9"], "--calibrator must be 60 to 130, got 9"),
        (["--sensitivity", "nan"], "--sensitivity must be 50 to 150, got nan"),
        (["--insertion-loss", "no-such-file.csv"], "'no-such-file.csv' can't be read"),
    ],
)
def test_bad_input_is_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], why: str
) -> None:
    assert main(["sound", "calibrate", "--data", str(tmp_path), *SHORT, *words]) == 2
    said = capsys.readouterr().err
    assert why in said
    assert said.count("\n") == 1


def table(folder: Path, text: str) -> Path:
    file = folder / "loss.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_an_insertion_loss_is_read_between_its_lines(tmp_path: Path) -> None:
    loss = read_insertion_loss(table(tmp_path, "Hz,dB\n125,10\n1000,20\n8000,35\n"))
    assert len(loss) == 21
    assert (loss[0], loss[10], loss[-1]) == pytest.approx((10.0, 20.0, 35.0))
    assert loss[13] == pytest.approx(25.0, abs=0.1)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "must have lines of Hz and dB"),
        ("1000,20\n2000,30\n", "from 500 Hz or lower"),
        ("125,10\n1000;20,3\n", "line 2"),
        ("125,10\n1000,loud\n8000,3\n", "line 2: must be Hz and dB, got '1000,loud'"),
        ("125,10\n1000,900\n8000,3\n", "line 2: the insertion loss must be -10 to 80 dB, got 900"),
    ],
)
def test_a_table_that_is_none_is_refused(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_insertion_loss(table(tmp_path, text))
    assert why in str(refused.value)
