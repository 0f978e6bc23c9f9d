"""What all tests share."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from hypothesis import settings

# A shell starts what it puts in the background deaf to Ctrl-C, and every command the tests start would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile("tollbook", deadline=None, print_blob=True)
settings.load_profile("tollbook")


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the source tree."""
    return ROOT


@pytest.fixture(autouse=True)
def _no_stray_record(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test reads or writes the record or the key of whoever runs the tests."""
    monkeypatch.delenv("TOLLBOOK_RECORD", raising=False)
    monkeypatch.delenv("TOLLBOOK_BY", raising=False)
    monkeypatch.setenv("TOLLBOOK_KEY", str(tmp_path_factory.getbasetemp() / "key" / "checkpoint.key"))


def data_folder(variable: str) -> Path | None:
    """A folder of development data named by an environment variable, ``None`` where it is not at hand."""
    value = os.environ.get(variable)
    return Path(value) if value and Path(value).is_dir() else None
