"""The measurements as typed: small ones, on the virtual headset, for what they say and not for how fast this machine is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.bench.switch import WARM, growth
from app.bench.table import Table
from app.rig import VirtualScreen

ROOT = Path(__file__).resolve().parent.parent.parent


def bench(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", "bench", *words],
        cwd=ROOT,
        env={**os.environ, **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )


@pytest.fixture(scope="module")
def xr() -> dict[str, Any]:
    done = bench("xr", "--json", "--rounds", "1", "--frames", "10")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_frame_of_more_nodes_costs_more_and_the_threads_add_up(xr: dict[str, Any]) -> None:
    few, many = (xr["frames"][count]["ours"] for count in ("200", "1000"))
    assert 0 < few["drawing"] < many["drawing"]
    for parts in (few, many):
        assert parts["sum"] == pytest.approx(parts["drawing"] + parts["runtime"], rel=0.3)
        assert parts["process"] > 0.8 * parts["sum"]


def test_the_calls_of_a_frame_are_timed_one_by_one(xr: dict[str, Any]) -> None:
    calls = xr["calls"]
    assert {"BeginFrame", "LocateViews", "AcquireSwapchainImage", "EndFrame", "SyncActions"} <= set(calls["each_us"])
    assert "WaitFrame" not in calls["each_us"]
    assert sum(calls["each_us"].values()) / 1e3 == pytest.approx(calls["total_ms"], rel=0.4)


def test_the_mirror_costs_nothing_while_nobody_looks(xr: dict[str, Any]) -> None:
    mirror = xr["mirror"]
    assert mirror["pictures"] > 2
    assert mirror["idle_ms"] < mirror["frame_ms"] / 5


def test_what_is_not_there_to_compare_with_is_said(xr: dict[str, Any]) -> None:
    assert xr["headset"]["virtual"]
    assert xr["worlds"] is None
    assert any("no headset" in note for note in xr["notes"])
    peer = any("panda3d-openxr is not installed" in note for note in xr["notes"])
    assert peer == (xr["frames"]["200"]["peer"] is None)


def test_switches_are_timed_by_their_way_and_what_they_hold_is_told() -> None:
    done = bench("switch", "--json", "--switches", str(WARM + 4))
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["exit_code"] == 0
    for way in ("2d to 3d", "3d to 2d"):
        took = found["took_s"][way]
        assert took["count"] == WARM + 4
        assert 0 < took["p50"] <= took["p95"] < 5 * took["goal_p95"]
    assert {"3d to flat", "flat to 3d", "2d to flat", "flat to 2d"} <= set(found["took_s"])
    assert not found["holds"]["threads"]["grows"]
    assert not found["holds"]["handles"]["grows"]


def test_what_a_switch_leaves_behind_is_told_from_noise() -> None:
    noise = np.random.default_rng(5).normal(0, 40_000, 50)
    steady = growth("memory", list(2.4e8 + noise))
    leaking = growth("memory", list(2.4e8 + noise + 200_000 * np.arange(50)))
    assert (steady["grows"], leaking["grows"]) == (False, True)
    assert leaking["per_round_trip"] == pytest.approx(200_000, rel=0.1)


def test_without_any_runtime_one_line_says_so(screen: VirtualScreen, tmp_path: Path) -> None:
    # a folder without monado-service stands for a machine without it
    done = bench("switch", **screen.env, PATH=str(tmp_path), XR_RUNTIME_JSON=str(tmp_path / "none.json"))
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.strip().splitlines()[-1].startswith("respite: bench needs a headset, and there is none")


def test_too_few_switches_to_see_growth_are_refused() -> None:
    done = bench("switch", "--switches", "3")
    assert done.returncode == 2
    assert "--switches must be at least" in done.stderr


def test_a_world_is_measured_against_its_goals(tmp_path: Path) -> None:
    done = bench("worlds", "--json", "--costs", "--world", "snow-canyon", "--seconds", "100", "--cache", str(tmp_path))
    assert done.returncode == 0, done.stderr
    world = json.loads(done.stdout)["worlds"]["snow-canyon"]
    figures = {figure["name"]: figure for figure in world["figures"]}
    assert figures["triangles an eye"]["met"]
    assert 0 < figures["of it the world's step, median"]["value"] < figures["a stereo frame, median"]["value"]
    assert figures["a stereo frame, median"]["value"] <= figures["the longest frame of a visit"]["value"]
    assert 0 < figures["first picture after a warm start"]["value"] < 20
    assert world["met"] == all(figure["met"] is not False for figure in world["figures"])


def test_a_world_that_there_is_not_is_refused() -> None:
    done = bench("worlds", "--world", "mars")
    assert done.returncode == 2
    assert "there is no world 'mars'" in done.stderr


def test_a_table_lines_its_figures_up() -> None:
    table = Table("name", "one", "two")
    table.row("a", "1", "22.5")
    assert table.lines() == ["name  one   two", "a       1  22.5"]
