"""The sky: a gradient kept as a table, far mountains kept as a ring, stars, and an aurora of hanging curtains."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from panda3d.core import ColorBlendAttrib, NodePath, TransparencyAttrib

from scenes.kit import gpu
from scenes.kit.look import Colour, Look
from scenes.kit.mesh import Mesh, grid_triangles, merged, mesh, node
from scenes.kit.noise import fbm, smoothstep

F = npt.NDArray[np.float32]

#: what the ring of mountains covers, as sine of the elevation
RING_LOW, RING_HIGH = -0.03, 0.27


def gradient(look: Look, size: int = 128) -> F:
    """(size, size, 4) linear light. Across: from away from the sun to towards it; up: the root of the direction's z."""
    towards = np.linspace(0, 1, size, dtype=np.float32)[None, :, None]
    h = (np.linspace(0, 1, size, dtype=np.float32) ** 2)[:, None, None]

    def mix(a: npt.ArrayLike, b: npt.ArrayLike, t: F) -> F:
        return np.asarray(np.asarray(a, np.float32) * (1 - t) + np.asarray(b, np.float32) * t, np.float32)

    horizon = mix(*look.horizon, towards**4)
    middle = mix(*look.middle, towards**3)
    c = mix(horizon, middle, smoothstep(0.0, 0.24, h))
    c = mix(c, look.high, smoothstep(0.08, 0.55, h))
    c = mix(c, look.zenith, smoothstep(0.40, 0.98, h))
    return np.concatenate([c, np.ones((size, size, 1), np.float32)], -1)


def sample(table: F, look: Look, direction: F) -> F:
    """The gradient in a direction (..., 3), for baking."""
    size = table.shape[0]
    flat = direction[..., :2] / np.maximum(np.linalg.norm(direction[..., :2], axis=-1, keepdims=True), 1e-6)
    sun = look.sun_direction[:2] / np.linalg.norm(look.sun_direction[:2])
    u = (flat @ sun * 0.5 + 0.5) * (size - 1)
    v = np.sqrt(np.maximum(direction[..., 2], 0)) * (size - 1)
    return np.asarray(table[np.round(v).astype(int), np.round(u).astype(int), :3], np.float32)


def mountains(
    look: Look,
    table: F,
    rock: Colour = (0.20, 0.17, 0.27),
    cover: Colour = (0.88, 0.89, 0.97),
    shape: Callable[[F, F, F, F], F] | None = None,
    width: int = 4096,
    height: int = 320,
) -> npt.NDArray[np.uint8]:
    """(height, width, 4) bytes: a ring of mountains as seen from its middle, the root of linear light, alpha their outline.

    rock, cover : the colour of what is steep, and of what lies on the rest (snow, woods)
    shape : ``shape(x, y, azimuth, reach)``, heights in metres from 800 to 7000 m away; without it alps with a valley along y

    Across: azimuth from -y over -x, +y, +x; up: sine of the elevation from `RING_LOW` to `RING_HIGH`.
    Each column walks outwards; the highest slope met so far is the outline, and what raised it is what is seen.
    """
    steps = 260
    azimuth = np.asarray((np.arange(width) / width * 2 - 1)[None, :] * np.pi, np.float32)
    reach = np.geomspace(800, 7000, steps).astype(np.float32)[:, None]
    x, y = np.asarray(reach * np.sin(azimuth), np.float32), np.asarray(reach * np.cos(azimuth), np.float32)
    z = (shape or ranges)(x, y, azimuth, reach)
    slope = z / reach
    sine = slope / np.sqrt(1 + slope * slope)
    outline = np.maximum.accumulate(sine, axis=0)
    levels = (RING_LOW + (np.arange(height) + 0.5) / height * (RING_HIGH - RING_LOW)).astype(np.float32)
    hit = np.empty((height, width), np.int32)
    for column in range(width):
        hit[:, column] = np.searchsorted(outline[:, column], levels)
    covered = hit < steps
    at = np.minimum(hit, steps - 1)
    columns = np.broadcast_to(np.arange(width)[None, :], at.shape)
    # Between the step that just misses the pixel and the one that covers it lies what is seen.
    before = np.maximum(at - 1, 0)
    low, high_ = outline[before, columns], outline[at, columns]
    part = np.clip((levels[:, None] - low) / np.maximum(high_ - low, 1e-6), 0, 1).astype(np.float32)

    def seen(of: F) -> F:
        return np.asarray(of[before, columns] * (1 - part) + of[at, columns] * part, np.float32)

    across = np.gradient(z, axis=1) / (reach * (2 * np.pi / width))
    outward = np.gradient(z, axis=0) / np.gradient(reach, axis=0)
    nx = -(outward * np.sin(azimuth) + across * np.cos(azimuth))
    ny = -(outward * np.cos(azimuth) - across * np.sin(azimuth))
    normal = np.stack([seen(nx), seen(ny), np.full(at.shape, 0.8, np.float32)], -1)
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    far, high = seen(np.broadcast_to(reach, z.shape)), seen(z)
    grain = seen(fbm(x / 140, y / 140, 4, 5))
    lies = smoothstep(0.33, 0.56, normal[..., 2] + 0.85 * (grain - 0.5))[..., None]
    albedo = np.asarray(rock) + (np.asarray(cover) - np.asarray(rock)) * lies
    light = look.lit(albedo, normal, smoothstep(60, 330, high), np.full_like(high, 0.95), 0.10) * 1.1
    haze = sample(table, look, np.stack(np.broadcast_arrays(np.sin(azimuth), np.cos(azimuth), np.float32(0.035)), -1))
    thick = 1 - np.exp(-((far / 6800) ** 1.2) - 1.7 * np.exp(-high / 110))
    light = light + (haze - light) * np.clip(thick, 0, 1)[..., None]
    # Half a pixel of softness at the outline, for the eye and for the mipmaps.
    edge = np.clip((outline[-1][None, :] - levels[:, None]) / ((RING_HIGH - RING_LOW) / height) + 0.5, 0, 1)
    pixels = np.concatenate([np.sqrt(np.clip(light, 0, 1)), np.where(covered, 1, edge)[..., None]], -1)
    # What lies above the outline keeps its column's topmost colour, so that filtering finds no dark there.
    top = np.maximum(covered.sum(0) - 1, 0)
    pixels[..., :3] = np.where(covered[..., None], pixels[..., :3], pixels[top, np.arange(width), :3][None])
    return np.asarray(pixels * 255 + 0.5).astype(np.uint8)


def ranges(x: F, y: F, azimuth: F, reach: F) -> F:
    """The mountains' heights, metres. No octave is finer than the steps outwards, else the walk would stumble over it."""
    rise = smoothstep(800, 1700, reach) * (0.30 + 0.70 * smoothstep(1300, 4400, reach))
    base = fbm(x / 1900, y / 1900, 2, 1)
    crests = fbm(x / 1250 + 0.6 * base, y / 1250 - 0.6 * base, 5, 3, ridged=True)
    # The valley runs along y: lower there, so that the river has somewhere to go, with a great peak at its end.
    valley = 1 - 0.75 * np.exp(-((azimuth - 0.06) ** 2) / 0.10) * smoothstep(4200, 2600, reach)
    sideways = (np.arctan2(x, y) - 0.06) * reach
    peak = np.exp(-((sideways / 900) ** 2) - ((reach - 5200) / 900) ** 2)
    peak += 0.55 * np.exp(-(((sideways + 1150) / 650) ** 2) - ((reach - 5600) / 800) ** 2)
    peak += 0.42 * np.exp(-(((sideways - 1300) / 700) ** 2) - ((reach - 5000) / 800) ** 2)
    hills = rise * valley * (60 + 900 * crests**1.7 * (0.35 + 0.9 * base))
    return np.asarray(hills + peak * (330 + 700 * crests), np.float32)


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
    """The band that `mountains` is drawn on. Its normals carry the texture coordinates: an azimuth worked out in the shader
    would jump where the ring closes."""
    u, v = np.meshgrid(np.linspace(0, 1, 129, dtype=np.float32), np.linspace(0, 1, 5, dtype=np.float32))
    p = _direction((u * 2 - 1) * np.float32(np.pi), RING_LOW + v * (RING_HIGH - RING_LOW)).reshape(-1, 3)
    at = np.stack([u, v, 0 * u], -1).reshape(-1, 3)
    shape = Mesh(p, at, np.ones((len(p), 4), np.float32), grid_triangles(5, 129))
    made = _hung(parent, shape, "mountains", 9)
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
    shape = Mesh(
        p.reshape(-1, 3).astype(np.float32),
        p.reshape(-1, 3).astype(np.float32),
        paint.reshape(-1, 4),
        triangles.astype(np.uint32),
    )
    made = _hung(parent, shape, "stars", 6)
    made.set_attrib(screen_blend())
    return made


def aurora(parent: NodePath, curtains: int = 3, columns: int = 150, rows: int = 7) -> NodePath:
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
    made = _hung(
        parent, Mesh(p, p, np.zeros((len(p), 4), np.float32), np.concatenate([t for _, t in parts])), "aurora", 7
    )
    made.set_attrib(screen_blend())
    return made


def falling_stars(parent: NodePath, count: int = 9, steps: int = 10) -> NodePath:
    """The trails of falling stars; the shader says where and when. Positions: along the trail 0..1, across -1..1, which."""
    parts = []
    u, v = np.meshgrid(np.linspace(0, 1, steps), [-1.0, 1.0])
    for star in range(count):
        p = np.stack([u, v, np.full_like(u, star)], -1).reshape(-1, 3).astype(np.float32)
        parts.append(mesh(p, grid_triangles(2, steps)))
    made = _hung(parent, merged(parts), "falling stars", 8)
    made.set_attrib(screen_blend())
    return made


def screen_blend() -> ColorBlendAttrib:
    """Add light without ever passing white: the colours are display-encoded already when they meet."""
    return ColorBlendAttrib.make(
        ColorBlendAttrib.M_add, ColorBlendAttrib.O_one, ColorBlendAttrib.O_one_minus_incoming_color
    )


def additive(made: NodePath, sort: int) -> None:
    """Draw it as light alone, among what is drawn last: where `sort` says."""
    made.set_attrib(screen_blend())
    made.set_depth_write(False)
    made.set_two_sided(True)
    made.set_bin("fixed", sort)


def _hung(parent: NodePath, shape: Mesh, name: str, sort: int) -> NodePath:
    made = node(shape, name)
    made.reparent_to(parent)
    made.set_bin("fixed", sort)
    made.set_depth_write(False)
    made.set_two_sided(True)
    gpu.unculled(made)
    return made
