import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from payments.rules.entitlement import EntitlementKey
from payments.rules.postings import differences
from pbr.values.money import Pence

JOURNEY = dt.date(2012, 5, 1)
KEYS = st.builds(
    EntitlementKey,
    st.sampled_from(["northway", "bridge"]),
    st.sampled_from(["", "A", "B"]),
    st.just(JOURNEY),
    st.sampled_from(["exit", "stay"]),
    st.sampled_from(["", "3", "12"]),
)
BALANCES = st.dictionaries(KEYS, st.integers(-10_000, 10_000).map(Pence))


def key(client: str, part: str = "") -> EntitlementKey:
    return EntitlementKey("northway", client, JOURNEY, "stay", part)


def test_only_differences_are_posted() -> None:
    wanted = {key("same"): Pence(100), key("more"): Pence(150), key("new"): Pence(70), key("nothing"): Pence(0)}
    posted = {key("same"): Pence(100), key("more"): Pence(100), key("gone"): Pence(40)}
    assert [(one.key.client, one.balance, one.amount) for one in differences(wanted, posted)] == [
        ("gone", 40, -40),
        ("more", 100, 50),
        ("new", 0, 70),
    ]


def test_parts_are_posted_in_order_of_their_number() -> None:
    wanted = {key("A", part): Pence(1) for part in ("12", "medium 2012-06-30", "3", "")}
    assert [one.key.part for one in differences(wanted, {})] == ["3", "12", "", "medium 2012-06-30"]


@given(BALANCES, BALANCES)
def test_after_posting_every_balance_is_what_is_wanted(
    wanted: dict[EntitlementKey, Pence], posted: dict[EntitlementKey, Pence]
) -> None:
    balances = dict(posted)
    for one in differences(wanted, posted):
        assert one.amount != 0
        assert one.balance == balances.get(one.key, 0)
        balances[one.key] = Pence(one.balance + one.amount)
    assert {where: pence for where, pence in balances.items() if pence} == {
        where: pence for where, pence in wanted.items() if pence
    }
    assert differences(wanted, balances) == ()


@given(BALANCES)
def test_the_order_of_postings_does_not_depend_on_the_order_of_entitlements(
    wanted: dict[EntitlementKey, Pence],
) -> None:
    assert differences(dict(reversed(wanted.items())), {}) == differences(wanted, {})
