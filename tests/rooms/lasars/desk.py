"""What assessors do, by the actions behind the pages: for tests that begin with somebody referred or assessed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from caseloads.models import ClientIdentity
from caseloads.queries import assessments
from lasars.actions.assess import complete, save, start
from lasars.actions.instruments import add_instrument, demonstration_document
from lasars.actions.refer import Person, refer
from lasars.models import Assessment, Instrument, Referral
from pbr import clock
from pbr.access.access import Access, access_of
from pbr.access.models import Lasars, Membership
from pbr.access.models import Person as Account
from tests.people import Town

# The client of acceptance case 15 whom nobody assessed.
AB = Person("A", "B", dt.date(1980, 2, 1), "M")
SOMEBODY = Person("Z", "Y", dt.date(1979, 5, 3), "F")
# 37 of 63 points of the demonstration instrument: band 4, which is the highest of three groups.
ANSWERS = {
    "opiates": "25", "crack": "0", "alcohol": "2", "injecting": "now", "treated": "once", "physical": "10",
    "psychological": "5", "diagnosed": "no", "housing": "problem", "support": "-", "working": "0", "theft": "2",
    "custody": "yes",
}  # fmt: skip
GROUP, TOTAL = "high", 37


def take_in_the_demonstration(town: Town) -> Instrument:
    return add_instrument(access=town.access("commissioner"), document=demonstration_document())


def referred(town: Town, person: Person = SOMEBODY, received: dt.date | None = None) -> Referral:
    day = received or clock.today()
    return refer(access=town.access("assessor"), lasars_id=town.lasars.pk, person=person, source="gp", received=day)


def begun(town: Town, referral: Referral, answers: Mapping[str, str] = ANSWERS) -> Assessment:
    assessment = start(access=town.access("assessor"), referral=referral)
    return save(access=town.access("assessor"), assessment=assessment, said=answers, source={})


def assessed(town: Town, person: Person = SOMEBODY, answers: Mapping[str, str] = ANSWERS) -> Assessment:
    return complete(access=town.access("assessor"), assessment=begun(town, referred(town, person), answers))


def told_by_the_feed(town: Town, before: dt.date) -> Person:
    """Somebody of whom the feed tells an assessment made before a day."""
    told = assessments(town.access("auditor")).filter(assessed__lt=before).exclude(reference=None).first()
    assert told is not None
    a = ClientIdentity.objects.get(client__reference=told.reference).attributor
    return Person(a[0], a[1], dt.date(int(a[6:10]), int(a[4:6]), int(a[2:4])), a[10])


def another_assessor(town: Town, lasars: Lasars | None = None, name: str = "Bo Ferris") -> Access:
    """A colleague at the same LASARS, or somebody at another one."""
    account = Account.objects.create_user(
        f"{name.replace(' ', '.')}@{town.partnership.code}.example".lower(), name=name
    )
    Membership.objects.create(
        person=account, partnership=town.partnership, lasars=lasars or town.lasars, role_code="assessor",
        granted_at=clock.now(),
    )  # fmt: skip
    access = access_of(account)
    assert access is not None
    return access
