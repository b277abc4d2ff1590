"""Who works in Anytown: the partnership, its providers and agencies, the LASARS, and people in every role."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.hashers import make_password

from pbr import clock
from pbr.access.access import Access, access_of
from pbr.access.models import Agency, Lasars, Membership, Partnership, Person, Provider
from pbr.scheme.document import Scheme

CODE = "J04B"
DOMAIN = "anytown.example"
PASSWORD = "anytown-2014"  # noqa: S105 – of made-up people on a made-up system
OPENED = dt.date(2012, 3, 1)


@dataclass(frozen=True, slots=True)
class SignIn:
    """One person of the demonstration; `at` names the provider where the role is held at one."""

    email: str
    name: str
    role: str
    at: str = ""


IN_THE_PARTNERSHIP = (
    SignIn(f"commissioner@{DOMAIN}", "Ruth Calder", "commissioner"),
    SignIn(f"commissioner2@{DOMAIN}", "Imran Sethi", "commissioner"),
    SignIn(f"approver@{DOMAIN}", "Helen Marsh", "second_approver"),
    SignIn(f"data@{DOMAIN}", "Gareth Pugh", "data_officer"),
    SignIn(f"assessor@{DOMAIN}", "Siân Rhys", "assessor"),
    SignIn(f"auditor@{DOMAIN}", "Colin Tate", "auditor"),
    SignIn(f"admin@{DOMAIN}", "Dee Okoro", "administrator"),
)
# Manager and finance officer of each contract, by its code.
AT_A_PROVIDER = {
    "northway": ("Maureen Boyle", "Tom Askew"),
    "harbour": ("Anil Kapoor", "Fiona Grant"),
    "bridge": ("Lena Fischer", "Owen Price"),
}


def sign_ins(scheme: Scheme) -> list[SignIn]:
    """Everybody, in the order in which they are listed."""
    people = list(IN_THE_PARTNERSHIP)
    for contract in scheme.contracts:
        manager, finance = AT_A_PROVIDER[contract.code]
        people.append(SignIn(f"manager@{contract.code}.example", manager, "provider_manager", contract.provider))
        people.append(SignIn(f"finance@{contract.code}.example", finance, "provider_finance", contract.provider))
    return people


class People:
    """The people of the demonstration by their e-mail address, once they are made."""

    def __init__(self, partnership: Partnership) -> None:
        self.partnership = partnership

    def __getitem__(self, email: str) -> Access:
        return self._by_email[email]

    @cached_property
    def _by_email(self) -> dict[str, Access]:
        found = {}
        for person in Person.objects.filter(memberships__partnership=self.partnership).distinct():
            access = access_of(person, self.partnership)
            if access is not None:
                found[person.email] = access
        return found


def make_people(scheme: Scheme) -> People:
    """Organisations and people, as the administrator would have entered them before the scheme began."""
    partnership = Partnership.objects.create(code=CODE, name="Anytown")
    lasars = Lasars.objects.create(partnership=partnership, name="Anytown LASARS")
    providers = {}
    for contract in scheme.contracts:
        provider = providers[contract.provider] = Provider.objects.create(
            partnership=partnership, name=contract.provider
        )
        for agency in contract.agencies:
            Agency.objects.create(partnership=partnership, code=agency, provider=provider)
    password = make_password(PASSWORD)  # once: a good hash is slow on purpose
    for one in sign_ins(scheme):
        person = Person.objects.create(email=one.email, name=one.name, password=password)
        Membership.objects.create(
            person=person,
            partnership=partnership,
            role_code=one.role,
            provider=providers.get(one.at),
            lasars=lasars if one.role == "assessor" else None,
            granted_at=clock.now(),
        )
    return People(partnership)
