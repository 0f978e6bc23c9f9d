"""``python -m fuzz.hostile FOLDER``: write the collection to a folder."""

from __future__ import annotations

import sys
from pathlib import Path

from fuzz.hostile import collection

if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("python -m fuzz.hostile FOLDER")
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for name, content in collection("/etc/hostname", "http://127.0.0.1:9/", str(folder / "was-here")):
        (folder / name).write_bytes(content)
        count += 1
    print(f"{count} files in {folder}")
