"""Which mention wins, what replaces, what a withdrawal takes away (extracts.md §1; points 3 to 6, 50, 66)."""

from __future__ import annotations

from tests.rules.intake.files import USUAL, written
from tests.rules.knowledge.files import FIRST, SECOND, THIRD, assembled, facts, sha256

AB = "AB01021980M"
TOP_FILE = b"AGNCY,CLIENTID,EPISODID,TOPID,TOPDATE,TRSTAGE,OPIUSE\nN0852,1001,%s,1T9,2012-06-01,E,5\n"


def test_the_later_to_date_wins_an_entity_whole_with_its_blanks() -> None:
    early, late = {"DISD": "2012-06-01", "DISRSN": "80"}, {"ACCMNEED": ""}
    known = facts((SECOND, [late]), (FIRST, [early]))
    episode = known[AB].episodes[0]
    assert (episode.discharged, episode.reason, episode.accmneed) == (None, None, None)
    assert str(episode.row) == f"{SECOND}:2"


def test_what_a_later_file_does_not_mention_stays() -> None:
    known = facts((FIRST, [{}]), (SECOND, [{"CLIENTID": "1002", "SINITIAL": "C"}]))
    assert known.keys() == {AB, "AC01021980M"}


def test_of_equal_to_dates_the_greater_sha_256_wins() -> None:
    other = SECOND.replace("20120401", "20120501")
    one, two = written([{"ACCMNEED": "1"}]), written([{"ACCMNEED": "2"}])
    wins = 1 if sha256(one) > sha256(two) else 2
    for files in ([(SECOND, one), (other, two)], [(other, two), (SECOND, one)]):
        assert assembled(files).clients[0].episodes[0].accmneed == wins


def test_the_last_row_of_a_file_wins() -> None:
    assert facts((FIRST, [{"ACCMNEED": "1"}, {"ACCMNEED": "2"}, {"ACCMNEED": "1"}]))[AB].episodes[0].accmneed == 1


def test_replace_leaves_nothing_earlier_of_the_agency_whenever_it_comes() -> None:
    before, after = (FIRST, [{}, {"EPISODID": "2", "CONSENT": "N"}]), (THIRD, [{"CLIENTID": "1002", "SINITIAL": "C"}])
    whole = (SECOND, [{"CLIENTID": "1003", "SINITIAL": "D"}])
    for order in ([before, whole, after], [after, before, whole], [whole, after, before]):
        assert facts(*order, replacing=[SECOND]).keys() == {"AC01021980M", "AD01021980M"}


def test_replace_does_not_touch_another_agency() -> None:
    other = ("N0853-20120401-20120630-TREAT-IN-J.csv", [{"AGNCY": "N0853"}])
    assert facts((SECOND, [{"SINITIAL": "C"}]), other, replacing=[SECOND]).keys() == {AB, "AC01021980M"}


def test_a_replaced_withdrawal_withdraws_nothing() -> None:
    assert AB in facts((FIRST, [{"CONSENT": "N"}]), (SECOND, [{}]), replacing=[SECOND])
    assert AB not in facts((FIRST, [{}]), (SECOND, [{"CONSENT": "N"}]))


def test_a_withdrawal_takes_the_episode_that_it_names_with_all_that_hangs_on_it() -> None:
    known = facts((FIRST, [{}, {"EPISODID": "2", "TOPID": "2T1"}]), (SECOND, [{"CONSENT": "N"}]))
    assert [episode.episodid for episode in known[AB].episodes] == ["2"]
    assert known[AB].loose_reviews == ()


def test_a_withdrawal_without_an_episode_takes_all_known_so_far_and_a_later_row_brings_its_own_back() -> None:
    first = (FIRST, [{}, {"EPISODID": "2"}])
    gone = (SECOND, [{"EPISODID": "", "CONSENT": "N"}])
    back = (THIRD, [{"EPISODID": "2"}])
    assert facts(first, gone) == {}
    assert [episode.episodid for episode in facts(back, gone, first)[AB].episodes] == ["2"]


def test_within_a_file_the_later_line_decides_about_consent() -> None:
    assert facts((FIRST, [{}, {"CONSENT": "N"}])) == {}
    assert AB in facts((FIRST, [{}, {"CONSENT": "N"}, {}]))


def test_a_top_extract_adds_to_the_episode_it_names_or_else_to_the_client() -> None:
    usual = (SECOND, written([{}]))
    named = assembled([("top-N0852-20120930.csv", TOP_FILE % b"1"), usual]).clients[0]
    assert [top.topid for top in named.episodes[0].reviews] == ["1T1", "1T9"]
    loose = assembled([("top-N0852-20120930.csv", TOP_FILE % b"7"), usual]).clients[0]
    assert [(top.topid, dict(top.items)) for top in loose.loose_reviews] == [("1T9", {"OPIUSE": 5})]


def test_a_top_of_an_episode_whose_consent_was_withdrawn_stays_away() -> None:
    files = [(FIRST, written([{}, {"EPISODID": "7"}])), (SECOND, written([{"EPISODID": "7", "CONSENT": "N"}]))]
    client = assembled([*files, ("top-N0852-20121231.csv", TOP_FILE % b"7")]).clients[0]
    assert client.loose_reviews == ()


def test_a_top_of_nobody_is_nobodys() -> None:
    assert assembled([("top-N0852-20120930.csv", TOP_FILE % b"1")]).clients == ()


def test_items_that_are_not_answered_are_not_there() -> None:
    review = facts((FIRST, [{"OPIUSE": "NA", "ACUTHPBM": "Y"}]))[AB].episodes[0].reviews[0]
    assert dict(review.items) == {"ALCUSE": 20, "QUALLIFE": 9, "ACUTHPBM": 1}
    assert set(review.items) < set(USUAL)
