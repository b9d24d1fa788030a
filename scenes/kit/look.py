"""The look a world is given: its light's colours and direction, known alike to what is baked and to what the shaders draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

F = npt.NDArray[np.float32]
Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Look:
    """Colours are linear light, 1 being a white surface under the key light.

    sun_azimuth, sun_elevation : radians; azimuth from +y towards +x
    """

    sun_azimuth: float
    sun_elevation: float
    sun: Colour = (1.18, 0.50, 0.23)
    shade: Colour = (0.190, 0.235, 0.50)
    bounce: Colour = (0.17, 0.13, 0.25)
    lantern: Colour = (1.0, 0.47, 0.15)

    @property
    def sun_direction(self) -> F:
        """(3,) unit vector towards the sun."""
        flat = np.cos(self.sun_elevation)
        return np.array(
            [np.sin(self.sun_azimuth) * flat, np.cos(self.sun_azimuth) * flat, np.sin(self.sun_elevation)], np.float32
        )

    def defines(self) -> dict[str, str]:
        """The same as GLSL constants."""
        return {
            "SUN": _vec3(self.sun_direction),
            "SUN_COLOUR": _vec3(self.sun),
            "SHADE": _vec3(self.shade),
            "BOUNCE": _vec3(self.bounce),
            "LANTERN": _vec3(self.lantern),
        }

    def lit(
        self, albedo: npt.ArrayLike, normal: F, sun: npt.ArrayLike, occlusion: npt.ArrayLike, wrap: float = 0.2
    ) -> F:
        """What `surface.glsl`'s `lit` gives, for baking: (..., 3) linear light."""
        direction = self.sun_direction
        key = np.clip((normal @ direction + wrap) / (1 + wrap), 0, 1) * np.asarray(sun)
        up = (normal[..., 2:] * 0.5 + 0.5).astype(np.float32)
        ambient = np.asarray(self.bounce) * (1 - up) + np.asarray(self.shade) * up
        towards = direction[:2] / np.linalg.norm(direction[:2])
        across = normal[..., :2] @ towards
        glow = np.clip(across * 0.6 + 0.2, 0, 1)[..., None] * np.array([0.16, 0.07, 0.10])
        glow = glow + np.clip(-across, 0, 1)[..., None] * np.array([0.11, 0.07, 0.12])
        light = np.asarray(self.sun) * key[..., None] + (ambient + glow) * np.asarray(occlusion)[..., None] * 1.05
        return np.asarray(np.asarray(albedo) * light, np.float32)


def _vec3(v: npt.ArrayLike) -> str:
    return "vec3({:.5f}, {:.5f}, {:.5f})".format(*np.asarray(v, float))
