"""The versions of a scheme as pricing asks for them: which governs, which is in force on a day, contracts in order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from pbr.scheme.document import Contract, Outcome, Scheme
from pbr.values.dates import ContractYear


class Versions:
    """All versions of one scheme, in order of date. Their dates do not overlap (points 18)."""

    def __init__(self, schemes: Sequence[Scheme]) -> None:
        self.all = tuple(sorted(schemes, key=lambda scheme: scheme.starts))
        self._by_start = {scheme.starts: scheme for scheme in self.all}
        self._outcomes = {(scheme.starts, one.code): one for scheme in self.all for one in scheme.outcomes}
        self._contracts = {(scheme.starts, one.code): one for scheme in self.all for one in scheme.contracts}
        self.contracts = tuple(dict.fromkeys(contract.code for scheme in self.all for contract in scheme.contracts))
        self.contract_place = {code: place for place, code in enumerate(self.contracts)}
        self.capped = frozenset(one.code for one in self._contracts.values() if one.caps)
        self._gated = {(scheme.starts, code) for scheme in self.all for gate in scheme.gates for code in gate.outcomes}
        self._in_force: dict[dt.date, Scheme] = {}
        self._years: dict[dt.date, ContractYear] = {}

    def governing(self, starts: dt.date) -> Scheme:
        """The version that starts on this day, as determinations name it."""
        return self._by_start[starts]

    def outcome(self, version: dt.date, code: str) -> Outcome:
        return self._outcomes[version, code]

    def is_gated(self, version: dt.date, outcome: str) -> bool:
        """Whether any gate stands before an outcome, so that the rest of its journey must be looked at."""
        return (version, outcome) in self._gated

    def in_force(self, day: dt.date) -> Scheme:
        """The version that rules a day's payments: the last to have started, so that one goes on through its run-off."""
        if day not in self._in_force:  # remembered, since very many entitlements share few days
            started = [scheme for scheme in self.all if scheme.starts <= day]
            self._in_force[day] = started[-1] if started else self.all[0]
        return self._in_force[day]

    def contract(self, version: Scheme, code: str) -> Contract | None:
        """A contract as this version has it; None where the version no longer, or not yet, has it."""
        return self._contracts.get((version.starts, code))

    def year_of(self, day: dt.date) -> ContractYear:
        if day not in self._years:
            self._years[day] = ContractYear.of(day, self.in_force(day).contract_year_starts)
        return self._years[day]
