"""A partnership with money earned: one acceptance case loaded and settled, and people of every role."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path

from django.test import Client as Browser

from outcomes.actions.recalculate import recalculate
from payments.actions.approve import approve_claim
from payments.actions.open_claim import open_claim
from payments.actions.pay import pay, release_run
from payments.actions.settle import settle
from payments.models import Claim, Contract, PaymentRun
from payments.queries.claims import digest_of
from payments.queries.unclaimed import preview
from pbr import clock
from pbr.access.access import Access, access_of
from pbr.access.models import Membership, Partnership, Person, Provider
from tests.rooms.loading import load
from tests.rooms.outcomes.test_recalculation_of_cases import CASES, loaded

_keys = count(1)
EVERYTHING = dt.date(2100, 1, 1)


def key() -> str:
    """A new idempotency key."""
    return f"key-{next(_keys)}"


def case_named(number: str) -> Path:
    return next(case for case in CASES if case.name.startswith(number))


def someone(partnership: Partnership, role: str, name: str, provider: Provider | None = None) -> Access:
    email = f"{name.replace(' ', '.').lower()}@{partnership.code.lower()}.example"
    person = Person.objects.create_user(email, name=name)
    Membership.objects.create(
        person=person, partnership=partnership, role_code=role, provider=provider, granted_at=clock.now()
    )
    access = access_of(person)
    assert access is not None
    return access


@dataclass
class World:
    """`jo` and `sam` approve, `eve` is an auditor; each provider has a finance officer."""

    access: Access
    as_of: dt.date | None
    case: Path
    finance: dict[str, Access] = field(default_factory=dict)

    @classmethod
    def of_case(cls, number: str = "29") -> World:
        return cls.of_folder(case_named(number))

    @classmethod
    def of_folder(cls, case: Path) -> World:
        access, evaluation = loaded(case, seed=None)
        world = cls(access, evaluation.as_of, case)
        world.settle()
        for contract in Contract.objects.filter(partnership=access.partnership):
            name = f"Finance {contract.code}"
            world.finance[contract.code] = someone(access.partnership, "provider_finance", name, contract.provider)
        return world

    def settle(self) -> int:
        recalculate(partnership=self.partnership, progress=lambda *_: None, finish=lambda: None, as_of=self.as_of)
        return settle(partnership=self.partnership, as_of=self.as_of)

    def resend(self, folder: Path, *, consent: str, to: str) -> None:
        """The case's extracts again with a later TO date: with consent N everybody is forgotten, with Y known again."""
        for path in sorted(self.case.glob("N*.csv")):
            header, *rows = path.read_text().splitlines()
            place = header.split(",").index("CONSENT") if "CONSENT" in header else None
            lines = [header if place is not None else f"{header},CONSENT"]
            for row in rows:
                cells = row.split(",")
                if place is None:
                    cells.append(consent)
                else:
                    cells[place] = consent
                lines.append(",".join(cells))
            sent = folder / path.name.replace("20130630", to)
            sent.write_text("\n".join(lines) + "\n")
            load(self.jo, sent)

    @property
    def partnership(self) -> Partnership:
        return self.access.partnership

    @property
    def jo(self) -> Access:
        return self.access

    @cached_property
    def sam(self) -> Access:
        return someone(self.partnership, "second_approver", "Sam Patel")

    @cached_property
    def kim(self) -> Access:
        return someone(self.partnership, "commissioner", "Kim Lee")

    @cached_property
    def eve(self) -> Access:
        return someone(self.partnership, "auditor", "Eve Audit")

    def limit(self, pence: int) -> None:
        Partnership.objects.filter(pk=self.partnership.pk).update(approval_limit=pence)
        self.partnership.refresh_from_db()

    def contract(self, code: str = "northway") -> Contract:
        return Contract.objects.get(partnership=self.partnership, code=code)

    def claim(self, code: str = "northway", up_to: dt.date | None = None, by: Access | None = None) -> Claim:
        """Opened by the provider's finance officer, unless somebody else is named."""
        shown = preview(self.contract(code), up_to or clock.today())
        answer = open_claim(
            access=by or self.finance[code], contract=shown.contract, up_to=shown.up_to, shown_total=shown.total,
            shown_digest=shown.digest, key=key(),
        )  # fmt: skip
        return Claim.objects.get(pk=answer["claim"])

    def approve(self, claim: Claim, by: Access | None = None) -> Claim:
        approve_claim(access=by or self.jo, claim=claim, shown_digest=digest_of(claim), key=key())
        claim.refresh_from_db()
        return claim

    def pay(self) -> PaymentRun:
        """A run, released by a second person where it must be."""
        answer = pay(access=self.jo, key=key())
        run = PaymentRun.objects.get(pk=answer["run"])
        if not answer["released"]:
            release_run(access=self.sam, run=run, key=key())
            run.refresh_from_db()
        return run


def signed_in(access: Access) -> Browser:
    browser = Browser()
    browser.force_login(access.person, backend="django.contrib.auth.backends.ModelBackend")
    return browser
