"""Pictures of figures: one way of drawing for every page and every print.

A picture is described as data (Vega-Lite, by Altair: `charts`) and drawn as SVG on the server, so no script runs in the
browser and the same picture prints. It never stands alone: one sentence says what it shows, and its table has every
number (screens.md). On a page: `{% include "_components/picture.html" with picture=picture %}`.
"""

from .drawing import Picture, draw

__all__ = ["Picture", "draw"]
