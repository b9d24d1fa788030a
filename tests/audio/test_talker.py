"""A voice that comes piece by piece is heard a moment later, over everything, inside the cap, and without a click."""

from __future__ import annotations

import numpy as np
import pytest

from audio.levels import RATE, Samples
from audio.mixer import BLOCK, Mixer
from audio.speech import SPEECH_LEVEL_DB
from audio.talker import LEAD_S, MOST_S
from tests.audio.mixing import playing, run, tone

PIECE = RATE // 50


def spoken(mixer: Mixer, sound: Samples, *, lost: tuple[int, ...] = ()) -> Samples:
    """What is heard while the voice comes on its timer and the callback goes on its own; pieces `lost` never come."""
    heard, sent = [], 0
    for frame in range(0, len(sound), BLOCK):
        while sent * PIECE <= frame:
            if sent not in lost:
                mixer.talk(sound[sent * PIECE : (sent + 1) * PIECE])
            sent += 1
        heard.append(run(mixer, BLOCK / RATE))
    return np.concatenate(heard)


def voice(seconds: float, level_db: float) -> Samples:
    return tone(440.0, float(10 ** (level_db / 20.0) * np.sqrt(2.0)), seconds)


@pytest.fixture
def silent() -> Mixer:
    mixer = playing()
    mixer.duck(-120.0, 0.01)
    run(mixer, 0.5)
    return mixer


def level_db(heard: Samples) -> float:
    return 10.0 * float(np.log10(np.mean(np.square(heard, dtype=np.float64))))


def test_it_is_heard_after_its_lead_and_ends_with_what_came(silent: Mixer) -> None:
    heard = spoken(silent, voice(0.5, -20.0))[:, 0]
    first = int(np.argmax(np.abs(heard) > 1e-4)) / RATE
    assert LEAD_S - 0.02 <= first <= LEAD_S + 0.03
    after = run(silent, 0.3)[:, 0]
    assert not np.any(np.abs(after[round(0.1 * RATE) :]) > 1e-4)


@pytest.mark.parametrize("given_db", [-34.0, -20.0, -12.0])
def test_a_soft_and_a_loud_voice_come_to_a_spoken_lines_level(silent: Mixer, given_db: float) -> None:
    heard = spoken(silent, voice(6.0, given_db))[-RATE:, 0]
    assert level_db(heard) == pytest.approx(SPEECH_LEVEL_DB, abs=1.5)


def test_what_plays_is_lowered_and_the_voice_is_not() -> None:
    mixer = playing()
    mixer.duck(-12.0, 0.01)
    run(mixer, 0.3)
    world = run(mixer, 0.1)[-1, 0]
    heard = spoken(mixer, voice(2.0, -20.0))[-RATE // 2 :, 0] - world
    assert level_db(heard) == pytest.approx(SPEECH_LEVEL_DB, abs=1.5)


def test_the_ceiling_holds_for_the_voice_too(silent: Mixer) -> None:
    silent.set_ceiling(-40.0)
    heard = spoken(silent, voice(3.0, -20.0))[-RATE:]
    assert level_db(heard) < -39.0


@pytest.mark.parametrize("lost", [(10, 11, 12, 13, 14), (12,)])
def test_pieces_that_never_come_are_no_click(silent: Mixer, lost: tuple[int, ...]) -> None:
    sound = voice(1.0, -20.0)
    steepest = 2 * np.pi * 440.0 / RATE * 10 ** (SPEECH_LEVEL_DB / 20.0) * np.sqrt(2.0)
    heard = spoken(silent, sound, lost=(*lost, *range(40, 50)))[:, 0]
    jumps = np.abs(np.diff(heard))
    # where a piece is missing the tone goes on in another phase: what is asked is that nothing is cut off or begins at once
    assert np.count_nonzero(jumps > 2 * steepest) <= 1


def test_it_never_comes_ever_later(silent: Mixer) -> None:
    for _ in range(100):  # two seconds at once: it was held up on its way
        silent.talk(voice(0.02, -20.0))
    heard = run(silent, 1.0)[:, 0]
    sounding = np.flatnonzero(np.abs(heard) > 1e-4)
    assert sounding[-1] / RATE < MOST_S


def test_a_piece_that_is_too_long_is_refused(silent: Mixer) -> None:
    with pytest.raises(ValueError, match=r"0\.1 s or shorter"):
        silent.talk(voice(0.2, -20.0))
