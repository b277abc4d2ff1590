"""Taking in a version of the instrument, which then never changes."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.db import IntegrityError, transaction

from lasars.models import Instrument
from lasars.rules.instrument import read_instrument
from pbr import clock
from pbr.access.access import Access
from pbr.audit.record import record
from pbr.scheme.errors import SchemeError, SchemeRefused
from pbr.web.refusals import Refusal

DEMONSTRATION = Path(__file__).resolve().parents[1] / "instruments" / "demonstration.toml"


class InstrumentRefused(Refusal):
    """The document is refused whole; every error with its key and what would be right."""

    status = 400

    def __init__(self, errors: tuple[SchemeError, ...]) -> None:
        self.errors = errors
        super().__init__("The instrument was not taken: " + "; ".join(str(error) for error in errors))


def add_instrument(*, access: Access, document: str, file_name: str = "instrument.toml") -> Instrument:
    """Keeps a valid document as a version. Raises InstrumentRefused with every error at once."""
    try:
        read = read_instrument(document, file_name)
    except SchemeRefused as refused:
        raise InstrumentRefused(tuple(refused.errors)) from None
    try:
        with transaction.atomic():
            instrument = Instrument.objects.create(
                partnership=access.partnership,
                title=read.title,
                version=read.version,
                valid_from=read.valid_from,
                demonstration=read.demonstration,
                document=document,
                sha256=hashlib.sha256(document.encode()).hexdigest(),
                added_by=access.person,
                added_at=clock.now(),
            )
            record(
                "instrument.added",
                partnership=access.partnership,
                actor=access.person,
                subject=f"instrument:{instrument.pk}",
                name=str(instrument),
                valid_from=instrument.valid_from.isoformat(),
            )
    except IntegrityError:
        taken = SchemeError("version", f'"{read.version}" is taken', "give each version a name of its own")
        raise InstrumentRefused((taken,)) from None
    return instrument


def demonstration_document() -> str:
    """The instrument that ships. It says of itself that it is a demonstration."""
    return DEMONSTRATION.read_text(encoding="utf-8")
