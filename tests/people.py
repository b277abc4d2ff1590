"""A small partnership for tests of doors: two providers with an agency each, a LASARS, and people with their roles."""

from __future__ import annotations

from dataclasses import dataclass

from django.test import Client as Browser

from pbr import clock
from pbr.access.access import Access, access_of
from pbr.access.models import Agency, ApiToken, Lasars, Membership, Partnership, Person, Provider
from pbr.access.roles import ROLES
from pbr.scheme.document import Scheme


@dataclass
class Town:
    """`north` owns N0852, `south` N0853; the LASARS owns N0901."""

    partnership: Partnership
    north: Provider
    south: Provider
    lasars: Lasars

    @classmethod
    def make(cls, code: str = "J04B", name: str = "Anytown") -> Town:
        partnership = Partnership.objects.create(code=code, name=name)
        north = Provider.objects.create(partnership=partnership, name="North")
        south = Provider.objects.create(partnership=partnership, name="South")
        lasars = Lasars.objects.create(partnership=partnership, name=f"{name} LASARS")
        Agency.objects.create(partnership=partnership, provider=north, code="N0852")
        Agency.objects.create(partnership=partnership, provider=south, code="N0853")
        Agency.objects.create(partnership=partnership, lasars=lasars, code="N0901")
        return cls(partnership, north, south, lasars)

    def with_parties_of(self, scheme: Scheme) -> Town:
        """Also with the providers that a scheme names, each with its agencies that are nobody's yet."""
        for contract in scheme.contracts:
            provider, _ = Provider.objects.get_or_create(partnership=self.partnership, name=contract.provider)
            for code in contract.agencies:
                Agency.objects.get_or_create(partnership=self.partnership, code=code, defaults={"provider": provider})
        return self

    def person(self, role: str, provider: Provider | None = None) -> Person:
        """Someone who holds one role; the same person for the same role and provider."""
        email = f"{role}.{provider.name if provider else 'all'}@{self.partnership.code}.example".lower()
        person = Person.objects.filter(email=email).first()
        if person is None:
            person = Person.objects.create_user(email, name=email.partition("@")[0])
            held = ROLES[role].held_in
            Membership.objects.create(
                person=person,
                partnership=self.partnership,
                provider=provider if held == "provider" else None,
                lasars=self.lasars if held == "lasars" else None,
                role_code=role,
                granted_at=clock.now(),
            )
        return person

    def access(self, role: str, provider: Provider | None = None) -> Access:
        access = access_of(self.person(role, provider))
        assert access is not None
        return access

    def browser(self, role: str, provider: Provider | None = None) -> Browser:
        """A browser in which that person is signed in."""
        browser = Browser()
        browser.force_login(self.person(role, provider), "django.contrib.auth.backends.ModelBackend")
        return browser

    def token(self, role: str, provider: Provider | None = None) -> dict[str, str]:
        """The header of a machine that acts in that person's name."""
        token = ApiToken.make(self.person(role, provider), label="test", made_at=clock.now())
        return {"Authorization": f"Token {token}"}
