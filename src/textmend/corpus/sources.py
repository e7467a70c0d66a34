"""The files of a corpus and the documents in them, read a stretch at a time."""

from __future__ import annotations

import io
import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

_JSON_LINES = (".jsonl", ".ndjson")
# What is read and held at once: large enough that starting on it costs nothing, small enough for many workers.
_STRETCH_BYTES = 8_000_000
# A text file is one document up to this size; beyond, each stretch of it is looked at by itself.
_WHOLE_BYTES = 32_000_000

_JSON_SPACE = re.compile(r"[ \t\n\r]*")
_SURROGATE = re.compile("[\ud800-\udfff]")  # JSON may hold one as an escape; UTF-8 may not


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the corpus.

    Attributes:
        path: Where it lies.
        name: What it is called in the output, a path relative to the folder that is written.
        is_lines: Whether it is JSON lines, a document each; otherwise it is plain text, one document.
        size: In bytes, when the corpus was first looked at.
        modified: When it was last written to, in nanoseconds.
    """

    path: Path
    name: str
    is_lines: bool
    size: int
    modified: int


class Stretch(NamedTuple):
    """A part of a source, from byte to byte and of whole lines; small sources are one."""

    number: int
    source: Source
    start: int
    end: int

    @property
    def is_whole_file(self) -> bool:
        """Whether there is no more of the source."""
        return self.start == 0 and self.end == self.source.size


def find_sources(paths: Iterable[Path]) -> list[Source]:
    """Find the files of a corpus, in order: as they are named, and those of a folder by their paths.

    Args:
        paths: Files, and folders whose files are taken with those of the folders in them.

    Raises:
        ValueError: Two files would be written under one name, or there are none.
        OSError: One of them cannot be looked at; the error names it.
    """
    found: dict[str, Source] = {}
    for path in paths:
        files = _files_below(path) if path.is_dir() else [path]
        for file in files:
            name = (file.relative_to(path) if file != path else Path(path.name)).as_posix()
            about = file.stat()
            if name in found:
                raise ValueError(f"{found[name].path} and {file} would both be written as {name}; rename one of them")
            is_lines = file.suffix.lower() in _JSON_LINES
            found[name] = Source(file, name, is_lines, about.st_size, about.st_mtime_ns)
    if not found:
        raise ValueError("there are no files in what was named; name text files, JSON lines or folders of them")
    return list(found.values())


def _files_below(folder: Path) -> list[Path]:
    return sorted(Path(place, name) for place, _, names in os.walk(folder) for name in names if name[0] != ".")


def chunks(sources: Sequence[Source]) -> Iterator[tuple[Stretch, ...]]:
    """Divide a corpus into what is read at once, in order: stretches of large files, and small files together.

    Raises:
        OSError: A file cannot be read.
    """
    gathered: list[Stretch] = []
    size = 0
    for number, source in enumerate(sources):
        for start, end in _ranges(source):
            gathered.append(Stretch(number, source, start, end))
            size += end - start
            if size >= _STRETCH_BYTES:
                yield tuple(gathered)
                gathered, size = [], 0
    if gathered:
        yield tuple(gathered)


def _ranges(source: Source) -> Iterator[tuple[int, int]]:
    if source.size <= (_STRETCH_BYTES if source.is_lines else _WHOLE_BYTES):
        yield 0, source.size
        return
    with source.path.open("rb") as file:
        start = 0
        while start < source.size:
            file.seek(min(source.size, start + _STRETCH_BYTES))
            file.readline()
            end = min(source.size, file.tell())
            yield start, end
            start = end


def read_documents(stretch: Stretch) -> list[bytes]:
    """Read what stands for each document of a stretch: a line of JSON with its line end, or the text itself.

    Raises:
        ValueError: The file is no text, or has changed since it was first looked at; the message names it.
        OSError: The file cannot be read.
    """
    content = _read(stretch)
    if stretch.source.is_lines:
        return list(io.BytesIO(content))
    if b"\0" in content:
        raise ValueError(
            f"{stretch.source.path}: not text in UTF-8 (it holds NUL bytes); convert it first, as with "
            "`textmend clean`, or leave it out"
        )
    return [content]


def _read(stretch: Stretch) -> bytes:
    with stretch.source.path.open("rb") as file:
        about = os.fstat(file.fileno())
        if (about.st_size, about.st_mtime_ns) != (stretch.source.size, stretch.source.modified):
            raise ValueError(f"{stretch.source.path}: changed while it was read; run it again when nobody writes to it")
        file.seek(stretch.start)
        return file.read(stretch.end - stretch.start)


def text_of(document: bytes, stretch: Stretch, row: int, field: str) -> bytes:
    """Give the text of a document, in UTF-8; that of a blank line of JSON is empty.

    Args:
        document: What stands for it.
        stretch: Where it is.
        row: Which document of the stretch it is.
        field: The field that holds the text, where the source is JSON lines.

    Raises:
        ValueError: It is not JSON with such a field; the message names the file and the line.
    """
    if not stretch.source.is_lines:
        return document
    if not document.strip():
        return b""
    try:
        text = json.loads(document.decode("utf-8"))[field]
    except (ValueError, TypeError, KeyError, IndexError, RecursionError):
        text = None
    if not isinstance(text, str):
        with stretch.source.path.open("rb") as file:
            place = file.read(stretch.start).count(b"\n") + row + 1
        raise ValueError(
            f"{stretch.source.path}, line {place}: a JSON object with a text {field!r} expected; name the field that "
            "holds the text with --field, and mend or leave out lines that have none"
        )
    return text.encode("utf-8", "surrogatepass")


def site_of(document: bytes, stretch: Stretch, field: str) -> str:
    """Tell which site a document is of: the host of its URL, or the folder of a text file; empty where none is told.

    Args:
        document: What stands for it.
        stretch: Where it is.
        field: The field that holds the URL, where the source is JSON lines.
    """
    if not stretch.source.is_lines:
        return f"{stretch.source.path.parent}"
    url = json.loads(document).get(field) if document.strip() else None
    try:
        return urlsplit(url).hostname or "" if isinstance(url, str) else ""
    except ValueError:
        return ""


def with_text(line: bytes, field: str, text: str) -> bytes:
    r"""Put another text into the field of a JSON object; all else of the line stays, byte for byte.

    Examples:
        >>> with_text(b'{"size": 1.50, "text": "one\\ntwo"}\n', "text", "one")
        b'{"size": 1.50, "text": "one"}\n'
    """
    row = line.decode("utf-8", "surrogateescape")
    decoder = json.JSONDecoder()
    place = (0, 0)
    position = row.index("{") + 1
    while row[position := _behind_space(row, position)] != "}":
        key, position = decoder.raw_decode(row, position)
        start = _behind_space(row, _behind_space(row, position) + 1)  # behind the colon
        _, position = decoder.raw_decode(row, start)
        if key == field:
            place = start, position  # the last of them counts, as it does for whoever reads the object
        position = _behind_space(row, position)
        if row[position] == ",":
            position += 1
    value = json.dumps(text, ensure_ascii=row.isascii() or _SURROGATE.search(text) is not None)
    return (row[: place[0]] + value + row[place[1] :]).encode("utf-8", "surrogateescape")


def _behind_space(row: str, position: int) -> int:
    space = _JSON_SPACE.match(row, position)
    return space.end() if space else position
