"""Holes that lost bytes left: filled where one word fits, else left."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import textmend
from textmend.repairs.lost_bytes import LostBytes


@pytest.mark.parametrize(
    ("damaged", "repaired"),
    [
        ("I don�t know why it�s shut.", "I don’t know why it’s shut."),
        ("The caf� had a clich� on its wall.", "The café had a cliché on its wall."),
        ("Her r�sum� is short.", "Her résumé is short."),
        (
            "It?s the baker?s oven; we?re sure they haven?t lit it.",
            "It’s the baker’s oven; we’re sure they haven’t lit it.",
        ),
        ("She canâ€t see, donâ€t ask, and itâ€s late.", "She can’t see, don’t ask, and it’s late."),
        ("weâre here and donât go, Iâm sure", "we’re here and don’t go, I’m sure"),
        ("“Itâs late,” he said.", "“It’s late,” he said."),
        ("She said â€œcome inâ€ and shut the door.", "She said “come in” and shut the door."),
        ("Go from â€œbb+â€? to â€œbbâ€�.", "Go from “bb+” to “bb”."),
        ("The teapot�s lid is lost.", "The teapot’s lid is lost."),
        ("DON�T RUN", "DON’T RUN"),
    ],
)
def test_holes_are_filled(damaged: str, repaired: str) -> None:
    assert textmend.clean(damaged) == repaired
    assert all(edit.confidence < 1 for edit in LostBytes().propose(damaged))


@pytest.mark.parametrize(
    "text",
    [
        "The word � stands alone, as does b�g, and qx�zt is none.",
        "Is it caf? Did he say so?then? What?so? A?b:c and who?i.",
        "See https://example.org/page?s=1&it?s and index.php?t=2, or what?s=it.",
        "Un mât, un dégât, le goût et l’appât; les châteaux, âtres et pâtes; Atât, când, câte.",
        "Çok kâr ettik, lâle ve hâlâ; bânt.",
        "Write `don�t` and `It?s` so.",
        "```\nit?s don�t\n```",
    ],
)
def test_what_may_be_meant_or_has_several_answers_stays(text: str) -> None:
    assert LostBytes().propose(text) == []


scraps = st.sampled_from([*"�?âts“É\n` ", "don", "it", "caf", "â€", "â€œ"])


@given(st.lists(st.one_of(scraps, st.text(max_size=2)), max_size=12).map("".join))
def test_edits_fit_the_text(text: str) -> None:
    end = 0
    for edit in LostBytes().propose(text):
        assert edit.before == text[edit.start : edit.end] != edit.after
        assert edit.start >= end
        end = edit.end
