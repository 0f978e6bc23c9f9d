"""What a question is answered with: bounds, sources, contradictions and the proof, as frozen data."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from tollbook.model import Json
from tollbook.reckon.question import Question
from tollbook.reckon.wording import Phrase

ConflictKind = Literal["count", "scope", "time", "responsibility"]


@dataclass(frozen=True, slots=True)
class Bounds:
    """A least and a greatest number, both inclusive, and the number the claims name where they name one.

    ``high`` is ``None`` where nothing bounds the number from above. All three ``None``: no number is known,
    which is not zero.
    """

    low: int | None = None
    high: int | None = None
    best: int | None = None

    def to_json(self) -> Json:
        """Plain data."""
        return {"low": self.low, "high": self.high, "best": self.best}


@dataclass(frozen=True, slots=True)
class SourceFigure:
    """What one speaker's claims alone come to, who carried them, and which they are."""

    speaker: str
    publishers: tuple[str, ...]
    low: int | None
    high: int | None
    best: int | None
    claims: tuple[str, ...]

    def to_json(self) -> Json:
        """Plain data."""
        return {
            "speaker": self.speaker,
            "publishers": list(self.publishers),
            "low": self.low,
            "high": self.high,
            "best": self.best,
            "claims": list(self.claims),
        }


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A smallest set of claims that cannot all be true, what they differ in, and that in a sentence of any language."""

    kind: ConflictKind
    claims: tuple[str, ...]
    said: Phrase

    @property
    def text(self) -> str:
        """The sentence in English."""
        return str(self.said)

    def to_json(self) -> Json:
        """Plain data."""
        return {"kind": self.kind, "claims": list(self.claims), "text": self.text}


@dataclass(frozen=True, slots=True)
class ProofLine:
    """One claim that binds a bound, how often it is counted in it, and its words."""

    claim: str
    weight: float
    quote: str
    report: str
    published: dt.date | None

    def to_json(self) -> Json:
        """Plain data; a whole weight is an integer."""
        return {
            "claim": self.claim,
            "weight": int(self.weight) if self.weight == int(self.weight) else self.weight,
            "quote": self.quote,
            "report": self.report,
            "published": self.published.isoformat() if self.published else None,
        }


@dataclass(frozen=True, slots=True)
class Proof:
    """The claims that bind the documented low, those that bind the documented high, and those that bind the floor."""

    low: tuple[ProofLine, ...] = ()
    high: tuple[ProofLine, ...] = ()
    floor: tuple[ProofLine, ...] = ()

    def to_json(self) -> Json:
        """Plain data."""
        return {
            "low": [line.to_json() for line in self.low],
            "high": [line.to_json() for line in self.high],
            "floor": [line.to_json() for line in self.floor],
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """The reckoning of one scope.

    ``documented`` is the closed world: everyone harmed belongs to some claim. ``floor`` is the open one: the
    least that must be true. ``agreement`` are the bounds if every source is right in all it says, empty
    where they cannot all be. ``silent`` is true, and every number ``None``, when no report says anything about the
    scope: that is not zero. ``as_of`` are the first and last day of the figures of a stock nobody counted on the days
    asked for: the nearest there are. ``touching`` are the identities of all claims that say something about the scope,
    counted or not.
    """

    question: Question
    documented: Bounds = Bounds()
    floor: int | None = None
    sources: tuple[SourceFigure, ...] = ()
    agreement: Bounds = Bounds()
    contradictions: tuple[Contradiction, ...] = ()
    proof: Proof = field(default=Proof())
    silent: bool = True
    known_on: dt.date | None = None
    as_of: tuple[dt.date, dt.date] | None = None
    touching: tuple[str, ...] = ()
    set_aside: tuple[str, ...] = ()

    def to_json(self) -> Json:
        """The answer of the interface contract, keys in its order; ``as_of`` only where it is of other days."""
        data: Json = {
            "question": self.question.to_json(),
            "documented": self.documented.to_json(),
            "floor": self.floor,
            "sources": [source.to_json() for source in self.sources],
            "agreement": {"low": self.agreement.low, "high": self.agreement.high},
            "contradictions": [contradiction.to_json() for contradiction in self.contradictions],
            "proof": self.proof.to_json(),
            "silent": self.silent,
            "known_on": self.known_on.isoformat() if self.known_on else None,
        }
        if self.as_of is not None:
            data["as_of"] = [day.isoformat() for day in self.as_of]
        return data


@dataclass(frozen=True, slots=True)
class Numbers:
    """A scope's numbers alone, the same as its answer's: how many sources and claims speak of it and how many
    contradictions bear on it are counted, and neither each source's own figure nor the proof is made."""

    question: Question
    documented: Bounds = Bounds()
    floor: int | None = None
    sources: int = 0
    claims: int = 0
    contradictions: int = 0
    silent: bool = True
    as_of: tuple[dt.date, dt.date] | None = None

    @property
    def known(self) -> bool:
        """Whether more is known than that it is not below zero."""
        return bool(self.documented.low) or self.documented.high is not None

    def to_json(self) -> Json:
        """Plain data."""
        return {
            "question": self.question.to_json(),
            "documented": self.documented.to_json(),
            "floor": self.floor,
            "sources": self.sources,
            "claims": self.claims,
            "contradictions": self.contradictions,
            "silent": self.silent,
        }


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: what it is of (a month "2016-11", a place, a speaker, a population) and its
    figure."""

    key: str
    answer: Numbers


@dataclass(frozen=True, slots=True)
class Table:
    """Answers side by side. ``total`` is reckoned over the whole scope: it is never the sum of the rows."""

    by: str
    rows: tuple[Row, ...]
    total: Answer

    def to_json(self) -> Json:
        """Plain data."""
        return {
            "by": self.by,
            "rows": [{"key": row.key, **row.answer.to_json()} for row in self.rows],
            "total": self.total.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Grid:
    """Figures of two kinds crossed: ``cells`` by the key of their row and of their column, those on which no report
    says anything left out. ``rows``, ``columns`` and ``total`` are each reckoned over their whole scope: none is the
    sum of anything."""

    by: tuple[str, str]
    rows: tuple[Row, ...]
    columns: tuple[Row, ...]
    cells: dict[tuple[str, str], Numbers]
    total: Numbers

    def to_json(self) -> Json:
        """Plain data."""
        return {
            "by": list(self.by),
            "rows": [{"key": row.key, **row.answer.to_json()} for row in self.rows],
            "columns": [{"key": row.key, **row.answer.to_json()} for row in self.columns],
            "cells": [{"row": row, "column": column, **one.to_json()} for (row, column), one in self.cells.items()],
            "total": self.total.to_json(),
        }
