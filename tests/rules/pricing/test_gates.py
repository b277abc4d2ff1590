import datetime as dt

import pytest

from outcomes.rules.determination import Determination, Status
from payments.rules.entitlement import Entitled, GatedAmount
from tests.rules.pricing.findings import day, found, outcome, priced, scheme

STAY = outcome(
    "stay",
    'price = "100.00"\ninstalments = [ { month = 3, share = "0.5" }, { month = 6, share = "0.5" } ]',
    "non_representation",
)
GATE = '[[gate]]\noutcomes = ["exit"]\nrequires = ["housing", "quality", "stay"]\n'
SCHEME = scheme(outcome("housing"), outcome("quality"), STAY, outcome("exit", 'price = "500.01"'), GATE)
DONE = [
    found("A", "exit", "2012-08-31"),
    found("A", "housing", "2012-07-30"),
    found("A", "quality", None, status=Status.NOT_ELIGIBLE),
    found("A", "stay", "2012-11-30", part="3"),
    found("A", "stay", "2013-02-28", part="6"),
]


def gated(*changed: Determination, without: str = "") -> tuple[Entitled, GatedAmount | None]:
    """The findings with some changed; what is gated of the exit."""
    keys = {(one.outcome, one.part) for one in changed}
    kept = [one for one in DONE if (one.outcome, one.part) not in keys and one.outcome != without]
    result = priced([*kept, *changed], SCHEME)
    return result, next(iter(result.gated), None)


def exit_date(result: Entitled) -> dt.date | None:
    return next((row.date for row in result.entitlements if row.outcome == "exit"), None)


def test_an_open_gate_dates_the_entitlement_at_the_latest_of_what_it_required() -> None:
    result, kept_back = gated()
    assert kept_back is None
    assert exit_date(result) == day("2013-02-28")


def test_an_outcome_achieved_after_all_that_its_gate_requires_keeps_its_own_date() -> None:
    result, _ = gated(found("A", "exit", "2013-05-31"))
    assert exit_date(result) == day("2013-05-31")


def test_what_a_client_is_not_eligible_for_is_not_required() -> None:
    nothing = {"status": Status.NOT_ELIGIBLE}
    result, _ = gated(
        found("A", "housing", None, **nothing),
        found("A", "stay", None, part="3", **nothing),
        found("A", "stay", None, part="6", **nothing),
    )
    assert exit_date(result) == day("2012-08-31")


@pytest.mark.parametrize(
    ("status", "closed"), [(Status.PENDING, False), (Status.HELD, False), (Status.NOT_ACHIEVED, True)]
)
def test_one_part_lacking_keeps_the_gate_shut_and_closes_it_if_it_can_never_come(status: Status, closed: bool) -> None:
    result, kept_back = gated(found("A", "stay", None, part="6", status=status, contracts=()))
    assert exit_date(result) is None
    assert kept_back == GatedAmount("northway", "A", day("2012-05-01"), "exit", "", 50001, closed, ("stay",))  # type: ignore[arg-type]
    assert result.totals["northway"].gated == 50001
    assert result.totals["northway"].payable == 10000 + 5000


def test_a_required_outcome_of_which_nothing_is_found_keeps_the_gate_shut() -> None:
    _, kept_back = gated(found("A", "quality", None, status=Status.PENDING), without="housing")
    assert kept_back is not None
    assert (kept_back.missing, kept_back.closed) == (("housing", "quality"), False)


def test_only_the_same_journey_opens_a_gate() -> None:
    result, kept_back = gated(found("A", "housing", journey="2012-01-01"))
    assert kept_back is not None
    assert kept_back.missing == ("housing",)
    assert exit_date(result) is None
