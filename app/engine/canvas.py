"""What a world is drawn on: a buffer with one or two eyes, one camera, and the finished picture as a texture.

The picture is always display-encoded RGB in a texture without multisampling, so that windows, headsets and the mirror can all
take it with a plain copy.
"""

from __future__ import annotations

from panda3d.core import (
    AntialiasAttrib,
    Camera,
    DisplayRegion,
    FrameBufferProperties,
    GraphicsEngine,
    GraphicsOutput,
    GraphicsPipe,
    Lens,
    LVecBase4f,
    NodePath,
    PythonCallbackObject,
    RenderState,
    Texture,
    WindowProperties,
)

from app.engine import gl as g
from app.engine.gl import GL
from app.engine.single_pass import BothEyes

#: metres; nothing in a world is nearer to the eyes than half a metre, and mountains end the view
NEAR, FAR = 0.1, 4000.0


class Resolved:
    """A multisampled picture with its samples averaged, in a texture of its own."""

    def __init__(self) -> None:
        self.texture = self._framebuffer = 0
        self._size = (0, 0)

    def take(self, gl: GL, buffer: int, size: tuple[int, int], used: tuple[int, int]) -> int:
        """The `used` part of the framebuffer `buffer`, which is `size` large; the texture is then bound for reading."""
        if size != self._size:
            self._make(gl, size)
        gl.BindFramebuffer(g.READ_FRAMEBUFFER, buffer)
        gl.BindFramebuffer(g.DRAW_FRAMEBUFFER, self._framebuffer)
        whole = (0, 0, *used)
        gl.blit(whole, whole, smooth=False)
        gl.BindFramebuffer(g.DRAW_FRAMEBUFFER, buffer)
        gl.BindFramebuffer(g.READ_FRAMEBUFFER, self._framebuffer)
        return self.texture

    def _make(self, gl: GL, size: tuple[int, int]) -> None:
        if not self.texture:
            self.texture, self._framebuffer = gl.make("Textures"), gl.make("Framebuffers")
        bound = gl.get(g.TEXTURE_BINDING_2D)  # Panda3D remembers what is bound, and shall be right
        gl.BindTexture(g.TEXTURE_2D, self.texture)
        gl.TexImage2D(g.TEXTURE_2D, 0, g.RGBA8, *size, 0, g.RGBA, g.UNSIGNED_BYTE, None)
        for how in (g.TEXTURE_MIN_FILTER, g.TEXTURE_MAG_FILTER):
            gl.TexParameteri(g.TEXTURE_2D, how, g.LINEAR)
        gl.BindTexture(g.TEXTURE_2D, bound)
        gl.BindFramebuffer(g.DRAW_FRAMEBUFFER, self._framebuffer)
        gl.FramebufferTexture2D(g.DRAW_FRAMEBUFFER, g.COLOR_ATTACHMENT0, g.TEXTURE_2D, self.texture, 0)
        self._size = size


class Canvas:
    """A buffer of `size` (width, height of the whole, pixels) in the GL context of `host`, with `eyes` views side by side.

    one_pass : draw both eyes at once (see `single_pass`)
    """

    def __init__(
        self,
        engine: GraphicsEngine,
        host: GraphicsOutput,
        name: str,
        size: tuple[int, int],
        lens: Lens,
        *,
        eyes: int = 1,
        samples: int = 0,
        one_pass: bool = False,
    ) -> None:
        self.name, self.eyes, self.lens = name, eyes, lens
        self._engine, self._host = engine, host
        self._calls: list[DisplayRegion] = []
        wanted = FrameBufferProperties()
        wanted.set_rgba_bits(8, 8, 8, 8)
        wanted.set_depth_bits(24)
        wanted.set_multisamples(samples)
        self.texture = Texture(name)
        gsg = host.get_gsg()
        self.buffer = engine.make_output(
            host.get_pipe(),
            name,
            -100,
            wanted,
            WindowProperties(size=size),
            GraphicsPipe.BF_refuse_window | GraphicsPipe.BF_resizeable,
            gsg,
            host,
        )
        if self.buffer is None:
            raise OSError(f"the graphics driver must give a buffer of {size[0]} x {size[1]} pixels, and did not")
        self._resolved = Resolved() if samples else None
        if self._resolved is None:
            self.buffer.add_render_texture(self.texture, GraphicsOutput.RTM_bind_or_copy, GraphicsOutput.RTP_color)
        self.buffer.disable_clears()
        self.camera = NodePath(Camera(f"{name}-camera", lens))
        self.both = BothEyes(self.camera) if one_pass else None
        if samples:  # Panda3D leaves it off until it is asked for
            node: Camera = self.camera.node()
            smooth = RenderState.make(AntialiasAttrib.make(AntialiasAttrib.M_multisample))
            node.set_initial_state(node.get_initial_state().compose(smooth))
        self.regions = [self._both()] if one_pass else [self._region(eye) for eye in range(eyes)]
        #: width over height of what one eye sees; a headset's pixels need not be square
        self.aspect = size[0] / eyes / size[1]
        self.use(1.0)
        self.active = False

    def _region(self, eye: int) -> DisplayRegion:
        region = self.buffer.make_display_region(eye / self.eyes, (eye + 1) / self.eyes, 0, 1)
        region.set_sort(eye)
        region.set_camera(self.camera)
        # cleared by region: a raw clear would obey whatever depth mask the last draw left behind
        region.set_clear_color_active(True)
        region.set_clear_color((0, 0, 0, 1))
        region.set_clear_depth_active(True)
        if self.eyes == 2:
            # one camera with two eye matrices: the scene is culled once and drawn twice
            region.set_stereo_channel(Lens.SC_right if eye else Lens.SC_left)
        return region

    def _both(self) -> DisplayRegion:
        """One region with a viewport for each eye. It can't clear itself: a clear is cut off at the first viewport."""
        clearing = self.buffer.make_display_region()
        clearing.set_sort(-5)
        clearing.set_clear_color_active(True)
        clearing.set_clear_color((0, 0, 0, 1))
        clearing.set_clear_depth_active(True)
        region = self.buffer.make_display_region()
        region.set_sort(0)
        region.set_camera(self.camera)
        region.set_num_regions(2)
        return region

    @property
    def active(self) -> bool:
        return bool(self.buffer.is_active())

    @active.setter
    def active(self, on: bool) -> None:
        self.buffer.set_active(on)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the whole, pixels."""
        return self.buffer.get_x_size(), self.buffer.get_y_size()

    def resize(self, size: tuple[int, int]) -> None:
        if size != self.size:
            self.buffer.set_size(*size)
        self.use(1.0)

    @property
    def used(self) -> tuple[int, int]:
        """Width and height of what one eye is drawn on, pixels; the eyes lie side by side from the lower left on."""
        return self._used

    def use(self, scale: float) -> None:
        """Draw at `scale` of the full resolution, each way, on a part of the buffer: nothing is made anew."""
        width, height = self.size
        self._used = max(2, round(width / self.eyes * scale)), max(2, round(height * scale))
        across, upward = self._used[0] / width, self._used[1] / height
        for eye in range(self.eyes):
            place = LVecBase4f(eye * across, (eye + 1) * across, 0, upward)
            if self.both is not None:
                self.regions[0].set_dimensions(eye, place)
            else:
                self.regions[eye].set_dimensions(place)

    def before(self, call: PythonCallbackObject) -> None:
        """Have `call` made in the drawing of each picture, before the eyes."""
        self._call(call, -10)

    def after(self, call: PythonCallbackObject) -> None:
        """Have `call` made in the drawing of each picture, behind all of it: there `finish` it."""
        self._call(call, 1000)

    def _call(self, call: PythonCallbackObject, sort: int) -> None:
        region = self.buffer.make_display_region()
        region.set_sort(sort)
        region.set_draw_callback(call)
        self._calls.append(region)

    def finish(self, gl: GL) -> int:
        """In `after` only: the GL name of the picture, which is bound for reading."""
        buffer = gl.get(g.DRAW_FRAMEBUFFER_BINDING)
        if self._resolved is not None:
            width, height = self.used
            return self._resolved.take(gl, buffer, self.size, (self.eyes * width, height))
        gl.BindFramebuffer(g.READ_FRAMEBUFFER, buffer)
        return self.texture_id()

    def texture_id(self) -> int:
        """The GL name of the picture. Only where Panda3D's context is current, after the first picture."""
        if self._resolved is not None:
            return self._resolved.texture
        gsg = self._host.get_gsg()
        return int(self.texture.prepare_now(0, gsg.get_prepared_objects(), gsg).get_native_id())

    def close(self) -> None:
        for region in self._calls:  # what is called may hold the canvas, and the buffer holds the call
            region.clear_draw_callback()
        self._engine.remove_window(self.buffer)
        self.camera.remove_node()
