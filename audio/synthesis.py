"""Makes the worlds' sounds: ``python -m audio.synthesis [FOLDER]`` writes them (default: `assets/sounds`).

The layers are made as they are heard (`audio.layers`); what their spectra come to over a long time is measured here.

Everything is made of noise and of decaying sines, from one seed, so the files can be made again and belong to nobody else.
The loop is made in the frequency domain and on a circle: its end runs into its beginning.
"""

from __future__ import annotations

import json
import sys
import zlib
from pathlib import Path

import numpy as np
import soundfile

import assets
from audio import canyon, forest, lagoon, layers, shore, tarn
from audio.levels import CENTRES, FRAME, HOP, RATE, A, BandAnalyser, Floats, band_powers, db
from audio.making import band, bubbles, lasting, noise, sway, time
from audio.sources import ASSET_LEVEL_DB

_PEAK = 10.0 ** (-1.0 / 20.0)
_RIVER_S = 20


def river(generator: np.random.Generator) -> Floats:
    """A stream some metres away, with a soft wind over it: a loop of 20 s."""
    frames = lasting(_RIVER_S)
    water = np.zeros(frames)
    for low, level_db in ((180, -4.0), (360, -2.0), (720, 0.0), (1400, -3.0), (2800, -8.0), (5200, -15.0)):
        rush = noise(generator, frames, band(low, 2.0 * low, slope=0.5))
        water += rush * sway(generator, frames, 0.15, 2.5, 2.5) * 10.0 ** (level_db / 20.0)
    trickle = bubbles(generator, frames, 200 * _RIVER_S, 350.0, 2600.0)
    trickle /= np.sqrt(np.mean(trickle**2))
    wind = noise(generator, frames, band(90.0, 420.0, slope=1.0)) * sway(generator, frames, 0.05, 0.3, 6.0)
    return np.asarray(water + 0.9 * trickle * sway(generator, frames, 0.1, 0.8, 2.0) + 0.9 * wind)


def throw(generator: np.random.Generator) -> Floats:
    """An arm and a snowball through the air: a breath of wind that rises and is gone."""
    t = time(0.42)
    swell = (t / 0.13) ** 2 * np.exp(2.0 * (1.0 - t / 0.13))
    low = noise(generator, len(t), band(250.0, 700.0, slope=0.3))
    high = noise(generator, len(t), band(700.0, 1800.0, slope=0.3))
    return np.asarray(swell * (low + 0.8 * high * np.exp(-(((t - 0.14) / 0.06) ** 2))))


def hit_snow(generator: np.random.Generator) -> Floats:
    """Snow on snow: a soft thud and some grains."""
    t = time(0.55)
    thud = np.sin(2 * np.pi * (85.0 * t + 45.0 * 0.05 * (1.0 - np.exp(-t / 0.05)))) * np.exp(-t / 0.055)
    body = noise(generator, len(t), band(150.0, 900.0, slope=0.6)) * np.exp(-t / 0.045)
    grains = np.zeros(len(t))
    for _ in range(180):
        at = min(int(generator.exponential(0.05) * RATE), len(t) - 400)
        length = int(generator.integers(60, 400))
        grains[at : at + length] += generator.standard_normal(length) * np.hanning(length) * generator.exponential()
    crunch = np.fft.irfft(np.fft.rfft(grains) * band(900.0, 4500.0, slope=0.5)(np.fft.rfftfreq(len(t), 1 / RATE)))
    crunch = crunch / np.sqrt(np.mean(crunch**2)) * np.exp(-t / 0.12)
    attack = np.minimum(t / 0.004, 1.0)
    return np.asarray(attack * (0.55 * thud + 0.6 * body + 0.22 * crunch))


def chime(generator: np.random.Generator) -> Floats:
    """A small glass chime, a fifth above another, soft at the start, long at the end."""
    t = time(3.0)
    sound = np.zeros(len(t))
    for start, root, loud in ((0.0, 587.33, 1.0), (0.16, 880.0, 0.75)):
        late = np.maximum(t - start, 0.0)
        for ratio, level, decay in ((1.0, 1.0, 0.85), (2.003, 0.42, 0.55), (2.76, 0.2, 0.32), (5.4, 0.07, 0.12)):
            beat = 1.0 + 0.0006 * generator.standard_normal()
            tone = np.sin(2 * np.pi * root * ratio * beat * late)
            sound += loud * level * tone * np.exp(-late / decay) * np.minimum(late / 0.006, 1.0)
    return sound


def splash(generator: np.random.Generator) -> Floats:
    """A snowball in the river."""
    t = time(1.3)
    burst = noise(generator, len(t), band(350.0, 3500.0, slope=0.6)) * np.exp(-t / 0.11)
    after = noise(generator, len(t), band(900.0, 5000.0, slope=0.7)) * np.exp(-(((t - 0.22) / 0.16) ** 2))
    drops = bubbles(generator, len(t), 130, 500.0, 2400.0)
    drops = drops / np.max(np.abs(drops)) * np.exp(-((t - 0.25) ** 2) / 0.06)
    attack = np.minimum(t / 0.006, 1.0)
    return np.asarray(attack * (burst + 0.3 * after + 1.6 * drops))


LOOPS = {"river": river, **forest.LOOPS, **lagoon.LOOPS, **shore.LOOPS, **tarn.LOOPS}
CUES = {"throw": throw, "hit-snow": hit_snow, "chime": chime, "splash": splash}
CUES |= canyon.CUES | forest.CUES | lagoon.CUES | shore.CUES | tarn.CUES
#: the first sounds took their seeds from their places; every other one takes it from its name, so that none changes another
_FIRST = ("chime", "hit-snow", "river", "splash", "throw")


def loudest_db(sound: Floats) -> float:
    """dB(A) re full scale of the loudest quarter of a second."""
    frame, hop = FRAME // 2, FRAME // 8
    analyser = BandAnalyser(frame)
    padded = np.concatenate([np.zeros(RATE // 4), sound, np.zeros(RATE // 4)])
    starts = range(0, len(padded) - frame, hop)
    powers = [float(np.sum(analyser.powers(padded[start : start + frame])[A])) for start in starts]
    quarter = round(RATE / 4 / hop)
    return db(float(np.max(np.convolve(powers, np.ones(quarter) / quarter, mode="same"))))


def make(name: str) -> Floats:
    """The finished sound `name`, (frames,), at its nominal level, its peak under -1 dB."""
    seed = 1000 + _FIRST.index(name) if name in _FIRST else zlib.crc32(name.encode())
    generator = np.random.default_rng(seed)
    if name in LOOPS:
        sound = LOOPS[name](generator)
        level = db(float(np.sum(band_powers(sound, loop=True)[A])))
    else:
        sound = CUES[name](generator)
        tail = lasting(0.08)
        sound[-tail:] *= 0.5 * (1.0 + np.cos(np.linspace(0.0, np.pi, tail)))
        level = loudest_db(sound)
    gain = min(10.0 ** ((ASSET_LEVEL_DB - level) / 20.0), _PEAK / float(np.max(np.abs(sound))))
    return np.asarray(sound * gain)


def write(path: Path, sound: Floats, generator: np.random.Generator) -> None:
    """Write FLAC: 48 kHz, 16 bit, mono, with triangular dither."""
    dither = generator.random(len(sound)) - generator.random(len(sound))
    whole = np.round(np.clip(sound * 32768.0 + dither, -32768, 32767)).astype(np.int16)
    soundfile.write(path, whole, RATE, format="FLAC", subtype="PCM_16", compression_level=1.0)


def layer_bands(name: str, seconds: float, seed: int = 0) -> Floats:
    """Mean third-octave powers (2, 21) of a layer over its first `seconds`."""
    texture = layers.texture(name, seed)
    analyser = BandAnalyser()
    last, powers = texture.hop(), np.zeros((2, len(CENTRES)))
    hops = round(seconds * RATE / HOP)
    for _ in range(hops):
        sound = texture.hop()
        powers += analyser.powers(np.concatenate([last, sound]))
        last = sound
    return np.asarray(powers / hops)


def measure_layers(path: Path) -> None:
    """Write the third octaves of all layers over twenty minutes, dB re full scale, rows A- and Z-weighted."""
    table = {name: np.round(10.0 * np.log10(layer_bands(name, 1200.0)), 2).tolist() for name in layers.LAYERS}
    lines = (f"{json.dumps(name)}: {json.dumps(rows)}" for name, rows in table.items())
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else assets.path("sounds")
    for name in sorted(LOOPS | CUES):
        write(folder / f"{name}.flac", make(name), np.random.default_rng(7))
        print(f"{name}.flac", file=sys.stderr)
    measure_layers(folder / "layers.json")


if __name__ == "__main__":
    main()
