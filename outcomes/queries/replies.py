"""What a challenge of a result can do: whether a person's decision could change it."""

from __future__ import annotations

from outcomes.models import DeterminationRow
from outcomes.queries.held import decisions_about
from outcomes.rules.determination import Status


def refused_by(row: DeterminationRow) -> int | None:
    """The id of the person who refused the result, where that is why it was not achieved and it was done here."""
    if row.status != Status.NOT_ACHIEVED or row.reason != "refused" or row.client_id is None:
        return None
    last = decisions_about(row).filter(decision="refuse").first()
    return None if last is None else last.by_id


def reason_to_release(row: DeterminationRow, person_id: int) -> str | None:
    """The reason that a release by this person would answer; None where no release can change the result.

    Who refused a result does not judge the challenge of it.
    """
    if row.client_id is None or row.superseded_at is not None:
        return None
    if row.status == Status.HELD:
        return row.reason
    refuser = refused_by(row)
    if refuser is None or refuser == person_id:
        return None
    last = decisions_about(row).filter(decision="refuse").first()
    return None if last is None else last.reason
