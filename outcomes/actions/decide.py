"""A named person releases or refuses a held determination, with a reason."""

from __future__ import annotations

from django.db import transaction

from outcomes.models import ClientStanding, DecisionMade, DeterminationRow
from outcomes.queries.held import decided_since, decision_in_words
from pbr import clock
from pbr.access.access import Access
from pbr.access.models import Partnership, Person
from pbr.audit.record import record
from pbr.jobs.asking import ask
from pbr.web.refusals import Refusal

RECALCULATE = "outcomes.recalculate"
SHORTEST_REASON = 10
DETERMINE_AGAIN = -1  # less than any touch of facts


def decide(*, access: Access, determination_id: int, decision: str, words: str) -> DecisionMade:
    """Keeps the decision and has the client determined again. It counts while the reason for holding is the same.

    Raises Refusal for what is no longer held, or what somebody else has just decided: it says who, what and when.
    """
    words = words.strip()
    if len(words) < SHORTEST_REASON:
        raise Refusal("Say why in a sentence: whoever audits this reads it.")
    with transaction.atomic():
        held = DeterminationRow.objects.filter(partnership=access.partnership).get(pk=determination_id)
        if held.client_id is None:
            raise Refusal("A cohort that is too small cannot be released: the scheme says so.")
        # Two people deciding in the same moment: the second waits here, and then reads what the first decided.
        standing = ClientStanding.objects.select_for_update().get(pk=held.client_id)
        held.refresh_from_db()
        if held.superseded_at or held.status != "held" or standing.seen == DETERMINE_AGAIN:
            _refuse_if_decided(held)
        if held.superseded_at or held.status != "held":
            raise Refusal("This is no longer held as you saw it: its facts have changed. Look at it again.")
        return keep_decision(
            held, partnership=access.partnership, reason=held.reason, decision=decision, words=words, by=access.person
        )


def _refuse_if_decided(row: DeterminationRow) -> None:
    made = decided_since(row)
    if made is not None:
        raise Refusal(f"This is decided already, and nothing of yours was saved. {decision_in_words(made)}")


def keep_decision(
    row: DeterminationRow, *, partnership: Partnership, reason: str, decision: str, words: str, by: Person
) -> DecisionMade:
    """In the caller's transaction: the decision, its event, and that the client is to be determined again. `row` is
    about a client."""
    assert row.client_id is not None, "a cohort is not decided about"
    standing = ClientStanding.objects.select_for_update().get(pk=row.client_id)
    made = DecisionMade.objects.create(
        partnership=partnership,
        client_id=row.client_id,
        journey=row.journey,
        outcome=row.outcome,
        part=row.part,
        reason=reason,
        decision=DecisionMade.Decision(decision),
        words=words,
        by=by,
        on=clock.today(),
        at=clock.now(),
    )
    standing.seen = DETERMINE_AGAIN
    standing.save(update_fields=["seen"])
    record(
        f"determination.{decision}d",
        partnership=partnership,
        actor=by,
        subject=f"determination:{row.pk}",
        reason=reason,
    )
    ask(RECALCULATE, partnership=partnership, by=by)
    return made
