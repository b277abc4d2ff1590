"""What only a button sends to has no page: reloaded or kept as a bookmark, it leads back to one."""

from __future__ import annotations

import pytest

from pbr.access.roles import ROLES
from pbr.web.locked import LockedView
from tests.doors.web.test_locked import address, locked
from tests.people import Town

pytestmark = pytest.mark.django_db
OF_BUTTONS = [
    (address(path), pattern.callback.view_class.permission)
    for path, pattern in locked()
    if issubclass(pattern.callback.view_class, LockedView) and not hasattr(pattern.callback.view_class, "get")
]


@pytest.fixture
def town(db: None) -> Town:
    return Town.make()


def test_every_address_of_a_button_says_so_and_leads_on(town: Town) -> None:
    assert len(OF_BUTTONS) > 20
    for at, permission in OF_BUTTONS:
        role = next(code for code, role in ROLES.items() if permission in role.permissions)
        answer = town.browser(role, town.north if ROLES[role].held_in == "provider" else None).get(at)
        assert answer.status_code == 405, at
        assert answer.headers["Allow"].startswith("POST"), at
        assert "Nothing was changed" in answer.content.decode(), at


@pytest.mark.parametrize(
    ("role", "at", "above"),
    [
        ("assessor", "/assessment-audit/of/7/", "/assessment-audit/"),
        ("assessor", "/assessment-audit/of/7/who", "/assessment-audit/"),
        ("assessor", "/assessments/7/approve", "/assessments/7/"),
        ("assessor", "/referrals/R-AAAAAA/goal", "/referrals/R-AAAAAA/"),
        ("commissioner", "/claims/7/approve", "/claims/7/"),
        ("administrator", "/people/roles/7/end", "/people"),
        ("administrator", "/jobs/00000000-0000-0000-0000-000000000000/start-again", "/"),
    ],
)
def test_it_leads_to_the_page_of_the_button(town: Town, role: str, at: str, above: str) -> None:
    assert f'href="{above}"' in town.browser(role).get(at).content.decode()
