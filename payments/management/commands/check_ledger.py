"""`manage.py check_ledger`: whether the ledger holds."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from payments.queries.checking import check_ledger


class Command(BaseCommand):
    help = (
        "Checks the ledger, claims, approvals and payments against each other. Exit status 1 when something is wrong."
    )

    def handle(self, **options: Any) -> None:
        wrong = check_ledger()
        for sentence in wrong:
            self.stderr.write(sentence)
        if wrong:
            sys.exit(1)
        self.stdout.write("The ledger holds.")
