"""What a careful eye sees on a page: small targets, controls without a name, words in the wrong language."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page

SIZES = ((1024, 768), (820, 1180), (1920, 1080))

# A mark in a drawing is as large as what it tells: a table beside it leads to the same.
_CONTROLS = """() => [...document.querySelectorAll("a, button, input, select, textarea")]
    .filter((it) => it.checkVisibility({visibilityProperty: true}) && !it.matches(".skip") && !it.closest("svg"))
    .map((it) => {
        const box = it.getBoundingClientRect();
        const label = it.labels?.[0]?.innerText || "";
        const image = it.querySelector("img[alt]")?.alt || "";
        const name = it.getAttribute("aria-label") || it.innerText || label || image;
        return {name: name.trim(), width: box.width, height: box.height, html: it.outerHTML.slice(0, 120)};
    })"""
_WORDS = """() => {
    const words = [document.title];
    const walker = document.createTreeWalker(document.querySelector("#app") || document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const parent = walker.currentNode.parentElement;
        if (parent.checkVisibility({visibilityProperty: true})) words.push(walker.currentNode.data);
    }
    for (const it of document.querySelectorAll("[aria-label], [placeholder], [alt]"))
        if (it.checkVisibility({visibilityProperty: true}))
            words.push(it.getAttribute("aria-label") || it.getAttribute("placeholder") || it.alt);
    return words.map((it) => it.trim()).filter((it) => it);
}"""
#: what stays as it is in every language: names, units, codes, keys, and a measure that no world knows any more
_NAMES = re.compile(
    r"(?<![A-Za-z])(Respite|CSV|REDCap|FHIR|R4B|Motion-BIDS|Parquet|MB|GB|English|SNR|SPL|dB|dBFS|k?Hz|A2DP|PIN|Esc|Enter|DEMO"
    r"|llvmpipe|LLVM|OpenXR|Monado|Simulated HMD|SteamVR|Valve Index|USB Headphones|MiniDSP UMIK|wing beats|[PQ]-\d+)(?![A-Za-z])"
)


def controls(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(_CONTROLS)
    assert found
    return found


def small_targets(page: Page) -> list[str]:
    """Everything that can be pressed and is under 44 px in a direction, at any of the sizes; and what sticks out of the page."""
    small = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(50)
        for it in controls(page):
            if it["width"] < 43.9 or it["height"] < 43.9:
                small.append(f"{width}: {it['width']:.0f} x {it['height']:.0f} {it['html']}")
        if page.evaluate("document.documentElement.scrollWidth") > width:
            small.append(f"{width}: the page is wider than the window")
    return small


def nameless(page: Page) -> list[str]:
    """Controls that a screen reader could not name."""
    return [it["html"] for it in controls(page) if not it["name"]]


def not_chinese(page: Page) -> list[str]:
    """Visible texts with words of another language."""
    words: list[str] = page.evaluate(_WORDS)
    return [text for text in words if re.search(r"[A-Za-z]{2,}", _NAMES.sub("", text))]
