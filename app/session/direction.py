"""Where a session stands, and what that asks of picture and sound: each step is recorded, then told to both."""

from __future__ import annotations

import time

from app.engine import messages
from app.errors import Already, IllegalStep
from app.i18n import N_
from app.session.instruments import PAIN_NOW
from app.session.log import SessionLog
from app.session.picture import Picture
from app.session.plan import SessionPlan
from app.session.protocol import DURING, RATING_OF, Phase, Protocol
from app.session.questions import Questions
from app.session.sound import Sound
from app.session.stay import Stay
from app.session.wish import Wish

#: how far a pause darkens the world, 0 to 1: enough to rest the eyes, and the way to Stop is still seen
PAUSE_DIM = 0.5


class Direction:
    """Holds the protocol. `step` moves it on; `direct` says again what holds, which does no harm."""

    def __init__(
        self, log: SessionLog, picture: Picture, sound: Sound, stay: Stay, plan: SessionPlan, protocol: Protocol
    ) -> None:
        self._log, self._picture, self._sound, self._stay = log, picture, sound, stay
        self.protocol = protocol
        self.questions = Questions(log, picture, plan, lambda: self.protocol, self.step, self.direct)

    def step(self, after: Protocol, ended_by: str = "") -> None:
        """Stand where `after` stands: record the new phase, then tell picture and sound."""
        before, self.protocol = self.protocol, after
        if after.phase is before.phase:
            return
        if before.phase is Phase.EXPOSURE:
            self._log.close_segment(ended_by)
            self.questions.exposure_ends()
            self._picture.modes.stay()
        if after.phase is Phase.EXPOSURE:
            self.questions.interview.drop()
        self.record()
        self.direct()

    def record(self) -> None:
        """Put the phase on record as it is."""
        self._log.phase(self.protocol.phase.value, self.protocol.reason)

    def tick(self) -> None:
        """The exposure ends by itself when its time is up."""
        if self.protocol.phase is Phase.EXPOSURE:
            self.step(self.protocol.tick(time.monotonic()), ended_by="time")
        self.questions.tick()

    def pause(self) -> None:
        """The world comes to rest and dims; its sound and the layer fade out, so that a word is understood and no dose adds up."""
        self.protocol = self.protocol.pause(time.monotonic())
        self._log.close_segment("paused")
        self._log.event("paused", {})
        self.direct()

    def go_on(self) -> None:
        """The pause is over."""
        self.protocol = self.protocol.go_on(time.monotonic())
        self.questions.interview.drop()
        self._log.event("went_on", {})
        self.direct()

    def ask_now(self, instrument: str = PAIN_NOW) -> None:
        """Ask for a rating within the exposure, or its pause."""
        self.questions.now(instrument)
        if self.protocol.paused:
            self._picture.say("")  # it would stand in the way of the question

    def enter_world(self, world: str, wish: Wish) -> None:
        """Another world takes the place of the one that is shown, behind a fade; no exposure is delivered meanwhile.

        Raises
        ------
        IllegalStep
            It is not the time for it, or (`Already`) it is the world that is shown.
        """
        phase = self.protocol.phase
        if phase is not Phase.EXPOSURE:
            raise IllegalStep(
                f"another world is entered during the exposure, this is {phase.value}: wait for the exposure"
            )
        if world == self._picture.world:
            raise Already(f"{world} is the world that is shown: choose another one")
        if not self._picture.opened or self._picture.modes.wanted is not None:
            raise IllegalStep("the picture is changing just now: wait until it is there, then choose the world")
        self._log.close_segment("world_changed")
        self.protocol = self.protocol.hide(time.monotonic())
        self._stay.hush()
        self.questions.world_leaves()
        self._sound.play(False)
        self._sound.enter(world)
        self._picture.enter(world, wish)

    def direct(self) -> None:
        """Tell picture and sound what this phase asks of them."""
        phase, paused = self.protocol.phase, self.protocol.paused
        waiting = phase is Phase.CALIBRATION or self._sound.preparing
        exposure = phase is Phase.EXPOSURE and not waiting and not paused
        if self._picture.opened:
            if waiting:
                self._picture.say(N_("Listening to the room. Just rest."))
            elif phase is Phase.DEBRIEF:
                self._picture.say(N_("Thank you. You can take the headset off."))
            elif paused:
                self._picture.say(N_("A short pause. Just rest."))
            else:
                self._picture.say("")
            self._picture.play(exposure, PAUSE_DIM if paused else 0.0)
            if not waiting and (phase in RATING_OF or self.questions.interview.ask is not None):
                if self.questions.interview.ask is not None:
                    self._picture.say("")
                self.questions.show()
        if waiting:
            return
        if not exposure:
            self._stay.hush()
            self._sound.play(False)
        elif self._picture.opened and self._picture.modes.shown is not None and not self._log.segment_open:
            self.protocol = self.protocol.show(self._picture.modes.mode, time.monotonic())
            self._log.begin_segment(self._picture.modes.shown, self._picture.world)
            self._sound.play(True)

    # ---- what becomes of the picture ----------------------------------------------------------------------------------

    def opened(self) -> None:
        """A picture is there, the first one or after one was lost."""
        self.direct()
        if self.questions.open == DURING:  # the panel went with the picture that was lost
            self.questions.show()

    def changed(self, before: messages.ModeChanged | None, now: messages.ModeChanged, *, returned: bool) -> None:
        """Another mode is shown."""
        if self.protocol.phase is not Phase.EXPOSURE:
            return
        if self._log.segment_open and (before is None or before.mode != now.mode):
            self._log.close_segment("headset_back" if returned else "switched" if now.request else "display_lost")
        self.direct()

    def lost(self) -> None:
        """There is no picture now."""
        self._log.close_segment("picture_lost")
        if self.protocol.phase is Phase.EXPOSURE:
            self.protocol = self.protocol.hide(time.monotonic())
