"""The parts that the synonyms repair stands on: words, writing, evidence, restorations."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import textmend
from textmend.edits import apply
from textmend.options import Options
from textmend.repairs.synonyms import Synonyms, built_in_channel
from textmend.spin.agreement import article, write
from textmend.spin.channel import KEPT
from textmend.spin.evidence import ENTER, MARGIN, Suspicion, judge, price_of_entering
from textmend.spin.restore import Restorer
from textmend.spin.tense import tense_of, weigh_tense
from textmend.spin.tokens import sentences
from textmend.spin.writing import Restoration, edits_of

SPUN = (
    "The corporate introduced on Tuesday that it's shedding staff in an effort to chop prices. As a result of the "
    "agency misplaced some huge cash final yr, its chief mentioned it had no various. Individuals accustomed to the "
    "matter mentioned the choice was made final month, and that extra job losses could be introduced earlier than "
    "the top of the yr. The federal government mentioned it was involved concerning the affect on native companies."
)
CLEAN = (
    "The council met on Tuesday evening to hear what people who live near the old harbour think of the plan. Most of "
    "them had come to complain about the noise, but some said the town needs the work and the money. The mayor "
    "listened for two hours, thanked everyone, and promised to answer each letter before the end of the month."
)


def test_sentences_end_where_they_end() -> None:
    text = "Mr. Ray met Dr. A. Lee at 3.5 p.m. today. “Yes!” he said… It rose 20 p.c in the U.S. after all\nNew line"
    assert [" ".join(sentence.words) for sentence in sentences(text)] == [
        "mr ray met dr a lee at 3.5 p.m today",
        "yes",
        "he said",
        "it rose 20 p.c in the u.s after all",
        "new line",
    ]


def test_a_full_stop_that_ends_the_sentence_stays() -> None:
    assert [sentence.words for sentence in sentences("It fell 9 p.c. The U.S. bank")] == [
        ["it", "fell", "9", "p.c"],
        ["the", "u.s", "bank"],
    ]
    page = SPUN.replace("native companies.", "native companies by 9 p.c. They mentioned so.")
    assert "9 percent. They said so." in textmend.clean(page)


def test_addresses_code_and_handles_are_protected() -> None:
    (sentence,) = sentences("see https://the.company.com/staff or call get_staff() and @company for help")
    protected = [word for word, barred in zip(sentence.words, sentence.protected, strict=True) if barred]
    assert {"https", "company", "com", "staff", "get"} <= set(protected)
    assert not {"see", "call", "for", "help"} & set(protected)


@given(st.text())
def test_words_lie_in_the_text_in_order(text: str) -> None:
    end = 0
    for sentence in sentences(text):
        for start, stop, word in zip(sentence.starts, sentence.ends, sentence.words, strict=True):
            assert end <= start < stop
            assert text[start:stop].lower().replace("’", "'").removesuffix(".") == word
            end = stop


@pytest.mark.parametrize(
    ("original", "spun", "opens", "possessive", "expected"),
    [
        ("company", "corporate", False, False, "company"),
        ("company", "Corporate", True, False, "Company"),
        ("company", "corporate’s", False, True, "company’s"),
        ("companies", "corporates’s", False, True, "companies’"),
        ("may", "Could", False, False, "May"),
        ("white house", "White Home", False, False, "White House"),
        ("call of duty", "Name of Obligation", False, False, "Call of Duty"),
        ("at least", "Not less than", True, False, "At least"),
        ("people", "INDIVIDUALS", False, False, "PEOPLE"),
        ("i have", "I’ve", False, False, "I have"),
        ("five", "5", True, False, "Five"),
        ("don't", "do not", False, False, "don’t"),
        ("the white house", "the White Home", False, False, "the White House"),
        ("united states", "the U.S", False, False, "United States"),
        ("american airlines", "yank airlines", False, False, "American airlines"),
        ("watch tv", "watch television", False, False, "watch TV"),
    ],
)
def test_a_phrase_is_written_like_the_one_it_replaces(
    original: str, spun: str, opens: bool, possessive: bool, expected: str
) -> None:
    assert write(original, spun, possessive=possessive, opens_sentence=opens, apostrophe="’") == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [("apple", "an"), ("company", "a"), ("hour", "an"), ("house", "a"), ("university", "a"), ("uncle", "an"),
     ("European", "a"), ("one", "a"), ("only", "an"), ("FBI", "an"), ("NATO", "an"), ("useful", "a"), ("unusual", "an"),
     ("8", "an"), ("18", "an"), ("80", "an"), ("1800", "a"), ("heir", "an")],
)  # fmt: skip
def test_articles_go_by_sound(word: str, expected: str) -> None:
    assert article(word) == expected


def written(text: str, *places: tuple[str, str]) -> str:
    """Put phrases in the place of others."""
    found = [
        Restoration(text.index(spun), text.index(spun) + len(spun), original, False, False, 0.9)
        for spun, original in places
    ]
    return apply(text, edits_of(text, found, "’", "synonyms"))


@pytest.mark.parametrize(
    ("text", "places", "expected"),
    [
        ("It is a mentor.", [], "It is a mentor."),
        ("It is a mentor.", [("mentor", "adviser")], "It is an adviser."),
        ("An (enormous) agency.", [("enormous", "huge")], "A (huge) agency."),
        ("He hired an aged cook.", [("an", "a")], "He hired an aged cook."),
        ("It made a enormous step.", [("made a", "took a")], "It took a enormous step."),
        ("It made a enormous step.", [("made a", "took a"), ("enormous", "open")], "It took an open step."),
        ("Such enormous step.", [("Such", "What a")], "What an enormous step."),
        ("Vitamin A helps an individual.", [("an individual", "a")], "Vitamin A helps a."),
        ("The individuals’ views.", [("individuals", "people")], "The people’s views."),
        ("The individuals' views.", [("individuals", "workers")], "The workers' views."),
        ("The ‘few individuals’ left.", [("individuals", "people")], "The ‘few people’ left."),
    ],
)
def test_what_is_put_in_agrees_with_what_stands(text: str, places: list[tuple[str, str]], expected: str) -> None:
    assert written(text, *places) == expected


def tense(text: str) -> dict[str, float]:
    """Weigh the two readings of the first modal, equally likely before."""
    found = list(sentences(text))
    batch = built_in_channel()[0].batch(found)
    originals = built_in_channel()[0].lexicon.originals
    posterior = np.zeros(len(batch.original))
    arcs = {originals[batch.original[arc]]: arc for arc in np.flatnonzero(batch.original != KEPT)}
    posterior[[arcs["could"], arcs["can"], arcs["may"]]] = 0.3, 0.3, 0.1
    weighed = weigh_tense(found, batch, posterior, tense_of(originals))
    assert weighed.sum() == pytest.approx(posterior.sum())
    return {word: float(weighed[arcs[word]]) for word in ("could", "can", "may")}


def test_the_verbs_around_a_modal_tell_its_tense() -> None:
    past = tense("It was late. She was told that she might go. Nobody had come.")
    assert past["could"] > 0.5 > past["can"]
    present = tense("It is late. It is known that she might go. Nobody has come.")
    assert present["can"] > 0.3 > present["could"]
    assert present["can"] / present["may"] == pytest.approx(3)
    neither = tense("She might go.")
    assert neither["could"] == pytest.approx(neither["can"])


def test_evidence_finds_the_spun_stretch() -> None:
    count = 10
    spans = [(place * 100, place * 100 + 90) for place in range(count)]
    gains = [-5.0] * 4 + [15.0] * 4 + [-5.0] * 2
    evidence = judge(spans, [20] * count, gains)
    assert [(window.start, window.end, window.spun) for window in evidence.windows] == [
        (0, 390, False),
        (400, 790, True),
        (800, 990, False),
    ]
    assert evidence.spun
    assert evidence.words == 200
    assert evidence.gain == pytest.approx(sum(gains) / 200)


def test_one_odd_sentence_is_no_evidence() -> None:
    assert not judge([(0, 90), (91, 180)], [20, 20], [ENTER * 3, -4.0]).spun


def test_a_short_page_needs_less_evidence_than_a_long_one() -> None:
    gain = MARGIN * 60 + (price_of_entering(60) + ENTER) / 2
    assert judge([(0, 90)], [60], [gain]).spun
    assert not judge([(0, 90), (91, 999)], [60, 200], [gain, -99.0]).spun
    prices = [price_of_entering(words) for words in range(0, 400, 10)]
    assert prices == sorted(prices)
    assert prices[-1] == ENTER


def test_no_words_are_no_evidence() -> None:
    evidence = judge([], [], [])
    assert (evidence.gain, evidence.words, evidence.windows, evidence.spun) == (0.0, 0, (), False)


@given(st.lists(st.tuples(st.integers(1, 40), st.floats(-30, 50)), min_size=1, max_size=40), st.integers(1, 10))
def test_suspicion_falls_on_every_batch_in_which_a_sentence_is_spun(drawn: list[tuple[int, float]], batch: int) -> None:
    words, gains = map(list, zip(*drawn, strict=True))
    suspicion = Suspicion()
    suspected = [suspicion.falls_on(words[n : n + batch], gains[n : n + batch]) for n in range(0, len(words), batch)]
    windows = judge([(place, place + 1) for place in range(len(words))], words, gains).windows
    spun = {place for window in windows if window.spun for place in range(window.start, window.end)}
    assert all(suspected[place // batch] for place in spun)


def test_spun_text_gains_and_clean_text_loses() -> None:
    spun, clean = textmend.mend(SPUN).evidence, textmend.mend(CLEAN).evidence
    assert spun.spun
    assert spun.gain > 0.3
    assert not clean.spun
    assert clean.gain < 0


def test_a_sentence_is_read_alike_alone_and_in_a_batch() -> None:
    restorer = Restorer(*built_in_channel())
    text = SPUN + "\n" + CLEAN
    found = list(sentences(text))
    together = restorer.read(text, found)
    alone = [restorer.read(text, [sentence]) for sentence in found]
    assert together.gains == pytest.approx([gain for reading in alone for gain in reading.gains], abs=1e-6)
    assert [(r.start, r.original) for r in together.restorations] == [
        (r.start, r.original) for reading in alone for r in reading.restorations
    ]


def test_options_say_whether_words_are_put_back() -> None:
    never = Synonyms(Options(spun="never"))
    assert never.propose(SPUN) == []
    short = "The corporate is shedding staff."
    assert Synonyms(Options()).propose(short) == []
    assert "company" in apply(short, Synonyms(Options(spun="assume")).propose(short))


def test_a_higher_confidence_asks_for_less() -> None:
    edits = {c: Synonyms(Options(min_confidence=c)).propose(SPUN) for c in (0.3, 0.6, 0.9)}
    assert len(edits[0.3]) > len(edits[0.6]) > len(edits[0.9]) > 0
    assert all(edit.confidence >= 0.9 for edit in edits[0.9])


def test_only_the_spun_part_of_a_page_is_touched() -> None:
    page = f"{CLEAN} {CLEAN}\n\n{SPUN} {SPUN}\n\n{CLEAN}"
    start = page.index("The corporate")
    edits = textmend.mend(page, duplicates="keep").edits
    assert edits
    assert all(start <= edit.start and edit.end <= start + 2 * len(SPUN) + 1 for edit in edits)


def test_leaked_braces_go_where_the_page_is_spun_and_only_there() -> None:
    page = SPUN.replace("some huge cash", "some huge {cash}").replace("native", "{native}")
    assert "{" not in textmend.clean(page)
    code = "Write f'{name} is {age}' or set {x} and {y} in the template, and the values are put in when it is printed."
    assert textmend.clean(code) is code


@pytest.mark.parametrize("run", ["a", "1", "文", "a-", "1,", "&amp;", "{", "a.", "a@", "a/", "a_", "Could ² "])
def test_long_runs_are_read(run: str) -> None:
    text = f"{run * 20_000} We said that Could {'1' * 5000} and Could ② and may be it."
    found = list(sentences(text))
    assert textmend.clean(text, spun="assume") is not None
    assert found[-1].words[-2:] == ["be", "it"]
