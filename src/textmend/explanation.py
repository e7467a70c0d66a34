"""What was done to a page, told to a person (`explain`) or to a program (`as_dict`)."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import groupby
from typing import Any, NamedTuple

from textmend.edits import Edit, Shifts, apply
from textmend.mended import Mended
from textmend.spin.evidence import Evidence

# Characters of the line shown on each side of an edit, and of a long removal at each of its ends.
_CONTEXT = 36
_LONGEST = 120

# In colour (ANSI), and without: the marks of `git diff --word-diff`, which many people read already.
_COLOURED = {
    "before": ("\033[31m\033[9m", "\033[0m"),
    "after": ("\033[32m", "\033[0m"),
    "line": ("\033[1m", "\033[0m"),
}
_PLAIN = {"before": ("[-", "-]"), "after": ("{+", "+}"), "line": ("", "")}


class Placed(NamedTuple):
    """An edit with the text that it was proposed for, and where that place was in the original."""

    stage: int
    edit: Edit
    text: str
    line: int


def explain(mended: Mended, name: str, colour: bool = False) -> str:
    r"""Tell what was changed, why, and how sure that is, line by line of the original.

    Args:
        mended: A mended page.
        name: What to call it, such as its file name.
        colour: Mark the changes by ANSI colours rather than by `[-before-]{+after+}`.

    Examples:
        >>> import textmend
        >>> print(explain(textmend.mend("Whoever\nsaid it doesnâ€™t."), "note.txt").splitlines()[1])
        line 2
    """
    marks = _COLOURED if colour else _PLAIN
    lines = []
    places = sorted(placed(mended), key=lambda place: place.line)
    for number, group in groupby(places, lambda place: place.line):
        lines.append(_marked(f"line {number}", marks["line"]))
        for place in group:
            edit = place.edit
            lines.append(f"  {_in_context(place, marks)}")
            lines.append(f"      {edit.repair}, sure {edit.confidence:.2f}: {_visible(edit.reason)}")
    return "\n".join([_marked(name, marks["line"]), *lines, *_summary(mended)]) + "\n"


def as_dict(mended: Mended, name: str) -> dict[str, Any]:
    """Give the same for programs: lengths, evidence and edits, ready for JSON.

    Each edit has the fields of `Edit` and its `stage`, from 0: its offsets count in the text that the stages
    before it give, and stage 0 counts in the original.
    """
    return {
        "file": name,
        "encoding": mended.encoding,
        "original_length": len(mended.original),
        "mended_length": len(mended.text),
        "evidence": evidence_as_dict(mended.evidence),
        "edits": [{"stage": number, **asdict(edit)} for number, stage in enumerate(mended.stages) for edit in stage],
    }


def evidence_as_dict(evidence: Evidence) -> dict[str, Any]:
    """Give the evidence of spinning for programs, ready for JSON.

    Examples:
        >>> evidence_as_dict(Evidence(gain=-0.32, words=310, windows=()))
        {'spun': False, 'spun_words': 0, 'spun_share': 0.0, 'gain': -0.32, 'words': 310, 'windows': ()}
    """
    verdict = {name: getattr(evidence, name) for name in ("spun", "spun_words", "spun_share")}
    return {**verdict, **asdict(evidence)}


def placed(mended: Mended) -> Iterator[Placed]:
    r"""Give each edit with the line of the original, from 1, in which it begins.

    Examples:
        >>> import textmend
        >>> [place.line for place in placed(textmend.mend("Whoever\nsaid it doesnâ€™t."))]
        [2]
    """
    line_starts = [0, *(place + 1 for place, character in enumerate(mended.original) if character == "\n")]
    earlier: list[Shifts] = []
    text = mended.original
    for number, stage in enumerate(mended.stages):
        for edit in stage:
            place = _first_shown(edit)
            for shifts in reversed(earlier):
                place = shifts.start(place)
            yield Placed(number, edit, text, bisect_right(line_starts, place))
        earlier.append(Shifts(stage))
        text = apply(text, stage)


def _first_shown(edit: Edit) -> int:
    """Where what a reader sees of an edit begins: a removed line may come with the line end before it."""
    if not edit.before.strip():
        return edit.start
    return edit.start + len(edit.before) - len(edit.before.lstrip("\r\n"))


def _in_context(place: Placed, marks: dict[str, tuple[str, str]]) -> str:
    edit, text = place.edit, place.text
    start, end = edit.start, edit.end
    if edit.before.strip() and not edit.after:
        # The line ends that go with a removed line are no part of what a reader looks for.
        start, end = _first_shown(edit), edit.start + len(edit.before.rstrip("\r\n"))
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    if text[line_end - 1 : line_end + 1] == "\r\n" and line_end > end:
        line_end -= 1
    return "".join(
        [
            "…" if start - _CONTEXT > line_start else "",
            _visible(text[max(line_start, start - _CONTEXT) : start]),
            _marked(_clipped(text[start:end]), marks["before"]),
            _marked(_clipped(edit.after), marks["after"]),
            _visible(text[end : min(line_end, end + _CONTEXT)]),
            "…" if end + _CONTEXT < line_end else "",
        ]
    )


def _marked(text: str, marks: tuple[str, str]) -> str:
    return f"{marks[0]}{text}{marks[1]}" if text else ""


def _clipped(text: str) -> str:
    if len(text) > _LONGEST:
        return f"{_visible(text[: _LONGEST // 2])} … {_visible(text[-_LONGEST // 2 :])}"
    return _visible(text)


def _visible(text: str) -> str:
    """Show what is invisible, and keep what a page holds from steering the terminal."""
    if text.isprintable():
        return text
    return "".join(
        character
        if character.isprintable()
        else "↵"
        if character == "\n"
        else character.encode("unicode_escape").decode("ascii")
        for character in text.replace("\r\n", "\n")
    )


def _summary(mended: Mended) -> Iterable[str]:
    counts = Counter(edit.repair for edit in mended.edits)
    if counts:
        total = sum(counts.values())
        by_repair = ", ".join(f"{repair} {count}" for repair, count in counts.items())
        yield f"{total} {'edit' if total == 1 else 'edits'}: {by_repair}"
    else:
        yield "nothing to mend"
    yield evidence_in_words(mended.evidence)


def evidence_in_words(evidence: Evidence) -> str:
    """Say what the evidence of spinning is.

    Examples:
        >>> evidence_in_words(Evidence(gain=-0.32, words=310, windows=()))
        'not spun: taking it for spun explains its words worse, by 0.32 nats a word over 310 words'
        >>> evidence_in_words(Evidence(gain=0.0, words=0, windows=()))
        'spun or not: not judged'
    """
    if not evidence.words:
        return "spun or not: not judged"
    spun = evidence.spun_words
    verdict = "not spun" if not spun else "spun" if spun == evidence.words else f"spun ({spun} words of it)"
    better = "better" if evidence.gain > 0 else "worse"
    return (
        f"{verdict}: taking it for spun explains its words {better}, by {abs(evidence.gain):.2f} nats a word "
        f"over {evidence.words} words"
    )
