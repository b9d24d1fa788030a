"""Where sounds come from: what the ears hear of it through headphones, against what was measured at the dummy head."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest

import assets
from audio.kemar import minimum_phase, spread
from audio.levels import RATE, A, Samples, band_powers, db
from audio.messages import Wearing
from audio.ramp import BLOCK
from audio.sources import load
from audio.space import BINS, SIZE, Evenness, Head, Loudspeakers, Space, Spectra, pan, relative, spectrum, worn
from audio.synthesis import CUES
from audio.voices import Cue, Voices

FRONT, RIGHT, BACK, LEFT = 0.0, math.pi / 2, math.pi, -math.pi / 2
#: of the measured responses themselves, by azimuth: how much stronger the right ear hears in the octaves around 500 Hz to
#: 8 kHz, dB, and how much earlier, microseconds
MEASURED = {
    30: ((3.0, 7.6, 7.6, 10.2, 13.9), 266),
    60: ((4.3, 7.8, 14.8, 11.4, 23.2), 497),
    90: ((4.6, 6.3, 7.8, 8.4, 19.0), 704),
    135: ((4.8, 10.9, 6.8, 7.4, 15.9), 390),
}
#: how much stronger both hear what is ahead than what is behind, and than what is above, in the octaves around these, dB
OCTAVES = (1000, 2000, 4000, 8000, 12500)
OVER_BEHIND, OVER_ABOVE = (-1.7, 2.7, 3.3, -3.2, 5.7), (-0.3, 4.5, 2.9, -9.0, 6.7)


@pytest.fixture(scope="module")
def head() -> Head:
    return Head()


def filters(space: Space, azimuth: float, elevation: float = 0.0) -> Spectra:
    out = np.zeros((2, BINS), dtype=np.complex64)
    space.filters(azimuth, elevation, out)
    return out


def responses(space: Space, azimuth: float, elevation: float = 0.0) -> npt.NDArray[np.floating]:
    return np.asarray(np.fft.irfft(filters(space, azimuth, elevation), SIZE))


def around(pair: Spectra, centre: float) -> npt.NDArray[np.floating]:
    """The power at both ears around a frequency, dB."""
    inside = slice(round(centre / 1.2 * SIZE / RATE), round(centre * 1.2 * SIZE / RATE))
    return np.asarray(10.0 * np.log10(np.sum(np.abs(pair[:, inside]) ** 2, axis=1)))


def lead_us(pair: npt.NDArray[np.floating]) -> float:
    """By how many microseconds the right ear hears earlier, below 3 kHz."""
    fine = 16
    frequency = np.fft.rfftfreq(SIZE, 1.0 / RATE)
    left, right = np.fft.rfft(pair) * ((frequency > 200) & (frequency < 3000))
    likeness = np.fft.irfft(left * np.conj(right), SIZE * fine)
    at = int(np.argmax(likeness))
    return (at if at < SIZE * fine // 2 else at - SIZE * fine) / (RATE * fine) * 1e6


@pytest.mark.parametrize("azimuth", sorted(MEASURED))
def test_the_ears_differ_as_they_do_on_the_measured_head(head: Head, azimuth: int) -> None:
    louder, earlier = MEASURED[azimuth]
    for side in (1, -1):
        pair = filters(head, math.radians(side * azimuth))
        for centre, wanted in zip((500, 1000, 2000, 4000, 8000), louder, strict=True):
            left, right = around(pair, centre)
            assert side * (right - left) == pytest.approx(wanted, abs=1.5)
        assert side * lead_us(responses(head, math.radians(side * azimuth))) == pytest.approx(earlier, abs=70)


def test_what_is_in_the_middle_is_the_same_for_both_ears(head: Head) -> None:
    for azimuth, elevation in ((FRONT, 0.0), (BACK, 0.0), (FRONT, 0.6), (FRONT, math.pi / 2)):
        left, right = filters(head, azimuth, elevation)
        assert np.allclose(left, right)


def test_behind_and_above_sound_other_than_ahead(head: Head) -> None:
    ahead = filters(head, FRONT)
    for other, wanted in ((filters(head, BACK), OVER_BEHIND), (filters(head, FRONT, math.pi / 2), OVER_ABOVE)):
        over = [float(around(ahead, centre)[0] - around(other, centre)[0]) for centre in OCTAVES]
        assert over == pytest.approx(wanted, abs=2.0)


def test_two_loudspeakers_know_no_behind() -> None:
    assert np.allclose(filters(Loudspeakers(), FRONT), filters(Loudspeakers(), BACK), atol=1e-4)


def test_between_the_measured_directions_nothing_jumps(head: Head) -> None:
    steps = np.radians(np.arange(-180.0, 181.0, 1.0))
    for elevation in (-0.6, 0.0, 0.4, 1.2):
        heard = np.stack([[around(pair, f) for f in (500, 1000, 2000, 4000)] for pair in
                          (filters(head, azimuth, elevation) for azimuth in steps)])  # fmt: skip
        assert np.max(np.abs(np.diff(heard, axis=0))) < 2.0


def test_a_filter_is_over_before_the_block_ends(head: Head) -> None:
    for space in (head, Loudspeakers()):
        for azimuth in (FRONT, RIGHT, -2.0):
            pair = responses(space, azimuth)
            assert np.sum(pair[:, 256:] ** 2) < 1e-5 * np.sum(pair**2)


def test_over_all_directions_the_head_neither_adds_nor_takes() -> None:
    with np.load(assets.path("sounds", "kemar.npz")) as kept:
        share, responses = spread(kept["directions"]), kept["responses"].astype(np.float64)
    assert len(share) == 710
    mean_db = 10.0 * np.log10(share @ np.abs(np.fft.rfft(responses, SIZE)) ** 2)
    frequency = np.fft.rfftfreq(SIZE, 1.0 / RATE)
    assert np.max(np.abs(mean_db[(frequency > 50) & (frequency < 18_000)])) < 0.7


def test_a_minimum_phase_response_has_the_magnitude_it_was_made_of() -> None:
    tilted = np.linspace(1.0, 0.2, 513)[None, :]
    response = minimum_phase(tilted)
    assert np.allclose(np.abs(np.fft.rfft(response)), tilted, rtol=0.01)
    assert np.sum(response[0, :64] ** 2) > 0.999 * np.sum(response**2)


def test_the_measured_head_is_small_and_its_makers_are_named() -> None:
    assert assets.path("sounds", "kemar.npz").stat().st_size < 600_000
    notice = assets.path("sounds", "kemar.txt").read_text(encoding="utf-8")
    assert "Gardner" in notice
    assert "no restrictions on use" in notice


# ---- directions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("world", "facing", "seen"),
    [
        ((FRONT, 0.0), (0.0, 0.0), (FRONT, 0.0)),
        ((FRONT, 0.0), (RIGHT, 0.0), (LEFT, 0.0)),
        ((RIGHT, 0.0), (RIGHT, 0.0), (FRONT, 0.0)),
        ((BACK, 0.3), (BACK, 0.0), (FRONT, 0.3)),
        ((FRONT, 0.5), (0.0, 0.5), (FRONT, 0.0)),
        ((FRONT, 0.0), (0.0, 0.4), (FRONT, -0.4)),
        # who looks straight up has the world's forward below the chin, and what is at the right stays there
        ((FRONT, 0.0), (0.0, math.pi / 2), (FRONT, -math.pi / 2)),
        ((RIGHT, 0.0), (0.0, 0.7), (RIGHT, 0.0)),
    ],
)
def test_a_turned_head_hears_the_world_stand_still(
    world: tuple[float, float], facing: tuple[float, float], seen: tuple[float, float]
) -> None:
    azimuth, elevation = relative(*world, facing)
    assert elevation == pytest.approx(seen[1], abs=1e-6)
    if abs(seen[1]) < 1.5:
        assert math.remainder(azimuth - seen[0], 2 * math.pi) == pytest.approx(0.0, abs=1e-6)


def test_a_sound_from_the_right_is_louder_and_earlier_on_the_right() -> None:
    left, right, left_late, right_late = pan(RIGHT)
    assert right > left
    assert left_late == pytest.approx(0.00066 * RATE, abs=2)
    assert right_late == 0
    assert pan(LEFT) == pytest.approx((right, left, right_late, left_late))


@pytest.mark.parametrize(
    ("output", "way"),
    [
        ("Headphones (Rift Audio)", Wearing.OPEN),
        ("Headset Earphone (HTC-VIVE)", Wearing.OPEN),
        ("WH-1000XM4 head-set", Wearing.OPEN),
        ("扬声器 / 耳机 (Realtek)", Wearing.OPEN),
        ("Built-in Audio Analog Stereo", Wearing.LOUDSPEAKER),
        ("Speakers (Realtek, rear)", Wearing.LOUDSPEAKER),
        ("ClearAudio", Wearing.LOUDSPEAKER),
        (None, Wearing.LOUDSPEAKER),
    ],
)
def test_without_a_calibration_the_name_tells_what_is_worn_on_the_head(output: str | None, way: Wearing) -> None:
    assert worn(output) is way


# ---- loudness -------------------------------------------------------------------------------------------------------


def heard(space: Space, sound: Samples, azimuth: float, elevation: float = 0.0, gain: float = 1.0) -> Samples:
    """What the ears hear of a cue, (frames, 2)."""
    voices = Voices(space)
    voices.start(Cue(sound, spectrum(sound), azimuth, elevation, gain))
    return rendered(voices, len(sound) + 2 * BLOCK)


def rendered(voices: Voices, frames: int) -> Samples:
    blocks = np.zeros((2, math.ceil(frames / BLOCK) * BLOCK), dtype=np.float32)
    for start in range(0, blocks.shape[1], BLOCK):
        voices.add(blocks[0, start : start + BLOCK], blocks[1, start : start + BLOCK])
    return blocks.T


@pytest.mark.parametrize("name", sorted(CUES))
def test_a_cue_is_as_loud_from_everywhere_as_by_itself(head: Head, name: str) -> None:
    sound = load(name)
    padded = np.pad(sound, (BLOCK, 2 * BLOCK))
    itself = db(float(np.sum(band_powers(padded)[A])) * len(padded))
    for space in (head, Loudspeakers()):
        for azimuth, elevation in ((0.0, 0.0), (0.8, 0.3), (RIGHT, 0.0), (2.5, -0.5), (BACK, 0.0), (-1.0, 1.2)):
            both = np.pad(heard(space, sound, azimuth, elevation), ((BLOCK, BLOCK), (0, 0)))
            assert db(float(np.sum(band_powers(both)[A])) * len(both)) == pytest.approx(itself, abs=1.0)


def test_a_sound_is_as_strong_as_it_was_asked_for(head: Head) -> None:
    pair = filters(head, 1.0, 0.2)
    flat = np.full(BINS, 1.0 / BINS, dtype=np.float32)
    Evenness().correct(pair, flat, 0.5)
    assert np.mean(np.abs(pair) ** 2) == pytest.approx(0.25, rel=0.01)


# ---- voices ---------------------------------------------------------------------------------------------------------


def test_blocks_put_together_are_the_sound_filtered_at_once(head: Head) -> None:
    sound = load("splash")
    pair = filters(head, 0.7, 0.2)
    Evenness().correct(pair, spectrum(sound), 1.0)
    both = heard(head, sound, 0.7, 0.2)
    for ear, response in enumerate(np.fft.irfft(pair, SIZE)):
        whole = np.convolve(sound.astype(np.float64), response[:BLOCK])[: len(both)]
        assert np.max(np.abs(both[: len(whole), ear] - whole)) < 1e-3 * np.max(np.abs(whole))


def test_a_voice_follows_the_head(head: Head) -> None:
    noise = (np.random.default_rng(1).standard_normal(RATE) * 0.1).astype(np.float32)
    voices = Voices(head)
    voices.start(Cue(noise, spectrum(noise), RIGHT, 0.0, 1.0))
    before = rendered(voices, RATE // 4)
    voices.face(math.pi, 0.0)  # about face: what was at the right is at the left now
    rendered(voices, RATE // 4)
    after = rendered(voices, RATE // 4)
    left, right = np.mean(before[BLOCK:] ** 2, axis=0)
    left_then, right_then = np.mean(after**2, axis=0)
    assert right > 4 * left
    assert left_then == pytest.approx(right, rel=0.2)
    assert right_then == pytest.approx(left, rel=0.3)


def test_loudspeakers_stay_where_they_stand_while_the_head_turns_and_turn_with_the_seat() -> None:
    noise = (np.random.default_rng(1).standard_normal(RATE) * 0.1).astype(np.float32)
    voices = Voices(Loudspeakers())
    voices.start(Cue(noise, spectrum(noise), RIGHT, 0.0, 1.0))

    def rightness() -> float:
        left, right = np.mean(rendered(voices, RATE // 8)[BLOCK:] ** 2, axis=0)
        return float(right / left)

    before = rightness()
    voices.face(RIGHT, 0.2)
    rendered(voices, RATE // 4)
    assert rightness() == pytest.approx(before, rel=0.1)
    voices.face(RIGHT, 0.2, RIGHT)
    rendered(voices, RATE // 4)
    assert rightness() == pytest.approx(1.0, rel=0.2)


def test_a_turning_head_makes_neither_clicks_nor_grain(head: Head) -> None:
    """A low tone while the head turns at 90 degrees a second: nothing sounds beside the tone."""
    tone = (0.3 * np.sin(2 * np.pi * 300 * np.arange(2 * RATE) / RATE)).astype(np.float32)
    voices = Voices(head)
    voices.start(Cue(tone, spectrum(tone), 0.5, 0.0, 1.0))
    rendered(voices, RATE // 4)
    blocks = []
    for block in range(90):
        if block % 5 == 0:  # told of it about 20 times a second
            voices.face(math.radians(90.0) * block * BLOCK / RATE, 0.1)
        blocks.append(rendered(voices, BLOCK))
    turning = np.concatenate(blocks)
    window = np.blackman(len(turning))
    for ear in range(2):
        power = np.abs(np.fft.rfft(turning[:, ear] * window)) ** 2
        beside = np.fft.rfftfreq(len(turning), 1 / RATE) > 900
        assert 10 * np.log10(np.sum(power[beside]) / np.sum(power)) < -60.0
