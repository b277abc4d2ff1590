"""The bytes that arrived are the bytes that are read, for ever."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from caseloads.actions.storing import PIECE, store
from caseloads.models import StoredFile, StoredPiece
from caseloads.queries import StoredBytesChanged, evidence_lines, open_stored
from pbr import clock
from tests.people import Town
from tests.rooms.loading import load
from tests.rules.intake.files import written


def test_a_file_longer_than_one_piece_comes_back_as_it_was(db: None) -> None:
    data = bytes(range(256)) * (PIECE // 256 * 2 + 1)
    file = store(io.BytesIO(data))
    assert file.sha256 == hashlib.sha256(data).hexdigest()
    assert StoredPiece.objects.filter(file=file).count() == 3
    assert open_stored(file.sha256).read() == data


def test_the_same_bytes_are_kept_once(db: None) -> None:
    assert store(io.BytesIO(b"same")) == store(io.BytesIO(b"same"))
    assert StoredPiece.objects.count() == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE caseloads_storedpiece SET data = 'other'",
        "DELETE FROM caseloads_storedpiece",
        "TRUNCATE caseloads_storedpiece",
        "UPDATE caseloads_storedfile SET size = 0",
        "DELETE FROM caseloads_storedfile",
        "DELETE FROM caseloads_identitysight",
    ],
)
def test_the_application_can_change_no_stored_byte(db: None, statement: str) -> None:
    store(io.BytesIO(b"evidence"))
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_bytes_that_are_not_those_that_arrived_are_not_read(db: None) -> None:
    file = StoredFile.objects.create(sha256="0" * 64, size=5, stored_at=clock.now())
    StoredPiece.objects.create(file=file, number=0, data=b"false")
    with pytest.raises(StoredBytesChanged):
        open_stored(file.sha256)


def test_a_line_of_evidence_is_read_from_the_stored_bytes_without_the_person(db: None, tmp_path: Path) -> None:
    path = tmp_path / "N0852-20120401-20130331-TREAT-IN-J.csv"
    path.write_bytes(written([{}, {"CLIENTID": "1002"}]))
    with clock.standing_on(dt.date(2013, 5, 1)):
        extract = load(Town.make().access("commissioner"), path)
    assert extract is not None
    (line,) = evidence_lines([(extract.pk, 3)])
    assert dict(line.cells)["CLIENTID"] == "1002"
    assert "DOB" not in dict(line.cells)
    (line,) = evidence_lines([(extract.pk, 3)], with_identity=True)
    assert dict(line.cells)["DOB"] == "1980-02-01"
