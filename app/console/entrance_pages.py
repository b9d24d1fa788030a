"""The plain pages at the door, as HTML."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from app.console import theme
from app.console.strip import UNREACHED, escapes
from app.i18n import LANGUAGES
from app.people.password import PIN, SHORTEST
from app.people.roles import TITLES, home

if TYPE_CHECKING:
    from app.console.layout import Visit
    from app.people.logins import Login
    from app.session.view import LiveView

_HTML_LANGUAGE = {"en": "en-US", "zh_CN": "zh-CN"}


def login(at: Visit, to: str, name: str = "", fault: str = "") -> str:
    """Name and password."""
    _ = at.translate
    return _page(
        at,
        _("Log in"),
        _form(
            "/login",
            [
                _hidden("to", to),
                _field(_("Name"), "name", value=name, autocomplete="username", first=not name),
                _field(_("Password"), "password", kind="password", autocomplete="current-password", first=bool(name)),
                _fault(fault),
                _send(_("Log in")),
            ],
        ),
    )


def pin(at: Visit, login: Login, to: str, fault: str = "", *, view: LiveView | None) -> str:
    """The PIN of whoever was here, or the password; and Stop, which stays theirs. view : the session that runs"""
    _ = at.translate
    by_pin = login.takes_pin
    asked = (
        _field(_("PIN"), "secret", kind="password", autocomplete="off", inputmode="numeric", first=True)
        if by_pin
        else _field(_("Password"), "secret", kind="password", autocomplete="current-password", first=True)
    )
    why = _("Nothing was done for a while.") if by_pin else _("It is time to enter the password again.")
    return _page(
        at,
        _("Is it still you, {name}?").format(name=login.name),
        f'<p class="soft">{escape(why)}</p>',
        _form("/pin", [_hidden("to", to), asked, _fault(fault), _send(_("Continue"))]),
        _form("/logout", [_send(_("Somebody else"), "button")], "other"),
        beside="" if view is None else _stop(at, by_key=escapes(view)),
        scripts=("console.js",),
    )


def pair(at: Visit, code: str, name: str, fault: str = "") -> str:
    """The code that Respite's machine shows, and what this browser is to be called."""
    _ = at.translate
    how = _("On the machine that Respite runs on, an administrator opens Settings, Devices and has a code shown.")
    return _page(
        at,
        _("Pair this browser"),
        f'<p class="soft">{escape(how)}</p>',
        _form(
            "/pair",
            [
                _field(
                    _("Code"),
                    "code",
                    value=code,
                    autocomplete="one-time-code",
                    inputmode="numeric",
                    first=not code,
                    big=True,
                ),
                _field(
                    _("Name of this browser"), "name", value=name, autocomplete="off", hint=_("such as: tablet, bed 4")
                ),
                _fault(fault),
                _send(_("Pair")),
            ],
        ),
    )


def account(at: Visit, login: Login, fault: str = "", *, pin: bool = False, done: str = "") -> str:
    """One's own password and PIN. pin : the fault is of the PIN's form; done : "password" or "pin", which was just changed"""
    _ = at.translate
    told = {"password": _("The password was changed."), "pin": _("The PIN was changed.")}.get(done, "")
    title = _("Choose your own password") if login.renew else login.name
    parts = [f'<p class="notice info" role="status">{escape(told)}</p>' if told else ""]
    if login.renew:
        parts.append(f'<p class="soft">{escape(_("The one so far was given to you by somebody else."))}</p>')
    else:
        parts.append(f'<h2 class="heading">{escape(_("Password"))}</h2>')
    rule = _("at least {n} characters; four words in a row are good").format(n=SHORTEST)
    parts.append(
        _form(
            "/account",
            [
                _hidden("name", login.name, autocomplete="username"),
                _field(
                    _("Password so far"), "old", kind="password", autocomplete="current-password", first=login.renew
                ),
                _field(_("New password"), "new", kind="password", autocomplete="new-password", hint=rule),
                _field(_("New password again"), "again", kind="password", autocomplete="new-password"),
                _fault("" if pin else fault),
                _send(_("Change the password")),
            ],
        )
    )
    if login.renew:
        return _page(at, title, *parts, _form("/logout", [_send(_("Log out"), "button")], "other"))
    hint = _("{low} to {high} digits, to come back quickly on this browser; empty for none").format(
        low=PIN[0], high=PIN[1]
    )
    second = [
        f'<h2 class="heading">{escape(_("PIN"))}</h2>',
        _form(
            "/account",
            [
                _field(_("Password"), "old", "pin-old", kind="password", autocomplete="current-password"),
                _field(_("New PIN"), "pin", kind="password", autocomplete="off", inputmode="numeric", hint=hint),
                _fault(fault if pin else ""),
                _send(_("Change the PIN")),
            ],
        ),
    ]
    back = f'<a class="button" href="/">{escape(_("Back"))}</a>'
    return _page(at, title, *parts, beside=f'<section class="card">{"".join(second)}</section>', after=back)


def beyond(at: Visit, login: Login) -> str:
    """What somebody came for is not theirs."""
    _ = at.translate
    said = _("This page is not for your role ({roles}). An administrator can change that.")
    roles = ", ".join(_(TITLES[role]) for role in login.roles)
    back = f'<div class="actions"><a class="button primary" href="{home(login.rights)}">{escape(_("Back"))}</a></div>'
    return _page(at, _("Not for your role"), f'<p class="soft">{escape(said.format(roles=roles))}</p>{back}')


# ---- the parts of a page ----------------------------------------------------------------------------------------------


def _page(at: Visit, title: str, *parts: str, beside: str = "", after: str = "", scripts: tuple[str, ...] = ()) -> str:
    _ = at.translate
    languages = "".join(
        f'<a class="segment" href="/language/{language}?to={quote(at.path, safe="")}" lang="{_HTML_LANGUAGE[language]}"'
        f' data-testid="language-{language}"{" aria-current=true" if language == at.language else ""}>{escape(name)}</a>'
        for language, name in LANGUAGES.items()
    )
    skip, mark = escape(_("Skip to the page's content")), theme.file_url("mark.svg")
    return (
        f'<!doctype html><html lang="{_HTML_LANGUAGE[at.language]}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)} · Respite</title><link rel="icon" href="{mark}">{theme.head(scripts)}</head>'
        f'<body class="door"><a class="skip" href="#main">{skip}</a><header class="bar">'
        f'<span class="brand"><img class="mark" src="{mark}" alt="" width="32" height="32">'
        f'<span class="word">Respite</span></span><nav class="segments languages" aria-label="{escape(_("Language"))}">'
        f'{languages}</nav></header><main class="entrance" id="main"><div class="doors"><section class="card">'
        f'<h1 class="title">{escape(title)}</h1>{"".join(parts)}</section>{beside}</div>{after}</main></body></html>'
    )


def _form(to: str, parts: Iterable[str], look: str = "") -> str:
    return f'<form method="post" action="{to}" class="{look}">{"".join(parts)}</form>'


def _field(
    title: str,
    name: str,
    id_: str = "",
    *,
    value: str = "",
    kind: str = "text",
    autocomplete: str = "off",
    inputmode: str = "",
    hint: str = "",
    first: bool = False,
    big: bool = False,
) -> str:
    id_ = id_ or name
    more = f' inputmode="{inputmode}"' if inputmode else ""
    more += " autofocus" if first else ""
    more += f' aria-describedby="{id_}-hint"' if hint else ""
    said = f'<span class="soft" id="{id_}-hint">{escape(hint)}</span>' if hint else ""
    return (
        f'<div class="setting"><label class="heading" for="{id_}">{escape(title)}</label>'
        f'<input class="field{" big" if big else ""}" id="{id_}" name="{name}" type="{kind}" value="{escape(value)}"'
        f' autocomplete="{autocomplete}" autocapitalize="none" spellcheck="false" maxlength="128"{more}>{said}</div>'
    )


def _hidden(name: str, value: str, autocomplete: str = "") -> str:
    # a password's manager finds the name that the password belongs to in a field that nobody sees
    kind = f'type="text" hidden autocomplete="{autocomplete}" readonly' if autocomplete else 'type="hidden"'
    return f'<input {kind} name="{name}" value="{escape(value)}">'


def _fault(text: str) -> str:
    return f'<p class="fault" role="alert" data-testid="fault">{escape(text)}</p>' if text else ""


def _send(text: str, look: str = "button primary") -> str:
    return f'<button class="{look}" type="submit">{escape(text)}</button>'


def _stop(at: Visit, *, by_key: bool) -> str:
    _ = at.translate
    lost, key = _(UNREACHED), ' data-escape="on"' if by_key else ""
    return (
        f'<section class="card running"><p class="strong">{escape(_("A session is running."))}</p><div class="stopping">'
        f'<button class="stop" type="button" data-testid="stop"{key} aria-keyshortcuts="Escape"'
        f' data-busy="{escape(_("Stopping…"))}" data-lost="{escape(lost)}"><span class="label">{escape(_("Stop"))}</span>'
        '<kbd class="key">Esc</kbd></button><p class="fault" role="alert" hidden data-testid="stop-fault"></p></div></section>'
    )
