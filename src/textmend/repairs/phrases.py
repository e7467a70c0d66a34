"""What the interfaces of web pages say: the phrases of `data/furniture/` and the lines that they match."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal, get_args

import regex

from textmend.repairs.dates import DATE
from textmend.segment import SENTENCE_END

Strength = Literal["anywhere", "edge", "end", "company"]
"""Where a phrase is furniture: on any line of its own, before the first or after the last paragraph of prose, after
the last only, or in the company of other furniture only. From sure to careful."""

STRENGTHS: tuple[Strength, ...] = get_args(Strength)


@dataclass(frozen=True, slots=True)
class Match:
    """What a line says, if it says what interfaces say.

    Attributes:
        kind: What piece of furniture it is, in words for people, such as "share button".
        strength: Where it is furniture.
        items: How many phrases the line has: more than one for a menu on one line.
        variable: Whether part of the line is not the phrase's own, as the names behind `Tags:`.
    """

    kind: str
    strength: Strength
    items: int = 1
    variable: bool = False


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases made ready for matching whole lines.

    Attributes:
        fixed: By folded phrase, numbers and dates replaced by their placeholders.
        compact: The same without spaces, for menus whose entries the scrape fused; single phrases only.
        open: By their longest word, the phrases with a `{rest}`.
        openings: What a menu can begin with: the first words of the compact phrases.
    """

    fixed: Mapping[str, Match]
    compact: Mapping[str, Match]
    open: Mapping[str, Sequence[tuple[regex.Pattern[str], Match]]]
    openings: frozenset[str]


# What a scrape strips or a designer adds at the ends of a line; quotation marks are not among it.
_ENDS = " .,:;!?…-|/•·*▪■►▶▼▲►◄→←↑↓›>#+×✕✖()[]✓✔\u00a0"
_TO_PLAIN = str.maketrans(
    {
        "’": "'", "‘": "'", "`": "'", "´": "'", "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-",
        "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u00ad": None, "\u200b": None, "\u200c": None, "\u200d": None,
        "\u2060": None, "\ufeff": None, "\u200e": None, "\u200f": None, "\u0307": None, "ı": "i", "ё": "е",
    }
)  # fmt: skip
_VARIANT = re.compile("[" + "".join(map(chr, _TO_PLAIN)) + "]")
_DIGIT = re.compile(r"\d")
_DATED = re.compile(r"(?<!\d)\d{4}(?!\d)")  # what every date has, for these are found slowly
_NUMBER = regex.compile(r"(?<!\w)\d+(?:[.,' ]\d+)*(?:\s?[km])?(?!\w)")
_NOT_WORD = regex.compile(r"\W+")
_WORD = re.compile(r"\w+")
_BOUNDARY = regex.compile(r"\s+|(?<=\p{Ll})(?=\p{Lu})")
_FIRST_TOKEN = regex.compile(r"\w+?(?=\W|$|(?<=\p{Ll})\p{Lu})")
_SEPARATOR = regex.compile(r"\s*[|•·›»→/>\t]\s*|\s{2,}")
_COOKIE = ("cookie", "çerez", "ciasteczek", "partners store")
_LONGEST = 200
_LONGEST_NOTICE = 700
_LONGEST_STRANGER = 4  # words in an entry of a menu that is not a known one
_LONGEST_ITEM = 5  # tokens in one entry of a fused menu


def plain(line: str) -> str:
    """Take case, typographic variants and runs of white space out of a line.

    Examples:
        >>> plain("Don’t  MISS it –")
        "don't miss it -"
    """
    if line.isascii():
        line = line.lower().replace("`", "'")
    else:
        # Folded first, for that can bring forth what the table takes away: the dot over a Turkish İ.
        line = line.casefold()
        if _VARIANT.search(line):
            line = line.translate(_TO_PLAIN)
    return " ".join(line.split()).replace(" :", ":")


def fold(line: str) -> str:
    """Take case, white space, and the punctuation and arrows at its ends out of a line.

    Examples:
        >>> fold("  RELATED   Articles: →")
        'related articles'
        >>> fold("Please enter your comment!")
        'please enter your comment'
    """
    return _without_ends(plain(line))


def _without_ends(text: str) -> str:
    # » only at the end, for at the start it opens a quotation in some languages.
    return text.lstrip(_ENDS).rstrip(_ENDS + "»")


def mask(folded: str) -> str:
    """Put placeholders where a folded line has dates and numbers.

    Examples:
        >>> mask("posted on may 3, 2021"), mask("1.2k shares")
        ('posted on {date}', '{number} shares')
    """
    if not _DIGIT.search(folded):
        return folded
    if _DATED.search(folded):
        folded = DATE.sub("{date}", folded)
    return _NUMBER.sub("{number}", folded)


def read_phrases(rows: Iterable[Mapping[str, str]]) -> Phrases:
    """Make phrases ready for matching.

    Where two rows fold to the same phrase, as happens between languages, the more careful strength counts.

    Args:
        rows: Rows with `phrase`, `kind` and `strength`, as `data/furniture/` has them.

    Returns:
        The phrases.

    Raises:
        ValueError: A row has a strength that is not one of `STRENGTHS`.

    Examples:
        >>> phrases = read_phrases([{"phrase": "{number} Comments", "kind": "comments", "strength": "edge"}])
        >>> find(phrases, "12 comments")
        Match(kind='comments', strength='edge', items=1, variable=False)
    """
    fixed: dict[str, Match] = {}
    compact: dict[str, Match] = {}
    openings: set[str] = set()
    open_: dict[str, list[tuple[regex.Pattern[str], Match]]] = {}
    for row in rows:
        phrase, kind = row["phrase"], row["kind"]
        strength = next((known for known in STRENGTHS if known == row["strength"]), None)
        if strength is None:
            raise ValueError(f"{row['strength']!r} of {phrase!r} is not one of {', '.join(STRENGTHS)}")
        if "{rest}" in phrase:
            literals = plain(phrase).split("{rest}")
            pattern = regex.compile(".+?".join(map(regex.escape, literals)) + r"[\s.!»→]*")
            key = max(_WORD.findall(" ".join(literals)), key=len, default="") or "".join(literals).strip()[0]
            open_.setdefault(key, []).append((pattern, Match(kind, strength, variable=True)))
            continue
        key = fold(phrase)
        if key in fixed and STRENGTHS.index(fixed[key].strength) >= STRENGTHS.index(strength):
            continue
        fixed[key] = Match(kind, strength)
        if "{" not in key:
            compact[_NOT_WORD.sub("", key)] = fixed[key]
            tokens = _FIRST_TOKEN.search(phrase)
            openings.add(plain(tokens.group()) if tokens else "")
    return Phrases(fixed, compact, open_, frozenset(openings))


@lru_cache(maxsize=1)
def shipped_phrases() -> Phrases:
    """Give the phrases that the package has, read on first use."""
    with files("textmend").joinpath("_data/furniture.tsv").open(encoding="utf-8") as file:
        return read_phrases(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def find(phrases: Phrases, line: str) -> Match | None:
    """Find what a line says, if all of it is what interfaces say.

    Args:
        phrases: The phrases to look for.
        line: A line, without white space around it.

    Returns:
        The match, or None for a line that says anything else.

    Examples:
        >>> find(shipped_phrases(), "LEAVE A REPLY").kind
        'comment form'
        >>> find(shipped_phrases(), "FacebookTwitterWhatsApp").items
        3
        >>> find(shipped_phrases(), "He told us to leave a reply.")
    """
    if line.startswith("|") and line.endswith("|") and len(line) > 1:
        return None  # a row of a table
    if len(line) > _LONGEST:
        if len(line) > _LONGEST_NOTICE or not any(word in line.casefold() for word in _COOKIE):
            return None
        return _find_open(phrases, mask(plain(line)))
    text = mask(plain(line))
    if match := phrases.fixed.get(_without_ends(text)):
        return match
    return _find_open(phrases, text) or _find_menu(phrases, line)


def _find_open(phrases: Phrases, text: str) -> Match | None:
    words = {*_WORD.findall(text), text[:1], text[-1:]}
    for word in words & phrases.open.keys():
        for pattern, match in phrases.open[word]:
            if pattern.fullmatch(text):
                return match
    return None


def _find_menu(phrases: Phrases, line: str) -> Match | None:
    """Find a menu on one line: its entries apart, with spaces between, or fused."""
    items = []
    if _SEPARATOR.search(line):
        items = [item for item in _SEPARATOR.split(line) if item.strip(_ENDS)]
    if len(items) >= 2:
        matches = [phrases.fixed.get(mask(fold(item))) for item in items]
        known = [match for match in matches if match]
        if len(known) == len(items) and known[0].kind == "home" and any(sign in line for sign in "›»→>/"):
            return Match("breadcrumb", "edge", len(items))
        strangers = [item for item, match in zip(items, matches, strict=True) if not match]
        is_sentence = bool(strangers) and SENTENCE_END.search(line) is not None
        if any(len(item.split()) > _LONGEST_STRANGER for item in strangers) or is_sentence:
            return _trail(line, items, matches)
        if len(items) >= 3 and len(known) >= 0.6 * len(items):
            return _menu(known, len(items))
    first = _FIRST_TOKEN.search(line)
    if not first or _NOT_WORD.sub("", plain(first.group())) not in phrases.openings:
        return None
    tokens = [_NOT_WORD.sub("", fold(token)) for token in _BOUNDARY.split(_SEPARATOR.sub(" ", line))]
    tokens = [token for token in tokens if token]
    known = []
    position = 0
    while position < len(tokens):
        for size in range(min(_LONGEST_ITEM, len(tokens) - position), 0, -1):
            if match := phrases.compact.get("".join(tokens[position : position + size])):
                known.append(match)
                position += size
                break
        else:
            return None
    return _menu(known, len(known)) if len(known) >= 3 else None


def _trail(line: str, items: Sequence[str], matches: Sequence[Match | None]) -> Match | None:
    """Match a trail that ends in a headline, by the signs that manuals have less often than pages."""
    *sections, headline = matches
    is_trail = (
        len(items) >= 3
        and all(sections)
        and headline is None
        and sections[0] is not None
        and sections[0].kind == "home"
        and any(sign in line for sign in "›»→")
        and items[-1][:1].isupper()
        and not line.endswith((".", "!", ":", ";", ","))
    )
    return Match("breadcrumb", "edge", len(items)) if is_trail else None


def _menu(known: Sequence[Match], items: int) -> Match | None:
    kinds = {match.kind for match in known if match.kind != "section"}
    if sum(match.kind != "section" for match in known) < 2:
        return None
    return Match("share button" if kinds == {"share button"} else "navigation", "edge", items)
