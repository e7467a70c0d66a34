"""Characters that nobody sees and letters that look like others: gone where they are out of place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import textmend
from textmend.repairs.disguises import Disguises


@pytest.mark.parametrize(
    ("damaged", "repaired"),
    [
        ("The ket\u200btle is on, and the sco\u200dnes are\u2060n’t.", "The kettle is on, and the scones aren’t."),
        ("ча\u200bй и хлеб", "чай и хлеб"),
        ("A soft hyphen\xad, and one \xadhere.", "A soft hyphen, and one here."),
        ("\u200eAn address\u200e, \u202aembedded\u202c.", "An address, embedded."),
        ("My раypal and pаssword", "My paypal and password"),
        ("Стaрый мельник", "Старый мельник"),
        ("Get it 𝐟𝐨𝐫 𝐟𝐫𝐞𝐞, 𝓭𝓮𝓪𝓻 𝓯𝓻𝓲𝓮𝓷𝓭", "Get it for free, dear friend"),
        ("\ufeffA mark of byte order", "A mark of byte order"),
    ],
)
def test_disguises_go(damaged: str, repaired: str) -> None:
    assert textmend.clean(damaged) == repaired


@pytest.mark.parametrize(
    "text",
    [
        "می‌خواهم کتاب‌ها را بخوانم.",
        "क्‍ष और र्‍य",
        "A family 👨‍👩‍👧 and a rainbow 🏳️‍🌈",
        "ភាសា\u200bខ្មែរ และ\u200bไทย",
        "Donau\xaddampf\xadschiff, Auf\u200clage",
        "The word \u200fשלום\u200f is Hebrew, (\u202bعربي\u202c) Arabic.",
        "USB-кабель, 3D-модель, Wi-Fi-сети, iPhone’ом, PDFы, ITшник, СD",
        "If 𝑎𝑏 = 𝑠𝑖𝑛 𝑥 + 𝒄𝒐𝒔𝒕, then ℝ ⊂ ℂ, and 𝔸 is a ring; 𝒩 too.",
        "α-helix, μg, βcell, Ωmega",
        "Write `pаypal` and `ket\u200btle` so.",
    ],
)
def test_what_has_a_meaning_stays(text: str) -> None:
    assert Disguises().propose(text) == []


scraps = st.sampled_from([*"\u200b\u200d\xad\u200eарש\n` ", "ket", "tle", "pay", "𝐟𝐫𝐞𝐞"])


@given(st.lists(st.one_of(scraps, st.text(max_size=2)), max_size=12).map("".join))
def test_edits_fit_the_text(text: str) -> None:
    end = 0
    for edit in Disguises().propose(text):
        assert edit.before == text[edit.start : edit.end] != edit.after
        assert edit.start >= end
        end = edit.end
