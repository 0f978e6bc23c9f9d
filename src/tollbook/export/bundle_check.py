"""Check a bundle: python3 check.py, in the folder it was unpacked in. Needs nothing but Python 3.11 or later.

It checks that no file was changed, that the sums behind the figure add up to it from the numbers of the claims, that
these claims stand in the record's log as they are told here, under a signed checkpoint, and, where whole sums allow,
that the people of no two claims of the low are the same: their days, places or groups exclude it. What it cannot
check is whether the reports are true.
"""

from __future__ import annotations

import hashlib
import json
import math
import sys
from itertools import combinations
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))


def load(name: str) -> Any:
    """A file of the bundle as data."""
    return json.loads((HERE / name).read_text(encoding="utf-8"))


def unchanged() -> list[str]:
    """What was changed or is missing since the bundle was made."""
    wrong = []
    for name, told in load("manifest.json").items():
        path = HERE / name
        if not path.is_file():
            wrong.append(f"{name} is missing.")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != told:
            wrong.append(f"{name} was changed.")
    return wrong


def bounds(claim: dict[str, Any]) -> tuple[int, int | None]:
    """The least and the greatest number of a claim."""
    return claim["low"] or 0, claim["high"]


def added(figure: dict[str, Any], claims: list[dict[str, Any]]) -> list[str]:
    """What is wrong with the sums of the figure."""
    wrong = []
    for side in ("low", "high"):
        one = figure["sums"][side]
        if one["bound"] != figure["documented"][side]:
            wrong.append(f"The sum of the {side} is of another number.")
        if not one["terms"] or not one["whole"]:
            continue
        total = 0.0
        for term in one["terms"]:
            low, high = bounds(claims[term["claim"] - 1])
            if term["number"] != (high if (term["weight"] > 0) == (side == "high") else low):
                wrong.append(f"Claim {term['claim']} does not say {term['number']}.")
            total += term["weight"] * term["number"]
        rounded = math.ceil(total - 1e-4) if side == "low" else math.floor(total + 1e-4)
        if rounded != one["bound"]:
            wrong.append(f"The {side} is {one['bound']}, and its claims come to {total:g}.")
    return wrong


def apart(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two claims cannot be about the same people, by their days, groups or places alone."""
    days = [claim[name] for claim in (one, other) for name in ("start", "end")]
    if all(days) and (days[1] < days[2] or days[3] < days[0]):
        return True
    if {one["population"], other["population"]} in ({"civilians", "fighters"}, {"children", "fighters"}):
        return True
    here, there = ((claim["place_id"] or "").split(" < ") for claim in (one, other))
    firm = all(place[0].startswith(("geoname:", "admin1:", "country:")) for place in (here, there))
    return firm and here[0] not in there and there[0] not in here


def disjoint(figure: dict[str, Any], claims: list[dict[str, Any]]) -> str:
    """Whether the people of the claims added in the low are told apart, in a sentence."""
    one = figure["sums"]["low"]
    chosen = [claims[term["claim"] - 1] for term in one["terms"]]
    if len(chosen) < 2 or not one["whole"]:
        return ""
    if any(term["weight"] != 1 for term in one["terms"]):
        return "The low is a sum with parts taken off; that it counts nobody twice is not checked here."
    if all(apart(a, b) for a, b in combinations(chosen, 2)):
        return "No two claims added in the low can be about the same people."
    return "That the claims added in the low are about different people is not checked here."


def main() -> int:
    """0 where all holds, 1 where not."""
    figure, claims, proof = load("figure.json"), load("claims.json"), load("proof.json")
    wrong = unchanged()
    if wrong:
        print("\n".join(wrong), "The bundle does not hold.", sep="\n")
        return 1
    print("No file was changed since the bundle was made.")
    wrong = added(figure, claims)
    if not wrong:
        print("The sums come to the figure, from the numbers of the claims.")
        said = disjoint(figure, claims)
        print(*filter(None, [said]), sep="\n", end="\n" if said else "")
    import proof as checker  # type: ignore[import-not-found]  # beside this file

    try:
        for line in checker.check(proof, *sys.argv[1:2]):
            print(line)
    except checker.ProofError as error:
        wrong.append(f"The proof does not hold. {error}")
    wrong += sealed(figure, claims, proof)
    print("\n".join(wrong) if wrong else "The numbers of the claims are those that are sealed in the log.")
    print("The bundle does not hold." if wrong else "The bundle holds.")
    return int(bool(wrong))


def sealed(figure: dict[str, Any], claims: list[dict[str, Any]], proof: dict[str, Any]) -> list[str]:
    """Which claims behind the figure are not in the log with the numbers they have here."""
    kept = [
        {field["name"]: field["value"] for field in claim["says"]["fields"]}
        for entry in proof["entries"]
        for claim in entry.get("claims", ())
    ]
    wrong = []
    for number in sorted({term["claim"] for side in ("low", "high") for term in figure["sums"][side]["terms"]}):
        claim = claims[number - 1]
        if not any(_same(claim, said) for said in kept):
            wrong.append(f"Claim {number} is not in the log as it is told here.")
    return wrong


def _same(claim: dict[str, Any], said: dict[str, Any]) -> bool:
    quantity, window = said.get("quantity", {}), said.get("window", {})
    return (
        claim["harm"] == said.get("harm")
        and all(claim[name] == quantity.get(name) for name in ("low", "high", "best", "hedge"))
        and claim["population"] == said.get("population", {}).get("group")
        and all(claim[name] == window.get(name) for name in ("start", "end"))
    )


if __name__ == "__main__":
    sys.exit(main())
