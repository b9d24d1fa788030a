"""The OpenXR calls of every frame, with all their structures made once.

pyopenxr's own functions build and check a dozen objects in each call; these are ctypes functions of the same loader with
preallocated arguments. They raise `XrError` for negative results.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import xr
from xr.library import openxr_loader_library

from app.engine.displays.openxr_view import Eye, Pose

#: nanoseconds
_FOREVER = 0x7FFFFFFFFFFFFFFF
EVENT_UNAVAILABLE = 4
_ORIENTATION, _POSITION = 1, 2
#: an XrView and an XrCompositionLayerProjectionView both begin with type, next; then orientation x y z w, position x y z and
#: the field of view left, right, up, down follow
_VIEW_AT, _VIEW = 16, struct.Struct("=11f")


class XrError(Exception):
    """An OpenXR call failed. `code` : the XrResult"""

    def __init__(self, call: str, code: int) -> None:
        self.call, self.code = call, code
        try:
            name = xr.Result(code).name
        except ValueError:
            name = str(code)
        super().__init__(f"{call} -> {name}")


def function(name: str) -> Callable[..., int]:
    """The loader's function ``xrNAME``; raises `XrError` for a negative result, hands a positive one back."""
    entry = openxr_loader_library[f"xr{name}"]
    entry.restype = ctypes.c_int

    def call(*arguments: Any) -> int:
        result = int(entry(*arguments))
        if result < 0:
            raise XrError(f"xr{name}", result)
        return result

    return call


def pose_of(pose: Any) -> Pose:
    p, q = pose.position, pose.orientation
    return Pose((p.x, p.y, p.z), (q.x, q.y, q.z, q.w))


class Events:
    """The runtime's events, one at a time."""

    def __init__(self, instance: Any) -> None:
        self._instance = instance
        self._buffer = xr.EventDataBuffer()
        self._reference = ctypes.byref(self._buffer)
        self._poll = function("PollEvent")

    def next(self) -> Any | None:
        """The next event as pyopenxr has it (changes of state, profile and presence, losses; else the bare buffer), or None."""
        self._buffer._type = xr.StructureType.EVENT_DATA_BUFFER.value
        self._buffer._next = None
        if self._poll(self._instance, self._reference) == EVENT_UNAVAILABLE:
            return None
        if self._buffer._type == xr.StructureType.EVENT_DATA_SESSION_STATE_CHANGED.value:
            return ctypes.cast(self._reference, ctypes.POINTER(xr.EventDataSessionStateChanged)).contents
        if self._buffer._type == xr.StructureType.EVENT_DATA_INSTANCE_LOSS_PENDING.value:
            return ctypes.cast(self._reference, ctypes.POINTER(xr.EventDataInstanceLossPending)).contents
        if self._buffer._type == xr.StructureType.EVENT_DATA_INTERACTION_PROFILE_CHANGED.value:
            return ctypes.cast(self._reference, ctypes.POINTER(xr.EventDataInteractionProfileChanged)).contents
        if self._buffer._type == xr.StructureType.EVENT_DATA_USER_PRESENCE_CHANGED_EXT.value:
            return ctypes.cast(self._reference, ctypes.POINTER(xr.EventDataUserPresenceChangedEXT)).contents
        return self._buffer


@dataclass(frozen=True, slots=True)
class Views:
    """Where both eyes are and what they see in one frame. `raw` : the same as the runtime put it, for handing back"""

    eyes: Sequence[Eye]
    raw: tuple[bytes, bytes]


class FrameCalls:
    """Wait, begin, locate, end: for one session.

    space : the reference space that everything is told in
    blend : the environment blend mode
    """

    def __init__(self, session: Any, space: Any, blend: Any) -> None:
        self._session = session
        self._wait, self._begin, self._end = function("WaitFrame"), function("BeginFrame"), function("EndFrame")
        self._locate = function("LocateViews")
        self.state = xr.FrameState()
        self._wait_info, self._begin_info = xr.FrameWaitInfo(), xr.FrameBeginInfo()
        self._locate_info = xr.ViewLocateInfo(xr.ViewConfigurationType.PRIMARY_STEREO, 0, space)
        self._view_state, self._view_count = xr.ViewState(), ctypes.c_uint32(0)
        self._views = (xr.View * 2)(xr.View(), xr.View())
        self._at = tuple(ctypes.addressof(view) + _VIEW_AT for view in self._views)
        self._layers = (ctypes.c_void_p * 1)()
        self._end_info = xr.FrameEndInfo(0, blend)
        self._end_info._layers = ctypes.cast(self._layers, type(self._end_info._layers))
        self._last_point = ((0.0, 0.0, 0.0),) * 2
        # what never changes is pointed to once
        self._wait_arguments = (session, ctypes.byref(self._wait_info), ctypes.byref(self.state))
        self._begin_arguments = (session, ctypes.byref(self._begin_info))
        self._end_arguments = (session, ctypes.byref(self._end_info))
        self._locate_arguments = (
            session,
            ctypes.byref(self._locate_info),
            ctypes.byref(self._view_state),
            2,
            ctypes.byref(self._view_count),
            self._views,
        )

    def wait(self) -> None:
        self._wait(*self._wait_arguments)

    def begin(self) -> None:
        self._begin(*self._begin_arguments)

    def locate(self) -> Views | None:
        """Both views at the display time; None while the headset does not know which way it looks."""
        self._locate_info.display_time = self.state.predicted_display_time
        self._locate(*self._locate_arguments)
        flags = self._view_state._view_state_flags
        if not flags & _ORIENTATION:
            return None
        eyes, raw = [], []
        for at, last in zip(self._at, self._last_point, strict=True):
            view = ctypes.string_at(at, _VIEW.size)
            values = _VIEW.unpack(view)
            if not flags & _POSITION:  # sight of the room is lost: look around from where the head was last
                values = (*values[:4], *last, *values[7:])
                view = _VIEW.pack(*values)
            eyes.append(Eye(Pose(values[4:7], values[:4]), values[7:]))
            raw.append(view)
        self._last_point = (eyes[0].pose.position, eyes[1].pose.position)
        return Views(eyes, (raw[0], raw[1]))

    def end(self, layer: Layer | None) -> None:
        """Hand the frame over, with `layer` or with nothing."""
        self._end_info.display_time = self.state.predicted_display_time
        self._end_info.layer_count = 0 if layer is None else 1
        self._layers[0] = None if layer is None else layer.address
        self._end(*self._end_arguments)


class Chain:
    """A swapchain and its images. size : width, height of the whole, pixels; images : their GL names"""

    def __init__(self, swapchain: Any, size: tuple[int, int], images: Sequence[int]) -> None:
        self.swapchain, self.size, self._images = swapchain, size, images
        self._acquire, self._wait = function("AcquireSwapchainImage"), function("WaitSwapchainImage")
        self._release = function("ReleaseSwapchainImage")
        self._infos = (
            xr.SwapchainImageAcquireInfo(),
            xr.SwapchainImageWaitInfo(_FOREVER),
            xr.SwapchainImageReleaseInfo(),
        )
        self._index = ctypes.c_uint32(0)
        acquire, wait, release = (ctypes.byref(info) for info in self._infos)
        self._acquire_arguments = (swapchain, acquire, ctypes.byref(self._index))
        self._wait_arguments, self._release_arguments = (swapchain, wait), (swapchain, release)

    def acquire(self) -> int:
        """The GL name of the image to draw into, once it is free."""
        self._acquire(*self._acquire_arguments)
        self._wait(*self._wait_arguments)
        return self._images[self._index.value]

    def release(self) -> None:
        self._release(*self._release_arguments)


class Layer:
    """What the runtime composes: the image last released of a chain, with the place it was drawn for."""

    def __init__(self, structure: Any) -> None:
        self._structure = structure
        self.address: int = ctypes.addressof(structure)


class EyesLayer(Layer):
    """A world around the patient: the two eyes side by side in one image."""

    def __init__(self, space: Any, chain: Chain) -> None:
        self.chain = chain
        self.views = (xr.CompositionLayerProjectionView * 2)(
            xr.CompositionLayerProjectionView(), xr.CompositionLayerProjectionView()
        )
        for view in self.views:
            view.sub_image.swapchain = chain.swapchain
        self._at = tuple(ctypes.addressof(view) + _VIEW_AT for view in self.views)
        super().__init__(xr.CompositionLayerProjection(space=space, view_count=2, views=self.views))

    def place(self, views: Views, size: tuple[int, int]) -> None:
        """What is in the image was drawn for these views, each `size` pixels large, from the image's lower left on."""
        width, height = size
        for eye, (view, at, raw) in enumerate(zip(self.views, self._at, views.raw, strict=True)):
            ctypes.memmove(at, raw, _VIEW.size)
            rect = view.sub_image.image_rect
            rect.offset.x, rect.offset.y = width * eye, 0
            rect.extent.width, rect.extent.height = width, height


class QuadLayer(Layer):
    """A flat picture that hangs in the room."""

    def __init__(self, space: Any, chain: Chain) -> None:
        self.chain = chain
        self.quad = xr.CompositionLayerQuad(space=space, eye_visibility=xr.EyeVisibility.BOTH)
        self.quad.sub_image.swapchain = chain.swapchain
        rect = self.quad.sub_image.image_rect
        rect.extent.width, rect.extent.height = chain.size
        super().__init__(self.quad)

    def place(self, pose: Pose, size: tuple[float, float]) -> None:
        """Its middle, which way it faces (+z towards who looks), width and height in metres."""
        self.quad.pose = xr.Posef(xr.Quaternionf(*pose.orientation), xr.Vector3f(*pose.position))
        self.quad.size = xr.Extent2Df(*size)
