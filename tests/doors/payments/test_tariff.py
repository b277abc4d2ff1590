"""The tariff workbench: who may come in, what is asked, what is kept, and what its pages say.

In the year to March 2013 Northway's three clients and Southbank's one achieved all that the scheme pays for.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client as Browser

from outcomes.actions.schemes import discard_draft, draft_scheme
from outcomes.models import SchemeVersion
from payments.models import TariffStudy, Transfer
from payments.queries.tariffs import TARIFF
from pbr import clock
from pbr.audit.models import Event
from pbr.jobs.draining import drain
from pbr.scheme.reading import read_scheme
from tests.people import Town
from tests.rooms.payments.world import World, signed_in, someone

YEAR = {"first": "2012-04-01", "last": "2013-03-31"}


@pytest.fixture(autouse=True)
def on_the_day_of_the_case() -> Iterator[None]:
    with clock.standing_on(dt.date(2013, 6, 30)):
        yield


@pytest.fixture
def in_force(world: World) -> SchemeVersion:
    return SchemeVersion.objects.get(partnership=world.partnership)


@pytest.fixture
def baseline(world: World, in_force: SchemeVersion) -> TariffStudy:
    return asked(world, "/tariff/", version=str(in_force.pk), **YEAR)


def asked(world: World, path: str, **said: Any) -> TariffStudy:
    """Posts the form and works the study out."""
    answer = signed_in(world.jo).post(path, said)
    assert answer.status_code == 302, answer.content.decode()
    drain(TARIFF)
    study = TariffStudy.objects.latest("pk")
    assert answer.headers["Location"] == f"/tariff/{study.pk}/"
    return study


def page(world: World, path: str) -> str:
    answer = signed_in(world.jo).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def wishes(world: World, study: TariffStudy, **changes: str) -> dict[str, str]:
    """The form as the page fills it, with changes."""
    told = page(world, f"/tariff/{study.pk}/")
    inputs = re.findall(r"<input[^>]*>", told)
    said = {}
    for one in inputs:
        name, value = re.search(r'name="([^"]+)"', one), re.search(r'value="([^"]*)"', one)
        if not name or "hidden" in one or ('type="radio"' in one and " checked" not in one) or 'type="checkbox"' in one:
            continue
        said[name[1]] = value[1] if value else ""
    return {**said, **changes}


def proposed(world: World, baseline: TariffStudy, **changes: str) -> TariffStudy:
    return asked(world, f"/tariff/{baseline.pk}/", **wishes(world, baseline, **changes))


def test_a_baseline_counts_and_costs_what_happened(world: World, baseline: TariffStudy) -> None:
    told = page(world, f"/tariff/{baseline.pk}/")
    assert "4 journeys of 4 clients started from 1 April 2012 to 31 March 2013. 14 % of what" in told
    assert "a year is expected to cost £1,100.00" in told
    assert "Money is dated here by the day on which it is earned" in told
    assert told.index('name="budget"') < told.index("<table"), "the form stands before the tables"
    assert (
        "Northway Recovery is small (3 journeys in the period): its worst month would have been September 2012" in told
    )
    assert told.count("pbr-picture__drawing") == 6


def test_a_tariff_spends_the_budget_under_its_weights(world: World, baseline: TariffStudy) -> None:
    """Three abstinences and four exits, £1,200 and £1,200: £400 and £300."""
    weights = {"weigh_by": "outcome", "weight-abstinence": "1", "weight-planned-exit": "1"}
    study = proposed(world, baseline, budget="£2,400", **weights)
    told = page(world, f"/tariff/{study.pk}/")
    assert "These prices are expected to cost £2,400.00 a year, exactly the budget" in told
    assert study.result["proposed"]["prices"] == {
        "abstinence": dict.fromkeys(("low", "medium", "high"), 400_00),
        "planned-exit": dict.fromkeys(("low", "medium", "high"), 300_00),
    }
    assert (study.found, study.budget, study.spends) == ("Tariff proposed", 2400_00, 2400_00)


def test_weights_that_do_not_add_up_to_100_are_said_to_be_taken_in_proportion(
    world: World, baseline: TariffStudy
) -> None:
    weights = {"weigh_by": "outcome", "weight-abstinence": "120", "weight-planned-exit": "40"}
    told = page(world, f"/tariff/{proposed(world, baseline, budget='2400', **weights).pk}/")
    assert "The weights add up to 160, not to 100, and were taken in proportion" in told
    assert re.search(r"120.*75 %.*40.*25 %", told, re.S)
    assert "so they need not add up to 100" in told


def test_what_a_cap_would_cut_is_shown_for_the_caps_entered(world: World, baseline: TariffStudy) -> None:
    study = proposed(world, baseline, **{"cap-northway": "0", "cap-southbank": ""})
    [cap] = study.result["proposed"]["caps"]
    assert cap["bites"] == pytest.approx(0.95, abs=0.05)
    assert cap["cut"]["expected"] == pytest.approx(
        study.result["proposed"]["contracts"]["northway"]["expected"], rel=0.1
    )
    assert "What a cap would cut" in page(world, f"/tariff/{study.pk}/")


def test_wishes_that_conflict_are_named_and_stay_in_the_form(world: World, baseline: TariffStudy) -> None:
    study = proposed(world, baseline, budget="100", **{"least-planned-exit": "250"})
    told = page(world, f"/tariff/{study.pk}/")
    assert "No tariff can keep the budget of £100.00 a year and the lowest price of £250.00 for “Left treatment" in told
    assert 'value="250"' in told
    for name, other in (("budget", "Lowest price of Left treatment"), ("least-planned-exit", "Budget for one year")):
        [beside] = re.findall(rf'<div id="id_{name}_error">.*?</div>', told, re.S)
        assert f"cannot be kept together with “{other}" in beside
    assert "Make a draft" not in told
    assert study.found == "No tariff possible"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"budget": "a lot"}, "Enter pounds, or pounds and pence, such as 250000 or 99.50"),
        ({"budget": ""}, "Enter the budget in pounds"),
        ({"budget": "0"}, "Enter a budget above £0"),
        ({"domain-freedom": "0"}, "Give at least one of the weights a number above 0"),
        ({"domain-freedom": "-1"}, "Enter a number from 0 to 1000"),
        ({"domain-freedom": "much"}, "Enter a number from 0 to 1000"),
        ({"ratio-low": "1"}, "Enter a number above 0 for every group, or for none"),
        ({"ratio-low": "1", "ratio-medium": "0", "ratio-high": "2"}, "Enter a number above 0 for every group"),
        ({"least-abstinence": "200", "most-abstinence": "100"}, "Enter an amount that is not below the lowest price"),
        ({"most-abstinence": "1.234"}, "Enter pounds, or pounds and pence"),
        ({"budget": "100,000,000.01"}, "Enter an amount from £0 to £100,000,000"),
        ({"cap-northway": "99999999999"}, "Enter an amount from £0 to £100,000,000"),
        ({"step": "7"}, "Select a valid choice"),
        ({"small_below": "few"}, "Enter a whole number of journeys"),
        ({"weigh_by": "nothing"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_asked(
    world: World, baseline: TariffStudy, wrong: dict[str, str], said: str
) -> None:
    answer = signed_in(world.jo).post(
        f"/tariff/{baseline.pk}/", wishes(world, baseline, **{"budget": "1234.50", **wrong})
    )
    told = answer.content.decode()
    assert answer.status_code == 422
    name = list(wrong)[-1] if "ratio-low" not in wrong else "ratio-medium"
    [group] = re.findall(rf'<div id="id_{name}_error">.*?</div>', told, re.S)
    assert f": {said[0].lower()}{said[1:]}" in group
    if "budget" not in wrong:
        assert 'value="1234.50"' in told
    assert TariffStudy.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"first": "2012-04-02"}, "first", "Enter the first day of a month"),
        ({"last": "2013-03-30"}, "last", "Enter the last day of a month"),
        ({"last": "2013-07-31"}, "last", "Enter a day that is not after today, 30 June 2013"),
        ({"first": "2013-04-01"}, "last", "Enter a day that is not before the first"),
        ({"first": "2002-04-01"}, "last", "Enter a period of at most ten years"),
        ({"first": "2010-04-01", "last": "2011-03-31"}, "first", "This version governs journeys that start from 1 April 2012"),
        ({"first": "soon"}, "first", "Write the date as DD/MM/YYYY"),
        ({"version": "0"}, "version", "Select a valid choice"),
    ],
)  # fmt: skip
def test_a_basis_that_makes_no_sense_is_said_beside_its_field(
    world: World, in_force: SchemeVersion, wrong: dict[str, str], field: str, said: str
) -> None:
    answer = signed_in(world.jo).post("/tariff/", {"version": str(in_force.pk), **YEAR, **wrong})
    [told] = re.findall(rf'<div id="id_{field}_error">.*?</div>', answer.content.decode(), re.S)
    assert answer.status_code == 422
    assert said[0].lower() + said[1:] in told
    assert not TariffStudy.objects.exists()


def test_the_form_starts_with_the_version_in_force_and_the_months_that_are_decided(world: World) -> None:
    told = page(world, "/tariff/")
    assert 'value="2012-04-01"' in told
    assert 'value="2012-05-31"' in told  # a year before the last whole month


def test_a_draft_is_tried_as_though_it_had_held(world: World, in_force: SchemeVersion) -> None:
    """The draft pays £150 for abstinence, for journeys from April 2014 on."""
    text = in_force.document.replace('price = "100.00"', 'price = "150.00"').replace("starts = 2012", "starts = 2014")
    draft = draft_scheme(access=world.kim, document=text.replace("ends = 2014", "ends = 2016"))
    study = asked(world, "/tariff/", version=str(draft.pk), **YEAR)
    assert study.result["today"]["outcomes"]["abstinence"]["expected"] == 3 * 150_00
    discard_draft(access=world.jo, version_id=draft.pk)
    assert "a draft that was discarded" in page(world, f"/tariff/{study.pk}/")


def test_the_prices_found_become_a_draft(world: World, baseline: TariffStudy) -> None:
    weights = {"weigh_by": "outcome", "weight-abstinence": "1", "weight-planned-exit": "1"}
    study = proposed(world, baseline, budget="2400", **weights)
    told = page(world, f"/tariff/{study.pk}/draft")
    text = re.search(r"<textarea[^>]*>(.*?)</textarea>", told, re.S)
    assert text is not None
    document = text[1].replace("&quot;", '"')
    answer = signed_in(world.jo).post("/schemes/draft", {"text": document})
    draft = SchemeVersion.objects.get(in_force_at=None)
    assert answer.status_code == 302
    scheme = read_scheme(draft.document)
    assert (scheme.starts, scheme.ends) == (dt.date(2014, 4, 1), dt.date(2015, 3, 31))
    assert [set(one.prices.values()) for one in scheme.outcomes] == [{400_00}, {300_00}]


def test_the_dates_of_the_draft_are_chosen_and_checked(world: World, baseline: TariffStudy) -> None:
    study = proposed(world, baseline)
    path = f"/tariff/{study.pk}/draft"
    assert "starts = 2015-04-01" in page(world, f"{path}?starts=2015-04-01&ends=2016-03-31")
    answer = signed_in(world.jo).get(f"{path}?starts=2015-04-01&ends=2014-03-31")
    assert answer.status_code == 422
    assert "Until: enter a day that is not before the first" in answer.content.decode()
    answer = signed_in(world.jo).get(f"{path}?starts=1995-04-01&ends=2016-03-31")
    assert answer.status_code == 422
    assert "enter a date of the years 2000 to 2099" in answer.content.decode()


def test_dates_that_a_version_in_force_has_are_told_before_the_draft_is_kept(
    world: World, baseline: TariffStudy, in_force: SchemeVersion
) -> None:
    path = f"/tariff/{proposed(world, baseline).pk}/draft"
    told = "nobody can put it in force as it is"
    assert told not in page(world, path)
    overlapping = page(world, f"{path}?starts=2013-04-01&ends=2014-03-31")
    assert told in overlapping
    assert f"overlap those of number {in_force.pk}, which is in force" in overlapping


def test_studies_are_listed_sorted_and_exported(world: World, baseline: TariffStudy) -> None:
    proposed(world, baseline, budget="2400")
    lines = signed_in(world.jo).get("/tariff/?sort=-budget&export=csv").content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[-1] for line in lines] == ["Found", "Baseline", "Tariff proposed"]


@pytest.mark.parametrize(
    "table", ["prices", "weights", "baseline", "case-mix", "outcomes", "groups", "volatility", "caps"]
)
def test_each_table_is_exported(world: World, baseline: TariffStudy, table: str) -> None:
    study = proposed(world, baseline, budget="2400", **{"cap-northway": "500"})
    browser = signed_in(world.jo)
    lines = browser.get(f"/tariff/{study.pk}/?export=csv&table={table}").content.decode("utf-8-sig").splitlines()
    assert len(lines) > 1
    assert browser.get(f"/tariff/{study.pk}/?export=xlsx&table={table}").content.startswith(b"PK")


def test_a_table_that_there_is_not_is_not_found(world: World, baseline: TariffStudy) -> None:
    browser = signed_in(world.jo)
    assert browser.get(f"/tariff/{baseline.pk}/?export=csv&table=prices").status_code == 404
    assert browser.get(f"/tariff/{baseline.pk}/?export=doc&table=baseline").status_code == 404
    assert browser.get(f"/tariff/{baseline.pk}/draft").status_code == 404


def test_months_without_a_journey_say_so(world: World, in_force: SchemeVersion) -> None:
    study = asked(world, "/tariff/", version=str(in_force.pk), first="2013-01-01", last="2013-02-28")
    assert "No journey of these months is governed by this scheme" in page(world, f"/tariff/{study.pk}/")


def test_a_study_pays_nothing_and_is_told_in_the_audit_trail(world: World, baseline: TariffStudy) -> None:
    before = Transfer.objects.count()
    proposed(world, baseline, budget="2400")
    assert Transfer.objects.count() == before
    events = Event.objects.filter(event__startswith="tariff.").order_by("pk")
    assert [event.event for event in events] == ["tariff.baseline", "tariff.asked"]
    assert "asked for a tariff of £2,400.00 a year on the basis of Anytown PbR" in page_of_audit(world)


def page_of_audit(world: World) -> str:
    return signed_in(world.eve).get("/audit").content.decode()


def test_a_study_being_worked_out_shows_its_progress(world: World, in_force: SchemeVersion) -> None:
    signed_in(world.jo).post("/tariff/", {"version": str(in_force.pk), **YEAR})
    study = TariffStudy.objects.get()
    assert "Waiting for its turn" in page(world, f"/tariff/{study.pk}/")
    assert signed_in(world.jo).post(f"/tariff/{study.pk}/", {}).status_code == 302
    drain(TARIFF)
    drain(TARIFF)
    assert "What a year costs" in page(world, f"/tariff/{study.pk}/")


@pytest.mark.parametrize("role", ["administrator", "data_officer"])
def test_whoever_does_not_see_the_ledger_does_not_come_in(world: World, baseline: TariffStudy, role: str) -> None:
    person = signed_in(someone(world.partnership, role, f"A {role}"))
    for path in ("/tariff/", f"/tariff/{baseline.pk}/", f"/tariff/{baseline.pk}/draft"):
        assert person.get(path).status_code == 403
    assert person.post("/tariff/", YEAR).status_code == 403


@pytest.mark.parametrize("role", ["second_approver", "auditor"])
def test_an_auditor_reads_studies_and_asks_for_none(world: World, baseline: TariffStudy, role: str) -> None:
    study, person = proposed(world, baseline), signed_in(someone(world.partnership, role, f"A {role}"))
    for path in ("/tariff/", f"/tariff/{study.pk}/"):
        told = person.get(path).content.decode()
        assert "Work out the baseline" not in told
        assert "Make a draft with these prices" not in told
        assert 'name="budget"' not in told
    assert "Money of a year" in told
    assert person.get(f"/tariff/{study.pk}/draft").status_code == 403
    for path in ("/tariff/", f"/tariff/{study.pk}/"):
        assert person.post(path, YEAR).status_code == 403


def test_the_form_offers_months_that_it_takes(world: World, in_force: SchemeVersion) -> None:
    """Also in the first month of a version that follows, of which no month is over."""
    for today in (dt.date(2012, 4, 20), dt.date(2012, 5, 1), dt.date(2013, 6, 30), dt.date(2019, 1, 31)):
        with clock.standing_on(today):
            form = signed_in(world.jo).get("/tariff/").context["form"]
            offered = {name: f"{value}" for name, value in form.initial.items()}
            if today.month == 4:
                assert offered == {"version": f"{in_force.pk}"}
                continue
            answer = signed_in(world.jo).post("/tariff/", offered)
            assert answer.status_code == 302, (today, answer.content.decode())


def test_a_budget_that_pays_for_nothing_is_told(world: World, baseline: TariffStudy) -> None:
    study = proposed(world, baseline, budget="1")
    assert "Every price is £0.00: the budget is too small" in page(world, f"/tariff/{study.pk}/")
    assert "too small" not in page(world, f"/tariff/{proposed(world, baseline, budget='2400').pk}/")


def test_a_provider_does_not_come_in(world: World, baseline: TariffStudy) -> None:
    browser = signed_in(world.finance["northway"])
    assert browser.get("/tariff/").status_code == 403
    assert browser.get(f"/tariff/{baseline.pk}/").status_code == 403


def test_a_study_of_another_partnership_is_not_found(world: World, baseline: TariffStudy) -> None:
    elsewhere = Town.make(code="Z01B").browser("commissioner")
    for path in (f"/tariff/{baseline.pk}/", f"/tariff/{baseline.pk}/draft"):
        assert elsewhere.get(path).status_code == 404
    assert elsewhere.post(f"/tariff/{baseline.pk}/", {}).status_code == 404
    answer = elsewhere.post("/tariff/", {"version": str(baseline.version_id), **YEAR})
    assert answer.status_code in (404, 422)
    assert "no scheme yet to start from" in elsewhere.get("/tariff/").content.decode()


def test_somebody_who_is_not_signed_in_is_sent_to_sign_in(world: World) -> None:
    assert Browser().get("/tariff/").headers["Location"].startswith("/sign-in")
