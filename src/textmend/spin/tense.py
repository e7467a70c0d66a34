"""The tense of modals: a page that tells of the past says *could* where one about today says *can*.

Spinners write the same words for both (`might` for *could*, *may*, *can* and *would*), and the words next to a modal
seldom tell its tense. The verbs around it do: be, have and a few more, which no spinner replaces.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from textmend.spin.channel import KEPT, Batch
from textmend.spin.lattice import Floats, Integers, first_boundaries
from textmend.spin.tokens import Sentence

_PAST = frozenset({"could", "might", "would"})
_PRESENT = frozenset({"can", "may", "will"})
_PAST_VERBS = frozenset("was were had did said told went came took made got began became wasn't weren't didn't".split())
_PRESENT_VERBS = frozenset(
    "is are has have do does says isn't aren't doesn't don't it's they're we're i'm that's there's".split()
)
# What the lean of the verbs around counts beside the logarithm of the probability. Measured in
# tests/bench/restoration.py and seed.py: of the modals whose tense was wrong, one in five comes right.
_LEAN_WEIGHT = 1.0
# Sentences on each side whose verbs count; the modal's own counts twice.
_REACH = 1


def tense_of(originals: Sequence[str]) -> Integers:
    """Give, of each phrase, whether it is a modal: 1 of the past, -1 of the present, 0 none.

    Examples:
        >>> tense_of(["company", "could", "can"]).tolist()
        [0, 1, -1]
    """
    return np.array([(phrase in _PAST) - (phrase in _PRESENT) for phrase in originals], dtype=np.int64)


def lean(sentences: Sequence[Sentence]) -> Floats:
    """Give, of each sentence, how far the verbs in and around it lean to the past, as a logarithm."""
    past, present = (
        np.array([sum(word in verbs for word in sentence.words) for sentence in sentences], dtype=np.float64)
        for verbs in (_PAST_VERBS, _PRESENT_VERBS)
    )
    return np.log((_around(past) + 1) / (_around(present) + 1))


def _around(count: Floats) -> Floats:
    sums = np.concatenate([np.zeros(1), np.cumsum(count)])
    places = np.arange(len(count))
    low, high = np.maximum(places - _REACH, 0), np.minimum(places + _REACH + 1, len(count))
    return np.asarray(sums[high] - sums[low] + count)


def weigh_tense(sentences: Sequence[Sentence], batch: Batch, posterior: Floats, tenses: Integers) -> Floats:
    """Weigh anew the modals between which a page leaves a choice.

    Args:
        sentences: The page, or a part of it.
        batch: Its arcs.
        posterior: Of each arc, as far as it is known.
        tenses: Of each original of the lexicon, what `tense_of` gives.

    Returns:
        The posterior of each arc. Of arcs that begin at the same word the sum stays.
    """
    words = [word for sentence in sentences for word in sentence.words]
    first = first_boundaries(batch.lengths)
    sentence_of = np.searchsorted(first, batch.arcs.begin, side="right") - 1
    kept = batch.original == KEPT
    tense = np.where(kept, 0, tenses[batch.original])
    tense[kept] = tense_of(words)  # the words as they stand are the first arcs, in order
    beginning: dict[int, list[int]] = defaultdict(list)
    for arc in np.flatnonzero(tense).tolist():
        beginning[int(batch.arcs.begin[arc])].append(arc)
    leans = lean(sentences)
    weighed = posterior.copy()
    for arcs in beginning.values():
        share = posterior[arcs]
        if len(set(tense[arcs].tolist())) < 2 or share.sum() == 0:
            continue
        value = share * np.exp(_LEAN_WEIGHT / 2 * tense[arcs] * leans[sentence_of[arcs]])
        weighed[arcs] = share.sum() * value / value.sum()
    return weighed
