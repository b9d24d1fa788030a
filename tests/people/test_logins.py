"""Logins that lock when nobody is there, and browsers that are paired."""

from __future__ import annotations

from app.network.pairing import HOLDS_S, TRIES, Devices, Pairing
from app.people.logins import IDLE_S, LONGEST_S, Login, Logins, State
from app.people.staff import Staff
from app.store import Store
from tests.people.clock import Clock
from tests.people.entering import entered


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


# ---- pairing ---------------------------------------------------------------------------------------------------------


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
