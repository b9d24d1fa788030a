"""Kept calibrations of the sound: what was found, of which devices, when, and whether it still holds.

A calibrator's measurement belongs to the microphone: to its device, rate and volume. What headphones play belongs to the output in
the same way, and where a coupler was used to the microphone too. What no longer fits is not used, and why is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from app.errors import StoreError
from audio.messages import Kept, Opened, Wearing

if TYPE_CHECKING:
    from app.store import Store

#: how long a calibrator's measurement and one of headphones are taken for new; older ones are used, and called old
MICROPHONE_NEW, HEADPHONES_NEW = timedelta(days=365), timedelta(days=30)

NO_VOLUME = "the volume can't be read on this system: don't touch it"
MICROPHONE_OLD = "the microphone was last calibrated {days} days ago: do it again, once a year"
HEADPHONES_OLD = "the headphones were last calibrated {days} days ago: do it again, once a month"
NONE_OF_THESE = "no calibration is kept of {output} with {microphone}: calibrate them"
RATE_CHANGED = "the kept calibration is of {was} Hz, and the devices run at {now} Hz: calibrate again"
MICROPHONE_RATE_CHANGED = "the microphone ran at {was} Hz when it was calibrated, and runs at {now} Hz: calibrate again"
OUTPUT_RATE_CHANGED = (
    "the output ran at {was} Hz when the headphones were calibrated, and runs at {now} Hz: calibrate again"
)
MICROPHONE_CHANGED = (
    "the microphone's volume was {was} when it was calibrated, and is {now}: calibrate again, or set it back"
)
OUTPUT_CHANGED = (
    "the output's volume was {was} when the headphones were calibrated, and is {now}: calibrate again, or set it back"
)
#: of each end: what is said when its rate or its volume is another, and what of `Kept` it then voids
_ENDS = {
    "microphone": (MICROPHONE_RATE_CHANGED, MICROPHONE_CHANGED, ("mic_full_scale_dba", "ear_gain_db")),
    "output": (OUTPUT_RATE_CHANGED, OUTPUT_CHANGED, ("ear_full_scale_db", "ear_gain_db")),
}


@dataclass(frozen=True, slots=True)
class Calibration:
    """A calibration as it is kept.

    output, microphone : names of the devices, as PortAudio has them
    rate : frames a second of what was played and heard; output_rate, microphone_rate : of the devices themselves
    output_volume, microphone_volume : as `audio.messages.Opened` tells them, None where the system doesn't
    kept : what was found; its `at_utc` is when all of it was put together
    microphone_utc, headphones_utc : when the calibrator, and when the headphones were measured or entered; None where they weren't
    sources : where a part is from: "calibrator", "coupler", "measured" or "by hand", by the names of the fields of `Kept`
    ambient_db, path_db, path_uncertainty_db : what `audio.messages.Calibrated` told then
    path_bands_db : (21,) the path's gain then; () where it was not measured
    """

    output: str
    microphone: str
    rate: int
    output_volume: str | None
    microphone_volume: str | None
    kept: Kept
    made_utc: datetime
    microphone_utc: datetime | None = None
    headphones_utc: datetime | None = None
    sources: dict[str, str] = field(default_factory=dict)
    ambient_db: float | None = None
    path_db: float | None = None
    path_uncertainty_db: float | None = None
    path_bands_db: tuple[float, ...] = ()
    note: str = ""
    output_rate: int | None = None
    microphone_rate: int | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What of a kept calibration holds now.

    kept : what is to be used; None: nothing
    id : of the kept calibration, None where none is used
    why_not : why something of it is not used
    old : what is used although it is old, and what can't be known
    """

    kept: Kept | None = None
    id: int | None = None
    why_not: tuple[str, ...] = ()
    old: tuple[str, ...] = ()

    @property
    def notices(self) -> tuple[str, ...]:
        return self.why_not + self.old


def judge(known: Calibration | None, opened: Opened, now: datetime, *, others: bool = False) -> Verdict:
    """What of `known`, the newest calibration of the devices that are open, holds.

    others : there are calibrations of other devices
    """
    if opened.output is None or opened.microphone is None:
        return Verdict()
    if known is None:
        missing = NONE_OF_THESE.format(output=opened.output, microphone=opened.microphone)
        return Verdict(why_not=(missing,) if others else ())
    if known.rate != opened.rate:
        return Verdict(why_not=(RATE_CHANGED.format(was=known.rate, now=opened.rate),))
    kept, why_not = known.kept, []
    for end, (rate_changed, volume_changed, names) in _ENDS.items():
        was, now_is = (tuple(getattr(one, f"{end}_{what}") for what in ("rate", "volume")) for one in (known, opened))
        if was == now_is or all(getattr(kept, name) is None for name in names):
            continue
        if was[0] != now_is[0]:
            why_not.append(rate_changed.format(was=was[0], now=now_is[0]))
        else:
            why_not.append(volume_changed.format(was=percent(was[1]), now=percent(now_is[1])))
        kept = replace(kept, **dict.fromkeys(names))  # type: ignore[arg-type]
    return Verdict(kept, known.id, tuple(why_not), tuple(_old(known, kept, opened, now)))


def alike(was: Opened, now: Opened) -> bool:
    """Whether the same devices are open, at the same rates and volumes: what was calibrated holds."""
    return replace(was, t_ns=now.t_ns, reason=now.reason) == now


def of_record(store: Store, opened: Opened) -> Verdict:
    """What the record keeps of the devices that are open, judged now. A record that can't be read keeps nothing."""
    if opened.output is None or opened.microphone is None:
        return Verdict()
    try:
        known = store.calibration(opened.output, opened.microphone)
        others = known is None and store.latest_calibration() is not None
    except StoreError as error:
        return Verdict(why_not=(str(error),))
    return judge(known, opened, datetime.now(UTC), others=others)


def percent(volume: str | None) -> str:
    """A volume as the system tells it ("65536 (0.00 dB), not muted"), for people: "100 %"."""
    if volume is None:
        return "?"
    steps = volume.split(" ", 1)[0].split("/")
    shown = "/".join(f"{100.0 * int(step) / 65_536:.0f} %" for step in steps)
    return shown if volume.endswith("not muted") else f"0 % ({shown})"


def _old(known: Calibration, kept: Kept, opened: Opened, now: datetime) -> Sequence[str]:
    said = []
    if kept.mic_full_scale_dba is not None and _age(known.microphone_utc, now) > MICROPHONE_NEW:
        said.append(MICROPHONE_OLD.format(days=_age(known.microphone_utc, now).days))
    closed = kept.wearing is Wearing.CLOSED and kept.headphones_db is not None
    if closed and _age(known.headphones_utc, now) > HEADPHONES_NEW:
        said.append(HEADPHONES_OLD.format(days=_age(known.headphones_utc, now).days))
    used = kept.mic_full_scale_dba is not None or closed
    if used and (opened.microphone_volume is None or (closed and opened.output_volume is None)):
        said.append(NO_VOLUME)
    return said


def _age(then: datetime | None, now: datetime) -> timedelta:
    return timedelta(0) if then is None else now.astimezone(UTC) - then.astimezone(UTC)
