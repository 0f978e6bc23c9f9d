"""``python -m tests.wheel``: builds the wheel, installs it in an environment of its own, and holds its compiled reader
against the plain one: byte for byte what ``tollbook extract`` prints, and the explanations of the examples.

The texts are the examples, every text of the cases and, where TOLLBOOK_BENCH names a folder, those of its ``.jsonl``
files. The environment is ``build/wheel``; what Tollbook depends on it borrows from the one that runs this. Ends with
status 1
where the wheel is plain Python although it should not be, or where a line differs.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / "build" / "wheel"
WHERE = "from tollbook import reading; print(reading.__file__)"
EXPLAIN = """
import pathlib, sys
from tollbook.explaining import explain
for path in sys.argv[1:]:
    print(explain(pathlib.Path(path).read_text(encoding="utf-8")))
"""


def build() -> str:
    """Build the wheel and install it: the path of the Python that has it."""
    shutil.rmtree(PLACE, ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", str(PLACE / "dist"), str(ROOT)], check=True)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(PLACE)], check=True)
    paths = sysconfig.get_paths(vars={"base": str(PLACE), "platbase": str(PLACE)})
    Path(paths["purelib"], "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    python = str(Path(paths["scripts"], "python"))
    (wheel,) = (PLACE / "dist").glob("*.whl")
    subprocess.run([*pip, "--python", python, "install", "--no-deps", "--no-index", str(wheel)], check=True)
    return python


def texts() -> Iterator[str]:
    """The texts both readers are given."""
    for path in sorted((ROOT / "examples").glob("*.txt")):
        yield path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "cases").rglob("*.json")):
        yield from _texts(json.loads(path.read_text(encoding="utf-8")))
    bench = os.environ.get("TOLLBOOK_BENCH")
    for path in sorted(Path(bench).glob("*.jsonl")) if bench else ():
        for line in path.read_text(encoding="utf-8").splitlines():
            yield from _texts(json.loads(line))


def _texts(data: Any) -> Iterator[str]:
    for key, value in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        if isinstance(value, str) and key in ("text", "input"):
            yield value
        else:
            yield from _texts(value)


def lines(python: str, given: bytes) -> tuple[list[bytes], float]:
    """What ``tollbook extract`` makes of lines, run by a Python; and the seconds it took."""
    begun = time.perf_counter()
    command = [python, "-m", "tollbook", "extract", "--jobs", "2"]
    done = subprocess.run(command, input=given, stdout=subprocess.PIPE, check=True, cwd=PLACE)
    return done.stdout.splitlines(), time.perf_counter() - begun


def explained(python: str) -> bytes:
    """The explanations of the examples."""
    command = [python, "-c", EXPLAIN, *map(str, sorted((ROOT / "examples").glob("*.txt")))]
    return subprocess.run(command, stdout=subprocess.PIPE, check=True, cwd=PLACE).stdout


def main() -> None:
    """Build, install, compare."""
    begun = time.perf_counter()
    python = build()
    where = subprocess.run([python, "-c", WHERE], stdout=subprocess.PIPE, text=True, check=True, cwd=PLACE).stdout
    print(f"built in {time.perf_counter() - begun:.0f} s; its reader is {where.strip()}")
    if PLACE.as_posix() not in where or where.strip().endswith(".py"):
        raise SystemExit("the reader of the wheel is not compiled")
    rows = [{"id": n, "text": text, "published": "2016-11-30"} for n, text in enumerate(texts())]
    given = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
    (compiled, fast), (plain, slow) = lines(python, given), lines(sys.executable, given)
    differ = [row["text"] for row, one, two in zip(rows, compiled, plain, strict=True) if one != two]
    if explained(python) != explained(sys.executable):
        differ.append("the explanations of the examples")
    print(f"{len(rows):,} texts, {len(differ)} read otherwise; in {fast:.1f} s compiled, in {slow:.1f} s plain")
    if differ:
        raise SystemExit("\n".join(f"differs: {text!r:.300}" for text in differ[:5]))


if __name__ == "__main__":
    main()
