"""What an idle login, and a role, may still do: at the door and at the desk."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import httpx
import pytest
from fastapi import FastAPI

from app.console.allowed import AllowedDesk
from app.console.door import DEVICE, LOGIN, Door
from app.console.entrance import Entrance
from app.console.layout import House
from app.network.pairing import Devices, Pairing
from app.people.logins import IDLE_S, Login, Logins
from app.people.office import Network, Office
from app.people.roles import Refused, Role
from app.people.staff import Staff
from app.session.view import Desk
from app.store import Store
from tests.console.ward import PASSWORD
from tests.people.clock import Clock
from tests.people.entering import entered

T = TypeVar("T")


class Behind:
    """What stands behind the door: it says 200, and opens each websocket."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.accept"})
            while (await receive())["type"] == "websocket.receive":
                await send({"type": "websocket.send", "text": "heard"})
            return
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


class RunningDesk:
    """A desk at which a session runs."""

    class live:
        phase = "exposure"


class AnyDesk:
    """A desk on which everything can be done, and nothing happens."""

    def __getattr__(self, name: str) -> Any:
        return lambda: name


@pytest.fixture
def office(store: Store, staff: Staff, clock: Clock) -> Office:
    network = Network(store, None, 8123, None, None, Pairing(), Devices(store))  # type: ignore[arg-type]
    return Office(store, staff, Logins(clock=clock), network)


def carried(office: Office, name: str) -> tuple[Login, bytes]:
    """A login on a paired browser, and the cookies it sends."""
    number, token = office.network.devices.add("Tablet", "10.0.0.9") if office.network else (0, "")
    login, secret = office.logins.begin(entered(office.staff, name), number)
    return login, f"{DEVICE}={token}; {LOGIN}={secret}".encode()


def run(work: Coroutine[Any, Any, T]) -> T:
    """Carry it out on a thread of its own: the browser of other tests keeps a loop on this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def status(office: Office, path: str, cookie: bytes, method: str = "GET") -> int:
    async def go() -> int:
        said: list[Any] = []

        async def send(message: Any) -> None:
            said.append(message)

        headers = [(b"cookie", cookie)]
        scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": headers}
        scope |= {"client": ("10.0.0.9", 1), "server": ("10.0.0.7", 8123)}
        await Door(Behind(), office)(scope, None, send)  # type: ignore[arg-type]
        return int(said[0]["status"])

    return run(go())


def test_stop_stays_with_whoever_was_logged_in_while_the_pin_is_asked_for(office: Office, clock: Clock) -> None:
    login, cookie = carried(office, "bo")
    assert status(office, "/live", cookie) == 200
    clock.seconds += IDLE_S + 1
    assert {path: status(office, path, cookie) for path in ("/live", "/mirror", "/sessions", "/account")} == {
        "/live": 401,
        "/mirror": 401,
        "/sessions": 401,
        "/account": 401,
    }
    assert status(office, "/stop", cookie, "POST") == 200
    assert status(office, "/pin", cookie) == 200
    office.logins.end(login)
    assert status(office, "/stop", cookie, "POST") == 401


def test_a_websocket_ends_with_its_login(office: Office, clock: Clock) -> None:
    login, cookie = carried(office, "bo")

    async def go() -> list[str]:
        said: list[Any] = []
        heard: asyncio.Queue[Any] = asyncio.Queue()

        async def send(message: Any) -> None:
            said.append(message["type"])
            if message["type"] == "websocket.send":
                office.logins.end(login)

        for _ in range(3):
            heard.put_nowait({"type": "websocket.receive", "text": "hello"})
        scope = {"type": "websocket", "path": "/_nicegui_ws/", "query_string": b"", "headers": [(b"cookie", cookie)]}
        scope |= {"client": ("10.0.0.9", 1), "server": ("10.0.0.7", 8123)}
        await Door(Behind(), office)(scope, heard.get, send)
        return said

    assert run(go()) == ["websocket.accept", "websocket.send", "websocket.close"]


def test_a_person_must_choose_their_own_password_first(office: Office) -> None:
    given = office.staff.add("Cy", [Role.CLINICIAN])
    member = entered(office.staff, "cy", given)
    _, cookie = carried(office, "bo")
    number = next(iter(office.network.devices.listed())).id if office.network else 0
    _, secret = office.logins.begin(member, number)
    cookie = cookie.split(b";")[0] + f"; {LOGIN}={secret}".encode()
    assert status(office, "/", cookie) == 403
    assert status(office, "/account", cookie) == 200


def test_the_pin_page_keeps_stop_and_asks_for_the_password_after_three_wrong_pins(office: Office, clock: Clock) -> None:
    (bo,) = [m for m in office.staff.members() if m.name == "Bo"]
    office.staff.choose_pin(bo.id, "2580")
    _, cookie = carried(office, "bo")
    site = FastAPI()
    Entrance(office, House(RunningDesk(), None, None, office)).routes(site)  # type: ignore[arg-type]
    site.add_middleware(Door, office=office)
    clock.seconds += IDLE_S + 1

    async def go() -> list[tuple[int, str]]:
        way = httpx.ASGITransport(site, client=("10.0.0.9", 1))
        async with httpx.AsyncClient(transport=way, base_url="https://10.0.0.7:8123") as client:
            client.headers["Cookie"] = cookie.decode()
            answers = [await client.get("/pin")]
            for secret in ("1357", "1357", "1357", "2580", PASSWORD):
                client.cookies.clear()
                answers.append(await client.post("/pin", data={"secret": secret, "to": "/live"}))
            return [(answer.status_code, answer.text + answer.headers.get("location", "")) for answer in answers]

    asked, *tried = run(go())
    assert 'data-testid="stop"' in asked[1]
    assert "Is it still you, Bo?" in asked[1]
    assert [found[0] for found in tried] == [401, 401, 401, 401, 303]
    assert "The PIN was wrong too often" in tried[2][1]
    assert "Name or password is wrong" in tried[3][1], "the PIN is no password"
    assert tried[4][1].endswith("/live")
    assert [c.subject for c in office.store.changes(kind="refused")].count("a wrong PIN") >= 1


def test_what_a_role_does_not_hold_is_refused_at_the_desk_whatever_page_asks(office: Office) -> None:
    from app.console import door

    may: dict[str, set[str]] = {}
    actions = [name for name in dir(Desk) if not name.startswith("_")]
    office.staff.add("Cy", [Role.RESEARCHER], PASSWORD)
    for name in ("ada", "bo", "cy"):
        login, _ = carried(office, name)
        desk = AllowedDesk(AnyDesk(), login, office)
        token = door._HERE.set(login)
        may[name] = set()
        for action in actions:
            try:
                getattr(desk, action)()
            except Refused:
                continue
            may[name].add(action)
        door._HERE.reset(token)
        with pytest.raises(Refused):
            desk.stop()  # somebody else's page
    care, records = {"start", "switch", "enter_rating", "calibrate", "enrol"}, {"session", "find", "course_of"}
    assert care | records | {"stop", "compare"} <= may["bo"]
    assert records | {"stop", "compare", "export"} <= may["cy"]
    assert {"stop", "back_up"} <= may["ada"]
    assert may["bo"] & {"export", "back_up"} == set()
    assert may["cy"] & (care | {"back_up"}) == set()
    assert may["ada"] & (care | records | {"compare", "export"}) == set()
