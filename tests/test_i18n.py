"""Every text has its translation, every character its glyph."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo

import assets
from app import fonts, i18n
from app.errors import BadInput

ROOT = assets.path().parent


def test_every_marked_text_is_in_every_catalogue() -> None:
    marked = {text for text, _ in i18n.marked(ROOT)}
    assert marked
    for language in i18n.LANGUAGES:
        entries = {str(entry.id) for entry in i18n.read(i18n.catalogue(language), language) if entry.id}
        assert marked == entries, f"{language}: run python3 -m app texts"


def test_every_text_has_a_chinese_translation_with_the_same_fields() -> None:
    import string

    def names(text: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}

    for entry in i18n.read(i18n.catalogue("zh_CN"), "zh_CN"):
        if entry.id:
            assert entry.string, f"no translation for {entry.id!r}"
            assert names(str(entry.string)) == names(str(entry.id)), entry.id


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_compiled_catalogue_is_the_one_in_the_source(language: str) -> None:
    source = i18n.read(i18n.catalogue(language), language)
    with i18n.catalogue(language).with_suffix(".mo").open("rb") as file:
        compiled = read_mo(file)

    def words(catalogue: Catalog) -> dict[str, str]:
        return {str(entry.id): str(entry.string) for entry in catalogue if entry.id and entry.string}

    assert words(compiled) == words(source), "run python3 -m app texts"


@pytest.mark.parametrize("suffix", [".otf", ".woff2"])
@pytest.mark.parametrize("weight", fonts.WEIGHTS)
def test_the_fonts_have_every_character_in_use(weight: str, suffix: str) -> None:
    assert fonts.characters() - fonts.covered(weight, suffix) == set(), "run python3 -m app texts"


def test_a_text_is_given_in_the_language_asked_for() -> None:
    assert i18n.translator("zh_CN")("Stop") == "停止"
    assert i18n.translator("en")("Stop") == "Stop"


def test_a_language_there_is_not_is_refused_by_name() -> None:
    with pytest.raises(BadInput, match="language must be one of en, zh_CN, got 'fr'"):
        i18n.translator("fr")


def test_a_translation_left_in_a_file_is_taken_in(tmp_path: Path) -> None:
    left = tmp_path / "left.po"
    left.write_text('msgid "Stop"\nmsgstr "停"\n', "utf-8")
    merged = i18n.updated("zh_CN", [("Stop", []), ("Change", []), ("Never said", [])], [left])
    assert [str(entry.string) for entry in merged if entry.id] == ["停", "更改", ""]


def test_a_catalogue_that_is_none_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.po"
    broken.write_text("Stop is 停止\n", "utf-8")
    with pytest.raises(BadInput, match=r"broken\.po is not a catalogue"):
        i18n.read(broken, "zh_CN")
