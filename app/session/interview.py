"""A questionnaire that is given in a session: in the world, by voice through the clinician, or in both ways, item by item.

The session holds which item is asked; the panel in the world and the console show the same one. An answer is handed to the log
before the next item is asked.
"""

from __future__ import annotations

from collections.abc import Callable

from app.engine import messages
from app.errors import Already, BadInput, IllegalStep
from app.questionnaires import Given, How, Moment, Questionnaire, load
from app.session.asking import Ask, Giving
from app.session.log import Row, SessionLog
from app.session.picture import Picture
from app.session.plan import SessionPlan


class Interview:
    """At most one questionnaire at a time. ended : called with what was asked once it is over, by whichever way"""

    def __init__(self, log: SessionLog, picture: Picture, plan: SessionPlan, ended: Callable[[Ask], None]) -> None:
        self._log, self._picture, self._plan, self._ended = log, picture, plan, ended
        self._ask: Ask | None = None
        self._form: Questionnaire | None = None
        self._row = Row()
        self._at = 0
        self._answers: dict[str, int] = {}
        self._declined: list[str] = []
        self._how: How | None = None
        # whether `ended` is to be called when this one is over
        self._ask_ended = True

    @property
    def ask(self) -> Ask | None:
        """What is given now."""
        return self._ask

    @property
    def view(self) -> Giving | None:
        """As the console shows it."""
        if self._ask is None or self._form is None:
            return None
        item = self._form.items[self._at]
        return Giving(
            questionnaire=self._form.id,
            moment=self._ask.moment,
            item=item.id,
            number=self._at + 1,
            of=len(self._form.items),
            chosen=self._answers.get(item.id),
            declined=item.id in self._declined,
            answered=len(self._answers) + len(self._declined),
        )

    def begin(self, ask: Ask) -> None:
        """Give a questionnaire from its first item, or from where it was cut off.

        Raises
        ------
        BadInput
            It has no items that could be asked.
        Already
            Another one is being given.
        """
        if self._ask == ask:
            self.show()
            return
        if self._form is not None:
            raise Already(f"{self._form.id} is being given: let it come to its end, or leave the rest of it out")
        form = load(ask.what)
        if not form.items:
            raise BadInput(f"{form.id} must have items to be asked, its scores are entered: do so on its page")
        cut_off = self._log.under_way(form.id, Moment(ask.moment))
        self._row, known = (Row(cut_off[0]), cut_off[1]) if cut_off else (Row(), None)
        self._ask, self._form = ask, form
        self._answers = dict(known.answers) if known else {}
        self._declined = list(known.declined) if known else []
        self._how = known.how if known else None
        over = {*self._answers, *self._declined}
        self._at = next((at for at, item in enumerate(form.items) if item.id not in over), len(form.items) - 1)
        self._log.event("questionnaire", {"questionnaire": form.id, "moment": ask.moment})
        self.show()

    def show(self) -> None:
        """Show the item in the world; nothing where none is asked."""
        if self._form is None:
            return
        form, item, language = self._form, self._form.items[self._at], self._plan.language
        options = tuple((a.value, a.words.of(language) if a.words else "") for a in form.choices(item))
        self._picture.ask_item(
            messages.AskItem(
                questionnaire=form.id,
                item=item.id,
                title=form.name.of(language),
                lead=form.lead.of(language) if form.lead else "",
                text=item.words.of(language),
                options=options,
                number=self._at + 1,
                of=len(form.items),
                chosen=self._answers.get(item.id),
                declined=item.id in self._declined,
                declinable=form.declinable,
            )
        )

    def answered(self, told: messages.ItemAnswered) -> None:
        """The patient answered in the world."""
        asked = self.view
        if asked is None or (asked.questionnaire, asked.item) != (told.questionnaire, told.item):
            self._log.event("answer_ignored", {"questionnaire": told.questionnaire, "item": told.item})
            return
        if told.move == "back":
            self.back()
        elif told.move == "keep":
            self._onward()
        else:
            self._take(told.value, How.WORLD, told.source, round(told.latency_s, 3))

    def enter(self, value: int | None) -> None:
        """The patient said the answer to the item that is asked, or that they would rather not (None).

        Raises
        ------
        IllegalStep
            Nothing is asked.
        BadInput
            It is none of the item's answers.
        """
        self._take(value, How.VOICE, "clinician", None)

    def back(self) -> None:
        """Ask the item before again."""
        self._refuse_when_closed()
        self._at = max(0, self._at - 1)
        self.show()

    def leave_out(self) -> None:
        """The rest stays without an answer; what was answered is kept."""
        form, ask = self._refuse_when_closed()
        self._log.event("questionnaire_left_out", {"questionnaire": form.id, "moment": ask.moment, "item": self._item})
        self._finish(thanks=False)

    def drop(self) -> None:
        """The session is over, or goes on without it: as `leave_out`, where one is given, and `ended` is not called."""
        if self._form is not None:
            self._ask_ended = False
            self.leave_out()

    @property
    def _item(self) -> str:
        return self._form.items[self._at].id if self._form else ""

    def _take(self, value: int | None, how: How, source: str, latency_s: float | None) -> None:
        form, ask = self._refuse_when_closed()
        item = self._item
        form.check({item: value})
        self._how = how if self._how is None else self._how.also(how)
        self._declined = [name for name in self._declined if name != item]
        self._answers.pop(item, None)
        if value is None:
            self._declined.append(item)
        else:
            self._answers[item] = value
        data = {"questionnaire": form.id, "moment": ask.moment, "item": item, "value": value, "source": source}
        self._log.event("answered", data if latency_s is None else {**data, "latency_s": latency_s})
        last = self._at == len(form.items) - 1
        if not last:
            self._keep(finished=False)
        self._onward()

    def _onward(self) -> None:
        form, _ = self._refuse_when_closed()
        if self._at == len(form.items) - 1:
            self._finish(thanks=True)
        else:
            self._at += 1
            self.show()

    def _finish(self, *, thanks: bool) -> None:
        ask = self._ask
        if self._answers or self._declined:
            self._keep(finished=True)
        self._picture.close_items(thanks=thanks)
        self._ask, self._form, self._row = None, None, Row()
        told, self._ask_ended = self._ask_ended, True
        if ask is not None and told:
            self._ended(ask)

    def _keep(self, *, finished: bool) -> None:
        form, ask = self._refuse_when_closed()
        how = self._how or How.WORLD
        given = Given(
            form,
            Moment(ask.moment),
            self._plan.language,
            dict(self._answers),
            {},
            how,
            tuple(self._declined),
            finished,
        )
        self._log.give(given, self._row)

    def _refuse_when_closed(self) -> tuple[Questionnaire, Ask]:
        if self._form is None or self._ask is None:
            raise IllegalStep("no questionnaire is being given: choose one first")
        return self._form, self._ask
