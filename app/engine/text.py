"""Text in the world: labels rasterised once by FreeType into one texture for each sheet, drawn in one call.

A sheet's texture holds coverage only, and the ink is the vertices' colour, so neither mip levels nor blending can pull in a
wrong colour at a glyph's edge; each label has clear texels around it, so that no level reaches its neighbour.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from panda3d.core import (
    Geom,
    GeomNode,
    GeomTriangles,
    GeomVertexData,
    GeomVertexFormat,
    GeomVertexWriter,
    NodePath,
    SamplerState,
    Shader,
    Texture,
    TransparencyAttrib,
)
from PIL import Image, ImageDraw, ImageFilter, ImageFont

import assets
from app.engine.single_pass import dress
from app.i18n import translator

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

Colour = tuple[float, float, float, float]

#: texels a metre: one texel a pixel at 1.75 m for a headset with 50 pixels a degree
DENSITY = 1600
#: clear texels around each label
_MARGIN = 10
#: the middle of capitals and digits above the baseline, in ems of Noto Sans CJK (capitals are 0.733 em high)
_MIDDLE = 0.366


class Align(Enum):
    """Which part of the label stands at its x."""

    LEFT = 0.0
    CENTRE = 0.5
    RIGHT = 1.0


@dataclass(frozen=True, slots=True)
class Label:
    """One line of text.

    x, z : metres on the sheet; `x` as `align` says, `z` is the middle of the capitals
    size : metres, the em
    ink : red, green, blue, alpha, display-encoded, 0 to 1
    fit : metres, made smaller to be no wider; None for as wide as it is
    halo : metres that a soft edge around the letters reaches; such a label is not to be read, but to lie behind one
    """

    text: str
    x: float
    z: float
    size: float
    ink: Colour = (1.0, 1.0, 1.0, 1.0)
    bold: bool = False
    align: Align = Align.CENTRE
    fit: float | None = None
    halo: float = 0.0


@cache
def _font(bold: bool, pixels: int) -> FreeTypeFont:
    return ImageFont.truetype(str(assets.path("fonts", f"respite-sans-{'bold' if bold else 'regular'}.otf")), pixels)


@cache
def shader(name: str, vertex: str | None = None) -> Shader:
    """The shader `assets/shaders/panels/NAME`; its vertex part may be another's."""
    folder = ("shaders", "panels")
    parts = (assets.path(*folder, f"{vertex or name}.vert"), assets.path(*folder, f"{name}.frag"))
    return Shader.make(Shader.SL_GLSL, *(part.read_text("utf-8") for part in parts))


def overlay(node: NodePath, sort: int) -> NodePath:
    """Draw `node` over the world and over other overlays with a lower `sort`, whatever stands in front."""
    node.set_transparency(TransparencyAttrib.M_alpha)
    node.set_bin("fixed", sort)
    node.set_depth_test(False)
    node.set_depth_write(False)
    node.set_two_sided(True)
    return node


class Texts:
    """The words and labels of one language (`app.i18n.LANGUAGES`); ``texts("Stop")`` translates."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._translate = translator(language)

    def __call__(self, message: str) -> str:
        return self._translate(message)

    def width(self, text: str, size: float, bold: bool = False) -> float:
        """How wide `text` is in metres at `size` metres an em."""
        pixels = round(size * DENSITY)
        return _font(bold, pixels).getlength(text) / DENSITY

    def lines(self, text: str, size: float, width: float, bold: bool = False) -> list[str]:
        """`text` in as few lines no wider than `width` metres as it needs, about equally long.

        Broken at spaces, in Chinese between any two characters.
        """
        lines = self._filled(text, size, width, bold)
        for narrower in np.linspace(0.95, 0.5, 10) * width:
            closer = self._filled(text, size, narrower, bold)
            if len(closer) > len(lines):
                break
            lines = closer
        return lines

    def _filled(self, text: str, size: float, width: float, bold: bool) -> list[str]:
        closing = "，。！？、；：）》”"
        parts = text.split(" ") if self.language == "en" else list(text)
        glue = " " if self.language == "en" else ""
        lines = [""]
        for part in parts:
            longer = f"{lines[-1]}{glue}{part}" if lines[-1] else part
            if not lines[-1] or part in closing or self.width(longer, size, bold) <= width:
                lines[-1] = longer
            else:
                lines.append(part)
        return lines

    def sheet(self, parent: NodePath, labels: Sequence[Label], sort: int, density: int = DENSITY) -> NodePath:
        """All `labels` in one node below `parent`, drawn at `sort`. The shader input `shown` (0 to 1) fades it.

        density : texels a metre; a halo, which is soft, has a quarter of them
        """
        fine = [density / 4 if label.halo else density for label in labels]
        pictures = [_raster(label, texels) for label, texels in zip(labels, fine, strict=True)]
        corners, (width, height) = _pack([picture.shape for picture, _ in pictures])
        atlas = np.zeros((height, width), np.uint8)
        data = GeomVertexData("labels", GeomVertexFormat.get_v3c4t2(), Geom.UH_static)
        data.set_num_rows(4 * len(labels))
        vertex, ink, uv = (GeomVertexWriter(data, name) for name in ("vertex", "color", "texcoord"))
        triangles = GeomTriangles(Geom.UH_static)
        for number, (label, (picture, anchor), (left, top)) in enumerate(zip(labels, pictures, corners, strict=True)):
            rows, columns = picture.shape
            texels = fine[number]
            atlas[top : top + rows, left : left + columns] = picture
            x, z = label.x - anchor[0] / texels, label.z + anchor[1] / texels
            for i, j in ((0, 0), (1, 0), (1, 1), (0, 1)):
                vertex.add_data3(x + i * columns / texels, 0.0, z - j * rows / texels)
                uv.add_data2((left + i * columns) / width, 1.0 - (top + j * rows) / height)
                ink.add_data4(*label.ink)
            triangles.add_vertices(4 * number, 4 * number + 3, 4 * number + 1)
            triangles.add_vertices(4 * number + 1, 4 * number + 3, 4 * number + 2)
        geom = Geom(data)
        geom.add_primitive(triangles)
        node = GeomNode("labels")
        node.add_geom(geom)
        sheet = overlay(parent.attach_new_node(node), sort)
        sheet.set_shader(shader("text"))
        sheet.set_texture(_texture(atlas))
        dress(sheet)
        return sheet


def _raster(label: Label, density: float) -> tuple[npt.NDArray[np.uint8], tuple[float, float]]:
    """The label's coverage (rows, columns), and where its anchor lies in it (texels from the left and the top)."""
    pixels = round(label.size * density)
    font = _font(label.bold, pixels)
    if label.fit and font.getlength(label.text) > label.fit * density:
        pixels = int(pixels * label.fit * density / font.getlength(label.text))
        font = _font(label.bold, pixels)
    left, top, right, bottom = font.getbbox(label.text, anchor="ls")
    reach = label.halo * density
    margin = _MARGIN + int(np.ceil(2.0 * reach))
    origin = (margin - int(np.floor(left)), margin - int(np.floor(top)))
    size = (origin[0] + int(np.ceil(right)) + margin, origin[1] + int(np.ceil(bottom)) + margin)
    image = Image.new("L", size, 0)
    ImageDraw.Draw(image).text(origin, label.text, fill=255, font=font, anchor="ls")
    # The ink is aligned, not the advance: full-width punctuation would push a Chinese line off its centre.
    ink = image.getbbox() or (0, 0, 0, 0)
    anchor = (ink[0] + label.align.value * (ink[2] - ink[0]), origin[1] - _MIDDLE * pixels)
    if reach:
        # dark right around the letters, and softly less further out
        image = image.filter(ImageFilter.GaussianBlur(reach * 0.6)).point(lambda level: min(255, level * 2))
    return np.asarray(image), anchor


def _pack(shapes: Iterable[tuple[int, ...]]) -> tuple[list[tuple[int, int]], tuple[int, int]]:
    """Where each (rows, columns) stands, left and top, and the whole's width and height. Rows of like height."""
    shapes = list(shapes)
    # As wide as the widest label, or about square where all are short.
    area = sum(rows * columns for rows, columns in shapes)
    widest = max(int(np.sqrt(area) * 1.2), *(columns for _, columns in shapes), 0)
    corners = [(0, 0)] * len(shapes)
    x = y = shelf = 0
    for index in sorted(range(len(shapes)), key=lambda i: -shapes[i][0]):
        rows, columns = shapes[index]
        if x + columns > widest:
            x, y, shelf = 0, y + shelf, 0
        corners[index] = (x, y)
        x, shelf = x + columns, max(shelf, rows)
    return corners, (widest, y + shelf)


def _texture(coverage: npt.NDArray[np.uint8]) -> Texture:
    rows, columns = coverage.shape
    texture = Texture("labels")
    texture.setup_2d_texture(columns, rows, Texture.T_unsigned_byte, Texture.F_red)
    texture.set_auto_texture_scale(0)  # ATS_none: any size is fine
    texture.set_ram_image(memoryview(np.ascontiguousarray(coverage[::-1])).cast("B"))
    texture.set_minfilter(SamplerState.FT_linear_mipmap_linear)
    texture.set_magfilter(SamplerState.FT_linear)
    texture.set_wrap_u(SamplerState.WM_clamp)
    texture.set_wrap_v(SamplerState.WM_clamp)
    texture.set_anisotropic_degree(8)
    return texture
