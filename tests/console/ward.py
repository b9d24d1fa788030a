"""The program on a ward's network as a clinic starts it, and browsers that come from another machine."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import socket
import ssl
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from app.people.password import Cost, Hasher
from app.people.roles import Role
from app.people.staff import Staff
from app.store import Store
from tests.console.conftest import ROOT
from tests.console.program import free_port, program

#: what a guess costs here: a test is about who is let in, not about how dear a guess is
CHEAP = Cost(1, 8, 1)
PASSWORD = "four words in one row"
#: an address of this machine that the program takes for another one's
ELSEWHERE = "127.0.0.2"
#: where a browser from elsewhere finds the program
THERE = "127.0.0.3"
PEOPLE = {"ada": Role.ADMINISTRATOR, "bo": Role.CLINICIAN, "cy": Role.RESEARCHER}


@dataclass(frozen=True)
class Ward:
    """The running program: its port, its record, what it said, and its own certificate."""

    port: int
    data: Path
    log: Path

    @property
    def code(self) -> str:
        """The pairing code that the terminal showed."""
        deadline = time.monotonic() + 10
        while (found := re.search(r"Pairing code.*?: (\d{4} \d{4})", self.log.read_text())) is None:
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.05)
        return found[1]

    def refused(self) -> list[str]:
        """All that stands in the audit trail as refused."""
        with Store.open(self.data, read_only=True) as store:
            return [change.subject for change in store.changes(1000, kind="refused")]


def staffed(data: Path) -> None:
    """One person of each role."""
    with Store.open(data) as store:
        for name, role in PEOPLE.items():
            Staff(store, Hasher(CHEAP)).add(name, [role], PASSWORD)


@contextlib.contextmanager
def started(folder: Path, data: Path) -> Iterator[Ward]:
    port = free_port()
    log = folder / f"log-{port}"
    env = {**os.environ, "PYTHONPATH": str(ROOT), "XR_RUNTIME_JSON": str(folder / "none.json"), "DISPLAY": ""}
    command = [sys.executable, "-m", "app", "--data", str(data), "--no-browser", "--offscreen", "--port", str(port)]
    command += ["--network", "--listen", "127.0.0.1", "--name", THERE, "--name", "respite.ward"]
    with program(command, port, folder, env, log):
        yield Ward(port, data, log)


@dataclass
class Client:
    """A browser without a screen: it keeps cookies, and takes only the ward's own certificate."""

    ward: Ward
    source: str = ELSEWHERE
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def here(self) -> str:
        return f"127.0.0.1:{self.ward.port}"

    def ask(
        self, path: str, form: Mapping[str, str] | None = None, *, navigate: bool = False, **headers: str
    ) -> tuple[int, str, http.client.HTTPMessage]:
        """Status, body and headers; with a `form` it is posted."""
        trust = ssl.create_default_context(cafile=self.ward.data / "network" / "certificate.pem")
        connection = http.client.HTTPSConnection(
            "127.0.0.1", self.ward.port, timeout=20, context=trust, source_address=(self.source, 0)
        )
        sent = {"Host": self.here}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if navigate:
            sent |= {"Sec-Fetch-Mode": "navigate", "Accept": "text/html"}
        if form is not None:
            sent |= {"Origin": f"https://{self.here}", "Content-Type": "application/x-www-form-urlencoded"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET" if form is None else "POST", path, None if form is None else urlencode(form), sent)
        answer = connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value.strip('"')
        body = answer.read().decode() if "multipart" not in answer.headers.get("Content-Type", "") else ""
        connection.close()
        return answer.status, body, answer.headers

    def pair(self, code: str) -> int:
        return self.ask("/pair", {"code": code, "name": "Tablet, bed 4"})[0]

    def log_in(self, name: str, password: str = PASSWORD) -> int:
        return self.ask("/login", {"name": name, "password": password, "to": "/"})[0]

    def shake_hands(self, **headers: str) -> int:
        """The status that a websocket's handshake is answered with (101: it is open)."""
        sent = {
            "Host": self.here,
            "Origin": f"https://{self.here}",
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Version": "13",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        } | headers
        lines = ["GET /_nicegui_ws/socket.io/?EIO=4&transport=websocket HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in sent.items()]
        trust = ssl.create_default_context(cafile=self.ward.data / "network" / "certificate.pem")
        with (
            socket.create_connection(("127.0.0.1", self.ward.port), 20, (self.source, 0)) as plain,
            trust.wrap_socket(plain, server_hostname="127.0.0.1") as line,
        ):
            line.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
            return int(line.recv(4096).split(b" ", 2)[1])


@contextlib.contextmanager
def from_elsewhere(port: int) -> Iterator[str]:
    """The address at which a real browser reaches the program as if it came from another machine."""
    lines: list[threading.Thread] = []
    with socket.create_server((THERE, port)) as door:
        letting = threading.Thread(target=_let_in, args=(door, port, lines))
        letting.start()
        try:
            yield f"https://{THERE}:{port}"
        finally:
            door.shutdown(socket.SHUT_RDWR)
            for thread in (letting, *lines):
                thread.join(20)


def _let_in(door: socket.socket, port: int, lines: list[threading.Thread]) -> None:
    with contextlib.suppress(OSError):
        while True:
            near, _ = door.accept()
            lines.append(threading.Thread(target=_connect, args=(near, port)))
            lines[-1].start()


def _connect(near: socket.socket, port: int) -> None:
    with near, socket.create_connection(("127.0.0.1", port), 20, (ELSEWHERE, 0)) as far:
        far.settimeout(None)
        back = threading.Thread(target=_carry, args=(far, near))
        back.start()
        _carry(near, far)
        back.join()


def _carry(a: socket.socket, b: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := a.recv(65536):
            b.sendall(data)
    for end in (a, b):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
