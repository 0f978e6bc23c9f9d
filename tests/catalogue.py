"""The words of the pages, and their translations: ``python -m tests.catalogue`` adds what is new to every catalogue.

What a catalogue lacks fails the tests. A build makes of each the file that pages read (see hatch_build.py).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "src" / "tollbook" / "web"
TEMPLATES = (WEB / "templates").rglob
_SIMPLE = re.compile(r"""{%\s*translate\s+(?P<q>["'])(?P<said>.*?)(?P=q)[^%]*%}""", re.DOTALL)
_BLOCK = re.compile(
    r"{%\s*blocktranslate\b[^%]*%}(?P<one>.*?)(?:{%\s*plural\s*%}(?P<many>.*?))?{%\s*endblocktranslate\s*%}", re.DOTALL
)
_ALIASES = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "pgettext_lazy", "pgettext"}

#: A message: its context, its words, its plural.
Message = tuple[str | None, str, str | None]


def messages() -> Iterator[Message]:
    """Every message of the pages, as the code and the templates write it."""
    for page in sorted(TEMPLATES("*.html")):
        text = page.read_text(encoding="utf-8")
        for found in _SIMPLE.finditer(text):
            yield None, found["said"], None
        for found in _BLOCK.finditer(text):
            one, many = (
                re.sub(r"{{\s*(\w+)\s*}}", r"%(\1)s", part.replace("%", "%%")) if part is not None else None
                for part in (found["one"], found["many"])
            )
            yield None, str(one), many
    for module in sorted(WEB.rglob("*.py")):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _ALIASES:
                words = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
                if node.func.id.startswith("pgettext") and len(words) == 2:
                    yield words[0], words[1], None
                elif node.func.id == "ngettext" and len(words) >= 2:
                    yield None, words[0], words[1]
                elif words and len(words) == len(node.args):
                    yield None, words[0], None


def catalogues() -> list[Path]:
    """The catalogue of every language but English."""
    return sorted(WEB.glob("locale/*/LC_MESSAGES/django.po"))


def load(path: Path) -> Catalog:
    """A catalogue."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def missing(catalogue: Catalog) -> list[Message]:
    """The messages that a catalogue has no translation of."""
    found = []
    for context, one, many in dict.fromkeys(messages()):
        kept = catalogue.get(one, context)
        said = kept.string if kept is not None else ""
        if not said or (not isinstance(said, str) and not all(said)):
            found.append((context, one, many))
    return found


def main() -> None:
    """Add what is new, empty, and take out what is said no longer."""
    for path in catalogues():
        catalogue = load(path)
        wanted = list(dict.fromkeys(messages()))
        names = {(context, one) for context, one, _ in wanted}
        for kept in [m for m in catalogue if m.id]:
            one = kept.id if isinstance(kept.id, str) else kept.id[0]
            if (kept.context, one) not in names:
                catalogue.delete(one, kept.context)
        for context, one, many in wanted:
            if catalogue.get(one, context) is None:
                catalogue.add((one, many) if many else one, context=context)
        with path.open("wb") as file:
            write_po(file, catalogue, sort_output=True, omit_header=False, width=120)
        print(f"{path.parent.parent.name}: {len(missing(catalogue))} of {len(wanted)} without a translation")


if __name__ == "__main__":
    main()
