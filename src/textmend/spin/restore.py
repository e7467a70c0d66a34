"""From sentences to the phrases that most probably stood there, each with its confidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from textmend.spin.channel import KEPT, Batch, Channel, kept_log_likelihood
from textmend.spin.context import ContextModel
from textmend.spin.decoder import Decoded, decode
from textmend.spin.language_model import LanguageModel
from textmend.spin.lattice import Floats, Integers
from textmend.spin.tokens import Sentence

# The power of the language model's probabilities beside the spinner's. Measured in tests/bench/restoration.py.
LANGUAGE_WEIGHT = 0.9
# Phrases less probable than this are not looked at.
_LEAST_POSTERIOR = 0.05
# Of two phrases that exclude each other the one is taken that promises more right words; a word less probable than
# this promises none.
_STAKE = 0.3
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Restoration:
    """A phrase that may be put back.

    Attributes:
        start, end: The words that it would replace, in characters of the text.
        original: The phrase, as the lexicon has it.
        possessive: Whether a possessive ending goes with it.
        opens_sentence: Whether it begins a sentence.
        confidence: The probability that the author wrote so.
    """

    start: int
    end: int
    original: str
    possessive: bool
    opens_sentence: bool
    confidence: float


class Reading:
    """What a batch of sentences says.

    Attributes:
        gains: Of each sentence, the log-likelihood in nats that assuming a spinner gains.
    """

    def __init__(self, gains: list[float], restore: Callable[[], list[Restoration]]) -> None:
        self.gains = gains
        self._restore = restore

    @cached_property
    def restorations(self) -> list[Restoration]:
        """In order of their place, none overlapping another; of any confidence that is worth a look.

        They are most of the work, and nobody wants those of clean text: they are found where they are asked for.
        """
        return self._restore()


class Restorer:
    """Weighs what may have stood in a text, by the words next to a phrase and then by the page around it.

    Args:
        channel: What a spinner writes for what.
        model: The language model.
        context: The context model; without one the language model's word is the last.
    """

    def __init__(self, channel: Channel, model: LanguageModel, context: ContextModel | None = None) -> None:
        self.channel = channel
        self.model = model
        self.context = context

    @cached_property
    def _phrases(self) -> Integers | None:
        # Looked up when a page is first weighed: a run over clean pages never asks.
        return self.context.phrases_of(self.channel.lexicon.originals) if self.context else None

    def read(self, sentences: Sequence[Sentence]) -> Reading:
        """Weigh what may have stood in a batch of sentences."""
        batch = self.channel.batch(sentences)
        decoded = decode(batch.arcs, batch.lengths, self.model, language_weight=LANGUAGE_WEIGHT)
        gains = decoded.log_likelihood - kept_log_likelihood(batch, self.model, LANGUAGE_WEIGHT)
        return Reading(gains.tolist(), lambda: self._restorations(sentences, batch, decoded))

    def _restorations(self, sentences: Sequence[Sentence], batch: Batch, decoded: Decoded) -> list[Restoration]:
        posterior = decoded.posterior
        if self.context is not None and self._phrases is not None:
            posterior = self.context.weigh(sentences, batch, posterior, self._phrases)
        restorations = []
        for number, choices in _choices(batch, posterior).items():
            sentence = sentences[number]
            for choice, confidence in _best(choices):
                restorations.append(
                    Restoration(
                        start=sentence.starts[choice.begin],
                        end=sentence.ends[choice.end - 1],
                        original=self.channel.lexicon.originals[choice.original],
                        possessive=bool(batch.possessive[choice.arc]),
                        opens_sentence=choice.begin == 0,
                        confidence=confidence,
                    )
                )
        return restorations


class _Choice(NamedTuple):
    """An arc worth a look: its place in its sentence, its original, its posterior, and its different words."""

    arc: int
    begin: int
    end: int
    original: int
    share: float
    words: frozenset[int]


def _choices(batch: Batch, posterior: Floats) -> dict[int, list[_Choice]]:
    """Group by sentence the arcs worth a look: those that replace words, and those that leave the words of one."""
    arcs = np.flatnonzero(posterior >= _LEAST_POSTERIOR)
    replacing = arcs[batch.original[arcs] != KEPT]
    size = len(batch.kept_words) + len(batch.lengths) + 1
    # A word is replaced where more phrases have begun than have ended.
    begun = np.bincount(batch.arcs.begin[replacing], minlength=size)
    open_ = np.cumsum(begun - np.bincount(batch.arcs.end[replacing], minlength=size))
    arcs = arcs[(batch.original[arcs] != KEPT) | (open_[batch.arcs.begin[arcs]] > 0)]
    first, count = batch.arcs.first[arcs], batch.arcs.count[arcs]
    word = batch.arcs.words[first].tolist()
    columns = (batch.original[arcs], posterior[arcs], first, count)
    grouped: dict[int, list[_Choice]] = defaultdict(list)
    for (arc, number, begin, end), only, original, share, low, words in zip(
        batch.places(arcs), word, *(column.tolist() for column in columns), strict=True
    ):
        different = frozenset((only,) if words == 1 else batch.arcs.words[low : low + words].tolist())
        grouped[number].append(_Choice(arc, begin, end, original, share, different))
    return dict(sorted(grouped.items()))


def _best(choices: Sequence[_Choice]) -> list[tuple[_Choice, float]]:
    """Choose the arcs of a sentence that together promise most: replacing arcs only, none overlapping another.

    Paths that agree on a word but cut the sentence into phrases differently share the word's probability. So an
    arc's confidence is that of its least certain word over all arcs in its place, and of the words that it drops.
    """
    by_place: dict[int, list[int]] = defaultdict(list)
    for number, choice in enumerate(choices):
        for place in range(choice.begin, choice.end):
            by_place[place].append(number)
    by_end: dict[int, list[tuple[_Choice, float]]] = defaultdict(list)
    for choice in choices:
        if choice.original == KEPT:
            continue
        sums = dict.fromkeys(choice.words, 0.0)
        dropped = 0.0
        for number in sorted({number for place in range(choice.begin, choice.end) for number in by_place[place]}):
            other = choices[number]
            shared = choice.words & other.words
            for word in shared:
                sums[word] += other.share
            if other.original == KEPT and not shared:
                dropped = max(dropped, other.share)
        by_end[choice.end].append((choice, min(1.0, 1.0 - dropped, *sums.values())))
    # The most that the sentence promises up to a boundary. Cuts that promise the same differ by rounding: the first
    # of them is taken, so that all machines take the same.
    best: dict[int, tuple[float, list[tuple[_Choice, float]]]] = {}
    first = min(choice.begin for choice in choices)
    best[first] = (0.0, [])
    for boundary in range(first + 1, max(choice.end for choice in choices) + 1):
        best[boundary] = best[boundary - 1]
        for choice, confidence in by_end.get(boundary, ()):
            before = best[choice.begin]
            value = before[0] + (confidence - _STAKE) * (boundary - choice.begin)
            if value > best[boundary][0] + _ROUNDING:
                best[boundary] = (value, [*before[1], (choice, confidence)])
    return best[max(best)][1]
