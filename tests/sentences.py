"""The English sentences in which the program tells a person what is wrong, as patterns: ``{0}``, ``{1}`` are what is
filled in. ``python -m tests.sentences`` adds what is new to every ``lang/*/sentences.toml``, to be translated.

A sentence is any text given to an error of the desk or to a problem of a report, in the modules a page can hear from.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tollbook.intake.formats import NOT_READ
from tollbook.lang import load as load_data

ROOT = Path(__file__).resolve().parent.parent / "src" / "tollbook"
#: What carries a sentence to a person, and the arguments of it that are none.
CARRIERS = {"AskedWrongError": 0, "Problem": 1, "near": 2, "RecordError": 0, "refused": 0, "Note": 0}
#: The modules whose sentences reach a page; the others are heard by commands alone, which speak English.
HEARD = (
    "questions.py", "reading.py", "desk/access.py", "desk/answering.py", "desk/asking.py", "desk/errors.py",
    "desk/eventing.py", "desk/figuring.py", "desk/incidents.py", "desk/keeping.py", "desk/places.py",
    "desk/reviewing.py", "desk/revising.py", "desk/situation.py", "desk/taking.py", "desk/watching.py",
    "intake/claims_table.py", "intake/decode.py", "intake/documents.py", "intake/lines.py", "intake/meta.py",
    "intake/converting", "intake/pieces.py", "resolve/gazetteer_tables.py", "web/members.py",
    "export/printing.py", "record/taking.py",
)  # fmt: skip


def sentences() -> list[str]:
    """Every sentence that a page can hear, as a pattern, each once."""
    found: dict[str, None] = {}
    for name in HEARD:
        path = ROOT / name
        for module in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            tree = ast.parse(module.read_text(encoding="utf-8"))
            for scope in [*[n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)], tree]:
                found |= dict.fromkeys(_said(scope))
    found |= dict.fromkeys(load_data("en", "questions")["say"].values())
    found |= dict.fromkeys(words for both in NOT_READ.values() for words in both)
    return [one for one in found if any(c.isalpha() for c in one.replace("{0}", ""))]


def _said(scope: ast.AST) -> Iterator[str]:
    set_here: dict[str, list[ast.expr]] = {}
    for node in ast.walk(scope):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    set_here.setdefault(target.id, []).append(node.value)
    for node in ast.walk(scope):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CARRIERS:
            given = [*node.args[CARRIERS[node.func.id] :], *(k.value for k in node.keywords if k.arg != "where")]
            for one in given:
                for some in set_here.get(one.id, []) if isinstance(one, ast.Name) else [one]:
                    yield from _patterns(some)


def _patterns(node: ast.expr) -> Iterator[str]:
    """The texts an expression can be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        out, number = "", 0
        for part in node.values:
            if isinstance(part, ast.Constant):
                out += str(part.value)
            elif isinstance(part, ast.FormattedValue):
                out += f"'{{{number}}}'" if part.conversion == ord("r") else f"{{{number}}}"
                number += 1
        yield out
    elif isinstance(node, ast.IfExp):
        yield from _patterns(node.body)
        yield from _patterns(node.orelse)


def languages() -> list[str]:
    """Every language that has sentences of its own; English has them in the code."""
    return sorted(path.parent.name for path in (ROOT / "lang").glob("*/sentences.toml") if path.parent.name != "en")


def load(language: str) -> dict[str, str]:
    """The sentences of a language by the English patterns."""
    return dict(tomllib.loads((ROOT / "lang" / language / "sentences.toml").read_text(encoding="utf-8"))["said"])


def main() -> None:
    """Add what is new, empty, and take out what is said no longer."""
    for language in languages():
        path, said = ROOT / "lang" / language / "sentences.toml", load(language)
        head, _, tail = path.read_text(encoding="utf-8").partition("[said]\n")
        lines = [f"{_quoted(one)} = {_quoted(said.get(one, ''))}\n" for one in sorted(sentences())]
        rest = tail.partition("\n\n")[2]
        path.write_text(f"{head}[said]\n{''.join(lines)}\n{rest}", encoding="utf-8")
        print(f"{language}: {sum(not said.get(one) for one in sentences())} of {len(lines)} without a translation")


def _quoted(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


if __name__ == "__main__":
    main()
