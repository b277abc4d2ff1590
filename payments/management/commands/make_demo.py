"""`make_demo`: fills an empty database with two or three years from April 2012, of Anytown or of one of the eight models.
Does nothing to a full one.

Everything goes through the same actions as the pages, on the day it would have happened, so there is a history to look at.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from payments.demonstration.models import ANYTOWN, NAMES, UnknownModel, model_named
from pbr.access.models import Partnership


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--model", default=ANYTOWN, help=", ".join(NAMES))
        parser.add_argument("--clients", type=int, default=1300)
        parser.add_argument("--quarterly", action="store_true", help="only the extracts of each quarter's end: quicker")
        parser.add_argument("--months", type=int, help="as many as the model needs, unless given")
        parser.add_argument("--seed", type=int, default=2012)

    def handle(self, *args: Any, **options: Any) -> None:
        if Partnership.objects.exists():
            self.stdout.write("There are data already; nothing was added.")
            return
        try:
            model = model_named(options["model"])
        except UnknownModel as unknown:
            raise CommandError(str(unknown)) from None
        from payments.demonstration.story import Size, tell  # needs numpy and polars, which production has not

        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            rows = tell(
                Path(folder),
                model,
                Size(options["clients"], options["months"], options["seed"], options["quarterly"]),
                say=self.stdout.write if options["verbosity"] > 1 else lambda _: None,
            )
        seconds = time.monotonic() - began
        self.stdout.write(f"{rows} rows in {seconds:.0f} s, {rows / seconds:.0f} rows a second.")
