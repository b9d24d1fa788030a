"""The ratings of one session: which one is open, and how it is answered, inside the world or by voice."""

from __future__ import annotations

import time
from collections.abc import Callable

from app.engine import messages
from app.errors import Already, IllegalStep
from app.session import instruments
from app.session.log import SessionLog
from app.session.picture import Picture
from app.session.plan import SessionPlan
from app.session.protocol import DURING, RATING_OF, Phase, Protocol

INSTRUMENT = "nrs-pain-now"


class Questions:
    """Asks, takes the answer, and records it before the session moves on.

    standing : where the session stands; step : called with where it stands once a rating is answered
    """

    def __init__(
        self,
        log: SessionLog,
        picture: Picture,
        plan: SessionPlan,
        standing: Callable[[], Protocol],
        step: Callable[[Protocol], None],
    ) -> None:
        self._log, self._picture, self._plan = log, picture, plan
        self._standing, self._step = standing, step
        self._during = False

    @property
    def open(self) -> str | None:
        """The rating that waits for its answer: "before", "during", "after", or None."""
        phase = self._standing().phase
        if phase is Phase.EXPOSURE:
            return DURING if self._during else None
        return RATING_OF.get(phase)

    def show(self) -> None:
        """Show the panel of the open rating in the world, before the patient's present forward; nothing where none is open."""
        if (phase := self.open) is not None:
            self._picture.ask(phase, INSTRUMENT)

    def now(self) -> None:
        """Ask for a rating within the exposure, which goes on meanwhile: what is rated is the pain in it."""
        phase = self._standing().phase
        if phase is not Phase.EXPOSURE:
            raise IllegalStep(
                f"a rating is asked for during the exposure, this is {phase.value}: wait for the exposure"
            )
        if self._during:
            raise Already("a rating is asked for already: wait for the answer, or enter it")
        self._during = True
        self._log.event("rating_asked", {"phase": DURING})
        self.show()

    def again(self) -> None:
        """Show the panel anew."""
        self._refuse_when_closed()
        self._picture.close_rating()
        self.show()

    def enter(self, value: int) -> None:
        """The patient said `value`; it stands for the rating that is open. Raises `BadInput` for a value off the scale."""
        phase = self._refuse_when_closed()
        after = self._standing().rate(phase, value, time.monotonic())  # refuses before anything is stored
        language = self._plan.language
        self._log.rating(
            phase,
            value,
            self._mode_shown,
            instrument=INSTRUMENT,
            anchors=instruments.load(INSTRUMENT).wording(language).anchors,
            language=language,
            source="clinician",
            latency_s=None,
            corrections=0,
        )
        self._picture.close_rating()
        self._answered(after)

    def given(self, rating: messages.RatingGiven) -> None:
        """The patient confirmed a value in the world."""
        if self.open != rating.phase:
            self._log.event("rating_ignored", {"phase": rating.phase, "value": rating.value})
            return
        after = self._standing().rate(rating.phase, rating.value, time.monotonic())
        self._log.rating(
            rating.phase,
            rating.value,
            self._mode_shown,
            instrument=rating.instrument,
            anchors=rating.anchors,
            language=rating.language,
            source=rating.source,
            latency_s=rating.latency_s,
            corrections=rating.corrections,
        )
        self._answered(after)

    def leave_out(self) -> None:
        """The open rating stays without an answer; the record says so."""
        phase = self._refuse_when_closed()
        self._log.event("rating_left_out", {"phase": phase})
        self._picture.close_rating()
        self._answered(self._standing().rate(phase, None, time.monotonic()))

    def exposure_ends(self) -> None:
        """A rating that is still open within it is left out."""
        if self._during:
            self._during = False
            self._log.event("rating_left_out", {"phase": DURING})
            self._picture.close_rating()

    def _answered(self, after: Protocol) -> None:
        self._during = False
        self._step(after)

    @property
    def _mode_shown(self) -> str | None:
        return self._picture.shown.mode if self._picture.shown else None

    def _refuse_when_closed(self) -> str:
        if self.open is None:
            phase = self._standing().phase.value
            raise IllegalStep(f"no rating is open in the phase {phase}: wait until one is asked")
        return self.open
