"""Bytes to text: in the declared encoding where it fits, else in the one that the bytes speak for."""

from __future__ import annotations

import codecs
import re
from difflib import get_close_matches
from encodings.aliases import aliases
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chardet.enums import EncodingEra

_BYTE_ORDER_MARKS = (
    # With the size of a unit. UTF-32 first: its little-endian mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le", 4),
    (codecs.BOM_UTF32_BE, "utf-32-be", 4),
    (codecs.BOM_UTF16_LE, "utf-16-le", 2),
    (codecs.BOM_UTF16_BE, "utf-16-be", 2),
)

# A file that begins with one of these holds NUL bytes and is text all the same.
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")

# C0 controls that are neither white space nor the ESC of ISO-2022 and of terminals. Damaged text has one here and
# there; bytes at random hold a tenth of them.
_CONTROLS = bytes({*range(32), 127} - {*b"\t\n\v\f\r\x1b"})
_MOST_CONTROLS = 0.05

# In order: a character of UTF-8, a pair of surrogates as CESU-8 has it, and a byte that belongs to neither.
_NOT_ASCII = re.compile(
    rb"""
      ( [\xc2-\xdf] [\x80-\xbf]
      | \xe0 [\xa0-\xbf] [\x80-\xbf]
      | [\xe1-\xec\xee\xef] [\x80-\xbf]{2}
      | \xed [\x80-\x9f] [\x80-\xbf]
      | \xf0 [\x90-\xbf] [\x80-\xbf]{2}
      | [\xf1-\xf3] [\x80-\xbf]{3}
      | \xf4 [\x80-\x8f] [\x80-\xbf]{2} )
    | ( \xed [\xa0-\xaf] [\x80-\xbf] \xed [\xb0-\xbf] [\x80-\xbf] )
    | ( [\x80-\xff] )
    """,
    re.VERBOSE,
)

_OTHER_SCRIPT = re.compile(rb"[\x80-\xff]{4}")  # `Żół` is Polish

# By chance bytes of another encoding rarely read as UTF-8 at all; four such characters for each byte that
# does not fit are no accident.
_CHARACTERS_FOR_EACH_STRAY = 4

# Of the bytes: what is mostly ASCII has a half of them in UTF-16.
_NULLS_OF_UTF_16 = 0.2

# With less than this share of bytes above ASCII the detector has little to go by and names encodings that the
# web hardly saw; so there it may choose only among those of today's web.
_FEW_NON_ASCII = 0.01

# What Windows-1252 holds beyond ASCII and people write in the languages of Western Europe.
_SMALL = "àáâãäåæçèéêëìíîïñòóôõöøùúûüßœÿ"
_CAPITAL = "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜŒŸ"
_JOINING = "’‘–—…·\xad"
_PUNCTUATION = _JOINING + "“”„‚‹›«»€£¥¢¡¿©®™°±×½¼¾²³ªº§•†‡‰\xa0"

# What no such language has where these bytes are read as Windows-1252; each is a trait of another encoding.
_NOT_WESTERN = re.compile(
    rf"""
      [^\x00-\x7f{_SMALL}{_CAPITAL}{_PUNCTUATION}]
    | [{_SMALL}{_CAPITAL}]{{3,}}                                      # another script
    | (?<=[a-z{_SMALL}])[{_CAPITAL}] | (?<=[.,!?;])[{_CAPITAL}]        # Mac OS: `doesnÕt`, `ÒNo,Ó`
    | (?<=[A-Za-z{_SMALL}])[^\x00-\x7f{_SMALL}{_CAPITAL}{_JOINING}](?=[A-Za-z{_SMALL}])  # DOS, Polish
    | õ(?!e) | ã(?=[a-df-np-rt-z])                                    # Hungarian, Romanian
    """,
    re.VERBOSE,
)
_ACCENTED = re.compile(f"[{_SMALL}{_CAPITAL}]")
# A long page has a misprint or two: one such place for so many characters that are not ASCII.
_WESTERN_FOR_EACH_OTHER = 50
# So few accented letters, or so small a share of all letters, do not tell one language from another; with more of
# them the detector has a say, and must then find another encoding so many times likelier.
_FEW_ACCENTED = 2
_ACCENTED_SHARE = 0.03
_TIMES_LIKELIER = 1.25
_LATIN_RIVALS = {"cp1250", "cp1254", "cp1257", "cp1258"}


def decode(data: bytes, declared: str | None = None) -> tuple[str, str]:
    r"""Turn bytes into text without losing any of them.

    A declared encoding is taken at its word where the bytes fit it. Where they do not, or where none is
    declared, the bytes decide: a byte-order mark, then UTF-8, then UTF-8 with a few stray bytes (read as
    Windows-1252), then what a detector says, and Windows-1252 where it says nothing. Bytes to which a
    single-byte encoding gives no meaning become the control characters of the same number. No byte is
    replaced by U+FFFD. A byte-order mark is not part of the text.

    Args:
        data: The bytes.
        declared: The encoding that they are said to be in, by any name that Python knows; None if unknown.

    Returns:
        The text, and Python's name of the encoding that it was decoded from.

    Raises:
        LookupError: Python knows no encoding of the declared name.

    Examples:
        >>> decode("Crème brûlée".encode("utf-8"))
        ('Crème brûlée', 'utf-8')
        >>> decode("Crème brûlée".encode("latin-1"), "latin-1")
        ('Crème brûlée', 'iso8859-1')
        >>> decode(b"Cr\xc3\xa8me br\xc3\xbbl\xc3\xa9e, th\xc3\xa9 \x80 4")
        ('Crème brûlée, thé € 4', 'utf-8')
        >>> decode(b"tea", "utf-9")
        Traceback (most recent call last):
        ...
        LookupError: unknown encoding 'utf-9'; did you mean 'utf-8'?
    """
    if declared is not None:
        name = codec_name(declared)
        for attempt in (_strictly(data, name), _sloppily(data, name)):
            if attempt is not None:
                # Of utf-16, utf-32 and utf-8-sig only what follows the mark is left already.
                return (attempt.removeprefix("\ufeff") if name.startswith("utf") else attempt), name
    return _by_mark(data) or _as_seven_bit(data) or _as_utf_8(data) or _detected(data)


def codec_name(declared: str) -> str:
    """Give Python's own name of an encoding.

    Raises:
        LookupError: Python knows no text encoding of that name.
    """
    try:
        name = codecs.lookup(declared).name
        "a".encode(name).decode(name)  # refuses codecs that are no text encodings, such as rot13
    except (LookupError, ValueError, TypeError) as error:
        known = {alias.replace("_", "-"): alias for alias in (*aliases, *aliases.values())}
        # A name that Python knows is here because it is none of a text encoding.
        wanted = declared.lower().replace("_", "-")
        close = [name for name in get_close_matches(wanted, known) if name != wanted]
        hint = f"did you mean {close[0]!r}?" if close else "pass None to have it detected"
        raise LookupError(f"unknown encoding {declared!r}; {hint}") from error
    return name


def _strictly(data: bytes, name: str) -> str | None:
    """Decode what fits an encoding; None where it does not."""
    try:
        return data.decode(name)
    except (LookupError, ValueError):
        return None


def _sloppily(data: bytes, name: str) -> str | None:
    """Decode in a single-byte encoding that leaves some bytes without a meaning; None for other encodings."""
    import ftfy.bad_codecs  # here for what importing it registers

    ftfy.bad_codecs.ok()
    text = _strictly(data, f"sloppy-{name.replace('iso8859', 'iso-8859')}")
    # For ftfy's own ends its sloppy encodings read the byte 0x1A as U+FFFD, and no other byte.
    return None if text is None else text.replace("\ufffd", "\x1a")


def _by_mark(data: bytes) -> tuple[str, str] | None:
    """Decode UTF-16 and UTF-32 by their byte-order mark; that of UTF-8 says no more than the rest does."""
    for mark, name, unit in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            # A download that was cut off may end within a unit.
            end = len(data) - len(data) % unit
            try:
                text = data[len(mark) : end].decode(name, "surrogatepass")
            except UnicodeDecodeError:
                continue
            return text + "".join(map(_stray, data[end:])), name
    return None


def _as_seven_bit(data: bytes) -> tuple[str, str] | None:
    """Decode what is ASCII to look at and is not: UTF-16 and UTF-32 without a mark, ISO-2022."""
    if b"\x1b$" not in data and (b"\0" not in data or _is_utf_8_with_few_nulls(data)):
        return None
    import chardet

    name = chardet.detect(data)["encoding"]
    if name is None or not name.lower().startswith(("utf-16", "utf-32", "iso-2022", "iso2022")):
        return None
    text = _strictly(data, name)
    return None if text is None else (text, codecs.lookup(name).name)


def _is_utf_8_with_few_nulls(data: bytes) -> bool:
    """Tell UTF-8 that holds a stray NUL from UTF-16, in which every letter of ASCII brings one."""
    return data.count(0) < _NULLS_OF_UTF_16 * len(data) and _strictly(data, "utf-8") is not None


def _as_utf_8(data: bytes) -> tuple[str, str] | None:
    """Decode UTF-8, and what is UTF-8 but for a few bytes; None for what is not."""
    text = _strictly(data, "utf-8")
    if text is not None:
        return text.removeprefix("\ufeff"), "utf-8"
    characters = strays = 0
    for match in _NOT_ASCII.finditer(data):
        if match.lastindex == 3:
            strays += 1
        else:
            characters += 1
    if characters < _CHARACTERS_FOR_EACH_STRAY * strays and not data.startswith(codecs.BOM_UTF8):
        return None
    return _NOT_ASCII.sub(_as_proper_utf_8, data).decode("utf-8").removeprefix("\ufeff"), "utf-8"


def _as_proper_utf_8(match: re.Match[bytes]) -> bytes:
    """Write as UTF-8 what is a surrogate pair in CESU-8 or a stray byte of Windows-1252."""
    found = match[0]
    if match.lastindex == 1:
        return found
    if match.lastindex == 2:
        return found.decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass").decode("utf-16").encode()
    return _stray(found[0]).encode()


def _stray(byte: int) -> str:
    """Read a byte that fits nothing around it as Windows-1252, or as a control character."""
    return _strictly(bytes([byte]), "cp1252") or chr(byte)


def _detected(data: bytes) -> tuple[str, str]:
    """Decode in the encoding that the bytes most look like."""
    from chardet.enums import EncodingEra

    text = _sloppily(data, "cp1252")
    assert text is not None
    non_ascii = len(data) - len(data.translate(None, bytes(range(128, 256))))
    if not _is_western(text):
        few = non_ascii < _FEW_NON_ASCII * len(data)
        # Between words of another script, English tells the detector of English.
        shown = b" ".join(word for word in data.split() if not word.isascii()) if _OTHER_SCRIPT.search(data) else data
        candidates = _candidates(data, shown, EncodingEra.MODERN_WEB if few else EncodingEra.ALL)
    elif _has_few_accents(text):
        candidates = []
    else:
        found = _candidates(data, data, EncodingEra.MODERN_WEB)
        least = _TIMES_LIKELIER * max((likely for name, likely, _ in found if name == "cp1252"), default=0.0)
        candidates = [rival for rival in found if rival[0] in _LATIN_RIVALS and rival[1] > least]
    name, _, decoded = candidates[0] if candidates else ("cp1252", 1.0, text)
    return decoded, name


def _candidates(data: bytes, shown: bytes, era: EncodingEra) -> list[tuple[str, float, str]]:
    """Give the encodings that a detector finds in what it is shown of bytes and that fit them all.

    The likeliest comes first, each with its likelihood and with what it reads.
    """
    import chardet

    return [
        (codecs.lookup(name).name, candidate["confidence"], text)
        for candidate in chardet.detect_all(shown, ignore_threshold=True, encoding_era=era, max_bytes=len(shown))
        if (name := candidate["encoding"]) is not None and (text := _strictly(data, name)) is not None
    ]


def _is_western(text: str) -> bool:
    """Tell text of Western Europe from what reads as Windows-1252 only because every byte does."""
    others = sum(1 for _ in _NOT_WESTERN.finditer(text))
    return not others or others * _WESTERN_FOR_EACH_OTHER <= sum(character > "\x7f" for character in text)


def _has_few_accents(text: str) -> bool:
    """Tell text whose accented letters are too few for a detector to go by."""
    accented = len(_ACCENTED.findall(text))
    return accented <= _FEW_ACCENTED or accented <= _ACCENTED_SHARE * sum(map(str.isalpha, text))


def why_no_text(content: bytes) -> str | None:
    r"""Tell by what bytes show that they are no text in any encoding that can be detected; None where they may be.

    Examples:
        >>> why_no_text(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
        'it holds NUL bytes'
    """
    if content.startswith(_WIDE_MARKS):
        return None
    if b"\0" in content:
        return "it holds NUL bytes"
    # A stray control character is damage, many are none.
    controls = len(content) - len(content.translate(None, _CONTROLS))
    return "it is full of control characters" if controls > _MOST_CONTROLS * len(content) else None
