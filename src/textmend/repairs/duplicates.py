"""Removes second copies of a paragraph within a page, and the headline where it is repeated.

Copies are exact, or near: differing in case and punctuation, cut short, or spun differently. A near copy is held
against the copy that stays, word by word, and never against a look-alike of it. Paragraphs that differ in a number, a
name, a date, a negation or another word that changes what is said are no copies, and neither are the rows of a
template.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import regex
from rapidfuzz.distance import Indel

from textmend.edits import Edit
from textmend.likeness import (
    SIMILARITY,
    Names,
    Paragraph,
    is_comparable,
    is_entry,
    read_paragraph,
    say_the_same,
    without_apostrophes,
    words_of,
)
from textmend.repairs.dates import MONTHS, WEEKDAYS
from textmend.segment import Span, is_prose, opaque, paragraphs, whole_lines

_NEAR_WORDS = 15
# Beyond this a comparison word by word costs too much, and two copies differ somewhere that matters.
_NEAR_WORDS_MOST = 2_000

_SHORTEST = SIMILARITY / (2 - SIMILARITY)  # how long a copy is at least, to the length of the other
# A spinner changes a text in many places; a text that says another thing in the same words differs in a few.
_SPUN_PLACES = 4
_SPUN_PLACE_WORDS = 5  # words that one replacement takes out or puts in
_TEMPLATE_ROWS = 3  # look-alikes of one paragraph after which no more are looked for

# Up to this many paragraphs each is compared with each that shares one of its rarest words; above, words that
# more paragraphs have than the second figure say too little to find copies by.
_FEW_PARAGRAPHS = 1_000
_COMMON = 50
_RAREST_WORDS = 40
_SHARED_OF_RAREST = 8  # of so many of its rarest words, a copy has one at least
_LEAST_SHARED_OF_MANY = 3
_MOST_CANDIDATES = 64
_FIRST_CODE = 0x10000  # behind the surrogates
_CODES = 0x100000

_START_WORDS = 6
_TRUNCATED_WORDS = 8  # what a teaser has at least, before its dots
# Words that no sentence ends with: a text that does so without dots was cut too.
_UNFINISHED = re.compile(r"\w (?:the|a|an|of|and|or|with|that|by|at|from|into|their|its|our|his)$")
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
        gone: dict[Span, _Copy] = {}
        # What goes can have stood between a paragraph and its label, so until nothing goes any more.
        for _ in range(_MOST_ROUNDS):
            copies = _copies(lines)
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


def _copies(lines: Sequence[Paragraph]) -> list[_Copy]:
    """Find what goes, each with the line that it is a copy of; none of these goes itself."""
    copies: dict[int, _Copy] = {}
    keepers: set[int] = set()
    for copy in (*_repeated_headlines(lines), *_copies_of_paragraphs(lines)):
        # Never through a chain: what goes must be a copy of a line that stays.
        if copy.index not in copies and copy.kept not in copies and copy.index not in keepers:
            copies[copy.index] = copy
            keepers.add(copy.kept)
    return sorted(copies.values(), key=lambda copy: copy.index)


def _copies_of_paragraphs(lines: Sequence[Paragraph]) -> Iterator[_Copy]:
    groups: dict[tuple[str, ...], list[int]] = {}
    for index, line in enumerate(lines):
        if is_comparable(line):
            groups.setdefault(line.words, []).append(index)
    # One copy that reads as a sentence is enough: the other may have lost its full stop.
    prose = {index for group in groups.values() for index in group if is_prose(lines[index].text)}
    sentences = [group for group in groups.values() if not all(is_entry(lines[index]) for index in group)]
    best: list[int] = []
    for group in _with_damaged(lines, sentences):
        best.append(min(group, key=lambda index: (_damage(lines[index].text), index not in prose, index)))
        if len(group) > 1:
            for index in group:
                if index != best[-1] and not is_repeated_on_purpose(lines, index, best[-1]):
                    yield _Copy(index, best[-1], _copy_of(lines[best[-1]]), 0.99)
    yield from _truncated(lines, best)
    yield from _spun(lines, [index for index in best if lines[index].weight >= _NEAR_WORDS])


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
        marker = _TRUNCATION.search(line.text, max(0, len(line.text) - 80))
        if not marker and not _UNFINISHED.search(line.text, max(0, len(line.text) - 20)):
            continue
        words = tuple(words_of(without_apostrophes(line.text[: marker.start()]).casefold())) if marker else line.words
        if len(words) >= (_TRUNCATED_WORDS if marker else _NEAR_WORDS):
            teasers.append((index, words, marker is not None))
    for index, words, has_marker in teasers:
        for whole in starts.get(words[:_START_WORDS], [])[:_MOST_CANDIDATES]:
            theirs = lines[whole].words
            if whole == index or len(theirs) <= len(words) or theirs[: len(words) - 1] != words[:-1]:
                continue
            if theirs[len(words) - 1].startswith(words[-1]) if has_marker else theirs[len(words) - 1] == words[-1]:
                yield _Copy(index, whole, _copy_of(lines[whole]), 0.9)
                break


def _spun(lines: Sequence[Paragraph], indices: Sequence[int]) -> Iterator[_Copy]:
    """Find the paragraphs that say the same in partly other words, as two spins of one text do."""
    eligible = [index for index in indices if len(lines[index].words) <= _NEAR_WORDS_MOST]
    alike: defaultdict[int, list[int]] = defaultdict(list)
    for one, other in _alike([lines[index].words for index in eligible]):
        alike[one].append(other)
        alike[other].append(one)
    names = Names(lines)
    for one in sorted(alike):
        # Three that look alike are rows of a template, and which says the same as which cannot be told.
        if len(alike[one]) > 1 or len(alike[alike[one][0]]) > 1 or alike[one][0] < one:
            continue
        first, second = eligible[one], eligible[alike[one][0]]
        if say_the_same(lines[first], lines[second], names, _SPUN_PLACES):
            if _damage(lines[second].text) < _damage(lines[first].text):
                first, second = second, first
            yield _Copy(second, first, _copy_of(lines[first]), 0.8)


def _alike(texts: Sequence[tuple[str, ...]]) -> Iterator[tuple[int, int]]:
    """Find the pairs of texts that have most of their words in common, in the same order.

    Two texts with more than a share s of their words in common share one of the (1 - s) n + 1 rarest words of
    either, whatever is rare, so that comparing those that share some of them leaves out hardly a pair.
    """
    counts: Counter[str] = Counter()
    for words in texts:
        counts.update(set(words))
    # Each word becomes one character, the rarer the earlier in the alphabet: strings are compared fast, and their
    # sorted characters are their rarest words. Beyond a million words the rarest of all share a character, which
    # makes some texts look more alike than they are, but not say the same.
    ordered = sorted(counts, key=counts.__getitem__)
    surplus = max(0, len(ordered) - _CODES)
    codes = {word: chr(_FIRST_CODE + max(0, place - surplus)) for place, word in enumerate(ordered)}
    coded = ["".join(map(codes.__getitem__, words)) for words in texts]
    common = len(texts) if len(texts) <= _FEW_PARAGRAPHS else _COMMON
    first_shared = chr(_FIRST_CODE + max(0, bisect_right(ordered, 1, key=counts.__getitem__) - surplus))
    first_common = chr(_FIRST_CODE + max(0, bisect_right(ordered, common, key=counts.__getitem__) - surplus))

    # With the common words left out, rows of a template meet by chance words only, and hide how many they are.
    least_shared = 1 if len(texts) <= _FEW_PARAGRAPHS else _LEAST_SHARED_OF_MANY

    seen: defaultdict[str, list[int]] = defaultdict(list)
    found_alike: Counter[int] = Counter()
    for index, text in enumerate(coded):
        size = len(text)
        needed = int(_SHORTEST * size)
        distinct = sorted(set(text))
        shared = distinct[bisect_left(distinct, first_shared) :]
        # A word that no other text has cannot be in common.
        if len(distinct) - len(shared) > size - needed:
            continue
        rarest = shared[: min(_RAREST_WORDS, size - needed + 1)]
        rarest = rarest[: bisect_left(rarest, first_common)]
        found: Counter[int] = Counter()
        for word in rarest:
            if others := seen[word]:
                found.update(others)
            others.append(index)
        least = max(least_shared, len(rarest) // _SHARED_OF_RAREST)
        for other, together in found.most_common(_MOST_CANDIDATES):
            if together < least or found_alike[index] >= _TEMPLATE_ROWS:
                break
            if (
                found_alike[other] < _TEMPLATE_ROWS
                and needed <= len(coded[other]) <= size / _SHORTEST
                and Indel.normalized_similarity(text, coded[other], score_cutoff=SIMILARITY)
            ):
                found_alike.update((index, other))
                yield other, index


def _repeated_headlines(lines: Sequence[Paragraph]) -> Iterator[_Copy]:
    """Find the copies of the headline above the article and below it."""
    prose = [index for index, line in enumerate(lines) if _is_body(line.text)]
    if not prose:
        return
    above = [index for index in range(min(prose[0], _HEADLINE_LINES)) if _can_be_headline(lines[index])]
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
    for index in range(prose[-1] + 1, len(lines)):
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
