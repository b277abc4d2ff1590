"""What can still be earned, and how the work list says it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from outcomes.rules.deadlines import Action, Due
from outcomes.rules.determination import Determination, Status
from payments.rules.earnable import GATE, Earnable, earnable
from payments.rules.versions import Versions
from payments.rules.work_words import Work, sentence
from pbr.scheme.document import Scheme
from pbr.values.money import Pence
from tests.rules.pricing.findings import clients, contract, day, found, outcome, scheme

TODAY = day("2013-05-01")
OWN, OTHER = ("N0852", "C1", "1"), ("N0901", "S7", "4")


def worth_of(rules: Scheme, *determinations: Determination, episodes: Any = (OTHER, OWN)) -> list[Earnable]:
    [client] = clients(determinations)
    dues = {
        (one.journey, one.outcome, one.part): Due(
            one.client, one.journey, one.outcome, one.part, Action.REVIEW, None, TODAY, True, None, episodes
        )
        for one in determinations
        if one.status is not Status.ACHIEVED
    }
    return list(earnable(client, dues, Versions([rules])))


def pending(code: str, **more: Any) -> Determination:
    return found("a", code, None, status=Status.PENDING, **more)


def test_a_pending_result_is_worth_the_price_of_its_group() -> None:
    prices = 'prices = { low = "10.00", medium = "120.00", high = "300.00" }'
    [one] = worth_of(scheme(outcome("x", prices)), pending("x"))
    assert (one.pence, one.kind, one.soonest, one.episode) == (12000, "review", TODAY, OWN)


def test_without_a_group_its_worth_is_not_known() -> None:
    prices = 'prices = { low = "10.00", medium = "120.00", high = "300.00" }'
    [one] = worth_of(scheme(outcome("x", prices)), pending("x", group=None))
    assert one.pence == 0


def test_contracts_that_share_see_their_own_part_and_episode() -> None:
    rules = scheme(
        contract("northway", 'attribution = "shared"\nshare = "0.7"'),
        contract("southbank", 'attribution = "shared"\nshare = "0.3"', agency="N0901"),
        outcome("x"),
    )
    both = worth_of(rules, pending("x", contracts=("northway", "southbank")))
    assert [(one.key.contract, one.pence, one.episode) for one in both] == [
        ("northway", 7000, OWN),
        ("southbank", 3000, OTHER),
    ]


def test_what_waits_at_a_gate_says_for_what() -> None:
    gate = '\n[[gate]]\noutcomes = ["exit"]\nrequires = ["x"]\n'
    rules = scheme(outcome("x"), outcome("exit"), gate)
    kinds = {one.key.outcome: (one.kind, one.awaits) for one in worth_of(rules, found("a", "exit"), pending("x"))}
    assert kinds["exit"] == (GATE, "x")
    lost = found("a", "x", None, status=Status.NOT_ACHIEVED)
    [closed] = worth_of(rules, found("a", "exit"), lost)
    assert (closed.kind, closed.awaits) == ("nothing", "x")


def test_what_is_achieved_or_lost_is_not_on_the_list() -> None:
    rules = scheme(outcome("x"), outcome("y"))
    assert worth_of(rules, found("a", "x"), found("a", "y", None, status=Status.NOT_ACHIEVED)) == []


def said(kind: str, **more: Any) -> str:
    values: dict[str, Any] = {
        "pence": Pence(12000), "part": "", "opens": None, "by": None, "final": False, "rests_on": None, "awaits": "",
    }  # fmt: skip
    return sentence(Work(kind=kind, **(values | more)), TODAY)


BY = day("2013-05-12")


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (
            said("review", by=BY, final=True, rests_on=day("2013-01-12")),
            "Review due by 12 May 2013, or £120.00 can no longer be earned.",
        ),
        (
            said("review", by=BY, opens=day("2013-05-03"), rests_on=day("2012-05-12")),
            "Review due from 3 May 2013 and by 12 May 2013, or the review of 12 May 2012 no longer counts and it takes "
            "two new ones for £120.00.",
        ),
        (said("review", by=BY, final=True), "Two reviews that show it, the first by 12 May 2013, earn £120.00."),
        (
            said("review", by=day("2013-04-30"), rests_on=TODAY),
            "Review was due by 30 April 2013: £120.00 is earned if the next extracts tell of it. Otherwise it takes two "
            "new ones.",
        ),
        (
            said("review", by=BY, final=True, rests_on=day("2013-01-12"), pence=Pence(0)),
            "Review due by 12 May 2013, or it can no longer be earned (no price yet).",
        ),
        (
            said("dose", by=day("2013-04-17")),
            "Dose of hepatitis B vaccine was due by 17 April 2013: £120.00 is earned if the next extracts tell of it.",
        ),
        (said("decision", awaits="no-assessment"), "£120.00 is held until somebody assesses the client."),
        (said("wait", opens=day("2012-05-15")), "Nothing to do: £120.00 can be known with the next extracts."),
        (said("dose", by=BY), "Dose of hepatitis B vaccine due by 12 May 2013, or £120.00 can no longer be earned."),
        (
            said("exit", by=BY, part="6"),
            "Planned exit by 12 May 2013 earns £120.00, if 6 months pass without a return.",
        ),
        (said("decision", awaits="No exit TOP"), "£120.00 is held: no exit TOP. The partnership decides."),
        (
            said("wait", opens=BY, awaits="proven offences"),
            "Nothing to do: £120.00 can be known from 12 May 2013, once proven offences are complete.",
        ),
        (said("gate", awaits="Abstinence"), "£120.00 waits at a gate until this is achieved too: Abstinence."),
        (said("nothing", awaits="Abstinence"), "£120.00 can no longer be earned: Abstinence is out of reach."),
        (said("nothing", pence=Pence(0)), "The result (no price yet) can no longer be earned."),
    ],
)
def test_the_sentence_says_by_when_and_what_is_lost(told: str, words: str) -> None:
    assert told == words


def test_every_kind_of_work_has_a_sentence() -> None:
    for kind in (*Action, GATE):
        assert said(str(kind), by=dt.date(2014, 1, 1)).endswith(".")
