"""What the home page says that belongs to no room."""

from __future__ import annotations

from typing import Any

from pbr.access.access import Access
from pbr.access.duties import answers

from .lockout import locked_people


def accounts(access: Access) -> dict[str, Any]:
    """For the administrator of people: who is locked out, and whether the duties are kept apart."""
    found = answers(access.partnership)
    return {
        "locked": locked_people(access.partnership),
        "could": sorted({person.name for answer in found if answer.way.forbidden for person in answer.people}),
    }
