"""Textures, buffer textures and shaders: how arrays and GLSL reach a node."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from panda3d.core import (
    BoundingBox,
    GeomEnums,
    NodePath,
    OmniBoundingVolume,
    Point3,
    SamplerState,
    Shader,
    Texture,
)

import assets
from scenes.kit.mesh import Mesh, node


def texture(name: str, pixels: npt.NDArray[np.uint8], repeat: bool = True, anisotropy: int = 0) -> Texture:
    """(height, width, 4) bytes, red first, row 0 at v = 0; with mipmaps. `repeat` False clamps both axes."""
    rows, columns, _ = pixels.shape
    made = Texture(name)
    made.setup_2d_texture(columns, rows, Texture.T_unsigned_byte, Texture.F_rgba)
    made.set_ram_image(np.ascontiguousarray(pixels[..., [2, 1, 0, 3]]))  # Panda stores blue first
    _wrap(made, repeat)
    made.set_minfilter(SamplerState.FT_linear_mipmap_linear)
    made.set_magfilter(SamplerState.FT_linear)
    made.set_anisotropic_degree(anisotropy)
    return made


def float_texture(name: str, values: npt.NDArray[np.float32]) -> Texture:
    """(height, width) or (height, width, 4) float32, clamped."""
    deep = values.ndim == 3
    made = Texture(name)
    form = Texture.F_rgba32 if deep else Texture.F_r32
    made.setup_2d_texture(values.shape[1], values.shape[0], Texture.T_float, form)
    data = values[..., [2, 1, 0, 3]] if deep else values
    made.set_ram_image(np.ascontiguousarray(data, np.float32))
    _wrap(made, False)
    made.set_minfilter(SamplerState.FT_linear)
    made.set_magfilter(SamplerState.FT_linear)
    return made


def _wrap(made: Texture, repeat: bool) -> None:
    mode = SamplerState.WM_repeat if repeat else SamplerState.WM_clamp
    made.set_wrap_u(mode)
    made.set_wrap_v(mode)


class Table:
    """A small table of vec4 that shaders read with `texelFetch`. Rows may change; nothing is sent while they do not.

    values : (n, 4) float32
    """

    def __init__(self, name: str, values: npt.NDArray[np.float32]) -> None:
        self.values = np.ascontiguousarray(values.reshape(-1, 4), np.float32)
        self.texture = Texture(name)
        self.texture.setup_buffer_texture(len(self.values), Texture.T_float, Texture.F_rgba32, GeomEnums.UH_dynamic)
        self.send()

    def send(self) -> None:
        """Hand `values` as they are now to the shaders."""
        self.texture.set_ram_image(self.values)


def shown(made: NodePath, on: bool) -> None:
    """Show or hide; nothing is touched while it is so already."""
    if on == made.is_hidden():
        (made.show if on else made.hide)()


def shader(vertex: str, fragment: str, defines: Mapping[str, object]) -> Shader:
    """The stages `assets/shaders/<vertex>.vert` and `<fragment>.frag`, each behind the shared `common.glsl` and `defines`."""
    head = "#version 330\n" + "".join(f"#define {k} {v}\n" for k, v in defines.items())
    folder = assets.path("shaders")
    common = (folder / "common.glsl").read_text(encoding="utf-8")
    surface = (folder / "surface.glsl").read_text(encoding="utf-8")
    first = head + "#define VERTEX\n" + common + (folder / f"{vertex}.vert").read_text(encoding="utf-8")
    second = head + common + surface + (folder / f"{fragment}.frag").read_text(encoding="utf-8")
    made = Shader.make(Shader.SL_GLSL, first, second)
    if made is None:
        raise ValueError(f"the shader {vertex}.vert with {fragment}.frag was refused; the GL log says why")
    return made


def instanced(
    parent: NodePath,
    shape: Mesh,
    name: str,
    count: int,
    box: npt.NDArray[np.float32] | None,
    table: Table | None = None,
) -> NodePath:
    """`count` instances of `shape` as one draw.

    box : (2, 3) corners that hold every instance at all times, for culling; None is never culled
    table : the instances' data, `inst` in the shader
    """
    made = node(shape, name)
    made.reparent_to(parent)
    made.set_instance_count(count)
    if table is not None:
        made.set_shader_input("inst", table.texture)
    if box is None:
        unculled(made)
    else:
        made.node().set_bounds(BoundingBox(Point3(*map(float, box[0])), Point3(*map(float, box[1]))))
        made.node().set_final(True)
    return made


def unculled(made: NodePath) -> None:
    """Draw it wherever one looks: its shader puts it elsewhere than its vertices say."""
    made.node().set_bounds(OmniBoundingVolume())
    made.node().set_final(True)
