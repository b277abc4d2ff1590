"""reoffending_cohort: who is a member, which offences count, and when a year is known."""

from collections.abc import Sequence

from caseloads.rules.facts import ClientFacts, Offence
from outcomes.rules.cohorts import cohort_determinations
from outcomes.rules.determination import Determination
from pbr.scheme.document import Scheme
from tests.rules.determine.caseload import LATER, client, complete, day, episode, found, offence, outcome, said, scheme

TIERS = 'tiers = [{ at_least = "0.05", per_member = "40.00" }, { at_least = "0.20", per_member = "90.00" }]'


def agreed(extra: str = "min_cohort = 2", **more: str) -> Scheme:
    return scheme(outcome("reoffending_cohort", f'baseline = "2.0"\n{extra}\n{TIERS}', kind="final"), **more)


def member(*offences: Offence, start: str = "2012-05-01", agency: str = "N0852") -> ClientFacts:
    return client(episode(start, agency=agency), offences=offences, assessments=())


def cohort(members: Sequence[ClientFacts], scheme: Scheme, to: str = LATER, as_of: str = LATER) -> list[Determination]:
    clients = [found(facts, scheme, as_of=as_of) for facts in members]
    return cohort_determinations(clients, [scheme], complete(to), day(as_of))


def offences(number: int, start: str = "2012-06-01") -> list[Offence]:
    return [offence(start) for _ in range(number)]


def test_a_cohort_that_offends_less_than_its_baseline_reaches_a_tier() -> None:
    (row,) = cohort([member(*offences(2)), member()], agreed())
    assert said(row) == ("achieved", "met", "2014-03-31")
    assert (row.client, row.journey, row.part, row.group, row.contracts) == (
        "",
        day("2012-04-01"),
        "",
        None,
        ("northway",),
    )
    assert len(row.evidence) == 2
    assert "a reduction of 50.0 %, which reaches the tier of 20.0 %" in row.why


def test_a_reduction_of_exactly_the_lowest_tier_is_enough() -> None:
    twenty = [member(*offences(38)), *(member() for _ in range(19))]  # 38 / 20 / 2.0 = 0.95
    assert said(cohort(twenty, agreed())[0])[0] == "achieved"
    twenty[1] = member(*offences(1))
    assert said(cohort(twenty, agreed())[0]) == ("not_achieved", "below-lowest-tier", None)


def test_offences_count_from_the_day_after_the_start_for_twelve_months() -> None:
    dates = ("2012-05-01", "2012-05-02", "2013-05-01", "2013-05-02")
    (row,) = cohort([member(*(offence(date) for date in dates)), member()], agreed())
    assert len(row.evidence) == 2


def test_only_trigger_offences_may_count_in_a_cohort() -> None:
    some = (offence("2012-06-01"), offence("2012-06-02", trigger=True))
    (row,) = cohort([member(*some), member()], agreed("min_cohort = 2\ntrigger_only = true"))
    assert len(row.evidence) == 1


def test_a_year_is_known_ten_months_after_its_members_were_followed() -> None:
    members = [member(), member()]
    assert said(cohort(members, agreed(), to="2015-01-31")[0])[0] == "achieved"
    (waiting,) = cohort(members, agreed(), to="2015-01-30")
    assert (said(waiting)[:2], waiting.awaits_date) == (("pending", "feed-incomplete"), day("2015-01-31"))
    assert said(cohort(members, agreed(), as_of="2015-01-30")[0])[0] == "pending"


def test_a_small_cohort_is_held() -> None:
    assert said(cohort([member()], agreed())[0]) == ("held", "small-cohort", "2014-03-31")


def test_each_contract_and_year_has_its_own_cohort_and_one_without_members_none() -> None:
    members = [member(), member(), member(agency="N0901"), member(start="2013-04-01"), member(agency="X0001")]
    rows = cohort(members, agreed("min_cohort = 1"))
    assert [(row.contracts[0], row.journey.year) for row in rows] == [
        ("northway", 2012),
        ("southbank", 2012),
        ("northway", 2013),
    ]


def test_a_journey_that_no_version_governs_is_in_no_cohort() -> None:
    assert cohort([member(start="2012-03-31")], agreed("min_cohort = 1")) == []


def test_a_result_after_the_run_off_is_not_eligible() -> None:
    assert said(cohort([member()], agreed("min_cohort = 1", head="run_off_months = 0", ends="2013-03-31"))[0])[1] == (
        "after-run-off"
    )


def test_without_such_an_outcome_there_are_no_cohorts() -> None:
    plain = scheme(outcome("attachment"))
    assert cohort_determinations([found(member(), plain)], [plain], complete(), day(LATER)) == []
