"""Writing what was found in an extract beside it, while it is read: a bad file can have more findings than rows."""

from __future__ import annotations

import io

from django.db import connection

from caseloads.actions.staging import ROWS_A_COPY, copied
from caseloads.intake.findings import Finding
from caseloads.models import Extract, FindingRow

OF_ANOTHER_PROVIDER = "agency-not-senders"


class Findings:
    """Replaces the findings of one extract. `add` each, then `close`."""

    def __init__(self, extract: Extract) -> None:
        FindingRow.objects.filter(extract=extract).delete()
        self._extract = extract
        self._waiting: list[str] = []
        self.of_another_provider = 0

    def add(self, finding: Finding) -> None:
        if finding.rule == OF_ANOTHER_PROVIDER:
            self.of_another_provider += 1
        self._waiting.append("\t".join(map(copied, (self._extract.pk, *finding))))
        if len(self._waiting) >= ROWS_A_COPY:
            self.close()

    def close(self) -> None:
        if not self._waiting:
            return
        with connection.cursor() as cursor:
            cursor.copy_expert(
                'COPY caseloads_findingrow (extract_id, line, "column", value, rule, severity, sentence) FROM STDIN',
                io.StringIO("\n".join(self._waiting) + "\n"),
            )
        self._waiting.clear()
