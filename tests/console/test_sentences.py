"""What is told in English where it happens is read in the clinician's language, whatever was filled in."""

from __future__ import annotations

import pytest

from app.console.sentences import sentence
from app.i18n import translator

#: English as it arrives, and how it is read
TOLD = (
    (
        "The picture was lost: it ended by itself (signal SIGKILL); it starts again by itself.",
        "画面丢失：它自行结束了（信号 SIGKILL）；会自动重新启动。",
    ),
    (
        "The headset was lost: Monado (XRT) '25' stopped while it showed the world on Monado: Remote HMD; "
        "Start it again, put the headset on, then press 3D.",
        "头显连接已断开：Monado (XRT) '25' 在 Monado: Remote HMD 上",
    ),
    ("The headset is back: 3D is shown again", "头显已恢复：已重新显示 3D"),
    ("The headset is back: Flat is shown again", "头显已恢复：已重新显示 平面"),
    ("Stopped by the patient (eyes)", "眼睛"),
    ("session 5 is running: stop it instead", "5"),
    (
        "7.toml, entry 2: every_s must be 1 to 3600 seconds, got 0: write a number in between",
        "7.toml，第 2 条：every_s",
    ),
    ("7.toml, entry 1: what must be one of call, owl in this world, got 'bell': write one of these", "只能是"),
    ("somebody here has the name 7: choose another", "7：请另选一个"),
)


@pytest.mark.parametrize(("english", "chinese"), TOLD)
def test_a_sentence_is_read_in_chinese_with_its_names_in_place(english: str, chinese: str) -> None:
    said = sentence(english, translator("zh_CN"))
    assert chinese in said
    for name in ("Monado", "Remote", "HMD", "XRT", "SIGKILL", "call", "owl", "what"):
        said = said.replace(name, "")
    assert not [word for word in said.replace("3D", "").split() if word.isascii() and word.isalpha()], said


@pytest.mark.parametrize("english", [english for english, _ in TOLD])
def test_a_sentence_stays_as_it_is_in_english(english: str) -> None:
    assert sentence(english, translator("en")) == english


def test_what_is_not_known_is_shown_as_it_is() -> None:
    assert sentence("Something: unheard of; entirely.", translator("zh_CN")) == "Something: unheard of; entirely."
