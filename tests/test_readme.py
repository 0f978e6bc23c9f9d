"""Every command in the README does what the README shows."""

from __future__ import annotations

import re
import shutil

from tests.readme import CUT, DEMO, NOT_RUN, README, ROOT, agrees, commands, run, workplace


def test_every_command_prints_what_is_shown() -> None:
    folder = workplace()
    wrong: list[str] = []
    try:
        for block in commands(README.read_text(encoding="utf-8")):
            for command in block:
                if NOT_RUN.match(command.line):
                    continue
                code, printed = run(command.line, folder)
                if code not in (0, 1) or (command.shown and not agrees(command.shown, printed)):
                    wrong.append(f"$ {command.line}\n(ended with {code})\n" + "\n".join(printed))
    finally:
        shutil.rmtree(folder)
    assert not wrong, "python -m tests.readme --write, and read what changed:\n\n" + "\n\n".join(wrong)


def test_the_demo_is_the_one_shown() -> None:
    text = README.read_text(encoding="utf-8")
    shown = next(c.shown for block in commands(text) for c in block if c.line == "make demo")
    code, printed = run(DEMO, ROOT)
    assert code == 0
    assert agrees(shown, printed), "python -m tests.readme --write, and read what changed:\n" + "\n".join(printed)


def test_every_make_target_named_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    assert set(re.findall(r"`?make ([a-z]+)", README.read_text(encoding="utf-8"))) <= targets


def test_every_link_leads_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README.read_text(encoding="utf-8")):
        assert (ROOT / target).exists(), target


def test_lines_left_out_are_matched_and_wrong_lines_are_not() -> None:
    assert agrees(("a", CUT, "d"), ["a", "b", "c", "d"])
    assert not agrees(("a", "c"), ["a", "b"])
    assert not agrees(("a",), ["a", "b"])
