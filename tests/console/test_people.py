"""People: passwords, waits, PINs, and what an idle login may still do."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from fastapi import FastAPI

from app.console.allowed import AllowedDesk
from app.console.door import DEVICE, LOGIN, Door
from app.console.entrance import Entrance
from app.console.layout import House
from app.errors import BadInput
from app.network.pairing import HOLDS_S, TRIES, Devices, Pairing
from app.people.logins import IDLE_S, LONGEST_S, Login, Logins, State
from app.people.office import Network, Office
from app.people.password import Hasher, check_password, check_pin, temporary
from app.people.roles import Refused, Role
from app.people.staff import Member, Staff, Wait
from app.session.view import Desk
from app.store import Store
from tests.console.ward import CHEAP, PASSWORD

T = TypeVar("T")
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record in which two people work."""
    folder = tmp_path_factory.mktemp("staffed")
    with Store.open(folder) as store:
        staff = Staff(store, Hasher(CHEAP), Clock().now)
        staff.add("Ada", [Role.ADMINISTRATOR], PASSWORD)
        staff.add("Bo", [Role.CLINICIAN], PASSWORD)
    return folder


@pytest.fixture
def store(staffed: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copy(staffed / "respite.db", tmp_path)
    with Store.open(tmp_path) as store:
        yield store


@pytest.fixture
def staff(store: Store, clock: Clock) -> Staff:
    return Staff(store, Hasher(CHEAP), clock.now)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Carry it out on a thread of its own: the browser of other tests keeps a loop on this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def entered(staff: Staff, name: str, password: str = PASSWORD) -> Member:
    """Somebody whose password is right."""
    found = staff.enter(name, password, "10.0.0.1")
    assert isinstance(found, Member)
    return found


@pytest.mark.parametrize(
    "password", ["short one", "1234567890", "Password1234", "aaaaabbbbbaaaa", "it is Bo again", "x" * 129]
)
def test_a_password_that_can_be_guessed_is_refused(password: str) -> None:
    with pytest.raises(BadInput, match="the password must"):
        check_password(password, "bo")


@pytest.mark.parametrize("pin", ["123", "123456789", "12a4", "1111", "2345", "4321"])
def test_a_pin_that_can_be_guessed_is_refused(pin: str) -> None:
    with pytest.raises(BadInput, match="the PIN must"):
        check_pin(pin)


def test_a_temporary_password_keeps_the_rules_and_must_be_changed(staff: Staff) -> None:
    given = staff.add("Cy", [Role.RESEARCHER])
    assert check_password(given, "Cy") == given
    assert given != temporary()
    member = entered(staff, "cy", given)
    assert member.renew
    with pytest.raises(BadInput, match="must be another"):
        staff.choose_password(member.id, given, given)
    staff.choose_password(member.id, given, PASSWORD)
    assert not entered(staff, "cy").renew


def test_the_wait_grows_for_the_person_and_is_not_lifted_by_another_address(staff: Staff, clock: Clock) -> None:
    waits = []
    for n in range(40):
        assert staff.enter("bo", "not this one", f"10.0.0.{n}") is None or n >= 40
        (bo,) = [m for m in staff.members() if m.name == "Bo"]
        waits.append(bo.wait_s)
        clock.seconds += bo.wait_s
    assert waits[:8] == [0, 0, 0, 0, 15, 30, 60, 120]
    assert waits[-1] == 3600
    staff.enter("bo", "not this one", "10.0.1.1")
    right_but_early = staff.enter("bo", PASSWORD, "10.0.1.2")
    assert right_but_early == Wait(3600)
    clock.seconds += 3600
    assert staff.enter("bo", PASSWORD, "10.0.1.2")


def test_a_wait_outlives_a_restart(staffed: Path, tmp_path: Path) -> None:
    shutil.copy(staffed / "respite.db", tmp_path)
    with Store.open(tmp_path) as store:
        staff = Staff(store, Hasher(CHEAP))
        assert [staff.enter("bo", "not this one", "10.0.0.1") for _ in range(5)] == [None] * 5
    with Store.open(tmp_path) as store:
        assert isinstance(Staff(store, Hasher(CHEAP)).enter("bo", PASSWORD, "10.0.0.2"), Wait)


def test_an_address_that_tries_many_names_waits_too(staff: Staff) -> None:
    found = [staff.enter(f"name{n}", "not this one", "10.0.0.1") for n in range(14)]
    assert found[:13] == [None] * 13
    assert isinstance(found[13], Wait)
    assert isinstance(staff.enter("ada", PASSWORD, "10.0.0.1"), Wait)
    assert staff.enter("ada", PASSWORD, "10.0.0.2")


def test_a_machine_with_many_addresses_counts_as_one(staff: Staff) -> None:
    found = [staff.enter(f"name{n}", "not this one", f"2001:db8:1:2::{n:x}") for n in range(14)]
    assert isinstance(found[13], Wait)
    assert staff.enter("ada", PASSWORD, "2001:db8:1:3::1")


def test_the_last_administrator_stays(staff: Staff) -> None:
    with pytest.raises(BadInput, match="somebody must be an administrator"):
        staff.disable("ada")
    with pytest.raises(BadInput, match="somebody must be an administrator"):
        staff.set_roles("ada", [Role.CLINICIAN])
    staff.set_roles("bo", [Role.CLINICIAN, Role.ADMINISTRATOR])
    staff.disable("ada")
    assert staff.enter("ada", PASSWORD, "10.0.0.1") is None


def test_no_secret_is_in_the_audit_trail(staff: Staff, store: Store) -> None:
    given = staff.reset("bo")
    (bo,) = [m for m in staff.members() if m.name == "Bo"]
    staff.choose_pin(bo.id, "2580")
    told = " ".join(f"{c.subject} {c.old} {c.new}" for c in store.changes())
    assert not [word for word in (given, PASSWORD, "2580", "argon2") if word in told]


# ---- logins -----------------------------------------------------------------------------------------------------------


def begun(staff: Staff, clock: Clock, name: str = "bo") -> tuple[Logins, Login, str]:
    logins = Logins(clock=clock)
    return logins, *logins.begin(entered(staff, name), 1)


def test_an_idle_login_is_locked_until_its_person_is_back(staff: Staff, clock: Clock) -> None:
    logins, login, secret = begun(staff, clock)
    for _ in range(3):
        clock.seconds += IDLE_S - 1
        login.touch()
    assert login.active
    clock.seconds += IDLE_S + 1
    assert login.state is State.LOCKED
    login.touch()
    assert login.state is State.LOCKED, "to touch is not to be back"
    fresh = logins.unlock(login, by_password=False)
    assert login.active
    assert logins.find(secret) is None
    assert logins.find(fresh) is login


def test_after_a_day_the_pin_is_not_enough(staff: Staff, clock: Clock) -> None:
    (bo,) = [m for m in staff.members() if m.name == "Bo"]
    staff.choose_pin(bo.id, "2580")
    assert staff.pin_fits(bo.id, "2580")
    assert not staff.pin_fits(bo.id, "2581")
    _, login, _ = begun(staff, clock)
    assert login.takes_pin
    clock.seconds += LONGEST_S + 1
    assert login.state is State.LOCKED
    assert not login.takes_pin


def test_three_wrong_pins_ask_for_the_password(staff: Staff, clock: Clock) -> None:
    (bo,) = [m for m in staff.members() if m.name == "Bo"]
    staff.choose_pin(bo.id, "2580")
    _, login, _ = begun(staff, clock)
    login.wrong_pins = 3
    assert not login.takes_pin


def test_a_role_that_changes_ends_the_login(staff: Staff, clock: Clock) -> None:
    logins, login, secret = begun(staff, clock)
    logins.end_person("Bo")
    assert login.state is State.ENDED
    assert logins.find(secret) is None


# ---- pairing ----------------------------------------------------------------------------------------------------------


def test_a_code_holds_for_one_browser_for_some_minutes_and_some_tries(clock: Clock) -> None:
    pairing = Pairing(clock)
    assert not pairing.take("")
    code = pairing.show().digits
    assert pairing.take(f"{code[:4]} {code[4:]}")
    assert not pairing.take(code)
    code = pairing.show().digits
    clock.seconds += HOLDS_S + 1
    assert not pairing.take(code)
    code = pairing.show().digits
    wrong = "0" * 8 if code != "0" * 8 else "1" * 8
    assert not any(pairing.take(wrong) for _ in range(TRIES))
    assert not pairing.take(code)


def test_a_device_is_known_after_a_restart_until_it_is_revoked(store: Store) -> None:
    number, token = Devices(store).add("Tablet", "10.0.0.9")
    again = Devices(store)
    assert again.find(token) == number
    assert again.find("another") is None
    again.revoke(number)
    assert again.find(token) is None
    assert Devices(store).find(token) is None


# ---- the door ---------------------------------------------------------------------------------------------------------


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


@pytest.fixture
def office(store: Store, staff: Staff, clock: Clock) -> Office:
    network = Network(store, None, 8123, None, None, Pairing(), Devices(store))  # type: ignore[arg-type]
    return Office(store, staff, Logins(clock=clock), network)


def carried(office: Office, name: str) -> tuple[Login, bytes]:
    """A login on a paired browser, and the cookies it sends."""
    number, token = office.network.devices.add("Tablet", "10.0.0.9") if office.network else (0, "")
    login, secret = office.logins.begin(entered(office.staff, name), number)
    return login, f"{DEVICE}={token}; {LOGIN}={secret}".encode()


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


# ---- the desk ---------------------------------------------------------------------------------------------------------


class RunningDesk:
    """A desk at which a session runs."""

    class live:
        phase = "exposure"


class AnyDesk:
    """A desk on which everything can be done, and nothing happens."""

    def __getattr__(self, name: str) -> Any:
        return lambda: name


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
