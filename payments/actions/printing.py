"""Pages to PDF, with no way out: whatever a text in the page names, nothing is fetched (reliability.md §5.5)."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.template.loader import render_to_string

# The one thing that a printed page may name: the service's own font, read from beside the code.
FONT: Final = "font:source-sans-3"
_FONT_FILE: Final = settings.BASE_DIR / "static" / "vendor" / "source-sans-3-latin-wght-normal.woff2"


class PageFetches(Exception):
    """A page to be printed named something to fetch. It is not printed."""


def printed(template: str, context: dict[str, Any]) -> bytes:
    """The page as a tagged PDF (PDF/UA-1). Raises PageFetches."""
    return printed_html(render_to_string(template, context))


def printed_html(html: str) -> bytes:
    """A page of HTML as a tagged PDF."""
    from weasyprint import HTML  # loading it takes a second, which only the worker needs to spend
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class OnlyTheFont(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if url == FONT:
                return URLFetcherResponse(url, _FONT_FILE.read_bytes(), {"Content-Type": "font/woff2"})
            raise FatalURLFetchingError(f"not fetched: {url[:100]}")

    try:
        page = HTML(string=html, url_fetcher=OnlyTheFont())
        pdf: bytes = page.write_pdf(pdf_variant="pdf/ua-1", font_config=FontConfiguration())
    except FatalURLFetchingError as fetched:
        # A BaseException, which would pass every `except Exception` of a worker.
        raise PageFetches(str(fetched)) from None
    return pdf
