"""Why there is no 3D, in words a clinic can act on."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import xr

from app.engine.displays.base import Device, DisplayFault
from app.engine.displays.openxr_calls import XrError
from app.engine.glcontext import ContextError, NoScreenError
from app.i18n import N_

_START = N_("Start the headset's software (for example SteamVR), put the headset on, then press 3D.")
_AGAIN = N_("Start it again, put the headset on, then press 3D.")
_PUT_ON = N_("Put the headset on, close what else runs on it, then press 3D.")
_WEAR = N_("Connect the headset and put it on, then press 3D.")
_UPDATE = N_("Update the graphics driver and the headset's software, then press 3D.")
_SCREEN = N_("Start Respite on a computer with a screen and a headset, then press 3D.")
_CHOOSE = N_("Choose the headset's own software as the active OpenXR runtime, then press 3D.")


def manifests() -> Iterator[Path]:
    """Where the active runtime's manifest may lie, as the OpenXR loader looks for it."""
    if path := os.environ.get("XR_RUNTIME_JSON"):
        yield Path(path)
        return
    if sys.platform == "win32":
        import winreg

        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Khronos\OpenXR\1") as key:
                yield Path(str(winreg.QueryValueEx(key, "ActiveRuntime")[0]))
        except OSError:
            return
        return
    home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    folders = [home, *map(Path, (os.environ.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":")), Path("/etc")]
    yield from (folder / "openxr/1/active_runtime.json" for folder in folders)


def installed_runtime() -> str | None:
    """The active runtime's name as far as its manifest tells, without loading it."""
    for path in manifests():
        try:
            runtime = json.loads(path.read_text(encoding="utf-8"))["runtime"]
        except (OSError, ValueError, KeyError, TypeError):
            continue
        return str(runtime.get("name") or Path(str(runtime.get("library_path", path))).stem)
    return None


def explain(error: Exception, device: Device, _: Callable[[str], str]) -> DisplayFault:
    """The fault behind an exception of the OpenXR calls; `_` translates."""
    runtime = device.runtime or installed_runtime() or _("the OpenXR runtime")
    system = device.system or _("the headset")
    what, why, do = _words(error)
    return DisplayFault(
        _(what).format(runtime=runtime, system=system),
        _(why).format(runtime=runtime, system=system, code=error),
        _(do),
    )


def silent(device: Device, seconds: float, _: Callable[[str], str]) -> DisplayFault:
    """The runtime has not answered for `seconds`."""
    runtime = device.runtime or _("the OpenXR runtime")
    why = _("{runtime} has not answered for {seconds} s.").format(runtime=runtime, seconds=f"{seconds:.1f}")
    return DisplayFault(_("The headset hangs"), why, _(_AGAIN))


def ended(device: Device, _: Callable[[str], str]) -> DisplayFault:
    """The runtime closed the session of its own accord."""
    why = _("{runtime} ended the picture on {system}.").format(
        runtime=device.runtime or _("the OpenXR runtime"), system=device.system or _("the headset")
    )
    return DisplayFault(_("The headset was closed"), why, _(_WEAR))


def going(device: Device, _: Callable[[str], str]) -> DisplayFault:
    """The runtime says that it is about to go (it is updated, restarted, or its service stops)."""
    why = _("{runtime} is closing or starting again, and {system} with it.").format(
        runtime=device.runtime or _("the OpenXR runtime"), system=device.system or _("the headset")
    )
    return DisplayFault(_("The headset is going away"), why, _(_AGAIN))


def taken_off(device: Device, _: Callable[[str], str]) -> DisplayFault:
    """The runtime shows the patient nothing: the headset lies there, or another program took it over."""
    why = _("{system} was taken off, or {runtime} shows another program on it.").format(
        runtime=device.runtime or _("the OpenXR runtime"), system=device.system or _("The headset")
    )
    return DisplayFault(_("The headset shows nothing"), why, _(_PUT_ON))


def unready(device: Device, _: Callable[[str], str]) -> DisplayFault:
    """The session never became ready to show a picture."""
    why = _("{runtime} is running, but {system} is not ready to show a picture.").format(
        runtime=device.runtime or _("the OpenXR runtime"), system=device.system or _("the headset")
    )
    return DisplayFault(_("No headset"), why, _(_WEAR))


def _words(error: Exception) -> tuple[str, str, str]:
    code = error.code if isinstance(error, XrError) else None
    lost = {
        xr.Result.ERROR_INSTANCE_LOST.value,
        xr.Result.ERROR_SESSION_LOST.value,
        xr.Result.ERROR_RUNTIME_FAILURE.value,
    }
    if code in lost or isinstance(error, (xr.InstanceLostError, xr.SessionLostError)):
        return N_("The headset was lost"), N_("{runtime} stopped while it showed the world on {system}."), _AGAIN
    if isinstance(error, xr.RuntimeUnavailableError):
        return N_("No headset"), N_("No OpenXR runtime is installed or active on this computer."), _START
    if isinstance(error, xr.RuntimeFailureError):
        return N_("No headset"), N_("{runtime} is installed, but it is not running."), _START
    if isinstance(error, xr.FormFactorUnavailableError):
        return N_("No headset"), N_("{runtime} is running, but it finds no headset."), _WEAR
    if isinstance(error, xr.FormFactorUnsupportedError):
        return N_("No headset"), N_("{runtime} is running, but it does not serve headsets."), _CHOOSE
    if isinstance(error, xr.ExtensionNotPresentError):
        return N_("No 3D with this runtime"), N_("{runtime} does not take OpenGL pictures."), _CHOOSE
    if isinstance(error, NoScreenError):
        return N_("No 3D without a screen"), N_("A headset needs a screen beside it, and Respite found none."), _SCREEN
    if isinstance(error, (xr.GraphicsDeviceInvalidError, ContextError)):
        return N_("No 3D with these graphics"), N_("{runtime} cannot use this graphics card: {code}."), _UPDATE
    if isinstance(error, xr.LimitReachedError):
        return N_("The headset is in use"), N_("{runtime} already serves another program."), _AGAIN
    if isinstance(error, (OSError, ImportError)):
        return N_("No headset"), N_("OpenXR could not be loaded: {code}."), _UPDATE
    return N_("No 3D"), N_("{runtime} reported: {code}."), _AGAIN
