"""The lexicon at run time: what a spinner writes for what, with its probabilities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textmend.spin.arrays import read_arrays, write_arrays
from textmend.spin.trie import NOWHERE, Trie

KIND = "lexicon trie"
_EARLIER_KIND = "lexicon"


@dataclass(frozen=True)
class Lexicon:
    """Spun phrases, each with the originals that it may stand for.

    Phrases are in lower case but for names, their words joined by single spaces, apostrophes straight. All but the
    words may stand in a mapped file, and what is made of them is made where it is asked for.

    Attributes:
        words: The words of all phrases, sorted.
        trie: The phrases that a spinner writes, and the beginnings of those that are of several words.
        offsets: Where the candidates of each of the trie's nodes begin; one more than there are nodes.
        candidate: For each candidate, its place among the originals.
        log_probability: For each candidate, log P(spun phrase | original) in spun text.
        original_words: The words of the originals, one original after the other; the originals are sorted.
        original_offsets: Where each original's words begin; one more than there are originals.
        log_survival: For each original, log P(it is not replaced) in spun text.
    """

    words: list[str]
    trie: Trie
    offsets: NDArray[Any]
    candidate: NDArray[Any]
    log_probability: NDArray[Any]
    original_words: NDArray[Any]
    original_offsets: NDArray[Any]
    log_survival: NDArray[Any]

    @cached_property
    def number(self) -> Mapping[str, int]:
        """The number of each word."""
        return dict(zip(self.words, range(len(self.words)), strict=True))

    @cached_property
    def originals(self) -> list[str]:
        """The phrases that a spinner replaces, sorted."""
        words = [self.words[number] for number in self.original_words.tolist()]
        ends = self.original_offsets.tolist()
        return [" ".join(words[low:high]) for low, high in pairwise(ends)]

    @cached_property
    def spun(self) -> Mapping[str, int]:
        """The phrases that a spinner writes, sorted, each with its node."""
        phrases = self.trie.phrases()
        nodes = np.flatnonzero(np.diff(self.offsets.astype(np.int64))).tolist()
        return dict(sorted((" ".join([self.words[number] for number in phrases[node]]), node) for node in nodes))

    @cached_property
    def survival(self) -> Mapping[str, float]:
        """The log-probability that a phrase survives, for the originals that the lexicon knows."""
        return dict(zip(self.originals, self.log_survival.tolist(), strict=True))

    @cached_property
    def word_log_survival(self) -> NDArray[np.float64]:
        """The log-probability that each of the lexicon's words survives; zero of those that are no originals."""
        survival = np.zeros(len(self.words))
        first = self.original_offsets[:-1]
        alone = np.diff(self.original_offsets) == 1
        survival[self.original_words[first[alone]]] = self.log_survival[alone]
        return survival

    def candidates(self, phrase: str) -> list[tuple[str, float]]:
        """Give the originals that a spun phrase may stand for, each with log P(phrase | original)."""
        numbers = [self.number.get(word, NOWHERE) for word in phrase.split(" ")]
        node = NOWHERE if NOWHERE in numbers else self.trie.find(numbers)
        if node == NOWHERE:
            return []
        some = slice(*self.offsets[node : node + 2].tolist())
        originals = [self.originals[place] for place in self.candidate[some].tolist()]
        return list(zip(originals, self.log_probability[some].tolist(), strict=True))

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
        place = {original: number for number, original in enumerate(originals)}
        words = sorted({word for phrase in (*originals, *by_spun) for word in phrase.split(" ")})
        number = {word: number for number, word in enumerate(words)}
        numbered = [[number[word] for word in original.split(" ")] for original in originals]
        rows_of = {tuple(number[word] for word in phrase.split(" ")): sorted(rows) for phrase, rows in by_spun.items()}
        trie = Trie.of(len(words), rows_of)
        nodes = [rows_of.get(phrase, []) for phrase in trie.phrases()]
        return cls(
            words=words,
            trie=trie,
            offsets=np.cumsum([0, *map(len, nodes)]),
            candidate=np.array([place[original] for rows in nodes for original, _ in rows], dtype=np.int64),
            log_probability=np.log([p for rows in nodes for _, p in rows]),
            original_words=np.array(list(chain.from_iterable(numbered)), dtype=np.int64),
            original_offsets=np.cumsum([0, *map(len, numbered)]),
            log_survival=np.log([survival.get(original, 1.0) for original in originals]),
        )

    def channel(self) -> Iterator[tuple[str, str, float]]:
        """Give the rows that the lexicon was built from: original, spun phrase, P(spun phrase | original)."""
        probability = np.exp(self.log_probability.astype(np.float64)).tolist()
        for phrase, node in self.spun.items():
            for entry in range(self.offsets[node], self.offsets[node + 1]):
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
            "words": np.frombuffer("\n".join(self.words).encode(), dtype=np.uint8),
            "edges": self.trie.edges.astype("<i8"),
            "offsets": self.offsets.astype("<u4"),
            "candidate": self.candidate.astype("<u4"),
            "log_probability": self.log_probability.astype("<f4"),
            "original_words": self.original_words.astype("<u4"),
            "original_offsets": self.original_offsets.astype("<u4"),
            "log_survival": self.log_survival.astype("<f4"),
        }
        write_arrays(path, arrays, {"kind": KIND, **meta})

    @classmethod
    def read(cls, path: Path) -> Lexicon:
        """Read a compiled lexicon.

        Raises:
            ValueError: The file is not a lexicon, or one of an earlier version.
            OSError: The file cannot be read.
        """
        arrays, meta = read_arrays(path)
        if meta.get("kind") == _EARLIER_KIND:
            raise ValueError(f"{path} was compiled by an earlier version of textmend: compile it again")
        if meta.get("kind") != KIND:
            raise ValueError(f"{path} is not a compiled textmend lexicon")
        words = arrays.pop("words").tobytes().decode().split("\n")
        return cls(words=words, trie=Trie(len(words), arrays.pop("edges")), **arrays)
