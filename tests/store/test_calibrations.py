"""Kept calibrations of the sound: in the record, and whether they still hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.errors import BadInput
from app.session.kept import Calibration, Verdict, judge
from app.store import Store
from audio.messages import Kept, Opened, Wearing

NOW = datetime(2026, 5, 4, 10, 30, tzinfo=UTC)
VOLUME = "65536 (0.00 dB), not muted"
OPENED = Opened(
    output="Headphones",
    microphone="Desk mic",
    rate=48_000,
    reason="",
    output_volume=VOLUME,
    microphone_volume=VOLUME,
    output_rate=48_000,
    microphone_rate=44_100,
)
ROOM = Calibration(
    output="Headphones",
    microphone="Desk mic",
    rate=48_000,
    output_volume=VOLUME,
    microphone_volume=VOLUME,
    output_rate=48_000,
    microphone_rate=44_100,
    kept=Kept(mic_full_scale_dba=117.0, at_utc=NOW.isoformat(timespec="seconds")),
    made_utc=NOW,
    microphone_utc=NOW,
    sources={"mic_full_scale_dba": "calibrator"},
    ambient_db=-50.0,
    path_db=-12.0,
    path_uncertainty_db=0.1,
    path_bands_db=(-12.0,) * 21,
)
CLOSED = replace(
    ROOM,
    kept=replace(ROOM.kept, wearing=Wearing.CLOSED, ear_full_scale_db=(100.0,) * 21, insertion_loss_db=(20.0,) * 21),
    headphones_utc=NOW,
)


def judged(known: Calibration | None, days: float = 1, **other: object) -> Verdict:
    opened = replace(OPENED, **other)  # type: ignore[arg-type]
    return judge(known, opened, NOW + timedelta(days=days))


def test_the_newest_of_two_devices_is_kept(folder: Path) -> None:
    with Store.open(folder) as store:
        assert store.latest_calibration() is None
        store.keep_calibration(replace(ROOM, note="first"))
        kept = store.keep_calibration(CLOSED)
        other = store.keep_calibration(replace(ROOM, output="Loudspeaker"))
    with Store.open(folder, read_only=True) as store:
        assert store.calibration("Headphones", "Desk mic") == replace(CLOSED, id=kept)
        assert store.calibration("Headphones", "Other mic") is None
        latest = store.latest_calibration()
    assert latest is not None
    assert latest.id == other


def test_third_octaves_that_are_none_are_refused(folder: Path) -> None:
    with Store.open(folder) as store, pytest.raises(BadInput, match="insertion_loss_db must be 21 third octaves"):
        store.keep_calibration(replace(ROOM, kept=Kept(insertion_loss_db=(1.0, 2.0))))


def test_what_fits_is_used_without_a_word() -> None:
    assert judged(replace(CLOSED, id=7)) == Verdict(CLOSED.kept, 7)


def test_without_any_calibration_nothing_is_said() -> None:
    assert judged(None) == Verdict()


def test_other_devices_are_not_calibrated() -> None:
    verdict = judge(None, OPENED, NOW, others=True)
    assert verdict.kept is None
    assert verdict.why_not == ("no calibration is kept of Headphones with Desk mic: calibrate them",)


def test_another_rate_voids_all() -> None:
    verdict = judged(CLOSED, rate=44_100)
    assert verdict.kept is None
    assert "48000 Hz, and the devices run at 44100 Hz" in verdict.why_not[0]


def test_another_rate_of_a_device_voids_what_is_known_of_it() -> None:
    microphone = judged(CLOSED, microphone_rate=16_000)
    assert microphone.kept == replace(CLOSED.kept, mic_full_scale_dba=None)
    assert microphone.why_not[0].startswith(
        "the microphone ran at 44100 Hz when it was calibrated, and runs at 16000 Hz"
    )
    output = judged(CLOSED, output_rate=96_000)
    assert output.kept == replace(CLOSED.kept, ear_full_scale_db=None)
    assert judged(ROOM, output_rate=96_000).why_not == ()


def test_the_microphones_volume_voids_what_the_calibrator_said() -> None:
    verdict = judged(ROOM, microphone_volume="32768 (-18.06 dB), not muted")
    assert verdict.kept == replace(ROOM.kept, mic_full_scale_dba=None)
    assert "was 100 % when it was calibrated, and is 50 %" in verdict.why_not[0]


def test_the_outputs_volume_voids_what_the_headphones_play_and_nothing_of_a_microphone() -> None:
    turned = "32768 (-18.06 dB), not muted"
    verdict = judged(CLOSED, output_volume=turned)
    assert verdict.kept is not None
    assert (verdict.kept.ear_full_scale_db, verdict.kept.mic_full_scale_dba) == (None, 117.0)
    assert "the headphones were calibrated" in verdict.why_not[0]
    assert judged(ROOM, output_volume=turned) == Verdict(ROOM.kept, 0)


def test_old_calibrations_are_used_and_called_old() -> None:
    assert judged(CLOSED, days=29).old == ()
    month = judged(CLOSED, days=31)
    assert month.kept == CLOSED.kept
    assert month.old == ("the headphones were last calibrated 31 days ago: do it again, once a month",)
    assert judged(ROOM, days=364).old == ()
    assert judged(ROOM, days=366).old == ("the microphone was last calibrated 366 days ago: do it again, once a year",)


def test_a_volume_that_nobody_tells_is_said() -> None:
    blind = replace(ROOM, output_volume=None, microphone_volume=None)
    assert judged(blind, output_volume=None, microphone_volume=None).old == (
        "the volume can't be read on this system: don't touch it",
    )
