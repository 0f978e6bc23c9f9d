"""The desk under load: how long pages take in a record of 100,000 claims, and twenty people who review at once.

``python bench/web.py pages [CLAIMS] [DATABASE]`` takes the time of each page, the median of 50, of a record on disk, on
both databases where none is named.
``python bench/web.py together [PEOPLE] [DATABASE]`` lets twenty people decide on the same claims at once, and counts
what is lost.
``python bench/web.py payloads`` and ``requests`` run the long forms of two tests of tests/web.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.databases import BACKENDS  # noqa: E402
from tests.web.served import Served, serving, tollbook  # noqa: E402
from tests.web.test_together import kept, keys, rush  # noqa: E402

from bench.desks import a_desk  # noqa: E402
from bench.reckon import spread  # noqa: E402
from tollbook.record.store import Store  # noqa: E402
from tollbook.record.where import located  # noqa: E402

RESULTS = Path(__file__).parent / "results" / "web.json"
#: What each page may take, in seconds of the server.
AIMS = {"review": 0.15, "report": 0.2, "ask": 1.5, "map": 0.5, "timeline": 0.5}
TIMES = 50
#: How often the record is changed before the first view.
ROUNDS = 10


def pages(size: int, databases: Sequence[str] = BACKENDS) -> dict[str, Any]:
    """The time of each page as whoever asks for it sees it, on this computer, in a record on each database."""
    return {"claims": size, **{database: _pages(size, database) for database in databases}}


def _pages(size: int, database: str) -> dict[str, Any]:
    with a_desk(size, database) as (folder, name):
        with Store.open(located(name)) as store:
            reports, proposals = store.listing.reports("", 0, 0)[1], [kept.number for kept in store.proposals()]
            some = [claim.id for claim in store.listing.claims(None, None, reports, 60)[0]]
            left = [name for name in some if name not in store.hand.decided(some)]
        with serving(folder, record=name) as desk:
            client, out = desk.client("administrator"), {}
            for page, paths in asked(reports, proposals).items():
                took, statuses, before = [], Counter[int](), _processor(desk.pid)
                for path in paths:
                    began = time.perf_counter()
                    statuses[client.get(path).status_code] += 1
                    took.append(time.perf_counter() - began)
                own = (_processor(desk.pid) - before) / len(paths)
                out[page] = {**spread(took), "processor, mean": round(own, 4), "answers": dict(statuses)}
                out[page] |= {"aim": AIMS[page]} if page in AIMS else {}
                print(database, page, out[page], flush=True)
            out |= _after_changes(desk, left[:ROUNDS])
            print(database, {name: out[name] for name in list(out)[-6:]}, flush=True)
        return out


def _after_changes(desk: Served, names: Sequence[str]) -> dict[str, Any]:
    """Map and timeline as one opens them, with no scope: first after a change of the record (cold), and again (warm);
    and ten years at once, a map of the whole land and a timeline of a part of it: how soon the page is there, and how
    soon what it shows."""
    took = defaultdict[str, list[float]](list)

    def seen(path: str) -> str:
        answer = desk.client("administrator").get(path)
        assert answer.status_code == 200, answer.text[:500]
        return answer.text

    for name in names:
        changed = desk.post("reviewer", f"/review/{name}/reject/", {"seen": "0", "reason": "a bench"})
        assert changed.status_code == 200, changed.text[:500]
        for page in ("map", "timeline"):
            for how in ("first after a change", "again"):
                began = time.perf_counter()
                assert "underway" not in seen(f"/{page}/")
                took[f"{page}, {how}"].append(time.perf_counter() - began)
    found: dict[str, Any] = {what: spread(some) for what, some in took.items()}
    for page, path in (("map", "/map/?whole=1"), ("timeline of a part", "/timeline/?whole=1&where=Governorate+3")):
        began = time.perf_counter()
        text = seen(path)
        there = time.perf_counter() - began
        while "underway" in text:
            time.sleep(0.5)
            text = seen(path)
        found[f"{page}, all times"] = {"page": round(there, 3), "done": round(time.perf_counter() - began, 1)}
    return found


def _processor(pid: int) -> float:
    """The processor time of a process so far, in seconds: what a page costs, however busy the computer is."""
    own, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(own) + int(system)) / os.sysconf("SC_CLK_TCK")


def asked(reports: int, proposals: Sequence[int]) -> dict[str, list[str]]:
    """The pages that are opened, each with a question of its own: what was asked before is never asked again."""
    rng = random.Random(5)
    scopes = [f"harm=killed&{scope(rng)}" for _ in range(3 * TIMES)]
    return {
        "review": [f"/review/?after={number}" for number in rng.sample(range(1, 5 * reports), TIMES)],
        "report": [f"/reports/{number}/" for number in rng.sample(range(1, reports), TIMES)],
        "ask": [f"/ask/?{one}" for one in scopes[:TIMES]],
        "map": [f"/map/?{one}" for one in scopes[TIMES : 2 * TIMES]],
        "timeline": [f"/timeline/?{one}" for one in scopes[2 * TIMES :]],
        "inbox": [f"/inbox/?page={page}" for page in rng.sample(range(1, reports // 50), TIMES)],
        "inbox, searched": [f"/inbox/?q=r{n}" for n in rng.sample(range(1, reports), 10)],
        "incidents": [f"/incidents/?page={page}" for page in rng.sample(range(1, len(proposals) // 30), 10)],
        "incident": [f"/incidents/{number}/" for number in rng.sample(proposals, 10)],
        "incident, its effect": [f"/incidents/{number}/effect/" for number in rng.sample(proposals, 10)],
        "sources": ["/sources/"] * 10,
        "places": ["/places/"] * 10,
        "log": [f"/log/?before={number}" for number in rng.sample(range(1, 2 * reports), 10)],
        "log, searched": [f"/log/?q=r{n}" for n in rng.sample(range(1, reports), 5)],
        "situation": ["/situation/"] * 10,
        "api, claims": [f"/api/claims?after={number}" for number in rng.sample(range(1, 5 * reports), 10)],
    }


def scope(rng: random.Random) -> str:
    """Somewhere and some time in the war: a town, a governorate or all of it, for a week, a month, a quarter or a year,
    the wider the rarer."""
    county = f"Governorate {rng.randrange(14)}"
    where = rng.choice([f"Town {county.split()[1]}-{rng.randrange(30)}", county, county, ""])
    start = dt.date(2011, 3, 1) + dt.timedelta(rng.randrange(3250))
    end = start + dt.timedelta(rng.choice([6, 30, 30, 91, 365]))
    return f"where={where}&start={start}&end={end}"


def together(people: int = 20, databases: Sequence[str] = BACKENDS, claims: int = 60) -> dict[str, Any]:
    """Everybody decides on every claim at once; each claim must have one decision, of whoever was told so."""
    return {"people": people, "claims": claims, **{one: _together(people, claims, one) for one in databases}}


def _together(people: int, claims: int, database: str) -> dict[str, Any]:
    with a_desk(2000, database) as (folder, name):
        with Store.open(located(name)) as store:
            decided = store.hand.decided([claim.id for claim in store.claims()])
            names = [claim.id for claim in store.claims() if claim.id not in decided][:claims]
        secrets = keys(folder, people, name)
        with serving(folder, "--threads", "20", record=name) as desk:
            found = rush(desk, secrets, names)
        there = kept(name, names)
        return {
            "answers": dict(found.answers),
            **spread(found.seconds),
            "lost": len(set(found.decided) - set(there)),
            "doubled": len(there) - len({claim for claim, _ in there}),
            "of nobody told": len(set(there) - set(found.decided)),
            "without a decision": len(set(names) - {claim for claim, _ in there}),
            "whole": "The record is whole" in tollbook(folder, "verify", record=name),
        }


def long_form(test: str, variable: str, count: int) -> dict[str, Any]:
    """A test of tests/web with many more inputs; it fails where one of them is wrong."""
    environment = {**os.environ, variable: str(count)}
    began = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", test], cwd=ROOT, env=environment, check=False)
    return {"count": count, "passed": done.returncode == 0, "seconds": round(time.perf_counter() - began)}


def main() -> None:
    """One of the above, kept beside the others."""
    what = sys.argv[1] if len(sys.argv) > 1 else "pages"
    count = int(sys.argv[2]) if len(sys.argv) > 2 else None
    databases = [name for name in BACKENDS if len(sys.argv) < 4 or sys.argv[3] == name]
    result = {
        "pages": lambda: pages(count or 100_000, databases),
        "together": lambda: together(count or 20, databases),
        "payloads": lambda: long_form("tests/web/test_payloads.py", "TOLLBOOK_PAYLOADS", count or 300),
        "requests": lambda: long_form("tests/web/test_api.py", "TOLLBOOK_REQUESTS", count or 200),
    }[what]()
    print(json.dumps(result, indent=2))
    known = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    kept_apart = {name: one for name, one in known.get(what, {}).items() if name in BACKENDS}
    known[what] = {**kept_apart, "date": dt.date.today().isoformat(), **result}
    RESULTS.write_text(json.dumps(known, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
