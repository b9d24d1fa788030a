"""The addresses at the door: pair this browser, log in, show the PIN, choose a password, log out.

They are plain pages with plain forms, so that nobody who isn't known opens a websocket. A guess costs a thread of its own: however
many come at once, the session's own threads are not kept waiting.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, ParamSpec, TypeVar
from urllib.parse import parse_qs

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from app.console import entrance_pages as pages
from app.console.door import CALLER, DEVICE, LOGIN, Caller, Door
from app.console.layout import House, running, told, visit
from app.errors import BadInput, RespiteError
from app.i18n import N_
from app.people.logins import Login, State
from app.people.roles import Right, home
from app.people.staff import Wait

if TYPE_CHECKING:
    from starlette.types import Scope

    from app.people.office import Office

P = ParamSpec("P")
T = TypeVar("T")

#: bytes of a form
_MOST = 4096
#: guesses that may wait for their turn
_WAITING = 8
#: seconds: as long as a browser keeps a cookie (RFC 6265bis)
_KEPT_S = 400 * 24 * 3600

WRONG = N_("Name or password is wrong.")
WRONG_PIN = N_("The PIN is wrong.")
NOW_PASSWORD = N_("The PIN was wrong too often: enter the password.")
WAIT = N_("Too many wrong ones. Try again in {seconds} s.")
WRONG_CODE = N_("The code is wrong, or holds no longer. Have a new one shown.")
NOT_TWICE = N_("The new password was not typed the same twice.")
BUSY = N_("Too many try at once. Try again in a moment.")


class Entrance:
    """See the module."""

    def __init__(self, office: Office, house: House) -> None:
        self._office, self._house = office, house
        self._guesses = ThreadPoolExecutor(1, "guess")
        self._waiting = 0

    def beyond(self, scope: Scope) -> str:
        """The page that says that what somebody came for is not theirs."""
        request = Request(scope)
        return pages.beyond(visit(self._house, request), _login(request))

    def routes(self, site: FastAPI) -> None:
        """Serve the pages."""
        site.get("/login")(self.login_page)
        site.post("/login")(self.login)
        site.get("/pin")(self.pin_page)
        site.post("/pin")(self.pin)
        site.get("/pair")(self.pair_page)
        site.post("/pair")(self.pair)
        site.get("/account")(self.account_page)
        site.post("/account")(self.account)
        site.post("/logout")(self.logout)
        site.post("/awake")(self.awake)
        site.get("/idle")(self.idle)

    # ---- pairing ------------------------------------------------------------------------------------------------------

    def pair_page(self, request: Request, code: str = "") -> Response:
        if _caller(request).device is not None:
            return RedirectResponse("/login", 303)
        typed = code if code.isdigit() and len(code) < 12 else ""
        return self._page(request, pages.pair(visit(self._house, request), typed, _browser(request)))

    async def pair(self, request: Request) -> Response:
        caller, form, at = _caller(request), await _form(request), visit(self._house, request)
        network = self._office.network
        assert network is not None
        _ = at.translate
        if caller.device is not None:
            return RedirectResponse("/login", 303)
        name = form.get("name", "") or _browser(request)
        wait = await asyncio.to_thread(self._office.staff.pairing_wait, caller.address)
        if wait:
            self._refuse(caller, "a pairing code before its time", "/pair")
            said = _(WAIT).format(seconds=round(wait.total_seconds()) or 1)
            return self._page(request, pages.pair(at, "", name, said), 429)
        if not network.pairing.take(form.get("code", "")):
            await asyncio.to_thread(self._office.staff.pairing_failed, caller.address)
            self._refuse(caller, "a wrong pairing code", "/pair")
            return self._page(request, pages.pair(at, "", name, _(WRONG_CODE)), 401)
        _number, token = await asyncio.to_thread(network.devices.add, name, caller.address)
        answer = RedirectResponse("/login", 303)
        answer.set_cookie(DEVICE, token, max_age=_KEPT_S, secure=True, httponly=True, samesite="strict")
        return answer

    # ---- the login ----------------------------------------------------------------------------------------------------

    def login_page(self, request: Request, to: str = "/") -> Response:
        login = _caller(request).login
        if login is not None and login.active:
            return RedirectResponse(_after(login, to), 303)
        return self._page(request, pages.login(visit(self._house, request), to))

    async def login(self, request: Request) -> Response:
        caller, form, at = _caller(request), await _form(request), visit(self._house, request)
        assert caller.device is not None
        name, to = form.get("name", ""), form.get("to", "/")
        found = await self._guess(self._office.staff.enter, name, form.get("password", ""), caller.address)
        if found is None or isinstance(found, (Wait, str)):
            known = await asyncio.to_thread(self._office.staff.known, name)
            said, status = self._said_no(request, found, caller, "/login", known)
            return self._page(request, pages.login(at, to, name, said), status)
        if caller.login is not None:
            self._office.logins.end(caller.login)
        login, secret = self._office.logins.begin(found, caller.device)
        await self._told("login", login, caller)
        return _with_login(RedirectResponse(_after(login, to), 303), secret)

    def pin_page(self, request: Request, to: str = "/") -> Response:
        login = _login(request)
        if login.active:
            return RedirectResponse(_after(login, to), 303)
        return self._page(request, self._pin_form(request, login, to))

    async def pin(self, request: Request) -> Response:
        caller, form, login = _caller(request), await _form(request), _login(request)
        staff, typed, to = self._office.staff, form.get("secret", ""), form.get("to", "/")
        if login.active:
            return RedirectResponse(_after(login, to), 303)
        by_pin = login.takes_pin
        if by_pin:
            # counted before it is looked at, so that guesses that come at once count too
            login.wrong_pins += 1
            right = await self._guess(staff.pin_fits, login.person, typed)
            if right is not True:
                self._refuse(caller, "a wrong PIN", "/pin", login.name)
                said = WRONG_PIN if login.takes_pin else NOW_PASSWORD
                at = visit(self._house, request)
                return self._page(request, self._pin_form(request, login, to, at.translate(said)), 401)
        else:
            found = await self._guess(staff.enter, login.name, typed, caller.address)
            if found is None or isinstance(found, (Wait, str)):
                said, status = self._said_no(request, found, caller, "/pin", login.name)
                return self._page(request, self._pin_form(request, login, to, said), status)
        if login.state is State.ENDED:
            return RedirectResponse("/login", 303)
        secret = self._office.logins.unlock(login, by_password=not by_pin)
        return _with_login(RedirectResponse(_after(login, to), 303), secret)

    async def logout(self, request: Request) -> Response:
        login = _login(request)
        self._office.logins.end(login)
        await self._told("logout", login, _caller(request))
        answer = RedirectResponse("/login", 303)
        answer.delete_cookie(LOGIN, secure=True, httponly=True, samesite="strict")
        return answer

    def awake(self, request: Request) -> Response:
        """The person does something on a page."""
        _login(request).touch()
        return Response(status_code=204)

    def idle(self, request: Request) -> Response:
        """Where the login of this browser stands; to ask is not to do something."""
        login = _caller(request).login
        state = "out" if login is None else login.state.value
        return JSONResponse({"state": state}, headers={"Cache-Control": "no-store"})

    # ---- one's own account --------------------------------------------------------------------------------------------

    async def account_page(self, request: Request, done: str = "") -> Response:
        return await self._account_page(request, done=done)

    async def account(self, request: Request) -> Response:
        caller, form, login = _caller(request), await _form(request), _login(request)
        at, staff, old, pin = visit(self._house, request), self._office.staff, form.get("old", ""), "pin" in form
        found = await self._guess(staff.enter, login.name, old, caller.address)
        if found is None or isinstance(found, (Wait, str)):
            said, status = self._said_no(request, found, caller, "/account", login.name)
            return await self._account_page(request, said, status, pin)
        try:
            if pin:
                await self._guess(staff.choose_pin, login.person, form["pin"])
                login.has_pin = bool(form["pin"])
                return RedirectResponse("/account?done=pin", 303)
            if form.get("new", "") != form.get("again", ""):
                raise BadInput(NOT_TWICE)
            await self._guess(staff.choose_password, login.person, old, form.get("new", ""))
        except RespiteError as error:
            return await self._account_page(request, told(error, at.translate), 400, pin)
        first = login.renew
        self._office.logins.end_person(login.name)
        member = await asyncio.to_thread(staff.member, login.person)
        if member is None or caller.device is None:
            return RedirectResponse("/login", 303)
        again, secret = self._office.logins.begin(member, caller.device)
        return _with_login(RedirectResponse(home(again.rights) if first else "/account?done=password", 303), secret)

    async def _account_page(
        self, request: Request, said: str = "", status: int = 200, pin: bool = False, done: str = ""
    ) -> Response:
        return self._page(
            request, pages.account(visit(self._house, request), _login(request), said, pin=pin, done=done), status
        )

    # ---- inside -------------------------------------------------------------------------------------------------------

    async def _guess(self, check: Callable[P, T], *args: P.args, **more: P.kwargs) -> T | str:
        """Carry out what takes an Argon2; a text when too many wait for theirs."""
        if self._waiting >= _WAITING:
            return BUSY
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._guesses, lambda: check(*args, **more))
        finally:
            self._waiting -= 1

    def _said_no(
        self, request: Request, found: Wait | str | None, caller: Caller, path: str, known: str
    ) -> tuple[str, int]:
        """What to tell whoever's password was not taken, and the status."""
        _ = visit(self._house, request).translate
        if isinstance(found, str):
            return _(found), 503
        if isinstance(found, Wait):
            self._refuse(caller, "a password before its time", path, **({"name": known} if known else {}))
            return _(WAIT).format(seconds=max(1, round(found.seconds))), 429
        self._refuse(caller, "a wrong password", path, **({"name": known} if known else {}))
        return _(WRONG), 401

    def _pin_form(self, request: Request, login: Login, to: str, said: str = "") -> str:
        view = running(self._house.desk) if login.may(Right.ENTER) else None
        return pages.pin(visit(self._house, request), login, to, said, view=view)

    def _page(self, request: Request, body: str, status: int = 200) -> Response:
        return HTMLResponse(body, status, {"Cache-Control": "no-store"})

    def _refuse(self, caller: Caller, what: str, path: str, who: str = "", **more: str) -> None:
        Door.write(self._office.refusals.add, what, caller.address, path, who, **more)

    async def _told(self, kind: str, login: Login, caller: Caller) -> None:
        where = {"address": caller.address, "browser": login.device or "this machine"}
        await asyncio.to_thread(self._office.store.audit, kind, login.name, None, where, who=login.name)


def _caller(request: Request) -> Caller:
    caller: Caller = request.scope[CALLER]
    return caller


def _login(request: Request) -> Login:
    """The login that the door let through."""
    login = _caller(request).login
    if login is None:
        raise HTTPException(401)
    return login


def _with_login(answer: Response, secret: str) -> Response:
    answer.set_cookie(LOGIN, secret, secure=True, httponly=True, samesite="strict")
    return answer


def _after(login: Login, to: str) -> str:
    """Where somebody goes who is in: where they wanted to, or to their own first page."""
    if login.renew:
        return "/account"
    ours = to.startswith("/") and not to.startswith(("//", "/\\")) and to.isprintable()
    return to if ours and to != "/" else home(login.rights)


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form. A longer one than any of ours is refused."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _MOST:
            raise HTTPException(413)
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=10)
    except ValueError as error:
        raise HTTPException(400) from error
    return {name: values[0] for name, values in fields.items()}


def _browser(request: Request) -> str:
    """What the browser says it is, for the name of a paired one."""
    said = request.headers.get("user-agent", "")
    kinds = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
    systems = (
        ("iPad", "iPad"),
        ("iPhone", "iPhone"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    )
    found = [next((name for mark, name in marks if mark in said), "") for marks in (kinds, systems)]
    return ", ".join(name for name in found if name)
