"""The versions of a partnership's instrument, and the one by which somebody is assessed today."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from django.db.models import QuerySet
from django.http import Http404

from lasars.models import Instrument
from lasars.rules import instrument as rules
from pbr.access.access import Access


def instruments(access: Access) -> QuerySet[Instrument]:
    found = Instrument.objects.filter(partnership=access.partnership).select_related("added_by")
    return found.order_by("-valid_from", "-pk")


def instrument_on(partnership_id: int, day: dt.date) -> Instrument | None:
    """The version valid on a day: the one valid from the latest day that has come, of two the one added last."""
    found = Instrument.objects.filter(partnership_id=partnership_id, valid_from__lte=day)
    return found.order_by("valid_from", "pk").last()


def get_instrument(access: Access, instrument_id: int) -> Instrument:
    """Raises Http404 for another partnership's."""
    found = instruments(access).filter(pk=instrument_id).first()
    if found is None:
        raise Http404("No such instrument")
    return found


def read(instrument: Instrument) -> rules.Instrument:
    """The document as the rules read it."""
    return _read(instrument.document, str(instrument))


@lru_cache(maxsize=32)
def _read(document: str, name: str) -> rules.Instrument:
    return rules.read_instrument(document, name)
