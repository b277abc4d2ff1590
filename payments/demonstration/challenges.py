"""The right of reply: of two results that a provider challenges, one is answered and one waits."""

from __future__ import annotations

import datetime as dt

from outcomes.queries import visible_determinations
from payments.actions.challenge import answer_challenge, challenge_result
from payments.demonstration.people import OPENED, People
from payments.models import Challenge, Contract
from pbr import clock

RAISED, ANSWERED, RAISED_LATELY = (dt.timedelta(days) for days in (7, 4, 2))  # before today
FIRST = "The form of that month was entered under the date on which it was typed, not the date of the review."
REPLY = "The notes bear this out, but the result rests on the extract. Please correct the date and send it again."
SECOND = "The signed form in our notes says otherwise. An answer was left out when it was typed in."


def challenge_two(people: People, today: dt.date) -> None:
    """Of the first contract of which at least two clients missed a result; the newest ones, which people remember."""
    for contract in Contract.objects.filter(partnership=people.partnership).order_by("pk"):
        manager = people[f"manager@{contract.code}.example"]
        missed = visible_determinations(manager).filter(
            superseded_at=None, status="not_achieved", contracts__contains=[contract.code], client__isnull=False
        )
        of_each = missed.order_by("client", "-pk").distinct("client").values_list("date", "pk")
        # A result that an open journey has missed for good has no day of its own: such come last.
        newest = [pk for _, pk in sorted(of_each, key=lambda one: (one[0] or OPENED, one[1]), reverse=True)[:2]]
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
