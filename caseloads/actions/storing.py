"""Keeping a file's bytes as they came, and reading them back (extracts.md: "The bytes stay, content-addressed")."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import IO

from django.db import transaction

from caseloads.models import StoredFile, StoredPiece
from pbr import clock

PIECE = 1024 * 1024


def store(stream: IO[bytes]) -> StoredFile:
    """The stored file with these bytes; the same bytes are kept once. The stream is read twice from its start."""
    sha256, size = digest(stream)
    with transaction.atomic():
        file, is_new = StoredFile.objects.get_or_create(
            sha256=sha256, defaults={"size": size, "stored_at": clock.now()}
        )
        if is_new:
            for number, data in enumerate(_pieces(stream)):
                StoredPiece.objects.create(file=file, number=number, data=data)
    return file


def digest(stream: IO[bytes]) -> tuple[str, int]:
    """The SHA-256 of a stream as hex, and its size in bytes; read from its start."""
    sha256, size = hashlib.sha256(), 0
    for piece in _pieces(stream):
        sha256.update(piece)
        size += len(piece)
    return sha256.hexdigest(), size


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    stream.seek(0)
    while piece := stream.read(PIECE):
        yield piece
