"""Scripts in every field and by every way in, shown by a real browser: none runs, and none becomes part of a page.

``TOLLBOOK_PAYLOADS`` is how many; ``bench/web.py`` tries 300.
"""

from __future__ import annotations

import itertools
import json
import os
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog

from tests.web.browser import a_browser, needs_browser, visiting
from tests.web.served import Served, make_people, python, serving

COUNT = int(os.environ.get("TOLLBOOK_PAYLOADS", "10"))
_RUN = ("window.ran=1", "alert(1)", "document.body.id='ran'", "parent.ran=1", "top.ran=1")
_FORMS = Path(__file__).with_name("payloads.txt").read_text(encoding="utf-8").splitlines()
PAYLOADS = [form.replace("RUN", run) for run, form in itertools.product(_RUN, _FORMS)]


#: What a page has of its own accord is a script of ours, or data for one; anything else came out of a payload.
FOREIGN = "#ran, main iframe, main base, main script:not([type='application/json']):not([src^='/static/'])"


def chosen() -> list[str]:
    """As many of them as are tried, of all kinds."""
    step = max(1, len(PAYLOADS) // COUNT)
    return PAYLOADS[::step][:COUNT]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A record with a payload in every field that a report, a claim, a decision, a place, a group or a key has."""
    folder = tmp_path_factory.mktemp("payloads")
    make_people(folder)
    (folder / "payloads.json").write_text(json.dumps(chosen()))
    python(
        folder,
        "import json, datetime as dt\nfrom django.conf import settings\nfrom django.utils import timezone\n"
        "from tollbook.desk import keeping, reviewing\nfrom tollbook.desk.access import Person, restrict, seat\n"
        "from tollbook.web.models import Key, User\nfrom django.contrib.auth.models import Group\n"
        "owner = User.objects.get(username='administrator')\n"
        "for n, bad in enumerate(json.load(open('payloads.json'))):\n"
        "    here = seat(settings.RECORD, 'default', Person(bad, 'administrator', frozenset(['north'])))\n"
        "    text = f'{bad} Shelling killed {n + 2} people in Homs on 2 May 2016. {bad}'.encode()\n"
        "    meta = json.dumps({'title': bad, 'publisher': bad, 'published': '2016-05-03'}).encode()\n"
        "    name = bad.replace('/', '_')\n"
        "    files = [keeping.Upload(name + '.txt', text), keeping.Upload(name + '.txt.meta.json', meta)]\n"
        "    taken = keeping.take(here, files, None, None)\n"
        "    report = getattr(taken[0], 'report', None)\n"
        "    if report is None or not taken[0].claims: continue\n"
        "    row = {'place': bad, 'perpetrator': bad, 'speaker': bad}\n"
        "    made = reviewing.correct(here, taken[0].claims[0].id, 0, [row], bad)\n"
        "    if n % 4 == 0: keeping.withdraw(here, report.number, bad)\n"
        "    if n % 4 == 1: keeping.remove(here, report.number, bad)\n"
        "    if n % 4 == 2: restrict(here, report.number, ['north', bad], bad)\n"
        "    owner.groups.add(Group.objects.get_or_create(name=bad[:150])[0])\n"
        "    end = timezone.now() + dt.timedelta(9)\n"
        "    Key.new(owner=owner, label=bad[:80], scopes=['read'], ends=end)[0].save()\n",
    )
    with serving(folder) as served:
        yield served


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with a_browser() as started:
        yield started


@needs_browser
def test_nothing_that_is_read_is_run(desk: Served, browser: Browser) -> None:
    with visiting(desk.url, browser) as visit:
        page, asked = visit.page, list[str]()

        def stopped(dialog: Dialog) -> None:
            asked.append(dialog.message)
            dialog.dismiss()

        page.on("dialog", stopped)
        visit.enter("administrator")
        some = [urllib.parse.quote(bad) for bad in chosen()]
        count = len(some)
        paths = ["/inbox/", "/review/", "/incidents/", "/sources/", "/places/", "/people/", "/log/", "/account/",
                 "/account/keys/", "/map/?harm=killed", "/timeline/?harm=killed", "/situation/?harms=killed",
                 "/ask/?harm=killed", *(f"/reports/{n}/" for n in range(1, count + 1))]  # fmt: skip
        for bad in some:
            paths += [f"/ask/?q={bad}", f"/ask/?harm=killed&where={bad}", f"/ask/?harm=killed&according_to={bad}",
                      f"/inbox/?q={bad}", f"/log/?q={bad}&by={bad}", f"/login/?next={bad}", f"/{bad}"]  # fmt: skip
        for path in paths:
            visit.go(path)
            assert page.evaluate("window.ran || top.ran") is None, path
            assert page.locator(FOREIGN).count() == 0, path
        assert asked == []
        assert [one for one in visit.wrong if "elsewhere" in one] == []
