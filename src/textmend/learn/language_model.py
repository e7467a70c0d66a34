"""n-gram tables into the packed language model that `textmend.spin.language_model` reads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textmend.spin.arrays import write_arrays
from textmend.spin.language_model import (
    BIGRAM_SHIFT,
    TRIGRAM_SHIFT,
    UNKNOWN_LOG10,
    bigram_keys,
    fingerprints_of,
    mix,
    slots_of,
    trigram_keys,
)

# Slots an n-gram; below 1.22 the peeling of three-way maps fails (Botelho, Pagh and Ziviani, WADS 2007).
_SLOTS_PER_KEY = 1.24
_LN_10 = float(np.log(10))


@dataclass(frozen=True)
class NGrams:
    """The n-grams of a back-off model; probabilities and back-offs are log10, as in the ARPA format.

    Attributes:
        words: The vocabulary; a word's id is its place here.
        unigram, unigram_backoff: One figure a word.
        bigrams: Word ids, shape (n, 2); `bigram` and `bigram_backoff` are their figures.
        trigrams: Word ids, shape (n, 3); `trigram` are their figures.
    """

    words: list[str]
    unigram: NDArray[np.float32]
    unigram_backoff: NDArray[np.float32]
    bigrams: NDArray[np.int64]
    bigram: NDArray[np.float32]
    bigram_backoff: NDArray[np.float32]
    trigrams: NDArray[np.int64]
    trigram: NDArray[np.float32]


def pack(model: NGrams, path: Path, *, source: str) -> None:
    """Write a language model's file.

    Args:
        model: The n-grams.
        path: Where to write it.
        source: Where the n-grams come from and under which licence; kept in the file.
    """
    model = _with_contexts(model)
    bigram_levels, bigram_codes = _quantise(model.bigram)
    backoff_levels, backoff_codes = _quantise(model.bigram_backoff)
    trigram_levels, trigram_codes = _quantise(model.trigram)
    bigrams, bigram_seed = _xor_map(
        bigram_keys(*model.bigrams.T), bigram_codes | (backoff_codes << np.uint32(8)), BIGRAM_SHIFT
    )
    trigrams, trigram_seed = _xor_map(trigram_keys(*model.trigrams.T), trigram_codes, TRIGRAM_SHIFT)
    unigram = np.append(model.unigram, np.float32(UNKNOWN_LOG10))
    backoff = np.append(model.unigram_backoff, np.float32(0))
    arrays: dict[str, NDArray[Any]] = {
        "words": np.frombuffer("\n".join(model.words).encode(), dtype=np.uint8),
        "unigram_log_probability": (unigram * _LN_10).astype("<f4"),
        "unigram_backoff": (backoff * _LN_10).astype("<f4"),
        "bigrams": bigrams.astype("<u4"),
        "trigrams": trigrams.astype("<u4"),
        "bigram_levels": (bigram_levels * _LN_10).astype("<f4"),
        "backoff_levels": (backoff_levels * _LN_10).astype("<f4"),
        "trigram_levels": (trigram_levels * _LN_10).astype("<f4"),
    }
    meta = {
        "kind": "language model",
        "source": source,
        "bigram_seed": bigram_seed,
        "trigram_seed": trigram_seed,
        "counts": [len(model.words), len(model.bigrams), len(model.trigrams)],
    }
    write_arrays(path, arrays, meta)


def _with_contexts(model: NGrams) -> NGrams:
    """Add the first two words of each trigram to the bigrams where they lack, at what the back-off gives them.

    A trigram is looked up only after a bigram that is known.
    """
    contexts = bigram_keys(*model.trigrams[:, :2].T)
    _, places = np.unique(contexts, return_index=True)
    places = places[~np.isin(contexts[places], bigram_keys(*model.bigrams.T))]
    if not len(places):
        return model
    first, second = model.trigrams[places, :2].T
    return replace(
        model,
        bigrams=np.concatenate([model.bigrams, model.trigrams[places, :2]]),
        bigram=np.concatenate([model.bigram, model.unigram_backoff[first] + model.unigram[second]]),
        bigram_backoff=np.concatenate([model.bigram_backoff, np.zeros(len(places), dtype=np.float32)]),
    )


def _quantise(values: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.uint32]]:
    """Give 256 levels, each the mean of an equal share of the values, and each value's nearest level."""
    ordered = np.sort(values)
    levels = np.array([part.mean() for part in np.array_split(ordered, 256) if len(part)], dtype=np.float32)
    levels = np.unique(levels)
    codes = np.searchsorted((levels[1:] + levels[:-1]) / 2, values)
    return np.pad(levels, (0, 256 - len(levels)), mode="edge"), codes.astype(np.uint32)


def _xor_map(keys: NDArray[np.uint64], values: NDArray[np.uint32], shift: int) -> tuple[NDArray[np.uint32], int]:
    """Build the XOR map of keys to values, fingerprints above `shift`; give its slots and its seed."""
    third = int(len(keys) * _SLOTS_PER_KEY) // 3 + 32
    for seed in range(100):
        hashes = mix(keys, seed)
        places = np.stack(slots_of(hashes, third))
        rounds = _peel(places, 3 * third)
        if rounds is not None:
            break
    else:
        raise ValueError("the n-grams do not fit their map; are there equal ones among them?")
    mask = np.uint32((1 << shift) - 1)
    payload = (fingerprints_of(hashes) & ~mask) | (values & mask)
    slots = np.zeros(3 * third, dtype=np.uint32)
    for members, free in reversed(rounds):
        one, two, three = places[:, members]
        slots[free] = 0
        slots[free] = payload[members] ^ slots[one] ^ slots[two] ^ slots[three]
    return slots, seed


def _peel(places: NDArray[np.int64], size: int) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]] | None:
    """Order the keys so that each has a slot that no later key needs: rounds of (keys, their free slots)."""
    count = places.shape[1]
    degree = np.bincount(places.ravel(), minlength=size)
    owner = np.zeros(size, dtype=np.int64)  # the exclusive or of the keys at a slot: the key, where there is one
    for row in places:
        np.bitwise_xor.at(owner, row, np.arange(count))
    rounds = []
    left = count
    single = np.flatnonzero(degree == 1)
    while len(single):
        members, first = np.unique(owner[single], return_index=True)
        rounds.append((members, single[first]))
        left -= len(members)
        touched = places[:, members]
        for row in touched:
            np.subtract.at(degree, row, 1)
            np.bitwise_xor.at(owner, row, members)
        single = np.unique(touched.ravel())
        single = single[degree[single] == 1]
    return rounds if left == 0 else None
