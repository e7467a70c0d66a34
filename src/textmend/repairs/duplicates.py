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
from textmend.repairs.contrasts import CONTRASTS, NEGATIONS, NUMBER_WORDS, OPENERS
from textmend.repairs.dates import MONTHS, WEEKDAYS
from textmend.segment import WIDE, Span, is_prose, opaque, paragraphs, whole_lines

# A paragraph shorter than this may be repeated on purpose: a refrain, an answer, a cell of a table.
_EXACT_WORDS = 12
_LIST_WORDS = 30  # without the punctuation of a sentence, what is shorter may be an entry of a list
_NEAR_WORDS = 15
# Beyond this a comparison word by word costs too much, and two copies differ somewhere that matters.
_NEAR_WORDS_MOST = 2_000
_LETTERS_SHARE = 0.5  # of the words, how many have letters: rows of figures are data

# 30 % of the words replaced leave an Indel similarity of 0.7, and less where two words stand for one.
_SIMILARITY = 0.65
_SHORTEST = _SIMILARITY / (2 - _SIMILARITY)  # how long a copy is at least, to the length of the other
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

# The same words as `_WORD` finds, faster, where no character is of a script that needs more.
_PLAIN_WORD = re.compile(r"[^\W_]+")
_NOT_PLAIN = re.compile("[\u0300-\u036f\u0483-\u0489\u0590-\u1cff\u2e80-\U0010ffff]")
_WORD = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Khmer}\p{Lao}\p{Myanmar}]|[\p{L}\p{M}\p{N}]+")
_SENTENCE_START = regex.compile(r"(?:^|[.!?…:;。！？]['\"”’»)\]]*\s+|[\"“„«‘(\[—–-]\s?)[\"“„«‘'(\[]*$")
_POSSESSIVE = re.compile(r"(?<=[^\W\d_])['’]s\b")
_CONTRACTION = re.compile(r"(?<=[^\W\d_])['’](?=[^\W\d_])")
_DAMAGE = regex.compile(r"�|[ÃâÂ][\u0080-\u00bf€™œ“”š˜]|&(?:\w{2,8}|#\d{1,6});|\{[\w ]+\}")
_BULLET = regex.compile(r"\s*(?:[•·*▪■●○‣◦]|\(?\d{1,3}[.)]|-)\s+")
_DIGIT = regex.compile(r"\p{N}")

_NOT_SKELETON = regex.compile(r"[^a-z0-9]+")
_SKELETON_SHARE = 0.5  # of the characters: below, too little of the text is left to compare
_LONGEST_DAMAGED = 20_000
_LONGEST = 1_000_000  # characters of a line whose words are looked at
_SECTION_PARAGRAPHS = 20  # how far above a copy to look for what it stands under

# Names of months and days too, but for those that are or may be other words: "may", "sun", "so", "set".
_CALENDAR = frozenset(word for word in MONTHS | WEEKDAYS if len(word) > 4)
_FACTS = NEGATIONS | NUMBER_WORDS | _CALENDAR
# Letters that are words; others number the parts of a law and the answers of a questionnaire.
_LETTER_WORDS = frozenset("aiosyeuàéèöwzкуов")
_PRONOUNS = frozenset(("i", "im", "ive", "ill", "id"))
_LINES_READ = 2_000  # for which words a page writes without a capital
_NO_GROUPS: frozenset[int] = frozenset()

_QUOTED_CHARACTERS = 40
_MOST_ROUNDS = 8


@dataclass(frozen=True, slots=True)
class _Paragraph:
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
        lines = list(_read(text))
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


def _read(text: str) -> Iterator[_Paragraph]:
    unread = opaque(text)
    for span in paragraphs(text):
        line = text[span.start : span.end].strip()
        if span in unread:
            # Code repeats itself for reasons of its own.
            yield _Paragraph(span, "", (), 0)
            continue
        if len(line) > _LONGEST:
            # One word as it were: a line of this length is compared as a whole.
            yield _Paragraph(span, line, (line.casefold(),), len(line))
            continue
        folded = _joined(line).casefold()
        words = tuple(_words(folded))
        wide = len(WIDE.findall(line)) if _NOT_PLAIN.search(folded) else 0
        yield _Paragraph(span, line, words, len(words) - wide // 2)


def _words(text: str) -> list[str]:
    return _WORD.findall(text) if _NOT_PLAIN.search(text) else _PLAIN_WORD.findall(text)


def _joined(line: str) -> str:
    """Take apostrophes out, so that contractions are one word and a name is itself in the genitive too."""
    if "'" not in line and "’" not in line:
        return line
    return _CONTRACTION.sub("", _POSSESSIVE.sub("", line))


def _copies(lines: Sequence[_Paragraph]) -> list[_Copy]:
    """Find what goes, each with the line that it is a copy of; none of these goes itself."""
    copies: dict[int, _Copy] = {}
    keepers: set[int] = set()
    for copy in (*_repeated_headlines(lines), *_copies_of_paragraphs(lines)):
        # Never through a chain: what goes must be a copy of a line that stays.
        if copy.index not in copies and copy.kept not in copies and copy.index not in keepers:
            copies[copy.index] = copy
            keepers.add(copy.kept)
    return sorted(copies.values(), key=lambda copy: copy.index)


def _copies_of_paragraphs(lines: Sequence[_Paragraph]) -> Iterator[_Copy]:
    groups: dict[tuple[str, ...], list[int]] = {}
    for index, line in enumerate(lines):
        if line.weight >= _EXACT_WORDS and _is_text(line):
            groups.setdefault(line.words, []).append(index)
    # One copy that reads as a sentence is enough: the other may have lost its full stop.
    prose = {index for group in groups.values() for index in group if is_prose(lines[index].text)}
    sentences = [
        group for group in groups.values() if lines[group[0]].weight >= _LIST_WORDS or not prose.isdisjoint(group)
    ]
    best: list[int] = []
    for group in _with_damaged(lines, sentences):
        best.append(min(group, key=lambda index: (_damage(lines[index].text), index not in prose, index)))
        if len(group) > 1:
            held = _held(lines, group, best[-1])
            for index in group:
                if index != best[-1] and index not in held:
                    yield _Copy(index, best[-1], _copy_of(lines[best[-1]]), 0.99)
    yield from _truncated(lines, best)
    yield from _spun(lines, [index for index in best if lines[index].weight >= _NEAR_WORDS])


def _is_text(line: _Paragraph) -> bool:
    if line.text.startswith("|") and line.text.endswith("|"):
        return False  # a row of a table
    return sum(map(str.isdecimal, line.words)) <= (1 - _LETTERS_SHARE) * len(line.words)


def _copy_of(line: _Paragraph) -> str:
    quoted = line.text[: _QUOTED_CHARACTERS + 1]
    if len(quoted) > _QUOTED_CHARACTERS:
        quoted = (quoted.rpartition(" ")[0] or quoted[:_QUOTED_CHARACTERS]).rstrip(" ,;:–—-") + "…"
    return f'copy of the paragraph "{quoted}"'


def _damage(text: str) -> int:
    return len(_DAMAGE.findall(text)) if not text.isascii() or "&" in text or "{" in text else 0


def _with_damaged(lines: Sequence[_Paragraph], groups: Iterable[list[int]]) -> list[list[int]]:
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


def _by_words(lines: Sequence[_Paragraph], group: Sequence[int]) -> list[list[int]]:
    same: dict[tuple[str, ...], list[int]] = {}
    for index in group:
        same.setdefault(lines[index].words, []).append(index)
    return list(same.values())


def _held(lines: Sequence[_Paragraph], group: Sequence[int], best: int) -> set[int]:
    """Find the exact copies that stay, because they answer to another question or stand under another heading."""
    held: set[int] = set()
    for index in group:
        if index != best and _is_refrain(lines, min(index, best), max(index, best)):
            held.add(index)
            continue
        own, other = index, best
        # The paragraphs of a section are repeated with it, so go up to where they cease to be the same.
        for _ in range(_SECTION_PARAGRAPHS):
            own, other = _above(lines, own), _above(lines, other)
            if own < 0 or other < 0 or lines[own].words != lines[other].words:
                break
        if _is_label(lines, own) and _is_label(lines, other) and lines[own].words != lines[other].words:
            held.add(index)
    return held


def _is_refrain(lines: Sequence[_Paragraph], first: int, second: int) -> bool:
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


def _agreeing(lines: Sequence[_Paragraph], first: int, second: int, most: float) -> int:
    """Count the lines around two copies that are the same around both, up to some number."""
    count = 1
    while count < most and second + count < len(lines) and lines[first + count].words == lines[second + count].words:
        count += 1
    above = 1
    while count < most and first >= above and lines[first - above].words == lines[second - above].words:
        above += 1
        count += 1
    return count


def _above(lines: Sequence[_Paragraph], index: int) -> int:
    """Find the line above, not counting bylines and dates; -1 where there is none."""
    index -= 1
    while index >= 0 and len(lines[index].words) < _LABEL_WORDS and _SIGNATURE.search(lines[index].text):
        index -= 1
    return index


def _is_label(lines: Sequence[_Paragraph], index: int) -> bool:
    if index < 0:
        return False
    text = lines[index].text
    return text.endswith(("?", ":", "？", "：")) or (len(lines[index].words) <= _LABEL_WORDS and not is_prose(text))


def _truncated(lines: Sequence[_Paragraph], indices: Sequence[int]) -> Iterator[_Copy]:
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
        words = tuple(_words(_joined(line.text[: marker.start()]).casefold())) if marker else line.words
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


def _spun(lines: Sequence[_Paragraph], indices: Sequence[int]) -> Iterator[_Copy]:
    """Find the paragraphs that say the same in partly other words, as two spins of one text do."""
    eligible = [index for index in indices if len(lines[index].words) <= _NEAR_WORDS_MOST]
    alike: defaultdict[int, list[int]] = defaultdict(list)
    for one, other in _alike([lines[index].words for index in eligible]):
        alike[one].append(other)
        alike[other].append(one)
    names = _Names(lines)
    for one in sorted(alike):
        # Three that look alike are rows of a template, and which says the same as which cannot be told.
        if len(alike[one]) > 1 or len(alike[alike[one][0]]) > 1 or alike[one][0] < one:
            continue
        first, second = eligible[one], eligible[alike[one][0]]
        if _say_the_same(lines[first], lines[second], names, _SPUN_PLACES):
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
                and Indel.normalized_similarity(text, coded[other], score_cutoff=_SIMILARITY)
            ):
                found_alike.update((index, other))
                yield other, index


class _Names:
    """What words of a page are names: with a capital where no sentence begins, or nowhere without one."""

    def __init__(self, lines: Sequence[_Paragraph]) -> None:
        self._lines = lines
        self._lower: frozenset[str] | None = None

    def of(self, line: _Paragraph) -> Counter[str]:
        """Count the names in a paragraph."""
        text = _joined(line.text)
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


def _say_the_same(one: _Paragraph, other: _Paragraph, names: _Names, places: int) -> bool:
    """Tell whether two paragraphs that share most words differ as two spins of one text do, and in nothing else."""
    if _facts(one.words) != _facts(other.words) or names.of(one) != names.of(other):
        return False
    changes = list(_changes(one.words, other.words))
    if any(max(len(before), len(after)) > _SPUN_PLACE_WORDS for before, after in changes):
        return False
    replaced = {(before, after) for before, after in changes if before and after}
    # The same word replaced everywhere, or two exchanged, is another thing said in the same words.
    if len(replaced) < places or any((after, before) in replaced for before, after in replaced):
        return False
    return not any(_contrast(before, after) for before, after in changes)


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


def _contrast(before: Sequence[str], after: Sequence[str]) -> bool:
    return any(
        one != other and CONTRASTS.get(one, _NO_GROUPS) & CONTRASTS.get(other, _NO_GROUPS)
        for one in before
        for other in after
    )


def _repeated_headlines(lines: Sequence[_Paragraph]) -> Iterator[_Copy]:
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
    names = _Names(lines)
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
            and Indel.normalized_similarity(words, lines[index].words) >= _SIMILARITY
            and _say_the_same(lines[headline], lines[index], names, _HEADLINE_PLACES)
        ):
            yield _Copy(index, headline, "repeats the headline", 0.7)
    for index in range(prose[-1] + 1, len(lines)):
        if len(words) >= _HEADLINE_WORDS_BELOW and lines[index].words == words:
            yield _Copy(index, headline, "repeats the headline", 0.85)


def _is_body(text: str) -> bool:
    return is_prose(text) and not text.endswith(("?", "!"))


def _can_be_headline(line: _Paragraph) -> bool:
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
