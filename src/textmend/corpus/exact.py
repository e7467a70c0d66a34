"""Which lines and documents of a corpus are the same but for white space, told by their hashes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import xxhash

from textmend.corpus.sources import Stretch, read_documents, site_of, text_of
from textmend.corpus.spill import Records

HASHED = np.dtype([("high", "<u8"), ("low", "<u8"), ("ordinal", "<u8")])
"""A hash of 128 bits, and which line or document of the corpus has it."""

COPY = np.dtype([("ordinal", "<u8"), ("kept", "<u8")])
"""A line or document that is a copy, and the one that stays."""

# In bytes. No paragraph of twelve words is shorter; whether what is longer is a paragraph is looked at when it is
# known to stand twice.
_SHORTEST_LINE = 24

_digest = xxhash.xxh3_128_digest


@dataclass(frozen=True, slots=True)
class Hashes:
    """What one pass over a chunk tells of its documents.

    Attributes:
        sources: For each document, which source it is of.
        rows: Which line of its stretch it is, where the source is JSON lines.
        sizes: How many lines the text of each has.
        continues: Whether each goes on from the stretch before.
        row_counts: For each stretch, how many lines of JSON it has.
        keys: The hash of each document; of those without text, and of parts, none is meant.
        whole: Which keys are meant.
        lines: Which lines of the chunk are hashed, counted over all documents.
        digests: Their hashes.
        sites: The site of each document and the hash of its longest line, where asked for.
    """

    sources: npt.NDArray[np.uint32]
    rows: npt.NDArray[np.uint64]
    sizes: npt.NDArray[np.uint64]
    continues: npt.NDArray[np.bool_]
    row_counts: tuple[int, ...]
    keys: bytes
    whole: npt.NDArray[np.bool_]
    lines: npt.NDArray[np.uint64]
    digests: bytes
    sites: tuple[tuple[str, int], ...]


def hash_chunk(chunk: Sequence[Stretch], field: str, url_field: str | None = None) -> Hashes:
    """Hash the documents of a chunk, and the lines that are long enough to be paragraphs.

    Args:
        chunk: Stretches of the corpus.
        field: The field that holds the text of JSON lines.
        url_field: The one that holds their URLs, where the sites of the documents are asked for.

    Raises:
        ValueError, OSError: As `read_documents` and `text_of`.
    """
    sources: list[int] = []
    rows: list[int] = []
    sizes: list[int] = []
    continues: list[bool] = []
    row_counts: list[int] = []
    keys: list[bytes] = []
    whole: list[bool] = []
    numbers: list[int] = []
    digests: list[bytes] = []
    sites: list[tuple[str, int]] = []
    first = 0
    for stretch in chunk:
        documents = read_documents(stretch)
        for row, document in enumerate(documents):
            lines = lines_of(text_of(document, stretch, row, field))
            for number, line in enumerate(lines, first):
                if len(line) >= _SHORTEST_LINE:
                    numbers.append(number)
                    digests.append(_digest(line))
            text = b"\n".join(filter(None, lines))
            sources.append(stretch.number)
            rows.append(row)
            sizes.append(len(lines))
            continues.append(not stretch.source.is_lines and stretch.start > 0)
            keys.append(_digest(text))
            whole.append(bool(text) and (stretch.source.is_lines or stretch.is_whole_file))
            if url_field is not None:
                longest = max(lines, key=len, default=b"")
                sites.append((site_of(document, stretch, url_field), xxhash.xxh3_64_intdigest(longest)))
            first += len(lines)
        row_counts.append(len(documents))
    return Hashes(
        np.array(sources, np.uint32),
        np.array(rows, np.uint64),
        np.array(sizes, np.uint64),
        np.array(continues, np.bool_),
        tuple(row_counts),
        b"".join(keys),
        np.array(whole, np.bool_),
        np.array(numbers, np.uint64),
        b"".join(digests),
        tuple(sites),
    )


def lines_of(text: bytes) -> list[bytes]:
    r"""Give the lines of a text, without white space around them and with one space for each run within.

    Examples:
        >>> lines_of(b" one \t two\n\nthree\n")
        [b'one two', b'', b'three']
    """
    lines = text.split(b"\n")
    if not lines[-1]:
        lines.pop()
    # Looking for what hardly any text has is faster than taking each line apart.
    if b"  " in text or b"\t" in text:
        return [b" ".join(line.split()) for line in lines]
    return [line.strip() for line in lines]


def hashed(digests: bytes, ordinals: npt.NDArray[np.uint64]) -> Records:
    """Put digests and what they are of together, as `HASHED`."""
    records = np.empty(len(ordinals), HASHED)
    halves = np.frombuffer(digests, "<u8").reshape(-1, 2)
    records["high"], records["low"], records["ordinal"] = halves[:, 0], halves[:, 1], ordinals
    return records


def groups(records: Records) -> tuple[Records, npt.NDArray[np.intp]]:
    """Put records of the same hash side by side, each group in the order of the corpus.

    Args:
        records: As `HASHED`, in the order of the corpus.

    Returns:
        The records of groups of two and more, and where each group starts.
    """
    order = np.argsort(records["high"], kind="stable")
    high, low = records["high"][order], records["low"][order]
    if np.any((high[1:] == high[:-1]) & (low[1:] != low[:-1])):
        order = np.lexsort((records["low"], records["high"]))
        high, low = records["high"][order], records["low"][order]
    is_first = _changes(high, low)
    alone = is_first & np.append(is_first[1:], True)
    return records[order[~alone]], np.flatnonzero(is_first[~alone])


NOTHING = 2**64 - 1
"""What furniture of a site is a copy of."""


def copies(records: Records) -> Records:
    """Find the copies among records, each of the first that has its hash, as `COPY`.

    Examples:
        >>> both = hashed(b"a" * 16 + b"b" * 16 + b"a" * 16, np.array([3, 5, 9], np.uint64))
        >>> copies(both).tolist()
        [(9, 3)]
    """
    grouped, starts = groups(records)
    sizes = np.diff(np.append(starts, len(grouped)))
    return _copies_of(grouped["ordinal"], np.repeat(grouped["ordinal"][starts], sizes))


def copies_and_furniture(
    records: Records, sites: npt.NDArray[Any], pages: npt.NDArray[Any], most_pages: int
) -> Records:
    """Find the copies among records, and what stands on many pages of a site, which goes from all of them.

    Args:
        records: As `HASHED`, in the order of the corpus.
        sites: For each the number of its site; 0 for none.
        pages: For each which page it stands on; versions of one page have the same.
        most_pages: On how many pages of a site it may stand.

    Returns:
        As `copies`, where furniture is a copy of `NOTHING`.

    Examples:
        >>> four = hashed(b"a" * 64, np.array([1, 4, 6, 9], np.uint64))
        >>> copies_and_furniture(four, np.array([1, 1, 2, 2]), np.array([1, 2, 3, 3]), 1)["ordinal"].tolist()
        [1, 4, 9]
    """
    numbered = records.copy()
    numbered["ordinal"] = np.arange(len(records))
    grouped, starts = groups(numbered)
    places = grouped["ordinal"].astype(np.intp)
    group = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(grouped))))
    sites, pages, ordinals = sites[places], pages[places], records["ordinal"][places]
    order = np.lexsort((pages, sites, group))
    new_site = _changes(group[order], sites[order])
    new_page = new_site | _changes(pages[order])
    number = np.cumsum(new_site) - 1
    counts = np.bincount(number, weights=new_page)
    is_furniture = np.empty(len(order), np.bool_)
    is_furniture[order] = (counts[number] > most_pages) & (sites[order] > 0)
    furniture: Records = np.empty(int(is_furniture.sum()), COPY)
    furniture["ordinal"], furniture["kept"] = ordinals[is_furniture], NOTHING
    left, group = ordinals[~is_furniture], group[~is_furniture]
    firsts = np.flatnonzero(_changes(group))
    kept = np.repeat(left[firsts], np.diff(np.append(firsts, len(left))))
    return np.concatenate((furniture, _copies_of(left, kept)))


def _copies_of(ordinals: npt.NDArray[Any], kept: npt.NDArray[Any]) -> Records:
    is_copy = ordinals != kept
    found: Records = np.empty(int(is_copy.sum()), COPY)
    found["ordinal"], found["kept"] = ordinals[is_copy], kept[is_copy]
    return found


def _changes(*columns: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Tell where one of the columns differs from what stands before."""
    changes = np.zeros(len(columns[0]), np.bool_)
    changes[:1] = True
    for column in columns:
        changes[1:] |= column[1:] != column[:-1]
    return changes
