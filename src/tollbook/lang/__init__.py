"""Language data: one folder a language, one TOML file a subject, no code.

``load("en", "numbers")`` is the parsed file ``en/numbers.toml``. A new language is a new folder with the same files.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load(language: str, subject: str) -> dict[str, Any]:
    """The data of one subject in one language. Raises FileNotFoundError where there is none."""
    return tomllib.loads((files(__package__) / language / f"{subject}.toml").read_text(encoding="utf-8"))
