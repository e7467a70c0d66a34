"""Word pairs, as people write and review them in data/lexicon/, into the lexicon that the decoder reads."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

import numpy as np

from textmend.learn.inflection import agree, inflect, lemmas
from textmend.learn.tables import LISTED, OWN, WRITTEN, Row, read_table
from textmend.spin.arrays import is_array_file
from textmend.spin.language_model import LanguageModel
from textmend.spin.lexicon import Lexicon
from textmend.spin.restore import LANGUAGE_WEIGHT

# Running words of the 195 pages on which the observed pairs were counted: their 10,786 occurrences at the seed
# page's 5.7 words an edit.
_OBSERVED_WORDS = 61_000

# The figures below go by what happens on one half of the observed pages of dialect A to words seen or not seen on the
# other (tests/bench/lexicon.py).

# An original that a spinner was seen to replace: (observed + 0.25) / (expected + 0.5) of its occurrences are.
_SEEN_PRIOR, _SEEN_WEIGHT = 0.25, 0.5
# One that was never seen to be replaced, though it must have stood there so often: the rate falls as the chances
# missed grow. The other half shows 6 to 13 % of such words replaced, and 0.5 % of the most frequent; annotators do not
# note all, and on the seed page, where all is known, it is 5 to 39 % and 11 %.
_UNSEEN_WORD_RATE, _UNSEEN_WORD_WEIGHT = 0.25, 1.7
_UNSEEN_PHRASE_RATE, _UNSEEN_PHRASE_WEIGHT = 0.12, 0.6
# Spinners replace about nine in ten of the phrases that they know (measured on spun pages).
_MOST_REPLACED = 0.92
_LEAST_REPLACED = 0.002
# All written rows of an original together weigh as much as so many observed occurrences.
_WRITTEN_WEIGHT = 0.45
# The share of what becomes of an original that the rows hold, where it was never observed and where it was.
_UNSEEN_COVERAGE, _SEEN_COVERAGE = 0.75, 0.95
# What a row listed for another dialect is worth beside a written one, so that it takes little from the rows of the
# general dialect; and how often a phrase is replaced that only such rows have, by a row of full weight. Words keep the
# rate that the counts give them, for what survives of them is evidence against a spinner.
_LISTED_WEIGHT = 0.5
_LISTED_PHRASE_RATE = 0.8
# How often an article changes because the spinner put a word with another first sound behind it.
_ARTICLES = {"a": ("an", 0.03), "an": ("a", 0.15)}
# A pair is left out that has hardly a chance against its spun phrase as it stands: its odds before the context is
# known, as a natural logarithm. A fifth of the pairs goes, the decoder is five times as fast, and restores as much.
_LEAST_ODDS = -6.0
_LEAST_FREQUENCY = 1e-12
# What a written row is worth that puts a plural for a singular or mixes tenses, beside one that does not.
_DISAGREEMENT = 0.1


def load(path: Path, frequency: Callable[[str], float]) -> Lexicon:
    """Read a user's lexicon: one that was compiled, or a table of word pairs that is compiled here.

    Args:
        path: A compiled lexicon; a table with the columns of data/lexicon/; or a table without a header of
            original, spun phrase and, if wanted, a weight, tab-separated.
        frequency: Gives the relative frequency of a phrase in English text.

    Raises:
        ValueError: The file is neither; the message names the file and the line.
        OSError: The file cannot be read.
    """
    if is_array_file(path):
        return Lexicon.read(path)
    rows = list(read_table(path))
    if not rows:
        raise ValueError(f"{path} holds no word pairs")
    return compile_rows(rows, frequency)


def compile_rows(
    rows: Iterable[Row], frequency: Callable[[str], float], originals: Mapping[str, int] | None = None
) -> Lexicon:
    """Turn rows into the probabilities of a spinner.

    Each row yields its inflected forms. What an original becomes is weighed by how often that was observed, the
    written and listed rows counting a little. How often an original is replaced at all is judged by how often that was
    observed beside how often the original stood there: as counted where it was, else going by its frequency in
    English. A user's own rows are taken at their word: his spinner replaces what they name.

    Args:
        rows: The rows; equal pairs add up.
        frequency: Gives the relative frequency of a phrase in English text.
        originals: How often originals stood in the texts that the rows were read off, where that was counted.

    Returns:
        The lexicon.
    """
    originals = originals or {}
    certain: set[str] = set()
    observed: dict[tuple[str, str], float] = defaultdict(float)
    written: dict[tuple[str, str], float] = defaultdict(float)
    occurrences: dict[str, float] = defaultdict(float)  # of a lemma
    general: set[str] = set()  # the originals of rows that are not listed for another dialect
    listed: dict[str, float] = defaultdict(float)  # of a phrase in rows that are, the highest weight
    for row in rows:
        by_hand = row.source == WRITTEN or row.source in LISTED
        weights, weight = (written, row.weight) if by_hand else (observed, row.weight)
        if by_hand and not agree(row.original, row.spun):
            weight *= _DISAGREEMENT
        if row.source in LISTED:
            weight *= _LISTED_WEIGHT
        for pair in ((row.original, row.spun), *inflect(row.original, row.spun)):
            weights[pair] += weight
            if row.source not in LISTED:
                general.add(pair[0])
            elif " " in pair[0]:
                listed[pair[0]] = max(listed[pair[0]], row.weight)
        if row.source == OWN:
            certain.update(lemmas(row.original))
        elif not by_hand:
            for lemma in lemmas(row.original):
                occurrences[lemma] += row.weight

    choices: dict[str, dict[str, tuple[float, float]]] = defaultdict(dict)
    for original, spun in sorted(observed.keys() | written.keys()):
        if original != spun:
            pair = (original, spun)
            choices[original][spun] = (observed.get(pair, 0.0), written.get(pair, 0.0))
    expected: dict[str, float] = defaultdict(float)
    general_lemmas = {lemma for original in general for lemma in lemmas(original)}
    for original in choices:
        for lemma in lemmas(original):
            if original not in general and lemma in general_lemmas:
                continue  # a form that only another dialect brings: the general rate stays as it is
            expected[lemma] += frequency(original) * _OBSERVED_WORDS
    log_frequency = cache(lambda phrase: LANGUAGE_WEIGHT * math.log(max(frequency(phrase), _LEAST_FREQUENCY)))
    channel: list[tuple[str, str, float]] = []
    survival: dict[str, float] = {}
    for original, spun_weights in choices.items():
        named = not certain.isdisjoint(lemmas(original))
        if named:
            rate = _MOST_REPLACED
        elif original in originals:
            rate = _bounded(sum(seen for seen, _ in spun_weights.values()) / (originals[original] + 1))
        else:
            rate = max(
                _replaced(occurrences.get(lemma, 0.0), expected[lemma], " " in original) for lemma in lemmas(original)
            )
        if original in listed and original not in general:
            rate = max(rate, _LISTED_PHRASE_RATE * listed[original])
        survival[original] = 1.0 - rate
        all_seen = sum(seen for seen, _ in spun_weights.values())
        all_written = sum(hand for _, hand in spun_weights.values())
        scale = _WRITTEN_WEIGHT / all_written if all_written else 0.0
        share = rate * (_SEEN_COVERAGE if all_seen else _UNSEEN_COVERAGE)
        for spun, (seen, hand) in spun_weights.items():
            probability = share * (seen + scale * hand) / (all_seen + scale * all_written)
            odds = math.log(probability) + log_frequency(original) - log_frequency(spun)
            if odds >= _LEAST_ODDS or named or original in originals:
                channel.append((original, spun, probability))
    for original, (spun, rate) in _ARTICLES.items():
        channel.append((original, spun, rate))
        survival[original] = survival.get(original, 1.0) - rate
    return Lexicon.from_channel(channel, survival)


def _replaced(observed: float, expected: float, phrase: bool) -> float:
    """Give the share of an original's occurrences that a spinner replaces."""
    if observed:
        rate = (observed + _SEEN_PRIOR) / (expected + _SEEN_WEIGHT)
    elif phrase:
        rate = _UNSEEN_PHRASE_RATE * _UNSEEN_PHRASE_WEIGHT / (expected + _UNSEEN_PHRASE_WEIGHT)
    else:
        rate = _UNSEEN_WORD_RATE * _UNSEEN_WORD_WEIGHT / (expected + _UNSEEN_WORD_WEIGHT)
    return _bounded(rate)


def _bounded(rate: float) -> float:
    return min(max(rate, _LEAST_REPLACED), _MOST_REPLACED)


def english_frequency(model: LanguageModel) -> Callable[[str], float]:
    """Give the function that tells a phrase's relative frequency, by the language model."""

    def frequency(phrase: str) -> float:
        ids = np.array([model.id(word) for word in phrase.split(" ")])
        score = float(model.unigram(ids[:1])[0])
        if len(ids) > 1:
            score += float(model.bigram(ids[:1], ids[1:2])[0])
        if len(ids) > 2:
            score += float(model.trigram(ids[:-2], ids[1:-1], ids[2:]).sum())
        return math.exp(score)

    return frequency
