"""Clients as their list and their page show them, narrowed to what the person may see."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import JSONField, QuerySet
from django.db.models.expressions import RawSQL
from django.http import Http404

from caseloads.models import Client, Extract
from caseloads.queries.facts import facts_of
from caseloads.queries.pages import visible_agencies
from caseloads.rules.facts import Episode, Evidence, TopReview
from pbr.access.access import Access

# Episodes that exist, with their client's record: not swept away by a later extract in replace mode, nor withdrawn
# after they were told of (caseloads.rules.knowledge says the same).
_EPISODES = """
FROM caseloads_record r
JOIN caseloads_episode e ON e.partnership_id = r.partnership_id AND e.agency = r.agency AND e.clientid = r.clientid
WHERE r.partnership_id = %s AND (%s::text[] IS NULL OR e.agency = ANY(%s::text[]))
  AND NOT EXISTS (
        SELECT FROM caseloads_extract x WHERE x.partnership_id = e.partnership_id AND x.feed = 'ndtms'
        AND x.agency = e.agency AND x.mode = 'replace' AND x.applied_at IS NOT NULL
        AND (x."to", x.file_id) > (e."to", e.sha256))
  AND NOT EXISTS (
        SELECT FROM caseloads_withdrawal w WHERE w.partnership_id = e.partnership_id AND w.agency = e.agency
        AND w.clientid = e.clientid AND w.episodid IN (e.episodid, '')
        AND (w."to", w.sha256, w.line) > (e."to", e.sha256, e.line))
"""
# What one line of the list says, of the episodes that the person may see.
_STANDING = f"""
(SELECT jsonb_build_object('agencies', array_agg(DISTINCT e.agency), 'began', max(e.triaged),
        'open', bool_or(e.discharged IS NULL), 'told', max(e."to"))
 {_EPISODES} AND r.client_id = caseloads_client.id)
"""


def _agencies_of(access: Access) -> list[str] | None:
    """The agencies whose episodes the person may see; None for all of the partnership."""
    return None if access.providers is None else [agency.code for agency in visible_agencies(access)]


def _with_episodes(access: Access, agencies: list[str] | None, having: str = "") -> RawSQL:
    """The ids of clients with such an episode."""
    statement = f"SELECT r.client_id {_EPISODES} GROUP BY r.client_id {having}"
    return RawSQL(statement, (access.partnership.pk, agencies, agencies))  # noqa: S611 -- values travel as parameters


def existing_records(access: Access) -> RawSQL:
    """The ids of records with an episode that exists and that the person may see."""
    agencies = _agencies_of(access)
    return RawSQL(f"SELECT r.id {_EPISODES}", (access.partnership.pk, agencies, agencies))  # noqa: S611


def visible_clients(access: Access) -> QuerySet[Client]:
    """Clients with an episode that exists; a provider's people see those with one at their own agencies.

    Whoever is not known any more, since consent was withdrawn or a replacement left the client out, is not among them.
    """
    return Client.objects.filter(partnership=access.partnership, pk__in=_with_episodes(access, _agencies_of(access)))


def get_client(access: Access, reference: str) -> Client:
    """Raises Http404 for a client whom the person may not see."""
    client = visible_clients(access).filter(reference=reference).first()
    if client is None:
        raise Http404("No such client")
    return client


def caseload(access: Access, *, agency: str = "", standing: str = "", reference: str = "") -> QuerySet[Client]:
    """The clients of the list, each with `standing`: {agencies, began, open, told}, dates as ISO text.

    `agency` is a code, `standing` "open" or "closed"; a blank filter lets all pass. An agency that the person may not
    see has no clients.
    """
    agencies = _agencies_of(access)
    if agency:
        agencies = [agency] if agencies is None or agency in agencies else []
    having = {"open": "HAVING bool_or(e.discharged IS NULL)", "closed": "HAVING bool_and(e.discharged IS NOT NULL)"}
    clients = Client.objects.filter(
        partnership=access.partnership, pk__in=_with_episodes(access, agencies, having.get(standing, ""))
    )
    if reference:
        clients = clients.filter(reference__icontains=reference)
    parameters = (access.partnership.pk, agencies, agencies)
    return clients.annotate(standing=RawSQL(_STANDING, parameters, JSONField()))  # noqa: S611


@dataclass(frozen=True, slots=True)
class LocalTable:
    """The rows of one local feed about a client. Each row: the cells, then the evidence."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[tuple[Any, ...], Evidence], ...]

    @property
    def named(self) -> list[list[tuple[str, Any]]]:
        """Each row's cells with the heads of their columns."""
        return [list(zip(self.header, cells, strict=True)) for cells, _ in self.rows]


@dataclass(frozen=True, slots=True)
class ClientStory:
    """What extracts say about one client, without who it is. `elsewhere` counts the episodes at agencies that the
    person may not see. `files` gives each extract's name by its id as text (Evidence.extract)."""

    client: Client
    episodes: tuple[Episode, ...]
    loose_reviews: tuple[TopReview, ...]
    elsewhere: int
    local: tuple[LocalTable, ...]
    files: dict[str, str]


_LOCAL_TABLES = {
    "assessments": "LASARS assessments",
    "cjs": "Criminal-justice caseloads",
    "offences": "Proven offences",
    "doses": "Hepatitis B vaccinations",
    "local_outcomes": "Local outcomes",
    "work_programme": "Work Programme",
    "deaths": "Death",
    "moves": "Moves out of the area",
}


def client_story(access: Access, client_id: int) -> ClientStory:
    """Episodes with interventions and reviews, earliest first, and local rows. Raises Http404 where nothing is visible.

    The number of queries does not depend on how much there is.
    """
    client = visible_clients(access).filter(pk=client_id).first()
    known = facts_of(access.partnership.pk, [client_id]) if client is not None else []
    if client is None or not known:
        raise Http404("No such client")
    facts, agencies = known[0], _agencies_of(access)
    episodes = [episode for episode in facts.episodes if agencies is None or episode.agency in agencies]
    loose = [review for review in facts.loose_reviews if agencies is None or review.agency in agencies]
    local = [_local_table(title, getattr(facts, name)) for name, title in _LOCAL_TABLES.items() if getattr(facts, name)]
    return ClientStory(
        client=client,
        episodes=tuple(sorted(episodes, key=lambda episode: (episode.triaged or dt.date.min, episode.key))),
        loose_reviews=tuple(loose),
        elsewhere=len(facts.episodes) - len(episodes),
        local=tuple(local),
        files=_file_names(access),
    )


def _local_table(title: str, facts: tuple[Any, ...]) -> LocalTable:
    names = [field.name for field in fields(facts[0]) if field.name != "row"]
    rows = tuple((tuple(_in_words(getattr(fact, name)) for name in names), fact.row) for fact in facts)
    headings = {"assessid": "Assessment"}
    return LocalTable(title, tuple(headings.get(name, name.replace("_", " ").capitalize()) for name in names), rows)


def _in_words(value: Any) -> Any:
    return ("Yes" if value else "No") if isinstance(value, bool) else value


def _file_names(access: Access) -> dict[str, str]:
    applied = Extract.objects.filter(partnership=access.partnership, applied_at__isnull=False)
    return {str(pk): name for pk, name in applied.values_list("pk", "file_name")}
