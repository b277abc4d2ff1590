import datetime as dt
from decimal import Decimal

import pytest

from pbr.scheme.document import Cap, FeedSource, Instalment, Subcontractor
from pbr.scheme.errors import SchemeRefused
from pbr.scheme.reading import RELIABLE_CHANGE_DAYS, read_scheme
from tests.rules.scheme.documents import CONTRACT, EXIT, HEAD, complaints, outcome, scheme


def test_what_a_document_does_not_say_has_the_agreed_defaults() -> None:
    short = scheme()
    assert (short.run_off_months, short.contract_year_starts, short.stock) == (24, (4, 1), "exclude")
    assert (short.journey.gap_days, short.journey.success_codes) == (21, frozenset({80, 81, 82}))
    assert (short.reviews.rule, short.reviews.min_gap_days, short.reviews.within_days) == ("any", 28, 365)
    assert (short.lasars.host, short.lasars.window_days, short.lasars.audit_share) == ("daat", 90, Decimal("0.10"))
    assert (short.relapse.within_months, short.relapse.interim_again, short.relapse.final_again) == (12, False, True)
    assert short.reliable_change == RELIABLE_CHANGE_DAYS
    assert (short.attribution, short.feeds, short.gates, short.ceilings) == ("holder", (), (), ())
    assert short.outcomes[0].title == "Planned exit"
    assert short.agencies == ("N0852",)


def test_money_and_shares_are_exact() -> None:
    contract = CONTRACT + (
        'share = "0.60"\nblock = { annual = "120000.01" }\nfloor = "150000"\n'
        'caps = [ { amount = "0.01", outcomes = ["planned-exit"], over = "carry" }, { amount = "900.5" } ]\n'
        'subcontractors = [ { provider = "Southbank Housing", share = "0.15" } ]\n'
    )
    northway = scheme(contract=contract).contracts[0]
    assert (northway.share, northway.block_annual, northway.floor) == (Decimal("0.60"), 12000001, 15000000)
    assert northway.caps == (Cap(1, ("planned-exit",), "carry"), Cap(90050, (), "lost"))  # type: ignore[arg-type]
    assert northway.subcontractors == (Subcontractor("Southbank Housing", Decimal("0.15")),)


def test_one_price_holds_for_every_group() -> None:
    both = scheme(outcome("attachment")).outcomes
    assert (both[0].flat, both[0].prices) == (False, {"low": 10000, "high": 20000})
    assert (both[1].flat, both[1].prices) == (True, {"low": 1000, "high": 1000})


def test_a_feed_names_its_sources_and_their_dates() -> None:
    feed = '[[feed]]\nname = "cjs"\nsources = [ { source = "DIP", until = 2013-10-31 }, { source = "CJIT", from = 2013-11-01 } ]\n'
    dip, cjit = scheme(feed).feeds[0].sources
    assert dip == FeedSource("DIP", None, dt.date(2013, 10, 31))
    assert cjit == FeedSource("CJIT", dt.date(2013, 11, 1), None)


def test_instalments_are_read_and_without_any_all_falls_due_at_the_last_month() -> None:
    quarters = ", ".join(f'{{ month = {month}, share = "0.25" }}' for month in (3, 6, 9, 12))
    listed = scheme(outcome("non_representation", extra=f'price = "1"\ninstalments = [ {quarters} ]')).outcomes[1]
    assert listed.instalments[1] == Instalment(6, Decimal("0.25"))
    assert scheme(outcome("non_representation", extra='price = "1"\nmonths = 6')).outcomes[1].instalments == (
        Instalment(6, Decimal(1)),
    )


def test_cohorts_have_bands_or_tiers_and_no_prices() -> None:
    bands = 'pricing = "cohort"\nbands = [ { at_least = "0", prices = { low = "1", high = "2" } } ]'
    tiers = 'baseline = "2.0"\ntiers = [ { at_least = "0.05", per_member = "40.00" } ]'
    document = scheme(outcome("abstinence", "by-band", bands), outcome("reoffending_cohort", "by-tier", tiers))
    assert document.outcomes[1].bands[0].prices == {"low": 100, "high": 200}
    assert document.outcomes[2].tiers[0].per_member == 4000
    assert document.outcomes[1].prices == document.outcomes[2].prices == {}


def test_a_cohort_may_be_priced_on_staying_away() -> None:
    bands = 'months = 6\npricing = "cohort"\nbands = [ { at_least = "0", prices = { low = "1", high = "2" } } ]'
    assert scheme(outcome("non_representation", extra=bands)).outcomes[1].instalments == (Instalment(6, Decimal(1)),)


def test_agency_codes_are_read_in_either_case() -> None:
    assert scheme(contract=CONTRACT.replace("N0852", "n0852")).contracts[0].agencies == ("N0852",)


@pytest.mark.parametrize(
    "text", [b"\xef\xbb\xbf" + (HEAD + CONTRACT + EXIT).encode(), (HEAD + CONTRACT + EXIT).encode()]
)
def test_bytes_are_read_as_utf_8_with_or_without_its_mark(text: bytes) -> None:
    assert read_scheme(text).name == "Anytown PbR"


def refusal(text: str | bytes) -> str:
    with pytest.raises(SchemeRefused) as refused:
        read_scheme(text, "draft.toml")
    return str(refused.value)


def test_a_syntax_error_says_its_line() -> None:
    assert refusal('name = "x"\nstarts 2012-04-01\n').startswith("draft.toml: line 2: is not TOML in column 8")
    assert "line 2" in refusal('name = "x"\ngroups = ["low",')
    assert "line 1" in refusal("starts = 2012-02-31")


def test_what_is_no_text_at_all_is_refused_and_says_where() -> None:
    assert "line 2: is not UTF-8" in refusal(b'name = "x"\npartnership = "\xff"\n')
    assert "longer than" in refusal("#" * 1_000_001)
    assert "nested too deeply" in refusal("x = " + "[" * 100_000)


def test_every_error_is_listed_at_once_with_its_key() -> None:
    with pytest.raises(SchemeRefused) as refused:
        read_scheme(
            'start = 2012-04-01\n[[contract]]\ncode = "a"\nprovider = "A"\nagencies = []\ncovers = { age = 3 }\n'
        )
    assert {error.path for error in refused.value.errors} == {
        "groups", "outcome", "name", "partnership", "starts", "ends", "contract[1].covers.age", "contract[1].agencies", "start",
    }  # fmt: skip
    assert 'did you mean "starts"?' in str(refused.value)


@pytest.mark.parametrize(
    ("before", "after", "path"),
    [
        ('name = "Anytown PbR"', 'name = ""', "name"),
        ('name = "Anytown PbR"', f'name = "{"x" * 201}"', "name"),
        ('name = "Anytown PbR"', "name = 3", "name"),
        ("starts = 2012-04-01", "starts = 2012-04-01T00:00:00", "starts"),
        ("starts = 2012-04-01", 'starts = "2012-04-01"', "starts"),
        ("ends = 2014-03-31", "ends = 2012-03-31", "ends"),
        ('["low", "high"]', "[]", "groups"),
        ('["low", "high"]', '["low", "low"]', "groups[2]"),
        ('["low", "high"]', '["low", 3]', "groups[2]"),
        ('["low", "high"]', '"low"', "groups"),
        ('partnership = "J04B"', 'partnership = "J 04B"', "partnership"),
        ('partnership = "J04B"', 'partnership = "J04B"\nstock = "keep"', "stock"),
        ('partnership = "J04B"', 'partnership = "J04B"\nrun_off_months = true', "run_off_months"),
        ('partnership = "J04B"', 'partnership = "J04B"\nrun_off_months = -1', "run_off_months"),
        ('partnership = "J04B"', 'partnership = "J04B"\ncontract_year_starts = "04-06"', "contract_year_starts"),
        ('partnership = "J04B"', 'partnership = "J04B"\ncontract_year_starts = 4', "contract_year_starts"),
        ('partnership = "J04B"', 'partnership = "J04B"\nreviews = 3', "reviews"),
        ('partnership = "J04B"', 'partnership = "J04B"\nfeed = 3', "feed"),
        ('partnership = "J04B"', 'partnership = "J04B"\nfeed = [3]', "feed"),
    ],
)
def test_a_wrong_value_is_refused_under_its_key(before: str, after: str, path: str) -> None:
    assert path in complaints(head=HEAD.replace(before, after))


@pytest.mark.parametrize(
    ("table", "path"),
    [
        ("[reviews]\nmin_gap_days = 40\nwithin_days = 30\n", "reviews.min_gap_days"),
        ('[reviews]\nrule = "some"\n', "reviews.rule"),
        ("[reliable_change]\nALCUSE = 11\n", "reliable_change.OPIUSE"),
        ("[reliable_change]\nALCUSE = 29\n", "reliable_change.ALCUSE"),
        ("[reliable_change]\nVODKA = 3\n", "reliable_change.VODKA"),
        ('[lasars]\nhost = "provider"\naudit_share = "0"\n', "lasars.audit_share"),
        ("[lasars]\naudit_share = 0.10\n", "lasars.audit_share"),
        ('[lasars]\naudit_share = "1.01"\n', "lasars.audit_share"),
        ('[lasars]\nagencies = ["N 1"]\n', "lasars.agencies[1]"),
        ('[relapse]\nfinal_again = "yes"\n', "relapse.final_again"),
        ("[journey]\nsuccess_codes = []\n", "journey.success_codes"),
        ('[status]\nprises = "illustrative"\n', "status.prises"),
        ('[status]\nprices = "guess"\n', "status.prices"),
        ('[[feed]]\nname = "cjs"\n', "feed[1].sources"),
        ('[[feed]]\nname = "police"\nsources = [ { source = "DIP" } ]\n', "feed[1].name"),
        (
            '[[feed]]\nname = "cjs"\nsources = [ { source = "DIP", from = 2013-11-01, until = 2013-10-31 } ]\n',
            "feed[1].sources[1].from",
        ),
        (
            '[[feed]]\nname = "cjs"\nsources = [ { source = "D" } ]\n[[feed]]\nname = "cjs"\nsources = [ { source = "D" } ]\n',
            "feed[2]",
        ),
        ("[surprise]\n", "surprise"),
    ],
)
def test_a_wrong_table_is_refused_under_its_key(table: str, path: str) -> None:
    assert path in complaints(table)


def test_a_status_may_name_an_outcome_a_parameter_or_a_part_of_the_document() -> None:
    assert not complaints(
        '[status]\nplanned-exit = "illustrative"\nprices = "illustrative"\nlag_months = "confirmed"\n'
    )


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("caps = [ { amount = 300 } ]", "contract[1].caps[1].amount"),
        ('caps = [ { amount = "-1" } ]', "contract[1].caps[1].amount"),
        ('caps = [ { amount = "1", outcomes = ["nothing"] } ]', "contract[1].caps[1].outcomes"),
        ('caps = [ { amount = "1", over = "kept" } ]', "contract[1].caps[1].over"),
        ('share = "0"', "contract[1].share"),
        ('share = "0.5.5"', "contract[1].share"),
        ("block = { }", "contract[1].block.annual"),
        ('floor = "12.345"', "contract[1].floor"),
        ("covers = { age_min = 26, age_max = 25 }", "contract[1].covers.age_min"),
        ('covers = { modal = ["94"] }', "contract[1].covers.modal[1]"),
        (
            'subcontractors = [ { provider = "A", share = "0.6" }, { provider = "B", share = "0.5" } ]',
            "contract[1].subcontractors",
        ),
        ("colour = 3", "contract[1].colour"),
    ],
)
def test_a_wrong_contract_is_refused_under_its_key(line: str, path: str) -> None:
    assert path in complaints(contract=CONTRACT + line + "\n")
