"""The card of the sound of a running session: what a glance needs on top, levels and third octaves below."""

from __future__ import annotations

from collections.abc import Callable

from nicegui import ui

from app.console import charts, icons, sound_charts, wording
from app.console.history import SECONDS, SoundHistory, spl
from app.console.parts import Node, button, drawing
from app.session.dose import MENTIONED
from app.session.view import LiveView, SoundState, SoundView

Translate = Callable[[str], str]


class SoundCard:
    """Shows the sound of a view; it is drawn anew once for each second that was said."""

    def __init__(self, translate: Translate, history: SoundHistory) -> None:
        _ = translate
        self._, self._history = translate, history
        self._open = False
        self._drawn: tuple[object, ...] = ()
        with Node("section", look="card sound"):
            with Node("div", look="line"):
                Node("h2", _("Sound over the room"), "heading grow")
                self._state = Node("span", "", "standing", role="status", data_testid="sound-state")
            with Node("div", look="glance"):
                with Node("p", look="line base"):
                    self._snr = Node("span", "", "clock", data_testid="snr")
                    self._unsure = Node("span", "", "plus-minus", data_testid="uncertainty")
                self._target = Node("p", "", "soft")
                self._aside = Node("p", "", "tiny", data_testid="sound-aside")
            with Node("div", look="recent-box") as self._chart_box:
                self._chart = drawing("")
                with Node("div", look="line"):
                    Node("span", _("2 minutes ago"), "tiny grow")
                    Node("span", _("now"), "tiny")
            self._fold = button("", self._toggle, "fold", aria_controls="sound-more", data_testid="sound-more")
            with self._fold:
                self._told = Node("span", "", "soft grow")
                ui.html(icons.FOLD, sanitize=False, tag="span").classes("arrow")
            with Node("div", look="folded", id="sound-more", hidden=True) as self._more:
                with Node("div"):
                    self._levels_title = Node("h3", "", "heading")
                    self._levels = drawing("")
                with Node("div") as self._bands_box:
                    with Node("div", look="line"):
                        self._bands_title = Node("h3", _("Third octaves, Hz"), "heading grow")
                        Node("span", _("Room"), "swatch")
                        Node("span", _("Layer"), "swatch swatch-layer")
                    self._bands = drawing("")
                self._dose = Node("p", "", "soft", data_testid="dose")

    def show(self, view: LiveView) -> None:
        """Show the sound of this second."""
        shown = (view.sound.level.t_ns if view.sound else view.phase, view.sound_off, self._open)
        if shown == self._drawn:
            return
        self._drawn = shown
        self._say(view)
        self._draw(view.sound)

    # ---- what is shown ----------------------------------------------------------------------------------------------------

    def _say(self, view: LiveView) -> None:
        _, sound = self._, view.sound
        state = sound.state if sound else SoundState.OFF if view.sound_off else None
        self._state.show(state is not None)
        if state is not None:
            self._state.say(wording.word(wording.SOUND, state.value, _))
            self._state.look(f"standing {state.value}")
        level = sound.level if sound else None
        if sound is not None and level is not None and level.snr_db is not None:
            self._snr.say(_("{db} dB").format(db=charts.decibel(level.snr_db)))
            self._unsure.say(_plus_minus(level.uncertainty_db))
            target = _("target {db} dB").format(db=charts.decibel(level.target_db))
            definition = wording.word(wording.DEFINED, level.definition, _)
            self._target.say(wording.joined([target, definition], _))
        else:
            self._snr.say("–")
            self._unsure.say("")
            self._target.say(self._why_not_stated(view))
        self._aside.say(self._beside(sound))
        self._aside.show(bool(self._aside.text))

    def _why_not_stated(self, view: LiveView) -> str:
        _, sound = self._, view.sound
        if view.sound_off:
            return _("no sound in this session: the weekly allowance is used up")
        if sound is None:
            return _("not stated just now") if view.phase == "exposure" else _("measured during the exposure")
        if "silent" in sound.level.flags:
            return _("nothing sounds just now")
        if sound.level.ambient_db is None:
            return _("not stated: no microphone")
        if not sound.level.calibrated:
            return _("not stated: the sound is not calibrated")
        return _("not stated just now")

    def _beside(self, sound: SoundView | None) -> str:
        """What disturbs this second, and the week's dose once it is worth a word."""
        if sound is None:
            return ""
        _ = self._
        said = [_(wording.FLAGS[flag]) for flag in sound.level.flags if flag in wording.FLAGS]
        if sound.dose.used >= MENTIONED:
            said.append(wording.dose(sound.dose, _))
        return wording.joined(said, _)

    def _draw(self, sound: SoundView | None) -> None:
        _ = self._
        seconds = self._history.seconds()
        stated = any(second.snr_db is not None for second in seconds)
        # without a second of sound there is nothing to draw, and no line of time to write under it
        self._chart_box.show(stated and sound is not None)
        if stated and sound is not None:
            label = _("SNR of the last two minutes")
            self._chart.set_content(sound_charts.recent_snr(seconds, sound.level.target_db, SECONDS, label))
        level = sound.level if sound else None
        known = level is not None and (level.ambient_db is not None or level.layer_db is not None)
        self._fold.show(known)
        self._more.show(known and self._open)
        self._fold.put(aria_expanded="true" if self._open else "false")
        if sound is None or level is None or not known:
            return
        unit = wording.unit(level.spl_db is not None, _)
        self._told.say(self._in_short(sound))
        if not self._open:
            return
        self._levels_title.say(_("Levels, {unit}").format(unit=unit))
        words = sound_charts.Words(_("Room"), _("Layer"), _("Cap"))
        levels = sound_charts.recent_levels(seconds, SECONDS, words, _("Levels of the last two minutes, in dB"))
        self._levels.set_content(levels)
        both = (level.ambient_bands_db, level.layer_bands_db)
        room, layer = ([spl(value, level.spl_db) for value in bands] for bands in both)
        bars = sound_charts.spectrum(room, layer, _("Third octaves of room and layer, in dB"))
        self._bands_box.show(bool(bars))
        self._bands.set_content(bars)
        self._dose.say(wording.dose(sound.dose, _))

    def _in_short(self, sound: SoundView) -> str:
        _, level = self._, sound.level
        parts = []
        for form, value in (
            (_("room {db}"), level.ambient_db),
            (_("layer {db}"), level.layer_db),
            (_("cap {db}"), level.cap_db),
        ):
            at = spl(value, level.spl_db)
            if at is not None:
                parts.append(form.format(db=f"{at:.0f}".replace("-", "−")))
        return f"{wording.joined(parts, _)} {wording.short_unit(level.spl_db is not None, _)}"

    def _toggle(self) -> None:
        self._open = not self._open
        self._drawn = ()


def _plus_minus(uncertainty_db: float | None) -> str:
    if uncertainty_db is None:
        return ""
    return f"± {uncertainty_db:.1f}" if uncertainty_db < 10.0 else "± > 10"
