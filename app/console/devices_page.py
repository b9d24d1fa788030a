"""The browsers that are welcome: a code for the next one, shown on this machine alone, and an end to any."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

from nicegui import ui

from app.console import wording
from app.console.layout import Visit, framed, lone, told
from app.console.parts import Node, button, drawing
from app.errors import RespiteError
from app.i18n import N_
from app.network.names import bracketed
from app.network.pairing import Paired
from app.people.office import Network, Office
from app.people.roles import Right


async def devices(at: Visit) -> None:
    """Build the page."""
    office = at.house.office
    if office is None or office.network is None:
        lone(at, N_("There is no such page"))
        return
    listed = await asyncio.to_thread(office.network.devices.listed)
    with framed(at, at.translate("Devices"), "devices"):
        _Page(at, office, office.network, listed)


def address(network: Network, port: int, code: str = "") -> str:
    """Where another browser finds the console."""
    return f"https://{bracketed(network.names.best)}:{port}/pair" + (f"?code={code}" if code else "")


class _Page:
    def __init__(self, at: Visit, office: Office, network: Network, listed: Sequence[Paired]) -> None:
        self._at, self._office, self._network, self._ = at, office, network, at.translate
        self._shown = ""
        _ = self._
        with Node("div", look="who"):
            Node("h1", _("Devices"), "title grow")
        self._fault = Node("p", "", "fault", role="alert", hidden=True)
        with Node("div", look="pairing"):
            with Node("section", look="card pair"):
                self._pair()
            self._list = Node(
                "section", look="card sheet people", aria_label=_("Paired browsers"), data_testid="devices"
            )
        self._fill(listed)
        ui.timer(1.0, self._follow)

    def _pair(self) -> None:
        _ = self._
        Node("h2", _("Pair a tablet"), "heading")
        if not self._at.here:
            Node("p", _("The code is shown on Respite's own machine only: open this page there."), "soft")
            return
        with Node("ol", look="manual"):
            with Node("li"):
                Node("span", _("Open this address on the tablet, or let its camera read the picture:"))
                Node("span", address(self._network, self._network.port).removesuffix("/pair"), "strong address")
            if self._network.certificate.own:
                Node("li", _("The tablet warns once: go on if the certificate's fingerprint is the one below."))
            Node("li", _("Enter the code there."))
        with Node("div", look="shown", hidden=True) as self._box:
            self._qr = Node("div", look="qr", role="img", aria_label=_("The address with the code, for a camera"))
            with Node("div", look="column"):
                self._code = Node("p", "", "code", role="status", data_testid="code")
                self._left = Node("p", "", "soft")
        self._button = button(_("Show a code"), self._show, "button primary", data_testid="show-code")
        Node("h3", _("Fingerprint (SHA-256)"), "heading")
        Node("p", self._network.certificate.fingerprint, "fingerprint", data_testid="fingerprint")
        ends = wording.day(self._network.certificate.ends.date(), self._at.language)
        Node("p", _("The certificate ends on {day}.").format(day=ends), "soft")

    async def _show(self) -> None:
        try:
            self._at.demand(Right.MANAGE)
        except RespiteError as error:
            self._say(error)
            return
        self._network.pairing.show()
        await asyncio.to_thread(self._office.store.audit, "device", "pairing", None, {"code": "shown"})
        await self._follow()

    async def _revoke(self, device: int) -> None:
        try:
            self._at.demand(Right.MANAGE)
            await asyncio.to_thread(self._network.devices.revoke, device)
        except RespiteError as error:
            self._say(error)
            return
        self._office.logins.end_device(device)
        self._fill(await asyncio.to_thread(self._network.devices.listed))

    def _say(self, error: RespiteError) -> None:
        self._fault.say(told(error, self._))
        self._fault.show(True)

    async def _follow(self) -> None:
        """Show the code while it holds, and who was paired with it."""
        if not self._at.here or not self._at.may(Right.MANAGE):
            return
        code = self._network.pairing.code
        digits = code.digits if code is not None else ""
        if digits != self._shown:
            if self._shown and not digits:
                self._fill(await asyncio.to_thread(self._network.devices.listed))
            self._shown = digits
            self._box.show(bool(digits))
            self._button.say(self._("Show another code") if digits else self._("Show a code"))
            self._qr.clear()
            if digits:
                self._code.say(f"{digits[:4]} {digits[4:]}")
                with self._qr:
                    drawing(_picture(address(self._network, self._network.port, digits)), "picture")
        if code is not None:
            left = self._("It holds for {seconds} s, for one browser.").format(seconds=round(code.seconds))
            self._left.say(left)

    def _fill(self, listed: Sequence[Paired]) -> None:
        _ = self._
        self._list.clear()
        with self._list:
            if not listed:
                Node("p", _("No browser was paired yet. This machine itself needs no pairing."), "soft")
            for device in listed:
                with Node("div", look="person" + (" off" if device.revoked_utc else "")):
                    with Node("div", look="grow"):
                        Node("h2", device.name, "heading")
                        paired = wording.moment(device.paired_utc, self._at.language)
                        Node("p", _("Paired {when}").format(when=paired), "soft")
                        seen = _("Last seen {when}").format(when=wording.moment(device.seen_utc, self._at.language))
                        Node("p", _("Not welcome any more") if device.revoked_utc else seen, "soft")
                    if device.revoked_utc is None:
                        with button(
                            _("Revoke"), partial(self._revoke, device.id), "button small", data_testid="revoke"
                        ):
                            Node("span", device.name, "unseen")


def _picture(text: str) -> str:
    """A QR code as SVG, dark on light in every look: cameras read no other."""
    import segno

    return str(segno.make(text, error="m").svg_inline(scale=5, border=4, dark="#000", light="#fff", omitsize=True))
