"""How every picture looks: the service's font, lines that print, colours that differ in grey too."""

from __future__ import annotations

from typing import Any, Final

FONT: Final = "'Source Sans 3 Variable', 'Source Sans 3', Arial, sans-serif"
INK: Final = "#0b0c0c"
QUIET: Final = "#505a5f"
GRID: Final = "#dfe3e5"
ACCENT: Final = "#1c6e7d"
# Neighbours differ in lightness as well as in hue, so that they can be told apart in a photocopy.
SERIES: Final = ("#1c6e7d", "#e08a1e", "#5c3d99", "#8a9ba1", "#0f7a52", "#b5446e", "#3b5c8a", "#b9a03a")
GAIN: Final = "#0f7a52"
LOSS: Final = "#c0392b"

_TEXT: Final = {"labelFont": FONT, "titleFont": FONT, "labelFontSize": 14, "titleFontSize": 14, "labelColor": INK}

THEME: Final[dict[str, Any]] = {
    "background": "transparent",
    "font": FONT,
    "view": {"stroke": None},
    "axis": {
        **_TEXT,
        "titleColor": QUIET,
        "titleFontWeight": "normal",
        "gridColor": GRID,
        "domainColor": QUIET,
        "tickColor": QUIET,
        "labelLimit": 380,
        "titlePadding": 8,
    },
    "legend": {
        **_TEXT,
        "orient": "top",
        "title": None,
        "symbolSize": 160,
        "labelLimit": 300,
        "columns": 4,
        "columnPadding": 16,
    },
    "header": {**_TEXT, "title": None, "labelFontWeight": "bold", "labelAnchor": "start"},
    "text": {"font": FONT, "fontSize": 14, "color": INK},
    "range": {"category": list(SERIES)},
}
