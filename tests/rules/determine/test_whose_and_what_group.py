"""Attribution and complexity group: who earns a result, and at whose tariff."""

import pytest

from caseloads.rules.facts import Assessment, Episode
from tests.rules.determine.caseload import (
    assessed,
    client,
    day,
    episode,
    found,
    intervention,
    judged,
    outcome,
    rows_of,
    said,
    scheme,
    top,
)  # fmt: skip

EXIT = outcome("planned_exit", kind="final")
CLEAN = outcome("abstinence")
TWO_CLEAN = (top("2012-05-01", "S", OPIUSE=9), top("2012-07-02", OPIUSE=0), top("2012-07-30", OPIUSE=0))
SHARED = """
[[contract]]
code = "aire"
provider = "Aire"
agencies = ["N0852"]
attribution = "shared"
[[contract]]
code = "calder"
provider = "Calder"
agencies = ["N0901"]
attribution = "shared"
"""


def at(agency: str, start: str, end: str | None = None, **more: object) -> Episode:
    reason = None if end is None else 80
    return episode(start, end, reason, agency=agency, episodid=agency + start, **more)


def holder(*episodes: Episode, document: str = CLEAN, **more: str) -> tuple[str, ...]:
    return judged(client(*episodes), document, **more).contracts


def test_of_two_open_episodes_the_coordinating_one_holds_the_result_then_the_earlier() -> None:
    early = at("N0852", "2012-05-01", reviews=TWO_CLEAN)
    assert holder(early, at("N0901", "2012-06-01")) == ("northway",)
    assert holder(early, at("N0901", "2012-06-01", topcc=True)) == ("southbank",)
    assert holder(at("N0901", "2012-05-01", reviews=TWO_CLEAN), at("N0852", "2012-05-01")) == ("northway",)


def test_an_episode_is_open_on_its_first_and_on_its_last_day() -> None:
    tops = TWO_CLEAN
    assert holder(at("N0852", "2012-05-01", "2012-07-30", reviews=tops), at("N0901", "2012-06-01")) == ("northway",)
    assert holder(at("N0852", "2012-05-01", "2012-07-29", reviews=tops), at("N0901", "2012-06-01")) == ("southbank",)
    assert holder(at("N0852", "2012-05-01", "2012-07-29", reviews=tops), at("N0901", "2012-07-30")) == ("southbank",)


def test_where_none_is_open_the_latest_ended_holds_it() -> None:
    # 30 July lies in the gap between the two parts of the journey.
    first = at("N0852", "2012-05-01", "2012-07-20", reviews=TWO_CLEAN), at("N0901", "2012-05-02", "2012-07-19")
    assert holder(*first, at("N0901", "2012-08-05")) == ("northway",)
    equal = (
        at("N0852", "2012-05-01", "2012-07-20", reviews=TWO_CLEAN),
        at("N0901", "2012-05-02", "2012-07-20", topcc=True),
    )
    assert holder(*equal, at("N0901", "2012-08-05")) == ("southbank",)


def test_before_every_covered_episode_the_first_holds_it() -> None:
    uncovered = at("X0001", "2012-05-01", reviews=TWO_CLEAN)
    assert holder(uncovered, at("N0901", "2012-09-02"), at("N0852", "2012-09-03")) == ("southbank",)
    assert holder(uncovered, at("N0901", "2012-09-02"), at("N0852", "2012-09-03", topcc=True)) == ("northway",)
    assert holder(uncovered, at("N0901", "2012-09-02"), document=SHARED + CLEAN) == ("calder",)


def test_shared_results_go_to_every_contract_whose_episode_had_begun() -> None:
    first = at("N0901", "2012-05-01", reviews=TWO_CLEAN)
    assert holder(first, at("N0852", "2012-07-30"), document=SHARED + CLEAN) == ("aire", "calder")
    assert holder(first, at("N0852", "2012-07-31"), document=SHARED + CLEAN) == ("calder",)


def test_what_no_contract_covers_is_held() -> None:
    one = judged(client(at("X0001", "2012-05-01", "2012-08-31")), EXIT)
    assert (said(one), one.contracts) == (("held", "no-contract", "2012-08-31"), ())
    shared = judged(client(at("X0001", "2012-05-01", "2012-08-31")), SHARED, EXIT)
    assert (shared.reason, shared.contracts) == ("no-contract", ())


COVERS = """
[[contract]]
code = "young"
provider = "Young"
agencies = ["N0852"]
covers = {{ {young} }}
[[contract]]
code = "rest"
provider = "Rest"
agencies = ["N0852"]
covers = {{ {rest} }}
"""


def covered(young: str, rest: str, born: str | None = "1986-05-01", **more: object) -> tuple[str, ...]:
    facts = client(episode(**more), dob=None if born is None else day(born))
    return judged(facts, COVERS.format(young=young, rest=rest), CLEAN).contracts


@pytest.mark.parametrize(
    ("born", "contract"),
    [("1986-05-01", "rest"), ("1986-05-02", "young"), ("1994-05-01", "young"), ("1994-05-02", None)],
)
def test_age_is_that_at_the_journeys_start(born: str, contract: str | None) -> None:
    found = covered("age_min = 18, age_max = 25", "age_min = 26", born)
    assert found == (() if contract is None else (contract,))


def test_a_person_of_unknown_age_is_covered_only_where_age_does_not_matter() -> None:
    assert covered("age_max = 25", "age_min = 26", None) == ()
    assert covered("modal = [2]", "modal = [4]", None) == ("young",)


def test_modal_asks_for_a_structured_intervention_of_its_kind() -> None:
    assert covered("modal = [2, 3]", "modal = [4]", modal=4) == ("rest",)
    both = (intervention("2012-05-01", 4), intervention("2012-06-01", 2))
    assert covered("modal = [2, 3]", "modal = [4]", interventions=both) == ("young",)
    undated = (intervention("2012-05-01", 4), intervention(None, 2))
    assert covered("modal = [2, 3]", "modal = [4]", interventions=undated) == ("rest",)


def group(*assessments: Assessment, end: str = "2012-08-31", document: str = EXIT) -> tuple[str | None, str]:
    facts = client(episode(end=end, reason=80, reviews=TWO_CLEAN), assessments=assessments)
    one = judged(facts, document)
    return one.group, one.reason


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2012-02-01", ("low", "met")),
        ("2012-01-31", (None, "no-assessment")),
        ("2012-08-31", ("low", "met")),
        ("2012-09-01", (None, "no-assessment")),
    ],
)
def test_an_assessment_counts_from_90_days_before_the_start_to_the_end(date: str, expected: tuple) -> None:
    assert group(assessed(date, "low")) == expected


def test_without_an_assessment_the_result_is_held_at_its_date() -> None:
    assert said(judged(client(episode(end="2012-08-31", reason=80), assessments=()), EXIT)) == (
        "held",
        "no-assessment",
        "2012-08-31",
    )


def test_a_failed_audit_holds_what_would_be_paid_at_its_group() -> None:
    one = judged(client(episode(end="2012-08-31", reason=80), assessments=[failed := assessed(audit="fail")]), EXIT)
    assert (said(one), one.group) == (("held", "assessment-failed-audit", "2012-08-31"), "medium")
    assert failed.row in one.evidence


def test_a_later_assessment_counts_from_its_day_on_if_another_person_approved_it() -> None:
    first = assessed("2012-05-01", "medium")
    for by, approved, expected in (("ann", "bob", "high"), ("ann", "Ann ", "medium"), ("ann", "", "medium")):
        assert group(first, assessed("2012-08-31", "high", by=by, approved=approved))[0] == expected
    later = assessed("2012-07-31", "high", approved="bob")
    assert group(first, later, document=CLEAN)[0] == "medium"  # dated 30 July
    assert group(first, assessed("2012-07-30", "high", approved="bob"), document=CLEAN)[0] == "high"


def test_the_audit_is_that_of_the_assessment_that_gives_the_group() -> None:
    first, later = assessed("2012-05-01", audit="fail"), assessed("2012-08-01", "high", approved="bob")
    assert group(first, later) == ("high", "met")
    assert group(first, later, document=CLEAN) == ("medium", "assessment-failed-audit")


def test_an_assessment_of_an_unknown_group_is_ignored() -> None:
    assert group(assessed("2012-05-01", "severe"), assessed("2012-06-01", "HIGH")) == ("high", "met")


def test_an_undated_determination_has_the_group_and_contract_of_the_day_while_open() -> None:
    parts = at("N0852", "2012-05-01", "2012-08-31"), at("N0901", "2012-09-10")
    assessments = assessed(), assessed("2012-09-15", "high", approved="bob")
    facts = client(*parts, assessments=assessments)
    before = judged(facts, EXIT, as_of="2012-09-09")
    after = judged(facts, EXIT, as_of="2012-09-20")
    assert (before.group, before.contracts) == ("medium", ("northway",))
    assert (after.group, after.contracts) == ("high", ("southbank",))


def test_a_journey_says_its_group_holder_and_first_contract_at_its_start() -> None:
    facts = client(at("N0852", "2012-05-01"), at("N0901", "2012-05-01", topcc=True))
    (journey,) = found(facts, scheme(EXIT)).journeys
    assert (journey.group, journey.holder, journey.first_contract) == ("medium", "southbank", "northway")
    assert journey.first_episode == ("N0852", "C1")
    (uncovered,) = found(client(at("X0001", "2012-05-01"), assessments=()), scheme(EXIT)).journeys
    assert (uncovered.group, uncovered.holder, uncovered.first_contract) == (None, None, None)


def test_a_journey_that_no_version_governs_is_found_but_not_determined() -> None:
    result = found(client(at("N0852", "2012-03-01", "2012-03-20"), at("N0852", "2012-05-01")), scheme(EXIT))
    assert [(one.start, one.version) for one in result.journeys] == [
        (day("2012-03-01"), None), (day("2012-05-01"), day("2012-04-01")),
    ]  # fmt: skip
    assert list(rows_of(result)) == [("2012-05-01", "it", "")]
