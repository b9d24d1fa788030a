"""A clinic's own sound as a layer: real files, written by the library that reads them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from audio.files import File
from audio.layers import LAYER_LEVEL_DBA, make
from audio.levels import HOP, RATE, A, Floats, Samples, band_powers, db, leq
from audio.sources import UnknownSound, pink

FORMATS = [("WAV", "PCM_16", 44_100), ("FLAC", "PCM_24", 96_000), ("MP3", "MPEG_LAYER_III", 44_100)]
FORMATS += [("OGG", "VORBIS", 48_000), ("WAV", "FLOAT", 11_025)]


def written(
    folder: Path, sound: Floats | Samples, rate: int = RATE, kind: str = "WAV", subtype: str = "PCM_16"
) -> Path:
    """A stereo file. (A minute at once is too much for some versions of the Ogg writer: a second at a time.)"""
    path = folder / f"海浪 {rate}.{kind.lower()}"
    with soundfile.SoundFile(path, "w", rate, 2, format=kind, subtype=subtype) as file:
        for start in range(0, len(sound), rate):
            part = sound[start : start + rate]
            file.write(np.stack([part, part], axis=1))
    return path


def tone(seconds: float, rate: int = RATE) -> Floats:
    return np.asarray(0.3 * np.sin(2 * np.pi * 1000.0 * np.arange(round(seconds * rate)) / rate))


def heard(path: Path, seconds: float) -> Floats:
    file = File(path)
    sound = np.concatenate([file.hop() for _ in range(round(seconds * RATE / HOP))])
    file.close()
    return sound


@pytest.mark.parametrize(("kind", "subtype", "rate"), FORMATS, ids=lambda value: str(value))
def test_a_file_is_heard_at_its_own_pitch_without_a_gap(tmp_path: Path, kind: str, subtype: str, rate: int) -> None:
    sound = heard(written(tmp_path, tone(12.0, rate), rate, kind, subtype), 15.0)
    # a coder's first and last frames are softer: leave them out, the seams stay in
    steady = sound[RATE // 4 : 10 * RATE]
    spectrum = np.abs(np.fft.rfft(steady * np.hanning(len(steady))))
    assert np.argmax(spectrum) * RATE / len(steady) == pytest.approx(1000.0, abs=0.2)
    assert db(float(np.mean(steady**2))) == pytest.approx(db(0.3**2 / 2), abs=0.2)
    # where two ends of a tone meet they may add up to one half more
    assert np.max(np.abs(np.diff(sound))) < 1.5 * 0.3 * 2 * np.pi * 1000.0 / RATE
    loudness = np.sqrt(np.mean(sound[RATE // 4 :][: 1200 * 580].reshape(-1, 1200) ** 2, axis=1))
    assert np.min(loudness) > 0.02


def test_resampling_adds_nothing_at_the_joints(tmp_path: Path) -> None:
    sound = heard(written(tmp_path, tone(12.0, 44_100), 44_100), 8.0)
    spectrum = np.abs(np.fft.rfft(sound * np.blackman(len(sound)))) ** 2
    place = round(1000.0 * len(sound) / RATE)
    spectrum[place - 50 : place + 50], signal = 0.0, float(np.sum(spectrum[place - 50 : place + 50]))
    assert db(float(np.sum(spectrum)) / signal) < -70.0


def test_any_file_is_as_loud_as_every_layer(tmp_path: Path) -> None:
    noise = pink(15 * RATE, seed=3) * 0.01
    layer = make(str(written(tmp_path, noise)), live=False)
    out = np.zeros(20 * RATE, dtype=np.float32)
    layer.fill(out)
    assert leq(out) == pytest.approx(LAYER_LEVEL_DBA, abs=0.3)
    assert db(float(np.sum(layer.bands[A]))) == pytest.approx(LAYER_LEVEL_DBA, abs=0.01)
    assert np.max(np.abs(10 * np.log10(band_powers(out) / layer.bands))) < 1.5


def test_a_soft_passage_is_raised_but_silence_stays(tmp_path: Path) -> None:
    noise = pink(36 * RATE, seed=3) * 0.1
    noise[8 * RATE : 24 * RATE] *= 0.5
    noise[18 * RATE : 21 * RATE] = 0.0
    layer = make(str(written(tmp_path, noise)), live=False)
    out = np.zeros(24 * RATE, dtype=np.float32)
    layer.fill(out)
    assert leq(out[11 * RATE : 15 * RATE]) == pytest.approx(LAYER_LEVEL_DBA, abs=1.5)
    assert leq(out[19 * RATE : 20 * RATE]) < -100.0


@pytest.mark.parametrize(
    ("sound", "rate", "message"),
    [
        (np.zeros(20 * RATE), RATE, r"holds no sound \(under -70 dB\): choose another file"),
        (pink(9 * RATE, seed=1), RATE, r"lasts 9\.0 s: a layer must last 10 s at least"),
        (pink(2 * 3600 * 10 + 360, seed=1), 10, r"lasts 2\.0 h: a layer may last 2 h at most"),
    ],
    ids=["silence", "too short", "too long"],
)
def test_what_can_be_no_layer_is_refused(tmp_path: Path, sound: Floats, rate: int, message: str) -> None:
    with pytest.raises(UnknownSound, match=message):
        make(str(written(tmp_path, sound, rate)))


def test_what_is_no_sound_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "letter.mp3"
    path.write_text("Dear clinic")
    with pytest.raises(UnknownSound, match=r"letter\.mp3 can't be read: .+; use a WAV, FLAC, MP3 or Ogg file"):
        make(str(path))
    with pytest.raises(UnknownSound, match=r"missing\.wav' is unknown: name one of pink"):
        make(str(tmp_path / "missing.wav"))


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, pink(15 * RATE, seed=3) * 0.1, kind="FLAC")
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2] + bytes(len(content) // 2))
    with pytest.raises(UnknownSound, match=r"can't be read: .+; save it anew, as WAV or FLAC"):
        make(str(path))


def test_a_file_that_is_damaged_while_it_is_heard_goes_round_before_the_flaw(tmp_path: Path) -> None:
    path = written(tmp_path, pink(20 * RATE, seed=3) * 0.1, kind="FLAC")
    layer = make(str(path), live=False)
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 2)
        file.write(bytes(size // 2))
    out = np.zeros(20 * RATE, dtype=np.float32)
    layer.fill(out)
    assert leq(out) == pytest.approx(LAYER_LEVEL_DBA, abs=0.5)
    assert np.min(np.mean(out.reshape(-1, RATE) ** 2, axis=1)) > 0.005


def test_a_file_that_is_deleted_while_it_is_heard_is_heard_on(tmp_path: Path) -> None:
    path = written(tmp_path, pink(12 * RATE, seed=3) * 0.1)
    layer = make(str(path), live=False)
    path.unlink()
    out = np.zeros(20 * RATE, dtype=np.float32)
    layer.fill(out)
    assert leq(out[14 * RATE :]) == pytest.approx(LAYER_LEVEL_DBA, abs=0.5)
