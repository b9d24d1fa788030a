"""From a picture's bytes to light, and how it looks to who sees fewer colours."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

F = npt.NDArray[np.float32]
_TABLE = np.arange(256) / 255
#: sRGB's transfer function (IEC 61966-2-1), for each byte
_TABLE = np.where(_TABLE <= 0.04045, _TABLE / 12.92, ((_TABLE + 0.055) / 1.055) ** 2.4).astype(np.float32)
#: CIE XYZ of linear sRGB (IEC 61966-2-1)
_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]], np.float32)
#: linear sRGB as it looks without the long- or the middle-wave cones: Machado, Oliveira and Fernandes, "A physiologically-based
#: model for simulation of color vision deficiency", IEEE TVCG 15 (2009), 1291-1298, severity 1
SIGHTS = {
    "all colours": np.eye(3, dtype=np.float32),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]], np.float32
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]], np.float32
    ),
}


def linear(pixels: npt.NDArray[np.uint8]) -> F:
    """(..., 3) bytes of sRGB as linear light, 0 to 1."""
    return np.asarray(_TABLE[pixels], np.float32)


def luminance(light: F) -> F:
    """(...) relative luminance of linear light (..., 3), 0 to 1 (WCAG 2.2)."""
    return np.asarray(light @ _XYZ[1], np.float32)


def chromaticity(light: F) -> F:
    """(..., 2) u' and v' of linear light (..., 3) in the CIE 1976 UCS diagram; without any light those of white."""
    xyz = np.maximum(light, 1e-6) @ _XYZ.T
    weight = xyz @ np.array([1, 15, 3], np.float32)
    return np.asarray(np.stack([4 * xyz[..., 0], 9 * xyz[..., 1]], -1) / weight[..., None], np.float32)


def seen(light: F, sight: str) -> F:
    """Linear light (..., 3) as it looks with one of `SIGHTS`."""
    return np.asarray(np.clip(light @ SIGHTS[sight].T, 0, 1), np.float32)
