"""The context model, and the simulated spinner that it learns from."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

import textmend
from textmend.learn import context as learn
from textmend.learn.spinner import Spinner
from textmend.repairs.synonyms import built_in_channel, built_in_context
from textmend.spin.channel import KEPT
from textmend.spin.context import ContextModel, convolve, on_topic
from textmend.spin.decoder import decode
from textmend.spin.lexicon import Lexicon
from textmend.spin.restore import LANGUAGE_WEIGHT
from textmend.spin.tokens import Sentence, sentences

PACKAGED = Path(textmend.__file__).parent / "_data"
CLEAN = (
    "The company said on Monday that it would close two of its three plants by May. About 300 people work there. "
    "“We have tried to find a buyer since last year,” said the chief executive, “but nobody could pay the price.” "
    "The town hopes to help those who lose their jobs, and the council will meet again in the autumn."
)
SPUN = (
    "The corporate is shedding staff. Former staff say the corporate misplaced religion in its management, and present "
    "staff say that extra staff would depart if they may. The corporate mentioned it has sufficient staff."
)


def weighed(text: str) -> tuple[list[Sentence], np.ndarray, np.ndarray, np.ndarray]:
    """Give the sentences of a text, the first word of each arc, its posterior before and after weighing."""
    channel, model = built_in_channel()
    context = built_in_context()
    found = list(sentences(text))
    batch = channel.batch(found)
    before = decode(batch.arcs, batch.lengths, model, language_weight=LANGUAGE_WEIGHT).posterior
    after = context.weigh(found, batch, before, context.phrases_of(channel.lexicon.originals))
    return found, batch.arcs.begin, before, after


def test_how_probable_a_place_is_stays() -> None:
    _, begin, before, after = weighed(SPUN)
    assert after.min() >= 0.0
    assert after.max() <= 1.0 + 1e-9
    # Arcs that have hardly a share are left out.
    np.testing.assert_allclose(np.bincount(begin, after), np.bincount(begin, before), atol=0.02)
    assert np.abs(after - before).max() > 0.05


def test_weighing_is_the_same_each_time_and_on_texts_without_a_choice() -> None:
    np.testing.assert_array_equal(weighed(SPUN)[3], weighed(SPUN)[3])
    _, _, before, after = weighed("Qwxz.")
    np.testing.assert_array_equal(before, after)


def test_an_original_counts_for_itself_where_other_phrases_stand_for_it() -> None:
    channel, _ = built_in_channel()
    found = list(sentences("The corporate grew. The agency grew. The corporate grew."))
    batch = channel.batch(found)
    company = batch.original == channel.lexicon.originals.index("company")
    posterior = np.where(company, 0.5, 0.0)
    gained = on_topic(batch, posterior)
    assert np.all(gained[company] > 0.0)
    assert np.all(gained[~company] == 0.0)
    # Each of three sentences on a page of its own has no other.
    pages = np.searchsorted(np.cumsum(batch.lengths + 1), batch.arcs.begin, side="right")
    np.testing.assert_array_equal(on_topic(batch, posterior, pages), 0.0)


def test_sums_of_whole_numbers_do_not_depend_on_their_order() -> None:
    draw = np.random.default_rng(1)
    levels = draw.integers(-127, 128, (50, 128)).astype(np.float32)
    kernel = draw.integers(-127, 128, (5, 128, 128)).astype(np.float32)
    padded = np.pad(levels.astype(np.int64), ((4, 4), (0, 0)))
    exact = sum(padded[2 * tap : 2 * tap + 50] @ kernel[tap].astype(np.int64) for tap in range(5))
    np.testing.assert_array_equal(convolve(levels, kernel, 2), exact)


def test_another_file_is_no_context_model(tmp_path: Path) -> None:
    path = tmp_path / "lexicon.bin"
    Lexicon.from_channel([("help", "assist", 0.9)], {"help": 0.1}).write(path, {})
    with pytest.raises(ValueError, match="is not a textmend context model"):
        ContextModel(path)


def test_what_was_spun_says_what_it_was() -> None:
    lexicon = built_in_channel()[0].lexicon
    spinner = Spinner(lexicon)
    clean = list(sentences(CLEAN))
    replaced = 0
    for seed in range(20):
        for original, spun in zip(clean, spinner.page(clean, random.Random(seed)), strict=True):
            back = []
            for first, count, place in spun.origins:
                words = spun.sentence.words[first : first + count]
                back += words if place == KEPT else lexicon.originals[place].split(" ")
                replaced += place != KEPT
            assert back == original.words
    assert replaced > 20


def test_a_spinner_draws_a_dictionary_for_each_page() -> None:
    spinner = Spinner(built_in_channel()[0].lexicon)
    clean = list(sentences(CLEAN))
    pages = [[spun.sentence.words for spun in spinner.page(clean, random.Random(seed))] for seed in (1, 1, 2)]
    assert pages[0] == pages[1] != pages[2]


def test_lessons_are_made_and_what_was_learned_is_packed(tmp_path: Path) -> None:
    clean = [list(sentences(CLEAN)), list(sentences(f"{CLEAN} {CLEAN}"))]
    lessons = learn.examples(clean, PACKAGED / "lexicon.bin", PACKAGED / "language_model.bin")
    assert np.all(np.diff(lessons.position) >= 0)
    # One of the phrases among which there is a choice stood there.
    assert set(np.bincount(lessons.position, lessons.right)) <= {0.0, 1.0}
    assert lessons.right.sum() == len(set(lessons.position.tolist()))
    draw = np.random.default_rng(0)
    vocabulary = ["<unk>", "<num>", "<pad>", *lessons.vocabulary[:20]]
    phrases = ["company", "workers", *vocabulary]
    shapes = {"word.weight": (23, 128), "case.weight": (4, 128), "phrase.weight": (25, 128), "bias.weight": (25, 1)}
    shapes |= {f"convolutions.{layer}.weight": (128, 128, 5) for layer in range(3)}
    shapes |= {f"convolutions.{layer}.bias": (128,) for layer in range(3)}
    shapes |= {"bag.weight": (128, 128), "bag.bias": (128,), "output.weight": (128, 128), "output.bias": (128,)}
    parameters = {name: draw.normal(0, 0.1, shape).astype(np.float32) for name, shape in shapes.items()}
    learn.pack(parameters, vocabulary, phrases, lessons, tmp_path / "context_model.bin", "a test")
    context = ContextModel(tmp_path / "context_model.bin")
    assert context.phrases_of(["company", "workers", "qwxz"]).tolist() == [0, 1, 2]


def test_what_one_fold_spins_another_reads(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.txt"
    lines = [f"This is paragraph number {number} of the corpus, and it is long enough." for number in range(2400)]
    corpus.write_text("\n".join(lines) + "\n", encoding="utf-8")
    spun = []
    for fold in range(learn.FOLDS):
        read, part = (paths[0].read_text("utf-8").splitlines() for paths in learn.split([corpus], tmp_path, fold))
        assert not set(read) & set(part)
        spun.append(set(part))
    assert spun[0]
    assert not spun[0] & spun[1]
