"""Who works in the demonstration: the partnership, its providers and agencies, the LASARS, and people in every role."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random

from django.contrib.auth.hashers import make_password

from payments.demonstration.models import ANYTOWN, Model
from pbr import clock
from pbr.access.access import Access, access_of
from pbr.access.models import Agency, Lasars, Membership, Partnership, Person, Provider
from pbr.scheme.document import Contract, Scheme

CODE = "J04B"
DOMAIN = "anytown.example"
PASSWORD = "anytown-2014"  # noqa: S105 – of made-up people on a made-up system
OPENED = dt.date(2012, 3, 1)

# Who works in the partnership: address, role, and the name in Anytown.
IN_THE_PARTNERSHIP = (
    ("commissioner", "commissioner", "Ruth Calder"),
    ("commissioner2", "commissioner", "Imran Sethi"),
    ("approver", "second_approver", "Helen Marsh"),
    ("data", "data_officer", "Gareth Pugh"),
    ("assessor", "assessor", "Siân Rhys"),
    ("auditor", "auditor", "Colin Tate"),
    ("admin", "administrator", "Dee Okoro"),
    ("assessor2", "assessor", "Grace Adu"),
    ("assessor3", "assessor", "Marek Nowak"),
    ("rescorer", "assessment_auditor", "Joan Whitlock"),
)
# Manager and finance officer of each contract of Anytown, by its code.
AT_A_PROVIDER = {
    "northway": ("Maureen Boyle", "Tom Askew"),
    "harbour": ("Anil Kapoor", "Fiona Grant"),
    "bridge": ("Lena Fischer", "Owen Price"),
}
# Elsewhere people are called by any two of these.
FIRST_NAMES = (
    "Alison", "Bashir", "Carys", "Desmond", "Eleanor", "Farah", "Gordon", "Harpreet", "Isla", "Joseph", "Kavita", "Leon",
    "Morag", "Nadia", "Oliver", "Priya", "Rhodri", "Shanice", "Terence", "Yusuf",
)  # fmt: skip
LAST_NAMES = (
    "Appleby", "Bright", "Chowdhury", "Dawson", "Edwards", "Fofanah", "Garrick", "Hussain", "Ingram", "Jarvis",
    "Kowalska", "Lockwood", "Mensah", "Norris", "Oyelaran", "Pickles", "Quinn", "Ramsden", "Suleman", "Turnbull",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SignIn:
    """One person of the demonstration; `at` names the provider where the role is held at one."""

    email: str
    name: str
    role: str
    at: str = ""


def domain_of(model: Model) -> str:
    return f"{model.name.replace('_', '-')}.example"


def contracts_of(schemes: Sequence[Scheme]) -> list[Contract]:
    """Each contract once, as the earliest version has it."""
    return list({one.code: one for scheme in reversed(schemes) for one in scheme.contracts}.values())


def sign_ins(model: Model) -> list[SignIn]:
    """Everybody, in the order in which they are listed."""
    names, domain = _names(model), domain_of(model)
    people = [SignIn(f"{who}@{domain}", next(names), role) for who, role, _ in IN_THE_PARTNERSHIP]
    for contract in contracts_of(model.schemes):
        people.append(SignIn(f"manager@{contract.code}.example", next(names), "provider_manager", contract.provider))
        people.append(SignIn(f"finance@{contract.code}.example", next(names), "provider_finance", contract.provider))
    return people


def _names(model: Model) -> Iterator[str]:
    """In Anytown those above; elsewhere different ones in each area, and the same ones every time."""
    if model.name == ANYTOWN:
        contracts = contracts_of(model.schemes)
        yield from (name for _, _, name in IN_THE_PARTNERSHIP)
        yield from (name for contract in contracts for name in AT_A_PROVIDER[contract.code])
        return
    random = Random(model.name)  # noqa: S311 – names of made-up people
    firsts, lasts = random.sample(FIRST_NAMES, len(FIRST_NAMES)), random.sample(LAST_NAMES, len(LAST_NAMES))
    yield from (f"{first} {last}" for first, last in zip(firsts, lasts, strict=True))


class People:
    """The people of the demonstration by what they do, once they are made."""

    def __init__(self, partnership: Partnership, domain: str = DOMAIN) -> None:
        self.partnership, self.domain = partnership, domain

    def __getitem__(self, email: str) -> Access:
        return self._by_email[email]

    def of_the_partnership(self, who: str) -> Access:
        """By the first part of the address, as in "commissioner"."""
        return self[f"{who}@{self.domain}"]

    @cached_property
    def _by_email(self) -> dict[str, Access]:
        found = {}
        for person in Person.objects.filter(memberships__partnership=self.partnership).distinct():
            access = access_of(person, self.partnership)
            if access is not None:
                found[person.email] = access
        return found


def make_people(model: Model) -> People:
    """Organisations and people, as the administrator would have entered them before the scheme began."""
    partnership = Partnership.objects.create(code=model.schemes[0].partnership, name=model.title)
    lasars = Lasars.objects.create(partnership=partnership, name=f"{model.title} LASARS")
    providers = _make_organisations(model, partnership, lasars)
    password = make_password(PASSWORD)  # once: a good hash is slow on purpose
    for one in sign_ins(model):
        person = Person.objects.create(email=one.email, name=one.name, password=password)
        Membership.objects.create(
            person=person,
            partnership=partnership,
            role_code=one.role,
            provider=providers.get(one.at),
            lasars=lasars if one.role == "assessor" else None,
            granted_at=clock.now(),
        )
    return People(partnership, domain_of(model))


def _make_organisations(model: Model, partnership: Partnership, lasars: Lasars) -> dict[str, Provider]:
    """The providers by name. An agency under two contracts belongs to the provider that is listed first."""
    providers: dict[str, Provider] = {}
    agencies: dict[str, Provider | None] = {}
    for contract in contracts_of(model.schemes):
        if contract.provider not in providers:
            providers[contract.provider] = Provider.objects.create(partnership=partnership, name=contract.provider)
        for agency in contract.agencies:
            agencies.setdefault(agency, providers[contract.provider])
    for scheme in model.schemes:
        for agency in scheme.lasars.agencies:
            agencies.setdefault(agency, None)
    for code, provider in agencies.items():
        Agency.objects.create(
            partnership=partnership, code=code, provider=provider, lasars=None if provider else lasars
        )
    return providers
