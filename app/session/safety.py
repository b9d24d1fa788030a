"""What keeps a patient's ears safe in one session: the weekly allowance, and that a cap which stands in the way is told."""

from __future__ import annotations

from app.session import dose
from app.session.dose import Dose
from app.session.listening import cap_dba
from app.session.log import SessionLog
from app.session.plan import SessionPlan
from app.session.reach import Change, Reach
from audio.messages import Level

#: why nothing is played, as the record and the clinician are told
USED_UP = "the weekly allowance of sound is used up"


class Safety:
    """Told each second of sound; it keeps the dose, and says and records what a clinician must know. Never silently.

    dose : of the last seven days, this session so far among them
    off : nothing is played in this session
    """

    def __init__(self, log: SessionLog, plan: SessionPlan) -> None:
        self._log, self._plan = log, plan
        self._reach = Reach()
        self._level: Level | None = None
        self.dose = Dose(under_18=plan.under_18)
        self.off = False

    @property
    def out_of_reach(self) -> bool:
        """The target has stood above the cap for some seconds."""
        return self._reach.lost

    def begin(self, heard: Dose) -> None:
        """What the patient heard in the last week decides whether there is sound at all."""
        self.dose = heard
        self.off = heard.over and not self._plan.over_dose
        self._log.event(
            "dose",
            {
                "percent": None if heard.percent is None else round(heard.percent, 2),
                "unstated_s": heard.unstated_s,
                "allowed_dba": dose.allowed_dba(heard.under_18),
                "confirmed": self._plan.over_dose,
                "played": not self.off,
            },
        )
        if heard.over and not self.off:
            self._log.notice("warning", f"{USED_UP}; sound is played because the clinician confirmed it")

    def measured(self, level_dba: float, seconds: float) -> None:
        """The noise of a sound check was heard, with the room, at `level_dba` dB(A) SPL."""
        if self._plan.simulated is None:
            self.dose = self.dose.plus(level_dba, seconds)

    def second(self, level: Level) -> None:
        """One more second of sound."""
        self._level = level
        # a simulated patient has no allowance to use up
        if self._plan.simulated is None:
            self._weigh(level)
        change = self._reach.second("capped" in level.flags)
        if change is not None:
            self._record_reach(level, begins=change is Change.LOST)
            self._tell_reach(level)

    def quiet(self) -> None:
        """Nothing is played any more: what stood in the way no longer does."""
        if self._reach.lost and self._level is not None:
            self._record_reach(self._level, begins=False)
        self._reach, self._level = Reach(), None

    def _weigh(self, level: Level) -> None:
        was_over = self.dose.over
        self.dose = self.dose.plus(dose.at_ear_dba(level.ambient_db, level.total_db, level.spl_db, level.flags))
        if self.dose.over and not was_over:
            self._log.event("dose", {"percent": 100.0, "allowed_dba": dose.allowed_dba(self._plan.under_18)})
            self._log.notice("warning", f"{USED_UP}; lower the noise in the room, or stop the session")

    def _cap_dba(self, level: Level) -> float | None:
        return cap_dba(self._plan.under_18) if level.cap_db is not None else None

    def _record_reach(self, level: Level, *, begins: bool) -> None:
        known = level.ambient_db is not None and level.spl_db is not None
        self._log.event(
            "capped",
            {
                "begins": begins,
                "target_db": level.target_db,
                "cap_dba": self._cap_dba(level),
                "ambient_dba": round((level.ambient_db or 0.0) + (level.spl_db or 0.0), 1) if known else None,
            },
        )

    def _tell_reach(self, level: Level) -> None:
        target, cap = f"{level.target_db:g} dB", self._cap_dba(level)
        if not self._reach.lost:
            self._log.notice("info", f"{target} over the room can be reached again")
        elif cap is None:
            self._log.notice("warning", f"{target} can't be reached: the sound is as loud as it may be")
        else:
            self._log.notice(
                "warning", f"{target} can't be reached under the cap of {cap:g} dB(A): the room is too loud"
            )
