"""The lattice of all texts that a spinner could have made the one at hand from.

A sentence of n words has n + 1 boundaries. An *arc* leads from one boundary to a later one and stands for a
phrase of the original: the words as they are (they survived), or a phrase that the lexicon gives for them. Arcs
meet where one ends and the next begins.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Arcs:
    """Phrases that may have stood in a batch of sentences.

    Attributes:
        begin, end: Boundaries, numbered through the batch: a sentence of n words takes n + 1 of them.
        log_probability: Of the spinner turning the phrase into what stands there.
        first, count: Where the arc's words begin in `words`, and how many they are.
        words: Word ids of all arcs, one after the other.
    """

    begin: Integers
    end: Integers
    log_probability: Floats
    first: Integers
    count: Integers
    words: Integers


@dataclass(frozen=True)
class Lattice:
    """The arcs in order of where they end, with one for the start and one for the end of each sentence.

    The starts come first, sentence by sentence.

    Attributes:
        arc: The place of each among the `Arcs`; -1 for starts and ends.
        begin, end: Boundaries, numbered place by place: all first ones, all second ones, and so on.
        level: How many words into its sentence an arc ends; so it grows along every path.
        sentence: The sentence that the arc is of.
        end_of: The end of each sentence.
        log_probability: Of the spinner turning the phrase into what stands there.
        first, count: Where the arc's words begin in `words`, and how many they are.
        first_word, last_word: These words of each arc.
        words: Word ids.
    """

    arc: Integers
    begin: Integers
    end: Integers
    level: Integers
    sentence: Integers
    end_of: Integers
    log_probability: Floats
    first: Integers
    count: Integers
    first_word: Integers
    last_word: Integers
    words: Integers

    def inner_words(self, skipped: int, among: NDArray[np.bool_] | None = None) -> tuple[Integers, Integers]:
        """Give the words inside arcs, from that after the first few: each one's arc, and its place in `words`.

        Args:
            skipped: How many words of each arc are left out.
            among: Of each arc, whether its words are wanted.
        """
        wanted = self.count > skipped
        arcs = np.flatnonzero(wanted if among is None else wanted & among)
        counts = self.count[arcs] - skipped
        arc = np.repeat(arcs, counts)
        step = np.arange(len(arc)) - np.repeat(np.cumsum(counts) - counts, counts)
        return arc, self.first[arc] + skipped + step


def first_boundaries(sentence_lengths: Integers) -> Integers:
    """Give the first boundary of each sentence of a batch."""
    boundaries: Integers = np.cumsum(sentence_lengths + 1) - sentence_lengths - 1
    return boundaries


def lay_out(arcs: Arcs, sentence_lengths: Integers, start_word: int, end_word: int) -> Lattice:
    """Put the arcs of a batch of sentences in order.

    Args:
        arcs: The arcs of all its sentences.
        sentence_lengths: Words of each sentence.
        start_word, end_word: The language model's ids for the start and the end of a sentence.
    """
    sentences = len(sentence_lengths)
    numbers = np.arange(sentences)
    sentence_of = np.repeat(numbers, sentence_lengths + 1)
    position = np.arange(len(sentence_of)) - first_boundaries(sentence_lengths)[sentence_of]
    # The boundary of all sentences at a position come together.
    boundary = position * sentences + sentence_of
    last = sentence_lengths * sentences + numbers
    # Nothing meets a start's other side.
    nowhere = np.full(sentences, int(last.max(initial=0)) + 2 * sentences)
    begin = np.concatenate([nowhere, boundary[arcs.begin], last])
    end = np.concatenate([numbers, boundary[arcs.end], last + sentences])
    none, zero, one = np.full(sentences, -1), np.zeros(sentences), np.ones(sentences, dtype=np.int64)
    words = np.append(arcs.words, [start_word, end_word])
    # Sorting numbers that hold their place is several times as fast as sorting places.
    order = np.sort((end << 32) | np.arange(len(end))) & 0xFFFFFFFF
    end = end[order]
    first = np.concatenate([none - 1 + len(words), arcs.first, none + len(words)])[order]
    count = np.concatenate([one, arcs.count, one])[order]
    arc = np.concatenate([none, np.arange(len(arcs.begin)), none])[order]
    return Lattice(
        arc=arc,
        begin=begin[order],
        end=end,
        level=end // max(sentences, 1),
        sentence=end % max(sentences, 1),
        end_of=np.searchsorted(end, last + sentences),
        log_probability=np.concatenate([zero, arcs.log_probability, zero])[order],
        first=first,
        count=count,
        first_word=words[first],
        last_word=words[first + count - 1],
        words=words,
    )


def join(left: Integers, right: Integers) -> tuple[Integers, Integers]:
    """Pair the items of two lists that carry the same key.

    Args:
        left, right: Keys, integers from zero; the fastest where `left` is in order.

    Returns:
        The places in `left` and in `right` of each pair; ordered by the place in `right`.
    """
    size = int(max(left.max(initial=-1), right.max(initial=-1))) + 1
    counts = np.bincount(left, minlength=size)
    offsets = np.cumsum(counts) - counts
    order = np.argsort(left, kind="stable")
    per_right = counts[right]
    of_right = np.repeat(np.arange(len(right)), per_right)
    shift = offsets[right] - (np.cumsum(per_right) - per_right)
    return order[np.arange(len(of_right)) + shift[of_right]], of_right
