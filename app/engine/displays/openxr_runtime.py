"""What a session holds of the runtime: its instance, session, space and swapchains, from creation to destruction."""

from __future__ import annotations

import contextlib
import ctypes
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import xr

from app.engine import gl as g
from app.engine.displays.base import Device
from app.engine.displays.openxr_calls import Chain, FrameCalls, XrError
from app.engine.displays.openxr_graphics import graphics_binding
from app.engine.displays.openxr_input import Input, follows_eyes
from app.engine.displays.openxr_profiles import extensions, offered
from app.engine.glcontext import SharedContext

log = logging.getLogger(__name__)

STEREO = xr.ViewConfigurationType.PRIMARY_STEREO


@dataclass(frozen=True, slots=True)
class Headset:
    """What was found. width, height : pixels of one eye, as the runtime recommends"""

    device: Device
    width: int
    height: int


class Runtime:
    """Made and used in one thread, with `context` bound there.

    found : called with what is known so far, the runtime's name first
    """

    def __init__(self, context: SharedContext, found: Callable[[Device], None]) -> None:
        self._context, self._found = context, found
        self.instance: Any = None
        self.session: Any = None
        self._chains: list[Chain] = []

    def open(self) -> tuple[Headset, FrameCalls, Input]:
        """Bring the headset up. Raises `xr.XrException`, `XrError` or `OSError`; what was made then is destroyed by `close`."""
        enabled = [xr.KHR_OPENGL_ENABLE_EXTENSION_NAME, *extensions(offered())]
        self.instance = xr.create_instance(
            xr.InstanceCreateInfo(
                application_info=xr.ApplicationInfo("Respite", 1, "Panda3D", 1, xr.Version(1, 0, 0)),
                enabled_extension_names=enabled,
            )
        )
        runtime = _text(xr.get_instance_properties(self.instance).runtime_name)
        self._found(Device(runtime, None))
        system = xr.get_system(self.instance, xr.SystemGetInfo(xr.FormFactor.HEAD_MOUNTED_DISPLAY))
        properties = xr.get_system_properties(self.instance, system)
        device = Device(runtime, _text(properties.system_name))
        self._found(device)
        width, height = self._eye_size(system, properties)
        self.session = self._create_session(system)
        self.space = self._reference_space()
        eyes = follows_eyes(self.instance, system, enabled)
        hands = Input(self.instance, self.session, self.space, enabled, eyes=eyes)
        modes = [int(mode) for mode in xr.enumerate_environment_blend_modes(self.instance, system, STEREO)]
        opaque = xr.EnvironmentBlendMode.OPAQUE
        blend = opaque if opaque.value in modes else xr.EnvironmentBlendMode(modes[0])
        log.info("3D on %s through %s, %d x %d an eye", device.system, runtime, width, height)
        return Headset(device, width, height), FrameCalls(self.session, self.space, blend), hands

    def _eye_size(self, system: Any, properties: Any) -> tuple[int, int]:
        views = xr.enumerate_view_configuration_views(self.instance, system, STEREO)
        limit = properties.graphics_properties
        width = max(v.recommended_image_rect_width for v in views)
        height = max(v.recommended_image_rect_height for v in views)
        return min(width, limit.max_swapchain_image_width // 2), min(height, limit.max_swapchain_image_height)

    def _create_session(self, system: Any) -> Any:
        requirements = xr.GraphicsRequirementsOpenGLKHR()
        ask = ctypes.cast(
            xr.get_instance_proc_addr(self.instance, "xrGetOpenGLGraphicsRequirementsKHR"),
            xr.PFN_xrGetOpenGLGraphicsRequirementsKHR,
        )
        xr.check_result(xr.Result(ask(self.instance, system, ctypes.byref(requirements))))
        binding = graphics_binding(self._context)
        return xr.create_session(
            self.instance,
            xr.SessionCreateInfo(next=ctypes.cast(ctypes.pointer(binding), ctypes.c_void_p), system_id=system),
        )

    def _reference_space(self) -> Any:
        offered = {int(kind) for kind in xr.enumerate_reference_spaces(self.session)}
        stage, local = xr.ReferenceSpaceType.STAGE, xr.ReferenceSpaceType.LOCAL
        kind = stage if stage.value in offered else local
        return xr.create_reference_space(self.session, xr.ReferenceSpaceCreateInfo(kind, xr.Posef()))

    def chain(self, width: int, height: int) -> Chain:
        """A swapchain of display-encoded colour, destroyed with the rest."""
        formats = xr.enumerate_swapchain_formats(self.session)
        if g.SRGB8_ALPHA8 not in [int(f) for f in formats]:
            raise XrError("xrCreateSwapchain", xr.Result.ERROR_SWAPCHAIN_FORMAT_UNSUPPORTED.value)
        usage = xr.SwapchainUsageFlags.COLOR_ATTACHMENT_BIT | xr.SwapchainUsageFlags.SAMPLED_BIT
        swapchain = xr.create_swapchain(
            self.session,
            xr.SwapchainCreateInfo(
                usage_flags=usage,
                format=g.SRGB8_ALPHA8,
                sample_count=1,
                width=width,
                height=height,
                face_count=1,
                array_size=1,
                mip_count=1,
            ),
        )
        images = [image.image for image in xr.enumerate_swapchain_images(swapchain, xr.SwapchainImageOpenGLKHR)]
        chain = Chain(swapchain, (width, height), images)
        self._chains.append(chain)
        return chain

    def close(self) -> None:
        """Destroy whatever was made. A runtime that is gone refuses, and that is all right."""
        for destroy, handle in (
            *((xr.destroy_swapchain, chain.swapchain) for chain in self._chains),
            (xr.destroy_session, self.session),
            (xr.destroy_instance, self.instance),
        ):
            if handle is not None:
                with contextlib.suppress(xr.XrException):
                    destroy(handle)
        self._chains.clear()
        self.session = self.instance = None


def _text(value: Any) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)
