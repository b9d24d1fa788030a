"""How many texture fetches a pixel can cost at most, read from the shader's source."""

from __future__ import annotations

import re

import assets


def most(fragment: str, flags: frozenset[str] = frozenset()) -> int:
    """The dearest way through `fragment`.frag; loops count as often as they may run, functions as often as they are called."""
    folder = assets.path("shaders")
    source = "\n".join((folder / n).read_text(encoding="utf-8") for n in ("surface.glsl", f"{fragment}.frag"))
    source = _chosen(re.sub(r"//.*", "", source), flags)
    constants = {k: int(v) for k, v in re.findall(r"\b([A-Z]+) = (\d+)\b", source)}
    bodies = dict(_functions(source))
    return _count(bodies["main"], bodies, constants)


def _chosen(source: str, flags: frozenset[str]) -> str:
    """The lines that the preprocessor would leave."""
    kept, stack = [], [True]
    for line in source.splitlines():
        word = line.split()
        if line.startswith("#ifdef"):
            stack.append(word[1] in flags)
        elif line.startswith("#ifndef"):
            stack.append(word[1] not in flags)
        elif line.startswith("#else"):
            stack[-1] = not stack[-1]
        elif line.startswith("#endif"):
            stack.pop()
        elif all(stack):
            kept.append(line)
    return "\n".join(kept)


def _functions(source: str) -> list[tuple[str, str]]:
    return [
        (found[1], _block(source, found.end() - 1))
        for found in re.finditer(r"^(?:void|float|vec[234]) (\w+)\([^)]*\) \{", source, re.M)
    ]


def _block(source: str, start: int) -> str:
    depth = 0
    for at in range(start, len(source)):
        depth += {"{": 1, "}": -1}.get(source[at], 0)
        if depth == 0:
            return source[start + 1 : at]
    raise ValueError("braces do not match")


def _count(body: str, bodies: dict[str, str], constants: dict[str, int]) -> int:
    total = 0
    while loop := re.search(r"for \(int \w+ = 0; \w+ < (\w+); \w+\+\+\) \{", body):
        inside = _block(body, loop.end() - 1)
        times = constants[loop[1]]
        # A fetch behind `looked < LOOKS` happens so often at most, however long the loop is.
        while rare := re.search(r"if \([^{]*looked < (\w+)\) \{", inside):
            seldom = _block(inside, rare.end() - 1)
            total += constants[rare[1]] * _count(seldom, bodies, constants)
            inside = inside.replace(seldom, "", 1).replace(rare[0], "", 1)
        total += times * _count(inside, bodies, constants)
        whole = body[loop.start() : loop.end()] + _block(body, loop.end() - 1) + "}"
        body = body.replace(whole, "", 1)
    total += len(re.findall(r"\b(?:texture|textureLod|texelFetch)\(", body))
    for name, inner in bodies.items():
        calls = len(re.findall(rf"\b{name}\(", body))
        if calls:
            total += calls * _count(inner, bodies, constants)
    return total
