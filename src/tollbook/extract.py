"""The extractor as a stream: one line of JSON a report in, one line out, in the same order, for ever.

A line in is ``{"id", "text", "published": "YYYY-MM-DD"|null, "publisher": str|null}``; the line out is
``{"id", "claims", "figures", "problems"}``. A line that cannot be read gives a line whose ``problems``
say why: a stream of a million reports is never stopped by one of them. Nothing is kept between lines, and
no more than a few chunks of lines are in memory at once, so a stream may be of any length. This module
loads neither the database nor the web.
"""

from __future__ import annotations

import datetime as dt
import gc
import json
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from typing import IO, TYPE_CHECKING, Any

from tollbook.grammar.hedges import DEFAULT
from tollbook.intake.lines import BadLineError, parse, read_lines
from tollbook.model import Json, Problem, to_json
from tollbook.reading import read

if TYPE_CHECKING:
    from concurrent.futures import Future

#: How much input goes to a worker process at once, in bytes and in lines: enough that the passing costs nothing,
#: and little enough that the first lines come out soon.
CHUNK = 64 * 1024
CHUNK_LINES = 256
#: Chunks under way for each worker: enough to keep it busy, few enough to stay flat.
AHEAD = 3


def extract_lines(lines: Iterable[bytes], jobs: int = 1, convention: str = DEFAULT) -> Iterator[bytes]:
    """The lines out for the lines in, each with its line end, in order, over ``jobs`` processes."""
    if jobs <= 1:
        yield from (extract_line(line, convention) for line in lines)
        return
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(jobs, initializer=_obey_the_pool) as pool:
        under_way: deque[Future[bytes]] = deque()
        try:
            for chunk in chunks(lines):
                under_way.append(pool.submit(_extract_chunk, chunk, convention))
                if len(under_way) >= jobs * AHEAD:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        finally:
            for future in under_way:
                future.cancel()


def extract_line(line: bytes, convention: str = DEFAULT) -> bytes:
    """One line out for one line in, hedges read by a named convention. Never raises for what the line says."""
    try:
        report = parse(line)
    except BadLineError as bad:
        return _line({"id": bad.identifier, "claims": [], "figures": [], "problems": [to_json(bad.problem)]})
    problems: list[Problem] = []
    published = _date(report.get("published"), problems)
    publisher = report.get("publisher")
    if publisher is not None and not isinstance(publisher, str):
        problems.append(Problem("publisher", "The publisher is not a string and was left out."))
        publisher = None
    try:
        reading = read(report["text"], published=published, publisher=publisher, convention=convention)
    except Exception as error:  # a bug of ours costs one report, said so, and not the stream
        problems.append(Problem("text", f"The reader failed: {type(error).__name__}: {error}", "Please report it."))
        return _line({"id": report.get("id"), "claims": [], "figures": [], "problems": to_json(problems)})
    return _line(
        {
            "id": report.get("id"),
            "claims": to_json(reading.claims),
            "figures": to_json(reading.figures),
            "problems": to_json([*problems, *reading.problems]),
        }
    )


def chunks(lines: Iterable[bytes], size: int = CHUNK) -> Iterator[list[bytes]]:
    """Lines in lists of about ``size`` bytes, at least one line and at most :data:`CHUNK_LINES` each."""
    chunk: list[bytes] = []
    weight = 0
    for line in lines:
        chunk.append(line)
        weight += len(line)
        if weight >= size or len(chunk) >= CHUNK_LINES:
            yield chunk
            chunk, weight = [], 0
    if chunk:
        yield chunk


def run(source: IO[bytes], sink: IO[bytes], jobs: int = 1, convention: str = DEFAULT) -> int:
    """Extract a stream to another, and return how many lines were written. With one job each line goes
    out at once.
    """
    collect_rarely()
    count = 0
    for out in extract_lines(read_lines(source), jobs, convention):
        sink.write(out)
        sink.flush()
        count += out.count(b"\n")
    return count


def _extract_chunk(lines: list[bytes], convention: str) -> bytes:
    return b"".join(extract_line(line, convention) for line in lines)


def collect_rarely() -> None:
    """Let the collector of cycles run rarely in this process, for a command that reads reports.

    A reading leaves no cycles behind, and the collector's rounds over the tables and the claims so far cost a tenth
    of the time, and more than in line with its length in a report of a megabyte.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def _obey_the_pool() -> None:
    """Ctrl-C is for the process that started the workers; it ends them by a signal they must not handle themselves."""
    import signal

    collect_rarely()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _date(value: Any, problems: list[Problem]) -> dt.date | None:
    """A date of ISO form, ``None`` with a problem for anything else that is not null."""
    if value is None or value == "":
        return None
    try:
        if not isinstance(value, str) or len(value) < 10:
            raise ValueError
        return dt.date.fromisoformat(value[:10])
    except ValueError:
        what = f"The date {value!r} is not one, and the report is read as undated."
        problems.append(Problem("published", what, "Write it as YYYY-MM-DD."))
        return None


_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def _line(result: Json) -> bytes:
    """One line of JSON in UTF-8; what UTF-8 cannot carry (a lone surrogate) is written as an escape."""
    text = _ENCODE(result)
    try:
        return text.encode("utf-8") + b"\n"
    except UnicodeEncodeError:
        return json.dumps(result, separators=(",", ":")).encode("ascii") + b"\n"


def main() -> int:
    """``python -m tollbook.extract``: standard input to standard output, one process."""
    return 0 if run(sys.stdin.buffer, sys.stdout.buffer) >= 0 else 1


if __name__ == "__main__":
    raise SystemExit(main())
