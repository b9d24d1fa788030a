"""What all pages share: the language, the header, and how a page is framed."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast
from urllib.parse import quote

from fastapi import Request
from fastapi.requests import HTTPConnection
from nicegui import ui

from app.console import keys, theme
from app.console.allowed import AllowedDesk, check
from app.console.door import CALLER
from app.console.parts import Node, button
from app.console.sentences import sentence
from app.console.strip import strip
from app.errors import RespiteError
from app.i18n import LANGUAGES, N_, translator
from app.people.roles import Right, page_right

if TYPE_CHECKING:
    from fastapi import FastAPI

    from app.console.history import SoundHistory
    from app.console.mirror import Mirror
    from app.people.logins import Login
    from app.people.office import Office
    from app.session.view import Desk, LiveView

COOKIE = "respite-language"
_YEAR_S = 365 * 24 * 3600
_HTML_LANGUAGE = {"en": "en-US", "zh_CN": "zh-CN"}


@dataclass(frozen=True, slots=True)
class Way:
    """A page that the header leads to. name : what the page gives to `framed` as its `active`; text : a message id"""

    name: str
    text: str
    href: str


#: the header, from left to right
WAYS = (
    Way("session", N_("Today"), "/"),
    Way("records", N_("Records"), "/sessions"),
    Way("sound", N_("Sound"), "/sound"),
)
#: the pages behind Settings: one word in the header leads to the first of them, and each shows the row of all
SETTINGS: tuple[Way, ...] = (
    Way("settings", N_("This site"), "/settings"),
    Way("people", N_("People"), "/people"),
    Way("devices", N_("Devices"), "/devices"),
    Way("audit", N_("Audit trail"), "/audit"),
)
#: what the first word says while a session runs
RUNNING = Way("session", N_("Session"), "/live")
#: shown while the browser can't reach the console
LOST = N_("The connection to Respite is lost. Trying again…")


@dataclass(frozen=True, slots=True)
class House:
    """What every page works with. office : who works here; None where nobody is asked, as in a trial"""

    desk: Desk
    mirror: Mirror
    history: SoundHistory
    office: Office | None = None

    @property
    def networked(self) -> bool:
        """Whether people log in."""
        return self.office is not None and self.office.network is not None


@dataclass(frozen=True, slots=True)
class Visit:
    """One browser on one page, in one language. login : whose; None where nobody logs in; here : on this machine itself"""

    house: House
    language: str
    path: str
    login: Login | None = None
    here: bool = True

    @property
    def desk(self) -> Desk:
        """What can be done, by whoever this is."""
        house = self.house
        if house.office is None or not house.networked:
            return house.desk
        return cast("Desk", AllowedDesk(house.desk, self.login, house.office))

    def may(self, right: Right) -> bool:
        """Whether this may be offered."""
        return not self.house.networked or (self.login is not None and self.login.may(right))

    def demand(self, right: Right) -> None:
        """Go on only if this may be done, here and now: to be called before anything is done that isn't the desk's.

        Raises `app.people.roles.Refused`.
        """
        if self.house.networked:
            check(self.login, right)

    @property
    def translate(self) -> Callable[[str], str]:
        return translator(self.language)


def running(desk: Desk) -> LiveView | None:
    """The session that runs. One that is over and is just being put away no longer does."""
    view = desk.live
    return None if view is None or view.phase in ("complete", "aborted") else view


def visit(house: House, request: HTTPConnection) -> Visit:
    """The browser's visit: its language is what it chose before, else what it prefers, else English."""
    language = request.cookies.get(COOKIE, "")
    if language not in LANGUAGES:
        preferred = request.headers.get("accept-language", "").strip().lower()
        language = "zh_CN" if preferred.startswith("zh") else "en"
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    caller = request.scope.get(CALLER)
    return Visit(house, language, path) if caller is None else Visit(house, language, path, caller.login, caller.here)


def routes(app: FastAPI) -> None:
    """The language switch: a link that sets the cookie and leads back."""
    from fastapi import HTTPException
    from fastapi.responses import RedirectResponse

    @app.get("/language/{language}")
    def choose(request: Request, language: str, to: str = "/") -> RedirectResponse:
        if language not in LANGUAGES:
            raise HTTPException(404)
        here = to if to.startswith("/") and not to.startswith(("//", "/\\")) else "/"
        answer = RedirectResponse(here, status_code=303)
        answer.set_cookie(
            COOKIE, language, max_age=_YEAR_S, samesite="strict", httponly=True, secure=request.url.scheme == "https"
        )
        return answer


@contextmanager
def framed(at: Visit, title: str, active: str) -> Iterator[None]:
    """A page with header and main part. `active` : the name of one of `WAYS` or `SETTINGS`, or ""."""
    _ = at.translate
    client = ui.context.client
    client.title = f"{title} · Respite"
    client.page = copy.copy(client.page)  # the page object is shared by all visits; this visit has its own language
    client.page.language = _HTML_LANGUAGE[at.language]  # type: ignore[assignment]
    ui.add_head_html(theme.head())
    lost = _(LOST).replace('"', "'")
    ui.add_head_html(f'<style>:root {{ --lost: "{lost}"; }}</style>')
    Node("a", _("Skip to the page's content"), "skip", href="#main")
    with Node("header", look="bar"):
        with Node("a", look="brand", href="/", aria_label="Respite"):
            Node("img", look="mark", src=theme.file_url("mark.svg"), alt="", width="32", height="32")
            Node("span", "Respite", "word")
        _ways(at, active)
        with Node("nav", look="segments languages", aria_label=_("Language")):
            for language, name in LANGUAGES.items():
                Node(
                    "a",
                    name,
                    "segment",
                    href=f"/language/{language}?to={quote(at.path)}",
                    lang=_HTML_LANGUAGE[language],
                    aria_current="true" if language == at.language else None,
                    data_testid=f"language-{language}",
                )
        if at.login is not None:
            _me(at, at.login)
        with button("", None, "way keys-open", data_testid="keys-open", aria_label=_("Keys"), aria_haspopup="dialog"):
            Node("kbd", "?", "key-cap", aria_hidden="true")
    if not at.house.networked or at.login is not None:
        strip(at.desk, _, live=at.path.partition("?")[0] == "/live", care=at.may(Right.CARE))
    keys.sheet(_)
    settings = _settings(at)
    with Node("div", look="main", id="main"):
        if len(settings) > 1 and active in {way.name for way in settings}:
            with Node("nav", look="segments behind", aria_label=_("Settings")):
                for way in settings:
                    _way(way, active, "segment", at)
        yield


def _me(at: Visit, login: Login) -> None:
    """Whoever is logged in: the way to their account, and out. A page that nobody uses leads to the PIN."""
    _ = at.translate
    ui.add_head_html(f'<script defer src="{theme.file_url("away.js")}"></script>')
    with Node("form", look="me", method="post", action="/logout"):
        Node("a", login.name, "name", href="/account", title=_("Your account"), data_testid="me")
        Node("button", _("Log out"), "button small", type_="submit", data_testid="logout")


def _settings(at: Visit) -> tuple[Way, ...]:
    """The pages behind Settings; backups are there for somebody who has no records beside which they'd stand."""
    backups = () if at.may(Right.READ) or not at.may(Right.WORK) else (Way("work", N_("Backups"), "/work"),)
    return (*allowed(SETTINGS, at), *backups)


def allowed(ways: tuple[Way, ...], at: Visit) -> tuple[Way, ...]:
    """Those that lead somewhere for whoever this is."""
    nobody = {"people", "audit"} if at.house.office is None else set()
    absent = nobody if at.house.networked else nobody | {"devices"}
    return tuple(way for way in ways if at.may(page_right(way.href)) and way.name not in absent)


def _ways(at: Visit, active: str) -> None:
    """The header's words. The pages behind Settings share one."""
    _ = at.translate
    with Node("nav", look="ways", aria_label=_("Pages")):
        for way in allowed(WAYS, at):
            _way(RUNNING if way.name == RUNNING.name and running(at.desk) else way, active, "way", at)
        settings = _settings(at)
        if settings:
            inside = active in {way.name for way in settings}
            _way(replace(settings[0], text=N_("Settings")), settings[0].name if inside else "", "way", at)


def _way(way: Way, active: str, look: str, at: Visit) -> None:
    Node(
        "a",
        at.translate(way.text),
        look,
        href=way.href,
        aria_current="page" if way.name == active else None,
        data_testid=f"way-{way.name}",
    )


def lone(at: Visit, title: str, line: str = "") -> None:
    """A page that says one thing: `title`, a message id, and perhaps a line about it."""
    _ = at.translate
    with framed(at, _(title), ""), Node("section", look="card lone"):
        Node("h1", _(title), "title")
        if line:
            Node("p", sentence(line, _), "soft")
        with Node("div", look="actions"):
            for way, look in zip(allowed(WAYS[:2], at), ("button primary", "button"), strict=False):
                Node("a", _(way.text), look, href=way.href)


def told(error: RespiteError, translate: Callable[[str], str]) -> str:
    """The one line of an error."""
    line = sentence(" ".join(str(error).split()), translate)
    return line[:1].upper() + line[1:]
