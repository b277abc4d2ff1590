"""`verify_chain`: is every partnership's event log as it was written? Exit 1 where it is not.

With `--noted "E08B 1234:9f86…"` also: does it still reach the head that was noted then?
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pbr.access.models import Partnership
from pbr.audit.chain import Head, head, verify_chain


class Command(BaseCommand):
    help = "Checks the chain of every partnership's event log and prints its head, to be noted elsewhere."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--noted", action="append", default=[], help='a head noted earlier, as "CODE SEQUENCE:HASH"'
        )

    def handle(self, *args: Any, **options: Any) -> None:
        noted = dict(_read(text) for text in options["noted"])
        unknown = set(noted) - set(Partnership.objects.values_list("code", flat=True))
        if unknown:
            raise CommandError(f"There is no partnership {', '.join(sorted(unknown))}.")
        broken = False
        for partnership in Partnership.objects.order_by("code"):
            found = verify_chain(partnership, noted.get(partnership.code))
            broken |= found is not None
            answer = f"BROKEN at event {found.sequence}: {found.what}" if found else f"whole, head {head(partnership)}"
            self.stdout.write(f"{partnership.code} {answer}")
        if broken:
            sys.exit(1)


def _read(text: str) -> tuple[str, Head]:
    code, _, written = text.strip().partition(" ")
    noted = Head.read(written)
    if noted is None:
        raise CommandError(f'"{text}" is not a code and a head, as in "E08B 1234:9f86…".')
    return code, noted
