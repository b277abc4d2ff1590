"""The columns of the NDTMS core data set and the TOP extract, and codes seen in working systems (extracts.md §1)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from caseloads.rules.mentions import TOP_ITEMS

_PUBLISHED: Final = (
    "FINITIAL,SINITIAL,DOB,SEX,ETHNIC,NATION,REFLD,AGNCY,CLIENT,CLIENTID,EPISODID,CONSENT,PREVTR,PC,ACCMNEED,"
    "CLALOCTN,YPLAC,PRNTSTAT,YPSLEAD,YPSMHS,YPSYOT,YPSSEXEX,YPSSLFHM,YPSUNSDR,YPSOFFND,YPSESTAT,YPSGP,YPSCAF,"
    "YPSLNDIF,YPSUSS,YPSFOU,YPTSRP,DAT,PCT,LA,GPPTCE,DRUG1,DRUG1AGE,ROUTE,DRUG2,DRUG3,RFLS,TRIAGED,CPLANDT,INJSTAT,"
    "CHILDWTH,PREGNANT,ALCDDAYS,ALCUNITS,DUALDIAG,HEPCTSTD,HEPCSTAT,HEPCTD,HEPBVAC,HEPBSTAT,HLCASSDT,TOPCC,DISD,"
    "DISRSN,DISDEST,YPELEAD,YPEMHS,YPEYOT,YPESEXEX,YPESLFHM,YPEUNSDR,YPEOFFND,YPECAFE,YPEFOU,YPELNDIF,YPEUSS,YPESTD,"
    "YPEGP,YPECAREP,MODAL,REFMODDT,MODID,FAOMODDT,MODST,MODEND,MODEXIT,TOPDATE,TOPID,TRSTAGE,ALCUSE,OPIUSE,CRAUSE,"
    "COCAUSE,AMPHUSE,CANNUSE,OTDRGUSE,IVDRGUSE,SHARING,SHOTHEFT,DRGSELL,OTHTHEFT,ASSAULT,PSYHSTAT,PWORK,EDUCAT,"
    "ACUTHPBM,HRISK,PHSTAT,QUALLIFE,INJECT,SHARE,PREVHEPB,HEPCPOS,REFHEPGY,SEXUAL,EMPSTAT,OPRAGNCY"
)
_ADDED: Final = (
    "MODSET,SUBMODDT,SUBMID,PHSTBL,PHWTH,PHMAIN,PHRELPR,PSYMOTI,PSYCNMG,PSYFSNI,PSYCGBH,PSYMNTH,PSYDNMC,PSYSTP,"
    "PSYCOUN,PSYOTHR,RECPEER,RECMAID,RECFMSP,RECPRNT,RECHSE,RECEMP,RECEDUT,RECWPRJ,RECCHKP,RECRLPP,RECCMPT,RECGNH,"
    "RECOTH,TITDATE,TITREAT,TITID"
)
SET_H: Final = tuple(_PUBLISHED.split(","))
ONLY_IN_SET_K: Final = tuple(_ADDED.split(","))
SETS: Final = ("H", "J", "K")

# TOP items by how they are answered: days of the last 28, a rating from 0 to 20, or yes and no.
TOP_DAYS: Final = (
    "ALCUSE", "OPIUSE", "CRAUSE", "COCAUSE", "AMPHUSE", "CANNUSE", "OTDRGUSE", "IVDRGUSE",
    "SHOTHEFT", "DRGSELL", "PWORK", "EDUCAT",
)  # fmt: skip
TOP_RATINGS: Final = ("PSYHSTAT", "PHSTAT", "QUALLIFE")
TOP_YES_NO: Final = ("SHARING", "OTHTHEFT", "ASSAULT", "ACUTHPBM", "HRISK")
MOST_DAYS: Final = 28
MOST_RATING: Final = 20

KEY: Final = ("AGNCY", "CLIENTID", "EPISODID", "CONSENT")
PERSON: Final = ("FINITIAL", "SINITIAL", "DOB", "SEX")
CLIENT: Final = (*PERSON, "DAT", "ETHNIC")
EPISODE: Final = (
    "REFLD", "TRIAGED", "DISD", "DISRSN", "DRUG1", "DRUG2", "DRUG3", "ROUTE", "INJSTAT", "ACCMNEED", "HEPBVAC",
    "HEPBSTAT", "PREVHEPB", "PREVTR", "RFLS", "PRNTSTAT", "EMPSTAT", "DUALDIAG", "TOPCC",
)  # fmt: skip
INTERVENTION: Final = ("MODID", "MODAL", "REFMODDT", "FAOMODDT", "MODST", "MODEND", "MODEXIT")
TOP: Final = ("TOPID", "TOPDATE", "TRSTAGE", *TOP_ITEMS)
DATES: Final = ("DOB", "REFLD", "TRIAGED", "DISD", "REFMODDT", "FAOMODDT", "MODST", "MODEND", "TOPDATE")

REQUIRED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "ndtms": ("FINITIAL", "SINITIAL", "DOB", "SEX", "AGNCY", "CLIENTID", "EPISODID", "TRIAGED"),  # points 8
        "top": ("AGNCY", "CLIENTID", "EPISODID", "TOPDATE", "TRSTAGE"),
    }
)
KNOWN: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {"ndtms": frozenset({*SET_H, *ONLY_IN_SET_K}), "top": frozenset({"AGNCY", "CLIENTID", "EPISODID", *TOP})}
)

# A code outside its list is a warning, never a rejection. The column's codes as they are read: numbers without zeros
# in front, letters in capitals.
CODES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "DISRSN": frozenset(map(str, (7, *range(80, 98)))),
        "MODAL": frozenset(map(str, (*range(1, 13), 76, 93, 94, 95, 96))),
        "ACCMNEED": frozenset("123"),
        "INJSTAT": frozenset("PCNZ"),
        "HEPBSTAT": frozenset("ABCDE"),
        "HEPBVAC": frozenset("123C"),
        "PREVHEPB": frozenset("YN"),
        "TOPCC": frozenset("YN"),
        "CONSENT": frozenset("YN"),
        "MODEXIT": frozenset("ABC"),
        "TRSTAGE": frozenset("SREP"),
    }
)
NO_DRUG: Final = frozenset({"9996", "9997"})

# Every column that is read; the others of the published sets are kept in the stored file.
READ: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"ndtms": (*KEY, *CLIENT, *EPISODE, *INTERVENTION, *TOP), "top": ("AGNCY", "CLIENTID", "EPISODID", *TOP)}
)
