"""Records that may be more than memory holds: written to files by their keys, and read back a file at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Records: TypeAlias = npt.NDArray[Any]
"""A structured array; what its fields are is told where it is made."""


class Partitions:
    """Files of records, each in the order in which they were added.

    Args:
        folder: Where the files are made; they are the caller's to remove.
        name: What their names begin with, one for each of several in a folder.
        kind: What a record is.
    """

    def __init__(self, folder: Path, name: str, kind: np.dtype[Any]) -> None:
        self._folder = folder
        self._name = name
        self._kind = kind
        self._known: set[int] = set()

    def add(self, numbers: npt.NDArray[np.integer[Any]], records: Records) -> None:
        """Add records to the partitions of these numbers, one number a record."""
        if not len(numbers):
            return
        order = np.argsort(numbers, kind="stable")
        present, starts = np.unique(numbers[order], return_index=True)
        for number, of_it in zip(present.tolist(), np.split(order, starts[1:]), strict=True):
            self._known.add(number)
            with self._path(number).open("ab") as file:
                file.write(records[of_it].tobytes())

    def __iter__(self) -> Iterator[Records]:
        """Give the records of each partition that has any, by their numbers."""
        for number in sorted(self._known):
            yield self[number]

    def __getitem__(self, number: int) -> Records:
        """Read a partition."""
        if number not in self._known:
            return np.empty(0, self._kind)
        return np.fromfile(self._path(number), self._kind)

    def _path(self, number: int) -> Path:
        return self._folder / f"{self._name}-{number}"


class Ordered:
    """Records spilled by their ordinal, and read back in its order, a range at a time.

    Args:
        folder, name, kind: As of `Partitions`; the kind has a field `ordinal`.
    """

    _SHARE = 1 << 22  # how many ordinals share a file

    def __init__(self, folder: Path, name: str, kind: np.dtype[Any]) -> None:
        self._partitions = Partitions(folder, name, kind)
        self._number = -1
        self._read: Records = np.empty(0, kind)

    def add(self, records: Records) -> None:
        """Add records, in any order."""
        self._partitions.add(records["ordinal"] // self._SHARE, records)

    def __iter__(self) -> Iterator[Records]:
        """Give the records in order, some at a time."""
        for records in self._partitions:
            yield np.sort(records, order="ordinal")

    def between(self, first: int, end: int) -> Iterator[Records]:
        """Give the records from one ordinal up to another."""
        for number in range(first // self._SHARE, (end - 1) // self._SHARE + 1):
            if number != self._number:
                self._number = number
                self._read = self._partitions[number]
                self._read.sort(order="ordinal")
            start, stop = np.searchsorted(self._read["ordinal"], (first, end))
            yield self._read[start:stop]
