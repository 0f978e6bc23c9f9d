"""Pages of a PDF as pictures: what somebody holds against the words that were read from them. By pypdfium2.

What leaves is numbers alone: how large the pages are, and the colours of the dots of one. It becomes a picture on the
other side of the pipe (:mod:`tollbook.intake.pictures`), so that nothing of the file itself reaches a browser.
"""

from __future__ import annotations

import base64
from typing import Any

from tollbook.model import Json

#: As many dots wide a page is drawn, and the most it may be high.
WIDTH, HEIGHT = 1000, 2400
#: As many pages are told of.
MOST = 300


def drawn(raw: bytes, number: int) -> Json:
    """The sizes of the pages in points as they are looked at, each with how far it is turned clockwise; and the dots
    of page ``number`` (from 1; of none for 0). Raises whatever the library raises."""
    import pypdfium2

    document = pypdfium2.PdfDocument(raw)
    if number == 0:
        return {"pages": [_size(document, index) for index in range(min(MOST, len(document)))]}
    page = document[number - 1]
    width, height = page.get_size()
    scale = min(WIDTH / max(width, 1.0), HEIGHT / max(height, 1.0))
    bitmap = page.render(scale=scale, rev_byteorder=True, force_bitmap_format=pypdfium2.raw.FPDFBitmap_BGR)
    rows, row = bytes(bitmap.buffer), bitmap.width * 3
    dots = b"".join(rows[at : at + row] for at in range(0, bitmap.stride * bitmap.height, bitmap.stride))
    return {"wide": bitmap.width, "high": bitmap.height, "dots": base64.b64encode(dots).decode("ascii")}


def _size(document: Any, index: int) -> list[float]:
    page = document[index]
    width, height = page.get_size()
    return [round(width, 2), round(height, 2), page.get_rotation()]
