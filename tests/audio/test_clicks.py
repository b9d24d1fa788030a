"""Nothing that happens in the mixer clicks."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.signal import butter, sosfilt

from audio.layers import LoopLayer
from audio.levels import RATE, Samples
from audio.messages import Wearing
from audio.mixer import Mixer
from audio.voices import VOICES
from tests.audio.mixing import full, run, swell, tone


def clicks_db(sound: Samples) -> float:
    """The highest that sounds above 8 kHz, dB re the highest of all; of low tones only a click reaches there."""
    high = sosfilt(butter(8, 8000, "highpass", fs=RATE, output="sos"), sound.astype(np.float64), axis=0)
    # (the filter itself begins with a click)
    return float(20.0 * np.log10(np.max(np.abs(high[RATE // 20 :])) / np.max(np.abs(sound))))


def crowd(mixer: Mixer) -> None:
    for k in range(VOICES):
        mixer.cue(swell(300 + 20 * k), 0.5 * k, 0.0)


def two_layers(mixer: Mixer) -> None:
    for frequency in (270, 290):
        mixer.set_layer(LoopLayer(tone(frequency)), 0.05)


EVENTS: dict[str, Callable[[Mixer], None]] = {
    "the layer stops": lambda mixer: mixer.fade_layer(False, 0.0),
    "all stops": lambda mixer: mixer.fade_master(False, 0.0),
    "softer": lambda mixer: mixer.set_layer_gain(-40.0, 0.0),
    "a cue begins": lambda mixer: mixer.cue(swell(500), 1.0, 0.0),
    "a crowd of cues takes all places": crowd,
    "another layer": lambda mixer: mixer.set_layer(LoopLayer(tone(270)), 0.1),
    "two other layers": two_layers,
    "another line": lambda mixer: mixer.say(swell(350)),
    "the line is cut off": lambda mixer: mixer.say(None, 0.1),
    "the ceiling comes down": lambda mixer: mixer.set_ceiling(-60.0),
    "the head is turned round": lambda mixer: mixer.face(3.0, 0.4),
    "another way of wearing": lambda mixer: mixer.set_wearing(Wearing.LOUDSPEAKER),
    "too loud": lambda mixer: mixer.set_layer_gain(30.0, 0.05),
    "another ambience": lambda mixer: mixer.fade_ambience(tone(360), 0.1),
}


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
def test_no_event_clicks(event: Callable[[Mixer], None]) -> None:
    mixer = full()
    before = run(mixer, 0.15)
    assert clicks_db(before) < -70.0
    event(mixer)
    during = run(mixer, 0.5)
    # Long enough for what was to begin and end to do so.
    mixer.fade_layer(True, 0.1)
    mixer.fade_master(True, 0.1)
    mixer.set_ceiling(None)
    after = run(mixer, 1.5)
    assert clicks_db(np.concatenate([before, during, after])) < -60.0
