"""The camera: one page at every size, light and dark and magnified, with what a careful eye would complain of."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from tests.console.looking import SIZES, nameless, not_chinese

LANGUAGES = ("en", "zh_CN")
SCHEMES = ("light", "dark")
# Pictures that wait until somebody scrolls to them: the camera sees all of a page at once.
_FETCHED = """() => Promise.all([...document.images].filter((it) => it.loading === "lazy" && !it.complete).map((it) => {
    it.loading = "eager";
    return it.decode().catch(() => {});
}))"""
#: a window at 200 % zoom is half as wide and half as high to the page
ZOOMED = tuple((width // 2, height // 2) for width, height in SIZES)
_SETTLED_MS = 120
#: of what lies under the fold no more is shown than this many windows
_WINDOWS = 3
_GAP = 16

# Text that is cut: it needs more room than its box shows, and neither scrolls nor says so by an ellipsis.
_CUT = """() => [...document.querySelectorAll("body *")].filter((it) => {
    if (!it.checkVisibility({visibilityProperty: true}) || !it.innerText?.trim()) return false;
    if (it.matches("input, select, textarea") || it.closest(".sr, .skip")) return false;
    const look = getComputedStyle(it);
    if (look.clip !== "auto" || look.clipPath !== "none") return false;
    const hides = (way) => ["hidden", "clip"].includes(way);
    return (hides(look.overflowX) && look.textOverflow !== "ellipsis" && it.scrollWidth > it.clientWidth + 1)
        || (hides(look.overflowY) && it.scrollHeight > it.clientHeight + 1);
}).map((it) => it.outerHTML.slice(0, 100))"""


@dataclass
class Camera:
    """Takes a page as it stands. folder : where pictures and sheets go"""

    folder: Path
    _told: set[str] = field(default_factory=set)

    def complain(self, *lines: str) -> None:
        """Tell what was found, once."""
        for line in lines:
            if line not in self._told:
                self._told.add(line)
                print("-", line, flush=True)

    def take(self, page: Page, name: str, language: str, *, extent: bool = True) -> None:
        """Every size, light, dark and at 200 %. extent : with what lies under the fold"""
        page.evaluate(_FETCHED)
        for kind, scheme, sizes in (("light", "light", SIZES), ("dark", "dark", SIZES), ("zoomed", "light", ZOOMED)):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
            for width, height in sizes:
                page.set_viewport_size({"width": width, "height": height})
                page.wait_for_timeout(_SETTLED_MS)
                path = self.folder / "shots" / f"{name}.{language}.{kind}.{width}.png"
                path.parent.mkdir(parents=True, exist_ok=True)
                high = page.evaluate("document.documentElement.scrollHeight")
                clip = {"x": 0, "y": 0, "width": width, "height": min(high, _WINDOWS * height)}
                if extent:
                    page.screenshot(path=path, full_page=True, clip=clip)  # type: ignore[arg-type]
                else:
                    page.screenshot(path=path)
                self._look(page, f"{name} {language} {kind} {width}", width)
        page.set_viewport_size({"width": SIZES[0][0], "height": SIZES[0][1]})
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        if language != "en":
            self.complain(*(f"{name}: not translated: {text}" for text in not_chinese(page)))
        self.complain(*(f"{name} {language}: without a name: {html}" for html in nameless(page)))

    def _look(self, page: Page, where: str, width: int) -> None:
        if page.evaluate("document.documentElement.scrollWidth") > width:
            self.complain(f"{where}: wider than the window")
        self.complain(*(f"{where}: cut: {html}" for html in page.evaluate(_CUT)))

    def sheets(self) -> list[Path]:
        """One for each page and kind: a row for each language, the sizes side by side."""
        made = []
        names = sorted({path.name.split(".")[0] for path in (self.folder / "shots").glob("*.png")})
        for name in names:
            for kind, sizes in (("light", SIZES), ("dark", SIZES), ("zoomed", ZOOMED)):
                rows = [
                    [self.folder / "shots" / f"{name}.{language}.{kind}.{width}.png" for width, _ in sizes]
                    for language in LANGUAGES
                ]
                made.append(_sheet([[path for path in row if path.exists()] for row in rows]))
                made[-1].save(self.folder / f"{name}.{kind}.png")
        return [self.folder / f"{name}.{kind}.png" for name in names for kind in ("light", "dark", "zoomed")]


def _sheet(rows: list[list[Path]]) -> Image.Image:
    pictures = [[Image.open(path).convert("RGB") for path in row] for row in rows if row]
    wide = max(sum(it.width + _GAP for it in row) for row in pictures) + _GAP
    high = sum(max(it.height for it in row) + _GAP for row in pictures) + _GAP
    sheet = Image.new("RGB", (wide, high), (128, 128, 128))
    top = _GAP
    for row in pictures:
        left = _GAP
        for picture in row:
            sheet.paste(picture, (left, top))
            left += picture.width + _GAP
        top += max(picture.height for picture in row) + _GAP
    return sheet
