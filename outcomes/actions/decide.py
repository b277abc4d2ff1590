"""A named person releases or refuses a held determination, with a reason."""

from __future__ import annotations

from django.db import transaction

from outcomes.models import ClientStanding, DecisionMade, DeterminationRow
from pbr import clock
from pbr.access.access import Access
from pbr.audit.record import record
from pbr.jobs.asking import ask
from pbr.web.refusals import Refusal

RECALCULATE = "outcomes.recalculate"
SHORTEST_REASON = 10


def decide(*, access: Access, determination_id: int, decision: str, words: str) -> DecisionMade:
    """Keeps the decision and has the client determined again. It counts while the reason for holding is the same."""
    words = words.strip()
    if len(words) < SHORTEST_REASON:
        raise Refusal("Say why in a sentence: whoever audits this reads it.")
    with transaction.atomic():
        held = DeterminationRow.objects.filter(partnership=access.partnership).get(pk=determination_id)
        if held.superseded_at or held.status != "held":
            raise Refusal("This is no longer held as you saw it: its facts have changed. Look at it again.")
        if held.client_id is None:
            raise Refusal("A cohort that is too small cannot be released: the scheme says so.")
        # Two people deciding in the same moment: the second waits here and finds it superseded or decided.
        standing = ClientStanding.objects.select_for_update().get(pk=held.client_id)
        made = DecisionMade.objects.create(
            partnership=access.partnership,
            client_id=held.client_id,
            journey=held.journey,
            outcome=held.outcome,
            part=held.part,
            reason=held.reason,
            decision=DecisionMade.Decision(decision),
            words=words,
            by=access.person,
            on=clock.today(),
            at=clock.now(),
        )
        standing.seen = -1
        standing.save(update_fields=["seen"])
        record(
            f"determination.{decision}d",
            partnership=access.partnership,
            actor=access.person,
            subject=f"determination:{held.pk}",
            reason=held.reason,
        )
        ask(RECALCULATE, partnership=access.partnership, by=access.person)
    return made
