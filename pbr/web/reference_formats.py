"""The one kind of file of reference tables: CSV, written by the one safe writer (reliability.md E01)."""

from __future__ import annotations

from typing import Any

from import_export.formats import base_formats

from .exports import csv_bytes


class SafeCSV(base_formats.CSV):  # type: ignore[misc]
    """What people typed into a name can never become a formula in somebody's spreadsheet."""

    def export_data(self, dataset: Any, **options: Any) -> str:
        return csv_bytes(dataset.headers, dataset).decode("utf-8")
