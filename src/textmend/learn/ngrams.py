"""Text into the n-grams of a back-off model: counts, modified Kneser–Ney smoothing, interpolation and pruning.

`build` makes the packaged model's n-grams from two sources:

- the 3-gram of pocketsphinx's wheel (BSD, Carnegie Mellon University), American broadcast news;
- counts of openly licensed text. Only counts and figures drawn from them are shipped, no sentences:

  ============  =====================================================================  =======================
  file          text                                                                   licence
  ============  =====================================================================  =======================
  whitehouse    publications of the White House                                        CC0
  un            speeches of the United Nations' General Debate                         public
  wikipedia     articles of the English Wikipedia                                      CC BY-SA (counts only)
  digitalgov    digital.gov, the US government's guides on websites                    public domain
  18f           18F's guides and blog, of the US government                            public domain
  ============  =====================================================================  =======================

A text is split into the words that the decoder sees (`textmend.spin.tokens`). Numbers in digits count as one word,
punctuation inside a sentence is dropped, and an n-gram neither spans an unknown word nor the end of a sentence.
"""

from __future__ import annotations

import hashlib
import html
import lzma
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import regex
from numpy.typing import NDArray

from textmend.learn.language_model import NGrams
from textmend.spin.channel import NUMBER
from textmend.spin.tokens import Sentence, sentences

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

START, END = "<s>", "</s>"

# A word's id takes so many bits of an n-gram's key.
_BITS = 20
_ID = (1 << _BITS) - 1
_PAIR = (1 << 2 * _BITS) - 1

# What the ARPA format has for log10 of nothing.
_NEVER = -99.0
# Kneser–Ney's discounts where a text is too small to estimate them, of n-grams seen once, twice and more often.
_FALLBACK_DISCOUNTS = (0.5, 1.0, 1.5)
# Rounding may leave a context's remaining probability at or below nothing; it gets so little instead.
_LEAST_REMAINDER = 1e-9


# --- Reading text -----------------------------------------------------------------------------------------------

# The first paragraphs of each file are for tests of false edits, and one in ten of the others for measurements of
# the model: neither is learned from.
UNSEEN_PARAGRAPHS = 2000
_HELD_OUT_ONE_IN = 10

_ESCAPED_CHARACTER = regex.compile(r"\\u([0-9a-fA-F]{4})")
_ESCAPED_BYTES = regex.compile(r"(?:%[0-9A-Fa-f]{2})")
_MARKUP = regex.compile(r"<[^<>]{1,200}>|\{\{[^{}]*\}\}|\[\[|\]\]")
_LETTER = regex.compile(r"\p{L}")
# Of a paragraph's characters other than spaces, so many must be letters; below lie tables and figures.
_LEAST_LETTERS = 0.6


def held_out(paragraph: str) -> bool:
    """Tell whether a paragraph is kept for measurement; equal paragraphs fare alike wherever they stand.

    Examples:
        >>> sum(held_out(f"Paragraph {i}.") for i in range(1000))
        97
    """
    digest = hashlib.blake2b(paragraph.strip().encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little") % _HELD_OUT_ONE_IN == 0


def tidy(paragraph: str) -> str:
    r"""Undo the escapes that a scrape left, drop markup, and give nothing for a table.

    Examples:
        >>> tidy(r"It isn\u2019t <b>here</b> &amp; not%20there.")
        'It isn’t here & not there.'
        >>> tidy("12.5 | 13.1 | 14.0 | USD")
        ''
    """
    text = paragraph.strip()
    if "\\u" in text:
        text = _ESCAPED_CHARACTER.sub(lambda match: chr(int(match[1], 16)), text)
    if "%" in text and _ESCAPED_BYTES.search(text):
        text = unquote(text)
    if "&" in text:
        text = html.unescape(text)
    text = text.encode("utf-8", "ignore").decode()  # half an escaped pair of surrogates is no character
    text = " ".join(_MARKUP.sub(" ", text).split())
    solid = len(text) - text.count(" ")
    if text.count("|") > 1 or paragraph.strip().count("\t") > 1 or len(_LETTER.findall(text)) < _LEAST_LETTERS * solid:
        return ""
    return text


def read_paragraphs(path: Path, unseen: int = UNSEEN_PARAGRAPHS) -> Iterator[str]:
    """Read the paragraphs to learn from: a line each, tidied, without repetitions and without what is held out.

    Args:
        path: A text file, or one compressed by xz.
        unseen: So many paragraphs at its beginning are held out.

    Raises:
        ValueError: The file is not UTF-8 text, or not one that xz compressed; the message names it.
        OSError: The file cannot be read.
    """
    seen: set[bytes] = set()
    try:
        with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as file:
            for number, line in enumerate(file):
                if number < unseen or held_out(line):
                    continue
                digest = hashlib.blake2b(line.strip().encode(), digest_size=8).digest()
                if digest in seen:
                    continue
                seen.add(digest)
                text = tidy(line)
                if text:
                    yield text
    except (UnicodeDecodeError, lzma.LZMAError, EOFError) as error:
        raise ValueError(f"{path} cannot be read: {error}") from None


@dataclass(frozen=True)
class Tokens:
    """The running words of a text.

    Attributes:
        types: The different words, by id; the sentence's start is 0, its end 1, the numbers' word 2.
        running: Ids of the running words, each sentence between its start and its end.
        lower: Of each type, how often it began with a small letter, or with a capital at a sentence's start.
        capital: Of each type, how often it began with a capital letter inside a sentence.
    """

    types: list[str]
    running: NDArray[np.int32]
    lower: Integers
    capital: Integers


def tokenise(paragraphs: Iterable[str]) -> Tokens:
    """Split paragraphs into words as the decoder does.

    Examples:
        >>> tokens = tokenise(["It isn’t 20. It is 30!"])
        >>> " ".join(tokens.types[i] for i in tokens.running)
        "<s> it isn't twenty </s> <s> it is twenty </s>"
    """
    ids = {START: 0, END: 1, NUMBER: 2}
    running: list[NDArray[np.int32]] = []
    capital: Counter[int] = Counter()
    for paragraph in paragraphs:
        words: list[int] = []
        for sentence in sentences(paragraph):
            words.append(0)
            words.extend(ids.setdefault(_type(word), len(ids)) for word in sentence.words)
            capital.update(_names(sentence, words[-len(sentence) :]))
            words.append(1)
        running.append(np.array(words, dtype=np.int32))
    everything = np.concatenate(running) if running else np.zeros(0, dtype=np.int32)
    capitals = np.zeros(len(ids), dtype=np.int64)
    capitals[list(capital.keys())] = list(capital.values())
    return Tokens(list(ids), everything, np.bincount(everything, minlength=len(ids)) - capitals, capitals)


def _type(word: str) -> str:
    return NUMBER if word[0].isdigit() else word


def _names(sentence: Sentence, ids: Sequence[int]) -> list[int]:
    """Give the words of a sentence that a capital letter marks as names; in a headline it marks nothing."""
    if sum(sentence.capitalised) * 2 > len(sentence):
        return []
    return [word for word, marked in zip(ids[1:], sentence.capitalised[1:], strict=True) if marked]


# --- Counting ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Counts:
    """How often the n-grams of a text occur.

    A word's id is its place in the vocabulary; `size`, the id after the last, stands for all other words. It occurs
    only as the first word of a bigram or trigram, so that what follows an unknown word counts as having followed
    something.

    Attributes:
        size: The number of words in the vocabulary.
        start, end: The ids of the sentence's start and end.
        unigram: Of each word.
        bigrams, trigrams: Keys in order (20 bits a word, the first word the highest).
        bigram, trigram: The count of each.
    """

    size: int
    start: int
    end: int
    unigram: Integers
    bigrams: Integers
    bigram: Integers
    trigrams: Integers
    trigram: Integers

    def frequency(self) -> Floats:
        """Give each word's relative frequency as a context; a sentence starts as often as one ends."""
        occurrences = self.unigram.astype(np.float64)
        occurrences[self.start] = occurrences[self.end]
        found: Floats = occurrences / max(float(self.unigram.sum()), 1.0)
        return found


def map_to(tokens: Tokens, ids: dict[str, int]) -> NDArray[np.int32]:
    """Give a text's running words as ids of a vocabulary, as the channel looks words up.

    A possessive that the vocabulary lacks is taken for its owner.
    """
    unknown = len(ids)

    def look_up(word: str) -> int:
        found = ids.get(word)
        if found is None and word.endswith("'s"):
            found = ids.get(word[:-2])
        return unknown if found is None else found

    table = np.array([look_up(word) for word in tokens.types], dtype=np.int32)
    running: NDArray[np.int32] = table[tokens.running]
    return running


def count(running: NDArray[np.int32], size: int, start: int, end: int) -> Counts:
    """Count the n-grams of running words, each sentence between its start and its end.

    Args:
        running: Ids; those from `size` up are unknown words.
        size: The number of words in the vocabulary.
        start: The id of a sentence's start.
        end: The id of a sentence's end.
    """
    words = np.minimum(running, size).astype(np.int64)
    last = words[2:]
    middle = words[1:-1]
    whole = (middle != start) & (middle != size) & (middle != end) & (last != size)
    trigrams, trigram = _tally((words[:-2][whole] << 2 * _BITS) | (middle[whole] << _BITS) | last[whole])
    last = words[1:]
    whole = (last != start) & (last != size)
    bigrams, bigram = _tally((words[:-1][whole] << _BITS) | last[whole])
    unigram = np.bincount(words, minlength=size + 1)[:size].astype(np.int64)
    unigram[start] = 0  # given, never predicted
    return Counts(size, start, end, unigram, bigrams, bigram, trigrams, trigram)


def _tally(keys: Integers) -> tuple[Integers, Integers]:
    """Give the different keys in order and how often each occurs."""
    keys.sort()
    first = np.flatnonzero(np.diff(keys, prepend=-1))
    return keys[first], np.diff(first, append=len(keys))


# --- Smoothing --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class BackOff:
    """A back-off model with probabilities as they are, and n-grams by key, in order.

    P(w | u, v) is that of the trigram, or else the back-off of (u, v) times P(w | v), which in turn is that of the
    bigram or else the back-off of v times P(w). A context without a back-off backs off freely.

    Attributes:
        start: The id of the sentence's start, which is never predicted.
        unigram, unigram_backoff: Of each word.
        bigrams, trigrams: Keys in order.
        bigram, bigram_backoff, trigram: Of each n-gram.
    """

    start: int
    unigram: Floats
    unigram_backoff: Floats
    bigrams: Integers
    bigram: Floats
    bigram_backoff: Floats
    trigrams: Integers
    trigram: Floats

    def bigram_probability(self, keys: Integers) -> Floats:
        """Give P(w | v) for bigrams by key."""
        place, found = _find(self.bigrams, keys)
        probability: Floats = self.unigram_backoff[keys >> _BITS] * self.unigram[keys & _ID]
        probability[found] = self.bigram[place[found]]
        return probability

    def trigram_probability(self, keys: Integers) -> Floats:
        """Give P(w | u, v) for trigrams by key."""
        probability = self.context_backoff(keys >> _BITS) * self.bigram_probability(keys & _PAIR)
        place, found = _find(self.trigrams, keys)
        probability[found] = self.trigram[place[found]]
        return probability

    def context_backoff(self, keys: Integers) -> Floats:
        """Give the back-off of bigrams by key."""
        place, found = _find(self.bigrams, keys)
        backoff = np.ones(len(keys))
        backoff[found] = self.bigram_backoff[place[found]]
        return backoff


def _find(ordered: Integers, keys: Integers) -> tuple[Integers, NDArray[np.bool_]]:
    """Give the place of each key among ordered ones, and whether it is there."""
    if not len(ordered):
        return np.zeros(len(keys), dtype=np.int64), np.zeros(len(keys), dtype=np.bool_)
    place = np.minimum(np.searchsorted(ordered, keys), len(ordered) - 1)
    return place, ordered[place] == keys


def estimate(counts: Counts, *, least: int = 1) -> BackOff:
    """Smooth counts by modified Kneser–Ney (Chen and Goodman, "An empirical study of smoothing techniques", 1999).

    Args:
        counts: Of the text.
        least: Trigrams that occur less often are left to the back-off.

    Returns:
        The model: interpolated, written with back-offs; each context's probabilities sum to one.
    """
    size = counts.size
    known2 = (counts.bigrams >> _BITS) != size
    known3 = (counts.trigrams >> 2 * _BITS) != size
    bigrams, trigrams = counts.bigrams[known2], counts.trigrams[known3]
    # The lower orders count the different words before an n-gram, not its occurrences; counting those, as suits
    # heavy pruning by Chelba and others (2010), restored less in trials. Nothing precedes a sentence's start: its
    # bigrams keep their occurrences.
    unigram = np.bincount(counts.bigrams & _ID, minlength=size)
    before = _contexts(bigrams, counts.trigrams & _PAIR)
    bigram = np.where((bigrams >> _BITS) == counts.start, counts.bigram[known2], before)
    trigram = counts.trigram[known3]

    # Unigrams back off to the uniform distribution over all words that can be predicted.
    discounted = unigram - _discounts(unigram)
    predicted = np.arange(size) != counts.start
    total = max(int(unigram.sum()), 1)
    p1 = np.where(predicted, discounted / total + (1 - discounted.sum() / total) / predicted.sum(), 0.0)

    first = bigrams >> _BITS
    share: Floats = _shares(bigram, first, size)
    backoff1 = _remainders(share, first, size)
    p2 = share + backoff1[first] * p1[bigrams & _ID]

    context, _ = _find(bigrams, trigrams >> _BITS)
    share = _shares(trigram, context, len(bigrams))
    frequent = trigram >= least
    trigrams, share, context = trigrams[frequent], share[frequent], context[frequent]
    backoff2 = _remainders(share, context, len(bigrams))
    place, _ = _find(bigrams, trigrams & _PAIR)
    p3 = share + backoff2[context] * p2[place]
    return BackOff(counts.start, p1, backoff1, bigrams, p2, backoff2, trigrams, p3)


def _contexts(bigrams: Integers, endings: Integers) -> Integers:
    """Count the different words before each bigram: the trigrams that end with it."""
    counted, number = _tally(endings.copy())
    place, found = _find(counted, bigrams)
    return np.where(found, number[place], 0)


def _discounts(occurrences: Integers) -> Floats:
    """Give what each count is discounted by, from the numbers of n-grams seen once, twice, three and four times."""
    n1, n2, n3, n4 = np.bincount(np.clip(occurrences, 0, 5), minlength=6)[1:5].tolist()
    discounts = np.array([0.0, *_FALLBACK_DISCOUNTS])
    if n1 and n2 and n3 and n4:
        y = n1 / (n1 + 2 * n2)
        exact = (1 - 2 * y * n2 / n1, 2 - 3 * y * n3 / n2, 3 - 4 * y * n4 / n3)
        if all(0 < discount < i for i, discount in enumerate(exact, 1)):
            discounts[1:] = exact
    found: Floats = discounts[np.clip(occurrences, 0, 3)]
    return found


def _shares(occurrences: Integers, context: Integers, size: int) -> Floats:
    """Give the discounted share that each n-gram has of its context."""
    totals = np.bincount(context, weights=occurrences, minlength=size)
    shares: Floats = (occurrences - _discounts(occurrences)) / totals[context]
    return shares


def _remainders(share: Floats, context: Integers, size: int) -> Floats:
    """Give what the shares of each context leave."""
    remainders: Floats = np.maximum(1 - np.bincount(context, weights=share, minlength=size), _LEAST_REMAINDER)
    return remainders


# --- Interpolation and pruning ----------------------------------------------------------------------------------


def interpolate(models: Sequence[BackOff], weights: Sequence[float]) -> BackOff:
    """Mix models linearly: each n-gram that any of them has gets the weighted mean of its probabilities in all.

    Args:
        models: Of one vocabulary.
        weights: Of each model; they count in relation to their sum.

    Returns:
        The mixture. For n-grams that no model has, its back-offs approximate the mean.
    """
    parts = np.array(weights, dtype=np.float64) / sum(weights)
    bigrams = _union([model.bigrams for model in models])
    trigrams = _union([model.trigrams for model in models])
    unigram = np.zeros(len(models[0].unigram))
    bigram = np.zeros(len(bigrams))
    trigram = np.zeros(len(trigrams))
    for model, part in zip(models, parts, strict=True):
        unigram += part * model.unigram
        bigram += part * model.bigram_probability(bigrams)
        trigram += part * model.trigram_probability(trigrams)
    return _with_backoffs(models[0].start, unigram, bigrams, bigram, trigrams, trigram)


def _union(keys: Sequence[Integers]) -> Integers:
    return _tally(np.concatenate(keys))[0]


def _with_backoffs(
    start: int, unigram: Floats, bigrams: Integers, bigram: Floats, trigrams: Integers, trigram: Floats
) -> BackOff:
    """Give each context the back-off with which its probabilities sum to one."""
    first = bigrams >> _BITS
    left, left_below = _left(bigram, unigram[bigrams & _ID], first, len(unigram))
    model = BackOff(start, unigram, left / left_below, bigrams, bigram, np.ones(len(bigrams)), trigrams, trigram)
    context, _ = _find(bigrams, trigrams >> _BITS)
    left, left_below = _left(trigram, model.bigram_probability(trigrams & _PAIR), context, len(bigrams))
    return replace(model, bigram_backoff=left / left_below)


def _left(probability: Floats, below: Floats, context: Integers, size: int) -> tuple[Floats, Floats]:
    """Give what the n-grams of each context leave of its probability, by their own order and by the one below."""
    left = 1 - np.bincount(context, weights=probability, minlength=size)
    left_below = 1 - np.bincount(context, weights=below, minlength=size)
    return np.maximum(left, _LEAST_REMAINDER), np.maximum(left_below, _LEAST_REMAINDER)


def prune(model: BackOff, wanted: int, frequency: Floats) -> BackOff:
    """Leave out the n-grams that the model misses least (Stolcke, "Entropy-based pruning of backoff models", 1998).

    Args:
        model: Every trigram's first two words must be among its bigrams.
        wanted: How many bigrams and trigrams together shall stay.
        frequency: Of each word as a context: its relative frequency in text. Kneser–Ney's unigrams are no such
            frequencies, and pruning by them does harm (Chelba, Brants, Neveitt and Xu, "Study on interaction
            between entropy pruning and Kneser–Ney smoothing", 2010).

    Returns:
        The rest, back-offs made anew.
    """
    first = model.bigrams >> _BITS
    loss2 = _losses(model.bigram, model.unigram[model.bigrams & _ID], model.unigram_backoff, first, frequency)
    context, _ = _find(model.bigrams, model.trigrams >> _BITS)
    loss3 = _losses(
        model.trigram,
        model.bigram_probability(model.trigrams & _PAIR),
        model.bigram_backoff,
        context,
        frequency[first] * model.bigram,
    )
    wanted = min(wanted, len(loss2) + len(loss3))
    order = np.sort(np.concatenate([loss2, loss3]))[::-1]
    low, high = 0, len(order)
    while low < high:  # the contexts of the trigrams that stay must stay too, so the limit is found by trying
        middle = (low + high + 1) // 2
        kept2, kept3 = _kept(loss2, loss3, context, order[middle - 1])
        low, high = (middle, high) if kept2.sum() + kept3.sum() <= wanted else (low, middle - 1)
    kept2, kept3 = _kept(loss2, loss3, context, order[low - 1] if low else np.inf)
    return _with_backoffs(
        model.start,
        model.unigram,
        model.bigrams[kept2],
        model.bigram[kept2],
        model.trigrams[kept3],
        model.trigram[kept3],
    )


def _kept(loss2: Floats, loss3: Floats, context: Integers, limit: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Tell which bigrams and trigrams stay: those whose loss matters, and the contexts of such trigrams."""
    kept3 = loss3 >= limit
    kept2 = loss2 >= limit
    kept2[context[kept3]] = True
    return kept2, kept3


def _losses(probability: Floats, below: Floats, backoff: Floats, context: Integers, weight: Floats) -> Floats:
    """Give the relative entropy between a model and the same model without an n-gram, for each n-gram.

    Args:
        probability: Of each n-gram.
        below: Of each n-gram without its first word.
        backoff: Of each context.
        context: Of each n-gram, its place in `backoff`.
        weight: The probability of each context.
    """
    left, left_below = _left(probability, below, context, len(backoff))
    renewed = np.log((left[context] + probability) / (left_below[context] + below))
    backed_off = np.log(np.maximum(below, 1e-30)) + renewed - np.log(probability)
    others = renewed - np.log(backoff[context])
    losses: Floats = -weight[context] * (probability * backed_off + others * left[context])
    return losses


# --- To and from the tables that are packed ---------------------------------------------------------------------


def from_ngrams(model: NGrams, words: Sequence[str]) -> BackOff:
    """Take over a model's n-grams for another vocabulary, that has all its words; the new ones have no probability.

    Args:
        model: Its figures are log10, as in the ARPA format.
        words: The wanted vocabulary.
    """
    ids = {word: place for place, word in enumerate(words)}
    place = np.array([ids[word] for word in model.words], dtype=np.int64)
    unigram = np.zeros(len(words))
    unigram[place] = 10.0 ** model.unigram.astype(np.float64)
    unigram[ids[START]] = 0.0
    bigrams = (place[model.bigrams[:, 0]] << _BITS) | place[model.bigrams[:, 1]]
    trigrams = (
        (place[model.trigrams[:, 0]] << 2 * _BITS)
        | (place[model.trigrams[:, 1]] << _BITS)
        | place[model.trigrams[:, 2]]
    )
    order2, order3 = np.argsort(bigrams), np.argsort(trigrams)
    return _with_backoffs(
        ids[START],
        unigram / unigram.sum(),
        bigrams[order2],
        10.0 ** model.bigram[order2].astype(np.float64),
        trigrams[order3],
        10.0 ** model.trigram[order3].astype(np.float64),
    )


def to_ngrams(model: BackOff, words: Sequence[str]) -> NGrams:
    """Give a model's n-grams as tables of log10 figures."""
    bigrams, trigrams = model.bigrams, model.trigrams
    return NGrams(
        words=list(words),
        unigram=_log10(model.unigram),
        unigram_backoff=_log10(model.unigram_backoff),
        bigrams=np.stack([bigrams >> _BITS, bigrams & _ID], axis=1),
        bigram=_log10(model.bigram),
        bigram_backoff=_log10(model.bigram_backoff),
        trigrams=np.stack([trigrams >> 2 * _BITS, (trigrams >> _BITS) & _ID, trigrams & _ID], axis=1),
        trigram=_log10(model.trigram),
    )


def _log10(probability: Floats) -> NDArray[np.float32]:
    with np.errstate(divide="ignore"):
        return np.maximum(np.log10(probability), _NEVER).astype(np.float32)


# --- The recipe -------------------------------------------------------------------------------------------------

# What follows was chosen by restoration, not by perplexity: of the seed page, and of text spun by simulation, whose
# web pages are of a kind that is in neither source.

# A word is added to pocketsphinx's if it occurs so often, or less often but in two files.
_LEAST_OCCURRENCES, _LEAST_IN_TWO_FILES = 50, 30
# A file counts as using a word from so many occurrences on.
_LEAST_IN_A_FILE = 3
# Restored words are seldom names: only frequent ones are added, and possessives, which are mostly of names.
_LEAST_NAME = 150
# Unigrams cost space in full, and the longest "words" are none.
_LONGEST_WORD = 30
# Trigrams seen once are three in four; with them the model restores no better, and takes longer to make.
_LEAST_TRIGRAM = 2
# The shares of pocketsphinx's model, of a model of all files, and of one of those that are plain prose, not statements
# and speeches. Twelve pages spun by hand come back best with these: 0.62 of their damage against 0.60 without the model
# of plain prose and 0.58 with pocketsphinx's alone, and the seed page does not lose.
_SHARES = (0.5, 0.25, 0.25)
_PLAIN_PROSE = ("wikipedia", "digitalgov", "18f")
# Bigrams and trigrams: 26.5 MB when packed. All 8.3 million restore hardly more.
_WANTED = 5_100_000


def build(corpus: Sequence[Path], spoken: NGrams, unseen: int = UNSEEN_PARAGRAPHS) -> NGrams:
    """Make the n-grams of the packaged model.

    Args:
        corpus: Files of clean text, a paragraph a line, plain or compressed by xz; the module's docstring names
            those of the packaged model. Where none is called like one of plain prose, all are taken for it.
        spoken: The n-grams of pocketsphinx's model, as `textmend.learn.pocketsphinx.read` gives them.
        unseen: So many paragraphs at the beginning of each file are not learned from.

    Returns:
        The n-grams, for `textmend.learn.language_model.pack`.

    Raises:
        ValueError: A file holds nothing to learn from, or cannot be read as text; the message names it.
        OSError: A file cannot be read.
    """
    texts = [tokenise(read_paragraphs(path, unseen)) for path in corpus]
    for path, text in zip(corpus, texts, strict=True):
        if not len(text.running):
            raise ValueError(
                f"{path} holds nothing to learn from: of each file the first {unseen} paragraphs, and one in "
                f"{_HELD_OUT_ONE_IN} of the others, are kept for measurements"
            )
    words = choose_words(spoken.words, texts)
    ids = {word: place for place, word in enumerate(words)}
    running = [map_to(text, ids) for text in texts]
    plain = [run for run, path in zip(running, corpus, strict=True) if path.name.startswith(_PLAIN_PROSE)] or running
    base = from_ngrams(spoken, words)
    models, frequencies = [base], [base.unigram]
    for part in (running, plain):
        counts = count(np.concatenate(part), len(words), ids[START], ids[END])
        models.append(estimate(counts, least=_LEAST_TRIGRAM))
        frequencies.append(counts.frequency())
    mixed = interpolate(models, _SHARES)
    base.unigram[ids[START]] = base.unigram[ids[END]]
    frequency = sum((share * part for share, part in zip(_SHARES, frequencies, strict=True)), np.zeros(len(words)))
    return to_ngrams(prune(mixed, _WANTED, frequency), words)


def choose_words(known: Sequence[str], texts: Sequence[Tokens]) -> list[str]:
    """Choose the vocabulary: the known words, and the frequent ones of the texts after them.

    Args:
        known: The words that stay, in order.
        texts: Where to look for more.
    """
    lower: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    files: Counter[str] = Counter()
    for text in texts:
        for word, small, big in zip(text.types, text.lower.tolist(), text.capital.tolist(), strict=True):
            lower[word] += small
            capital[word] += big
            files[word] += small + big >= _LEAST_IN_A_FILE
    there = set(known)
    found = []
    for word in lower:
        occurrences = lower[word] + capital[word]
        if word in there or not word[0].isalpha() or len(word) > _LONGEST_WORD:
            continue
        if capital[word] > lower[word] or word.endswith("'s"):
            least = _LEAST_NAME
        else:
            least = _LEAST_IN_TWO_FILES if files[word] > 1 else _LEAST_OCCURRENCES
        if occurrences >= least:
            found.append((-occurrences, word))
    return [*known, *(word for _, word in sorted(found))]
