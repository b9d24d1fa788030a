"""A report as one file of HTML that needs nothing else: no script, no other file, and on paper it is A4."""

from __future__ import annotations

import unicodedata
from html import escape

from app.reports.document import Facts, Figure, Figures, Heading, Items, Paragraph, Part, Report, Table
from app.reports.drawing import ACCENT, ACCENT_PALE, AMBER, AMBER_PALE, INK, PALE, RULE, SOFT, Drawing
from app.reports.figures import HALF
from app.reports.svg import svg

_STYLE = f"""
@page {{ size: A4; margin: 16mm 17mm 18mm; }}
* {{ box-sizing: border-box; }}
html {{ background: {PALE}; color: {INK}; -webkit-print-color-adjust: exact; print-color-adjust: exact;
  font: 15px/1.5 "Noto Sans", "Noto Sans SC", "Noto Sans CJK SC", "Segoe UI", "PingFang SC", "Microsoft YaHei", system-ui,
  sans-serif; }}
main {{ max-width: 820px; margin: 0 auto; padding: 40px 44px 48px; background: #fff; }}
h1 {{ margin: 0; font-size: 28px; line-height: 1.2; }}
h2 {{ margin: 36px 0 8px; padding-top: 10px; border-top: 2px solid {ACCENT}; font-size: 19px; line-height: 1.3; color: {ACCENT};
  break-after: avoid; }}
p {{ margin: 8px 0; max-width: 92ch; }}
ol {{ margin: 8px 0; padding-left: 28px; font-size: 12.5px; line-height: 1.4; color: {SOFT}; }}
.under, .small, figcaption, footer {{ color: {SOFT}; }}
.small, footer {{ font-size: 13px; }}
.strong {{ padding: 10px 14px; border-left: 4px solid {ACCENT}; background: {ACCENT_PALE}; font-weight: 600; }}
.warning {{ margin: 0 0 20px; padding: 8px 14px; border: 2px solid {AMBER}; background: {AMBER_PALE}; font-weight: 700; }}
dl {{ display: grid; grid-template-columns: repeat(auto-fit, minmax(128px, 1fr)); gap: 10px; margin: 14px 0; }}
dl div {{ padding: 8px 12px; background: {PALE}; break-inside: avoid; }}
dt {{ font-size: 12.5px; color: {SOFT}; }}
dd {{ margin: 0; font-size: 18px; font-weight: 700; }}
.figures {{ display: flex; flex-wrap: wrap; gap: 20px; break-inside: avoid; }}
figure {{ flex: 1 1 280px; margin: 14px 0; break-inside: avoid; }}
figure h3, caption {{ margin: 0 0 4px; font-size: 14px; font-weight: 700; text-align: left; color: {INK}; }}
figcaption {{ font-size: 12.5px; line-height: 1.4; }}
svg {{ display: block; width: 100%; height: auto; font-family: inherit; }}
.drawn {{ overflow-x: auto; }}
.drawn svg {{ min-width: 440px; }}
.scroll {{ overflow-x: auto; margin: 14px 0; }}
table {{ width: 100%; border-collapse: collapse; font-size: 12.5px; line-height: 1.4; font-variant-numeric: tabular-nums; }}
thead {{ display: table-header-group; }}
tr {{ break-inside: avoid; }}
th, td {{ padding: 4px 8px 4px 0; border-bottom: 1px solid {RULE}; text-align: left; vertical-align: top; font-weight: 400; }}
thead th {{ border-bottom: 1.5px solid {INK}; font-weight: 700; vertical-align: bottom; }}
.r {{ text-align: right; }}
footer {{ margin-top: 40px; padding-top: 10px; border-top: 1px solid {RULE}; }}
@media print {{
  html {{ background: #fff; font-size: 10.5pt; }}
  main {{ max-width: none; padding: 0; }}
  .scroll {{ overflow: visible; }}
}}
"""


def html(report: Report) -> str:
    """The whole page."""
    tag = report.language.replace("_", "-")
    warning = f'<p class="warning" role="note">{_told(report.warning)}</p>' if report.warning else ""
    return (
        f'<!doctype html>\n<html lang="{tag}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_told(report.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n{warning}"
        f'<header><h1>{_told(report.title)}</h1><p class="under">{_told(report.under)}</p></header>\n'
        + "\n".join(map(_part, report.parts))
        + f"\n<footer>{_told(report.foot)}</footer>\n</main>\n</body>\n</html>\n"
    )


def _part(part: Part) -> str:
    match part:
        case Heading():
            return f"<h2>{_told(part.text)}</h2>"
        case Paragraph():
            look = " strong" * part.strong + " small" * part.small
            return f'<p class="{look.strip()}">{_told(part.text)}</p>' if look else f"<p>{_told(part.text)}</p>"
        case Facts():
            pairs = "".join(f"<div><dt>{_told(name)}</dt><dd>{_told(value)}</dd></div>" for name, value in part.pairs)
            return f"<dl>{pairs}</dl>"
        case Table():
            return _table(part)
        case Items():
            return f"<ol>{''.join(f'<li>{_told(text)}</li>' for text in part.texts)}</ol>"
        case Figures():
            return f'<div class="figures">{"".join(map(_figure, part.row))}</div>'


def _table(table: Table) -> str:
    looks = [' class="r"' if side == "r" else "" for side in table.align]
    head = "".join(f'<th scope="col"{look}>{_told(cell)}</th>' for look, cell in zip(looks, table.head, strict=True))
    body = ""
    for row in table.rows:
        first, *rest = zip(looks, row, strict=True)
        cells = "".join(f"<td{look}>{_told(cell)}</td>" for look, cell in rest)
        body += f'<tr><th scope="row"{first[0]}>{_told(first[1])}</th>{cells}</tr>'
    # what is wider than a screen is moved by the keys too
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{_told(table.title)}"><table>'
        f"<caption>{_told(table.title)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _figure(figure: Figure) -> str:
    legend = f"<figcaption>{_told(figure.legend)}</figcaption>" if figure.legend else ""
    return f"<figure><h3>{_told(figure.title)}</h3>{_drawn(figure.drawing)}{legend}</figure>"


def _drawn(drawing: Drawing) -> str:
    """What would be too small to read on a narrow screen is moved there instead."""
    if drawing.width <= HALF:
        return svg(drawing)
    named = f'role="region" aria-label="{_told(drawing.told)}"'
    return f'<div class="drawn" tabindex="0" {named}>{svg(drawing)}</div>'


def _told(text: str) -> str:
    """The text as HTML, without the characters that it must not have."""
    return escape("".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs")), quote=True)
