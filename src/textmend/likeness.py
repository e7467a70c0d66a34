"""When two paragraphs are copies: the same words, or the same said in partly other words.

Paragraphs that differ in a number, a name, a date, a negation or another word that changes what is said are no copies.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex
from rapidfuzz.distance import Indel

from textmend.repairs.contrasts import CONTRASTS, NEGATIONS, NUMBER_WORDS, OPENERS
from textmend.repairs.dates import MONTHS, WEEKDAYS
from textmend.segment import WIDE, Span, is_prose

# A paragraph shorter than this may be repeated on purpose: a refrain, an answer, a cell of a table.
_LEAST_WORDS = 12
_LIST_WORDS = 30  # without the punctuation of a sentence, what is shorter may be an entry of a list
_LETTERS_SHARE = 0.5  # of the words, how many have letters: rows of figures are data
_LONGEST = 1_000_000  # characters of a line whose words are looked at

SIMILARITY = 0.65
"""Indel similarity of the words of two copies, at least: 30 % of the words replaced leave 0.7, and less where two
words stand for one."""
NEAR_WORDS = 15
"""What a paragraph has at least that may be the same as another in partly other words."""
# Beyond this a comparison word by word costs too much, and two copies differ somewhere that matters.
_NEAR_WORDS_MOST = 2_000
SPUN_PLACES = 4
"""In how many words two spins of a text differ at least: what says another thing in the same words differs in few."""
_SPUN_PLACE_WORDS = 5  # words that one replacement takes out or puts in

# The same words as `_WORD` finds, faster, where no character is of a script that needs more.
_PLAIN_WORD = re.compile(r"[^\W_]+")
_NOT_PLAIN = re.compile("[\u0300-\u036f\u0483-\u0489\u0590-\u1cff\u2e80-\U0010ffff]")
_WORD = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Khmer}\p{Lao}\p{Myanmar}]|[\p{L}\p{M}\p{N}]+")
_SENTENCE_START = regex.compile(r"(?:^|[.!?…:;。！？]['\"”’»)\]]*\s+|[\"“„«‘(\[—–-]\s?)[\"“„«‘'(\[]*$")
_POSSESSIVE = re.compile(r"(?<=[^\W\d_])['’]s\b")
_CONTRACTION = re.compile(r"(?<=[^\W\d_])['’](?=[^\W\d_])")
_DIGIT = regex.compile(r"\p{N}")

# Names of months and days too, but for those that are or may be other words: "may", "sun", "so", "set".
_CALENDAR = frozenset(word for word in MONTHS | WEEKDAYS if len(word) > 4)
_FACTS = NEGATIONS | NUMBER_WORDS | _CALENDAR
# Letters that are words; others number the parts of a law and the answers of a questionnaire.
_LETTER_WORDS = frozenset("aiosyeuàéèöwzкуов")
_PRONOUNS = frozenset(("i", "im", "ive", "ill", "id"))
# Names in the middle of a sentence, in scripts that write them with a capital. The other names are told by `Names`.
_NAME_WITHIN = re.compile(r"(?<=[\w,;] )[A-ZÀ-ÖØ-ÞΑ-ΩЀ-Я][^\W\d_]+")
_SOME_DIGIT = re.compile("[0-9]")
_NUMBER = re.compile("[0-9]+")
_LINES_READ = 2_000  # for which words a page writes without a capital
_NO_GROUPS: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line that holds more than white space.

    Attributes:
        span: Where it is.
        text: Its text, without white space around it.
        words: Its words, in lower case.
        weight: How many words it counts for; two characters of a script without spaces count for one.
    """

    span: Span
    text: str
    words: tuple[str, ...]
    weight: int


def read_paragraph(text: str, span: Span) -> Paragraph:
    """Read the line at a place of a text.

    Examples:
        >>> read_paragraph("The miller's goat.", Span(0, 18)).words
        ('the', 'miller', 'goat')
    """
    line = text[span.start : span.end].strip()
    if len(line) > _LONGEST:
        # One word as it were: a line of this length is compared as a whole.
        return Paragraph(span, line, (line.casefold(),), len(line))
    folded = without_apostrophes(line).casefold()
    words = tuple(words_of(folded))
    wide = len(WIDE.findall(line)) if _NOT_PLAIN.search(folded) else 0
    return Paragraph(span, line, words, len(words) - wide // 2)


def words_of(text: str) -> list[str]:
    """Find the words of a text; a character is one where the script puts no spaces between words."""
    return _WORD.findall(text) if _NOT_PLAIN.search(text) else _PLAIN_WORD.findall(text)


def without_apostrophes(line: str) -> str:
    """Take apostrophes out, so that contractions are one word and a name is itself in the genitive too."""
    if "'" not in line and "’" not in line:
        return line
    return _CONTRACTION.sub("", _POSSESSIVE.sub("", line))


def is_comparable(line: Paragraph) -> bool:
    """Tell whether a paragraph is long enough, and enough of a text, that a second one like it is a copy."""
    return line.weight >= _LEAST_WORDS and _is_text(line)


def is_entry(line: Paragraph) -> bool:
    """Tell whether a paragraph may be an entry of a list, which lists repeat: short, and not punctuated as prose."""
    return line.weight < _LIST_WORDS and not is_prose(line.text)


def can_be_near(line: Paragraph) -> bool:
    """Tell whether a paragraph can be compared with others word by word."""
    return line.weight >= NEAR_WORDS and len(line.words) <= _NEAR_WORDS_MOST


def _is_text(line: Paragraph) -> bool:
    if line.text.startswith("|") and line.text.endswith("|"):
        return False  # a row of a table
    return sum(map(str.isdecimal, line.words)) <= (1 - _LETTERS_SHARE) * len(line.words)


class Names:
    """What words of a page are names: with a capital where no sentence begins, or nowhere without one."""

    def __init__(self, lines: Sequence[Paragraph]) -> None:
        self._lines = lines
        self._lower: frozenset[str] | None = None

    def of(self, line: Paragraph) -> Counter[str]:
        """Count the names in a paragraph."""
        text = without_apostrophes(line.text)
        names: Counter[str] = Counter()
        for match in _WORD.finditer(text):
            word = match.group()
            folded = word.casefold()
            if not word[0].isupper() or folded in _PRONOUNS:
                continue
            if _SENTENCE_START.search(text, max(0, match.start() - 8), match.start()) and (
                folded in OPENERS or folded in self._lower_words()
            ):
                continue
            names[folded] += 1
        return names

    def _lower_words(self) -> frozenset[str]:
        if self._lower is None:
            self._lower = frozenset(
                word for line in self._lines[:_LINES_READ] for word in _WORD.findall(line.text) if word[0].islower()
            )
        return self._lower


def say_the_same(one: Paragraph, other: Paragraph, names: Names, places: int) -> bool:
    """Tell whether two paragraphs that share most words differ as two spins of one text do, and in nothing else."""
    if _facts(one.words) != _facts(other.words) or names.of(one) != names.of(other):
        return False
    changes = list(_changes(one.words, other.words))
    if any(max(len(before), len(after)) > _SPUN_PLACE_WORDS for before, after in changes):
        return False
    replaced = {change for change in changes if all(change)}
    words = {pair for change in replaced for pair in _word_by_word(*change)}
    # The same word replaced everywhere, or two exchanged, is another thing said in the same words; so is one phrase
    # that is another.
    if len(words) < places or len(replaced) < places // 2 or any((after, before) in words for before, after in words):
        return False
    return not any(_contrast(before, after) for before, after in changes)


def facts_of(line: Paragraph) -> str:
    """Give what copies of a paragraph have too, as far as is soon told: its numbers, dates, negations and names.

    Examples:
        >>> facts_of(read_paragraph("The ferry to Amberley is not open in 1999.", Span(0, 42)))
        '1999 Amberley not'
    """
    numbers = _NUMBER.findall(line.text) if _SOME_DIGIT.search(line.text) else []
    return " ".join(sorted((*numbers, *_NAME_WITHIN.findall(line.text), *_FACTS.intersection(line.words))))


def _facts(words: Sequence[str]) -> Counter[str]:
    """Count the numbers, dates and negations among words."""
    return Counter(word for word in words if word in _FACTS or (not word.isalpha() and _DIGIT.search(word)))


def _changes(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Give what stands in one text and what stands in its place in the other, place by place."""
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    for operation in Indel.opcodes(one, other):
        if operation.tag == "equal":
            if before or after:
                yield before, after
            before = after = ()
        else:
            before += tuple(one[operation.src_start : operation.src_end])
            after += tuple(other[operation.dest_start : operation.dest_end])
    if before or after:
        yield before, after


def _word_by_word(before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Take neighbours that were replaced apart, where there are as many words as before."""
    if len(before) != len(after):
        yield before, after
    else:
        yield from (((one,), (other,)) for one, other in zip(before, after, strict=True))


def _contrast(before: Sequence[str], after: Sequence[str]) -> bool:
    return any(
        one != other and CONTRASTS.get(one, _NO_GROUPS) & CONTRASTS.get(other, _NO_GROUPS)
        for one in before
        for other in after
    )
