"""Tables of word pairs: what people write, read and review."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

COLUMNS = ("original", "spun", "dialect", "weight", "source")

# Sources of rows that the compiler tells apart; any other stands for pairs observed on spun pages.
WRITTEN = "written"  # written down from knowledge of the language: a spinner may do so
# From lists of another dialect: observed, but not on the pages that the compiler's figures go by. Like the written rows
# they say what may become of an original, and not how often it is replaced.
LISTED = frozenset({"tortured", "tortured-word"})
OWN = "own"  # a user's own: his spinner does so
ALIGNED = "aligned"  # read off a user's aligned texts: counted


@dataclass(frozen=True)
class Row:
    """A row of the lexicon's source: what was written, what a spinner makes of it, and where that is from.

    Attributes:
        original, spun: Phrases in lower case, apostrophes straight.
        dialect: The spinners known to do so, by label; several are joined by commas.
        weight: How often it was observed; for rows of the source `written`, how natural it is, from 0 to 1.
        source: Where the row comes from; data/lexicon/README.md explains each.
    """

    original: str
    spun: str
    dialect: str
    weight: float
    source: str


def read_rows(path: Path) -> Iterator[Row]:
    """Read a table of data/lexicon/.

    Raises:
        ValueError: The columns are wrong, or a row is; the message names the file and the line.
    """
    with path.open(encoding="utf-8", newline="") as file:
        table = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        header = next(table, [])
        if tuple(header) != COLUMNS:
            raise ValueError(f"{path}:1: the columns must be {', '.join(COLUMNS)}, not {', '.join(header)}")
        for number, fields in enumerate(table, 2):
            if len(fields) != len(COLUMNS):
                raise ValueError(f"{path}:{number}: {len(COLUMNS)} columns expected, {len(fields)} found")
            original, spun, dialect, weight, source = fields
            try:
                yield Row(original, spun, dialect, float(weight), source)
            except ValueError:
                raise ValueError(f"{path}:{number}: the weight must be a number, not {weight!r}") from None


def read_table(path: Path) -> Iterator[Row]:
    """Read a table of either kind: with the columns of data/lexicon/, or a plain one of word pairs.

    Raises:
        ValueError: It is no such table; the message names the file and the line.
        OSError: The file cannot be read.
    """
    try:
        first = path.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r").split("\t")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is not UTF-8 text: {error}") from None
    return read_rows(path) if tuple(first) == COLUMNS else read_pairs(path)


def read_pairs(path: Path) -> Iterator[Row]:
    """Read a plain table of word pairs: original, spun phrase and, if wanted, a weight; `#` begins a comment.

    Raises:
        ValueError: A row is wrong; the message names the file and the line.
    """
    weights: dict[tuple[str, str], float] = {}
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            fields = [" ".join(field.lower().replace("’", "'").split()) for field in line.split("\t")]
            if fields == [""] or line.startswith("#"):
                continue
            if len(fields) not in (2, 3) or not fields[0] or not fields[1]:
                raise ValueError(f"{path}:{number}: original<TAB>spun, and optionally <TAB>weight, expected")
            if fields[0] == fields[1]:
                raise ValueError(f"{path}:{number}: {fields[0]!r} stands for itself")
            try:
                weight = float(fields[2]) if len(fields) == 3 else 1.0
            except ValueError:
                raise ValueError(f"{path}:{number}: the weight must be a number, not {fields[2]!r}") from None
            if not 0 < weight < math.inf:
                raise ValueError(f"{path}:{number}: the weight must be above zero, not {fields[2]}")
            before = weights.setdefault((fields[0], fields[1]), weight)
            if before != weight:
                raise ValueError(f"{path}:{number}: the pair stands in the file already, with the weight {before:g}")
            yield Row(fields[0], fields[1], "own", weight, OWN)


def write_table(path: Path, rows: Iterable[Row]) -> None:
    """Write a table with the columns of data/lexicon/, sorted."""
    ordered = sorted(rows, key=lambda row: (row.original, row.spun, row.dialect, row.source))
    fields = [COLUMNS, *((row.original, row.spun, row.dialect, f"{row.weight:g}", row.source) for row in ordered)]
    path.write_text("".join("\t".join(row) + "\n" for row in fields), encoding="utf-8")
