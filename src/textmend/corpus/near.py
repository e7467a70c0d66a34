"""Which paragraphs of a corpus say the same in partly other words, or differ in case and punctuation only.

Candidates are found by keys that copies share, spilled and sorted as the hashes of exact copies are: copies have the
same names and numbers, and one of their rarest words, or two where they have no names. Each pair of candidates is then
compared word by word, as `Duplicates` does within a page.
"""

from __future__ import annotations

import mmap
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import xxhash
from rapidfuzz.distance import Indel

from textmend.corpus.exact import COPY, lines_of
from textmend.corpus.sources import Stretch, read_documents, text_of
from textmend.corpus.spill import Ordered, Partitions, Records
from textmend.corpus.workers import in_order
from textmend.likeness import (
    SIMILARITY,
    SPUN_PLACES,
    Names,
    Paragraph,
    can_be_near,
    facts_of,
    is_comparable,
    is_entry,
    read_paragraph,
    say_the_same,
)
from textmend.segment import Span

Numbers = npt.NDArray[np.uint64]

KEYED = np.dtype([("key", "<u8"), ("ordinal", "<u8")])
"""A key, and the line of the corpus that has it."""

# How often words stand is counted over the first part of the corpus, in so many counters.
_COUNTED_BYTES = 16_000_000
_COUNTERS = 1 << 20
_COMMON_SHARE = 1 / 500  # of all words: what is as frequent is grammar, and the same in all rows of a template
_RARE_SHARE = 1 / 10_000  # what is no more frequent tells one text from another without its names
_OFTEN = 20  # in a small corpus, what is less frequent is not common, and what is no more so is rare
# Words are chosen by their hashes, so that copies choose the same of those that they share (bottom-k sketches, Broder
# 1997); measured with tests/bench/corpus.py.
_CHOSEN = 12  # of a paragraph with names or numbers, to share one of
_CHOSEN_IN_PAIRS = 10  # of one without, to share two of
_MOST_ALIKE = 32  # lines of one key, beyond which the key says too little
_TEMPLATE_ROWS = 3  # lines of the same grammar that are taken for rows of a template
_SKELETON_WORDS = 6  # without as many common words the grammar says too little
_PARTITIONS = 64
_BATCH = 2_000
_CACHED = 4_096
_HASH_BITS = np.uint64(40)
_MIX = np.uint64(0x9E3779B97F4A7C15)  # the golden ratio, as in Knuth's multiplicative hashing

_ALIKE, _SPUN, _SAME = 1, 2, 3


class _Words(dict[str, int]):
    """The hashes of words."""

    def __missing__(self, word: str) -> int:
        if len(self) > _COUNTERS:
            self.clear()
        found = self[word] = xxhash.xxh3_64_intdigest(word.encode())
        return found


class Part(NamedTuple):
    """A chunk of the corpus with the number of its first line, and which of its lines are meant or not meant."""

    chunk: tuple[Stretch, ...]
    first: int
    lines: frozenset[int]


class _Lines(NamedTuple):
    """The lines of a part that can have near copies: which of the corpus they are, and their words, side by side."""

    ordinals: Numbers
    facts: Numbers
    words: Numbers
    starts: npt.NDArray[np.int64]


def _read(part: Part, field: str) -> _Lines:
    hashes = _Words()
    ordinals: list[int] = []
    facts: list[int] = []
    words: list[Iterable[int]] = []
    sizes: list[int] = []
    for ordinal, line in _texts(part.chunk, part.first, field):
        if ordinal in part.lines:
            continue
        paragraph = _paragraph(line)
        if not is_comparable(paragraph) or not can_be_near(paragraph) or is_entry(paragraph):
            continue
        ordinals.append(ordinal)
        told = facts_of(paragraph)
        facts.append(xxhash.xxh3_64_intdigest(told.encode()) if told else 0)
        words.append(list(map(hashes.__getitem__, paragraph.words)))
        sizes.append(len(paragraph.words))
    total = sum(sizes)
    return _Lines(
        np.array(ordinals, np.uint64),
        np.array(facts, np.uint64),
        np.fromiter(chain.from_iterable(words), np.uint64, total),
        np.concatenate(([0], np.cumsum(sizes, dtype=np.int64))),
    )


def _texts(chunk: Sequence[Stretch], first: int, field: str) -> Iterator[tuple[int, bytes]]:
    for stretch in chunk:
        for row, document in enumerate(read_documents(stretch)):
            lines = lines_of(text_of(document, stretch, row, field))
            yield from enumerate(lines, first)
            first += len(lines)


def _paragraph(line: bytes) -> Paragraph:
    text = line.decode("utf-8", "replace")
    return read_paragraph(text, Span(0, len(text)))


def count_words(part: Part, field: str) -> npt.NDArray[np.int64]:
    """Count the words of a part, those of like hashes together."""
    return np.bincount(_read(part, field).words % _COUNTERS, minlength=_COUNTERS)


def key_lines(part: Part, field: str, counts: npt.NDArray[np.int64]) -> tuple[Records, Records]:
    """Give the keys of a part's lines, and those of their grammar, as `KEYED`."""
    lines = _read(part, field)
    rows = np.repeat(np.arange(len(lines.ordinals), dtype=np.uint64), np.diff(lines.starts))
    spans = list(pairwise(lines.starts.tolist()))
    frequency, total = counts[lines.words % _COUNTERS], counts.sum()
    is_common = frequency >= max(_OFTEN, total * _COMMON_SHARE)
    have = lines.facts > 0
    tells = np.where(have[rows], ~is_common, frequency <= max(_OFTEN, total * _RARE_SHARE))
    # Forty bits of a hash are enough to choose by, and fit beside the row into one number to sort.
    ordered = np.sort(rows[tells] << _HASH_BITS | lines.words[tells] >> np.uint64(64 - int(_HASH_BITS)))
    ordered = ordered[np.concatenate((np.ones(min(1, len(ordered)), np.bool_), ordered[1:] != ordered[:-1]))]
    row = (ordered >> _HASH_BITS).astype(np.intp)
    place = np.arange(len(row)) - np.searchsorted(row, row)
    chosen = place < _CHOSEN
    table = np.zeros((len(lines.ordinals), _CHOSEN), np.uint64)
    table[row[chosen], place[chosen]] = ordered[chosen] << (np.uint64(64) - _HASH_BITS)
    found = [
        _keyed(table[:, column] * _MIX ^ lines.facts, lines.ordinals, have & (table[:, column] > 0))
        for column in range(_CHOSEN)
    ]
    same = [xxhash.xxh3_64_intdigest(lines.words[start:end].tobytes()) for start, end in spans]
    found.append(_keyed(np.array(same, np.uint64), lines.ordinals, np.ones(len(same), np.bool_)))
    for one, other in zip(*np.triu_indices(_CHOSEN_IN_PAIRS, 1), strict=True):
        both = (table[:, one] ^ table[:, other]) * _MIX + table[:, one] + table[:, other]
        found.append(_keyed(both, lines.ordinals, ~have & (table[:, other] > 0)))
    grammar = [
        (xxhash.xxh3_64_intdigest(common.tobytes()), ordinal)
        for ordinal, (start, end) in zip(lines.ordinals.tolist(), spans, strict=True)
        if len(common := lines.words[start:end][is_common[start:end]]) >= _SKELETON_WORDS
    ]
    return np.concatenate(found), np.array(grammar, KEYED)


def _keyed(keys: Numbers, ordinals: Numbers, chosen: npt.NDArray[np.bool_]) -> Records:
    records: Records = np.empty(int(chosen.sum()), KEYED)
    records["key"], records["ordinal"] = keys[chosen], ordinals[chosen]
    return records


def pairs_of(records: Records) -> Records:
    """Pair the lines that share a key, but for keys that many share, as `COPY`.

    Examples:
        >>> pairs_of(np.array([(7, 1), (8, 2), (7, 5)], KEYED)).tolist()
        [(5, 1)]
    """
    records = np.sort(records, order=("key", "ordinal"))
    keys, ordinals = records["key"], records["ordinal"]
    _, group, sizes = np.unique(keys, return_inverse=True, return_counts=True)
    few = sizes[group] <= _MOST_ALIKE
    keys, ordinals = keys[few], ordinals[few]
    found = [np.empty(0, COPY)]
    for distance in range(1, _MOST_ALIKE):
        same = np.flatnonzero(keys[distance:] == keys[:-distance])
        if not len(same):
            break
        pairs: Records = np.empty(len(same), COPY)
        pairs["ordinal"], pairs["kept"] = ordinals[same + distance], ordinals[same]
        found.append(pairs)
    return np.unique(np.concatenate(found))


def texts_of(part: Part, field: str) -> list[tuple[int, bytes]]:
    """Give the lines of a part that are meant."""
    return [(ordinal, line) for ordinal, line in _texts(part.chunk, part.first, field) if ordinal in part.lines]


def compare(pairs: Sequence[tuple[bytes, bytes]]) -> list[int]:
    """Tell of pairs of lines whether they are alike, say the same, or are the same."""
    read = lru_cache(_CACHED)(_paragraph)
    return [_compared(read(one), read(other)) for one, other in pairs]


def _compared(one: Paragraph, other: Paragraph) -> int:
    if one.words == other.words:
        return _SAME
    if not Indel.normalized_similarity(one.words, other.words, score_cutoff=SIMILARITY):
        return 0
    return _SPUN if say_the_same(one, other, Names((one, other)), SPUN_PLACES) else _ALIKE


def near_copies(
    parts: Callable[[], Iterator[Part]],
    wanted: Callable[[Numbers], Iterator[Part]],
    spill: Path,
    field: str,
    workers: int,
) -> dict[int, int]:
    """Find the near copies of a corpus, each with the line that it is a copy of; none of these goes itself.

    Args:
        parts: Gives the corpus, with the lines that are gone already.
        wanted: Gives it with the lines of these numbers, in order.
        spill: A folder for what must be sorted.
        field: The field that holds the text of JSON lines.
        workers: How many processes.
    """
    counts = np.zeros(_COUNTERS, np.int64)
    for _, counted in in_order(partial(count_words, field=field), _first_of(parts()), workers):
        counts += counted
    keys, grammar = Partitions(spill, "keys", KEYED), Partitions(spill, "grammar", KEYED)
    for _, (of_words, of_grammar) in in_order(partial(key_lines, field=field, counts=counts), parts(), workers):
        keys.add(of_words["key"] % _PARTITIONS, of_words)
        grammar.add(of_grammar["key"] % _PARTITIONS, of_grammar)
    candidates = Ordered(spill, "candidates", COPY)
    for records in keys:
        candidates.add(pairs_of(records))
    with _Spool(spill / "texts", candidates, wanted, field, workers) as spool:
        found = list(_verified(candidates, spool, workers))
    rows = _rows_of_templates(grammar)
    alike = Counter(line for ordinal, kept, how in found if how != _SAME for line in (ordinal, kept))
    copies: dict[int, int] = {}
    keepers: set[int] = set()
    for ordinal, kept, how in found:
        # Three that look alike are rows of a template, and which says the same as which cannot be told.
        is_copy = how == _SAME or (
            how == _SPUN and alike[ordinal] == 1 == alike[kept] and ordinal not in rows and kept not in rows
        )
        # Never through a chain: what goes must be a copy of a line that stays.
        if is_copy and ordinal not in copies and kept not in copies and ordinal not in keepers:
            copies[ordinal] = kept
            keepers.add(kept)
    return copies


def _first_of(parts: Iterator[Part]) -> Iterator[Part]:
    size = 0
    for part in parts:
        yield part
        size += sum(stretch.end - stretch.start for stretch in part.chunk)
        if size >= _COUNTED_BYTES:
            break


def _rows_of_templates(grammar: Partitions) -> set[int]:
    rows: set[int] = set()
    for records in grammar:
        _, group, sizes = np.unique(records["key"], return_inverse=True, return_counts=True)
        rows.update(records["ordinal"][sizes[group] >= _TEMPLATE_ROWS].tolist())
    return rows


class _Spool:
    """The texts of candidates, written to a file in order and read from anywhere in it."""

    def __init__(
        self,
        path: Path,
        candidates: Ordered,
        wanted: Callable[[Numbers], Iterator[Part]],
        field: str,
        workers: int,
    ) -> None:
        lines = [np.unique(np.concatenate((found["ordinal"], found["kept"]))) for found in candidates]
        self._ordinals: Numbers = np.unique(np.concatenate(lines)) if lines else np.empty(0, np.uint64)
        sizes: list[int] = []
        with path.open("wb") as file:
            for _, texts in in_order(partial(texts_of, field=field), wanted(self._ordinals), workers):
                for _, text in texts:
                    file.write(text)
                    sizes.append(len(text))
        self._ends = np.cumsum(sizes, dtype=np.int64)
        self._file = path.open("rb")
        self._texts = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ) if sizes else b""

    def __enter__(self) -> _Spool:
        return self

    def __exit__(self, *_: object) -> None:
        if isinstance(self._texts, mmap.mmap):
            self._texts.close()
        self._file.close()

    def __getitem__(self, ordinal: int) -> bytes:
        place = int(np.searchsorted(self._ordinals, np.uint64(ordinal)))
        return self._texts[int(self._ends[place - 1]) if place else 0 : int(self._ends[place])]


def _verified(candidates: Ordered, spool: _Spool, workers: int) -> Iterator[tuple[int, int, int]]:
    """Compare the candidates; give those that are alike, in order, and how."""

    def batches() -> Iterator[tuple[Records, list[tuple[bytes, bytes]]]]:
        for records in candidates:
            distinct = np.unique(records)
            for start in range(0, len(distinct), _BATCH):
                batch = distinct[start : start + _BATCH]
                texts = [(spool[kept], spool[ordinal]) for ordinal, kept in batch.tolist()]
                yield batch, texts

    for (batch, _), told in in_order(_compare_batch, batches(), workers):
        for (ordinal, kept), how in zip(batch.tolist(), told, strict=True):
            if how:
                yield ordinal, kept, how


def _compare_batch(batch: tuple[Any, list[tuple[bytes, bytes]]]) -> list[int]:
    return compare(batch[1])
