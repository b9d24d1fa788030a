"""The door of a console on the network: whoever comes is known by a paired browser and a login, or is shown where to get them.

It stands behind the guard (`app.console.security`), which lets only our own pages' requests through, and before everything else:
pages, pictures, files and the websocket.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import quote

from app.people.logins import Login, State
from app.people.roles import home, page_right
from app.who import acting

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from app.people.office import Office

#: "__Host-": a browser takes it over TLS alone, for this address alone
DEVICE = "__Host-respite-device"
LOGIN = "__Host-respite-login"
#: where the caller stands in the scope of a request
CALLER = "respite.caller"
#: what a browser needs before anybody is known: styles, letters, and the words in another language
_OPEN = re.compile(r"/(look/[^/]+|shipped/fonts/[^/]+|language/[^/]+|favicon\.ico|pair|idle)")
#: what is left to somebody whose PIN is asked for
_LOCKED = ("/stop", "/pin", "/logout", "/awake")

#: who asks here and now; tasks take it along
_HERE: ContextVar[Login | None] = ContextVar("who is logged in", default=None)
#: kept until they are done: a task that nobody holds may be forgotten
_WRITING: set[asyncio.Task[None]] = set()


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks. device : the paired browser's number, 0 on this machine itself, None where it isn't paired

    login : theirs, whatever its state; stolen : a login was shown that belongs to another browser
    """

    address: str
    here: bool
    device: int | None
    login: Login | None
    stolen: bool


def current() -> Login | None:
    """The login that the request or the websocket of this context came with."""
    return _HERE.get()


class Door:
    """ASGI middleware. Each refusal is written down.

    beyond : makes the page that says to a person that their role doesn't include what they came for
    """

    def __init__(self, app: ASGIApp, office: Office, beyond: Callable[[Scope], str] | None = None) -> None:
        self.app = app
        self._office, self._beyond = office, beyond

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        caller = self._caller(scope)
        scope[CALLER] = caller
        self._notice(caller)
        path, login = scope["path"], caller.login
        opened = _OPEN.fullmatch(path) is not None or (path == "/login" and caller.device is not None)
        if opened and scope["type"] == "http":
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(caller, path)
        if refusal is not None:
            await self._refuse(scope, send, caller, *refusal)
            return
        assert login is not None
        _HERE.set(login)
        with acting(login.name):
            if scope["type"] == "websocket":
                line = _Line(login, receive, send)
                await self.app(scope, line.receive, line.send)
            else:
                if _navigates(scope):
                    login.touch()
                await self.app(scope, receive, send)

    def _caller(self, scope: Scope) -> Caller:
        assert self._office.network is not None
        address = str((scope.get("client") or ("", 0))[0])
        here = address in ("127.0.0.1", "::1") or address == str((scope.get("server") or (None, 0))[0])
        cookies = _cookies(scope)
        device = self._office.network.devices.find(cookies.get(DEVICE, ""))
        if device is None and here:
            device = 0
        login = self._office.logins.find(cookies.get(LOGIN, ""))
        stolen = login is not None and login.device != device
        return Caller(address, here, device, None if stolen else login, stolen)

    def _refusal(self, caller: Caller, path: str) -> tuple[str, int, str] | None:
        """What is refused, the status, and where a person goes instead ("" for nowhere); None for who is welcome."""
        login = caller.login
        if caller.stolen:
            return "the login of another browser", 401, "/pair" if caller.device is None else "/login"
        if caller.device is None:
            return "a browser that is not paired", 401, "/pair"
        if login is None:
            return "a request without a login", 401, "/login"
        if login.state is State.LOCKED and path not in _LOCKED:
            return "a request while the PIN is asked for", 401, "/pin"
        if login.renew and page_right(path).value != "enter":
            return "a request before the password was changed", 403, "/account"
        if not login.may(page_right(path)):
            # the first page is not everybody's: whoever comes for it is led to their own
            return "a page beyond the role", 403, home(login.rights) if path == "/" else ""
        return None

    async def _refuse(self, scope: Scope, send: Send, caller: Caller, what: str, status: int, instead: str) -> None:
        path = scope["path"]
        led = bool(instead) and _navigates(scope)
        # somebody who comes back to a page after a pause is led to the login, which is nothing to write down
        # and what a page still asks for while its person is away is no more
        away = caller.login is not None and caller.login.state is State.LOCKED
        if caller.stolen or not (led or away):
            who = caller.login.name if caller.login is not None else ""
            self.write(self._office.refusals.add, what, caller.address, path, who)
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": f"Refused: {what}"})
        elif led:
            query = scope["query_string"].decode("latin-1")
            back = quote(path + (f"?{query}" if query else ""), safe="")
            to = instead if instead.startswith("/sessions") or path == "/" else f"{instead}?to={back}"
            await _answer(send, 303, "", (b"location", to.encode()))
        elif status == 403 and self._beyond is not None and _navigates(scope):
            await _answer(send, status, self._beyond(scope), kind=b"text/html")
        else:
            await _answer(send, status, f"Refused: {what}.\n")

    def _notice(self, caller: Caller) -> None:
        """The browser was here: written down now and then."""
        assert self._office.network is not None
        devices = self._office.network.devices
        if caller.device and devices.due(caller.device):
            self.write(devices.seen, caller.device, caller.address)

    @staticmethod
    def write(do: Callable[..., None], *what: object, **more: object) -> None:
        """Write something down beside the answer, which doesn't wait for the disk."""
        task = asyncio.create_task(asyncio.to_thread(do, *what, **more))
        _WRITING.add(task)
        task.add_done_callback(_WRITING.discard)


class _Line:
    """A websocket that ends with the login it was opened with: what comes or goes after that is not passed on."""

    def __init__(self, login: Login, receive: Receive, send: Send) -> None:
        self._login, self._receive, self._send = login, receive, send
        self._closed = False

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "websocket.receive" and not self._login.active:
            await self._close()
            return {"type": "websocket.disconnect", "code": 1008}
        return message

    async def send(self, message: Message) -> None:
        if self._closed:
            return
        if message["type"] != "websocket.close" and not self._login.active:
            await self._close()
            return
        await self._send(message)

    async def _close(self) -> None:
        if not self._closed:
            self._closed = True
            await self._send({"type": "websocket.close", "code": 1008, "reason": "the login is over"})


def _navigates(scope: Scope) -> bool:
    """Whether a person comes for a page, rather than a page for one of its parts."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    headers = {key.lower(): value for key, value in scope["headers"]}
    mode = headers.get(b"sec-fetch-mode")
    return mode == b"navigate" if mode is not None else b"text/html" in headers.get(b"accept", b"")


def _cookies(scope: Scope) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in scope["headers"]:
        if key.lower() == b"cookie":
            try:
                found.update({name: morsel.value for name, morsel in SimpleCookie(value.decode("latin-1")).items()})
            except CookieError:
                continue
    return found


async def _answer(
    send: Send, status: int, text: str, *headers: tuple[bytes, bytes], kind: bytes = b"text/plain"
) -> None:
    body = text.encode()
    plain = [(b"content-type", kind + b"; charset=utf-8"), (b"content-length", str(len(body)).encode()), *headers]
    await send({"type": "http.response.start", "status": status, "headers": [*plain, (b"cache-control", b"no-store")]})
    await send({"type": "http.response.body", "body": body})
