"""The documentation names every command, option, harm, group and field there is, and no file it links to
is missing.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest

from tollbook.cli.app import COMMANDS, app
from tollbook.cli.options import EXIT
from tollbook.model import HEDGES, UNITS, Claim, Place, Quantity, Window
from tollbook.record.where import RECORD_VARIABLE
from tollbook.vocabulary import HARMS, POPULATIONS


@pytest.fixture(scope="module")
def how_to(root: Path) -> str:
    return (root / "docs" / "how-to.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def dictionary(root: Path) -> str:
    return (root / "docs" / "data-dictionary.md").read_text(encoding="utf-8")


def options(command: click.Command) -> Iterator[str]:
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            yield max(parameter.opts, key=len)
    if isinstance(command, click.Group):
        for name in command.list_commands(click.Context(command)):
            found = command.get_command(click.Context(command), name)
            assert found is not None
            yield from options(found)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_documented(name: str, how_to: str) -> None:
    command = app.get_command(click.Context(app), name)
    assert command is not None
    assert f"tollbook {name}" in how_to
    missing = [option for option in options(command) if option not in how_to]
    assert not missing


def test_every_exit_code_and_setting_is_documented(how_to: str) -> None:
    assert RECORD_VARIABLE in how_to
    for code in EXIT:
        assert f"| {code.value} |" in how_to


def test_every_word_of_the_vocabulary_is_documented(dictionary: str) -> None:
    for word in (*HARMS, *POPULATIONS, *HEDGES, *UNITS):
        assert f"`{word}`" in dictionary, word


def test_every_field_of_a_claim_is_documented(dictionary: str) -> None:
    inner = {"report", "published", "rule", "path"}  # of the record alone
    for kind in (Claim, Quantity, Place, Window):
        for field in fields(kind):
            assert field.name in inner or re.search(rf"[`.]{field.name}[`.]", dictionary), (
                f"{kind.__name__}.{field.name}"
            )


def test_every_table_of_the_database_is_documented(dictionary: str) -> None:
    from tollbook.record.connect import setup

    setup()
    from django.apps import apps

    for model in apps.get_app_config("record").get_models():
        assert f"`{model._meta.db_table}`" in dictionary


def pages(root: Path) -> list[Path]:
    return [*root.glob("*.md"), *root.glob("*/*.md")]


def test_no_link_leads_nowhere(root: Path) -> None:
    for page in pages(root):
        text = page.read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_python_of_the_how_to_runs(how_to: str, tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "a.txt").write_text("Shelling killed 12 civilians in Homs on 28 November 2016.")
    blocks = re.findall(r"^```python\n(.*?)^```$", how_to, re.MULTILINE | re.DOTALL)
    assert blocks
    for block in blocks:
        done = subprocess.run([sys.executable, "-c", block], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines()[-1] == "12 12"


def test_every_promise_is_in_the_table_of_promises_and_what_it_names_is_there(root: Path) -> None:
    table = (root / "bench" / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| .+ \| `(test_\w+\.py)` \| (.+?) \| (?:`(\w+\.json)` )?\|$", table, re.MULTILINE)
    assert {name for name, _, _ in rows} == {path.name for path in Path(__file__).parent.glob("test_*.py")}
    for name, long, found in rows:
        assert bool(found) == long.startswith("`"), name
        if found:
            assert (root / "bench" / long.strip("`")).is_file(), name
            assert (root / "bench" / "results" / found).is_file(), name


def test_every_benchmark_starts_as_it_says_it_is_started(root: Path) -> None:
    """From anywhere, with nothing set: whoever doubts a figure must be able to measure it."""
    scripts = [path for path in sorted((root / "bench").glob("*.py")) if "def main(" in path.read_text("utf-8")]
    assert len(scripts) > 10
    load = (
        "import runpy, sys\n"
        "for path in sys.argv[1:]:\n"
        "    here = list(sys.path)\n"
        "    runpy.run_path(path, run_name='loaded')\n"
        "    sys.path[:] = here\n"
        "    for name in [n for n in sys.modules if n.split('.')[0] in ('tests', 'bench')]: del sys.modules[name]\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", load, *map(str, scripts)], cwd="/", capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
