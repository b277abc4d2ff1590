"""What the search finds in this room: referrals, by their reference or their client's, and assessments."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from django.urls import reverse

from lasars.queries.assessing import visible_completed
from lasars.queries.referrals import referrals_called
from lasars.queries.referred import referred_to
from pbr.access.access import Access
from pbr.web.search import Hit

AT_MOST: Final = 10
_NUMBER: Final = re.compile(r"(?:LASARS-)?0*([0-9]{1,9})", re.IGNORECASE)


def find_referrals(access: Access, words: str) -> Iterable[Hit]:
    for row in referrals_called(access, words)[:AT_MOST]:
        of_client = f", client {row.client_reference}" if row.client_reference else ""
        yield Hit(f"{row.reference}{of_client}", "referral", reverse("referral", args=[row.reference]))


def find_assessments(access: Access, words: str) -> Iterable[Hit]:
    """By the whole ASSESSID, or its number alone; and those of a referral by its reference."""
    number = _NUMBER.fullmatch(words)
    for made in visible_completed(access, int(number[1]) if number else None, words)[:AT_MOST]:
        title = f"{made.assessid}, {made.assessed:%-d %B %Y}, of {made.referral.reference}"
        yield Hit(title, "assessment", reverse("assessment", args=[made.pk]))


def find_referred(access: Access, words: str) -> Iterable[Hit]:
    """For a provider's people: who was referred to it."""
    if access.providers is None:
        return
    for row in referred_to(access).filter(reference__icontains=words).order_by("reference")[:AT_MOST]:
        yield Hit(row.reference, "referral to you", reverse("referred_to_us"))
