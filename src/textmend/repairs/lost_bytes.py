"""Lost bytes: an apostrophe, a quotation mark or an accented letter of which a conversion left a hole.

What is left of it: U+FFFD (`don�t`, `caf�`), a question mark (`It?s`), the first byte or two of UTF-8 read as
Windows-1252 (`donâ€t`, `weâre`). The hole is filled where the list of English words leaves one answer. Bytes are only
lost of what is not ASCII, so the apostrophe that comes back is the curly one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from textmend.edits import Edit
from textmend.repairs.code import outside_code
from textmend.repairs.words import english_words

_HOLE = "\ufffd"
_ENDINGS = "(?:s|t|re|ve|ll|d|m)"
# A word with holes, not part of an address.
_PART = rf"[^\W\d_{_HOLE}]*"
_HOLED = re.compile(rf"(?<![\w{_HOLE}/=&?#%@.]){_PART}{_HOLE}{_PART}(?:{_HOLE}{_PART})?(?![\w{_HOLE}/=&#@])")
# In place of the apostrophe of a contraction or a possessive only: elsewhere a question mark may be one.
# (The word before it is looked at afterwards: a search for a mark is many times as fast as one for a word.)
_REMAINS = re.compile(rf"[?â](?:(?<=â)€)?({_ENDINGS})(?![\w/=&?#@]|\.\w)")
_STEM = re.compile(r"(?<![\w/=&?#%@.])(?:[A-Za-z]{2,}|[IiYy])\Z")
_LONGEST_STEM = 40
# The closing quotation mark without its third byte, or with a sign in its place.
_QUOTED = re.compile(r"(?:â€œ|“)[^“”\n]*?[^\s“”](â€[?\ufffd]?)(?![\w“”™œ\x80-\xbf˜¦¢€„†‡‚‘’‹›š–—-])")
_LETTERS = "àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿœšž"
_CONFIDENCE = 0.85


class LostBytes:
    """Fills the holes that lost bytes left, where the list of words leaves one answer.

    Examples:
        >>> [(edit.before, edit.after) for edit in LostBytes().propose("I don�t know; it?s a caf�, and weâre in it.")]
        [('�', '’'), ('?', '’'), ('�', 'é'), ('â', '’')]
        >>> LostBytes().propose("Is it a caf? Yes, a mât, and �.")
        []
    """

    def propose(self, text: str) -> list[Edit]:
        """Propose an edit for each hole that can be filled in one way.

        Args:
            text: Any string.

        Returns:
            Edits in order of their place, without overlap.
        """
        if text.isascii() and "?" not in text:
            return []
        edits = [*_quotation_marks(text), *_remains(text), *_holes(text)]
        return outside_code(text, sorted(edits, key=lambda edit: edit.start))


def _quotation_marks(text: str) -> Iterator[Edit]:
    if "â€" in text:
        for match in _QUOTED.finditer(text):
            yield _edit(*match.span(1), match[1], "”", "lost byte: a quotation mark of UTF-8 without its end")


def _remains(text: str) -> Iterator[Edit]:
    for match in _REMAINS.finditer(text):
        start, end = match.start(), match.start(1)
        stem = _STEM.search(text[max(0, start - _LONGEST_STEM) : start])
        if stem is not None and f"{stem[0]}'{match[1]}".lower() in english_words():
            what = "a question mark for an apostrophe" if text[start] == "?" else "an apostrophe cut short"
            yield _edit(start, end, text[start:end], "’", f"lost byte: {what}")


def _holes(text: str) -> Iterator[Edit]:
    if _HOLE not in text:
        return
    for match in _HOLED.finditer(text):
        filled = _filled(match[0])
        if filled is not None:
            for place, character in enumerate(match[0]):
                if character == _HOLE:
                    start = match.start() + place
                    yield _edit(start, start + 1, _HOLE, filled[place], "lost byte: the only English word that fits")


def _filled(word: str) -> str | None:
    """Give the one word that fits around the holes; None where there are several or none."""
    first, *rest = word.lower().split(_HOLE)
    candidates = {first}
    for part in rest:
        candidates = {f"{start}{letter}{part}" for start in candidates for letter in ("'", *_LETTERS)}
    known = candidates & english_words()
    if not known and (stem := word.lower().removesuffix(f"{_HOLE}s")) != word.lower() and stem in english_words():
        # The language model has no possessive of every word.
        known = {f"{stem}'s"}
    if len(known) != 1:
        return None
    found = known.pop().replace("'", "’")
    return found.upper() if word.isupper() and len(word) > 2 else found


def _edit(start: int, end: int, before: str, after: str, reason: str) -> Edit:
    return Edit(start, end, before, after, "characters", reason, _CONFIDENCE)
