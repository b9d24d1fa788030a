"""What every world owes those who use it besides its looks: each line of these names what is missing, and where it goes."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest

import assets
from app import fonts, i18n
from app.console import wording
from app.session import instruments
from app.studio import Visitor, visit
from scenes.base import Ask, Cue, Happening, Line, Request, Training
from scenes.registry import WORLDS

#: seconds of a visit in which it is listened to, between acts
SECONDS, ACT_S = 40, 2
every_world = pytest.mark.parametrize("world", WORLDS)


@pytest.fixture(scope="module")
def asked(baked: Path) -> Callable[[str], list[Request]]:
    """All that a world asks for in a visit whose every second hit is rewarded."""
    known: dict[str, list[Request]] = {}

    def listen(world: str) -> list[Request]:
        if world not in known:
            heard = known[world] = []
            with visit(world, baked, detail=0.5, request=heard.append, training=Training(goal=2)) as scene:
                visitor = Visitor(scene, 0.1)
                for second in range(1, SECONDS + 1):
                    visitor.until(float(second))
                    if second % ACT_S == 0:
                        visitor.act()
        return known[world]

    return listen


@every_world
def test_its_entry_in_the_registry_says_what_its_class_says(world: str) -> None:
    entry = WORLDS[world]
    scene = entry.load()
    assert (scene.name, scene.title) == (entry.name, entry.title), "name and title in the registry and the class differ"
    assert entry.purpose or entry.hidden, f"{world}: say in the registry what it is for (`purpose`)"
    assert scene.about or entry.hidden, f"{world}: say in its class what it is like (`about`)"
    assert entry.ambience in (None, *scene.sounds), f"{world}: its ambience {entry.ambience!r} is none of its sounds"


@every_world
def test_its_sounds_are_there_and_it_asks_for_no_others(world: str, asked: Callable[[str], list[Request]]) -> None:
    scene = WORLDS[world].load()
    there = {path.stem for path in assets.path("sounds").glob("*.flac")}
    assert not set(scene.sounds) - there, f"{world}: no assets/sounds/NAME.flac for {set(scene.sounds) - there}"
    others = {request.sound for request in asked(world) if isinstance(request, Cue)} - set(scene.sounds)
    assert not others, f"{world}: asks for {others}, not among its `sounds`"


@every_world
def test_its_texts_are_there_in_every_language_and_can_be_drawn(
    world: str, asked: Callable[[str], list[Request]]
) -> None:
    said = {request.text for request in asked(world) if isinstance(request, Line) and request.text}
    missing = i18n.untranslated(world, sorted(said))
    assert not missing, f"{world}: add to assets/locale/worlds/{world}.toml: {'; '.join(missing)}"
    own = {c for texts in i18n.texts_of(world).values() for pair in texts.items() for c in "".join(pair)}
    lacking = own - fonts.covered("regular") - {"\n"}
    assert not lacking, f"{world}: the fonts lack {' '.join(sorted(lacking))}: run python3 -m app texts"


@every_world
def test_what_it_tells_is_what_it_says_it_tells(world: str, asked: Callable[[str], list[Request]]) -> None:
    scene = WORLDS[world].load()
    measures = {measure.name for measure in scene.measures}
    for told in (request for request in asked(world) if isinstance(request, Happening)):
        kinds = {*wording.HAPPENINGS, "measured", *dict(scene.happenings)}
        known = f"world_{told.kind}" in kinds or told.kind in kinds
        assert known, f"{world}: tells {told.kind!r}: name it in `happenings` (kind, title)"
        plain = all(isinstance(value, (str, int, float, bool, type(None))) for value in told.data.values())
        assert plain, f"{world}: {told.kind} must have plain values, got {told.data}"
        if told.kind == "event":
            assert told.data["event"] in scene.events, f"{world}: {told.data['event']!r} is none of its `events`"
        if told.kind == "measured":
            assert told.data["measure"] in measures, f"{world}: {told.data['measure']!r} is none of its `measures`"
            assert math.isfinite(told.data["value"]), f"{world}: measured {told.data}"


@every_world
def test_what_it_asks_can_be_asked_within_an_exposure(world: str, asked: Callable[[str], list[Request]]) -> None:
    scene = WORLDS[world].load()
    for name in scene.asks:
        assert name in instruments.available(), f"{world}: no assets/instruments/{name}.toml"
        assert "during" in instruments.load(name).asked, f"{world}: {name} can't be asked during the exposure"
    others = {n for request in asked(world) if isinstance(request, Ask) for n in request.instruments} - set(scene.asks)
    assert not others, f"{world}: asks for {others}, not among its `asks`"
