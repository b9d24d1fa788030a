"""The layer held in a room of numbers, faster than real time: the mixer plays into it, the listener hears it, and the truth is
known from both streams apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from app.rig.air import BLOCK as AIR
from app.rig.air import Air, Path
from app.rig.noises import Script
from audio.background import STEP_S
from audio.calibration import Calibration
from audio.holder import Holder
from audio.layers import LoopLayer
from audio.levels import RATE, A, Samples, band_powers, db
from audio.listener import Listener
from audio.measured import Measured
from audio.messages import Level, Open
from audio.mixer import MEMORY, Mixer
from audio.ramp import BLOCK
from audio.ring import Ring
from tests.audio.rooms import layer, true_path

#: seconds from mixing to hearing beside the air: the devices'
TRAVEL_S = 0.2
#: seconds of the layer's coming up
RISE_S = 1.0


@dataclass(frozen=True)
class Second:
    """One second: what was delivered (dB(A) at the ear), and what was said of it. `t` : its end, since the layer was begun"""

    t: float
    played_db: float
    room_db: float
    said: Level

    @property
    def snr_db(self) -> float:
        return self.played_db - self.room_db


@dataclass
class HeldRoom:
    """path : from the loudspeaker to the ear; script : the room, its time counted from when the layer begins to come up

    turned_db : how much the path's gain has changed at a time
    """

    script: Script
    path: Path = field(default_factory=Path)
    opening: Open = field(default_factory=Open)
    turned_db: Callable[[float], float] = lambda t: 0.0
    ambience: Samples | None = None

    def __post_init__(self) -> None:
        sound = layer()
        self.mixer = Mixer(LoopLayer(sound))
        self.heard = Ring(MEMORY, 2)
        self.holder = Holder(band_powers(sound, loop=True))
        self.holder.begin(self.opening)
        self._listener = Listener(self.mixer.played, self.mixer.played_layer, self.heard, TRAVEL_S + self.path.delay_s)
        self._air = Air(self.path)
        self._begun: int | None = None
        self._silence = iter(self.script.background().blocks(AIR))
        self._noise = iter(self.script.blocks(AIR))
        self._late: Samples = np.zeros((round(TRAVEL_S * RATE), 2), dtype=np.float32)
        self._room: Samples = np.zeros(0, dtype=np.float32)
        self._ear: list[Samples] = []
        self._rooms: list[Samples] = []

    @property
    def t(self) -> float:
        """Seconds since the layer was begun."""
        return (self.heard.written - (self._begun or 0)) / RATE

    def _step(self) -> None:
        out = np.zeros((AIR, 2), dtype=np.float32)
        for at in range(0, AIR, BLOCK):
            self.mixer.render(out[at : at + BLOCK])
        turned = 0.0 if self._begun is None else self.turned_db(self.t)
        self._late = np.concatenate([self._late, self._air.carry(out * np.float32(10.0 ** (turned / 20.0)))])
        ear, self._late = self._late[: -round(TRAVEL_S * RATE)], self._late[-round(TRAVEL_S * RATE) :]
        while len(self._room) < len(ear):
            self._room = np.concatenate([self._room, next(self._silence if self._begun is None else self._noise)])
        room, self._room = self._room[: len(ear)], self._room[len(ear) :]
        self.heard.write(ear + room[:, None])
        if self._begun is not None:
            self._ear.append(ear)
            self._rooms.append(room)

    def calibrate(self) -> Measured:
        """Measure the path, as the process does."""
        calibration = Calibration(4.0, 6.0, self.holder.layer, layer=self.holder.layer, kept=None, highest_db=None)
        while calibration.measured is None:
            self._step()
            for frame in self._listener.frames():
                calibration.add(frame)
                if calibration.align:
                    self._listener.align()
                if calibration.gain_db is not None:
                    self.mixer.set_layer_gain(calibration.gain_db, 0.3)
                self.mixer.fade_layer(calibration.gain_db is not None, 0.1)
        self.mixer.fade_layer(False, 0.3)
        self.holder.adopt(calibration.measured)
        for _ in range(RATE // AIR):
            self._step()
            list(self._listener.frames())
        return calibration.measured

    def know(self) -> None:
        """Take the path and the room as they are, as if a calibration had erred by nothing."""
        path = np.mean([true_path(response) for response in self.path.responses().T.astype(np.float64)], axis=0)
        room = band_powers(next(iter(self.script.background().blocks(4 * RATE))))
        self.holder.adopt(
            Measured(ambient=room, path=path, path_db=self.path.path_db, reason="", path_uncertainty_db=0.05)
        )
        self._step()

    def hold(self, seconds: float) -> list[Second]:
        """Hold the layer; hands back each second after it has come up."""
        self._begun = self.heard.written
        self._set_gains(0.01)
        self.mixer.fade_layer(True, RISE_S)
        self.mixer.fade_ambience(self.ambience, RISE_S)
        said: list[tuple[float, Level]] = []
        while self.t < seconds:
            self._step()
            for frame in self._listener.frames():
                if self.holder.add(frame):
                    self._set_gains(STEP_S)
            if self.t >= len(said) + 1:
                flags = self.holder.second(playing=True)
                said.append((self.t, self.holder.level(self.t - RISE_S - 0.5, flags, heard=True)))
        ear, room = np.concatenate(self._ear), np.concatenate(self._rooms)
        return [self._second(t, level, ear, room) for t, level in said if t > RISE_S + 1.5]

    def _set_gains(self, seconds: float) -> None:
        self.mixer.set_layer_gain(self.holder.gain_db, seconds)
        self.mixer.set_world_gain(self.holder.world_gain_db, seconds)

    @staticmethod
    def _second(t: float, level: Level, ear: Samples, room: Samples) -> Second:
        end = round(t * RATE)
        played, noise = (db(float(np.sum(band_powers(part[end - RATE : end])[A]))) for part in (ear, room))
        return Second(t, played, noise, level)
