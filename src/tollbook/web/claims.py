"""A claim as pages show it and as a person fills it in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tollbook.desk.reviewing import row_of
from tollbook.model import HEDGES, UNITS, Anchor, Claim, Extent, Measure, Modality
from tollbook.web import labels
from tollbook.web.templatetags import ledger


@dataclass(frozen=True, slots=True)
class Line:
    """A claim in a list: its number in its report, what it says in words, what was decided on it, and where in the
    original its words stand."""

    number: int
    claim: Claim
    decision: str
    anchors: tuple[Anchor, ...] = ()

    @property
    def what(self) -> str:
        """Who and what: "civilians killed"."""
        quantity = self.claim.quantity
        return labels.harmed(self.claim.harm, self.claim.population.group, one=quantity.low == quantity.high == 1)

    @property
    def says(self) -> str:
        """How many of whom, and what: "at least 12 civilians killed"."""
        if not self.how_many:
            return self.what
        return gettext("%(count)s %(what)s") % {"count": self.how_many, "what": self.what}

    @property
    def how_many(self) -> str:
        """Its bounds in words; empty where it has no number."""
        quantity = self.claim.quantity
        return ledger.bounds(quantity.low, quantity.high) if quantity.quantified else ""

    @property
    def stands(self) -> str:
        """Where in the original its words stand: "page 3"; empty where that is its text alone."""
        return ", ".join(dict.fromkeys(labels.stood(anchor.place) for anchor in self.anchors))

    @property
    def words(self) -> str:
        """The words it is read from."""
        return " ".join(self.claim.quantity.text.split())

    @property
    def asserted(self) -> bool:
        """Whether it is said to be so: only then is it counted."""
        return self.claim.modality == "asserted"


def lines_of(
    claims: Sequence[Claim], decided: dict[str, str], places: dict[str, tuple[Anchor, ...]] | None = None
) -> list[Line]:
    """The claims of a report, numbered in the order of their words."""
    found = places or {}
    return [Line(n, claim, decided.get(claim.id, ""), found.get(claim.id, ())) for n, claim in enumerate(claims, 1)]


class ClaimForm(forms.Form):
    """Every field of a claim that a person may change."""

    harm = forms.ChoiceField(label=_("What happened"))
    population = forms.ChoiceField(label=_("To whom"))
    low = forms.IntegerField(label=_("At least"), required=False, min_value=0)
    high = forms.IntegerField(label=_("At most"), required=False, min_value=0)
    best = forms.IntegerField(label=_("Number named"), required=False, min_value=0)
    hedge = forms.ChoiceField(label=_("How it is said"), required=False)
    unit = forms.ChoiceField(label=_("Counted in"))
    place = forms.CharField(label=_("Where"), required=False, max_length=200)
    start = forms.CharField(label=_("First day"), required=False, max_length=10)
    end = forms.CharField(label=_("Last day"), required=False, max_length=10)
    perpetrator = forms.CharField(label=_("Done by"), required=False, max_length=200)
    speaker = forms.CharField(label=_("According to"), required=False, max_length=200)
    measure = forms.ChoiceField(label=_("Counted as"))
    extent = forms.ChoiceField(label=_("Everyone, or one event"))
    modality = forms.ChoiceField(label=_("Said to be"))
    part_of = forms.ChoiceField(label=_("Part of"), required=False)
    repeats = forms.ChoiceField(label=_("Says again"), required=False)

    def __init__(self, others: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["harm"].choices = [("", "–"), *labels.harms()]
        fields["population"].choices = labels.groups()
        fields["hedge"].choices = [("", "–"), *((name, labels.word(name)) for name in HEDGES)]
        fields["unit"].choices = [(name, labels.word(name)) for name in UNITS]
        for name, kind in (("measure", Measure), ("extent", Extent), ("modality", Modality)):
            fields[name].choices = [(value, labels.word(value)) for value in get_args(kind)]
        for name in ("part_of", "repeats"):
            fields[name].choices = [("", "–"), *others]
        for name in ("start", "end"):
            fields[name].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def claim_form(
    claims: Sequence[Claim], claim: Claim | None = None, prefix: str | None = None,
    said: Mapping[str, str] | None = None,
) -> ClaimForm:  # fmt: skip
    """The form of a claim among the others of its report; of one that is still to be made for ``None``. ``said`` is
    what another person proposes to put in its place."""
    others = [
        (other.id, f"{ledger.number(line.number)}. {line.words or '–'} · {line.what}"[:70])
        for line in lines_of(claims, {})
        if (other := line.claim) is not claim and (claim is None or other.id != claim.id)
    ]
    initial = row_of(claim) if claim is not None else {"modality": "asserted", "extent": "event", "measure": "flow"}
    initial |= said or {}
    if claim is not None:
        known = {name for name, _ in others}
        others += [(initial[n], "…") for n in ("part_of", "repeats") if initial[n] and initial[n] not in known]
    return ClaimForm(others, initial=initial, prefix=prefix, auto_id="%s" if prefix else "claim-%s")
