"""What most probably stood there: forward and backward over the lattice, language model and spinner together.

The search is exact but for pruning, and goes from coarse to fine: a pass with bigrams over the whole lattice
finds the words that have no chance, a pass with trigrams over the rest gives each phrase its posterior
probability. Both passes run level by level over a whole batch of sentences at a time.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from textmend.spin.language_model import LanguageModel
from textmend.spin.lattice import Arcs, Floats, Integers, build_nodes, join, keep_nodes

# A word less probable than this after the bigram pass is left out of the trigram pass.
_PRUNE_BELOW = 1e-4


@dataclass(frozen=True)
class Decoded:
    """What the lattice of a batch of sentences says.

    Attributes:
        posterior: The probability of each arc, given the sentence.
        log_likelihood: Of each sentence (natural logarithm), summed over all its paths.
    """

    posterior: Floats
    log_likelihood: Floats


def decode(arcs: Arcs, sentence_lengths: Integers, model: LanguageModel, *, language_weight: float) -> Decoded:
    """Weigh all paths through the lattices of a batch of sentences.

    Args:
        arcs: The arcs of all its sentences; each sentence must have a path.
        sentence_lengths: Words of each sentence.
        model: The language model.
        language_weight: The power to which the language model's probabilities are raised.

    Returns:
        The posterior of each arc and the likelihood of each sentence.
    """
    nodes = build_nodes(arcs, sentence_lengths, model.start, model.end)
    before, after = join(nodes.end, nodes.begin)
    scores = language_weight * model.bigram(nodes.word[before], nodes.word[after]) + nodes.score[after]
    starts, ends = np.full((2, len(nodes.word)), -np.inf)
    starts[nodes.start_of] = 0.0
    ends[nodes.end_of] = 0.0
    forward, backward = _both_ways(nodes.level, before, after, scores, starts, ends)
    likelihood = forward[nodes.end_of]
    kept = np.exp(forward + backward - likelihood[nodes.sentence]) >= _PRUNE_BELOW
    kept[nodes.start_of] = kept[nodes.end_of] = True
    nodes = keep_nodes(nodes, kept)

    # A state of the trigram pass is a pair of neighbouring nodes.
    first, second = join(nodes.end, nodes.begin)
    starts = np.where(
        np.isin(first, nodes.start_of),
        language_weight * model.bigram(nodes.word[first], nodes.word[second]) + nodes.score[second],
        -np.inf,
    )
    at_end = np.isin(second, nodes.end_of)
    ends = np.where(at_end, 0.0, -np.inf)
    before, after = join(second, first)
    scores = (
        language_weight
        * model.trigram(nodes.word[first[before]], nodes.word[second[before]], nodes.word[second[after]])
        + nodes.score[second[after]]
    )
    forward, backward = _both_ways(nodes.level[second], before, after, scores, starts, ends)
    likelihood = np.full(len(sentence_lengths), -np.inf)
    sentence = nodes.sentence[second]
    np.logaddexp.at(likelihood, sentence[at_end], forward[at_end])
    of_state = np.exp(forward + backward - likelihood[sentence])
    of_node = np.bincount(second, weights=of_state, minlength=len(nodes.word))
    posterior = np.zeros(len(arcs.begin))
    inside = nodes.arc >= 0
    posterior[nodes.arc[inside]] = np.minimum(of_node[inside], 1.0)
    return Decoded(posterior, likelihood)


def _runs(keys: Integers) -> list[tuple[int, int]]:
    """Give the stretches of equal keys in an ordered array."""
    cuts = np.flatnonzero(np.diff(keys)) + 1
    edges = [0, *cuts.tolist(), len(keys)]
    return list(itertools.pairwise(edges)) if len(keys) else []


def _both_ways(
    level: Integers, before: Integers, after: Integers, scores: Floats, starts: Floats, ends: Floats
) -> tuple[Floats, Floats]:
    """Sum over all paths to each item, and over all paths from it to the end.

    Args:
        level: Of each item; items are ordered by it.
        before, after: The steps, from item to item, ordered by `after`.
        scores: The log-weight of each step.
        starts: The log-weight of beginning with an item.
        ends: The log-weight of ending with an item.

    Returns:
        The forward and the backward log-sum of each item.
    """
    forward, backward = starts.copy(), ends.copy()
    _sweep(forward, level[after], before, after, scores)
    order = np.lexsort((before, -level[before]))
    _sweep(backward, -level[before[order]], after[order], before[order], scores[order])
    return forward, backward


def _sweep(sums: Floats, level: Integers, source: Integers, target: Integers, scores: Floats) -> None:
    """Fill in, level by level, the log-sum of each target over the steps that lead to it."""
    starts = np.flatnonzero(np.diff(target, prepend=-1))
    for low, high in _runs(level):
        a, b = np.searchsorted(starts, (low, high))
        values = sums[source[low:high]] + scores[low:high]
        sums[target[starts[a:b]]] = np.logaddexp.reduceat(values, starts[a:b] - low)
