"""The second pass: a chunk of the corpus written again without its copies, and a record of each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from textmend.corpus.sources import Stretch, read_documents, text_of, with_text
from textmend.likeness import is_comparable, is_entry, read_paragraph
from textmend.repairs.duplicates import is_repeated_on_purpose, read_page
from textmend.segment import Span, opaque, whole_lines


class Removal(NamedTuple):
    """Why a line or a document is to go.

    Attributes:
        reason: What it is, in a few words.
        document: The document that holds what stays; None where nothing does.
        line: Which line of its text that is, from 1; None for a whole document.
        inside: How many lines above in the same document that is; 0 where it is another document.
    """

    reason: str
    document: str | None
    line: int | None
    inside: int = 0


@dataclass(frozen=True, slots=True)
class Task:
    """A chunk, and what is to go of it.

    Attributes:
        chunk: The stretches.
        names: How those of its documents are called of which something goes.
        documents: Which of its documents go as a whole.
        lines: For others, which lines of their text go if they are paragraphs; from 0.
        lines_before: How many lines of its first document came before this chunk.
    """

    chunk: tuple[Stretch, ...]
    names: Mapping[int, str]
    documents: Mapping[int, Removal]
    lines: Mapping[int, Mapping[int, Removal]]
    lines_before: int


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What remains of a chunk.

    Attributes:
        files: The bytes to write for each stretch, and whether any document is left of it.
        records: The removals, as JSON lines.
        removed_documents: How many documents went.
        removed_paragraphs: How many paragraphs of the other documents went.
    """

    files: tuple[tuple[Stretch, bytes, bool], ...]
    records: bytes
    removed_documents: int
    removed_paragraphs: int


def rewrite(task: Task, field: str) -> Rewritten:
    """Leave the copies out of a chunk.

    Args:
        task: The chunk, and what is to go.
        field: The field that holds the text of JSON lines.

    Raises:
        ValueError, OSError: As `read_documents` and `text_of`.
    """
    files: list[tuple[Stretch, bytes, bool]] = []
    records: list[bytes] = []
    removed_documents = removed_paragraphs = 0
    number = 0
    for stretch in task.chunk:
        kept: list[bytes] = []
        for row, document in enumerate(read_documents(stretch)):
            if number in task.documents:
                removed_documents += 1
                records.append(_record(task.names[number], None, task.documents[number], _decoded(document)))
            elif chosen := task.lines.get(number):
                text = text_of(document, stretch, row, field)
                left, gone = _without(text, stretch, chosen)
                removed_paragraphs += len(gone)
                start = 1 if number else task.lines_before + 1
                records += [_record(task.names[number], start + line, chosen[line], text) for line, text in gone]
                kept.append(_with_text(document, stretch, field, left) if gone else document)
            else:
                kept.append(document)
            number += 1
        files.append((stretch, b"".join(kept), bool(kept)))
    return Rewritten(tuple(files), b"".join(records), removed_documents, removed_paragraphs)


def _decoded(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape")


def _record(document: str, line: int | None, removal: Removal, text: str) -> bytes:
    record: dict[str, Any] = {"document": document}
    if line is not None:
        record["line"] = line
    record["reason"] = removal.reason
    if removal.document is not None:
        record["copy_of"] = {"document": removal.document}
        if removal.line is not None:
            record["copy_of"]["line"] = removal.line
    record["text"] = text
    # Escapes, so that bytes that are no UTF-8 can be told too.
    return json.dumps(record).encode("ascii") + b"\n"


def _without(text: bytes, stretch: Stretch, chosen: Mapping[int, Removal]) -> tuple[str, list[tuple[int, str]]]:
    """Take lines out of a document; give what is left, and which went."""
    decoded = text.decode("utf-8", _errors(stretch))
    # What is read in stretches is no page but a list of paragraphs.
    is_page = stretch.source.is_lines or stretch.is_whole_file
    spans = dict(_that_are_paragraphs(decoded, chosen, is_page))
    gone = [(line, decoded[span.start : span.end]) for line, span in spans.items()]
    position = 0
    pieces: list[str] = []
    for start, end in whole_lines(decoded, list(spans.values())):
        pieces.append(decoded[position:start])
        position = end
    return "".join([*pieces, decoded[position:]]), gone


def _with_text(document: bytes, stretch: Stretch, field: str, text: str) -> bytes:
    return with_text(document, field, text) if stretch.source.is_lines else text.encode("utf-8", _errors(stretch))


def _errors(stretch: Stretch) -> str:
    # An escape of JSON may be half a character; a text may hold bytes that are none.
    return "surrogatepass" if stretch.source.is_lines else "surrogateescape"


def _that_are_paragraphs(text: str, chosen: Mapping[int, Removal], is_page: bool) -> Iterator[tuple[int, Span]]:
    """Find the lines among those chosen that are paragraphs, and are not repeated on purpose within their page."""
    code = opaque(text)
    page = list(read_page(text)) if is_page and any(removal.inside for removal in chosen.values()) else []
    places = {line.span.start: index for index, line in enumerate(page)}
    starts: list[int] = []
    start = 0
    for line, content in enumerate(text.split("\n")):
        starts.append(start)
        span = Span(start, start + len(content))
        start = span.end + 1
        if line not in chosen or span in code:
            continue
        paragraph = read_paragraph(text, span)
        if not is_comparable(paragraph) or is_entry(paragraph):
            continue
        inside = chosen[line].inside
        if page and inside and is_repeated_on_purpose(page, places[span.start], places[starts[line - inside]]):
            continue
        yield line, span
