"""What an extract changes, what it leaves alone, and what it says beforehand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from caseloads.actions.apply import apply_extract
from caseloads.actions.receive import differs_from_earlier, receive_extract
from caseloads.models import Client, ClientIdentity, Episode, Extract
from caseloads.queries import facts_of
from caseloads.queries.caseload import caseload
from caseloads.rules.facts import ClientFacts
from pbr import clock
from pbr.access.access import Access
from pbr.audit.models import Event
from pbr.jobs.draining import drain
from pbr.jobs.models import Job
from tests.people import Town
from tests.rooms.loading import load
from tests.rules.intake.files import written

TODAY = dt.date(2013, 5, 31)
MARCH, APRIL, MAY = ("20130331", "20130430", "20130531")
Send = Callable[..., Extract]  # (to, *rows, mode=…)
TABLES = ("record", "episode", "intervention", "review", "withdrawal", "client", "clientidentity")


@pytest.fixture(autouse=True)
def may() -> Iterator[None]:
    with clock.standing_on(TODAY):
        yield


@pytest.fixture
def access(db: None) -> Access:
    return Town.make().access("commissioner")


@pytest.fixture
def send(access: Access, tmp_path: Path) -> Send:
    """Loads rows, each as USUAL but for what it says."""

    def sent(to: str, *rows: dict[str, str], mode: str = "upsert") -> Extract:
        path = tmp_path / f"N0852-20120401-{to}-TREAT-IN-J.csv"
        path.write_bytes(written(rows))
        extract = load(access, path, mode=mode)
        assert extract is not None
        return extract

    return sent


def known(access: Access) -> list[ClientFacts]:
    partnership = access.partnership.pk
    return facts_of(partnership, list(Client.objects.filter(partnership_id=partnership).values_list("pk", flat=True)))


def episodes(access: Access) -> list[tuple[str, str]]:
    return sorted((one.clientid, one.episodid) for facts in known(access) for one in facts.episodes)


def rows_where_they_lie() -> dict[str, list[tuple[object, ...]]]:
    """Every row's place on the disk: an update moves it, even one that changes nothing."""
    lying = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT ctid::text, xmin::text FROM caseloads_{table} ORDER BY 1")
            lying[table] = cursor.fetchall()
    return lying


def test_an_unchanged_later_extract_writes_no_row_and_touches_nobody(send: Send) -> None:
    send(MARCH, {}, {"CLIENTID": "1002", "FINITIAL": "C"})
    before = rows_where_they_lie()
    later = send(APRIL, {}, {"CLIENTID": "1002", "FINITIAL": "C"})
    assert rows_where_they_lie() == before
    assert (later.new, later.changed, later.unchanged) == (0, 0, 2)


def test_an_unchanged_later_extract_writes_next_to_no_log(committed_db: str, tmp_path: Path) -> None:
    rows = [{"CLIENTID": str(n), "DOB": f"{1950 + n // 28 % 50}-01-{n % 28 + 1:02}"} for n in range(2_000)]
    access = Town.make().access("commissioner")
    written_log = []
    for to in (MARCH, APRIL):
        path = tmp_path / f"N0852-20120401-{to}-TREAT-IN-J.csv"
        path.write_bytes(written(rows))
        before = log_bytes()
        assert load(access, path) is not None
        written_log.append(log_bytes() - before)
    first, second = written_log
    assert second < first / 10, written_log


def log_bytes() -> int:
    """Write-ahead log written by this connection, and by nobody beside it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT wal_bytes FROM pg_stat_get_backend_wal(pg_backend_pid())")
        return int(cursor.fetchone()[0])


def test_a_changed_row_writes_that_row_and_touches_that_client(send: Send) -> None:
    send(MARCH, {}, {"CLIENTID": "1002", "FINITIAL": "C"})
    touched = dict(Client.objects.values_list("identity__attributor", "touched"))
    later = send(APRIL, {}, {"CLIENTID": "1002", "FINITIAL": "C", "DISD": "2013-04-01", "DISRSN": "80"})
    assert (later.new, later.changed, later.unchanged) == (0, 1, 1)
    now = dict(Client.objects.values_list("identity__attributor", "touched"))
    assert {who for who, number in now.items() if number != touched[who]} == {"CB01021980M"}


def test_statements_do_not_grow_with_rows(send: Send) -> None:
    def statements(to: str, count: int) -> int:
        with CaptureQueriesContext(connection) as asked:
            send(to, *({"CLIENTID": f"{to}{n}", "DOB": f"19{n:02}-01-{to[5]}1"} for n in range(count)))
        return len(asked)

    statements(MARCH, 1)
    few = statements(APRIL, 3)
    assert statements(MAY, 99) == few


def test_every_row_is_counted_once(send: Send) -> None:
    send(MARCH, {}, {"CLIENTID": "1002"}, {"CLIENTID": "1003"})
    second = send(
        APRIL,
        {},
        {"CLIENTID": "1002", "DRUG1": "7000"},
        {"CLIENTID": "1003", "CONSENT": "N"},
        {"CLIENTID": "1004"},
        {"CLIENTID": ""},
    )
    assert (second.unchanged, second.changed, second.without_consent, second.new, second.rejected) == (1, 1, 1, 1, 1)
    assert second.rows == 5


def test_a_later_extract_wins_an_episode_whole_its_blanks_included(send: Send, access: Access) -> None:
    send(MARCH, {"DISD": "2013-03-01", "DISRSN": "80", "ACCMNEED": "1"})
    send(APRIL, {"DISD": "", "DISRSN": "", "ACCMNEED": ""})
    (facts,) = known(access)
    assert (facts.episodes[0].discharged, facts.episodes[0].reason, facts.episodes[0].accmneed) == (None, None, None)


def test_an_earlier_extract_that_comes_late_changes_nothing_told_since(send: Send, access: Access) -> None:
    send(APRIL, {"ACCMNEED": "1"})
    late = send(MARCH, {"ACCMNEED": "2"}, {"EPISODID": "2"})
    (facts,) = known(access)
    assert [(one.episodid, one.accmneed) for one in facts.episodes] == [("1", 1), ("2", 3)]
    assert (late.new, late.changed) == (1, 0)


def test_an_extract_between_two_that_agree_loses_to_the_later_one(send: Send, access: Access) -> None:
    send(MARCH, {"ACCMNEED": "1"})
    send(MAY, {"ACCMNEED": "1"})
    between = send(APRIL, {"ACCMNEED": "2"})
    (facts,) = known(access)
    assert facts.episodes[0].accmneed == 1
    assert between.unchanged == 1


def test_replacing_says_beforehand_what_would_vanish_and_then_it_has(send: Send, access: Access) -> None:
    send(MARCH, {}, {"CLIENTID": "1002", "FINITIAL": "C"}, {"CLIENTID": "1002", "FINITIAL": "C", "EPISODID": "2"})
    replacing = send(APRIL, {}, mode="replace")
    assert replacing.vanishing == 2
    assert episodes(access) == [("1001", "1")]
    assert caseload(access).count() == 1


def test_what_was_replaced_does_not_come_back_with_a_late_extract(send: Send, access: Access) -> None:
    send(APRIL, {}, mode="replace")
    send(MARCH, {}, {"CLIENTID": "1002", "FINITIAL": "C"})
    assert episodes(access) == [("1001", "1")]


def test_what_was_replaced_comes_back_with_a_later_extract_that_names_it(send: Send, access: Access) -> None:
    send(MARCH, {}, {"CLIENTID": "1002", "FINITIAL": "C"})
    send(APRIL, {}, mode="replace")
    touched = Client.objects.get(identity__attributor="CB01021980M").touched
    back = send(MAY, {"CLIENTID": "1002", "FINITIAL": "C"})
    assert episodes(access) == [("1001", "1"), ("1002", "1")]
    assert (back.new, back.unchanged) == (1, 0)
    assert Client.objects.get(identity__attributor="CB01021980M").touched > touched


def test_withdrawn_consent_takes_the_episode_away_and_touches_the_client(send: Send, access: Access) -> None:
    send(MARCH, {}, {"EPISODID": "2"})
    touched = Client.objects.get().touched
    send(APRIL, {"EPISODID": "2", "CONSENT": "N"})
    assert episodes(access) == [("1001", "1")]
    assert Client.objects.get().touched > touched


def test_a_later_row_with_consent_brings_back_the_episode_that_it_names(send: Send, access: Access) -> None:
    send(MARCH, {}, {"EPISODID": "2"})
    send(APRIL, {"EPISODID": "", "CONSENT": "N"})
    assert episodes(access) == []
    send(MAY, {"EPISODID": "2"})
    assert episodes(access) == [("1001", "2")]


def test_consent_given_again_in_the_same_file_stands(send: Send, access: Access) -> None:
    send(MARCH, {})
    send(APRIL, {"CONSENT": "N"}, {})
    assert episodes(access) == [("1001", "1")]


def test_one_person_at_two_agencies_is_one_client(send: Send, access: Access, tmp_path: Path) -> None:
    send(MARCH, {})
    other = tmp_path / f"N0853-20120401-{MARCH}-TREAT-IN-J.csv"
    other.write_bytes(written([{"AGNCY": "N0853", "CLIENTID": "77"}]))
    load(access, other)
    assert len(known(access)) == 1


def test_a_corrected_date_of_birth_moves_the_record_to_its_person(send: Send, access: Access) -> None:
    send(MARCH, {}, {"CLIENTID": "1002", "DOB": "1980-01-02"})
    touched = dict(Client.objects.values_list("identity__attributor", "touched"))
    send(APRIL, {"CLIENTID": "1002"}, {"CLIENTID": "1002", "TRIAGED": "2013-01-01", "EPISODID": "1"})
    now = dict(Client.objects.values_list("identity__attributor", "touched"))
    assert all(now[who] > number for who, number in touched.items())
    assert "AB02011980M" not in {facts.attributor for facts in known(access)}


def test_twins_are_two_clients_until_they_were_never_there_at_once(send: Send, access: Access) -> None:
    first = {"CLIENTID": "1001", "DISD": "2012-06-01", "DISRSN": "80"}
    send(MARCH, first, {"CLIENTID": "1002", "TRIAGED": "2012-05-20"})
    assert ClientIdentity.objects.count() == 2
    assert caseload(access).count() == 2

    send(APRIL, first, {"CLIENTID": "1002", "TRIAGED": "2012-08-20", "MODST": "2012-08-20"})
    (facts,) = known(access)
    assert len(facts.episodes) == 2
    (listed,) = caseload(access)
    assert str(listed.pk) == facts.client


def test_a_refused_file_changes_nothing_and_says_why(send: Send, access: Access) -> None:
    send(MARCH, {})
    refused = send(APRIL, {"TRIAGED": "01/05/2012"})
    assert refused.state == "refused"
    assert "date" in refused.refusal
    assert not Job.objects.exclude(kind="outcomes.recalculate").exclude(state=Job.State.DONE).exists()


def test_applying_again_does_nothing(send: Send) -> None:
    extract = send(MARCH, {})
    before = rows_where_they_lie()
    apply_extract(extract_id=extract.pk, progress=lambda *_: None, finish=lambda: None)
    assert rows_where_they_lie() == before
    assert Event.objects.filter(event="extract.applied").count() == 1


def test_an_applied_extract_asks_for_determinations(send: Send) -> None:
    send(MARCH, {})
    assert Job.objects.get(kind="outcomes.recalculate").state == Job.State.QUEUED


def test_rows_of_another_providers_agency_are_rejected_and_recorded(db: None, tmp_path: Path) -> None:
    town = Town.make()
    path = tmp_path / f"N0852-20120401-{MARCH}-TREAT-IN-J.csv"
    path.write_bytes(written([{}, {"AGNCY": "N0853", "CLIENTID": "77"}]))
    with path.open("rb") as stream:
        extract = receive_extract(
            access=town.access("provider_manager", town.north), file_name=path.name, stream=stream
        )
    drain("caseloads.")
    extract.refresh_from_db()
    assert (extract.rows, extract.rejected) == (2, 1)
    assert Event.objects.get(event="extract.rows_of_another_provider").details["rows"] == 1


def test_the_same_bytes_for_another_date_say_what_differs(send: Send) -> None:
    send(MARCH, {})
    assert "another TO date" in differs_from_earlier(send(APRIL, {}))


def test_arrival_leaves_rows_of_other_partnerships_alone(send: Send, access: Access) -> None:
    send(MARCH, {})
    elsewhere = Town.make("K01B", "Elsewhere").access("commissioner")
    assert known(elsewhere) == []
    assert Episode.objects.filter(partnership=access.partnership).count() == 1
