"""What an extract says, before anything of it is applied: counts, and findings that a data officer can act on."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from django.db import connection, transaction

from caseloads.actions.findings import Findings
from caseloads.actions.merging import Merge
from caseloads.actions.ranks import rank_later_extracts
from caseloads.actions.staging import Staging
from caseloads.intake.extract import ExtractReading, read_extract
from caseloads.intake.findings import FileRefused, Finding
from caseloads.intake.mapping import AS_PUBLISHED, Mapping
from caseloads.intake.names import ExtractName
from caseloads.intake.reading import Summary
from caseloads.models import Extract
from caseloads.queries.stored import open_stored
from pbr import clock
from pbr.access.models import Agency
from pbr.audit.record import record

Progress = Callable[[int, int, str], None]
EVERY = 2_000  # rows between two words about progress
LOCK = 0x45585452  # with the partnership's id: one extract at a time is compared with what is known


def lock_partnership(partnership_id: int) -> None:
    """Until the transaction ends, no other extract of the partnership is checked or applied."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, partnership_id])


def check_extract(*, extract_id: int, progress: Progress, finish: Callable[[], None]) -> None:
    """Reads the stored file against what is known, and writes what it says beside it; or refuses it, with the reason.

    Run again, it does the same again: findings are written anew.
    """
    with transaction.atomic():
        extract = Extract.objects.select_for_update().select_related("partnership").get(pk=extract_id)
        if extract.state != "checking":
            finish()
            return
        lock_partnership(extract.partnership_id)
        try:
            with transaction.atomic():
                _check(extract, progress)
        except FileRefused as refused:
            extract.refused_at, extract.refusal = clock.now(), str(refused)
            extract.save(update_fields=["refused_at", "refusal"])
            _record("extract.refused", extract)
        finish()


def _check(extract: Extract, progress: Progress) -> None:
    findings = Findings(extract)
    merge, summary = compare(extract, progress, findings.add)
    findings.close()
    count(extract, summary, merge)
    if summary.rows and summary.rejected == summary.rows and not extract.wants_commissioner:
        # It would say nothing of anybody, and still that the feed is complete to its date.
        extract.wants_commissioner = "Every one of its rows was rejected."
    extract.checked_at = clock.now()
    extract.save()
    if findings.of_another_provider:
        _record("extract.rows_of_another_provider", extract, rows=findings.of_another_provider)


def compare(extract: Extract, progress: Progress, report: Callable[[Finding], object]) -> tuple[Merge, Summary]:
    """The extract beside what is known, in staging tables of the current transaction. Raises FileRefused."""
    rank_later_extracts(extract, lambda later: stage(later, progress, _told_before))
    summary = stage(extract, progress, report)
    return Merge(extract), summary


def _told_before(_: object) -> None:
    """Findings were told when that extract was checked."""


def stage(extract: Extract, progress: Progress, report: Callable[[Finding], object]) -> Summary:
    """Fills the staging tables of the current transaction with what the file says. Raises FileRefused."""
    stream = open_stored(extract.file_id)
    reading = open_reading(extract, stream, report)
    staging, said = Staging(extract.feed), 0
    for mention in reading:
        staging.add(mention)
        if reading.rows - said >= EVERY:
            said = reading.rows
            progress(said, extract.rows, "Reading rows")
    staging.close()
    progress(reading.rows, reading.rows, "Comparing with what is known")
    return reading.summary


def open_reading(extract: Extract, stream: BinaryIO, report: Callable[[Finding], object]) -> ExtractReading:
    agencies = Agency.objects.filter(partnership_id=extract.partnership_id)
    senders = agencies.filter(provider_id=extract.provider_id) if extract.provider_id else agencies
    name = ExtractName(extract.file_name, extract.feed, extract.agency, extract.begins, extract.to, extract.data_set)
    return read_extract(
        stream,
        name,
        agencies=frozenset(agencies.values_list("code", flat=True)),
        senders=frozenset(senders.values_list("code", flat=True)),
        received=extract.received_on,
        mapping=Mapping(**extract.mapping) if extract.mapping else AS_PUBLISHED,
        allow_empty=extract.mode == Extract.Mode.REPLACE,
        report=report,
    )


def count(extract: Extract, summary: Summary, merge: Merge) -> None:
    """Rows read = new + changed + unchanged + rejected + without consent."""
    rows = merge.counts()
    extract.rows = summary.rows
    extract.rejected = summary.rejected
    extract.without_consent = summary.without_consent
    extract.warnings = summary.warnings
    extract.new = min(rows.new, summary.accepted)
    extract.changed = min(rows.changed, summary.accepted - extract.new)
    extract.unchanged = summary.accepted - extract.new - extract.changed
    extract.vanishing = merge.vanishing()
    extract.encoding, extract.date_form = summary.encoding, summary.date_form
    extract.unknown_columns = list(summary.unknown_columns)


def _record(event: str, extract: Extract, **details: object) -> None:
    record(
        event,
        partnership=extract.partnership,
        actor=None,
        subject=f"extract:{extract.pk}",
        file=extract.file_name,
        **details,
    )
