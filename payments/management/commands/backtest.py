"""`manage.py backtest`: forecasts made again from every past month end, beside what came."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from caseloads.intake.folder import FolderRefused
from payments.forecasting.arriving import last_month_end, snapshots_of
from payments.forecasting.backtest import EARLIEST, Held, backtest, scores
from payments.forecasting.forecast import Asked
from payments.forecasting.months import month_ends
from payments.forecasting.snapshot import Snapshot, replay
from pbr.clock import today
from pbr.scheme.document import Scheme
from pbr.scheme.errors import SchemeRefused
from pbr.scheme.reading import read_scheme
from pbr.scheme.validation import check_versions

AIMED_AT = (0.76, 0.84)


class Command(BaseCommand):
    help = """Forecast from every past month end and say how often the bands held.

    manage.py backtest FOLDER [FOLDER …] --scheme scheme.toml     folders of extracts, each a partnership of its own
    manage.py backtest --partnership J04B                         the application's own data
    """
    requires_system_checks = []  # noqa: RUF012 – on a folder it needs no database

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folders", type=Path, nargs="*", metavar="FOLDER")
        parser.add_argument("--scheme", type=Path, action="append", default=[], help="once for each version")
        parser.add_argument("--partnership", help="the DAT code of a partnership of the application")
        parser.add_argument("--months", type=int, default=6, help="how far each forecast looks (default 6)")
        parser.add_argument("--earliest", type=int, default=EARLIEST, help=f"months known first (default {EARLIEST})")
        parser.add_argument("--draws", type=int, default=2000)
        parser.add_argument("--seed", type=int, default=2012)
        parser.add_argument("--out", type=Path, help="write every figure there, as CSV with money in pence")

    def handle(self, **options: Any) -> None:
        if bool(options["folders"]) == bool(options["partnership"]):
            raise CommandError("name folders of extracts with --scheme, or a --partnership")
        if min(options["months"], options["earliest"], options["draws"]) < 1:
            raise CommandError("--months, --earliest and --draws are at least 1")
        asked = Asked(months=options["months"], draws=options["draws"], seed=options["seed"])
        figures: list[Held] = []
        for name, seen, schemes in self._pasts(options):
            found = list(backtest(seen, schemes, asked, options["earliest"]))
            if not found:
                raise CommandError(f"{name}: {len(seen)} month ends are too few to forecast from and to compare with")
            self._show(name, found)
            figures += found
        if len(options["folders"]) > 1:
            self._show("all together", figures)
        if options["out"]:
            _write(options["out"], figures)

    def _pasts(self, options: dict[str, Any]) -> Iterator[tuple[str, list[Snapshot], Sequence[Scheme]]]:
        if options["partnership"]:
            yield options["partnership"], *_of_application(options["partnership"])
            return
        schemes = _schemes(options["scheme"])
        for folder in options["folders"]:
            try:
                yield str(folder), list(snapshots_of(folder, schemes)), schemes
            except FolderRefused as refused:
                raise CommandError("\n".join(refused.messages)) from None

    def _show(self, name: str, figures: Sequence[Held]) -> None:
        self.stdout.write(f"\n{name}")
        self.stdout.write(f"{'':14}{'figures':>8}{'in 80 %':>9}{'in 50 %':>9}{'bias':>8}{'error':>8}")
        for kind, one in scores(figures).items():
            line = f"{kind:14}{one.figures:8}{one.within80:9.1%}{one.within50:9.1%}{one.bias:+8.1%}{one.error:8.1%}"
            self.stdout.write(line)
        low, high = AIMED_AT
        held = low <= scores(figures)["all"].within80 <= high
        self.stdout.write(f"The 80 % band is {'inside' if held else 'outside'} {low:.0%} to {high:.0%}.")


def _schemes(paths: Sequence[Path]) -> tuple[Scheme, ...]:
    if not paths:
        raise CommandError("name at least one --scheme")
    try:
        schemes = [read_scheme(path.read_bytes(), path.name) for path in paths]
        check_versions(schemes)
    except OSError as error:
        raise CommandError(f"{error.filename}: {error.strerror}") from None
    except SchemeRefused as refused:
        raise CommandError(str(refused)) from None
    return tuple(sorted(schemes, key=lambda scheme: scheme.starts))


def _of_application(code: str) -> tuple[list[Snapshot], Sequence[Scheme]]:
    """The past of a partnership out of its tables, as dated: late and corrected rows look as though they had been there."""
    from payments.queries.past import past_of  # the tables are asked only where the application's data are wanted

    past = past_of(code)
    if past is None:
        raise CommandError(f"{code}: no partnership of this code has a scheme in force and complete extracts")
    days = list(month_ends(past.schemes[0].starts, last_month_end(min(today(), past.known_to))))
    return list(replay(past.facts, past.schemes, past.complete, days)), past.schemes


def _write(path: Path, figures: Sequence[Held]) -> None:
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [field.name for field in fields(Held)])
            writer.writeheader()
            writer.writerows(asdict(one) for one in figures)
    except OSError as error:
        raise CommandError(f"{path}: it cannot be written: {error.strerror}") from None
