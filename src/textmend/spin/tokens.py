"""The words of a text as a spinner sees them: sentences of words, with what may not be touched marked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from textmend.segment import Span

# Abbreviations with inner full stops (`p.c`, `U.S.`; a last one that may end the sentence is left out), numbers with
# their separators, words with inner apostrophes and hyphens. A last full stop is part of the span and not of the word.
_WORD = regex.compile(
    r"\p{L}(?:\.\p{L}\b)+(?:\.(?=\s+\p{Ll}|[,;:)]))?"
    r"|\p{N}++(?:[.,:]\p{N}++)*+%?(?!\p{L})"
    r"|[\p{L}\p{N}]+(?:['’\-][\p{L}\p{N}]+)*"
)
# Addresses, paths, identifiers, handles and hashtags: nothing inside them is prose. Words in braces are not to be
# touched either: in code they are names, and where a spinner leaked its braces the words in them are the author's.
_BARRED = regex.compile(r"\{[^{}\n]{0,80}\}|`[^`\n]{0,200}`")
# Each begins at a mark, not at a letter before it: a search for one of a few marks is many times as fast.
_TELLS = regex.compile(
    r"[_\\=<>|~^]|:(?<=(?:https?|ftp):)|@\w|#(?<!\w#)\w|/[^\s/]*+/|\((?<=\w\()\)"
    r"|\.(?:(?<=www\.)|\w{2,4}/|(?<=\w\.)(?:com|org|net|py|js|html?|txt|json|md)\b)"
)
_REST_OF_RUN = regex.compile(r"\S*+")
# What ends a sentence between two words. A full stop after one letter or a title does not.
_STOP = regex.compile(r"[.!?…]+[\"'”’)\]]*\s|\n|[•|]")
_NO_STOP_AFTER = frozenset(
    "mr mrs ms dr prof sr jr st vs etc gen gov sen rep no jan feb mar apr jun jul aug sep sept oct nov dec inc ltd "
    "co corp approx fig vol e.g i.e u.s u.k".split()
)
# A phrase may run over these between its words and over nothing else.
_JOINT = regex.compile(r"[ \t\u00a0]+")
_MOST_WORDS = 120  # in a sentence; longer ones (lists, tables) are cut so that a batch stays even


@dataclass(frozen=True)
class Sentence:
    """A sentence, as spans of words.

    Attributes:
        starts, ends: Of each word, in characters of the text.
        words: Each word in lower case, its apostrophes straight.
        joined: Of each word, whether a phrase may run on from it to the next.
        protected: Of each word, whether it is part of an address, of code or the like.
        capitalised: Of each word, whether it begins with a capital letter.
    """

    starts: list[int]
    ends: list[int]
    words: list[str]
    joined: list[bool]
    protected: list[bool]
    capitalised: list[bool]

    def __len__(self) -> int:
        return len(self.words)


def sentences(text: str) -> Iterator[Sentence]:
    """Split a text into sentences of words.

    Examples:
        >>> [s.words for s in sentences("It isn’t 20 p.c of it. See www.example.org now!")]
        [['it', "isn't", '20', 'p.c', 'of', 'it'], ['see', 'www', 'example', 'org', 'now']]
    """
    barred = iter(_barred(text))
    bar = next(barred, None)
    starts: list[int] = []
    ends: list[int] = []
    joined: list[bool] = []
    protected: list[bool] = []
    previous_end = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        if starts:
            gap = text[previous_end:start]
            together = gap == " " or _JOINT.fullmatch(gap) is not None
            if len(starts) >= _MOST_WORDS or (
                not together and _ends_sentence(gap, text[starts[-1] : previous_end], text[start])
            ):
                yield _sentence(text, starts, ends, joined, protected)
                starts, ends, joined, protected = [], [], [], []
            else:
                joined.append(together)
        while bar is not None and bar.end <= start:
            bar = next(barred, None)
        starts.append(start)
        ends.append(end)
        protected.append(bar is not None and bar.start < end)
        previous_end = end
    if starts:
        yield _sentence(text, starts, ends, joined, protected)


def _sentence(text: str, starts: list[int], ends: list[int], joined: list[bool], protected: list[bool]) -> Sentence:
    words = [text[start:end].removesuffix(".") for start, end in zip(starts, ends, strict=True)]
    return Sentence(
        starts=starts,
        ends=ends,
        words="\n".join(words).lower().replace("’", "'").split("\n"),  # in one go, as that is faster
        joined=[*joined, False],
        protected=protected,
        capitalised=[word[0].isupper() for word in words],
    )


def _barred(text: str) -> list[Span]:
    """Find the stretches that may not be touched, in order: braced and quoted code, and the whole of what has a tell.

    Each character is looked at a few times at most, however long a run without white space is.
    """
    found = [Span(*match.span()) for match in _BARRED.finditer(text)]
    done = 0
    for match in _TELLS.finditer(text):
        if match.start() < done:
            continue
        start = match.start()
        while start > done and not text[start - 1].isspace():
            start -= 1
        run = _REST_OF_RUN.match(text, match.start())
        done = run.end() if run else match.end()
        found.append(Span(start, done))
    return sorted(found)


def _ends_sentence(gap: str, word: str, following: str) -> bool:
    if _STOP.search(gap) is None:
        return False
    if "\n" in gap or not gap.startswith("."):
        return True
    word = word.removesuffix(".").lower()
    return not (word in _NO_STOP_AFTER or (len(word) == 1 and word != "i") or following.islower())
