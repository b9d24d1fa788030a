"""The question panel: the items of a questionnaire one after the other, each with its answers, a way back, and a way not to answer.

Choosing is answering: no confirm step, since there are many items and each can be gone back to. What is chosen is told, and the
next item comes when it has been kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import Enum

from panda3d.core import NodePath

from app.engine.messages import AskItem, ItemAnswered
from app.engine.panels import palette
from app.engine.panels.base import RATING_SORT, Panel
from app.engine.panels.numbers import FIRST_Z, HALF, MOST, Numbers
from app.engine.panels.plates import Look, ManyPlates, Plate
from app.engine.text import Align, Label, Texts
from app.errors import BadInput
from app.i18n import N_
from scenes.base import PointerKind, Ray, Target

#: seconds in which nothing counts: after the panel's appearing, and after each item's
CALM_S, NEXT_S = 0.7, 0.4
#: a gaze that stayed where it chose answers the next item alike only after so many seconds, and then by a whole dwell
LINGER_S = 2.5

# The origin, straight ahead, lies between the text and the answers: who looks idly ahead rests on no answer.
_HALF_WIDTH, _EDGE, _RADIUS = 0.80, 0.72, 0.065
_TEXT, _LEADING, _TEXT_Z = 0.070, 0.098, 0.082
#: em of what is small: its capitals are a degree high at the panel's distance
_SMALL, _WORDS = 0.0425, 0.054
_SIDE_BY_SIDE, _GAP = 4, 0.024
_ROWS_Z, _ROWS_PITCH, _ROWS_HALF = -0.137, 0.128, 0.053
_BUTTON_HALF = 0.055

_HINT = N_("Look at an answer and hold, or point and press")
_BACK, _NEXT, _DECLINE = N_("Back"), N_("Next"), N_("I'd rather not answer")
_THANKS = N_("Thank you")
_PLACE = N_("{number} of {of}")


class Step(Enum):
    """Where the patient stands."""

    OPENING = "opening"
    ASKING = "asking"
    #: told, and the next item is awaited
    TOLD = "told"
    OVER = "over"


class QuestionPanel(Panel):
    """Asks the item `ask`, and the next one with `show`.

    now : seconds on a steady clock
    told : called with each answer, once
    """

    dwell_s = 1.0
    modal = True

    def __init__(
        self,
        parent: NodePath,
        texts: Texts,
        ask: AskItem,
        now: Callable[[], float],
        told: Callable[[ItemAnswered], None],
    ) -> None:
        super().__init__(parent, "question")
        self._texts, self._now, self._told = texts, now, told
        self._body = self.root.attach_new_node("body")
        self._spent: int | str | None = None
        self._turn = 0
        self.show(ask, CALM_S)

    def show(self, ask: AskItem, calm_s: float = NEXT_S) -> None:
        """Ask another item, in the same place."""
        if not 2 <= len(ask.options) <= MOST:
            raise BadInput(f"{ask.item} must have 2 to {MOST} answers to be asked here, got {len(ask.options)}")
        self.ask, self.step = ask, Step.OPENING
        self._turn += 1
        self._shown_s, self._calm_s = self._now(), calm_s
        self._focus: int | str | None = None
        self._digit_before: tuple[int, float] | None = None
        self._given: int | None = None
        self._declined = False
        self._clear()
        self._build()

    def thank(self) -> None:
        """The questionnaire is over; nothing counts any more."""
        self.step = Step.OVER
        self._clear()
        self._card = Plate(0.0, 0.0, 0.42, 0.12, 0.06)
        self._plates = ManyPlates(self._body, [self._card], [palette.CARD], RATING_SORT)
        self._order: list[int | str] = ["card"]
        label = Label(self._texts(_THANKS), 0.0, 0.0, _TEXT, palette.INK, bold=True, fit=0.7)
        self._texts.sheet(self._body, [label], RATING_SORT + 1)

    def _clear(self) -> None:
        self._body.remove_node()
        self._body = self.root.attach_new_node("body")

    # ---- what it looks like ---------------------------------------------------------------------------------------

    def _build(self) -> None:
        lines, size = self._lines()
        high = _TEXT_Z + _LEADING * (max(2, len(lines)) - 1)
        # one line stands in the middle of the place of two, so that most items look alike
        low = _TEXT_Z + (_LEADING / 2 if len(lines) == 1 else 0.0)
        rows = [low + _LEADING * (len(lines) - 1 - i) for i in range(len(lines))]
        ink, soft = palette.INK, palette.SOFT_INK
        labels = [Label(text, 0.0, z, size, ink, bold=True, fit=2 * _EDGE) for text, z in zip(lines, rows, strict=True)]
        if self.ask.lead:
            high += 0.098
            labels.append(Label(self.ask.lead, 0.0, high, 0.048, soft, fit=2 * _EDGE))
        head = high + 0.135
        place = self._texts(_PLACE).format(number=self.ask.number, of=self.ask.of)
        labels += [
            Label(self.ask.title, -_EDGE, head, _SMALL, soft, align=Align.LEFT, fit=1.15),
            Label(place, _EDGE, head, _SMALL, soft, align=Align.RIGHT, fit=0.26),
        ]
        self._options, bottom, worded = self._answers()
        labels += worded
        buttons_z = bottom - 0.075 - _BUTTON_HALF
        self._buttons = self._ways(buttons_z)
        words = {"back": _BACK, "decline": _DECLINE, "next": _NEXT}
        labels += [
            Label(self._texts(words[str(name)]), plate.x, plate.z, 0.044, ink, fit=2 * plate.half_width - 0.06)
            for name, plate in self._buttons.items()
        ]
        floor = buttons_z - _BUTTON_HALF - 0.055
        if not self._buttons:
            labels.append(Label(self._texts(_HINT), 0.0, buttons_z, _SMALL, soft, fit=2 * _EDGE))
        top = head + 0.075
        self._card = Plate(0.0, (top + floor) / 2, _HALF_WIDTH, (top - floor) / 2, _RADIUS)
        bar_z, done = head - 0.052, _EDGE * self.ask.number / self.ask.of
        track = Plate(0.0, bar_z, _EDGE, 0.0045, 0.0045)
        filled = Plate(done - _EDGE, bar_z, max(done, 0.005), 0.0045, 0.0045)
        plates = [self._card, track, filled, *self._options.values(), *self._buttons.values()]
        self._order = ["card", "track", "filled", *self._options, *self._buttons]
        fixed = {"card": palette.CARD, "track": palette.QUIET_BUTTON, "filled": palette.BUTTON}
        looks = [fixed[what] if what in fixed else self._look(what, False) for what in self._order]
        self._plates = ManyPlates(self._body, plates, looks, RATING_SORT)
        self._texts.sheet(self._body, labels, RATING_SORT + 1)

    def _lines(self) -> tuple[list[str], float]:
        """The item's text as lines, and their em: smaller where it needs more than three."""
        for size in (_TEXT, 0.062, 0.054):
            lines = self._texts.lines(self.ask.text, size, 2 * _EDGE, bold=True)
            if len(lines) <= 3:
                break
        return lines, size

    def _answers(self) -> tuple[dict[int | str, Plate], float, list[Label]]:
        """The answers' plates, where they end below, and their labels."""
        options = self.ask.options
        if any(not words for _, words in options):
            return self._numbers()
        return self._side_by_side() if len(options) <= _SIDE_BY_SIDE else self._in_rows()

    def _numbers(self) -> tuple[dict[int | str, Plate], float, list[Label]]:
        options, ink = self.ask.options, palette.INK
        numbers = Numbers.of([value for value, _ in options])
        labels = numbers.labels()
        bottom, edge = numbers.last_z - HALF[1], max(numbers.edge, 0.55)
        if options[0][1] or options[-1][1]:
            bottom -= 0.05
            labels += [
                Label(options[0][1], -edge, bottom, 0.045, ink, align=Align.LEFT, fit=edge - 0.03),
                Label(options[-1][1], edge, bottom, 0.045, ink, align=Align.RIGHT, fit=edge - 0.03),
            ]
            bottom -= 0.02
        return dict[int | str, Plate](numbers.tiles.items()), bottom, labels

    def _side_by_side(self) -> tuple[dict[int | str, Plate], float, list[Label]]:
        options = self.ask.options
        half = (_EDGE - _GAP * (len(options) - 1) / 2) / len(options)
        plates: dict[int | str, Plate] = {
            value: Plate(-_EDGE + half + i * (2 * half + _GAP), FIRST_Z, half, 0.078, 0.03)
            for i, (value, _) in enumerate(options)
        }
        labels = [
            Label(words, plate.x, plate.z, _WORDS, palette.INK, bold=True, fit=2 * half - 0.05)
            for (_, words), plate in zip(options, plates.values(), strict=True)
        ]
        return plates, FIRST_Z - 0.078, labels

    def _in_rows(self) -> tuple[dict[int | str, Plate], float, list[Label]]:
        """Three side by side; of seven the middle one stands alone between what is better and what is worse."""
        options, half = self.ask.options, (_EDGE - _GAP) / 3
        rows = (
            [3, 1, 3] if len(options) == 7 else [3] * (len(options) // 3) + [len(options) % 3] * bool(len(options) % 3)
        )
        plates: dict[int | str, Plate] = {}
        for row, many in enumerate(rows):
            for place in range(many):
                x = (place - (many - 1) / 2) * (2 * half + _GAP)
                plates[options[len(plates)][0]] = Plate(x, _ROWS_Z - _ROWS_PITCH * row, half, _ROWS_HALF, 0.026)
        labels = [
            Label(words, plate.x, plate.z, 0.050, palette.INK, fit=2 * half - 0.04)
            for (_, words), plate in zip(options, plates.values(), strict=True)
        ]
        return plates, _ROWS_Z - _ROWS_PITCH * (len(rows) - 1) - _ROWS_HALF, labels

    def _ways(self, z: float) -> dict[int | str, Plate]:
        """The buttons that there are for this item."""
        ways: dict[int | str, Plate] = {}
        if self.ask.number > 1:
            ways["back"] = Plate(-_EDGE + 0.17, z, 0.17, _BUTTON_HALF, 0.028)
        if self.ask.declinable:
            ways["decline"] = Plate(0.0, z, 0.32, _BUTTON_HALF, 0.028)
        if self.ask.chosen is not None or self.ask.declined:
            ways["next"] = Plate(_EDGE - 0.17, z, 0.17, _BUTTON_HALF, 0.028)
        return ways

    def _look(self, what: int | str, lit: bool) -> Look:
        if isinstance(what, int):
            if what == self._chosen:
                return palette.TILE_CHOSEN
            return palette.TILE_HOVERED if lit else palette.TILE
        if what == "next":
            return palette.BUTTON_HOVERED if lit else palette.BUTTON
        if what == "decline" and (self._declined or self.ask.declined) and self._given is None:
            return palette.TILE_CHOSEN
        return palette.QUIET_BUTTON_HOVERED if lit else palette.QUIET_BUTTON

    @property
    def _chosen(self) -> int | None:
        return self._given if self._given is not None else None if self._declined else self.ask.chosen

    # ---- what the stage calls ---------------------------------------------------------------------------------------

    def pick(self, ray: Ray) -> Target | None:
        """The answer or button under the ray; None while the panel opens and once it is over."""
        met = self._meet(ray)
        # a gaze that stays where it chose must not seem to have left and come again while the next item is new
        if met is None or self.step is Step.OVER or (self.step is Step.OPENING and self._spent is None):
            return None
        x, z, _ = met
        for what, plate in self._plates_by_name().items():
            if plate.holds(x, z, 0.007, 0.012):
                return self.target(what)
        return None

    def target(self, what: int | str) -> Target:
        """Where the answer `what`, or the button "back", "decline" or "next", stands."""
        plate = self._plates_by_name()[what]
        # the same place keeps its key for a while, so that a gaze that stays there is not taken for an answer to what came since
        lingers = what == self._spent and self._now() - self._shown_s < LINGER_S
        turn = self._turn - 1 if lingers else self._turn
        return self._target(f"item/{turn}/{what}", plate.x, plate.z, min(plate.half_width, plate.half_height))

    def press(self, target: Target | None, source: PointerKind) -> None:
        """Answer, leave it out, or go back."""
        if target is not None and self.step is Step.ASKING:
            self._act(_name(target.key), source)

    def key(self, name: str) -> bool:
        """Digits and arrows move, Enter or Space choose, Backspace goes back."""
        if self.step in (Step.OPENING, Step.OVER):
            return False
        if len(name) == 1 and name in "0123456789":
            self._digit(int(name))
        elif name in ("arrow_left", "arrow_right", "arrow_up", "arrow_down"):
            self._move(-1 if name in ("arrow_left", "arrow_up") else 1)
        elif name in ("enter", "space"):
            if self._focus is not None and self.step is Step.ASKING:
                self._act(self._focus, PointerKind.KEYS)
        elif name == "backspace":
            if "back" in self._buttons and self.step is Step.ASKING:
                self._act("back", PointerKind.KEYS)
        else:
            return False
        return True

    def update(self, dt: float, hovered: Target | None, progress: float = 0.0) -> None:
        """Move on; light up what is hovered."""
        super().update(dt, hovered, progress)
        if self.step is Step.OPENING and self._now() - self._shown_s >= self._calm_s:
            self.step = Step.ASKING
        if self.step is not Step.OVER:
            on = _name(hovered.key) if hovered and hovered.key.startswith("item/") else None
            for number, what in enumerate(self._order):
                if what not in ("card", "track", "filled"):
                    look = self._look(what, what == on or (on is None and what == self._focus))
                    self._plates.set(number, replace(look, progress=progress) if what == on else look)
        self._plates.update(dt)

    def reach(self, ray: Ray) -> float | None:
        """Metres along the ray to the card, or None."""
        met = self._meet(ray)
        return met[2] if met and self._card.holds(met[0], met[1]) else None

    # ---- choosing -----------------------------------------------------------------------------------------------------

    def _plates_by_name(self) -> dict[int | str, Plate]:
        if self.step is Step.OVER:
            return {}
        return self._options | self._buttons

    def _act(self, what: int | str, source: PointerKind) -> None:
        self._spent, self.step = what, Step.TOLD
        value = what if isinstance(what, int) else None
        self._given, self._declined = value, what == "decline"
        self._told(
            ItemAnswered(
                questionnaire=self.ask.questionnaire,
                item=self.ask.item,
                value=value,
                move={"back": "back", "next": "keep"}.get(str(what), "on"),
                source=source.value,
                latency_s=self._now() - self._shown_s,
            )
        )

    def _digit(self, digit: int) -> None:
        before, self._digit_before = self._digit_before, (digit, self._now())
        if before is not None and self._now() - before[1] <= 1.0 and 10 * before[0] + digit in self._options:
            digit += 10 * before[0]
        if digit in self._options:
            self._focus = digit

    def _move(self, by: int) -> None:
        places = list(self._plates_by_name())
        at = self._focus if self._focus is not None else self._chosen
        # without a place to start from, the first arrow comes in from the end it moves away from: no answer is suggested
        start = places.index(at) + by if at is not None else (0 if by > 0 else len(self._options) - 1)
        self._focus = places[min(max(start, 0), len(places) - 1)]


def _name(key: str) -> int | str:
    """What a target's key names."""
    what = key.rpartition("/")[2]
    return int(what) if what.lstrip("-").isdigit() else what
