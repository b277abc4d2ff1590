"""Determinations as pages show them: narrowed to what the person may see, with titles and evidence."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import Http404

from caseloads.queries import evidence_lines, visible_clients, visible_extracts
from caseloads.rules.journeys import RECODED
from lasars.queries import assessment_in_words
from outcomes.models import DeterminationRow, EvidenceRow, JourneyRow, SchemeVersion
from outcomes.queries.schemes import InForce, schemes_in_force
from outcomes.rules.looked_at import WHICH_ROW, looked_at
from pbr.access.access import Access
from pbr.access.models import Provider
from pbr.access.permissions import Permission
from pbr.scheme.document import Outcome

OF_ANOTHER_PROVIDER = "another provider's extract"


@dataclass(frozen=True, slots=True)
class EvidenceTold:
    """One line of an extract (`extract`, `file_name`, `line`), or what a person decided or assessed in the browser
    (`decision` in words; `assessment` the id of one, else None).

    `may_open`: whether the person may see the extract, or the assessment, itself. `cells` are what the line said, without
    columns that tell who somebody is; None until asked for, since that reads the stored file. `measure` is what it is
    evidence of: of the cells only some decide it.
    """

    extract: int | None
    file_name: str
    line: int | None
    decision: str
    may_open: bool
    may_read: bool
    cells: tuple[tuple[str, str], ...] | None = None
    assessment: int | None = None
    measure: str = ""

    @property
    def deciding(self) -> list[tuple[str, str]]:
        """The cells that the measure looked at."""
        columns = looked_at(self.measure)
        return [(name, cell) for name, cell in self.cells or () if name in columns]

    @property
    def which_row(self) -> list[tuple[str, str]]:
        """The other cells that tell which row this is, and when."""
        columns = WHICH_ROW - looked_at(self.measure)
        return [(name, cell) for name, cell in self.cells or () if name in columns]

    @property
    def is_cut(self) -> bool:
        """Whether the row said more than these."""
        return len(self.cells or ()) > len(self.deciding) + len(self.which_row)

    @property
    def recoded(self) -> str:
        """Says of a discharge code that only payment by results uses, as which code it counts; else nothing."""
        code = dict(self.cells or ()).get("DISRSN", "").strip()
        counts_as = RECODED.get(int(code)) if code.isdecimal() else None
        if counts_as is None:
            return ""
        return (
            f"Discharge code {code} is used by payment by results only; nationally, and here, it counts as {counts_as}."
        )


@dataclass(frozen=True, slots=True)
class DeterminationTold:
    """A determination with its outcome's title, the providers of its contracts, and its evidence."""

    row: DeterminationRow
    title: str
    evidence: tuple[EvidenceTold, ...]
    providers: tuple[str, ...] = ()

    @property
    def is_read(self) -> bool:
        """Whether a cell that the measure looked at is shown."""
        return any(line.deciding for line in self.evidence)

    @property
    def is_current(self) -> bool:
        return self.row.superseded_at is None


@dataclass(frozen=True, slots=True)
class JourneyTold:
    """A journey and what is now found for it, in the order of its scheme's outcomes."""

    row: JourneyRow
    determinations: tuple[DeterminationTold, ...]
    provider: str = ""

    @property
    def pending(self) -> list[DeterminationTold]:
        return [told for told in self.determinations if told.row.status == "pending"]


def own_contracts(access: Access, in_force: InForce) -> list[str] | None:
    """The codes of the contracts of the person's own providers; None for all of the partnership."""
    if access.providers is None:
        return None
    names = {
        name.casefold() for name in Provider.objects.filter(pk__in=access.providers).values_list("name", flat=True)
    }
    contracts = (contract for scheme in in_force.schemes for contract in scheme.contracts)
    return list(dict.fromkeys(c.code for c in contracts if c.provider.casefold() in names))


def visible_determinations(access: Access) -> QuerySet[DeterminationRow]:
    """Determinations of visible clients, current and former; of cohorts, those of the person's own contracts."""
    rows = DeterminationRow.objects.filter(partnership=access.partnership).select_related("client", "version")
    if access.providers is None:
        # Also those of clients who are not known any more: a posting still points at them.
        return rows
    contracts = own_contracts(access, schemes_in_force(access.partnership.pk)) or []
    # Of a client whom another provider treats too, only what is a matter of one's own contracts, or of nobody's.
    ours = Q(contracts__overlap=contracts) | Q(contracts=[])
    return rows.filter(
        ours, Q(client__in=visible_clients(access)) | Q(client__isnull=True, contracts__overlap=contracts)
    )


def determination(access: Access, determination_id: int, *, with_cells: bool = True) -> DeterminationTold:
    """One determination with its evidence and, `with_cells`, what each line said. Raises Http404 where not visible."""
    row = visible_determinations(access).filter(pk=determination_id).first()
    if row is None:
        raise Http404("No such determination")
    in_force = schemes_in_force(access.partnership.pk)
    evidence = tuple(_evidence(access, [row.pk]).get(row.pk, ()))
    if with_cells:
        outcome = outcome_of(row)
        evidence = _with_cells(evidence, outcome.measure if outcome else "")
    providers = tuple(in_force.provider(contract) for contract in row.contracts)
    return DeterminationTold(row, in_force.title(row.outcome), evidence, providers)


def current_after(row: DeterminationRow) -> DeterminationRow | None:
    """What is found now for the journey, outcome and part of a superseded determination."""
    same = DeterminationRow.objects.filter(
        partnership_id=row.partnership_id,
        client=row.client,
        journey=row.journey,
        outcome=row.outcome,
        part=row.part,
        superseded_at__isnull=True,
    )
    return (same if row.client else same.filter(contracts=row.contracts)).first()


def outcome_of(row: DeterminationRow) -> Outcome | None:
    """The outcome as the governing version has it."""
    in_force = schemes_in_force(row.partnership_id)
    return next((o for o in in_force.by_id(row.version_id).outcomes if o.code == row.outcome), None)


def journeys_told(access: Access, client_id: int) -> list[JourneyTold]:
    """Everything now found for a client, newest journey first. `client_id` is one that the person may see.

    The number of queries depends neither on the journeys nor on the evidence.
    """
    in_force = schemes_in_force(access.partnership.pk)
    rows = list(visible_determinations(access).filter(client_id=client_id, superseded_at__isnull=True))
    evidence = _evidence(access, [row.pk for row in rows])
    places = {
        (pk, outcome.code): outcome.place
        for pk, scheme in zip(in_force.ids, in_force.schemes, strict=True)
        for outcome in scheme.outcomes
    }
    rows.sort(key=lambda row: (places.get((row.version_id, row.outcome), 0), row.outcome, row.pk))
    told = [DeterminationTold(row, in_force.title(row.outcome), tuple(evidence.get(row.pk, ()))) for row in rows]
    journeys = JourneyRow.objects.filter(partnership=access.partnership, client_id=client_id).select_related("version")
    ours = own_contracts(access, in_force)
    shown = [
        JourneyTold(
            journey,
            tuple(one for one in told if one.row.journey == journey.start),
            in_force.provider(journey.holder) if journey.holder else "",
        )
        for journey in journeys.order_by("-start")
    ]
    return [one for one in shown if ours is None or one.determinations or one.row.holder in (None, *ours)]


def titles_of(partnership_id: int, outcomes: Collection[str]) -> dict[str, str]:
    """The title of each outcome, in the newest version that has it."""
    in_force = schemes_in_force(partnership_id)
    return {outcome: in_force.title(outcome) for outcome in outcomes}


def achieved_between(access: Access, first: dt.date, last: dt.date) -> QuerySet[DeterminationRow]:
    """What is achieved for the person's own contracts from `first` to `last`, both included."""
    rows = DeterminationRow.objects.filter(
        partnership=access.partnership, superseded_at__isnull=True, status="achieved", date__range=(first, last)
    )
    contracts = own_contracts(access, schemes_in_force(access.partnership.pk))
    return rows if contracts is None else rows.filter(contracts__overlap=contracts)


def pending_until(access: Access, first: dt.date, last: dt.date) -> QuerySet[DeterminationRow]:
    """What may be known of visible clients from `first` to `last` for the person's own contracts, soonest first."""
    rows = DeterminationRow.objects.filter(
        partnership=access.partnership,
        superseded_at__isnull=True,
        status="pending",
        awaits_date__range=(first, last),
        client__in=visible_clients(access),
    )
    contracts = own_contracts(access, schemes_in_force(access.partnership.pk))
    if contracts is not None:
        rows = rows.filter(contracts__overlap=contracts)
    return rows.select_related("client").order_by("awaits_date", "pk")


def get_version(versions: QuerySet[SchemeVersion], version_id: int) -> SchemeVersion:
    """Raises Http404 for a version that the person may not see."""
    version = versions.filter(pk=version_id).first()
    if version is None:
        raise Http404("No such scheme version")
    return version


def _evidence(access: Access, determinations: Collection[int]) -> dict[int, list[EvidenceTold]]:
    """The evidence of each determination, in the order in which it is told; two queries."""
    rows = EvidenceRow.objects.filter(determination_id__in=determinations).select_related(
        "extract", "decision__by", "assessment"
    )
    own = None
    if access.providers is not None:
        own = set(visible_extracts(access).values_list("pk", flat=True))
    told: dict[int, list[EvidenceTold]] = {}
    for row in rows.order_by("determination_id", "place"):
        told.setdefault(row.determination_id, []).append(_told(row, own, access))
    return told


def _told(row: EvidenceRow, own: set[int] | None, access: Access) -> EvidenceTold:
    """A provider reads its own extracts' lines and those of local feeds; of another's only that there is one."""
    if row.decision is not None:
        made = row.decision
        words = f"{made.by.name} decided on {made.on:%-d %B %Y} to {made.decision} it: {made.words}"
        return EvidenceTold(None, "", None, words, may_open=False, may_read=False)
    if row.assessment is not None:
        words, may_open = assessment_in_words(row.assessment), access.may(Permission.SEE_ASSESSMENTS)
        return EvidenceTold(None, "", None, words, may_open, may_read=False, assessment=row.assessment_id)
    is_own = own is None or row.extract_id in own
    opens = access.may(Permission.SEE_EXTRACTS)
    if row.extract is None or (not is_own and row.extract.agency):
        return EvidenceTold(row.extract_id, OF_ANOTHER_PROVIDER, None, "", may_open=False, may_read=False)
    return EvidenceTold(row.extract_id, row.extract.file_name, row.line, "", may_open=is_own and opens, may_read=True)


def _with_cells(evidence: Sequence[EvidenceTold], measure: str) -> tuple[EvidenceTold, ...]:
    """The same with what each line said, read from the stored files."""
    readable = [(told.extract, told.line) for told in evidence if told.may_read and told.extract and told.line]
    lines = {(line.extract, line.line): line.cells for line in evidence_lines(readable)}
    return tuple(
        dataclasses.replace(
            told,
            cells=lines.get((told.extract, told.line)) if told.extract and told.line else None,
            measure=measure,
        )
        for told in evidence
    )
