"""The spinner as a noisy channel: which phrases may have stood where a text now has its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from textmend.spin.language_model import LanguageModel
from textmend.spin.lattice import Arcs, Floats, Integers, first_boundaries
from textmend.spin.lexicon import Lexicon
from textmend.spin.tokens import Sentence

KEPT = -1  # in place of an original: the words stand as they are

# A name is spun less often than a common word: the advantage, in nats, of leaving a capitalised word alone where
# the sentence around it is not in capitals.
_NAME_ADVANTAGE = 1.5
# A capitalised modal before a number inside a sentence is not English but a month that was spun (`Could 17`):
# what leaving it alone costs, in nats.
_MODALS = frozenset({"could", "might", "can"})
_SPUN_MONTH = 5.0
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_DAY_OR_YEAR = re.compile(r"[1-9]|[12][0-9]|3[01]|(?:19|20)[0-9]{2}")
# The language model has numbers as words only; this one stands for all of them.
NUMBER = "twenty"
# The price of putting a number in digits where there was none, in nats: one number of twenty or so that are common.
_DIGITS = 3.0


@dataclass(frozen=True)
class Batch:
    """The arcs of a batch of sentences, with what each stands for.

    Attributes:
        arcs: For the decoder.
        lengths: Words of each sentence.
        original: Of each arc, the place of its phrase in the lexicon's `originals`, or `KEPT`.
        phrase: Of each arc, a number for what stands there now, the same for the same words.
        possessive: Of each arc, whether a possessive ending goes with the phrase.
        kept_words: Language model ids of the words as they stand, sentence after sentence.
    """

    arcs: Arcs
    lengths: Integers
    original: Integers
    phrase: Integers
    possessive: Integers
    kept_words: Integers

    def places(self, arcs: Integers) -> Iterator[tuple[int, int, int, int]]:
        """Give, of each of some arcs: itself, its sentence, and its first and last boundary within the sentence."""
        first = first_boundaries(self.lengths)
        sentence = np.searchsorted(first, self.arcs.begin[arcs], side="right") - 1
        begin, end = self.arcs.begin[arcs] - first[sentence], self.arcs.end[arcs] - first[sentence]
        return zip(arcs.tolist(), sentence.tolist(), begin.tolist(), end.tolist(), strict=True)


class Channel:
    """Builds lattices from a lexicon and the vocabulary of a language model.

    Args:
        lexicon: What a spinner writes for what.
        model: The language model.
    """

    def __init__(self, lexicon: Lexicon, model: LanguageModel) -> None:
        self.lexicon = lexicon
        self._model = model
        self._number = model.id(NUMBER)
        words = [phrase.split(" ") for phrase in lexicon.originals]
        # One word of the model stands for all numbers, so that a number in digits seems likelier than it is.
        self._digits = _DIGITS * np.array([phrase[0].isdigit() for phrase in lexicon.originals], dtype=np.float64)
        self._count = np.array([len(phrase) for phrase in words], dtype=np.int64)
        self._first = np.cumsum(self._count) - self._count
        self._words = np.array([self.word_id(word) for phrase in words for word in phrase], dtype=np.int64)

    def word_id(self, word: str) -> int:
        """Give the language model's id for a word in lower case; numbers share one."""
        found = self._model.ids.get(word)
        if found is None:
            if word[0].isdigit():
                return self._number
            if word.endswith("'s"):
                return self._model.id(word[:-2])
            return self._model.unknown
        return found

    def batch(self, sentences: Sequence[Sentence]) -> Batch:
        """Lay out all arcs of a batch of sentences."""
        lexicon = self.lexicon
        place, lengths, survival = lexicon.place, lexicon.lengths, lexicon.survival
        kept: list[int] = []
        kept_log: list[float] = []
        kept_at: list[int] = []
        # (first boundary, last boundary, place of the spun phrase, bonus for leaving it, possessive)
        found: list[tuple[int, int, int, float, int]] = []
        boundary = 0
        for sentence in sentences:
            words = sentence.words
            title = sum(sentence.capitalised) * 2 > len(words)
            for i, word in enumerate(words):
                kept.append(self.word_id(word))
                month = _is_month(sentence, i)
                kept_log.append(0.0 if sentence.protected[i] else survival.get(word, 0.0) - _SPUN_MONTH * month)
                kept_at.append(boundary + i)
                if sentence.protected[i]:
                    continue
                stem = word[:-2] if word.endswith("'s") else None
                named = sentence.capitalised[i] and i > 0 and not title and not month
                against = _NAME_ADVANTAGE if named else 0.0
                if stem is not None and (at := place.get(stem)) is not None:
                    found.append((boundary + i, boundary + i + 1, at, against, 1))
                if (at := place.get(word)) is not None:
                    found.append((boundary + i, boundary + i + 1, at, against, 0))
                for length in lengths.get(word, ()):
                    last = i + length
                    if last > len(words) or not all(sentence.joined[i : last - 1]):
                        continue
                    phrase = " ".join(words[i:last])
                    if (at := place.get(phrase)) is not None and not any(sentence.protected[i:last]):
                        found.append((boundary + i, boundary + last, at, against, 0))
            boundary += len(words) + 1
        return self._expand(sentences, kept, kept_log, kept_at, found)

    def _expand(
        self,
        sentences: Sequence[Sentence],
        kept: list[int],
        kept_log: list[float],
        kept_at: list[int],
        found: list[tuple[int, int, int, float, int]],
    ) -> Batch:
        lexicon = self.lexicon
        columns = np.array(found, dtype=np.float64).reshape(-1, 5)
        begin, end, phrase = columns[:, :3].astype(np.int64).T
        low = lexicon.offsets[phrase]
        size = lexicon.offsets[phrase + 1] - low
        match = np.repeat(np.arange(len(found)), size)
        entry = low[match] + np.arange(len(match)) - np.repeat(np.cumsum(size) - size, size)
        original = lexicon.candidate[entry]
        log_probability = lexicon.log_probability[entry] - columns[match, 3] - self._digits[original]
        possessive = columns[match, 4].astype(np.int64)
        count = self._count[original]
        position = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
        words = self._words[np.repeat(self._first[original], count) + position]
        last = np.cumsum(count) - 1
        for arc in np.flatnonzero(possessive):
            words[last[arc]] = self.word_id(lexicon.originals[original[arc]].rpartition(" ")[2] + "'s")

        kept_words = np.array(kept, dtype=np.int64)
        at = np.array(kept_at, dtype=np.int64)
        all_counts = np.concatenate([np.ones(len(kept), dtype=np.int64), count])
        arcs = Arcs(
            begin=np.concatenate([at, begin[match]]),
            end=np.concatenate([at + 1, end[match]]),
            log_probability=np.concatenate([np.array(kept_log, dtype=np.float64), log_probability]),
            first=np.cumsum(all_counts) - all_counts,
            count=all_counts,
            words=np.concatenate([kept_words, words]),
        )
        return Batch(
            arcs=arcs,
            lengths=np.array([len(sentence) for sentence in sentences], dtype=np.int64),
            original=np.concatenate([np.full(len(kept), KEPT), original]),
            phrase=np.concatenate([len(lexicon.spun) + kept_words, phrase[match]]),
            possessive=np.concatenate([np.zeros(len(kept), dtype=np.int64), possessive]),
            kept_words=kept_words,
        )


def _is_month(sentence: Sentence, i: int) -> bool:
    """Tell whether a modal stands where only the name of a month can: `Could 17` inside a sentence."""
    following = sentence.words[i + 1 : i + 3]
    if sentence.words[i] not in _MODALS or not sentence.capitalised[i] or not following:
        return False
    dated = _DAY_OR_YEAR.fullmatch(following[0]) is not None
    return dated and (i > 0 or (len(following) > 1 and _YEAR.fullmatch(following[1]) is not None))


def kept_log_likelihood(batch: Batch, model: LanguageModel, language_weight: float) -> Floats:
    """Give the log-likelihood of each sentence as it stands, with no spinner assumed."""
    sentence = np.repeat(np.arange(len(batch.lengths)), batch.lengths + 1)
    ends = np.cumsum(batch.lengths)
    words = np.insert(batch.kept_words, ends, model.end)
    first = np.roll(words, 2)
    second = np.roll(words, 1)
    begins = ends - batch.lengths + np.arange(len(ends))
    second[begins] = model.start
    scores = model.trigram(first, second, words).astype(np.float64)
    scores[begins] = model.bigram(second[begins], words[begins])
    # The second word's context is the sentence's start and the first word.
    inner = begins[batch.lengths > 0] + 1
    scores[inner] = model.trigram(np.full(len(inner), model.start, dtype=np.int64), words[inner - 1], words[inner])
    likelihoods = np.zeros(len(batch.lengths), dtype=np.float64)
    np.add.at(likelihoods, sentence, language_weight * scores)
    return likelihoods
