"""The audio process in a virtual room, on a real sound server."""

from __future__ import annotations

import math
import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.rig.driven import Sound, sound_in
from app.rig.room import VirtualRoom
from audio.layers import make
from audio.levels import RATE, A, Samples, db, leq, power
from audio.messages import (
    Alive,
    Calibrate,
    Calibrated,
    Facing,
    Fault,
    Kept,
    Level,
    Open,
    Opened,
    Play,
    PlayCue,
    Resume,
    Say,
    Stop,
    Stopped,
    Voice,
    Wearing,
)
from audio.options import AudioOptions
from audio.process import main
from tests.audio.conftest import Recording
from tests.audio.seconds import calibrated, disturbed, first, measured, once_in, since, stated, undisturbed

pytestmark = pytest.mark.alone


#: seconds for which a busy machine may stand still
STALL_S = 3.0


def opened_and_calibrated(sound: Sound, opening: Open) -> Calibrated:
    sound.send(opening)
    opened = sound.until(Opened)
    assert (opened.output, opened.microphone, opened.rate, opened.reason) == ("room", "earmic", RATE, "")
    return calibrated(sound)


def true_snr(level: Level, room: VirtualRoom) -> float:
    """The SNR that is delivered, from what is known of the layer and of the room: the path here loses nothing."""
    assert level.layer_share is not None
    unit_db = db(float(np.sum(make("pink", live=False).bands[A])))
    return level.gain_db + unit_db - db(level.layer_share) - room.noise_dba


def on_target(level: Level, room: VirtualRoom) -> bool:
    return level.layer_share is not None and undisturbed(level) and abs(true_snr(level, room) - 5.0) < 0.7


def at_rest(level: Level) -> bool:
    """An SNR is stated, and the layer is not on its way to another level."""
    return stated(level) and "slewing" not in level.flags


@pytest.fixture(scope="module")
def held(room: VirtualRoom) -> Iterator[tuple[Sound, Calibrated]]:
    """A calibrated process that holds the layer, over the river."""
    with sound_in(room) as sound:
        found = opened_and_calibrated(sound, Open(output="room", microphone="earmic"))
        sound.send(Play(on=True, ambience="river", fade_s=0.5))
        yield sound, found


def fixed(sound: Sound) -> Opened:
    """Opened without a microphone: the layer has a fixed level."""
    sound.send(Open(output="room", microphone="no such microphone"))
    return sound.until(Opened)


def steepest(sound: Samples) -> float:
    return float(np.max(np.abs(np.diff(sound, axis=0)))) if len(sound) > 1 else 0.0


class TestHolding:
    """One process, calibrated once, that holds the layer over the river."""

    def test_calibration_finds_the_room_and_the_path(self, held: tuple[Sound, Calibrated], room: VirtualRoom) -> None:
        _, found = held
        assert found.calibrated
        assert found.ambient_db == pytest.approx(room.noise_dba, abs=0.5)
        assert found.path_db == pytest.approx(0.0, abs=0.5)

    def test_the_heart_beats_while_it_calibrates(self, held: tuple[Sound, Calibrated]) -> None:
        between = np.diff([report.t_ns for report in held[0].reports if isinstance(report, Alive)])
        # (one of them may fall into a stall of the machine)
        assert np.sort(between)[-2] < 1.25e9

    def test_the_layer_is_held_five_decibels_over_the_room(
        self, held: tuple[Sound, Calibrated], room: VirtualRoom
    ) -> None:
        sound, _ = held
        levels = [first(sound, stated) for _ in range(6)]
        true = [true_snr(level, room) for level in levels]
        assert max(abs(snr - 5.0) for snr in true) < 1.0
        assert np.mean(true) == pytest.approx(5.0, abs=0.5)
        said = [level.snr_db for level in levels if level.snr_db is not None]
        assert max(abs(snr - 5.0) for snr in said) < 1.0
        assert np.mean(said) == pytest.approx(5.0, abs=0.5)
        assert all(level.method == "power_subtraction" and level.calibrated for level in levels)

    def test_no_ratio_is_claimed_while_the_layer_fades_in(self, held: tuple[Sound, Calibrated]) -> None:
        sound, _ = held
        first(sound, undisturbed)
        fading = [level for level in since(sound, 0) if "fading" in level.flags]
        assert fading
        assert {level.snr_db for level in fading} == {None}

    def test_what_a_hitch_disturbed_is_not_stated(self, held: tuple[Sound, Calibrated]) -> None:
        sound, _ = held
        first(sound, stated)
        pid = sound.process.pid
        assert pid is not None
        hitch = time.monotonic_ns()
        os.kill(pid, signal.SIGSTOP)
        time.sleep(0.4)
        os.kill(pid, signal.SIGCONT)
        after = first(sound, disturbed, since_ns=hitch)
        first(sound, stated, since_ns=after.t_ns)
        assert {level.snr_db for level in since(sound, hitch) if disturbed(level)} == {None}
        assert max(abs(level.snr_db - 5.0) for level in since(sound, hitch) if level.snr_db is not None) < 1.0

    def test_another_program_hears_the_layer_five_decibels_over_the_room(
        self, held: tuple[Sound, Calibrated], room: VirtualRoom
    ) -> None:
        sound, _ = held
        sound.send(Play(on=True, ambience=None, fade_s=0.3))
        with Recording(room) as heard:
            heard.take(1.2)
            total = power(measured(sound, lambda: leq(heard.now(3.0))))
        sound.send(Play(on=True, ambience="river", fade_s=0.3))
        assert db(total - power(room.noise_dba)) - room.noise_dba == pytest.approx(5.0, abs=0.5)

    def test_a_step_of_the_room_is_followed(self, held: tuple[Sound, Calibrated], room: VirtualRoom) -> None:
        sound, _ = held
        room.set_noise(-47.0)
        stepped = time.monotonic_ns()
        arrived = first(sound, lambda level: on_target(level, room), since_ns=stepped)
        assert any("slewing" in level.flags for level in since(sound, stepped))
        # and there it stays, as it says itself
        steady = first(sound, at_rest, since_ns=arrived.t_ns)
        assert on_target(steady, room)
        assert steady.snr_db == pytest.approx(5.0, abs=1.0)

    def test_the_world_stays_under_the_layer_in_a_room_that_is_soft_again(
        self, held: tuple[Sound, Calibrated], room: VirtualRoom
    ) -> None:
        sound, _ = held
        room.set_noise(-50.0)
        softer = time.monotonic_ns()
        arrived = first(sound, lambda level: on_target(level, room), since_ns=softer)
        level = first(sound, at_rest, since_ns=arrived.t_ns)
        with Recording(room) as heard:
            total = power(measured(sound, lambda: leq(heard.now(2.0))))
        layer_db = level.layer_db
        assert layer_db is not None
        world = total - power(layer_db) - power(room.noise_dba)
        assert db(world) < layer_db - 3.0


def test_a_process_that_takes_over_states_the_ratio_from_its_first_seconds(
    held: tuple[Sound, Calibrated], room: VirtualRoom
) -> None:
    before, found = held
    before.send(Stop())
    before.until(Stopped)
    with sound_in(room) as sound:
        sound.send(Open(output="room", microphone="earmic"))
        sound.until(Opened)
        sound.send(Resume(found=found))
        assert sound.until(Calibrated).calibrated
        sound.send(Play(on=True, fade_s=0.3))
        levels = [first(sound, stated) for _ in range(2)]
    assert max(abs(level.snr_db - 5.0) for level in levels if level.snr_db is not None) < 1.0


def test_without_a_microphone_the_level_is_fixed_and_no_ratio_is_claimed(sound: Sound) -> None:
    opened = fixed(sound)
    assert opened.output == "room"
    assert opened.microphone is None
    assert "no such microphone" in opened.reason
    sound.send(Calibrate(ambient_s=1.0, noise_s=1.0))
    answer = sound.until(Calibrated)
    assert not answer.calibrated
    assert answer.reason
    sound.send(Play(on=True, fade_s=0.2))
    levels = [sound.until(Level) for _ in range(3)]
    assert {level.method for level in levels} == {"fixed"}
    assert {level.snr_db for level in levels} == {None}
    assert len({level.gain_db for level in levels}) == 1


def test_without_a_device_it_says_so_and_goes_on(sound: Sound) -> None:
    sound.send(Open(output="no such output", microphone="no such microphone"))
    opened = sound.until(Opened)
    assert (opened.output, opened.microphone) == (None, None)
    assert "no such output" in opened.reason
    sound.send(Play(on=True))
    level = sound.until(Level)
    assert level.snr_db is None
    assert "silent" in level.flags
    sound.send(Stop())
    sound.until(Stopped, within_s=2.0)


@pytest.fixture(scope="module")
def hushed() -> Iterator[tuple[Sound, VirtualRoom]]:
    """The audio process in a room without any noise."""
    with VirtualRoom(noise_dbfs=None) as room, sound_in(room) as sound:
        yield sound, room


def test_a_voice_is_heard_while_it_is_spoken(hushed: tuple[Sound, VirtualRoom]) -> None:
    sound, room = hushed
    fixed(sound)
    tone = (8000 * np.sin(2 * np.pi * 700 * np.arange(RATE) / RATE)).astype("<i2")

    def speak() -> None:
        with Recording(room) as heard:
            heard.take(0.2)
            began = time.monotonic()
            for number in range(50):
                sound.send(Voice(samples=tone[number * 960 : (number + 1) * 960].tobytes()))
                time.sleep(max(0.0, began + (number + 1) * 0.02 - time.monotonic()))
            spoken = heard.take(1.6)
        sounding = np.flatnonzero(np.abs(spoken[:, 0]) > 0.01)
        assert len(sounding)
        assert 0.8 < (sounding[-1] - sounding[0]) / RATE < 1.1
        wave = spoken[sounding[0] + RATE // 4 : sounding[0] + RATE // 2, 0]
        pitch = np.fft.rfftfreq(len(wave), 1 / RATE)[int(np.argmax(np.abs(np.fft.rfft(wave))))]
        assert pitch == pytest.approx(700, abs=5)
        # of the recording's own buffer it is not known what it adds
        assert sounding[0] / RATE < 1.0

    once_in(3, speak)


def test_a_line_is_spoken_over_silence_and_one_that_cannot_be_is_named(
    hushed: tuple[Sound, VirtualRoom], tmp_path: Path
) -> None:
    sound, room = hushed
    line = tmp_path / "line.flac"
    soundfile.write(line, 0.2 * np.sin(2 * np.pi * 500 * np.arange(4 * 16_000) / 16_000), 16_000)
    fixed(sound)

    def speak() -> None:
        with Recording(room) as heard:
            sound.send(Say(path=str(line)))
            spoken = heard.take(2.5)
            sound.send(Say(path=None))
            heard.take(0.8)
            silence = heard.now(0.2)
        wave = spoken[-RATE // 2 :, 0]
        pitch = np.fft.rfftfreq(len(wave), 1 / RATE)[int(np.argmax(np.abs(np.fft.rfft(wave))))]
        assert pitch == pytest.approx(500, abs=5)
        assert np.array_equal(spoken[:, 0], spoken[:, 1])
        assert not np.any(silence)

    once_in(3, speak)
    sound.send(Say(path=str(tmp_path / "missing.wav")))
    fault = sound.until(Fault)
    assert "missing.wav" in fault.why


def test_through_headphones_a_cue_keeps_its_place_when_the_head_turns_to_it(
    hushed: tuple[Sound, VirtualRoom],
) -> None:
    sound, room = hushed
    sound.send(Open(output="room", microphone="no such microphone", kept=Kept(wearing=Wearing.OPEN)))
    sound.until(Opened)
    sound.send(Play(on=True, fade_s=0.1))

    def turn() -> None:
        aside = []
        with Recording(room) as heard:
            heard.take(0.5)
            for facing in (0.0, math.pi / 2):
                sound.send(Facing(azimuth=facing))
                heard.take(0.4)
                sound.send(PlayCue(sound="splash", azimuth=math.pi / 2))
                ears = heard.take(1.0).astype(np.float64)
                # the layer is the same for both ears: what is left is the cue alone
                aside.append(float(np.sqrt(np.mean((ears[:, 1] - ears[:, 0]) ** 2))))
                heard.take(0.8)
        assert aside[0] > 1e-4
        assert aside[1] < 0.01 * aside[0]

    once_in(3, turn)


def test_nothing_begins_changes_or_ends_with_a_click(hushed: tuple[Sound, VirtualRoom]) -> None:
    sound, room = hushed

    fixed(sound)

    def play() -> None:
        sound.send(Stop(fade_s=0.1))
        sound.until(Stopped)
        with Recording(room) as heard:
            silence = heard.take(0.3)
            sound.send(Play(on=True, ambience="river", fade_s=0.4))
            start = heard.take(1.2)
            steady = heard.take(0.8)
            sound.send(PlayCue(sound="chime", azimuth=0.7))
            cue = heard.take(0.8)
            sound.send(Play(on=False, fade_s=0.3))
            pause = heard.take(0.9)
            sound.send(Play(on=True, ambience="river", fade_s=0.3))
            again = heard.take(0.9)
            sound.send(Stop(fade_s=0.3))
            stop = heard.take(0.8)
            sound.until(Stopped)
            stopped = heard.now(0.2)
        assert not np.any(silence)
        limit = 1.4 * steepest(steady)
        assert steepest(start) < limit
        assert steepest(pause) < limit
        assert steepest(again) < limit
        assert steepest(stop) < limit
        assert steepest(cue) < 2 * limit
        # What begins begins from nothing, and what ends ends in it.
        begins = int(np.argmax(np.any(start != 0.0, axis=1)))
        assert np.max(np.abs(start[begins : begins + 48])) < 0.02 * np.max(np.abs(steady))
        assert not np.any(stopped)

    once_in(3, play)


def test_stop_is_heard_soon_and_then_nothing_sounds(hushed: tuple[Sound, VirtualRoom]) -> None:
    sound, room = hushed
    fixed(sound)

    def stop() -> None:
        sound.send(Play(on=True, ambience="river", fade_s=0.1))
        sound.until(Level)
        sound.send(PlayCue(sound="chime"))
        asked = time.monotonic_ns()
        sound.send(Stop(fade_s=0.3))
        assert sound.until(Stopped).t_ns - asked < 1.5e9

    once_in(3, stop)
    with Recording(room) as heard:
        sound.send(PlayCue(sound="chime"))
        assert not np.any(heard.now(0.5))


def test_the_cap_is_never_passed(sound: Sound, room: VirtualRoom) -> None:
    # A microphone whose full scale is 115 dB(A) hears this room at 63.5 dB(A): 5 dB over it would pass a cap of 65.
    opening = Open(output="room", microphone="earmic", cap_dba=65.0, kept=Kept(mic_full_scale_dba=115.0))
    opened_and_calibrated(sound, opening)
    sound.send(Play(on=True, ambience="river", fade_s=0.2))
    assert "capped" in first(sound, undisturbed).flags
    with Recording(room) as heard:
        total = power(measured(sound, lambda: leq(heard.now(2.0))))
    played_db = db(total - power(room.noise_dba)) + 115.0
    assert 63.0 < played_db < 65.0


def _app_that_dies(conn: Connection) -> None:
    """Stands for the app: starts the audio process, says its number, and is killed."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=main, args=(theirs, AudioOptions()))
    process.start()
    ours.send(Open(output="room", microphone="earmic"))
    ours.send(Play(on=True, fade_s=0.1))
    while not isinstance(ours.recv(), Level):
        pass
    conn.send(process.pid)
    time.sleep(60.0)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_killed_app_leaves_no_sound_behind(room: VirtualRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    for key, value in room.env.items():
        monkeypatch.setenv(key, value)
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    app = context.Process(target=_app_that_dies, args=(theirs,))
    app.start()
    assert ours.poll(40.0)
    pid = ours.recv()
    assert app.pid is not None
    os.kill(app.pid, signal.SIGKILL)
    app.join()
    deadline = time.monotonic() + 2.0 + STALL_S
    while _runs(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    gone = not _runs(pid)
    if not gone:
        os.kill(pid, signal.SIGKILL)
    ours.close()
    assert gone, "the audio process outlived its parent"
