"""Nothing but fetching asks the network for anything: every other command works where there is none."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

#: Fails at the first attempt to reach another host, whoever makes it.
GUARD = """
import sys
def guard(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "urllib.Request"):
        print("reached for the network:", event, arguments, file=sys.stderr)
        import os
        os._exit(77)
sys.addaudithook(guard)
sys.argv[0] = "tollbook"
from tollbook.cli import main
main()
"""
PAGE = """<html><head><title>Clinic hit</title></head><body><article><p>At least 12 civilians were killed in Homs on
28 November 2016, rescuers said, when a clinic was hit for the second time this month.</p>
<img src="http://example.org/photo.jpg"><script src="http://example.org/x.js"></script></article></body></html>"""


def tollbook(room: Path, *arguments: str) -> int:
    command = [sys.executable, "-c", GUARD, *arguments]
    done = subprocess.run(command, cwd=room, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done.returncode


def test_no_command_reaches_for_the_network(root: Path, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE)
    (tmp_path / "claims.csv").write_text("harm,low,place\nkilled,3,Homs\n")
    shutil.copy(root / "examples" / "01-convoy.txt", tmp_path)
    assert tollbook(tmp_path, "read", "page.html", "01-convoy.txt", "--published", "2016-11-30") == 0
    for command in (
        ["claims"],
        ["ask", "--harm", "killed", "--where", "Homs"],
        ["show", "1"],
        ["import", "claims.csv"],
        ["verify"],
    ):
        assert tollbook(tmp_path, *command) == 0, command


def test_only_fetching_can_reach_the_network(root: Path) -> None:
    clients = ("socket", "ssl", "http.client", "urllib.request", "ftplib", "smtplib", "asyncio", "xmlrpc")
    users = {
        path.relative_to(root / "src" / "tollbook").as_posix()
        for path in (root / "src").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in imported(node)
        if name in clients
    }
    assert users == {"intake/fetch.py"}
    fetchers = [path.stem for path in (root / "src").rglob("*.py") if "intake.fetch import" in path.read_text("utf-8")]
    assert sorted(fetchers) == ["capture", "fetching"]


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def test_the_guard_guards(tmp_path: Path) -> None:
    guard = GUARD.replace("from tollbook.cli import main\nmain()", "import socket; socket.getaddrinfo('localhost', 1)")
    assert subprocess.run([sys.executable, "-c", guard], capture_output=True, check=False).returncode == 77


@pytest.mark.parametrize("module", ["requests", "httpx", "aiohttp"])
def test_no_client_is_among_our_imports(root: Path, module: str) -> None:
    for path in (root / "src").rglob("*.py"):
        assert f"import {module}" not in path.read_text(encoding="utf-8")
