"""What the page around a phrase says of it: a second look at what the lattice leaves open.

The lattice judges a phrase by the words next to it. A small convolutional network reads twice fourteen words around a
position as they stand, spun, and the page as a bag of words, and gives for each phrase that may have stood there what
its logarithm of probability gains. It was trained on text spun by simulation, with the lattice's own verdict as an
input, so that it learns just what the lattice cannot see (textmend.learn.context).

All sums are sums of whole numbers below 2**24 in single precision, which are exact in any order: the result is the same
on every machine, whatever it multiplies matrices with.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from textmend.spin.arrays import read_arrays
from textmend.spin.channel import KEPT, Batch
from textmend.spin.lattice import Floats, Integers, first_boundaries
from textmend.spin.tokens import Sentence

Singles = NDArray[np.float32]

KIND = "context model"
# Entries of the vocabulary that stand for no one word.
UNKNOWN, NUMBER = 0, 1
# Arcs less probable than this among those that begin at their boundary are not looked at.
LEAST_SHARE = 1e-3
# What counts how much: the lattice's log-probability, what the network adds, being left as it stands, and the same pair
# elsewhere on the page, by itself and times the logarithm of how often it stands there. Training finds 0.88, 1, 0.33,
# 0.24 and 0.07 on text spun by simulation, where the lexicon is right by construction. Pages that were really spun come
# back better with these (tests/bench/seed.py without the seed rows, tests/bench/restoration.py).
LATTICE_WEIGHT, NETWORK_WEIGHT, KEPT_WEIGHT, PAGE_WEIGHT, PAGE_LOG_WEIGHT = 1.0, 0.6, 0.3, 0.3, 0.2
# What the same original counts for where other phrases stand for it: a page has its subject, and its author one word
# for it. The gain is logarithmic in how many of the others there are, in units of TOPIC_UNIT; measured likewise.
TOPIC_WEIGHT, TOPIC_UNIT = 0.15, 0.2
# How often the page is weighed again with what the weighing before found elsewhere on it.
_PASSES = 3
# Of the mean posterior of a pair elsewhere on the page, so that its logarithm is never far below others.
PAGE_FLOOR = 3e-3
MOST_OCCURRENCES = 50
# Words of a page that are one bag. Training pages have about as many.
BAG = 400
# Activations and weights are whole numbers from -127 to 127.
LARGEST = 127.0


class ContextModel:
    """Scores phrases by the words around them.

    Args:
        path: The file that `textmend.learn.context.pack` wrote.

    Raises:
        ValueError: The file is not a context model.
        OSError: The file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        arrays, meta = read_arrays(path)
        if meta.get("kind") != KIND:
            raise ValueError(f"{path} is not a textmend context model")
        self._arrays = arrays
        self._dilations: list[int] = meta["dilations"]
        # The steps in which activations are counted: of each convolution's input, of the bag, and of what phrases meet.
        self._steps: list[float] = meta["steps"]

    @cached_property
    def _vocabulary(self) -> dict[str, int]:
        words = self._arrays["vocabulary"].tobytes().decode().split("\n")
        return dict(zip(words, range(len(words)), strict=True))

    @cached_property
    def _phrases(self) -> dict[str, int]:
        phrases = self._arrays["phrases"].tobytes().decode().split("\n")
        return dict(zip(phrases, range(len(phrases)), strict=True))

    def phrases_of(self, originals: Sequence[str]) -> Integers:
        """Give the numbers of phrases; those that the model does not know have the number of the unknown word."""
        unknown = int(self._arrays["phrase_of_word"][UNKNOWN])
        return np.array([self._phrases.get(original, unknown) for original in originals], dtype=np.int64)

    def weigh(self, sentences: Sequence[Sentence], batch: Batch, posterior: Floats, phrases: Integers) -> Floats:
        """Weigh the arcs of a page anew.

        Args:
            sentences: The page, or a part of it that is long enough to have a topic.
            batch: Its arcs.
            posterior: Of each arc, as the lattice has it.
            phrases: Of each original of the lexicon, its number, as `phrases_of` gives it.

        Returns:
            The posterior of each arc.
        """
        words = np.array([self._word(word) for sentence in sentences for word in sentence.words], dtype=np.int64)
        sentence_of = np.searchsorted(first_boundaries(batch.lengths), batch.arcs.begin, side="right") - 1
        position = batch.arcs.begin - sentence_of  # the number of the arc's first word: boundaries less sentences
        visited = np.bincount(position, weights=posterior, minlength=len(words))
        share = posterior / np.maximum(visited[position], 1e-9)
        looked_at = share >= LEAST_SHARE
        open_ = looked_at & (np.bincount(position[looked_at], minlength=len(words))[position] > 1)
        arcs = np.flatnonzero(open_)
        if not len(arcs):
            return posterior
        position = position[arcs]
        kept = batch.original[arcs] == KEPT
        phrase = np.where(kept, self._arrays["phrase_of_word"][words[position]], phrases[batch.original[arcs]])
        score = LATTICE_WEIGHT * np.log(share[arcs]) + KEPT_WEIGHT * kept
        score += NETWORK_WEIGHT * self._fit(sentences, words, position, phrase)
        # Only among the arcs that begin at one place is there a choice; how probable the place is stays.
        order = np.argsort(position, kind="stable")
        arcs, score, position = arcs[order], score[order], position[order]
        starts = np.flatnonzero(np.diff(position, prepend=-1))
        sizes = np.diff(np.append(starts, len(arcs)))
        weighed = np.where(looked_at, posterior, 0.0)
        for _ in range(_PASSES):
            others, times = elsewhere(batch, weighed, posterior)
            total = score + (PAGE_WEIGHT + PAGE_LOG_WEIGHT * np.log(times[arcs])) * others[arcs]
            total += TOPIC_WEIGHT * on_topic(batch, weighed)[arcs]
            total = np.exp(total - np.repeat(np.maximum.reduceat(total, starts), sizes))
            total /= np.repeat(np.add.reduceat(total, starts), sizes)
            weighed[arcs] = total * visited[position]
        return weighed

    def _word(self, word: str) -> int:
        found = self._vocabulary.get(word)
        if found is None:
            if word[0].isdigit():
                return NUMBER
            return self._vocabulary.get(word.removesuffix("'s"), UNKNOWN)
        return found

    def _fit(self, sentences: Sequence[Sentence], words: Integers, position: Integers, phrase: Integers) -> Floats:
        """Give how well each phrase fits the words around its position."""
        arrays = self._arrays
        hidden = self._hidden(words, case_of(sentences))
        levels, step = _whole(hidden, self._steps[-1])
        fits = np.einsum("ij,ij->i", levels[position], arrays["phrase_vectors"][phrase].astype(np.float32))
        scale = arrays["phrase_scales"][phrase].astype(np.float64) * step
        return np.asarray(fits.astype(np.float64) * scale + arrays["phrase_biases"][phrase])

    def _hidden(self, words: Integers, case: Integers) -> Singles:
        arrays = self._arrays
        embedded = arrays["word_vectors"][words].astype(np.float32) * arrays["word_scales"][words][:, None]
        embedded += arrays["case_vectors"][case]
        hidden = embedded
        for number, dilation in enumerate(self._dilations):
            levels, step = _whole(hidden, self._steps[number])
            sums = convolve(levels, arrays[f"convolution_{number}"].astype(np.float32), dilation)
            sums *= arrays[f"convolution_{number}_scales"] * np.float32(step)
            sums += arrays[f"convolution_{number}_bias"]
            hidden = hidden + np.maximum(sums, np.float32(0), out=sums)
        levels, step = _whole(_bags(embedded), self._steps[-3])
        sums = levels @ arrays["bag"].astype(np.float32)
        bag = np.maximum(sums * (arrays["bag_scales"] * np.float32(step)) + arrays["bag_bias"], np.float32(0))
        hidden = hidden + bag[np.minimum(np.arange(len(words)) // BAG, len(bag) - 1)]
        levels, step = _whole(hidden, self._steps[-2])
        sums = levels @ arrays["output"].astype(np.float32)
        output: Singles = sums * (arrays["output_scales"] * np.float32(step)) + arrays["output_bias"]
        return output


def _whole(values: Singles, step: float) -> tuple[Singles, float]:
    """Count values in steps, as whole numbers."""
    levels: Singles = values / np.float32(step)
    np.rint(levels, out=levels)
    np.minimum(levels, np.float32(LARGEST), out=levels)
    np.maximum(levels, np.float32(-LARGEST), out=levels)
    return levels, step


def convolve(levels: Singles, kernel: Singles, dilation: int) -> Singles:
    """Add up, at each place, what the places around it contribute; kernel is of shape (width, in, out)."""
    width = len(kernel)
    reach = width // 2 * dilation
    padded = np.pad(levels, ((reach, reach), (0, 0)))
    count = len(levels)
    sums: Singles = padded[:count] @ kernel[0]
    for tap in range(1, width):
        sums += padded[tap * dilation : tap * dilation + count] @ kernel[tap]
    return sums


def _bags(embedded: Singles) -> Singles:
    """Give the mean of each stretch of a page; the rest at its end belongs to the last one."""
    count = max(len(embedded) // BAG, 1)
    starts = np.arange(count) * BAG
    # Sums of single precision depend on their order: running sums in double precision do not vary.
    totals = np.cumsum(embedded, axis=0, dtype=np.float64)
    ends = np.append(starts[1:], len(embedded))
    sums = totals[ends - 1] - np.where(starts[:, None] > 0, totals[starts - 1], 0.0)
    means: Singles = (sums / (ends - starts)[:, None]).astype(np.float32)
    return means


def case_of(sentences: Sequence[Sentence]) -> Integers:
    """Give, of each word: 0 small, 1 capital; at the start of a sentence 2 capital, 3 small."""
    cases: list[int] = []
    for sentence in sentences:
        opening = 2 if sentence.capitalised[0] else 3
        cases += (opening, *map(int, sentence.capitalised[1:]))
    return np.array(cases, dtype=np.int64)


def elsewhere(batch: Batch, posterior: Floats, before: Floats, page: Integers | None = None) -> tuple[Floats, Integers]:
    """Compare each arc with its like elsewhere on the page: the same original for the same spun phrase.

    Spinners have few originals for a phrase, and a page has its subject (compare Gale, Church and Yarowsky, "One sense
    per discourse", 1992).

    Args:
        batch: The arcs.
        posterior: Of each arc, as far as it is known.
        before: Of each arc, as its own place alone has it.
        page: The page of each arc, where the batch holds several.

    Returns:
        How much more probable the others are on average than the arc in its own place, as a difference of logarithms,
        zero where there are none; and how many there are, the arc itself among them.
    """
    key = (batch.phrase << 24) | (batch.original + 1)
    if page is not None:
        key |= page << 48
    _, group = np.unique(key, return_inverse=True)
    times = np.bincount(group)[group]
    total = np.bincount(group, weights=posterior)[group]
    others = np.maximum(total - posterior, 0.0) / np.maximum(times - 1, 1)
    difference = np.log(others + PAGE_FLOOR) - np.log(before + PAGE_FLOOR)
    return np.where(times > 1, difference, 0.0), np.minimum(times, MOST_OCCURRENCES)


def on_topic(batch: Batch, posterior: Floats, page: Integers | None = None) -> Floats:
    """Tell how much a page has of each arc's original, whatever stands there for it.

    A topic cache (Kuhn and De Mori, "A cache-based natural language model for speech recognition", 1990), of the words
    that the page may have had instead of those that it has.

    Args:
        batch: The arcs.
        posterior: Of each arc, as far as it is known.
        page: The page of each arc, where the batch holds several.

    Returns:
        The logarithm of 1 and how often the original stood elsewhere on the page, in units of TOPIC_UNIT; zero of an
        arc that leaves the words as they are.
    """
    replaces = batch.original != KEPT
    key = batch.original + 1
    if page is not None:
        _, key = np.unique(key | (page << 24), return_inverse=True)
    expected = np.where(replaces, posterior, 0.0)
    others = np.maximum(np.bincount(key, weights=expected)[key] - expected, 0.0)
    return np.where(replaces, np.log1p(others / TOPIC_UNIT), 0.0)
