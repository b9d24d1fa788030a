"""The words a person reads, in their language: gettext with the English text as message id.

``translator("zh_CN")("Stop")`` gives the Chinese word. `N_` marks a text that is translated later, where it is shown.

``python -m app texts [--merge FILE ...]`` (needs Babel and fontTools) collects the marked texts of the sources, brings
both catalogues up to date, compiles them, and cuts the fonts to the characters in use. The texts of a world that has a file of
its own (`worlds_file`) are read from there, and are in no catalogue.
"""

from __future__ import annotations

import argparse
import gettext
import io
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import assets
from app.errors import BadInput, RespiteError

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

    from scenes.registry import World

LANGUAGES = {"en": "English", "zh_CN": "简体中文"}
SOURCES = ("app", "scenes", "audio")
_KEYWORDS = {"_": None, "N_": None}
_DOMAIN = "respite"


def N_(message: str) -> str:
    """Mark `message` for the catalogues and hand it back unchanged."""
    return message


@cache
def translator(language: str) -> Callable[[str], str]:
    """The function that turns an English text into `language`.

    Raises
    ------
    BadInput
        `language` is none of `LANGUAGES`.
    """
    if language not in LANGUAGES:
        raise BadInput(f"language must be one of {', '.join(LANGUAGES)}, got {language!r}")
    found = gettext.translation(_DOMAIN, assets.path("locale"), [language])
    found.add_fallback(_OfWorlds(language))
    return found.gettext


# ---- the worlds' own texts -------------------------------------------------------------------------------


def worlds_file(world: str) -> Path:
    """Where a world's own texts stand, if it has any: for each language but English a table, from the English text to it."""
    return assets.path("locale", "worlds") / f"{world}.toml"


@cache
def texts_of(world: str) -> Mapping[str, Mapping[str, str]]:
    """A world's own texts: by language, from the English text. Empty where it has none: then the catalogues have them.

    Raises
    ------
    BadInput
        The file is no such file.
    """
    path = worlds_file(world)
    if not path.is_file():
        return {}
    try:
        found: dict[str, dict[str, str]] = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{path.name} must be TOML in UTF-8: {error}; mend it") from error
    for language, texts in found.items():
        if (
            language not in LANGUAGES
            or not isinstance(texts, dict)
            or not all(isinstance(t, str) for t in texts.values())
        ):
            raise BadInput(
                f'{path.name} must have tables such as [zh_CN] with lines "English" = "中文", got [{language}]'
            )
    return found


class _OfWorlds(gettext.NullTranslations):
    """What the catalogues don't have: the worlds' own texts."""

    def __init__(self, language: str) -> None:
        super().__init__()
        files = sorted(assets.path("locale", "worlds").glob("*.toml"))
        self._texts = {text: said for file in files for text, said in texts_of(file.stem).get(language, {}).items()}

    def gettext(self, message: str) -> str:
        return self._texts.get(message, message)


# ---- keeping the catalogues ------------------------------------------------------------------------------


def catalogue(language: str) -> Path:
    """Where the catalogue's source (.po) of `language` lies; the compiled one lies beside it."""
    return assets.path("locale") / language / "LC_MESSAGES" / f"{_DOMAIN}.po"


def marked(root: Path) -> Iterator[tuple[str, list[str]]]:
    """Every marked text below the checkout `root`, each with the comments for its translator."""
    from babel.messages.extract import extract_from_dir

    for folder in SOURCES:
        for _file, _line, message, comments, _context in extract_from_dir(
            root / folder, method_map=[("**.py", "python")], keywords=_KEYWORDS, comment_tags=("Translators:",)
        ):
            yield (message if isinstance(message, str) else message[0]), comments
    yield from _offered(root)


def _offered(root: Path) -> Iterator[tuple[str, list[str]]]:
    """What worlds offer to choose, and say: they mark no text, since they know no languages. What stands in a world's own texts is
    left out."""
    from scenes.registry import WORLDS

    for name, world in WORLDS.items():
        own = {text for texts in texts_of(name).values() for text in texts}
        yield from ((text, comments) for text, comments in shown(world) if text not in own)
    for script in sorted((root / "assets" / "scripts").glob("*.toml")):
        for phase in tomllib.loads(script.read_text("utf-8"))["phase"]:
            yield from ((line["text"], [f"{script.stem}: {phase['name']}"]) for line in phase["lines"])


def shown(world: World) -> Iterator[tuple[str, list[str]]]:
    """What people read of a world, but for the lines it says: title, purpose, what it is like, choices, measures, happenings."""
    from scenes.base import Amount

    scene = world.load()
    yield from ((text, []) for text in (world.title, world.purpose, scene.about) if text)
    for choice in scene.choices:
        labels = [choice.unit] if isinstance(choice, Amount) else [label for _value, label in choice.options]
        yield from ((text, [f"{world.name}: {choice.name}"]) for text in (choice.title, *labels) if text)
    for measure in scene.measures:
        yield from ((text, [f"{world.name}: {measure.name}"]) for text in (measure.title, measure.unit) if text)
    yield from ((text, [f"{world.name}: {kind}"]) for kind, text in scene.happenings)


def untranslated(world: str, said: Iterable[str] = ()) -> list[str]:
    """Of what people read of a world, and of what it has `said`, the texts that are neither in the catalogues nor in its own, as
    "LANGUAGE: TEXT"."""
    from scenes.registry import WORLDS

    texts = dict.fromkeys([*(text for text, _ in shown(WORLDS[world])), *said])
    lacking = []
    for language in LANGUAGES:
        if language != "en":
            known = {entry.id for entry in read(catalogue(language), language) if entry.string}
            own = texts_of(world).get(language, {})
            lacking += [f"{language}: {text}" for text in texts if text not in known and not own.get(text)]
    return lacking


def read(path: Path, language: str) -> Catalog:
    """The catalogue in the file `path`; one without messages where there is no file."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import PoFileError, read_po

    if not path.exists():
        return Catalog(locale=language, domain=_DOMAIN)
    try:
        with path.open("rb") as file:
            return read_po(file, locale=language, domain=_DOMAIN, abort_invalid=True)
    except PoFileError as error:
        raise BadInput(f"{path} is not a catalogue: {error}; mend it and run this again") from error


def updated(language: str, template: Sequence[tuple[str, list[str]]], merge: Sequence[Path]) -> Catalog:
    """The catalogue of `language` with exactly the texts of `template`; translations come from it and from `merge`."""
    from babel.messages.catalog import Catalog

    # Fixed dates, so that a catalogue whose words did not change does not change either.
    day = datetime(2026, 1, 1, tzinfo=UTC)
    known = read(catalogue(language), language)
    extra = [read(path, language) for path in merge] if language != "en" else []
    fresh = Catalog(
        locale=language,
        domain=_DOMAIN,
        project="Respite",
        version="1",
        copyright_holder="Respite",
        msgid_bugs_address="",
        last_translator="Respite",
        language_team="Respite",
        header_comment=f"# Respite, {LANGUAGES[language]}.",
        creation_date=day,
        revision_date=day,
        fuzzy=False,
    )
    for text, comments in template:
        strings = [found.string for source in (*extra, known) if (found := source.get(text)) and found.string]
        fresh.add(text, strings[0] if strings else "", auto_comments=comments)
    return fresh


def compiled(entries: Catalog) -> bytes:
    """The .mo file of a catalogue."""
    from babel.messages.mofile import write_mo

    out = io.BytesIO()
    write_mo(out, entries)
    return out.getvalue()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("--merge", nargs="*", type=Path, default=[], metavar="FILE", help="take translations from here")


def run(options: argparse.Namespace) -> int:
    """Bring catalogues and fonts up to date; 1 when a text still lacks its translation."""
    from babel.messages.pofile import write_po

    from app import fonts
    from scenes.registry import WORLDS

    template = sorted(marked(assets.path().parent), key=lambda entry: entry[0])
    missing: list[str] = []
    for language in LANGUAGES:
        entries = updated(language, template, options.merge)
        path = catalogue(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, entries, width=120, sort_output=True, no_location=True)
        path.with_suffix(".mo").write_bytes(compiled(entries))
        if language != "en":
            missing += [f"{language}: {entry.id}" for entry in entries if entry.id and not entry.string]
    missing += [f"{world}: {text}" for world in WORLDS for text in untranslated(world)]
    sizes = fonts.build()
    print(f"{len(template)} texts, {len(missing)} without a translation; fonts: {sizes}")
    print("\n".join(missing), end="\n" if missing else "")
    return 1 if missing else 0


def main(argv: Sequence[str] | None = None) -> int:
    """The command by itself."""
    parser = argparse.ArgumentParser(prog="python -m app.i18n", description="Bring catalogues and fonts up to date.")
    add_arguments(parser)
    return run(parser.parse_args(argv))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except RespiteError as error:
        sys.exit(str(error))
