"""JSON lines: a line is an object, and one of its members the document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from textmend.batch.records import MOST_BYTES, Bad, Record, as_json

_MARK = b"\xef\xbb\xbf"
_SPACE = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class JsonLines:
    """The format.

    Attributes:
        field: The member that holds the text.
    """

    field: str

    def read(self, stream: BinaryIO) -> Iterator[bytes | Bad]:
        """Give the lines of a file."""
        number = 0
        while line := stream.readline(MOST_BYTES + 1):
            number += 1
            if len(line) <= MOST_BYTES:
                yield line
                continue
            length = len(line)
            while not line.endswith(b"\n") and (line := stream.readline(MOST_BYTES)):
                length += len(line)
            yield Bad(f"a line of {length} bytes, and the longest may have {MOST_BYTES}", f"line {number}")

    def parse(self, raw: bytes, header: bytes, name: str) -> Record | Bad | None:
        """Look into a line."""
        line = raw.removeprefix(_MARK).strip()
        if not line:
            return None
        try:
            text = line.decode("utf-8")
            value = json.loads(text)
        except (ValueError, RecursionError) as error:
            return Bad(f"not JSON: {error}", raw=raw)
        if not isinstance(value, dict):
            return Bad(f"not an object but {type(value).__name__}", raw=raw)
        return _Line(raw, text, value, self.field)


@dataclass(frozen=True, slots=True)
class _Line:
    raw: bytes
    line: str
    value: dict[str, Any]
    field: str

    @property
    def text(self) -> str | None:
        found = self.value.get(self.field)
        return found if isinstance(found, str) else None

    @property
    def identity(self) -> str | int | None:
        found = self.value.get("id")
        return found if isinstance(found, str | int) else None

    def render(self, text: str | None) -> bytes:
        """Give the line with another text, all other members letter for letter."""
        if text is None:
            return self.raw if self.raw.endswith(b"\n") else self.raw + b"\n"
        start, end = span_of(self.line, self.field)
        before, after = self.line[:start].encode(), self.line[end:].encode()
        return before + as_json(text).rstrip(b"\n") + after + b"\n"

    def row(self, text: str | None) -> dict[str, Any]:
        return self.value if text is None else {**self.value, self.field: text}


def span_of(line: str, name: str) -> tuple[int, int]:
    """Tell where in an object's JSON the value of a member is; of several of that name, the last, which counts.

    Examples:
        >>> line = '{"id": 1.0, "text" : "a", "more": {"text": 2}}'
        >>> start, end = span_of(line, "text")
        >>> line[start:end]
        '"a"'

    Raises:
        KeyError: There is no such member.
    """
    found = None
    place = _after_space(line, line.index("{") + 1)
    while line[place] != "}":
        key, place = _DECODER.raw_decode(line, place)
        start = _after_space(line, _after_space(line, place) + 1)  # behind the colon
        _, end = _DECODER.raw_decode(line, start)
        if key == name:
            found = start, end
        place = _after_space(line, end)
        if line[place] == ",":
            place = _after_space(line, place + 1)
    if found is None:
        raise KeyError(name)
    return found


def _after_space(line: str, place: int) -> int:
    match = _SPACE.match(line, place)
    assert match is not None
    return match.end()
