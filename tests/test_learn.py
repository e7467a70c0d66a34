"""Learning word pairs from aligned texts, and weights from spun text alone."""

from __future__ import annotations

import random

import numpy as np
import pytest

from textmend.learn.alignment import align
from textmend.learn.expectation import reestimate
from textmend.repairs.synonyms import built_in_channel
from textmend.spin.lexicon import Lexicon
from textmend.spin.tokens import sentences

ORIGINAL = """The company said on Monday that it is losing employees because of the new rules.
Many people who work there do not want to leave the town, and one of them told me that the firm should help.
It has never been easy to find a job in the valley, at least since the mine was closed.
"""
SPUN = """The corporate mentioned on Monday that it's shedding staff as a result of the brand new rules.
Many individuals who work there don't wish to leave the town, and considered one of them instructed me that the firm \
ought to assist.
It has by no means been straightforward to find a job within the valley, not less than because the mine was closed.
"""
KNOWN = {("it is", "it's"), ("employees", "staff"), ("losing", "shedding"), ("at least", "not less than")}


def test_pairs_are_read_off_aligned_texts() -> None:
    found = align([("page", SPUN, ORIGINAL)], KNOWN)
    assert {
        ("company", "corporate"), ("said", "mentioned"), ("people", "individuals"), ("new", "brand new"),
        ("because", "as a result"),
        ("told", "instructed"), ("one", "considered one"), ("never", "by no means"), ("easy", "straightforward"),
        ("in", "within"), ("since", "because"), ("at least", "not less than"), ("losing", "shedding"),
        ("employees", "staff"),
    } <= set(found.pairs)  # fmt: skip
    assert all(original != spun for original, spun in found.pairs)


def test_pairs_and_originals_are_counted() -> None:
    text = "the company said so and the company went on"
    found = align([("page", text.replace("company said", "corporate said"), text)])
    assert found.pairs == {("company", "corporate"): 1}
    assert found.originals == {"company": 2}
    assert found.words == 9


def test_alignment_learns_from_other_pages_what_corresponds() -> None:
    pages = [
        ("a", "a giant fireplace broke out", "a huge fire broke out"),
        ("b", "it was a giant success", "it was a huge success"),
        ("c", "the fireplace was put out", "the fire was put out"),
    ]
    assert align(pages).pairs == {("huge", "giant"): 2, ("fire", "fireplace"): 2}


def test_paragraphs_may_break_elsewhere() -> None:
    one_line = " ".join(SPUN.split("\n"))
    assert ("company", "corporate") in align([("page", one_line, ORIGINAL)], KNOWN).pairs


@pytest.mark.parametrize(
    ("spun", "original", "message"),
    [
        ("", "some words", "page: the spun text has no words"),
        ("some words", " \n", "page: the original text has no words"),
        (SPUN, "Completely other things are told here, " * 12, "are they two versions of one text"),
    ],
)
def test_texts_that_do_not_match_are_refused(spun: str, original: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        align([("page", spun, original)])


def test_the_same_text_teaches_nothing() -> None:
    assert align([("page", ORIGINAL, ORIGINAL)]).pairs == {}


def test_weights_of_generated_text_are_recovered() -> None:
    """Text is generated with known weights; what is learned from it alone must come near them."""
    _, model = built_in_channel()
    truth = {
        # Substitutes that no author would write there: what an author may have written himself cannot be told apart.
        "employees": [("fingers", 0.6), ("means", 0.1)],
        "company": [("corporate", 0.2), ("fireplace", 0.7)],
        "people": [("inhabitants", 0.85), ("means", 0.05)],
    }
    survives = {"employees": 0.3, "company": 0.1, "people": 0.1}
    frames = [
        "the {company} said that its {employees} would be paid on time", "he was hired by the {company} last year",
        "a lot of {people} think that the {company} should pay", "there are many {people} who want to vote",
        "the {company} laid off half of its {employees} in may", "most {people} in the country do not agree",
    ]  # fmt: skip
    draw = random.Random(7)

    def spin(original: str) -> str:
        spun, probabilities = zip(*truth[original], (original, survives[original]), strict=True)
        return draw.choices(spun, probabilities)[0]

    lines = [draw.choice(frames).format(**{original: spin(original) for original in truth}) for _ in range(2500)]
    flat = Lexicon.from_channel(
        [(original, spun, 0.25) for original, choices in truth.items() for spun, _ in choices],
        dict.fromkeys(truth, 0.5),
    )
    learned = reestimate(
        flat, [list(sentences("\n".join(lines)))], model, language_weight=0.8, rounds=10, prior_weight=1.0
    )
    found = {(original, spun): probability for original, spun, probability in learned.channel()}
    for original, choices in truth.items():
        assert np.exp(learned.survival[original]) == pytest.approx(survives[original], abs=0.1)
        for spun, probability in choices:
            assert found[original, spun] == pytest.approx(probability, abs=0.1), (original, spun)
