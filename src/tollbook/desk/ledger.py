"""The log in words, and what is proved from it: for the person who asks what happened, and the one who must believe
it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from tollbook.desk.access import ROLES
from tollbook.desk.errors import AskedWrongError
from tollbook.model import Json
from tollbook.proof import ProofError, parse_checkpoint
from tollbook.record.errors import RecordError
from tollbook.record.logged import KINDS, REPORT_FIELDS, Logged, Signed
from tollbook.record.store import Store

#: What is shown of a claim in a proof unless more is asked for: the figure and its scope. Neither words nor names, and
#: no hash of them, which would let a guess be tried.
CLAIM_FIELDS = ("row", "harm", "measure", "extent", "quantity", "population", "window", "modality", "published")
#: What is shown besides where the proof is for people who may see the words.
CLAIM_WORDS = (
    "id", "quote", "span", "quantity.text", "population.text", "window.text", "speaker", "publisher", "place",
    "perpetrator", "means", "incident", "part_of", "repeats", "report",
)  # fmt: skip
_GONE = "what it said was erased with its report"


@dataclass(frozen=True, slots=True)
class Told:
    """An entry of the log as a person reads it: what was done, to what, and why or how."""

    entry: Logged
    did: str
    what: str

    def holds(self, words: str, also: str = "") -> bool:
        """Whether all the words are in it, in any case, or in what it is in another language."""
        text = f"{self.did} {self.what} {self.entry.by} {self.entry.kind} {self.entry.at:%Y-%m-%d} {also}".casefold()
        return all(word in text for word in words.casefold().split())


def read_log(
    entries: Iterable[Logged], words: str = "", most: int | None = None, also: Callable[[Told], str] | None = None
) -> Iterator[Told]:
    """Entries in words, only those that hold the words searched for, at most so many. ``also`` says an entry in another
    language, to be searched as well."""
    found = 0
    for entry in entries:
        one = Told(entry, KINDS.get(entry.kind, entry.kind), _what(entry))
        if one.holds(words) or (also is not None and one.holds(words, also(one))):
            yield one
            found += 1
            if found == most:
                return


def kinds_named(words: str) -> list[str]:
    """The kinds that a word names: "report", "report.new", "exported". Raises :class:`AskedWrongError`."""
    found = [kind for kind, said in KINDS.items() if words.casefold() in kind or words.casefold() in said]
    if not found:
        raise AskedWrongError(f"No kind of entry is called {words!r}.", f"One of {', '.join(KINDS)}.")
    return found


def _what(entry: Logged) -> str:
    """What an entry is about, in a line."""
    says = entry.says
    if says is None:
        return f"{entry.on}: {_GONE}"
    if entry.kind == "report.removed":
        return f"{entry.on}: {says['reason']} (asked by {says['asked_by']})"
    if entry.on.startswith("report "):
        claims = says.get("claims", {}).get("count")
        tail = f", {claims:,} {'claim' if claims == 1 else 'claims'}" if claims is not None else ""
        return f"{entry.on}, {says.get('title') or says.get('origin', '')}{tail}"
    if entry.on.startswith("judgement "):
        return f"{_target(says)}: {says['decision']}{_why(says['reason'])}"
    if entry.on.startswith("proposal "):
        return f"{entry.on}, of {len(says['tellings'])} tellings"
    if entry.on.startswith("gazetteer "):
        return f"{says['name']}, {says['places']:,} places"
    if entry.on.startswith(("checkpoint ", "stamp ")):
        about = entry.on if entry.on.startswith("checkpoint ") else f"checkpoint {says['checkpoint_id']}"
        size = f" over {says['size']:,} entries" if "size" in says else ""
        return f"{about}{size}{'' if says.get('response', True) else ', asked for'}"
    if entry.kind == "read.refused":
        more = says.get("and", [])
        rest = [f"and {len(more) - 2:,} more"] if len(more) > 2 else []
        return "; ".join(part.rstrip(".") for part in (f"{says['origin']}: {says['why']}", *more[:2], *rest))
    if entry.kind == "user.changed":
        return _of_user(says)
    if entry.kind == "record.exported":
        claims = says.get("claims")
        count = [f"{claims:,} {'row' if claims == 1 else 'rows'}"] if claims else []
        return ", ".join([says["form"], *count, *([f"SHA-256 {says['sha256']}"] if "sha256" in says else [])])
    return ", ".join(f"{name} {_short(value)}" for name, value in says.items())


#: What became of a user, in a word.
_SAID = {"made True": "made", "active False": "disabled", "active True": "may log in", "ended True": "ended"}


def _of_user(says: Json) -> str:
    last = sorted(says, key=lambda name: name == "groups")  # which are several
    told = [f"{name} {_short(says[name])}" for name in last if name != "user" and says[name] != []]
    return f"{says['user']}: {', '.join(_SAID.get(one, one) for one in told)}"


def _target(says: Json) -> str:
    kind, target = says["kind"], says["target"]
    named = (says["value"] or {}).get("report") if isinstance(says["value"], dict) else None
    if kind == "report" and named:
        return f"report {named}"
    return f"{kind} {target if kind == 'policy' else target[:12]}"


def _why(reason: str) -> str:
    return f" ({reason})" if reason else ""


def _short(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value[:5])) + (f" +{len(value) - 5}" if len(value) > 5 else "")
    return str(value)


def entry_json(told: Told) -> Json:
    """An entry as data."""
    one = told.entry
    return {
        "n": one.number, "at": one.at.isoformat(), "kind": one.kind, "by": one.by, "on": one.on, "did": told.did,
        "what": told.what, "says": one.says, "seal": one.seal, "hash": one.hash,
    }  # fmt: skip


def latest(store: Store) -> Signed:
    """A signed checkpoint over all there is: made now, or, of a record that cannot be written, the last one."""
    if store.writable:
        return store.ledger.sign()[0]
    kept = store.ledger.checkpoints()
    if not kept:
        raise RecordError(
            f"The record {store.where} has no checkpoint, and cannot be written.",
            "Sign one where it can be: tollbook checkpoint",
        )
    return kept[-1]


def prove(
    store: Store,
    *,
    entries: Collection[int] = (),
    reports: Collection[int] = (),
    claims: Collection[str] = (),
    earlier: Collection[str] = (),
    words: bool = False,
) -> Json:
    """A proof for outside: of entries by number, of all entries on reports, of claims by identity; and that the log
    begins with earlier checkpoints. ``words`` shows what was said and by whom; without, only numbers and scopes are.

    Raises :class:`AskedWrongError` for what is not there, or not yet in a checkpoint of a record that cannot be
    written.
    """
    checkpoint = latest(store)
    wanted: dict[int, Collection[str]] = dict.fromkeys(entries, ())
    for entry in store.ledger.entries(on=[f"report {number}" for number in reports]):
        fields = REPORT_FIELDS if not words or entry.says is None else [n for n in entry.says if n != "problems"]
        wanted[entry.number] = fields if entry.kind.startswith("report.") else ()
    shown: dict[int, dict[str, Collection[str]]] = {}
    for claim, number in store.ledger.entries_of(claims).items():
        wanted.setdefault(number, REPORT_FIELDS)
        shown.setdefault(number, {})[claim] = (*CLAIM_FIELDS, *CLAIM_WORDS) if words else CLAIM_FIELDS
    lost = set(claims) - {claim for some in shown.values() for claim in some}
    if lost:
        raise AskedWrongError(f"No claim that stands is called {min(lost)[:12]}.", "See: tollbook claims --json")
    late = [number for number in wanted if not 1 <= number <= checkpoint.head.size]
    if late:
        raise AskedWrongError(
            f"There is no entry {max(late):,}: the checkpoint is over {checkpoint.head.size:,}.", "See: tollbook log"
        )
    for note in earlier:
        _of_this_log(note, checkpoint)
    return store.ledger.prove(checkpoint, wanted, shown, earlier)


def _of_this_log(note: str, checkpoint: Signed) -> None:
    try:
        head = parse_checkpoint(note)
    except ProofError as error:
        raise AskedWrongError(str(error), "Name a file that tollbook checkpoint wrote.") from error
    if head.origin != checkpoint.head.origin:
        raise AskedWrongError(f"The checkpoint is of another log: {head.origin}.")
    if head.size > checkpoint.head.size:
        raise AskedWrongError(
            f"The checkpoint is of {head.size:,} entries, and the log has {checkpoint.head.size:,}.",
            "See what does not hold: tollbook verify --checkpoint FILE",
        )


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the desk as the log has them: what they may do, which groups they are in, whether they may log in."""

    name: str
    role: str = ROLES[0]
    groups: tuple[str, ...] = ()
    active: bool = True


def members_told(store: Store) -> list[Member]:
    """Everybody whom the log tells of, as it last told, in the order they came."""
    found: dict[str, Member] = {}
    for entry in reversed(list(store.ledger.entries(kinds=["user.changed"]))):
        says = entry.says or {}
        name = says.get("user")
        if not isinstance(name, str) or not (name in found or says.get("made")):
            continue
        now = Member(name) if says.get("made") else found[name]
        changed = {
            "role": says.get("role") or now.role, "groups": tuple(says.get("groups", now.groups)),
            "active": says.get("active", now.active),
        }  # fmt: skip
        found[name] = replace(now, **changed)
    return list(found.values())
