"""The service navigation: each room registers its entries; a person sees those that his or her permissions open."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from pbr.access.access import Access
from pbr.access.permissions import Permission


@dataclass(frozen=True, slots=True)
class Entry:
    """`order` places it; `url_name` must need no arguments. `of_providers`: for a provider's people alone."""

    title: str
    url_name: str
    permission: Permission
    order: int
    of_providers: bool = False


@dataclass(frozen=True, slots=True)
class ShownEntry:
    title: str
    url: str
    current: bool


_ENTRIES: list[Entry] = []


def register(*entries: Entry) -> None:
    """Called in a room's AppConfig.ready()."""
    _ENTRIES.extend(entries)


def entries(access: Access | None, path: str) -> list[ShownEntry]:
    """The entries that this access opens; the one whose address the path begins with is current."""
    if not access:
        return []
    shown = []
    for entry in sorted(_ENTRIES, key=lambda entry: entry.order):
        if access.may(entry.permission) and not (entry.of_providers and access.providers is None):
            url = reverse(entry.url_name)
            shown.append(ShownEntry(entry.title, url, path == url or (url != "/" and path.startswith(url))))
    return shown
