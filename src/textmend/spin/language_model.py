"""A trigram language model with back-off, packed for NumPy and memory mapped.

The n-grams are held as XOR maps (Bloomier filters; Chazelle, Kilian, Rubinfeld and Tal, "The Bloomier filter",
SODA 2004): an n-gram's value is the exclusive or of three slots that its hash names, and holds its quantised
log-probability, its quantised back-off and a fingerprint. No keys are stored: an n-gram that is not in the map
is recognised by its fingerprint, but for one in 65,536 (bigrams) or 16.7 million (trigrams).
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from textmend.spin.arrays import read_arrays

Ids = NDArray[np.int64]
LogProbabilities = NDArray[np.float32]

# Bits of a slot: a bigram's are fingerprint 16, back-off 8, log-probability 8; a trigram's fingerprint 24, 8.
BIGRAM_SHIFT = 16
TRIGRAM_SHIFT = 8
# The log10-probability of a word that the model lacks: below its rarest words, so that no known word is
# ever traded for an unknown one.
UNKNOWN_LOG10 = -8.0
# Keys looked up at a time: bounds the memory, and keeps most of it in the processor's cache.
_AT_A_TIME = 1 << 16


def mix(keys: NDArray[np.uint64], seed: int) -> NDArray[np.uint64]:
    """Hash 64-bit keys: the finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014)."""
    with np.errstate(over="ignore"):
        h = keys + np.uint64((seed * 0x9E3779B97F4A7C15 + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF)
        h ^= h >> np.uint64(30)
        h *= np.uint64(0xBF58476D1CE4E5B9)
        h ^= h >> np.uint64(27)
        h *= np.uint64(0x94D049BB133111EB)
        h ^= h >> np.uint64(31)
    return h


def slots_of(hashes: NDArray[np.uint64], third: int) -> tuple[Ids, Ids, Ids]:
    """Give the three slots of each hash, one in each third of a map of `3 * third` slots."""
    size = np.uint64(third)
    low = hashes & np.uint64(0xFFFFFFFF)
    high = hashes >> np.uint64(32)
    middle = (hashes >> np.uint64(16)) & np.uint64(0xFFFFFFFF)
    shift = np.uint64(32)
    return (
        ((low * size) >> shift).view(np.int64),
        ((middle * size) >> shift).view(np.int64) + third,
        ((high * size) >> shift).view(np.int64) + 2 * third,
    )


def fingerprints_of(hashes: NDArray[np.uint64]) -> NDArray[np.uint32]:
    """Give 32 bits of each hash that its slots do not show."""
    return (mix(hashes, 77) & np.uint64(0xFFFFFFFF)).astype(np.uint32)


def bigram_keys(first: Ids, second: Ids) -> NDArray[np.uint64]:
    """Pack two word ids, each below 2**20, into a key."""
    return ((first << 20) | second).view(np.uint64)


def trigram_keys(first: Ids, second: Ids, third: Ids) -> NDArray[np.uint64]:
    """Pack three word ids, each below 2**20, into a key."""
    return ((first << 40) | (second << 20) | third).view(np.uint64)


class Pairs(NamedTuple):
    """What a language model has for pairs of words.

    Attributes:
        log_probability: Of each second word after its first.
        backoff: The log-weight of the second word's bigrams where a trigram lacks; zero for an unknown pair.
        known: Whether the pair is one of the model's bigrams.
    """

    log_probability: LogProbabilities
    backoff: LogProbabilities
    known: NDArray[np.bool_]


class LanguageModel:
    """A back-off trigram model: log-probabilities of many words at a time.

    An unknown word has one probability after all words: a back-off would favour contexts that are rare.

    Args:
        path: The file that `textmend.learn.language_model.pack` wrote.

    Raises:
        ValueError: The file is not a language model.
        OSError: The file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        arrays, meta = read_arrays(path)
        if meta.get("kind") != "language model":
            raise ValueError(f"{path} is not a textmend language model")
        self._words = arrays["words"]
        self._unigram: LogProbabilities = arrays["unigram_log_probability"]
        self._unigram_backoff: LogProbabilities = arrays["unigram_backoff"]
        self._bigrams = arrays["bigrams"]
        self._trigrams = arrays["trigrams"]
        self._bigram_level: LogProbabilities = arrays["bigram_levels"]
        self._backoff_level: LogProbabilities = arrays["backoff_levels"]
        self._trigram_level: LogProbabilities = arrays["trigram_levels"]
        self._bigram_seed: int = meta["bigram_seed"]
        self._trigram_seed: int = meta["trigram_seed"]
        self.unknown = len(self._unigram) - 1
        self.start = self.id("<s>")
        self.end = self.id("</s>")

    @cached_property
    def ids(self) -> dict[str, int]:
        """The id of each word that the model knows."""
        words = self._words.tobytes().decode().split("\n")
        return dict(zip(words, range(len(words)), strict=True))

    def id(self, word: str) -> int:
        """Give the id of a word, or that of the unknown word."""
        return self.ids.get(word, self.unknown)

    def unigram(self, words: Ids) -> LogProbabilities:
        """Give log P(word), natural logarithms, for an array of word ids."""
        return self._unigram[words]

    def bigram(self, first: Ids, second: Ids) -> LogProbabilities:
        """Give log P(second | first) for two arrays of word ids of one length."""
        return self.pairs(first, second).log_probability

    def pairs(self, first: Ids, second: Ids) -> Pairs:
        """Give what the model has for two arrays of word ids of one length, each two of them a pair."""
        value, known = _look_up(self._bigrams, bigram_keys(first, second), self._bigram_seed, BIGRAM_SHIFT)
        log_probability = self._unigram_backoff[first]
        log_probability[second == self.unknown] = 0
        log_probability += self._unigram[second]
        backoff = np.zeros(len(value), dtype=np.float32)
        places = np.flatnonzero(known)
        value = value[places]
        log_probability[places] = self._bigram_level[value & np.uint32(255)]
        backoff[places] = self._backoff_level[(value >> np.uint32(8)) & np.uint32(255)]
        return Pairs(log_probability, backoff, known)

    def trigram(self, first: Ids, second: Ids, third: Ids) -> LogProbabilities:
        """Give log P(third | first, second) for three arrays of word ids of one length."""
        _, backoff, known = self.pairs(first, second)
        return self.trigram_given(first, second, third, Pairs(self.bigram(second, third), backoff, known))

    def trigram_given(self, first: Ids, second: Ids, third: Ids, pairs: Pairs) -> LogProbabilities:
        """Give log P(third | first, second) where the pairs were looked up before.

        Args:
            first, second, third: Arrays of word ids of one length.
            pairs: The log-probability of `third` after `second`; and whether the model knows `first` with `second`,
                and with which back-off. There is no trigram of a pair that it does not know.
        """
        scores: LogProbabilities = pairs.log_probability + pairs.backoff
        unknown = np.flatnonzero(third == self.unknown)
        scores[unknown] = pairs.log_probability[unknown]
        places = np.flatnonzero(pairs.known)
        keys = trigram_keys(first[places], second[places], third[places])
        value, found = _look_up(self._trigrams, keys, self._trigram_seed, TRIGRAM_SHIFT)
        found &= third[places] != self.unknown
        scores[places[found]] = self._trigram_level[value[found] & np.uint32(255)]
        return scores


def _look_up(
    slots: NDArray[np.uint32], keys: NDArray[np.uint64], seed: int, shift: int
) -> tuple[NDArray[np.uint32], NDArray[np.bool_]]:
    """Give the value of each key in an XOR map, and whether the key is there; `shift` bits are below a fingerprint."""
    value = np.empty(len(keys), dtype=np.uint32)
    found = np.empty(len(keys), dtype=np.bool_)
    for low in range(0, len(keys), _AT_A_TIME):
        part = slice(low, low + _AT_A_TIME)
        hashes = mix(keys[part], seed)
        one, two, three = slots_of(hashes, len(slots) // 3)
        value[part] = slots[one] ^ slots[two] ^ slots[three]
        found[part] = (value[part] ^ fingerprints_of(hashes)) < np.uint32(1 << shift)
    return value, found
