"""How many texture fetches a pixel can cost at most, read from its shader's source.

The dearest way through ``main`` is counted: of two branches the dearer one, a loop as often as it may run, a function as often as
it is called; both sides of ``?:``. What stands behind a counter, as in ``if (a > 0.0 && looked < LOOKS) { ...; looked++; }``, is
counted LOOKS times for the loop round it, however long that is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import eq, ge, gt, le, lt, ne

from panda3d.core import GeomNode, NodePath, Shader

from app.bench.drawn import attrib

_FETCHES = {
    *("texture", "textureLod", "textureGrad", "textureProj", "textureOffset", "textureLodOffset", "textureProjLod"),
    *("texelFetch", "texelFetchOffset", "textureGather"),
}
_TOKEN = re.compile(r"[A-Za-z_]\w*|\d+\.?\d*(?:[eE][-+]?\d+)?[uf]*|\.\d+|\+\+|--|[-+*/<>=!&|^%]=|&&|\|\||<<|>>|\S")
_COMPARE = {"==": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}
_MACRO = re.compile(r"#define\s+(\w+)(\([^)]*\))?[ \t]*(.*)")


def shaders(root: NodePath) -> dict[str, Shader]:
    """Every shader that something below `root` is drawn with, by the names of the nodes that it is seen at first."""
    found: dict[str, Shader] = {}
    for path in root.find_all_matches("**"):
        if isinstance(path.node(), GeomNode) and (shader := attrib(path).get_shader()) is not None:
            found.setdefault(_key(path, shader, found), shader)
    return found


def _key(path: NodePath, shader: Shader, found: dict[str, Shader]) -> str:
    known = next((name for name, other in found.items() if other == shader), None)
    if known is not None:
        return known
    name = path.get_name() or path.get_parent().get_name() or "unnamed"
    return name if name not in found else f"{name} {len(found)}"


def most(source: str) -> int:
    """The most fetches of a pixel that the fragment shader `source` (GLSL 330) draws.

    Raises
    ------
    ValueError
        It can't be told: a loop without a constant end, braces that don't match.
    """
    reader = _Reader(source)
    return reader.function("main")


@dataclass
class _Reader:
    source: str
    constants: dict[str, int] = field(default_factory=dict)
    bodies: dict[str, list[list[str]]] = field(default_factory=dict)
    known: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        text = re.sub(r"/\*.*?\*/", " ", re.sub(r"//[^\n]*", "", self.source), flags=re.DOTALL)
        tokens = _TOKEN.findall(self._chosen(text.replace("\\\n", " ")))
        for declared in re.finditer(r"\b([A-Za-z_]\w*) = (\d+) [,;]", " ".join(tokens)):
            self.constants.setdefault(declared[1], int(declared[2]))
        self._find_functions(tokens)

    def _chosen(self, text: str) -> str:
        """The lines that the preprocessor would leave. Its object-like numbers become constants, its other macros functions."""
        kept: list[str] = []
        defined: set[str] = set()
        stack = [(True, True)]  # whether the lines are kept, whether a branch of it has been
        for line in text.splitlines():
            words = line.split()
            on = all(keep for keep, _ in stack)
            match words[0] if words else "":
                case "#ifdef" | "#ifndef" | "#if":
                    here = self._holds(line.strip(), defined) if on else False
                    stack.append((here, here))
                case "#elif":
                    _, had = stack.pop()
                    here = not had and self._holds(line.strip(), defined)
                    stack.append((here, had or here))
                case "#else":
                    _, had = stack.pop()
                    stack.append((not had, True))
                case "#endif":
                    stack.pop()
                case "#define" if on and (macro := _MACRO.match(line.strip())):
                    defined.add(macro[1])
                    if re.fullmatch(r"\d+", macro[3].strip()):
                        self.constants[macro[1]] = int(macro[3])
                    elif macro[3]:
                        self.bodies.setdefault(macro[1], []).append([*_TOKEN.findall(macro[3]), ";"])
                case word if on and not word.startswith("#"):
                    kept.append(line)
        return "\n".join(kept)

    def _holds(self, line: str, defined: set[str]) -> bool:
        word, _, rest = line.partition(" ")
        if word == "#ifdef":
            return rest.strip() in defined
        if word == "#ifndef":
            return rest.strip() not in defined
        return any(all(self._true(part, defined, line) for part in way.split("&&")) for way in rest.split("||"))

    def _true(self, part: str, defined: set[str], line: str) -> bool:
        asked = re.fullmatch(
            r"(!?)\s*(?:defined\s*\(?\s*(\w+)\s*\)?|(\w+)\s*(?:(==|!=|<=|>=|<|>)\s*(\w+))?)", part.strip()
        )
        if asked is None:
            raise ValueError(f"a shader's condition must be of names and numbers, && and ||, got {line!r}")
        no, name, left, sign, right = asked.groups()
        if name:
            found = name in defined
        else:
            a, b = (int(word) if word.isdigit() else self.constants.get(word, 0) for word in (left, right or "0"))
            found = _COMPARE[sign or "!="](a, b)
        return found != bool(no)

    def _find_functions(self, tokens: Sequence[str]) -> None:
        at = 0
        while at < len(tokens):
            if tokens[at] != "{":
                at += 1
                continue
            end = _closing(tokens, at)
            if tokens[at - 1] == ")":
                start = at - 1
                depth = 0
                while True:
                    depth += {")": 1, "(": -1}.get(tokens[start], 0)
                    if depth == 0:
                        break
                    start -= 1
                self.bodies.setdefault(tokens[start - 1], []).append(list(tokens[at + 1 : end]))
            at = end + 1

    # ---- what it costs ----------------------------------------------------------------------------------------------

    def function(self, name: str) -> int:
        """The dearest of the functions called `name`."""
        if name not in self.known:
            self.known[name] = 0  # GLSL knows no recursion; a macro may name itself
            self.known[name] = max(self._body(body) for body in self.bodies[name])
        return self.known[name]

    def _body(self, tokens: Sequence[str]) -> int:
        rare: list[int] = []
        through, returned = self._block(tokens, rare)
        return max(through or 0, returned) + sum(rare)

    def _expression(self, tokens: Sequence[str]) -> int:
        total = 0
        for at, token in enumerate(tokens):
            called = at + 1 < len(tokens) and tokens[at + 1] == "("
            if called and token in _FETCHES:
                total += 1
            elif token in self.bodies:
                total += self.function(token)
        return total

    def _block(self, tokens: Sequence[str], rare: list[int]) -> tuple[int | None, int]:
        """(the most until its end, None where it never gets there; the most until a return in it)"""
        cost = returned = at = 0
        while at < len(tokens):
            through, back, at = self._statement(tokens, at, rare)
            returned = max(returned, cost + back)
            if through is None:
                return None, returned
            cost += through
        return cost, returned

    def _statement(self, tokens: Sequence[str], at: int, rare: list[int]) -> tuple[int | None, int, int]:
        match tokens[at]:
            case "{":
                end = _closing(tokens, at)
                return *self._block(tokens[at + 1 : end], rare), end + 1
            case "if":
                return self._if(tokens, at, rare)
            case "for":
                return self._for(tokens, at)
            case "while" | "do" | "switch":
                raise ValueError(
                    f"a shader's loops must be `for` with a constant end to be counted, got `{tokens[at]}`"
                )
        end = at
        while tokens[end] != ";":
            end = _closing(tokens, end) if tokens[end] in "({[" else end
            end += 1
        cost = self._expression(tokens[at:end])
        if tokens[at] in ("return", "discard"):
            return None, cost, end + 1
        return cost, 0, end + 1

    def _if(self, tokens: Sequence[str], at: int, rare: list[int]) -> tuple[int | None, int, int]:
        close = _closing(tokens, at + 1)
        asked = tokens[at + 2 : close]
        start = close + 1
        inner: list[int] = []
        through, back, end = self._statement(tokens, start, inner)
        limit = self._counted(asked, tokens[start:end])
        if limit is not None:
            rare.append(limit * (max(through or 0, back) + sum(inner)))
            through, back = 0, 0
        else:
            rare += inner
        cost = self._expression(asked)
        other: int | None = 0
        other_back = 0
        if end < len(tokens) and tokens[end] == "else":
            other, other_back, end = self._statement(tokens, end + 1, rare)
        ways = [way for way in (through, other) if way is not None]
        return (cost + max(ways) if ways else None), cost + max(back, other_back), end

    def _counted(self, asked: Sequence[str], body: Sequence[str]) -> int | None:
        """How often at most what is behind a counter happens, None where there is no counter."""
        for name, sign, limit in zip(asked, asked[1:], asked[2:], strict=False):
            if sign == "<" and any(a == name and b == "++" for a, b in pairwise(body)):
                return self._number(limit)
        return None

    def _for(self, tokens: Sequence[str], at: int) -> tuple[int | None, int, int]:
        close = _closing(tokens, at + 1)
        head = " ".join(tokens[at + 2 : close])
        made = re.fullmatch(r"int (\w+) = (\w+) ; \1 (<|<=) (\w+) ; (?:\1 \+\+|\+\+ \1)", head)
        if made is None:
            raise ValueError(f"a shader's loop must be like `for (int i = 0; i < N; i++)` to be counted, got `{head}`")
        times = self._number(made[4]) - self._number(made[2]) + (made[3] == "<=")
        rare: list[int] = []
        through, back, end = self._statement(tokens, close + 1, rare)
        cost = times * max(through or 0, back) + sum(rare)
        return cost, cost, end

    def _number(self, word: str) -> int:
        if word.isdigit():
            return int(word)
        if word not in self.constants:
            raise ValueError(f"a shader's loop must end at a constant to be counted, got {word!r}")
        return self.constants[word]


def _closing(tokens: Sequence[str], start: int) -> int:
    opened, closed = tokens[start], {"(": ")", "{": "}", "[": "]"}[tokens[start]]
    depth = 0
    for at in range(start, len(tokens)):
        depth += (tokens[at] == opened) - (tokens[at] == closed)
        if depth == 0:
            return at
    raise ValueError(f"a shader's brackets must match, and a {opened!r} has no {closed!r}")
