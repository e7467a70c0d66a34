r"""Characters: mojibake and its relatives, through ftfy.

ftfy says what a line should read and by which steps it got there. This module follows those steps once more
and keeps count of where each character came from, so that an edit covers `â€™` and not the whole line, and so
that its reason is the step that changed those very characters.

What a line is: the text up to and with its `\n`. Each line is given to ftfy by itself, so that what one line
holds (a `<`, another encoding) has no say in the next.

Code in the manner of Markdown, `…` within a line or lines between fences, often shows an entity or mojibake on
purpose. In it only what nobody types is repaired: control characters, terminal escapes, surrogates.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import ftfy
from ftfy import chardata, fixes
from ftfy.badness import MOJIBAKE_CATEGORIES, is_bad

from textmend.edits import Edit
from textmend.repairs.code import fenced, inline_code
from textmend.repairs.misreadings import Misreadings

CONFIG = ftfy.TextFixerConfig(
    # Damage: these are never what an author meant.
    unescape_html="auto",
    remove_terminal_escapes=True,
    fix_encoding=True,
    restore_byte_a0=True,
    replace_lossy_sequences=True,
    decode_inconsistent_utf8=True,
    fix_c1_controls=True,
    fix_surrogates=True,
    remove_control_chars=True,
    # Style, or another but valid way to write the same: an author's or a file's own choice.
    fix_latin_ligatures=False,
    fix_character_width=False,
    uncurl_quotes=False,
    fix_line_breaks=False,
    normalization=None,
    # Where ftfy explains nothing, version 6.3.1 also ignores the options of fix_encoding.
    explain=True,
)
"""What of ftfy is used: damage is repaired; quotes, ligatures, widths, line ends and normal forms stay."""

# In code, an entity is an entity and mojibake an example of it.
_CODE_CONFIG = CONFIG._replace(unescape_html=False, fix_encoding=False, fix_c1_controls=False)


_CONTROL_CHARACTERS = re.compile(f"[{re.escape(''.join(map(chr, chardata.CONTROL_CHARS)))}]+")

_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]")

# One of these, or what ftfy calls bad, is in every line that ftfy would change with CONFIG. C1 controls are
# not here because ftfy calls them bad.
_SUSPECT = re.compile(
    f"{_CONTROL_CHARACTERS.pattern[:-1]}|[\ud800-\udfff]|{chardata.HTML_ENTITY_RE.pattern}",
)

# What ftfy calls bad holds two neighbours that are not ASCII, one of them of these characters, but for the few that
# it calls bad beside ASCII. Letters that Greek and Cyrillic use every day are left out: whatever is bad of them has
# another of these beside it. (It begins with one class because such a search is several times as fast.)
_CONTROLS = _CONTROL_CHARACTERS.pattern[1:-2]
_BAD_BY_THEMSELVES = "\x80-\x9fŒœÃÂ"
_BAD_TOGETHER = "".join(
    characters for name, characters in MOJIBAKE_CATEGORIES.items() if name not in ("lower_common", "upper_common")
)
_WORTH_A_LOOK = re.compile(
    rf"[{_CONTROLS}\ud800-\udfff&{_BAD_BY_THEMSELVES}{_BAD_TOGETHER}ÎÐØÙÞàЂ√≈‚βā]"
    rf"(?:(?<=[{_CONTROLS}\ud800-\udfff{_BAD_BY_THEMSELVES}])|(?<=&)#?[0-9A-Za-z]{{1,24}};"
    r"|(?=[^\x00-\x7f])|(?<=[^\x00-\x7f].))",
    re.DOTALL,
)

# ftfy peels one `amp;` off `&amp;amp;amp;` each time around a loop over the whole line: a megabyte of them
# takes hours. With this many left, all else in the line has long come to rest, so the result is the same.
_MOST_AMPERSANDS = 16
_NESTED_AMPERSAND = re.compile(rf"&(?:(?:amp|AMP|#0{{0,8}}38|#[xX]0{{0,8}}26);){{{_MOST_AMPERSANDS + 1},}}")

_NON_ASCII_RUN = re.compile(rb"[\x80-\xff]+")
_C1_RUN = re.compile(rb"[\x80-\x9f]+")

_ENCODING_NAMES = {"latin-1": "Latin-1", "macroman": "Mac Roman", "cp437": "code page 437"}

# How sure each kind of repair is: judged, not measured. Nobody types a control character. Mojibake and entities may
# be what a text is about; where ftfy has to guess at bytes that were lost it is less sure again.
_SURE = 1.0
_LIKELY = 0.95
_ENTITY = 0.9
_GUESSED = 0.85


class _Change(NamedTuple):
    """A change to a string on its way: what stood from `start` to `end` becomes `after`, and why.

    A tuple and not a dataclass because a page of mojibake has a great many of them.
    """

    start: int
    end: int
    after: str
    reasons: tuple[str, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class _Substitution:
    """A step of ftfy's that replaces what a pattern matches, each match by itself."""

    pattern: re.Pattern[str]
    fix: Callable[[str], str]
    reason: str
    confidence: float


_SUBSTITUTIONS = {
    "unescape_html": _Substitution(chardata.HTML_ENTITY_RE, fixes.unescape_html, "HTML entity", _ENTITY),
    "remove_terminal_escapes": _Substitution(
        fixes.ANSI_RE, fixes.remove_terminal_escapes, "terminal escape sequence", _SURE
    ),
    "fix_c1_controls": _Substitution(
        chardata.C1_CONTROL_RE, fixes.fix_c1_controls, "mojibake: Windows-1252 read as Latin-1", _LIKELY
    ),
    "fix_surrogates": _Substitution(_SURROGATES, fixes.fix_surrogates, "stray UTF-16 surrogate", _SURE),
    "remove_control_chars": _Substitution(_CONTROL_CHARACTERS, fixes.remove_control_chars, "control character", _SURE),
}

# What ftfy does to bytes before it decodes them, as it does it: pattern by pattern.
_TRANSCODERS: dict[str, tuple[tuple[re.Pattern[bytes], Callable[[bytes], bytes], float], ...]] = {
    "restore_byte_a0": (
        (fixes.A_GRAVE_WORD_RE, lambda _: b"\xc3\xa0 ", _LIKELY),
        (chardata.ALTERED_UTF8_RE, lambda found: found.replace(b" ", b"\xa0"), _LIKELY),
    ),
    "replace_lossy_sequences": ((chardata.LOSSY_UTF8_RE, lambda _: "\ufffd".encode(), _GUESSED),),
}


class Characters:
    """Repairs mojibake, HTML entities, control characters and terminal escapes; leaves style alone.

    Examples:
        >>> for edit in Characters().propose("It doesnâ€™t hurt &amp; it wonâ€™t."):
        ...     print(edit.start, edit.before, edit.after, edit.reason, sep=" | ")
        8 | â€™ | ’ | mojibake: UTF-8 read as Windows-1252
        18 | &amp; | & | HTML entity
        30 | â€™ | ’ | mojibake: UTF-8 read as Windows-1252
        >>> Characters().propose("“Curly quotes” and the ﬁ ligature are style.")
        []

    Args:
        misreadings: What reads a line anew that ftfy leaves implausible; None leaves all to ftfy.
    """

    def __init__(self, misreadings: Misreadings | None = None) -> None:
        self._misreadings = misreadings

    def propose(self, text: str) -> list[Edit]:
        """Propose the edits that turn each line of a text, outside code, into what ftfy makes of it.

        Args:
            text: Any string, lone surrogates included.

        Returns:
            Edits in order of their place, without overlap; none for clean text and for text to which the
            edits have been applied.
        """
        if text.isascii() and not _WORTH_A_LOOK.search(text):
            return []
        edits = [
            Edit(
                start=change.start,
                end=change.end,
                before=text[change.start : change.end],
                after=change.after,
                repair="characters",
                reason=", then ".join(change.reasons),
                confidence=change.confidence,
            )
            for change in _settled_changes(text)
            if text[change.start : change.end] != change.after
        ]
        return edits if self._misreadings is None else self._misreadings.instead_of(edits, text)


def _settled_changes(text: str) -> Sequence[_Change]:
    """Find the changes to all lines of a text, until none is left to change."""
    stages = [list(_changes_by_line(text))]
    fixed = _applied(text, stages[0])
    # What was repaired may open or close code: `&#96;` is a backtick.
    while fixed != text and ("`" in fixed or "~~~" in fixed):
        again = list(_changes_by_line(fixed))
        before, fixed = fixed, _applied(fixed, again)
        if fixed == before:
            break
        stages.append(again)
    return _compose(len(text), stages, fixed)


def _changes_by_line(text: str) -> Iterator[_Change]:
    """Find the changes to all lines of a text, once."""
    fences = fenced(text)
    end = 0
    # Most pages are clean and cost one search; of the others, lines without anything suspicious are passed over.
    while (suspicious := _WORTH_A_LOOK.search(text, end)) is not None:
        start = text.rfind("\n", end, suspicious.start()) + 1 or end
        end = text.find("\n", start) + 1 or len(text)
        line = text[start:end]
        if _may_change(line):
            while fences and fences[-1][1] <= start:
                fences.pop()
            if fences and fences[-1][0] <= start:
                yield from _moved(_line_changes(line, _CODE_CONFIG), start)
            else:
                for first, last, config in _parts(line):
                    yield from _moved(_line_changes(line[first:last], config), start + first)


def _parts(line: str) -> Iterator[tuple[int, int, ftfy.TextFixerConfig]]:
    """Take a line apart into code and what is not code; each part with what is to be repaired in it."""
    outside = CONFIG
    place = 0
    for start, end in inline_code(line):
        # Tags anywhere in the line say that its entities are meant.
        outside = CONFIG._replace(unescape_html=False) if "<" in line else CONFIG
        yield place, start, outside
        yield start, end, _CODE_CONFIG
        place = end
    yield place, len(line), outside


def _may_change(line: str) -> bool:
    """Tell whether ftfy could change a line; False is certain, as each of its steps needs one of these."""
    return bool(_SUSPECT.search(line)) or (not line.isascii() and is_bad(line))


def _line_changes(line: str, config: ftfy.TextFixerConfig) -> Sequence[_Change]:
    """Find what ftfy changes in a line, or a part of one, span by span."""
    short, shortening = _without_deep_ampersands(line) if config.unescape_html else (line, [])
    fixed, plan = ftfy.fix_and_explain(short, config)
    if fixed == line:
        return []
    stages = [shortening, _follow(short, plan or (), fixed)]
    if "\n" in fixed[:-1]:
        # `&#10;` broke the line; each new line is looked at by itself, as if it had come in like that.
        again = list(_changes_by_line(fixed))
        stages.append(again)
        fixed = _applied(fixed, again)
    return _compose(len(line), stages, fixed)


def _without_deep_ampersands(line: str) -> tuple[str, list[_Change]]:
    """Shorten ampersands that were escaped over and over, where ftfy would unescape them all."""
    if "<" in line:
        return line, []
    few = "&" + "amp;" * _MOST_AMPERSANDS
    entity = _SUBSTITUTIONS["unescape_html"]
    shortening = [
        _Change(*match.span(), few, (entity.reason,), entity.confidence) for match in _NESTED_AMPERSAND.finditer(line)
    ]
    return _applied(line, shortening), shortening


def _follow(text: str, plan: Sequence[tuple[str, str]], fixed: str) -> Sequence[_Change]:
    """Follow ftfy's plan from a text to what it fixed, and tell what changed where.

    Args:
        text: What ftfy was given.
        plan: The steps that ftfy took, as (action, parameter).
        fixed: What ftfy gave.

    Returns:
        The changes that turn `text` into `fixed`.
    """
    stages: list[Sequence[_Change]] = []
    state = text
    steps = iter(plan)
    for action, name in steps:
        if action == "encode":
            transcoders, decoding = _rest_of_recoding(steps)
            stage = _recoded(state, name, transcoders, decoding)
        elif name == "decode_inconsistent_utf8":
            stage = _inconsistent(state)
        elif name in _SUBSTITUTIONS:
            stage = _substituted(state, _SUBSTITUTIONS[name])
        else:
            break  # a step that is not known here; the check below catches it
        state = _applied(state, stage)
        stages.append(stage)
    if state == fixed:
        return _compose(len(text), stages, fixed)
    # A later ftfy may do what is not followed here. What it gives still counts, then in one piece.
    return _whole(text, fixed)


def _substituted(text: str, substitution: _Substitution) -> list[_Change]:
    """Find the changes of a step that replaces matches of a pattern."""
    return [
        _Change(*match.span(), after, (substitution.reason,), substitution.confidence)
        for match in substitution.pattern.finditer(text)
        if (after := substitution.fix(match[0])) != match[0]
    ]


def _inconsistent(text: str) -> list[_Change]:
    """Find the changes of ftfy's `decode_inconsistent_utf8`: mojibake in a line that is not all mojibake."""
    changes: list[_Change] = []
    for match in chardata.UTF8_DETECTOR_RE.finditer(text):
        if len(match[0]) < len(text) and is_bad(match[0]):
            fixed, plan = ftfy.fix_encoding_and_explain(match[0])
            changes += _moved(_follow(match[0], plan or (), fixed), match.start())
    return changes


def _rest_of_recoding(steps: Iterator[tuple[str, str]]) -> tuple[list[str], str]:
    """Take from a plan what follows on an encoding: what is done to the bytes, and how to decode them."""
    transcoders: list[str] = []
    for action, name in steps:
        if action == "decode":
            return transcoders, name
        transcoders.append(name)
    raise AssertionError("ftfy encoded a text without decoding it again")


def _recoded(text: str, encoding: str, transcoders: Iterable[str], decoding: str) -> Sequence[_Change]:
    """Find the changes of encoding a text, mending the bytes, and decoding them in another way.

    Args:
        text: The text, all of which `encoding` has.
        encoding: The encoding that the text was wrongly read in.
        transcoders: What ftfy does to the bytes before decoding them.
        decoding: The encoding that the bytes are really in.

    Returns:
        The changes.
    """
    reasons = (f"mojibake: {_encoding_name(decoding)} read as {_encoding_name(encoding)}",)
    # Every encoding that ftfy tries has one byte for each character, so places in the text are places in its
    # bytes. The bytes are held as a string, which lets all stages be of one kind.
    state = text.encode(encoding).decode("latin-1")
    stages: list[list[_Change]] = []
    for transcoder in transcoders:
        for pattern, fix, confidence in _TRANSCODERS.get(transcoder, ()):
            stage = [
                _Change(*match.span(), fix(match[0]).decode("latin-1"), reasons, confidence)
                for match in pattern.finditer(state.encode("latin-1"))
            ]
            state = _applied(state, stage)
            stages.append(stage)
    # Characters that are neither ASCII nor in such a run read the same before and after.
    run = _C1_RUN if decoding == "windows-1252" else _NON_ASCII_RUN
    decoded = [
        _Change(*match.span(), match[0].decode(decoding), reasons, _LIKELY)
        for match in run.finditer(state.encode("latin-1"))
    ]
    return _compose(len(text), [*stages, decoded], _applied(state, decoded))


def _encoding_name(encoding: str) -> str:
    """Write the name of a codec of ftfy's as people do."""
    name = encoding.removeprefix("sloppy-").removesuffix("-variants")
    return _ENCODING_NAMES.get(name) or name.replace("windows", "Windows").replace("utf", "UTF").replace("iso", "ISO")


def _whole(text: str, fixed: str) -> list[_Change]:
    """Give one change from a text to another, without the beginning and the end that they share."""
    start = _shared(text, fixed)
    shared_end = _shared(text[start:][::-1], fixed[start:][::-1])
    return [_Change(start, len(text) - shared_end, fixed[start : len(fixed) - shared_end], ("ftfy",), _LIKELY)]


def _shared(one: str, other: str) -> int:
    """Count the characters that two strings have in common at their beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (left, right) in pairs if left != right), min(len(one), len(other)))


def _moved(changes: Iterable[_Change], distance: int) -> Iterator[_Change]:
    """Move changes to where the string that they were found in begins."""
    return (
        _Change(start + distance, end + distance, after, reasons, confidence)
        for start, end, after, reasons, confidence in changes
    )


def _applied(text: str, changes: Iterable[_Change]) -> str:
    """Apply changes to the string that they were found in."""
    pieces: list[str] = []
    position = 0
    for change in changes:
        pieces += (text[position : change.start], change.after)
        position = change.end
    return "".join((*pieces, text[position:]))


def _compose(length: int, stages: Iterable[Sequence[_Change]], final: str) -> Sequence[_Change]:
    """Make the changes of several stages, each to what the one before it gave, changes to the first string.

    Args:
        length: The length of the first string.
        stages: The changes of each stage, in order of their place.
        final: The string after the last stage.

    Returns:
        Changes to the first string. What several stages did to a place is one change, with all their reasons.
    """
    stages = [stage for stage in stages if stage]
    if len(stages) < 2:
        return stages[0] if stages else ()
    # From where to where in the first string each character of the current one comes. The characters of a
    # replacement all come from the whole of what it replaced.
    starts = array("q", range(length))
    ends = array("q", range(1, length + 1))
    touched: list[tuple[int, int, int, _Change]] = []
    for number, stage in enumerate(stages):
        next_starts, next_ends = array("q"), array("q")
        position = 0
        for change in stage:
            start, end = starts[change.start], ends[change.end - 1]
            touched.append((start, end, number, change))
            next_starts += starts[position : change.start] + array("q", [start]) * len(change.after)
            next_ends += ends[position : change.start] + array("q", [end]) * len(change.after)
            position = change.end
        starts, ends = next_starts + starts[position:], next_ends + ends[position:]
    return [
        _Change(
            start,
            end,
            final[bisect_left(starts, start) : bisect_left(starts, end)],
            tuple(dict.fromkeys(reason for _, change in sorted(parts, key=_number) for reason in change.reasons)),
            min(change.confidence for _, change in parts),
        )
        for start, end, parts in _clusters(touched)
    ]


def _clusters(
    touched: list[tuple[int, int, int, _Change]],
) -> Iterator[tuple[int, int, list[tuple[int, _Change]]]]:
    """Bring together what overlaps: (start, end, the stages' numbers and changes)."""
    touched.sort(key=lambda item: item[:3])
    start = end = 0
    parts: list[tuple[int, _Change]] = []
    for next_start, next_end, number, change in touched:
        if parts and next_start >= end:
            yield start, end, parts
            parts = []
        if not parts:
            start, end = next_start, next_end
        end = max(end, next_end)
        parts.append((number, change))
    if parts:
        yield start, end, parts


def _number(part: tuple[int, _Change]) -> int:
    return part[0]
