"""What an upheld challenge does to a result: it is released, by the person who upheld it."""

from __future__ import annotations

from django.db import transaction

from outcomes.actions.decide import keep_decision
from outcomes.models import DecisionMade, DeterminationRow
from outcomes.queries.pages import current_after
from outcomes.queries.replies import reason_to_release
from pbr.access.models import Partnership, Person
from pbr.audit.record import record


def release_on_challenge(*, partnership: Partnership, by: Person, determination_id: int, challenge: int) -> None:
    """Releases what was challenged as it stands now: held, or refused by somebody else. Done once, however often asked.

    Where its facts have changed meanwhile and there is nothing to release any more, that is recorded, and nothing more.
    """
    words = f"Challenge {challenge} was upheld."
    with transaction.atomic():
        row = DeterminationRow.objects.filter(partnership=partnership).select_related("client").get(pk=determination_id)
        current = current_after(row) if row.superseded_at else row
        if DecisionMade.objects.filter(partnership=partnership, words=words).exists():
            return
        reason = None if current is None else reason_to_release(current, by.pk)
        if current is None or reason is None:
            record(
                "determination.nothing_to_release",
                partnership=partnership,
                actor=by,
                subject=f"determination:{determination_id}",
                challenge=challenge,
            )
            return
        keep_decision(current, partnership=partnership, reason=reason, decision="release", words=words, by=by)
