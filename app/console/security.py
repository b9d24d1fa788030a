"""Who may speak to the console: browsers on this machine, on pages that the console itself served.

The console has no password, since it listens on this machine alone. What is left to fear is another page in the same
browser: one whose name was made to point here (a foreign Host), one that sends requests or opens a websocket from
elsewhere (a foreign Origin), or one that embeds a picture of the patient. All are refused before other code sees them.
"""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

NAMES = ("127.0.0.1", "localhost", "[::1]")
_SCRIPT = re.compile(rb"<script(?=[\s>])")
_PLAIN = {"GET", "HEAD"}


class Guard:
    """ASGI middleware around the whole console; `port` is the one it is served on.

    HTTP : a foreign Host, Origin or embedding page gets 403. Requests that change something need our Origin.
    Websockets : need our Host and our Origin, else they are closed before they are accepted.
    Answers : carry a content policy without any foreign source; scripts run only from our files or with the answer's own nonce.
    """

    def __init__(self, app: ASGIApp, port: int) -> None:
        self.app = app
        suffixes = (f":{port}", "") if port == 80 else (f":{port}",)
        self._hosts = {name + suffix for name in NAMES for suffix in suffixes}
        self._origins = {f"http://{host}" for host in self._hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal and scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": refusal})
        elif refusal:
            await _forbid(send, refusal)
        elif scope["type"] == "websocket":
            await self.app(scope, receive, send)
        else:
            await self.app(scope, receive, _Answer(send, _header(scope, b"host")[0]).send)

    def _refusal(self, scope: Scope) -> str:
        """Why this request is refused; "" when it is welcome."""
        hosts = _header(scope, b"host")
        if len(hosts) != 1 or hosts[0] not in self._hosts:
            return f"Host must be one of {', '.join(sorted(self._hosts))}: open the console on the machine it runs on"
        origins = _header(scope, b"origin")
        if any(origin not in self._origins for origin in origins) or len(origins) > 1:
            return "Origin must be the console's own page"
        if scope["type"] == "websocket":
            return "" if origins else "a websocket must say its Origin"
        if scope["method"] not in _PLAIN:
            return "" if origins else "a request that changes something must say its Origin"
        # Pictures and scripts embedded by a foreign page are asked for without an Origin; browsers say so in Sec-Fetch-Site.
        site, mode = _header(scope, b"sec-fetch-site"), _header(scope, b"sec-fetch-mode")
        if any(s not in ("same-origin", "none") for s in site) and mode != ["navigate"]:
            return "the console's files may not be embedded in another page"
        return ""


class _Answer:
    """Adds the headers to one answer; the scripts of an HTML page get the answer's nonce."""

    def __init__(self, send: Send, host: str) -> None:
        self._send = send
        self._nonce = secrets.token_urlsafe(16)
        self._host = host
        self._held: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [(k, v) for k, v in message["headers"] if k.lower() not in _OURS]
            headers += [(name, value.encode()) for name, value in _policy(self._nonce, self._host).items()]
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


def _policy(nonce: str, host: str) -> dict[bytes, str]:
    # 'unsafe-eval' and inline styles: Vue compiles its templates in the browser and sets styles on elements.
    sources = {
        "default-src": "'none'",
        "script-src": f"'self' 'nonce-{nonce}' 'unsafe-eval'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": f"'self' ws://{host}",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    return {
        b"content-security-policy": "; ".join(f"{k} {v}" for k, v in sources.items()),
        b"x-content-type-options": "nosniff",
        b"x-frame-options": "DENY",
        b"referrer-policy": "no-referrer",
        b"cross-origin-resource-policy": "same-origin",
        b"cross-origin-opener-policy": "same-origin",
        b"permissions-policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
    }


_OURS = set(_policy("", ""))


def _header(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1").lower() for key, value in scope["headers"] if key.lower() == name]


async def _forbid(send: Send, why: str) -> None:
    body = f"Refused: {why}.\n".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": body})
