"""Which pages may speak to the console: those that the console itself served.

On this machine alone it has no password, and on a network the door behind (`app.console.door`) asks for one. What is to fear
in both is another page in the same browser: one whose name was made to point here (a foreign Host), one that sends requests
or opens a websocket from elsewhere (a foreign Origin), or one that embeds a picture of the patient. All are refused before
other code sees them, and written down.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

NAMES = ("127.0.0.1", "localhost", "[::1]")
_SCRIPT = re.compile(rb"<script(?=[\s>])")
_PLAIN = {"GET", "HEAD"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the console is served. names : what it may be asked for by, as they are now; secure : over TLS

    strict : browsers are told to come over TLS alone from now on, which must not be said with a certificate they don't know
    """

    port: int
    names: Callable[[], Iterable[str]] = lambda: NAMES
    secure: bool = False
    strict: bool = False

    @property
    def hosts(self) -> set[str]:
        """What a browser may ask for."""
        usual = self.port == (443 if self.secure else 80)
        return {
            name + suffix
            for name in self.names()
            for suffix in ((f":{self.port}", "") if usual else (f":{self.port}",))
        }

    @property
    def scheme(self) -> str:
        return "https" if self.secure else "http"


class Guard:
    """ASGI middleware around the whole console.

    HTTP : a foreign Host, Origin or embedding page gets 403. Requests that change something need our Origin.
    Websockets : need our Host and our Origin, else they are closed before they are accepted.
    Answers : carry a content policy without any foreign source; scripts run only from our files or with the answer's own nonce.

    refused : called on the event loop with what was refused, from which address, and for which path
    """

    def __init__(self, app: ASGIApp, place: Place, refused: Callable[[str, str, str], None] | None = None) -> None:
        self.app = app
        self._place = place
        self._refused = refused

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal and self._refused is not None:
            self._refused(refusal.split(":")[0], str((scope.get("client") or ("",))[0]), scope["path"])
        if refusal and scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": refusal})
        elif refusal:
            await _forbid(send, refusal)
        elif scope["type"] == "websocket":
            await self.app(scope, receive, send)
        else:
            await self.app(scope, receive, _Answer(send, _header(scope, b"host")[0], self._place).send)

    def _refusal(self, scope: Scope) -> str:
        """Why this request is refused; "" when it is welcome."""
        hosts, ours = _header(scope, b"host"), self._place.hosts
        if len(hosts) != 1 or hosts[0] not in ours:
            known = "" if self._place.secure else f" (it must be one of {', '.join(sorted(ours))})"
            return f"a foreign Host: open the console by the address that its machine shows{known}"
        origins = _header(scope, b"origin")
        if any(origin != f"{self._place.scheme}://{hosts[0]}" for origin in origins) or len(origins) > 1:
            return "a foreign Origin: it must be the console's own page"
        if scope["type"] == "websocket":
            return "" if origins else "a websocket without an Origin"
        if scope["method"] not in _PLAIN:
            return "" if origins else "a change without an Origin"
        # Pictures and scripts embedded by a foreign page are asked for without an Origin; browsers say so in Sec-Fetch-Site.
        site, mode = _header(scope, b"sec-fetch-site"), _header(scope, b"sec-fetch-mode")
        if any(s not in ("same-origin", "none") for s in site) and mode != ["navigate"]:
            return "a file embedded in another page"
        return ""


class _Answer:
    """Adds the headers to one answer; the scripts of an HTML page get the answer's nonce."""

    def __init__(self, send: Send, host: str, place: Place) -> None:
        self._send = send
        self._place = place
        self._nonce = secrets.token_urlsafe(16)
        self._host = host
        self._held: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [(k, v) for k, v in message["headers"] if k.lower() not in _OURS]
            headers += [(name, value.encode()) for name, value in _policy(self._nonce, self._host, self._place).items()]
            message = {**message, "headers": headers}
            if any(k.lower() == b"content-type" and v.startswith(b"text/html") for k, v in headers):
                self._held = message
                return
        elif message["type"] == "http.response.body" and self._held is not None:
            self._body += message.get("body", b"")
            if message.get("more_body"):
                return
            body = _SCRIPT.sub(b'<script nonce="' + self._nonce.encode() + b'"', self._body)
            held, self._held = self._held, None
            headers = [(k, v) for k, v in held["headers"] if k.lower() != b"content-length"]
            await self._send({**held, "headers": [*headers, (b"content-length", str(len(body)).encode())]})
            message = {"type": "http.response.body", "body": body}
        await self._send(message)


def _policy(nonce: str, host: str, place: Place) -> dict[bytes, str]:
    # 'unsafe-eval' and inline styles: Vue compiles its templates in the browser and sets styles on elements.
    sources = {
        "default-src": "'none'",
        "script-src": f"'self' 'nonce-{nonce}' 'unsafe-eval'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": f"'self' {'wss' if place.secure else 'ws'}://{host}",
        "base-uri": "'none'",
        "form-action": "'self'" if place.secure else "'none'",
        "frame-ancestors": "'none'",
    }
    headers = {
        b"content-security-policy": "; ".join(f"{k} {v}" for k, v in sources.items()),
        b"x-content-type-options": "nosniff",
        b"x-frame-options": "DENY",
        # a form that is sent without a referrer has no Origin either; nobody else is told in both
        b"referrer-policy": "same-origin" if place.secure else "no-referrer",
        b"cross-origin-resource-policy": "same-origin",
        b"cross-origin-opener-policy": "same-origin",
        b"permissions-policy": "camera=(), microphone=(self), geolocation=(), interest-cohort=()",
    }
    if place.strict:
        headers[b"strict-transport-security"] = "max-age=31536000"
    return headers


_OURS = set(_policy("", "", Place(0, secure=True, strict=True)))


def _header(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1").lower() for key, value in scope["headers"] if key.lower() == name]


async def _forbid(send: Send, why: str) -> None:
    body = f"Refused: {why}.\n".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": body})
