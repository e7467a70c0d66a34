"""Removes what a scrape keeps of the page around the article: menus, share buttons, comment forms, prompts.

By the rules a line goes when all of it is what interfaces say (`textmend.repairs.phrases`), or when its shape and its
neighbours leave little doubt, and when it stands where such lines stand; a line that merely looks short is not
furniture. Where the rules find some, the text is a scrape of a page, and a classifier of lines
(`textmend.repairs.line_classifier`) finds more that no table of phrases could name: menus, headlines of other articles,
teasers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from math import gcd

import regex

from textmend.edits import Edit
from textmend.repairs.dates import DATE
from textmend.repairs.line_classifier import LineClassifier, shipped_classifier
from textmend.repairs.lines import Line
from textmend.repairs.phrases import Match, Phrases, find, fold, mask, shipped_phrases
from textmend.segment import Span, is_prose, opaque, paragraphs, whole_lines

_REASONS = {"home": "navigation", "section": "navigation"}  # the kinds whose names would not tell a reader why
_OTHER_HEADLINE = "headline of another article"

_LONG_LINE = 200  # characters; no bullet and no label is as long

_QUOTATION = ('"', "“", "„", "«", "‘", "'", "‚", "「", "『", "»")
_BULLET = regex.compile(r"\s*(?:[•·*▪■●○‣◦–—-]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+(?=\S)")
_CELL_SIGNS = "|\t"
_TABLE_DASHES = regex.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?|\|\s*:?-+:?\s*\|")

_ANSWERS = frozenset(("ok", "okay"))
_NEAR = 5  # lines between a cookie notice and its buttons
# Headings under which a text lists its own parts, whatever these are called.
_CONTENTS = frozenset(
    (
        "contents, table of contents, in this guide, in this article, on this page, sections, chapters, inhalt, "
        "inhaltsverzeichnis, sommaire, table des matières, contenido, contenidos, índice, indice, sommario, conteúdo, "
        "sumário, inhoud, inhoudsopgave, spis treści, содержание, оглавление, içindekiler"
    ).split(", ")
)

_TERMS = 3  # of a glossary, before it is known for one
_SHARE_BUTTONS = 3  # more than the addresses of a person
_MENU_LINES = 4
_MENU_ENTRY_WORDS = 4
_MENU_ENTRY_CHARACTERS = 40
_MENU_SHARE = 0.5  # of the entries of a menu, how many are known ones
_LONG_MENU_LINES = 8
_LONG_MENU_SHARE = 0.3

_HEADLINE_WORDS = 3
_HEADLINE_LINES = 8  # how far down the page a breadcrumb can stand
_HEADLINE_DISTANCE = 4  # how many lines below it the headline can
_CRUMB = regex.compile(r"\s*[›»>→/|]\s*")
_CRUMBS_CHARACTERS = 160
_FUSED = regex.compile(r"(?<=\p{Ll})(?=\p{Lu})")
_TOPIC_MENTIONS = 2  # paragraphs that speak of a thing before it counts as what the article is about
_MENTIONS_READ = 400  # paragraphs that are read for that

_TITLE_WORDS = range(2, 25)
_TITLES = 20
# Headings of what belongs to an article and stands below it: they end a list of related headlines.
_BACK_MATTER = frozenset(
    (
        "references, notes, sources, bibliography, footnotes, see also, further reading, external links, appendix, "
        "acknowledgements, acknowledgments, corrections, correction, literatur, quellen, einzelnachweise, weblinks, "
        "siehe auch, références, notes et références, voir aussi, bibliographie, referencias, véase también, note, "
        "bibliografia, bibliografía, vedi anche, referências, ver também, bronnen, noten, zie ook, przypisy, źródła, "
        "примечания, литература, источники, ссылки, см. также, kaynakça, kaynaklar, notlar, ayrica bakiniz"
    ).split(", ")
)
_BIOGRAPHY_CHARACTERS = 700

_SALUTATION = regex.compile(
    r"(?i)(?:dear|my dear|dearest|to whom|liebe[rs]?|sehr geehrte[rs]?|chère?s?|querid[oa]s?|estimad[oa]s?|car[oaie]|"
    r"gentile|prezad[oa]s?|beste|geachte|drog[ia]|szanown\w+|дорог\w+|уважаем\w+|sevgili|sayın)\b|.*,$"
)

_MOST_ROUNDS = 12

# From which probability on a line goes: measured in tests/bench/furniture.py --folds 5, so that 0.97 of what must stay
# stays on sites that the classifier has not seen. Prose, and pages with little furniture, take more.
_SURE = 0.7
_SURE_INSIDE = 0.8  # between the first and the last prose that stays
_VERY_SURE = _SURE_OF_PROSE = 0.85
_MUCH_FURNITURE = 3  # lines that go by the rules
_VERY_MUCH_FURNITURE = 5  # before any prose goes
_MOST_PROSE = 0.3  # of the page's prose, for the article is most of it


@dataclass(frozen=True, slots=True)
class _Verdict:
    reason: str
    confidence: float


class Furniture:
    r"""The repair that removes what a scrape keeps of the page around the article.

    Examples:
        >>> from textmend.edits import apply
        >>> page = "The bridge is open again, and the ferry will stop on Friday.\n\nLEAVE A REPLY\n"
        >>> apply(page, Furniture().propose(page))
        'The bridge is open again, and the ferry will stop on Friday.\n'
        >>> Furniture().propose("Leave a reply")
        []
    """

    def __init__(self, phrases: Phrases | None = None, classifier: LineClassifier | None = None) -> None:
        self._phrases = phrases or shipped_phrases()
        self._classifier = classifier or shipped_classifier()

    def propose(self, text: str) -> list[Edit]:
        """Propose to remove the lines that are furniture.

        A page of nothing but furniture is left as it is.

        Args:
            text: A page.

        Returns:
            An edit for each line that is to go, in order.
        """
        lines = read_lines(text, self._phrases)
        gone = self._judge(lines)
        if not gone:
            return []
        spans = [line.span for line in lines if line.span in gone]
        return [
            Edit(*stretch, text[slice(*stretch)], "", "furniture", gone[span].reason, gone[span].confidence)
            for span, stretch in zip(spans, whole_lines(text, spans), strict=True)
        ]

    def _judge(self, lines: Sequence[Line]) -> dict[Span, _Verdict]:
        """Judge lines by the rules, and where these find furniture, by the classifier too.

        A text in which no line says what interfaces say is no scrape of a page, so that the classifier has no say;
        and what is left of a page is such a text.
        """
        ruled, left = _by_rules(lines, self._phrases)
        if not ruled or not left:
            return {}
        fixed = {left[index].span for index in _glossaries(_page(left))}
        fixed |= {line.span for line in lines if line.is_fixed} | _between_prose(left)
        learned = _by_classifier(lines, ruled, fixed, self._classifier.probabilities(lines))
        kept = _without(left, [index for index, line in enumerate(left) if line.span in learned])
        more, last = _by_rules(kept, self._phrases)
        return {**learned, **ruled, **more} if last else ruled


def _by_rules(lines: Sequence[Line], phrases: Phrases) -> tuple[dict[Span, _Verdict], Sequence[Line]]:
    """Judge lines by the rules; give the verdicts, and the lines that are left."""
    gone: dict[Span, _Verdict] = {}
    left = lines
    # What goes can leave more that has nothing of the article beside it, so until nothing goes any more.
    for _ in range(_MOST_ROUNDS):
        verdicts = _judge(left, phrases)
        if not verdicts:
            break
        gone |= {left[index].span: verdict for index, verdict in verdicts.items()}
        left = _without(left, verdicts.keys())
    return gone, left


def _between_prose(lines: Sequence[Line]) -> set[Span]:
    """Find the lines that stand alone between prose, as subheadings, captions and short answers do."""
    return {
        line.span
        for above, line, below in zip(lines, lines[1:], lines[2:], strict=False)
        if above.is_prose and below.is_prose
    }


def _by_classifier(
    lines: Sequence[Line], ruled: Mapping[Span, _Verdict], fixed: Collection[Span], probabilities: Iterable[float]
) -> dict[Span, _Verdict]:
    """Judge lines by the probabilities that they are furniture, but for those that are fixed."""
    threshold = _SURE if len(ruled) >= _MUCH_FURNITURE else _VERY_SURE
    gone: dict[Span, _Verdict] = {}
    above = ""  # the reason for which the line above went
    for line, probability in zip(lines, map(float, probabilities), strict=True):
        if line.span in ruled:
            above = ruled[line.span].reason
        elif line.span in fixed or probability < (_SURE_OF_PROSE if line.is_prose else threshold):
            above = ""
        else:
            above = _reason(line, above)
            gone[line.span] = _Verdict(above, round(probability, 2))
    prose = {line.span: len(line.text) for line in lines if line.is_prose}
    going = sum(prose.get(span, 0) for span in gone)
    if len(ruled) < _VERY_MUCH_FURNITURE or going > _MOST_PROSE * sum(prose.values()):
        gone = {span: verdict for span, verdict in gone.items() if span not in prose}
    staying = [span for span in prose if span not in gone and span not in ruled]
    if not staying:
        return gone
    first, last = staying[0], staying[-1]
    return {
        span: verdict for span, verdict in gone.items() if not first < span < last or verdict.confidence >= _SURE_INSIDE
    }


def _reason(line: Line, above: str) -> str:
    """Name what the classifier takes for furniture: by what it says, by the line above, or by its length."""
    if line.match:
        return _REASONS.get(line.match.kind, line.match.kind)
    if above in ("related articles", _OTHER_HEADLINE):
        return _OTHER_HEADLINE
    return "navigation" if len(line.text.split()) <= _MENU_ENTRY_WORDS else "around the article"


def read_lines(text: str, phrases: Phrases) -> Sequence[Line]:
    r"""Read the lines of a page.

    Args:
        text: A page.
        phrases: What interfaces say.

    Returns:
        Its lines that hold more than white space, in order.

    Examples:
        >>> [line.match.kind for line in read_lines("LEAVE A REPLY\n", shipped_phrases()) if line.match]
        ['comment form']
    """
    return _without_headers(list(_lines(text, phrases)))


def _lines(text: str, phrases: Phrases) -> Iterator[Line]:
    unread, rows = opaque(text), _tables(text)
    end = 0
    for span in paragraphs(text):
        is_tight = end > 0 and text.count("\n", end, span.start) == 1
        end = span.end
        if span in unread:
            yield Line(span, "", None, True, is_tight, is_fixed=True)
            continue
        line = text[span.start : span.end].strip()
        is_row = span in rows
        match = None if is_row else _match(line, phrases)
        yield Line(span, line, match, match is None and is_prose(line), is_tight, is_row)


def _without_headers(lines: Sequence[Line]) -> Sequence[Line]:
    """Give up the matches of lines that are the headers of tables: a row of as many cells follows that is no menu."""
    headers = {
        index
        for index, (line, below) in enumerate(pairwise(lines))
        if line.match
        and line.match.items > 1
        and below.is_tight
        and not below.match
        and any(line.text.count(sign) == below.text.count(sign) > 1 for sign in _CELL_SIGNS)
    }
    if not headers:
        return lines
    return [
        replace(line, match=None, is_prose=is_prose(line.text)) if index in headers else line
        for index, line in enumerate(lines)
    ]


def _tables(text: str) -> frozenset[Span]:
    """Find the rows of the tables that have a line of dashes below their header, in Markdown."""
    if "-|" not in text and "- |" not in text and "|-" not in text:
        return frozenset()
    found: list[Span] = []
    end = -1
    previous: Span | None = None
    is_inside = False
    for span in paragraphs(text):
        is_tight = text.count("\n", end, span.start) == 1 if previous else False
        line = text[span.start : min(span.end, span.start + _LONG_LINE)].strip()
        is_inside = is_inside and is_tight and "|" in line
        if not is_inside and previous and is_tight and _TABLE_DASHES.fullmatch(line):
            found.append(previous)
            is_inside = True
        if is_inside:
            found.append(span)
        previous, end = span, span.end
    return frozenset(found)


def _match(line: str, phrases: Phrases) -> Match | None:
    if line.startswith(_QUOTATION):
        return None
    match = find(phrases, line)
    if match is None:
        bullet = _BULLET.match(line)
        match = find(phrases, line[bullet.end() :]) if bullet and len(line) < _LONG_LINE else None
        if match is None or match.variable:
            return None
        # A list of an article's own can say what interfaces say.
        return Match(match.kind, "company", match.items)
    if match.strength == "company" and line.endswith((".", "!", "?", ",", ";")) and len(line.split()) < 3:
        return None  # an answer or the end of a verse: "Today."
    return match


def _without(lines: Sequence[Line], gone: Iterable[int]) -> list[Line]:
    """Take lines out; of the gaps around one that goes, the wider one stays."""
    taken = set(gone)
    left: list[Line] = []
    is_tight = True
    for index, line in enumerate(lines):
        is_tight = is_tight and line.is_tight
        if index not in taken:
            left.append(replace(line, is_tight=is_tight and bool(left)))
            is_tight = True
    return left


@dataclass(frozen=True, slots=True)
class _Page:
    """The lines that are left, and where the article's prose is among them.

    Attributes:
        lines: The lines.
        first: The first line of prose; the number of lines where there is none.
        last: The last line of prose; -1 where there is none, so that no line is outside of prose.
        sure: Lines that are furniture wherever they stand.
        has_headline: Whether a line above the prose says something that interfaces do not say.
    """

    lines: Sequence[Line]
    first: int
    last: int
    sure: frozenset[int]
    has_headline: bool

    def is_top(self, index: int) -> bool:
        return self.last >= 0 and index < self.first

    def is_bottom(self, index: int) -> bool:
        return self.last >= 0 and index > self.last

    def is_outside(self, index: int) -> bool:
        return self.is_top(index) or self.is_bottom(index)

    def is_unmatched_line(self, index: int) -> bool:
        return 0 <= index < len(self.lines) and not self.lines[index].match and not self.lines[index].is_prose


def _page(lines: Sequence[Line]) -> _Page:
    prose = [index for index, line in enumerate(lines) if line.is_prose]
    first, last = (prose[0], prose[-1]) if prose else (len(lines), -1)
    said: dict[str, bool] = {}  # phrases, and whether the article itself speaks of them

    def is_said(phrase: str) -> bool:
        if phrase not in said:
            mentions = (phrase in lines[index].text.casefold() for index in prose)
            said[phrase] = sum(islice(mentions, _MENTIONS_READ)) >= min(_TOPIC_MENTIONS, len(prose))
        return said[phrase]

    if any(_is_answer(lines, index) for index in range(len(lines))):
        own = [
            replace(line, match=None, is_prose=is_prose(line.text)) if _is_answer(lines, index) else line
            for index, line in enumerate(lines)
        ]
        return _page(own)
    if any(_is_cookie_notice(line) for line in lines) and prose and is_said("cookie"):
        # The article itself speaks of cookies, and so these are its own.
        own = [
            replace(line, match=None, is_prose=is_prose(line.text)) if _is_cookie_notice(line) else line
            for line in lines
        ]
        return _page(own)
    sure: list[int] = []
    for index, line in enumerate(lines):
        # Phrases of more than a word are no names of things, and articles hardly speak of them.
        is_sure = line.match is not None and line.match.strength == "anywhere"
        if is_sure and (" " in line.text or not is_said(fold(line.text))):
            sure.append(index)
    has_headline = any(not line.match for line in lines[:first])
    page = _Page(lines, first, last, frozenset(sure), has_headline)
    return replace(page, sure=frozenset(index for index in sure if not _is_among_own_lines(page, index)))


def _is_cookie_notice(line: Line) -> bool:
    return line.match is not None and (line.match.kind == "cookie notice" or "cookie" in line.text.casefold())


def _is_answer(lines: Sequence[Line], index: int) -> bool:
    """Tell whether a line is an answer rather than a button: an "OK" that no other line of a cookie notice is near."""
    line = lines[index]
    if line.match is None or line.match.kind != "cookie notice" or fold(line.text) not in _ANSWERS:
        return False
    near = (*lines[max(0, index - _NEAR) : index], *lines[index + 1 : index + 1 + _NEAR])
    return not any(
        other.match and other.match.kind == "cookie notice" and fold(other.text) not in _ANSWERS for other in near
    )


def _is_among_own_lines(page: _Page, index: int) -> bool:
    """Tell whether a line stands in a block with lines of the article: in a stanza, a list, a table."""
    above = page.lines[index].is_tight and page.is_unmatched_line(index - 1)
    below = index + 1 < len(page.lines) and page.lines[index + 1].is_tight and page.is_unmatched_line(index + 1)
    if page.last < 0:
        return above or below
    if page.is_outside(index):
        return False
    return above and below


def _judge(lines: Sequence[Line], phrases: Phrases) -> dict[int, _Verdict]:
    """Judge which lines are furniture; none where all of them would be."""
    if all(line.match for line in lines):
        return {}
    page = _page(lines)
    verdicts: dict[int, _Verdict] = {}
    terms = set(_glossaries(page)) - page.sure
    for index, verdict in (*_breadcrumbs(page, phrases), *_runs(page), *_menus(page), *_author_boxes(page)):
        if index not in terms:
            verdicts.setdefault(index, verdict)
    for index, verdict in (*_titles(page, verdicts), *_date_lines(page, verdicts)):
        verdicts.setdefault(index, verdict)
    return {} if len(verdicts) == len(lines) else verdicts


def _verdict(match: Match, confidence: float) -> _Verdict:
    return _Verdict(_REASONS.get(match.kind, match.kind), confidence)


def _runs(page: _Page) -> Iterator[tuple[int, _Verdict]]:
    """Judge the runs of lines that say what interfaces say."""
    index = 0
    while index < len(page.lines):
        if not page.lines[index].match:
            index += 1
            continue
        start = index
        while index < len(page.lines) and page.lines[index].match:
            index += 1
        yield from _run(page, start, index)


def _run(page: _Page, start: int, end: int) -> Iterator[tuple[int, _Verdict]]:
    """Judge one run, `page.lines[start:end]`."""
    run = [(index, match) for index in range(start, end) if (match := page.lines[index].match)]
    sure_kinds = {match.kind for index, match in run if index in page.sure}
    entries = sum(match.items for _, match in run if match.kind != "section")
    kinds = {match.kind for _, match in run if match.kind != "section"}
    has_edge = any(match.strength in ("edge", "end") for _, match in run)
    crowd = entries >= 5 or (entries >= 3 and (len(kinds) > 1 or bool(page.sure)))
    crowd = crowd and not _are_own_headings(page, start, end)
    is_company = bool(sure_kinds) or crowd or (has_edge and entries >= 2)
    first_sure = next((index for index, _ in run if index in page.sure), end)
    introduced = start > 0 and _introduces(page.lines[start - 1])
    for index, match in run:
        if introduced and (index < first_sure or index == start):
            continue
        if index in page.sure:
            yield index, _verdict(match, 0.95)
        elif match.strength == "anywhere":
            continue
        elif page.is_outside(index):
            if match.strength == "end" and not page.is_bottom(index):
                continue
            if match.strength == "company" and not is_company:
                continue
            if _may_be_heading(page, index, match, entries):
                continue
            yield index, _verdict(match, 0.8 if match.strength == "company" else 0.9)
        elif match.kind in sure_kinds and match.kind not in ("navigation", "related articles"):
            yield index, _verdict(match, 0.8)
        elif page.last >= 0 and entries >= 5 and len(kinds) > 1:
            yield index, _verdict(match, 0.75)


def _introduces(line: Line) -> bool:
    """Tell whether the lines below are a list of the article's own."""
    return line.text.endswith((":", "：")) or (line.match is None and fold(line.text) in _CONTENTS)


def _are_own_headings(page: _Page, start: int, end: int) -> bool:
    """Tell whether lines above the prose may be headings and links of the page's own, as a CV has them.

    They stand between lines that no interface says, and none of them is one that a menu has and a CV has not.
    """
    matches = [match for line in page.lines[start:end] if (match := line.match)]
    kinds = Counter(match.kind for match in matches)
    return (
        not page.sure
        and page.is_top(end)
        and page.is_unmatched_line(start - 1)
        and page.is_unmatched_line(end)
        and all(match.strength == "company" and match.kind not in ("home", "section") for match in matches)
        and len(kinds) > 1
        and ("navigation" in kinds or kinds["share button"] < _SHARE_BUTTONS)
    )


def _may_be_heading(page: _Page, index: int, match: Match, entries: int) -> bool:
    """Tell whether a line may be the headline of the page, or the heading of a list that is the article's own."""
    if match.variable or match.items > 1 or match.kind in ("page details", "cookie notice"):
        return False
    if page.is_top(index):
        return not page.has_headline and index == page.first - 1
    followed = page.is_unmatched_line(index + 1) and not _is_title(page.lines[index + 1])
    return followed and (entries < 3 or match.strength != "company")


def _is_title(line: Line) -> bool:
    """Tell whether a line can be the headline of another article."""
    words = len(line.text.split())
    return (
        words in _TITLE_WORDS
        and not line.text.endswith((".", ":", ";", ","))
        and fold(line.text) not in _BACK_MATTER
        and not _BULLET.match(line.text)
    )


def _titles(page: _Page, verdicts: dict[int, _Verdict]) -> Iterator[tuple[int, _Verdict]]:
    """Judge the headlines of other articles below the prose, under a heading that goes."""
    below = [index for index in range(page.last + 1, len(page.lines)) if page.is_bottom(index)]
    matches = [match for index in below if (match := page.lines[index].match)]
    firm = sum(match.strength != "company" for match in matches)
    left = 0
    for index in below:
        match = page.lines[index].match
        if match:
            if index not in verdicts:
                if left and match.kind == "page details":
                    yield index, _verdict(match, 0.8)
                else:
                    left = 0
            elif match.kind == "related articles" and (firm > 1 or match.strength == "anywhere"):
                left = _TITLES
            elif match.kind == "article navigation" and not match.variable:
                left = 1
            elif match.kind not in ("page details", "section", "article navigation"):
                left = 0
        elif left and _is_title(page.lines[index]):
            left -= 1
            yield index, _Verdict(_OTHER_HEADLINE, 0.8)
        else:
            left = 0


def _menus(page: _Page) -> Iterator[tuple[int, _Verdict]]:
    """Judge the blocks of short lines that are menus for the better part."""
    for start, end in _blocks(page):
        if not (start and _introduces(page.lines[start - 1])):
            yield from _menu(page, start, end)


def _glossaries(page: _Page) -> Iterator[int]:
    """Find the lines of the blocks where terms and what they mean alternate."""
    for start, end in _blocks(page):
        known = [index for index in range(start, end) if page.lines[index].match]
        if len(known) >= _TERMS and 2 * len(known) <= end - start + 1 and _is_regular(known):
            yield from range(start, end)


def _blocks(page: _Page) -> Iterator[tuple[int, int]]:
    """Find the blocks of short lines with no blank lines between them."""
    index = 0
    while index < len(page.lines):
        start = index
        while index < len(page.lines) and _is_entry(page, index) and (index == start or page.lines[index].is_tight):
            index += 1
        if index - start >= _MENU_LINES:
            yield start, index
        index = max(index, start + 1)


def _is_entry(page: _Page, index: int) -> bool:
    line = page.lines[index]
    return page.is_outside(index) and (
        line.match is not None
        or (
            not line.is_prose
            and len(line.text) <= _MENU_ENTRY_CHARACTERS
            and len(line.text.split()) <= _MENU_ENTRY_WORDS
            and not line.text.endswith((".", "!", "?", ";", ",", ":"))
            and not line.text.startswith(_QUOTATION)
        )
    )


def _menu(page: _Page, start: int, end: int) -> Iterator[tuple[int, _Verdict]]:
    known = [index for index in range(start, end) if page.lines[index].match]
    matches = [match for index in known if (match := page.lines[index].match)]
    firm = sum(match.kind != "section" for match in matches)
    size = end - start
    if _alternates(known) and not any(match.kind == "home" or match.strength != "company" for match in matches):
        return
    if _is_regular(known):
        return
    if any(_introduces(page.lines[index]) for index in range(start, known[0])):
        return
    if _are_own_headings(page, known[0], known[-1] + 1):
        return
    if (firm >= 2 and len(known) >= _MENU_SHARE * size) or (
        firm >= 3 and size >= _LONG_MENU_LINES and len(known) >= _LONG_MENU_SHARE * size
    ):
        for index in range(known[0], known[-1] + 1):
            yield index, _Verdict("navigation", 0.75)


def _alternates(known: Sequence[int]) -> bool:
    """Tell whether no two known lines stand together, as in a list of terms and what they mean."""
    return not any(one + 1 == other for one, other in pairwise(known))


def _is_regular(known: Sequence[int]) -> bool:
    """Tell whether every second line is a known one or not, or every third, and none is between."""
    return len(known) > 1 and gcd(*(other - one for one, other in pairwise(known))) > 1


def _breadcrumbs(page: _Page, phrases: Phrases) -> Iterator[tuple[int, _Verdict]]:
    """Judge the lines near the top that end in the headline, which stands below on its own."""
    for index, line in enumerate(page.lines[:_HEADLINE_LINES]):
        if len(line.text) > _CRUMBS_CHARACTERS + _LONG_LINE or line.match:
            continue
        below = page.lines[index + 1 : index + 1 + _HEADLINE_DISTANCE]
        for headline in (other.text for other in below if not other.match):
            if len(headline.split()) >= _HEADLINE_WORDS and line.text != headline and line.text.endswith(headline):
                crumbs = line.text[: -len(headline)]
                if _are_crumbs(crumbs, headline, phrases):
                    yield index, _Verdict("breadcrumb", 0.95)
                    break
        else:
            # A trail that names the article otherwise than its headline does, or names where it stands only.
            crumbs_of_line = _CRUMB.split(line.text)
            if (
                len(crumbs_of_line) >= 3
                and len(line.text) <= _CRUMBS_CHARACTERS
                and page.is_top(index)
                and _kind(phrases, crumbs_of_line[0]) == "home"
                and any(page.is_unmatched_line(other) for other in range(index + 1, page.first))
            ):
                yield index, _Verdict("breadcrumb", 0.85)


def _are_crumbs(crumbs: str, headline: str, phrases: Phrases) -> bool:
    """Tell whether what stands before the headline is a trail of sections, apart or fused."""
    parts = [part for part in _CRUMB.split(crumbs) if part.strip()]
    if not parts or len(crumbs) > _CRUMBS_CHARACTERS:
        return False
    if crumbs[-1].isspace() or not crumbs[-1].isalnum():
        return bool(_CRUMB.search(crumbs)) and _kind(phrases, parts[0]) in ("home", "section")
    # Fused: "HomeTechnologyWhy …". It begins with a known name, and the next begins with a capital.
    if len(parts) > 1 or not (headline[:1].isupper() or headline[:1].isdigit()):
        return False
    pieces = _FUSED.split(crumbs)
    return _kind(phrases, pieces[0]) == "home" or all(_kind(phrases, piece) == "section" for piece in pieces)


def _kind(phrases: Phrases, text: str) -> str:
    match = phrases.fixed.get(mask(fold(text)))
    return match.kind if match else ""


def _date_lines(page: _Page, verdicts: dict[int, _Verdict]) -> Iterator[tuple[int, _Verdict]]:
    """Judge a date alone at the top: the clock of a news page, or the first line of a letter or a diary."""
    left = [index for index in range(len(page.lines)) if index not in verdicts]
    if page.last < 0 or len(left) < 3 or not page.is_top(left[0]):
        return
    date = DATE.fullmatch(fold(page.lines[left[0]].text))
    if not date:
        return
    headline = page.lines[left[1]]
    between = [page.lines[index] for index in left[1:] if index <= page.first][:_HEADLINE_LINES]
    if (headline.is_prose and not headline.text.endswith("?")) or len(headline.text.split()) < _HEADLINE_WORDS:
        return
    if any(_SALUTATION.match(line.text) for line in between):
        return
    if any(DATE.fullmatch(fold(page.lines[index].text)) for index in left[1:] if len(page.lines[index].text) < 80):
        return  # entries of a diary or a chronicle
    # Alone on its page it is the date of the entry of a blog.
    if verdicts or page.sure:
        yield left[0], _Verdict("date line", 0.9)


def _author_boxes(page: _Page) -> Iterator[tuple[int, _Verdict]]:
    """Judge a heading such as "About the author" with one paragraph, between the article and more furniture."""
    heading, biography = page.last - 1, page.last
    if heading <= page.first or biography + 1 >= len(page.lines) or not page.sure:
        return
    match = page.lines[heading].match
    if match and match.kind == "author box" and len(page.lines[biography].text) <= _BIOGRAPHY_CHARACTERS:
        after = page.lines[biography + 1]
        if after.match:
            yield heading, _Verdict("author box", 0.75)
            yield biography, _Verdict("author box", 0.7)
