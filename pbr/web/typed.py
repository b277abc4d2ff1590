"""What people typed into an address or a field, as text that a database takes."""

from __future__ import annotations

from typing import Final

from django.http import QueryDict

LONGEST: Final = 100


def plain(text: str, longest: int = LONGEST) -> str:
    """Without spaces around it and without NUL, which PostgreSQL refuses; at most `longest` characters."""
    return text.replace("\0", "").strip()[:longest]


def typed(query: QueryDict, *names: str) -> dict[str, str]:
    """The plain text under each name; "" where there is none."""
    return {name: plain(query.get(name, "")) for name in names}
