"""How days, money and states are written on every page."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from itertools import cycle
from typing import Any

from django import template
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from pbr import clock
from pbr.clock import LONDON
from pbr.values.dates import format_day
from pbr.values.money import Pence, format_pence

register = template.Library()

_NAMED_CLIENT = re.compile(r"(?<=\bclient )([A-Z2-9]{2}-[A-Z2-9]{4})\b")

# (text, colour of the GOV.UK tag); a state that is not listed here is shown in grey under its own name.
STATES: dict[str, tuple[str, str]] = {
    "achieved": ("Achieved", "green"),
    "not_achieved": ("Not achieved", "red"),
    "pending": ("Pending", "blue"),
    "not_eligible": ("Not eligible", "grey"),
    "held": ("Held", "yellow"),
    "open": ("Open", "blue"),
    "submitted": ("Submitted", "light-blue"),
    "queried": ("Queried", "yellow"),
    "answered": ("Answered", "turquoise"),
    "approved": ("Approved", "green"),
    "rejected": ("Rejected", "red"),
    "withdrawn": ("Withdrawn", "grey"),
    "paid": ("Paid", "purple"),
    "claimed": ("Claimed", "light-blue"),
    "waiting": ("Waiting", "yellow"),
    "checking": ("Being checked", "light-blue"),
    "checked": ("Checked", "blue"),
    "applying": ("Being applied", "light-blue"),
    "applied": ("Applied", "green"),
    "refused": ("Refused", "red"),
    "discarded": ("Discarded", "grey"),
    "upheld": ("Upheld", "green"),
    "correct": ("Data to be corrected", "yellow"),
    "draft": ("Draft", "grey"),
    "in_force": ("In force", "green"),
}


@register.filter
def is_ahead(day: dt.date | None) -> bool:
    """Whether a day is still to come: a past one must not be told as the earliest."""
    return day is not None and day > clock.today()


@register.filter
def pounds(pence: int | None) -> str:
    """£1,234.50; a dash for none."""
    return "–" if pence is None else format_pence(Pence(int(pence)))


@register.filter
def day(date: dt.date | dt.datetime | None) -> str:
    """3 September 2012."""
    if date is None:
        return "–"
    if isinstance(date, dt.datetime):
        date = date.astimezone(LONDON).date()
    return format_day(date)


@register.filter
def moment(at: dt.datetime | None) -> str:
    """3 September 2012, 14:05 – London's time."""
    if at is None:
        return "–"
    local = at.astimezone(LONDON)
    return f"{format_day(local.date())}, {local:%H:%M}"


@register.filter
def shown(value: object) -> object:
    """A cell of a table of plain values: days and moments in words, decimals as pounds, a dash for nothing."""
    match value:
        case None | "":
            return "–"
        case dt.datetime():
            return moment(value)
        case dt.date():
            return day(value)
        case Decimal():
            return pounds(int(value.scaleb(2)))
    return value


@register.filter
def first_input(field: BoundField) -> str:
    """The id of a field's first input, to which the summary of errors leads."""
    return field.id_for_label or (field.subwidgets[0].id_for_label if field.subwidgets else "") or field.auto_id


@register.simple_block_tag
def scroll(content: str, label: str) -> str:
    """A wide table in a region of its own that scrolls sideways and that the keyboard reaches."""
    return format_html('<div class="pbr-scroll" role="region" aria-label="{}" tabindex="0">{}</div>', label, content)


# Feeds as people call them; the codes are those of the files' names.
FEEDS = {
    "ndtms": "NDTMS treatment records",
    "top": "TOP reviews",
    "assessments": "LASARS assessments",
    "cjs": "criminal justice caseload",
    "offences": "proven offences",
    "hepb": "hepatitis B vaccinations",
    "local": "local outcomes",
    "work_programme": "Work Programme",
    "deaths": "deaths",
    "moves": "moves out of the area",
    "decisions": "decisions",
}


@register.filter
def feed_name(code: str) -> str:
    """A feed's name, for its code."""
    return FEEDS.get(code, code)


@register.filter
def linking_clients(text: str, may_see: bool) -> SafeString:
    """A sentence in which the clients that it names are links, for those who may see the caseload."""
    if not may_see:
        return conditional_escape(text)
    # Split at the references, every second piece is one.
    pieces = [
        format_html('<a class="govuk-link" href="{}">{}</a>', reverse("client", args=[piece]), piece) if odd else piece
        for piece, odd in zip(_NAMED_CLIENT.split(text), cycle((False, True)), strict=False)
    ]
    return format_html_join("", "{}", ((piece,) for piece in pieces))


@register.filter
def part_in_words(part: str) -> str:
    """A part of an outcome as people read it: an instalment's part is its month."""
    return f"at {part} months" if part.isascii() and part.isdigit() else part


@register.inclusion_tag("_components/tag.html")
def status_tag(state: str) -> dict[str, str]:
    """A state as a coloured tag."""
    text, colour = STATES.get(state, (state.replace("_", " ").capitalize(), "grey"))
    return {"text": text, "colour": colour}


@register.simple_tag(takes_context=True)
def with_query(context: dict[str, Any], **changes: Any) -> str:
    """The page's own query string with these parameters changed; None or "" takes one out."""
    query: QueryDict = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"
