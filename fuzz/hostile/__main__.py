"""``python -m fuzz.hostile FOLDER [SECRET ADDRESS MARKER heavy|small]``: write the collection to a folder."""

from __future__ import annotations

import sys
from pathlib import Path

from fuzz.hostile import collection

if __name__ == "__main__":
    if len(sys.argv) not in (2, 6):
        sys.exit("python -m fuzz.hostile FOLDER [SECRET ADDRESS MARKER heavy|small]")
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    bait = sys.argv[2:5] or ["/etc/hostname", "http://127.0.0.1:9/", str(folder / "was-here")]
    count = 0
    for name, content in collection(bait[0], bait[1], bait[2], heavy=sys.argv[5:] != ["small"]):
        (folder / name).write_bytes(content)
        count += 1
    print(f"{count} files in {folder}")
