"""The lexicon at run time: what a spinner writes for what, with its probabilities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textmend.spin.arrays import read_arrays, write_arrays

KIND = "lexicon"


@dataclass(frozen=True)
class Lexicon:
    """Spun phrases, each with the originals that it may stand for.

    Phrases are in lower case but for names, their words joined by single spaces, apostrophes straight.

    Attributes:
        spun: The phrases that a spinner writes, sorted.
        offsets: Where each phrase's candidates begin; one more than there are phrases.
        candidate: For each candidate, its place in `originals`.
        log_probability: For each candidate, log P(spun phrase | original) in spun text.
        originals: The phrases that a spinner replaces, sorted.
        log_survival: For each original, log P(it is not replaced) in spun text.
    """

    spun: list[str]
    offsets: NDArray[np.int64]
    candidate: NDArray[np.int64]
    log_probability: NDArray[np.float64]
    originals: list[str]
    log_survival: NDArray[np.float64]

    @cached_property
    def place(self) -> Mapping[str, int]:
        """Where each spun phrase stands."""
        return dict(zip(self.spun, range(len(self.spun)), strict=True))

    @cached_property
    def survival(self) -> Mapping[str, float]:
        """The log-probability that a phrase survives, for the originals that the lexicon knows."""
        return dict(zip(self.originals, self.log_survival.tolist(), strict=True))

    @cached_property
    def lengths(self) -> Mapping[str, tuple[int, ...]]:
        """How many words the spun phrases of several words have that begin with two words."""
        found: dict[str, set[int]] = defaultdict(set)
        for phrase in self.spun:
            spaces = phrase.count(" ")
            if spaces:
                beginning = phrase if spaces == 1 else " ".join(phrase.split(" ", 2)[:2])
                found[beginning].add(spaces + 1)
        return {words: tuple(sorted(lengths)) for words, lengths in found.items()}

    def candidates(self, phrase: str) -> list[tuple[str, float]]:
        """Give the originals that a spun phrase may stand for, each with log P(phrase | original)."""
        place = self.place.get(phrase)
        if place is None:
            return []
        some = slice(self.offsets[place], self.offsets[place + 1])
        return [
            (self.originals[original], float(log_probability))
            for original, log_probability in zip(self.candidate[some], self.log_probability[some], strict=True)
        ]

    @classmethod
    def from_channel(cls, channel: Iterable[tuple[str, str, float]], survival: Mapping[str, float]) -> Lexicon:
        """Build a lexicon.

        Args:
            channel: Rows of original, spun phrase, P(spun phrase | original).
            survival: P(an original is not replaced), for the originals of which it is known to be below one.
        """
        by_spun: dict[str, list[tuple[str, float]]] = defaultdict(list)
        known = set(survival)
        for original, spun, probability in channel:
            by_spun[spun].append((original, probability))
            known.add(original)
        originals = sorted(known)
        number = {original: place for place, original in enumerate(originals)}
        spun_phrases = sorted(by_spun)
        rows = [sorted(by_spun[phrase]) for phrase in spun_phrases]
        return cls(
            spun=spun_phrases,
            offsets=np.cumsum([0, *map(len, rows)]),
            candidate=np.array([number[original] for row in rows for original, _ in row], dtype=np.int64),
            log_probability=np.log([p for row in rows for _, p in row]),
            originals=originals,
            log_survival=np.log([survival.get(original, 1.0) for original in originals]),
        )

    def channel(self) -> Iterator[tuple[str, str, float]]:
        """Give the rows that the lexicon was built from: original, spun phrase, P(spun phrase | original)."""
        probability = np.exp(self.log_probability).tolist()
        for place, phrase in enumerate(self.spun):
            for entry in range(self.offsets[place], self.offsets[place + 1]):
                yield self.originals[self.candidate[entry]], phrase, probability[entry]

    def merged(self, other: Lexicon) -> Lexicon:
        """Give the lexicon of a page that either of two spinners may have written.

        What only one of them knows is taken from it; what both know is half the one's, half the other's.
        """
        shared = set(self.originals) & set(other.originals)
        channel: dict[tuple[str, str], float] = defaultdict(float)
        survival: dict[str, float] = defaultdict(float)
        for lexicon in (self, other):
            for original, spun, probability in lexicon.channel():
                channel[original, spun] += probability / 2 if original in shared else probability
            for original, log_survival in lexicon.survival.items():
                part = float(np.exp(log_survival))
                survival[original] += part / 2 if original in shared else part
        return Lexicon.from_channel(((*pair, p) for pair, p in channel.items()), survival)

    def write(self, path: Path, meta: Mapping[str, Any]) -> None:
        """Write the lexicon to a file, with what should be known about it."""
        arrays = {
            "spun": np.frombuffer("\n".join(self.spun).encode(), dtype=np.uint8),
            "offsets": self.offsets.astype("<u4"),
            "candidate": self.candidate.astype("<u4"),
            "log_probability": self.log_probability.astype("<f4"),
            "originals": np.frombuffer("\n".join(self.originals).encode(), dtype=np.uint8),
            "log_survival": self.log_survival.astype("<f4"),
        }
        write_arrays(path, arrays, {"kind": KIND, **meta})

    @classmethod
    def read(cls, path: Path) -> Lexicon:
        """Read a compiled lexicon.

        Raises:
            ValueError: The file is not a lexicon.
            OSError: The file cannot be read.
        """
        arrays, meta = read_arrays(path)
        if meta.get("kind") != KIND:
            raise ValueError(f"{path} is not a compiled textmend lexicon")
        return cls(
            spun=arrays["spun"].tobytes().decode().split("\n"),
            offsets=arrays["offsets"].astype(np.int64),
            candidate=arrays["candidate"].astype(np.int64),
            log_probability=arrays["log_probability"].astype(np.float64),
            originals=arrays["originals"].tobytes().decode().split("\n"),
            log_survival=arrays["log_survival"].astype(np.float64),
        )
