"""Each quarter's claims: opened by the providers, queried, answered, approved by two people, and paid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from outcomes.demonstration import decide_some
from payments.actions.approve import approve_claim
from payments.actions.open_claim import open_claim
from payments.actions.pay import pay, release_run
from payments.actions.review import answer_query, query_lines, reject_lines, withdraw_claim
from payments.demonstration.months import determine
from payments.demonstration.people import People
from payments.models import Claim, Contract, PaymentRun, Query
from payments.queries.claims import approvers_needed, digest_of, live_lines
from payments.queries.unclaimed import preview
from pbr import clock
from pbr.access.access import Access

CLAIMED, REVIEWED, ANSWERED, APPROVED, PAID = (dt.timedelta(days=days) for days in (12, 14, 16, 17, 20))
DECIDED_A_QUARTER = 3
QUERY = "The review before this one shows more days of use. Please say which of the two is right, and from which notes."
ANSWER = "Both forms were checked against the notes. The later one is right; the earlier one was entered a month late."
REJECTION = "The date of this exit is not the one in the notes that you sent. Please correct the record first."
CORRECTED = "The record was corrected; the next extract shows the date of the notes."


class Quarter:
    """One quarter, up to its last day `to`. `number` counts from 0."""

    def __init__(self, people: People, number: int, to: dt.date) -> None:
        self.people, self.number, self.to = people, number, to

    def live(self) -> None:
        """From the providers' claims to the payment run."""
        with self._day(CLAIMED):
            claims = self._claims()
        with self._day(REVIEWED):
            self._review(claims)
        with self._day(ANSWERED):
            self._answer(claims)
        with self._day(APPROVED):
            for claim in claims:
                self._approve(claim)
        if any(Claim.objects.filter(pk=claim.pk, approved_at__isnull=False).exists() for claim in claims):
            with self._day(PAID):
                self._pay()

    def leave_open(self) -> None:
        """The last quarter stands as it is found: one claim with its first approval, one queried, one untouched."""
        with self._day(CLAIMED):
            claims = self._claims()
        with self._day(REVIEWED):
            for claim, left in zip(claims, ("first approval", "queried", "untouched"), strict=False):
                if left == "first approval" and approvers_needed(claim) > 1:
                    self._approved_by(claim, "commissioner")
                elif left == "queried":
                    self._query(claim, 2)

    @contextmanager
    def _day(self, after: dt.timedelta) -> Iterator[None]:
        with clock.standing_on(self.to + after):
            yield

    def _claims(self) -> list[Claim]:
        """One of each contract that has anything to claim; in the second quarter the last is withdrawn and made anew."""
        claims = [claim for contract in self._contracts() if (claim := self._open(contract, "first"))]
        if self.number == 1 and claims:
            last = claims.pop()
            withdraw_claim(access=self._finance(last.contract), claim=last, key=self._key("withdraw", last.contract))
            again = self._open(last.contract, "second")
            claims += [again] if again else []
        return claims

    def _contracts(self) -> list[Contract]:
        return list(Contract.objects.filter(partnership=self.people.partnership).order_by("pk"))

    def _open(self, contract: Contract, which: str) -> Claim | None:
        shown = preview(contract, self.to)
        if not shown.postings:
            return None
        answer = open_claim(
            access=self._finance(contract),
            contract=contract,
            up_to=self.to,
            shown_total=shown.total,
            shown_digest=shown.digest,
            key=self._key(f"open {which}", contract),
        )
        return Claim.objects.select_related("contract").get(pk=answer["claim"])

    def _review(self, claims: list[Claim]) -> None:
        """The commissioner decides some of what is held, and asks about a line of one claim."""
        decide_some(self.people.of_the_partnership("commissioner"), DECIDED_A_QUARTER)
        determine()
        if claims:
            self._query(claims[self.number % len(claims)], 1)

    def _query(self, claim: Claim, lines: int) -> None:
        query_lines(
            access=self.people.of_the_partnership("commissioner"),
            claim=claim,
            line_ids=[line.pk for line in live_lines(claim).order_by("-pence", "pk")[:lines]],
            text=QUERY,
            key=self._key("query", claim.contract),
        )

    def _answer(self, claims: list[Claim]) -> None:
        """The provider answers; in every third quarter the answer does not satisfy, and the line is rejected."""
        for query in Query.objects.filter(line__claim__in=claims, answered_at__isnull=True):
            claim = query.line.claim
            if self.number % 3 != 2:
                self._answered(query, ANSWER)
                continue
            reject_lines(
                access=self.people.of_the_partnership("commissioner"),
                claim=claim,
                line_ids=[query.line_id],
                reason=REJECTION,
                key=self._key("reject", claim.contract),
            )
            for rejection in Query.objects.filter(line=query.line, rejects=True):
                self._answered(rejection, CORRECTED)

    def _answered(self, query: Query, text: str) -> None:
        contract = query.line.claim.contract
        answer_query(
            access=self._finance(contract),
            query=query,
            text=text,
            upload=None,
            key=self._key(f"answer {query.pk}", contract),
        )

    def _approve(self, claim: Claim) -> None:
        claim.refresh_from_db()
        if not claim.is_open:  # its only line was rejected
            return
        self._approved_by(claim, "commissioner")
        if approvers_needed(claim) > 1:
            self._approved_by(claim, "approver")

    def _approved_by(self, claim: Claim, who: str) -> None:
        approve_claim(
            access=self.people.of_the_partnership(who),
            claim=claim,
            shown_digest=digest_of(claim),
            key=self._key(f"approve {who}", claim.contract),
        )

    def _pay(self) -> None:
        answer = pay(access=self.people.of_the_partnership("commissioner2"), key=self._key("pay"))
        if not answer["released"]:
            release_run(
                access=self.people.of_the_partnership("approver"),
                run=PaymentRun.objects.get(pk=answer["run"]),
                key=self._key("release"),
            )

    def _finance(self, contract: Contract) -> Access:
        return self.people[f"finance@{contract.code}.example"]

    def _key(self, what: str, contract: Contract | None = None) -> str:
        return f"{self.to} {contract.code if contract else ''} {what}"[:64]
