"""What belongs to another provider, or to another partnership, does not exist: 404 at every address that takes an id."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client as Browser
from django.urls import get_resolver, reverse

from caseloads.models import Extract
from caseloads.queries.caseload import visible_clients
from lasars.actions.audit import draw_sample
from lasars.models import Assessment, AuditDraw
from outcomes.models import DeterminationRow, SchemeVersion
from payments.models import (
    Attachment,
    Challenge,
    ChallengeFile,
    Claim,
    ClaimLine,
    KeptForecast,
    Payment,
    Query,
    TariffStudy,
    Transfer,
    Trial,
)
from pbr import clock
from pbr.access.access import Access, access_of
from pbr.access.models import ApiToken, Membership, Partnership, Person
from pbr.access.roles import ROLES
from pbr.jobs.draining import drain
from pbr.jobs.models import Job
from tests.house.test_doors import OPEN, doors
from tests.people import Town

# Whose ids they are, and who tries them.
OWNER, OTHERS = "manager@harbour.example", ("manager@northway.example", "finance@northway.example")
# Of the whole partnership: every provider in it may read the scheme that it is paid by, ask how work gets on, and see the
# figures of its own contract in a forecast.
SHARED_IN_A_PARTNERSHIP = {"scheme", "scheme_document", "kinds", "kind", "job_progress", "kept_forecast"}
METHODS = ("get", "post")
REFUSED = {403, 404, 405}
# To the challenge that waits already, of the same result or line.
LEAD_ON = {"challenge_line"}


@pytest.fixture(scope="module")
def anytown(committed_db_of_module: str) -> Partnership:
    """Half a year of the demonstration: three providers, claims, queries, payments, held results."""
    call_command("make_demo", clients=40, months=6, verbosity=0)
    drain("payments.remit")
    return Partnership.objects.get()


def access(email: str) -> Access:
    found = access_of(Person.objects.get(email=email))
    assert found is not None
    return found


@pytest.fixture(scope="module")
def theirs(anytown: Partnership) -> dict[str, Any]:
    """An id of each kind that is the other provider's alone, by the name that addresses give it."""
    owner = access(OWNER)
    clients = visible_clients(owner).exclude(pk__in=visible_clients(access(OTHERS[0])))
    found = DeterminationRow.objects.filter(client__in=clients, superseded_at__isnull=True).earliest("pk")
    of_contract = {"contract__code": "harbour"}
    claim = Claim.objects.filter(**of_contract).earliest("pk")
    line = claim.lines.earliest("pk")
    ApiToken.make(owner.person, label="nightly upload", made_at=clock.now())
    return {
        "extract_id": Extract.objects.filter(provider__in=owner.providers or ()).earliest("pk").pk,
        "reference": found.client.reference,
        "determination_id": found.pk,
        "number": claim.number,
        "line_id": line.pk,
        "query_id": answered_with_a_document(line, owner.person).pk,
        "challenge_number": challenged(anytown, line, owner.person).number,
        "payment_id": Payment.objects.filter(**of_contract).earliest("pk").pk,
        "posting_id": Transfer.objects.filter(**of_contract, sequence__isnull=False).earliest("pk").pk,
        "version_id": in_force().pk,
        "forecast_id": forecast(anytown).pk,
        "trial_id": tried(anytown).pk,
        "study_id": studied(anytown).pk,
        **at_the_lasars(),
        "section": "outcomes",
        "place": 1,
        "job_id": Job.objects.filter(partnership=anytown).earliest("asked_at").pk,
        "person_id": owner.person.pk,
        "membership_id": Membership.objects.get(person=owner.person).pk,
        "token_id": ApiToken.objects.get(person=owner.person).pk,
    }


def in_force() -> SchemeVersion:
    return SchemeVersion.objects.get(in_force_at__isnull=False)


def forecast(anytown: Partnership) -> KeptForecast:
    """A forecast without figures."""
    return KeptForecast.objects.create(
        partnership=anytown, day=clock.today(), made_at=clock.now(), draws=1, seed=1, years=[], caps=[], came={},
        took=dt.timedelta(seconds=1),
    )  # fmt: skip


def answered_with_a_document(line: ClaimLine, by: Person) -> Query:
    query = Query.objects.create(
        line=line, text="Which?", asked_by=by, asked_at=clock.now(), answer="This.", answered_by=by,
        answered_at=clock.now(),
    )  # fmt: skip
    Attachment.objects.create(query=query, name="notes.txt", data=b"Seen.", sha256="0" * 64)
    return query


def challenged(anytown: Partnership, line: ClaimLine, by: Person) -> Challenge:
    challenge = Challenge.objects.create(
        partnership=anytown, number=7, contract=line.claim.contract, line=line, text="Not so.", raised_by=by,
        raised_at=clock.now(), due=clock.today(),
    )  # fmt: skip
    ChallengeFile.objects.create(challenge=challenge, name="notes.txt", data=b"Seen.", sha256="0" * 64)
    return challenge


def studied(anytown: Partnership) -> TariffStudy:
    """A study of a tariff that was not worked out."""
    version, commissioner = in_force(), Membership.objects.filter(role_code="commissioner").earliest("pk")
    return TariffStudy.objects.create(
        partnership=anytown, version_id=version.pk, basis=str(version), document=version.document, in_force=True,
        first=version.starts, last=version.ends, as_of=clock.today(), asked_by=commissioner.person, asked_at=clock.now(),
    )  # fmt: skip


def tried(anytown: Partnership) -> Trial:
    """A trial of the version in force that was not worked out."""
    version, commissioner = in_force(), Membership.objects.filter(role_code="commissioner").earliest("pk")
    return Trial.objects.create(
        partnership=anytown, version_id=version.pk, document=version.document, sha256=version.sha256,
        as_of=clock.today(), asked_by=commissioner.person, asked_at=clock.now(),
    )  # fmt: skip


def at_the_lasars() -> dict[str, Any]:
    """Somebody assessed, by which instrument, and drawn for an audit: no provider's, and no other partnership's."""
    made = Assessment.objects.filter(completed_at__isnull=False).earliest("pk")
    draw = AuditDraw.objects.filter(drawn__isnull=False).first() or draw_sample(
        access=access("auditor@anytown.example"), lasars_id=made.referral.lasars_id, share=Decimal(1),
        since=made.assessed, until=made.assessed,
    )  # fmt: skip
    return {
        "referral": made.referral.reference,
        "group": "use",
        "assessment_id": made.pk,
        "instrument_id": made.instrument_id,
        "draw_id": draw.pk,
        "drawn_id": draw.drawn.earliest("pk").pk,
    }


def addresses_with_ids() -> dict[str, tuple[Any, tuple[str, ...]]]:
    """By the address's name: its view, and the names of its ids."""
    found = {}
    resolver = get_resolver()
    for name, view in doors(resolver):
        [(_, ids), *_] = resolver.reverse_dict.getlist(name)[0][0]
        if ids and name not in OPEN:
            found[name] = (getattr(view, "view_class", None) or view.cls, tuple(ids))
    return found


ADDRESSES = addresses_with_ids()


def asked(name: str, method: str, ids: dict[str, Any], who: Access) -> int:
    """The status of the answer, to a browser in which `who` is signed in, or to a machine in that person's name."""
    _, names = ADDRESSES[name]
    browser, headers = Browser(), {}
    if name.startswith("api_"):
        token = ApiToken.make(who.person, label="test", made_at=clock.now())
        headers = {"Authorization": f"Token {token}", "Idempotency-Key": "of-a-test"}
    else:
        browser.force_login(who.person, "django.contrib.auth.backends.ModelBackend")
    address = reverse(name, kwargs={one: ids[one] for one in names if one in ids})
    body = (
        {"digest": "0" * 64} if name.startswith("api_") else {"text": "An answer that is long enough", "key": "k" * 20}
    )
    kind = {"content_type": "application/json"} if name == "api_approve_claim" else {}
    if method == "get":
        return browser.get(address, headers=headers).status_code
    return browser.post(address, body, headers=headers, **kind).status_code


def opens(name: str, method: str, who: Access) -> bool:
    """Whether this person's roles open this address at all: only then does the answer depend on the id."""
    view, _ = ADDRESSES[name]
    permissions = getattr(view, "permissions_of_methods", {})
    return hasattr(view, method) and who.may(permissions.get(method.upper(), view.permission))


@pytest.mark.parametrize("name", sorted(set(ADDRESSES) - SHARED_IN_A_PARTNERSHIP))
def test_what_is_another_providers_does_not_exist(name: str, theirs: dict[str, Any]) -> None:
    for email, method in product(OTHERS, METHODS):
        who = access(email)
        status = asked(name, method, theirs, who)
        if opens(name, method, who):
            assert status == 404, f"{method} for {email}"
        assert status in REFUSED, f"{method} for {email}"


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_what_is_another_partnerships_does_not_exist(name: str, theirs: dict[str, Any], elsewhere: Town) -> None:
    for role, method in product(ROLES, METHODS):
        who = elsewhere.access(role, elsewhere.north)
        status = asked(name, method, theirs, who)
        if opens(name, method, who):
            assert status == 404, f"{method} for {role}"
        assert status in REFUSED, f"{method} for {role}"


@pytest.fixture(scope="module")
def elsewhere(anytown: Partnership) -> Town:
    return Town.make("X99X", "Elsewhere")


def test_the_owner_reads_what_others_may_not(theirs: dict[str, Any]) -> None:
    """Otherwise the ids of this module would prove nothing."""
    who = access(OWNER)
    answers = {name: asked(name, "get", theirs, who) for name in ADDRESSES if opens(name, "get", who)}
    del answers["map_columns"]  # only of a local file, and the id is of an NDTMS extract
    assert answers == {name: 302 if name in LEAD_ON else 200 for name in answers}
