"""What a reader finds in a report: the texts of a PDF as its own streams and character maps give them, and those of a page."""

from __future__ import annotations

import re
import zlib
from html.parser import HTMLParser

_OBJECT = re.compile(rb"(\d+) 0 obj(.*?)endobj", re.S)
_STREAM = re.compile(rb"stream\r?\n(.*)endstream", re.S)
_SHOWN = re.compile(rb"/(F\d+) [\d.]+ Tf|\(((?:\\.|[^\\()])*)\) Tj", re.S)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pages(data: bytes) -> list[str]:
    """The lines of each page, in the order in which they were drawn."""
    objects = {int(m[1]): m[2] for m in _OBJECT.finditer(data)}
    fonts = {
        name: _map(_stream(objects[int(_one(rb"/ToUnicode (\d+) 0 R", objects[int(number)]))]))
        for body in objects.values()
        for resources in re.findall(rb"/Font <<(.*?)>>", body, re.S)
        for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", resources)
    }
    found = []
    for body in objects.values():
        if re.search(rb"/Type /Page\b", body):
            found.append(_lines(_stream(objects[int(_one(rb"/Contents (\d+) 0 R", body))]), fonts))
    return found


def _lines(content: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    said, font = [], b""
    for match in _SHOWN.finditer(content):
        if match[1]:
            font = match[1]
            continue
        raw = re.sub(rb"\\(.)", lambda m: _ESCAPES.get(m[1], m[1]), match[2], flags=re.S)
        codes = [int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2)]
        said.append("".join(fonts[font][code] for code in codes))
    return "\n".join(said)


def _map(content: bytes) -> dict[int, str]:
    """A font's codes as characters."""
    found: dict[int, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", content, re.S):
        for code, text in re.findall(rb"<([0-9A-Fa-f]+)> <([0-9A-Fa-f]+)>", block):
            found[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", content, re.S):
        for first, last, text in re.findall(rb"<([0-9A-Fa-f]+)> <([0-9A-Fa-f]+)> <([0-9A-Fa-f]+)>", block):
            begin = bytes.fromhex(text.decode()).decode("utf-16-be")
            for code in range(int(first, 16), int(last, 16) + 1):
                found[code] = begin[:-1] + chr(ord(begin[-1]) + code - int(first, 16))
    return found


def _stream(body: bytes) -> bytes:
    raw = _one(rb"stream\r?\n(.*)endstream", body)
    return zlib.decompressobj().decompress(raw) if b"/FlateDecode" in body.split(b"stream")[0] else raw


def _one(pattern: bytes, body: bytes) -> bytes:
    match = re.search(pattern, body, re.S)
    assert match is not None, (pattern, body[:200])
    return match[1]


class Page(HTMLParser):
    """A page of HTML as a program that reads it aloud would find it.

    tags : every opening tag with its attributes; said : every text
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []
        self._style = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._style = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self._style = False

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._style:
            self.said.append(data)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]
