"""A card before all that the patient sees, in each eye, whatever the camera: what darkens the picture is drawn with it."""

from __future__ import annotations

from panda3d.core import CardMaker, ColorBlendAttrib, NodePath, OmniBoundingVolume, Shader, TransparencyAttrib

from app.engine.single_pass import dress

#: display-encoded; not black, so that a headset does not seem to have gone out
DARK = (0.016, 0.024, 0.043)


def veil(root: NodePath, name: str, sort: int, vertex: str, fragment: str) -> NodePath:
    """The card, its corners at -1 and 1 in x and z, drawn in order of `sort` over the world, and blended by its alpha.

    vertex, fragment : GLSL
    """
    maker = CardMaker(name)
    maker.set_frame(-1, 1, -1, 1)
    node = root.attach_new_node(maker.generate())
    # it covers the picture wherever the camera is, so it is never out of sight
    node.node().set_bounds(OmniBoundingVolume())
    node.node().set_final(True)
    node.set_shader(Shader.make(Shader.SL_GLSL, vertex, fragment))
    dress(node)
    node.set_bin("fixed", sort)
    node.set_depth_test(False)
    node.set_depth_write(False)
    node.set_two_sided(True)
    node.set_transparency(TransparencyAttrib.M_none)
    node.set_attrib(
        ColorBlendAttrib.make(
            ColorBlendAttrib.M_add, ColorBlendAttrib.O_incoming_alpha, ColorBlendAttrib.O_one_minus_incoming_alpha
        )
    )
    return node
