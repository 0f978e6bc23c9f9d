"""A page as a PDF, printed by a browser that is there.

Of what can make a PDF with Arabic set right, a browser of the Chromium family is what people have: every Windows has
Edge, most other machines Chrome or Chromium, and it prints the very page that is looked at. (WeasyPrint, the other
choice, needs Pango and its kin, which neither Windows nor macOS has and pip cannot bring.) The browser is started
with a profile of its own that is thrown away, gets the page as a file, and may look up no host.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

#: Names the browser to print with, by its path.
BROWSER_VARIABLE = "TOLLBOOK_BROWSER"
_NAMES = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge",
    "brave-browser",
)  # fmt: skip
_PLACES = {
    "darwin": (
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    ),
    "win32": (
        r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
        r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    ),
}
_FLAGS = (
    "--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-extensions", "--disable-quic", "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-pdf-header-footer", "--run-all-compositor-stages-before-draw",
)  # fmt: skip
_SECONDS = 120


class PrintError(Exception):
    """The page could not be printed; ``remedy`` says what to do."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what, self.remedy = what, remedy


def find_browser() -> str | None:
    """The browser that prints: the one the environment names, else the first that is found."""
    return next(_candidates(), None)


def _candidates() -> Iterator[str]:
    named = os.environ.get(BROWSER_VARIABLE)
    if named:
        if (found := shutil.which(named)) is not None:
            yield found
        return
    yield from filter(None, map(shutil.which, _NAMES))
    yield from (place for place in _PLACES.get(sys.platform, ()) if Path(place).is_file())


def print_pdf(page: str) -> bytes:
    """The page as a PDF. Raises :class:`PrintError`."""
    browser = find_browser()
    if browser is None:
        named = os.environ.get(BROWSER_VARIABLE)
        raise PrintError(
            f"{BROWSER_VARIABLE} names {named}, which is no program here." if named else "No browser to print with.",
            f"Install Chromium, Chrome or Edge, or name one: {BROWSER_VARIABLE}=PATH. Or write .html, and print that.",
        )
    with tempfile.TemporaryDirectory(prefix="tollbook-print-") as room:
        source, made = Path(room) / "page.html", Path(room) / "page.pdf"
        source.write_text(page, encoding="utf-8")
        root = getattr(os, "geteuid", lambda: 1)() == 0
        command = [browser, *_FLAGS, *(["--no-sandbox"] if root else []), f"--user-data-dir={Path(room) / 'profile'}"]
        try:
            done = subprocess.run(
                [*command, f"--print-to-pdf={made}", source.as_uri()],
                capture_output=True, timeout=_SECONDS, check=False,
            )  # fmt: skip
            told = f"it ended with {done.returncode}"
        except (OSError, subprocess.TimeoutExpired) as error:
            told = f"it did not end within {_SECONDS} s" if isinstance(error, subprocess.TimeoutExpired) else str(error)
        raw = made.read_bytes() if made.is_file() else b""
        if not raw.startswith(b"%PDF-"):
            raise PrintError(
                f"{browser} printed nothing: {told}.", f"Name another browser: {BROWSER_VARIABLE}=PATH. Or write .html."
            )
        return raw
