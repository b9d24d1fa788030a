"""The session as a pure state machine.

``checklist -> calibration -> rating_before -> exposure -> rating_after -> debrief -> complete``, and ``aborted`` with a
reason from anywhere before complete. A `Protocol` never changes: each step hands back a new one. It reads no clock:
`now` is seconds, monotonic, and is handed in with each step.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from app.errors import Already, BadInput, IllegalStep
from app.session import instruments
from app.session.asking import USUAL, Ask, Asked
from app.session.instruments import PAIN_NOW
from app.session.plan import Mode


class Phase(StrEnum):
    """Where a session stands, in the order of the session; `ABORTED` stands beside it."""

    CHECKLIST = "checklist"
    CALIBRATION = "calibration"
    RATING_BEFORE = "rating_before"
    EXPOSURE = "exposure"
    RATING_AFTER = "rating_after"
    DEBRIEF = "debrief"
    COMPLETE = "complete"
    ABORTED = "aborted"

    @property
    def terminal(self) -> bool:
        return self in (Phase.COMPLETE, Phase.ABORTED)

    def past(self, other: Phase) -> bool:
        """Whether a session that stands here has `other` behind it (never so for an aborted one)."""
        order = list(Phase)
        return self is not Phase.ABORTED and order.index(self) > order.index(other)


#: the rating that is open in a phase
RATING_OF = {Phase.RATING_BEFORE: "before", Phase.RATING_AFTER: "after"}
#: the rating that may be asked for within the exposure, as often as one likes
DURING = "during"

#: what leads on from each phase, for the message of an illegal step
NEXT = {
    Phase.CHECKLIST: "confirm the checklist",
    Phase.CALIBRATION: "calibrate the sound, or skip it with a reason",
    Phase.RATING_BEFORE: "take the rating before, or leave it out",
    Phase.EXPOSURE: "let the exposure run out, or finish it",
    Phase.RATING_AFTER: "take the rating after, or leave it out",
    Phase.DEBRIEF: "complete the session",
    Phase.COMPLETE: "begin a new session",
    Phase.ABORTED: "begin a new session",
}


@dataclass(frozen=True, slots=True)
class Rated:
    """An answer to a rating, or a questionnaire that is over.

    phase_name : "before", "during" or "after"
    value : of the instrument, or None where the rating was left out, and for a questionnaire
    what : the instrument or questionnaire
    """

    phase_name: str
    value: int | None
    what: str = PAIN_NOW


@dataclass(frozen=True, slots=True)
class Protocol:
    """A session, as of the last step. Make one with `begin` or `restore`.

    planned_s : seconds of exposure planned
    mode : the mode in force, or the one to begin in
    required : the ids of the checklist's items that have to be confirmed
    ratings : the answers so far, at most one of each before and one after
    paused : the exposure rests: nothing of it is delivered until it goes on, whatever is shown meanwhile
    asks : what is asked before and after, in this order
    calibration : None until it is over, then "" where it was done, else why it was skipped
    reason : why the session was aborted, else None
    """

    planned_s: float
    mode: Mode
    required: tuple[str, ...]
    asks: tuple[Ask, ...] = USUAL
    phase: Phase = Phase.CHECKLIST
    ratings: tuple[Rated, ...] = ()
    calibration: str | None = None
    reason: str | None = None
    paused: bool = False
    # Exposure delivered up to `_since`, when the clock was started (None while it stands still); the time of the last step.
    _delivered_s: float = 0.0
    _since: float | None = None
    _last: float = -math.inf

    @staticmethod
    def begin(planned_s: float, mode: Mode, required: tuple[str, ...], asks: tuple[Ask, ...] = USUAL) -> Protocol:
        """A new session at its checklist.

        Raises
        ------
        BadInput
            `planned_s` is not a positive number of seconds.
        """
        if not (math.isfinite(planned_s) and planned_s > 0):
            raise BadInput(f"planned_s must be more than 0 seconds, got {planned_s!r}: choose a length of exposure")
        return Protocol(planned_s=float(planned_s), mode=mode, required=tuple(required), asks=tuple(asks))

    @staticmethod
    def restore(
        planned_s: float,
        mode: Mode,
        required: tuple[str, ...],
        *,
        phase: Phase | str,
        before: int | None,
        after: int | None,
        delivered_s: float,
        reason: str | None = None,
        asks: tuple[Ask, ...] = USUAL,
        others: Iterable[Rated] = (),
    ) -> Protocol:
        """A session from what the store holds. It stands where it stood, the clock of the exposure stopped until `show`.

        A rating that was stored just before the session was cut off counts: the session stands behind it. A rating
        that is missing from a phase the session has passed was left out. Whether the calibration had been skipped is
        not restored: the sound is opened anew after a cut.

        before, after : the ratings of pain right now; others : what else was answered

        Raises
        ------
        BadInput
            A value breaks a rule: the phase, a rating, the seconds, or an aborted session without a reason.
        """
        try:
            phase = Phase(phase)
        except ValueError as error:
            raise BadInput(f"phase must be one of {', '.join(Phase)}, got {phase!r}: the record is damaged") from error
        if not (math.isfinite(delivered_s) and delivered_s >= 0):
            raise BadInput(f"delivered_s must be 0 seconds or more, got {delivered_s!r}: the record is damaged")
        if (phase is Phase.ABORTED) != bool(reason):
            raise BadInput(
                f"a session has a reason exactly when it is aborted, got {phase} and {reason!r}: the record is damaged"
            )
        given = {(one.phase_name, one.what): one for one in others}
        given |= {
            (name, PAIN_NOW): Rated(name, value)
            for name, value in (("before", before), ("after", after))
            if value is not None
        }
        ratings = []
        for stands, name in RATING_OF.items():
            for ask in asks:
                one = given.get((name, ask.what))
                if ask.when.phase == name and (one is not None or phase.past(stands)):
                    value = None if one is None else one.value
                    ratings.append(Rated(name, value if ask.form or value is None else _checked(ask, value), ask.what))
        return replace(
            Protocol.begin(planned_s, mode, required, asks),
            phase=phase,
            ratings=tuple(ratings),
            calibration="" if phase.past(Phase.CALIBRATION) else None,
            reason=reason,
            _delivered_s=float(delivered_s),
        )._asked()

    # ---- what stands ------------------------------------------------------------------------------------------------

    @property
    def before(self) -> int | None:
        """The rating before; None until given, and where it was left out."""
        return self._value("before")

    @property
    def after(self) -> int | None:
        """The rating after; None until given, and where it was left out."""
        return self._value("after")

    @property
    def open(self) -> Ask | None:
        """What is asked now: the first of this phase that is neither answered nor left out."""
        name = RATING_OF.get(self.phase)
        over = {rated.what for rated in self.ratings if rated.phase_name == name}
        return next((ask for ask in self.asks if ask.when.phase == name and ask.what not in over), None)

    @property
    def asked(self) -> tuple[int, int]:
        """The number of what is asked now, from 1, and how many there are in this phase."""
        name = RATING_OF.get(self.phase)
        over = sum(rated.phase_name == name for rated in self.ratings)
        many = sum(ask.when.phase == name for ask in self.asks)
        return min(over + 1, many), many

    @property
    def showing(self) -> bool:
        """Whether the clock of the exposure runs."""
        return self._since is not None

    def elapsed(self, now: float) -> float:
        """Seconds of exposure delivered up to `now` (a `now` before the last step counts as the last step)."""
        if self._since is None:
            return self._delivered_s
        return self._delivered_s + max(now, self._last) - self._since

    # ---- steps ------------------------------------------------------------------------------------------------------

    def confirm_checklist(self, items: Iterable[str], now: float) -> Protocol:
        """Every required item is confirmed: on to the sound."""
        at = self._step("confirm the checklist", now, Phase.CHECKLIST)
        missing = [item for item in self.required if item not in set(items)]
        if missing:
            raise IllegalStep(
                f"confirm the checklist: not possible in {self.phase}: every item has to be confirmed, "
                f"{', '.join(missing)} is not: confirm it, or don't begin the session"
            )
        return replace(at, phase=Phase.CALIBRATION)

    def calibrated(self, now: float) -> Protocol:
        """The sound is calibrated: on to the rating before."""
        at = self._step("end the calibration", now, Phase.CALIBRATION)
        return replace(at, phase=Phase.RATING_BEFORE, calibration="")._asked()

    def calibration_skipped(self, reason: str, now: float) -> Protocol:
        """The sound stays uncalibrated, and `reason` says why: on to the rating before."""
        at = self._step("skip the calibration", now, Phase.CALIBRATION)
        return replace(at, phase=Phase.RATING_BEFORE, calibration=_reason(reason, "skip the calibration"))._asked()

    def rate(self, phase: str, value: int | None, now: float, what: str | None = None) -> Protocol:
        """What is asked now in `phase` is answered with `value`, or left out (None); a questionnaire, whose answers are not the
        protocol's, is over with None. One "during" leads nowhere else, the others on to what is asked next.

        phase : "before", "during" or "after"
        what : the instrument or questionnaire that it is about, where that is known; "during" pain right now without it

        Raises
        ------
        IllegalStep
            That rating is not open.
        BadInput
            The value is none of the instrument's.
        """
        if phase == DURING:
            at = self._step(f"rate {phase}", now, Phase.EXPOSURE)
            during = Ask(what or PAIN_NOW, Asked.DURING)
            value = None if value is None else _checked(during, value)
            return replace(at, ratings=(*self.ratings, Rated(phase, value, during.what)))
        stands = next((stands for stands, name in RATING_OF.items() if name == phase), None)
        if stands is None:
            raise BadInput(f"phase of a rating must be before, during or after, got {phase!r}: name one of them")
        at = self._step(f"rate {phase}", now, stands)
        ask = self.open
        if ask is None or what not in (None, ask.what):
            asked = "nothing" if ask is None else ask.what
            raise IllegalStep(f"rate {phase}: not possible in {self.phase}: {asked} is asked, not {what}: answer that")
        if value is not None:
            value = _checked(ask, value)
        return replace(at, ratings=(*self.ratings, Rated(phase, value, ask.what)))._asked()

    def show(self, mode: Mode, now: float) -> Protocol:
        """A display shows `mode` from now on.

        In the exposure this starts the clock, or is a switch where it runs already; before and after it, and while it is
        paused, only the mode in force changes.
        """
        at = self._step(f"show {mode}", now)
        starts = self.phase is Phase.EXPOSURE and not self.paused and self._since is None
        return replace(at, mode=Mode(mode), _since=at._last if starts else self._since)

    def hide(self, now: float) -> Protocol:
        """Nothing is shown (the render process is lost): the clock stands still until the next `show`."""
        return self._step("hide", now)._stopped()

    def pause(self, now: float) -> Protocol:
        """The exposure rests: the clock stands still, whatever is shown, until it goes on."""
        at = self._step("pause", now, Phase.EXPOSURE)
        if self.paused:
            raise Already("the session is paused already: press Go on when the patient is ready")
        return replace(at._stopped(), paused=True)

    def go_on(self, now: float) -> Protocol:
        """The pause is over: the clock runs from the next `show`."""
        at = self._step("go on", now, Phase.EXPOSURE)
        if not self.paused:
            raise Already("the session is not paused: it goes on")
        return replace(at, paused=False)

    def tick(self, now: float) -> Protocol:
        """Time has passed: an exposure whose planned time is over moves on to the rating after. Legal in any phase."""
        if self.phase.terminal:
            return self
        at = self._step("tick", now)
        if self.phase is Phase.EXPOSURE and at.elapsed(now) >= self.planned_s:
            return replace(at._stopped(), phase=Phase.RATING_AFTER)._asked()
        return at

    def finish_exposure(self, now: float) -> Protocol:
        """The exposure ends now, paused or not: on to the rating after."""
        at = self._step("finish the exposure", now, Phase.EXPOSURE)
        return replace(at._stopped(), phase=Phase.RATING_AFTER, paused=False)._asked()

    def complete(self, now: float) -> Protocol:
        """The debrief is over: the session is complete."""
        return replace(self._step("complete", now, Phase.DEBRIEF), phase=Phase.COMPLETE)

    def abort(self, reason: str, now: float) -> Protocol:
        """The session ends here, and `reason` says why."""
        at = self._step("abort", now)
        return replace(at._stopped(), phase=Phase.ABORTED, reason=_reason(reason, "abort"), paused=False)

    # ---- within -----------------------------------------------------------------------------------------------------

    def _value(self, name: str) -> int | None:
        found = (rated.value for rated in self.ratings if (rated.phase_name, rated.what) == (name, PAIN_NOW))
        return next(found, None)

    def _asked(self) -> Protocol:
        """This session, on from a phase in which nothing is left to ask."""
        if self.phase in RATING_OF and self.open is None:
            return replace(self, phase=Phase.EXPOSURE if self.phase is Phase.RATING_BEFORE else Phase.DEBRIEF)
        return self

    def _step(self, step: str, now: float, only_in: Phase | None = None) -> Protocol:
        """This session with its last step at `now`, once the step is known to be legal."""
        if self.phase.terminal or (only_in is not None and self.phase is not only_in):
            rule = "a session that has ended stays as it is" if self.phase.terminal else f"it belongs to {only_in}"
            raise IllegalStep(f"{step}: not possible in {self.phase}: {rule}: {NEXT[self.phase]}")
        if not (math.isfinite(now) and now >= self._last):
            raise IllegalStep(
                f"{step}: not possible in {self.phase}: time never goes backwards, got {now!r} s after "
                f"{self._last!r} s: hand in the monotonic clock"
            )
        return replace(self, _last=float(now))

    def _stopped(self) -> Protocol:
        return replace(self, _delivered_s=self.elapsed(self._last), _since=None)


def _checked(ask: Ask, value: int) -> int:
    if ask.form:
        raise BadInput(
            f"{ask.what} is a questionnaire, whose answers are kept by item, got {value!r}: answer its items"
        )
    return instruments.load(ask.what).check(value)


def _reason(reason: str, step: str) -> str:
    reason = reason.strip()
    if not reason:
        raise BadInput(f"{step}: a reason is needed, got an empty one: say in a few words why")
    return reason
