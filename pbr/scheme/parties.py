"""What a contract is called wherever people read of it."""

from __future__ import annotations

from collections.abc import Mapping


def contract_names(providers: Mapping[str, str]) -> dict[str, str]:
    """Each contract, by its code, called by its provider; one of a provider with several also says which it is.

    `providers`: the provider of every contract, by the contract's code.
    """
    held = [*providers.values()]
    return {
        code: provider if held.count(provider) == 1 else f"{provider} (contract {code})"
        for code, provider in providers.items()
    }
