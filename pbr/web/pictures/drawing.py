"""From a chart to an SVG that a page may hold: without scripts, styles or fixed size, and with a name of its own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import altair as alt
import vl_convert
from django.core.cache import cache
from django.utils.safestring import SafeString, mark_safe

from pbr.web.exports import Cell

from .theme import THEME

SVG = "http://www.w3.org/2000/svg"
DAY = 24 * 60 * 60
# What the drawing says of its own pieces is noise to a screen reader: the sentence and the table say it better.
NOISE = ("role", "aria-label", "aria-roledescription", "aria-hidden", "class", "pointer-events", "version", "cursor")


@dataclass(frozen=True, slots=True)
class Picture:
    """`title` names it, `sentence` says in one sentence what it shows; `columns` and `rows` are its table: every number
    that is drawn, money as Decimal pounds (`pbr.web.exports.pence_as_pounds`)."""

    title: str
    sentence: str
    svg: SafeString
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def draw(
    chart: alt.Chart | alt.LayerChart | alt.FacetChart,
    *,
    title: str,
    sentence: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Cell]],
) -> Picture:
    """The picture of a chart. It is drawn once and then kept for a day under its own data, title included."""
    described = json.dumps({**chart.to_dict(), "config": THEME}, sort_keys=True)
    digest = hashlib.sha256(f"{title}\0{sentence}\0{described}".encode()).hexdigest()
    key = f"picture:{digest}"
    svg = cache.get(key)
    if svg is None:
        svg = _as_part_of_a_page(_drawn(described), title, sentence, digest[:12])
        cache.set(key, svg, DAY)
    # Drawn here from data: every text in it was escaped by the parser that wrote it.
    return Picture(title, sentence, mark_safe(svg), tuple(columns), tuple(tuple(row) for row in rows))  # noqa: S308


def _drawn(described: str) -> str:
    return vl_convert.vegalite_to_svg(described, format_locale="en-GB", time_format_locale="en-GB")


def _as_part_of_a_page(drawn: str, title: str, sentence: str, name: str) -> str:
    ElementTree.register_namespace("", SVG)
    root = ElementTree.fromstring(drawn)  # noqa: S314 – drawn here, not received
    for element in root.iter():
        for attribute in NOISE:
            element.attrib.pop(attribute, None)
    _name_references(root, name)
    root.attrib.pop("width", None)
    root.attrib.pop("height", None)
    root.set("class", "pbr-picture__drawing")
    root.set("role", "img")
    root.set("aria-labelledby", f"{name}-title {name}-text")
    for place, (tag, text) in enumerate((("title", title), ("desc", sentence))):
        element = ElementTree.Element(f"{{{SVG}}}{tag}", {"id": f"{name}-{'text' if place else 'title'}"})
        element.text = text
        root.insert(place, element)
    return ElementTree.tostring(root, encoding="unicode")


def _name_references(root: ElementTree.Element, name: str) -> None:
    """Two pictures on a page must not share the name of a gradient or a clip."""
    names: dict[str, str] = {
        element.attrib["id"]: f"{name}-{element.attrib['id']}" for element in root.iter() if "id" in element.attrib
    }
    for element in root.iter():
        for attribute, value in list(element.attrib.items()):
            element.set(attribute, _renamed(attribute, value, names))


def _renamed(attribute: str, value: Any, names: dict[str, str]) -> str:
    if attribute == "id":
        return names[value]
    for old, new in names.items():
        value = value.replace(f"url(#{old})", f"url(#{new})")
    return str(value)
