"""A coverage-guided search for texts that break the reader: atheris (libFuzzer) with mutations that know reports.

    python -m fuzz.campaign [--inputs N] [--seed N] [--longest N] [--keep]

Every input is a text and a publication date or none. The packages that read are instrumented; an input that reaches
code no input has reached becomes a parent of others. A finding does not stop the search: it is made small and
printed. With ``--keep`` the inputs that cover the most go to ``cases/fuzz/corpus.json`` and findings to
``cases/fuzz/found.json``, where the tests replay both, and a row of figures to ``fuzz/results/campaign.json``.

The search runs in a child process, since libFuzzer ends its process and not its search.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import random
import re
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from fuzz.mutate import LONGEST

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "fuzz" / "results" / "campaign.json"
CASES = ROOT / "cases" / "fuzz"
INSTRUMENTED = [
    f"tollbook.{name}" for name in ("text", "grammar", "resolve", "reading", "reckon.figures", "explaining")
]
#: One text in so many is read twice and explained, which costs three times as much as a reading.
TWICE = 32
#: What is kept for the tests to replay: so many inputs, and so many bytes.
KEPT, KEPT_BYTES = 3_000, 900_000
LIMITS = ["-max_len=1000", "-timeout=120", "-rss_limit_mb=3000"]


def search(folder: Path, inputs: int, seed: int, longest: int) -> None:
    """The child: search until so many inputs were tried, and write what happened to ``folder``. Does not return."""
    import atheris

    with atheris.instrument_imports(include=INSTRUMENTED):
        from fuzz import laws
    from fuzz.mutate import DATES, data_of, mutated, seeds, text_of

    begun = time.monotonic()
    done = 0
    slowest: tuple[str, float] = ("", 0.0)
    found: dict[str, dict[str, str | None]] = {}

    def one(data: bytes) -> None:
        nonlocal done, slowest
        text, published = text_of(data)
        wrong, _, spent = laws.check(text, published, twice=sum(data[-4:]) % TWICE == 0)
        done += 1
        slowest = max(slowest, (text, spent), key=lambda seen: seen[1])
        if wrong and laws.kind(wrong) not in found:
            small = text if wrong == "slow" else laws.smallest(text, published, wrong)
            found[laws.kind(wrong)] = {"text": small, "published": _iso(published), "why": wrong}
            print(f"{wrong}\n    {published} {small[:300]!r}", flush=True)
        if done % 1000 == 0 or done >= inputs:
            seconds = round(time.monotonic() - begun), round(time.process_time())
            figures = {"inputs": done, "seconds": seconds, "slowest": slowest, "found": found}
            (folder / "figures.json").write_text(json.dumps(figures), encoding="utf-8")
        if done >= inputs:
            os._exit(0)

    def changed(data: bytes, most: int, number: int) -> bytes:
        draw = random.Random(number)
        if draw.random() < 0.1:
            return bytes(atheris.Mutate(data, most))
        text, published = text_of(data)
        published = draw.choice(DATES) if draw.random() < 0.05 else published
        return data_of(mutated(text or "killed", draw, longest), published)[:most]

    for number, text in enumerate(seeds()):
        (folder / "seeds" / str(number)).write_bytes(data_of(text[:longest], laws.DAY))
    laws.check("Two people were killed in Homs on Tuesday.")  # tables are loaded before anything is timed
    _fuzz(
        one,
        [*LIMITS, f"-seed={seed}", f"-artifact_prefix={folder}/", str(folder / "corpus"), str(folder / "seeds")],
        changed,
    )


def merge(folder: Path, settings: list[str]) -> None:
    """The child: libFuzzer's own merge, which keeps the smallest inputs that cover as much as all.

    It starts itself again with ``settings`` of its own, by the name it was started with: hence the script.
    """
    import atheris

    with atheris.instrument_imports(include=INSTRUMENTED):
        from tollbook.reading import read
    from fuzz.mutate import text_of

    script = folder / "merge"
    script.write_text(f'#!/bin/sh\nexec {sys.executable} -m fuzz.campaign --folder {folder} --merge "$@"\n')
    script.chmod(0o755)
    sys.argv[0] = str(script)
    folders = (str(folder / name) for name in ("least", "corpus", "seeds"))
    _fuzz(lambda data: read(*text_of(data)) and None, settings or [*LIMITS, "-merge=1", *folders])


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _fuzz(one: Any, settings: list[str], changed: Any = None) -> None:
    import atheris

    options = {"custom_mutator": changed} if changed else {}
    atheris.Setup([sys.argv[0], *settings], one, **options)
    atheris.Fuzz()


def campaign(inputs: int, seed: int, longest: int, folder: Path) -> tuple[dict[str, Any], str]:
    """Run the child over a folder; its figures, and libFuzzer's last word on coverage."""
    for name in ("corpus", "seeds", "least"):
        (folder / name).mkdir()
    child = [sys.executable, "-m", "fuzz.campaign", "--folder", str(folder)]
    with (folder / "log").open("wb") as log:
        ended = subprocess.run(
            [*child, "--inputs", str(inputs), "--seed", str(seed), "--longest", str(longest)], stderr=log, cwd=ROOT
        )
        if ended.returncode == 0:
            subprocess.run([*child, "--merge"], stderr=log, stdout=log, cwd=ROOT, check=True)
    told = re.findall(r"cov: (\d+) ft: (\d+)", (folder / "log").read_text(errors="replace"))
    log_end = (folder / "log").read_text(errors="replace")[-2000:]
    if ended.returncode:
        sys.exit(f"The search ended with {ended.returncode}; inputs that ended it are in {folder}.\n{log_end}")
    figures: dict[str, Any] = json.loads((folder / "figures.json").read_text(encoding="utf-8"))
    return figures | {"coverage": max(int(c) for c, _ in told), "features": max(int(f) for _, f in told)}, log_end


def kept(folder: Path) -> list[dict[str, str | None]]:
    """The least inputs that cover the most, the smallest first, within the bounds on what is kept."""
    from fuzz.mutate import text_of

    rows: list[dict[str, str | None]] = []
    size = 0
    for path in sorted((folder / "least").iterdir(), key=lambda path: (path.stat().st_size, path.name)):
        text, published = text_of(path.read_bytes())
        rows.append({"published": _iso(published), "text": text})
        size += len(json.dumps(rows[-1])) + 3
        if len(rows) > KEPT or size > KEPT_BYTES:
            rows.pop()
            break
    return rows


def keep(figures: dict[str, Any], rows: list[dict[str, str | None]], seed: int, longest: int) -> None:
    """Write the corpus, add the findings and the row of figures."""
    lines = ",\n".join(json.dumps(row) for row in rows)
    (CASES / "corpus.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    path = CASES / "found.json"
    known = json.loads(path.read_text(encoding="utf-8"))
    texts = {row.get("text") for row in known}
    known += [row for row in figures["found"].values() if row["text"] not in texts]
    path.write_text(json.dumps(known, ensure_ascii=True, indent=2) + "\n", encoding="utf-8")
    text, spent = figures["slowest"]
    row = {
        "date": dt.date.today().isoformat(),
        "tollbook": version("tollbook"),
        "atheris": version("atheris"),
        "python": platform.python_version(),
        "seed": seed,
        "inputs": figures["inputs"],
        "longest": longest,
        "seconds": dict(zip(("wall", "processor"), figures["seconds"], strict=True)),
        "coverage": figures["coverage"],
        "features": figures["features"],
        "kept": len(rows),
        "findings": sorted(figures["found"]),
        "slowest": {"seconds": round(spent, 3), "characters": len(text), "text": text[:200]},
    }
    RESULT.parent.mkdir(exist_ok=True)
    before = json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else []
    RESULT.write_text(json.dumps([*before, row], indent=1) + "\n", encoding="utf-8")


def main() -> int:
    """Search, print, and with ``--keep`` keep; 1 where anything was found."""
    parser = argparse.ArgumentParser(
        prog="python -m fuzz.campaign", description="Search for texts that break the reader."
    )
    parser.add_argument("--inputs", type=int, default=200_000, help="texts to try (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="libFuzzer's seed (default: %(default)s)")
    parser.add_argument("--longest", type=int, default=LONGEST, help="characters of a text (default: %(default)s)")
    parser.add_argument("--keep", action="store_true", help="keep corpus, findings and figures in the repository")
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--merge", action="store_true", help=argparse.SUPPRESS)
    options, rest = parser.parse_known_args()
    if rest and not options.merge:
        parser.error(f"no such option: {rest[0]}")
    if options.folder:
        merge(options.folder, rest) if options.merge else search(
            options.folder, options.inputs, options.seed, options.longest
        )
        return 0
    try:
        import atheris  # noqa: F401
    except ImportError:
        sys.exit("atheris is not installed: pip install 'tollbook[fuzz]' (Linux, Python 3.11 to 3.13).")
    with tempfile.TemporaryDirectory(prefix="tollbook-fuzz-") as name:
        figures, _ = campaign(options.inputs, options.seed, options.longest, Path(name))
        rows = kept(Path(name))
    print(
        f"{figures['inputs']:,} inputs in {figures['seconds'][1]:,} s of processor time; {figures['coverage']:,} "
        f"places and {figures['features']:,} features covered, by {len(rows)} inputs; slowest input "
        f"{figures['slowest'][1]:.2f} s; {len(figures['found'])} findings"
    )
    if options.keep:
        keep(figures, rows, options.seed, options.longest)
    return int(bool(figures["found"]))


if __name__ == "__main__":
    sys.exit(main())
