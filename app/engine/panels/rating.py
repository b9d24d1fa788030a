"""The rating panel: a question, one or two rows of numbers of one neutral hue, the anchors at their ends, and a confirm step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import Enum

from panda3d.core import NodePath

from app.engine.messages import RatingGiven
from app.engine.panels import palette
from app.engine.panels.base import RATING_SORT, Panel
from app.engine.panels.numbers import MOST, PITCH, Numbers
from app.engine.panels.plates import Look, ManyPlates, Plate
from app.engine.text import Align, Label, Texts
from app.errors import BadInput
from app.i18n import N_
from app.session.instruments import Instrument
from scenes.base import PointerKind, Ray, Target

#: seconds after its appearing in which nothing counts: the patient was busy with the world
CALM_S = 0.7
#: seconds within which "1" and "0" make ten
TEN_S = 1.0

# The origin (straight ahead when the panel appears) lies between the question and the numbers: who looks idly ahead,
# or is asleep, rests on no number.
_TOP, _HALF_WIDTH, _CARD_RADIUS = 0.242, 0.80, 0.065
_BUTTON_HALF_HEIGHT, _BUTTON_RADIUS = 0.058, 0.029
#: metres below the last row of the anchors, the buttons and the card's edge
_ANCHORS, _BUTTONS, _BOTTOM = 0.126, 0.259, 0.359

_HINT = N_("Look at a number and hold, or point and press")
_CONFIRM_TEXT = N_("Confirm {value}")
_CHANGE_TEXT = N_("Change")
_THANKS = N_("Thank you")
_PLACE = N_("{number} of {of}")


class Step(Enum):
    """Where the patient stands."""

    OPENING = "opening"
    ASKING = "asking"
    CHOSEN = "chosen"
    CONFIRMED = "confirmed"


class RatingPanel(Panel):
    """Asks for one value of `instrument` and hands it on once, when it is confirmed.

    now : seconds on a steady clock
    confirmed : called once with the value
    phase : "before", "during" or "after", handed on
    place : its number among what is asked one after the other, and how many these are
    """

    dwell_s = 1.0
    modal = True

    def __init__(
        self,
        parent: NodePath,
        texts: Texts,
        instrument: Instrument,
        language: str,
        now: Callable[[], float],
        confirmed: Callable[[RatingGiven], None],
        phase: str,
        place: tuple[int, int] = (1, 1),
    ) -> None:
        super().__init__(parent, "rating")
        if len(instrument.values) > MOST:
            raise BadInput(
                f"the rating panel shows at most {MOST} values, {instrument.id!r} has {len(instrument.values)}"
            )
        self.phase, self.place = phase, place
        self.step = Step.OPENING
        self.value: int | None = None
        #: what was chosen before, and was changed
        self.earlier: tuple[int, ...] = ()
        self._instrument, self._language, self._texts = instrument, language, texts
        self._words = instrument.wording(language)
        self._now, self._confirmed = now, confirmed
        self._appeared_s = now()
        self._previous: int | None = None
        self._focus: int | None = None
        # the digit that was typed last, when, and what stood before it
        self._digit_before: tuple[int, float, int | None, int | None, tuple[int, ...]] | None = None
        self._build()

    @property
    def instrument(self) -> str:
        """The id of what is asked."""
        return self._instrument.id

    @property
    def corrections(self) -> int:
        """How often the value was changed."""
        return len(self.earlier)

    def _build(self) -> None:
        values = self._instrument.values
        numbers = Numbers.of(values)
        self._tiles, last, edge = numbers.tiles, numbers.last_z, numbers.edge
        question, top = self._question()
        half = (top - last + _BOTTOM) / 2
        self._card = Plate(0.0, top - half, _HALF_WIDTH, half, _CARD_RADIUS)
        self._button_z = last - _BUTTONS
        self._buttons_at = {
            "change": Plate(-0.26, self._button_z, 0.16, _BUTTON_HALF_HEIGHT, _BUTTON_RADIUS),
            "confirm": Plate(0.19, self._button_z, 0.23, _BUTTON_HALF_HEIGHT, _BUTTON_RADIUS),
        }
        plates = [self._card, *self._tiles.values(), *self._buttons_at.values()]
        self._order: list[int | str] = ["card", *self._tiles, *self._buttons_at]
        looks = [palette.CARD, *(palette.TILE for _ in values), palette.GONE, palette.GONE]
        self._plates = ManyPlates(self.root, plates, looks, RATING_SORT)
        anchor_z, ink = last - _ANCHORS, palette.INK
        labels = [
            *question,
            Label(self._words.lowest, -edge, anchor_z, 0.045, ink, align=Align.LEFT, fit=0.55),
            Label(self._words.highest, edge, anchor_z, 0.045, ink, align=Align.RIGHT, fit=0.85),
            *numbers.labels(),
        ]
        self._texts.sheet(self.root, labels, RATING_SORT + 1)
        self._row = self._line(_HINT)

    def _question(self) -> tuple[list[Label], float]:
        """The question, in two lines where it is long, its place among others above it, and where the card ends above."""
        size = 0.074
        lines = self._texts.lines(self._words.question, size, 1.44, bold=True)
        rows = [0.122] if len(lines) == 1 else [0.078 + 0.100 * i for i in reversed(range(len(lines)))]
        labels = [
            Label(line, 0.0, z, size, palette.INK, bold=True, fit=1.44) for line, z in zip(lines, rows, strict=True)
        ]
        top = rows[0] + _TOP - 0.122
        if self.place[1] > 1:
            told = self._texts(_PLACE).format(number=self.place[0], of=self.place[1])
            labels.append(Label(told, 0.0, rows[0] + 0.105, 0.042, palette.SOFT_INK, fit=1.4))
            top += 0.045
        return labels, top

    def _line(self, message: str) -> NodePath:
        label = Label(self._texts(message), 0.0, self._button_z, 0.042, palette.SOFT_INK, fit=1.4)
        return self._texts.sheet(self.root, [label], RATING_SORT + 1)

    def _buttons(self, value: int) -> NodePath:
        confirm = self._texts(_CONFIRM_TEXT).format(value=value)
        change, onward = self._buttons_at["change"], self._buttons_at["confirm"]
        labels = [
            Label(self._texts(_CHANGE_TEXT), change.x, change.z, 0.042, palette.INK, fit=0.28),
            Label(confirm, onward.x, onward.z, 0.046, palette.INK, bold=True, fit=0.42),
        ]
        return self._texts.sheet(self.root, labels, RATING_SORT + 1)

    # ---- what the stage calls ------------------------------------------------------------------------------------

    def pick(self, ray: Ray) -> Target | None:
        """The number or button under the ray; None while the panel opens and after the value was confirmed."""
        met = self._meet(ray)
        if met is None or self.step in (Step.OPENING, Step.CONFIRMED):
            return None
        x, z, _ = met
        for value, tile in self._tiles.items():
            if tile.holds(x, z, PITCH / 2 - tile.half_width, 0.018):
                return self.target(value)
        if self.step is Step.CHOSEN:
            for name, button in self._buttons_at.items():
                if button.holds(x, z, 0.02, 0.02):
                    return self.target(name)
        return None

    def target(self, what: int | str) -> Target:
        """Where the number `what`, or the button "change" or "confirm", stands."""
        plate = self._buttons_at[what] if isinstance(what, str) else self._tiles[what]
        return self._target(f"{self.phase}/{what}", plate.x, plate.z, min(plate.half_width, plate.half_height))

    def press(self, target: Target | None, source: PointerKind) -> None:
        """Choose the number, take the choice back, or confirm it."""
        if target is None or self.step in (Step.OPENING, Step.CONFIRMED):
            return
        self._focus = None
        self._act(target.key.rpartition("/")[2], source)

    def key(self, name: str) -> bool:
        """Digits choose ("1" then "0" within a second: ten, where there is one), arrows move, Enter or Space choose and confirm."""
        if self.step in (Step.OPENING, Step.CONFIRMED):
            return False
        if len(name) == 1 and name in "0123456789":
            self._digit(int(name))
        elif name in ("arrow_left", "arrow_right"):
            self._move(-1 if name == "arrow_left" else 1)
        elif name in ("enter", "space"):
            if self._focus is not None and self._focus != self.value:
                self._choose(self._focus)
            elif self.step is Step.CHOSEN:
                self._act("confirm", PointerKind.KEYS)
        elif name == "backspace":
            self._act("change", PointerKind.KEYS)
        else:
            return False
        return True

    def update(self, dt: float, hovered: Target | None, progress: float = 0.0) -> None:
        """Move on; light up what is hovered."""
        super().update(dt, hovered, progress)
        if self.step is Step.OPENING and self._now() - self._appeared_s >= CALM_S:
            self.step = Step.ASKING
        name = hovered.key.rpartition("/")[2] if hovered and hovered.key.startswith(f"{self.phase}/") else None
        for number, what in enumerate(self._order):
            if what != "card":
                lit = str(what) == name or (name is None and what == self._focus)
                look = self._look(what, lit)
                self._plates.set(number, replace(look, progress=progress) if str(what) == name else look)
        self._plates.update(dt)

    def reach(self, ray: Ray) -> float | None:
        """Metres along the ray to the card, or None."""
        met = self._meet(ray)
        return met[2] if met and self._card.holds(met[0], met[1]) else None

    # ---- choosing ------------------------------------------------------------------------------------------------

    def _look(self, what: int | str, lit: bool) -> Look:
        if isinstance(what, int):
            if what == self.value:
                return palette.TILE_CHOSEN
            return palette.TILE_HOVERED if lit and self.step is not Step.CONFIRMED else palette.TILE
        if self.step is not Step.CHOSEN:
            return palette.GONE
        if what == "confirm":
            return palette.BUTTON_HOVERED if lit else palette.BUTTON
        return palette.QUIET_BUTTON_HOVERED if lit else palette.QUIET_BUTTON

    def _act(self, name: str, source: PointerKind) -> None:
        if name == "confirm":
            self._confirm(source)
        elif name == "change":
            self._take_back()
        else:
            self._choose(int(name))

    def _choose(self, value: int) -> None:
        if value == self.value:
            return
        # `_previous` outlives a "Change", so that taking back and choosing anew counts once.
        if self._previous is not None and self._previous != value:
            self.earlier = (*self.earlier, self._previous)
        self.value = self._previous = value
        self.step = Step.CHOSEN
        self._show(self._buttons(value))

    def _take_back(self) -> None:
        if self.step is Step.CHOSEN:
            self.value, self.step = None, Step.ASKING
            self._show(self._line(_HINT))

    def _confirm(self, source: PointerKind) -> None:
        if self.value is None or self.step is not Step.CHOSEN:
            return
        self.step = Step.CONFIRMED
        self._show(self._line(_THANKS))
        self._confirmed(
            RatingGiven(
                phase=self.phase,
                instrument=self._instrument.id,
                value=self.value,
                anchors=self._words.anchors,
                language=self._language,
                source=source.value,
                latency_s=self._now() - self._appeared_s,
                corrections=self.corrections,
                earlier=self.earlier,
            )
        )

    def _show(self, row: NodePath) -> None:
        self._row.remove_node()
        self._row = row

    def _digit(self, digit: int) -> None:
        self._focus = None
        before, self._digit_before = self._digit_before, None
        if before is not None and self._now() - before[1] <= TEN_S and 10 * before[0] + digit in self._tiles:
            # The digit before was the beginning of this number, not a choice of its own.
            first, _, self.value, self._previous, self.earlier = before
            self._choose(10 * first + digit)
            return
        if digit > 0:
            self._digit_before = (digit, self._now(), self.value, self._previous, self.earlier)
        if digit in self._tiles:
            self._choose(digit)

    def _move(self, by: int) -> None:
        values = list(self._tiles)
        at = self._focus if self._focus is not None else self.value
        # Without a place to start from, the first arrow comes in from the end it moves away from: no number is suggested.
        start = values.index(at) + by if at is not None else (0 if by > 0 else len(values) - 1)
        self._focus = values[min(max(start, 0), len(values) - 1)]
