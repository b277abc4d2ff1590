"""Raising, listing and answering challenges, from both sides."""

from __future__ import annotations

import html
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from outcomes.models import DeterminationRow
from payments.actions.challenge import answer_challenge
from payments.actions.review import reject_lines
from payments.models import Challenge, Contract
from payments.queries.claims import live_lines
from pbr import clock
from tests.rooms.payments.world import World, key, signed_in

WHY = "The discharge letter says otherwise, and we have it."


@pytest.fixture
def world(db: None) -> Iterator[World]:
    made = World.of_case("15")
    assert made.as_of is not None
    with clock.standing_on(made.as_of):
        yield made


def held(world: World) -> DeterminationRow:
    return DeterminationRow.objects.filter(
        partnership=world.partnership, status="held", superseded_at=None, reason="assessment-failed-audit"
    ).earliest("pk")


def raised(world: World) -> Challenge:
    row = held(world)
    browser = signed_in(world.finance[row.contracts[0]])
    evidence = SimpleUploadedFile("letter.pdf", b"%PDF")
    answer = browser.post(
        f"/determinations/{row.pk}/challenge", {"text": WHY, "key": key(), "attachment": evidence}
    )  # fmt: skip
    challenge = Challenge.objects.latest("pk")
    assert answer["Location"] == f"/challenges/{challenge.number}/"
    return challenge


def test_a_result_is_challenged_from_its_page_and_the_answer_is_shown_there(world: World) -> None:
    row = held(world)
    provider = signed_in(world.finance[row.contracts[0]])
    assert f"/determinations/{row.pk}/challenge" in provider.get(f"/determinations/{row.pk}/").content.decode()
    challenge = raised(world)
    shown = provider.get(f"/determinations/{row.pk}/").content.decode()
    assert f"Challenge {challenge.number}" in shown
    assert "Challenge this result" not in shown
    commissioner = signed_in(world.jo)
    page = f"/challenges/{challenge.number}/"
    assert "Uphold it: the result is released" in commissioner.get(page).content.decode()
    commissioner.post(page, {"outcome": "upheld", "text": "The letter is clear: it was an error.", "key": key()})
    answered = provider.get(page).content.decode()
    assert "The letter is clear" in answered
    assert "letter.pdf" in answered


def test_what_is_challenged_already_leads_to_that_challenge(world: World) -> None:
    challenge = raised(world)
    provider = signed_in(world.finance[challenge.contract.code])
    again = provider.get(f"/determinations/{challenge.determination_id}/challenge", follow=True)
    assert again.redirect_chain == [(f"/challenges/{challenge.number}/", 302)]
    assert f"Challenge {challenge.number} is about the same, and waits" in again.content.decode()


def test_a_line_is_challenged_from_its_why_page(db: None) -> None:
    world = World.of_case("29")
    line = live_lines(world.claim())[0]
    provider, why = signed_in(world.finance["northway"]), f"/claims/{line.claim.number}/lines/{line.pk}/"
    assert f"{why}challenge" in provider.get(why).content.decode()
    assert provider.get(f"{why}challenge").status_code == 200
    answer = provider.post(f"{why}challenge", {"text": WHY, "key": key()})
    assert answer.status_code == 302
    assert "Challenge this line" not in provider.get(why).content.decode()
    page = signed_in(world.jo).get(answer["Location"]).content.decode()
    assert "No decision can change this result" in page


def test_too_few_words_are_refused_beside_the_field(world: World) -> None:
    row = held(world)
    answer = signed_in(world.finance[row.contracts[0]]).post(
        f"/determinations/{row.pk}/challenge", {"text": "No.", "key": key()}
    )  # fmt: skip
    assert answer.status_code == 400
    assert "at least 20 characters" in answer.content.decode()
    assert not Challenge.objects.exists()


def test_an_answer_without_a_choice_is_refused_beside_the_field(world: World) -> None:
    challenge = raised(world)
    answer = signed_in(world.jo).post(f"/challenges/{challenge.number}/", {"text": WHY, "key": key()})
    assert answer.status_code == 400
    assert "Choose an answer" in answer.content.decode()


def test_the_list_is_narrowed_sorted_and_exported_for_both_sides(world: World) -> None:
    challenge = raised(world)
    for access in (world.jo, world.finance[challenge.contract.code]):
        browser = signed_in(access)
        assert f"/challenges/{challenge.number}/" in browser.get("/challenges/?state=waiting").content.decode()
        assert f"/challenges/{challenge.number}/" not in browser.get("/challenges/?state=upheld").content.decode()
        for query in (f"?text={challenge.number}", f"?contract={challenge.contract.code}", "?sort=-due"):
            assert f"/challenges/{challenge.number}/" in browser.get(f"/challenges/{query}").content.decode()
        exported = browser.get("/challenges/?export=csv").content.decode("utf-8-sig").splitlines()
        assert exported[0] == "Challenge,About,Client,Contract,Contract code,Raised,Answer due,State,Answered"
        assert len(exported) == 2


def test_home_says_what_waits_to_either_side(world: World) -> None:
    challenge = raised(world)
    assert "1 challenge to answer" in signed_in(world.jo).get("/").content.decode()
    own = signed_in(world.finance[challenge.contract.code]).get("/").content.decode()
    assert "1 challenge waits for an answer" in own
    assert "challenge to answer" not in signed_in(world.eve).get("/").content.decode()


def test_whoever_rejected_the_line_is_not_asked_to_answer_and_is_told_why(db: None) -> None:
    world = World.of_case("29")
    line = live_lines(world.claim())[0]
    reject_lines(access=world.jo, claim=line.claim, line_ids=[line.pk], reason="The exit TOP is missing.", key=key())
    why = f"/claims/{line.claim.number}/lines/{line.pk}/"
    answer = signed_in(world.finance["northway"]).post(f"{why}challenge", {"text": WHY, "key": key()})
    jo = signed_in(world.jo)
    assert "challenge to answer" not in jo.get("/").content.decode()
    shown = jo.get(answer["Location"]).content.decode()
    assert "You rejected this line" in shown
    assert "Send the answer" not in shown


def test_a_lines_page_tells_of_its_rejection_and_of_the_answer_and_asks_no_more(db: None) -> None:
    world = World.of_case("29")
    line = live_lines(world.claim())[0]
    reject_lines(access=world.kim, claim=line.claim, line_ids=[line.pk], reason="The exit TOP is missing.", key=key())
    why, provider = f"/claims/{line.claim.number}/lines/{line.pk}/", signed_in(world.finance["northway"])
    provider.post(f"{why}challenge", {"text": WHY, "key": key()})
    challenge = Challenge.objects.get()
    answer_challenge(access=world.jo, challenge=challenge, outcome="upheld", text=WHY, key=key())
    shown = html.unescape(provider.get(why).content.decode())
    assert f"by {world.kim.person.name}: The exit TOP is missing." in shown
    assert ": it can be claimed again." in shown
    assert "Challenge this line" not in shown
    assert ">Payable<" not in shown


def test_evidence_of_the_wrong_kind_is_refused_beside_the_file_and_the_words_stay(world: World) -> None:
    row = held(world)
    sent = {"text": WHY, "key": key(), "attachment": SimpleUploadedFile("letter.exe", b"MZ")}
    answer = signed_in(world.finance[row.contracts[0]]).post(f"/determinations/{row.pk}/challenge", sent)
    shown = answer.content.decode()
    assert answer.status_code == 400
    assert 'id="id_attachment_error"' in shown
    assert "Attach a document" in shown
    assert WHY in shown
    assert not Challenge.objects.exists()


def test_only_a_commissioner_is_shown_the_form(world: World) -> None:
    page = f"/challenges/{raised(world).number}/"
    assert "Send the answer" in signed_in(world.jo).get(page).content.decode()
    contract = Contract.objects.filter(partnership=world.partnership).earliest("pk").code
    for access in (world.sam, world.eve, world.finance[contract]):
        assert "Send the answer" not in signed_in(access).get(page).content.decode()
        body = {"outcome": "refused", "text": WHY, "key": key()}
        assert signed_in(access).post(page, body).status_code == 403


def test_a_longer_list_asks_no_more_of_the_database(world: World) -> None:
    challenge = raised(world)
    browser = signed_in(world.jo)
    browser.get("/challenges/")
    with CaptureQueriesContext(connection) as few:
        browser.get("/challenges/")
    rows = DeterminationRow.objects.exclude(pk=challenge.determination_id).filter(client__isnull=False)[:15]
    Challenge.objects.bulk_create(
        Challenge(
            partnership=world.partnership, number=100 + place, contract=challenge.contract, determination=row, text=WHY,
            raised_by=challenge.raised_by, raised_at=clock.now(), due=challenge.due,
        )
        for place, row in enumerate(rows)
    )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        browser.get("/challenges/")
    assert len(many) == len(few) <= 14
