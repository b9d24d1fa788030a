"""Spoken lines: whatever the file is, the line is as loud as every other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import soundfile

from audio.levels import RATE
from audio.speech import SPEECH_LEVEL_DB, NoSpeech, load, spoken_level


def babble(rate: int, seconds: float = 2.0, level: float = 0.02) -> npt.NDArray[np.floating]:
    """Something like speech: a buzz in syllables, with pauses between them."""
    t = np.arange(round(rate * seconds)) / rate
    buzz = sum(np.sin(2 * np.pi * 120 * k * t) / k for k in range(1, 25))
    return np.asarray(level * buzz * np.clip(np.sin(2 * np.pi * 2.0 * t), 0.0, 1.0))


@pytest.mark.parametrize(
    ("suffix", "rate", "channels"), [("wav", 44_100, 2), ("flac", 16_000, 1), ("ogg", 48_000, 1), ("mp3", 22_050, 2)]
)
def test_a_line_of_any_kind_of_file_is_as_loud_as_every_other(
    tmp_path: Path, suffix: str, rate: int, channels: int
) -> None:
    file = tmp_path / f"line.{suffix}"
    soundfile.write(file, np.repeat(babble(rate)[:, None], channels, axis=1), rate)
    line = load(str(file))
    assert line.dtype == np.float32
    assert len(line) == pytest.approx(2 * RATE, abs=0.1 * RATE)  # (an MP3 has some silence of its own)
    assert spoken_level(line) == pytest.approx(SPEECH_LEVEL_DB, abs=0.2)
    spectrum = np.abs(np.fft.rfft(line))
    assert np.fft.rfftfreq(len(line), 1 / RATE)[int(np.argmax(spectrum))] == pytest.approx(120, abs=8)
    assert np.max(np.abs(line[[0, -1]])) < 1e-3


def test_pauses_do_not_make_a_line_louder(tmp_path: Path) -> None:
    spoken = babble(RATE)
    soundfile.write(tmp_path / "slow.wav", np.concatenate([spoken, np.zeros(4 * RATE), spoken]), RATE)
    assert spoken_level(load(str(tmp_path / "slow.wav"))[: 2 * RATE]) == pytest.approx(SPEECH_LEVEL_DB, abs=0.5)


def test_a_line_never_passes_full_scale(tmp_path: Path) -> None:
    clicks = np.zeros(RATE)
    clicks[::4800] = 0.5
    soundfile.write(tmp_path / "peaks.wav", clicks, RATE)
    assert np.max(np.abs(load(str(tmp_path / "peaks.wav")))) < 1.0


def test_what_cannot_be_spoken_is_named(tmp_path: Path) -> None:
    text = tmp_path / "words.wav"
    text.write_text("not a sound", encoding="utf-8")
    soundfile.write(tmp_path / "silence.wav", np.zeros(RATE), RATE)
    soundfile.write(tmp_path / "empty.wav", np.zeros(0), RATE)
    soundfile.write(tmp_path / "long.flac", np.zeros(301 * 8000, dtype=np.int16), 8000)
    for name, why in (
        ("words.wav", "can't be read"),
        ("missing.wav", "can't be read"),
        ("silence.wav", "holds no sound"),
        ("empty.wav", "holds no sound"),
        ("long.flac", "lasts 301 s"),
    ):
        with pytest.raises(NoSpeech, match=f"{name}.*{why}"):
            load(str(tmp_path / name))
