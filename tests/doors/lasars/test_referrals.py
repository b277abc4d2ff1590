"""From a referral to a provider, by the pages: the way of one person, and what refuses on it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from lasars.actions.instruments import demonstration_document
from lasars.models import Assessment, Referral
from pbr import clock
from pbr.access.models import Lasars
from pbr.audit.models import Event
from tests.doors.outcomes.conftest import Load
from tests.people import Town
from tests.rooms.lasars.desk import (
    ANSWERS,
    GROUP,
    another_assessor,
    assessed,
    begun,
    referred,
    take_in_the_demonstration,
    told_by_the_feed,
)

DAY = dt.date(2012, 5, 10)
NEW = {
    "finitial": "z", "sinitial": "y", "dob": "1979-05-03", "sex": "F", "source": "gp", "received": "2012-05-01",
    "client": "",
}  # fmt: skip


@pytest.fixture
def town(load: Load) -> Iterator[Town]:
    loaded = load("15")
    with clock.standing_on(DAY):
        take_in_the_demonstration(loaded)
        yield loaded


@pytest.fixture
def assessor(town: Town) -> Browser:
    return town.browser("assessor")


def text(answer: object) -> str:
    return answer.content.decode()


def page(browser: Browser, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return text(answer)


def taken_in(town: Town, browser: Browser) -> str:
    answer = browser.post("/referrals/new", {**NEW, "lasars": town.lasars.pk})
    assert answer.status_code == 302, text(answer)
    return f"/referrals/{Referral.objects.latest('pk').reference}/"


def post(browser: Browser, address: str, **said: str) -> str:
    answer = browser.post(address, said)
    assert answer.status_code == 302, text(answer)
    return answer["Location"]


def test_somebody_is_referred_seen_assessed_and_referred_on(town: Town, assessor: Browser) -> None:
    way = taken_in(town, assessor)
    assert "To be booked" in page(assessor, way)
    post(assessor, way + "appointment", on="2012-05-10")
    assert "Did the person come?" in page(assessor, way)
    post(assessor, way + "kept", kept="yes")
    address = post(assessor, way + "assess")
    for group in ("use", "health", "home", "work"):
        assert address == f"{way}questions/{group}"
        address = post(assessor, address, **ANSWERS)
    assert address == way + "check"
    assert "25 days" in page(assessor, address)
    made = post(assessor, address)
    told = page(assessor, made)
    assert f"Group {GROUP}" in told
    assert "The answers give 37 of at most 63 points." in told
    post(assessor, way + "preference", provider=str(town.north.pk), words="Near my mother.")
    post(assessor, way + "goal", text="See my children again")
    post(assessor, way + "advocacy", on="2012-05-09", whom="Housing office", about="The rent arrears")
    post(assessor, way + "refer-on", provider=str(town.north.pk))
    told = page(assessor, way)
    for part in (
        "Near my mother.",
        "See my children again",
        "Housing office: The rent arrears",
        "Referred to Northway",
    ):
        assert part in told
    assert "1 referral" in page(assessor, "/referrals/?state=referred")


def test_the_queue_shows_days_and_no_names(town: Town, assessor: Browser) -> None:
    referral = referred(town, received=dt.date(2012, 5, 1))
    told = page(assessor, "/referrals/")
    assert referral.reference in told
    assert ">9<" in told
    assert "1979" not in told
    rows = list(csv.reader(io.StringIO(text(assessor.get("/referrals/?export=csv")).lstrip("\ufeff"))))
    assert rows[0][5:] == ["Waiting, days", "To appointment", "To assessment", "To provider"]
    assert rows[1][5:] == ["9", "", "", ""]


def test_what_the_person_wants_stands_in_the_choice_of_a_provider(town: Town, assessor: Browser) -> None:
    reference = assessed(town).referral.reference
    post(assessor, f"/referrals/{reference}/preference", provider=str(town.south.pk))
    shown = page(assessor, f"/referrals/{reference}/")
    assert f'<option value="{town.south.pk}" selected>{town.south.name} (what the person wants)</option>' in shown


def test_an_assessment_of_a_closed_referral_is_broken_off(town: Town, assessor: Browser) -> None:
    referral = referred(town)
    begun(town, referral)
    at = f"/referrals/{referral.reference}/"
    assert "In progress" in page(assessor, at)
    post(assessor, f"{at}close", why="declined")
    assert "Broken off" in page(assessor, at)


@pytest.mark.parametrize(
    ("query", "count"),
    [("", 1), ("state=all", 2), ("state=closed", 1), ("state=booked", 0), ("source=gp", 1), ("source=self", 0)],
)
def test_the_queue_is_filtered(town: Town, assessor: Browser, query: str, count: int) -> None:
    post(assessor, f"/referrals/{referred(town).reference}/close", why="declined")
    referred(town)
    assert f"{count} referral" in page(assessor, f"/referrals/?{query}")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("finitial", "", "Enter the initial of the first name"),
        ("finitial", "7", "One letter from A to Z"),
        ("dob", "30/02/1979", "Write the date as DD/MM/YYYY"),
        ("dob", "2030-01-01", "The date of birth is not one of a living person."),
        ("received", "2012-05-11", "The day on which the referral came lies in the future."),
        ("received", "1979-05-02", "The day on which the referral came lies before the birth."),
        ("client", "QQ-QQQQ", "The client with that reference has other initials"),
    ],
)
def test_what_is_wrong_with_a_referral_is_said_beside_its_field(
    town: Town, assessor: Browser, field: str, value: str, sentence: str
) -> None:
    answer = assessor.post("/referrals/new", {**NEW, "lasars": town.lasars.pk, field: value})
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert not Referral.objects.exists()


def test_a_step_that_is_refused_shows_the_page_with_what_was_typed(town: Town, assessor: Browser) -> None:
    way = f"/referrals/{referred(town).reference}/"
    answer = assessor.post(way + "appointment", {"on": "2012-05-01"})
    assert answer.status_code == 422
    assert "An appointment cannot lie before the referral." in text(answer)
    assert 'value="2012-05-01"' in text(answer)
    assert "Say with whom" in text(assessor.post(way + "advocacy", {"on": "2012-05-01", "whom": "", "about": "x"}))


def test_an_appointment_is_cancelled_before_its_day_and_booked_anew(town: Town, assessor: Browser) -> None:
    way = f"/referrals/{referred(town).reference}/"
    assert "more than a year ahead" in text(assessor.post(way + "appointment", {"on": "2102-05-14"}))
    post(assessor, way + "appointment", on="2012-05-14")
    assert "Cancel this appointment" in page(assessor, way)
    assert post(assessor, way + "cancel-appointment") == way
    assert "14 May 2012: cancelled" in page(assessor, way)
    post(assessor, way + "appointment", on="2012-05-10")
    assert assessor.post(way + "cancel-appointment").status_code == 409


def test_what_can_be_an_answer_is_kept_and_the_rest_is_shown_with_why_not(town: Town, assessor: Browser) -> None:
    assessment = begun(town, referred(town), {"opiates": "7"})
    way = f"/referrals/{assessment.referral.reference}/"
    answer = assessor.post(way + "questions/use", {"opiates": "about 20", "alcohol": "3"})
    assert answer.status_code == 422
    assert "Not kept. Enter a whole number from 0 to 28" in text(answer)
    assert "The answer before stands: 7" in text(answer)
    assert "Choose an answer: Does the person inject?" in text(answer)
    assert 'value="about 20"' in text(answer)
    said = {code: one["said"] for code, one in Assessment.objects.get().answers.items()}
    assert (said["opiates"], said["alcohol"]) == ("7", "3")
    assert 'value="7"' in page(assessor, way + "questions/use")


def test_nobody_comes_back_later_without_having_seen_what_is_not_kept(town: Town, assessor: Browser) -> None:
    way = f"/referrals/{begun(town, referred(town), {}).referral.reference}/"
    answer = assessor.post(way + "questions/use", {"opiates": "99", "crack": "1", "later": "1"})
    assert answer.status_code == 422
    assert "Not kept. Enter a whole number from 0 to 28" in text(answer)
    assert "Choose an answer" not in text(answer)
    assert "opiates" not in Assessment.objects.get().answers


def test_an_impossible_answer_is_told_at_once_beside_its_question(town: Town, assessor: Browser) -> None:
    assessment = begun(town, referred(town), {"opiates": "7"})
    address, by_itself = f"/referrals/{assessment.referral.reference}/questions/use", {"HX-Request": "true"}
    for wrong in ("about 20", "99", "-1"):
        answer = text(assessor.post(address, {"opiates": wrong}, headers=by_itself))
        beside = answer[answer.index('id="not-kept-opiates"') :]
        assert "Not kept. Enter a whole number from 0 to 28" in beside
        assert "Kept at" not in answer
        assert Assessment.objects.get().answers["opiates"]["said"] == "7"
    mended = text(assessor.post(address, {"opiates": "8"}, headers=by_itself))
    assert "Kept at" in mended
    assert "Not kept" not in mended
    assert 'id="not-kept-opiates"' in mended


def test_somebody_comes_back_later_to_where_they_were(town: Town, assessor: Browser) -> None:
    way = f"/referrals/{begun(town, referred(town), {}).referral.reference}/"
    assert post(assessor, way + "questions/use", opiates="4", later="1") == way
    assert "In progress" in page(assessor, way)
    assert post(assessor, way + "assess") == way + "questions/use"
    assert 'value="4"' in page(assessor, way + "questions/use")


def test_the_page_keeps_itself_while_it_is_filled_in(town: Town, assessor: Browser) -> None:
    assessment = begun(town, referred(town), {})
    address = f"/referrals/{assessment.referral.reference}/questions/use"
    answer = assessor.post(address, {"opiates": "7"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert text(answer).startswith("Kept at 10 May 2012")
    assert Assessment.objects.get().answers["opiates"]["said"] == "7"


def test_an_answer_kept_by_itself_leaves_the_others_of_its_page(town: Town, assessor: Browser) -> None:
    assessment = begun(town, referred(town), {"crack": "2", "alcohol": "-"})
    address = f"/referrals/{assessment.referral.reference}/questions/use"
    assessor.post(address, {"opiates": "7"}, headers={"HX-Request": "true"})
    said = {code: answer["said"] for code, answer in Assessment.objects.get().answers.items()}
    assert said == {"crack": "2", "alcohol": "-", "opiates": "7"}


def test_preferring_not_to_say_is_an_answer(town: Town, assessor: Browser) -> None:
    assessment = begun(town, referred(town), {})
    address = f"/referrals/{assessment.referral.reference}/questions/use"
    assessor.post(address, {"opiates-not-said": "on", "crack": "2"})
    answers = Assessment.objects.get().answers
    assert (answers["opiates"]["said"], answers["crack"]["said"]) == ("-", "2")
    (box,) = re.findall('<input[^>]*name="opiates-not-said"[^>]*>', page(assessor, address))
    assert " checked" in box


def test_a_number_and_preferring_not_to_say_are_not_taken_together(town: Town, assessor: Browser) -> None:
    assessment = begun(town, referred(town))
    address = f"/referrals/{assessment.referral.reference}/questions/use"
    sentence = "Enter a number or tick that the person prefers not to say, not both"
    for more in ({}, {"later": "1"}):
        answer = assessor.post(address, {**ANSWERS, "crack": "2", "crack-not-said": "on", **more})
        assert answer.status_code == 422
        assert sentence in text(answer)
        (box,) = re.findall('<input[^>]*name="crack-not-said"[^>]*>', text(answer))
        assert " checked" in box
        assert Assessment.objects.get().answers["crack"]["said"] == "2"
    by_itself = assessor.post(address, {"crack": "2", "crack-not-said": "on"}, headers={"HX-Request": "true"})
    assert sentence in text(by_itself)


def test_who_lost_an_assessment_to_a_colleague_is_told_that_nothing_is_kept(town: Town, assessor: Browser) -> None:
    assessment, colleague = begun(town, referred(town)), Browser()
    colleague.force_login(another_assessor(town).person, "django.contrib.auth.backends.ModelBackend")
    way = f"/referrals/{assessment.referral.reference}/"
    post(colleague, way + "take-over")
    by_itself = assessor.post(way + "questions/use", {"opiates": "9"}, headers={"HX-Request": "true"})
    assert by_itself.status_code == 200
    assert "Not kept: this assessment was taken over by Bo Ferris." in text(by_itself)
    answer = assessor.post(way + "questions/use", {**ANSWERS, "opiates": "9"})
    assert answer.status_code == 403
    assert f'href="{way}">Go to the referral' in text(answer)
    assert Assessment.objects.get().answers["opiates"]["said"] == ANSWERS["opiates"]
    post(colleague, way + "check")
    assert "was completed by Bo Ferris" in text(assessor.post(way + "questions/use", {"opiates": "9"}))


def test_an_incomplete_assessment_is_not_completed_and_leads_to_what_is_missing(town: Town, assessor: Browser) -> None:
    answers = {code: said for code, said in ANSWERS.items() if code != "custody"}
    assessment = begun(town, referred(town), answers)
    answer = assessor.post(f"/referrals/{assessment.referral.reference}/check")
    assert answer.status_code == 422
    assert "1 answer missing or wrong" in text(answer)
    assert "questions/work?check=1" in text(answer)


def test_no_page_of_the_assessor_shows_a_price(town: Town, assessor: Browser) -> None:
    way = f"/referrals/{begun(town, referred(town)).referral.reference}/"
    for address in ("/referrals/", way, way + "questions/use", way + "check"):
        assert "£" not in page(assessor, address)
    made = post(assessor, way + "check")
    for address in (made, way, "/instruments/", "/assessments/"):
        assert "£" not in page(assessor, address)


def test_who_was_referred_is_shown_when_asked_for_and_recorded(town: Town, assessor: Browser) -> None:
    way = f"/referrals/{referred(town).reference}/"
    assert "3 May 1979" not in page(assessor, way)
    assert "3 May 1979" in text(assessor.post(way + "who"))
    assert Event.objects.get(event="referral.identity_seen").actor == town.person("assessor")


def test_a_colleague_takes_an_assessment_over(town: Town) -> None:
    assessment, colleague = begun(town, referred(town)), Browser()
    colleague.force_login(another_assessor(town).person, "django.contrib.auth.backends.ModelBackend")
    way = f"/referrals/{assessment.referral.reference}/"
    assert colleague.get(way + "questions/use").status_code == 403
    assert "Take it over and go on" in page(colleague, way)
    assert post(colleague, way + "take-over") == way + "check"
    assert town.browser("assessor").get(way + "questions/use").status_code == 403


def test_who_was_assessed_after_the_feed_told_of_them_waits_for_a_second_person(town: Town) -> None:
    made, colleague = assessed(town, told_by_the_feed(town, DAY)), Browser()
    colleague.force_login(another_assessor(town).person, "django.contrib.auth.backends.ModelBackend")
    home = page(colleague, "/")
    assert "Assessments to approve" in home
    assert f'href="/assessments/{made.pk}/"' in home
    way = f"/referrals/{made.referral.reference}/"
    assert "It waits for a second person." in page(colleague, way)
    post(colleague, f"/assessments/{made.pk}/approve")
    assert "It waits for a second person." not in page(colleague, way)
    assert "Assessments to approve" not in page(colleague, "/")


def test_another_lasars_and_another_partnership_find_nothing(town: Town) -> None:
    made = assessed(town)
    elsewhere = Lasars.objects.create(partnership=town.partnership, name="The other LASARS")
    other = Browser()
    other.force_login(another_assessor(town, elsewhere).person, "django.contrib.auth.backends.ModelBackend")
    stranger = Town.make(code="Z99B", name="Elsewhere").browser("assessor")
    for browser in (other, stranger):
        assert "0 referrals" in page(browser, "/referrals/?state=all")
        for address in (f"/referrals/{made.referral.reference}/", f"/assessments/{made.pk}/"):
            assert browser.get(address).status_code == 404
        assert browser.post(f"/referrals/{made.referral.reference}/goal", {"text": "x"}).status_code == 404


@pytest.mark.parametrize("role", ["commissioner", "data_officer", "provider_manager", "second_approver"])
def test_referrals_are_closed_to_other_roles(town: Town, role: str) -> None:
    made = assessed(town)
    browser = town.browser(role, town.north)
    for address in (
        "/referrals/",
        "/referrals/new",
        f"/referrals/{made.referral.reference}/",
        f"/assessments/{made.pk}/",
    ):
        assert browser.get(address).status_code == 403
    assert browser.post("/assessments/replay").status_code == 403


def test_the_auditor_reads_and_changes_nothing(town: Town) -> None:
    made = assessed(town)
    way, auditor = f"/referrals/{made.referral.reference}/", town.browser("auditor")
    assert "Add a goal" not in page(auditor, way)
    assert "Why this group" in page(auditor, f"/assessments/{made.pk}/")
    for step in ("appointment", "kept", "preference", "goal", "advocacy", "refer-on", "close", "assess", "check"):
        assert auditor.post(way + step).status_code == 403


def test_the_file_for_a_replay_is_taken_for_a_reason_that_the_audit_trail_tells(town: Town) -> None:
    assessed(town)
    auditor, at = town.browser("auditor"), "/assessments/replay"
    assert f'href="{at}"' in page(auditor, "/assessments/")
    assert "Why you need the file" in page(auditor, at)
    refused = auditor.post(at, {"reason": " "})
    assert refused.status_code == 422
    assert "Say why you need the file" in text(refused)
    assert not Event.objects.filter(event="assessments.exported").exists()
    taken = auditor.post(at, {"reason": "Replay of 2012–13"})
    assert taken["Content-Type"].startswith("text/csv")
    assert Event.objects.get(event="assessments.exported").details == {"rows": 1, "reason": "Replay of 2012–13"}
    assert "with who was assessed (1 rows): “Replay of 2012–13”" in page(auditor, "/audit")


def test_assessments_made_here_stand_in_the_list_beside_those_of_the_feed(town: Town, assessor: Browser) -> None:
    made = assessed(town)
    told = page(assessor, "/assessments/")
    assert "7 assessments" in told
    assert f'href="/assessments/{made.pk}/"' in told
    assert "1 assessments" in page(assessor, "/assessments/?assessor=assessor.all")
    assert "6 assessments" in page(assessor, "/assessments/?assessor=M+Okafor")


def test_the_home_page_says_who_waits(town: Town, assessor: Browser) -> None:
    referred(town)
    home = page(assessor, "/")
    assert "1 referral waiting" in home
    assert 'href="/referrals/?state=waiting">1 to be booked' in home


# The instrument -----------------------------------------------------------------------------------------------------------


def test_a_commissioner_takes_in_a_version_and_assessors_read_it(town: Town, assessor: Browser) -> None:
    commissioner = town.browser("commissioner")
    document = page(commissioner, "/instruments/new")
    assert "Demonstration complexity instrument" in document
    agreed = demonstration_document().replace('"illustrative"', '"confirmed"').replace("demonstration-1", "2012")
    address = post(commissioner, "/instruments/new", text=agreed)
    assert "is a demonstration" not in page(assessor, address)
    assert assessor.get("/instruments/new").status_code == 403
    assert text(assessor.get(address + "document")) == agreed


def test_a_version_that_is_wrong_is_refused_with_everything_that_is(town: Town) -> None:
    answer = town.browser("commissioner").post("/instruments/new", {"text": 'title = "X"\n'})
    assert answer.status_code == 422
    for wrong in ("version", "valid_from", "group", "band", "mapping"):
        assert f">{wrong}<" in text(answer)
    taken = town.browser("commissioner").post("/instruments/new", {"text": demonstration_document()})
    assert "is taken" in text(taken)


def test_the_demonstration_says_so_wherever_something_rests_on_it(town: Town, assessor: Browser) -> None:
    assessment = begun(town, referred(town))
    way = f"/referrals/{assessment.referral.reference}/"
    for address in (way + "questions/use", way + "check", "/instruments/"):
        assert "is a demonstration: its questions, points and bands are illustrations" in page(assessor, address)
    assert "is a demonstration" in page(assessor, post(assessor, way + "check"))


def test_what_is_noted_is_asked_for_once_also_where_a_step_is_refused(town: Town, assessor: Browser) -> None:
    way = f"/referrals/{referred(town).reference}/"
    for ask in (lambda: assessor.get(way), lambda: assessor.post(way + "goal", {"text": ""})):
        with CaptureQueriesContext(connection) as asked:
            ask()
        for table in ("lasars_goal", "lasars_advocacycontact", "lasars_appointment"):
            read = [one for one in asked.captured_queries if f'FROM "{table}"' in one["sql"]]
            assert len(read) == 1, table
