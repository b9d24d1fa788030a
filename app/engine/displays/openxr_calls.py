"""The OpenXR calls of every frame, with all their structures made once.

pyopenxr's own functions build and check a dozen objects in each call; these are ctypes functions of the same loader with
preallocated arguments. They raise `XrError` for negative results.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from typing import Any

import xr
from xr.library import openxr_loader_library

from app.engine.displays.openxr_view import Eye, Pose

#: nanoseconds
_FOREVER = 0x7FFFFFFFFFFFFFFF
EVENT_UNAVAILABLE = 4
_ORIENTATION, _POSITION = 1, 2


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
        """The next event as pyopenxr's structure (state changes and losses; others as the bare buffer), or None."""
        self._buffer._type = xr.StructureType.EVENT_DATA_BUFFER.value
        self._buffer._next = None
        if self._poll(self._instance, self._reference) == EVENT_UNAVAILABLE:
            return None
        if self._buffer._type == xr.StructureType.EVENT_DATA_SESSION_STATE_CHANGED.value:
            return ctypes.cast(self._reference, ctypes.POINTER(xr.EventDataSessionStateChanged)).contents
        if self._buffer._type == xr.StructureType.EVENT_DATA_INSTANCE_LOSS_PENDING.value:
            return ctypes.cast(self._reference, ctypes.POINTER(xr.EventDataInstanceLossPending)).contents
        return self._buffer


class FrameCalls:
    """Wait, begin, locate, take the image, give it back, end: for one session with one double-wide swapchain.

    width, height : pixels of one eye
    """

    def __init__(self, session: Any, space: Any, swapchain: Any, width: int, height: int, blend: Any) -> None:
        self._session, self._swapchain = session, swapchain
        self._wait, self._begin, self._end = function("WaitFrame"), function("BeginFrame"), function("EndFrame")
        self._locate = function("LocateViews")
        self._acquire, self._wait_image = function("AcquireSwapchainImage"), function("WaitSwapchainImage")
        self._release = function("ReleaseSwapchainImage")
        self.state = xr.FrameState()
        self._wait_info, self._begin_info = xr.FrameWaitInfo(), xr.FrameBeginInfo()
        self._locate_info = xr.ViewLocateInfo(xr.ViewConfigurationType.PRIMARY_STEREO, 0, space)
        self._view_state, self._view_count = xr.ViewState(), ctypes.c_uint32(0)
        self._views = (xr.View * 2)(xr.View(), xr.View())
        self._acquire_info, self._release_info = xr.SwapchainImageAcquireInfo(), xr.SwapchainImageReleaseInfo()
        self._image_info = xr.SwapchainImageWaitInfo(_FOREVER)
        self._index = ctypes.c_uint32(0)
        self._projections = (xr.CompositionLayerProjectionView * 2)(
            xr.CompositionLayerProjectionView(), xr.CompositionLayerProjectionView()
        )
        for eye, view in enumerate(self._projections):
            view.sub_image.swapchain = swapchain
            view.sub_image.image_rect = xr.Rect2Di(xr.Offset2Di(width * eye, 0), xr.Extent2Di(width, height))
        self._layer = xr.CompositionLayerProjection(space=space, view_count=2, views=self._projections)
        self._layers = (ctypes.c_void_p * 1)(ctypes.addressof(self._layer))
        self._end_info = xr.FrameEndInfo(0, blend)
        self._end_info._layers = ctypes.cast(self._layers, type(self._end_info._layers))
        self._has_image = False
        self._last_point = (Pose((0, 0, 0), (0, 0, 0, 1)),) * 2

    @property
    def display_time(self) -> int:
        """When the frame begun will be seen, in the runtime's nanoseconds."""
        return int(self.state.predicted_display_time)

    def wait(self) -> None:
        self._wait(self._session, ctypes.byref(self._wait_info), ctypes.byref(self.state))

    def begin(self) -> None:
        self._begin(self._session, ctypes.byref(self._begin_info))

    def locate(self) -> Sequence[Eye] | None:
        """Both views at the display time; None while the headset does not know which way it looks."""
        self._locate_info.display_time = self.state.predicted_display_time
        self._locate(
            self._session,
            ctypes.byref(self._locate_info),
            ctypes.byref(self._view_state),
            2,
            ctypes.byref(self._view_count),
            self._views,
        )
        flags = self._view_state._view_state_flags
        if not flags & _ORIENTATION:
            return None
        eyes = []
        for view, last, projection in zip(self._views, self._last_point, self._projections, strict=True):
            if not flags & _POSITION:  # sight of the room is lost: look around from where the head was last
                view.pose.position = xr.Vector3f(*last.position)
            projection.pose, projection.fov = view.pose, view.fov
            fov = view.fov
            eyes.append(Eye(pose_of(view.pose), (fov.angle_left, fov.angle_right, fov.angle_up, fov.angle_down)))
        self._last_point = (eyes[0].pose, eyes[1].pose)
        return eyes

    def acquire(self) -> int:
        """The index of the swapchain's image to draw into, once it is free."""
        self._acquire(self._swapchain, ctypes.byref(self._acquire_info), ctypes.byref(self._index))
        self._wait_image(self._swapchain, ctypes.byref(self._image_info))
        return self._index.value

    def release(self) -> None:
        self._release(self._swapchain, ctypes.byref(self._release_info))
        self._has_image = True

    def end(self, *, visible: bool) -> None:
        """Hand the frame over, with the last image released (`visible`) or with nothing."""
        self._end_info.display_time = self.state.predicted_display_time
        self._end_info.layer_count = 1 if visible and self._has_image else 0
        self._end(self._session, ctypes.byref(self._end_info))
