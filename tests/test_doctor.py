"""What the doctor says of real machines, virtual ones, and broken ones."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.doctor import Check, State, checks, ready, report
from app.probes import ask
from app.processes.inquiry import NoAnswer
from app.rig import VirtualHeadset, VirtualRoom, VirtualScreen
from app.session.plan import Mode, SessionPlan
from app.store import Store

ROOT = Path(__file__).resolve().parent.parent
WELL: dict[str, dict[str, Any]] = {
    "graphics": {"renderer": "GeForce", "vendor": "NVIDIA", "version": [4, 6], "screen": [1920, 1080]},
    "headset": {"runtime": "SteamVR", "version": "2.7.4", "system": "Index", "fault": "", "advice": ""},
    "sound": {
        "outputs": ["Speakers"],
        "output": "Speakers",
        "microphones": ["USB microphone"],
        "microphone": "USB microphone",
        "microphone_hz": 48000.0,
    },
}


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """No screen, no runtime, no sound."""
    for name in ("DISPLAY", "PULSE_SERVER", "ALSA_CONFIG_PATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XR_RUNTIME_JSON", "/nowhere/runtime.json")
    monkeypatch.setenv("PULSE_SERVER", "unix:/nowhere")
    return monkeypatch


def use(patch: pytest.MonkeyPatch, environment: dict[str, str]) -> None:
    for name, value in environment.items():
        patch.setenv(name, value)


def by_name(found: list[Check]) -> dict[str, Check]:
    return {check.name: check for check in found}


def well(name: str, **changes: Any) -> Any:
    """An answer of a machine that has everything, but for `changes` in what the look `name` sees."""
    return lambda asked: {**WELL[asked], **(changes if asked == name else {})}


# ---- machines ---------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("bare")
def test_a_machine_with_nothing_but_a_processor_can_run_a_session_in_2d(tmp_path: Path, port: int) -> None:
    found = checks(tmp_path / "none yet", port)
    said = by_name(found)
    assert ready(found)
    assert "llvmpipe" in said["Graphics"].found
    assert said["Screen"].state is State.NOTE
    assert said["OpenXR runtime"].state is State.NOTE
    assert report(found).endswith("A session can run here in 2D, without sound.")
    assert not (tmp_path / "none yet").exists(), "looking leaves nothing behind"


def test_a_machine_with_everything_is_named_part_by_part(tmp_path: Path, port: int, bare: pytest.MonkeyPatch) -> None:
    bare.delenv("XR_RUNTIME_JSON")
    with VirtualScreen((800, 600)) as screen, VirtualHeadset() as headset, VirtualRoom() as room:
        use(bare, {**screen.env, **headset.env, **room.env})
        found = checks(tmp_path, port)
    said = by_name(found)
    assert said["Screen"].found == "800 x 600"
    assert said["OpenXR runtime"].found.startswith("Monado")
    assert "HMD" in said["Headset"].found
    assert {said["Sound"].state, said["Microphone"].state, said["Headset"].state} == {State.OK}
    assert report(found).endswith("A session can run here in 3D and 2D, with sound held to the room.")


def test_a_runtime_that_is_not_running_is_named_with_what_to_do(
    tmp_path: Path, port: int, bare: pytest.MonkeyPatch
) -> None:
    bare.delenv("XR_RUNTIME_JSON")
    bare.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    found = checks(tmp_path, port)
    runtime = by_name(found)["OpenXR runtime"]
    assert ready(found)
    assert runtime.found == "Monado is installed, but it is not running."
    assert runtime.advice.startswith("Start the headset's software")


def test_a_runtime_that_hangs_costs_a_line_and_no_more(bare: pytest.MonkeyPatch) -> None:
    bare.delenv("XR_RUNTIME_JSON")
    with VirtualHeadset() as headset:
        use(bare, headset.env)
        headset.suspend()
        with pytest.raises(NoAnswer, match="did not answer within 2 s"):
            ask("headset", timeout_s=2)
        headset.resume()


def test_a_sound_system_that_fails_costs_a_line_and_no_more(
    tmp_path: Path, port: int, bare: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "alsa.conf"
    broken.write_text("pcm.!default { type asym\n")
    bare.setenv("ALSA_CONFIG_PATH", str(broken))
    found = checks(tmp_path, port)
    sound = by_name(found)["Sound"]
    assert ready(found)
    assert sound.state is State.NOTE
    assert "it failed: Error initializing PortAudio" in sound.found


def test_a_driver_that_crashes_costs_a_line_and_no_more(tmp_path: Path, port: int, bare: pytest.MonkeyPatch) -> None:
    (tmp_path / "sitecustomize.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n")
    bare.setenv("PYTHONPATH", str(tmp_path))
    said = by_name(checks(tmp_path, port))
    assert [name for name, check in said.items() if "it crashed with SIGSEGV" in check.found] == [
        "Graphics",
        "OpenXR runtime",
        "Sound",
    ]
    assert said["Graphics"].state is State.PROBLEM
    assert said["Sound"].state is State.NOTE


# ---- parts ------------------------------------------------------------------------------------------------------------


def test_a_bluetooth_headsets_microphone_is_warned_of(tmp_path: Path, port: int) -> None:
    names = ("Buds Hands-Free AG Audio", "bluez_input.00", "Headset Head Unit (HSP/HFP)")
    for name in names:
        microphone = by_name(checks(tmp_path, port, well("sound", microphone=name)))["Microphone"]
        assert microphone.state is State.NOTE
        assert "telephone quality" in microphone.advice
    slow = by_name(checks(tmp_path, port, well("sound", microphone_hz=16000.0)))["Microphone"]
    assert slow.state is State.NOTE


def test_old_graphics_are_a_problem(tmp_path: Path, port: int) -> None:
    found = checks(tmp_path, port, well("graphics", version=[2, 1]))
    assert not ready(found)
    assert report(found).endswith("No session can run here yet: see Graphics.")


def test_a_simulated_headset_is_not_taken_for_a_real_one(tmp_path: Path, port: int) -> None:
    headset = by_name(checks(tmp_path, port, well("headset", system="Monado: Simulated HMD")))["Headset"]
    assert headset.state is State.NOTE


def test_a_port_in_use_is_a_problem(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        found = by_name(checks(tmp_path, taken, well("")))["Port"]
    assert found.state is State.PROBLEM
    assert str(taken) in found.found
    assert "--port" in found.advice


def test_a_file_in_the_data_folders_place_is_a_problem(tmp_path: Path, port: int) -> None:
    (tmp_path / "file").touch()
    folder = by_name(checks(tmp_path / "file", port, well("")))["Data folder"]
    assert folder.state is State.PROBLEM


# ---- the record -------------------------------------------------------------------------------------------------------


def begin(store: Store) -> None:
    store.begin_session(SessionPlan("A1", "snow-canyon", 600, Mode.D2), 1, datetime.now(UTC), 0)


@pytest.fixture
def record(tmp_path: Path) -> Path:
    with Store.open(tmp_path) as store:
        begin(store)
        return store.path


def database(path: Path, port: int) -> Check:
    return by_name(checks(path.parent, port, well("")))["Database"]


def test_a_record_is_read_beside_the_program_that_writes_it(tmp_path: Path, port: int) -> None:
    with Store.open(tmp_path) as store:
        begin(store)
        found = database(store.path, port)
    assert found.state is State.OK
    assert "1 session" in found.found


def test_a_damaged_record_is_a_problem_and_stays_as_it_is(record: Path, port: int) -> None:
    content = bytearray(record.read_bytes())
    content[4096:12288] = os.urandom(8192)
    record.write_bytes(content)
    found = database(record, port)
    assert found.state is State.PROBLEM
    assert "Keep a copy" in found.advice
    assert record.read_bytes() == content


@pytest.mark.parametrize("content", [b"", b"no database, " * 400])
def test_a_file_that_is_no_record_is_a_problem(tmp_path: Path, port: int, content: bytes) -> None:
    (tmp_path / "respite.db").write_bytes(content)
    assert database(tmp_path / "respite.db", port).state is State.PROBLEM


# ---- the command ------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("bare")
def test_the_command_prints_one_json_object_and_says_by_its_exit_code_whether_a_session_can_run(
    tmp_path: Path, port: int
) -> None:
    def doctor() -> tuple[int, dict[str, Any]]:
        command = [sys.executable, "-m", "app", "doctor", "--json", "--port", str(port), "--data", str(tmp_path)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        return done.returncode, json.loads(done.stdout)

    code, told = doctor()
    assert (code, told["ready"]) == (0, True)
    assert {"name", "state", "found", "advice"} == told["checks"][0].keys()
    with socket.create_server(("127.0.0.1", port)):
        code, told = doctor()
    assert (code, told["ready"]) == (1, False)
