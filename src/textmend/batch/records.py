"""What files are made of: records, of which most hold a document, and what is bad."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol

# A record that is longer, in bytes, is bad: each process holds a few at a time. No page of a crawl comes near (the
# crawlers themselves cut off at 1 to 5 MB).
MOST_BYTES = 32 << 20
# A bad record of at most so many bytes is put down as it is, a longer one by its place alone.
_MOST_KEPT = 1 << 20


@dataclass(frozen=True, slots=True)
class Bad:
    """What could not be read.

    Attributes:
        error: What is wrong, and what to do.
        place: Where in the file it is, such as `line 17`; empty for the file as a whole, None where it is a record
            whose place the reader knows.
        raw: The record as it lies in the file; None where there is no record, or it is too long to be held.
    """

    error: str
    place: str | None = None
    raw: bytes | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """What a file begins with before its records."""

    raw: bytes


class Record(Protocol):
    """A record that was read."""

    @property
    def text(self) -> str | bytes | None:
        """Its document; None where it has none."""

    @property
    def identity(self) -> str | int | None:
        """What it calls itself: its `id`, where it has one."""

    def render(self, text: str | None) -> bytes:
        """Give it as its own format writes it, with another text; with None as it came in."""

    def row(self, text: str | None) -> dict[str, Any]:
        """Give it as a row for another format, with another text; with None as it came in."""


class RecordFormat(Protocol):
    """A format whose records are bytes that can be told apart without looking into them."""

    def read(self, stream: BinaryIO) -> Iterator[bytes | Bad | Header]:
        """Give the records of a file, in order; the header, where there is one, first.

        Raises:
            OSError: The file cannot be read on.
        """

    def parse(self, raw: bytes, header: bytes, name: str) -> Record | Bad | None:
        """Look into a record of a file of some name; None for one that means nothing, such as an empty line."""


def as_json(value: Any) -> bytes:
    r"""Give a value as a line of JSON.

    Examples:
        >>> as_json({"text": "café"}).decode()
        '{"text": "café"}\n'
    """
    line = json.dumps(value, ensure_ascii=False, default=_plain)
    try:
        return line.encode() + b"\n"
    except UnicodeEncodeError:  # half a pair of surrogates, which only an escape can write
        return json.dumps(value, default=_plain).encode() + b"\n"


def reject_line(name: str, bad: Bad, identity: str | int | None = None, in_output: bool = False) -> bytes:
    """Give the line that puts down what is bad.

    Args:
        name: The file.
        bad: What is bad in it.
        identity: What the document calls itself.
        in_output: Whether it is in the output all the same, as it came in.
    """
    kept = bad.raw is not None and len(bad.raw) <= _MOST_KEPT and not in_output
    row: dict[str, Any] = {
        "file": name,
        "place": bad.place or "",
        "id": identity,
        "error": bad.error,
        "in_output": in_output,
    }
    return as_json({**row, "raw": bad.raw.decode("utf-8", "surrogateescape") if kept and bad.raw is not None else None})


def _plain(value: Any) -> Any:
    """Write what JSON has no form for: dates and numbers as text, bytes as text where they are."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
