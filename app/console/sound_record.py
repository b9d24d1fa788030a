"""The sound of one session in its record: what was held, how surely, how loud, and in which third octaves."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from app.console import charts, sound_charts, wording
from app.console.history import Second, spl
from app.console.parts import Node, drawing
from app.session import dose
from app.session.dose import Dose
from app.session.listening import cap_dba
from app.session.view import HELD_DB
from app.store.records import THIRD_OCTAVES_HZ, LevelRecord, SessionRecord

Translate = Callable[[str], str]


def sound(found: SessionRecord, translate: Translate) -> None:
    """Build the card."""
    _, levels = translate, found.levels
    seconds = [_second(level) for level in levels]
    stated = [level for level in levels if level.snr_db is not None]
    with Node("section", look="card sound-record", data_testid="sound-record"):
        with Node("div", look="line"):
            Node("h2", _("Sound over the room"), "heading grow")
            if found.listening is not None:
                Node("p", wording.listening(found.listening, None, _), "soft")
        if not stated:
            Node("p", _("The SNR is not stated in this session."), "soft")
        if levels:
            _facts(found, stated, _)
        if stated:
            drawing(sound_charts.whole_snr(seconds, stated[-1].target_db, _("SNR over the session, in dB")))
        names = sound_charts.Words(_("Room"), _("Layer"), _("Cap"))
        drawn = sound_charts.whole_levels(seconds, names, _("Levels over the session, in dB")) if seconds else ""
        bars = sound_charts.spectrum(
            _mean_bands(levels, lambda level: level.ambient_bands_db),
            _mean_bands(levels, lambda level: level.layer_bands_db),
            _("Third octaves of room and layer, in dB"),
        )
        if not drawn and not bars:
            return
        unit = wording.unit(any(level.spl_db is not None for level in levels), _)
        with Node("div", look="levels"):
            if drawn:
                with Node("div", look="over-time"):
                    Node("h3", _("Levels, {unit}").format(unit=unit), "heading")
                    drawing(drawn)
            if bars:
                with Node("div", look="by-band"):
                    with Node("div", look="line"):
                        Node("h3", _("Third octaves, Hz"), "heading grow")
                        Node("span", _("Room"), "swatch")
                        Node("span", _("Layer"), "swatch swatch-layer")
                    drawing(bars)


def _facts(found: SessionRecord, stated: Sequence[LevelRecord], translate: Translate) -> None:
    """What was delivered, in a few numbers."""
    _, levels = translate, found.levels
    facts: list[tuple[str, str]] = []
    snr = [level.snr_db for level in stated if level.snr_db is not None]
    if snr:
        within = [level for level in stated if abs((level.snr_db or 0.0) - level.target_db) <= HELD_DB]
        facts.append((_("Mean SNR"), _("{db} dB").format(db=charts.decibel(sum(snr) / len(snr)))))
        unsure = sorted(level.uncertainty_db for level in stated if level.uncertainty_db is not None)
        if unsure:
            facts.append((_("Uncertainty (95 %)"), _("± {db} dB").format(db=f"{unsure[len(unsure) // 2]:.1f}")))
        facts.append((_("Within 1 dB of the target"), f"{len(within) / len(stated):.0%}"))
    facts.append((_("Stated"), _("{n} of {all} s").format(n=len(stated), all=len(levels))))
    shares = [share for level in levels if (share := level.layer_share) is not None]
    if shares:
        facts.append((_("The layer's share"), f"{sum(shares) / len(shares):.0%}"))
    capped = sum("capped" in level.flags for level in levels)
    cap = _("{db} dB(A)").format(db=f"{cap_dba(bool(found.under_18)):g}")
    if any(level.cap_db is not None for level in levels):
        facts.append((_("Cap"), wording.joined([cap, _("{s} s at it").format(s=capped) if capped else ""], _)))
    else:
        facts.append((_("Cap"), _("not watched: no calibrator")))
    if not found.row.simulated:
        facts.append((_("Weekly allowance used"), _used(found, _)))
    with Node("dl", look="facts"):
        for name, value in facts:
            with Node("div"):
                Node("dt", name, "tiny")
                Node("dd", value, "strong")


def _used(found: SessionRecord, translate: Translate) -> str:
    """By this session alone."""
    heard = Dose(under_18=bool(found.under_18))
    for level in found.levels:
        heard = heard.plus(dose.at_ear_dba(level.ambient_db, level.total_db, level.spl_db, level.flags))
    _ = translate
    if heard.percent is None:
        return _("not known without a calibrator")
    return f"{heard.percent:.1f} %" if heard.percent >= 0.1 or not heard.percent else "< 0.1 %"


def _second(level: LevelRecord) -> Second:
    room, layer, cap = (spl(value, level.spl_db) for value in (level.ambient_db, level.layer_db, level.cap_db))
    return Second(level.at_s, level.snr_db, level.uncertainty_db, room, layer, cap)


def _mean_bands(
    levels: Sequence[LevelRecord], of: Callable[[LevelRecord], tuple[float | None, ...]]
) -> list[float | None]:
    """The energy mean of each third octave over the session, dB SPL where that is known."""
    means: list[float | None] = []
    for place in range(len(THIRD_OCTAVES_HZ)):
        powers = [
            10.0 ** ((value + (level.spl_db or 0.0)) / 10.0)
            for level in levels
            if len(of(level)) > place and (value := of(level)[place]) is not None
        ]
        means.append(10.0 * math.log10(sum(powers) / len(powers)) if powers else None)
    return means
