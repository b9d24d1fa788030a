"""What is asked in one session: which rating or questionnaire is open, and how it is answered, inside the world or by voice."""

from __future__ import annotations

import time
from collections.abc import Callable

from app.engine import messages
from app.errors import Already, IllegalStep
from app.questionnaires import Moment
from app.session import instruments
from app.session.asking import Ask, Asked, Rating, checked, due, fits
from app.session.instruments import PAIN_NOW
from app.session.interview import Interview
from app.session.log import SessionLog
from app.session.picture import Picture
from app.session.plan import SessionPlan
from app.session.protocol import DURING, RATING_OF, Phase, Protocol
from app.session.wanted import BY_WORLD, Wanted

#: when a questionnaire may be given by hand: the exposure is not to be filled with it
BY_HAND = (Phase.RATING_BEFORE, Phase.RATING_AFTER, Phase.DEBRIEF)


class Questions:
    """Asks, takes the answer, and records it before the session moves on.

    standing : where the session stands; step : called with where it stands once a rating is answered
    direct : called once what was asked by hand is over, to say again what the phase shows
    """

    def __init__(
        self,
        log: SessionLog,
        picture: Picture,
        plan: SessionPlan,
        standing: Callable[[], Protocol],
        step: Callable[[Protocol], None],
        direct: Callable[[], None],
    ) -> None:
        self._log, self._picture, self._plan = log, picture, plan
        self._standing, self._step, self._direct = standing, step, direct
        # the instrument that is asked within the exposure, None for none; when each was asked there last, in seconds of it
        self._during: str | None = None
        self._asked_s: dict[str, float] = {}
        self._wanted = Wanted(log)
        self.interview = Interview(log, picture, plan, self._interviewed)

    @property
    def open(self) -> str | None:
        """The rating that waits for its answer: "before", "during", "after", or None."""
        return self.rating.phase if self.rating else None

    @property
    def rating(self) -> Rating | None:
        """The same, with its instrument."""
        protocol = self._standing()
        if protocol.phase is Phase.EXPOSURE:
            return Rating(DURING, self._during) if self._during else None
        ask = protocol.open
        return None if ask is None or ask.form else Rating(RATING_OF[protocol.phase], ask.what, *protocol.asked)

    def show(self) -> None:
        """Show in the world what is asked, before the patient's present forward; nothing where nothing is."""
        ask = self._standing().open
        if self.interview.ask is not None:
            self.interview.show()
        elif self.rating is not None:
            rating = self.rating
            self._picture.ask(rating.phase, rating.instrument, rating.number, rating.of)
        elif ask is not None:
            self.interview.begin(ask)

    def now(self, instrument: str = PAIN_NOW, by: str | None = None) -> None:
        """Ask for a rating within the exposure, which goes on meanwhile. Raises `BadInput` for an instrument that does not fit.

        by : "world" where it asks, None for the clinician and the plan
        """
        phase = self._standing().phase
        if phase is not Phase.EXPOSURE:
            raise IllegalStep(
                f"a rating is asked for during the exposure, this is {phase.value}: wait for the exposure"
            )
        if self._during:
            raise Already("a rating is asked for already: wait for the answer, or enter it")
        if self.interview.ask is not None:
            raise Already(
                f"{self.interview.ask.what} is being given: let it come to its end, or leave the rest of it out"
            )
        fits(instrument, Asked.DURING)
        self._during = instrument
        self._asked_s[instrument] = self._standing().elapsed(time.monotonic())
        data = {"phase": DURING, "instrument": instrument}
        self._log.event("rating_asked", data if by is None else {**data, "by": by})
        self.show()

    def world_asks(self, told: messages.SceneAsks) -> None:
        """The world asks for ratings: each is asked once nothing else is."""
        exposure = self._standing().phase is Phase.EXPOSURE
        self._wanted.add(told.instruments, told.world, self._picture.world, exposure=exposure)

    def world_leaves(self) -> None:
        """Another world takes its place: what it still wanted to ask is about nothing any more."""
        self._wanted.drop("another_world")

    def give(self, questionnaire: str, moment: Moment) -> None:
        """Give a questionnaire by hand, beside what the plan asks.

        Raises
        ------
        IllegalStep
            The exposure runs, or another one is being given.
        BadInput
            There is none with this id, or it has no items.
        """
        protocol = self._standing()
        if protocol.phase not in BY_HAND and not protocol.paused:
            raise IllegalStep(
                f"a questionnaire is given before or after the exposure or in its pause, this is {protocol.phase.value}: "
                "pause the session, or ask for a rating"
            )
        if self._during:
            raise Already("a rating is asked for already: wait for the answer, or enter it")
        when = {Moment.BASELINE: Asked.BASELINE, Moment.BEFORE: Asked.BEFORE}.get(moment, Asked.AFTER)
        ask = Ask(questionnaire, when, form=True)
        if self.interview.ask is not None:
            raise Already(
                f"{self.interview.ask.what} is being given: let it come to its end, or leave the rest of it out"
            )
        checked((ask,))
        self._picture.close_rating()
        self._picture.say("")  # it would stand in the way of the question
        self.interview.begin(ask)

    def tick(self) -> None:
        """Within the exposure: ask what the plan asks again and again, when its time has come, then what the world asks."""
        protocol = self._standing()
        if protocol.phase is not Phase.EXPOSURE or protocol.paused or self._during or not protocol.showing:
            return
        delivered_s = protocol.elapsed(time.monotonic())
        instrument = due(protocol.asks, self._asked_s, delivered_s, protocol.planned_s)
        if instrument is not None:
            self.now(instrument)
        elif self.interview.ask is None and (wanted := self._wanted.next()) is not None:
            self.now(wanted, BY_WORLD)

    def again(self) -> None:
        """Show the panel anew."""
        if self.interview.ask is None:
            self._refuse_when_closed()
        self._picture.close_rating()
        self.show()

    def enter(self, value: int) -> None:
        """The patient said `value`; it stands for the rating that is open. Raises `BadInput` for a value off the scale."""
        asked = self._refuse_when_closed()
        # refuses before anything is stored
        after = self._standing().rate(asked.phase, value, time.monotonic(), asked.instrument)
        language = self._plan.language
        self._log.rating(
            asked.phase,
            value,
            self._picture.modes.recorded,
            instrument=asked.instrument,
            anchors=instruments.load(asked.instrument).wording(language).anchors,
            language=language,
            source="clinician",
            latency_s=None,
            corrections=0,
        )
        self._picture.close_rating()
        self._answered(after)

    def given(self, rating: messages.RatingGiven) -> None:
        """The patient confirmed a value in the world."""
        asked = self.rating
        if asked is None or (asked.phase, asked.instrument) != (rating.phase, rating.instrument):
            data = {"phase": rating.phase, "instrument": rating.instrument, "value": rating.value}
            self._log.event("rating_ignored", data)
            return
        after = self._standing().rate(rating.phase, rating.value, time.monotonic(), rating.instrument)
        self._log.rating(
            rating.phase,
            rating.value,
            self._picture.modes.recorded,
            instrument=rating.instrument,
            anchors=rating.anchors,
            language=rating.language,
            source=rating.source,
            latency_s=rating.latency_s,
            corrections=rating.corrections,
        )
        if rating.earlier:
            data = {"phase": rating.phase, "instrument": rating.instrument}
            self._log.event("rating_changed", {**data, "values": [*rating.earlier, rating.value]})
        self._answered(after)

    def leave_out(self) -> None:
        """What is asked stays without an answer; the record says so."""
        if self.interview.ask is not None:
            self.interview.leave_out()
            return
        asked = self._refuse_when_closed()
        self._log.event("rating_left_out", {"phase": asked.phase, "instrument": asked.instrument})
        self._picture.close_rating()
        self._answered(self._standing().rate(asked.phase, None, time.monotonic(), asked.instrument))

    def exposure_ends(self) -> None:
        """A rating that is still open within it is left out, and so are those that waited."""
        self._wanted.drop("exposure_over")
        if self._during:
            instrument, self._during = self._during, None
            self._log.event("rating_left_out", {"phase": DURING, "instrument": instrument})
            self._picture.close_rating()

    def drop(self) -> None:
        """The session is over: nothing is asked any more."""
        self._wanted.drop("session_over")
        if self._during:
            instrument, self._during = self._during, None
            self._log.event("rating_left_out", {"phase": DURING, "instrument": instrument})
        self.interview.drop()

    def _answered(self, after: Protocol) -> None:
        before, self._during = self._standing().phase, None
        self._step(after)
        if after.phase is before:
            self.show()  # what else is asked here

    def _interviewed(self, ask: Ask) -> None:
        """A questionnaire is over."""
        protocol = self._standing()
        if protocol.open == ask:
            self._answered(protocol.rate(RATING_OF[protocol.phase], None, time.monotonic(), ask.what))
        else:
            self._direct()

    def _refuse_when_closed(self) -> Rating:
        asked = self.rating
        if asked is None:
            phase = self._standing().phase.value
            raise IllegalStep(f"no rating is open in the phase {phase}: wait until one is asked")
        return asked
