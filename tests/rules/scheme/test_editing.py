"""Edits that touch more than one place of a document carry the other places along."""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any

from pbr.scheme.changes import changes
from pbr.scheme.editing import moved, next_version, regrouped, removed, renamed_contract, renamed_outcome
from pbr.scheme.merging import on_top


def document() -> dict[str, Any]:
    return {
        "name": "Anytown",
        "groups": ["low", "high"],
        "status": {"prices": "illustrative", "exit": "illustrative"},
        "contract": [
            {"code": "north", "caps": [{"amount": "10.00", "outcomes": ["exit"]}, {"amount": "20.00"}]},
            {"code": "south"},
        ],
        "outcome": [
            {"code": "exit", "prices": {"low": "1.00", "high": "2.00"}},
            {"code": "bands", "bands": [{"at_least": "0", "prices": {"low": "3.00", "high": "4.00"}}]},
            {"code": "move", "from_contract": "north", "to_contract": "south", "price": "5.00"},
        ],
        "gate": [{"outcomes": ["exit", "move"], "requires": ["bands"]}],
        "ceiling": [{"outcome": "exit", "of_domain": "freedom", "share": "0.2"}],
    }


def codes(of: dict[str, Any]) -> list[str]:
    return [outcome["code"] for outcome in of["outcome"]]


def test_the_next_version_is_the_same_agreement_for_another_time() -> None:
    starts, ends = dt.date(2014, 4, 1), dt.date(2015, 3, 31)
    new = next_version(document(), name="Ours", partnership="J04B", starts=starts, ends=ends)
    assert new == {**document(), "name": "Ours", "partnership": "J04B", "starts": starts, "ends": ends}


def test_an_entry_moves_up_and_down_but_not_past_the_ends() -> None:
    assert codes(moved(document(), "outcome", 2, -1)) == ["bands", "exit", "move"]
    assert codes(moved(document(), "outcome", 2, 1)) == ["exit", "move", "bands"]
    assert codes(moved(document(), "outcome", 1, -1)) == codes(document())
    assert codes(moved(document(), "outcome", 3, 1)) == codes(document())


def test_a_removed_outcome_takes_its_mark_of_status_along_and_nothing_else() -> None:
    new = removed(document(), "outcome", 1)
    assert codes(new) == ["bands", "move"]
    assert new["status"] == {"prices": "illustrative"}
    assert new["gate"] == document()["gate"]


def test_all_that_names_an_outcome_follows_its_new_code() -> None:
    new = renamed_outcome(document(), "exit", "planned-exit")
    assert new["gate"] == [{"outcomes": ["planned-exit", "move"], "requires": ["bands"]}]
    assert new["contract"][0]["caps"][0]["outcomes"] == ["planned-exit"]
    assert new["ceiling"][0]["outcome"] == "planned-exit"
    assert list(new["status"]) == ["prices", "planned-exit"]


def test_all_that_names_a_contract_follows_its_new_code() -> None:
    move = renamed_contract(document(), "south", "coast")["outcome"][2]
    assert (move["from_contract"], move["to_contract"]) == ("north", "coast")


def test_prices_follow_groups_that_are_renamed_or_change_places() -> None:
    renamed = regrouped(document(), ["low", "high"], ["low", "complex"])
    assert renamed["outcome"][0]["prices"] == {"low": "1.00", "complex": "2.00"}
    assert renamed["outcome"][1]["bands"][0]["prices"] == {"low": "3.00", "complex": "4.00"}
    turned = regrouped(document(), ["low", "high"], ["high", "low"])
    assert turned["outcome"][0]["prices"] == {"high": "2.00", "low": "1.00"}
    added = regrouped(document(), ["low", "high"], ["low", "medium", "high"])
    assert added["outcome"][0]["prices"] == {"low": "1.00", "high": "2.00"}


def test_prices_of_a_group_that_is_gone_stay_and_are_found_again_when_it_comes_back() -> None:
    before = document()
    for wrong in (["high"], ["low high"], ["low", "low"], ["low", "high", "low"], ["other"]):
        gone = regrouped(before, before["groups"], wrong)
        assert regrouped(gone, wrong, before["groups"])["outcome"] == before["outcome"], wrong
    turned = regrouped(regrouped(before, ["low", "high"], ["high"]), ["high"], ["low"])
    assert turned["outcome"][0]["prices"] == {"low": "1.00", "high": "2.00"}


def test_edits_leave_the_document_they_are_made_in_alone() -> None:
    before = document()
    kept = copy.deepcopy(before)
    moved(before, "outcome", 1, 1)
    removed(before, "outcome", 1)
    renamed_outcome(before, "exit", "other")
    renamed_contract(before, "north", "other")
    regrouped(before, ["low", "high"], ["high"])
    assert before == kept


def test_a_draft_with_anything_in_it_can_be_edited() -> None:
    odd: dict[str, Any] = {"outcome": [{"code": "exit", "bands": "none"}], "gate": "none", "ceiling": ["none"]}
    assert renamed_outcome(odd, "exit", "other") == odd
    assert regrouped(odd, ["low"], ["high"]) == odd


def test_what_an_edit_changed_is_told_key_by_key() -> None:
    new = document()
    new["outcome"][0]["prices"]["high"] = "2.50"
    new["contract"][1]["floor"] = "9.00"
    del new["ceiling"]
    assert changes(document(), new) == [
        ("outcome[1].prices.high", "2.00", "2.50"),
        ("ceiling[1].outcome", "exit", None),
        ("ceiling[1].of_domain", "freedom", None),
        ("ceiling[1].share", "0.2", None),
        ("contract[2].floor", None, "9.00"),
    ]
    assert changes(document(), document()) == []


def test_what_two_people_typed_stands_together_and_the_second_wins_where_both_typed() -> None:
    mine, theirs = document(), moved(document(), "outcome", 1, 1)
    mine["outcome"][0]["prices"] |= {"low": "1.10", "high": "2.20"}
    mine["outcome"].append({"code": "mine"})
    theirs["outcome"][1]["prices"] |= {"high": "2.30"}
    theirs["outcome"][1]["title"] = "Left"
    theirs["outcome"].append({"code": "theirs"})
    theirs["groups"] = ["low", "high", "other"]
    both = on_top(document(), mine, theirs)
    assert codes(both) == ["bands", "exit", "move", "theirs", "mine"]
    assert both["outcome"][1] == {"code": "exit", "title": "Left", "prices": {"low": "1.10", "high": "2.20"}}
    assert both["groups"] == ["low", "high", "other"]
    assert both["contract"] == document()["contract"]


def test_what_one_removed_and_another_changed_is_back() -> None:
    mine = document()
    mine["outcome"][0]["title"] = "Left"
    assert codes(on_top(document(), mine, removed(document(), "outcome", 1))) == ["bands", "move", "exit"]
    assert codes(on_top(document(), document(), removed(document(), "outcome", 1))) == ["bands", "move"]


def test_what_was_left_alone_stays_as_the_other_has_it_and_what_was_taken_out_goes() -> None:
    mine, theirs = document(), document()
    del mine["ceiling"]
    theirs["gate"][0]["requires"] = ["exit"]
    mine["gate"][0]["outcomes"] = ["move"]
    both = on_top(document(), mine, theirs)
    assert "ceiling" not in both
    assert both["gate"] == [{"outcomes": ["move"], "requires": ["exit"]}]
