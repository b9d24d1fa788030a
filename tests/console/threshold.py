"""The pages at the door of a console on the network, served to a real browser as to one that comes from another machine."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import uvicorn
from fastapi import FastAPI

from app.console import layout, theme
from app.console.door import DEVICE, LOGIN, Door
from app.console.entrance import Entrance
from app.network.pairing import Devices, Pairing
from app.people.logins import Logins
from app.people.office import Network, Office
from app.people.password import Hasher
from app.people.roles import Role
from app.people.staff import Member, Staff
from app.store import Store
from tests.console.program import free_port
from tests.console.ward import CHEAP, PASSWORD

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

PIN = "2580"


class _Desk:
    """A desk at which a session runs, or none."""

    live: Any = None


class _Running:
    phase = "exposure"


@dataclass
class Threshold:
    """Serves the pages; who asks, and how their login stands, is posed."""

    app: ASGIApp
    office: Office
    desk: _Desk
    port: int
    device: tuple[int, str]
    members: dict[str, Member]
    cookie: str = field(default="", init=False)

    #: how somebody may stand at the door: the page, and who
    STANDS: ClassVar[dict[str, tuple[str, str]]] = {
        "pair": ("/pair", ""),
        "log in": ("/login", ""),
        "account": ("/account", "bo"),
        "a password to be changed": ("/account", "cy"),
        "beyond the role": ("/people", "bo"),
        "PIN": ("/pin", "bo"),
        "PIN while a session runs": ("/pin", "bo"),
        "password after three wrong PINs": ("/pin", "bo"),
    }

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stand(self, how: str) -> str:
        """From now on the browser's requests are those of somebody who stands so. Hands back the page's address."""
        path, name = self.STANDS[how]
        number, token = self.device
        self.cookie = "" if how == "pair" else f"{DEVICE}={token}"
        self.desk.live = _Running() if "session runs" in how else None
        if name:
            login, secret = self.office.logins.begin(self.members[name], number)
            login.locked = path == "/pin"
            login.wrong_pins = 3 if "wrong PINs" in how else 0
            self.cookie += f"; {LOGIN}={secret}"
        return path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = [*scope["headers"], *([(b"cookie", self.cookie.encode())] if self.cookie else [])]
            scope = {**scope, "client": ("10.0.0.9", 1), "server": ("10.0.0.7", self.port), "headers": headers}
        await self.app(scope, receive, send)


@contextlib.contextmanager
def threshold(folder: Path) -> Iterator[Threshold]:
    port = free_port()
    with Store.open(folder) as store:
        staff = Staff(store, Hasher(CHEAP))
        staff.add("ada", [Role.ADMINISTRATOR], PASSWORD)
        staff.add("bo", [Role.CLINICIAN], PASSWORD)
        staff.add("cy", [Role.CLINICIAN])
        (bo,) = [member for member in staff.members() if member.name == "bo"]
        staff.choose_pin(bo.id, PIN)
        devices, desk = Devices(store), _Desk()
        network = Network(store, None, port, None, None, Pairing(), devices)  # type: ignore[arg-type]
        office = Office(store, staff, Logins(), network)
        site = FastAPI()
        theme.routes(site)
        layout.routes(site)
        entrance = Entrance(office, layout.House(desk, None, None, office))  # type: ignore[arg-type]
        entrance.routes(site)
        site.add_middleware(Door, office=office, beyond=entrance.beyond)
        members = {member.name: member for member in staff.members()}
        posed = Threshold(site, office, desk, port, devices.add("Tablet", "10.0.0.9"), members)
        server = uvicorn.Server(uvicorn.Config(posed, port=port, log_level="critical", ws="none", lifespan="off"))
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            deadline = time.monotonic() + 20
            while not server.started and time.monotonic() < deadline:
                time.sleep(0.02)
            yield posed
        finally:
            server.should_exit = True
            thread.join(20)
