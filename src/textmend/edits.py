"""The one currency of textmend: every change to a text is an `Edit`.

The mended text, its explanation, the undo and the benchmarks all derive from edits. Applying a list of
edits is the only way in which textmend changes a text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Edit:
    """One change to a text: what stood where, what stands there now, who changed it and why.

    Attributes:
        start: Where the change begins, in characters of the text that the repair was given.
        end: Where it ends; `start == end` for an insertion.
        before: The text from `start` to `end`.
        after: What stands in its place; empty for a removal.
        repair: The repair that proposed it: characters, furniture, duplicates or synonyms.
        reason: Why, in a few words that a person can read.
        confidence: How sure the repair is, from 0 to 1.
    """

    start: int
    end: int
    before: str
    after: str
    repair: str
    reason: str
    confidence: float


def apply(text: str, edits: Sequence[Edit]) -> str:
    """Apply edits to the text that they were proposed for.

    Args:
        text: The text that the edits' offsets count in.
        edits: Edits in order of their place; they may touch, not overlap.

    Returns:
        The changed text; `text` itself, not a copy, where there are no edits.

    Raises:
        ValueError: The edits are out of order, overlap, or do not fit the text.

    Examples:
        >>> apply("teh cat", [Edit(0, 3, "teh", "the", "demo", "typo", 1.0)])
        'the cat'
    """
    if not edits:
        return text
    pieces: list[str] = []
    position = 0
    for edit in edits:
        if edit.start < position:
            raise ValueError(f"edits overlap or are out of order at {edit.start}: {edit}")
        if text[edit.start : edit.end] != edit.before:
            raise ValueError(f"edit does not fit the text at {edit.start}: {edit}")
        pieces += (text[position : edit.start], edit.after)
        position = edit.end
    pieces.append(text[position:])
    return "".join(pieces)


def inverse(edits: Sequence[Edit]) -> list[Edit]:
    """Give the edits that take `edits` back; their offsets count in the changed text.

    Examples:
        >>> there = [Edit(0, 3, "teh", "the", "demo", "typo", 1.0)]
        >>> apply(apply("teh cat", there), inverse(there))
        'teh cat'
    """
    back = []
    shift = 0
    for edit in edits:
        start = edit.start + shift
        end = start + len(edit.after)
        back.append(Edit(start, end, edit.after, edit.before, edit.repair, edit.reason, edit.confidence))
        shift += len(edit.after) - len(edit.before)
    return back


class Shifts:
    """Where places of the text that edits gave were in the text before.

    Args:
        edits: Edits in order of their place.

    Examples:
        >>> shifts = Shifts([Edit(0, 5, "&amp;", "&", "demo", "an entity", 1.0)])
        >>> shifts.start(0), shifts.end(1), shifts.start(2), shifts.end(3)
        (0, 5, 6, 7)
    """

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._edits = edits
        self._starts = []  # where what each edit wrote begins, in the text after them
        self._shifts = []  # how far the text after each edit has moved
        shift = 0
        for edit in edits:
            self._starts.append(edit.start + shift)
            shift += len(edit.after) - len(edit.before)
            self._shifts.append(shift)

    def start(self, place: int) -> int:
        """Tell where what begins at a place began."""
        return self._before(place)[0]

    def end(self, place: int) -> int:
        """Tell where what ends at a place ended; something ends there, so the place is not 0."""
        return self._before(place - 1)[1]

    def _before(self, place: int) -> tuple[int, int]:
        """Give what a character was: itself, or all that the edit replaced which wrote it."""
        index = bisect_right(self._starts, place) - 1
        if index < 0:
            return place, place + 1
        edit = self._edits[index]
        if place < self._starts[index] + len(edit.after):
            return edit.start, edit.end
        return place - self._shifts[index], place - self._shifts[index] + 1


def without(stages: Sequence[Sequence[Edit]], rejected: Iterable[Edit]) -> tuple[tuple[Edit, ...], ...]:
    """Take single edits out of a chain of stages and move the later ones to where they then belong.

    Args:
        stages: Lists of edits, each proposed for the text that the one before it gives.
        rejected: The edits to take out. A later edit that overlaps what a rejected one had written stands on
            it and goes with it.

    Returns:
        The stages that remain, in the same number and order.

    Examples:
        >>> first = [Edit(0, 3, "teh", "the", "demo", "typo", 1.0), Edit(4, 7, "cta", "cat", "demo", "typo", 1.0)]
        >>> second = [Edit(4, 7, "cat", "dog", "demo", "wish", 0.5)]
        >>> without([first, second], [first[1]]) == ((first[0],), ())
        True
    """
    taken = set(rejected)
    dirty: list[tuple[int, int, int]] = []  # spans that read differently without the rejected, and by how much
    remaining = []
    for stage in stages:
        kept = []
        next_dirty = []
        moved = 0  # how far the text without the rejected edits is ahead of the stage's own, before this stage
        grown = 0  # how far this stage has moved its own text
        for start, end, growth, edits in _clusters(stage, dirty):
            written = sum(len(edit.after) - len(edit.before) for edit in edits)
            if growth is None and taken.isdisjoint(edits):
                kept += [replace(edit, start=edit.start + moved, end=edit.end + moved) for edit in edits]
            else:
                next_dirty.append((start + grown, end + grown + written, (growth or 0) - written))
                moved += growth or 0
            grown += written
        dirty = next_dirty
        remaining.append(tuple(kept))
    return tuple(remaining)


def _clusters(
    stage: Sequence[Edit], dirty: Sequence[tuple[int, int, int]]
) -> Iterator[tuple[int, int, int | None, list[Edit]]]:
    """Group a stage's edits with the dirty spans that they overlap: (start, end, growth or None, edits)."""
    items: list[tuple[int, int, int | None, list[Edit]]] = [(start, end, size, []) for start, end, size in dirty]
    items += [(edit.start, edit.end, None, [edit]) for edit in stage]
    items.sort(key=lambda item: item[:2])
    current: tuple[int, int, int | None, list[Edit]] | None = None
    for start, end, growth, edits in items:
        if current is not None and start < current[1]:
            both = None if current[2] is None and growth is None else (current[2] or 0) + (growth or 0)
            current = (current[0], max(current[1], end), both, current[3] + edits)
            continue
        if current is not None:
            yield current
        current = (start, end, growth, edits)
    if current is not None:
        yield current
