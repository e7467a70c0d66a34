"""Which of many paragraphs may be copies of one another: candidates, found without comparing each with each.

Copies have the same names and numbers, so that those with any are held against those that have the same and share one
of their rarest words. Those without share two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import chain, count
from typing import Any

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]

# Measured with tests/bench/duplicates.py: with three words in ten replaced, fewer lose copies, and more find none.
_RAREST = 16  # of a paragraph with names or numbers, to share one of
_RAREST_IN_PAIRS = 10  # of one without, to share two of
_FEW = 200  # paragraphs that are compared each with each
_MOST_ALIKE = 32  # paragraphs of one key, beyond which the key says too little
# To tell the rows of a template: words that more than this share of the paragraphs have are anybody's.
_COMMON_SHARE = 0.1
_NEAREST = 512  # paragraphs that have a word, of which it is asked what else they share
_ALIKE_SHARE = 0.4  # of the other words, what a row shares with another at least

# A key holds the number of a row and that of a word, in 31 and 32 bits.
_ROW = 32
_WORD = (1 << _ROW) - 1


class Blocking:
    """The words of paragraphs as numbers, the rarer a word the lower.

    Args:
        texts: The words of each.
        facts: For each what its copies have too, such as its names and numbers; empty for none.

    Examples:
        >>> blocking = Blocking([("a", "red", "fox"), ("a", "red", "fox"), ("the", "red", "fox")], ["Ida", "", "Ida"])
        >>> blocking.candidates().tolist()
        [[0, 2]]
    """

    def __init__(self, texts: Sequence[Sequence[str]], facts: Sequence[str]) -> None:
        numbers: defaultdict[str, int] = defaultdict(count().__next__)
        sizes = np.fromiter(map(len, texts), np.int64, len(texts))
        words = np.fromiter(map(numbers.__getitem__, chain.from_iterable(texts)), np.int64, int(sizes.sum()))
        rows = np.repeat(np.arange(len(texts)), sizes)
        together = _distinct(rows << _ROW | words)
        counts = np.bincount(together & _WORD)
        by_rarity = np.argsort(counts, kind="stable")
        rank = np.empty_like(by_rarity)
        rank[by_rarity] = np.arange(len(by_rarity))
        # A word that one paragraph has cannot be in common.
        shared = together[counts[together & _WORD] > 1]
        keys = np.sort(shared & ~_WORD | rank[shared & _WORD])
        self._count = len(texts)
        self._rows = keys >> _ROW
        self._words = keys & _WORD
        self._starts = np.searchsorted(self._rows, np.arange(len(texts) + 1))
        known: defaultdict[str, int] = defaultdict(count(1).__next__)
        self._facts = np.fromiter((known[fact] if fact else 0 for fact in facts), np.int64, len(texts))

    def candidates(self) -> Integers:
        """Find the pairs that may be copies, the earlier first, as rows of an array of two columns."""
        if self._count <= _FEW:
            pairs = np.stack(np.triu_indices(self._count, 1), axis=1)
            have_the_same: npt.NDArray[np.bool_] = self._facts[pairs[:, 0]] == self._facts[pairs[:, 1]]
            return pairs[have_the_same]
        place = np.arange(len(self._rows)) - self._starts[self._rows]
        have_facts = self._facts[self._rows] > 0
        single = (place < _RAREST) & have_facts
        keys = [self._facts[self._rows[single]] << _ROW | self._words[single]]
        rows = [self._rows[single]]
        in_pairs = (place < _RAREST_IN_PAIRS) & ~have_facts
        table = np.full((self._count, _RAREST_IN_PAIRS), -1)
        table[self._rows[in_pairs], place[in_pairs]] = self._words[in_pairs]
        bare = np.flatnonzero(table[:, 1] >= 0)
        for one, other in zip(*np.triu_indices(_RAREST_IN_PAIRS, 1), strict=True):
            there = bare[table[bare, other] >= 0]
            # Negative, as those of facts are not.
            keys.append(~(table[there, one] << _ROW - 1 | table[there, other]))
            rows.append(there)
        return _pairs(np.concatenate(keys), np.concatenate(rows))

    def alike(self, row: int) -> Integers:
        """Find the paragraphs that share many of a paragraph's words, common ones aside, itself among them.

        Of those that have a word only the nearest are looked at: rows of a template stand together.
        """
        order, starts = self._postings()
        words = self._words[self._starts[row] : self._starts[row + 1]]
        words = words[starts[words + 1] - starts[words] <= max(_MOST_ALIKE, _COMMON_SHARE * self._count)]
        near = [np.array([row])]
        for start, end in zip(starts[words].tolist(), starts[words + 1].tolist(), strict=True):
            if end - start > _NEAREST:
                place = start + int(np.searchsorted(order[start:end], row))
                start, end = max(start, place - _NEAREST // 2), min(end, place + _NEAREST // 2)
            near.append(order[start:end])
        found = np.sort(np.concatenate(near))
        firsts = _firsts(found)
        shared = np.diff(np.append(firsts, len(found)))
        return found[firsts[shared >= max(2, _ALIKE_SHARE * len(words))]]

    def _postings(self) -> tuple[Integers, Integers]:
        """Give the paragraphs word by word, and where those of each word start."""
        if not hasattr(self, "_by_word"):
            order = np.argsort(self._words, kind="stable")
            starts = np.searchsorted(self._words[order], np.arange(int(self._words.max(initial=-1)) + 2))
            self._by_word = self._rows[order], starts
        return self._by_word


def _pairs(keys: npt.NDArray[Any], rows: npt.NDArray[Any]) -> Integers:
    """Pair the rows that share a key, but for keys that many share."""
    order = np.argsort(keys, kind="stable")
    keys, rows = keys[order], rows[order]
    starts = _firsts(keys)
    sizes = np.diff(np.append(starts, len(keys)))
    few = np.repeat((sizes > 1) & (sizes <= _MOST_ALIKE), sizes)
    keys, rows = keys[few], rows[few]
    found = []
    for distance in range(1, _MOST_ALIKE):
        same = np.flatnonzero(keys[distance:] == keys[:-distance])
        if not len(same):
            break
        one, other = rows[same], rows[same + distance]
        found.append(np.minimum(one, other) << _ROW | np.maximum(one, other))
    together = _distinct(np.concatenate(found)) if found else np.empty(0, np.int64)
    return np.stack((together >> _ROW, together & _WORD), axis=1)


def _distinct(numbers: Integers) -> Integers:
    """Sort numbers and leave each once; several times as fast as `np.unique` where there are millions."""
    ordered = np.sort(numbers)
    return ordered[_firsts(ordered)]


def _firsts(ordered: Integers) -> Integers:
    """Tell where in ordered numbers each stands first."""
    return np.flatnonzero(np.concatenate((np.ones(min(1, len(ordered)), np.bool_), ordered[1:] != ordered[:-1])))
