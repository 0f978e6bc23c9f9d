"""The extractor as a stream: one line of JSON a report in, one line out, in the same order, for ever.

A line in is ``{"id", "text", "published": "YYYY-MM-DD"|null, "publisher": str|null}``; the line out is
``{"id", "claims", "figures", "problems"}``. A line that cannot be read gives a line whose ``problems``
say why: a stream of a million reports is never stopped by one of them. Nothing is kept between lines, and
no more than a few chunks of lines are in memory at once, so a stream may be of any length. This module
loads neither the database nor the web.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from typing import IO, TYPE_CHECKING, Any

from tollbook.model import Json, Problem, to_json
from tollbook.reading import read

if TYPE_CHECKING:
    from concurrent.futures import Future

#: The longest line read, in bytes. A longer one is a line with a problem.
MAX_LINE = 64 * 1024 * 1024
#: How much input goes to a worker process at once, in bytes: large enough that the passing costs nothing.
CHUNK = 256 * 1024
#: Chunks under way for each worker: enough to keep it busy, few enough to stay flat.
AHEAD = 3


class BadLineError(ValueError):
    """A line of input that is no report: what is wrong, and what a right one has."""

    def __init__(self, what: str, why: str = "", where: str = "line", identifier: object = None) -> None:
        super().__init__(what)
        self.problem = Problem(where, what, why)
        self.identifier = identifier


def extract_lines(lines: Iterable[bytes], jobs: int = 1) -> Iterator[bytes]:
    """The lines out for the lines in, each with its line end, in order, over ``jobs`` processes."""
    if jobs <= 1:
        yield from map(extract_line, lines)
        return
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(jobs, initializer=_ignore_interrupt) as pool:
        under_way: deque[Future[bytes]] = deque()
        try:
            for chunk in chunks(lines):
                under_way.append(pool.submit(_extract_chunk, chunk))
                if len(under_way) >= jobs * AHEAD:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        finally:
            for future in under_way:
                future.cancel()


def extract_line(line: bytes) -> bytes:
    """One line out for one line in. Never raises for what the line says."""
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
        reading = read(report["text"], published=published, publisher=publisher)
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


def parse(line: bytes) -> Json:
    """A line as a report: an object whose ``text`` is a string. Raises :class:`BadLineError` for anything
    else.
    """
    if len(line) > MAX_LINE:
        raise BadLineError(f"The line is longer than {MAX_LINE} bytes.", "Give one report a line.")
    if not line.strip():
        raise BadLineError("The line is empty.", 'A line is one report: {"id": …, "text": …}.')
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadLineError(f"The line is not UTF-8 (byte {error.start}).", "JSON Lines are written in UTF-8.") from None
    try:
        report = json.loads(text, parse_constant=_no_number, parse_float=_finite)
    except RecursionError:
        raise BadLineError("The line is not a report: its JSON is nested too deeply.") from None
    except ValueError as error:
        what = f"The line is not JSON: {error}."
        raise BadLineError(what, 'A line is one JSON object: {"id": …, "text": …}.') from None
    if not isinstance(report, dict):
        what = f"The line is JSON, but {_kind(report)} and not an object."
        raise BadLineError(what, 'A line is one JSON object: {"id": …, "text": …}.')
    if not isinstance(report.get("text"), str):
        what = 'The "text" is missing.' if "text" not in report else f'The "text" is {_kind(report["text"])}.'
        raise BadLineError(what, 'Put the words of the report in "text", as a string.', "text", report.get("id"))
    return report


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is not a JSON number")


def _finite(digits: str) -> float:
    """A number with a point or an exponent; one too large for any machine is refused like ``Infinity`` is."""
    value = float(digits)
    return value if math.isfinite(value) else _no_number(digits)


def read_lines(stream: IO[bytes], limit: int = MAX_LINE) -> Iterator[bytes]:
    """The lines of a stream. Of a line longer than ``limit`` bytes only the beginning is kept, longer
    than the limit.
    """
    while line := stream.readline(limit + 1):
        if len(line) > limit and not line.endswith(b"\n"):
            while (rest := stream.readline(limit)) and not rest.endswith(b"\n"):
                pass
        yield line


def chunks(lines: Iterable[bytes], size: int = CHUNK) -> Iterator[list[bytes]]:
    """Lines in lists of about ``size`` bytes, at least one line each."""
    chunk: list[bytes] = []
    weight = 0
    for line in lines:
        chunk.append(line)
        weight += len(line)
        if weight >= size:
            yield chunk
            chunk, weight = [], 0
    if chunk:
        yield chunk


def run(source: IO[bytes], sink: IO[bytes], jobs: int = 1) -> int:
    """Extract a stream to another, and return how many lines were written. With one job each line goes
    out at once.
    """
    count = 0
    for out in extract_lines(read_lines(source), jobs):
        sink.write(out)
        sink.flush()
        count += out.count(b"\n")
    return count


def _extract_chunk(lines: list[bytes]) -> bytes:
    return b"".join(map(extract_line, lines))


def _ignore_interrupt() -> None:
    """Ctrl-C is for the process that started the workers; it ends them."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


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


def _kind(value: Any) -> str:
    names = {list: "a list", str: "a string", bool: "a truth value", type(None): "null", dict: "an object"}
    return names.get(type(value), "a number")


def _line(result: Json) -> bytes:
    """One line of JSON in UTF-8; what UTF-8 cannot carry (a lone surrogate) is written as an escape."""
    text = json.dumps(result, ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode("utf-8") + b"\n"
    except UnicodeEncodeError:
        return json.dumps(result, separators=(",", ":")).encode("ascii") + b"\n"


def main() -> int:
    """``python -m tollbook.extract``: standard input to standard output, one process."""
    return 0 if run(sys.stdin.buffer, sys.stdout.buffer) >= 0 else 1


if __name__ == "__main__":
    raise SystemExit(main())
