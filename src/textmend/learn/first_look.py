"""Trains the first look: clean text beside the same text spun by simulation, told apart by words and pairs of words.

A logistic regression on stretches of some tens of words. The lexicon's phrases that clean text has too rarely to learn
from are learned from lists of the lexicon's own: its originals in an order drawn at random, beside the same list spun.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from math import log
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from textmend.learn.ngrams import read_paragraphs
from textmend.learn.rates import MOST_REPLACED
from textmend.learn.spinner import Spinner
from textmend.spin.arrays import write_arrays
from textmend.spin.first_look import KIND, PAIR_ROWS, pair_rows, split
from textmend.spin.lexicon import Lexicon
from textmend.spin.tokens import Sentence, sentences

_WORDS_A_FILE = 700_000
_PAGE_WORDS = 400
# Spinners that leave half of what they know are to be seen too.
_REPLACED = (0.95, 0.9, 0.8, 0.65, 0.5)
_LISTS = 6  # how often each original of the lexicon is listed
_VOCABULARY = 40_000
# Short ones: each then holds little evidence, and all of it counts.
_STRETCH = (5, 20)
_EPOCHS, _STRETCHES_A_STEP, _RATE, _DECAY = 3, 1200, 0.02, 1e-5
# No word or pair of words may speak louder than this, in nats: a page that repeats one is not spun for that.
LOUDEST = 3.0
# What a word that is not in the vocabulary says: English has few of them, other languages hardly anything else.
_UNKNOWN = -0.3


@dataclass(frozen=True)
class Page:
    """A page's words, and whether a spinner wrote them."""

    words: list[bytes]
    spun: bool


def pages(corpus: Sequence[Path], lexicon: Lexicon, *, seed: int = 0, words_a_file: int = _WORDS_A_FILE) -> list[Page]:
    """Make pages to learn from: clean ones, each beside a spun one.

    Args:
        corpus: Files of clean text, a paragraph a line.
        lexicon: What spinners write for what.
        seed: Of what is drawn at random.
        words_a_file: How much to read of each file.
    """
    draw = random.Random(seed)
    spinner = Spinner(lexicon, _REPLACED)
    clean = [page for path in corpus for page in _read(path, words_a_file)]
    found = _both(clean, spinner, draw)
    sure = replace(lexicon, log_survival=np.full(len(lexicon.originals), log(1 - MOST_REPLACED)))
    return found + _both(_lists(lexicon.originals, draw), Spinner(sure, _REPLACED), draw)


def _both(clean: Iterable[list[Sentence]], spinner: Spinner, draw: random.Random) -> list[Page]:
    found = []
    for page in clean:
        spun = [sentence.sentence for sentence in spinner.page(page, draw)]
        found += [Page(_words(page), False), Page(_words(spun), True)]
    return found


def _read(path: Path, most: int) -> Iterator[list[Sentence]]:
    page: list[Sentence] = []
    words = read = 0
    for paragraph in read_paragraphs(path):
        new = list(sentences(paragraph))
        page += new
        words += sum(map(len, new))
        if words >= _PAGE_WORDS:
            yield page
            read += words
            page, words = [], 0
        if read >= most:
            return
    if page:
        yield page


def _lists(originals: Sequence[str], draw: random.Random) -> Iterator[list[Sentence]]:
    """Give the lexicon's originals in an order drawn at random, as pages of a sentence each."""
    for _ in range(_LISTS):
        order = iter(draw.sample(originals, len(originals)))
        while some := list(islice(order, _PAGE_WORDS // 2)):
            yield [sentence for original in some for sentence in sentences(original)]


def _words(page: Iterable[Sentence]) -> list[bytes]:
    return split(" ".join(" ".join(sentence.words) for sentence in page))


@dataclass(frozen=True)
class Weights:
    """What was learned, in nats.

    Attributes:
        vocabulary: The words, by row; the first row of `words` is that of all others.
        words: Of each word, by how much it speaks for a spinner.
        pairs: Of each row of the table of pairs.
    """

    vocabulary: list[bytes]
    words: NDArray[np.float32]
    pairs: NDArray[np.float32]


def train(lessons: Sequence[Page], seed: int = 0) -> Weights:
    """Learn to tell spun stretches from clean ones."""
    counts = Counter(word for page in lessons for word in page.words)
    vocabulary = [word for word, count in counts.most_common(_VOCABULARY) if count > 1]
    place = {word: row for row, word in enumerate(vocabulary, 1)}
    draw = np.random.default_rng(seed)
    stretches = []
    for page in lessons:
        ids = np.array([place.get(word, 0) for word in page.words])
        rows = np.stack([ids[1:], pair_rows(ids) + len(place) + 1], axis=1)
        cuts = np.cumsum(draw.integers(*_STRETCH, size=len(rows) // _STRETCH[0] + 1))
        stretches += [(part, page.spun) for part in np.split(rows, cuts[cuts < len(rows)]) if len(part)]
    order = draw.permutation(len(stretches))
    rows = np.concatenate([stretches[number][0] for number in order]).astype(np.int32)
    start = np.cumsum([0, *(len(stretches[number][0]) for number in order)])
    spun = np.array([stretches[number][1] for number in order], dtype=np.float32)
    learned = _fit(rows, start, spun, len(place) + 1 + PAIR_ROWS, draw)
    # What every word says alike is added to each, so that nothing else is to be summed.
    words, pairs = learned[: len(place) + 1] + learned[-1], learned[len(place) + 1 : -1]
    words[0], pairs[0] = _UNKNOWN, 0.0
    return Weights(vocabulary, words, pairs)


def _fit(
    rows: NDArray[np.int32], start: NDArray[np.int64], spun: NDArray[np.float32], size: int, draw: np.random.Generator
) -> NDArray[np.float32]:
    """Fit a logistic regression by Adam (Kingma and Ba, 2015); the last weight is that of every word."""
    weights, first, second = (np.zeros(size + 1, np.float32) for _ in range(3))
    firsts = np.arange(0, len(spun), _STRETCHES_A_STEP)
    steps = _EPOCHS * len(firsts)
    done = 0
    for _ in range(_EPOCHS):
        losses = []
        for low in draw.permutation(firsts):
            high = min(low + _STRETCHES_A_STEP, len(spun))
            own = rows[start[low] : start[high]]
            sizes = np.diff(start[low : high + 1])
            sums = np.add.reduceat(weights[own].sum(1), start[low:high] - start[low]) + weights[-1] * sizes
            probability = 1 / (1 + np.exp(-sums))
            wanted = spun[low:high]
            losses.append(float(np.mean(np.logaddexp(0, np.where(wanted > 0, -sums, sums)))))
            error = (probability - wanted) / len(wanted)
            gradient = np.bincount(own.ravel(), np.repeat(error, 2 * sizes), size + 1).astype(np.float32)
            gradient[-1] = error @ sizes
            gradient += _DECAY * weights
            done += 1
            first += 0.1 * (gradient - first)
            second += 0.001 * (gradient**2 - second)
            rate = _RATE * (1 - done / steps) * np.sqrt(1 - 0.999**done) / (1 - 0.9**done)
            weights -= (rate * first / (np.sqrt(second) + 1e-8)).astype(np.float32)
        print(f"{np.mean(losses):.4f} nats a stretch", flush=True)
    return weights


def pack(weights: Weights, path: Path, source: str) -> None:
    """Write the first look's file: weights as whole numbers from -127 to 127.

    Args:
        weights: What was learned.
        path: Where to write it.
        source: Where the weights come from; kept in the file.
    """
    step = LOUDEST / 127

    def in_steps(values: NDArray[np.float32]) -> NDArray[np.int8]:
        steps: NDArray[np.int8] = np.rint(np.clip(values, -LOUDEST, LOUDEST) / step).astype(np.int8)
        return steps

    arrays = {
        "vocabulary": np.frombuffer(b"\n".join(weights.vocabulary), dtype=np.uint8),
        "words": in_steps(weights.words),
        "pairs": in_steps(weights.pairs),
    }
    write_arrays(path, arrays, {"kind": KIND, "source": source, "step": step})
