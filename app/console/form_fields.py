"""A questionnaire's items with their answers as buttons, or its scores to enter, wherever a page has them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from app.console.parts import Field, Node, button
from app.errors import BadInput
from app.questionnaires import Questionnaire
from app.questionnaires.questionnaire import Answer, Item, Score

Translate = Callable[[str], str]


class FormFields:
    """In the container that is open. changed : called when something was answered or typed

    answers : by item; `scores` hands back what was entered
    """

    def __init__(
        self, form: Questionnaire, language: str, translate: Translate, changed: Callable[[], None] | None = None
    ) -> None:
        self._form, self._language, self._ = form, language, translate
        self._changed = changed or (lambda: None)
        self.answers: dict[str, int] = {}
        self._typed: dict[str, str] = {}
        self._pressed: dict[tuple[str, int], Node] = {}
        self._fields: dict[str, Field] = {}
        if form.lead:
            Node("p", form.lead.of(language), "soft")
        for item in form.items:
            self._item(item)
        if not form.items:
            for score in form.scores:
                self._score(score)

    @property
    def scores(self) -> dict[str, float]:
        """The scores that were entered. Raises `BadInput` for one that is no number."""
        if self._form.items:
            return {}
        return {name: _number(name, text) for name, text in self._typed.items() if text.strip()}

    @property
    def empty(self) -> bool:
        """Whether nothing is answered."""
        return not self.answers and not any(text.strip() for text in self._typed.values())

    def fill(self, answers: Mapping[str, int], scores: Mapping[str, float | None]) -> None:
        """Show what was answered before."""
        self.answers = dict(answers)
        self._typed = {name: f"{value:g}" for name, value in scores.items() if value is not None}
        for name, field in self._fields.items():
            field.fill(self._typed.get(name, ""))
        self.show()

    def show(self) -> None:
        """Have the answers pressed."""
        for (item, value), node in self._pressed.items():
            node.put(aria_pressed="true" if self.answers.get(item) == value else "false")

    def _item(self, item: Item) -> None:
        choices = self._form.choices(item)
        name = f"{self._form.id}-{item.id}"
        with Node(
            "div",
            look="question" if len(choices) > 7 else "question side",
            role="group",
            aria_labelledby=f"item-{name}",
        ):
            Node("h2", item.words.of(self._language), "heading", id=f"item-{name}")
            pressed = answer_buttons(choices, self._language, partial(self._answer, item.id), f"answer-{item.id}")
            self._pressed |= {(item.id, value): node for value, node in pressed.items()}

    def _score(self, score: Score) -> None:
        _, language = self._, self._language
        with Node("div", look="question"):
            Node("label", score.words.of(language), "heading", for_=f"score-{score.id}")
            self._fields[score.id] = Field(
                "",
                partial(self._type, score.id),
                "field short",
                id=f"score-{score.id}",
                inputmode="decimal",
                autocomplete="off",
                data_testid=f"score-{score.id}",
            )
            range_ = _("{low} to {high}; {higher}").format(
                low=f"{score.low:g}", high=f"{score.high:g}", higher=score.higher.of(language)
            )
            Node("p", range_, "soft")

    def _answer(self, item: str, value: int) -> None:
        # pressed again, an answer is taken back
        if self.answers.get(item) == value:
            del self.answers[item]
        else:
            self.answers[item] = value
        self.show()
        self._changed()

    def _type(self, score: str, text: str) -> None:
        self._typed[score] = text
        self._changed()


def answer_buttons(
    choices: tuple[Answer, ...], language: str, press: Callable[[int], object], test: str
) -> dict[int, Node]:
    """A button for each answer, by its value, and the words at the ends of a scale of numbers below them. `test` : names them"""
    numbers = any(choice.words is None for choice in choices)
    pressed = {}
    with Node("div", look="answers many" if len(choices) > 7 else "answers"):
        for choice in choices:
            worded = choice.words.of(language) if choice.words else ""
            pressed[choice.value] = button(
                # on a scale of numbers the ends alone have words, which stand below it
                str(choice.value) if numbers else worded,
                partial(press, choice.value),  # type: ignore[arg-type]
                "chip answer",
                aria_label=f"{choice.value} {worded}".strip() if numbers else None,
                data_testid=f"{test}-{choice.value}",
            )
    ends = [choices[0].words, choices[-1].words]
    if numbers and all(ends):
        with Node("div", look="ends"):
            for end in ends:
                Node("span", end.of(language) if end else "", "soft")
    return pressed


def _number(name: str, text: str) -> float:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        raise BadInput(f"{name} must be a number, got {text!r}: enter one, or leave it empty") from None
