"""A picture stands in a page under the strict policy, is named, and never stands without its sentence and table."""

from __future__ import annotations

import datetime as dt
import re
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.template.loader import render_to_string

from pbr.web.pictures import Picture, charts, draw
from pbr.web.pictures import drawing as drawing_module

MONTHS = [dt.date(2013, month, 1) for month in range(1, 7)]
CHARTS = {
    "bars": lambda: charts.bars([("Northway", "Now", 100), ("Northway", "Draft", 250)]),
    "gains": lambda: charts.gains([("Opiates", 100), ("Alcohol", -50)]),
    "lines": lambda: charts.lines([(month, "Now", 100) for month in MONTHS]),
    "fan": lambda: charts.fan([(month, 1, 2, 3, 4, 5) for month in MONTHS], [(MONTHS[0], 3)]),
    "time line": lambda: charts.time_line(
        [("Northway", "Episode", MONTHS[0], MONTHS[3])], [("TOP", "Start", MONTHS[1])]
    ),
    "funnel": lambda: charts.funnel([("A", 20, 0.3)], [(10, 0.1, 0.2, 0.6, 0.7), (30, 0.2, 0.3, 0.5, 0.6)], 0.4),
}


def picture(
    chart: str = "bars", title: str = "What each provider earned", sentence: str = "Northway earned more."
) -> Picture:
    return draw(CHARTS[chart](), title=title, sentence=sentence, columns=["Provider", "Pounds"], rows=[["Northway", 2]])


@pytest.mark.parametrize("chart", CHARTS)
def test_every_kind_of_chart_keeps_to_the_content_security_policy(chart):
    svg = picture(chart).svg
    root = ElementTree.fromstring(svg)
    assert not [element.tag for element in root.iter() if element.tag.endswith(("script", "style"))]
    assert not [name for element in root.iter() for name in element.attrib if name == "style" or name.startswith("on")]


@pytest.mark.parametrize("chart", CHARTS)
def test_every_kind_of_chart_is_one_image_with_a_name_and_a_text(chart):
    root = ElementTree.fromstring(picture(chart).svg)
    assert root.get("role") == "img"
    names = {element.get("id"): element.text for element in root.iter() if element.get("id")}
    assert [names[name] for name in root.get("aria-labelledby").split()] == [
        "What each provider earned",
        "Northway earned more.",
    ]
    assert not [element for element in root.iter() if element is not root and element.get("role")]


def test_money_is_given_in_pence_and_drawn_in_pounds():
    svg = draw(charts.bars([("Northway", "Now", 200_000_00)]), title="t", sentence="s", columns=[], rows=[]).svg
    assert "£200,000" in svg


def test_two_pictures_of_a_page_share_no_name():
    names = [set(re.findall(r'id="([^"]+)"', picture(chart).svg)) for chart in ("fan", "funnel")]
    assert names[0].isdisjoint(names[1])


def test_what_people_typed_cannot_become_markup():
    chart = charts.bars([("<script>alert(1)</script>", "Now", 100)])
    drawn = draw(chart, title="<b>Bold</b>", sentence="a < b", columns=["<i>"], rows=[["<u>"]])
    page = render_to_string("_components/picture.html", {"picture": drawn})
    for markup in ("<script", "<b>", "<i>", "<u>"):
        assert markup not in page


def test_a_picture_is_drawn_once_and_then_kept_by_its_data(monkeypatch):
    cache.clear()
    first = picture()

    def drawn_again(described: str) -> str:
        raise AssertionError("drawn a second time")

    monkeypatch.setattr(drawing_module, "_drawn", drawn_again)
    assert picture().svg == first.svg
    with pytest.raises(AssertionError, match="second time"):
        picture(title="Another title")


def test_the_sentence_and_every_row_of_the_table_stand_beside_it():
    page = render_to_string("_components/picture.html", {"picture": picture()})
    assert "Northway earned more." in page
    assert re.search(r"<td[^>]*>Northway</td><td[^>]*>2</td>", page)


def time_line(*marks: tuple[str, dt.date], lane: str = "N0852, episode 1") -> str:
    spans = [(lane, "Episode", MONTHS[0], MONTHS[3])]
    chart = charts.time_line(spans, [(kind, kind, day) for kind, day in marks])
    return str(draw(chart, title="t", sentence="s", columns=[], rows=[]).svg)


def test_marks_of_a_time_line_are_told_apart_without_their_colours():
    kinds = ["Start TOP", "Review", "Exit TOP", "Achieved", "Not achieved", "Held"]
    svg = time_line(*((kind, MONTHS[1]) for kind in kinds))
    for kind in kinds:
        assert f">{kind}</text>" in svg  # each in a lane that bears its name
    shapes = re.findall(r'<path transform="[^"]+" d="([^"]+)"[^>]*stroke="white"', svg)
    assert len(set(shapes)) == len(kinds)


def test_several_marks_of_one_day_are_one_with_their_number():
    assert ">×3</text>" in time_line(*[("Achieved", MONTHS[1])] * 3)
    assert "×" not in time_line(("Achieved", MONTHS[1]), ("Achieved", MONTHS[2]))


def test_no_name_of_a_lane_is_cut():
    lane = f"N0852, episode {'1234567890' * 6}: interventions"
    shown = "".join(re.findall(r"<(?:text|tspan)[^>]*>([^<]+)<", time_line(lane=lane)))
    assert "…" not in shown
    assert lane.replace(" ", "") in shown.replace(" ", "")
