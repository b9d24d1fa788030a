"""The console's figures, as typed: for what they say, and not for how fast this machine is."""

from __future__ import annotations

import json

from tests.bench.test_bench import bench


def test_lists_are_timed_on_a_record_of_many_sessions() -> None:
    done = bench("console", "--only", "lists", "--sessions", "1000", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["sessions"] == 1000
    assert {"the newest", "an alias as it is typed", "who comes next"} <= set(found["lists_ms"])
    assert all(ms > 0 for ms in found["lists_ms"].values())


def test_a_wish_outside_its_rule_is_refused_with_one_line() -> None:
    done = bench("console", "--sessions", "5")
    assert done.returncode != 0
    assert done.stderr.count("\n") == 1
    assert "--sessions must be 1,000 to" in done.stderr
