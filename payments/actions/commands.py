"""Every command has its effect once, however often it arrives (invariant I-18)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, transaction

from payments.models import Command
from pbr import clock
from pbr.access.access import Access, access_of
from pbr.access.permissions import Permission
from pbr.jobs.failpoints import failpoint
from pbr.web.refusals import NotAllowed, Refusal

LONGEST_KEY: Final = 64


class KeyUsedOtherwise(Refusal):
    def __init__(self) -> None:
        super().__init__(
            "This form was already sent with other contents. Open the page again and repeat what you meant."
        )


class KeyMissing(Refusal):
    status = 400

    def __init__(self) -> None:
        super().__init__(f"Every command needs an idempotency key of 1 to {LONGEST_KEY} characters.")


class RoleEnded(NotAllowed):
    def __init__(self) -> None:
        super().__init__("You no longer hold a role that allows this.")


@dataclass(frozen=True, slots=True)
class Given:
    """A command as it was given: by whom, under which key, what it is called and what it says."""

    access: Access
    key: str
    name: str
    body: Mapping[str, Any]

    @property
    def body_sha256(self) -> str:
        said = [self.name, self.access.partnership.pk, dict(self.body)]
        return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def once(command: Given, needs: Permission, effect: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Runs `effect` in one transaction with the command's key and gives its answer; a key seen before gets the answer
    that was given then. The role is read again inside the transaction: it may have ended since the page was opened.

    Where two arrive together, the second waits for the first. What `effect` refuses leaves no trace of the key.
    """
    if not 1 <= len(command.key) <= LONGEST_KEY:
        raise KeyMissing
    with transaction.atomic():
        present = access_of(command.access.person, command.access.partnership)
        if present is None or not present.may(needs):
            raise RoleEnded
        if not _first(command):
            return _answer_given(command)
        answer = effect()
        mine = Command.objects.filter(person=command.access.person, key=command.key)
        mine.update(answer=answer)
    failpoint("after_command_before_answer")
    return answer


def _first(command: Given) -> bool:
    """Whether the key is new. The insert waits for another of the same key that is not committed yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO payments_command (person_id, key, name, body_sha256, at) VALUES (%s, %s, %s, %s, %s)"
            " ON CONFLICT (person_id, key) DO NOTHING",
            [command.access.person.pk, command.key, command.name, command.body_sha256, clock.now()],
        )
        return bool(cursor.rowcount == 1)


def _answer_given(command: Given) -> dict[str, Any]:
    before = Command.objects.get(person=command.access.person, key=command.key)
    if before.body_sha256 != command.body_sha256:
        raise KeyUsedOtherwise
    answer: dict[str, Any] = before.answer or {}
    return answer
