"""A draft tried on findings made by hand: every amount below can be worked out on paper."""

import datetime as dt
import json
from typing import Any

import pytest

from caseloads.rules.facts import Completeness
from outcomes.rules.determination import ClientFound, Determination
from payments.rules.comparison import Aspect, Comparison, Journeys, WorstMonth, as_json, from_json
from payments.rules.kinds_in_history import KindOfJourney
from payments.rules.trial import ClientTried, Question, RulesFailed, compare, in_place, stands_beside, try_client
from pbr.scheme.document import Scheme
from tests.rules.pricing.findings import clients, contract, day, found, outcome, scheme

OPIATES = KindOfJourney("Opiates", "Injecting", "Housing problem")
ALCOHOL = KindOfJourney("Alcohol only", "Not injecting", "No housing problem")
COMPLETE = Completeness({"N0852": day("2012-10-31")})
NOW = scheme(outcome("stay", 'price = "100.00"'), outcome("home", 'price = "50.00"'))
DRAFT = scheme(outcome("stay", 'price = "200.00"'), outcome("home", 'price = "50.00"'))
THREE = [
    found("1", "stay", "2012-07-30"),
    found("2", "stay", "2012-07-31"),
    found("3", "stay", "2012-09-01", group="high"),
]


def tried(
    now: list[Determination],
    draft: list[Determination] | None = None,
    kinds: dict[str, KindOfJourney] | None = None,
) -> list[ClientTried]:
    """The same findings on both sides unless the draft's are given; every journey is one of opiates unless said."""

    def by_client(findings: list[Determination]) -> dict[str, ClientFound]:
        return {one.client: one for one in clients(findings)}

    sides = by_client(now), by_client(now if draft is None else draft)
    nothing = {name: ClientFound(name, (), ()) for name in {**sides[0], **sides[1]}}
    return [
        ClientTried(
            sides[0].get(name, nothing[name]),
            sides[1].get(name, nothing[name]),
            {dt.date(2012, 5, 1): (kinds or {}).get(name, OPIATES)},
        )
        for name in nothing
    ]


def compared(found_clients: list[ClientTried], draft: Scheme = DRAFT, *in_force: Scheme) -> Comparison:
    question = Question(in_force or (NOW,), draft, COMPLETE, dt.date(2012, 10, 31))
    return compare(found_clients, question)


def pence(comparison: Comparison, aspect: Aspect, code: str = "") -> dict[str, tuple[int, int]]:
    return {one.value: (one.now, one.draft) for one in comparison.by(aspect, code)}


def test_a_price_raised_by_100_pounds_that_three_clients_earned_is_300_pounds_more() -> None:
    told = compared(tried(THREE))
    total = told.total("northway")
    assert (total.now, total.draft, total.difference) == (300_00, 600_00, 300_00)
    assert told.total() == total._replace(contract="")


def test_the_difference_stands_in_the_months_in_which_it_was_earned_and_months_have_no_gap() -> None:
    months = pence(compared(tried(THREE)), Aspect.MONTH)
    assert months == {"2012-07-01": (200_00, 400_00), "2012-08-01": (0, 0), "2012-09-01": (100_00, 200_00)}


def test_the_difference_stands_by_the_outcome_and_by_the_group() -> None:
    told = compared(tried([*THREE, found("1", "home", "2012-08-20")]))
    assert pence(told, Aspect.OUTCOME) == {"stay": (300_00, 600_00), "home": (50_00, 50_00)}
    assert pence(told, Aspect.GROUP) == {"medium": (250_00, 450_00), "high": (100_00, 200_00)}
    assert told.titles["stay"] == "Stay"


def test_kinds_of_client_show_who_gains_and_who_loses() -> None:
    dearer_home = scheme(outcome("stay", 'price = "80.00"'), outcome("home", 'price = "75.00"'))
    findings = [*THREE[:2], found("2", "home", "2012-08-20"), found("4", "home", None, status="pending")]
    told = compared(tried(findings, kinds={"1": ALCOHOL, "4": ALCOHOL}), dearer_home)
    assert pence(told, Aspect.SUBSTANCES) == {"Alcohol only": (100_00, 80_00), "Opiates": (150_00, 155_00)}
    assert told.journeys_of() == Journeys("", "", "", gaining=1, losing=1, unchanged=1)
    assert told.journeys_of(Aspect.INJECTING, "Injecting", "northway")[3:] == (1, 0, 0)
    assert told.journeys_of(Aspect.HOUSING, "No housing problem", "northway")[3:] == (0, 1, 1)


def test_the_worst_month_lies_between_the_first_that_earned_and_the_last_that_is_known() -> None:
    findings = [found("1", "stay", "2012-05-30"), found("2", "stay", "2012-07-30")]
    told = compared(tried(findings, [*findings, found("4", "home", "2012-06-02")]))
    worst = told._replace(known_to=dt.date(2012, 8, 30)).worst_months("northway")
    assert worst == (WorstMonth(dt.date(2012, 6, 1), 0), WorstMonth(dt.date(2012, 6, 1), 50_00))


def test_without_a_month_that_is_known_completely_there_is_no_worst_one() -> None:
    told = compared(tried(THREE))
    assert told._replace(known_to=None).worst_months("northway") is None
    assert told.worst_months("elsewhere") is None


def test_contracts_are_the_same_where_their_codes_are() -> None:
    parts = contract("northway"), contract("harbour", agency="N0853"), outcome("stay", 'price = "100.00"')
    renamed = contract("harbour", agency="N0853").replace("Harbour", "Quay")
    draft = scheme(contract("central"), renamed, outcome("stay", 'price = "100.00"'))
    told = compared(tried([found("1", "stay", contracts=("harbour",))]), draft, scheme(*parts))
    assert [(one.code, one.provider) for one in told.contracts] == [
        ("northway", "Northway"),
        ("harbour", "Harbour (under the draft Quay)"),
        ("central", "Central"),
    ]
    assert told.total("harbour").difference == 0


def test_blocks_carried_amounts_and_floors_are_nobodys_and_count_in_the_total() -> None:
    block = scheme(contract(extra='block = { annual = "120.00" }'), outcome("stay", 'price = "100.00"'))
    told = compared(tried(THREE), block)
    assert told.total().difference == 70_00  # a twelfth of £120.00 at each of seven month ends from April to October
    assert pence(told, Aspect.OUTCOME)["block"] == (0, 70_00)
    assert pence(told, Aspect.INJECTING)[""] == (0, 70_00)
    assert told.titles["block"] == "Block payment"


def test_every_aspect_adds_up_to_the_total() -> None:
    told = compared(tried([*THREE, found("1", "home", "2012-08-20")]))
    for aspect in Aspect:
        for code in ("", "northway"):
            total = told.total(code)
            assert sum(one.now for one in told.by(aspect, code)) == total.now
            assert sum(one.draft for one in told.by(aspect, code)) == total.draft


def test_the_draft_stands_over_the_dates_of_the_versions_in_force() -> None:
    draft = scheme(outcome("stay"), starts="2014-04-01", ends="2015-03-31")
    first, second = scheme(outcome("stay"), ends="2013-03-31"), scheme(outcome("stay"), starts="2013-04-01")
    stands = in_place(draft, (second, first))
    assert (stands.starts, stands.ends) == (dt.date(2012, 4, 1), dt.date(2014, 3, 31))
    assert stands.run_off_ends == dt.date(2016, 3, 31)
    assert stands.outcomes == draft.outcomes


def test_a_draft_of_a_time_that_is_over_and_that_no_version_has_stands_beside_them() -> None:
    past = scheme(outcome("stay"), starts="2011-04-01", ends="2012-03-31")
    assert stands_beside(past, (NOW,), dt.date(2012, 10, 31))
    assert not stands_beside(past, (NOW,), past.ends)
    assert not stands_beside(scheme(outcome("stay"), starts="2011-04-01", ends="2012-04-01"), (NOW,), NOW.ends)
    question = Question((NOW,), past, COMPLETE, dt.date(2012, 10, 31), beside=True)
    assert question.under_the_draft == (past, NOW)
    added = found("4", "stay", "2012-03-01", journey="2011-06-01", version=past.starts)
    both = [one._replace(kinds={**one.kinds, added.journey: OPIATES}) for one in tried(THREE, [*THREE, added])]
    told = compare(both, question)
    assert (told.beside, told.starts, told.ends) == (True, past.starts, past.ends)
    assert from_json(json.loads(json.dumps(as_json(told)))) == told
    assert told.total().difference == 100_00


def test_what_was_kept_says_the_same_when_it_is_read_again() -> None:
    told = compared(tried(THREE))
    kept = json.loads(json.dumps(as_json(told)))
    assert from_json(kept) == told
    assert list(from_json(kept).titles) == list(told.titles)
    nothing_known = told._replace(known_to=None)
    assert from_json(json.loads(json.dumps(as_json(nothing_known)))) == nothing_known


def test_a_rule_that_fails_names_the_client() -> None:
    class Broken:
        client = "77"

        def __getattr__(self, name: str) -> Any:
            raise ZeroDivisionError

    question = Question((NOW,), DRAFT, COMPLETE, dt.date(2012, 10, 31))
    with pytest.raises(RulesFailed) as failed:
        try_client(Broken(), question)  # type: ignore[arg-type]
    assert failed.value.client == "77"
