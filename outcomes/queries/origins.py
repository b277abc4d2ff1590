"""What a new draft can be started from, and for which time by default."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from typing import Final

from outcomes.models import SchemeVersion
from outcomes.queries.drafts import document_of
from outcomes.queries.schemes import versions
from pbr.access.access import Access
from pbr.scheme.editing import Document
from pbr.values.dates import ONE_DAY, format_day, months_after
from pbr.web.templatetags.pbr import moment

MODELS: Final = files("pbr.scheme") / "models"


@dataclass(frozen=True, slots=True)
class Origin:
    """`key` names it in a form; `words` tell people, and the audit trail, what it is."""

    key: str
    words: str


def origins(access: Access) -> list[Origin]:
    """The partnership's versions, newest first, then the schemes that are shipped."""
    own = [
        Origin(f"version-{version.pk}", f"{version}, to {format_day(version.ends)} ({_standing(version)})")
        for version in versions(access)
    ]
    names = sorted(path.name for path in MODELS.iterdir() if path.name.endswith(".toml"))
    shipped = [Origin(name, f"{_model(name)['name']} (a model that is shipped)") for name in names]
    return own + shipped


def _standing(version: SchemeVersion) -> str:
    """In force; or which draft it is, and whose."""
    if version.in_force_at:
        return "in force"
    return f"draft {version.pk}, by {version.drafted_by.name}, {moment(version.drafted_at)}"


def document_from(access: Access, key: str) -> Document:
    """The document of one of `origins`. Raises KeyError for any other key."""
    if key not in {origin.key for origin in origins(access)}:
        raise KeyError(key)
    if key.startswith("version-"):
        return document_of(versions(access).get(pk=int(key.removeprefix("version-"))))
    return _model(key)


def usual_start(access: Access) -> dict[str, str | dt.date]:
    """The year after the version in force that ends last, started from it; nothing where there is none."""
    last = versions(access).filter(in_force_at__isnull=False).order_by("ends").last()
    if last is None:
        return {}
    starts = last.ends + ONE_DAY
    return {"origin": f"version-{last.pk}", "starts": starts, "ends": months_after(starts, 12) - ONE_DAY}


def name_of_versions(access: Access) -> str | None:
    """What the partnership's versions in force are called: one scheme has one name."""
    return versions(access).filter(in_force_at__isnull=False).values_list("name", flat=True).first()


def _model(name: str) -> Document:
    return tomllib.loads((MODELS / name).read_text(), parse_float=Decimal)
