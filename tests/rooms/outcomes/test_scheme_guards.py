"""What the database refuses to do with scheme versions, and, with each guard dropped, that it was the guard.

Attacks are made as `pbr_app`, the role of the web and the worker.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction

from outcomes.actions.drafting import change_draft
from outcomes.actions.schemes import draft_scheme, put_in_force
from outcomes.forms.wording import changes_in_words
from outcomes.queries.drafts import document_of
from pbr.scheme.reading import read_scheme
from tests.conftest import switched_to_clone
from tests.people import Town
from tests.rig.guards import COVERED, requires_guard

ANYTOWN = (Path(__file__).parents[3] / "pbr" / "scheme" / "models" / "anytown.toml").read_text()
NEXT = ANYTOWN.replace("starts = 2012-04-01", "starts = 2014-04-01").replace("ends = 2014-03-31", "ends = 2016-03-31")


@dataclass
class Attacked:
    """A version in force, and a draft for the time after it, drafted by `drafter` and changed by `editor`; `second` did
    neither."""

    database: str
    in_force: int
    draft: int
    drafter: int
    editor: int
    second: int


@pytest.fixture(scope="module")
def template(django_db_setup: None, django_db_blocker: Any) -> Iterator[Attacked]:
    with django_db_blocker.unblock(), switched_to_clone() as name:
        town = Town.make().with_parties_of(read_scheme(ANYTOWN))
        for role in ("auditor", "data_officer"):
            town.person(role).memberships.update(role_code="commissioner")
        drafter, editor, other = (town.access(role) for role in ("commissioner", "auditor", "data_officer"))
        first = draft_scheme(access=drafter, document=ANYTOWN)
        put_in_force(access=other, version_id=first.pk)
        draft = draft_scheme(access=drafter, document=NEXT)
        document = {**document_of(draft), "run_off_months": 12}
        change_draft(
            access=editor,
            version_id=draft.pk,
            opened=draft.sha256,
            document=document,
            part="Dates",
            in_words=changes_in_words,
        )
        connections.close_all()
        yield Attacked(name, first.pk, draft.pk, drafter.person.pk, editor.person.pk, other.person.pk)
        connections.close_all()


@pytest.fixture
def attacked(template: Attacked, django_db_blocker: Any) -> Iterator[Attacked]:
    with django_db_blocker.unblock():
        connections.close_all()
        with switched_to_clone(template.database) as name:
            yield dataclasses.replace(template, database=name)
            connections.close_all()


@contextmanager
def refused() -> Iterator[None]:
    with pytest.raises(DatabaseError), transaction.atomic():
        yield


def change(what: str, of: int, *parameters: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE outcomes_schemeversion SET {what} WHERE id = %s", [*parameters, of])
        assert cursor.rowcount == 1


def test_a_draft_may_be_changed(attacked: Attacked) -> None:
    """Otherwise the refusals below would prove nothing."""
    change("document = document || '# more', changed_by = changed_by || %s", attacked.draft, attacked.second)
    change("in_force_at = NULL, ends = ends + 1", attacked.draft)


@requires_guard("scheme_in_force_is_fixed", "scheme_put_in_force_as_it_stands")
def test_the_document_of_a_version_in_force_never_changes(attacked: Attacked) -> None:
    with refused():
        change("document = document || '# more'", attacked.in_force)


@requires_guard("scheme_in_force_is_fixed")
def test_a_version_in_force_never_becomes_a_draft_again(attacked: Attacked) -> None:
    with refused():
        change("in_force_at = NULL, in_force_by_id = NULL", attacked.in_force)


@requires_guard("scheme_in_force_is_fixed")
def test_a_version_in_force_is_never_deleted(attacked: Attacked) -> None:
    with refused(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM outcomes_schemeversion WHERE id = %s", [attacked.in_force])


@requires_guard("scheme_in_force_by_nobody_who_changed_it")
def test_whoever_changed_a_draft_does_not_put_it_in_force(attacked: Attacked) -> None:
    with refused():
        change("in_force_at = now(), in_force_by_id = %s", attacked.draft, attacked.editor)


@requires_guard("scheme_in_force_by_a_second_person")
def test_whoever_drafted_it_does_not_put_it_in_force(attacked: Attacked) -> None:
    with refused():
        change("in_force_at = now(), in_force_by_id = %s", attacked.draft, attacked.drafter)


@requires_guard("scheme_draft_keeps_its_authors")
def test_nobody_is_taken_off_the_list_of_those_who_changed_it(attacked: Attacked) -> None:
    with refused():
        change("changed_by = '{}'", attacked.draft)


@requires_guard("scheme_draft_keeps_its_authors")
def test_a_draft_is_not_handed_to_another_drafter(attacked: Attacked) -> None:
    with refused():
        change("drafted_by_id = %s", attacked.draft, attacked.second)


@requires_guard("scheme_put_in_force_as_it_stands")
def test_a_draft_is_not_changed_while_it_is_put_in_force(attacked: Attacked) -> None:
    with refused():
        text = "document = document || '# more', in_force_at = now(), in_force_by_id = %s"
        change(text, attacked.draft, attacked.second)


@requires_guard("scheme_versions_never_overlap")
def test_versions_in_force_never_share_a_day(attacked: Attacked) -> None:
    change("starts = '2014-03-31'", attacked.draft)
    with refused():
        change("in_force_at = now(), in_force_by_id = %s", attacked.draft, attacked.second)


# Refused to the application by its rights already; or one part of a row against another, shown beside the form.
NO_MUTANT = {"scheme_no_truncate", "scheme_in_force_by_someone", "scheme_starts_before_it_ends"}


def test_every_guard_of_scheme_versions_has_its_mutant(attacked: Attacked) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = 'outcomes_schemeversion'::regclass AND NOT tgisinternal"
            " UNION SELECT conname FROM pg_constraint WHERE conrelid = 'outcomes_schemeversion'::regclass"
            " AND contype IN ('c', 'x')"
        )
        guards = {row[0] for row in cursor.fetchall()}
    assert guards - COVERED == NO_MUTANT
