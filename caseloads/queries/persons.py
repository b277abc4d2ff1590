"""Which client a person is, by attributor, and what is already known of them; for rooms that meet people first."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from caseloads.models import Client, ClientIdentity, Episode
from caseloads.queries.facts import facts_of
from caseloads.queries.known import known
from caseloads.rules.assemble import assemble
from caseloads.rules.facts import TopReview
from pbr import clock

_EPISODE_FIELDS = ("injstat", "accmneed", "empstat", "prntstat", "dualdiag", "prevtr")


def clients_by_attributor(
    partnership_id: int, attributors: Collection[str], as_of: dt.date | None = None
) -> dict[str, int]:
    """The client whom each attributor names by itself; twins, whom it does not tell apart, are left out (points 11)."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    identities = ClientIdentity.objects.filter(partnership_id=partnership_id, attributor__in=attributors)
    for attributor, key, client in identities.values_list("attributor", "key", "client_id"):
        found[attributor][key] = client
    perhaps_twins = {attributor for attributor, clients in found.items() if len(clients) > 1}
    twins: set[str] = set()
    if perhaps_twins:
        assembled = assemble(known(partnership_id, perhaps_twins), as_of or clock.today())
        twins = {pair.attributor for pair in assembled.twins}
    return {
        attributor: clients[attributor]
        for attributor, clients in found.items()
        if attributor in clients and attributor not in twins
    }


def clients_with(partnership_id: int, attributor: str) -> dict[str, int]:
    """Every client with this attributor, by reference: more than one where there are twins."""
    clients = Client.objects.filter(partnership_id=partnership_id, identity__attributor=attributor)
    return dict(clients.order_by("reference").values_list("reference", "pk"))


def records_of_twins(client_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """The agency and client number by which each twin among these clients is named; others have none."""
    keys = ClientIdentity.objects.filter(client_id__in=client_ids, key__contains="/").values_list("client_id", "key")
    return {client: (key.split("/", 2)[1], key.split("/", 2)[2]) for client, key in keys}


@dataclass(frozen=True, slots=True)
class ExistingAnswer:
    """What an extract already says. `value` as in the file; `where` as in "the TOP of 3 May 2013 at N0852"."""

    value: str
    where: str


def existing_answers(partnership_id: int, client_id: int) -> dict[str, ExistingAnswer]:
    """The newest answer to each TOP item, and the fields of the newest episode, by their NDTMS names.

    Dated today at the latest, and of episodes that exist: whoever withdrew consent has no answers.
    """
    found: dict[str, ExistingAnswer] = {}
    for facts in facts_of(partnership_id, [client_id]):
        reviews = [review for episode in facts.episodes for review in episode.reviews] + list(facts.loose_reviews)
        for date, review in sorted(_dated(reviews), key=lambda pair: (pair[0], pair[1].row)):
            where = f"the TOP of {date:%-d %B %Y} at {review.agency}"
            found |= {item: ExistingAnswer(str(answer), where) for item, answer in review.items.items()}
        for date, key in sorted((one.triaged, one.key) for one in facts.episodes if one.triaged is not None):
            found |= _of_episode(partnership_id, key, date)
    return found


def _dated(reviews: Collection[TopReview]) -> list[tuple[dt.date, TopReview]]:
    return [(one.date, one) for one in reviews if one.date is not None and one.date <= clock.today()]


def _of_episode(partnership_id: int, key: tuple[str, str, str], date: dt.date) -> dict[str, ExistingAnswer]:
    agency, clientid, episodid = key
    episode = Episode.objects.filter(
        partnership_id=partnership_id, agency=agency, clientid=clientid, episodid=episodid
    ).first()
    told = {name: getattr(episode, name) for name in _EPISODE_FIELDS} if episode else {}
    where = f"the record of {date:%-d %B %Y} at {agency}"
    return {name.upper(): ExistingAnswer(str(value), where) for name, value in told.items() if value not in ("", None)}
