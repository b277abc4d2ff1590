from .extract import Extract, FindingRow, SavedMapping, SendingKey, StoredFile, StoredPiece
from .people import Client, ClientIdentity, IdentitySight
from .records import Episode, Intervention, LocalRow, Record, Review, Withdrawal

__all__ = [
    "Client",
    "ClientIdentity",
    "Episode",
    "Extract",
    "FindingRow",
    "IdentitySight",
    "Intervention",
    "LocalRow",
    "Record",
    "Review",
    "SavedMapping",
    "SendingKey",
    "StoredFile",
    "StoredPiece",
    "Withdrawal",
]
