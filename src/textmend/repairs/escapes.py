r"""Escapes: what another format needed and a scrape kept in running prose.

JSON's `don\u2019t`, `\"` and `and\/or`, percent-encoding (`it%E2%80%99s`), quoted-printable (`it=E2=80=99s`), numeric
entities without their semicolon (`it&#8217s`). Text about escapes and text in code, paths and addresses keeps them: an
escape must touch a letter, and be no part of a word with the signs of an address.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote_to_bytes

from textmend.edits import Edit
from textmend.repairs.code import outside_code

_CONFIDENCE = 0.85
_LEAD = r"[C-F][0-9A-F]"
_TRAIL = r"[89AB][0-9A-F]"
_JSON = re.compile(r"(?<!\\)\\u(?:[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|[0-9a-fA-F]{4})")
_PERCENT = re.compile(rf"(?:%{_LEAD}(?:%{_TRAIL})+)+", re.IGNORECASE)
_QUOTED_PRINTABLE = re.compile(rf"(?:={_LEAD}(?:={_TRAIL})+)+")
_ENTITY = re.compile(r"&#(?:\d{2,5}(?![\d;])|[xX][0-9a-fA-F]{2,4}(?![0-9a-zA-Z;]))")
_SLASH = re.compile(r"(?<=\w)\\/(?=\w)")
_QUOTE = re.compile(r'\\"')

# What prose has none of, and addresses, paths, names of files and code have; escapes are \ue000 here.
_ADDRESS = re.compile(r"://|:\\/|www\.|[@_<>{}|$=]|\w/\w|\?\w|%[0-9A-Fa-f]{2}|\S\.[A-Za-z]\w|^[A-Za-z]:\\")
_CODE_LINE = re.compile(r'^\s*[{\[<]|"\s*:\s|[;{]\s*$')
_CODE = re.compile(r'[{}<>;|$]|\\[^"/]|"\s*:|\[\s*\\?"|=\s*\\?"')
_LETTER = re.compile(r"[^\W\d_]")


class Escapes:
    r"""Turns escapes of JSON, addresses, mail and HTML in running prose into what they stand for.

    Examples:
        >>> for edit in Escapes().propose(r"It\u2019s good, don%E2%80%99t, it=E2=80=99s, it&#8217s and\/or"):
        ...     print(edit.before, edit.after, edit.reason, sep=" | ")
        \u2019 | ’ | escape of JSON
        %E2%80%99 | ’ | percent-encoding
        =E2=80=99 | ’ | quoted-printable
        &#8217 | ’ | HTML entity without its semicolon
        \/ | / | escape of JSON
        >>> Escapes().propose(r"See https://example.org/caf%C3%A9, or write \u2019 for it.")
        []
    """

    def propose(self, text: str) -> list[Edit]:
        """Propose an edit for each escape in running prose.

        Args:
            text: Any string.

        Returns:
            Edits in order of their place, without overlap.
        """
        edits: list[Edit] = []
        if "\\" in text:
            edits += _escapes(text, _JSON, _from_json, "escape of JSON")
            edits += _escapes(text, _SLASH, lambda _: "/", "escape of JSON")
            edits += _quotation_marks(text)
        if "%" in text:
            edits += _escapes(text, _PERCENT, _from_bytes, "percent-encoding")
        if "=" in text:
            edits += _escapes(text, _QUOTED_PRINTABLE, _from_bytes, "quoted-printable")
        if "&#" in text:
            edits += _escapes(text, _ENTITY, _from_entity, "HTML entity without its semicolon")
        return outside_code(text, sorted(edits, key=lambda edit: edit.start))


def _escapes(text: str, pattern: re.Pattern[str], read: Callable[[str], str | None], reason: str) -> Iterator[Edit]:
    for match in pattern.finditer(text):
        after = read(match[0])
        if after is None or not _in_prose(text, match, pattern):
            continue
        yield Edit(*match.span(), match[0], after, "characters", reason, _CONFIDENCE)


def _in_prose(text: str, match: re.Match[str], pattern: re.Pattern[str]) -> bool:
    """Tell whether an escape touches a letter, and is no part of an address or of code."""
    start, end = match.span()
    first = max(text.rfind(blank, 0, start) for blank in " \t\n") + 1
    last = min((place for blank in " \t\n" if (place := text.find(blank, end)) >= 0), default=len(text))
    if _ADDRESS.search(pattern.sub("\ue000", text[first:last])):
        return False
    line_end = text.find("\n", end)
    if _CODE_LINE.search(text[text.rfind("\n", 0, start) + 1 : len(text) if line_end < 0 else line_end]):
        return False
    touching = text[max(first, start - 1) : start] + text[end : min(last, end + 1)]
    return _LETTER.search(touching) is not None or match[0] == r"\/"


def _quotation_marks(text: str) -> Iterator[Edit]:
    r"""Find `\"` in lines that are prose and have an even number of them."""
    start = 0
    for line in text.split("\n"):
        found = list(_QUOTE.finditer(line))
        if found and len(found) % 2 == 0 and " " in line and not _CODE.search(line) and '"' not in _QUOTE.sub("", line):
            for match in found:
                yield Edit(
                    start + match.start(), start + match.end(), '\\"', '"', "characters", "escape of JSON", _CONFIDENCE
                )
        start += len(line) + 1


def _from_json(escape: str) -> str | None:
    units = b"".join(bytes.fromhex(unit) for unit in escape.split("\\u")[1:])
    try:
        character = units.decode("utf-16-be")
    except UnicodeDecodeError:
        return None
    return character if _is_meant(character) else None


def _from_bytes(escape: str) -> str | None:
    try:
        text = unquote_to_bytes(escape.replace("=", "%")).decode()
    except UnicodeDecodeError:
        return None
    return text if all(map(_is_meant, text)) else None


def _from_entity(entity: str) -> str | None:
    character = html.unescape(f"{entity};")
    return character if character in "&'\"" or (len(character) == 1 and _is_meant(character)) else None


def _is_meant(character: str) -> bool:
    """Tell characters that people write from control characters and the unassigned."""
    return character >= "\xa0" and (character.isprintable() or character == "\xa0")
