"""Word pairs from aligned texts: a spun text beside its original.

Paragraphs are paired in order, the words of a pair compared, and each stretch that differs is cut into the smallest
phrases that correspond. What corresponds is learned over all stretches, and from a lexicon that is known already, by a
word alignment (IBM Model 1: Brown, Della Pietra, Della Pietra and Mercer, "The mathematics of statistical machine
translation", Computational Linguistics 1993). A spinner keeps the order of phrases, so the best cut is found from left
to right.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz.distance import Levenshtein, Opcode

from textmend.segment import paragraphs
from textmend.spin.tokens import sentences

Words = tuple[str, ...]

# Phrases longer than this are not what a dictionary holds.
_MOST_WORDS = 5
# A spun paragraph keeps at least this share of its original's words in place; lightly spun ones keep nine tenths,
# the seed page's paragraphs (data/lexicon/README.md) seven tenths, the most heavily spun about half.
_LEAST_SIMILARITY = 0.35
_ITERATIONS = 8
# A pair that is known already teaches as much as so many stretches.
_KNOWN_WEIGHT = 4
_LEAST_PROBABILITY = 1e-4
# Of each word beyond one and one, in nats: short phrases are the rule.
_LENGTH_PRICE = 0.7
_ARTICLES = {"a", "an", "the"}
_NEGATIONS = {"no", "not", "never"}
_AFFIRMED = {"cannot": "can", "can't": "can", "won't": "will", "shan't": "shall"}


@dataclass(frozen=True)
class Aligned:
    """What aligned texts say.

    Attributes:
        pairs: How often each original phrase became each spun phrase.
        originals: How often each of those original phrases stood in the originals at all.
        words: Running words of the originals.
    """

    pairs: dict[tuple[str, str], int]
    originals: dict[str, int]
    words: int


def align(texts: Iterable[tuple[str, str, str]], known: Collection[tuple[str, str]] = frozenset()) -> Aligned:
    """Learn which phrases became which.

    Args:
        texts: Name, spun text and original text of each document; the name is for messages.
        known: Pairs of original and spun phrase that are known already, such as a lexicon's; they help to tell what
            corresponds and are not counted.

    Returns:
        The pairs with their counts, without those that differ in an article alone or in a negation.

    Raises:
        ValueError: A document's two texts have no words, or are not two versions of one text; the message names it.

    Examples:
        >>> found = align([("a page", "The corporate is shedding staff.", "The company is losing employees.")])
        >>> sorted(found.pairs)
        [('company', 'corporate'), ('employees', 'staff'), ('losing', 'shedding')]
    """
    stretches: list[tuple[Words, Words]] = []
    written: list[Words] = []
    for name, spun, original in texts:
        for ours, theirs in _paired(name, spun, original):
            written.append(theirs)
            stretches += _differences(ours, theirs)
    pairs = Counter(pair for pair in _phrases(stretches, known) if _is_substitution(*pair))
    return Aligned(dict(pairs), _occurrences({original for original, _ in pairs}, written), sum(map(len, written)))


def _is_substitution(original: str, spun: str) -> bool:
    """Tell what a spinner looks up from what follows from it (`a` to `an`) and from what turns the meaning round."""
    ours, theirs = ([word for word in phrase.split(" ") if word not in _ARTICLES] for phrase in (spun, original))
    if _negations(ours) == _negations(theirs):
        return ours != theirs
    return _affirmed(ours) != _affirmed(theirs)


def _negations(words: Iterable[str]) -> int:
    return sum(word in _NEGATIONS or word == "cannot" or word.endswith("n't") for word in words)


def _affirmed(words: Iterable[str]) -> list[str]:
    """Take the negations out of words: both `not be` and `be` are `be`."""
    return [_AFFIRMED.get(word, word.removesuffix("n't")) for word in words if word not in _NEGATIONS]


def _paired(name: str, spun: str, original: str) -> Iterator[tuple[Words, Words]]:
    """Pair the paragraphs of two texts, as words."""
    ours, theirs = ([_words(text[start:end]) for start, end in paragraphs(text)] for text in (spun, original))
    ours, theirs = [words for words in ours if words], [words for words in theirs if words]
    if not ours or not theirs:
        raise ValueError(f"{name}: the {'spun' if not ours else 'original'} text has no words")
    if len(ours) != len(theirs):
        # One text breaks its lines elsewhere: the words are still in order.
        ours, theirs = [tuple(w for words in ours for w in words)], [tuple(w for words in theirs for w in words)]
    for number, (one, two) in enumerate(zip(ours, theirs, strict=True), 1):
        similarity = Levenshtein.normalized_similarity(one, two)
        if similarity < _LEAST_SIMILARITY and max(len(one), len(two)) > 2 * _MOST_WORDS:
            raise ValueError(
                f"{name}: paragraph {number} of the spun text and of the original share only "
                f"{similarity:.0%} of their words; are they two versions of one text?"
            )
        yield one, two


def _words(text: str) -> Words:
    return tuple(word for sentence in sentences(text) for word in sentence.words)


def _differences(spun: Words, original: Words) -> Iterator[tuple[Words, Words]]:
    """Give the stretches in which two paragraphs differ, as (original, spun).

    Where only words were put in, or only taken out, the word behind joins the stretch (`heart`, `coronary heart`), or
    at the end of a paragraph the one before: a phrase of no words is none.
    """
    for tag, a, b, c, d in _joined(Levenshtein.opcodes(spun, original)):
        if tag == "equal":
            continue
        if a == b or c == d:
            if b < len(spun) and d < len(original):
                b, d = b + 1, d + 1
            elif a and c:
                a, c = a - 1, c - 1
            else:
                continue
        yield original[c:d], spun[a:b]


def _joined(opcodes: Iterable[Opcode]) -> Iterator[tuple[str, int, int, int, int]]:
    """Join opcodes that touch: a deletion beside a replacement is one replacement."""
    last: tuple[str, int, int, int, int] | None = None
    for opcode in opcodes:
        tag, a, b = opcode.tag, opcode.src_start, opcode.src_end
        c, d = opcode.dest_start, opcode.dest_end
        if last is not None and tag != "equal" and last[0] != "equal":
            last = ("replace", last[1], b, last[3], d)
            continue
        if last is not None:
            yield last
        last = (tag, a, b, c, d)
    if last is not None:
        yield last


def _phrases(stretches: Sequence[tuple[Words, Words]], known: Collection[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Cut the stretches into the smallest corresponding phrases."""
    table = _translation_table(stretches, known) if any(min(map(len, pair)) > 1 for pair in stretches) else {}
    for original, spun in stretches:
        single = min(len(original), len(spun)) == 1
        cut = [(original, spun)] if single else _cut(original, spun, table, known)
        for one, two in cut:
            if max(len(one), len(two)) <= _MOST_WORDS:
                yield " ".join(one), " ".join(two)


def _translation_table(
    stretches: Sequence[tuple[Words, Words]], known: Collection[tuple[str, str]]
) -> Mapping[str, Mapping[str | None, float]]:
    """Learn P(spun word | original word) from all stretches and what is known of their words."""
    # Here and not above: it takes half a second to import.
    from nltk.translate import AlignedSent, IBMModel1

    ours = {word for original, _ in stretches for word in original}
    theirs = {word for _, spun in stretches for word in spun}
    lesson = [AlignedSent(list(spun), list(original)) for original, spun in stretches]
    for original, spun in known:
        one, two = original.split(" "), spun.split(" ")
        if ours.issuperset(one) and theirs.issuperset(two):
            lesson += [AlignedSent(two, one)] * _KNOWN_WEIGHT
    table: Mapping[str, Mapping[str | None, float]] = IBMModel1(lesson, _ITERATIONS).translation_table
    return table


def _cut(
    original: Words,
    spun: Words,
    table: Mapping[str, Mapping[str | None, float]],
    known: Collection[tuple[str, str]],
) -> list[tuple[Words, Words]]:
    """Cut a stretch into phrases that correspond one by one and in order, as a spinner leaves them."""

    @cache
    def best(i: int, j: int) -> tuple[float, tuple[tuple[int, int], ...]]:
        if i == 0 or j == 0:
            return (0.0, ()) if i == j == 0 else (-math.inf, ())
        choices = []
        for a in range(max(0, i - _MOST_WORDS), i):
            for b in range(max(0, j - _MOST_WORDS), j):
                before, cuts = best(a, b)
                if before > -math.inf:
                    pair = (" ".join(original[a:i]), " ".join(spun[b:j]))
                    score = 0.0 if pair in known else _score(original[a:i], spun[b:j], table)
                    choices.append((before + score, (*cuts, (i, j))))
        return max(choices, default=(-math.inf, ()))

    _, cuts = best(len(original), len(spun))
    if not cuts:  # one side is far longer than the other
        return [(original, spun)]
    starts = [(0, 0), *cuts[:-1]]
    return [(original[a:i], spun[b:j]) for (a, b), (i, j) in zip(starts, cuts, strict=True)]


def _score(original: Words, spun: Words, table: Mapping[str, Mapping[str | None, float]]) -> float:
    """Give the log-probability of one phrase becoming another, less a price for long ones."""
    score = -_LENGTH_PRICE * (len(original) + len(spun) - 2)
    for word in spun:
        row = table[word]
        score += math.log(sum(max(row[other], _LEAST_PROBABILITY) for other in original) / len(original))
    return score


def _occurrences(phrases: set[str], texts: Iterable[Words]) -> dict[str, int]:
    """Count how often phrases stand in texts."""
    lengths = sorted({phrase.count(" ") + 1 for phrase in phrases})
    counts: Counter[str] = Counter()
    for words in texts:
        for length in lengths:
            for start in range(len(words) - length + 1):
                phrase = " ".join(words[start : start + length])
                if phrase in phrases:
                    counts[phrase] += 1
    return dict(counts)
