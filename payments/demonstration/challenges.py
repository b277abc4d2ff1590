"""The right of reply: of two results that a provider challenges, one is answered and one waits."""

from __future__ import annotations

import datetime as dt

from outcomes.queries import visible_determinations
from payments.actions.challenge import answer_challenge, challenge_result
from payments.demonstration.people import People
from payments.models import Challenge, Contract
from pbr import clock

RAISED, ANSWERED, RAISED_LATELY = (dt.timedelta(days) for days in (7, 4, 2))  # before today
FIRST = "The key worker's notes show a planned end, agreed with the client. The wrong code was chosen on the form."
REPLY = "The notes bear this out, but the result rests on the extract. Please correct the code and send it again."
SECOND = "The review form of that month was entered under the date on which it was typed, not the date of the review."


def challenge_two(people: People, today: dt.date) -> None:
    """Of the first contract of which at least two results were not achieved; the newest, which people remember."""
    for contract in Contract.objects.filter(partnership=people.partnership).order_by("pk"):
        manager = people[f"manager@{contract.code}.example"]
        missed = visible_determinations(manager).filter(
            superseded_at=None, status="not_achieved", contracts__contains=[contract.code], client__isnull=False
        )
        newest = list(missed.order_by("-date", "pk").values_list("pk", flat=True)[:2])
        if len(newest) == 2:
            _challenge(people, contract, newest[0], today - RAISED, FIRST)
            _answer(people, today - ANSWERED)
            _challenge(people, contract, newest[1], today - RAISED_LATELY, SECOND)
            return


def _challenge(people: People, contract: Contract, determination: int, on: dt.date, text: str) -> None:
    with clock.standing_on(on):
        challenge_result(
            access=people[f"manager@{contract.code}.example"],
            contract=contract,
            determination_id=determination,
            text=text,
            upload=None,
            key=f"{on} {contract.code} challenge",
        )


def _answer(people: People, on: dt.date) -> None:
    with clock.standing_on(on):
        answer_challenge(
            access=people.of_the_partnership("commissioner2"),
            challenge=Challenge.objects.get(partnership=people.partnership),
            outcome=Challenge.Outcome.CORRECT,
            text=REPLY,
            key=f"{on} answer",
        )
