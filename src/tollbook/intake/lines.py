"""Reports as JSON Lines: a stream to its lines, and a line to a report or to what is wrong with it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import IO, Any

from tollbook.intake.meta import Given, given_by
from tollbook.intake.pieces import Piece, refused
from tollbook.model import Conversion, Json, Problem

#: The longest line read, in bytes. A longer one is a line with a problem.
MAX_LINE = 64 * 1024 * 1024


class BadLineError(ValueError):
    """A line of input that is no report: what is wrong, and what a right one has."""

    def __init__(self, what: str, why: str = "", where: str = "line", identifier: object = None) -> None:
        super().__init__(what)
        self.problem = Problem(where, what, why)
        self.identifier = identifier


def parse(line: bytes) -> Json:
    """A line as a report: an object whose ``text`` is a string. Raises :class:`BadLineError` for anything else."""
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
        raise BadLineError("The line is not a report: its JSON is nested too deeply.", "Write it plainly.") from None
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


def line_piece(line: bytes, part: str) -> Piece:
    """A line of JSON as a piece, or what is wrong with it."""
    try:
        row = parse(line)
    except BadLineError as bad:
        return refused(bad.problem.what, bad.problem.why, part)
    own = given_by(row, part)
    if isinstance(own, Problem):
        return refused(own.what, own.why, part)
    if not own.title and isinstance(row.get("id"), str | int):
        own = Given(own.published, own.publisher, own.language, str(row["id"]))
    if not row["text"].strip():
        return refused('The "text" is empty.', "Put the words of the report in it.", part)
    return Piece(part, row["text"], "application/json", own=own, conversion=Conversion("lines 1"))


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


def _kind(value: Any) -> str:
    names = {list: "a list", str: "a string", bool: "a truth value", type(None): "null", dict: "an object"}
    return names.get(type(value), "a number")
