"""CSV: a header, then rows, and one of their cells is the document."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from textmend.batch.records import MOST_BYTES, Bad, Header, Record

_TOO_LONG = (
    f"a row longer than {MOST_BYTES >> 20} MiB, perhaps for a quote that nothing closes; nothing after it was read"
)


@dataclass(frozen=True, slots=True)
class Csv:
    """The format: commas between, quotes where they are needed, UTF-8.

    Attributes:
        field: The column that holds the text.
    """

    field: str

    def read(self, stream: BinaryIO) -> Iterator[bytes | Bad | Header]:
        """Give the header and the rows of a file."""
        lines = _Lines(stream)
        # Each byte a character: where a row ends, what is beyond ASCII does not matter. The limit is the process's.
        csv.field_size_limit(MOST_BYTES)
        rows = csv.reader(line.decode("latin-1") for line in lines)
        number = -1
        try:
            for _ in rows:
                number += 1
                raw = lines.take()
                yield raw if number else Header(raw)
        except (csv.Error, _TooLong):
            yield Bad(_TOO_LONG, f"row {number + 1}")

    def parse(self, raw: bytes, header: bytes, name: str) -> Record | Bad | None:
        """Look into a row."""
        try:
            names, cells = cells_of(header), cells_of(raw)
        except UnicodeDecodeError as error:
            return Bad(f"not UTF-8: {error}", raw=raw)
        if not cells:
            return None
        if self.field not in names:
            return Bad(f"no column {self.field!r}; there are {', '.join(names)}; name one with --field", raw=raw)
        if len(cells) <= names.index(self.field):
            return Bad(f"a row of {len(cells)} cells, and the header has {len(names)}", raw=raw)
        return _Row(raw, names, cells, self.field)


def cells_of(raw: bytes) -> list[str]:
    """Give the cells of a row.

    Raises:
        UnicodeDecodeError: It is not UTF-8.
    """
    return next(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")), [])


def row_of(cells: Iterable[Any], line_end: str = "\n") -> bytes:
    r"""Write a row.

    Examples:
        >>> row_of(["a, b", 1])
        b'"a, b",1\n'
    """
    written = io.StringIO()
    csv.writer(written, lineterminator=line_end).writerow(cells)
    return written.getvalue().encode("utf-8", "replace")


class _TooLong(Exception):
    """A row has no end."""


class _Lines:
    """The lines of a file, and those that were read since the last row ended."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._since: list[bytes] = []
        self._length = 0

    def __iter__(self) -> Iterator[bytes]:
        while line := self._stream.readline(MOST_BYTES + 1):
            self._since.append(line)
            self._length += len(line)
            if self._length > MOST_BYTES:
                raise _TooLong
            yield line

    def take(self) -> bytes:
        raw = b"".join(self._since)
        self._since, self._length = [], 0
        return raw


@dataclass(frozen=True, slots=True)
class _Row:
    raw: bytes
    names: Sequence[str]
    cells: Sequence[str]
    field: str

    @property
    def text(self) -> str:
        return self.cells[self.names.index(self.field)]

    @property
    def identity(self) -> str | None:
        return dict(zip(self.names, self.cells, strict=False)).get("id")

    def render(self, text: str | None) -> bytes:
        if text is None:
            return self.raw if self.raw.endswith((b"\n", b"\r")) else self.raw + b"\n"
        return row_of(self._with(text), "\r\n" if self.raw.endswith(b"\r\n") else "\n")

    def row(self, text: str | None) -> dict[str, Any]:
        """Give it as a row.

        Raises:
            ValueError: It has other cells than the header.
        """
        if len(self.cells) != len(self.names) or len(set(self.names)) < len(self.names):
            raise ValueError(f"a row of {len(self.cells)} cells, and the header names {len(set(self.names))} columns")
        return dict(zip(self.names, self.cells if text is None else self._with(text), strict=False))

    def _with(self, text: str) -> list[str]:
        cells = list(self.cells)
        cells[self.names.index(self.field)] = text
        return cells
