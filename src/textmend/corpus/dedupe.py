"""Removes second copies of paragraphs and documents from a corpus.

The first pass hashes every paragraph and document and spills the hashes to disk; what has the same hash is a copy of
the first. The second pass writes the corpus again without the copies. Neither holds more than a few stretches of the
corpus, so that memory is bounded; all is decided in the order of the corpus, so that it is the same for any number of
workers.

Near copies take three passes more: one counts words, one keys what is left, one fetches the texts to compare.
"""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from textmend.corpus.documents import Documents
from textmend.corpus.exact import COPY, HASHED, NOTHING, copies, copies_and_furniture, hash_chunk, hashed
from textmend.corpus.near import Part, near_copies
from textmend.corpus.rewrite import Removal, Task, rewrite
from textmend.corpus.sources import Source, Stretch, chunks, find_sources
from textmend.corpus.spill import Ordered, Partitions, Records
from textmend.corpus.workers import in_order
from textmend.files import write_folder

REMOVALS = "removals.jsonl"
"""The file that tells what was removed."""

_PARTITIONS = 64  # for 10 GB of text some 10 MB of hashes each


@dataclass(frozen=True, slots=True)
class Deduped:
    """What was done to a corpus.

    Attributes:
        documents: How many documents it had.
        removed_documents: How many of them went as a whole.
        removed_paragraphs: How many paragraphs of the others went.
    """

    documents: int
    removed_documents: int
    removed_paragraphs: int


def dedupe(
    paths: Iterable[Path],
    output: Path,
    *,
    field: str = "text",
    workers: int = 1,
    near: bool = False,
    site_furniture: int | None = None,
    url_field: str = "url",
) -> Deduped:
    r"""Write a corpus without second copies of its paragraphs and documents.

    What is the same but for white space is a copy of what comes first in the order of the files. A file that is left
    without a document is not written.

    Args:
        paths: Text files, a document each; files of JSON lines (`.jsonl`, `.ndjson`), a document a line; and folders of
            them.
        output: The folder to make; whole or not at all.
        field: The field that holds the text of JSON lines.
        workers: How many processes; the result is the same.
        near: Whether paragraphs are copies too that say the same in partly other words, or differ in case and
            punctuation only.
        site_furniture: On how many pages of a site a paragraph may stand; what stands on more is furniture of the site,
            and goes from all of them. None asks for no furniture.
        url_field: The field that holds the URL of JSON lines, whose host is their site; that of a text file is its
            folder.

    Raises:
        FileExistsError: The folder is there already.
        ValueError: A file is no text, or a line has no such field; the message names them.
        OSError: A file cannot be read, or the folder not written; the error names it.

    Examples:
        >>> from tempfile import mkdtemp
        >>> folder = Path(mkdtemp())
        >>> line = "The old bridge over the river is open again after three years of work by forty people."
        >>> for name in ("one.txt", "two.txt"):
        ...     _ = (folder / name).write_text(f"Page {name}\n{line}\n")
        >>> dedupe([folder / "one.txt", folder / "two.txt"], folder / "out")
        Deduped(documents=2, removed_documents=0, removed_paragraphs=1)
        >>> (folder / "out/two.txt").read_text()
        'Page two.txt\n'
    """
    if output.exists():
        raise FileExistsError(errno.EEXIST, "there already; name a folder that is to be made", str(output))
    sources = find_sources(paths)
    if any(source.name == REMOVALS for source in sources):
        raise ValueError(f"a file is called {REMOVALS}, as the list of what is removed will be; rename it")
    done: list[Deduped] = []
    asked = _Asked(field, workers, near, site_furniture, url_field)
    write_folder(output, lambda folder: done.append(_dedupe(sources, folder, asked)))
    return done[0]


class _Asked(NamedTuple):
    """What `dedupe` was asked for."""

    field: str
    workers: int
    near: bool
    site_furniture: int | None
    url_field: str


class _Hashed(NamedTuple):
    """What the first pass leaves: the documents, where each chunk begins, and the hashes, spilled."""

    documents: Documents
    begins: list[tuple[int, int]]  # its first document and its first line
    of_lines: Partitions
    of_documents: Partitions


def _dedupe(sources: Sequence[Source], folder: Path, asked: _Asked) -> Deduped:
    with tempfile.TemporaryDirectory(prefix=".spill-", dir=folder) as name:
        spill = Path(name)
        passed = _hash(sources, spill, asked)
        lines, documents = Ordered(spill, "copied-lines", COPY), Ordered(spill, "copied-documents", COPY)
        for records in passed.of_documents:
            documents.add(copies(records))
        for records in passed.of_lines:
            lines.add(_copies_of_lines(records, passed.documents, asked.site_furniture))
        near = _near(sources, passed, lines, documents, spill, asked) if asked.near else {}
        tasks = _tasks(sources, passed, lines, documents, near)
        removed_documents = removed_paragraphs = 0
        with (folder / REMOVALS).open("wb") as removals:
            for _, rewritten in in_order(partial(rewrite, field=asked.field), tasks, asked.workers):
                removals.write(rewritten.records)
                for stretch, content, is_there in rewritten.files:
                    if is_there:
                        _append(folder / stretch.source.name, content)
                removed_documents += rewritten.removed_documents
                removed_paragraphs += rewritten.removed_paragraphs
    return Deduped(passed.documents.count, removed_documents, removed_paragraphs)


def _copies_of_lines(records: Records, documents: Documents, site_furniture: int | None) -> Records:
    if site_furniture is None:
        return copies(records)
    return copies_and_furniture(records, *documents.sites_and_pages(records["ordinal"]), site_furniture)


def _hash(sources: Sequence[Source], spill: Path, asked: _Asked) -> _Hashed:
    url_field = None if asked.site_furniture is None else asked.url_field
    hash_one = partial(hash_chunk, field=asked.field, url_field=url_field)
    passed = _Hashed(Documents(sources), [], Partitions(spill, "lines", HASHED), Partitions(spill, "documents", HASHED))
    for chunk, hashes in in_order(hash_one, chunks(sources), asked.workers):
        first = passed.documents.lines
        numbers = passed.documents.add(chunk, hashes)
        passed.begins.append((int(numbers[0]) if len(numbers) else passed.documents.count, first))
        lines = hashed(hashes.digests, hashes.lines + np.uint64(first))
        whole = hashed(hashes.keys, numbers)[hashes.whole]
        passed.of_lines.add(lines["high"] % _PARTITIONS, lines)
        passed.of_documents.add(whole["high"] % _PARTITIONS, whole)
    return passed


def _near(
    sources: Sequence[Source], passed: _Hashed, lines: Ordered, whole: Ordered, spill: Path, asked: _Asked
) -> dict[int, int]:
    """Find the near copies among the lines that are no exact ones."""

    def parts() -> Iterator[Part]:
        for chunk, document, line, line_end in _chunks(sources, passed):
            last = int(passed.documents.of_lines(np.array([line_end - 1]))[0]) if line_end > line else document
            gone = {number for found in lines.between(line, line_end) for number in found["ordinal"].tolist()}
            for found in whole.between(document, last + 1):
                for number in found["ordinal"].tolist():
                    gone.update(passed.documents.lines_of(number))
            yield Part(chunk, line, frozenset(gone))

    def wanted(ordinals: npt.NDArray[np.uint64]) -> Iterator[Part]:
        for chunk, _, line, line_end in _chunks(sources, passed):
            start, end = np.searchsorted(ordinals, np.array([line, line_end], np.uint64))
            if start < end:
                yield Part(chunk, line, frozenset(ordinals[start:end].tolist()))

    return near_copies(parts, wanted, spill, asked.field, asked.workers)


def _chunks(sources: Sequence[Source], passed: _Hashed) -> Iterator[tuple[tuple[Stretch, ...], int, int, int]]:
    """Give the chunks of the corpus again, each with its first document, its first line, and the line behind it."""
    ends = [*passed.begins[1:], (passed.documents.count, passed.documents.lines)]
    for chunk, (document, line), (_, line_end) in zip(chunks(sources), passed.begins, ends, strict=True):
        yield chunk, document, line, line_end


def _tasks(
    sources: Sequence[Source], passed: _Hashed, lines: Ordered, whole: Ordered, near: Mapping[int, int]
) -> Iterator[Task]:
    """Give the chunks of the corpus again, each with what is to go of it."""
    documents = passed.documents
    near_ordinals = np.array(sorted(near), np.uint64)
    for chunk, document, line, line_end in _chunks(sources, passed):
        names: dict[int, str] = {}
        # A chunk that goes on with the document of the one before has that document too.
        last = int(documents.of_lines(np.array([line_end - 1]))[0]) if line_end > line else document
        gone: dict[int, Removal] = {}
        for found in whole.between(document, last + 1):
            for own, kept in zip(found["ordinal"].tolist(), found["kept"].tolist(), strict=True):
                names[own - document] = documents.name(own)
                gone[own - document] = Removal("copy", documents.name(kept), None)
        removals: dict[int, dict[int, Removal]] = {}
        start, end = np.searchsorted(near_ordinals, np.array([line, line_end], np.uint64))
        of_near = np.array([(one, near[one]) for one in near_ordinals[start:end].tolist()], COPY)
        for reason, found in (*(("copy", some) for some in lines.between(line, line_end)), ("near copy", of_near)):
            is_furniture = (found["kept"] == NOTHING).tolist()
            copied = documents.place(found["ordinal"])
            # Of a near copy that goes there may be exact copies: they are copies of what stays.
            kept_lines = [near.get(kept, kept) for kept in found["kept"].tolist()]
            copies_of = documents.place(np.where(is_furniture, found["ordinal"], np.array(kept_lines, np.uint64)))
            for (own, place), (other, kept), of_site in zip(copied, copies_of, is_furniture, strict=True):
                names[own - document] = documents.name(own)
                if of_site:
                    removal = Removal("furniture of the site", None, None)
                else:
                    removal = Removal(reason, documents.name(other), kept + 1, place - kept if own == other else 0)
                # Counted from where the document's part in this chunk begins.
                removals.setdefault(own - document, {})[place - max(0, line - documents.first_line(own))] = removal
        yield Task(chunk, names, gone, removals, line - documents.first_line(document) if line_end > line else 0)


def _append(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        file.write(content)
