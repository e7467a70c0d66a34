"""Where each line of a corpus is: counted over all of it, and told by document and line."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from textmend.corpus.exact import Hashes
from textmend.corpus.sources import Source, Stretch


class Documents:
    """The documents of a corpus and how many lines each has, some twenty bytes a document.

    Examples:
        >>> documents = Documents([])
        >>> documents.count, documents.lines
        (0, 0)
    """

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = sources
        self._first = array("Q")  # the line of the corpus that each begins with
        self._source = array("L")
        self._row = array("Q")
        self._site = array("L")
        self._page = array("Q")
        self._sites: dict[str, int] = {"": 0}
        self._rows_of: tuple[int, int] = (-1, 0)
        self.lines = 0

    @property
    def count(self) -> int:
        """How many documents there are so far."""
        return len(self._first)

    def add(self, chunk: Sequence[Stretch], hashes: Hashes) -> npt.NDArray[np.uint64]:
        """Add those of a chunk, in order, and give their numbers."""
        rows = {}
        for stretch, rows_in_it in zip(chunk, hashes.row_counts, strict=True):
            before = self._rows_of[1] if self._rows_of[0] == stretch.number else 0
            rows[stretch.number] = before
            self._rows_of = (stretch.number, before + rows_in_it)
        numbers = []
        for number, (source, row, size, continues) in enumerate(
            zip(
                hashes.sources.tolist(),
                hashes.rows.tolist(),
                hashes.sizes.tolist(),
                hashes.continues.tolist(),
                strict=True,
            )
        ):
            if not continues and hashes.sites:
                site, page = hashes.sites[number]
                self._site.append(self._sites.setdefault(site, len(self._sites)))
                self._page.append(page)
            if not continues:
                self._first.append(self.lines)
                self._source.append(source)
                self._row.append(rows[source] + row)
            numbers.append(len(self._first) - 1)
            self.lines += size
        return np.array(numbers, np.uint64)

    def of_lines(self, lines: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
        """Tell in which document each of these lines of the corpus stands."""
        return np.searchsorted(np.frombuffer(self._first, np.uint64), lines, side="right") - 1

    def place(self, lines: npt.NDArray[Any]) -> Iterator[tuple[int, int]]:
        """Tell of lines of the corpus in which document each stands, and which line of its text it is, from 0."""
        documents = self.of_lines(lines)
        firsts = np.frombuffer(self._first, np.uint64)[documents]
        return zip(documents.tolist(), (lines - firsts).tolist(), strict=True)

    def lines_of(self, document: int) -> range:
        """Tell which lines of the corpus a document has."""
        following = self._first[document + 1] if document + 1 < len(self._first) else self.lines
        return range(self._first[document], following)

    def first_line(self, document: int) -> int:
        """Tell which line of the corpus a document begins with."""
        return self._first[document]

    def sites_and_pages(self, lines: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
        """Tell of lines of the corpus the number of the site, 0 for none, and the page that each stands on.

        Documents with the same longest line are versions of one page.
        """
        documents = self.of_lines(lines)
        return np.frombuffer(self._site, np.dtype("L"))[documents], np.frombuffer(self._page, np.uint64)[documents]

    def name(self, document: int) -> str:
        """Name a document: its file, and of JSON lines the line, from 1."""
        source = self._sources[self._source[document]]
        return f"{source.name}:{self._row[document] + 1}" if source.is_lines else source.name
