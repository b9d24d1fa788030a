"""The panels as a patient meets them: looked at, pointed at, typed at, and seen."""

from __future__ import annotations

import colorsys
import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pytest
from panda3d.core import (
    Camera,
    CardMaker,
    FrameBufferProperties,
    GraphicsEngine,
    GraphicsOutput,
    GraphicsPipe,
    Lens,
    LPoint2f,
    LPoint3f,
    LVector3f,
    Mat4,
    MatrixLens,
    NodePath,
    PerspectiveLens,
    Texture,
    WindowProperties,
)

from app.engine.lines import Lines
from app.engine.messages import RatingGiven
from app.engine.panels import Cursor, MessagePanel, Panel, RatingPanel, StopPanel, palette
from app.engine.pipes import headless
from app.engine.pointer import Aim
from app.engine.text import Label, Texts
from app.i18n import LANGUAGES
from app.session.instruments import load
from scenes.base import PointerKind
from tests.engine.looker import AHEAD, DT, Looker, ray_to

SIZE = (960, 540)
#: metres
EYES_APART = 0.064


@dataclass
class Patient(Looker):
    """Someone in front of one panel, who is asked for a rating."""

    given: list[RatingGiven] = field(default_factory=list)
    stops: list[PointerKind] = field(default_factory=list)

    def rating(self, language: str = "en") -> RatingPanel:
        now = lambda: self.seconds  # noqa: E731
        texts, instrument = Texts(language), load("nrs-pain-now")
        panel = RatingPanel(self.top, texts, instrument, language, now, self.given.append, "before")
        panel.root.set_y(1.75)
        return panel


@pytest.fixture
def patient() -> Patient:
    return Patient()


# ---- rating ------------------------------------------------------------------------------------------------------------


def test_a_gaze_resting_on_seven_and_then_on_confirm_gives_seven(patient: Patient) -> None:
    panel = patient.rating()
    patient.wait(panel, 1.0)
    patient.wait(panel, 1.1, panel.target(7).position)
    assert patient.given == []
    patient.wait(panel, 1.3, panel.target("confirm").position)
    (given,) = patient.given
    assert (given.value, given.source, given.corrections) == (7, "gaze", 0)
    assert (given.phase, given.instrument, given.language) == ("before", "nrs-pain-now", "en")
    assert given.anchors == ("no pain", "pain as bad as you can imagine")
    assert given.latency_s == pytest.approx(3.2, abs=0.3)


def test_a_change_of_mind_counts_as_a_correction(patient: Patient) -> None:
    panel = patient.rating()
    patient.wait(panel, 0.8)
    for value in (3, 5):
        patient.press(panel, panel.target(value))
    patient.press(panel, panel.target("change"))
    assert panel.value is None
    patient.press(panel, panel.target(6))
    patient.press(panel, panel.target("confirm"))
    assert [(g.value, g.source, g.corrections) for g in patient.given] == [(6, "controller", 2)]


def test_nothing_counts_while_the_panel_opens(patient: Patient) -> None:
    panel = patient.rating()
    seven = panel.target(7)
    patient.wait(panel, 0.6, seven.position)
    patient.press(panel, seven)
    assert not panel.key("7")
    assert panel.value is None


@pytest.mark.parametrize("kind", [PointerKind.GAZE, PointerKind.MOUSE])
def test_an_idle_pointer_rates_nothing(patient: Patient, kind: PointerKind) -> None:
    panel = patient.rating()
    on_a_number = panel.target(5).position
    patient.wait(panel, 10.0, on_a_number if kind is PointerKind.MOUSE else AHEAD, kind)
    assert panel.value is None


def test_after_the_confirmation_nothing_more_is_given(patient: Patient) -> None:
    panel = patient.rating()
    patient.wait(panel, 0.8)
    for what in (2, "confirm"):
        patient.press(panel, panel.target(what))
    patient.wait(panel, 3.0, panel.target(9).position)
    panel.key("9")
    panel.key("enter")
    assert [g.value for g in patient.given] == [2]


def test_a_panel_that_was_closed_meets_nothing(patient: Patient) -> None:
    panel = patient.rating()
    patient.wait(panel, 0.8)
    ray = ray_to(panel.target(4).position)
    assert panel.reach(ray) == pytest.approx(1.75, abs=0.03)
    panel.close()
    assert panel.pick(ray) is None
    assert panel.reach(ray) is None


def test_confirm_cannot_be_met_before_a_number_is_chosen(patient: Patient) -> None:
    panel = patient.rating()
    patient.wait(panel, 0.8)
    assert panel.pick(ray_to(panel.target("confirm").position)) is None
    panel.key("enter")
    assert patient.given == []


@pytest.mark.parametrize("distance", [1.5, 2.0])
def test_every_number_is_met_at_its_centre(patient: Patient, distance: float) -> None:
    panel = patient.rating()
    panel.root.set_pos_hpr(0.1, distance, 0.2, 5, 10, 0)
    patient.wait(panel, 0.8)
    met = [panel.pick(ray_to(panel.target(value).position)) for value in range(11)]
    assert [target and target.key for target in met] == [f"before/{value}" for value in range(11)]


def test_the_keys_one_and_zero_make_ten(patient: Patient) -> None:
    panel = patient.rating()
    patient.wait(panel, 0.8)
    assert panel.key("1")
    patient.seconds += 0.5
    assert panel.key("0")
    panel.key("enter")
    assert [(g.value, g.source, g.corrections) for g in patient.given] == [(10, "keys", 0)]


def test_a_late_zero_is_a_zero_and_a_correction(patient: Patient) -> None:
    panel = patient.rating()
    patient.wait(panel, 0.8)
    panel.key("1")
    patient.seconds += 1.5
    panel.key("0")
    panel.key("enter")
    assert [(g.value, g.corrections) for g in patient.given] == [(0, 1)]


def test_arrows_move_and_enter_chooses_then_confirms(patient: Patient) -> None:
    panel = patient.rating()
    patient.wait(panel, 0.8)
    for name in ("arrow_right", "arrow_right", "arrow_right", "arrow_left", "enter", "enter"):
        assert panel.key(name)
    assert [g.value for g in patient.given] == [1]


def test_stop_is_asked_by_looking_at_it(patient: Patient) -> None:
    panel = StopPanel(patient.top, Texts("en"), patient.stops.append)
    panel.root.set_pos_hpr(0, 0.92, -0.77, 0, -40, 0)
    patient.wait(panel, 1.3, panel.root.get_pos())
    assert patient.stops == []
    patient.wait(panel, 0.3, panel.root.get_pos())
    assert patient.stops == [PointerKind.GAZE]


def test_a_long_message_is_broken_between_words_and_between_characters() -> None:
    english = Texts("en").lines("Listening to the room. Just rest.", 0.066, 0.6)
    assert len(english) > 1
    assert " ".join(english) == "Listening to the room. Just rest."
    chinese = Texts("zh_CN").lines("正在聆听房间的声音，请安静休息。", 0.066, 0.6)
    assert len(chinese) > 1
    assert not any(line[0] in "，。" for line in chinese)


# ---- what is seen ------------------------------------------------------------------------------------------------------

Picture = npt.NDArray[np.uint8]


class View:
    """A camera at the eyes on a mid-grey world, in a buffer of its own; both eyes side by side where `stereo`."""

    def __init__(self, stereo: bool = False) -> None:
        self._engine = GraphicsEngine.get_global_ptr()
        wanted = FrameBufferProperties()
        wanted.set_rgba_bits(8, 8, 8, 8)
        wanted.set_depth_bits(24)
        size = WindowProperties(size=SIZE)
        self.output = self._engine.make_output(headless(), "view", 0, wanted, size, GraphicsPipe.BF_refuse_window)
        self.output.set_clear_color((0.5, 0.5, 0.5, 1))
        self._texture = Texture()
        self.output.add_render_texture(self._texture, GraphicsOutput.RTM_copy_ram)
        self.lens = PerspectiveLens()
        self.lens.set_aspect_ratio(SIZE[0] / SIZE[1])
        self.lens.set_fov(62)
        self.lens.set_near_far(0.05, 50)
        self.camera = NodePath(Camera("eyes", self.lens))
        if stereo:
            self._both_eyes()
        else:
            self.output.make_display_region().set_camera(self.camera)

    def _both_eyes(self) -> None:
        self.lens.set_aspect_ratio(0.5 * SIZE[0] / SIZE[1])
        self.lens.set_fov(70)
        lens = MatrixLens()
        lens.set_film_size(2, 2)
        lens.set_user_mat(self.lens.get_projection_mat())
        lens.set_left_eye_mat(Mat4.translate_mat(EYES_APART / 2, 0, 0) * self.lens.get_projection_mat())
        lens.set_right_eye_mat(Mat4.translate_mat(-EYES_APART / 2, 0, 0) * self.lens.get_projection_mat())
        self.camera.node().set_lens(lens)
        for eye, channel in enumerate((Lens.SC_left, Lens.SC_right)):
            region = self.output.make_display_region(eye / 2, (eye + 1) / 2, 0, 1)
            region.set_camera(self.camera)
            region.set_stereo_channel(channel)

    def of(self, top: NodePath) -> Picture:
        """(rows, columns, 3), the first row the upper one."""
        self.camera.reparent_to(top)
        self._engine.render_frame()
        data = np.frombuffer(self._texture.get_ram_image_as("RGB"), np.uint8)
        return data.reshape(SIZE[1], SIZE[0], 3)[::-1]

    def pixel(self, top: NodePath, point: LPoint3f) -> tuple[int, int]:
        """Row and column where the point of the graph appears."""
        film = LPoint2f()
        assert self.lens.project(self.camera.get_relative_point(top, point), film)
        return round((0.5 - film.y / 2) * SIZE[1]), round((0.5 + film.x / 2) * SIZE[0])

    def close(self) -> None:
        self.camera.remove_node()
        self._engine.remove_window(self.output)


@pytest.fixture(scope="module")
def view() -> Iterator[View]:
    view = View()
    yield view
    view.close()


def test_the_numbers_share_one_hue_whatever_their_state(patient: Patient, view: View) -> None:
    panel = patient.rating()
    patient.wait(panel, 0.8)
    patient.press(panel, panel.target(8))
    patient.wait(panel, 0.6, panel.target(2).position)
    picture = view.of(patient.top)
    colours = []
    for value in range(11):
        centre = panel.target(value).position
        row, column = view.pixel(patient.top, centre + LPoint3f(0, 0, -0.058))
        colours.append(picture[row, column] / 255)
    hues = [360 * colorsys.rgb_to_hsv(*colour)[0] for colour in colours]
    assert np.ptp(hues) < 6
    assert np.mean(hues) == pytest.approx(palette.HUE, abs=4)
    plain = [colour for value, colour in enumerate(colours) if value not in (2, 8)]
    assert np.ptp(plain, axis=0).max() < 0.01
    assert min(colours[2].mean(), colours[8].mean()) > plain[0].mean() + 0.05


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_question_is_seen_in_each_language_and_no_hairlines_around_it(
    patient: Patient, view: View, language: str
) -> None:
    panel = patient.rating(language)
    patient.wait(panel, 0.8)
    picture = view.of(patient.top).astype(int)

    def band(low: float, high: float, half: float) -> npt.NDArray[np.int_]:
        top, left = view.pixel(patient.top, LPoint3f(-half, 1.75, high))
        bottom, right = view.pixel(patient.top, LPoint3f(half, 1.75, low))
        return picture[top:bottom, left:right].sum(axis=2)

    assert (band(0.10, 0.15, 0.25) > 600).mean() > 0.15
    for low, high in ((-0.06, 0.06), (0.185, 0.225)):
        assert np.ptp(band(low, high, 0.7)) <= 9


def test_a_panel_is_seen_over_what_stands_in_front_of_it(patient: Patient, view: View) -> None:
    panel = patient.rating()
    patient.wait(panel, 0.8)
    alone = view.of(patient.top)
    near = CardMaker("near")
    near.set_frame(-0.2, 0.2, -0.2, 0.2)
    patient.top.attach_new_node(near.generate()).set_y(0.8)
    centre = (slice(SIZE[1] // 2 - 20, SIZE[1] // 2 + 60), slice(SIZE[0] // 2 - 60, SIZE[0] // 2 + 60))
    assert np.abs(view.of(patient.top)[centre].astype(int) - alone[centre]).max() <= 14


def test_a_panel_stands_at_its_distance_for_the_two_eyes(patient: Patient) -> None:
    panel = patient.rating()
    patient.wait(panel, 0.8)
    view = View(stereo=True)
    try:
        picture = view.of(patient.top)[SIZE[1] // 2 :].astype(int).sum(axis=2)
    finally:
        view.close()
    half, inner = SIZE[0] // 2, slice(120, 360)
    left, right = picture[:, :half], picture[:, half:]
    apart = [np.abs(left[:, inner] - right[:, 120 - shift : 360 - shift]).mean() for shift in range(40)]
    focal = half / 2 / math.tan(math.radians(35))
    assert int(np.argmin(apart)) == pytest.approx(focal * EYES_APART / 1.75, abs=1.0)


def test_a_message_and_the_cursor_are_seen_and_go_again(patient: Patient, view: View) -> None:
    bare = view.of(patient.top).copy()
    panel = MessagePanel(patient.top, Texts("en"), "Listening to the room. Just rest.")
    panel.root.set_y(2.0)
    patient.wait(panel, 0.5)
    cursor = Cursor(patient.top)
    cursor.update(Aim(PointerKind.GAZE, ray_to(LPoint3f(0.6, 2, 0.6))), 2.0, 0.5, True, 1.0)
    seen = view.of(patient.top).copy()
    row, column = view.pixel(patient.top, LPoint3f(0.6, 2, 0.6))
    assert seen[SIZE[1] // 2, SIZE[0] // 2 - 150 : SIZE[0] // 2 + 150].mean() < 110
    assert seen[row, column].min() > 200
    panel.close()
    cursor.update(None, 1.0, 0.0, False, 1.0)
    assert (view.of(patient.top) == bare).all()


def test_a_line_eases_into_the_world_gives_way_to_a_question_and_follows_who_turns_away(
    patient: Patient, view: View
) -> None:
    lines, bare = Lines(patient.top, Texts("en")), view.of(patient.top).copy()

    def place(panel: Panel, heading: float, pitch: float, metres: float) -> None:
        panel.root.set_hpr(heading, pitch, 0)
        panel.root.set_pos(patient.top.get_relative_vector(panel.root, LVector3f(0, metres, 0)))

    def after(seconds: float, look: tuple[float, float] = (0.0, 0.0), *, aside: bool = False) -> float:
        """How much brighter the brightest of the picture is, of what it could be."""
        for _ in range(round(seconds / DT)):
            lines.update(DT, look, place, aside=aside)
        return float(view.of(patient.top).max() - bare.max()) / float(255 - bare.max())

    lines.say("Thank you. You can take the headset off.", 8.0)
    assert after(0.1) < 0.1
    assert 0.2 < after(0.5) < 0.8
    assert after(0.7) > 0.9
    assert after(0.5, aside=True) == 0.0
    assert after(1.5) > 0.9
    assert after(0.5, (80.0, 0.0)) > 0.9  # it is still on its way
    view.camera.set_h(80.0)
    assert after(2.0, (80.0, 0.0)) > 0.9
    assert after(4.5, (80.0, 0.0)) == 0.0
    assert not lines.shown


def test_a_label_too_long_for_its_place_is_made_to_fit(view: View) -> None:
    top = NodePath("top")
    texts = Texts("en")
    sheet = texts.sheet(top, [Label("pain as bad as you can imagine", 0, 0, 0.1, fit=0.4)], 60)
    low, high = sheet.get_tight_bounds()
    assert texts.width("pain as bad as you can imagine", 0.1) > 1.0
    assert (high - low).x == pytest.approx(0.4, abs=0.03)
