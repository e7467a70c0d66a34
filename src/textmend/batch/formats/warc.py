"""WARC and WET: records, of which those of plain text are documents; all others pass through.

Needs warcio: `pip install 'textmend[warc]'`.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from textmend.batch.records import MOST_BYTES, Bad, Record
from textmend.decode import decode

_END = b"\r\n\r\n"
_DIGESTS = ("WARC-Block-Digest", "WARC-Payload-Digest")
# What the text of a page, taken out of its HTML, comes as; of a response it would be the HTML.
_OF_TEXT = ("conversion", "resource")


@dataclass(frozen=True, slots=True)
class Warc:
    """The format.

    Attributes:
        field: What the text is called in other formats.
    """

    field: str

    def read(self, stream: BinaryIO) -> Iterator[bytes | Bad]:
        """Give the records of a file."""
        number = 0
        try:
            for record in ArchiveIterator(stream, no_record_parse=True):
                number += 1
                length = int(record.rec_headers.get_header("Content-Length") or 0)
                if length > MOST_BYTES:
                    yield Bad(f"a record of {length} bytes, and the longest may have {MOST_BYTES}", f"record {number}")
                    continue
                block = record.raw_stream.read()
                if len(block) < length:
                    yield Bad("ends too early; the file was cut off", f"record {number}", block)
                    return
                yield _raw(record.rec_headers.protocol, record.rec_headers.headers, block)
        except (ArchiveLoadFailed, ValueError) as error:
            yield Bad(f"no WARC record: {error}; nothing after it was read", f"record {number + 1}")

    def parse(self, raw: bytes, header: bytes, name: str) -> Record | Bad | None:
        """Look into a record."""
        head, _, block = raw.removesuffix(_END).partition(_END)
        protocol, *lines = head.decode("utf-8", "replace").split("\r\n")
        fields = [(key, value) for key, _, value in (line.partition(": ") for line in lines)]
        return _Page(raw, protocol, fields, block, self.field)


def _raw(protocol: str, fields: list[tuple[str, str]], block: bytes) -> bytes:
    lines = [protocol, *(f"{name}: {value}" for name, value in fields)]
    return "\r\n".join(lines).encode("utf-8", "replace") + _END + block + _END


@dataclass(frozen=True, slots=True)
class _Page:
    raw: bytes
    protocol: str
    fields: list[tuple[str, str]]
    block: bytes
    field: str

    def _value(self, name: str) -> str | None:
        return next((value for key, value in self.fields if key.lower() == name.lower()), None)

    @property
    def text(self) -> bytes | None:
        is_text = (self._value("Content-Type") or "").lower().startswith("text/plain")
        return self.block if is_text and self._value("WARC-Type") in _OF_TEXT else None

    @property
    def identity(self) -> str | None:
        return self._value("WARC-Record-ID")

    def render(self, text: str | None) -> bytes:
        if text is None:
            return self.raw
        block = text.encode("utf-8", "replace")
        digest = f"sha1:{base64.b32encode(hashlib.sha1(block).digest()).decode()}"
        new = {**dict.fromkeys(map(str.lower, _DIGESTS), digest), "content-length": str(len(block))}
        return _raw(self.protocol, [(key, new.get(key.lower(), value)) for key, value in self.fields], block)

    def row(self, text: str | None) -> dict[str, Any]:
        return {
            "id": self.identity,
            "url": self._value("WARC-Target-URI"),
            "date": self._value("WARC-Date"),
            self.field: decode(self.block)[0] if text is None else text,
        }
