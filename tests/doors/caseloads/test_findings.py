"""What is wrong with rows, in sentences that a data officer can act on."""

from __future__ import annotations

from tests.doors.caseloads.sending import sent
from tests.people import Town
from tests.rules.intake.files import NDTMS, written

BAD = written([{}, {"CLIENTID": ""}, {"CLIENTID": "1002", "OPIUSE": "29"}, {"CLIENTID": "1003", "SEX": "=1+1"}])


def test_rejected_rows_are_shown_with_line_and_sentence(town: Town) -> None:
    browser = town.browser("provider_manager", town.north)
    extract = sent(browser, NDTMS, BAD)
    page = browser.get(f"/extracts/{extract.pk}/").content.decode()
    assert extract.rejected == 2
    assert "CLIENTID is blank; give your system&#x27;s client number" in page
    assert "outside 0 to 28 days" in page


def test_findings_are_filtered_by_severity_and_rule(town: Town) -> None:
    browser = town.browser("provider_manager", town.north)
    extract = sent(browser, NDTMS, BAD)
    page = browser.get(f"/extracts/{extract.pk}/?severity=warning").content.decode()
    assert "outside 0 to 28 days" in page
    assert "CLIENTID is blank" not in page
    page = browser.get(f"/extracts/{extract.pk}/?rule=blank-clientid").content.decode()
    assert "outside 0 to 28 days" not in page


def test_the_downloaded_list_has_no_formulas(town: Town) -> None:
    browser = town.browser("provider_manager", town.north)
    extract = sent(browser, NDTMS, BAD)
    lines = browser.get(f"/extracts/{extract.pk}/?export=csv").content.decode("utf-8-sig").splitlines()
    assert lines[0] == "File,Line,Column,Value,Rule,What,What to do"
    assert len(lines) == 4
    assert any(",SEX,'=1+1," in line for line in lines)


def test_what_could_tell_who_somebody_is_is_not_shown_to_a_commissioner(town: Town) -> None:
    extract = sent(town.browser("provider_manager", town.north), NDTMS, written([{"DOB": "32/13/1980"}, {}]))
    ours = town.browser("provider_manager", town.north).get(f"/extracts/{extract.pk}/").content.decode()
    theirs = town.browser("commissioner").get(f"/extracts/{extract.pk}/").content.decode()
    exported = town.browser("commissioner").get(f"/extracts/{extract.pk}/?export=csv").content.decode()
    assert "32/13/1980" in ours
    assert "32/13/1980" not in theirs + exported
    assert "The value is shown only to those whose work needs it" in theirs
