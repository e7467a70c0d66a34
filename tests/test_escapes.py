r"""Escapes of other formats: gone from running prose, kept in addresses, code and text about them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import textmend
from textmend.repairs.escapes import Escapes


@pytest.mark.parametrize(
    ("damaged", "repaired"),
    [
        (r"It\u2019s a caf\u00e9 with \u201cgood\u201d tea.", "It’s a café with “good” tea."),
        (r"Bread \ud83c\udf5eand butter", r"Bread 🍞and butter"),
        ("It%E2%80%99s a caf%C3%A9.", "It’s a café."),
        ("It=E2=80=99s a caf=C3=A9.", "It’s a café."),
        ("It&#8217s late, and she&#x2019 knows.", "It’s late, and she’ knows."),
        ("The &amp;amp;rsquo; is the baker&amp;amp;rsquo;s.", "The ’ is the baker’s."),
        (r"Tea and\/or coffee, 24\/7.", "Tea and/or coffee, 24/7."),
        (r"She said \"come in\" and shut the door.", 'She said "come in" and shut the door.'),
        (r"It\u00e2\u20ac\u2122s twice wrong.", "It’s twice wrong."),
    ],
)
def test_escapes_in_prose_go(damaged: str, repaired: str) -> None:
    assert textmend.clean(damaged) == repaired


@pytest.mark.parametrize(
    "text",
    [
        r"In JSON an apostrophe is \u2019 and an é is \u00e9 .",
        r"The class [\u4e00-\u9fff] holds ideographs; C:\u2019\users holds none.",
        r'{"name": "Caf\u00e9", "open": true}',
        "See https://example.org/caf%C3%A9 and www.example.org/?q=caf%C3%A9, Caf%C3%A9.pdf or q=%E2%80%99s.",
        "It%20is%E2%80%94so%20said%20he was a part of an address.",
        r"http:\/\/example.org\/a and the path a\\/b",
        r'print("she said \"yes\"")',
        r"x = \"a\" and {\"b\": 1}",
        "50%C is no escape, nor is a=C3=B4=x or AT&#x.",
        r"Type `\u2019` or `&#8217` for it.",
        "```\nIt\\u2019s\n```",
        r"one \" alone",
    ],
)
def test_escapes_that_are_meant_stay(text: str) -> None:
    assert Escapes().propose(text) == []


scraps = st.sampled_from(
    ["it", "\\u2019", "\\ud83c", "\\udf5e", '\\"', "\\/", "%E2%80%99", "=C3=A9", "&#8217", " ", "\n", "`"]
)


@given(st.lists(st.one_of(scraps, st.text(max_size=2)), max_size=12).map("".join))
def test_edits_fit_the_text(text: str) -> None:
    end = 0
    for edit in Escapes().propose(text):
        assert edit.before == text[edit.start : edit.end] != edit.after
        assert edit.start >= end
        end = edit.end
