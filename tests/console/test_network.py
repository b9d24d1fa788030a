"""On the ward's network: who is let in, who is not, and that each refusal stands in the audit trail."""

from __future__ import annotations

import hashlib
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from app.network.certificate import own
from app.people.roles import PAGES, Role
from tests.console.axe import examine
from tests.console.conftest import ROOT
from tests.console.ward import PASSWORD, PEOPLE, Client, Ward, from_elsewhere, staffed, started


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    folder = tmp_path_factory.mktemp("ward")
    staffed(folder / "data")
    with started(folder, folder / "data") as running:
        yield running


@pytest.fixture(scope="module")
def paired(ward: Ward) -> dict[str, str]:
    """The cookies of the one browser that was paired."""
    tablet = Client(ward)
    assert tablet.ask("/", navigate=True)[2]["Location"].startswith("/pair")
    assert tablet.pair("00000000") == 401
    assert tablet.pair(ward.code) == 303
    assert Client(ward).pair(ward.code) == 401, "a code is for one browser"
    return tablet.cookies


@pytest.fixture(scope="module")
def logged_in(ward: Ward, paired: dict[str, str]) -> dict[str, Client]:
    clients = {name: Client(ward, cookies=dict(paired)) for name in PEOPLE}
    assert [client.log_in(name) for name, client in clients.items()] == [303, 303, 303]
    return clients


def stands(ward: Ward, what: str) -> bool:
    """Whether the refusal is in the trail; it is written beside the answer, which doesn't wait for it."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        if what in ward.refused():
            return True
        time.sleep(0.05)
    return False


def test_a_hostile_page_is_refused_and_logged(ward: Ward, logged_in: dict[str, Client]) -> None:
    bo = logged_in["bo"]
    assert bo.ask("/stop", {}, Origin="https://evil.example")[0] == 403
    assert bo.ask("/stop", {}, Origin="null")[0] == 403
    assert bo.shake_hands(Origin="https://evil.example") == 403
    assert stands(ward, "a foreign Origin")
    assert bo.ask("/mirror", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="no-cors")[0] == 403
    assert stands(ward, "a file embedded in another page")


def test_a_foreign_host_is_refused_and_logged(ward: Ward, logged_in: dict[str, Client]) -> None:
    bo = logged_in["bo"]
    assert bo.ask("/sessions", Host=f"evil.example:{ward.port}")[0] == 403
    assert bo.ask("/sessions", Host=f"respite.ward:{ward.port}")[0] == 200, "a name that was given is welcome"
    assert stands(ward, "a foreign Host")


def test_a_guessed_password_is_refused_and_logged_and_waits_longer_each_time(
    ward: Ward, paired: dict[str, str]
) -> None:
    thief = Client(ward, cookies=dict(paired))
    statuses = [thief.log_in("eve", f"password number {n}") for n in range(6)]
    assert statuses == [401] * 5 + [429]
    assert stands(ward, "a wrong password")
    assert stands(ward, "a password before its time")
    assert thief.ask("/sessions")[0] == 401


def test_a_stolen_cookie_is_refused_and_logged(ward: Ward, logged_in: dict[str, Client]) -> None:
    name = "__Host-respite-login"
    thief = Client(ward, cookies={name: logged_in["bo"].cookies[name]})
    assert thief.ask("/sessions")[0] == 401
    assert thief.shake_hands() == 403
    assert stands(ward, "the login of another browser")
    # the machine itself is another browser too
    assert Client(ward, "127.0.0.1", dict(thief.cookies)).ask("/sessions")[0] == 401
    assert logged_in["bo"].ask("/sessions")[0] == 200, "whom it was stolen from goes on"


@pytest.mark.parametrize(
    "path", ["/mirror", "/sessions", "/_nicegui_ws/socket.io/?EIO=4&transport=polling", "/nothing"]
)
def test_a_request_without_a_login_is_refused_and_logged(ward: Ward, paired: dict[str, str], path: str) -> None:
    nobody, unpaired = Client(ward, cookies=dict(paired)), Client(ward)
    assert nobody.ask(path)[0] == 401
    assert unpaired.ask(path)[0] == 401
    assert nobody.ask("/stop", {})[0] == 401
    assert stands(ward, "a request without a login")
    assert stands(ward, "a browser that is not paired")


def test_a_websocket_needs_a_login(ward: Ward, paired: dict[str, str], logged_in: dict[str, Client]) -> None:
    assert Client(ward).shake_hands() == 403
    assert Client(ward, cookies=dict(paired)).shake_hands() == 403
    assert logged_in["bo"].shake_hands() == 101


@pytest.mark.parametrize(
    ("path", "who"),
    [
        ("/", {"bo"}),
        ("/live", {"bo"}),
        ("/sound", {"bo"}),
        ("/sessions", {"bo", "cy"}),
        ("/sessions/1/questionnaires/pcs", {"bo"}),
        ("/compare", {"bo", "cy"}),
        ("/exports", {"cy"}),
        ("/settings", {"ada"}),
        ("/people", {"ada"}),
        ("/devices", {"ada"}),
        ("/audit", {"ada"}),
        ("/account", {"ada", "bo", "cy"}),
    ],
)
def test_each_role_has_its_pages(ward: Ward, logged_in: dict[str, Client], path: str, who: set[str]) -> None:
    assert {name for name, client in logged_in.items() if client.ask(path)[0] in (200, 404)} == who
    if who != set(PEOPLE):
        assert stands(ward, "a page beyond the role")


def test_whoever_is_logged_in_may_stop(logged_in: dict[str, Client]) -> None:
    assert {name: client.ask("/stop", {})[0] for name, client in logged_in.items()} == dict.fromkeys(PEOPLE, 409)


def test_cookies_and_answers_keep_to_tls_and_to_our_own_pages(ward: Ward, paired: dict[str, str]) -> None:
    client = Client(ward, cookies=dict(paired))
    _, _, headers = client.ask("/login", {"name": "bo", "password": PASSWORD})
    (cookie,) = headers.get_all("Set-Cookie") or []
    assert cookie.startswith("__Host-respite-login=")
    for word in ("Secure", "HttpOnly", "SameSite=strict", "Path=/"):
        assert word in cookie
    assert "Domain" not in cookie
    answer = client.ask("/sessions")[2]
    policy = dict(part.split(" ", 1) for part in answer["Content-Security-Policy"].split("; "))
    assert policy["connect-src"] == f"'self' wss://127.0.0.1:{ward.port}"
    assert policy["form-action"] == "'self'"
    assert answer["Strict-Transport-Security"] is None, (
        "a browser that can't check the certificate is not told to insist"
    )


def test_a_tablet_needs_its_browser_a_code_and_its_person(
    ward: Ward, logged_in: dict[str, Client], browser: Browser
) -> None:
    with from_elsewhere(ward.port) as address:
        here = browser.new_context(ignore_https_errors=True, locale="en-GB", viewport={"width": 1024, "height": 768})
        there = browser.new_context(ignore_https_errors=True, locale="en-GB", viewport={"width": 820, "height": 1180})
        machine, tablet = here.new_page(), there.new_page()
        machine.goto(f"https://127.0.0.1:{ward.port}/devices")
        machine.get_by_label("Name", exact=True).fill("ada")
        machine.get_by_label("Password").fill(PASSWORD)
        machine.get_by_role("button", name="Log in").click()
        machine.get_by_test_id("show-code").click()
        expect(machine.get_by_test_id("code")).to_have_text(re.compile(r"\d{4} \d{4}"))
        code = machine.get_by_test_id("code").inner_text()

        tablet.goto(f"{address}/pair?code={code.replace(' ', '')}")
        tablet.get_by_label("Name of this browser").fill("Tablet, bed 9")
        tablet.get_by_role("button", name="Pair").click()
        tablet.get_by_label("Name", exact=True).fill("bo")
        tablet.get_by_label("Password").fill(PASSWORD)
        tablet.get_by_role("button", name="Log in").click()
        expect(tablet.get_by_test_id("me")).to_have_text("bo")
        expect(tablet.get_by_test_id("way-people")).to_have_count(0)
        expect(machine.get_by_test_id("devices")).to_contain_text("Tablet, bed 9")

        # what is not welcome any more is out at once, whatever page it is on
        machine.get_by_test_id("devices").get_by_role("button", name="Revoke Tablet, bed 9").click()
        expect(tablet.get_by_role("heading", name="Pair this browser")).to_be_visible()
        here.close()
        there.close()


def test_axe_finds_nothing_behind_settings(ward: Ward, browser: Browser) -> None:
    context = browser.new_context(ignore_https_errors=True, viewport={"width": 1024, "height": 2400})
    page, url = context.new_page(), f"https://127.0.0.1:{ward.port}"
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{url}/login")
    page.locator("[name=name]").fill("ada")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("form button").click()
    page.wait_for_url("**/people")
    for path in ("/devices", "/people"):
        examine(page, url, path)
    context.close()


def test_every_page_has_its_right() -> None:
    """A page that nobody thought of would be the clinicians' own."""
    code = (ROOT / "app" / "console" / "site.py").read_text()
    paths = re.findall(r"(?:ui\.page|site\.get|site\.post)\(\"/([^/\"{]*)", code)
    assert "mirror" in paths
    assert set(paths) - set(PAGES) == set()


def test_the_own_certificate_is_renewed_before_it_ends_and_when_a_name_is_missing(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    first, made = own(tmp_path, ("respite.ward", "10.0.0.7"), now)
    assert made
    assert own(tmp_path, ("respite.ward",), now + timedelta(days=300)) == (first, False)
    second, made = own(tmp_path, ("respite.ward",), now + timedelta(days=340))
    assert made
    assert second.fingerprint != first.fingerprint
    assert second.ends > now + timedelta(days=700)
    third, made = own(tmp_path, ("respite.ward", "10.0.0.8"), now + timedelta(days=341))
    assert made
    assert third.key.stat().st_mode & 0o777 == 0o600
    assert third.key.parent.stat().st_mode & 0o777 == 0o700


def test_a_newer_certificate_is_shown_from_the_next_connection_on(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    first, _ = own(tmp_path, ("127.0.0.1",), now - timedelta(days=340))
    context = first.context()

    def shown(door: socket.socket) -> str:
        asking = threading.Thread(target=lambda: context.wrap_socket(door.accept()[0], server_side=True).close())
        asking.start()
        seen = ssl.get_server_certificate(door.getsockname())
        asking.join()
        return hashlib.sha256(ssl.PEM_cert_to_DER_cert(seen)).digest().hex(":").upper()

    with socket.create_server(("127.0.0.1", 0)) as door:
        assert shown(door) == first.fingerprint
        newer, made = own(tmp_path, ("127.0.0.1",), now)
        assert made
        newer.load_into(context)
        assert shown(door) == newer.fingerprint != first.fingerprint


def test_the_roles_are_the_ones_that_are_tested() -> None:
    assert set(PEOPLE.values()) == set(Role)
