"""The child process that converts: it shuts its doors, then turns one file after the other into pieces.

It speaks in frames, four bytes of length and then the bytes. In: a JSON object (``name``, ``suffix``, ``encoding``, or
``draw`` for a page to be drawn) and the bytes of the file. Out: first the doors that are shut, then for every file its
pieces and a last frame; for a page to be drawn, its one frame.
Whatever goes wrong in a file ends in a frame that says so; what ends the process itself is seen by the parent
(:mod:`tollbook.intake.worker`).
"""

from __future__ import annotations

import json
import os
import sys
from typing import IO, Any

from tollbook.intake import sandbox


def main() -> None:
    """Convert until the parent has no more. Never prints: what libraries print goes nowhere."""
    sys.dont_write_bytecode = True
    out = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    send(out, {"shut": sandbox.enter()})
    sys.setrecursionlimit(3000)
    from tollbook.intake.converting.dispatch import Asked, convert
    from tollbook.intake.pieces import bounded, dump

    while (head := receive(sys.stdin.buffer)) is not None:
        raw = receive(sys.stdin.buffer)
        if raw is None:
            return
        sandbox.more_time()
        ask = json.loads(head)
        try:
            if "draw" in ask:
                from tollbook.intake.converting.drawn import drawn

                send(out, {"drawn": drawn(raw, int(ask["draw"]))})
                continue
            for piece in convert(raw, Asked(ask["name"], ask["suffix"], ask["encoding"], bool(ask["apart"]))):
                send(out, {"piece": dump(bounded(piece))})
                sandbox.more_time()
            send(out, {"done": True})
        except MemoryError:
            raw = b""
            send(out, {"ended": "memory"})
            return  # what is left of the address space is in pieces
        except Exception as error:  # any parser may fail in any way; the next file gets a fresh process
            send(out, {"ended": f"{type(error).__name__}: {error}"[:300]})
            return


def send(stream: IO[bytes], data: Any) -> None:
    """Write a frame of JSON."""
    raw = json.dumps(data).encode("ascii")
    stream.write(len(raw).to_bytes(4, "big"))
    stream.write(raw)
    stream.flush()


def receive(stream: IO[bytes], most: int = 2**32) -> bytes | None:
    """Read a frame; None at the end of the stream. Raises ValueError for one longer than ``most`` bytes."""
    head = stream.read(4)
    if len(head) < 4:
        return None
    length = int.from_bytes(head, "big")
    if length > most:
        raise ValueError(f"a frame of {length} bytes")
    raw = stream.read(length)
    return raw if len(raw) == length else None
