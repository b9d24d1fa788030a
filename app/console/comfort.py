"""How the patient sits and what is done against dizziness: folded for a new session, as switches for a running one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from nicegui import ui

from app.console import icons, wording
from app.console.parts import Field, Node, button
from app.engine.comfort import EYE_HEIGHT_M, POSTURES, WORLD_SCALE
from app.engine.messages import Comfort

Translate = Callable[[str], str]
Change = Callable[..., Awaitable[None] | None]

#: what is typed, per unit of what is kept
_CM, _PERCENT = 100, 100


class ComfortSwitches:
    """Posture and vignette, one press each.

    change : called with what is to be another: ``posture=`` or ``vignette_deg=``
    key : presses the posture that is not the patient's now, see `app.console.keys`
    """

    def __init__(self, translate: Translate, change: Change, key: str | None = None) -> None:
        _ = translate
        with Node("div", look="settings"):
            with Node("div", look="setting"):
                Node("h2", _("Posture"), "heading")
                with Node("div", look="segments", role="group", aria_label=_("Posture")):
                    self._postures = {
                        posture: button(
                            _(wording.POSTURES[posture]),
                            partial(change, posture=posture),
                            "segment",
                            data_testid=f"posture-{posture}",
                        )
                        for posture in POSTURES
                    }
            with Node("div", look="setting grow"):
                with Node("div", look="line base"):
                    Node("h2", _("Vignette while the world moves"), "heading")
                    self._clear = Node("span", "", "tiny")
                with Node("div", look="segments wide", role="group", aria_label=_("Vignette while the world moves")):
                    self._vignettes = {
                        degrees: button(
                            _(text),
                            partial(change, vignette_deg=degrees),
                            "segment",
                            data_testid=f"vignette-{degrees:g}",
                        )
                        for degrees, text in wording.VIGNETTES.items()
                    }
        self._, self._key = translate, key

    def show(self, comfort: Comfort) -> None:
        """Have this comfort pressed."""
        for posture, node in self._postures.items():
            node.put(aria_pressed=_pressed(posture == comfort.posture))
            node.put(data_key=None if posture == comfort.posture else self._key)
        for degrees, node in self._vignettes.items():
            node.put(aria_pressed=_pressed(degrees == comfort.vignette_deg))
        clear = self._("{degrees}° stay clear").format(degrees=f"{comfort.vignette_deg:g}")
        self._clear.say(clear if comfort.vignette_deg else "")


class ComfortFold:
    """The choice for a new session. It is folded at first: most patients need none of it.

    changed : called when something was chosen or typed
    """

    def __init__(self, translate: Translate, changed: Callable[[], None]) -> None:
        _ = translate
        self._, self._changed = translate, changed
        #: what was chosen so far, but for what can't be read in the fields
        self.comfort = Comfort()
        self.returns = False
        #: whether something was chosen by hand: what is known of a patient then stays away
        self.touched = False
        self._unread: set[str] = set()
        self._open = False
        with Node("div", look="fold-row comfort"):
            self._fold = button("", self._toggle, "fold", aria_controls="comfort", data_testid="comfort")
            with self._fold:
                with Node("span", look="grow"):
                    Node("span", _("Comfort and headset"), "heading")
                    self._told = Node("span", "", "soft", data_testid="comfort-told")
                ui.html(icons.FOLD, sanitize=False, tag="span").classes("arrow")
            with Node("div", look="folded", id="comfort", hidden=True) as self._body:
                self._switches = ComfortSwitches(translate, self._choose)
                with Node("div", look="settings"):
                    self._height = self._number(
                        _("Eye height above the seat"),
                        "eye-height",
                        _("cm, 60 to 180"),
                        "eye_height_m",
                        EYE_HEIGHT_M,
                        _CM,
                    )
                    self._size = self._number(
                        _("Size of the world"), "world-size", _("%, 50 to 200"), "world_scale", WORLD_SCALE, _PERCENT
                    )
                self._fault = Node("p", "", "fault", role="alert", hidden=True)
                self._returns = button("", self._toggle_returns, "check", role="checkbox", data_testid="returns")
                with self._returns:
                    ui.html(icons.TICK, sanitize=False, tag="span").classes("box")
                    Node("span", _("If the headset is lost, go back to it by itself once it is there again"))
        self._refresh()

    @property
    def readable(self) -> bool:
        """Whether everything typed can be taken as it is."""
        return not self._unread

    def fill(self, comfort: Comfort) -> None:
        """Show what was right for this patient before."""
        if comfort != self.comfort or self._unread:
            self.comfort = comfort
            self._unread.clear()
            self._height.fill(f"{comfort.eye_height_m * _CM:.0f}")
            self._size.fill(f"{comfort.world_scale * _PERCENT:.0f}")
            self._refresh()

    def _number(self, title: str, test: str, rule: str, name: str, span: tuple[float, float], per_unit: int) -> Field:
        with Node("div", look="setting"):
            Node("label", title, "heading", for_=test)
            with Node("div", look="line"):
                field = Field(
                    f"{getattr(self.comfort, name) * per_unit:.0f}",
                    partial(self._typed, name, span, per_unit),
                    "field short",
                    id=test,
                    inputmode="numeric",
                    maxlength="3",
                    autocomplete="off",
                    data_testid=test,
                )
                Node("span", rule, "soft")
        return field

    def _typed(self, name: str, span: tuple[float, float], per_unit: int, text: str) -> None:
        whole = int(text) if text.strip().isascii() and text.strip().isdigit() else 0
        self._unread.discard(name)
        if span[0] <= whole / per_unit <= span[1]:
            self.comfort = replace(self.comfort, **{name: whole / per_unit})  # type: ignore[arg-type]
        else:
            self._unread.add(name)
        self._touch()

    def _choose(self, **change: str | float) -> None:
        self.comfort = replace(self.comfort, **change)  # type: ignore[arg-type]
        self._touch()

    def _toggle_returns(self) -> None:
        self.returns = not self.returns
        self._refresh()

    def _toggle(self) -> None:
        self._open = not self._open
        self._refresh()

    def _touch(self) -> None:
        self.touched = True
        self._refresh()
        self._changed()

    def _refresh(self) -> None:
        self._switches.show(self.comfort)
        self._fold.put(aria_expanded="true" if self._open else "false")
        self._body.show(self._open)
        self._told.say(wording.comfort(self.comfort, self._))
        self._returns.put(aria_checked="true" if self.returns else "false")
        wrong = {
            "eye_height_m": self._("The eye height must be 60 to 180 cm."),
            "world_scale": self._("The size of the world must be 50 to 200 %."),
        }
        self._fault.say(" ".join(line for name, line in wrong.items() if name in self._unread))
        self._fault.show(bool(self._unread))
        for name, field in (("eye_height_m", self._height), ("world_scale", self._size)):
            field.put(aria_invalid="true" if name in self._unread else None)


def _pressed(on: bool) -> str:
    return "true" if on else "false"
