"""An installation that could lose what it said was committed does not start."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import override_settings

from pbr.jobs.checks import the_driver_is_psycopg2


@pytest.mark.django_db
def test_a_database_that_may_forget_its_commits_is_refused() -> None:
    """The tests' own cluster is such a one."""
    with override_settings(SILENCED_SYSTEM_CHECKS=[]), pytest.raises(SystemCheckError, match="fsync"):
        call_command("check", databases=["default"])


def test_the_driver_is_the_one_that_copies() -> None:
    assert the_driver_is_psycopg2(None) == []
