"""Where the stories of money play: the partnership of an acceptance case, on the day of that case."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.test import override_settings

from pbr.access.models import Agency, Lasars, Partnership, Provider
from pbr.scheme.reading import read_scheme
from tests.people import Town
from tests.rooms.loading import partnership_of, put_schemes_in_force
from tests.rules import golden


def case_named(number: str) -> Path:
    return next(case for case in golden.case_folders() if case.name.startswith(number))


@contextmanager
def standing_everywhere_on(day: str) -> Iterator[None]:
    """Within it, `day` (YYYY-MM-DD) is today in this process, in the server's threads and in workers started meanwhile."""
    os.environ["PBR_TODAY"] = day
    with override_settings(PBR_TODAY=dt.date.fromisoformat(day)):
        yield
    del os.environ["PBR_TODAY"]


def town_of(case: Path) -> Town:
    """The case's scheme in force; `north` is its first contract's provider, `south` another one. No extract yet."""
    documents = golden.documents(case)
    schemes = [read_scheme(document, name) for name, document in documents]
    access = partnership_of(*schemes)
    put_schemes_in_force(access, documents)
    north = Provider.objects.filter(partnership=access.partnership).earliest("pk")
    south = Provider.objects.create(partnership=access.partnership, name="South")
    Agency.objects.create(partnership=access.partnership, provider=south, code="N0853")
    return Town(access.partnership, north, south, Lasars.objects.get(partnership=access.partnership))


def set_approval_limit(partnership: Partnership, pence: int) -> None:
    Partnership.objects.filter(pk=partnership.pk).update(approval_limit=pence)
