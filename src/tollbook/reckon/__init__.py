"""The reckoning: from many claims to a least and a greatest number that can be proved.

``answer(question, claims)``, ``table(question, claims, by)``, ``grid(question, claims, down, across)`` and
``timeline(question, claims)`` are pure functions: nothing is read, nothing is kept, and the same claims in any order
give the same answer.
"""

from __future__ import annotations

from tollbook.reckon.answer import (
    Answer,
    Bounds,
    Contradiction,
    Grid,
    Numbers,
    Proof,
    ProofLine,
    Row,
    SourceFigure,
    Table,
)
from tollbook.reckon.explaining import Sum, explain
from tollbook.reckon.grades import Grade, grade
from tollbook.reckon.question import Question
from tollbook.reckon.reckoning import answer, numbers
from tollbook.reckon.scope import touches
from tollbook.reckon.states import Stretch, timeline
from tollbook.reckon.tables import By, grid, table
from tollbook.reckon.walking import Step, walk

__all__ = [
    "Answer", "Bounds", "By", "Contradiction", "Grade", "Grid", "Numbers", "Proof", "ProofLine", "Question", "Row",
    "SourceFigure", "Step", "Stretch", "Sum", "Table", "answer", "explain", "grade", "grid", "numbers", "table",
    "timeline", "touches", "walk",
]  # fmt: skip
