"""Linear programmes, solved by HiGHS, which is loaded only when one is solved.

There is one solver, and it holds the programme it was given last: two threads that used it at once would be given each
other's answers, or crash. So a programme is solved by one thread at a time. That costs little, for a solver runs a
small part of the time that a reckoning takes.

Small and plain on purpose: rows with bounds, columns that are never negative, a cost to make least or greatest, and
the multipliers of the rows that prove the optimum.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from threading import Lock
from typing import Any

#: A number further than this from a whole one is not a whole one. Optima are quotients of small determinants.
TOLERANCE = 1e-5

#: Columns above which simplifying a programme before it is solved pays.
PRESOLVE = 1000

#: The numbers by which HiGHS calls its simplex methods.
DUAL, PRIMAL = 1, 4

Terms = dict[int, float]

_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True, slots=True)
class Optimum:
    """The value of a programme and the multiplier of each row (by its number), where it is not zero."""

    value: float
    multipliers: dict[int, float]


@dataclass(slots=True)
class Programme:
    """Rows ``low <= sum of terms <= high`` over columns ``>= 0``; ``None`` leaves an end open."""

    cost: list[float] = field(default_factory=list)
    rows: list[tuple[Terms, float | None, float | None]] = field(default_factory=list)

    def column(self, cost: float = 0.0) -> int:
        """A new column; its number."""
        self.cost.append(cost)
        return len(self.cost) - 1

    def row(self, terms: Terms, low: float | None, high: float | None) -> int:
        """A new row; its number."""
        self.rows.append((terms, low, high))
        return len(self.rows) - 1

    def solve(self, greatest: bool = False) -> Optimum | None:
        """The least (or greatest) cost, or ``None`` where no assignment satisfies every row. A greatest cost that
        is unbounded is infinite and has no multipliers."""
        with _ONE_AT_A_TIME:
            return self._solved(*_highs(), greatest)

    def _solved(self, highs: Any, solver: Any, greatest: bool) -> Optimum | None:
        model, status = self._model(highs, greatest), None
        # HiGHS 1.15 can call an unbounded programme infeasible while presolving, and rarely give up with one
        # simplex method where the other succeeds: only an optimum is believed of a simplified programme.
        tries = [("off", DUAL), ("off", PRIMAL)]
        for presolve, simplex in [("choose", DUAL), *tries] if len(self.cost) > PRESOLVE else tries:
            solver.setOptionValue("presolve", presolve)
            solver.setOptionValue("simplex_strategy", simplex)
            solver.clearModel()
            solver.passModel(model)
            solver.run()
            status = solver.getModelStatus()
            if status == highs.HighsModelStatus.kOptimal:
                break
            if presolve == "off" and status == highs.HighsModelStatus.kUnbounded:
                return Optimum(float("inf"), {})
            if presolve == "off" and status == highs.HighsModelStatus.kInfeasible:
                return None
        else:
            raise RuntimeError(f"the linear programme was not solved: {solver.modelStatusToString(status)}")
        duals = solver.getSolution().row_dual
        multipliers = {i: float(v) for i, v in enumerate(duals) if abs(v) > TOLERANCE}
        return Optimum(float(solver.getInfo().objective_function_value), multipliers)

    def _model(self, highs: Any, greatest: bool) -> Any:
        import numpy as np

        infinity = highs.kHighsInf
        model = highs.HighsLp()
        columns = len(self.cost)
        model.num_col_, model.num_row_ = columns, len(self.rows)
        model.col_cost_ = np.array(self.cost, dtype=float)
        model.col_lower_ = np.zeros(columns)
        model.col_upper_ = np.full(columns, infinity)
        model.row_lower_ = np.array([-infinity if low is None else low for _, low, _ in self.rows], dtype=float)
        model.row_upper_ = np.array([infinity if high is None else high for _, _, high in self.rows], dtype=float)
        sizes = np.array([0, *(len(terms) for terms, _, _ in self.rows)], dtype=np.int32)
        model.a_matrix_.format_ = highs.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.cumsum(sizes, dtype=np.int32)
        model.a_matrix_.index_ = np.array([c for terms, _, _ in self.rows for c in terms], dtype=np.int32)
        model.a_matrix_.value_ = np.array([v for terms, _, _ in self.rows for v in terms.values()], dtype=float)
        model.sense_ = highs.ObjSense.kMaximize if greatest else highs.ObjSense.kMinimize
        return model


@cache
def _highs() -> tuple[Any, Any]:
    import highspy

    class Quiet(highspy.Highs):
        """HiGHS that prints nothing: from 1.16 on it names its version on standard output, where our answers go, as
        soon as its callbacks are switched on, which its own constructor does."""

        def enableCallbacks(self) -> Any:  # noqa: N802
            self.setOptionValue("output_flag", False)
            return super().enableCallbacks()  # type: ignore[no-untyped-call]

    solver: Any = Quiet()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    return highspy, solver
