"""The spinner as a noisy channel: which phrases may have stood where a text now has its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from textmend.spin.language_model import LanguageModel, Pairs
from textmend.spin.lattice import Arcs, Floats, Integers, first_boundaries
from textmend.spin.lexicon import Lexicon
from textmend.spin.tokens import Sentence
from textmend.spin.trie import NOWHERE

Marks = NDArray[np.bool_]

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
        self._word_ids = np.array([self.word_id(word) for word in lexicon.words], dtype=np.int64)
        # One word of the model stands for all numbers, so that a number in digits seems likelier than it is.
        self._digits = _DIGITS * np.array([word[0].isdigit() for word in lexicon.words], dtype=np.float64)

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
        words = list(chain.from_iterable(sentence.words for sentence in sentences))
        protected = _marks(sentence.protected for sentence in sentences)
        capitalised = _marks(sentence.capitalised for sentence in sentences)
        lengths = np.array([len(sentence) for sentence in sentences], dtype=np.int64)
        sentence_of = np.repeat(np.arange(len(lengths)), lengths)
        first = np.cumsum(lengths) - lengths
        boundary = np.arange(len(words)) + sentence_of

        # Each different word is looked up once.
        types = list(dict.fromkeys(words))
        number = dict(zip(types, range(len(types)), strict=True))
        type_of = np.fromiter(map(number.__getitem__, words), np.int64, len(words))
        kept_words = np.array([self.word_id(word) for word in types], dtype=np.int64)[type_of]
        lexicon = self.lexicon
        numbers = np.array([lexicon.number.get(word, NOWHERE) for word in types], dtype=np.int64)[type_of]
        survival = np.where(numbers >= 0, lexicon.word_log_survival[numbers], 0.0)

        month = np.zeros(len(words), dtype=np.bool_)
        for i in np.flatnonzero(np.array([word in _MODALS for word in types], dtype=np.bool_)[type_of] & capitalised):
            month[i] = _is_month(sentences[sentence_of[i]], int(i - first[sentence_of[i]]))
        title = np.bincount(sentence_of, capitalised, len(lengths)) * 2 > lengths
        named = capitalised & ~month & ~title[sentence_of]
        named[first] = False

        joined = _marks(sentence.joined for sentence in sentences)
        owners = [lexicon.number.get(word[:-2], NOWHERE) if word.endswith("'s") else NOWHERE for word in types]
        found = self._found(numbers, np.array(owners, dtype=np.int64)[type_of], protected, joined)
        at, length, phrase, possessive = found[:, np.argsort(found[0], kind="stable")]
        first_entry = lexicon.offsets[phrase].astype(np.int64)
        size = lexicon.offsets[phrase + 1] - first_entry
        match = np.repeat(np.arange(len(phrase)), size)
        entry = np.arange(len(match)) + (first_entry - (np.cumsum(size) - size))[match]
        original = lexicon.candidate[entry].astype(np.int64)
        at, length, phrase, possessive = at[match], length[match], phrase[match], possessive[match]
        first_word = lexicon.original_offsets[original].astype(np.int64)
        size = lexicon.original_offsets[original + 1] - first_word
        log_probability = lexicon.log_probability[entry].astype(np.float64) - _NAME_ADVANTAGE * named[at]
        log_probability -= self._digits[lexicon.original_words[first_word]]

        one = np.ones(len(words), dtype=np.int64)
        count = np.concatenate([one, size])
        arcs = Arcs(
            begin=np.concatenate([boundary, boundary[at]]),
            end=np.concatenate([boundary + 1, boundary[at] + length]),
            log_probability=np.concatenate([np.where(protected, 0.0, survival - _SPUN_MONTH * month), log_probability]),
            first=np.cumsum(count) - count,
            count=count,
            words=np.concatenate([kept_words, self._spelled(first_word, size, possessive)]),
        )
        return Batch(
            arcs=arcs,
            lengths=lengths,
            original=np.concatenate([KEPT * one, original]),
            phrase=np.concatenate([len(lexicon.trie) + kept_words, phrase]),
            possessive=np.concatenate([0 * one, possessive]),
            kept_words=kept_words,
        )

    def _found(self, numbers: Integers, owners: Integers, protected: Marks, joined: Marks) -> Integers:
        """Find the lexicon's phrases in running words.

        Args:
            numbers: The lexicon's numbers of the words.
            owners: Those of the words without their possessive endings, where they have one.
            protected, joined: As sentences have them.

        Returns:
            In columns: the first word, how many words, the node of the phrase, whether a possessive ending follows.
            Owners come before words, and these before phrases of several.
        """
        # From each word, the last that a phrase may run to.
        stops = np.flatnonzero(protected | ~joined | np.append(protected[1:], True))
        limit = np.repeat(stops, np.diff(stops, prepend=-1))
        columns = []
        for alone, possessive in ((owners, 1), (numbers, 0)):
            at = np.flatnonzero((alone >= 0) & ~protected)
            columns.append(np.stack([at, np.ones_like(at), alone[at], np.full_like(at, possessive)]))
        length, node = 1, numbers[at]
        while len(at):
            further = np.flatnonzero(at + length <= limit[at])
            at, node = at[further], node[further]
            following = numbers[at + length]
            node = np.where(following >= 0, self.lexicon.trie.follow(node, following), NOWHERE)
            at, node = at[node >= 0], node[node >= 0]
            length += 1
            columns.append(np.stack([at, np.full_like(at, length), node, np.zeros_like(at)]))
        return np.concatenate(columns, axis=1)

    def _spelled(self, first: Integers, count: Integers, possessive: Integers) -> Integers:
        """Give the words of originals, one after the other, the last with a possessive ending where there is one."""
        position = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
        numbers = self.lexicon.original_words[np.repeat(first, count) + position]
        words: Integers = self._word_ids[numbers]
        last = np.cumsum(count) - 1
        for arc in np.flatnonzero(possessive):
            words[last[arc]] = self.word_id(self.lexicon.words[numbers[last[arc]]] + "'s")
        return words


def _marks(columns: Iterable[list[bool]]) -> Marks:
    return np.fromiter(chain.from_iterable(columns), np.bool_)


def _is_month(sentence: Sentence, i: int) -> bool:
    """Tell whether a modal stands where only the name of a month can: `Could 17` inside a sentence."""
    following = sentence.words[i + 1 : i + 3]
    if sentence.words[i] not in _MODALS or not sentence.capitalised[i] or not following:
        return False
    dated = _DAY_OR_YEAR.fullmatch(following[0]) is not None
    return dated and (i > 0 or (len(following) > 1 and _YEAR.fullmatch(following[1]) is not None))


def kept_log_likelihood(batch: Batch, model: LanguageModel, language_weight: float) -> Floats:
    """Give the log-likelihood of each sentence as it stands, with no spinner assumed."""
    # Each sentence between its start and its end.
    sentence = np.repeat(np.arange(len(batch.lengths)), batch.lengths + 2)
    starts = first_boundaries(batch.lengths + 1)
    words = np.full(len(sentence), model.end)
    words[starts] = model.start
    words[np.arange(len(batch.kept_words)) + 2 * np.repeat(np.arange(len(starts)), batch.lengths) + 1] = (
        batch.kept_words
    )
    before = np.roll(words, 1)
    pairs = model.pairs(before, words)
    # What stands before the start is not known.
    backoff, known = np.roll(pairs.backoff, 1), np.roll(pairs.known, 1)
    backoff[starts + 1], known[starts + 1] = 0.0, False
    scores = model.trigram_given(np.roll(words, 2), before, words, Pairs(pairs.log_probability, backoff, known))
    scores[starts] = 0.0
    return np.asarray(language_weight * np.bincount(sentence, scores, len(starts)), dtype=np.float64)
