"""States on the terminal: who says what held where, from when to when, and who says otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

from rich.console import Console
from rich.text import Text

from tollbook.cli.see import figure, heading, indented, joined, table
from tollbook.desk.words import stretch, window
from tollbook.model import Claim, Place
from tollbook.reckon import Stretch
from tollbook.reckon.scope import fold, place_path, source

#: What is said beneath a timeline.
NOT_COUNTED = "States are not counted: they last. Of the days between two stretches no report says anything."


def show_states(
    out: Console, found: Sequence[Stretch], claims: Mapping[str, Claim], name: Callable[[str], str]
) -> None:
    """Print timelines, place by place: each stretch, the claims it is told by, and who contradicts it."""
    for _, some in groupby(found, key=lambda one: place_path(one.place)):
        here = list(some)
        out.print()
        out.print(heading(_called([claims[c].place for one in here for c in one.claims if c in claims])))
        rows = table("", "", "")
        rows.show_header = False
        for one in here:
            told = [claims[identity] for identity in one.claims if identity in claims]
            if len(told) > 1:
                rows.add_row(Text(stretch(one.start, one.end), style="bold"), "", "")
            for claim in told:
                when = Text(window(claim.window) or "no date", style="dim")
                rows.add_row(
                    when, _words(claim) if one.holds else Text("denied: ").append(_words(claim)), name(source(claim))
                )
            if one.against:
                who = sorted({name(source(claims[identity])) for identity in one.against if identity in claims})
                rows.add_row("", Text(f"Contradicted by {joined(who)}.", style="yellow"), "")
        out.print(indented(rows))
    out.print()
    out.print(Text(NOT_COUNTED, style="dim"))


def _called(places: Sequence[Place | None]) -> str:
    """What reports call a place: by its name, where one does."""
    known = [place for place in places if place is not None]
    if not known:
        return "No place named"
    texts = ((fold(place.name) not in fold(place.text), len(place.text), place.text or place.name) for place in known)
    return min(texts)[2]


def _words(claim: Claim) -> Text:
    """The words of a claim: its sentence, with the word of the state in it."""
    said = Text(f"“{' '.join(claim.quote.split())}”" if claim.quote else figure(claim).plain)
    if claim.quantity.text:
        said.highlight_words([" ".join(claim.quantity.text.split())], style="bold")
    return said
