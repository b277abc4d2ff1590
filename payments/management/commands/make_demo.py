"""`make_demo`: fills an empty database with Anytown's two years, from April 2012 to March 2014. Does nothing to a full one.

Everything goes through the same actions as the pages, on the day it would have happened, so there is a history to look at.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from pbr.access.models import Partnership


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--clients", type=int, default=1300)
        parser.add_argument("--months", type=int, default=24)
        parser.add_argument("--seed", type=int, default=2012)

    def handle(self, *args: Any, **options: Any) -> None:
        if Partnership.objects.exists():
            self.stdout.write("There are data already; nothing was added.")
            return
        from payments.demonstration.story import tell  # needs numpy and polars, which production has not

        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            rows = tell(
                Path(folder),
                clients=options["clients"],
                months=options["months"],
                seed=options["seed"],
                say=self.stdout.write if options["verbosity"] > 1 else lambda _: None,
            )
        seconds = time.monotonic() - began
        self.stdout.write(f"{rows} rows in {seconds:.0f} s, {rows / seconds:.0f} rows a second.")
