"""The render process as the app knows it: what it answers, how it ends, what it sends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from app.engine.messages import (
    Alive,
    AskRating,
    ChangeWorld,
    EnterWorld,
    FrameStats,
    ModeChanged,
    Opened,
    Picture,
    Play,
    RatingGiven,
    Say,
    SceneCue,
    SceneHappening,
    SceneLine,
    SetMirror,
    Stop,
    Stopped,
    WorldEntered,
)
from app.rig import VirtualScreen
from scenes.base import Level, Training
from tests.engine.quiet_room import BOAT
from tests.engine.visit import Visit


def test_a_world_opens_in_a_window_and_says_who_draws_it(tmp_path: Path, screen: VirtualScreen) -> None:
    with Visit(tmp_path, screen.env) as visit:
        opened = visit.wait(Opened)
        assert opened.display == "window"
        assert opened.renderer
        assert opened.first_picture_s < 5
        change = visit.wait(ModeChanged)
        assert (change.request, change.mode, change.runtime, change.reason) == (0, "2d", None, "")
        stats = visit.wait(FrameStats)
        assert len(stats.samples) == 4 * stats.count
        assert stats.p50_ms <= stats.p99_ms <= stats.max_ms
    assert visit.process.exitcode == 0


@pytest.mark.parametrize("with_screen", [True, False], ids=["beside a screen", "without a screen"])
def test_an_offscreen_world_is_seen_through_the_mirror(
    tmp_path: Path, screen: VirtualScreen, with_screen: bool
) -> None:
    with Visit(tmp_path, screen.env if with_screen else {}, offscreen=with_screen) as visit:
        assert visit.wait(Opened).display == "offscreen"
        picture = visit.picture(1.2)
        # the sky is above the floor, and the red thing is in the middle
        assert _mean(picture, (10, 5, 30, 15)) > _mean(picture, (10, 165, 30, 175))
        red, green, blue = _mean(picture, (150, 80, 170, 100))
        assert red > 2 * green
        assert red > 2 * blue


def test_the_mirror_sends_only_what_is_asked_for(tmp_path: Path) -> None:
    with Visit(tmp_path, {}) as visit:
        visit.wait(ModeChanged)
        assert not [heard for heard in visit.listen(0.5) if isinstance(heard, Picture)]
        visit.send(SetMirror(fps=10))
        visit.wait(Picture)
        pictures = [heard for heard in visit.listen(1.0) if isinstance(heard, Picture)]
        assert 3 <= len(pictures) <= 12
        visit.send(SetMirror(fps=0))
        visit.listen(0.3)
        assert not [heard for heard in visit.listen(0.4) if isinstance(heard, Picture)]


def test_a_reader_that_falls_behind_costs_pictures_and_not_frames(tmp_path: Path) -> None:
    with Visit(tmp_path, {}) as visit:
        visit.wait(ModeChanged)
        visit.send(SetMirror(fps=15, width=1280))
        time.sleep(1.5)  # nobody reads: the pipe fills up
        heard = visit.listen(0.5)
        assert sum(isinstance(message, Alive) for message in heard) >= 5
        assert sum(message.count for message in heard if isinstance(message, FrameStats)) > 20


def test_stop_is_dark_and_still_and_says_so(tmp_path: Path) -> None:
    with Visit(tmp_path, {}, simulated={}) as visit:
        visit.wait(ModeChanged)
        visit.send(Play(on=True))
        visit.wait(SceneHappening)
        visit.send(Stop(fade_s=0.2))
        visit.wait(Stopped)
        picture = visit.picture(0.3)
        assert max(picture.convert("L").tobytes()) < 24
        assert not [heard for heard in visit.listen(1.5) if isinstance(heard, SceneHappening)]


def test_a_world_that_is_held_neither_moves_nor_answers(tmp_path: Path) -> None:
    with Visit(tmp_path, {}, simulated={}) as visit:
        visit.wait(ModeChanged)
        visit.send(Play(on=True))
        cue = visit.wait(SceneCue, lambda cue: cue.distance > 2)
        assert (cue.sound, round(cue.distance)) == ("throw", 4)
        visit.send(Play(on=False))
        visit.listen(0.3)
        assert not [heard for heard in visit.listen(1.5) if isinstance(heard, SceneHappening)]


def test_a_pause_comes_to_rest_in_the_dusk_and_a_question_is_read_in_full_light(tmp_path: Path) -> None:
    with Visit(tmp_path, {}, simulated={"during": 3}) as visit:
        visit.wait(ModeChanged)
        visit.send(Play(on=True))
        visit.wait(SceneHappening)
        sky = (10, 5, 30, 15)
        bright = _mean(visit.picture(0.3), sky)[2]
        visit.send(Play(on=False, dim=0.6))
        visit.listen(1.5)
        assert not [heard for heard in visit.listen(1.0) if isinstance(heard, SceneHappening)]
        assert 0.2 * bright < _mean(visit.picture(0.3), sky)[2] < 0.7 * bright
        visit.send(AskRating(phase="during"))
        assert visit.wait(RatingGiven).phase == "during"
        visit.listen(2.5)
        assert _mean(visit.picture(0.3), sky)[2] < 0.7 * bright
        visit.send(Play(on=True))
        visit.listen(0.8)
        assert _mean(visit.picture(0.3), sky)[2] > 0.9 * bright
        visit.wait(SceneHappening)


def test_another_world_is_entered_in_the_dark_and_waits_to_be_played(tmp_path: Path) -> None:
    with Visit(tmp_path, {}, simulated={}) as visit:
        visit.wait(ModeChanged)
        visit.send(Play(on=True))
        visit.wait(SceneHappening)
        visit.send(EnterWorld(world=BOAT.name, seed=5, training=Training(level=Level.LIVELY)))
        opened = visit.wait(SceneHappening, lambda told: told.kind == "opened_with")
        assert opened.data["level"] == "lively"
        assert visit.wait(WorldEntered).world == BOAT.name
        assert max(visit.picture(0.3).convert("L").tobytes()) < 24
        visit.send(Play(on=True))
        assert visit.wait(SceneHappening, lambda told: told.kind != "opened_with").world_s < 10
        assert max(visit.picture(0.8).convert("L").tobytes()) > 60


def test_the_simulated_patient_rates_what_it_was_told_to(tmp_path: Path) -> None:
    with Visit(tmp_path, {}, simulated={"before": 2, "after": 6}, language="zh_CN") as visit:
        visit.wait(ModeChanged)
        visit.send(Play(on=False))
        visit.send(AskRating(phase="after"))
        given = visit.wait(RatingGiven)
        assert (given.phase, given.value, given.source, given.language) == ("after", 6, "simulated", "zh_CN")


def test_a_line_of_the_world_is_told_and_seen_until_the_world_is_held(tmp_path: Path) -> None:
    with Visit(tmp_path, {}, training=Training(level=Level.CALM), chosen={"tell": "line"}) as visit:
        opened = visit.wait(SceneHappening)
        assert (opened.kind, opened.data) == ("opened_with", {"level": "calm", "tell": "line"})
        visit.wait(ModeChanged)
        visit.send(Play(on=True))
        before = visit.picture(1.2)
        visit.send(ChangeWorld(name="tell", value="line"))
        line = visit.wait(SceneLine)
        assert (line.text, line.seconds, line.voice) == ("Thank you. You can take the headset off.", 4.0, "thanks")
        above = (60, 40, 260, 90)
        assert _difference(before.crop(above), visit.picture(1.4).crop(above)) > 2.0
        visit.send(Play(on=False))
        assert _difference(before.crop(above), visit.picture(1.5).crop(above)) < 0.5


def test_a_text_stands_in_the_world_until_it_is_taken_away(tmp_path: Path) -> None:
    with Visit(tmp_path, {}) as visit:
        visit.wait(ModeChanged)
        visit.send(Play(on=False))
        before = visit.picture(1.5)
        visit.send(Say(text="Stop"))
        during = visit.picture(0.9)
        visit.send(Say(text=""))
        after = visit.picture(0.4)
        assert _difference(before, during) > 1.0
        assert _difference(before, after) < 0.5


def _mean(picture: Image.Image, box: tuple[int, int, int, int]) -> list[float]:
    return ImageStat.Stat(picture.crop(box)).mean


def _difference(a: Image.Image, b: Image.Image) -> float:
    return max(ImageStat.Stat(ImageChops.difference(a, b)).mean)


_PARENT = """
import sys, time
from pathlib import Path
from tests.engine.visit import Visit
from app.engine.messages import FrameStats
if __name__ == "__main__":
    with Visit(Path(sys.argv[1]), {}) as visit:
        visit.wait(FrameStats)
        print(visit.process.pid, flush=True)
        time.sleep(60)
"""


def test_it_ends_soon_after_the_apps_death(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(_PARENT, encoding="utf-8")
    root = Path(__file__).parents[2]
    parent = subprocess.Popen(
        [sys.executable, str(script), str(tmp_path)],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
    )
    assert parent.stdout is not None
    with parent.stdout:
        child = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    died = time.monotonic()
    # (it gives itself two seconds; a busy machine may stand still meanwhile)
    while (alive := _runs(child)) and time.monotonic() - died < 6.0:
        time.sleep(0.02)
    assert not alive


def _runs(pid: int) -> bool:
    """Whether a process is there and has not ended (an orphan may wait for its new parent to notice)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
