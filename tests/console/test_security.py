"""Who is let in: our own pages on this machine, and nobody else."""

from __future__ import annotations

import http.client
import re
import socket
import time

import pytest

from app.console import Console
from app.errors import BadInput
from app.store import Store
from tests.console.conftest import Served

WEBSOCKET = "/_nicegui_ws/socket.io/?EIO=4&transport=websocket"


def ask(served: Served, method: str = "GET", path: str = "/sessions", **headers: str | None) -> tuple[int, str]:
    """Status and body; a header given as None is not sent."""
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=20)
    sent = {"Host": f"127.0.0.1:{served.port}"} | {name.replace("_", "-"): value for name, value in headers.items()}
    connection.putrequest(method, path, skip_host=True)
    for name, value in sent.items():
        if value is not None:
            connection.putheader(name, value)
    connection.putheader("Content-Length", "0")
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, body


def shake_hands(served: Served, host: str, origin: str | None) -> int:
    """The status that a websocket's handshake is answered with (101: it is open)."""
    lines = [
        f"GET {WEBSOCKET} HTTP/1.1",
        f"Host: {host}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
        *([f"Origin: {origin}"] if origin else []),
    ]
    with socket.create_connection(("127.0.0.1", served.port), 20) as connection:
        connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        status = connection.recv(4096).split(b" ", 2)[1]
    return int(status)


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::1]"])
def test_this_machines_own_names_are_welcome(served: Served, name: str) -> None:
    assert ask(served, Host=f"{name}:{served.port}")[0] == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "", None])
def test_a_foreign_host_is_refused(served: Served, host: str | None) -> None:
    named = host.format(port=served.port) if host else host
    assert ask(served, Host=named)[0] in (400, 403)


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1:{port}", "http://127.0.0.1:1"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_foreign_origin_is_refused(served: Served, method: str, origin: str) -> None:
    path = "/sessions" if method == "GET" else "/stop"
    status, body = ask(served, method, path, Origin=origin.format(port=served.port))
    assert status == 403
    assert "Origin" in body


def test_what_changes_something_must_say_its_origin(served: Served) -> None:
    assert ask(served, "POST", "/stop")[0] == 403
    status, body = ask(served, "POST", "/stop", Origin=f"http://127.0.0.1:{served.port}")
    assert status == 409
    assert "No session is running" in body


def test_a_foreign_page_may_link_here_but_not_embed_the_patients_picture(served: Served) -> None:
    embedded = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors", "Sec_Fetch_Dest": "image"}
    linked = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document"}
    neighbour = {"Sec_Fetch_Site": "same-site", "Sec_Fetch_Mode": "no-cors", "Sec_Fetch_Dest": "image"}
    assert ask(served, path="/mirror", **embedded)[0] == 403
    assert ask(served, path="/mirror", **neighbour)[0] == 403
    assert ask(served, **linked)[0] == 200


def test_websockets_open_to_our_own_page_only(served: Served) -> None:
    ours, there = f"http://127.0.0.1:{served.port}", f"127.0.0.1:{served.port}"
    assert shake_hands(served, there, ours) == 101
    assert shake_hands(served, there, "http://evil.example") == 403
    assert shake_hands(served, there, "null") == 403
    assert shake_hands(served, there, None) == 403
    assert shake_hands(served, f"evil.example:{served.port}", f"http://evil.example:{served.port}") == 403


def test_what_is_refused_stands_in_the_audit_trail(served: Served) -> None:
    assert ask(served, Host="evil.example")[0] == 403
    assert ask(served, "POST", "/stop", Origin="http://evil.example")[0] == 403
    assert shake_hands(served, f"127.0.0.1:{served.port}", None) == 403
    wanted = {"a foreign Host", "a foreign Origin", "a websocket without an Origin"}
    deadline = time.monotonic() + 5
    refused: set[str] = set()
    while not wanted <= refused and time.monotonic() < deadline:
        time.sleep(0.05)
        with Store.open(served.data, read_only=True) as store:
            refused = {change.subject for change in store.changes(1000, kind="refused")}
    assert wanted <= refused


def test_a_page_may_run_no_script_but_its_own(served: Served) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=20)
    connection.request("GET", "/sessions")
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert "'unsafe-inline'" not in policy["script-src"]
    assert "http" not in " ".join(policy.values())
    nonces = re.findall(r"<script nonce=\"([\w-]+)\"", body)
    assert len(nonces) == len(re.findall(r"<script[\s>]", body))
    assert {f"'nonce-{nonce}'" for nonce in nonces} <= set(policy["script-src"].split())
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


class _NoDesk:
    """The port is taken before the desk is asked for anything."""


def test_a_busy_port_is_one_clear_line(served: Served) -> None:
    with pytest.raises(BadInput, match=f"port {served.port} is in use by another program: choose another with --port"):
        Console(_NoDesk(), port=served.port)  # type: ignore[arg-type]


def test_the_console_is_served_on_this_machine_only() -> None:
    with pytest.raises(BadInput, match=r"host must be one of 127\.0\.0\.1, localhost, ::1, got '0\.0\.0\.0'"):
        Console(_NoDesk(), host="0.0.0.0", port=0)  # type: ignore[arg-type]
