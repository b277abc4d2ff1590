"""The documentation of the rules is made from the code, and says what the code says."""

from outcomes.management.commands.make_rule_pages import rule_pages, stale_pages


def test_no_page_of_the_rules_is_stale() -> None:
    assert stale_pages(dict(rule_pages())) == []


def test_every_measure_shows_at_least_one_worked_case() -> None:
    without = [name for name, text in rule_pages() if name != "README.md" and "## Worked cases" not in text]
    assert without == []
