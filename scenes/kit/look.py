"""The look a world is given: its light's colours and direction, known alike to what is baked and to what the shaders draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

F = npt.NDArray[np.float32]
Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Look:
    """Colours are linear light, 1 being a white surface under the key light. The defaults are a clear dusk over snow.

    sun_azimuth, sun_elevation : radians, where the key light (a sun or a moon) stands; azimuth from +y towards +x
    sun, shade, bounce : the key light, what comes from above and from below where it doesn't reach
    towards, away : what the sky near the key light and the one opposite add from the side
    lantern : lamps
    horizon, middle : the sky low down and higher, each away from and towards the key light; high, zenith : above them
    halo, glare, disc : about the key light, close to it, and itself; disc_radius : radians
    cloud : thin cloud away from and towards the key light; cloudy : 0 to 1, how much of it
    haze : a metre's share of far haze, and a metre's of height that thins it
    mist : where low mist begins (m), a metre's share of it, a metre's of height that thins it, how thick it gets (0 to 1)
    exposure, saturation : the tone curve's
    shallow, deep : water's own colour; flow : its drift, m/s; chop : 0 to 2, how uneven it is
    """

    sun_azimuth: float
    sun_elevation: float
    sun: Colour = (1.18, 0.50, 0.23)
    shade: Colour = (0.190, 0.235, 0.50)
    bounce: Colour = (0.17, 0.13, 0.25)
    towards: Colour = (0.16, 0.07, 0.10)
    away: Colour = (0.11, 0.07, 0.12)
    lantern: Colour = (1.0, 0.47, 0.15)
    horizon: tuple[Colour, Colour] = ((0.225, 0.165, 0.40), (0.78, 0.27, 0.145))
    middle: tuple[Colour, Colour] = ((0.105, 0.105, 0.36), (0.30, 0.105, 0.27))
    high: Colour = (0.034, 0.060, 0.235)
    zenith: Colour = (0.0108, 0.0252, 0.1035)
    halo: Colour = (1.0, 0.47, 0.20)
    glare: Colour = (0.75, 0.48, 0.20)
    disc: Colour = (1.0, 0.95, 0.82)
    disc_radius: float = 0.0246
    cloud: tuple[Colour, Colour] = ((0.19, 0.14, 0.36), (1.05, 0.40, 0.27))
    cloudy: float = 0.62
    haze: tuple[float, float] = (0.0036, 0.022)
    mist: tuple[float, float, float, float] = (22.0, 0.0085, 0.30, 0.62)
    exposure: float = 1.22
    saturation: float = 1.06
    shallow: Colour = (0.075, 0.19, 0.27)
    deep: Colour = (0.014, 0.060, 0.115)
    flow: tuple[float, float] = (0.02, -0.045)
    chop: float = 1.0

    @property
    def sun_direction(self) -> F:
        """(3,) unit vector towards the sun."""
        flat = np.cos(self.sun_elevation)
        return np.array(
            [np.sin(self.sun_azimuth) * flat, np.cos(self.sun_azimuth) * flat, np.sin(self.sun_elevation)], np.float32
        )

    def defines(self) -> dict[str, str]:
        """The same as GLSL constants."""
        colours = ("sun", "shade", "bounce", "towards", "away", "lantern", "halo", "glare", "disc", "shallow", "deep")
        names = {"sun": "SUN_COLOUR"}
        return {
            "SUN": _vec(self.sun_direction),
            **{names.get(name, name.upper()): _vec(getattr(self, name)) for name in colours},
            "CLOUD_AWAY": _vec(self.cloud[0]),
            "CLOUD_TOWARDS": _vec(self.cloud[1]),
            "CLOUDY": f"{self.cloudy:.5f}",
            "DISC_COS": f"{np.cos(self.disc_radius):.7f}",
            "HAZE": _vec(self.haze),
            "MIST": _vec(self.mist),
            "EXPOSURE": f"{self.exposure:.5f}",
            "SATURATION": f"{self.saturation:.5f}",
            "FLOW": _vec(self.flow),
            "CHOP": f"{self.chop:.5f}",
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
        glow = np.clip(across * 0.6 + 0.2, 0, 1)[..., None] * np.asarray(self.towards)
        glow = glow + np.clip(-across, 0, 1)[..., None] * np.asarray(self.away)
        light = np.asarray(self.sun) * key[..., None] + (ambient + glow) * np.asarray(occlusion)[..., None] * 1.05
        return np.asarray(np.asarray(albedo) * light, np.float32)


def _vec(values: npt.ArrayLike) -> str:
    parts = np.asarray(values, float)
    return f"vec{len(parts)}({', '.join(f'{v:.5f}' for v in parts)})"
