"""Records on both databases: a PostgreSQL server of the tests' own, and a way past our code to what is in a record.

The server is Debian's, of version 15 or newer. It runs in a folder of its own and listens on nothing but a socket in
it. ``TOLLBOOK_POSTGRESQL=1`` says that it must be there: then a test that wants it fails where it is not, and does not
skip.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import pwd
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tollbook.record.where import Where, located

#: Makes a place for a record of some name, in which there is nothing yet.
Somewhere = Callable[[str], Where]
WANTED = "TOLLBOOK_POSTGRESQL"
BACKENDS = ("sqlite", "postgresql")

#: For tests, which can begin anew: quick, and with no thought of a power cut.
_QUICK = (
    "fsync=off", "full_page_writes=off", "autovacuum=off", "shared_buffers=64MB", "max_connections=60",
    "wal_level=minimal", "max_wal_senders=0",
)  # fmt: skip
#: As a server is that may lose nothing, but for the memory it takes.
DURABLE = ("shared_buffers=64MB", "max_connections=60")


@cache
def binaries() -> Path | None:
    """Where the newest server's programs are; nothing where there is none that is new enough."""
    found = sorted(
        (path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb") if path.parts[-3].isdigit()),
        key=lambda path: int(path.parent.name),
    )
    if found and int(found[-1].parent.name) >= 15:
        return found[-1]
    known = shutil.which("initdb")
    return Path(known).resolve().parent if known else None


class Cluster:
    """A running server, whose superuser is ``postgres``; ``tollbook`` owns the databases and is none."""

    def __init__(
        self, place: Path, settings: tuple[str, ...] = _QUICK, environment: Mapping[str, str] | None = None,
        segment: int = 16,
    ) -> None:  # fmt: skip
        """``segment``: how many MB the files of its write-ahead log have."""
        programs = binaries()
        assert programs is not None
        self.programs, self.place = programs, place
        self._settings = settings
        self._environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
        self._template = ""
        self.process: subprocess.Popen[bytes] | None = None
        #: A server refuses to run as root.
        self.user = "postgres" if os.geteuid() == 0 else None
        if self.user is not None:
            os.chown(place, pwd.getpwnam(self.user).pw_uid, -1)
        self._run("initdb", "-D", str(place / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8",
                  "--locale=C.UTF-8", "--no-sync", f"--wal-segsize={segment}")  # fmt: skip
        self._environment |= environment or {}
        self.start()
        self.sql("postgres", "CREATE ROLE tollbook LOGIN CREATEDB")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), *arguments]
        done = subprocess.run(
            command, user=self.user, cwd=self.place, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            text=True, check=False, env=self._environment,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    def start(self) -> None:
        """Start it. It ends with the process that started it, however that ends."""
        asked = [part for one in ("listen_addresses=", "unix_socket_permissions=0777", *self._settings)
                 for part in ("-c", one)]  # fmt: skip
        command = [str(self.programs / "postgres"), "-D", str(self.place / "data"), "-k", str(self.place), *asked]
        with (self.place / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command, user=self.user, cwd=self.place, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env=self._environment, start_new_session=True, preexec_fn=_with_its_parent,
            )  # fmt: skip
        assert self._answers(), (self.place / "log").read_text(errors="replace")[-2000:]

    def revive(self) -> bool:
        """Wait until it answers again, and start it where it stopped: whether it had."""
        if self._answers():
            return False
        self.start()
        return True

    def _answers(self) -> bool:
        """Wait until it answers, as it begins or recovers, or ends."""
        import psycopg

        assert self.process is not None
        for _ in range(2400):
            with contextlib.suppress(psycopg.OperationalError):
                self.sql("postgres", "SELECT 1")
                return True
            if self.process.poll() is not None:
                return False
            time.sleep(0.05)
        raise AssertionError("The server does not answer.")

    def stop(self, mode: str = "fast") -> None:
        """Stop it; ``immediate`` as a power cut would, but for what the system has not written yet."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal({"fast": signal.SIGINT, "immediate": signal.SIGQUIT}[mode])
            self.process.wait(60)

    def limit(self, size: int | None) -> None:
        """Let no file grow beyond a size that those write who serve connections of later on; of any for ``None``."""
        assert self.process is not None
        subprocess.run(
            ["prlimit", "--pid", str(self.process.pid), f"--fsize={'unlimited' if size is None else size}:"],
            user=self.user, cwd=self.place, check=True,
        )  # fmt: skip

    def url(self, name: str, user: str = "tollbook") -> str:
        """The URL of a database of it."""
        return f"postgresql://{user}@/{name}?host={self.place}"

    def sql(self, name: str, *statements: str, user: str = "postgres", always: bool = False) -> list[Any]:
        """Run SQL in a database, and return the rows of the last; ``always``: past everything that would refuse it."""
        import psycopg

        with psycopg.connect(self.url(name, user), autocommit=True) as connection:
            if always:
                connection.execute("SET session_replication_role = replica")
            found = None
            for statement in statements:
                found = connection.execute(statement.encode())
            return found.fetchall() if found is not None and found.description else []

    def empty(self, name: str = "") -> str:
        """A new database with nothing in it: its name."""
        name = name or f"t{uuid.uuid4().hex[:12]}"
        self.sql("postgres", f'CREATE DATABASE "{name}" OWNER tollbook')
        return name

    def record(self) -> str:
        """A new database with a record in it that nothing was done with: its name. Made from one that was made once."""
        from tollbook.record.store import Store

        if not self._template:
            template = self.empty("template_of_records")
            Store.open(located(self.url(template)), create=True, write=True).close()
            self._template = template
        name = f"t{uuid.uuid4().hex[:12]}"
        self.sql("postgres", f'CREATE DATABASE "{name}" TEMPLATE {self._template} OWNER tollbook')
        self.sql(name, f"UPDATE record_tree SET origin = 'tollbook/record/{uuid.uuid4()}'")
        return name

    def copy(self, name: str, made: str = "") -> str:
        """A copy of a database that nobody is connected to: its name."""
        made = made or f"t{uuid.uuid4().hex[:12]}"
        self.sql("postgres", f'CREATE DATABASE "{made}" TEMPLATE "{name}" OWNER tollbook')
        return made

    def left(self, name: str) -> None:
        """Wait until nobody is connected to a database: whoever was killed, the server finds out."""
        for _ in range(600):
            if not self.sql("postgres", f"SELECT 1 FROM pg_stat_activity WHERE datname = '{name}'"):
                return
            time.sleep(0.05)

    def drop(self, name: str) -> None:
        """Drop a database, whoever is connected."""
        self.sql("postgres", f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _with_its_parent() -> None:
    """Let this process be ended, as a power cut would, when the one that started it ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGQUIT)  # PR_SET_PDEATHSIG


def clear_away(folder: Path) -> None:
    """Clear away what servers left in a folder whose tests were killed."""
    for other in folder.glob("tollbook-pg-*/owned"):
        with contextlib.suppress(OSError), other.open() as mark:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(other.parent, ignore_errors=True)


@contextlib.contextmanager
def _claimed(place: Path) -> Iterator[None]:
    """A folder that is ours as long as we live."""
    with (place / "claim").open("w") as mine:
        fcntl.flock(mine, fcntl.LOCK_EX)
        (place / "claim").rename(place / "owned")  # nobody sees it before it is locked
        yield


@contextlib.contextmanager
def cluster(
    settings: tuple[str, ...] = _QUICK, environment: Mapping[str, str] | None = None, segment: int = 16,
    beneath: Path | None = None,
) -> Iterator[Cluster]:  # fmt: skip
    """A server of one's own, gone with all it holds at the end. Its files are ``beneath`` a folder: in memory, if there
    is room, where none is given."""
    beneath = beneath or _in_memory() or Path(tempfile.gettempdir())
    clear_away(beneath)
    place = Path(tempfile.mkdtemp(prefix="tollbook-pg-", dir=beneath))
    place.chmod(0o755)
    try:
        with _claimed(place), _running(place, settings, environment, segment) as server:
            yield server
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _in_memory(room: int = 1 << 30) -> Path | None:
    """Where files are in memory, as Linux has it, and some room is: waiting for a disk is most of a server's time."""
    place = Path("/dev/shm")
    return place if os.access(place, os.W_OK) and shutil.disk_usage(place).free > room else None


@contextlib.contextmanager
def _running(
    place: Path, settings: tuple[str, ...], environment: Mapping[str, str] | None, segment: int
) -> Iterator[Cluster]:
    server = Cluster(place, settings, environment, segment)
    try:
        yield server
    finally:
        server.stop("immediate")


def name_of(where: Where) -> str:
    """The database a record is in."""
    assert not isinstance(where, Path)
    return dict(where.words)["dbname"]


def files_of(where: Where) -> Path:
    """The folder of a database's files, as they are on the disk now."""
    assert not isinstance(where, Path)
    import psycopg

    words = dict(where.words)
    with psycopg.connect(host=words["host"], dbname=words["dbname"], user="postgres", autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        number = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()
    assert number is not None
    return Path(words["host"]) / "data" / "base" / str(number[0])


def url_of(where: Where) -> str:
    """A record's place as a command takes it."""
    if isinstance(where, Path):
        return str(where)
    words = dict(where.words)
    return f"postgresql://{words['user']}@/{words['dbname']}?host={words['host']}"


def behind(where: Where, *statements: str, lifted: bool = True) -> list[Any]:
    """Run SQL on a record, past our code and past its guards (unless ``lifted`` is false), which stand again after it.
    Returns the rows of the last statement."""
    if isinstance(where, Path):
        return _behind_sqlite(where / "db.sqlite3", statements, lifted)
    import psycopg

    words = dict(where.words)
    with psycopg.connect(host=words["host"], dbname=words["dbname"], user="postgres", autocommit=True) as connection:
        guards = connection.execute(
            "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        ).fetchall()
        if lifted:
            connection.execute("SET session_replication_role = replica")
            for name, table in guards:
                connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}".encode())
        found = [connection.execute(statement.encode()) for statement in statements][-1]
        rows = found.fetchall() if found.description else []
        if lifted:
            for name, table in guards:
                with contextlib.suppress(psycopg.errors.UndefinedObject):
                    connection.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}".encode())
    return rows


def _behind_sqlite(database: Path, statements: tuple[str, ...], lifted: bool) -> list[Any]:
    base = sqlite3.connect(database, timeout=30)
    try:
        kept = base.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall() if lifted else []
        for name, _ in kept:
            base.execute(f"DROP TRIGGER {name}")
        rows = [base.execute(statement).fetchall() for statement in statements][-1]
        for _, make in kept:
            base.execute(make)
        base.commit()
    finally:
        base.close()
    return rows
