"""What an applied extract moved: the results that rest on its lines, and the postings for which it may be the cause.

A posting keeps the extracts that were applied since the ledger had last been posted to. Where it names several, nobody
can tell what each of them moved by itself; and time, decisions and assessments move money meanwhile, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Count, Exists, F, Max, OuterRef, Q, QuerySet, Sum, Value, When

from caseloads.queries import get_extract, visible_extracts
from outcomes.queries import visible_determinations
from payments.models import Account, Transfer
from payments.queries.ledger import transfers
from pbr.access.access import Access


@dataclass(frozen=True, slots=True)
class Results:
    """Found since the extract was applied, with a line of it among their evidence. `replaced` of them took the place of
    what had been found before of the same journey, outcome and part; `former` were replaced themselves since."""

    many: int
    clients: int
    replaced: int
    former: int


@dataclass(frozen=True, slots=True)
class Postings:
    """Pence. `up` and `down` (below zero) are of all postings that name the extract; `resting` is the sum of those whose
    result rests on a line of it."""

    many: int
    clients: int
    up: int
    down: int
    resting: int

    @property
    def net(self) -> int:
        return self.up + self.down


@dataclass(frozen=True, slots=True)
class Moved:
    """`together` are the other extracts that the postings name, of those that the person may see; `others` counts the
    rest of them. `posted_since`: whether the ledger has been posted to at all since the extract was applied."""

    results: Results
    postings: Postings
    together: Sequence[tuple[int, str]]
    others: int
    posted_since: bool


def postings_after(access: Access, extract: Any) -> QuerySet[Any]:
    """The postings that name an applied extract, with `signed_pence` and whether it `rests` on a line of it."""
    named = transfers(access).filter(
        sequence__isnull=False, posted_at__gte=extract.applied_at, explanation__extracts__contains=[extract.pk]
    )
    resting = visible_determinations(access).filter(evidence__extract=extract.pk).values("pk")
    rows: QuerySet[Any] = named.annotate(
        signed_pence=Case(When(from_account=Account.EARNED, then=F("pence")), default=-F("pence")),
        rests=Case(
            When(determination__in=resting, then=Value(True)), default=Value(False), output_field=BooleanField()
        ),
    )
    return rows


def moved_by(access: Access, extract_id: int) -> Moved | None:
    """None for an extract that is not applied; a fixed number of queries. Raises Http404."""
    extract = get_extract(access, extract_id)
    if extract.applied_at is None:
        return None
    rows = postings_after(access, extract)
    named = {pk for one in rows.order_by().values_list("explanation__extracts", flat=True).distinct() for pk in one}
    together = list(visible_extracts(access).filter(pk__in=named - {extract.pk}).order_by("file_name"))
    last = Transfer.objects.filter(partnership=access.partnership, sequence__isnull=False).aggregate(
        at=Max("posted_at")
    )
    return Moved(
        _results(access, extract),
        _postings(rows),
        [(one.pk, one.file_name) for one in together],
        len(named - {extract.pk}) - len(together),
        last["at"] is not None and last["at"] >= extract.applied_at,
    )


def _results(access: Access, extract: Any) -> Results:
    """A result rests on a line only where the line was news: what a file repeats rests on the file that told it first."""
    found = visible_determinations(access).filter(found_at__gte=extract.applied_at)
    ours = found.filter(pk__in=found.filter(evidence__extract=extract.pk).values("pk"))
    before = visible_determinations(access).filter(
        client=OuterRef("client"), journey=OuterRef("journey"), outcome=OuterRef("outcome"), part=OuterRef("part"),
        pk__lt=OuterRef("pk"),
    )  # fmt: skip
    told = ours.annotate(again=Exists(before)).aggregate(
        many=Count("pk"),
        clients=Count("client", distinct=True),
        replaced=Count("pk", filter=Q(again=True)),
        former=Count("pk", filter=Q(superseded_at__isnull=False)),
    )
    return Results(**told)


def _postings(rows: QuerySet[Any]) -> Postings:
    told = rows.order_by().aggregate(
        many=Count("pk"),
        clients=Count("entitlement__client", distinct=True),
        up=Sum("signed_pence", filter=Q(signed_pence__gt=0), default=0),
        down=Sum("signed_pence", filter=Q(signed_pence__lt=0), default=0),
        resting=Sum("signed_pence", filter=Q(rests=True), default=0),
    )
    return Postings(**{name: int(value) for name, value in told.items()})
