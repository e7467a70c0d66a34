"""Where code stands in a text, in the manner of Markdown: between backticks in a line, and lines between fences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from textmend.edits import Edit

_BACKTICKS = re.compile("`+")
_FENCE = re.compile(r"^ {0,3}(?P<marks>`{3,}|~{3,})(?P<info>[^\n]*)$", re.MULTILINE)
_EMPTY_LINE = re.compile(r"\n[ \t\r]*\n")


def inline_code(line: str) -> Iterator[tuple[int, int]]:
    """Give where code between backticks stands in a line.

    As many backticks close as opened. One within a word (``don`t``) opens nothing, nor does one before a space; one
    after a space closes nothing (```` ``TeX'' and ``TeX'' ````).
    """
    runs = list(_BACKTICKS.finditer(line))
    nearest: dict[int, int] = {}
    closing = [0] * len(runs)
    for index in reversed(range(len(runs))):
        length = len(runs[index][0])
        closing[index] = nearest.get(length, -1)
        nearest[length] = index
    index = 0
    while index < len(runs):
        start, end = runs[index].span()
        closer = runs[closing[index]] if closing[index] >= 0 else None
        index += 1
        if closer is None or (start and line[start - 1].isalnum()):
            continue
        if not line[end].isspace() and not line[closer.start() - 1].isspace():
            yield start, closer.end()
            index = closing[index - 1] + 1


def fenced(text: str) -> list[tuple[int, int]]:
    """Give the lines between fences and the fences themselves, the last first; a fence without an end is none."""
    if "```" not in text and "~~~" not in text:
        return []
    fences = list(_FENCE.finditer(text))
    longest = {"`": 0, "~": 0}
    longest_after = [0] * len(fences)
    for index in reversed(range(len(fences))):
        marks, info = fences[index]["marks"], fences[index]["info"]
        longest_after[index] = longest[marks[0]]
        if not info.strip():
            longest[marks[0]] = max(longest[marks[0]], len(marks))
    found: list[tuple[int, int]] = []
    opened: re.Match[str] | None = None
    for index, fence in enumerate(fences):
        marks, info = fence["marks"], fence["info"]
        if opened is None:
            # With an empty line behind them, tildes are an ornament between two sections.
            ornament = marks[0] == "~" and _EMPTY_LINE.match(text, fence.end()) is not None
            if len(marks) <= longest_after[index] and not ("`" in info or ornament):
                opened = fence
        elif marks[0] == opened["marks"][0] and len(marks) >= len(opened["marks"]) and not info.strip():
            found.append((opened.start(), fence.end()))
            opened = None
    return found[::-1]


def code_spans(text: str) -> list[tuple[int, int]]:
    """Give where code stands, between fences and between backticks, in order."""
    if "`" not in text and "~~~" not in text:
        return []
    spans = sorted(fenced(text))
    start = 0
    for line in text.split("\n"):
        spans += [(start + first, start + last) for first, last in inline_code(line)]
        start += len(line) + 1
    return sorted(spans)


def outside_code(text: str, edits: list[Edit]) -> list[Edit]:
    """Leave out the edits that lie in code."""
    spans = code_spans(text) if edits else []
    return [edit for edit in edits if not any(edit.start < end and start < edit.end for start, end in spans)]
