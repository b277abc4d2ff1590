"""What is certain must come out exactly: dates, amounts, caps, carry, floors, gates and blocks."""

from dataclasses import replace

import numpy as np
import pytest

from outcomes.rules.determination import ClientFound, Status
from payments.forecasting.cash import Runs
from payments.forecasting.chances import Arrivals
from payments.forecasting.history import OTHER_END, RETURN, SUCCESS
from pbr.scheme.document import Scheme
from tests.rules.forecasting.certain import ALWAYS, chances, forecast
from tests.rules.pricing.findings import contract, day, found, journey, outcome, scheme

QUARTERS = """price = "400.00"
months = 12
on_failure = "clawback"
instalments = [ { month = 3, share = "0.25" }, { month = 6, share = "0.25" }, { month = 9, share = "0.25" }, { month = 12, share = "0.25" } ]"""
STAYED_AWAY = outcome("stayed-away", QUARTERS, "non_representation", "final")
AT_ONCE = Runs(gaps=(0.0, 1.0), ages=(1.0,))  # each month pays itself
GATED = '[[gate]]\noutcomes = ["begun"]\nrequires = ["quality"]\n'


def staying_away(*more: str) -> Scheme:
    return scheme(*more, STAYED_AWAY)


def left_in_september() -> ClientFound:
    """Left as planned on 15 September 2012: quarters end on 15 December, March, June and September."""
    parts = [found("A", "stayed-away", None, part=part, status=Status.PENDING) for part in ("3", "6", "9", "12")]
    return ClientFound("A", (journey("A", end="2012-09-15"),), tuple(parts))


def monthly(drawn: np.ndarray) -> list[float]:
    """The money of each month in pence, if every draw has the same."""
    assert (drawn == drawn[:1]).all(), "the draws differ"
    return drawn[0].tolist()


def months(**at: int) -> list[float]:
    return [float(at.get(f"m{number}", 0)) for number in range(1, 13)]


def test_instalments_fall_due_in_their_months_to_the_penny() -> None:
    made = forecast(staying_away(), [left_in_september()], "2012-11-30")
    assert monthly(made.drawn_earned[0]) == months(m1=10000, m4=10000, m7=10000, m10=10000)
    assert made.earned.low80[0].tolist() == made.earned.high80[0].tolist() == made.earned.mean[0].tolist()


def test_a_return_cancels_what_is_due_and_takes_back_what_was_paid() -> None:
    terms = staying_away()
    in_january = chances(terms, {(RETURN, 4): ALWAYS})  # four months after September
    made = forecast(terms, [left_in_september()], "2012-11-30", in_january)
    assert monthly(made.drawn_earned[0]) == months(m1=10000, m2=-10000)


def test_a_month_below_zero_is_set_off_against_the_next_ones() -> None:
    terms = staying_away(
        '[[outcome]]\ncode = "x"\ndomain = "freedom"\nkind = "interim"\nmeasure = "attachment"\nprice = "1.00"\n'
    )
    in_january = chances(terms, {(RETURN, 4): ALWAYS})
    made = forecast(terms, [left_in_september()], "2012-11-30", in_january, runs=AT_ONCE)
    assert monthly(made.drawn_paid[0]) == months(m1=10000)


def test_a_cap_clips_what_its_year_earns_and_carries_it_into_the_next() -> None:
    lost, carried = (
        staying_away(contract(extra=f'caps = [ {{ amount = "150.00", over = "{over}" }} ]'))
        for over in ("lost", "carry")
    )
    clipped = forecast(lost, [left_in_september()], "2012-11-30")
    assert monthly(clipped.drawn_earned[0]) == months(m1=10000, m4=5000, m7=10000, m10=5000)
    moved = forecast(carried, [left_in_september()], "2012-11-30")
    assert monthly(moved.drawn_earned[0]) == months(m1=10000, m4=5000, m5=5000, m7=10000)


def test_the_chance_of_reaching_a_cap_is_told_for_each_year() -> None:
    terms = staying_away(contract(extra='caps = [ { amount = "150.00" } ]'))
    made = forecast(terms, [left_in_september()], "2012-11-30", months=4)
    assert [(cap.year.start.year, cap.chance, cap.by_month) for cap in made.caps if cap.year.start.year == 2012] == [
        (2012, 1.0, (0.0, 0.0, 0.0, 1.0))
    ]


def test_a_floor_adds_at_the_years_end_what_is_missing() -> None:
    terms = staying_away(contract(extra='floor = "350.00"'))
    made = forecast(terms, [left_in_september()], "2012-11-30", months=6)
    assert monthly(made.drawn_earned[0]) == [10000, 0, 0, 25000, 0, 0]


def test_a_block_comes_in_twelfths_until_the_scheme_ends() -> None:
    terms = staying_away(contract(extra='block = { annual = "1200.00" }'))
    made = forecast(terms, [left_in_september()], "2014-01-31", months=4)
    assert monthly(made.drawn_earned[0]) == [10000, 10000, 0, 0]


def test_a_gate_holds_money_until_what_it_requires_is_met() -> None:
    terms = scheme(outcome("begun"), outcome("quality", 'price = "10.00"', "quality_of_life"), GATED)
    both = (found("A", "begun", "2012-05-01"), found("A", "quality", None, status=Status.PENDING))
    client = ClientFound("A", (journey("A", settled=False),), both)
    never = forecast(terms, [client], "2012-08-31")
    assert monthly(never.drawn_earned[0]) == months()
    in_october = forecast(terms, [client], "2012-08-31", chances(terms, met={("quality", 5): ALWAYS}))
    assert monthly(in_october.drawn_earned[0]) == months(m2=10000 + 1000)


QUALITY = outcome("quality", 'price = "10.00"', "quality_of_life")


def test_an_outcome_may_still_turn_out_to_be_met_after_the_journey_is_settled() -> None:
    terms = scheme(QUALITY)
    client = ClientFound("A", (journey("A", end="2012-09-15"),), (found("A", "quality", None, status=Status.PENDING),))
    in_december = chances(terms, later={("quality", 3): ALWAYS})
    assert monthly(forecast(terms, [client], "2012-11-30", in_december).drawn_earned[0]) == months(m1=1000)
    too_late = replace(in_december, later_to=np.array([2]))
    assert monthly(forecast(terms, [client], "2012-11-30", too_late).drawn_earned[0]) == months()


def test_what_turns_out_after_the_end_does_so_only_once_the_end_is_settled() -> None:
    terms = scheme(QUALITY)
    waiting = found("A", "quality", None, status=Status.PENDING)
    client = ClientFound("A", (journey("A", settled=False),), (waiting,))
    leaves_in_june = {(OTHER_END, 1): ALWAYS}
    with_the_end = chances(terms, leaves_in_june, later={("quality", 0): ALWAYS})
    assert monthly(forecast(terms, [client], "2012-05-31", with_the_end).drawn_earned[0]) == months()
    a_month_later = chances(terms, leaves_in_june, later={("quality", 1): ALWAYS})
    assert monthly(forecast(terms, [client], "2012-05-31", a_month_later).drawn_earned[0]) == months(m2=1000)


def test_what_waits_for_a_known_day_comes_on_that_day() -> None:
    terms = scheme(outcome("offence-free", measure="offending_individual"))
    waits = found("A", "offence-free", None, status=Status.PENDING, awaits="offences", awaits_date=day("2013-02-10"))
    client = ClientFound("A", (journey("A", end="2012-09-15"),), (waits,))
    made = forecast(terms, [client], "2012-11-30")
    assert monthly(made.drawn_earned[0]) == months(m3=10000)
    spoilt = replace(chances(terms), on_day=np.zeros(1))
    assert monthly(forecast(terms, [client], "2012-11-30", spoilt).drawn_earned[0]) == months()


def test_a_gate_asks_for_nothing_that_a_client_turns_out_not_to_be_eligible_for() -> None:
    terms = scheme(outcome("begun"), QUALITY, GATED)
    begun = found("A", "begun", None, status=Status.PENDING)
    unsure = found("A", "quality", None, status=Status.NOT_ELIGIBLE, reason="no-start-top")
    client = ClientFound("A", (journey("A", settled=False),), (begun, unsure))
    known = chances(terms, met={("begun", 1): ALWAYS})
    as_asked = forecast(terms, [client], "2012-05-31", known)
    assert monthly(as_asked.drawn_earned[0]) == months()
    not_asked = replace(known.templates, eligible=np.array([[1.0, 0.0]]))
    as_not_asked = forecast(terms, [client], "2012-05-31", replace(known, templates=not_asked))
    assert monthly(as_not_asked.drawn_earned[0]) == months(m1=10000)


def test_each_line_is_paid_to_whoever_would_earn_it() -> None:
    terms = scheme(contract() + contract("harbour", agency="N0853"), outcome("begun"), QUALITY)
    rows = (
        found("A", "begun", None, status=Status.PENDING),
        found("A", "quality", None, status=Status.PENDING, contracts=("harbour",)),
    )
    client = ClientFound("A", (journey("A", settled=False),), rows)
    made = forecast(terms, [client], "2012-05-31", chances(terms, met={("begun", 1): ALWAYS, ("quality", 2): ALWAYS}))
    assert monthly(made.drawn_earned[0]) == months(m1=10000)
    assert monthly(made.drawn_earned[1]) == months(m2=1000)


MOVE = """price = "50.00"
from_contract = "northway"
to_contract = "harbour"
pays = "to"
"""


def test_a_new_clients_move_is_paid_to_the_contract_that_it_leads_to() -> None:
    two = contract() + contract("harbour", agency="N0853")
    terms = scheme(two, outcome("begun"), outcome("received", MOVE, "pathway_move"))
    known = chances(terms, met={("begun", 0): ALWAYS, ("received", 0): ALWAYS}, arriving=3.0)
    only_northway = np.array([known.arrivals.shape[0], 1e-9]), np.array([known.arrivals.rate[0], 1.0])
    known = replace(known, arrivals=Arrivals(*only_northway, 0.0))
    made = forecast(terms, [], "2013-01-31", known, months=2)
    begun, received = made.drawn_earned
    assert begun.sum() > 0
    assert (received == begun / 2).all()


def test_a_planned_end_that_is_held_is_not_paid() -> None:
    terms = scheme(outcome("exit", measure="planned_exit", kind="final"))
    client = ClientFound("A", (journey("A", settled=False),), (found("A", "exit", None, status=Status.PENDING),))
    leaves = chances(terms, {(SUCCESS, 1): ALWAYS})
    assert monthly(forecast(terms, [client], "2012-05-31", leaves).drawn_earned[0]) == months(m1=10000)
    held = replace(leaves, paid=np.zeros(1))
    assert monthly(forecast(terms, [client], "2012-05-31", held).drawn_earned[0]) == months()


def test_new_clients_are_told_apart_and_only_come_while_the_scheme_runs() -> None:
    terms = scheme(outcome("begun"))
    arriving = chances(terms, met={("begun", 0): ALWAYS}, arriving=3.0)
    made = forecast(terms, [], "2014-01-31", arriving, months=4, draws=4000)
    assert made.of_new[0] / 10000 == pytest.approx([3, 3, 0, 0], abs=0.15)
    assert made.drawn_earned[0, :, 0].var() / 10000**2 == pytest.approx(3, rel=0.15)  # Poisson


def test_what_a_contract_shares_is_split_by_its_shares() -> None:
    two = contract(extra='attribution = "shared"\nshare = "0.25"') + contract(
        "harbour", 'attribution = "shared"\nshare = "0.75"', "N0853"
    )
    terms = scheme(two, STAYED_AWAY)
    parts = [
        found("A", "stayed-away", None, part=part, status=Status.PENDING, contracts=("northway", "harbour"))
        for part in ("3", "6", "9", "12")
    ]
    client = ClientFound("A", (journey("A", end="2012-09-15"),), tuple(parts))
    made = forecast(terms, [client], "2012-11-30", months=1)
    assert made.drawn_earned[:, 0, 0].tolist() == [2500, 7500]


def test_the_same_seed_gives_the_same_forecast_and_another_one_another() -> None:
    terms = scheme(outcome("begun"))
    arriving = chances(terms, met={("begun", 0): 0.5}, arriving=3.0)
    one, same, other = (forecast(terms, [], "2013-01-31", arriving, seed=seed).drawn_earned for seed in (1, 1, 2))
    assert (one == same).all()
    assert (one != other).any()


def test_the_partnership_is_all_contracts_of_each_draw() -> None:
    terms = scheme(contract() + contract("harbour", agency="N0853"), outcome("begun"))
    arriving = chances(terms, met={("begun", 0): 0.5}, arriving=3.0)
    made = forecast(terms, [], "2013-01-31", arriving)
    assert made.earned.mean[2] == pytest.approx(made.drawn_earned.sum(0).mean(0))
    assert made.chance_paid_above(-1) == 1.0
    assert made.chance_paid_above(10**12) == 0.0


BY_COHORT = outcome(
    "quality",
    """pricing = "cohort"
bands = [
    { at_least = "0.00", prices = { low = "10.00", medium = "10.00", high = "10.00" } },
    { at_least = "0.50", prices = { low = "20.00", medium = "20.00", high = "20.00" } },
]""",
    "quality_of_life",
)


def in_treatment(name: str, since: str, met: str | None = None) -> ClientFound:
    status = Status.PENDING if met is None else Status.ACHIEVED
    one = found(name, "quality", met, status=status, journey=since)
    leaving = found(name, "exit", None, status=Status.PENDING, journey=since)
    return ClientFound(name, (journey(name, since, settled=False),), (one, leaving))


LEAVING = outcome("exit", 'price = "1.00"', "planned_exit", "final")


def test_a_quarters_end_pays_all_who_achieved_at_the_price_that_their_share_reaches() -> None:
    terms = scheme(BY_COHORT, LEAVING)
    people = [
        in_treatment("A", "2012-04-10", "2012-05-10"),  # in the quarter that is still running, so not yet posted
        in_treatment("B", "2012-04-10"),
        in_treatment("C", "2012-05-01"),
        in_treatment("D", "2012-05-01"),
    ]
    made = forecast(terms, people, "2012-05-31", chances(terms, met={("quality", 3): ALWAYS}))
    # At the end of June one of four at £10.00; B achieves in July, C and D in August: four of four at £20.00.
    assert monthly(made.drawn_earned[0]) == months(m1=1000, m4=8000 - 1000)


def test_a_new_contract_year_counts_those_still_in_treatment_who_have_not_achieved() -> None:
    terms = scheme(BY_COHORT, LEAVING)
    people = [
        in_treatment("A", "2012-05-01", "2012-10-10"),
        in_treatment("B", "2012-05-01"),
        in_treatment("C", "2012-05-01"),
        in_treatment("D", "2012-06-01"),
    ]
    leaves_in_march = chances(terms, {(OTHER_END, 9): ALWAYS}, met={("quality", 12): ALWAYS})
    made = forecast(terms, people, "2013-02-28", leaves_in_march, months=6)
    assert monthly(made.drawn_earned[0])[:5] == [0, 0, 0, 2 * 2000, 0]  # D, nine months on, left before the year began


def test_what_becomes_known_after_its_quarter_is_paid_when_it_is_known() -> None:
    terms = scheme(BY_COHORT, LEAVING)
    late = replace(chances(terms, met={("quality", 6): ALWAYS}), late=np.array([1]))
    made = forecast(terms, [in_treatment("A", "2012-04-10")], "2012-05-31", late)
    assert monthly(made.drawn_earned[0]) == months(m5=2000)  # of September, known in October


def test_who_begins_lowers_the_share_that_chooses_a_price() -> None:
    terms = scheme(BY_COHORT, LEAVING)
    people = [in_treatment("A", "2012-04-10", "2012-05-10"), in_treatment("B", "2012-04-10")]
    alone = forecast(terms, people, "2012-05-31", chances(terms), months=2)
    many = chances(terms, arriving=50.0)
    many = replace(many, templates=replace(many.templates, group=np.array([terms.groups.index("medium")])))
    among_many = forecast(terms, people, "2012-05-31", many, months=2)
    assert alone.earned.mean[0].tolist() == [2000, 0]
    assert among_many.earned.mean[0].tolist() == [1000, 0]
