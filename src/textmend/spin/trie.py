"""A trie of phrases as one sorted array: many phrases are followed at a time, and a file of it needs no reading.

A node is a beginning of phrases. The words themselves are the first nodes, by their numbers; each further node has one
word more than its parent, and is numbered in the order of its edge, which is `parent << 32 | word`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]

NOWHERE = -1
_WORD_BITS = 32


@dataclass(frozen=True)
class Trie:
    """Beginnings of phrases over numbered words.

    Attributes:
        words: How many words there are.
        edges: Of each node of several words, its edge; in order.
    """

    words: int
    edges: NDArray[Any]

    def __len__(self) -> int:
        return self.words + len(self.edges)

    @classmethod
    def of(cls, words: int, phrases: Iterable[Sequence[int]]) -> Trie:
        """Build the trie of some phrases, each given as the numbers of its words.

        Examples:
            >>> trie = Trie.of(3, [(0, 1), (0, 1, 2), (2,)])
            >>> trie.follow(np.array([0, 3, 2]), np.array([1, 2, 0])).tolist()
            [3, 4, -1]
        """
        beginnings = {tuple(phrase[:length]) for phrase in phrases for length in range(2, len(phrase) + 1)}
        node: dict[tuple[int, ...], int] = {(word,): word for word in range(words)}
        edges: list[int] = []
        # The shorter come first, and those of one length in order: so parents are numbered before their children, in
        # the order of these, and edges come out sorted.
        for beginning in sorted(beginnings, key=lambda beginning: (len(beginning), beginning)):
            edges.append(node[beginning[:-1]] << _WORD_BITS | beginning[-1])
            node[beginning] = len(node)
        return cls(words, np.array(edges, dtype=np.int64))

    def follow(self, nodes: Integers, words: Integers) -> Integers:
        """Give the node that each word leads to from each node, or NOWHERE; there must be no word below zero."""
        if not len(self.edges):
            return np.full(len(nodes), NOWHERE)
        wanted = nodes << _WORD_BITS | words
        place = np.minimum(np.searchsorted(self.edges, wanted), len(self.edges) - 1)
        return np.where(self.edges[place] == wanted, place + self.words, NOWHERE)

    def find(self, phrase: Sequence[int]) -> int:
        """Give the node of a phrase, or NOWHERE."""
        node, *rest = phrase
        for word in rest:
            if node == NOWHERE:
                break
            node = int(self.follow(np.array([node]), np.array([word]))[0])
        return node

    def phrases(self) -> list[tuple[int, ...]]:
        """Give the words of each node."""
        found: list[tuple[int, ...]] = [(word,) for word in range(self.words)]
        for edge in self.edges.tolist():
            found.append((*found[edge >> _WORD_BITS], edge & ((1 << _WORD_BITS) - 1)))
        return found
