"""What the lines of a page look like, in numbers: each line by itself, its neighbours, its place, its repetition.

All lines of a page are measured at once with NumPy, a character at a time never. What a line says counts only as far
as it is a known phrase, or as its words are function words, names of months, or words of interfaces.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textmend.repairs.phrases import STRENGTHS, Match
from textmend.segment import WIDE, Span

FUNCTION_WORD, DATE_WORD, INTERFACE_WORD, SECTION_WORD = 1, 2, 4, 8
"""What a word can be, as bits of the table of words."""

KINDS = (
    "advertisement",
    "article navigation",
    "author box",
    "breadcrumb",
    "comment form",
    "cookie notice",
    "copyright footer",
    "home",
    "navigation",
    "newsletter prompt",
    "page details",
    "read-more link",
    "related articles",
    "section",
    "share button",
    "sign-in prompt",
    "tag line",
)
"""The kinds of phrases that the features tell apart."""

# Kinds below or above which a page goes on as pages do: below "Related articles" there are headlines.
_HEADINGS = (
    "comment form",
    "related articles",
    "share button",
    "copyright footer",
    "newsletter prompt",
    "article navigation",
    "tag line",
    "navigation",
    "home",
    "page details",
)

_READ = 600  # characters of a line that are looked at: whether it is prose shows long before
_WINDOWS = (3, 8, 20)  # lines above and below
_FAR = 99  # lines; what is farther away, or not there at all, is as far

_BREAK, _SPACE, _SMALL, _CAPITAL, _WIDE, _DIGIT, _STOP, _COMMA, _COLON, _QUOTE, _SIGN, _BRACKET, _OTHER = range(13)
_CLASSES = 13
_SIGNS = frozenset("|•·›→←/>#©*▪■►▶▼▲◄↑↓+×✕✖✓✔–—<=\\_@&")
_BY_CHARACTER = {
    **dict.fromkeys(".!?…。！？।؟", _STOP),
    **dict.fromkeys(",;،、；", _COMMA),
    **dict.fromkeys(":：", _COLON),
    **dict.fromkeys("\"“”„«»‘’‚「」『』'", _QUOTE),
    **dict.fromkeys(_SIGNS, _SIGN),
    **dict.fromkeys("()[]{}", _BRACKET),
    "\n": _BREAK,
}

# Words are told apart by a hash: the sum of their small letters, times powers of an odd number, modulo 2**64.
_HASH_BITS = 16
_LONGEST_WORD = 64
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2**64 by the golden ratio (Knuth, The Art of Computer Programming, 6.4)
_POWERS = np.array([pow(0x100000001B3, power + 1, 2**64) for power in range(_LONGEST_WORD)], dtype=np.uint64)

Features = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Line:
    """A line that holds more than white space.

    Attributes:
        span: Where it stands.
        text: The line without white space around it; empty where nobody may judge it, as in code.
        match: What it says, if it says what interfaces say.
        is_prose: Whether it is running text.
        is_tight: Whether no blank line stands between it and the line before it.
        is_fixed: Whether it is a part of code, of front matter or of a table, which stay whole.
    """

    span: Span
    text: str
    match: Match | None
    is_prose: bool
    is_tight: bool
    is_fixed: bool = False


@lru_cache(maxsize=1)
def _character_tables() -> tuple[NDArray[np.uint8], NDArray[np.uint16]]:
    """Give the class and the small letter of each character of the basic plane; the last one stands for all others."""
    classes = np.full(0x10000, _OTHER, np.uint8)
    small = np.arange(0x10000, dtype=np.uint16)
    for code in range(0x10000):
        character = chr(code)
        category = unicodedata.category(character)
        if character in _BY_CHARACTER:
            classes[code] = _BY_CHARACTER[character]
        elif character.isspace():
            classes[code] = _SPACE
        elif category in ("Lu", "Lt"):
            classes[code] = _CAPITAL
        elif category[0] in "LM":
            classes[code] = _WIDE if WIDE.match(character) else _SMALL
        elif category[0] == "N":
            classes[code] = _DIGIT
        elif category == "Cf":
            classes[code] = _SMALL  # a soft hyphen does not end a word
        lower = character.lower()
        if len(lower) == 1:
            small[code] = ord(lower)
    return classes, small


def _codes(text: str) -> NDArray[np.uint32]:
    codes: NDArray[np.uint32] = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    return np.minimum(codes, np.uint32(0xFFFF))


def _hashes(small: NDArray[np.uint16], starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Hash words whose letters stand one after the other in `small`."""
    position = np.arange(len(small)) - np.repeat(starts, sizes)
    terms = small.astype(np.uint64) * _POWERS[np.minimum(position, _LONGEST_WORD - 1)]
    return (np.add.reduceat(terms, starts) * _SPREAD >> np.uint64(64 - _HASH_BITS)).astype(np.int64)


def word_table(words: Iterable[tuple[str, int]]) -> NDArray[np.uint8]:
    """Put words and what they are into a table that `measure` can look them up in.

    Args:
        words: Words, each with one of `FUNCTION_WORD`, `DATE_WORD`, `INTERFACE_WORD` and `SECTION_WORD`.

    Returns:
        By the hash of a word, what it is.
    """
    table = np.zeros(1 << _HASH_BITS, np.uint8)
    _, small = _character_tables()
    for word, what in words:
        letters = small[_codes(word)]
        row = _hashes(letters, np.zeros(1, np.int64), np.array([len(letters)]))[0]
        table[row] |= what
    return table


def measure(lines: Sequence[Line], words: NDArray[np.uint8]) -> Features:
    """Measure the lines of a page.

    Args:
        lines: The lines of a page, in order.
        words: What words are, from `word_table`.

    Returns:
        A row for each line, a column for each feature.

    Examples:
        >>> page = [Line(Span(0, 10), "Share this", None, False, False)]
        >>> len(measure(page, word_table([("the", FUNCTION_WORD)])))
        1
    """
    count = len(lines)
    said = _said(lines)
    seen = _look(lines, words)
    is_prose = _column(line.is_prose for line in lines)
    gap = _column(not line.is_tight for line in lines)
    gap_after = np.append(gap[1:], np.float32(1))
    times = Counter(line.text for line in lines)
    repetition = np.log(_column(times[line.text] for line in lines))
    is_known = said.strengths.sum(1)
    is_firm = is_known - said.strengths[:, STRENGTHS.index("company")]
    own = [
        seen.columns,
        np.column_stack((is_prose, gap, gap_after, repetition, repetition > 0, said.items)),
        said.strengths,
        said.kinds,
    ]
    key = np.column_stack(
        (
            np.minimum(seen.length, 60) / 60,
            seen.length <= 4,
            is_prose,
            seen.function_share,
            seen.interface_share,
            is_known,
            is_firm,
            seen.capital_share,
            seen.is_ended,
            seen.has_date,
            is_prose * np.minimum(seen.length, 100) / 100,
            gap,
        )
    ).astype(np.float32)
    place = _place(seen, is_prose, is_known, is_firm, gap)
    result = np.hstack([*own, *_neighbours(key), place, *_headings(said.kinds)])
    assert len(result) == count
    return np.ascontiguousarray(result, dtype=np.float32)


def _column(values: Iterable[float]) -> Features:
    return np.fromiter(values, np.float32)


@dataclass(frozen=True, slots=True)
class _Said:
    """What lines say, as far as interfaces say it; a row for each line."""

    kinds: Features
    strengths: Features
    items: Features


def _said(lines: Sequence[Line]) -> _Said:
    kinds = np.zeros((len(lines), len(KINDS)), np.float32)
    strengths = np.zeros((len(lines), len(STRENGTHS)), np.float32)
    items = np.zeros(len(lines), np.float32)
    for row, line in enumerate(lines):
        if line.match:
            if line.match.kind in KINDS:
                kinds[row, KINDS.index(line.match.kind)] = 1
            strengths[row, STRENGTHS.index(line.match.strength)] = 1
            items[row] = np.log(line.match.items)
    return _Said(kinds, strengths, items)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What lines look like; a row or a value for each."""

    columns: Features
    length: NDArray[Any]
    function_words: NDArray[Any]
    words: NDArray[Any]
    function_share: NDArray[Any]
    interface_share: NDArray[Any]
    capital_share: NDArray[Any]
    is_ended: NDArray[Any]
    has_date: NDArray[Any]


def _look(lines: Sequence[Line], table: NDArray[np.uint8]) -> _Seen:
    """Look at the characters and words of lines."""
    count = len(lines)
    class_of, small_of = _character_tables()
    codes = _codes("\n".join(line.text[:_READ].replace("\n", " ") or "```" for line in lines) + "\n")
    classes = class_of[codes]
    ends = np.flatnonzero(classes == _BREAK)
    starts = np.append(0, ends[:-1] + 1)
    line_of = np.repeat(np.arange(count), ends + 1 - starts)
    of_class = np.bincount(line_of * _CLASSES + classes, minlength=count * _CLASSES).reshape(count, _CLASSES)
    of_class = of_class.astype(np.float32)
    first, last = classes[starts], classes[ends - 1]

    is_letter = (classes >= _SMALL) & (classes <= _DIGIT)
    turns = np.flatnonzero(np.diff(is_letter, prepend=False))  # a line break ends the last word
    word_starts, sizes = turns[::2], turns[1::2] - turns[::2]
    word_line = line_of[word_starts]
    what = np.zeros(0, np.uint8)
    if len(sizes):
        letters = small_of[codes[is_letter]]
        what = table[_hashes(letters, np.append(0, np.cumsum(sizes)[:-1]), sizes)]
    initial = classes[word_starts]

    def number_of(chosen: NDArray[Any]) -> Features:
        return np.bincount(word_line[chosen.astype(bool)], minlength=count).astype(np.float32)

    words = np.bincount(word_line, minlength=count).astype(np.float32)
    function, dates = number_of(what & FUNCTION_WORD), number_of(what & DATE_WORD)
    interface, sections = number_of(what & INTERFACE_WORD), number_of(what & SECTION_WORD)
    capitals, digits, smalls = (number_of(initial == kind) for kind in (_CAPITAL, _DIGIT, _SMALL))
    characters = of_class[:, _SMALL:].sum(1)
    wide = of_class[:, _WIDE]
    length = words + wide / 2  # where no spaces stand between words, a word is about two characters
    at_least_one, at_least = np.maximum(words, 1), np.maximum(length, 1)
    columns = np.column_stack(
        (
            np.log1p(length),
            np.log1p(characters),
            np.minimum(length, 30) / 30,
            length <= 3,
            length <= 1,
            function / at_least_one,
            np.log1p(function),
            interface / at_least_one,
            sections / at_least_one,
            np.log1p(interface),
            dates / at_least_one,
            dates > 0,
            capitals / at_least_one,
            digits / at_least_one,
            smalls / at_least_one,
            of_class[:, _DIGIT] / np.maximum(characters, 1),
            words == 0,
            of_class[:, _STOP] / at_least,
            of_class[:, _SIGN] / at_least,
            *(np.log1p(of_class[:, kind]) for kind in range(_STOP, _OTHER)),
            *(first == kind for kind in range(_SMALL, _OTHER + 1)),
            *(last == kind for kind in range(_SMALL, _OTHER + 1)),
            characters / at_least / 10,
            wide > 0,
        )
    )
    return _Seen(
        columns.astype(np.float32),
        length,
        function,
        words,
        function / at_least_one,
        interface / at_least_one,
        capitals / at_least_one,
        np.isin(last, (_STOP, _COLON, _QUOTE, _BRACKET)),
        dates > 0,
    )


def _neighbours(key: Features) -> list[Features]:
    """Give the next lines above and below, and the means of the lines farther above and below."""
    count = len(key)
    found = []
    for step in (1, 2):
        above, below = np.zeros_like(key), np.zeros_like(key)
        above[step:], below[:-step] = key[:-step], key[step:]
        found += [above, below]
    sums = np.concatenate((np.zeros((1, key.shape[1])), np.cumsum(key, axis=0, dtype=np.float64)))
    row = np.arange(count)
    for window in _WINDOWS:
        low, high = np.maximum(row - window, 0), np.minimum(row + window + 1, count)
        found += [
            ((sums[row] - sums[low]) / window).astype(np.float32),
            ((sums[high] - sums[row + 1]) / window).astype(np.float32),
        ]
    return found


def _place(
    seen: _Seen, is_prose: Features, is_known: NDArray[Any], is_firm: NDArray[Any], gap: Features
) -> NDArray[Any]:
    """Tell where lines stand: in the page, to its prose and its furniture, in their block; and what page it is."""
    count = len(gap)
    row = np.arange(count)
    prose = is_prose * seen.length
    total = prose.sum(dtype=np.float64)
    so_far = np.cumsum(prose, dtype=np.float64)
    block = np.cumsum(gap > 0)
    size = np.bincount(block)[block]

    def in_block(values: NDArray[Any]) -> NDArray[Any]:
        sums: NDArray[Any] = np.bincount(block, weights=values)[block]
        return sums

    length = in_block(seen.length)
    return np.column_stack(
        (
            row / count,
            np.log1p(row),
            np.log1p(count - row),
            so_far / max(total, 1),
            (total - so_far) / max(total, 1),
            np.log1p(so_far - prose),
            np.log1p(np.maximum(total - so_far, 0)),
            *(np.log1p(distance) for distance in _distances(is_prose)),
            *(np.log1p(distance) for distance in _distances(is_firm)),
            np.log1p(size),
            np.log1p(length),
            in_block(is_prose) / size,
            in_block(is_known) / size,
            in_block(seen.function_words) / np.maximum(length, 1),
            *(
                np.full(count, value)
                for value in (
                    np.log1p(total),
                    np.log1p(count),
                    is_known.mean(),
                    np.log1p(total / count),
                    gap.mean(),
                    seen.function_words.sum() / max(seen.words.sum(), 1),
                )
            ),
        )
    )


def _distances(chosen: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give how many lines the next chosen line above and the next below are away."""
    count = len(chosen)
    row = np.arange(count)
    places = np.flatnonzero(chosen)
    if not len(places):
        return np.full(count, _FAR), np.full(count, _FAR)
    above, below = np.searchsorted(places, row), np.searchsorted(places, row, side="right")
    to_above = np.where(above > 0, row - places[np.maximum(above - 1, 0)], _FAR)
    to_below = np.where(below < len(places), places[np.minimum(below, len(places) - 1)] - row, _FAR)
    return np.minimum(to_above, _FAR), np.minimum(to_below, _FAR)


def _headings(kinds: Features) -> list[NDArray[np.bool_]]:
    """Tell which headings stand anywhere above or at a line, and which below or at it."""
    chosen = kinds[:, [KINDS.index(kind) for kind in _HEADINGS]]
    above = np.maximum.accumulate(chosen, axis=0) > 0
    below = np.maximum.accumulate(chosen[::-1], axis=0)[::-1] > 0
    return [above, below]
