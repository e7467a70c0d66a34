"""From sentences to the phrases that most probably stood there, each with its confidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from textmend.spin.channel import KEPT, Batch, Channel, kept_log_likelihood
from textmend.spin.context import ContextModel
from textmend.spin.decoder import Decoded, decode
from textmend.spin.language_model import LanguageModel
from textmend.spin.lattice import Floats
from textmend.spin.tokens import Sentence

# The power of the language model's probabilities beside the spinner's. Measured in tests/bench/restoration.py.
LANGUAGE_WEIGHT = 0.9
# Phrases less probable than this are not looked at.
_LEAST_POSTERIOR = 0.05
# Of two phrases that exclude each other the one is taken that promises more right words; a word less probable than
# this promises none.
_STAKE = 0.3


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
        self._phrases = context.phrases_of(channel.lexicon.originals) if context else None

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
        for number, places in _arcs_by_sentence(batch, posterior).items():
            sentence = sentences[number]
            for arc, confidence in _best(list(places), batch, posterior):
                begin, end = places[arc]
                restorations.append(
                    Restoration(
                        start=sentence.starts[begin],
                        end=sentence.ends[end - 1],
                        original=self.channel.lexicon.originals[batch.original[arc]],
                        possessive=bool(batch.possessive[arc]),
                        opens_sentence=begin == 0,
                        confidence=confidence,
                    )
                )
        return restorations


def _arcs_by_sentence(batch: Batch, posterior: Floats) -> dict[int, dict[int, tuple[int, int]]]:
    """Group the arcs worth a look by sentence, each with its place, leaving out sentences in which all words stand."""
    grouped: dict[int, dict[int, tuple[int, int]]] = defaultdict(dict)
    for arc, number, begin, end in batch.places(np.flatnonzero(posterior >= _LEAST_POSTERIOR)):
        grouped[number][arc] = (begin, end)
    return {number: arcs for number, arcs in grouped.items() if any(batch.original[arc] != KEPT for arc in arcs)}


def _best(arcs: Sequence[int], batch: Batch, posterior: Floats) -> list[tuple[int, float]]:
    """Choose the arcs of a sentence that together promise most: replacing arcs only, none overlapping another.

    Paths that agree on a word but cut the sentence into phrases differently share the word's probability. So an
    arc's confidence is that of its least certain word over all arcs in its place, and of the words that it drops.
    """
    begin, end = batch.arcs.begin, batch.arcs.end
    spelled = {
        arc: batch.arcs.words[batch.arcs.first[arc] : batch.arcs.first[arc] + batch.arcs.count[arc]].tolist()
        for arc in arcs
    }
    by_end: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for arc in arcs:
        if batch.original[arc] == KEPT:
            continue
        sums: dict[int, float] = defaultdict(float)
        dropped = 0.0
        own = set(spelled[arc])
        for other in arcs:
            if begin[other] < end[arc] and end[other] > begin[arc]:
                share = float(posterior[other])
                for word in set(spelled[other]):
                    sums[word] += share
                if batch.original[other] == KEPT and spelled[other][0] not in own:
                    dropped = max(dropped, share)
        confidence = min(*(min(sums[word], 1.0) for word in own), 1.0 - dropped)
        by_end[int(end[arc])].append((arc, confidence))
    best: dict[int, tuple[float, list[tuple[int, float]]]] = {}
    first = min(int(begin[arc]) for arc in arcs)
    best[first] = (0.0, [])
    for boundary in range(first + 1, max(int(end[arc]) for arc in arcs) + 1):
        best[boundary] = best[boundary - 1]
        for arc, confidence in by_end.get(boundary, ()):
            before = best[int(begin[arc])]
            value = before[0] + (confidence - _STAKE) * (boundary - int(begin[arc]))
            if value > best[boundary][0] + 1e-9:
                best[boundary] = (value, [*before[1], (arc, confidence)])
    return best[max(best)][1]
