"""Where the paragraphs and words of a text are: spans only, nothing is copied or changed."""

from __future__ import annotations

from collections.abc import Iterator
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
