"""What a world offers to choose, as controls: segments or chips for one of a few, a stepper for an amount."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial

from app.console.parts import Node, button
from scenes.base import Amount, Choice, Value

Translate = Callable[[str], str]
Change = Callable[[str, Value], Awaitable[None] | None]

#: so many options stand side by side as segments; more are chips
_SIDE_BY_SIDE = 3


class ChoiceControls:
    """The controls of these `choices`, in the container that is open.

    change : called with a choice's name and its new value
    """

    def __init__(self, translate: Translate, choices: Sequence[Choice | Amount], change: Change) -> None:
        self._, self._change = translate, change
        self._values: dict[str, Value] = {}
        self._options: dict[tuple[str, str], Node] = {}
        self._amounts: dict[str, tuple[Amount, Node, Node, Node]] = {}
        for choice in choices:
            self._values[choice.name] = choice.default
            with Node("div", look="setting"):
                Node("h3", translate(choice.title), "heading", id=f"choice-{choice.name}")
                if isinstance(choice, Amount):
                    self._stepper(choice)
                else:
                    self._among(choice)

    def show(self, values: Mapping[str, Value]) -> None:
        """Have these values pressed; what is not among them stays."""
        for name, value in values.items():
            if name in self._values:
                self._values[name] = value
        for (name, option), node in self._options.items():
            node.put(aria_pressed="true" if self._values[name] == option else "false")
        for name, (amount, shown, less, more) in self._amounts.items():
            value = float(self._values[name])
            shown.say(spoken(amount, value, self._))
            less.put(disabled=value <= amount.low)
            more.put(disabled=value >= amount.high)

    def _among(self, choice: Choice) -> None:
        few = len(choice.options) <= _SIDE_BY_SIDE
        with Node("div", look="segments" if few else "chips", role="group", aria_labelledby=f"choice-{choice.name}"):
            for value, title in choice.options:
                self._options[choice.name, value] = button(
                    self._(title),
                    partial(self._change, choice.name, value),
                    "segment" if few else "chip layer",
                    data_testid=f"choose-{choice.name}-{value}",
                )

    def _stepper(self, amount: Amount) -> None:
        title = self._(amount.title)
        with Node("div", look="segments stepper", role="group", aria_labelledby=f"choice-{amount.name}"):
            less = button(
                "−",
                partial(self._step, amount, -1),
                "segment",
                aria_label=self._("{thing}: less").format(thing=title),
                data_testid=f"less-{amount.name}",
            )
            shown = Node("output", "", "amount", aria_live="polite", data_testid=f"amount-{amount.name}")
            more = button(
                "+",
                partial(self._step, amount, 1),
                "segment",
                aria_label=self._("{thing}: more").format(thing=title),
                data_testid=f"more-{amount.name}",
            )
        self._amounts[amount.name] = (amount, shown, less, more)

    def _step(self, amount: Amount, way: int) -> Awaitable[None] | None:
        steps = round((float(self._values[amount.name]) - amount.low) / amount.step) + way
        value = min(amount.high, max(amount.low, round(amount.low + steps * amount.step, 6)))
        return self._change(amount.name, value)


def spoken(choice: Choice | Amount, value: Value, translate: Translate) -> str:
    """A value as a person reads it."""
    if isinstance(choice, Amount):
        unit = translate(choice.unit) if choice.unit else ""
        return f"{float(value):g} {unit}".strip()
    return next((translate(title) for option, title in choice.options if option == value), str(value))
