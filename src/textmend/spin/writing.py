"""Phrases that may be put back, and the edits that write them into the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from textmend.edits import Edit
from textmend.spin.agreement import article, write

_ARTICLE_BEFORE = regex.compile(r"(?<![\p{L}\p{N}'’])(?P<article>[Aa]n?)[ \u00a0]$")
_FIRST_WORD = regex.compile(r"[\p{L}\p{N}]+")


@dataclass(frozen=True, slots=True)
class Restoration:
    """A phrase that may be put back.

    Attributes:
        start, end: The words that it would replace, in characters of the text.
        original: The phrase, as the lexicon has it.
        possessive: Whether a possessive ending goes with it.
        opens_sentence: Whether it begins a sentence.
        confidence: The probability that the author wrote so.
    """

    start: int
    end: int
    original: str
    possessive: bool
    opens_sentence: bool
    confidence: float


def apostrophe_of(text: str) -> str:
    """Give the apostrophe that a text uses."""
    return "’" if text.count("’") > text.count("'") else "'"


def edits_of(text: str, restorations: Sequence[Restoration], apostrophe: str, repair: str) -> list[Edit]:
    """Write phrases into a text: an edit for each that changes something, and for what has to agree with it.

    Args:
        text: The text that they were read from.
        restorations: In order of their place, none overlapping another.
        apostrophe: The character that the text uses for one.
        repair: The name that the edits bear.

    Returns:
        The edits, in order of their place.

    Examples:
        >>> edits = edits_of("It is a mentor.", [Restoration(8, 14, "adviser", False, False, 0.8)], "'", "synonyms")
        >>> [(edit.before, edit.after) for edit in edits]
        [('a', 'an'), ('mentor', 'adviser')]
    """
    edits = []
    for restoration in restorations:
        start, end = restoration.start, restoration.end
        before = text[start:end]
        after = write(
            restoration.original,
            before,
            possessive=restoration.possessive,
            opens_sentence=restoration.opens_sentence,
            apostrophe=apostrophe,
        )
        if after != before:
            reason = f"spun from “{restoration.original}”"
            edits.append(Edit(start, end, before, after, repair, reason, round(restoration.confidence, 3)))
    return sorted([*edits, *_articles(text, edits)], key=lambda edit: edit.start)


def _articles(text: str, edits: Sequence[Edit]) -> list[Edit]:
    """Make an `a` or `an` that stands before a restored phrase agree with it."""
    touched = {edit.end for edit in edits}
    found = []
    for edit in edits:
        before = _ARTICLE_BEFORE.search(text, max(0, edit.start - 4), edit.start)
        following = _FIRST_WORD.match(edit.after)
        if before is None or following is None or before.end("article") in touched:
            continue
        wanted = article(following.group())
        if before["article"].lower() != wanted:
            written = wanted.capitalize() if before["article"][0] == "A" else wanted
            reason = f"agrees with “{following.group()}”"
            span = before.span("article")
            found.append(Edit(span[0], span[1], before["article"], written, edit.repair, reason, edit.confidence))
    return found
