"""Facts from the tables beside facts from a folder of the same files.

Both name lines of files as evidence, and need not name the same one: where two files say the same of an entity, either
line is evidence. So each line is taken for what it says of the kind of fact that names it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable
from pathlib import Path

from caseloads.intake.extract import read_extract
from caseloads.intake.folder import read_folder
from caseloads.intake.names import read_name
from caseloads.models import Client, Extract
from caseloads.queries import completeness, facts_of
from caseloads.queries.unsettled import perhaps_twins, rows_of_nobody
from caseloads.rules.assemble import Assembled, assemble
from caseloads.rules.assemble import completeness as complete_by_files
from caseloads.rules.facts import ClientFacts, Episode, Evidence, Intervention, TopReview
from caseloads.rules.knowledge import know
from caseloads.rules.mentions import EpisodeMention, InterventionMention, LocalMention, TopMention
from pbr.access.access import access_of
from pbr.access.models import Membership

Lines = dict[tuple[str, int, type], object]
_KINDS: dict[type, type] = {Episode: EpisodeMention, Intervention: InterventionMention, TopReview: TopMention}


def lines_of(paths: Iterable[Path], agencies: Collection[str]) -> Lines:
    """What each line of the files says of each kind of entity, apart from its number."""
    said: Lines = {}
    for path in paths:
        with path.open("rb") as stream:
            for told in read_extract(stream, read_name(path.name), agencies=frozenset(agencies), allow_empty=True):
                told_of = tuple(told._replace(line=0))
                said[path.name, told.line, type(told)] = repr(told_of)
    return said


def canonical(facts: ClientFacts, said: Lines, names: dict[str, str]) -> object:
    """Facts in one order, each with what its evidence says, without the client's key, which differs by purpose."""

    def walk(value: object, within: type) -> object:
        if isinstance(value, Evidence):
            file = names.get(value.extract, value.extract)
            return said[file, value.line, _KINDS.get(within, LocalMention)]
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return tuple(walk(getattr(value, field.name), type(value)) for field in dataclasses.fields(value))
        if isinstance(value, tuple):
            return tuple(sorted((walk(one, within) for one in value), key=repr))
        return tuple(value.items()) if hasattr(value, "items") else value

    return walk(dataclasses.replace(facts, client=""), ClientFacts)


def facts_in_tables(partnership: int, as_of: dt.date, said: Lines) -> dict[int, object]:
    """What is known of each client."""
    names = {str(pk): name for pk, name in Extract.objects.values_list("pk", "file_name")}
    everyone = list(Client.objects.filter(partnership_id=partnership).values_list("pk", flat=True))
    return {int(facts.client): canonical(facts, said, names) for facts in facts_of(partnership, everyone, as_of)}


def assert_tables_say_what_the_folder_says(
    partnership: int, folder: Path, agencies: Collection[str], as_of: dt.date
) -> None:
    said = lines_of(sorted(folder.glob("*.csv")), agencies)
    read = read_folder(folder, frozenset(agencies))
    assembled = assemble(know(read.winners, read.lowest), as_of)
    expected = sorted((canonical(facts, said, {}) for facts in assembled.clients), key=repr)
    assert sorted(facts_in_tables(partnership, as_of, said).values(), key=repr) == expected
    assert completeness(partnership, agencies) == complete_by_files(read.sources, agencies)
    assert_the_same_is_unsettled(partnership, assembled)


def assert_the_same_is_unsettled(partnership: int, assembled: Assembled) -> None:
    access = access_of(Membership.objects.filter(partnership_id=partnership, role_code="commissioner")[0].person)
    rows = rows_of_nobody(access).values_list("extract__file_name", "line")
    assert sorted(rows) == sorted(tuple(row) for row in assembled.waiting)
    records = sorted(record[0] for twins in assembled.twins for record in twins.records)
    assert sorted(twins.agency for twins in perhaps_twins(access) for _ in twins.references) == records
