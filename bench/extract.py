"""How fast the extractor is, how much memory it takes, and how soon it answers.

Texts are the ``text`` of every line of the ``.jsonl`` files in the folder TOLLBOOK_BENCH names; without
one, the example reports of this repository. Prints what was measured, on what.

python bench/extract.py [--megabytes N] [--least N]

It measures the reader of the Python that runs it, and says whether that is compiled: `build/wheel/bin/python
bench/extract.py` after `make wheel` measures the wheel's.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tollbook import reading

ROOT = Path(__file__).resolve().parent.parent
TOLLBOOK = [sys.executable, "-m", "tollbook"]
SHORT = {"id": 1, "text": "Shelling killed 12 civilians in Aleppo on Monday.", "published": "2016-11-30"}


def corpora() -> dict[str, list[bytes]]:
    """Lines for ``tollbook extract`` by the name of the file they come from."""
    folder = os.environ.get("TOLLBOOK_BENCH")
    found: dict[str, list[bytes]] = {}
    for path in sorted(Path(folder).glob("*.jsonl")) if folder else ():
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        keep = ("id", "text", "published")
        lines = [_line({key: row.get(key) for key in keep}) for row in rows if isinstance(row.get("text"), str)]
        if lines:
            found[path.stem] = lines
    texts = sorted((ROOT / "examples").glob("*.txt"))
    if texts:
        found["examples"] = [
            _line({"id": path.stem, "text": path.read_text(encoding="utf-8"), "published": "2016-12-31"})
            for path in texts
        ]
    return found


def without_claims(found: dict[str, list[bytes]], most: int = 800_000) -> list[bytes]:
    """Reports of 4 KB made of the paragraphs in which nothing is found, up to ``most`` characters of them."""
    from tollbook.reading import read

    kept, size = [], 0
    for lines in found.values():
        for line in lines:
            for paragraph in json.loads(line)["text"].split("\n\n"):
                if size < most and paragraph.strip() and not read(paragraph).claims:
                    kept.append(paragraph)
                    size += len(paragraph)
    text = "\n\n".join(kept)
    return [_line({"id": at, "text": text[at : at + 4000]}) for at in range(0, len(text), 4000)]


def matcher_speed(lines: list[bytes]) -> float:
    """MB/s of a blank spaCy pipeline with a PhraseMatcher over the same words of harm: what it costs others to find
    them, before anything is extracted. 0 where spaCy is not installed."""
    try:
        import spacy
        from spacy.matcher import PhraseMatcher
    except ImportError:
        return 0.0
    from tollbook.grammar.lexicon import lexicon

    blank = spacy.blank("en")
    matcher = PhraseMatcher(blank.vocab, attr="LOWER")
    matcher.add("harm", [blank.make_doc(trigger) for trigger in lexicon().triggers])
    texts = [json.loads(line)["text"] for line in lines][:400]
    for text in texts[:20]:
        matcher(blank.make_doc(text))
    begun = time.process_time()
    for text in texts:
        matcher(blank.make_doc(text))
    return sum(len(text.encode()) for text in texts) / (time.process_time() - begun) / 1e6


def _line(row: dict[str, object]) -> bytes:
    return json.dumps(row, ensure_ascii=False).encode() + b"\n"


def text_bytes(lines: list[bytes]) -> int:
    """The bytes of the texts alone, which is what speed is counted in."""
    return sum(len(json.loads(line)["text"].encode()) for line in lines)


def throughput(lines: list[bytes], least: int) -> tuple[float, float]:
    """MB/s of text on one core in this process, warm; and reports/s."""
    from tollbook.extract import extract_line

    size = text_bytes(lines)
    rounds = max(1, least // max(size, 1))
    for line in lines[:20]:
        extract_line(line)
    begun = time.process_time()
    for _ in range(rounds):
        for line in lines:
            extract_line(line)
    spent = time.process_time() - begun
    return rounds * size / spent / 1e6, rounds * len(lines) / spent


def stream(lines: list[bytes], megabytes: float, jobs: int = 1) -> tuple[float, float, list[float]]:
    """Seconds, peak memory and memory over time, in MB, of the command on a stream of so many megabytes."""
    with tempfile.TemporaryFile() as out:
        command = [*TOLLBOOK, "extract", "--jobs", str(jobs)]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=out)
        assert process.stdin is not None
        seen: list[float] = []
        begun, sent, mark = time.perf_counter(), 0, 0.0
        for line in _for_ever(lines):
            process.stdin.write(line)
            sent += len(line)
            if sent >= mark:
                seen.append(_memory(process.pid))
                mark += megabytes * 1e6 / 20
            if sent >= megabytes * 1e6:
                break
        process.stdin.close()
        process.wait()
        spent = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return spent, peak, seen


def _for_ever(lines: list[bytes]) -> Iterator[bytes]:
    while True:
        yield from lines


def _memory(pid: int) -> float:
    """What a process holds in memory now, in MB; 0 where the system does not say."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS")), 0.0)


def wait(command: list[str], data: bytes = b"", repeat: int = 7) -> float:
    """The median seconds a command takes from start to end."""

    def once() -> float:
        begun = time.perf_counter()
        subprocess.run(command, input=data, stdout=subprocess.DEVNULL, check=True)
        return time.perf_counter() - begun

    return statistics.median(_times(once, repeat))


def _times(once: Callable[[], float], repeat: int) -> list[float]:
    once()
    return [once() for _ in range(repeat)]


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--megabytes", type=float, default=20, help="the length of the long stream")
    options.add_argument("--least", type=float, default=1.0, help="megabytes of text to time a corpus over, at least")
    chosen = options.parse_args()
    found = corpora()
    if not found:
        raise SystemExit("No texts: set TOLLBOOK_BENCH to a folder of .jsonl files, one report a line.")
    reader = "plain Python" if str(reading.__file__).endswith(".py") else "compiled"
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores; the reader is {reader}")
    print(f"{'tollbook --help':<34}{wait([*TOLLBOOK, '--help']):>8.3f} s")
    print(f"{'one short report, cold start':<34}{wait([*TOLLBOOK, 'extract'], _line(SHORT)):>8.3f} s")
    gc.collect()
    gc.freeze()  # as ``tollbook extract`` does
    found["(without claims)"] = without_claims(found)
    print(f"\n{'corpus':<24}{'reports':>9}{'MB':>8}{'MB/s':>8}{'reports/s':>11}{'spaCy MB/s':>12}   one core, warm")
    for name, lines in found.items():
        speed, reports = throughput(lines, int(chosen.least * 1e6))
        matcher = matcher_speed(lines)
        print(
            f"{name:<24}{len(lines):>9,}{text_bytes(lines) / 1e6:>8.2f}{speed:>8.2f}{reports:>11,.0f}"
            f"{f'{matcher:.2f}' if matcher else 'not there':>12}"
        )
    print("spaCy: a blank English pipeline with a PhraseMatcher over the same words of harm; it extracts nothing yet.")
    del found["(without claims)"]
    name, lines = max(found.items(), key=lambda item: sum(map(len, item[1])))
    spent, peak, seen = stream(lines, chosen.megabytes)
    print(f"\nA stream of {chosen.megabytes:g} MB ({name}, over and over) in {spent:.1f} s; peak {peak:.0f} MB")
    print("memory along it, MB: " + " ".join(f"{value:.0f}" for value in seen))
    late = seen[len(seen) // 2 :]
    print(f"second half: {min(late):.0f} to {max(late):.0f} MB")


if __name__ == "__main__":
    main()
