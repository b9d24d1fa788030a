"""What the patient sees, as small JPEGs for the person beside: read back without waiting, encoded beside the drawing.

In the drawing of a picture that is due, a small copy is blitted and its reading into one of two pixel buffers is begun; once the
driver has filled it, with one of the next pictures, a worker encodes it. Nothing at all happens while no pictures are asked for.
"""

from __future__ import annotations

import ctypes
import io
import queue
import threading
import time
from collections import deque
from collections.abc import Callable

from PIL import Image

from app.engine import gl as g
from app.engine.displays.screen import Drawn
from app.engine.gl import GL

QUALITY = 80


class Mirror:
    """Sends pictures through `send` (called on a worker thread with a JPEG)."""

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self._send = send
        self._period_s, self._width = 0.0, 640
        self._due = 0.0
        self._size = (0, 0)
        self._target = self._colour = 0
        self._free: list[int] = []
        #: pixel buffers being filled, the oldest first: the buffer, the fence behind it
        self._reading: deque[tuple[int, int]] = deque()
        self._work: queue.Queue[tuple[bytes, tuple[int, int]] | None] = queue.Queue(maxsize=1)
        self._worker: threading.Thread | None = None

    def set(self, fps: int, width: int) -> None:
        """Send `fps` pictures a second (0: none), `width` pixels wide."""
        self._period_s = 1 / fps if fps > 0 else 0.0
        self._width = max(16, width)
        self._due = 0.0
        if fps > 0 and self._worker is None:
            self._worker = threading.Thread(target=self._encode, name="mirror", daemon=True)
            self._worker.start()

    def close(self) -> None:
        """End the worker."""
        if self._worker is not None:
            self._work.put(None)
            self._worker.join(1.0)
            self._worker = None

    def drawn(self, gl: GL, picture: Drawn) -> None:
        """A picture stands in the framebuffer bound for reading."""
        while self._reading and self._fetch(gl):
            pass
        now = time.monotonic()
        if not self._period_s or now < self._due or (self._target and not self._free):
            return
        size = (self._width, max(2, round(self._width / picture.aspect)))
        if size != self._size:
            if self._reading:
                return  # what is on its way has the old size
            self._make(gl, size)
        self._due = max(self._due + self._period_s, now + self._period_s / 2)
        gl.BindFramebuffer(g.DRAW_FRAMEBUFFER, self._target)
        gl.blit((0, 0, *picture.size), (0, 0, *size), smooth=True)
        source = gl.get(g.READ_FRAMEBUFFER_BINDING)
        gl.BindFramebuffer(g.READ_FRAMEBUFFER, self._target)
        buffer = self._free.pop()
        gl.BindBuffer(g.PIXEL_PACK_BUFFER, buffer)
        gl.ReadPixels(0, 0, *size, g.RGBA, g.UNSIGNED_BYTE, None)
        gl.BindBuffer(g.PIXEL_PACK_BUFFER, 0)
        gl.BindFramebuffer(g.READ_FRAMEBUFFER, source)
        self._reading.append((buffer, gl.FenceSync(g.SYNC_GPU_COMMANDS_COMPLETE, 0)))

    def _make(self, gl: GL, size: tuple[int, int]) -> None:
        if not self._target:
            self._target, self._colour = gl.make("Framebuffers"), gl.make("Renderbuffers")
            self._free = [gl.make("Buffers"), gl.make("Buffers")]
        gl.BindRenderbuffer(g.RENDERBUFFER, self._colour)
        gl.RenderbufferStorage(g.RENDERBUFFER, g.RGBA8, *size)
        gl.BindRenderbuffer(g.RENDERBUFFER, 0)
        gl.BindFramebuffer(g.DRAW_FRAMEBUFFER, self._target)
        gl.FramebufferRenderbuffer(g.DRAW_FRAMEBUFFER, g.COLOR_ATTACHMENT0, g.RENDERBUFFER, self._colour)
        for buffer in self._free:
            gl.BindBuffer(g.PIXEL_PACK_BUFFER, buffer)
            gl.BufferData(g.PIXEL_PACK_BUFFER, size[0] * size[1] * 4, None, g.STREAM_READ)
        gl.BindBuffer(g.PIXEL_PACK_BUFFER, 0)
        self._size = size

    def _fetch(self, gl: GL) -> bool:
        """Hand the oldest picture to the worker; False when the driver has not filled its buffer yet."""
        buffer, fence = self._reading[0]
        if gl.ClientWaitSync(fence, 0, 0) == g.TIMEOUT_EXPIRED:
            return False
        gl.DeleteSync(fence)
        self._reading.popleft()
        self._free.append(buffer)
        if self._work.full():
            return True  # the worker is behind: this picture is dropped
        length = self._size[0] * self._size[1] * 4
        gl.BindBuffer(g.PIXEL_PACK_BUFFER, buffer)
        address = gl.MapBufferRange(g.PIXEL_PACK_BUFFER, 0, length, g.MAP_READ_BIT)
        if address:
            self._work.put_nowait((ctypes.string_at(address, length), self._size))
            gl.UnmapBuffer(g.PIXEL_PACK_BUFFER)
        gl.BindBuffer(g.PIXEL_PACK_BUFFER, 0)
        return True

    def _encode(self) -> None:
        while (work := self._work.get()) is not None:
            pixels, size = work
            # OpenGL's first row is the lowest
            picture = Image.frombuffer("RGBX", size, pixels, "raw", "RGBX", 0, -1)
            out = io.BytesIO()
            picture.convert("RGB").save(out, "JPEG", quality=QUALITY)
            self._send(out.getvalue())
