"""The command that checks the event log, for a nightly job or an auditor at the terminal."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from pbr.access.models import Partnership
from pbr.audit.chain import FIRST, head
from pbr.audit.record import record

pytestmark = pytest.mark.django_db


@pytest.fixture
def anytown() -> Partnership:
    partnership = Partnership.objects.create(code="J04B", name="Anytown")
    record("role.granted", partnership=partnership, actor=None, subject="person:1")
    return partnership


def verify(*noted: str) -> str:
    said = io.StringIO()
    call_command("verify_chain", *(f"--noted={text}" for text in noted), stdout=said)
    return said.getvalue()


def test_it_says_that_the_log_is_whole_and_gives_its_head(anytown: Partnership) -> None:
    assert verify() == f"J04B whole, head {head(anytown)}\n"


def test_a_head_noted_earlier_still_fits(anytown: Partnership) -> None:
    noted = f"J04B {head(anytown)}"
    record("role.ended", partnership=anytown, actor=None, subject="person:1")
    assert "whole" in verify(noted)


def test_a_head_that_is_not_in_the_log_fails_the_command(anytown: Partnership) -> None:
    with pytest.raises(SystemExit):
        verify(f"J04B 7:{FIRST}")


@pytest.mark.parametrize("noted", ["J04B", "J04B 1:xyz", f"E08B 1:{FIRST}"])
def test_a_head_that_cannot_be_read_is_refused(anytown: Partnership, noted: str) -> None:
    with pytest.raises(CommandError):
        verify(noted)
