"""The content security policy: nothing inline anywhere; styles only in the administration of reference tables."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.people import Town

STRICT = {
    "default-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
}

pytestmark = pytest.mark.django_db


def policy(client: Client, path: str) -> set[str]:
    return {part.strip() for part in client.get(path).headers["Content-Security-Policy"].split(";")}


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nowhere", "/people", "/healthz"])
def test_every_page_has_the_strict_policy(path: str) -> None:
    assert policy(Town.make().browser("administrator"), path) == STRICT


def test_reference_tables_may_style_and_nothing_else() -> None:
    assert policy(Town.make().browser("administrator"), "/admin/") == STRICT | {"style-src 'self' 'unsafe-inline'"}
