"""The parent's side of converting: a child process that is used again, watched, and killed when it misbehaves.

The child gets 55 seconds on the clock for each piece and ten minutes for a file; its memory and CPU time are limited
by the kernel (:mod:`tollbook.intake.sandbox`). When it dies, loops or says something that is no piece, what came
before is kept, the file is said to have been too much, and the next file gets a fresh child.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tollbook.intake.child import receive, send
from tollbook.intake.pieces import Piece, load, refused
from tollbook.intake.sandbox import SECONDS

#: Seconds for all pieces of one file.
ALL_SECONDS = 600
#: The most bytes of one frame, and of all frames of a file.
MAX_FRAME = 128 * 1024 * 1024
MAX_OUT = 1024 * 1024 * 1024
#: Files after which the child is replaced, so that what a library leaks or was left with does not grow.
MAX_FILES = 500

_START = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from tollbook.intake.child import main; main()"
#: What the child keeps of the environment: enough to run, nothing that names the user or holds a secret.
_KEPT = ("LANG", "LC_ALL", "LD_LIBRARY_PATH", "SYSTEMROOT", "TZ")


class Worker:
    """Converts files in a child process. Use it as a context manager."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        #: The doors that the last child had shut.
        self.shut: list[str] = []
        self._child: subprocess.Popen[bytes] | None = None
        self._files = 0
        self._late = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child. A worker that is used again starts another."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            for stream in (child.stdin, child.stdout):
                if stream is not None:
                    with contextlib.suppress(OSError):  # what was not yet written to it has nowhere to go
                        stream.close()
            child.wait()

    def peak(self) -> int:
        """The most memory the child has had, in MB; 0 where there is none, or no way to tell."""
        try:
            status = Path(f"/proc/{self._child.pid if self._child else 0}/status").read_text(encoding="ascii")
        except OSError:
            return 0
        found = re.search(r"VmHWM:\s+(\d+)", status)
        return int(found[1]) >> 10 if found else 0

    def convert(
        self, raw: bytes, name: str, suffix: str, encoding: str | None = None, apart: bool = False
    ) -> Iterator[Piece]:
        """The pieces of a file. What could not be converted is a piece that says why; nothing is raised for it.
        ``apart``: each with its own bytes, where it has some that are no other's."""
        whole = False
        began = time.monotonic()
        out = 0
        try:
            self._ready()
            ask = {"name": name, "suffix": suffix, "encoding": encoding, "apart": "yes" if apart else None}
            frame = self._speak(ask, raw)
            while frame is not None:
                data = json.loads(frame)
                if "piece" not in data:
                    whole = "done" in data
                    if not whole:
                        yield _ended(str(data.get("ended", "")))
                    return
                out += len(frame)
                yield load(data["piece"])
                if out > MAX_OUT or time.monotonic() - began > ALL_SECONDS:
                    yield refused(
                        "There is more in the file than is read at once; what is listed before this was taken in.",
                        "Unpack it and read its parts.",
                    )
                    return
                frame = self._hear()
            yield self._died()
        except (ValueError, TypeError, KeyError, IndexError, RecursionError):
            yield _ended("what came out of its parser made no sense")
        finally:
            if not whole:
                self.close()

    def draw(self, raw: bytes, number: int) -> dict[str, Any]:
        """What the child says of a page of a PDF (:func:`tollbook.intake.converting.drawn.drawn`): not to be believed
        before it was looked at. Empty where nothing came of it."""
        try:
            self._ready()
            frame = self._speak({"draw": str(number)}, raw)
            said = json.loads(frame)["drawn"] if frame is not None else {}
            return said if isinstance(said, dict) else {}
        except (ValueError, TypeError, KeyError, RecursionError):
            return {}
        finally:
            self.close()

    def _ready(self) -> None:
        if self._child is not None and (self._child.poll() is not None or self._files >= MAX_FILES):
            self.close()
        self._files += 1
        if self._child is None:
            self._files = 1
            paths = json.dumps([os.path.abspath(path) for path in sys.path if path])  # noqa: PTH100 (zip files too)
            environment = {key: os.environ[key] for key in _KEPT if key in os.environ}
            self._child = subprocess.Popen(
                [sys.executable, "-I", "-c", _START, paths],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                close_fds=True,
                start_new_session=True,
            )
            hello = self._hear()
            self.shut = [str(door) for door in json.loads(hello)["shut"]] if hello else []

    def _speak(self, ask: dict[str, str | None], raw: bytes) -> bytes | None:
        """Give the child a file and hear its first frame."""
        child = self._child
        assert child is not None
        assert child.stdin is not None
        with _Clock(self):
            try:
                send(child.stdin, ask)
                child.stdin.write(len(raw).to_bytes(4, "big"))
                child.stdin.write(raw)
                child.stdin.flush()
            except OSError:  # it died before it had read the file: its end is told below
                return None
        return self._hear()

    def _hear(self) -> bytes | None:
        child = self._child
        assert child is not None
        assert child.stdout is not None
        with _Clock(self):
            return receive(child.stdout, MAX_FRAME)

    def expire(self) -> None:
        """The time is up."""
        self._late = True
        if self._child is not None:
            self._child.kill()

    def _died(self) -> Piece:
        late, self._late = self._late, False
        code = self._child.wait() if self._child is not None else None
        if late or code == -24:  # SIGXCPU
            return refused(
                f"Its parser was stopped after {self.seconds:.0f} seconds: the file makes it work without end.",
                "Save its text as a .txt file and read that.",
            )
        return _ended(f"signal {-code}" if code is not None and code < 0 else "it stopped")


class _Clock:
    """Ends a worker's child when its time is up while something inside waits for it."""

    def __init__(self, worker: Worker) -> None:
        self._timer = threading.Timer(worker.seconds, worker.expire)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()


def _ended(how: str) -> Piece:
    remedy = "It may be damaged, or made to do harm. Save its text as a .txt file and read that."
    if how == "memory":
        return refused("Its parser used more memory than it is given (512 MB), and was stopped.", remedy)
    return refused(f"Its parser failed and was stopped ({how}).", remedy)


if __name__ == "__main__":
    with Worker() as doors:
        list(doors.convert(b"<p>A page.</p>", "page.html", ".html"))
        print(f"Shut to what converts files on this computer: {', '.join(doors.shut)}.")
