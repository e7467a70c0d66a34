"""Where the paragraphs and words of a text are: spans only, nothing is copied or changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex


class Span(NamedTuple):
    """A stretch of text, `text[start:end]`."""

    start: int
    end: int


_PARAGRAPH = regex.compile(r"[^\n]*\S[^\n]*")


def paragraphs(text: str) -> Iterator[Span]:
    r"""Find the paragraphs of a text: its lines that hold more than white space.

    A scrape has a paragraph on each line, with blank lines between them or not; line ends belong to no
    paragraph.

    Examples:
        >>> [text[start:end] for text in ["one\n\n two\n"] for start, end in paragraphs(text)]
        ['one', ' two']
    """
    for match in _PARAGRAPH.finditer(text):
        yield Span(*match.span())


_CODE = "```"
_FENCE = (_CODE, "~~~")
_FRONT_MATTER = "---"
_FRONT_MATTER_LINES = 40


def opaque(text: str) -> frozenset[Span]:
    r"""Find the paragraphs of fenced code and of the front matter, with their fences: nothing in them is judged.

    Code without a closing fence goes on to the end of the text. Front matter without one is none, and tildes
    without a second line of them are a divider.

    Examples:
        >>> text = "one\n```\ntwo\n```\nthree\n~~~\nfour\n```\nfive"
        >>> [text[start:end] for start, end in sorted(opaque(text))]
        ['```', 'two', '```', '```', 'five']
    """
    if not text.lstrip().startswith(_FRONT_MATTER) and not any(fence in text for fence in _FENCE):
        return frozenset()
    spans = list(paragraphs(text))
    starts = [text[span.start : min(span.end, span.start + 80)].strip() for span in spans]
    found: list[Span] = []
    index = 0
    while index < len(spans):
        is_front = index == 0 and starts[0] == _FRONT_MATTER
        if not is_front and not starts[index].startswith(_FENCE):
            index += 1
            continue
        fence = starts[index][:3]
        limit = min(len(spans), _FRONT_MATTER_LINES + 1) if is_front else len(spans)
        end = next((other + 1 for other in range(index + 1, limit) if starts[other].startswith(fence)), None)
        if end is None and fence == _CODE:
            end = len(spans)
        if end is not None:
            found += spans[index:end]
        index = end or index + 1
    return frozenset(found)


# Prose is what ends like a sentence and is no shorter than most sentences, or is long. What merely might be prose
# counts as prose, for the repairs take nothing from prose that they would take from other lines.
SENTENCE_END: regex.Pattern[str] = regex.compile(r"[.!?…:;。！？।؟]['\"”’»“)\]]*$")
"""The punctuation that a sentence ends with, and the quotation marks and brackets behind it."""
_SENTENCE_MARKS = (". ", "? ", "! ", "。")
_SENTENCE_WORDS = 8
_LONG = 200
_LONG_WITHOUT_SPACES = 20
WIDE: regex.Pattern[str] = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Khmer}\p{Lao}\p{Myanmar}]")
"""A character of a script that puts no spaces between words."""


def is_prose(line: str) -> bool:
    """Tell whether a line is running text rather than a headline, a label or an entry of a list.

    Args:
        line: A line, without white space around it.

    Examples:
        >>> is_prose("The old bridge over the river is open again.")
        True
        >>> is_prose("The old bridge over the river is open again")
        False
    """
    if len(line) >= _LONG:
        return any(mark in line for mark in _SENTENCE_MARKS) or SENTENCE_END.search(line, len(line) - 20) is not None
    if not SENTENCE_END.search(line, max(0, len(line) - 20)):
        return False
    if line.count(" ") + 1 >= _SENTENCE_WORDS:
        return True
    return len(line) >= _LONG_WITHOUT_SPACES and WIDE.search(line) is not None


def whole_lines(text: str, removed: Sequence[Span]) -> list[Span]:
    r"""Widen paragraphs that are to go, so that the text reads naturally without them.

    Each goes with its line end. Of the runs of blank lines around and between paragraphs that go together, the
    longest stays, so what remains keeps its paragraph breaks and gets no longer ones; at the end of the text
    the blank lines before go too, and a text that did not end in a line end does not gain one.

    Args:
        text: The text.
        removed: Some of its `paragraphs`, in order.

    Returns:
        For each of `removed` what to take out of the text with it: in order, without overlap, sometimes touching.

    Examples:
        >>> text = "one\n\ntwo\n\nthree\n"
        >>> [text[start:end] for start, end in whole_lines(text, [Span(5, 8)])]
        ['two\n\n']
    """
    stretches: list[Span] = []
    position = 0
    while position < len(removed):
        group = [removed[position]]
        while position + len(group) < len(removed) and not _has_text_between(
            text, group[-1].end, removed[position + len(group)].start
        ):
            group.append(removed[position + len(group)])
        stretches += _group_of_lines(text, group)
        position += len(group)
    return stretches


_TEXT = regex.compile(r"\S")
_LAST_TEXT = regex.compile(r"(?r)\S")
_BLANK = regex.compile(r"(?:[^\S\n]*\n)*")


def _has_text_between(text: str, start: int, end: int) -> bool:
    return _TEXT.search(text, start, end) is not None


def _group_of_lines(text: str, group: Sequence[Span]) -> list[Span]:
    """Widen paragraphs with nothing but white space between them."""
    # White space before the first goes back to the end of the paragraph before; each gap holds whole lines.
    first = group[0].start
    previous = _LAST_TEXT.search(text, 0, first)
    is_first = previous is None
    before = text.find("\n", previous.end(), first) + 1 if previous else 0
    gaps = [Span(before, first)]
    for line in group:
        # A paragraph's span goes to its line end; the blank lines behind it follow that.
        after = line.end + 1 if line.end < len(text) else line.end
        blank = _BLANK.match(text, after)
        gaps.append(Span(after, blank.end() if blank else after))
    is_last = not _TEXT.search(text, gaps[-1].end)
    if is_first:
        kept = 0
    elif is_last:
        kept = len(group)
    else:
        kept = max(range(len(gaps)), key=lambda gap: text.count("\n", *gaps[gap]))
    stretches = [Span(gaps[i].start, gaps[i + 1].start) for i in range(kept)]
    stretches += [Span(gaps[i].end, gaps[i + 1].end) for i in range(kept, len(group))]
    if is_last and not is_first and group[-1].end == len(text):
        start = before - 1
        if start and text[start - 1] == "\r":
            start -= 1
        stretches[0] = Span(start, stretches[0].end)
    return stretches
