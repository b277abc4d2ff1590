"""Trying a draft on the partnership's own history: asked for by a person, worked out by a job, kept as it was found."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator

from django.db import transaction

from caseloads.queries import completeness, facts_of, references, touches
from lasars.queries import with_assessments
from outcomes.queries import schemes_in_force
from outcomes.queries.decisions import with_decisions
from outcomes.queries.pages import get_version
from outcomes.queries.schemes import versions
from payments.models import Trial
from payments.queries.trials import TRIAL, hindrances
from payments.rules.comparison import Comparison, as_json
from payments.rules.trial import ClientTried, Question, RulesFailed, compare, in_place, stands_beside, try_client
from pbr import clock
from pbr.access.access import Access
from pbr.audit.record import record
from pbr.jobs.asking import ask
from pbr.scheme.reading import read_scheme
from pbr.web.refusals import Refusal

CHUNK = 300
Progress = Callable[[int, int, str], None]


def ask_trial(*, access: Access, version_id: int) -> Trial:
    """Asks for a trial of the draft as it stands; one of the same text that is under way serves. Raises Refusal, with
    every reason, for what cannot be tried, and Http404 for what the person may not see."""
    if reasons := hindrances(access, version_id):
        raise Refusal("This version cannot be tried. " + " ".join(reasons))
    with transaction.atomic():
        version = get_version(versions(access), version_id)
        as_of, against = clock.today(), schemes_in_force(access.partnership.pk).digest
        under_way = Trial.objects.filter(
            version_id=version.pk, sha256=version.sha256, against=against, as_of=as_of, done_at=None
        )
        if (waiting := under_way.first()) is not None:
            return waiting
        trial = Trial.objects.create(
            partnership=access.partnership,
            version_id=version.pk,
            document=version.document,
            sha256=version.sha256,
            against=against,
            as_of=as_of,
            asked_by=access.person,
            asked_at=clock.now(),
        )
        record(
            "trial.asked",
            partnership=access.partnership,
            actor=access.person,
            subject=f"scheme:{version.pk}",
            name=str(version),
            sha256=version.sha256,
            trial=trial.pk,
        )
        ask(TRIAL, partnership=access.partnership, subject=str(trial.pk), by=access.person)
    return trial


def run_trial(*, trial_id: int, progress: Progress, finish: Callable[[], None]) -> None:
    """Works out one trial and keeps what it found. Where the rules fail on a client, it stops and says on whom; one that
    is done, or whose draft was discarded meanwhile, is left alone. `finish` is called in the transaction of the result.
    """
    trial = Trial.objects.filter(pk=trial_id, done_at=None).select_related("partnership").first()
    if trial is None:
        finish()
        return
    begun = clock.now()
    try:
        _keep(trial, _compared(trial, progress))
    except RulesFailed as failed:
        client = int(failed.client)
        trial.stopped = (
            f"The rules failed on client {references([client])[client]}, so nothing is compared. This is a fault of the "
            "software, not of the draft: please tell whoever looks after it."
        )
    trial.took, trial.done_at = clock.now() - begun, clock.now()
    with transaction.atomic():
        kept = ["result", "now_pence", "draft_pence", "stopped", "took", "done_at"]
        Trial.objects.filter(pk=trial.pk, done_at=None).update(**{name: getattr(trial, name) for name in kept})
        finish()


def _keep(trial: Trial, found: Comparison) -> None:
    total = found.total()
    trial.result, trial.now_pence, trial.draft_pence = as_json(found), total.now, total.draft


def _compared(trial: Trial, progress: Progress) -> Comparison:
    """Completeness is that of the agencies in force on both sides: an agency that only the draft names has not had a
    chance to send anything, and must not leave every answer open."""
    in_force = schemes_in_force(trial.partnership_id)
    draft = read_scheme(trial.document)
    beside = stands_beside(draft, in_force.schemes, trial.as_of)
    complete = completeness(trial.partnership_id, in_force.agencies)
    stands = draft if beside else in_place(draft, in_force.schemes)
    question = Question(in_force.schemes, stands, complete, trial.as_of, beside)
    gc.disable()  # as in a recalculation: the rules make no cycles
    try:
        tried = list(_tried(trial, question, progress))
        return compare(tried, question)
    finally:
        gc.enable()


def _tried(trial: Trial, question: Question, progress: Progress) -> Iterator[ClientTried]:
    """Every client of the partnership, read in chunks. Facts may change between two chunks; both sides of one client are
    always worked out from the same facts."""
    clients = sorted(touches(trial.partnership_id))
    for begin in range(0, len(clients), CHUNK):
        chunk = clients[begin : begin + CHUNK]
        facts = with_assessments(facts_of(trial.partnership_id, chunk, trial.as_of), trial.partnership_id, trial.as_of)
        for client in with_decisions(facts, trial.partnership_id):
            yield try_client(client, question)
        progress(begin + len(chunk), len(clients), "Trying the draft on clients")
