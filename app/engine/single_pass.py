"""Both eyes in one pass: everything is drawn once, in two instances, each into the viewport of its eye.

Worlds and panels need not know. `dress` finds the shaders below a node and prepares, for each, a second one that is made from
its text: every instance is drawn twice, and the camera's matrices become those of the instance's eye. A tag on the node names
the pair, and a camera that knows the tags (`Camera.set_tag_state_key`) draws with the second shader; every other camera draws
with the first. It needs a vertex shader that can choose a viewport (``GL_ARB_shader_viewport_layer_array`` or
``GL_AMD_vertex_shader_viewport_index``); without it the eyes are drawn one after the other.
"""

from __future__ import annotations

import re
from functools import lru_cache

from panda3d.core import (
    Camera,
    CS_yup_right,
    CS_zup_right,
    Lens,
    LMatrix4f,
    NodePath,
    PTA_LMatrix4f,
    RenderState,
    Shader,
    ShaderAttrib,
)

#: each of them lets a vertex shader choose the viewport
EXTENSIONS = ("GL_ARB_shader_viewport_layer_array", "GL_AMD_vertex_shader_viewport_index")
#: the tag that names a node's place in `_STATES`
TAG = "both-eyes"
#: where each of the three pairs of matrices begins among the input `eyeMatrices`
_PROJECTION, _INVERSE, _VIEW_PROJECTION = 0, 2, 4
_TO_Z_UP = LMatrix4f.convert_mat(CS_yup_right, CS_zup_right)

_STATES: dict[str, RenderState] = {}

_HEAD = f"""
uniform mat4 eyeMatrices[6];
uniform mat4 p3d_ModelMatrix;
#define EYE (gl_InstanceID & 1)
#define INSTANCE (gl_InstanceID >> 1)
#define p3d_ProjectionMatrix (eyeMatrices[{_PROJECTION} + EYE])
#define p3d_ProjectionMatrixInverse (eyeMatrices[{_INVERSE} + EYE])
#define p3d_ViewProjectionMatrix (eyeMatrices[{_VIEW_PROJECTION} + EYE])
#define p3d_ModelViewProjectionMatrix (eyeMatrices[{_VIEW_PROJECTION} + EYE] * p3d_ModelMatrix)
"""
_TAIL = """
void main() {
  drawOneEye();
  gl_ViewportIndex = EYE;
}
"""
_DECLARED = re.compile(
    r"^[ \t]*uniform\s+mat4\s+p3d_(?:ProjectionMatrix|ProjectionMatrixInverse|ViewProjectionMatrix|"
    r"ModelViewProjectionMatrix|ModelMatrix)\s*;",
    re.MULTILINE,
)
_MAIN = re.compile(r"\bvoid\s+main\s*\(\s*(?:void)?\s*\)")


def both_eyes(vertex: str) -> str:
    """A vertex shader (GLSL 330, Panda3D's matrices) as one whose even instances are the left eye's and odd ones the right's."""
    version, _, rest = vertex.partition("\n")
    rest = _DECLARED.sub("", rest).replace("gl_InstanceID", "INSTANCE")
    rest = _MAIN.sub("void drawOneEye()", rest)
    asked = "".join(f"#extension {extension} : enable\n" for extension in EXTENSIONS)
    return f"{version}\n{asked}{_HEAD}{rest}{_TAIL}"


@lru_cache(maxsize=256)
def _pair(shader: Shader) -> Shader:
    made = Shader.make(
        Shader.SL_GLSL,
        both_eyes(shader.get_text(Shader.ST_vertex)),
        shader.get_text(Shader.ST_fragment),
    )
    if made is None:
        raise ValueError(
            "a shader for both eyes must be made from each shader, and one was refused; the GL log says why"
        )
    return made


def dress(root: NodePath) -> None:
    """Prepare `root` and everything below it that has a shader or instances of its own. Again after either has changed."""
    for path in [root, *root.find_all_matches("**")]:
        attribute = path.node().get_state().get_attrib(ShaderAttrib)
        if attribute is None:
            continue
        shader, count = attribute.get_shader(), attribute.get_instance_count()
        if shader is None and not count:
            continue
        twin = ShaderAttrib.make(_pair(shader)) if shader is not None else ShaderAttrib.make()
        state = RenderState.make(twin.set_instance_count(2 * max(count, 1)))
        name = str(state.this)
        _STATES[name] = state
        path.set_tag(TAG, name)


class BothEyes:
    """Makes a camera draw both eyes in one pass, with the left and right eye matrices of its lens."""

    def __init__(self, camera: NodePath) -> None:
        self._camera = camera
        self._matrices = PTA_LMatrix4f([LMatrix4f() for _ in range(6)])
        self._known = 0
        self._seen: tuple[LMatrix4f, ...] = ()
        node: Camera = camera.node()
        node.set_tag_state_key(TAG)
        node.set_initial_state(RenderState.make(ShaderAttrib.make().set_shader_input("eyeMatrices", self._matrices)))

    def lens_changed(self, lens: Lens) -> None:
        """The lens's left and right eye matrices are new."""
        self._seen = tuple(LMatrix4f(lens.get_projection_mat(channel)) for channel in (Lens.SC_left, Lens.SC_right))
        for eye, seen in enumerate(self._seen):
            projection = LMatrix4f(_TO_Z_UP * seen)
            inverse = LMatrix4f(projection)
            inverse.invert_in_place()
            self._matrices[_PROJECTION + eye] = projection
            self._matrices[_INVERSE + eye] = inverse

    def moved(self) -> None:
        """The camera is elsewhere in this frame."""
        camera = self._camera
        if len(_STATES) != self._known:
            self._known = len(_STATES)
            node: Camera = camera.node()
            for name, state in _STATES.items():
                node.set_tag_state(name, state)
        view = LMatrix4f(camera.get_net_transform().get_mat())
        view.invert_in_place()
        for eye, seen in enumerate(self._seen):
            self._matrices[_VIEW_PROJECTION + eye] = view * seen
