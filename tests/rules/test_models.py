"""What makes each model itself, told by a few people: those led by one prime. Worked by hand in each folder's story.md."""

from __future__ import annotations

import pytest

from payments.rules.subcontractors import split_payment
from pbr.values.money import Pence
from tests.stories_of_models.story import scheme, story

EIGHT = ("bracknell_forest", "enfield", "kent", "lincolnshire", "oxfordshire", "stockport", "wakefield", "wigan")


@pytest.mark.parametrize("model", EIGHT)
def test_every_row_of_a_story_is_read(model: str) -> None:
    assert story(model).rejected == []


# --- Bracknell Forest -------------------------------------------------------------------------------------------------


def test_bracknell_forest_pays_for_thirty_people_who_together_offended_two_fifths_less() -> None:
    """16 offences of 30 people against 27 expected (0.90 each) is a reduction of 40.7 %: 30 × £450.00."""
    bracknell = story("bracknell_forest")
    assert bracknell.found("", "reoffending") == ("achieved", "2014-03-31")
    assert bracknell.paid("", "reoffending") == {"heathland": 13_500_00}


def test_bracknell_forest_pays_three_times_as_much_for_a_family_as_for_the_parents_exit() -> None:
    bracknell = story("bracknell_forest")
    assert bracknell.paid("AB", "planned-exit") == {"heathland": 350_00}
    assert bracknell.paid("AB", "parenting-programme") == {"heathland": 350_00}
    assert bracknell.paid("AB", "children-stepped-down") == {"heathland": 650_00}  # 62 days after the exit
    assert bracknell.paid("AB", "family-reunited") == {"heathland": 550_00}  # 152 days after the exit


def test_bracknell_forest_pays_for_no_family_work_that_nobody_verified() -> None:
    assert story("bracknell_forest").found("CD", "parenting-programme") == ("held", "unverified")


def test_bracknell_forest_pays_an_attachment_fee_and_its_floor_while_results_are_awaited() -> None:
    """2012-13: 30 fees of £250.00, an exit and family work of £1,900.00. 2013-14: the reoffending of the first year."""
    bracknell = story("bracknell_forest")
    assert bracknell.paid("CD", "attachment") == {"heathland": 250_00}
    assert bracknell.other("heathland", "floor") == {
        "2013-03-31": 160_000_00 - 7_500_00 - 1_900_00,
        "2014-03-31": 160_000_00 - 13_500_00,
    }


# --- Enfield ----------------------------------------------------------------------------------------------------------


def test_enfield_pays_for_each_verified_step_that_matters_to_a_person() -> None:
    enfield = story("enfield")
    steps = ("gp-registered", "debt-plan", "training", "parenting-programme")
    paid = [enfield.paid("AB", step) for step in steps]
    assert paid == [{"lea-valley": 15_00}, {"lea-valley": 35_00}, {"lea-valley": 60_00}, {"lea-valley": 80_00}]
    assert enfield.found("AB", "qualification") == ("held", "unverified")


def test_enfield_counts_local_outcomes_after_the_exit_each_for_as_long_as_it_needs() -> None:
    enfield = story("enfield")
    assert enfield.paid("CD", "volunteering") == {"lea-valley": 50_00}  # on the 28th day
    assert enfield.paid("CD", "tenancy-kept") == {"lea-valley": 110_00}  # after 111 days of 182


def test_enfield_gives_the_offender_management_provider_time_before_the_clock_starts() -> None:
    """From 1 May 2012 the clock starts on 24 July; an offence in June, and one not on the trigger list, do not count."""
    enfield = story("enfield")
    assert enfield.found("EF", "offence-free") == ("achieved", "2013-01-24")
    assert enfield.paid("EF", "offence-free") == {"new-river": 300_00}
    assert enfield.found("GH", "offence-free")[0] == "pending"  # the clock started again after 1 October 2012


def test_enfield_pays_the_provider_that_coordinates_a_person_whom_both_help() -> None:
    assert story("enfield").paid("IJ", "mutual-aid") == {"lea-valley": 40_00}


def test_enfield_takes_the_employers_word_for_a_job() -> None:
    enfield = story("enfield")
    assert enfield.found("KL", "employment") == ("held", "unconfirmed")
    assert enfield.paid("MN", "employment") == {"lea-valley": 180_00}
    assert enfield.when("MN", "employment") == "2012-10-01"


def test_enfield_in_all() -> None:
    enfield = story("enfield")
    assert (enfield.earned("lea-valley"), enfield.earned("new-river")) == (810_00, 300_00)
    assert enfield.totals["lea-valley"]["held"] == 90_00 + 180_00


# --- Kent -------------------------------------------------------------------------------------------------------------


def test_kent_pays_for_everything_once_there_is_progress_in_every_need() -> None:
    kent = story("kent")
    assert kent.paid("AB", "reliable-change") == {"weald": 560_00}
    assert kent.paid("AB", "injecting-ceased") == {"weald": 480_00}
    assert kent.paid("AB", "housing-resolved") == {"weald": 560_00}
    assert kent.paid("AB", "quality-of-life") == {"weald": 360_00}
    assert kent.paid("AB", "planned-exit") == {"weald": 2_600_00}


def test_kent_asks_nobody_for_progress_in_a_need_that_is_not_there() -> None:
    kent = story("kent")
    assert kent.found("CD", "injecting-ceased") == ("not_eligible", "no-injecting-at-start")
    assert kent.found("CD", "housing-resolved") == ("not_eligible", "no-housing-problem-at-start")
    assert kent.paid("CD", "reliable-change") == {"weald": 360_00}


def test_kent_pays_nothing_for_a_person_who_left_with_one_need_unmet() -> None:
    kent = story("kent")
    assert kent.found("EF", "planned-exit") == ("achieved", "2012-08-31")
    assert kent.found("EF", "quality-of-life")[0] == "not_achieved"  # from 8 to 11, three points of four
    assert [kent.paid("EF", outcome) for outcome in kent.judged("EF")] == [{}] * 10


def test_kent_pays_nothing_yet_while_a_need_is_open() -> None:
    kent = story("kent")
    assert kent.found("GH", "housing-resolved")[0] == "pending"
    assert kent.paid("GH", "abstinence") == {}


def test_kent_dates_what_waited_on_the_day_the_gate_opened() -> None:
    kent = story("kent")
    assert kent.found("IJ", "abstinence") == ("achieved", "2012-07-30")
    assert kent.when("IJ", "abstinence") == "2012-09-10"


def test_kent_cannot_be_made_to_pay_by_never_measuring_the_needs() -> None:
    """Without a start TOP no other need is asked for, so the needs must have been agreed."""
    kent = story("kent")
    assert kent.found("KL", "reliable-change") == ("not_eligible", "no-start-top")
    assert kent.found("KL", "planned-exit")[0] == "achieved"
    assert kent.paid("KL", "planned-exit") == {}


def test_kent_shows_the_subcontractors_their_part_and_pays_the_prime_the_whole() -> None:
    (weald,) = scheme("kent").contracts
    assert story("kent").paid("IJ", "quality-of-life") == {"weald": 520_35}
    parts = {part.provider: part.amount for part in split_payment(weald, Pence(520_35))}
    assert parts == {"Weald Recovery": 390_26, "Hopfield Housing": 78_05, "Oast House Counselling": 52_04}


def test_kent_in_all() -> None:
    assert story("kent").totals == {"weald": {"payable": 7_910_35, "capped": 0, "held": 0, "gated": 10_380_35}}
