"""The forms of a word pair: the cases of cases/inflection.tsv, and what is left to run time, possessives and capitals.

A row has the pair as the lexicon's source has it (`original`, `spun`), an inflected pair, and whether it is `yielded`:
`yes`, `no`, or `nothing` where the pair yields nothing at all. `#` begins a comment.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from textmend.learn.inflection import agree, inflect, lemmas
from textmend.learn.lexicon import compile_rows
from textmend.learn.tables import OWN, Row
from textmend.repairs.synonyms import built_in_channel
from textmend.spin.agreement import write
from textmend.spin.channel import KEPT, Channel
from textmend.spin.tokens import sentences

TABLE = Path(__file__).parent / "cases" / "inflection.tsv"
HEADER = ["original", "spun", "inflected original", "inflected spun", "yielded"]


def read_cases() -> Iterator[tuple[str, ...]]:
    header, *lines = TABLE.read_text(encoding="utf-8").splitlines()
    assert header.split("\t") == HEADER
    return (tuple(line.split("\t")) for line in lines if not line.startswith("#"))


CASES = list(read_cases())
PAIRS = sorted({case[:2] for case in CASES})


def test_there_are_some_hundred_cases_and_none_twice() -> None:
    assert len(CASES) == len(set(CASES)) > 350
    assert all(len(case) == len(HEADER) for case in CASES)
    assert all(bool(form) == (yielded != "nothing") for *_, form, yielded in CASES)


@pytest.mark.parametrize("case", CASES, ids="-".join)
def test_a_pair_yields_its_forms_and_no_others(case: tuple[str, ...]) -> None:
    original, spun, inflected_original, inflected_spun, yielded = case
    found = list(inflect(original, spun))
    match yielded:
        case "yes":
            assert (inflected_original, inflected_spun) in found
        case "no":
            assert (inflected_original, inflected_spun) not in found
        case "nothing":
            assert found == []
        case _:
            pytest.fail(f"{yielded!r} is none of yes, no, nothing")


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_no_form_comes_twice_or_stands_for_itself_or_is_the_pair_itself(pair: tuple[str, str]) -> None:
    found = list(inflect(*pair))
    assert len(found) == len(set(found))
    assert pair not in found
    assert all(original != spun for original, spun in found)
    assert all(side == " ".join(side.split()) for both in found for side in both)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("companies", ["company"]),
        ("people", ["person"]),
        ("funds", ["fund"]),
        ("developed", ["develop"]),
        ("leaves", ["leaf", "leave"]),
        ("website", ["website"]),
        ("ways of life", ["ways of life"]),
    ],
)
def test_a_word_has_its_lemmas(word: str, expected: list[str]) -> None:
    assert lemmas(word) == expected


@pytest.mark.parametrize(
    ("original", "spun", "expected"),
    [
        ("people", "individuals", True),
        ("companies", "individual", False),
        ("money", "funds", True),
        ("crowd", "people", True),
        ("are", "exist", True),
        ("is", "exist", False),
        ("learnt", "discovered", True),
        ("went", "leaving", False),
        ("earlier", "before", True),  # adverbs
        ("website", "sites", True),  # nothing is known of the one
    ],
)
def test_forms_agree_or_do_not(original: str, spun: str, expected: bool) -> None:
    assert agree(original, spun) == expected
    assert agree(spun, original) == expected


ROWS = [
    ("company", "firm"),
    ("child", "kid"),
    ("person", "individual"),
    ("city", "town"),
    ("boss", "chief"),
    ("wife", "spouse"),
    ("carry out", "perform"),
    ("way of life", "lifestyle"),
    ("big", "large"),
    ("white house", "white home"),
    ("begin", "commence"),
]


@pytest.fixture(scope="module")
def channel() -> Channel:
    rows = [Row(original, spun, "own", 1, OWN) for original, spun in ROWS]
    return Channel(compile_rows(rows, lambda phrase: 1e-4), built_in_channel()[1])


def offered(text: str, channel: Channel) -> set[tuple[str, str]]:
    """Give what the channel offers in a text: the spun phrase as it stands, and the original as it would be written."""
    found = set()
    lines = list(sentences(text))
    batch = channel.batch(lines)
    for arc, number, begin, end in batch.places(np.flatnonzero(batch.original != KEPT)):
        spun = text[lines[number].starts[begin] : lines[number].ends[end - 1]]
        original = write(
            channel.lexicon.originals[batch.original[arc]],
            spun,
            possessive=bool(batch.possessive[arc]),
            opens_sentence=begin == 0,
            apostrophe="’" if "’" in text else "'",
        )
        found.add((spun, original))
    return found


@pytest.mark.parametrize(
    ("text", "spun", "expected"),
    [
        # Possessives: any word with an ending, in the text's own apostrophe.
        ("the firm's plan", "firm's", "company's"),
        ("the firm’s plan", "firm’s", "company’s"),
        ("a kid's toys", "kid's", "child's"),
        ("the kids’s toys", "kids’s", "children’s"),
        ("an individual's view", "individual's", "person's"),
        ("the town’s mayor", "town’s", "city’s"),
        ("the towns's mayors", "towns's", "cities'"),
        ("the chief's office", "chief's", "boss'"),
        ("the chief’s office", "chief’s", "boss’"),
        ("the lifestyle's costs", "lifestyle's", "way of life's"),
        ("Firm's plan fails", "Firm's", "Company's"),
        ("Lifestyle’s costs rise", "Lifestyle’s", "Way of life’s"),
        ("the FIRM'S PLAN", "FIRM'S", "COMPANY'S"),
        ("the Firm’s Plan", "Firm’s", "Company’s"),
        # The apostrophe after a plural is none of the word's: it stays.
        ("the firms' plans", "firms", "companies"),
        ("the towns’ mayors", "towns", "cities"),
        # Inflected forms.
        ("two firms merge", "firms", "companies"),
        ("many individuals agree", "individuals", "people"),
        ("their lifestyles differ", "lifestyles", "ways of life"),
        ("he performed it", "performed", "carried out"),
        ("she performs it", "performs", "carries out"),
        ("a larger one", "larger", "bigger"),
        ("the largest one", "largest", "biggest"),
        ("both spouses work", "spouses", "wives"),
        ("it commenced late", "commenced", "began"),
        ("it has commenced", "commenced", "begun"),
        # Capitals: of a sentence's first word, of a name or headline, of all letters.
        ("Firms merge", "Firms", "Companies"),
        ("Performing it is hard", "Performing", "Carrying out"),
        ("it ended. Individuals left", "Individuals", "People"),
        ("Lifestyles differ", "Lifestyles", "Ways of life"),
        ("the Large One", "Large", "Big"),
        ("in the White Home now", "White Home", "White House"),
        ("White Home staff", "White Home", "White House"),
        ("THE FIRMS MERGE", "FIRMS", "COMPANIES"),
        ("changing Lifestyles Now", "Lifestyles", "Ways of Life"),
    ],
)
def test_what_is_offered_is_written_as_the_spun_phrase_is(
    text: str, spun: str, expected: str, channel: Channel
) -> None:
    assert (spun, expected) in offered(text, channel)


@pytest.mark.parametrize(
    ("text", "unwanted"),
    [
        ("the firm's plan", "companies's"),
        ("the firm's plan", "company"),
        ("many individuals agree", "peoples"),
        ("many individuals agree", "person"),
        ("their lifestyles differ", "way of lives"),
        ("he performed it", "carrying out"),
        ("a larger one", "biggest"),
        ("the largest one", "bigger"),
        ("Firms merge", "companies"),
        ("the towns's mayors", "cities's"),
    ],
)
def test_no_other_form_is_offered(text: str, unwanted: str, channel: Channel) -> None:
    assert unwanted not in {original for _, original in offered(text, channel)}


def test_the_possessive_of_a_phrase_is_that_of_its_last_word(channel: Channel) -> None:
    batch = channel.batch(list(sentences("the lifestyle's costs")))
    (arc,) = np.flatnonzero(batch.possessive)
    words = batch.arcs.words[batch.arcs.first[arc] :][: batch.arcs.count[arc]].tolist()
    assert words == [channel.word_id(word) for word in ("way", "of", "life's")]


def test_a_possessive_unknown_to_the_model_counts_as_its_owner(channel: Channel) -> None:
    assert channel.word_id("company's") != channel.word_id("company")
    assert channel.word_id("thesauruses's") == channel.word_id("thesauruses")


@pytest.mark.parametrize(
    ("original", "spun", "opens", "possessive", "expected"),
    [
        ("company", "firm", False, False, "company"),
        ("company", "Firm", True, False, "Company"),
        ("company", "Firm", False, False, "Company"),
        ("company", "FIRM", False, False, "COMPANY"),
        ("company", "firm's", False, True, "company's"),
        ("company", "FIRM'S", False, True, "COMPANY'S"),
        ("companies", "firms's", False, True, "companies'"),
        ("boss", "chief's", False, True, "boss'"),
        ("children", "kids's", True, True, "children's"),
        ("children", "Kids's", True, True, "Children's"),
        ("people", "Individuals's", True, True, "People's"),
        ("ways of life", "lifestyles", False, False, "ways of life"),
        ("ways of life", "Lifestyles", True, False, "Ways of life"),
        ("ways of life", "Lifestyles", False, False, "Ways of Life"),
        ("ways of life", "LIFESTYLES", True, False, "WAYS OF LIFE"),
        ("lifestyles", "Ways of Life", True, False, "Lifestyles"),
        ("carried out", "performed", False, False, "carried out"),
        ("carried out", "Performed", True, False, "Carried out"),
        ("performed", "Carried out", True, False, "Performed"),
        ("attorney general", "Lawyer General", True, False, "Attorney General"),
        ("i am", "I'm", False, False, "I am"),
    ],
)
def test_a_form_is_written_in_its_place(original: str, spun: str, opens: bool, possessive: bool, expected: str) -> None:
    assert write(original, spun, possessive=possessive, opens_sentence=opens, apostrophe="'") == expected
