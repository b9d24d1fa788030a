"""The sky: a dusk gradient kept as a table, far mountains kept as a ring, stars, and an aurora of hanging curtains."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from panda3d.core import ColorBlendAttrib, NodePath, OmniBoundingVolume, TransparencyAttrib

from scenes.kit.look import Look
from scenes.kit.mesh import Mesh, grid_triangles, mesh, node
from scenes.kit.noise import fbm, smoothstep

F = npt.NDArray[np.float32]

#: what the ring of mountains covers, as sine of the elevation
RING_LOW, RING_HIGH = -0.03, 0.34


def gradient(look: Look, size: int = 128) -> F:
    """(size, size, 4) linear light. Across: from away from the sun to towards it; up: the root of the direction's z."""
    towards = np.linspace(0, 1, size, dtype=np.float32)[None, :, None]
    h = (np.linspace(0, 1, size, dtype=np.float32) ** 2)[:, None, None]

    def colour(*rgb: float) -> F:
        return np.array(rgb, np.float32)

    def mix(a: F, b: F, t: F) -> F:
        return np.asarray(a * (1 - t) + b * t, np.float32)

    horizon = mix(colour(0.225, 0.165, 0.40), colour(0.78, 0.27, 0.145), towards**4)
    middle = mix(colour(0.105, 0.105, 0.36), colour(0.30, 0.105, 0.27), towards**3)
    c = mix(horizon, middle, smoothstep(0.0, 0.24, h))
    c = mix(c, colour(0.030, 0.050, 0.22), smoothstep(0.08, 0.55, h))
    c = mix(c, colour(0.008, 0.020, 0.085), smoothstep(0.40, 0.98, h))
    return np.concatenate([c, np.ones((size, size, 1), np.float32)], -1)


def sample(table: F, look: Look, direction: F) -> F:
    """The gradient in a direction (..., 3), for baking."""
    size = table.shape[0]
    flat = direction[..., :2] / np.maximum(np.linalg.norm(direction[..., :2], axis=-1, keepdims=True), 1e-6)
    sun = look.sun_direction[:2] / np.linalg.norm(look.sun_direction[:2])
    u = (flat @ sun * 0.5 + 0.5) * (size - 1)
    v = np.sqrt(np.maximum(direction[..., 2], 0)) * (size - 1)
    return np.asarray(table[np.round(v).astype(int), np.round(u).astype(int), :3], np.float32)


def mountains(look: Look, table: F, width: int = 4096, height: int = 320) -> npt.NDArray[np.uint8]:
    """(height, width, 4) bytes: a ring of snowy mountains as seen from its middle, the root of linear light, alpha their outline.

    Across: azimuth from -y over -x, +y, +x; up: sine of the elevation from `RING_LOW` to `RING_HIGH`.
    Each column walks outwards; the highest slope met so far is the outline, and what raised it is what is seen.
    """
    steps = 150
    azimuth = (np.arange(width, dtype=np.float32) / width * 2 - 1)[None, :] * np.pi
    reach = np.geomspace(700, 7000, steps).astype(np.float32)[:, None]
    x, y = reach * np.sin(azimuth), reach * np.cos(azimuth)
    rise = smoothstep(700, 1500, reach) * (0.35 + 0.65 * smoothstep(1200, 4200, reach))
    # The valley runs along y: lower there, so that the river has somewhere to go, with a great peak at its end.
    ahead = np.exp(-((azimuth - 0.10) ** 2) / 0.05) * smoothstep(2600, 4200, reach) * smoothstep(7000, 5000, reach)
    base = fbm(x / 1500, y / 1500, 3, 1)
    crests = fbm(x / 900 + base, y / 900 - base, 7, 3, ridged=True)
    z = (rise * (120 + 1500 * crests**2.0 * (0.25 + 1.1 * base)) + ahead * (420 + 760 * crests)).astype(np.float32)
    slope = z / reach
    sine = slope / np.sqrt(1 + slope * slope)
    outline = np.maximum.accumulate(sine, axis=0)
    levels = (RING_LOW + (np.arange(height) + 0.5) / height * (RING_HIGH - RING_LOW)).astype(np.float32)
    # For each pixel the first step whose outline reaches it.
    hit = np.empty((height, width), np.int32)
    for column in range(width):
        hit[:, column] = np.searchsorted(outline[:, column], levels)
    covered = hit < steps
    at = np.minimum(hit, steps - 1)
    columns = np.arange(width)[None, :]
    across = np.gradient(z, axis=1) / (reach * (2 * np.pi / width))
    outward = np.gradient(z, axis=0) / np.gradient(reach, axis=0)
    nx = -(outward * np.sin(azimuth) + across * np.cos(azimuth))
    ny = -(outward * np.cos(azimuth) - across * np.sin(azimuth))
    n = np.stack([nx, ny, np.ones_like(nx) * 0.85], -1)
    n /= np.linalg.norm(n, axis=-1, keepdims=True)
    normal = n[at, columns]
    far, high = reach[:, 0][at], z[at, columns]
    cover = smoothstep(0.50, 0.72, normal[..., 2] + 0.22 * (fbm(x / 130, y / 130, 3, 5)[at, columns] - 0.5) * 2)
    rock, snow = np.array([0.16, 0.13, 0.20]), np.array([0.86, 0.88, 0.96])
    albedo = rock + (snow - rock) * np.clip(cover + 0.25 * smoothstep(300, 900, high), 0, 1)[..., None]
    sunny = smoothstep(90, 420, high)
    light = look.lit(albedo, normal, sunny, np.full_like(high, 0.9), 0.12) * 1.15
    ring = np.stack(np.broadcast_arrays(np.sin(azimuth), np.cos(azimuth), np.float32(0.035)), -1)
    haze = sample(table, look, np.asarray(ring, np.float32))
    thick = 1 - np.exp(-((far / 6200) ** 1.1) - 1.6 * np.exp(-high / 120))
    light = light + (haze - light) * np.clip(thick, 0, 1)[..., None]
    # Half a pixel of softness at the outline, for the eye and for the mipmaps.
    edge = np.clip((outline[-1][None, :] - levels[:, None]) / ((RING_HIGH - RING_LOW) / height) + 0.5, 0, 1)
    pixels = np.concatenate([np.sqrt(np.clip(light, 0, 1)), np.where(covered, 1, edge)[..., None]], -1)
    # What lies above the outline keeps its column's topmost colour, so that filtering finds no dark there.
    top = np.maximum(covered.sum(0) - 1, 0)
    pixels[..., :3] = np.where(covered[..., None], pixels[..., :3], pixels[top, np.arange(width), :3][None])
    return np.asarray(pixels * 255 + 0.5).astype(np.uint8)


def _direction(azimuth: F, sine: F) -> F:
    flat = np.sqrt(1 - sine**2)
    return np.stack([np.sin(azimuth) * flat, np.cos(azimuth) * flat, sine + 0 * azimuth], -1).astype(np.float32)


def dome(parent: NodePath) -> NodePath:
    """The sphere of directions that the gradient and the clouds are drawn on."""
    azimuth = np.linspace(-np.pi, np.pi, 49, dtype=np.float32)[None, :]
    sine = np.sin(np.linspace(-0.5, 1, 19, dtype=np.float32) * np.pi / 2)[:, None]
    p = _direction(azimuth, sine).reshape(-1, 3)
    return _hung(parent, mesh(p, grid_triangles(19, 49)), "sky", 5)


def ring(parent: NodePath) -> NodePath:
    """The band that `mountains` is drawn on; paint's first two values are its texture coordinates."""
    u = np.linspace(0, 1, 129, dtype=np.float32)[None, :]
    v = np.linspace(0, 1, 5, dtype=np.float32)[:, None]
    p = _direction((u * 2 - 1) * np.pi, RING_LOW + v * (RING_HIGH - RING_LOW)).reshape(-1, 3)
    made = _hung(parent, mesh(p, grid_triangles(5, 129)), "mountains", 9)
    made.set_transparency(TransparencyAttrib.M_alpha)
    return made


def stars(parent: NodePath, count: int, random: np.random.Generator) -> NodePath:
    """Stars as small soft squares: no star is ever smaller than about a pixel, so none flickers when the head turns.

    Paint: corner x, corner y, brightness, phase of the twinkling.
    """
    azimuth = random.uniform(-np.pi, np.pi, count).astype(np.float32)
    sine = random.uniform(0.18, 1.0, count).astype(np.float32)
    bright = (0.16 + 0.84 * random.random(count) ** 5).astype(np.float32)
    towards = _direction(azimuth, sine)
    side = np.cross(towards, [0, 0, 1.0])
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    over = np.cross(side, towards)
    size = (0.0021 + 0.0026 * bright**2)[:, None, None]
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], np.float32)
    p = towards[:, None] + size * (side[:, None] * corners[None, :, :1] + over[:, None] * corners[None, :, 1:])
    paint = np.empty((count, 4, 4), np.float32)
    paint[..., :2] = corners * 0.5 + 0.5
    paint[..., 2] = bright[:, None]
    paint[..., 3] = random.random(count)[:, None]
    base = (np.arange(count) * 4)[:, None, None]
    triangles = (base + np.array([[0, 1, 2], [0, 2, 3]])[None]).reshape(-1, 3)
    shape = Mesh(p.reshape(-1, 3).astype(np.float32), p.reshape(-1, 3).astype(np.float32), paint.reshape(-1, 4), triangles.astype(np.uint32))
    made = _hung(parent, shape, "stars", 6)
    made.set_attrib(screen_blend())
    return made


def aurora(parent: NodePath, curtains: int = 3, columns: int = 220, rows: int = 7) -> NodePath:
    """Curtains of light. Real sheets that the vertex shader folds: their edges and folds are sharp where an aurora's are,
    and a pixel costs two texture fetches for each sheet in front of it.

    Paint: along the curtain 0..1, up 0..1, which curtain.
    """
    parts = []
    u, v = np.meshgrid(np.linspace(0, 1, columns), np.linspace(0, 1, rows) ** 1.5)
    for curtain in range(curtains):
        p = np.stack([u, v, np.full_like(u, curtain)], -1).reshape(-1, 3).astype(np.float32)
        parts.append((p, grid_triangles(rows, columns) + np.uint32(curtain * rows * columns)))
    p = np.concatenate([a for a, _ in parts])
    made = _hung(parent, Mesh(p, p, np.zeros((len(p), 4), np.float32), np.concatenate([t for _, t in parts])), "aurora", 7)
    made.set_attrib(screen_blend())
    return made


def screen_blend() -> ColorBlendAttrib:
    """Add light without ever passing white: the colours are display-encoded already when they meet."""
    return ColorBlendAttrib.make(
        ColorBlendAttrib.M_add, ColorBlendAttrib.O_one, ColorBlendAttrib.O_one_minus_incoming_color
    )


def _hung(parent: NodePath, shape: Mesh, name: str, sort: int) -> NodePath:
    made = node(shape, name)
    made.reparent_to(parent)
    made.set_bin("fixed", sort)
    made.set_depth_write(False)
    made.set_two_sided(True)
    made.node().set_bounds(OmniBoundingVolume())
    made.node().set_final(True)
    return made
