"""Determining the clients of whom something changed, or whose waiting has ended, chunk by chunk.

A chunk is one transaction: its determinations, and up to which touch they are worked out. A killed worker's job goes
on with the chunks that are not yet done. A chunk in which the rules fail on a client is left as it was, and its clients
stay due; the others are determined, the ledger learns of them, and the job stops with the client's name.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import gc
import hashlib
import logging
import traceback
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from django.db import connection, transaction

from caseloads.queries import completeness, facts_of, latest_complete, references, touches
from caseloads.rules.facts import ClientFacts, Completeness
from lasars.queries import assessed, with_assessments
from outcomes.actions.beside import Beside, write_beside
from outcomes.actions.writing import supersede_clients, supersede_cohorts
from outcomes.models import ClientStanding
from outcomes.queries.decisions import with_decisions
from outcomes.queries.found import found
from outcomes.queries.schemes import InForce, schemes_in_force
from outcomes.rules.cohorts import cohort_determinations
from outcomes.rules.deadlines import due_of
from outcomes.rules.determination import ClientFound
from outcomes.rules.determine import OF_A_COHORT, determine
from outcomes.rules.top_exceptions import top_exceptions
from pbr import clock
from pbr.access.models import Partnership
from pbr.jobs.asking import ask
from pbr.jobs.failpoints import failpoint
from pbr.jobs.running import ExplainedFailure

logger = logging.getLogger(__name__)
CHUNK = 500
SETTLE = "payments.settle"
_LOCK = 0x4F555443  # with the partnership's id: one recalculation at a time
Progress = Callable[[int, int, str], None]


class CannotDetermine(ExplainedFailure):
    """A rule failed on one client: a fault of the software, never a guess. Names the client by reference."""


class SomeNotDetermined(ExplainedFailure):
    """Everything else was done; the clients of these chunks keep what was found of them before."""

    def __init__(self, failed: Sequence[CannotDetermine], waiting: int) -> None:
        told = " ".join(str(error) for error in failed)
        super().__init__(
            f"{told} What was known of {'this client' if waiting == 1 else f'these {waiting} clients'} stands as it was, "
            "and they stay due; everyone else was determined. This is a fault of the software: report it."
        )


@dataclasses.dataclass(frozen=True, slots=True)
class View:
    """What is looked at and from when: the versions in force, the completeness of feeds, and the day."""

    partnership: Partnership
    in_force: InForce
    completeness: Completeness
    as_of: dt.date

    @property
    def digest(self) -> str:
        said = repr((self.as_of, sorted(self.completeness.agencies.items()), sorted(self.completeness.local.items())))
        return hashlib.sha256(said.encode()).hexdigest()

    @property
    def reaches(self) -> dt.date:
        """The latest day on which anything can be known: a client that waits for a later one need not be asked."""
        return max(self.as_of, latest_complete(self.partnership.pk) or self.as_of)


def view_of(partnership: Partnership, as_of: dt.date | None = None) -> View:
    in_force = schemes_in_force(partnership.pk)
    return View(partnership, in_force, completeness(partnership.pk, in_force.agencies), as_of or clock.today())


def recalculate(
    *,
    partnership: Partnership,
    progress: Progress,
    finish: Callable[[], None],
    everyone: bool = False,
    as_of: dt.date | None = None,
) -> int:
    """Determines whoever needs it (or everyone) and asks for the ledger to be settled; the number determined.

    Nothing changed: nothing is written. Where no scheme is in force there is nothing to determine by. Raises
    SomeNotDetermined, once everyone else is determined, where the rules failed on a client; then nothing is finished.
    """
    view = view_of(partnership, as_of)
    # Read before any fact is: what is assessed meanwhile is determined again.
    assessments = assessed(partnership.pk)
    waiting = list(_due(view, assessments, everyone=everyone)) if view.in_force.schemes else []
    done, failed = _determine_in_chunks(view, assessments, waiting, progress)
    with transaction.atomic():
        _lock(partnership.pk)
        if view.in_force.schemes:
            _determine_cohorts(view)
        # What was found before of those who failed still counts: no money moves for a fault of the software.
        ask(SETTLE, partnership=partnership)
        if not failed:
            finish()
    if failed:
        raise SomeNotDetermined(failed, len(waiting) - done)
    return done


def _determine_in_chunks(
    view: View, assessments: dict[int, int], waiting: Sequence[int], progress: Progress
) -> tuple[int, list[CannotDetermine]]:
    """The number determined, and why a chunk was not; a chunk that fails is undone and the next one begun."""
    done = 0
    failed: list[CannotDetermine] = []
    for chunk in _chunks(waiting, CHUNK):
        try:
            with transaction.atomic():
                _lock(view.partnership.pk)
                _determine_chunk(view, assessments, chunk)
        except CannotDetermine as error:
            failed.append(error)
            cause = error.__cause__ or error
            logger.error("%s\n%s", error, "".join(traceback.format_tb(cause.__traceback__)))
            continue
        failpoint("after_chunk")
        done += len(chunk)
        progress(done, len(waiting), "Determining clients")
    return done, failed


def _due(view: View, assessments: dict[int, int], *, everyone: bool) -> Iterator[int]:
    """Clients touched or assessed since they were determined, whose waiting has ended, or whose scheme is another now."""
    standings = {row.pk: row for row in ClientStanding.objects.filter(partnership=view.partnership)}
    digest, reaches = view.digest, view.reaches

    def is_due(client: int, standing: ClientStanding | None, touch: int) -> bool:
        if everyone or standing is None or standing.seen < touch or standing.schemes != view.in_force.digest:
            return True
        if standing.assessed < assessments.get(client, 0):
            return True
        return standing.wakes is not None and standing.wakes <= reaches and standing.horizon != digest

    for client, touch in sorted(touches(view.partnership.pk).items()):
        if is_due(client, standings.get(client), touch):
            yield client


def _determine_chunk(view: View, assessments: dict[int, int], clients: Sequence[int]) -> None:
    # Touches are read before the facts: what is touched in between is determined again.
    partnership = view.partnership.pk
    before = touches(partnership, clients)
    facts = with_assessments(facts_of(partnership, clients, view.as_of), partnership, view.as_of)
    facts = with_decisions(facts, partnership)
    gc.disable()
    try:
        determined = [_determined(client, view) for client in facts]
        beside = [_beside(client, told, view) for client, told in zip(facts, determined, strict=True)]
    finally:
        gc.enable()
    supersede_clients(partnership, view.in_force, clients, determined)
    write_beside(partnership, clients, beside)
    _write_standings(view, before, assessments, determined)


def _determined(facts: ClientFacts, view: View) -> ClientFound:
    try:
        return determine(facts, view.in_force.schemes, view.completeness, view.as_of)
    except Exception as error:
        raise _failed(facts, error) from error


def _beside(facts: ClientFacts, client: ClientFound, view: View) -> Beside:
    schemes = view.in_force.schemes
    try:
        due = due_of(facts, client, schemes, view.completeness, view.as_of)
        return Beside(due, top_exceptions(facts, schemes, view.as_of))
    except Exception as error:
        raise _failed(facts, error) from error


def _failed(facts: ClientFacts, error: Exception) -> CannotDetermine:
    reference = references([int(facts.client)])[int(facts.client)]
    return CannotDetermine(f"The rules failed on client {reference} ({type(error).__name__}).")


def _write_standings(
    view: View, touched: dict[int, int], assessments: dict[int, int], determined: Sequence[ClientFound]
) -> None:
    wakes = {int(client.client): client.wakes for client in determined}
    horizon = view.digest
    ClientStanding.objects.bulk_create(
        (
            ClientStanding(
                client_id=client,
                partnership=view.partnership,
                seen=seen,
                assessed=assessments.get(client, 0),
                wakes=wakes.get(client),
                horizon=horizon,
                schemes=view.in_force.digest,
            )
            for client, seen in touched.items()
        ),
        update_conflicts=True,
        unique_fields=["client"],
        update_fields=["seen", "assessed", "wakes", "horizon", "schemes"],
    )


def _determine_cohorts(view: View) -> None:
    """What is found about whole cohorts, where a scheme asks for it."""
    if not any(outcome.measure == OF_A_COHORT for scheme in view.in_force.schemes for outcome in scheme.outcomes):
        return
    clients, _ = found(view.partnership.pk, view.in_force)
    rows = cohort_determinations(clients, view.in_force.schemes, view.completeness, view.as_of)
    supersede_cohorts(view.partnership.pk, view.in_force, rows)


def _lock(partnership_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, partnership_id])


def _chunks(clients: Sequence[int], size: int) -> Iterator[list[int]]:
    waiting = iter(clients)
    while chunk := list(islice(waiting, size)):
        yield chunk
