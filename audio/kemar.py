"""Makes ``assets/sounds/kemar.npz``, what a head does to a sound: ``python -m audio.kemar WHEEL [FILE]``.

The measured set is that of B. Gardner and K. Martin, "HRTF Measurements of a KEMAR Dummy-Head Microphone" (MIT Media Lab
Perceptual Computing, technical report 280, 1994), as the wheel of `slab` 1.8.2 carries it: 710 directions, 44.1 kHz, with
the normal pinna on both sides. Of it are kept, for the left ear (the right one is its mirror image):

- the magnitudes, divided by their mean over all directions (diffuse-field equalisation), which takes out the loudspeaker,
  the microphone and the ear canal: headphones bring an ear canal of their own;
- as responses of minimum phase at 48 kHz, between which one can interpolate;
- and the delays apart from them, where each response lies best over its minimum-phase self (Nam et al. 2008).
"""

from __future__ import annotations

import bz2
import io
import pickle
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

import assets
from audio.levels import RATE, Floats

TAPS = 128
_MEASURED_HZ = 44_100.0
_SIZE = 8192
#: Hz: below the first the loudspeaker that was measured with gave nothing, and a head does nothing; the second is its end
_LOW_HZ, _HIGH_HZ = (120.0, 300.0), 19_500.0
#: parts of a frame to which delays are found
_FINE = 16
#: how much each neighbour counts, five in a row
_NEAR = np.array([1.0, 2.0, 3.0, 2.0, 1.0]) / 9.0


class _Bare:
    """Stands for a class of the wheel, of which only the attributes matter."""


class _Unpickler(pickle.Unpickler):
    """Reads arrays and nothing else: what is unpickled runs no code of the wheel's."""

    def find_class(self, module: str, name: str) -> Any:
        if module.startswith("slab."):
            return _Bare
        if (module, name) in {("numpy", "ndarray"), ("numpy", "dtype"), ("numpy.core.multiarray", "_reconstruct")}:
            return super().find_class(module.replace(".core.", "._core."), name)
        raise pickle.UnpicklingError(f"the measured set must hold arrays only, it holds {module}.{name}")


def measured(wheel: Path) -> tuple[Floats, Floats]:
    """Directions (n, 2) in degrees, azimuth positive right, elevation up; and the responses of the left ear (n, taps)."""
    with zipfile.ZipFile(wheel) as parts:
        packed = parts.read("slab/data/mit_kemar_normal_pinna.bz2")
    found: Any = _Unpickler(io.BytesIO(bz2.decompress(packed))).load()
    azimuth = -np.asarray(found.sources)[:, 0]
    directions = np.stack([(azimuth + 180.0) % 360.0 - 180.0, np.asarray(found.sources)[:, 1]], axis=1)
    return directions, np.stack([np.asarray(one.data)[:, 0] for one in found.data])


def spread(directions: Floats) -> Floats:
    """The share (n,) of the sphere that each direction stands for; what lies below the lowest counts with nobody."""
    elevation = directions[:, 1]
    share = np.zeros(len(directions))
    for ring in np.unique(elevation):
        inside = elevation == ring
        low, high = np.radians([ring - 5.0, min(ring + 5.0, 90.0)])
        share[inside] = (np.sin(high) - np.sin(low)) / np.sum(inside)
    return np.asarray(share / np.sum(share))


def minimum_phase(magnitude: Floats) -> Floats:
    """Responses (n, size) with these magnitudes (n, size / 2 + 1), as early as they can be (by the real cepstrum)."""
    size = 2 * (magnitude.shape[1] - 1)
    cepstrum = np.fft.irfft(np.log(np.maximum(magnitude, 1e-5)), size)
    cepstrum[:, 1 : size // 2] *= 2.0
    cepstrum[:, size // 2 + 1 :] = 0.0
    return np.asarray(np.fft.irfft(np.exp(np.fft.rfft(cepstrum)), size))


def delays(responses: Floats) -> Floats:
    """By how many seconds each response (n, taps) lies behind its minimum-phase self."""
    spectrum = np.fft.rfft(responses, _SIZE)
    early = np.fft.rfft(minimum_phase(np.abs(spectrum)))
    # up to 3 kHz, where the delay between the ears is what is heard of it, and finer than the frames
    frequency = np.fft.rfftfreq(_SIZE, 1.0 / _MEASURED_HZ)
    cross = spectrum * np.conj(early) * ((frequency > 200.0) & (frequency < 3000.0))
    likeness = np.fft.irfft(cross, _SIZE * _FINE)[:, : 128 * _FINE]
    return np.asarray(np.argmax(likeness, axis=1) / (_MEASURED_HZ * _FINE))


def even(directions: Floats, late: Floats) -> Floats:
    """The delays (n,) without the measurement's own scatter: each the mean of its neighbours on the same ring."""
    smooth = late.copy()
    for ring in np.unique(directions[:, 1]):
        inside = np.flatnonzero(directions[:, 1] == ring)
        if len(inside) >= 2 * len(_NEAR):
            around = np.concatenate([inside[-2:], inside, inside[:2]])
            smooth[inside] = np.convolve(late[around], _NEAR, mode="valid")
    return smooth


def equalised(directions: Floats, responses: Floats) -> Floats:
    """Magnitudes (n, size / 2 + 1) up to 24 kHz; their mean square over all directions is 1 at each frequency."""
    magnitude = np.abs(np.fft.rfft(responses, _SIZE))
    magnitude = magnitude / np.sqrt(spread(directions) @ magnitude**2)
    at = np.fft.rfftfreq(_SIZE, 1.0 / RATE)
    known = np.fft.rfftfreq(_SIZE, 1.0 / _MEASURED_HZ)
    decibels = np.stack(
        [np.interp(np.minimum(at, _HIGH_HZ), known, one) for one in 20.0 * np.log10(np.maximum(magnitude, 1e-6))]
    )
    low, high = _LOW_HZ
    return np.asarray(10.0 ** (decibels * np.clip((at - low) / (high - low), 0.0, 1.0) / 20.0))


def make(wheel: Path) -> dict[str, Any]:
    """What the file holds: `directions` (n, 2) degrees, `responses` (n, TAPS) at 48 kHz, `delays` (n,) seconds."""
    directions, responses = measured(wheel)
    order = np.lexsort((directions[:, 0], directions[:, 1]))
    directions, responses = directions[order], responses[order]
    short = minimum_phase(equalised(directions, responses))[:, :TAPS]
    fade = TAPS // 4
    short[:, -fade:] *= 0.5 * (1.0 + np.cos(np.linspace(0.0, np.pi, fade)))
    late = even(directions, delays(responses))
    return {
        "directions": directions.astype(np.float32),
        "responses": short.astype(np.float16),
        "delays": (late - late.min()).astype(np.float32),
    }


def main() -> None:
    file = Path(sys.argv[2]) if len(sys.argv) > 2 else assets.path("sounds") / "kemar.npz"
    np.savez_compressed(file, **make(Path(sys.argv[1])))
    print(file, file=sys.stderr)


if __name__ == "__main__":
    main()
