"""The guides for people: each shows its page, in a picture of the demonstration that `scripts/make_screenshots` makes."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from payments.models import Claim
from tests.stories.demonstration import demonstration_served, sign_in

GUIDES = Path(__file__).resolve().parents[2] / "docs" / "guides"
MOST_BYTES = 150_000
MAKE = os.environ.get("PBR_MAKE_SCREENSHOTS")


@pytest.mark.parametrize("guide", sorted(GUIDES.glob("*.md")), ids=lambda guide: guide.stem)
def test_every_guide_shows_its_page_in_a_small_picture(guide: Path) -> None:
    pictures = [GUIDES / name for name in re.findall(r"\]\((images/[^)]+)\)", guide.read_text())]
    assert pictures
    assert [picture for picture in pictures if picture.stat().st_size > MOST_BYTES] == []


@pytest.fixture(scope="module")
def address(committed_db_of_module: str) -> Iterator[str]:
    with demonstration_served() as url:
        yield url


def pictured() -> dict[str, tuple[str, str]]:
    """By picture: whose page it is, and which."""
    waiting = Claim.objects.filter(approved_at__isnull=True, withdrawn_at__isnull=True).earliest("pk")
    earned = Claim.objects.filter(contract__code="northway").earliest("pk")
    return {
        "commissioner": ("commissioner", f"/claims/{waiting.number}/"),
        "provider": ("provider_manager", "/extracts/"),
        "assessor": ("assessor", "/assessments/"),
        "auditor": ("auditor", f"/claims/{earned.number}/lines/{earned.lines.earliest('pk').pk}/"),
        "administrator": ("administrator", "/people"),
    }


@pytest.mark.skipif(not MAKE, reason="scripts/make_screenshots asks for it")
def test_the_pictures_are_made(address: str, new_context: Callable[..., Any]) -> None:
    for name, (role, path) in pictured().items():
        page: Page = new_context(base_url=address, viewport={"width": 1100, "height": 800}).new_page()
        sign_in(page, role)
        page.goto(path)
        page.screenshot(path=GUIDES / "images" / f"{name}.png")
