"""The words for what the record holds as codes: phases, sources, ends of segments, kinds of events."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from app.console.choices import spoken
from app.console.sentences import sentence
from app.engine.messages import Comfort
from app.i18n import N_
from app.session.dose import Dose, allowed_dba
from app.session.listening import LAYER_ONLY, LAYERS, Listening
from app.session.timelines import SHIPPED
from app.session.wish import LEVEL, Wish
from scenes.base import Scene, TrainingKind, Value
from scenes.registry import WORLDS

Translate = Callable[[str], str]

PHASES = {
    "checklist": N_("Checklist"),
    "calibration": N_("Sound check"),
    "rating_before": N_("Rating before"),
    "exposure": N_("Exposure"),
    "rating_after": N_("Rating after"),
    "debrief": N_("Debrief"),
    "complete": N_("Complete"),
    "aborted": N_("Ended early"),
}
RATINGS = {"before": N_("Before"), "after": N_("After"), "during": N_("During"), "followup": N_("Follow-up")}
MODES = {"3d": "3D", "2d": "2D", "flat": N_("Flat")}
#: what each mode means
VIEWS = {
    "3d": N_("In the headset, with depth"),
    "2d": N_("On the screen, flat"),
    "flat": N_("In the headset, as a flat picture"),
}
TRAININGS = {"goal": N_("By goals"), "timed": N_("By time")}
LEVELS = {"calm": N_("Calm"), "middle": N_("Middle"), "lively": N_("Lively"), "adaptive": N_("Adaptive")}
POSTURES = {"sitting": N_("Sitting"), "lying": N_("Lying")}
#: the darkened edge while the world moves, by degrees that stay clear
VIGNETTES = {0.0: N_("Off"), 100.0: N_("Light"), 80.0: N_("Medium"), 60.0: N_("Strong")}
DISPLAYS = {
    "openxr": N_("headset"),
    "window": N_("window on the screen"),
    "offscreen": N_("no screen, shown here only"),
}
#: how the sound stands, by `app.session.view.SoundState`
SOUND = {
    "held": N_("Held"),
    "moving": N_("Moving"),
    "uncertain": N_("Uncertain"),
    "out_of_reach": N_("Can't be reached"),
    "not_calibrated": N_("Not calibrated"),
    "not_stated": N_("Not stated"),
    "silent": N_("Silent"),
    "off": N_("Off"),
}
#: what the SNR is of, within a line
DEFINED = {"layer_only": N_("layer alone"), "total_over_ambient": N_("layer and room")}
#: what disturbs a second and is worth a word, by the flags of `audio.messages.Level`
FLAGS = {
    "talker": N_("a voice or a passing noise"),
    "path_changed": N_("the way to the ear has changed"),
    "masked": N_("the room is drowned in what is played"),
    "deaf": N_("nothing comes from the microphone"),
    "device_changed": N_("another device than was calibrated"),
    "volume_changed": N_("another volume than was calibrated"),
    "ducked": N_("lowered while you talk"),
}
SOURCES = {
    "gaze": N_("gaze"),
    "eyes": N_("eyes"),
    "controller": N_("controller"),
    "hand": N_("hand"),
    "mouse": N_("mouse"),
    "keys": N_("keys"),
    "simulated": N_("simulated"),
    "clinician": N_("entered by the clinician"),
    "console": N_("on a page"),
}
ENDS = {
    "time": N_("the time was up"),
    "ended": N_("ended"),
    "finished_early": N_("finished early"),
    "switched": N_("switched"),
    "display_lost": N_("the headset was lost"),
    "headset_back": N_("the headset was back"),
    "picture_lost": N_("the picture was lost"),
    "stopped": N_("stopped"),
    "paused": N_("paused"),
    "world_changed": N_("another world"),
    "program_ended": N_("Respite was closed"),
    "cut_off": N_("cut off"),
}
#: whether the headset is worn, as far as its runtime says
WORN = {True: N_("Worn"), False: N_("Not worn"), None: N_("Whether it is worn is not known")}
#: why a rating that a world asked for was left out
UNASKED = {
    "no_exposure": N_("the exposure had not begun, or was over"),
    "exposure_over": N_("the exposure was over"),
    "session_over": N_("the session was over"),
    "another_world": N_("another world"),
    "not_offered": N_("the world may not ask it"),
    "unfit": N_("it can't be asked during the exposure"),
}
EVENTS = {
    "phase": N_("Step"),
    "mode": N_("View"),
    "switch_asked": N_("Switch asked for"),
    "rating_asked": N_("Rating asked for"),
    "rating_left_out": N_("Rating left out"),
    "rating_ignored": N_("Rating not asked for"),
    "rating_changed": N_("Rating changed before it was confirmed"),
    "questionnaire": N_("Questionnaire"),
    "answered": N_("Answer"),
    "answer_ignored": N_("Answer not asked for"),
    "questionnaire_left_out": N_("Questionnaire left out"),
    "awaited": N_("Waiting for the headset"),
    "await_ended": N_("No longer waiting for the headset"),
    "resolution": N_("Resolution"),
    "pointer": N_("Pointing"),
    "worn": N_("Headset"),
    "comfort": N_("Comfort"),
    "world": N_("World changed"),
    "recentred": N_("Recentred"),
    "paused": N_("Pause begins"),
    "went_on": N_("Pause ends"),
    "talk": N_("Talking to the patient"),
    "fault": N_("Fault"),
    "opened": N_("Picture opened"),
    "world_opened": N_("World opened"),
    "world_entered": N_("Another world"),
    "sound_opened": N_("Sound opened"),
    "calibrated": N_("Sound check"),
    "silent": N_("Silence"),
    "capped": N_("Cap"),
    "dose": N_("Weekly dose"),
    "resumed": N_("Resumed"),
    "cut_off": N_("Cut off"),
    "note": N_("Note"),
    "stop": N_("Stop"),
}
#: what is held, by the end of its OpenXR interaction profile: the makers' names, the same in every language
HELD = {
    "khr/simple_controller": "",
    "oculus/touch_controller": "Oculus Touch",
    "valve/index_controller": "Valve Index",
    "htc/vive_controller": "HTC Vive",
    "microsoft/motion_controller": "Windows Mixed Reality",
    "hp/mixed_reality_controller": "HP Mixed Reality",
    "ext/hand_interaction_ext": "",
    "ext/eye_gaze_interaction": "",
}
#: the fields of `Listening`
LISTENING = ("layer", "target_db", "definition")
_PROFILES = "/interaction_profiles/"
#: what happens in worlds: counted in the record, not listed one by one
HAPPENINGS = {
    "thrown": N_("thrown"),
    "hit": N_("hit"),
    "missed": N_("missed"),
    "appeared": N_("appeared"),
    "reached": N_("goals reached"),
    "event": N_("small events"),
    "looked_at": N_("looked at"),
    "breath_in": N_("breaths in"),
    "breath_out": N_("breaths out"),
    "landed": N_("landed"),
    "line": N_("lines said"),
    "world_phase": N_("phases"),
}
#: the same as titles of what is drawn over time
LANES = {
    "appeared": N_("Called"),
    "hit": N_("Hit"),
    "looked_at": N_("Looked at"),
    "event": N_("Small event"),
    "reached": N_("Goal reached"),
    "breath_in": N_("Breath in"),
    "world_phase": N_("Phase begins"),
}
#: reasons that the console itself gives when a session ends early
STOPPED = N_("stopped by the clinician")
ABANDONED = N_("ended by the clinician after it was cut off")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def word(table: dict[str, str], code: str, translate: Translate) -> str:
    """The word for `code`; the code itself where there is none."""
    return translate(table[code]) if code in table else code.replace("_", " ")


def day(on: date, language: str) -> str:
    """A day, as its readers write it."""
    return (
        f"{on.year}年{on.month}月{on.day}日" if language == "zh_CN" else f"{on.day} {_MONTHS[on.month - 1]} {on.year}"
    )


def moment(utc: datetime, language: str) -> str:
    """Date and time on this machine's clock, as its readers write them."""
    at = utc.astimezone()
    return f"{day(at.date(), language)}{' ' if language == 'zh_CN' else ', '}{at:%H:%M}"


def joined(parts: Iterable[object], translate: Translate) -> str:
    """The parts that are there, one after the other."""
    return translate(", ").join(str(part) for part in parts if part)


def minutes(seconds: float, translate: Translate) -> str:
    """A duration: whole minutes where it is, else minutes and seconds."""
    _ = translate
    whole = max(0, round(seconds))
    if whole < 60:
        return _("{s} s").format(s=whole)
    if whole % 60 == 0:
        return _("{m} min").format(m=whole // 60)
    return _("{m} min {s} s").format(m=whole // 60, s=whole % 60)


def modes(delivered: tuple[str, ...], translate: Translate) -> str:
    """ "3D → 2D → 3D" """
    return " → ".join(word(MODES, mode, translate) for mode in delivered) or "–"


def mode(code: object, translate: Translate) -> str:
    """A mode's name, a dash for none."""
    return word(MODES, str(code), translate) if code else "–"


def comfort(given: Comfort, translate: Translate) -> str:
    """How a patient is comfortable: all that is not as it usually is, and the posture."""
    _ = translate
    parts = [word(POSTURES, given.posture, _), _("eye height {cm} cm").format(cm=round(given.eye_height_m * 100))]
    if given.world_scale != 1.0:
        parts.append(_("world at {percent} %").format(percent=round(given.world_scale * 100)))
    if given.vignette_deg:
        parts.append(_("vignette from {degrees}°").format(degrees=f"{given.vignette_deg:g}"))
    return joined(parts, _)


def listening(given: Listening, cap: float | None, translate: Translate) -> str:
    """What is heard over the room, how far over, and how loud at most (`cap` in dB(A) SPL, None to leave it out)."""
    _ = translate
    parts = [word(LAYERS, given.layer, _), _("{db} dB over the room").format(db=f"{given.target_db:g}")]
    if given.definition != LAYER_ONLY:
        parts.append(word(DEFINED, given.definition, _))
    if cap is not None:
        parts.append(_("cap {db} dB(A)").format(db=f"{cap:g}"))
    return joined(parts, _)


def timeline(name: str, translate: Translate) -> str:
    """A timeline's name; the clinic's own are called as their files are."""
    return translate(SHIPPED[name]) if name in SHIPPED else name or translate(N_("The world's own"))


def wish(world: type[Scene] | None, wished: Wish, translate: Translate) -> str:
    """How a visit trains, and what was chosen for its world that is not as usual. world : None where it is no longer known"""
    _ = translate
    training = wished.training
    if training.kind is TrainingKind.TIMED:
        course = _("timeline: {name}").format(name=timeline(wished.timeline, _))
    else:
        course = _("a small event after {n} hits").format(n=training.goal)
    parts = [word(LEVELS, training.level, _), course]
    for choice in world.choices if world is not None else ():
        value = wished.chosen.get(choice.name, choice.default)
        if value != choice.default:
            parts.append(_("{what}: {value}").format(what=_(choice.title), value=spoken(choice, value, _)))
    return joined(parts, _)


def in_world(world: type[Scene] | None, data: Mapping[str, Any], translate: Translate) -> str:
    """What a world was opened with, or a change of its level or of a choice, as it is on record."""
    values: dict[str, Value] = data.get("chosen") or ({data["name"]: data["value"]} if "name" in data else {})
    return joined((_valued(world, name, value, translate) for name, value in values.items()), translate)


def _valued(world: type[Scene] | None, name: str, value: Value, translate: Translate) -> str:
    _ = translate
    choice = next((choice for choice in (world.choices if world is not None else ()) if choice.name == name), None)
    what, said = name.replace("_", " "), str(value)
    if name == LEVEL:
        what, said = _("Level"), word(LEVELS, said, _)
    elif choice is not None:
        what, said = _(choice.title), spoken(choice, value, _)
    return _("{what}: {value}").format(what=what, value=said)


def unit(known_spl: bool, translate: Translate) -> str:
    """What levels are in: sound pressure where it is known."""
    return translate(N_("dB(A)")) if known_spl else translate(N_("dB(A) re full scale"))


def short_unit(known_spl: bool, translate: Translate) -> str:
    """The same where there is little room."""
    return translate(N_("dB(A)")) if known_spl else translate(N_("dBFS(A)"))


def dose(heard: Dose, translate: Translate) -> str:
    """The week's dose; that it can't be stated, or not all of it, is said."""
    _ = translate
    if heard.percent is None:
        return _("The week's dose can't be stated without a calibrator")
    percent = f"{heard.percent:.0f}" if heard.percent >= 1 or not heard.percent else "< 1"
    said = _("{percent} % of the week's sound allowance ({dba} dB(A) for 40 h)").format(
        percent=percent, dba=f"{allowed_dba(heard.under_18):g}"
    )
    if not heard.unstated_s:
        return said
    return joined([said, _("{time} at an unknown level not counted").format(time=minutes(heard.unstated_s, _))], _)


def held(source: str, profile: str, translate: Translate) -> str:
    """What the patient points with, and whose make it is."""
    last = profile.removeprefix(_PROFILES)
    return joined([word(SOURCES, source, translate), HELD.get(last, last.replace("_", " "))], translate)


def steps(values: object) -> str:
    """ "5 → 7 → 6" """
    return " → ".join(str(value) for value in values) if isinstance(values, (list, tuple)) else ""


def rated(before: int | None, after: int | None, followup: int | None = None) -> str:
    """ "6 → 4", with a dash for what was not given; the one number of a visit that only asked."""
    if followup is not None:
        return str(followup)
    if before is None and after is None:
        return "–"
    return " → ".join("–" if value is None else str(value) for value in (before, after))


def happened(kind: str, data: dict[str, object], translate: Translate) -> str:
    """An event's data as one line."""
    _ = translate
    match kind:
        case "phase":
            return word(PHASES, str(data.get("phase", "")), _)
        case "mode":
            # a headset that was lost is named in the reason
            device = [data.get("runtime"), data.get("system")] if data.get("display") == "openxr" else []
            shown = joined([mode(data.get("mode"), _), *device], _)
            return joined([shown, sentence(str(data.get("reason") or ""), _)], _)
        case "switch_asked" | "awaited":
            return mode(data.get("mode"), _)
        case "resolution":
            said = _("{percent} % of what the headset asks for; {missed} of {periods} pictures had been missed")
            share = round(float(str(data.get("scale"))) * 100)
            return said.format(percent=share, missed=data.get("missed"), periods=data.get("periods"))
        case "pointer":
            return held(str(data.get("source")), str(data.get("profile") or ""), _)
        case "worn":
            return _(WORN[bool(data.get("worn"))])
        case "comfort":
            return comfort(Comfort(**data), _)  # type: ignore[arg-type]
        case "fault":
            parts = "; ".join(str(data[key]).rstrip(".") for key in ("why", "do") if data.get(key))
            return sentence(f"{data.get('what')}: {parts}." if parts else str(data.get("what")), _)
        case "opened":
            return joined([word(DISPLAYS, str(data.get("display", "")), _), data.get("renderer")], _)
        case "sound_opened":
            said = sentence(str(data.get("reason") or ""), _)
            heard = Listening(**{name: data[name] for name in LISTENING}) if "layer" in data else None  # type: ignore[arg-type]
            kept = data.get("kept")
            # without a calibrator no level in SPL is known, and no cap can be watched
            capped = isinstance(kept, dict) and kept.get("mic_full_scale_dba") is not None
            over = listening(heard, float(str(data["cap_dba"])) if capped else None, _) if heard else ""
            made = str(kept.get("at_utc") or "")[:10] if isinstance(kept, dict) else ""
            by = _("calibrated on {date}").format(date=made) if made else ""
            return joined([data.get("output"), data.get("microphone"), by, over, said], _)
        case "calibrated":
            return sentence(str(data.get("reason") or ""), _) or _("calibrated")
        case "capped":
            db = f"{data.get('target_db'):g}"
            if not data.get("begins"):
                return _("{db} dB can be reached again").format(db=db)
            said = _("{db} dB can't be reached").format(db=db)
            room, cap = data.get("ambient_dba"), data.get("cap_dba")
            if room is not None and cap is not None:
                said = _("{db} dB can't be reached under {cap} dB(A): the room has {room}").format(
                    db=db, cap=f"{cap:g}", room=f"{room:.0f}"
                )
            return said
        case "dose":
            percent, allowed = data.get("percent"), data.get("allowed_dba")
            if percent is None:
                return _("can't be stated: no calibrator was used")
            said = _("{percent} % of {dba} dB(A) for 40 h").format(percent=f"{percent:.1f}", dba=f"{allowed:g}")
            off = _("no sound is played") if data.get("played") is False else ""
            confirmed = _("sound is played on the clinician's word") if data.get("confirmed") else ""
            return joined([said, off or confirmed], _)
        case "silent":
            return sentence(str(data.get("why") or ""), _)
        case "world_entered":
            world = str(data.get("world"))
            return _(WORLDS[world].title) if world in WORLDS else world
        case "talk":
            if data.get("on"):
                return _("sound lowered by {db} dB").format(db=f"{data.get('lowered_db'):g}")
            return _("ended after {s} s").format(s=data.get("seconds"))
        case "rating_left_out" | "rating_ignored" | "rating_asked":
            by = _("asked by the world") if data.get("by") == "world" else ""
            why = word(UNASKED, str(data["why"]), _) if data.get("why") else ""
            return joined([word(RATINGS, str(data.get("phase", "")), _), data.get("instrument"), by, why], _)
        case "rating_changed":
            return joined([word(RATINGS, str(data.get("phase", "")), _), steps(data.get("values"))], _)
        case "questionnaire" | "questionnaire_left_out" | "answered" | "answer_ignored":
            return joined([data.get(name) for name in ("questionnaire", "item", "value")], _)
        case "resumed":
            return word(PHASES, str(data.get("phase", "")), _)
    return ", ".join(f"{key} {value}" for key, value in data.items() if value not in (None, "", [], {}))
