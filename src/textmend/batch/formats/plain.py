"""Plain text: a file is a document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from textmend.batch.records import MOST_BYTES, Bad, Record
from textmend.decode import decode, why_no_text


@dataclass(frozen=True, slots=True)
class PlainText:
    """The format.

    Attributes:
        field: What the text is called in other formats.
        encoding: The encoding that is declared; None detects it.
    """

    field: str
    encoding: str | None

    def read(self, stream: BinaryIO) -> Iterator[bytes | Bad]:
        """Give the one record of a file."""
        raw = stream.read(MOST_BYTES + 1)
        yield Bad(f"longer than {MOST_BYTES >> 20} MiB; split it into pages") if len(raw) > MOST_BYTES else raw

    def parse(self, raw: bytes, header: bytes, name: str) -> Record | Bad | None:
        """Look into it."""
        if self.encoding is None and (reason := why_no_text(raw)):
            return Bad(f"a binary file, not text ({reason})")
        return _Page(raw, name, self.field, self.encoding)


@dataclass(frozen=True, slots=True)
class _Page:
    text: bytes
    identity: str
    field: str
    encoding: str | None

    def render(self, text: str | None) -> bytes:
        return self.text if text is None else text.encode("utf-8", "replace")

    def row(self, text: str | None) -> dict[str, Any]:
        return {"id": self.identity, self.field: decode(self.text, self.encoding)[0] if text is None else text}
