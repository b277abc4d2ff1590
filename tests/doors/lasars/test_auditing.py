"""The pages of the audit, of assessing again, of bulk entry and of drift."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from django.test import Client as Browser

from caseloads.models import Client
from lasars.actions.assess import complete
from lasars.actions.reassess import reassess
from lasars.actions.refer import Person
from lasars.models import Assessment, AuditDraw, Referral, Rescoring
from pbr import clock
from tests.doors.outcomes.conftest import Load
from tests.people import Town
from tests.rooms.lasars.desk import (
    ANSWERS,
    GROUP,
    SOMEBODY,
    TOTAL,
    another_assessor,
    assessed,
    take_in_the_demonstration,
)

DAY = dt.date(2012, 5, 10)


@pytest.fixture
def town(load: Load) -> Iterator[Town]:
    loaded = load("15")
    with clock.standing_on(DAY):
        take_in_the_demonstration(loaded)
        assessed(loaded)
    with clock.standing_on(dt.date(2012, 6, 30)):
        yield loaded


def colleague_of(town: Town) -> Browser:
    """A browser in which another assessor of the LASARS is signed in."""
    browser = Browser()
    browser.force_login(another_assessor(town).person, "django.contrib.auth.backends.ModelBackend")
    return browser


def draw(browser: Browser, town: Town, **changed: str) -> tuple[int, str]:
    told = {"lasars": str(town.lasars.pk), "since": "2012-05-01", "until": "2012-05-31", "percent": "100", **changed}
    answer = browser.post("/assessment-audit/", told, follow=True)
    return answer.status_code, answer.content.decode()


def test_a_sample_is_drawn_and_shows_how(town: Town) -> None:
    status, page = draw(town.browser("commissioner"), town)
    assert status == 200
    seed = AuditDraw.objects.get().seed
    assert f"by the seed {seed}" in page
    assert "1 of 1 people assessed from 1 May 2012 to 31 May 2012" in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"until": "2012-04-01"}, "The last day lies before the first"),
        ({"until": "2012-06-30"}, "must be over"),
        ({"percent": "0"}, "greater than or equal to 0.1"),
        ({"percent": "ten"}, "Enter a number, such as 10"),
        ({"percent": "1"}, "at least"),
        ({"since": ""}, "Enter the first day"),
    ],
)
def test_what_is_wrong_with_a_draw_stands_on_the_page(town: Town, changed: dict[str, str], said: str) -> None:
    status, page = draw(town.browser("commissioner"), town, **changed)
    assert status == 422
    assert said in page
    assert not AuditDraw.objects.exists()


def test_one_is_scored_again_page_by_page_and_blind(town: Town) -> None:
    draw(town.browser("commissioner"), town)
    made, auditor = Assessment.objects.get(), town.browser("assessment_auditor")
    at = auditor.post(f"/assessment-audit/of/{AuditDraw.objects.get().drawn.get().pk}/").url
    while at.startswith("/assessment-audit/of/"):
        page = auditor.get(at).content.decode()
        assert made.assessor_name not in page
        assert not re.search(r"checked|<option[^>]* selected|type=\"text\"[^>]* value=\"\d", page)
        at = auditor.post(at, ANSWERS).url
    assert Rescoring.objects.get().passed is True
    assert "1 is scored again: 1 passed, 0 failed" in auditor.get(at).content.decode()


def test_what_a_drawn_assessment_gave_is_hidden_until_it_is_scored(town: Town) -> None:
    draw(town.browser("commissioner"), town)
    made, auditor, assessor = Assessment.objects.get(), colleague_of(town), town.browser("assessor")
    at = f"/assessments/{made.pk}/"
    hidden = auditor.get(at).content.decode()
    assert "Drawn for audit: shown once it is scored again" in hidden
    assert "points that made it" not in hidden
    assert GROUP not in hidden
    referral = auditor.get(f"/referrals/{made.referral.reference}/").content.decode()
    assert "Drawn for audit: its group is shown once it is scored again" in referral
    assert f"<strong>{GROUP}</strong>" not in referral
    line = next(one for one in exported(auditor) if "2012-05-10" in one)
    assert f",{GROUP}," not in line
    assert "Being audited" in line
    assert "/assessments/replay" not in auditor.get("/assessments/").content.decode()
    assert auditor.post("/assessments/replay", {"reason": "For a replay"}).status_code in (403, 409)
    # Who made it knows it, and sees it as before.
    assert "points that made it" in assessor.get(at).content.decode()
    at_once = auditor.post(f"/assessment-audit/of/{AuditDraw.objects.get().drawn.get().pk}/").url
    while at_once.startswith("/assessment-audit/of/"):
        at_once = auditor.post(at_once, ANSWERS).url
    assert "points that made it" in auditor.get(at).content.decode()
    assert "Passed its audit on 30 June 2012" in auditor.get(at).content.decode()
    assert "Passed its audit" in assessor.get(f"/referrals/{made.referral.reference}/").content.decode()
    assert any(f",{GROUP}," in one for one in exported(auditor) if "2012-05-10" in one)


# Every page, list and file on which a group can be read: of a client, of what was found, of money, and of who did what.
TELL_GROUPS = (
    "/clients/",
    "/clients/ABCDEF/",
    "/clients/?export=csv",
    "/determinations/1/",
    "/held/",
    "/held/?export=csv",
    "/held/decisions",
    "/held/decisions/replay",
    "/caseload/referred/",
    "/caseload/work/",
    "/claims/",
    "/claims/1/",
    "/claims/1/lines/1/",
    "/challenges/",
    "/payments/runs/1/",
    "/payments/1/advice.csv",
    "/ledger/",
    "/ledger/postings/1/",
    "/statements/",
    "/audit",
    "/audit?subject=assessment:1",
    "/audit?export=csv",
)


@pytest.mark.parametrize("address", TELL_GROUPS)
def test_whoever_scores_again_opens_nothing_that_tells_the_group(town: Town, address: str) -> None:
    for browser in (town.browser("assessment_auditor"), colleague_of(town)):
        assert browser.get(address).status_code == 403


def test_the_interface_for_machines_tells_a_scorer_no_group_either(town: Town) -> None:
    for role in ("assessment_auditor", "assessor"):
        assert Browser().get("/api/v1/claims/1/", headers=town.token(role)).status_code == 403


def test_whoever_scores_again_finds_no_client_in_the_search(town: Town) -> None:
    client = Client.objects.first()
    assert client is not None
    for browser in (town.browser("assessment_auditor"), colleague_of(town)):
        assert f"/clients/{client.reference}" not in browser.get(f"/search?q={client.reference}").content.decode()


def test_an_auditor_reads_everything_and_scores_nothing(town: Town) -> None:
    draw(town.browser("commissioner"), town)
    made, drawn, auditor = Assessment.objects.get(), AuditDraw.objects.get().drawn.get(), town.browser("auditor")
    assert "points that made it" in auditor.get(f"/assessments/{made.pk}/").content.decode()
    assert "Score again" not in auditor.get(f"/assessment-audit/{drawn.draw_id}/").content.decode()
    assert auditor.post(f"/assessment-audit/of/{drawn.pk}/").status_code == 403


def test_a_reassessment_tells_a_scorer_nothing_of_the_time_before(town: Town) -> None:
    made = Assessment.objects.get()
    colleague = another_assessor(town)
    with clock.standing_on(DAY):
        again = reassess(access=colleague, referral=made.referral, reason="Moved")
    draw(town.browser("commissioner"), town)
    third = Browser()
    third.force_login(another_assessor(town, name="Al Third").person, "django.contrib.auth.backends.ModelBackend")
    assert third.get(f"/referrals/{made.referral.reference}/check").status_code == 403
    assert third.post(f"/referrals/{made.referral.reference}/take-over").status_code == 403
    complete(access=colleague, assessment=again)
    page = third.get(f"/assessments/{again.pk}/").content.decode()
    assert f"{made.assessid}, which it follows, is drawn for audit" in page
    assert GROUP not in page


def exported(browser: Browser) -> list[str]:
    return browser.get("/assessments/?export=csv").content.decode("utf-8-sig").splitlines()


def test_a_page_that_is_not_whole_is_shown_again_with_what_was_typed(town: Town) -> None:
    draw(town.browser("commissioner"), town)
    auditor = town.browser("assessment_auditor")
    at = auditor.post(f"/assessment-audit/of/{AuditDraw.objects.get().drawn.get().pk}/").url
    answer = auditor.post(at, {"opiates": "many"})
    assert answer.status_code == 422
    assert "Not kept. Enter a whole number" in answer.content.decode()
    assert 'value="many"' in answer.content.decode()
    assert "opiates" not in Rescoring.objects.get().answers


def test_the_pages_of_the_audit_are_for_those_who_audit_and_of_their_partnership(town: Town) -> None:
    draw(town.browser("commissioner"), town)
    made, elsewhere = AuditDraw.objects.get(), Town.make(code="Z01B").browser("assessment_auditor")
    assert town.browser("provider_manager", town.north).get(f"/assessment-audit/{made.pk}/").status_code == 403
    assert town.browser("commissioner").post(f"/assessment-audit/of/{made.drawn.get().pk}/").status_code == 403
    assert elsewhere.get(f"/assessment-audit/{made.pk}/").status_code == 404
    assert elsewhere.post(f"/assessment-audit/of/{made.drawn.get().pk}/").status_code == 404


def test_somebody_is_assessed_again_and_a_second_person_approves(town: Town) -> None:
    made, assessor = Assessment.objects.get(), town.browser("assessor")
    reference = made.referral.reference
    assert assessor.post(f"/referrals/{reference}/again", {"reason": ""}).status_code == 422
    at = assessor.post(f"/referrals/{reference}/again", {"reason": "Lost the home"}).url
    # Every answer stands there already, and each page is gone through once more.
    assert at == f"/referrals/{reference}/questions/use"
    for group in ("health", "home", "work"):
        at = assessor.post(at, ANSWERS).url
        assert at == f"/referrals/{reference}/questions/{group}"
    at = assessor.post(at, ANSWERS).url
    assert at == f"/referrals/{reference}/check"
    page = assessor.post(at, follow=True).content.decode()
    again = Assessment.objects.latest("pk")
    assert "Not yet: it counts once a second person has approved it" in page
    assert "Approve this reassessment" not in page
    colleague = colleague_of(town)
    assert "Approve this reassessment" in colleague.get(f"/assessments/{again.pk}/").content.decode()
    assert reference in colleague.get("/").content.decode()
    approved = colleague.post(f"/assessments/{again.pk}/approve", follow=True).content.decode()
    assert "counts for what is determined on or after 30 June 2012" in approved


def bulk(**changed: str) -> dict[str, str]:
    who = {"finitial": "q", "sinitial": "R", "dob": "1971-02-03", "sex": "F", "received": "2012-06-29", "client": ""}
    return {**who, **changed}


def test_a_person_in_treatment_is_entered_row_by_row(town: Town) -> None:
    assessor = town.browser("assessor")
    who = bulk(lasars=str(town.lasars.pk))
    asked = assessor.post("/referrals/bulk", who)
    assert asked.status_code == 200
    assert "The answers of QR, born 3 February 1971" in asked.content.decode()
    done = assessor.post("/referrals/bulk", {**who, "answers": "1", **ANSWERS}, follow=True).content.decode()
    referral = Referral.objects.get(attributor="QR03021971F")
    assert f"{referral.reference} is entered: group {GROUP}, {TOTAL} points." in done
    assert "1 person." in done


def test_a_row_that_is_wrong_keeps_what_was_typed_and_enters_nothing(town: Town) -> None:
    assessor = town.browser("assessor")
    told = {**bulk(lasars=str(town.lasars.pk)), "answers": "1", **ANSWERS, "opiates": "99"}
    answer = assessor.post("/referrals/bulk", told)
    assert answer.status_code == 422
    assert 'value="99"' in answer.content.decode()
    assert not Referral.objects.filter(attributor="QR03021971F").exists()


def test_who_is_entered_twice_is_told(town: Town) -> None:
    assessor = town.browser("assessor")
    initials = {"finitial": SOMEBODY.finitial, "sinitial": SOMEBODY.sinitial, "dob": SOMEBODY.dob.isoformat()}
    told = bulk(lasars=str(town.lasars.pk), **initials)
    for sent in (told, {**told, "answers": "1", **ANSWERS}):
        answer = assessor.post("/referrals/bulk", sent)
        assert answer.status_code == 422
        assert "is still open" in answer.content.decode()
    Referral.objects.update(closed="declined", closed_on=DAY, closed_by=town.person("assessor"))
    assert "assess again from that referral" in assessor.post("/referrals/bulk", told).content.decode()


def test_the_sex_of_who_is_entered_is_chosen(town: Town) -> None:
    answer = town.browser("assessor").post("/referrals/bulk", bulk(lasars=str(town.lasars.pk), sex=""))
    assert answer.status_code == 422
    assert "Choose a sex" in answer.content.decode()
    assert '<option value="" selected>Choose' in answer.content.decode()


def test_who_is_entered_never_stands_in_an_address(town: Town) -> None:
    page = town.browser("assessor").get("/referrals/bulk?finitial=Q&sinitial=R&dob=1971-02-03").content.decode()
    assert "1971" not in page


def seven_more(town: Town) -> None:
    with clock.standing_on(DAY):
        for number in range(1, 8):
            assessed(town, Person("Q", "R", dt.date(1980, 1, number), "F"))


def test_drift_shows_an_assessor_the_own_share_and_colleagues_by_number(town: Town) -> None:
    seven_more(town)
    mine = town.browser("assessor").get("/assessments/drift/").content.decode()
    theirs = town.browser("auditor").get("/assessments/drift/").content.decode()
    assert ">You<" in mine
    assert "Colleague 1" in mine
    assert "A. Assessor" not in mine
    assert town.person("assessor").name in theirs
    assert 'role="img"' in theirs


def test_drift_is_exported_as_shown_and_hides_few(town: Town) -> None:
    lines = town.browser("auditor").get("/assessments/drift/?export=csv").content.decode("utf-8-sig").splitlines()
    mine = next(line for line in lines if line.startswith(town.person("assessor").name))
    assert "fewer than 5" in mine


def test_a_time_that_is_no_date_is_the_last_year(town: Town) -> None:
    page = town.browser("auditor").get("/assessments/drift/?since=yesterday&until=0000-00-00").content.decode()
    assert "Assessed from 1 July 2011 to 30 June 2012" in page
