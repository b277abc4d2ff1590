"""Schemes: read by everyone who works under them, changed by two people."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser

from outcomes.actions.schemes import draft_scheme
from outcomes.models import SchemeVersion
from pbr import clock
from pbr.access.models import Provider
from pbr.scheme.reading import read_scheme
from tests.doors.outcomes.conftest import Load
from tests.people import Town

READ = {"read": "yes"}
MODELS = Path(__file__).parents[3] / "pbr" / "scheme" / "models"
LINCOLNSHIRE = (MODELS / "lincolnshire.toml").read_text()


def town() -> Town:
    scheme = read_scheme(LINCOLNSHIRE)
    return Town.make(code=scheme.partnership).with_parties_of(scheme)


def drafted(here: Town) -> SchemeVersion:
    return draft_scheme(access=here.access("commissioner"), document=LINCOLNSHIRE)


def second(here: Town) -> Browser:
    """Another commissioner's browser."""
    other = Town(here.partnership, here.north, here.south, here.lasars)
    person = other.person("auditor")
    person.memberships.update(role_code="commissioner")
    browser = Browser()
    browser.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return browser


def test_a_scheme_is_read_as_a_document(db: None) -> None:
    here = town()
    page = here.browser("commissioner").get(f"/schemes/{drafted(here).pk}/").content.decode()
    for told in (
        "Fenland Recovery",
        "Treatment began within three weeks of referral",
        "No longer injecting.",
        "£130.00",
        "40 % after 6 months",
        "at most 20 % of what",
        "within 21 days of the last discharge",
        "at least £380,000.00 for a contract year",
        "DIP until 31 October 2013",
    ):
        assert told in page, told


def test_illustrative_values_say_so(db: None) -> None:
    here = town()
    page = here.browser("commissioner").get(f"/schemes/{drafted(here).pk}/").content.decode()
    assert '<span class="pbr-illustrative">£130.00</span>' in page
    assert '13 days in the last 28 <strong class="govuk-tag govuk-tag--yellow">illustrative' in page


def test_every_model_can_be_read(db: None) -> None:
    for path in sorted(MODELS.rglob("*.toml")):
        code = read_scheme(path.read_bytes()).partnership
        here = Town.make(code=code) if not SchemeVersion.objects.filter(partnership__code=code) else None
        if here is not None:
            version = draft_scheme(access=here.access("commissioner"), document=path.read_text())
            assert here.browser("commissioner").get(f"/schemes/{version.pk}/").status_code == 200, path.name


def test_the_document_is_downloaded_byte_for_byte(db: None) -> None:
    here = town()
    answer = here.browser("commissioner").get(f"/schemes/{drafted(here).pk}/document")
    assert answer.content == LINCOLNSHIRE.encode()
    assert answer["Content-Disposition"].startswith("attachment")


def test_a_provider_sees_no_draft(db: None) -> None:
    here = town()
    version = drafted(here)
    browser = here.browser("provider_manager", here.north)
    assert browser.get(f"/schemes/{version.pk}/").status_code == 404
    assert browser.get(f"/schemes/{version.pk}/document").status_code == 404
    assert "Lincolnshire" not in browser.get("/schemes/").content.decode()


def test_another_partnerships_scheme_is_not_found(db: None) -> None:
    version, elsewhere = drafted(town()), Town.make(code="Z99B", name="Elsewhere")
    browser = elsewhere.browser("commissioner")
    assert browser.get(f"/schemes/{version.pk}/").status_code == 404
    assert browser.post(f"/schemes/{version.pk}/in-force").status_code == 404
    assert browser.post(f"/schemes/{version.pk}/discard").status_code == 404


def test_a_draft_comes_as_a_file_or_as_text(db: None) -> None:
    browser = town().browser("commissioner")
    file = SimpleUploadedFile("ours.toml", LINCOLNSHIRE.encode())
    assert browser.post("/schemes/draft", {"file": file}).status_code == 302
    text = f"{LINCOLNSHIRE}# again\n"
    assert browser.post("/schemes/draft", {"text": text.replace("\n", "\r\n")}).status_code == 302
    first, other = SchemeVersion.objects.order_by("pk")
    assert (first.document, other.document) == (LINCOLNSHIRE, text)


def test_a_picture_is_refused_as_no_text_and_other_text_as_not_utf_8(db: None) -> None:
    browser = town().browser("commissioner")
    for content, told in ((b"\x89PNG\r\n\x1a\n\0\0", "This is not a text file"), (b"name = '\xe9'", "not UTF-8")):
        answer = browser.post("/schemes/draft", {"file": SimpleUploadedFile("scheme.toml", content)})
        assert answer.status_code == 422
        assert told in answer.content.decode()


def test_a_document_that_is_sent_twice_is_one_draft(db: None) -> None:
    here = town()
    for _ in range(2):
        sent = here.browser("commissioner").post("/schemes/draft", {"text": LINCOLNSHIRE})
        assert sent["Location"] == f"/schemes/{SchemeVersion.objects.get().pk}/"
    assert second(here).post("/schemes/draft", {"text": LINCOLNSHIRE}).status_code == 302
    assert SchemeVersion.objects.count() == 2  # another person's is another draft


def test_five_different_errors_are_told_at_once_by_their_keys_and_in_words(db: None) -> None:
    wrong = LINCOLNSHIRE.replace("gap_days = 21", "gap_days = -1").replace('share = "0.20"', 'share = "2"')
    wrong = wrong.replace("ends = ", "end = ", 1).replace('measure = "planned_exit"', 'measure = "planned"', 1)
    wrong = wrong.replace('"N4101"', '"?"', 1)
    page = town().browser("commissioner").post("/schemes/draft", {"text": wrong}).content.decode()
    for key, in_words in (
        ("journey.gap_days", "Journeys, reviews, assessment and relapse: Days that join two episodes"),
        ("ceiling[1].share", "Ceilings: ceiling 1, share, at most"),
        ("ends", "About the scheme, and its dates: Ends"),
        ("].measure", ": Measure"),
        ("contract[1].agencies[1]", ": Agencies"),
    ):
        assert key in page, key
        assert in_words in page, in_words
    for right in ("give a whole number from 0 to 365", "did you mean &quot;ends&quot;?", "an NDTMS agency code"):
        assert right in page, right


def test_a_document_that_is_not_toml_names_the_line(db: None) -> None:
    line = LINCOLNSHIRE[: LINCOLNSHIRE.index("gap_days = 21")].count("\n") + 1
    wrong = LINCOLNSHIRE.replace("gap_days = 21", "gap_days = = 21")
    page = town().browser("commissioner").post("/schemes/draft", {"text": wrong}).content.decode()
    assert f"line {line}" in page
    assert "is not TOML in column" in page
    assert "gap_days = = 21" in page


@pytest.mark.parametrize(
    "text",
    [
        "outcome = 3\ncontract = 'x'\nfeed = [1]\ngroups = 2\nstatus = 1\nreviews = []",
        "outcome = [[1]]\nstatus = 'x'",
        "[[outcome]]\nmeasure = ['a']\nprices = 3\nbands = 'x'\ntitle = 4\n[[feed]]\nsources = 'x'\n[reviews]\nrule = 1",
        "[[outcome]]\nmeasure = 'abstinence'\npricing = 'cohort'\nbands = [1]\n[[feed]]\nsources = [1]",
    ],
)
def test_a_document_of_any_shape_is_answered_with_its_errors(db: None, text: str) -> None:
    answer = town().browser("commissioner").post("/schemes/draft", {"text": text})
    assert answer.status_code == 422
    assert "What is wrong" in answer.content.decode()


def test_a_contract_whose_provider_nobody_is_keeps_a_draft_from_being_put_in_force(db: None) -> None:
    here = town()
    version, other = drafted(here), second(here)
    provider = Provider.objects.get(name=read_scheme(LINCOLNSHIRE).contracts[0].provider)
    Provider.objects.filter(pk=provider.pk).update(name="Somebody else")
    page = other.get(f"/schemes/{version.pk}/").content.decode()
    assert f"No provider here is called “{provider.name}”" in page
    assert "Put in force</button>" not in page
    refused = other.post(f"/schemes/{version.pk}/in-force", READ)
    assert refused.status_code == 409
    assert f"No provider here is called “{provider.name}”" in refused.content.decode()
    version.refresh_from_db()
    assert version.state == "draft"


def test_a_draft_that_overlaps_a_version_in_force_is_told_so_by_number_and_has_no_button(db: None) -> None:
    here = town()
    first, other = drafted(here), second(here)
    other.post(f"/schemes/{first.pk}/in-force", READ)
    sent = here.browser("commissioner").post("/schemes/draft", {"text": f"{LINCOLNSHIRE}# again\n"}, follow=True)
    assert "Nobody can put it in force as it is" in sent.content.decode()
    again = SchemeVersion.objects.latest("pk")
    told = f"overlap those of number {first.pk}, which is in force"
    page = other.get(f"/schemes/{again.pk}/").content.decode()
    assert told in page
    assert "Put in force</button>" not in page
    assert told in other.get(f"/schemes/{again.pk}/draft/").content.decode()
    refused = other.post(f"/schemes/{again.pk}/in-force", READ)
    assert refused.status_code == 409
    assert told in refused.content.decode()


def test_warnings_are_read_before_a_draft_is_put_in_force(db: None) -> None:
    here = town()
    version, other = drafted(here), second(here)
    assert "I have read these warnings" in other.get(f"/schemes/{version.pk}/").content.decode()
    refused = other.post(f"/schemes/{version.pk}/in-force")
    assert refused.status_code == 422
    assert "say first that you have read the warnings" in refused.content.decode()
    version.refresh_from_db()
    assert version.state == "draft"
    assert other.post(f"/schemes/{version.pk}/in-force", READ).status_code == 302


def test_drafts_of_the_same_dates_are_told_apart(db: None) -> None:
    here = town()
    version = drafted(here)
    second(here).post("/schemes/draft", {"text": LINCOLNSHIRE})
    browser = here.browser("commissioner")
    for path in ("/", "/schemes/", "/schemes/new"):
        page = browser.get(path).content.decode()
        for draft in SchemeVersion.objects.all():
            assert str(draft.pk) in page, path
            assert draft.drafted_by.name in page, path
    assert f"draft {version.pk}, by commissioner.all, " in browser.get("/schemes/new").content.decode()


def test_every_error_of_a_draft_is_listed_with_what_would_be_right(db: None) -> None:
    browser = town().browser("commissioner")
    wrong = LINCOLNSHIRE.replace("gap_days = 21", "gap_days = -1").replace('share = "0.20"', 'share = "2"')
    answer = browser.post("/schemes/draft", {"text": wrong})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "journey.gap_days" in page
    assert "ceiling[1].share" in page
    assert "gap_days = -1" in page  # what was pasted is still there
    assert not SchemeVersion.objects.exists()


def test_nothing_is_drafted_from_nothing(db: None) -> None:
    answer = town().browser("commissioner").post("/schemes/draft", {})
    assert answer.status_code == 422
    assert "one of the two" in answer.content.decode()


def test_a_second_person_puts_a_draft_in_force(db: None) -> None:
    here = town()
    version = drafted(here)
    first = here.browser("commissioner")
    assert "somebody else must put it in force" in first.get(f"/schemes/{version.pk}/").content.decode()
    assert first.post(f"/schemes/{version.pk}/in-force").status_code == 403
    other = second(here)
    assert "Put in force</button>" in other.get(f"/schemes/{version.pk}/").content.decode()
    assert other.post(f"/schemes/{version.pk}/in-force", READ).status_code == 302
    version.refresh_from_db()
    assert version.state == "in_force"


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (-400, "Governs journeys that start from "),
        (0, "Governs journeys that start today"),
        (1, "; runs off until "),
        (5000, "; ran off until "),
    ],
)
def test_a_version_in_force_says_where_it_stands_today(db: None, after: int, told: str) -> None:
    here, agreed = town(), read_scheme(LINCOLNSHIRE)
    version = drafted(here)
    second(here).post(f"/schemes/{version.pk}/in-force", READ)
    today = (agreed.starts if after < 0 else agreed.ends) + dt.timedelta(days=after)
    with clock.standing_on(today):
        listed, page = (
            here.browser("auditor").get(path).content.decode() for path in ("/schemes/", f"/schemes/{version.pk}/")
        )
    assert told in listed
    assert told in page
    assert ("No version governs journeys that start today" in listed) is (after != 0)


def test_a_draft_says_in_words_what_it_changes(db: None) -> None:
    here = town()
    second(here).post(f"/schemes/{drafted(here).pk}/in-force", READ)
    document = (MODELS / "year_two" / "lincolnshire.toml").read_text()
    draft = draft_scheme(access=here.access("commissioner"), document=document)
    page = here.browser("commissioner").get(f"/schemes/{draft.pk}/").content.decode()
    assert "What it changes" in page
    assert "outcome removed: “Treatment began within three weeks of referral”" in page


def test_a_draft_is_discarded_and_a_version_in_force_is_not(db: None) -> None:
    here = town()
    version, browser = drafted(here), here.browser("commissioner")
    assert browser.post(f"/schemes/{version.pk}/discard").status_code == 302
    assert not SchemeVersion.objects.exists()
    version = drafted(here)
    second(here).post(f"/schemes/{version.pk}/in-force", READ)
    assert browser.post(f"/schemes/{version.pk}/discard").status_code == 409


def test_two_versions_chosen_freely_are_compared(db: None) -> None:
    here = town()
    first = drafted(here)
    second(here).post(f"/schemes/{first.pk}/in-force", READ)
    document = (MODELS / "year_two" / "lincolnshire.toml").read_text()
    draft = draft_scheme(access=here.access("commissioner"), document=document)
    browser = here.browser("commissioner")
    assert "outcome added: “Treatment began within three weeks of referral”" in (
        browser.get(f"/schemes/{first.pk}/?against={draft.pk}").content.decode()
    )
    for nonsense in ("999999", "x", str(first.pk)):
        told = browser.get(f"/schemes/{first.pk}/?against={nonsense}").content.decode()
        assert "outcome added" not in told
        assert "Compare with" in told
    provider = here.browser("provider_manager", here.north).get(f"/schemes/{first.pk}/?against={draft.pk}")
    assert "outcome added" not in provider.content.decode()


def test_before_a_draft_is_discarded_it_is_asked_whether_and_told_whose_it_is(db: None) -> None:
    here = town()
    version, other = drafted(here), second(here)
    for path in (f"/schemes/{version.pk}/", f"/schemes/{version.pk}/draft/"):
        page = other.get(path).content.decode()
        assert f'href="/schemes/{version.pk}/discard"' in page
        assert f'action="/schemes/{version.pk}/discard"' not in page
    asked = other.get(f"/schemes/{version.pk}/discard").content.decode()
    assert "commissioner.all drafted it on" in asked
    assert "Keep it" in asked
    assert SchemeVersion.objects.filter(pk=version.pk).exists()
    assert "You drafted it on" in here.browser("commissioner").get(f"/schemes/{version.pk}/discard").content.decode()
    assert here.browser("second_approver").get(f"/schemes/{version.pk}/discard").status_code == 403
    assert other.post(f"/schemes/{version.pk}/discard").status_code == 302
    assert not SchemeVersion.objects.exists()


def test_only_those_who_change_schemes_draft(db: None) -> None:
    here = town()
    for role, provider in (("auditor", None), ("provider_manager", here.north), ("second_approver", None)):
        assert here.browser(role, provider).get("/schemes/draft").status_code == 403


def test_drafts_stand_on_the_home_page(db: None) -> None:
    here = town()
    drafted(here)
    assert "Schemes in draft" in here.browser("commissioner").get("/").content.decode()


def test_the_list_of_versions_is_a_file_too(load: Load) -> None:
    here = load("15")
    answer = here.browser("provider_manager", here.north).get("/schemes/?export=csv")
    assert b"In force" in answer.content
