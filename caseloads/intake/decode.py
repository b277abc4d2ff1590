"""Bytes to text: what kind of file this is, in which encoding, before a single row is read (reliability.md X01 to X11).

The file is looked through once in blocks: whatever could make it unreadable in the middle is found here, so that the
second pass can stream it in bounded memory.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import dataclass
from typing import BinaryIO, Final

from caseloads.intake.findings import WARNING, FileRefused, Finding

BLOCK: Final = 1 << 16
LONGEST_LINE: Final = 1 << 20

_UTF8_BOM: Final = codecs.BOM_UTF8
_UTF16_BOMS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MAGIC: Final = (
    (b"PK\x03\x04", "a spreadsheet (.xlsx) or zip archive"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet (.xls) or other office document"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x89PNG", "a PNG picture"),
    (b"GIF8", "a GIF picture"),
    (b"{\\rtf", "a rich text document"),
)
_MARKUP: Final = re.compile(rb"\s*<(!doctype|html|head|body|table|\?xml|script)", re.IGNORECASE)
_PROGRAM: Final = re.compile(rb"MZ[\x00-\x1f\x80-\xff]")
_UNDEFINED_IN_1252: Final = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
# "Â£" and "Ã©": UTF-8 that was read as Windows-1252 and saved again as UTF-8.
_MOJIBAKE: Final = re.compile(rb"\xc3[\x82\x83]\xc2[\x80-\xbf]")


@dataclass(frozen=True, slots=True)
class Scanned:
    """A file that can be decoded. `encoding` is a codec's name; `findings` are about the file as a whole."""

    encoding: str
    sha256: str
    size: int
    findings: tuple[Finding, ...]


class _Scan:
    """One look through the bytes."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.digest = hashlib.sha256()
        self.size = 0
        self.lines = 0
        self.unended = 0  # bytes since the last line end
        self.tail = b""
        self.utf8 = codecs.getincrementaldecoder("utf-8")("strict")
        self.is_utf8 = True
        self.has_bom = False
        self.undefined: tuple[int, int, int] | None = None  # offset, line, byte
        self.mojibake: int | None = None  # line

    def take(self, block: bytes) -> None:
        if self.size == 0:
            self._look_at_start(block)
        self.digest.update(block)
        self._look_for_nul(block)
        if self.is_utf8:
            self._try_utf8(block)
        if self.undefined is None and (found := _UNDEFINED_IN_1252.search(block)):
            self.undefined = (self.size + found.start(), self._line_at(block, found.start()), block[found.start()])
        self._look_for_mojibake(block)
        self._measure_lines(block)
        self.size += len(block)

    def _look_at_start(self, block: bytes) -> None:
        if block.startswith(_UTF16_BOMS):
            raise FileRefused(self.file, 'it was saved as "Unicode text" (UTF-16); save it as "CSV UTF-8"')
        for magic, what in _MAGIC:
            if block.startswith(magic):
                raise FileRefused(self.file, f"it is {what}, whatever its name says; export the extract as CSV")
        if _PROGRAM.match(block):
            raise FileRefused(self.file, "it is a program, whatever its name says; export the extract as CSV")
        self.has_bom = block.startswith(_UTF8_BOM)
        if _MARKUP.match(block.removeprefix(_UTF8_BOM)):
            raise FileRefused(self.file, "it is a web page or XML, whatever its name says; export the extract as CSV")

    def _look_for_nul(self, block: bytes) -> None:
        at = block.find(0)
        if at >= 0:
            raise FileRefused(
                self.file,
                f"byte {self.size + at + 1} is NUL, which no text has: the file is damaged, or saved as UTF-16; "
                'export it again as "CSV UTF-8"',
                line=self._line_at(block, at),
            )

    def _try_utf8(self, block: bytes) -> None:
        try:
            self.utf8.decode(block)
        except UnicodeDecodeError:
            self.is_utf8 = False

    def _look_for_mojibake(self, block: bytes) -> None:
        if self.mojibake is None and (found := _MOJIBAKE.search(self.tail + block)):
            self.mojibake = self._line_at(block, max(found.start() - len(self.tail), 0))
        self.tail = block[-3:]

    def _measure_lines(self, block: bytes) -> None:
        ends = max(block.rfind(b"\n"), block.rfind(b"\r"))
        self.unended = len(block) - ends - 1 if ends >= 0 else self.unended + len(block)
        if self.unended > LONGEST_LINE:
            raise FileRefused(
                self.file,
                f"it is longer than {LONGEST_LINE:,} bytes, which no row of an extract is; export it again as CSV",
                line=self.lines + 1,
            )
        self.lines += block.count(b"\n")

    def _line_at(self, block: bytes, at: int) -> int:
        return self.lines + block.count(b"\n", 0, at) + 1

    def result(self) -> Scanned:
        if self.size == 0:
            raise FileRefused(self.file, "it is empty (0 bytes); export the extract again")
        if self.is_utf8:
            self._try_utf8_end()
        return Scanned(self._encoding(), self.digest.hexdigest(), self.size, self._findings())

    def _try_utf8_end(self) -> None:
        try:
            self.utf8.decode(b"", final=True)
        except UnicodeDecodeError:
            self.is_utf8 = False

    def _encoding(self) -> str:
        if self.is_utf8:
            return "utf-8-sig" if self.has_bom else "utf-8"
        if self.has_bom:
            raise FileRefused(self.file, 'it begins as UTF-8 but is not UTF-8 throughout; export it as "CSV UTF-8"')
        if self.undefined is not None:
            offset, line, byte = self.undefined
            raise FileRefused(
                self.file,
                f"byte {offset + 1} (hexadecimal {byte:02X}) is neither UTF-8 nor Windows-1252; "
                'export it as "CSV UTF-8"',
                line=line,
            )
        return "cp1252"

    def _findings(self) -> tuple[Finding, ...]:
        if not self.is_utf8 or self.mojibake is None:
            return ()
        sentence = (
            'Letters such as "Â£" or "Ã©" look like text that was saved twice in different encodings; '
            "check names and notes in the system that made the file."
        )
        return (Finding(self.mojibake, "", "", "garbled-text", WARNING, sentence),)


def scan(stream: BinaryIO, file: str) -> Scanned:
    """Look through the whole of a stream from where it stands. Raises FileRefused."""
    looking = _Scan(file)
    while block := stream.read(BLOCK):
        looking.take(block)
    return looking.result()
