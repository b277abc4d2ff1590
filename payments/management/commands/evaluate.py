"""`manage.py evaluate`: the rules on a folder of files, without a database."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from payments.rules.evaluation import EvaluationRefused, as_json, evaluate
from payments.rules.explanation import as_text

REFUSED = 2


class Command(BaseCommand):
    help = "Evaluate a folder of extracts under scheme documents. Exit status 2 and messages when something is refused."
    requires_system_checks = []  # noqa: RUF012 – the checks of pages and tables have no say here
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="the folder with the extracts")
        parser.add_argument(
            "--scheme", type=Path, action="append", required=True, help="a scheme document; once for each version"
        )
        parser.add_argument(
            "--as-of", type=_day, help="the day as known on which to evaluate (YYYY-MM-DD); default: the latest "
            "date to which any feed is complete",
        )  # fmt: skip
        parser.add_argument("--format", choices=("json", "text"), default="json")
        parser.add_argument("--out", type=Path, help="write there instead of to standard output")

    def handle(self, **options: Any) -> None:
        try:
            documents = [_document(path) for path in options["scheme"]]
            evaluation = evaluate(options["folder"], documents, options["as_of"])
            text = _rendered(as_json(evaluation)) if options["format"] == "json" else as_text(evaluation)
            self._write(text, options["out"])
        except EvaluationRefused as refused:
            for message in refused.messages:
                self.stderr.write(message)
            sys.exit(REFUSED)

    def _write(self, text: str, out: Path | None) -> None:
        if out is None:
            self.stdout.write(text, ending="")
            return
        try:
            out.write_text(text, encoding="utf-8")
        except OSError as error:
            raise EvaluationRefused([f"{out}: it cannot be written: {error.strerror}"]) from None


def _day(text: str) -> dt.date:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no date; write it as YYYY-MM-DD") from None
    if day.isoformat() != text:
        raise argparse.ArgumentTypeError(f"{text} is no date; write it as YYYY-MM-DD")
    return day


def _document(path: Path) -> tuple[str, bytes]:
    try:
        return path.name, path.read_bytes()
    except OSError as error:
        raise EvaluationRefused([f"{path}: it cannot be read: {error.strerror}"]) from None


def _rendered(rows: dict[str, Any]) -> str:
    return json.dumps(rows, indent=1, ensure_ascii=False) + "\n"
