"""Raw cells of one NDTMS row to the entities they carry: client, episode, intervention and TOP (extracts.md §1)."""

from __future__ import annotations

import datetime as dt
from typing import Final, NamedTuple

from caseloads.intake.cells import trimmed
from caseloads.intake.fields import FieldReader
from caseloads.intake.layouts import NO_DRUG
from caseloads.rules.mentions import EpisodeMention, InterventionMention, TopMention
from pbr.values.dates import months_after

ADULT_MONTHS: Final = 18 * 12

Cells = tuple[str, ...]


class EpisodeKey(NamedTuple):
    agency: str
    clientid: str
    episodid: str


class Born(NamedTuple):
    """A date of birth, and as it was written."""

    dob: dt.date
    text: str


def read_episode(key: EpisodeKey, born: Born, cells: Cells, fields: FieldReader) -> EpisodeMention:
    """Cells in the order of `layouts.EPISODE`."""
    mention = EpisodeMention(
        *key,
        fields.line,
        referred=fields.day("REFLD", cells[0]),
        triaged=fields.day("TRIAGED", cells[1]),
        discharged=fields.day("DISD", cells[2]),
        reason=fields.number_code("DISRSN", cells[3]),
        drug1=fields.drug("DRUG1", cells[4]),
        drug2=fields.drug("DRUG2", cells[5]),
        drug3=fields.drug("DRUG3", cells[6]),
        route=trimmed(cells[7]),
        injstat=fields.letter_code("INJSTAT", cells[8]),
        accmneed=fields.number_code("ACCMNEED", cells[9]),
        hepbvac=fields.letter_code("HEPBVAC", cells[10]),
        hepbstat=fields.letter_code("HEPBSTAT", cells[11]),
        prevhepb=fields.letter_code("PREVHEPB", cells[12]),
        prevtr=trimmed(cells[13]),
        rfls=trimmed(cells[14]),
        prntstat=trimmed(cells[15]),
        empstat=trimmed(cells[16]),
        dualdiag=trimmed(cells[17]),
        topcc=fields.letter_code("TOPCC", cells[18]) == "Y",
    )
    _check_dates(mention, born, cells, fields)
    _check_discharge(trimmed(cells[2]), trimmed(cells[3]), fields)
    _check_drugs(mention, fields)
    return mention


def read_intervention(key: EpisodeKey, cells: Cells, fields: FieldReader) -> InterventionMention | None:
    """Cells in the order of `layouts.INTERVENTION`; None where the row carries no intervention (points 6)."""
    texts = [trimmed(cell) for cell in cells]
    if not any(texts):
        return None
    modal, start, end = (
        fields.number_code("MODAL", cells[1]),
        fields.day("MODST", cells[4]),
        fields.day("MODEND", cells[5]),
    )
    if start is not None and end is not None and end < start:
        fields.complain("MODEND", texts[5], "modend-before-modst", str(start))
    modid = fields.identifier("MODID", cells[0])
    return InterventionMention(
        *key,
        modid or f"{modal or texts[1]}/{start or texts[4]}",
        fields.line,
        modid=modid,
        modal=modal,
        referred=fields.day("REFMODDT", cells[2]),
        offered=fields.day("FAOMODDT", cells[3]),
        start=start,
        end=end,
        exit=fields.letter_code("MODEXIT", cells[6]),
    )


def read_top(key: EpisodeKey, cells: Cells, fields: FieldReader) -> TopMention | None:
    """Cells in the order of `layouts.TOP`; None where the row carries no TOP (points 6)."""
    if not any(trimmed(cell) for cell in cells):
        return None
    topid = fields.identifier("TOPID", cells[0])
    date, stage = (fields.day("TOPDATE", cells[1]), fields.letter_code("TRSTAGE", cells[2]))
    if date is not None and not stage:
        fields.complain("TRSTAGE", "", "topdate-without-trstage", str(date))
    return TopMention(
        *key,
        topid or f"{date or trimmed(cells[1])}/{stage}",
        fields.line,
        topid=topid,
        date=date,
        stage=stage,
        items=fields.top_items(cells[3:]),
    )


def _check_dates(episode: EpisodeMention, born: Born, cells: Cells, fields: FieldReader) -> None:
    referred, triaged, discharged = (episode.referred, episode.triaged, episode.discharged)
    if referred is not None and born.dob >= referred:
        fields.complain("DOB", born.text, "dob-not-before-refld", str(referred))
    if triaged is not None:
        if months_after(born.dob, ADULT_MONTHS) > triaged:
            fields.complain("DOB", born.text, "under-18-at-triage", str(triaged))
        if referred is not None and triaged < referred:
            fields.complain("TRIAGED", trimmed(cells[1]), "triaged-before-refld", str(referred))
        if discharged is not None and discharged < triaged:
            fields.complain("DISD", trimmed(cells[2]), "disd-before-triaged", str(triaged))


def _check_discharge(disd: str, disrsn: str, fields: FieldReader) -> None:
    """By what was sent: an unreadable date of discharge has its own complaint."""
    if disd and not disrsn:
        fields.complain("DISD", disd, "disd-without-disrsn")
    if disrsn and not disd:
        fields.complain("DISRSN", disrsn, "disrsn-without-disd")


def _check_drugs(episode: EpisodeMention, fields: FieldReader) -> None:
    first: dict[str, str] = {}
    for column, drug in (("DRUG1", episode.drug1), ("DRUG2", episode.drug2), ("DRUG3", episode.drug3)):
        if drug in first and drug not in NO_DRUG:
            fields.complain(column, drug, "same-drug-twice", first[drug])
        elif drug:
            first[drug] = column
