"""What a person types for a value of a scheme document, and how a value is shown for typing.

Text that is not what its kind wants is kept as it was typed: the document then holds a text where a number belongs, the
validation names it, and whoever typed it sees it again beside what is wrong.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from pbr.scheme.kinds import Choice, Code, Day, Flag, Kind, ListOf, Money, Number, Text, Whole
from pbr.values.dates import format_day

_GROUPED: Final = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]{1,2})?")
_POUNDS: Final = re.compile(r"[0-9]+(\.[0-9]{1,2})?")
_PERCENT: Final = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,18})?) ?%")
_WHOLE: Final = re.compile(r"[0-9]{1,9}")
_ISO_DAY: Final = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_NUMBERED_DAY: Final = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_NAMED_DAY: Final = re.compile(r"([0-9]{1,2}) +([A-Za-z]{3,9}) +([0-9]{4})")
_FLAGS: Final = {"yes": True, "no": False}
_BETWEEN: Final = re.compile(r"[,;\s]+")
_MONTHS: Final = tuple(format_day(dt.date(2012, month, 1)).split()[1].lower() for month in range(1, 13))


def typed(text: str | Sequence[str], kind: Kind[Any]) -> Any:
    """The value that a document holds for what was typed; None where nothing was. Lists come as text or as ticked values."""
    if isinstance(kind, ListOf):
        return _list(text, kind) or None
    text = str(text).strip()
    if not text:
        return None
    match kind:
        case Flag():
            return _FLAGS.get(text.lower(), text)
        case Whole():
            digits = text.replace(",", "") if _GROUPED.fullmatch(text) else text
            return int(digits) if _WHOLE.fullmatch(digits) else text
        case Day():
            return read_day(text) or text
        case Money():
            return _money(text)
        case Number():
            percent = _PERCENT.fullmatch(text)
            return f"{Decimal(percent[1]).scaleb(-2):f}" if percent else text
    return text


def shown_for_typing(value: Any, kind: Kind[Any]) -> str:
    """The text from which `typed` makes the value again."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case dt.date():
            return format_day(value)
        case list():
            items = (shown_for_typing(item, kind) for item in value)
            return ("\n" if one_a_line(kind) else ", ").join(items)
    return str(value)


def one_a_line(kind: Kind[Any]) -> bool:
    """Texts may have commas and spaces in them, so a list of texts has a line for each."""
    return isinstance(kind, ListOf) and isinstance(kind.item, Text)


def from_a_choice(kind: Kind[Any]) -> bool:
    """Lists of names that stand elsewhere in the document are ticked, not typed."""
    return isinstance(kind, ListOf) and isinstance(kind.item, Choice | Code)


def _list(text: str | Sequence[str], kind: ListOf[Any]) -> list[Any]:
    parts = (text.splitlines() if one_a_line(kind) else _BETWEEN.split(text)) if isinstance(text, str) else text
    return [value for part in parts if (value := typed(part, kind.item)) is not None]


def _money(text: str) -> str:
    """Pounds without the sign and the commas of thousands; whatever else was typed is left as it is."""
    amount = text.removeprefix("£").strip()
    return amount.replace(",", "") if _GROUPED.fullmatch(amount) or _POUNDS.fullmatch(amount) else text


def read_day(text: str) -> dt.date | None:
    """A day as people write it: "1 April 2014", "1 Apr 2014", "1/4/2014", "2014-04-01"; None for anything else."""
    text = text.strip()
    if match := _ISO_DAY.fullmatch(text):
        year, month, day = match.groups()
    elif match := _NUMBERED_DAY.fullmatch(text):
        day, month, year = match.groups()
    elif match := _NAMED_DAY.fullmatch(text):
        day, name, year = match.groups()
        month = str(_month(name))
    else:
        return None
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _month(name: str) -> int:
    """The month's number, for its name or the beginning of it; 0, which is no month, for anything else."""
    return next((number for number, month in enumerate(_MONTHS, 1) if month.startswith(name.lower())), 0)
