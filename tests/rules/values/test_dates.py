import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pbr.values.dates import ContractYear, contract_years, days_after, format_day, months_after

DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2050, 12, 31))
APRIL = (4, 1)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        ("2012-11-30", 3, "2013-02-28"),
        ("2012-11-30", 6, "2013-05-30"),
        ("2011-11-30", 3, "2012-02-29"),
        ("2012-05-31", 6, "2012-11-30"),
        ("2012-08-31", 12, "2013-08-31"),
        ("2012-12-15", 1, "2013-01-15"),
        ("2012-01-31", 0, "2012-01-31"),
        ("2012-01-31", -2, "2011-11-30"),
    ],
)
def test_months_after_is_the_same_day_or_the_last_of_that_month(start: str, months: int, expected: str) -> None:
    assert months_after(day(start), months) == day(expected)


@given(DAYS, st.integers(0, 120))
def test_months_after_never_passes_the_month_it_counts_to(start: dt.date, months: int) -> None:
    later = months_after(start, months)
    assert (later.year - start.year) * 12 + later.month - start.month == months
    assert later.day <= start.day


def test_days_are_counted_forwards_and_backwards() -> None:
    leap = dt.date(2012, 2, 29)
    assert days_after(leap, 1) == dt.date(2012, 3, 1)
    assert days_after(dt.date(2012, 3, 14), -14) == leap


def test_a_contract_year_has_its_quarter_ends_and_month_ends() -> None:
    year = ContractYear.of(day("2013-03-31"), APRIL)
    assert (year.start, year.end) == (day("2012-04-01"), day("2013-03-31"))
    assert year.quarter_ends() == tuple(map(day, ("2012-06-30", "2012-09-30", "2012-12-31", "2013-03-31")))
    assert len(year.month_ends()) == 12
    assert year.month_ends()[10] == day("2013-02-28")
    assert year.following == ContractYear.of(day("2013-04-01"), APRIL)


def test_a_contract_year_may_start_on_any_first_of_a_month_and_on_no_other_day() -> None:
    assert ContractYear.of(day("2012-06-30"), (7, 1)).start == day("2011-07-01")
    assert ContractYear.of(day("2012-07-01"), (7, 1)).start == day("2012-07-01")
    with pytest.raises(ValueError, match="first of a month"):
        ContractYear.starting(day("2012-04-02"))


@given(DAYS, st.integers(1, 12))
def test_every_day_lies_in_the_contract_year_that_is_found_for_it(today: dt.date, month: int) -> None:
    year = ContractYear.of(today, (month, 1))
    assert year.start <= today <= year.end
    assert year.month_ends()[-1] == year.quarter_ends()[-1] == year.end


def test_contract_years_are_the_nominal_ones_that_meet_the_dates() -> None:
    years = list(contract_years(day("2012-10-01"), day("2014-04-01"), APRIL))
    assert [year.start for year in years] == [day("2012-04-01"), day("2013-04-01"), day("2014-04-01")]
    assert list(contract_years(day("2012-10-01"), day("2012-09-30"), APRIL)) == []


def test_only_months_that_lie_wholly_within_the_dates_are_whole() -> None:
    year = ContractYear.of(day("2012-04-01"), APRIL)
    assert year.whole_months_within(day("2012-04-01"), day("2014-03-31")) == 12
    assert year.whole_months_within(day("2012-04-02"), day("2013-03-30")) == 10
    assert year.whole_months_within(day("2014-04-01"), day("2015-03-31")) == 0


def test_a_day_is_written_in_words() -> None:
    assert format_day(day("2012-09-03")) == "3 September 2012"
