"""Disguises: characters that nobody sees, and letters that look like others.

Zero-width characters and bidirectional controls out of place, letters of another script inside a word, and words in
Mathematical Alphanumerics. What has a meaning stays: joiners in Persian, Indic scripts and emoji, zero-width spaces
between Thai or Khmer words, marks of direction where a line holds text from right to left, formulas.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import regex

from textmend.edits import Edit
from textmend.repairs.code import outside_code
from textmend.repairs.words import english_words

_SURE, _LIKELY = 0.95, 0.85

_EUROPEAN = r"[\p{Latin}\p{Cyrillic}\p{Greek}\p{N}]"
_INVISIBLE = regex.compile(
    rf"(?<={_EUROPEAN})[\u200b\u200d\u2060\u180e]+(?={_EUROPEAN})"  # within a word
    r"|(?<=[\p{Latin}\p{Cyrillic}\p{Greek}][.,;:!?]?\s)\u200b+(?=[\p{Latin}\p{Cyrillic}\p{Greek}])"  # before one
    r"|(?<![^\W\d_]\p{M}*)\xad+|\xad+(?![^\W\d_])"  # soft hyphens where no word breaks
)
_DIRECTIONS = regex.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_RIGHT_TO_LEFT = regex.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")

# Latin letters and the Cyrillic ones that look the same in every common typeface.
_LATIN_TWINS = "aceopxyijsABCEHIJKMOPSTXY"
_CYRILLIC_TWINS = "асеорхуіјѕАВСЕНІЈКМОРЅТХУ"
_TO_LATIN = str.maketrans(_CYRILLIC_TWINS, _LATIN_TWINS)
_TO_CYRILLIC = str.maketrans(_LATIN_TWINS, _CYRILLIC_TWINS)
_MIXED = regex.compile(
    r"(?<![\p{L}\p{M}\p{N}_])(?:\p{Latin}+\p{Cyrillic}|\p{Cyrillic}+\p{Latin})[\p{Latin}\p{Cyrillic}]*(?![\p{L}\p{M}\p{N}_])"
)
_LATIN, _CYRILLIC = regex.compile(r"\p{Latin}"), regex.compile(r"\p{Cyrillic}")
# Shorter words are too often codes and names of models.
_LEAST_LETTERS = 4

# One of these is in every text of which something is proposed, and in few others.
# (A pattern that begins with one class is searched for many times as fast as one that begins with several.)
_UNSEEN = "\xad\u180e\u200b\u200d-\u200f\u202a-\u202e\u2060\u2066-\u2069\U0001d400-\U0001d7ff"
_DISGUISED = re.compile(
    f"[{_UNSEEN}\u0400-\u052f](?:(?<=[{_UNSEEN}])|(?=[A-Za-z\xc0-\u024f])|(?<=[A-Za-z\xc0-\u024f].))"
)

_FANCY = regex.compile("[\U0001d400-\U0001d7ff]+")
# A formula has words of three letters (sin, log, det); it is told by its operators, too.
_LEAST_FANCY = 4
_OPERATOR = regex.compile(r"[\p{Sm}^\\{}]")


class Disguises:
    """Takes away characters that nobody sees, and puts letters in place of those that only look like them.

    Examples:
        >>> [(edit.before, edit.after) for edit in Disguises().propose("My раypal is 𝐟𝐫𝐞𝐞")]
        [('ра', 'pa'), ('𝐟𝐫𝐞𝐞', 'free')]
        >>> len(Disguises().propose("zero\u200bwidth"))
        1
        >>> Disguises().propose("می‌خواهم, 👨‍👩‍👧, 𝑎𝑏 = 𝑠𝑖𝑛, USB-кабель")
        []
    """

    def propose(self, text: str) -> list[Edit]:
        """Propose an edit for each character or word in disguise.

        Args:
            text: Any string.

        Returns:
            Edits in order of their place, without overlap.
        """
        if text.isascii() or not _DISGUISED.search(text):
            return []
        edits = [*_invisible(text), *_directions(text), *_twins(text), *_fancy(text)]
        return outside_code(text, sorted(edits, key=lambda edit: edit.start))


def _invisible(text: str) -> Iterator[Edit]:
    for match in _INVISIBLE.finditer(text):
        yield Edit(*match.span(), match[0], "", "characters", "invisible character", _SURE)


def _directions(text: str) -> Iterator[Edit]:
    for match in _DIRECTIONS.finditer(text):
        line = text[text.rfind("\n", 0, match.start()) + 1 : _end_of_line(text, match.end())]
        if not _RIGHT_TO_LEFT.search(line):
            yield Edit(*match.span(), match[0], "", "characters", "direction mark in text from left to right", _SURE)


def _twins(text: str) -> Iterator[Edit]:
    for match in _MIXED.finditer(text):
        word = match[0]
        latin, cyrillic = len(_LATIN.findall(word)), len(_CYRILLIC.findall(word))
        if len(word) < _LEAST_LETTERS:
            continue
        as_latin, as_cyrillic = word.translate(_TO_LATIN), word.translate(_TO_CYRILLIC)
        if not _CYRILLIC.search(as_latin) and (as_latin.lower() in english_words() or latin >= 2 * cyrillic):
            after, pattern = as_latin, _CYRILLIC
        elif not _LATIN.search(as_cyrillic) and cyrillic >= 2 * latin:
            after, pattern = as_cyrillic, _LATIN
        else:
            continue
        runs = list(regex.finditer(f"{pattern.pattern}+", word))
        if any(len(run[0]) > 1 and run[0].isupper() and not word.isupper() for run in runs):
            continue  # an abbreviation with an ending: `ITшник`
        for run in runs:
            start, end = match.start() + run.start(), match.start() + run.end()
            replacement = after[run.start() : run.end()]
            yield Edit(start, end, run[0], replacement, "characters", "letter of another script", _LIKELY)


def _fancy(text: str) -> Iterator[Edit]:
    for match in _FANCY.finditer(text):
        line = text[text.rfind("\n", 0, match.start()) + 1 : _end_of_line(text, match.end())]
        if _OPERATOR.search(line) or not any(_is_word(run) for run in _FANCY.findall(line)):
            continue
        plain = unicodedata.normalize("NFKC", match[0])
        yield Edit(*match.span(), match[0], plain, "characters", "mathematical letters as a typeface", _LIKELY)


def _is_word(run: str) -> bool:
    return len(run) >= _LEAST_FANCY and unicodedata.normalize("NFKC", run).lower() in english_words()


def _end_of_line(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end
