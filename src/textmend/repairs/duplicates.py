"""Removes second copies of a paragraph within a page, and the headline where it is repeated.

Copies are exact, or near: differing in case and punctuation, cut short, or spun differently. A near copy is held
against the copy that stays, word by word, and never against a look-alike of it. Paragraphs that differ in a number, a
name, a date, a negation or another word that changes what is said are no copies, and neither are the rows of a
template.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

import regex
from rapidfuzz.distance import Indel

from textmend.blocking import Blocking
from textmend.edits import Edit
from textmend.likeness import (
    NEAR_WORDS,
    SIMILARITY,
    SPUN_PLACES,
    Names,
    Paragraph,
    can_be_near,
    facts_of,
    is_comparable,
    is_entry,
    read_paragraph,
    say_the_same,
    without_apostrophes,
    words_of,
)
from textmend.repairs.dates import MONTHS, WEEKDAYS
from textmend.segment import Span, is_prose, opaque, paragraphs, whole_lines

_SHORTEST = SIMILARITY / (2 - SIMILARITY)  # how long a copy is at least, to the length of the other
_SPUN_PLACE_WORDS = 5  # words that one replacement takes out or puts in

_MOST_CANDIDATES = 64
_FIRST_CODE = 0x10000  # behind the surrogates
_CODES = 0x100000

_START_WORDS = 6
_TRUNCATED_WORDS = 8  # what a teaser has at least, before its dots
# Words that no sentence ends with: a text that does so without dots was cut too.
_UNFINISHED = re.compile(r"\w (?:the|a|an|of|and|or|with|that|by|at|from|into|their|its|our|his)$")
_DOTS = ("…", "...", "&hellip;")
_TRUNCATION = regex.compile(
    r"(?i)\s*(?:(?:…|\.\.\.|\[(?:…|\.\.\.|&hellip;)\])\s*)(?:(?:read|show|see) more|continue reading)?[\s»→.]*$"
)

_HEADLINE_WORDS = 3
_HEADLINE_WORDS_BELOW = 4  # below the article it must be longer to be known for the headline
_HEADLINE_NEAR_WORDS = 8
_HEADLINE_WORDS_MOST = 30
_HEADLINE_LINES = 6
_HEADLINE_PLACES = 4
_SITE = regex.compile(r"\s+[|–—·»-]\s+(?P<site>[^|–—·»]{2,40})$")
_SITE_WORDS = 5
# A row of a table: bars at both ends, or two signs that part its cells.
_ROW = regex.compile(r"^\|.*\|$|\t|\|.*\||;.*;|,\S.*,\S|\S {2,}\S.*\S {2,}\S")

_LABEL_WORDS = 12
_REFRAIN_LABEL_WORDS = 3
_PASTED_SHARE = 0.75
_PASTED_LINES = 100
_SIGNATURE = regex.compile(r"(?i)^(?:by|von|par|por|di|door|autor|author)\b|\d{4}")

_DAMAGE = regex.compile(r"�|[ÃâÂ][\u0080-\u00bf€™œ“”š˜]|&(?:\w{2,8}|#\d{1,6});|\{[\w ]+\}")
_BULLET = regex.compile(r"\s*(?:[•·*▪■●○‣◦]|\(?\d{1,3}[.)]|-)\s+")
_DIGIT = regex.compile(r"\p{N}")

_NOT_SKELETON = regex.compile(r"[^a-z0-9]+")
_SKELETON_SHARE = 0.5  # of the characters: below, too little of the text is left to compare
_LONGEST_DAMAGED = 20_000
_SECTION_PARAGRAPHS = 20  # how far above a copy to look for what it stands under

_QUOTED_CHARACTERS = 40
_MOST_ROUNDS = 8


@dataclass(frozen=True, slots=True)
class _Copy:
    """A paragraph that goes, because of one that stays."""

    index: int
    kept: int
    reason: str
    confidence: float


class Duplicates:
    r"""The repair that removes second copies of a paragraph within a page.

    Examples:
        >>> from textmend.edits import apply
        >>> line = "The old bridge over the river is open again after three years of work by forty people."
        >>> page = f"{line}\n\n{line}\n\nThe ferry stops on Friday.\n"
        >>> [edit] = Duplicates().propose(page)
        >>> edit.reason
        'copy of the paragraph "The old bridge over the river is open…"'
        >>> apply(page, [edit]) == f"{line}\n\nThe ferry stops on Friday.\n"
        True
    """

    def propose(self, text: str) -> list[Edit]:
        """Propose to remove the paragraphs that are copies of one that stays.

        Args:
            text: A page.

        Returns:
            An edit for each paragraph that is to go, in order.
        """
        lines = list(read_page(text))
        near = _Near(lines)
        gone: dict[Span, _Copy] = {}
        # What goes can have stood between a paragraph and its label, so until nothing goes any more.
        for _ in range(_MOST_ROUNDS):
            copies = _copies(lines, near)
            if not copies:
                break
            gone |= {lines[copy.index].span: copy for copy in copies}
            taken = {copy.index for copy in copies}
            lines = [line for index, line in enumerate(lines) if index not in taken]
        spans = sorted(gone)
        return [
            Edit(*stretch, text[slice(*stretch)], "", "duplicates", gone[span].reason, gone[span].confidence)
            for span, stretch in zip(spans, whole_lines(text, spans), strict=True)
        ]


def read_page(text: str) -> Iterator[Paragraph]:
    """Read the paragraphs of a page, those of code without their words."""
    unread = opaque(text)
    for span in paragraphs(text):
        # Code repeats itself for reasons of its own.
        yield Paragraph(span, "", (), 0) if span in unread else read_paragraph(text, span)


def _copies(lines: Sequence[Paragraph], near: _Near) -> list[_Copy]:
    """Find what goes, each with the line that it is a copy of; none of these goes itself."""
    copies: dict[int, _Copy] = {}
    keepers: set[int] = set()
    for copy in (*_repeated_headlines(lines), *_copies_of_paragraphs(lines, near)):
        # Never through a chain: what goes must be a copy of a line that stays.
        if copy.index not in copies and copy.kept not in copies and copy.index not in keepers:
            copies[copy.index] = copy
            keepers.add(copy.kept)
    return sorted(copies.values(), key=lambda copy: copy.index)


def _copies_of_paragraphs(lines: Sequence[Paragraph], near: _Near) -> Iterator[_Copy]:
    groups: dict[tuple[str, ...], list[int]] = {}
    for index, line in enumerate(lines):
        if is_comparable(line):
            groups.setdefault(line.words, []).append(index)
    # One copy that reads as a sentence is enough: the other may have lost its full stop.
    sentences = [group for group in groups.values() if not all(is_entry(lines[index]) for index in group)]
    best: list[int] = []
    for group in _with_damaged(lines, sentences):
        if len(group) == 1:
            best += group
            continue
        best.append(min(group, key=lambda index: (_damage(lines[index].text), not is_prose(lines[index].text), index)))
        for index in group:
            if index != best[-1] and not is_repeated_on_purpose(lines, index, best[-1]):
                yield _Copy(index, best[-1], _copy_of(lines[best[-1]]), 0.99)
    yield from _truncated(lines, best)
    yield from _spun(lines, [index for index in best if can_be_near(lines[index])], near)


def _copy_of(line: Paragraph) -> str:
    quoted = line.text[: _QUOTED_CHARACTERS + 1]
    if len(quoted) > _QUOTED_CHARACTERS:
        quoted = (quoted.rpartition(" ")[0] or quoted[:_QUOTED_CHARACTERS]).rstrip(" ,;:–—-") + "…"
    return f'copy of the paragraph "{quoted}"'


def _damage(text: str) -> int:
    return len(_DAMAGE.findall(text)) if not text.isascii() or "&" in text or "{" in text else 0


def _with_damaged(lines: Sequence[Paragraph], groups: Iterable[list[int]]) -> list[list[int]]:
    """Join the groups of copies that differ by signs of damage only."""
    joined: dict[str, list[int]] = {}
    separate: list[list[int]] = []
    groups = list(groups)
    if not any(_damage(lines[index].text) for group in groups for index in group):
        return groups
    for group in groups:
        text = lines[group[0]].text
        if len(text) > _LONGEST_DAMAGED:
            separate.append(group)
            continue
        # What both have is what damage leaves alone: the letters and digits of ASCII.
        skeleton = _NOT_SKELETON.sub("", _DAMAGE.sub("", text).casefold())
        if len(skeleton) < _SKELETON_SHARE * len(text):
            separate.append(group)
        else:
            joined.setdefault(skeleton, []).extend(group)
    for group in joined.values():
        if any(_damage(lines[index].text) for index in group):
            separate.append(sorted(group))
        else:
            separate += _by_words(lines, group)
    return sorted(separate)


def _by_words(lines: Sequence[Paragraph], group: Sequence[int]) -> list[list[int]]:
    same: dict[tuple[str, ...], list[int]] = {}
    for index in group:
        same.setdefault(lines[index].words, []).append(index)
    return list(same.values())


def is_repeated_on_purpose(lines: Sequence[Paragraph], index: int, kept: int) -> bool:
    """Tell whether a copy stays, because it answers to another question or stands under another heading.

    Args:
        lines: The paragraphs of a page.
        index: Which of them is the copy.
        kept: Which of them it is a copy of.
    """
    if _is_refrain(lines, min(index, kept), max(index, kept)):
        return True
    own, other = index, kept
    # The paragraphs of a section are repeated with it, so go up to where they cease to be the same.
    for _ in range(_SECTION_PARAGRAPHS):
        own, other = _above(lines, own), _above(lines, other)
        if own < 0 or other < 0 or lines[own].words != lines[other].words:
            break
    return _is_label(lines, own) and _is_label(lines, other) and lines[own].words != lines[other].words


def _is_refrain(lines: Sequence[Paragraph], first: int, second: int) -> bool:
    """Tell whether two copies stand under the same short label, with another label between them, as in a song."""
    own, other = second, first
    for _ in range(_SECTION_PARAGRAPHS):
        own, other = own - 1, other - 1
        if other < 0 or lines[own].words != lines[other].words:
            return False
        if 0 < len(lines[own].words) <= _REFRAIN_LABEL_WORDS and _is_label(lines, own):
            break
    else:
        return False
    label = lines[own].words
    # Of what was pasted twice the lines agree from one copy to the next, or nearly so; in a song verses are between.
    enough = min(_PASTED_SHARE * (second - first), _PASTED_LINES)
    if _agreeing(lines, first, second, enough) >= enough:
        return False
    return any(
        len(line.words) <= _REFRAIN_LABEL_WORDS and _is_label(lines, index) and line.words and line.words != label
        for index, line in enumerate(lines[first + 1 : own], first + 1)
    )


def _agreeing(lines: Sequence[Paragraph], first: int, second: int, most: float) -> int:
    """Count the lines around two copies that are the same around both, up to some number."""
    count = 1
    while count < most and second + count < len(lines) and lines[first + count].words == lines[second + count].words:
        count += 1
    above = 1
    while count < most and first >= above and lines[first - above].words == lines[second - above].words:
        above += 1
        count += 1
    return count


def _above(lines: Sequence[Paragraph], index: int) -> int:
    """Find the line above, not counting bylines and dates; -1 where there is none."""
    index -= 1
    while index >= 0 and len(lines[index].words) < _LABEL_WORDS and _SIGNATURE.search(lines[index].text):
        index -= 1
    return index


def _is_label(lines: Sequence[Paragraph], index: int) -> bool:
    if index < 0:
        return False
    text = lines[index].text
    return text.endswith(("?", ":", "？", "：")) or (len(lines[index].words) <= _LABEL_WORDS and not is_prose(text))


def _truncated(lines: Sequence[Paragraph], indices: Sequence[int]) -> Iterator[_Copy]:
    """Find the paragraphs that another begins with, and that were cut."""
    starts: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for index in indices:
        starts[lines[index].words[:_START_WORDS]].append(index)
    teasers: list[tuple[int, tuple[str, ...], bool]] = []
    for index, line in enumerate(lines):
        if len(line.words) <= _START_WORDS:
            continue
        end = line.text[-80:]
        has_dots = any(dots in end for dots in _DOTS)
        if not has_dots and not line.text[-1].isalpha():
            continue
        marker = _TRUNCATION.search(line.text, max(0, len(line.text) - 80)) if has_dots else None
        if not marker and not _UNFINISHED.search(line.text, max(0, len(line.text) - 20)):
            continue
        words = tuple(words_of(without_apostrophes(line.text[: marker.start()]).casefold())) if marker else line.words
        if len(words) >= (_TRUNCATED_WORDS if marker else NEAR_WORDS):
            teasers.append((index, words, marker is not None))
    for index, words, has_marker in teasers:
        for whole in starts.get(words[:_START_WORDS], [])[:_MOST_CANDIDATES]:
            theirs = lines[whole].words
            if whole == index or len(theirs) <= len(words) or theirs[: len(words) - 1] != words[:-1]:
                continue
            if theirs[len(words) - 1].startswith(words[-1]) if has_marker else theirs[len(words) - 1] == words[-1]:
                yield _Copy(index, whole, _copy_of(lines[whole]), 0.9)
                break


class _Near:
    """The pairs of a page that say the same in partly other words, as two spins of one text do.

    They are looked for once; what goes of the page decides which of them are copies.
    """

    def __init__(self, lines: Sequence[Paragraph]) -> None:
        self._names = Names(lines)
        self._looked_at: set[tuple[str, ...]] = set()
        self._pairs: list[tuple[Paragraph, Paragraph, list[tuple[str, ...]]]] = []
        self._coded: dict[int, str] = {}
        self._numbers: defaultdict[str, int] = defaultdict(count().__next__)

    def pairs(self, lines: Sequence[Paragraph]) -> list[tuple[Paragraph, Paragraph, list[tuple[str, ...]]]]:
        """Give each pair, and the words of what else looks like one of the two.

        Args:
            lines: Paragraphs, each of other words.
        """
        if not self._looked_at.issuperset(line.words for line in lines):
            self._looked_at = {line.words for line in lines}
            self._coded.clear()
            self._pairs = list(self._find(lines))
        return self._pairs

    def _find(self, lines: Sequence[Paragraph]) -> Iterator[tuple[Paragraph, Paragraph, list[tuple[str, ...]]]]:
        blocking = Blocking([line.words for line in lines], [facts_of(line) for line in lines])
        for one, other in blocking.candidates().tolist():
            if self._are_alike(lines, one, other) and say_the_same(lines[one], lines[other], self._names, SPUN_PLACES):
                alike = [
                    lines[like].words
                    for row in (one, other)
                    for like in blocking.alike(row).tolist()
                    if like not in (one, other) and self._are_alike(lines, row, like)
                ]
                yield lines[one], lines[other], alike

    def _are_alike(self, lines: Sequence[Paragraph], one: int, other: int) -> bool:
        size = len(lines[one].words)
        if not _SHORTEST * size <= len(lines[other].words) <= size / _SHORTEST:
            return False
        coded = self._code(lines, one), self._code(lines, other)
        return Indel.normalized_similarity(*coded, score_cutoff=SIMILARITY) > 0

    def _code(self, lines: Sequence[Paragraph], row: int) -> str:
        """Write each word as one character: such strings are compared fast.

        Beyond a million words the last share a character, which makes some texts look more alike than they are, but
        not say the same.
        """
        if row not in self._coded:
            numbers = self._numbers
            self._coded[row] = "".join([chr(_FIRST_CODE + min(numbers[word], _CODES - 1)) for word in lines[row].words])
        return self._coded[row]


def _spun(lines: Sequence[Paragraph], indices: Sequence[int], near: _Near) -> Iterator[_Copy]:
    there = {lines[index].words: index for index in indices}
    for one, other, alike in near.pairs([lines[index] for index in indices]):
        # Three that look alike are rows of a template, and which says the same as which cannot be told.
        if one.words in there and other.words in there and there.keys().isdisjoint(alike):
            first, second = sorted((there[one.words], there[other.words]))
            if _damage(lines[second].text) < _damage(lines[first].text):
                first, second = second, first
            yield _Copy(second, first, _copy_of(lines[first]), 0.8)


def _repeated_headlines(lines: Sequence[Paragraph]) -> Iterator[_Copy]:
    """Find the copies of the headline above the article and below it."""
    first = next((index for index, line in enumerate(lines) if _is_body(line.text)), None)
    if first is None:
        return
    last = next(index for index in reversed(range(len(lines))) if _is_body(lines[index].text))
    above = [index for index in range(min(first, _HEADLINE_LINES)) if _can_be_headline(lines[index])]
    if not above:
        return
    headline = above[0]
    for index in above:
        # The title of the browser's window: the headline, and behind it the name of the site.
        site = _SITE.search(lines[index].text)
        bare = lines[index].text[: site.start()] if site and len(site["site"].split()) <= _SITE_WORDS else ""
        kept = next((other for other in above if bare and lines[other].text == bare), None)
        if kept is not None:
            yield _Copy(index, kept, "repeats the headline", 0.9)
            headline = kept if index == headline else headline
    words = lines[headline].words
    names = Names(lines)
    for index in above:
        if index <= headline:
            continue
        if lines[index].words == words:
            # Verses and lists go on from line to line.
            if not any(lines[between].text.endswith((",", ";")) for between in range(headline, index)):
                yield _Copy(index, headline, "repeats the headline", 0.95)
        elif (
            index <= headline + 2
            and min(len(words), len(lines[index].words)) >= _HEADLINE_NEAR_WORDS
            and Indel.normalized_similarity(words, lines[index].words) >= SIMILARITY
            and say_the_same(lines[headline], lines[index], names, _HEADLINE_PLACES)
        ):
            yield _Copy(index, headline, "repeats the headline", 0.7)
    for index in range(last + 1, len(lines)):
        if len(words) >= _HEADLINE_WORDS_BELOW and lines[index].words == words:
            yield _Copy(index, headline, "repeats the headline", 0.85)


def _is_body(text: str) -> bool:
    return is_prose(text) and not text.endswith(("?", "!"))


def _can_be_headline(line: Paragraph) -> bool:
    return (
        line.weight >= _HEADLINE_WORDS
        and len(line.words) <= _HEADLINE_WORDS_MOST
        and not line.text.endswith((".", ",", ":", ";"))
        and not _BULLET.match(line.text)
        and not _ROW.search(line.text)
        and not _is_date(line.words)
    )


def _is_date(words: Sequence[str]) -> bool:
    return all(word in MONTHS or word in WEEKDAYS or _DIGIT.search(word) for word in words)
