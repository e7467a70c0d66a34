"""`edits.apply`, `inverse` and `without` against a naive reference that follows every character."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmend.edits import Edit, Shifts, apply, inverse, without


def edit(start: int, before: str, after: str, reason: str = "") -> Edit:
    return Edit(start, start + len(before), before, after, "demo", reason, 0.5)


@st.composite
def edits_for(draw: st.DrawFn, text: str, stage: int = 0, least: int = 0) -> list[Edit]:
    """Edits that fit a text: replacements, removals and insertions, apart or touching."""
    bounds = draw(st.lists(st.integers(0, len(text)), min_size=2 * least, max_size=8).map(sorted))
    pairs = zip(bounds[::2], bounds[1::2], strict=False)
    return [
        edit(start, text[start:end], draw(st.text("abc", max_size=4)), f"{stage}.{number}")
        for number, (start, end) in enumerate(pairs)
    ]


@st.composite
def chains(draw: st.DrawFn) -> tuple[str, list[list[Edit]], list[Edit]]:
    """A text, stages of edits that follow each other, and the edits to reject."""
    text = original = draw(st.text("xyz", max_size=12))
    stages = []
    for number in range(draw(st.integers(1, 4))):
        stages.append(draw(edits_for(text, number)))
        text = apply(text, stages[-1])
    every = [edit for stage in stages for edit in stage]
    rejected = draw(st.lists(st.sampled_from(every), max_size=4)) if every else []
    return original, stages, rejected


@dataclass
class Piece:
    """A stretch of text as it reads with all edits and without the rejected ones."""

    full: str
    other: str
    differs: bool


def naive_without(
    text: str, stages: list[list[Edit]], rejected: list[Edit]
) -> tuple[str, tuple[tuple[Edit, ...], ...]]:
    """Follow each character through the stages; give the text without the rejected edits, and the rest."""
    pieces = [Piece(character, character, False) for character in text]
    remaining = []
    for stage in stages:
        starts = [sum(len(piece.full) for piece in pieces[:index]) for index in range(len(pieces) + 1)]

        def touched(change: Edit, pieces=pieces, starts=starts) -> tuple[int, int]:
            """The pieces, first and one past the last, that an edit changes."""
            inside = [
                index
                for index, piece in enumerate(pieces)
                if starts[index] < change.end and starts[index] + len(piece.full) > change.start
            ]
            if inside:
                return inside[0], inside[-1] + 1
            # An insertion between pieces, after what was there before and takes no room now.
            index = max(index for index, start in enumerate(starts) if start == change.start)
            return index, index

        groups: list[tuple[int, int, list[Edit]]] = []
        for change in stage:
            first, last = touched(change)
            if groups and first < groups[-1][1]:
                groups[-1] = (groups[-1][0], max(last, groups[-1][1]), [*groups[-1][2], change])
            else:
                groups.append((first, last, [change]))
        result: list[Piece] = []
        kept = []
        done = 0
        for first, last, changes in groups:
            result += pieces[done:first]
            group = pieces[first:last]
            done = last
            (change, *more) = changes
            if not more and change not in rejected and not any(piece.differs for piece in group):
                place = sum(len(piece.other) for piece in pieces[:first])
                kept.append(replace(change, start=place, end=place + len(change.before)))
                result += [Piece(character, character, False) for character in change.after]
            else:
                base = starts[first]
                full = "".join(piece.full for piece in group)
                shifted = [replace(one, start=one.start - base, end=one.end - base) for one in changes]
                result.append(Piece(apply(full, shifted), "".join(piece.other for piece in group), True))
        pieces = result + pieces[done:]
        remaining.append(tuple(kept))
    return "".join(piece.other for piece in pieces), tuple(remaining)


@given(st.text(max_size=20).flatmap(lambda text: st.tuples(st.just(text), edits_for(text))))
def test_apply_is_string_slicing_from_the_end(case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    expected = text
    for change in reversed(edits):
        expected = expected[: change.start] + change.after + expected[change.end :]
    assert apply(text, edits) == expected


@given(st.text(max_size=20).flatmap(lambda text: st.tuples(st.just(text), edits_for(text))))
def test_inverse_takes_edits_back(case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    changed = apply(text, edits)
    assert apply(changed, inverse(edits)) == text
    assert apply(text, inverse(inverse(edits))) == changed
    assert inverse(inverse(edits)) == edits


@settings(max_examples=1000, deadline=None)
@given(st.text(max_size=20).flatmap(lambda text: st.tuples(st.just(text), edits_for(text))))
def test_shifts_tell_where_each_character_was(case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    before: list[tuple[int, int]] = []
    place = 0
    for edit in edits:
        before += [(kept, kept + 1) for kept in range(place, edit.start)]
        before += [(edit.start, edit.end)] * len(edit.after)
        place = edit.end
    before += [(kept, kept + 1) for kept in range(place, len(text))]
    shifts = Shifts(edits)
    assert [(shifts.start(place), shifts.end(place + 1)) for place in range(len(apply(text, edits)))] == before


@given(chains())
def test_without_is_what_following_each_character_gives(
    case: tuple[str, list[list[Edit]], list[Edit]],
) -> None:
    text, stages, rejected = case
    expected, remaining = naive_without(text, stages, rejected)
    assert without(stages, rejected) == remaining
    for stage in without(stages, rejected):
        text = apply(text, stage)
    assert text == expected


@given(chains())
def test_without_nothing_is_everything(case: tuple[str, list[list[Edit]], list[Edit]]) -> None:
    _, stages, _ = case
    assert without(stages, []) == tuple(map(tuple, stages))


@given(chains())
def test_without_everything_is_nothing(case: tuple[str, list[list[Edit]], list[Edit]]) -> None:
    _, stages, _ = case
    assert without(stages, [edit for stage in stages for edit in stage]) == tuple(() for _ in stages)


@settings(deadline=None)
@given(chains())
def test_rejected_edits_are_gone_and_others_keep_what_they_say(
    case: tuple[str, list[list[Edit]], list[Edit]],
) -> None:
    _, stages, rejected = case
    reasons = {edit.reason: edit for stage in stages for edit in stage}
    for stage in without(stages, rejected):
        for change in stage:
            assert change.reason not in {edit.reason for edit in rejected}
            assert replace(reasons[change.reason], start=change.start, end=change.end) == change


def test_an_edit_within_what_a_rejected_one_wrote_goes_with_it() -> None:
    first = edit(0, "x", "aaa")
    second = edit(1, "a", "b")
    third = edit(4, "y", "z")  # stands on neither
    stages = [[first], [second], [third]]
    assert apply(apply(apply("xqy", stages[0]), stages[1]), stages[2]) == "abaqz"
    assert without(stages, [first]) == ((), (), (edit(2, "y", "z"),))
    assert without(stages, [second]) == ((first,), (), (third,))


def test_an_edit_across_the_place_of_a_rejected_removal_goes_with_it() -> None:
    removal = edit(1, "XX", "")
    across = edit(0, "ab", "c")
    beside = edit(0, "a", "c")
    assert without([[removal], [across]], [removal]) == ((), ())
    assert without([[removal], [beside]], [removal]) == ((), (beside,))


def test_apply_refuses_what_does_not_fit() -> None:
    with pytest.raises(ValueError, match="overlap or are out of order at 1"):
        apply("abc", [edit(0, "ab", "x"), edit(1, "bc", "y")])
    with pytest.raises(ValueError, match="out of order at 0"):
        apply("abc", [edit(2, "c", "x"), edit(0, "a", "y")])
    with pytest.raises(ValueError, match="does not fit the text at 1"):
        apply("abc", [edit(1, "c", "x")])


def test_apply_without_edits_copies_nothing() -> None:
    text = "".join(["not ", "interned"])
    assert apply(text, []) is text
