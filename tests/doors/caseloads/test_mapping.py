"""A local file with its own columns is read through a mapping, which is offered again."""

from __future__ import annotations

from caseloads.models import Extract, SavedMapping
from pbr.jobs.draining import drain
from tests.doors.caseloads.sending import sent
from tests.people import Town

NAME = "assessments-20130331.csv"
THEIRS = b"First,Last,Born,Gender,Ref,Day,Band,Who\nA,B,01/02/1980,Male,A1,01/05/2012,2,M Okafor\n"
MAPPED = {
    "column_FINITIAL": "First",
    "column_SINITIAL": "Last",
    "column_DOB": "Born",
    "column_SEX": "Gender",
    "codes_SEX": "Male = M\nFemale = F",
    "column_ASSESSID": "Ref",
    "column_ASSESSED": "Day",
    "column_GROUP": "Band",
    "codes_GROUP": "2 = medium",
    "column_ASSESSOR": "Who",
    "date_form": "DD/MM/YYYY",
    "name": "Our own system",
}


def test_a_refused_local_file_is_read_again_through_a_mapping(town: Town) -> None:
    browser = town.browser("assessor")
    refused = sent(browser, NAME, THEIRS)
    assert refused.state == "refused"
    assert "Map its columns" in browser.get(f"/extracts/{refused.pk}/").content.decode()

    answer = browser.post(f"/extracts/{refused.pk}/columns", MAPPED)
    drain("caseloads.")
    mapped = Extract.objects.latest("pk")
    assert answer.url == f"/extracts/{mapped.pk}/"
    assert (mapped.state, mapped.rows, mapped.new, mapped.warnings) == ("checked", 1, 1, 0)


def test_a_saved_mapping_is_offered_at_the_next_upload(town: Town) -> None:
    browser = town.browser("assessor")
    browser.post(f"/extracts/{sent(browser, NAME, THEIRS).pk}/columns", MAPPED)
    drain("caseloads.")
    saved = SavedMapping.objects.get()
    assert "Our own system (assessments)" in browser.get("/extracts/upload").content.decode()
    next_one = sent(browser, "assessments-20130430.csv", THEIRS, mapping=str(saved.pk))
    assert next_one.state == "checked"
    form = browser.get(f"/extracts/{next_one.pk}/columns?saved={saved.pk}").content.decode()
    assert "Male = M" in form


def test_what_the_names_suggest_is_proposed_as_a_guess(town: Town) -> None:
    browser = town.browser("assessor")
    page = browser.get(f"/extracts/{sent(browser, NAME, THEIRS).pk}/columns").content.decode()
    assert '<option value="Gender" selected>' in page
    assert '<option value="Born" selected>' in page
    assert page.count("A guess from the column’s name: check it.") == 2
    assert '<option value="Band" selected>' not in page


def test_one_column_is_read_as_one_of_ours_only(town: Town) -> None:
    browser = town.browser("assessor")
    refused = sent(browser, NAME, THEIRS)
    answer = browser.post(f"/extracts/{refused.pk}/columns", MAPPED | {"column_APPROVED_BY": "Who"})
    assert answer.status_code == 422
    assert "Who is already read as" in answer.content.decode()


def test_a_translation_that_cannot_be_read_is_said(town: Town) -> None:
    browser = town.browser("assessor")
    refused = sent(browser, NAME, THEIRS)
    answer = browser.post(f"/extracts/{refused.pk}/columns", MAPPED | {"codes_SEX": "Male M"})
    assert "is not of the form theirs = ours" in answer.content.decode()


def test_an_ndtms_extract_has_no_mapping(town: Town) -> None:
    browser = town.browser("data_officer")
    assert browser.get(f"/extracts/{sent(browser).pk}/columns").status_code == 404
