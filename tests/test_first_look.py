"""The first look: fast, the same everywhere, and never the last word on a page that may be spun."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import textmend
from textmend.learn import first_look as learning
from textmend.learn.spinner import Spinner
from textmend.options import Options
from textmend.repairs import synonyms
from textmend.spin.first_look import LEAST_WORDS, FirstLook, split
from textmend.spin.lexicon import Lexicon
from textmend.spin.tokens import sentences

PAGES = Path(__file__).parent / "bench" / "pages"
NAMES = sorted(path.name.removesuffix("-spun.txt") for path in PAGES.glob("*-spun.txt"))
GERMAN = (
    "Der Rat kam am Dienstagabend zusammen, um zu hören, was die Leute am alten Hafen von dem Plan halten. Die meisten "
    "waren gekommen, um sich über den Lärm zu beschweren, doch einige sagten, die Stadt brauche die Arbeit und das "
    "Geld. Die Bürgermeisterin hörte zwei Stunden lang zu, dankte allen und versprach, jeden Brief zu beantworten."
)


@pytest.fixture(scope="session")
def look() -> FirstLook:
    return synonyms.built_in_first_look()


def page(name: str) -> str:
    return (PAGES / f"{name}.txt").read_text("utf-8")


def unread(*_: object) -> None:
    raise AssertionError("the page was read")


# c10 is spun so mildly that reading it finds nothing either.
@pytest.mark.parametrize("name", [name for name in NAMES if name != "c10"])
def test_a_spun_page_is_read(look: FirstLook, name: str) -> None:
    assert look(page(f"{name}-spun")).worth_reading


def test_a_spun_paragraph_on_a_clean_page_is_read(look: FirstLook) -> None:
    clean = "\n\n".join(page(f"{name}-original") for name in NAMES[1:5])
    spun = max(page(f"{NAMES[0]}-spun").split("\n"), key=len)
    assert look(f"{clean}\n\n{spun}\n\n{clean}").climb > look(clean).climb


def test_a_text_that_is_decided_is_not_read(look: FirstLook, monkeypatch: pytest.MonkeyPatch) -> None:
    repair = synonyms.Synonyms(Options())
    monkeypatch.setattr(synonyms.Restorer, "read", unread)
    evidence, edits = repair.examine(GERMAN)
    (window,) = evidence.windows
    assert (window.start, window.end, window.words, window.spun) == (0, len(GERMAN), evidence.words, False)
    assert evidence.words == len(split(GERMAN))
    assert evidence.gain == window.gain < 0
    assert edits == []
    assert repair.examine("") == (synonyms._NO_EVIDENCE, [])
    with pytest.raises(AssertionError, match="was read"):
        repair.examine(page(f"{NAMES[0]}-spun"))


def test_a_text_too_short_to_be_found_spun_is_decided(look: FirstLook) -> None:
    words = page(f"{NAMES[0]}-spun").split()[: LEAST_WORDS - 4]
    assert not look(" ".join(words)).worth_reading


def test_what_the_user_assumes_or_brings_is_read(tmp_path: Path) -> None:
    assert "company" in textmend.clean("The corporate is shedding staff.", spun="assume")
    own = tmp_path / "own.bin"
    Lexicon.from_channel([("company", "blorp", 0.9)], {"company": 0.1}).write(own, {})
    for use in ("on-top", "alone"):
        assert synonyms.Synonyms(Options(lexicon=own, lexicon_use=use))._first_look is None


@given(st.text())
def test_any_text_can_be_looked_at(text: str) -> None:
    glance = synonyms.built_in_first_look()(text)
    assert glance.words == len(split(text))
    assert glance.climb >= 0


@pytest.mark.parametrize("text", ["\ud800 half a pair", "文" * 1000, "\x00\x85\u2028", "’" * 50])
def test_odd_signs_do_no_harm(look: FirstLook, text: str) -> None:
    assert look(text).climb >= 0


def test_the_figure_is_the_highest_climb(look: FirstLook) -> None:
    text = page(f"{NAMES[0]}-original") + page(f"{NAMES[0]}-spun")
    ids = look.ids(split(text)).tolist()
    highest = climb = 0
    for place, row in enumerate(ids):
        pair = int(look._pairs[((ids[place - 1] * 40503) ^ row) % len(look._pairs)]) if place else 0
        climb = max(0, climb + int(look._words[row]) + pair)
        highest = max(highest, climb)
    assert look(text).climb == highest * look._step


def test_it_learns_what_a_spinner_leaves(tmp_path: Path) -> None:
    lexicon = Lexicon.from_channel([("company", "corporate", 0.9), ("said", "mentioned", 0.9)],
                                   {"company": 0.1, "said": 0.1})  # fmt: skip
    draw = random.Random(0)
    others = "the a of in to and on it was for with at by from that this is as be not".split()
    lines = [" ".join(draw.choices([*others, "company", "said"], k=20)) + "." for _ in range(1500)]
    corpus = tmp_path / "clean.txt"
    corpus.write_text("\n".join(["unseen"] * 2000 + lines), encoding="utf-8")
    weights = learning.train(learning.pages([corpus], lexicon))
    path = tmp_path / "first_look.bin"
    learning.pack(weights, path, "a test")
    own = FirstLook(path)
    text = "it was the company that said so to the "
    spun = text.replace("company", "corporate").replace("said", "mentioned")
    assert own(spun * 10).climb > own(text * 10).climb
    assert own(text * 10).gain < 0 < own(spun * 10).gain


def test_the_rate_of_a_spinner_can_be_chosen() -> None:
    lexicon = Lexicon.from_channel([("company", "corporate", 0.9)], {"company": 0.08})
    page = list(sentences("The company met the company. " * 50))

    def replaced(rate: float) -> int:
        spun = Spinner(lexicon, (rate,)).page(page, random.Random(1))
        return sum(sentence.sentence.words.count("corporate") for sentence in spun)

    assert 0 < replaced(0.2) < replaced(0.9) < 100


def test_another_file_is_refused(look: FirstLook) -> None:
    with pytest.raises(ValueError, match="not a first look"):
        FirstLook(synonyms._DATA / "lexicon.bin")
