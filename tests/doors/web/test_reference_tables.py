"""Providers, agencies and LASARS in and out of files: shown before it is confirmed, only the partnership's own."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pbr.access.models import Agency
from pbr.audit.models import Event
from tests.people import Town

pytestmark = pytest.mark.django_db
IMPORT = "/admin/access/agency/import/"


@pytest.fixture
def town() -> Town:
    return Town.make()


@pytest.fixture
def administrator(town: Town) -> Client:
    return town.browser("administrator")


def preview(client: Client, text: str) -> str:
    file = SimpleUploadedFile("agencies.csv", text.encode())
    return client.post(IMPORT, {"import_file": file, "format": "0"}).content.decode()


def confirm(client: Client, page: str) -> None:
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    client.post("/admin/access/agency/process_import/", hidden)


def test_an_import_is_shown_first_and_then_made_as_one_event(administrator: Client, town: Town) -> None:
    page = preview(administrator, "code,name,provider,lasars\nN0852,North Street,North,\nN0860,New Road,South,\n")
    assert "New Road" in page
    assert not Agency.objects.filter(code="N0860").exists()
    confirm(administrator, page)
    assert Agency.objects.get(code="N0860").provider == town.south
    assert Agency.objects.get(code="N0852").name == "North Street"
    event = Event.objects.get()
    assert (event.event, event.details) == ("agency.imported", {"new": 1, "changed": 1})


def test_a_provider_of_another_partnership_is_not_known(administrator: Client) -> None:
    other = Town.make("E08B", "Othertown")
    other.north.name = "Faraway"
    other.north.save()
    page = preview(administrator, "code,name,provider,lasars\nN0861,X,Faraway,\n")
    assert "confirm" not in page.lower().partition("<form")[2].partition("</form>")[0]
    assert not Agency.objects.filter(code="N0861").exists()


def test_a_code_that_another_partnership_has_makes_a_row_of_ones_own(administrator: Client, town: Town) -> None:
    other = Town.make("E08B", "Othertown")
    Agency.objects.create(partnership=other.partnership, provider=other.north, code="N0870", name="Theirs")
    confirm(administrator, preview(administrator, "code,name,provider,lasars\nN0870,Ours,North,\n"))
    assert set(Agency.objects.filter(code="N0870").values_list("name", flat=True)) == {"Theirs", "Ours"}


def test_an_agency_of_nobody_is_refused_in_words(administrator: Client) -> None:
    page = preview(administrator, "code,name,provider,lasars\nN0880,Nobody's,,\n")
    assert not Agency.objects.filter(code="N0880").exists()
    assert "agency_of_provider_or_lasars" in page or "error" in page.lower()


def test_a_name_like_a_formula_leaves_as_text(administrator: Client, town: Town) -> None:
    Agency.objects.filter(code="N0852").update(name="=cmd|' /C calc'!A0")
    assert administrator.get("/admin/access/agency/export/").status_code == 200
    columns = {f"agencyresource_{name}": "on" for name in ("code", "name", "provider", "lasars")}
    answer = administrator.post("/admin/access/agency/export/", {"format": "0", "resource": "0", **columns})
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "N0852,'=cmd" in answer.content.decode("utf-8-sig")
    assert "N0901,,,Anytown LASARS" in answer.content.decode("utf-8-sig")
