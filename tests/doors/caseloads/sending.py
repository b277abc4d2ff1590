"""Sending extracts as people do: through the upload page."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client as Browser

from caseloads.models import Extract
from pbr.access.models import Provider
from pbr.jobs.draining import drain
from tests.people import Town
from tests.rules.intake.files import NDTMS, written

SOUTHS = "N0853-20120401-20130331-TREAT-IN-J.csv"
ONE = written([{}])


def upload(browser: Browser, *files: tuple[str, bytes], **fields: str) -> HttpResponse:
    sent = [SimpleUploadedFile(name, data, content_type="text/csv") for name, data in files]
    return browser.post("/extracts/upload", {"chosen": sent, "mode": "upsert", **fields})


def sent(browser: Browser, name: str = NDTMS, data: bytes = ONE, **fields: str) -> Extract:
    """Uploaded and checked."""
    answer = upload(browser, (name, data), **fields)
    assert answer.status_code == 302, answer.content.decode()
    drain("caseloads.")
    return Extract.objects.latest("pk")


def applied(browser: Browser, name: str = NDTMS, data: bytes = ONE, **fields: str) -> Extract:
    """Uploaded, checked, confirmed and applied."""
    extract = sent(browser, name, data, **fields)
    assert browser.post(f"/extracts/{extract.pk}/confirm", {"vanishing": extract.vanishing}).status_code == 302
    drain("caseloads.")
    extract.refresh_from_db()
    assert extract.state == "applied"
    return extract


def both_providers_have_sent(town: Town) -> tuple[Extract, Extract]:
    def of(provider: Provider, name: str, data: bytes) -> Extract:
        return applied(town.browser("provider_manager", provider), name, data)

    norths = of(town.north, NDTMS, ONE)
    other = {"AGNCY": "N0853", "CLIENTID": "77", "FINITIAL": "C", "SINITIAL": "D", "DOB": "1975-11-23", "SEX": "F"}
    return norths, of(town.south, SOUTHS, written([other]))
