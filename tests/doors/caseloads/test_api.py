"""Machines send extracts with a token."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client as Browser

from caseloads.models import Extract
from pbr.jobs.draining import drain
from tests.doors.caseloads.sending import ONE
from tests.people import Town
from tests.rules.intake.files import NDTMS, written

OTHER = written([{"CLIENTID": "78"}])


def post(headers: dict[str, str], data: bytes = ONE, **fields: str) -> HttpResponse:
    return Browser().post("/api/v1/extracts/", {"file": SimpleUploadedFile(NDTMS, data), **fields}, headers=headers)


def test_an_extract_is_sent_looked_at_and_confirmed(town: Town) -> None:
    headers = town.token("provider_manager", town.north)
    answer = post(headers | {"Idempotency-Key": "march"})
    told = answer.json()
    assert answer.status_code == 201
    assert (told["state"], told["file"], len(told["sha256"])) == ("checking", NDTMS, 64)

    drain("caseloads.")
    told = Browser().get(told["url"], headers=headers).json()
    assert (told["state"], told["counts"]["rows"], told["counts"]["new"]) == ("checked", 1, 1)

    assert Browser().post(f"{told['url']}confirm/", headers=headers).status_code == 202
    drain("caseloads.")
    assert Browser().get(told["url"], headers=headers).json()["state"] == "applied"


def test_sending_again_gives_the_same_extract(town: Town) -> None:
    headers = town.token("provider_manager", town.north)
    first, again = post(headers), post(headers)
    assert again.status_code == 200
    assert again.json()["id"] == first.json()["id"]


def test_the_same_key_gives_the_same_extract_even_after_it_was_discarded(town: Town) -> None:
    headers = town.token("provider_manager", town.north) | {"Idempotency-Key": "march"}
    first = post(headers).json()["id"]
    drain("caseloads.")
    town.browser("provider_manager", town.north).post(f"/extracts/{first}/discard")
    again = post(headers)
    assert (again.status_code, again.json()["id"], again.json()["state"]) == (200, first, "discarded")


def test_the_same_key_with_other_bytes_or_another_mode_is_refused(town: Town) -> None:
    headers = town.token("provider_manager", town.north) | {"Idempotency-Key": "march"}
    post(headers)
    for refused in (post(headers, OTHER), post(headers, mode="replace")):
        assert refused.status_code == 409
        assert "was used before with another file" in refused.json()["detail"]
    assert Extract.objects.count() == 1
    assert post(headers | {"Idempotency-Key": "march again"}, OTHER).status_code == 201


def test_a_key_is_its_senders_own(town: Town) -> None:
    key = {"Idempotency-Key": "march"}
    post(town.token("provider_manager", town.north) | key)
    assert post(town.token("data_officer") | key, OTHER).status_code == 201


def test_what_was_refused_does_not_use_up_its_key(town: Town) -> None:
    headers = town.token("provider_manager", town.north) | {"Idempotency-Key": "march"}
    assert post(headers, name="holiday.csv").status_code == 400
    assert post(headers).status_code == 201
    assert post(headers | {"Idempotency-Key": "k" * 65}).status_code == 400


def test_unknown_keys_are_refused(town: Town) -> None:
    answer = post(town.token("provider_manager", town.north), agency="N0852")
    assert answer.status_code == 400
    assert "agency" in answer.json()
    assert not Extract.objects.exists()


def test_bad_requests_are_answered_with_400(town: Town) -> None:
    headers = town.token("provider_manager", town.north)
    assert post(headers, mode="sideways").status_code == 400
    assert post(headers, to="31/03/2013").status_code == 400
    assert post(headers, name="holiday.csv").status_code == 400
    assert Browser().post("/api/v1/extracts/", {}, headers=headers).status_code == 400


def test_without_a_token_there_is_no_answer(town: Town) -> None:
    assert post({}).status_code == 401
    assert post({"Authorization": "Token wrong"}).status_code == 401
    assert post(town.token("auditor")).status_code == 403


def test_another_providers_agency_is_refused(town: Town) -> None:
    answer = post(town.token("provider_manager", town.south))
    assert answer.status_code == 403
    assert "not one of your agencies" in answer.json()["detail"]
