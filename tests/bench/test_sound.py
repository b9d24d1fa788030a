"""``bench sound``: its figures belong together, and bad words get one line. (The virtual rooms take minutes: run it by hand.)"""

from __future__ import annotations

import json

import pytest

from app.bench.sound import readable, run
from app.cli import parser
from app.errors import BadInput
from tests.test_cli import respite


def test_without_a_sound_server_mixing_is_priced_alone_and_why_is_said() -> None:
    done = respite("bench", "sound", "--json", PATH="")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    mixing = found["mixing"]
    assert mixing["block_us"] == pytest.approx(512 / 48_000 * 1e6, abs=0.1)
    for name in ("ours", "scipy", "plain"):
        assert 0.0 < mixing[f"{name}_us"] <= mixing[f"{name}_p99_us"]
        assert mixing[f"{name}_share"] == pytest.approx(mixing[f"{name}_us"] / mixing["block_us"], abs=1e-4)
    assert mixing["plain_us"] < mixing["ours_us"] < 0.5 * mixing["block_us"]
    assert "rooms" not in found
    told = readable(found)
    assert f"{mixing['ours_us']:.0f} us" in told
    assert "No virtual room here: the virtual room needs the program 'pulseaudio'" in told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--seconds", "5"), "--seconds must be 10 to 600, got 5"),
        (("--soak", "nan"), "--soak must be 0.1 to 120, got nan"),
        (("--soak", "1"), "--soak needs a virtual room"),
    ],
)
def test_what_can_not_be_measured_is_refused(
    words: tuple[str, ...], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(BadInput, match=told):
        run(parser("bench").parse_args(["bench", "sound", *words]))
