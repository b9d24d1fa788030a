"""Looks at what a machine has that can crash, hang or end a process: drivers, the OpenXR runtime, the sound system.

`ask` runs one look in a process of its own, with a time limit, so that a broken driver costs a line and nothing more.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from typing import Any

from app.processes.inquiry import inquire, reply


def ask(name: str, timeout_s: float = 15.0, env: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What the look `name` found, with `env` added to the environment. Raises `NoAnswer`."""
    return inquire("app.probes", name, timeout_s=timeout_s, env=env)


# ---- the looks --------------------------------------------------------------------------------------------------------


def graphics() -> dict[str, Any]:
    """The GL driver as Panda3D gets it. screen : its width and height in pixels, None without a screen."""
    from panda3d.core import (
        FrameBufferProperties,
        GraphicsEngine,
        GraphicsPipe,
        GraphicsPipeSelection,
        WindowProperties,
        load_prc_file_data,
    )

    load_prc_file_data("doctor", "aux-display\naudio-library-name null\nnotify-level error")
    selection = GraphicsPipeSelection.get_global_ptr()
    pipe = None
    if sys.platform != "linux" or os.environ.get("DISPLAY"):
        pipe = selection.make_module_pipe("pandagl")
    screen = [pipe.get_display_width(), pipe.get_display_height()] if pipe and pipe.is_valid() else None
    if screen is None:
        pipe = selection.make_module_pipe("p3headlessgl")
    if pipe is None or not pipe.is_valid():
        raise RuntimeError("no graphics driver could be opened")
    output = GraphicsEngine.get_global_ptr().make_output(
        pipe,
        "doctor",
        0,
        FrameBufferProperties.get_default(),
        WindowProperties(size=(16, 16)),
        GraphicsPipe.BF_refuse_window,
    )
    GraphicsEngine.get_global_ptr().open_windows()
    driver = output.get_gsg() if output else None
    if driver is None or not output.is_valid():
        raise RuntimeError("OpenGL could not be opened")
    return {
        "renderer": driver.get_driver_renderer(),
        "vendor": driver.get_driver_vendor(),
        "version": [driver.get_driver_version_major(), driver.get_driver_version_minor()],
        "screen": screen,
    }


def headset() -> dict[str, Any]:
    """The OpenXR runtime and headset by name, each None without.

    fault, advice : why there is no 3D, "" where there is; told : both by language
    wear : whether the runtime says when the headset is put on and taken off
    """
    import xr

    from app.engine.displays.base import Device
    from app.engine.displays.openxr_faults import explain, installed_runtime
    from app.i18n import LANGUAGES, translator

    found: dict[str, Any] = {"runtime": installed_runtime(), "version": "", "system": None, "fault": "", "advice": ""}
    found |= {"told": {}, "wear": False}
    instance = None
    try:
        offered = {bytes(item.extension_name).decode() for item in xr.enumerate_instance_extension_properties()}
        needed = [name for name in (xr.KHR_OPENGL_ENABLE_EXTENSION_NAME,) if name in offered]
        wear = [name for name in (xr.EXT_USER_PRESENCE_EXTENSION_NAME,) if name in offered]
        instance = xr.create_instance(xr.InstanceCreateInfo(enabled_extension_names=[*needed, *wear]))
        properties = xr.get_instance_properties(instance)
        found["runtime"] = properties.runtime_name.decode()
        found["version"] = str(xr.Version(properties.runtime_version))
        if not needed:
            raise xr.ExtensionNotPresentError
        system = xr.get_system(instance, xr.SystemGetInfo(form_factor=xr.FormFactor.HEAD_MOUNTED_DISPLAY))
        found["system"] = xr.get_system_properties(instance, system).system_name.decode()
        found["wear"] = bool(wear) and _tells_wear(instance, system)
    except (xr.XrException, OSError) as error:
        device = Device(found["runtime"], found["system"])
        faults = {language: explain(error, device, translator(language)) for language in LANGUAGES}
        found["told"] = {language: (fault.why, fault.do) for language, fault in faults.items()}
        found["fault"], found["advice"] = found["told"]["en"]
    finally:
        if instance is not None:
            xr.destroy_instance(instance)
    return found


def _tells_wear(instance: Any, system: Any) -> bool:
    """Whether this headset has what it takes to know that it is worn (XrSystemUserPresencePropertiesEXT)."""
    import ctypes

    import xr

    presence = xr.SystemUserPresencePropertiesEXT()
    properties = xr.SystemProperties(next=ctypes.cast(ctypes.pointer(presence), ctypes.c_void_p))
    ask = ctypes.cast(xr.get_instance_proc_addr(instance, "xrGetSystemProperties"), xr.PFN_xrGetSystemProperties)
    xr.check_result(xr.Result(ask(instance, system, ctypes.byref(properties))))
    return bool(presence.supports_user_presence)


def sound() -> dict[str, Any]:
    """PortAudio's devices. output, microphone : the defaults by name, None without; outputs, microphones : all names."""
    import sounddevice

    devices = list(sounddevice.query_devices())
    default_in, default_out = sounddevice.default.device
    return {
        "outputs": [device["name"] for device in devices if device["max_output_channels"] > 0],
        "microphones": [device["name"] for device in devices if device["max_input_channels"] > 0],
        "output": devices[default_out]["name"] if default_out >= 0 else None,
        "microphone": devices[default_in]["name"] if default_in >= 0 else None,
        "microphone_hz": devices[default_in]["default_samplerate"] if default_in >= 0 else None,
    }


PROBES: dict[str, Callable[[], dict[str, Any]]] = {"graphics": graphics, "headset": headset, "sound": sound}


if __name__ == "__main__":
    reply(PROBES[sys.argv[1]]())
    # A driver that crashes while it is taken down has already told all that is asked here.
    os._exit(0)
