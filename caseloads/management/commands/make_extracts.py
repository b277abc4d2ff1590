"""`make_extracts OUT`: synthetic extracts in the real file layouts, NDTMS files of several agencies and the local feeds.

    ./manage.py make_extracts OUT --clients 1300 --agencies 4                  # one pilot area, two years
    ./manage.py make_extracts OUT --clients 1300 --agencies 4 --monthly        # as it was sent, month by month
    ./manage.py make_extracts OUT --clients 1300 --agencies 4 --delta 0.05     # a month later: 5 % of the clients again
    ./manage.py make_extracts OUT --dirt 0.02                                  # with faults, all listed in manifest.json
    ./manage.py make_extracts OUT --gaming upcoding:N0852 --gaming day366:N0853:0.9
    ./manage.py make_extracts OUT --clients 300000 --agencies 150 --set K      # national size

Every value is random; no row describes a person. Rates come from published figures where there are any
(docs/calibration.md and caseloads/synthetic/figures.py). Files:

    N0852-20120401-20140331-TREAT-IN-J.csv   one for each agency (agencies are N0852, N0853, …), the full published header
    assessments-20140331.csv                 and cjs, offences, hepb, local, work_programme, deaths, moves
    manifest.json                            arguments, files, rows, each agency's true effects, what was planted

* The same arguments give the same bytes. Clients are made in chunks of 10,000; a smaller run is not part of a larger one.
* Agencies differ in date form, encoding, line ends, and in how blanks are written; and truly in recovery, review rates and
  waits: `agencies` in the manifest holds the effects that an analysis should find.
* --monthly: each file holds all episodes known by its month's end that were in treatment in the year to date, or about
  which something became known in it. Some discharges and reviews come late (4–5 %), some are first sent wrong and corrected
  one to ten weeks on (2 %). All files together say what the single file of the whole time says.
* --delta F: only the share F of clients, as known one month after the end, with 30 % of their episodes' last reviews
  corrected; no local feeds. Run with the other arguments unchanged; may go into the same folder.
* --dirt F: faults in about F of the episodes, one kind for each check, and unreadable dates in F of the local rows.
* --gaming KIND:AGENCY[:STRENGTH], kinds upcoding, heaping, parking, day366 (caseloads/synthetic/world.py).

Needs numpy and polars (the `demo` group). On two cores 300,000 clients take about 70 s and 0.3 GB of memory.
"""

from __future__ import annotations

import datetime as dt
from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks: list[str] = []  # noqa: RUF012 – needs no database

    def create_parser(self, prog_name: str, subcommand: str, **options: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **options)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("out", type=Path, metavar="OUT")
        parser.add_argument("--clients", type=int, default=1300)
        parser.add_argument("--agencies", type=int, default=4)
        parser.add_argument("--seed", type=int, default=2012)
        parser.add_argument("--start", type=dt.date.fromisoformat, default=dt.date(2012, 4, 1), help="first of a month")
        parser.add_argument("--months", type=int, default=24)
        parser.add_argument("--set", default="J", help="H, J or K; several letters: one for each agency in turn")
        parser.add_argument("--scheme-groups", default="low,medium,high", help="complexity groups, lowest first")
        parser.add_argument("--monthly", action="store_true")
        parser.add_argument("--delta", type=float, default=0.0, metavar="F")
        parser.add_argument("--dirt", type=float, default=0.0, metavar="F")
        parser.add_argument("--gaming", nargs="+", action="extend", default=[], metavar="KIND:AGENCY[:STRENGTH]")

    def handle(self, *args: Any, **options: Any) -> None:
        from caseloads.synthetic.making import Request, make  # numpy and polars are not there in production

        _refuse(options)
        request = Request(
            clients=options["clients"],
            agencies=options["agencies"],
            seed=options["seed"],
            start=options["start"],
            months=options["months"],
            data_set=options["set"],
            groups=tuple(options["scheme_groups"].split(",")),
            monthly=options["monthly"],
            delta=options["delta"],
            dirt=options["dirt"],
            gaming=tuple(options["gaming"]),
        )
        try:
            manifest = make(options["out"], request)
        except ValueError as wrong:
            raise CommandError(str(wrong)) from None
        rows = sum(manifest["rows"].values())
        files = len(manifest["rows"])
        self.stdout.write(
            f"{manifest['clients']} clients, {manifest['episodes']} episodes, {rows} rows in {files} files"
        )


def _refuse(options: dict[str, Any]) -> None:
    """Raises CommandError for arguments that make no sense together."""
    for wrong, why in (
        (options["start"].day != 1, "--start must be the first of a month"),
        (options["monthly"] and options["delta"], "--monthly or --delta, not both"),
        (min(options["clients"], options["agencies"], options["months"]) < 1, "counts are at least 1"),
        (not (0 <= options["delta"] <= 1 and 0 <= options["dirt"] <= 1), "shares lie from 0 to 1"),
        (not options["set"] or not set(options["set"]) <= set("HJK"), "--set is made of the letters H, J and K"),
    ):
        if wrong:
            raise CommandError(why)
