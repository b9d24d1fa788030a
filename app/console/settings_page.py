"""How this site begins its sessions: what is confirmed before each, and what is usual for a new patient."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from nicegui import ui

from app.console import icons, wording
from app.console.layout import Visit, framed, told
from app.console.parts import Field, Node, button
from app.errors import RespiteError
from app.i18n import LANGUAGES
from app.people.roles import Right
from app.session.checklist import CHECKLIST
from app.session.site import LONGEST, Site

LENGTHS = (10, 15, 20, 30)


async def settings(at: Visit) -> None:
    """Build the page. What is pressed is kept at once."""
    _ = at.translate
    site = await at.desk.site()
    # what is heard is the clinicians' own matter
    usual = await at.desk.hearing_of("") if at.may(Right.READ) else None
    with framed(at, _("This site"), "settings"):
        Node("h1", _("This site"), "title")
        with Node("div", look="form"):
            with Node("div", look="column"):
                page = _Page(at, site)
                page.checklist()
            with Node("div", look="column"):
                page.usual(wording.listening(usual.listening, None, _) if usual else "")
        page.show()


class _Page:
    """The two cards."""

    def __init__(self, at: Visit, site: Site) -> None:
        self._at, self._site = at, site
        self._usual: dict[str, Node] = {}
        self._lengths: dict[int, Node] = {}
        self._languages: dict[str, Node] = {}
        self._typed = ""
        self._turn = asyncio.Lock()

    def checklist(self) -> None:
        """Build the card of what is confirmed before each session."""
        _ = self._at.translate
        with Node("section", look="card"):
            Node("h2", _("Confirmed before each session"), "heading")
            Node("p", _("A session begins once every line that is switched on has been confirmed."), "soft")
            with Node("div", look="checks", role="group", aria_label=_("Usual lines")):
                for item, text in CHECKLIST.items():
                    node = button("", partial(self._switch, item), "check", role="switch", data_testid=f"asks-{item}")
                    self._usual[item] = node
                    with node:
                        ui.html(icons.TICK, sanitize=False, tag="span").classes("box")
                        Node("span", _(text))
            Node("h3", _("Lines of this site"), "heading")
            self._own = Node("div", look="own-lines", role="group", aria_label=_("Lines of this site"))
            with Node("div", look="line"):
                Node("label", _("A new line"), "unseen", for_="own-line")
                self._field = Field(
                    "",
                    self._type,
                    "field grow",
                    id="own-line",
                    maxlength=str(LONGEST),
                    autocomplete="off",
                    placeholder=_("A new line, such as: consent form signed"),
                    data_testid="own-line",
                )
                button(_("Add"), self._add, "button", data_testid="add-line")
            self._fault = Node("p", "", "fault", role="alert", hidden=True, data_testid="fault")
            self._told = Node("p", "", "soft", role="status", data_testid="kept")

    def usual(self, sound: str) -> None:
        """Build the card of what is usual."""
        _ = self._at.translate
        with Node("section", look="card"):
            Node("h2", _("Usual for a new patient"), "heading")
            with Node("div", look="setting"):
                Node("h3", _("Length in minutes"), "heading")
                with Node("div", look="chips", role="group", aria_label=_("Length in minutes")):
                    for length in sorted({*LENGTHS, self._site.minutes}):
                        self._lengths[length] = button(
                            str(length), partial(self._last, length), "chip tall", data_testid=f"usual-{length}"
                        )
            with Node("div", look="setting"):
                Node("h3", _("The patient reads"), "heading")
                with Node("div", look="segments", role="group", aria_label=_("The patient reads")):
                    for language, name in {"": _("As the console"), **LANGUAGES}.items():
                        self._languages[language] = button(
                            name,
                            partial(self._read, language),
                            "segment",
                            data_testid=f"usual-{language or 'same'}",
                            lang=language.replace("_", "-") or None,
                        )
            with Node("div", look="setting", hidden=not sound):
                Node("h3", _("Sound"), "heading")
                Node("p", sound)
                Node("p", _("It is made usual on the first page, under Sound."), "tiny")

    # ---- what is changed ------------------------------------------------------------------------------------------------

    async def _switch(self, item: str) -> None:
        def change(site: Site) -> Site:
            off = set(site.off) ^ {item}
            return replace(site, off=tuple(one for one in CHECKLIST if one in off))

        await self._keep(change)

    def _type(self, text: str) -> None:
        self._typed = text

    async def _add(self) -> None:
        line, self._typed = self._typed, ""
        if not line.strip():
            return
        # emptied first: the next line may be typed while this one is being kept
        self._field.fill("")
        if not await self._keep(lambda site: replace(site, own=(*site.own, line))) and not self._typed:
            self._typed = line
            self._field.fill(line)

    async def _remove(self, line: str) -> None:
        await self._keep(lambda site: replace(site, own=tuple(one for one in site.own if one != line)))

    async def _last(self, minutes: int) -> None:
        await self._keep(lambda site: replace(site, minutes=minutes))

    async def _read(self, language: str) -> None:
        await self._keep(lambda site: replace(site, reads=language))

    async def _keep(self, change: Callable[[Site], Site]) -> bool:
        """Change what stands there now: another press, or another browser, may just have changed it."""
        _, desk = self._at.translate, self._at.desk
        async with self._turn:
            try:
                await desk.set_up(change(await desk.site()))
            except RespiteError as error:
                self._fault.say(told(error, _))
                self._fault.show(True)
                self._told.say("")
                return False
            self._site = await desk.site()
        self._fault.show(False)
        self._told.say(_("Kept. It holds for the next session."))
        self.show()
        return True

    # ---- what is shown --------------------------------------------------------------------------------------------------

    def show(self) -> None:
        """Have the site's ways pressed."""
        _, site = self._at.translate, self._site
        for item, node in self._usual.items():
            node.put(aria_checked="false" if item in site.off else "true")
        self._own.clear()
        with self._own:
            for number, line in enumerate(site.own):
                with Node("div", look="own-line"):
                    Node("span", line, "grow own")
                    button(
                        _("Remove"),
                        partial(self._remove, line),
                        "button small",
                        aria_label=_("Remove: {line}").format(line=line),
                        data_testid=f"remove-{number}",
                    )
            if not site.own:
                Node("p", _("None yet"), "soft")
        for length, node in self._lengths.items():
            node.put(aria_pressed="true" if length == site.minutes else "false")
        for language, node in self._languages.items():
            node.put(aria_pressed="true" if language == site.reads else "false")
