"""What may be held over the room: the rules, a clinic's own files, and when the target is out of reach."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from app.errors import BadInput
from app.session import listening
from app.session.listening import Listening
from app.session.reach import Change, Reach
from app.store import Store
from audio import layers
from tests.store.rows import begin


def test_the_cap_is_lower_for_the_young() -> None:
    assert (listening.cap_dba(under_18=False), listening.cap_dba(under_18=True)) == (70.0, 65.0)


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        (Listening(target_db=15.5), "the SNR to hold must be 0 to 15 dB, got 15.5"),
        (Listening(target_db=-1.0), "the SNR to hold must be 0 to 15 dB, got -1"),
        (Listening(target_db=math.nan), "the SNR to hold must be 0 to 15 dB, got nan"),
        (Listening(definition="loud"), "definition must be one of layer_only, total_over_ambient, got 'loud'"),
        (Listening(layer="surf"), "layer must be one of pink, .*, got 'surf'"),
        (Listening(layer="../surf.wav"), "layer must be one of"),
        (Listening(layer="..\\surf.wav"), "layer must be one of"),
    ],
)
def test_what_breaks_a_rule_is_refused_in_one_line(wrong: Listening, line: str) -> None:
    with pytest.raises(BadInput, match=line) as caught:
        listening.checked(wrong)
    assert "\n" not in str(caught.value)


def test_a_clinics_own_file_is_found_in_its_folder_and_nowhere_else(tmp_path: Path) -> None:
    assert listening.own_files(tmp_path) == ()
    folder = tmp_path / "sounds"
    folder.mkdir()
    (folder / "Garden.FLAC").touch()
    (folder / "notes.txt").touch()
    (tmp_path / "other.wav").touch()
    assert listening.own_files(tmp_path) == ("Garden.FLAC",)
    assert listening.source("Garden.FLAC", tmp_path) == str(folder / "Garden.FLAC")
    assert listening.source("pink", tmp_path) == "pink"
    with pytest.raises(BadInput, match=r"other\.wav: there is no such file in"):
        listening.source("other.wav", tmp_path)


def test_what_a_patient_heard_is_known_at_the_next_visit_and_what_is_usual_for_everybody_else(tmp_path: Path) -> None:
    with Store.open(tmp_path / "data") as store:
        assert store.hearing("P-001") == (Listening(), False)
        usual = Listening("rain", 3.0, listening.TOTAL)
        store.make_usual(Listening("wind"))
        store.make_usual(usual)
        assert store.hearing("P-001") == (usual, False)
        begin(store, "P-001")
        assert store.hearing("P-001") == (Listening(), False)
        assert store.hearing("P-002") == (usual, False)


def test_a_short_moment_at_the_cap_is_no_message_and_a_long_one_is_told_once() -> None:
    reach = Reach()
    seconds = [True, True, False] + [True] * 4 + [False, True] + [False] * 6
    changes = [reach.second(capped) for capped in seconds]
    assert [(at, change) for at, change in enumerate(changes) if change] == [(5, Change.LOST), (13, Change.REGAINED)]


def test_every_layer_that_can_be_made_can_be_chosen() -> None:
    assert set(listening.LAYERS) == set(layers.LAYERS)
