"""A situation report as one page of HTML: no script, nothing from elsewhere, made to be printed.

Everything it needs is in it, typeface and drawings too, so that it looks the same wherever it is opened, and opening it
tells nobody. Its policy forbids whatever is not there.
"""

from __future__ import annotations

import base64
import html
from pathlib import Path

from tollbook.export.assets import font_file
from tollbook.export.drawing import svg
from tollbook.export.situation import Situation
from tollbook.export.situation_blocks import Block, Cell, Grid, Heading, Items, Picture, Sentence, blocks
from tollbook.export.situation_words import Sayer
from tollbook.reckon.tongue import ISOLATE, unmarked

STYLE = Path(__file__).with_name("situation.css")

#: Of what letters each part of the typeface is.
_RANGES = {
    "arabic": "U+0600-06FF,U+0750-077F,U+08A0-08FF,U+200C-200E,U+2010-2011,U+FB50-FDFF,U+FE70-FEFF",
    "latin-ext": "U+0100-02FF,U+1E00-1EFF,U+20A0-20CF",
    "latin": "U+0000-00FF,U+2000-206F,U+2191,U+2193,U+2212",
}


def situation_page(one: Situation, language: str) -> str:
    """The page."""
    say = Sayer(language)
    title = unmarked(f"{say.word('title', 'report')}: {say.title(one)}")
    return (
        f'<!doctype html>\n<html lang="{language}" dir="{say.word("writing", "direction")}"><head>'
        '<meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'; font-src data:\">"
        f"<title>{_text(title)}</title><style>{_faces()}{STYLE.read_text(encoding='utf-8')}{_foot(one, say)}</style>"
        f"</head><body><main>\n{situation_body(one, say)}\n</main></body></html>\n"
    )


def situation_body(one: Situation, say: Sayer) -> str:
    """What stands in the page."""
    standing = "".join(f"<li>{_text(line)}</li>" for line in say.standing(one))
    body = "\n".join(_block(block, n) for n, block in enumerate(blocks(one, say)))
    return (
        f'<header><p class="eyebrow">{_text(say.word("title", "report"))}</p><h1>{_text(say.title(one))}</h1>'
        f'<p class="what">{_text(say.word("title", "what"))}</p><ul class="standing">{standing}</ul>'
        f'<p class="level {one.level}">{_text(say.word("standing", one.level))}</p></header>\n{body}'
    )


def _block(block: Block, number: int) -> str:
    match block:
        case Heading(level, words):
            return f"<h{level}>{_text(words)}</h{level}>"
        case Sentence(words, kind):
            return f'<p class="{kind}">{_text(words)}</p>' if kind != "plain" else f"<p>{_text(words)}</p>"
        case Items(items):
            return f"<ul>{''.join(f'<li>{_text(words)}{_quote(quote)}</li>' for words, quote in items)}</ul>"
        case Picture(drawing, caption):
            return f"<figure>{svg(drawing, f'd{number}')}<figcaption>{_text(caption)}</figcaption></figure>"
        case Grid():
            return _table(block)


def _quote(words: str | None) -> str:
    return "" if words is None else f' <q dir="auto">{_text(words)}</q>'


def _table(grid: Grid) -> str:
    def kind(at: int) -> str:
        return ' class="n"' if at in grid.numbers else ""

    head = "".join(f'<th scope="col"{kind(n)}>{_text(c)}</th>' if c else "<td></td>" for n, c in enumerate(grid.head))
    body = []
    for n, row in enumerate(grid.rows):
        cells = "".join(f"<td{kind(at)}>{_cell(cell, at in grid.numbers)}</td>" for at, cell in enumerate(row))
        bar = f'<td class="range">{_bar(*grid.bars[n], grid.most)}</td>' if grid.bars else ""
        body.append(f"<tr>{cells}{bar}</tr>")
    head += '<td class="range"></td>' if grid.bars else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"


def _cell(cell: Cell, number: bool) -> str:
    words = f"<b>{_text(cell.words)}</b>" if cell.bold else _text(cell.words)
    if cell.small:
        words += f"{' ' if number else '<br>'}<small>{_text(cell.small)}</small>"
    return f'<span class="part">{words}</span>' if cell.part else words


def _bar(low: int | None, high: int | None, most: int) -> str:
    """A range as a bar; one without an upper end runs out in dots."""
    full = 118 / max(most, 1)
    x0 = (low or 0) * full
    if high is None:
        mark = f'<path d="M{x0:.1f} 2.5V7.5" class="s-accent" stroke="#1f4f73" stroke-width="2"/>'
        mark += (
            f'<path d="M{x0 + 3:.1f} 5H118" class="s-accent" stroke="#1f4f73" stroke-width="2" stroke-dasharray="2 3"/>'
        )
    else:
        width = max((high - (low or 0)) * full, 2)
        x0 = min(x0, 118 - width)
        mark = f'<rect x="{x0:.1f}" y="2.5" width="{width:.1f}" height="5" class="f-accent" fill="#1f4f73"/>'
    return (
        '<svg class="bar" viewBox="0 0 118 10" width="118" height="10" aria-hidden="true">'
        f'<path d="M0 5H118" class="s-line" stroke="#c9ced4"/>{mark}</svg>'
    )


def _text(words: str) -> str:
    """Words as HTML; what was isolated is so by its element, which also keeps its own direction."""
    return html.escape(words).replace(ISOLATE[0], "<bdi>").replace(ISOLATE[1], "</bdi>")


def _faces() -> str:
    """The typeface, in the page itself."""
    out = []
    for bold, weight in ((False, 400), (True, 600)):
        for script, letters in _RANGES.items():
            file = font_file(script, bold)
            if file is not None:
                data = base64.b64encode(file.read_bytes()).decode()
                out.append(
                    f"@font-face{{font-family:Plex;font-weight:{weight};unicode-range:{letters};"
                    f"src:url(data:font/woff2;base64,{data}) format('woff2')}}"
                )
    return "".join(out)


def _foot(one: Situation, say: Sayer) -> str:
    """What stands at the foot of each printed page: what it is, of which record, which page of how many."""
    count = say.word("writing", "page")
    start, end = ("right", "left") if say.rtl else ("left", "right")
    look = "font:7.5pt Plex,sans-serif;color:#57606a"
    told = unmarked(f"{say.title(one)} · {say.day(one.made)} · {one.root[:16]}")
    safe = "".join(f"\\{ord(c):x} " if c in '"\\<>&\n' else c for c in told)
    pages = f'counter(page,{count}) " / " counter(pages,{count})'
    return f'@page{{@bottom-{start}{{content:"{safe}";{look}}}@bottom-{end}{{content:{pages};{look}}}}}'
