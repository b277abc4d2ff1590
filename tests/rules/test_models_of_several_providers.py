"""What makes each model itself, told by a few people: those of several providers. Worked by hand in each story.md."""

from __future__ import annotations

from tests.stories_of_models.story import story

# --- Lincolnshire -----------------------------------------------------------------------------------------------------


def test_lincolnshire_pays_for_quality_before_results_can_show() -> None:
    lincolnshire = story("lincolnshire")
    assert lincolnshire.paid("AB", "waiting-time") == {"fenland": 25_00}  # 21 days
    assert lincolnshire.paid("AB", "engagement") == {"fenland": 60_00}
    assert lincolnshire.paid("AB", "hepatitis-b") == {"fenland": 45_00}


def test_lincolnshire_pays_nothing_for_a_day_too_late_or_too_short() -> None:
    lincolnshire = story("lincolnshire")
    assert lincolnshire.found("CD", "waiting-time") == ("not_achieved", "waited-too-long")  # 22 days
    assert lincolnshire.found("CD", "engagement") == ("not_achieved", "left-early")  # 83 days


def test_lincolnshire_holds_what_rests_on_a_tariff_that_failed_its_audit() -> None:
    lincolnshire = story("lincolnshire")
    assert lincolnshire.found("EF", "waiting-time") == ("held", "assessment-failed-audit")
    assert lincolnshire.totals["fenland"]["held"] == 25_00 + 60_00


def test_lincolnshire_raises_a_tariff_only_when_a_second_person_agreed() -> None:
    lincolnshire = story("lincolnshire")
    assert lincolnshire.paid("GH", "planned-exit") == {"fenland": 130_00}  # medium: nobody agreed to high
    assert lincolnshire.paid("IJ", "planned-exit") == {"wolds": 200_00}  # high: agreed, and audited


def test_lincolnshire_lets_the_client_choose_and_each_provider_earns_its_own_part() -> None:
    lincolnshire = story("lincolnshire")
    assert lincolnshire.paid("MN", "waiting-time") == {"fenland": 25_00}
    assert lincolnshire.paid("MN", "engagement") == {"wolds": 60_00}


def test_lincolnshire_pays_for_no_quality_in_a_journey_of_year_two() -> None:
    lincolnshire = story("lincolnshire")
    assert {"waiting-time", "engagement"}.isdisjoint(lincolnshire.judged("KL"))
    assert lincolnshire.paid("KL", "hepatitis-b") == {"wolds": 45_00}


def test_lincolnshire_pays_results_of_year_one_in_year_two() -> None:
    lincolnshire = story("lincolnshire")
    assert lincolnshire.paid("GH", "non-representation", "6") == {"fenland": 56_00}  # 40 % of £140.00, 30 April 2013
    assert lincolnshire.paid("IJ", "non-representation", "12") == {"wolds": 132_00}  # 60 % of £220.00
    assert lincolnshire.other("fenland", "floor") == {"2013-03-31": 380_000_00 - 360_000_00 - 345_00}


# --- Oxfordshire ------------------------------------------------------------------------------------------------------


def test_oxfordshire_pays_harm_minimisation_for_letting_a_person_go_into_recovery() -> None:
    oxfordshire = story("oxfordshire")
    assert oxfordshire.found("AB", "moved-into-recovery") == ("achieved", "2012-11-02")
    assert oxfordshire.paid("AB", "moved-into-recovery") == {"harm-minimisation": 450_00}
    assert oxfordshire.paid("AB", "received-into-recovery") == {"recovery": 120_00}


def test_oxfordshire_pays_nothing_for_a_move_that_lasted_a_day_too_short() -> None:
    assert story("oxfordshire").found("CD", "moved-into-recovery")[0] == "not_achieved"  # 83 days


def test_oxfordshire_pays_for_no_move_of_a_person_who_began_in_recovery() -> None:
    assert story("oxfordshire").found("EF", "moved-into-recovery") == ("not_eligible", "not-on-pathway")


def test_oxfordshire_gives_the_exit_to_recovery_and_what_harm_minimisation_does_to_harm_minimisation() -> None:
    oxfordshire = story("oxfordshire")
    assert oxfordshire.paid("GH", "planned-exit") == {"recovery": 250_00}
    assert oxfordshire.paid("GH", "moved-into-recovery") == {"harm-minimisation": 300_00}
    assert oxfordshire.paid("KL", "injecting-ceased") == {"harm-minimisation": 130_00}


def test_oxfordshire_holds_an_exit_without_its_last_top() -> None:
    assert story("oxfordshire").found("MN", "planned-exit") == ("held", "no-exit-top")


def test_oxfordshires_assessments_are_no_treatment() -> None:
    assert story("oxfordshire").judged("IJ") == set()


def test_oxfordshire_in_all() -> None:
    """Nine twelfths of each block, and the results."""
    totals = story("oxfordshire").totals
    assert totals["harm-minimisation"]["payable"] == 300_000_00 + 880_00
    assert totals["recovery"]["payable"] == 262_500_00 + 450_00
    assert totals["recovery"]["held"] == 400_00


# --- Stockport --------------------------------------------------------------------------------------------------------


def test_stockport_gives_a_person_of_25_to_young_adults_even_the_day_before_a_birthday() -> None:
    assert story("stockport").paid("AB", "planned-exit") == {"young-adults": 50_00}


def test_stockport_pays_nobody_for_a_person_of_26_at_the_young_peoples_service() -> None:
    assert story("stockport").found("CD", "planned-exit") == ("held", "no-contract")


def test_stockport_tells_two_providers_of_one_clinic_apart_by_the_kind_of_intervention() -> None:
    stockport = story("stockport")
    assert stockport.paid("EF", "planned-exit") == {"prescribing": 50_00}
    assert stockport.paid("GH", "planned-exit") == {"psychosocial": 50_00}
    assert stockport.paid("IJ", "planned-exit") == {"prescribing": 50_00}  # has both: the prescriber is listed first
    assert stockport.paid("QR", "planned-exit") == {"psychosocial": 30_00}


def test_stockport_gives_a_result_to_the_coordinating_provider_of_several() -> None:
    """KL is 22: prescribed for at the clinic, where the reviews are, and coordinated by young adults."""
    assert story("stockport").paid("KL", "abstinence") == {"young-adults": 18_00}


def test_stockport_in_all() -> None:
    """Nine twelfths of each block, which is ninety-five parts in a hundred, and the results."""
    payable = {contract: totals["payable"] for contract, totals in story("stockport").totals.items()}
    assert payable == {
        "young-adults": 142_500_00 + 83_00,
        "prescribing": 285_000_00 + 100_00,
        "psychosocial": 213_750_00 + 80_00,
        "adults": 356_250_00 + 30_00,
    }


# --- Wakefield --------------------------------------------------------------------------------------------------------


def test_wakefield_shares_every_payment_between_two_that_depend_on_each_other() -> None:
    wakefield = story("wakefield")
    assert wakefield.paid("AB", "job-kept") == {"calder": 247_64, "merchant-gate": 202_61}  # 450.25 as 55 and 45
    assert wakefield.paid("AB", "reliable-change") == {"calder": 41_39, "merchant-gate": 33_86}  # 75.25


def test_wakefield_pays_whole_whoever_had_the_person_alone() -> None:
    wakefield = story("wakefield")
    assert wakefield.paid("CD", "job-started") == {"calder": 150_50}
    assert wakefield.paid("EF", "reliable-change") == {"calder": 75_25}  # before the other one began


def test_wakefield_gives_the_odd_penny_of_a_tie_to_the_contract_listed_first() -> None:
    assert story("wakefield").paid("EF", "job-started") == {"calder": 82_78, "merchant-gate": 67_72}  # 82.775, 67.725


def test_wakefield_sees_a_job_that_begins_after_treatment_has_ended() -> None:
    assert story("wakefield").paid("GH", "job-started") == {"merchant-gate": 150_50}


def test_wakefield_pays_for_no_job_that_the_daat_has_not_seen_or_under_a_tariff_that_failed_audit() -> None:
    wakefield = story("wakefield")
    assert wakefield.found("IJ", "job-started") == ("held", "unverified")
    assert wakefield.found("KL", "job-started") == ("held", "assessment-failed-audit")


def test_wakefield_in_all() -> None:
    wakefield = story("wakefield")
    assert (wakefield.earned("calder"), wakefield.earned("merchant-gate")) == (597_56, 654_69)
    assert wakefield.totals["calder"]["held"] == 301_00


# --- Wigan ------------------------------------------------------------------------------------------------------------


def test_wigans_price_rises_with_the_proportion_achieving_and_falls_again() -> None:
    """1 of 2 at £160.00; 1 of 4, exactly a quarter, at £120.00; 2 of 4 at £160.00."""
    assert story("wigan").by_quarter("leigh", "abstinence", "medium") == {
        "2012-06-30": 160_00,
        "2012-09-30": -40_00,
        "2012-12-31": 200_00,
    }


def test_wigan_counts_people_already_in_treatment_apart() -> None:
    """1 of 1 in its own cohort at £95.00; among the others it would have been 2 of 3."""
    assert story("wigan").by_quarter("leigh", "abstinence", "stock-medium") == {"2012-06-30": 95_00}


def test_wigan_takes_over_nobody_who_had_left_before_the_scheme_began() -> None:
    assert story("wigan").judged("KL") == set()


def test_wigan_looks_six_months_for_a_return() -> None:
    """Two left on 1 June 2012; one is in a criminal-justice caseload by November: 1 of 2, £320.00."""
    wigan = story("wigan")
    assert wigan.found("OP", "non-representation", "6") == ("achieved", "2012-12-01")
    assert wigan.found("QR", "non-representation", "6") == ("not_achieved", "returned")
    assert wigan.by_quarter("wigan-central", "planned-exit", "low") == {"2012-06-30": 540_00}
    assert wigan.by_quarter("wigan-central", "non-representation", "low") == {"2012-12-31": 320_00}


def test_wigan_counts_nobody_whose_assessment_failed_the_daats_audit() -> None:
    wigan = story("wigan")
    assert wigan.found("ST", "abstinence") == ("held", "assessment-failed-audit")
    assert wigan.earned("ashton") == 0


def test_wigan_in_all() -> None:
    wigan = story("wigan")
    assert [wigan.earned(contract) for contract in ("leigh", "wigan-central", "ashton")] == [595_00, 860_00, 0]
