"""What stands between a measure that is met and money: once and again, the scheme's dates, holds, and decisions."""

import pytest

from caseloads.rules.facts import Decision, Episode
from tests.rules.determine.caseload import (
    achieved_on,
    assessed,
    client,
    day,
    decided,
    episode,
    found,
    judged,
    on,
    outcome,
    rows_of,
    said,
    scheme,
    top,
)  # fmt: skip

EXIT = outcome("planned_exit", kind="final")
STRICT = outcome("planned_exit", 'exit_top = "require"', kind="final")
ONLY_ONCE = "[relapse]\nfinal_again = false\n"


def left(start: str, end: str, reason: int | None = 80, number: str = "1", **more: object) -> Episode:
    return episode(start, end, reason, episodid=number, **more)


def second(start: str, *, kind: str = "interim", head: str = "", first_reason: int = 80) -> tuple:
    """The second journey's planned exit, after one that ended on 31 August 2012."""
    facts = client(
        left("2012-05-01", "2012-08-31", first_reason),
        left(start, "2014-01-31", number="2"),
        assessments=[assessed(), assessed(start)],
    )
    return said(judged(facts, head, outcome("planned_exit", kind=kind), journey=start))


def test_an_interim_outcome_is_not_earned_again_within_twelve_months_of_the_exit() -> None:
    assert second("2013-08-31") == ("not_eligible", "repeat", None)
    assert second("2013-09-01")[0] == "achieved"
    assert second("2013-08-31", first_reason=85)[0] == "achieved"


def test_the_scheme_says_which_kinds_may_be_earned_again() -> None:
    assert second("2012-11-01", kind="final")[0] == "achieved"
    assert second("2012-11-01", kind="service")[0] == "achieved"
    assert second("2012-11-01", kind="final", head=ONLY_ONCE) == ("not_eligible", "repeat", None)
    assert second("2012-11-01", head="[relapse]\ninterim_again = true\n")[0] == "achieved"


def test_every_earlier_journey_counts_not_only_the_last() -> None:
    facts = client(
        left("2012-05-01", "2012-06-30"), left("2012-09-01", "2012-10-31", 85, "2"),
        left("2013-01-01", "2013-02-28", number="3"),
        assessments=[assessed(), assessed("2012-09-01"), assessed("2013-01-01")],
    )  # fmt: skip
    rows = rows_of(found(facts, scheme(outcome("planned_exit"))))
    assert said(rows["2012-09-01", "it", ""]) == ("not_achieved", "not-a-success", None)
    assert said(rows["2013-01-01", "it", ""]) == ("not_eligible", "repeat", None)


def test_a_repeat_is_not_itself_earned_before_the_next() -> None:
    facts = client(
        left("2012-05-01", "2012-06-30"), left("2013-05-01", "2013-06-30", number="2"),
        left("2014-03-01", "2014-04-30", number="3"),
        assessments=[assessed(), assessed("2013-05-01"), assessed("2014-03-01")],
    )  # fmt: skip
    rows = rows_of(found(facts, scheme(outcome("planned_exit"))))
    assert [said(rows[start, "it", ""])[0] for start in ("2012-05-01", "2013-05-01", "2014-03-01")] == [
        "achieved", "not_eligible", "achieved",
    ]  # fmt: skip


def test_the_first_instalment_decides_whether_there_was_one_before() -> None:
    halves = (
        'months = 12\non_failure = "keep"\ninstalments = [{ month = 3, share = "0.5" }, { month = 12, share = "0.5" }]'
    )
    facts = client(
        left("2012-05-01", "2012-06-30"),
        left("2012-11-01", "2012-12-31", number="2"),
        assessments=[assessed(), assessed("2012-11-01")],
    )
    rows = rows_of(found(facts, scheme(outcome("non_representation", halves, kind="interim"))))
    assert said(rows["2012-05-01", "it", "3"])[0] == "achieved"
    assert said(rows["2012-05-01", "it", "12"])[1] == "returned"
    assert {said(rows["2012-11-01", "it", part])[1] for part in ("3", "12")} == {"repeat"}


def test_the_repeat_rule_comes_before_a_hold() -> None:
    facts = client(
        left("2012-05-01", "2012-08-31"), left("2012-11-01", "2013-01-31", None, "2"), assessments=[assessed()]
    )
    assert said(judged(facts, outcome("planned_exit"), journey="2012-11-01"))[1] == "repeat"


def test_what_was_held_in_the_earlier_journey_was_not_earned() -> None:
    facts = client(
        left("2012-05-01", "2012-08-31", None),
        left("2012-11-01", "2013-01-31", number="2"),
        assessments=[assessed(), assessed("2012-11-01")],
    )
    assert said(judged(facts, outcome("planned_exit"), journey="2012-11-01"))[0] == "achieved"


TWO_CLEAN = (top("2012-02-01", "S", OPIUSE=9), top("2012-03-03", OPIUSE=0), top("2012-03-31", OPIUSE=0))


def test_stock_earns_from_the_schemes_first_day_on() -> None:
    agreed = scheme(outcome("abstinence"), outcome("planned_exit", code="exit"), head='stock = "include"')
    facts = client(left("2012-02-01", "2012-08-31", reviews=TWO_CLEAN), assessments=[assessed("2012-02-01")])
    rows = rows_of(found(facts, agreed))
    assert said(rows["2012-02-01", "it", ""]) == ("not_eligible", "before-scheme", None)
    assert said(rows["2012-02-01", "exit", ""]) == achieved_on("2012-08-31")


@pytest.mark.parametrize(("end", "status"), [("2012-09-30", "achieved"), ("2012-10-01", "not_eligible")])
@pytest.mark.parametrize("reason", [80, None])
def test_the_run_off_includes_its_last_day(end: str, status: str, reason: int | None) -> None:
    agreed = scheme(EXIT, ends="2012-06-30", head="run_off_months = 3")  # to 30 September 2012
    one = rows_of(found(client(left("2012-05-01", end, reason)), agreed))["2012-05-01", "it", ""]
    assert one.status == ("held" if status == "achieved" and reason is None else status)
    assert (one.reason == "after-run-off") is (status == "not_eligible")


def decide(
    document: str,
    *decisions: Decision,
    reason: int | None = 80,
    audit: str = "",
    assessment: bool = True,
    **more: object,
) -> tuple:
    assessments = [assessed(audit=audit)] if assessment else []
    facts = client(left("2012-05-01", "2012-08-31", reason, **more), assessments=assessments, decisions=decisions)
    return said(judged(facts, document))


RELEASED = ("achieved", "released", "2012-08-31")


def test_a_release_makes_it_achieved_with_the_held_date() -> None:
    assert decide(STRICT, decided("no-exit-top")) == RELEASED
    assert decide(STRICT, decided("NO-EXIT-TOP", outcome="IT")) == RELEASED
    assert decide(EXIT, decided("discharge-inconsistent"), reason=None) == RELEASED


def test_a_refusal_makes_it_not_achieved_without_a_date() -> None:
    assert decide(STRICT, decided("no-exit-top", "refuse")) == ("not_achieved", "refused", None)
    assert decide(EXIT, decided("assessment-failed-audit", "refuse"), audit="fail") == ("not_achieved", "refused", None)


@pytest.mark.parametrize(
    "decision",
    [
        decided("discharge-inconsistent"), decided("no-exit-top", outcome="other"), decided("no-exit-top", part="6"),
        decided("no-exit-top", journey="2012-05-02"), decided("no-exit-top", made="2016-01-01"),
        decided("no-exit-top", "perhaps"),
    ],
)  # fmt: skip
def test_a_decision_on_anything_else_or_made_later_does_not_apply(decision: Decision) -> None:
    assert decide(STRICT, decision) == ("held", "no-exit-top", "2012-08-31")


def test_a_decision_lapses_when_the_facts_change() -> None:
    release = decided("no-exit-top")
    assert decide(STRICT, release, reason=None) == ("held", "discharge-inconsistent", "2012-08-31")
    assert decide(STRICT, release, reviews=(top("2012-08-31", "E", OPIUSE=3),))[1] == "exit-top-contradicts"
    assert decide(STRICT, release, reviews=(top("2012-08-31", "E", OPIUSE=0),)) == ("achieved", "met", "2012-08-31")


def test_each_hold_needs_its_own_release() -> None:
    exit_top, audit = decided("no-exit-top"), decided("assessment-failed-audit")
    assert decide(STRICT, exit_top, audit="fail") == ("held", "assessment-failed-audit", "2012-08-31")
    assert decide(STRICT, audit, audit="fail") == ("held", "no-exit-top", "2012-08-31")
    assert decide(STRICT, exit_top, audit, audit="fail") == RELEASED
    assert decide(EXIT, audit, audit="fail") == RELEASED
    assert decide(EXIT, decided("no-assessment"), assessment=False) == RELEASED


def test_a_result_without_contract_and_assessment_needs_two_releases() -> None:
    uncovered = {"agency": "X0001", "assessment": False}
    assert decide(EXIT, **uncovered)[1] == "no-contract"
    assert decide(EXIT, decided("no-contract"), **uncovered)[1] == "no-assessment"
    assert decide(EXIT, decided("no-contract"), decided("no-assessment"), **uncovered) == RELEASED


def test_the_scheme_dates_come_before_a_decision() -> None:
    agreed = scheme(STRICT, ends="2012-06-30", head="run_off_months = 0")
    facts = client(left("2012-05-01", "2012-08-31"), decisions=(decided("no-exit-top"),))
    assert said(rows_of(found(facts, agreed))["2012-05-01", "it", ""])[1] == "after-run-off"


def test_of_several_decisions_the_latest_holds() -> None:
    assert decide(STRICT, decided("no-exit-top", made="2012-10-01"), decided("no-exit-top", "refuse"))[1] == "refused"


def test_a_decision_is_evidence_and_is_told() -> None:
    decision = decided("no-exit-top")
    facts = client(left("2012-05-01", "2012-08-31"), decisions=(decision,))
    one = judged(facts, STRICT)
    assert decision.row in one.evidence
    assert one.why == (
        "The journey ended on 31 August 2012 with discharge reason 80, a success code, but there is no exit TOP within "
        "14 days of it; released by J Smith on 1 December 2012."
    )


def test_a_refused_one_has_the_group_and_contract_of_the_journeys_end() -> None:
    later = assessed("2012-08-20", "high", approved="bob")
    facts = client(
        left("2012-05-01", "2012-08-31"), assessments=[assessed(), later], decisions=(decided("no-exit-top", "refuse"),)
    )
    one = judged(facts, STRICT)
    assert (one.group, one.contracts) == ("high", ("northway",))


def test_a_hold_of_a_part_after_its_release_still_asks_for_a_group() -> None:
    away = outcome("non_representation", "months = 6", kind="final")
    facts = client(
        left("2012-05-01", "2012-06-30"),
        deaths=(on("2012-08-01"),),
        decisions=(decided("died", part="6"),),
        assessments=(),
    )
    assert said(judged(facts, away, part="6")) == ("held", "no-assessment", "2012-12-30")


def test_what_is_dated_after_the_day_does_not_exist() -> None:
    facts = client(left("2012-05-01", "2012-08-31", reviews=(top("2012-09-01", "E", OPIUSE=3),)))
    assert said(judged(facts, EXIT, as_of="2012-08-30")) == ("pending", "open", None)
    assert said(judged(facts, EXIT, as_of="2012-08-31")) == ("pending", "not-settled", None)
    assert said(judged(facts, EXIT))[1] == "exit-top-contradicts"
    assert found(facts, scheme(EXIT), as_of="2012-04-30").determinations == ()


def test_a_referral_or_an_end_of_an_attachment_dated_later_is_not_known() -> None:
    facts = client(episode(referred=day("2013-01-01"), began="2012-05-01"))
    assert said(judged(facts, outcome("waiting_time"), as_of="2012-12-31"))[1] == "no-referral-date"
