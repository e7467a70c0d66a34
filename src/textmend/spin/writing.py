"""Phrases that may be put back, and the edits that write them into the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

import regex

from textmend.edits import Edit
from textmend.spin.agreement import article, write

# What may stand between an article and the word that it goes with, or between two words of which the one follows.
_GAP = r"[ \u00a0][\"'“‘(\[]*"
_ARTICLE_BEFORE = regex.compile(rf"(?<![\p{{L}}\p{{N}}'’])(?P<article>[Aa]n?){_GAP}$")
_ARTICLE_LAST = regex.compile(r"(?<![\p{L}\p{N}'’])(?P<article>[Aa]n?)$")
_NEXT_WORD = regex.compile(rf"{_GAP}(?P<word>[\p{{L}}\p{{N}}]+)")
_FIRST_WORD = regex.compile(r"[\p{L}\p{N}]+")
# How far before a word its article may begin, in characters.
_REACH = 8
# The possessive of a plural, `individuals’ views`; not the end of a quotation, which would have begun in its line.
_OWNERS = regex.compile(r"['’](?= \p{L})")
_QUOTATION_BEGINS = regex.compile(r"(?<![\p{L}\p{N}])['‘](?=\p{L})")


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
    edits: list[Edit] = []
    for restoration in restorations:
        start, end = restoration.start, restoration.end
        possessive = restoration.possessive
        if not restoration.original.endswith("s") and _owns(text, start, end):
            end, possessive = end + 1, True
        before = text[start:end]
        after = write(
            restoration.original,
            before,
            possessive=possessive,
            opens_sentence=restoration.opens_sentence,
            apostrophe=apostrophe,
        )
        if after != before:
            reason = f"spun from “{restoration.original}”"
            edits.append(Edit(start, end, before, after, repair, reason, round(restoration.confidence, 3)))
    edits = _with_articles_at_their_ends(text, edits)
    return sorted([*edits, *_articles(text, edits)], key=lambda edit: edit.start)


def _owns(text: str, start: int, end: int) -> bool:
    """Tell whether a phrase that ends in an s owns what follows by an apostrophe alone."""
    if text[end - 1] not in "sS" or _OWNERS.match(text, end) is None:
        return False
    return _QUOTATION_BEGINS.search(text, text.rfind("\n", 0, start) + 1, end) is None


def _with_articles_at_their_ends(text: str, edits: Sequence[Edit]) -> list[Edit]:
    """Make an `a` or `an` that a restored phrase ends in agree with what follows it.

    One that stood there before is left as it is where what follows stands too: it is none of our words.
    """
    found = []
    for edit, following in zip_longest(edits, edits[1:]):
        last = _last_article(edit.after)
        word = _NEXT_WORD.match(text, edit.end)
        put_in = following is not None and word is not None and following.start == word.start("word")
        stands = not put_in and last is not None and _last_article(edit.before) == last
        if last is None or word is None or stands:
            found.append(edit)
            continue
        first = _FIRST_WORD.match(following.after) if following is not None and put_in else None
        wanted = _cased(article(first.group() if first else word["word"]), last)
        after = edit.after[: len(edit.after) - len(last)] + wanted
        if after != edit.before:
            found.append(replace(edit, after=after))
    return found


def _last_article(phrase: str) -> str | None:
    found = _ARTICLE_LAST.search(phrase)
    return found["article"] if found else None


def _cased(wanted: str, written: str) -> str:
    return wanted.capitalize() if written[0].isupper() else wanted


def _articles(text: str, edits: Sequence[Edit]) -> list[Edit]:
    """Make an `a` or `an` that stands before a restored phrase agree with it."""
    touched = {edit.end for edit in edits}
    found = []
    for edit in edits:
        before = _ARTICLE_BEFORE.search(text, max(0, edit.start - _REACH), edit.start)
        following = _FIRST_WORD.match(edit.after)
        if before is None or following is None or before.end("article") in touched:
            continue
        wanted = article(following.group())
        if before["article"].lower() != wanted:
            reason = f"agrees with “{following.group()}”"
            span = before.span("article")
            written = _cased(wanted, before["article"])
            found.append(Edit(span[0], span[1], before["article"], written, edit.repair, reason, edit.confidence))
    return found
