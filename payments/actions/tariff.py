"""Studies of a tariff: asked for by a commissioner, worked out by a job, kept as they were found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction

from caseloads.queries import completeness, facts_of, touches
from caseloads.rules.facts import Completeness
from lasars.queries import with_assessments
from outcomes.queries import found, schemes_in_force
from outcomes.queries.decisions import with_decisions
from outcomes.queries.pages import get_version
from outcomes.queries.schemes import versions
from outcomes.rules.determination import ClientFound
from outcomes.rules.determine import determine
from payments.forecasting.baseline import Period
from payments.forecasting.study import Asked, income_months, retimed, study
from payments.models import TariffStudy
from payments.queries.tariffs import TARIFF
from pbr import clock
from pbr.access.access import Access
from pbr.audit.record import record
from pbr.jobs.asking import ask
from pbr.scheme.document import Scheme
from pbr.scheme.reading import read_scheme

CHUNK = 300
Progress = Callable[[int, int, str], None]


def ask_study(
    *, access: Access, version_id: int, first: dt.date, last: dt.date, wishes: dict[str, Any] | None = None
) -> TariffStudy:
    """Asks for a study of journeys that start from `first` to `last`. Raises Http404 for a version that the person may not
    see. The version's document must be one that `read_scheme` takes."""
    with transaction.atomic():
        version = get_version(versions(access), version_id)
        asked = TariffStudy.objects.create(
            partnership=access.partnership,
            version_id=version.pk,
            basis=str(version),
            document=version.document,
            in_force=version.in_force_at is not None,
            first=first,
            last=last,
            wishes=wishes,
            as_of=clock.today(),
            asked_by=access.person,
            asked_at=clock.now(),
        )
        record(
            "tariff.baseline" if wishes is None else "tariff.asked",
            partnership=access.partnership,
            actor=access.person,
            subject=f"tariff:{asked.pk}",
            name=str(version),
            **({} if wishes is None else {"pence": wishes["budget"]}),
        )
        ask(TARIFF, partnership=access.partnership, subject=str(asked.pk), by=access.person)
    return asked


def ask_again(*, access: Access, earlier: TariffStudy, wishes: dict[str, Any]) -> TariffStudy:
    """The same basis and period with other wishes. Raises Http404 where the draft was discarded meanwhile."""
    return ask_study(
        access=access, version_id=earlier.version_id or 0, first=earlier.first, last=earlier.last, wishes=wishes
    )


def run_study(*, study_id: int, progress: Progress, finish: Callable[[], None]) -> None:
    """Works out one study and keeps what it found; one that is done is left alone. `finish` is called in the transaction of
    the result."""
    asked = TariffStudy.objects.filter(pk=study_id, done_at=None).select_related("partnership").first()
    if asked is not None:
        asked.result = study(_asked(asked, progress), progress)
        asked.done_at = clock.now()
    with transaction.atomic():
        if asked is not None:
            kept = {"result": asked.result, "done_at": asked.done_at}
            TariffStudy.objects.filter(pk=asked.pk, done_at=None).update(**kept)
        finish()


def _asked(row: TariffStudy, progress: Progress) -> Asked:
    """A version in force: what was found under it as everybody sees it. A draft: what the rules find under it, as though it
    had held since the period began."""
    in_force = schemes_in_force(row.partnership_id)
    complete = completeness(row.partnership_id, in_force.agencies or read_scheme(row.document).agencies)
    period = Period(row.first, row.last)
    if row.in_force:
        clients, text = found(row.partnership_id, in_force)[0], row.document
        scheme = read_scheme(text)
    else:
        months = income_months(period, complete, row.as_of)
        text = retimed(row.document, row.first, max(row.last, months.last if months else row.last))
        scheme = read_scheme(text)
        clients = list(_determined(row, scheme, complete, progress))
    return Asked(text, scheme, clients, complete, row.as_of, period, row.wishes)


def _determined(row: TariffStudy, scheme: Scheme, complete: Completeness, progress: Progress) -> Iterator[ClientFound]:
    """Every client of the partnership under the draft, read in chunks."""
    clients = sorted(touches(row.partnership_id))
    for begin in range(0, len(clients), CHUNK):
        chunk = clients[begin : begin + CHUNK]
        facts = with_assessments(facts_of(row.partnership_id, chunk, row.as_of), row.partnership_id, row.as_of)
        for client in with_decisions(facts, row.partnership_id):
            yield determine(client, [scheme], complete, row.as_of)
        progress(begin + len(chunk), len(clients), "Trying the draft on clients")
