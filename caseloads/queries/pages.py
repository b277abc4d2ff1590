"""What the pages about extracts show, narrowed to what the person may see: whatever is left out here is not found."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet
from django.http import Http404

from caseloads.intake.findings import REJECTED, Finding, shown
from caseloads.intake.local_layouts import PERSON_COLUMNS
from caseloads.models import Extract, FindingRow
from caseloads.queries.facts import completeness
from pbr import clock
from pbr.access.access import Access
from pbr.access.models import Agency
from pbr.access.permissions import Permission
from pbr.jobs.models import Job

# Extracts come monthly; after this many days the next one is missed (extracts.md §1: a longer jump needs a commissioner).
LATE_AFTER = dt.timedelta(days=35)
IDENTIFYING = frozenset(PERSON_COLUMNS) - {"AGNCY", "CLIENTID"}
WORK = ("caseloads.check_extract", "caseloads.apply_extract")

_STATES: dict[str, Q] = {
    "checking": Q(checked_at=None, refused_at=None, discarded_at=None),
    "checked": Q(checked_at__isnull=False, confirmed_at=None, refused_at=None, discarded_at=None),
    "applying": Q(confirmed_at__isnull=False, applied_at=None, refused_at=None),
    "applied": Q(applied_at__isnull=False),
    "refused": Q(refused_at__isnull=False),
    "discarded": Q(discarded_at__isnull=False, refused_at=None),
}
STATES = tuple(_STATES)


def visible_extracts(access: Access) -> QuerySet[Extract]:
    """A provider's people see the extracts of their own agencies; everybody else all of the partnership."""
    extracts = Extract.objects.filter(partnership=access.partnership)
    return extracts if access.providers is None else extracts.filter(provider_id__in=access.providers)


def get_extract(access: Access, extract_id: int) -> Extract:
    """Raises Http404 for an extract that the person may not see."""
    rows = visible_extracts(access).select_related("partnership", "provider", "sent_by", "confirmed_by", "discarded_by")
    extract = rows.filter(pk=extract_id).first()
    if extract is None:
        raise Http404("No such extract")
    return extract


def listed_extracts(access: Access, *, feed: str, agency: str, state: str, text: str) -> QuerySet[Extract]:
    """The visible extracts that pass the filters; a blank filter lets all pass."""
    extracts = visible_extracts(access).select_related("sent_by")
    if feed:
        extracts = extracts.filter(feed=feed)
    if agency:
        extracts = extracts.filter(agency=agency)
    if text:
        extracts = extracts.filter(file_name__icontains=text)
    return extracts.filter(_STATES[state]) if state in _STATES else extracts


def waiting_extracts(access: Access) -> QuerySet[Extract]:
    """Those that wait for somebody's confirmation; those that only a commissioner can confirm come first."""
    return visible_extracts(access).filter(_STATES["checked"]).order_by(F("wants_commissioner").desc(), "received_at")


def last_extract_with_findings(access: Access) -> Extract | None:
    """The newest extract, where there is something in it to mend."""
    last = visible_extracts(access).filter(discarded_at=None, checked_at__isnull=False).order_by("-received_at").first()
    return last if last is not None and (last.rejected or last.warnings) else None


def visible_agencies(access: Access) -> list[Agency]:
    agencies = Agency.objects.filter(partnership=access.partnership).select_related("provider", "lasars")
    if access.providers is not None:
        agencies = agencies.filter(provider_id__in=access.providers)
    return list(agencies.order_by("code"))


@dataclass(frozen=True, slots=True)
class FeedStanding:
    """How far one feed has come; `agency` None for a local feed, `to` None where nothing has come yet."""

    feed: str
    agency: Agency | None
    to: dt.date | None

    @property
    def is_late(self) -> bool:
        return self.to is None or clock.today() - self.to > LATE_AFTER

    @property
    def due(self) -> dt.date | None:
        """The last day on which the next extract is not late; None where nothing has come yet, and it is late."""
        return None if self.to is None else self.to + LATE_AFTER

    @property
    def age(self) -> int | None:
        """Whole days since the feed's TO date."""
        return None if self.to is None else (clock.today() - self.to).days


def feeds_overview(access: Access) -> list[FeedStanding]:
    """NDTMS of every visible agency; for those who see the whole partnership, the local feeds that have come."""
    agencies = visible_agencies(access)
    complete = completeness(access.partnership.pk, [agency.code for agency in agencies])
    standings = [FeedStanding("ndtms", agency, complete.agencies[agency.code]) for agency in agencies]
    if access.providers is None:
        standings += [FeedStanding(feed, None, to) for feed, to in sorted(complete.local.items()) if feed != "ndtms"]
    return standings


def findings_of(extract: Extract, *, severity: str = "", rule: str = "") -> QuerySet[FindingRow]:
    findings = FindingRow.objects.filter(extract=extract)
    if severity:
        findings = findings.filter(severity=severity)
    return findings.filter(rule=rule) if rule else findings


def rules_found(extract: Extract) -> list[str]:
    return list(FindingRow.objects.filter(extract=extract).order_by("rule").values_list("rule", flat=True).distinct())


def shown_finding(access: Access, row: FindingRow) -> Finding:
    """The finding as this person may see it: what could tell who somebody is only for those whose work needs it."""
    if row.column in IDENTIFYING and not access.may(Permission.SEE_IDENTITY):
        which = row.rule.replace("-", " ")
        what = "the row is left out" if row.severity == REJECTED else "check it"
        sentence = f"{row.column}: {which}; {what}. The value is shown only to those whose work needs it."
        return Finding(row.line, row.column, "", row.rule, row.severity, sentence)
    return Finding(row.line, row.column, shown(row.value), row.rule, row.severity, row.sentence)


def latest_job(extract: Extract) -> Job | None:
    """The work last asked for on this extract."""
    jobs = Job.objects.filter(partnership_id=extract.partnership_id, subject=str(extract.pk), kind__in=WORK)
    return jobs.order_by("-asked_at").first()


def findings_count(extract: Extract) -> dict[str, int]:
    """How often each rule was found broken."""
    counted = FindingRow.objects.filter(extract=extract).values_list("rule").annotate(times=Count("pk"))
    return dict(counted.order_by("rule"))
