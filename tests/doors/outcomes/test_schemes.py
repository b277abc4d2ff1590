"""Schemes: read by everyone who works under them, changed by two people."""

from __future__ import annotations

from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser

from outcomes.actions.schemes import draft_scheme
from outcomes.models import SchemeVersion
from pbr.scheme.reading import read_scheme
from tests.doors.outcomes.conftest import Load
from tests.people import Town

MODELS = Path(__file__).parents[3] / "pbr" / "scheme" / "models"
LINCOLNSHIRE = (MODELS / "lincolnshire.toml").read_text()


def town() -> Town:
    return Town.make(code=read_scheme(LINCOLNSHIRE).partnership)


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
    assert browser.post("/schemes/draft", {"text": LINCOLNSHIRE.replace("\n", "\r\n")}).status_code == 302
    first, other = SchemeVersion.objects.order_by("pk")
    assert first.document == other.document == LINCOLNSHIRE


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
    assert other.post(f"/schemes/{version.pk}/in-force").status_code == 302
    version.refresh_from_db()
    assert version.state == "in_force"


def test_a_draft_says_in_words_what_it_changes(db: None) -> None:
    here = town()
    second(here).post(f"/schemes/{drafted(here).pk}/in-force")
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
    second(here).post(f"/schemes/{version.pk}/in-force")
    assert browser.post(f"/schemes/{version.pk}/discard").status_code == 409


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
