"""The rules between parts of a scheme document, and between the versions of a scheme (scheme.md, points 13–19, 44, 58)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction
from itertools import combinations

from pbr.scheme.contracts import OLDEST
from pbr.scheme.document import Ceiling, Contract, Outcome, Scheme
from pbr.scheme.errors import SchemeError, SchemeRefused
from pbr.scheme.tables import Faults
from pbr.scheme.words import DOMAINS
from pbr.values.dates import format_day
from pbr.values.money import format_pence


def check_document(scheme: Scheme, faults: Faults) -> None:
    """Everything that one key cannot show alone. Keys already found wrong are not held against others."""
    if scheme.ends < scheme.starts and faults.clean("starts", "ends"):
        wrong = f"{format_day(scheme.ends)} lies before the start, {format_day(scheme.starts)}"
        faults.add("ends", wrong, "let it end on or after the day it starts")
    _check_unique("contract", [contract.code for contract in scheme.contracts], faults)
    _check_unique("feed", [feed.name for feed in scheme.feeds], faults)
    _check_agencies(scheme.contracts, faults)
    # An outcome of an unknown measure is not among scheme.outcomes: neither its code nor its price can be counted.
    if not any(error.path.startswith("outcome[") and error.path.endswith(".measure") for error in faults.errors):
        _check_unique("outcome", [outcome.code for outcome in scheme.outcomes], faults)
        _check_names(scheme, faults)
        for number, ceiling in enumerate(scheme.ceilings, 1):
            _check_ceiling(f"ceiling[{number}]", ceiling, scheme, faults)


def _check_unique(key: str, names: Sequence[str], faults: Faults) -> None:
    """Told at every place that has the name: whoever changed one of them finds it there."""
    for place, name in enumerate(names, 1):
        others = [at for at, other in enumerate(names, 1) if other == name and at != place]
        if name and others:
            faults.add(f"{key}[{place}]", f'"{name}" is {key}[{others[0]}] too', "let each be there once")


def _check_agencies(contracts: Sequence[Contract], faults: Faults) -> None:
    """An agency in two contracts must be told apart by whom they cover."""
    for (first, one), (second, other) in combinations(enumerate(contracts, 1), 2):
        shared = [agency for agency in other.agencies if agency in one.agencies]
        if shared and _covers_overlap(one, other):
            faults.add(
                f"contract[{second}].agencies",
                f"{', '.join(shared)} is also in contract[{first}] ({one.code}) and their covers overlap",
                "let the ages or the modal lists of covers keep them apart",
            )


def _covers_overlap(one: Contract, other: Contract) -> bool:
    """The age ranges meet and the modal lists meet; an empty list meets all (points 17)."""
    ages_meet = (one.age_min or 0) <= _oldest(other) and (other.age_min or 0) <= _oldest(one)
    return ages_meet and (not one.modal or not other.modal or bool(one.modal & other.modal))


def _oldest(contract: Contract) -> int:
    return OLDEST if contract.age_max is None else contract.age_max


def _check_names(scheme: Scheme, faults: Faults) -> None:
    """Outcomes and contracts that other parts of the document name must exist, and be of a kind that fits there."""
    outcomes = {outcome.code: outcome for outcome in scheme.outcomes}
    for number, contract in enumerate(scheme.contracts, 1):
        for place, cap in enumerate(contract.caps, 1):
            _check_known(f"contract[{number}].caps[{place}].outcomes", cap.outcomes, outcomes, "outcome", faults)
    for number, gate in enumerate(scheme.gates, 1):
        path = f"gate[{number}]"
        _check_known(f"{path}.outcomes", gate.outcomes, outcomes, "outcome", faults)
        _check_known(f"{path}.requires", gate.requires, outcomes, "outcome", faults)
        _check_gate_pricing(path, [outcomes[code] for code in gate.outcomes if code in outcomes], faults)
        for code in gate.requires:
            if code in outcomes and outcomes[code].measure == "reoffending_cohort":
                faults.add(f"{path}.requires", f'"{code}" is found for a cohort, never for one client', "leave it out")
    contracts = [contract.code for contract in scheme.contracts]
    for number, outcome in enumerate(scheme.outcomes, 1):
        if outcome.measure == "pathway_move":
            for key in ("from_contract", "to_contract"):
                _check_known(f"outcome[{number}].{key}", [outcome.parameters[key]], contracts, "contract", faults)


def _check_gate_pricing(path: str, gated: Iterable[Outcome], faults: Faults) -> None:
    """A gate is about one client's amount, and a cohort has none (points 44 and 58)."""
    for outcome in gated:
        if outcome.pricing == "cohort" or outcome.measure == "reoffending_cohort":
            faults.add(
                f"{path}.outcomes",
                f'"{outcome.code}" is priced by cohort, and a gate with cohort pricing cannot be paid',
                "gate only outcomes with individual pricing; what a gate requires may be priced by cohort",
            )


def _check_known(path: str, names: Iterable[str], known: Collection[str], what: str, faults: Faults) -> None:
    for name in names:
        if name and name not in known:
            faults.add(path, f'"{name}" is no {what} of this scheme', f"there are: {', '.join(known) or 'none'}")


def _check_ceiling(path: str, ceiling: Ceiling, scheme: Scheme, faults: Faults) -> None:
    """For every group: the outcome's price is at most its share of all prices of the domain, itself included."""
    outcome = next((one for one in scheme.outcomes if one.code == ceiling.outcome), None)
    if outcome is None:
        _check_known(f"{path}.outcome", [ceiling.outcome], [one.code for one in scheme.outcomes], "outcome", faults)
        return
    if outcome.domain != ceiling.of_domain:
        if ceiling.of_domain and faults.clean(f"outcome[{outcome.place + 1}].domain"):
            wrong = (
                f'"{outcome.code}" belongs to the domain {_domain(outcome.domain)}, not to {_domain(ceiling.of_domain)}'
            )
            faults.add(f"{path}.of_domain", wrong, "a ceiling limits an outcome within its own domain")
        return
    domain = [one for one in scheme.outcomes if one.domain == ceiling.of_domain]
    prices = ("prices", "price", "bands", "tiers", "domain")
    if not faults.clean(f"{path}.share", *(f"outcome[{one.place + 1}].{key}" for one in domain for key in prices)):
        return
    for group in scheme.groups:
        price, total = ceiling_price(outcome, group), sum(ceiling_price(one, group) for one in domain)
        if price > Fraction(ceiling.share) * total:
            faults.add(
                path,
                f"breaks the ceiling for the group {group}: {format_pence(price)} is more than {ceiling.share} of "
                f"{format_pence(total)}, all prices of the domain {_domain(ceiling.of_domain)}",
                f"let {outcome.code} cost at most {format_pence(int(Fraction(ceiling.share) * total))} or the others more",
            )


def _domain(code: str) -> str:
    """As pages call it; what is no domain, as it stands."""
    return f"“{DOMAINS.get(code, code)}”"


def ceiling_price(outcome: Outcome, group: str) -> int:
    """What the outcome can pay for one client of the group: its price, or that of its top band or tier, in pence."""
    if outcome.tiers:
        return outcome.tiers[-1].per_member
    return outcome.bands[-1].prices[group] if outcome.bands else outcome.prices[group]


def check_versions(schemes: Sequence[Scheme]) -> None:
    """That these are versions of one scheme whose dates do not overlap (points 18). Raises SchemeRefused."""
    errors: list[SchemeError] = []
    ordered = sorted(schemes, key=lambda scheme: (scheme.starts, scheme.ends))
    for earlier, later in combinations(ordered, 2):
        if (earlier.partnership, earlier.name) != (later.partnership, later.name):
            wrong = f"{_called(later)} and {_called(earlier)} are not versions of one scheme"
            errors.append(SchemeError("name", wrong, "let name and partnership be the same in every version"))
        if later.starts <= earlier.ends:
            wrong = f"{_called(earlier)} and {_called(later)} overlap"
            errors.append(SchemeError("starts", wrong, "let a version start after the one before it has ended"))
    if errors:
        raise SchemeRefused("scheme versions", errors)


def _called(scheme: Scheme) -> str:
    dates = f"{format_day(scheme.starts)} to {format_day(scheme.ends)}"
    return f"{scheme.name} ({scheme.partnership}), {dates},"
