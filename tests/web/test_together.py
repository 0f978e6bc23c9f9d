"""Many people who decide on the same claims at the same moment: one decision on each, and everybody else is told."""

from __future__ import annotations

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.web.served import RECORD, Served, a_desk, python, serving, tollbook
from tollbook.desk.record import Record


@dataclass
class Rush:
    """What came of it: how often each answer was given, how long each took in seconds, and who was told of which claim
    that they decided on it."""

    answers: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    decided: list[tuple[str, str]] = field(default_factory=list)


def keys(folder: Path, people: int, record: str = RECORD) -> list[str]:
    """A key of each of so many reviewers: person0, person1 and so on."""
    said = python(
        folder,
        "import json, datetime as dt\nfrom django.utils import timezone\nfrom tollbook.web import members\n"
        "from tollbook.web.models import Key\n"
        f"keys = []\nfor n in range({people}):\n"
        "    user, _ = members.add(f'person{n}', 'reviewer')\n"
        "    end = timezone.now() + dt.timedelta(1)\n"
        "    key, secret = Key.new(owner=user, label='b', scopes=['read', 'decide'], ends=end)\n"
        "    key.save(); keys.append(secret)\nprint(json.dumps(keys))",
        record,
    )
    found: list[str] = json.loads(said.splitlines()[-1])
    return found


def rush(desk: Served, secrets: Sequence[str], names: Sequence[str]) -> Rush:
    """Everybody decides on every claim, each in an order of their own, all at once."""
    found, lock, begun = Rush(), threading.Lock(), threading.Barrier(len(secrets))

    def work(number: int, key: str) -> None:
        order = random.Random(number).sample(list(names), len(names))
        with httpx.Client(base_url=desk.url, headers={"Authorization": f"Bearer {key}"}, timeout=120) as client:
            begun.wait()
            for name in order:
                deed = "accept" if number % 2 else "reject"
                at = time.perf_counter()
                answer = client.post(f"/api/claims/{name}/{deed}", json={"seen": 0, "reason": f"by {number}"})
                with lock:
                    found.answers[answer.status_code] += 1
                    found.seconds.append(time.perf_counter() - at)
                    if answer.status_code == 200:
                        found.decided.append((name, f"person{number}"))

    threads = [threading.Thread(target=work, args=(n, key)) for n, key in enumerate(secrets)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def kept(record: str, names: Sequence[str]) -> list[tuple[str, str]]:
    """The decisions the record has on some claims, each with who made it."""
    with Record.open(record, write=False) as opened:
        return [(name, one.by) for name in names for one in opened.store.hand.history(name)]


def test_no_decision_is_lost_or_doubled(record: str, tmp_path: Path) -> None:
    folder = a_desk(tmp_path, record)
    place = str(folder / record) if record == RECORD else record
    with Record.open(place, write=False) as opened:
        names = [claim.id for claim in opened.claims()[:8]]
    secrets = keys(folder, 6, record)
    with serving(folder, record=record) as desk:
        found = rush(desk, secrets, names)
    there = kept(place, names)
    assert sorted(found.decided) == sorted(there), "who was told that they decided did, and nobody else"
    assert sorted(name for name, _ in there) == sorted(names)
    assert set(found.answers) <= {200, 400, 409}
    assert sum(found.answers.values()) == 6 * len(names)
    assert "The record is whole" in tollbook(folder, "verify", record=record)
