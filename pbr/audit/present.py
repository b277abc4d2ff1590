"""An event as a sentence: who did what. The rooms say how their own events read, and where their subjects are shown."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any

from pbr.values.dates import format_day
from pbr.values.money import Pence, format_pence

from .models import Event

THE_SYSTEM = "The system"


@dataclass(frozen=True, slots=True)
class Told:
    """`who` and `did` make a sentence; `about` names the subject, at `url` where there is a page for it."""

    who: str
    did: str
    about: str
    url: str


_SENTENCES: dict[str, str] = {}
_ADDRESSES: dict[str, Callable[[str], str]] = {}


def tell(sentences: Mapping[str, str]) -> None:
    """How events read after the actor's name, as in `{"extract.confirmed": "confirmed {file}"}`; details in braces.

    Called in a room's `sentences.py`. `{lines:line}` counts: "1 line".

    The detail `pence` is written as pounds, and a day in words.
    """
    _SENTENCES.update(sentences)


def shown_at(kind: str, address: Callable[[str], str]) -> None:
    """Where subjects of a kind are shown: `address` is given the id as text."""
    _ADDRESSES[kind] = address


def present(event: Event) -> Told:
    """The event in words. One that no room explains still says its name, its subject and its details."""
    kind, _, key = event.subject.partition(":")
    address = _ADDRESSES.get(kind)
    return Told(
        who=event.actor.name if event.actor else THE_SYSTEM,
        did=_did(event),
        about=_about(kind.replace("_", " "), key),
        url=address(key) if address and key else "",
    )


def kinds() -> list[str]:
    """The events that have a sentence, for a filter."""
    return sorted(_SENTENCES)


def name_of(kind: str) -> str:
    """ "extract.of_another_provider" as "Extract of another provider"."""
    return kind.replace(".", " ").replace("_", " ").capitalize()


def _about(kind: str, key: str) -> str:
    """ "claim 12"; of what is known by being the newest, "latest forecast"."""
    return f"latest {kind}" if key == "latest" else f"{kind} {key}".strip()


def _did(event: Event) -> str:
    sentence = _SENTENCES.get(event.event)
    if sentence:
        return _Filled().format(sentence, **event.details)
    details = "; ".join(f"{name.replace('_', ' ')} {value}" for name, value in sorted(event.details.items()))
    said = name_of(event.event).lower()
    return f"{said} ({details})" if details else said


def _in_words(name: str, value: Any) -> Any:
    """Money in pounds and days as "3 September 2012"; some events keep both as text."""
    if name == "pence" and re.fullmatch(r"-?\d+", str(value)):
        return format_pence(Pence(int(value)))
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return format_day(dt.date.fromisoformat(value))
    return value


class _Filled(Formatter):
    """A detail that an older event does not have leaves a dash, not an error."""

    def get_value(self, key: int | str, args: Any, kwargs: Any) -> Any:
        return _in_words(str(key), kwargs.get(str(key), "–"))

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> Any:
        # Only the detail itself: no attributes and no items of it.
        return self.get_value(field_name, args, kwargs), field_name

    def format_field(self, value: Any, format_spec: str) -> str:
        """A number with what it counts."""
        return f"{value} {format_spec}{'' if value == 1 else 's'}" if format_spec else str(value)
