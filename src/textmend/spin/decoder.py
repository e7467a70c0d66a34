"""What most probably stood there: forward and backward over the lattice, language model and spinner together.

The search is exact but for pruning, and goes from coarse to fine: a pass with bigrams over the whole lattice
finds the phrases that have no chance, a pass with trigrams over the rest gives each phrase its posterior
probability. Both passes run level by level over a whole batch of sentences at a time.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from textmend.spin.language_model import LanguageModel, Pairs
from textmend.spin.lattice import Arcs, Floats, Integers, Lattice, join, lay_out
from textmend.spin.walk import Walk

# A phrase less probable than this after the bigram pass is left out of the trigram pass.
_PRUNE_BELOW = 1e-4


class Decoded:
    """What the lattice of a batch of sentences says.

    Attributes:
        log_likelihood: Of each sentence (natural logarithm), summed over all its paths.
    """

    def __init__(self, walk: Walk, arc_of: Integers, arcs: int) -> None:
        self.log_likelihood = walk.log_likelihood
        self._walk = walk
        self._arc_of = arc_of
        self._arcs = arcs

    @cached_property
    def posterior(self) -> Floats:
        """The probability of each arc, given the sentence; half the work, and so only done where it is asked for."""
        inside = self._arc_of >= 0
        sums = np.bincount(self._arc_of[inside], self._walk.visits()[inside], self._arcs)
        return np.minimum(sums, 1.0)


def decode(arcs: Arcs, sentence_lengths: Integers, model: LanguageModel, *, language_weight: float) -> Decoded:
    """Weigh all paths through the lattices of a batch of sentences.

    Args:
        arcs: The arcs of all its sentences; each sentence must have a path.
        sentence_lengths: Words of each sentence.
        model: The language model.
        language_weight: The power to which the language model's probabilities are raised.

    Returns:
        The likelihood of each sentence and the posterior of each arc.
    """
    lattice = lay_out(arcs, sentence_lengths, model.start, model.end)
    before, after = join(lattice.end, lattice.begin)
    pairs = model.pairs(lattice.last_word[before], lattice.first_word[after])
    arc, word = lattice.inner_words(1)
    inner = model.bigram(lattice.words[word - 1], lattice.words[word])
    own = lattice.log_probability + np.bincount(arc, language_weight * inner, len(lattice.arc))
    scores = language_weight * pairs.log_probability + own[after]
    walk = Walk(before, after, scores, lattice.level, lattice.sentence, lattice.end_of)
    kept = walk.visits() >= _PRUNE_BELOW
    kept[: len(sentence_lengths)] = kept[lattice.end_of] = True
    kept |= np.isneginf(walk.log_likelihood)[lattice.sentence]  # nothing to choose by
    chosen = np.flatnonzero(kept[before] & kept[after])
    pairs = Pairs(pairs.log_probability[chosen], pairs.backoff[chosen], pairs.known[chosen])
    return _decode_fine(lattice, kept, before[chosen], after[chosen], pairs, model, language_weight, len(arcs.begin))


def _decode_fine(
    lattice: Lattice,
    kept: NDArray[np.bool_],
    before: Integers,
    after: Integers,
    pairs: Pairs,
    model: LanguageModel,
    language_weight: float,
    arcs: int,
) -> Decoded:
    """Weigh all paths with trigrams.

    Args:
        lattice: The lattice.
        kept: Of each of its arcs, whether it is looked at.
        before, after: The arcs that follow each other, ordered by `after`.
        pairs: What the model has for the last word of the one and the first word of the other.
        model: The language model.
        language_weight: The power to which its probabilities are raised.
        arcs: How many arcs there are, starts and ends not counted.
    """
    words, first, last = lattice.words, lattice.first_word, lattice.last_word
    sentences = len(lattice.end_of)
    several = lattice.count > 1
    # The state of a path is its last two words, so an arc of one word has a state for each arc before it, and one of
    # several words has one alone; so has an end, after which nothing comes.
    alone = several.copy()
    alone[lattice.end_of] = True
    opens = ~alone[after] | (np.diff(after, prepend=-1) != 0)
    reached = sentences - 1 + np.cumsum(opens)  # by each pair; the starts are the first states
    starts = np.arange(sentences)
    arc_of = np.concatenate([starts, after[opens]])
    previous = np.concatenate([starts, last[before[opens]]])
    backoff = np.concatenate([np.zeros(sentences, dtype=np.float32), pairs.backoff[opens]])
    known = np.concatenate([np.zeros(sentences, dtype=np.bool_), pairs.known[opens]])
    long = np.flatnonzero(several[arc_of])
    previous[long] = words[lattice.first[arc_of[long]] + lattice.count[arc_of[long]] - 2]
    _, backoff[long], known[long] = model.pairs(previous[long], last[arc_of[long]])

    state, pair = join(arc_of, before)
    language = model.trigram_given(
        previous[state],
        last[before][pair],
        first[after][pair],
        Pairs(pairs.log_probability[pair], backoff[state], known[state]),
    )
    arc, word = lattice.inner_words(2, kept)
    inner = model.trigram(words[word - 2], words[word - 1], words[word])
    own = lattice.log_probability + np.bincount(arc, language_weight * inner, len(lattice.arc))
    scores = own[after]
    long = np.flatnonzero(several[after])
    second = words[lattice.first[after[long]] + 1]
    scores[long] += language_weight * model.trigram(last[before[long]], first[after[long]], second)
    walk = Walk(
        state,
        reached[pair],
        language_weight * language + scores[pair],
        lattice.level[arc_of],
        lattice.sentence[arc_of],
        np.searchsorted(arc_of, lattice.end_of),
    )
    return Decoded(walk, lattice.arc[arc_of], arcs)
