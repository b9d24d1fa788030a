"""Sentences that reach the console with their names and figures filled in, put into the clinician's language.

What the session, the picture and the sound have to tell is written in English where it happens, as "what: why; what to
do". Here stand the phrases these are made of. A phrase that is known is translated with what was filled in; one that is
not is shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from app.i18n import N_
from app.people.phrases import PHRASES as OF_PEOPLE
from app.reports.phrases import PHRASES as OF_REPORTS

Translate = Callable[[str], str]

PHRASES = (
    # what happened
    N_("the SNR is not stated in this session"),
    N_("the sound is back after {seconds} s"),
    N_("the sound stopped"),
    N_("the sound was lost"),
    N_("the picture was lost"),
    N_("there is no sound"),
    N_("the rating {value} ({phase}) is kept in memory, not on disk yet"),
    N_("leave Respite running and make room"),
    N_("everything is on disk again"),
    N_("Respite stumbled"),
    N_("the sound {name} is missing"),
    N_("the line can't be spoken"),
    N_("the line was not spoken"),
    N_("the microphone stopped"),
    N_("the calibration holds no longer"),
    N_("the weekly allowance of sound is used up"),
    N_("{target} dB can't be reached"),
    N_("{target} dB can't be reached under the cap of {cap} dB(A)"),
    N_("{target} dB over the room can be reached again"),
    # why
    N_("the weekly allowance of sound is used up, so no sound is played"),
    N_("the sound is as loud as it may be"),
    N_("the room is too loud"),
    N_("there is no such file in {folder}"),
    N_("there is no microphone"),
    N_("there is no sound output"),
    N_("there is neither an output nor a microphone to calibrate"),
    N_("skipped by the clinician"),
    N_("the sound process was lost"),
    N_("the calibration failed"),
    N_("the sound did not answer within {seconds} s"),
    N_("nothing has come from it for a second"),
    N_("{name} can't be read"),
    N_("{name} holds no sound"),
    N_("{name} lasts {seconds} s"),
    N_("a spoken line may last {seconds} s"),
    N_("the room is being listened to"),
    N_("the sound server or the device is gone"),
    N_("the device asked for nothing for {seconds} s"),
    N_("the microphone hears nothing"),
    N_("it may be muted or unplugged"),
    N_("the microphone does not hear what is played"),
    N_("the microphone is a Bluetooth headset's"),
    N_("while it is open the headset plays telephone sound"),
    N_("calibration was interrupted"),
    N_("not calibrated yet"),
    N_("the sound device is another one than was calibrated"),
    N_("the volume is another one than was calibrated"),
    N_("the sound server moved the sound to another device ({before} -> {now})"),
    N_("the sound server put another device in the microphone's place ({before} -> {now})"),
    N_("the output's volume was changed ({before} -> {now})"),
    N_("the microphone ran at {was} Hz when it was calibrated, and runs at {now} Hz"),
    N_("the output ran at {was} Hz when the headphones were calibrated, and runs at {now} Hz"),
    N_("the microphone's volume was changed ({before} -> {now})"),
    N_("another device came back ({before} -> {now})"),
    N_("the sound server does not answer"),
    N_("this computer's sound system can't be started"),
    N_("it was lost again and again"),
    N_("stopped by the clinician"),
    N_("stopped by the patient ({source})"),
    N_("ended by the clinician after it was cut off"),
    N_("{why} (headset {system}, runtime {runtime})"),
    N_("it ended by itself ({how})"),
    N_("it said nothing for {seconds} s and was ended"),
    N_("still ending"),
    N_("signal {name}"),
    N_("exit code {code}"),
    # how it goes on, and what to do
    N_("sound is played because the clinician confirmed it"),
    N_("lower the noise in the room, or stop the session"),
    N_("put it there, or choose another layer"),
    N_("the session goes on"),
    N_("the session goes on without"),
    N_("the session goes on without sound"),
    N_("check this computer's sound settings"),
    N_("start it, or this computer, again"),
    N_("the layer stays as loud as it is, and no SNR is stated"),
    N_("until then no SNR is stated"),
    N_("plug it in again"),
    N_("it is listened to as soon as it is there"),
    N_("the session goes on in 2D"),
    N_("press 3D to try the headset again"),
    N_("it starts again by itself"),
    N_("the sound starts again"),
    N_("there is a microphone now"),
    N_("the room is measured"),
    N_("the sound is back on devices or volumes that were not calibrated"),
    N_("no SNR is stated"),
    N_("connect loudspeakers or headphones"),
    N_("plug in headphones or a loudspeaker, then open the sound again"),
    N_("plug one in, then open the sound again"),
    N_("use a microphone with a cable"),
    N_("unmute it and calibrate again"),
    N_("calibrate again"),
    N_("install Respite again"),
    N_("choose another WAV, FLAC, MP3 or Ogg file"),
    N_("speak it when the measurement is done"),
    N_("stop the session and start it again"),
    N_("PortAudio is missing"),
    N_("install libportaudio2"),
    N_("there is no {kind} device named {name}"),
    N_("choose one of {names}"),
    N_("{name} can't be opened at {rate} Hz"),
    N_("put it where the patient's ear is and turn the loudspeaker up"),
    N_("closed headphones can't be calibrated by a microphone in the room"),
    N_("the calibration was skipped by the clinician"),
    # a calibration of the sound
    N_("the microphone is overdriven"),
    N_("turn its volume down, and calibrate again"),
    N_("turn its volume down, and measure again"),
    N_("no steady noise is heard, something moves all the time"),
    N_("ask for quiet, and calibrate again"),
    N_("ask for quiet, and measure again"),
    N_("the room's noise changed while it was measured"),
    N_("wait until it is steady, and calibrate again"),
    N_("the room is too loud to be calibrated under the cap"),
    N_("make it quieter, and calibrate again"),
    N_("what closed headphones play is not known"),
    N_(
        "calibrate them on a coupler, or enter their sensitivity and calibrate the microphone with a calibrator",
    ),
    N_("the insertion loss of the closed headphones is not known"),
    N_("measure it, or enter it"),
    N_("no 1 kHz tone is heard"),
    N_("put the calibrator on the microphone, switch it on, and measure again"),
    N_("the tone must be 1000 Hz, {hz} Hz is heard"),
    N_("use a calibrator of 1 kHz"),
    N_("the calibrator's tone is not steady"),
    N_("see that it sits tight and its battery is full, and measure again"),
    N_("only one of the microphone's two channels hears the calibrator"),
    N_("use a microphone with one channel"),
    N_("the headphones hold off nothing"),
    N_("put the microphone under them, keep the same noise, and measure again"),
    N_("the output is a Bluetooth headset in its telephone profile, whose sound can't be calibrated"),
    N_("use headphones with a cable, or choose the headset's music profile (A2DP)"),
    N_("the volume can't be read on this system"),
    N_("don't touch it"),
    N_("the microphone was last calibrated {days} days ago"),
    N_("do it again, once a year"),
    N_("the headphones were last calibrated {days} days ago"),
    N_("do it again, once a month"),
    N_("no calibration is kept of {output} with {microphone}"),
    N_("calibrate them"),
    N_("the kept calibration is of {was} Hz, and the devices run at {now} Hz"),
    N_("the microphone's volume was {was} when it was calibrated, and is {now}"),
    N_("the output's volume was {was} when the headphones were calibrated, and is {now}"),
    N_("calibrate again, or set it back"),
    N_("the sound is being calibrated"),
    N_("finish that first"),
    N_("the sound is not being calibrated"),
    N_("begin anew"),
    N_("a measurement is under way"),
    N_("wait for it, or stop it"),
    N_("the sound process did not answer in time"),
    N_("the sound process ended by itself ({how})"),
    N_("the sound process has said nothing for {seconds} s"),
    N_("try again"),
    # what could not be done
    N_("a session is running"),
    N_("stop or complete it first"),
    N_("no session is running"),
    N_("start one"),
    N_("a switch is under way"),
    N_("wait until the picture has changed"),
    N_("nothing is shown yet"),
    N_("wait for the first picture, then switch"),
    N_("the picture is being started again"),
    N_("wait for it, then switch"),
    N_("the picture did not change within {seconds} s"),
    N_("the picture stays in {mode}"),
    N_("{mode} comes back by itself once the headset is there again"),
    N_("the headset is back"),
    N_("{mode} is shown again"),
    N_("try again, or stop the session"),
    N_("the picture was lost while it switched"),
    N_("the sound calibration is over"),
    N_("there is nothing to skip"),
    N_("no rating is open in the phase {phase}"),
    N_("wait until one is asked"),
    N_("a rating is asked for during the exposure, this is {phase}"),
    N_("wait for the exposure"),
    N_("a rating is asked for already"),
    N_("wait for the answer, or enter it"),
    N_("rating must be a whole number from {low} to {high}, got {value}"),
    N_("ask again"),
    N_("a questionnaire is given before or after the exposure or in its pause, this is {phase}"),
    N_("pause the session, or ask for a rating"),
    N_("{form} is being given"),
    N_("let it come to its end, or leave the rest of it out"),
    N_("no questionnaire is being given"),
    N_("choose one first"),
    N_("a visit must have an answer at least"),
    N_("rate something, or don't keep it"),
    N_("a note must have {most} letters at most, got {n}"),
    N_("write a shorter one"),
    N_("the session is paused already"),
    N_("press Go on when the patient is ready"),
    N_("the session is not paused"),
    N_("it goes on"),
    N_("another world is entered during the exposure, this is {phase}"),
    N_("{world} is the world that is shown"),
    N_("choose another one"),
    N_("the picture is changing just now"),
    N_("wait until it is there, then choose the world"),
    N_("nothing sounds just now"),
    N_("talk as you like"),
    N_("a note must have 1 to {most} letters, got {n}"),
    N_("write a short line"),
    N_("the session is over"),
    N_("start another one"),
    N_("start a new one"),
    N_("session {id} is over already"),
    N_("session {id} is running"),
    N_("stop it instead"),
    N_("there is nothing to end"),
    # a timeline
    N_("{file}: it must be a TOML file in UTF-8, {why}: mend it, or choose another"),
    N_("{file}: it must hold [[entry]] and nothing else, got {value}: mend it"),
    N_("{file}, entry {n}: it must have what and at_s, or what, every_s, from_s and until_s: mend it"),
    N_("{file}, entry {n}: what must be one of {names} in this world, got {value}: write one of these"),
    N_("{file}, entry {n}: {name} must be {least} to {most} seconds, got {value}: write a number in between"),
    N_("{file}: it must have {most} moments or fewer, got {n}: let them come less often"),
    N_("timeline must be one of {names}, got {value}: put its file in {folder}, or choose another"),
    # what the headset's side says
    N_("{runtime} is installed, but it is not running."),
    N_("{runtime} is running, but it finds no headset."),
    N_("{runtime} is running, but it does not serve headsets."),
    N_("{runtime} is running, but {system} is not ready to show a picture."),
    N_("{runtime} stopped while it showed the world on {system}."),
    N_("{runtime} ended the picture on {system}."),
    N_("{runtime} has not answered for {seconds} s."),
    N_("{runtime} does not take OpenGL pictures."),
    N_("{runtime} cannot use this graphics card: {code}."),
    N_("{runtime} already serves another program."),
    N_("{runtime} reported: {code}."),
    N_("OpenXR could not be loaded: {code}."),
    N_("{runtime} reported"),
    N_("{runtime} cannot use this graphics card"),
    N_("session {id} must be over before a rating is corrected"),
    N_("complete or stop it first"),
    N_("OpenXR could not be loaded"),
    N_("It did not show a picture within {seconds} s."),
)
_FIELD = re.compile(r"\\\{(\w+)\\\}")
_MARKS = {": ": "：", "; ": "；", ". ": "。"}


def sentence(text: str, translate: Translate) -> str:
    """`text` in the reader's language as far as its phrases are known. First letters may be large or small."""
    said = _said(text, translate) if text else None
    if said is None:
        return text
    return said + "。" if text.endswith(".") and not said.endswith(("。", ".")) else said


def _said(text: str, translate: Translate) -> str | None:
    """The text as far as it is known, None where nothing of it is."""
    whole = _exact(text, translate)
    if whole is not None:
        return whole
    if "; " in text:
        return _joined(text, "; ", translate)
    # What was filled in may hold a colon of its own, as headsets' names do: what stands before the seam has to be known as it is,
    # or each side is known, or else the whole is a phrase, or else each side is told by itself.
    before, seam, after = text.partition(": ")
    if seam and (what := _exact(before, translate)) is not None:
        return what + _mark(seam, translate) + (_said(after, translate) or after)
    # a phrase that ends with what was filled in must not take what is to be done for a part of it
    if seam and (todo := _said(after, translate)) is not None and (what := _filled(before, translate)) is not None:
        return what + _mark(seam, translate) + todo
    whole = _filled(text, translate)
    if whole is not None:
        return whole
    return next((_joined(text, mark, translate) for mark in (". ", ": ") if mark in text), None)


def _joined(text: str, seam: str, translate: Translate) -> str | None:
    parts = text.split(seam)
    said = [_said(part, translate) for part in parts]
    if all(part is None for part in said):
        return None
    return _mark(seam, translate).join(part or raw for part, raw in zip(said, parts, strict=True))


def _mark(seam: str, translate: Translate) -> str:
    return _MARKS[seam] if translate(", ") != ", " else seam


def _exact(text: str, translate: Translate) -> str | None:
    """The translation of one phrase, without a full stop of its own; None where it is not known."""
    for candidate in _spellings(text):
        said = translate(candidate)
        if said != candidate:
            return said.rstrip("。.")
    return None


def _filled(text: str, translate: Translate) -> str | None:
    """The same of a phrase with something filled in."""
    for form, pattern in _patterns():
        found = pattern.fullmatch(text.rstrip("."))
        if found and translate(form) != form:
            filled = {
                name: _exact(value, translate) or _filled(value, translate) or value
                for name, value in found.groupdict().items()
            }
            return translate(form).rstrip("。.").format(**filled)
    return None


def _spellings(text: str) -> Iterator[str]:
    bare = text.rstrip(".")
    if not bare:
        return
    for start in (bare, bare[0].lower() + bare[1:], bare[0].upper() + bare[1:]):
        yield from (start, f"{start}.")


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    forms = [form for form in (*PHRASES, *OF_PEOPLE, *OF_REPORTS) if "{" in form]
    return tuple((form, re.compile(_FIELD.sub(_field, re.escape(form.rstrip("."))), re.IGNORECASE)) for form in forms)


def _field(found: re.Match[str]) -> str:
    # What has a number stands in front of other words, too: "session {id}" is not the whole of "session 5 is running".
    name = found[1]
    return rf"(?P<{name}>\d+)" if name == "id" else f"(?P<{name}>.+?)"
