"""Which lines and documents of a corpus are the same but for white space, told by their hashes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xxhash

from textmend.corpus.sources import Stretch, read_documents, text_of
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


def hash_chunk(chunk: Sequence[Stretch], field: str) -> Hashes:
    """Hash the documents of a chunk, and the lines that are long enough to be paragraphs.

    Args:
        chunk: Stretches of the corpus.
        field: The field that holds the text of JSON lines.

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
    is_first = np.ones(len(order), np.bool_)
    is_first[1:] = (high[1:] != high[:-1]) | (low[1:] != low[:-1])
    alone = is_first & np.append(is_first[1:], True)
    return records[order[~alone]], np.flatnonzero(is_first[~alone])


def copies(records: Records) -> Records:
    """Find the copies among records, each of the first that has its hash, as `COPY`.

    Examples:
        >>> both = hashed(b"a" * 16 + b"b" * 16 + b"a" * 16, np.array([3, 5, 9], np.uint64))
        >>> copies(both).tolist()
        [(9, 3)]
    """
    grouped, starts = groups(records)
    sizes = np.diff(np.append(starts, len(grouped)))
    found: Records = np.empty(len(grouped), COPY)
    found["ordinal"] = grouped["ordinal"]
    found["kept"] = np.repeat(grouped["ordinal"][starts], sizes)
    is_copy: npt.NDArray[np.bool_] = found["ordinal"] != found["kept"]
    return found[is_copy]
