"""Addresses that nobody types by accident lead nowhere, and break nothing."""

import pytest

from tests.people import Town


@pytest.mark.parametrize(
    "address", ["/search?q=%00", "/ledger/?client=%00", "/claims/?number=%00", "/clients/?text=%00"]
)
def test_a_nul_in_a_filter_is_left_out(db: None, address: str) -> None:
    assert Town.make().browser("commissioner").get(address).status_code == 200


def test_a_nul_in_a_name_is_not_found(db: None) -> None:
    assert Town.make().browser("commissioner").get("/clients/%00/").status_code == 404
