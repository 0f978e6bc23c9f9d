"""A figure with all that it rests on, as one ZIP that explains and checks itself with nothing but Python.

In it: ``index.html`` (what was asked, the answer, who says so, how to check), ``figure.json`` (the answer and the sums
behind its bounds), ``claims.csv`` and ``claims.json`` (every claim that speaks of the scope, as a level may see them),
``proof.json`` (that these claims stand in the record's log under a signed checkpoint, each field sealed by itself),
``checkpoint.txt``, ``proof.py`` (checks seals, log and signature), ``check.py`` (checks all of it), ``manifest.json``
(the hash of each file).
"""

from __future__ import annotations

import hashlib
import html
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import tollbook.proof
from tollbook.export.cells import Cell, plain
from tollbook.export.files import archive, csv_file
from tollbook.export.naming import public_name
from tollbook.export.release import place_name, shown
from tollbook.export.table import Level, Table, may_see
from tollbook.lang import load
from tollbook.model import Json
from tollbook.reckon import Answer
from tollbook.reckon.explaining import Sum

CHECKER = Path(__file__).with_name("bundle_check.py")


def bundle(
    answer: Answer,
    claims: Table,
    order: Sequence[str],
    sums: tuple[Sum, Sum],
    proof: Json,
    headline: str,
    level: Level,
    told: Sequence[str],
) -> bytes:
    """The ZIP. ``claims`` is the table of the claims that touch the scope, at the level, ``order`` their identities;
    ``sums`` are the arithmetic of the low and the high, ``proof`` what :func:`tollbook.desk.ledger.prove` gives for the
    claims of the sums; ``headline`` is the answer in a sentence, ``told`` the names that may be told."""
    numbers = {name: at for at, name in enumerate(order, 1)}
    figure = _figure(answer, sums, numbers, level, told)
    files = {
        "index.html": _page(answer, claims, figure, headline, level).encode(),
        "figure.json": _json(figure),
        "claims.csv": csv_file(claims),
        "claims.json": _json([_told(claims, row) for row in claims.rows]),
        "proof.json": _json(proof),
        "checkpoint.txt": proof["checkpoint"].encode(),
        "proof.py": Path(tollbook.proof.__file__).read_bytes(),
        "check.py": CHECKER.read_bytes(),
    }
    manifest = {name: hashlib.sha256(raw).hexdigest() for name, raw in files.items()}
    return archive({**files, "manifest.json": _json(manifest)})


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _told(table: Table, row: Sequence[Cell]) -> Json:
    return {
        column.name: cell if isinstance(cell, (int, float)) else plain(cell) or None
        for column, cell in zip(table.columns, row, strict=True)
    }


def _figure(
    answer: Answer, sums: tuple[Sum, Sum], numbers: Mapping[str, int], level: Level, told: Sequence[str]
) -> Json:
    """The answer as data: claims by their number in the table, names and sentences as the level may see them."""
    in_full = may_see(level, "internal")
    question, place = answer.question, shown(answer.question.place, in_full)
    return {
        "question": {
            "harm": question.harm, "population": question.population, "place": place_name(place, in_full),
            "start": plain(question.start) or None, "end": plain(question.end) or None,
            "perpetrator": question.perpetrator, "according_to": question.according_to,
        },
        "documented": answer.documented.to_json(),
        "floor": answer.floor,
        "silent": answer.silent,
        "known_on": plain(answer.known_on) or None,
        "sums": {side: _sum(one, numbers) for side, one in zip(("low", "high"), sums, strict=True)},
        "sources": [
            {"source": s.speaker if in_full else public_name(s.speaker, told), "low": s.low, "high": s.high,
             "best": s.best, "claims": [numbers[c] for c in s.claims if c in numbers]}
            for s in answer.sources
        ],
        "contradictions": [
            {"kind": c.kind, "claims": [numbers[name] for name in c.claims if name in numbers],
             **({"text": c.text} if in_full else {})}
            for c in answer.contradictions
        ],
    }  # fmt: skip


def _sum(one: Sum, numbers: Mapping[str, int]) -> Json:
    terms = [
        {"claim": numbers[term.claim.id], "weight": term.weight, "number": term.number}
        for term in one.terms
        if term.claim.id in numbers
    ]
    return {"bound": one.bound, "terms": terms, "whole": len(terms) == len(one.terms)}


def _page(answer: Answer, claims: Table, figure: Json, headline: str, level: Level) -> str:
    """The page that explains the bundle: no script, nothing from elsewhere."""
    words = load("en", "release")["bundle"]
    rows = [[str(s["source"] or words["publisher"]), _range(s["low"], s["high"])] for s in figure["sources"]]
    shown_columns = [c.name for c in claims.columns if c.name in words["columns"]]
    picked = list(zip(*([plain(cell) for cell in claims.column(name)] for name in shown_columns), strict=True))
    worlds = words["worlds"].format(
        documented=_range(answer.documented.low, answer.documented.high), floor=answer.floor
    )
    listed = _table(["", *shown_columns], [[str(n), *row] for n, row in enumerate(picked, 1)])
    bounds = "".join(
        f"<p>{_text(words[side])} {_text(_terms(figure['sums'][side], words))}</p>"
        for side in ("low", "high")
        if figure["sums"][side]["terms"]
    )
    conflicts = "".join(
        f"<li>{_text(c.get('text') or words['conflict'].format(kind=c['kind'], claims=_list(c['claims'])))}</li>"
        for c in figure["contradictions"]
    )
    known = "" if answer.known_on is None else f"<p>{_text(words['known_on'].format(day=answer.known_on))}</p>"
    parts = [
        f"<h1>{_text(headline)}</h1>{known}",
        f"<p>{_text(worlds)}</p>",
        f"<h2>{_text(words['sources'])}</h2>{_table([words['source'], words['says']], rows)}",
        f"<h2>{_text(words['rests'])}</h2>{bounds}" if bounds else "",
        f"<h2>{_text(words['conflicts'])}</h2><ul>{conflicts}</ul>" if conflicts else "",
        f"<h2>{_text(words['claims'])}</h2><p>{_text(words[level])}</p>{listed}",
        f"<h2>{_text(words['check'])}</h2><p>{_text(words['checking'])}</p><pre>python3 check.py</pre>",
        f"<p>{_text(words['limits'])}</p>",
    ]
    return _FRAME.format(title=_text(headline), body="\n".join(filter(None, parts)))


def _terms(one: Json, words: Mapping[str, str]) -> str:
    said: list[str] = []
    for term in one["terms"]:
        weight = term["weight"]
        times = "" if abs(weight) == 1 else f"{abs(weight):g} × "
        said.append(f"{'− ' if weight < 0 else '+ ' if said else ''}{times}{term['number']:,} [{term['claim']}]")
    return f"{one['bound']:,} = {' '.join(said)}" + ("" if one["whole"] else f" {words['beyond']}")


def _range(low: int | None, high: int | None) -> str:
    words = load("en", "release")["bundle"]
    if low is None and high is None:
        return str(words["no_number"])
    if high is None:
        return str(words["at_least"].format(low=f"{low:,}"))
    if not low:
        return str(words["up_to"].format(high=f"{high:,}")) if high else "0"
    return f"{low:,}" if low == high else str(words["range"].format(low=f"{low:,}", high=f"{high:,}"))


def _list(numbers: Sequence[int]) -> str:
    return ", ".join(f"[{n}]" for n in numbers)


def _text(words: str) -> str:
    return html.escape(words)


def _table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th scope=col>{_text(cell)}</th>" for cell in heading)
    body = "".join(f"<tr>{''.join(f'<td dir=auto>{_text(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


_FRAME = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title><style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 3rem auto; padding: 0 1rem; color: #1c2024; }}
h1 {{ font-size: 1.6rem; line-height: 1.25; }} h2 {{ font-size: 1.1rem; margin-top: 2rem; }}
table {{ border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .9rem; }}
th, td {{ text-align: start; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #d8dce0; vertical-align: top; }}
pre {{ background: #f2f4f6; padding: .8rem; }}
@media (prefers-color-scheme: dark) {{ body {{ background: #16191d; color: #e6e8ea; }}
th, td {{ border-color: #343a40; }} pre {{ background: #22272c; }} }}
</style></head><body>
{body}
</body></html>
"""
