"""Word pairs, as people write and review them in data/lexicon/, into the lexicon that the decoder reads."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from textmend.learn.inflection import agree, inflect, lemmas
from textmend.learn.rates import MOST_REPLACED, History, bounded, phrase_rate, word_rate
from textmend.learn.tables import LISTED, OWN, WRITTEN, Row, read_table
from textmend.spin.arrays import is_array_file
from textmend.spin.language_model import LanguageModel
from textmend.spin.lexicon import Lexicon
from textmend.spin.restore import LANGUAGE_WEIGHT

# Running words of the 195 pages on which the observed pairs were counted: their 10,786 occurrences at the seed
# page's 5.7 words an edit.
_OBSERVED_WORDS = 61_000

# All written rows of an original together weigh as much as so many observed occurrences, each by the square of its
# weight. Held-out occurrences of dialect A are likeliest so (tests/bench/lexicon.py).
_WRITTEN_WEIGHT = 1.0
_WRITTEN_POWER = 2
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
    pairs = _gather(rows)
    log_frequency = cache(lambda phrase: LANGUAGE_WEIGHT * math.log(max(frequency(phrase), _LEAST_FREQUENCY)))
    rates = _rates(pairs, frequency, originals)
    channel: list[tuple[str, str, float]] = []
    for original, choices in pairs.choices.items():
        all_seen = sum(seen for seen, _ in choices.values())
        all_written = sum(hand for _, hand in choices.values())
        scale = _WRITTEN_WEIGHT / all_written if all_written else 0.0
        share = rates[original] * (_SEEN_COVERAGE if all_seen else _UNSEEN_COVERAGE)
        must_stay = original in originals or pairs.is_certain(original)
        for spun, (seen, hand) in choices.items():
            probability = share * (seen + scale * hand) / (all_seen + scale * all_written)
            odds = math.log(probability) + log_frequency(original) - log_frequency(spun)
            if odds >= _LEAST_ODDS or must_stay:
                channel.append((original, spun, probability))
    survival = {original: 1.0 - rate for original, rate in rates.items()}
    for original, (spun, rate) in _ARTICLES.items():
        channel.append((original, spun, rate))
        survival[original] = survival.get(original, 1.0) - rate
    return Lexicon.from_channel(channel, survival)


@dataclass(frozen=True)
class _Pairs:
    """What rows say, inflected forms included.

    Attributes:
        choices: Of each original, the spun phrases: how often each was observed, and what its written rows weigh.
        occurrences: How often each original was observed, in just the form of its rows.
        certain: Originals that a user named, in all their forms: his spinner replaces them.
        substitutes: Of each original, how many of the spun phrases are not only listed for another dialect.
        listed: Phrases in rows that are, with the highest weight.
    """

    choices: dict[str, dict[str, tuple[float, float]]]
    occurrences: dict[str, float]
    certain: set[str]
    substitutes: dict[str, int]
    listed: dict[str, float]

    def is_certain(self, original: str) -> bool:
        """Tell whether a user named an original, in this or another form."""
        return original in self.certain or not self.certain.isdisjoint(lemmas(original))


def _gather(rows: Iterable[Row]) -> _Pairs:
    certain: set[str] = set()
    general: set[tuple[str, str]] = set()
    observed: dict[tuple[str, str], float] = defaultdict(float)
    written: dict[tuple[str, str], float] = defaultdict(float)
    occurrences: dict[str, float] = defaultdict(float)
    listed: dict[str, float] = defaultdict(float)
    for row in rows:
        by_hand = row.source == WRITTEN or row.source in LISTED
        weight = row.weight
        if by_hand:
            weight *= 1.0 if agree(row.original, row.spun) else _DISAGREEMENT
            weight = (weight * _LISTED_WEIGHT if row.source in LISTED else weight) ** _WRITTEN_POWER
        for original, spun in ((row.original, row.spun), *inflect(row.original, row.spun)):
            if by_hand:
                written[original, spun] = max(written[original, spun], weight)
            else:
                observed[original, spun] += weight
            if row.source == OWN:
                certain.update((original, *lemmas(original)))
            if row.source not in LISTED:
                general.add((original, spun))
            elif " " in original:
                listed[original] = max(listed[original], row.weight)
        if not by_hand and row.source != OWN:
            occurrences[row.original] += row.weight
    choices: dict[str, dict[str, tuple[float, float]]] = defaultdict(dict)
    for original, spun in sorted(observed.keys() | written.keys()):
        if original != spun:
            pair = (original, spun)
            choices[original][spun] = (observed.get(pair, 0.0), written.get(pair, 0.0))
    substitutes = Counter(original for original, spun in general if original != spun)
    return _Pairs(choices, occurrences, certain, substitutes, listed)


def _rates(pairs: _Pairs, frequency: Callable[[str], float], originals: Mapping[str, int]) -> dict[str, float]:
    """Give the share of each original's occurrences that a spinner replaces."""
    expected = {original: frequency(original) * _OBSERVED_WORDS for original in pairs.choices}
    family_seen: dict[str, float] = defaultdict(float)
    family_expected: dict[str, float] = defaultdict(float)
    for original in pairs.substitutes:
        for lemma in lemmas(original):
            family_seen[lemma] += pairs.occurrences.get(original, 0.0)
            family_expected[lemma] += expected[original]
    rates = {}
    for original, choices in pairs.choices.items():
        history = [
            History(
                pairs.occurrences.get(original, 0.0),
                expected[original],
                family_seen[lemma],
                family_expected[lemma],
                pairs.substitutes.get(original, 0),
            )
            for lemma in lemmas(original)
        ]
        if pairs.is_certain(original):
            rate = MOST_REPLACED
        elif original in originals:
            rate = bounded(sum(seen for seen, _ in choices.values()) / (originals[original] + 1))
        else:
            rate = max(map(phrase_rate if " " in original else word_rate, history))
        if original in pairs.listed and original not in pairs.substitutes:
            rate = max(rate, _LISTED_PHRASE_RATE * pairs.listed[original])
        rates[original] = rate
    return rates


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
