"""The lattice of all texts that a spinner could have made the one at hand from.

A sentence of n words has n + 1 boundaries. An *arc* leads from one boundary to a later one and stands for a
phrase of the original: the words as they are (they survived), or a phrase that the lexicon gives for them. A
*node* is one word of an arc. Nodes meet where one ends and the next begins; inside an arc of several words they
meet at boundaries of the arc's own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

# Boundaries inside an arc lie between whole positions, at fractions of it; arcs have at most this many words.
_POSITION = 64


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
class Nodes:
    """The words of the arcs, with one node for the start and one for the end of each sentence.

    Attributes:
        word: Word ids.
        begin, end: Boundaries, those inside arcs included.
        level: Grows along every path, so that nodes of one level can be worked on together.
        score: The log-probability of the node's arc at its first word, zero elsewhere.
        arc: The node's arc; -1 for starts and ends.
        sentence: The sentence that the node is of.
        start_of, end_of: The start and end node of each sentence.
    """

    word: Integers
    begin: Integers
    end: Integers
    level: Integers
    score: Floats
    arc: Integers
    sentence: Integers
    start_of: Integers
    end_of: Integers


def first_boundaries(sentence_lengths: Integers) -> Integers:
    """Give the first boundary of each sentence of a batch."""
    boundaries: Integers = np.cumsum(sentence_lengths + 1) - sentence_lengths - 1
    return boundaries


def build_nodes(arcs: Arcs, sentence_lengths: Integers, start_word: int, end_word: int) -> Nodes:
    """Lay out the nodes of a batch of sentences.

    Args:
        arcs: The arcs of all its sentences.
        sentence_lengths: Words of each sentence.
        start_word, end_word: The language model's ids for the start and the end of a sentence.

    Returns:
        The nodes, ordered by level.
    """
    sentences = len(sentence_lengths)
    first_boundary = first_boundaries(sentence_lengths)
    boundaries = int((sentence_lengths + 1).sum())
    sentence_of = np.repeat(np.arange(sentences), sentence_lengths + 1)
    position = np.arange(boundaries) - first_boundary[sentence_of]

    arc = np.repeat(np.arange(len(arcs.begin)), arcs.count)
    step = np.arange(len(arc)) - np.repeat(np.cumsum(arcs.count) - arcs.count, arcs.count)
    is_first = step == 0
    is_last = step == arcs.count[arc] - 1
    # Inner boundaries are numbered after the sentences', one for each node but an arc's last.
    inner = boundaries + np.cumsum(~is_last) - 1
    end = np.where(is_last, arcs.end[arc], inner)
    begin = np.where(is_first, arcs.begin[arc], np.roll(end, 1))
    from_position = position[arcs.begin[arc]] * _POSITION
    width = (position[arcs.end[arc]] - position[arcs.begin[arc]]) * _POSITION
    level = from_position + (width * (step + 1)) // arcs.count[arc]

    # A sentence's start node ends at its first boundary, its end node begins at its last; the other side of each
    # is a boundary that nothing meets.
    outer = boundaries + int((~is_last).sum())
    start_begin = outer + np.arange(sentences)
    end_end = outer + sentences + np.arange(sentences)
    last_boundary = first_boundary + sentence_lengths
    none = np.full(sentences, -1)
    zero = np.zeros(sentences)
    word = np.concatenate([np.full(sentences, start_word), arcs.words, np.full(sentences, end_word)])
    begin = np.concatenate([start_begin, begin, last_boundary])
    end = np.concatenate([first_boundary, end, end_end])
    level = np.concatenate([none * 0, level, (sentence_lengths + 1) * _POSITION])
    score = np.concatenate([zero, np.where(is_first, arcs.log_probability[arc], 0.0), zero])
    numbers = np.arange(sentences)
    sentence = np.concatenate([numbers, sentence_of[arcs.begin[arc]], numbers])
    arc = np.concatenate([none, arc, none])
    # Starts come first and so keep their places under a stable sort.
    order = np.argsort(level, kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return Nodes(
        word=word[order],
        begin=begin[order],
        end=end[order],
        level=level[order],
        score=score[order],
        arc=arc[order],
        sentence=sentence[order],
        start_of=place[:sentences],
        end_of=place[len(word) - sentences :],
    )


def keep_nodes(nodes: Nodes, kept: NDArray[np.bool_]) -> Nodes:
    """Give the lattice without some of its nodes; starts and ends must be among those kept."""
    place = np.cumsum(kept) - 1
    return Nodes(
        word=nodes.word[kept],
        begin=nodes.begin[kept],
        end=nodes.end[kept],
        level=nodes.level[kept],
        score=nodes.score[kept],
        arc=nodes.arc[kept],
        sentence=nodes.sentence[kept],
        start_of=place[nodes.start_of],
        end_of=place[nodes.end_of],
    )


def join(left: Integers, right: Integers) -> tuple[Integers, Integers]:
    """Pair the items of two lists that carry the same key.

    Args:
        left, right: Keys, integers from zero.

    Returns:
        The places in `left` and in `right` of each pair; ordered by the place in `right`.
    """
    size = int(max(left.max(initial=-1), right.max(initial=-1))) + 1
    counts = np.bincount(left, minlength=size)
    offsets = np.cumsum(counts) - counts
    order = np.argsort(left, kind="stable")
    per_right = counts[right]
    of_right = np.repeat(np.arange(len(right)), per_right)
    within = np.arange(len(of_right)) - np.repeat(np.cumsum(per_right) - per_right, per_right)
    return order[offsets[right[of_right]] + within], of_right
