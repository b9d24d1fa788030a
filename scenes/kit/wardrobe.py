"""What a body can look like: skin, clothes, build and hair, as choices of a world and as colours for its shader.

Skin tones are six of the ten of the Monk Skin Tone Scale (Monk, 2019; numbers 2, 4, 5, 7, 8 and 10), in linear light.
"""

from __future__ import annotations

from collections.abc import Mapping

from scenes.base import Choice, Value
from scenes.kit.body import Build

Colour = tuple[float, float, float]


def _linear(code: str) -> Colour:
    def channel(k: int) -> float:
        return float(((int(code[k : k + 2], 16) / 255 + 0.055) / 1.055) ** 2.4)

    return channel(0), channel(2), channel(4)


_SKIN = {
    tone: _linear(code)
    for tone, code in (
        ("2", "f3e7db"),
        ("4", "eadaba"),
        ("5", "d7bd96"),
        ("7", "825c43"),
        ("8", "604134"),
        ("10", "292420"),
    )
}
#: jacket, whether its sleeves are long, trousers, shoes
_CLOTHES: dict[str, tuple[Colour, bool, Colour, Colour]] = {
    "rust": ((0.20, 0.082, 0.050), True, (0.075, 0.070, 0.062), (0.105, 0.060, 0.032)),
    "fern": ((0.075, 0.130, 0.060), True, (0.19, 0.150, 0.095), (0.060, 0.042, 0.028)),
    "sky": ((0.110, 0.200, 0.310), False, (0.070, 0.085, 0.130), (0.42, 0.40, 0.37)),
    "cream": ((0.62, 0.55, 0.42), False, (0.120, 0.165, 0.130), (0.170, 0.105, 0.055)),
}
_BUILDS = {
    "middle": Build(),
    "slender": Build(0.92, 0.88, 0.93, 0.90),
    "broad": Build(1.10, 1.24, 1.14, 1.10),
}
_HAIR: dict[str, tuple[str, Colour]] = {
    "short-brown": ("short", (0.060, 0.034, 0.018)),
    "long-dark": ("long", (0.022, 0.016, 0.013)),
    "tied-fair": ("tied", (0.34, 0.205, 0.075)),
    "short-grey": ("short", (0.32, 0.31, 0.29)),
    "long-red": ("long", (0.20, 0.058, 0.018)),
    "none": ("none", (0.1, 0.1, 0.1)),
}

#: the names of all skin tones, from the lightest to the darkest
TONES = tuple(_SKIN)
CHOICES = (
    Choice(
        "skin",
        "Skin",
        (
            ("4", "Fair"),
            ("2", "Very fair"),
            ("5", "Medium"),
            ("7", "Brown"),
            ("8", "Dark brown"),
            ("10", "Very dark"),
        ),
    ),
    Choice(
        "clothes",
        "Clothes",
        (("rust", "Rust jacket"), ("fern", "Green jacket"), ("sky", "Blue shirt"), ("cream", "Cream shirt")),
    ),
    Choice("build", "Build", (("middle", "Middle"), ("slender", "Slender"), ("broad", "Broad"))),
    Choice(
        "hair",
        "Hair",
        (
            ("short-brown", "Short, brown"),
            ("long-dark", "Long, dark"),
            ("tied-fair", "Tied, fair"),
            ("short-grey", "Short, grey"),
            ("long-red", "Long, red"),
            ("none", "None"),
        ),
    ),
)


def build(chosen: Mapping[str, Value]) -> Build:
    """The build that was chosen."""
    return _BUILDS[str(chosen["build"])]


def hair(chosen: Mapping[str, Value]) -> str:
    """The cut that was chosen."""
    return _HAIR[str(chosen["hair"])][0]


def skin(tone: str) -> Colour:
    """What skin of such a tone gives back, linear light."""
    printed = _SKIN[tone]
    # Printed tones are of a lit face: what a surface gives back is a little less, and redder.
    return printed[0] * 0.74, printed[1] * 0.60, printed[2] * 0.52


def colours(chosen: Mapping[str, Value]) -> list[Colour]:
    """One for each `Stuff`, linear light."""
    bare = skin(str(chosen["skin"]))
    jacket, long, trousers, shoes = _CLOTHES[str(chosen["clothes"])]
    return [
        bare,
        jacket,
        jacket if long else bare,
        trousers,
        shoes,
        (0.055, 0.048, 0.040),
        _HAIR[str(chosen["hair"])][1],
        bare,
    ]
