"""The service navigation: each room registers its entries, in groups; a person sees those that his or her permissions
open.

The first row names the groups, the second the entries of the group in which the page is. A group of which only one entry
is open is that entry."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.urls import reverse

from pbr.access.access import Access
from pbr.access.permissions import Permission


class Group(StrEnum):
    """In the order in which they are shown. Seven fit on a line of a desk's screen."""

    HOME = "Home"
    CASELOAD = "Caseload"
    ASSESSMENT = "Assessment"
    MONEY = "Money"
    SCHEME = "Scheme"
    EXTRACTS = "Extracts"
    OVERSIGHT = "Oversight"


@dataclass(frozen=True, slots=True)
class Entry:
    """`order` places it within its group; `url_name` must need no arguments. `of_providers`: for a provider's people
    alone. `also`: beginnings of other addresses whose pages belong to it."""

    group: Group
    title: str
    url_name: str
    permission: Permission
    order: int
    of_providers: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """`current` is the value of aria-current: "page" for this very page, "true" for one within, empty elsewhere."""

    title: str
    url: str
    current: str


@dataclass(frozen=True, slots=True)
class Menu:
    """`within`: the name of the group in which the page is, and `entries`: its links, where it has more than one."""

    groups: list[Link]
    within: str
    entries: list[Link]


_ENTRIES: list[Entry] = []


def register(*entries: Entry) -> None:
    """Called in a room's AppConfig.ready()."""
    _ENTRIES.extend(entries)


def menu(access: Access | None, path: str) -> Menu | None:
    """The menu that this access opens on the page at `path`; None for nobody.

    A page that belongs to no entry shows the entries of the first group.
    """
    groups = _open_to(access) if access else {}
    if not groups:
        return None
    here = _whose(path, [entry for entries in groups.values() for entry in entries])
    within = here.group if here else next(iter(groups))
    entries = [_link(entry, path, here) for entry in groups[within]] if len(groups[within]) > 1 else []
    return Menu([_leading(group, found, path, here) for group, found in groups.items()], within, entries)


def _open_to(access: Access) -> dict[Group, list[Entry]]:
    """The entries of each group that has any, both in order."""
    return {group: found for group in Group if (found := [entry for entry in _of(group) if _opens(access, entry)])}


def _of(group: Group) -> list[Entry]:
    return sorted((entry for entry in _ENTRIES if entry.group == group), key=lambda entry: entry.order)


def _opens(access: Access, entry: Entry) -> bool:
    return access.may(entry.permission) and not (entry.of_providers and access.providers is None)


def _whose(path: str, entries: list[Entry]) -> Entry | None:
    """The entry to which the page belongs: of two with whose address the path begins, the longer one's."""
    lengths = {
        entry: max((len(start) for start in (reverse(entry.url_name), *entry.also) if _begins(path, start)), default=0)
        for entry in entries
    }
    nearest = max(lengths, key=lambda entry: lengths[entry])
    return nearest if lengths[nearest] else None


def _begins(path: str, start: str) -> bool:
    """Home is the beginning of every address, and only of itself here."""
    return path == start or (start != "/" and path.startswith(start))


def _link(entry: Entry, path: str, here: Entry | None) -> Link:
    url = reverse(entry.url_name)
    return Link(entry.title, url, "page" if path == url else "true" if entry == here else "")


def _leading(group: Group, entries: list[Entry], path: str, here: Entry | None) -> Link:
    """To the group's first entry. Where that is all there is, the link has its title; where not, its row marks the page."""
    if len(entries) == 1:
        return _link(entries[0], path, here)
    return Link(group, reverse(entries[0].url_name), "true" if here in entries else "")
