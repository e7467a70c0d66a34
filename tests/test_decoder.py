"""The decoder against a naive reference that lists every path."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmend.learn.language_model import NGrams, pack
from textmend.repairs.synonyms import built_in_channel
from textmend.spin import decoder
from textmend.spin.decoder import decode
from textmend.spin.language_model import LanguageModel
from textmend.spin.lattice import Arcs, join
from textmend.spin.tokens import sentences

WORDS = 12


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> LanguageModel:
    generator = np.random.default_rng(1)
    bigrams = np.array(list(product(range(WORDS), repeat=2)))[generator.random(WORDS**2) < 0.6]
    trigrams = np.array(list(product(range(WORDS), repeat=3)))[generator.random(WORDS**3) < 0.4]
    ngrams = NGrams(
        words=["<s>", "</s>", *(f"w{number}" for number in range(WORDS - 2))],
        unigram=generator.uniform(-2, -0.5, WORDS).astype(np.float32),
        unigram_backoff=generator.uniform(-0.5, 0, WORDS).astype(np.float32),
        bigrams=bigrams,
        bigram=generator.uniform(-2, -0.2, len(bigrams)).astype(np.float32),
        bigram_backoff=generator.uniform(-0.5, 0, len(bigrams)).astype(np.float32),
        trigrams=trigrams,
        trigram=generator.uniform(-2, -0.1, len(trigrams)).astype(np.float32),
    )
    path = tmp_path_factory.mktemp("model") / "model.bin"
    pack(ngrams, path, source="a test")
    return LanguageModel(path)


Phrase = tuple[int, int, float, tuple[int, ...]]  # from, to, log-probability, words


def as_arcs(sentences: list[list[Phrase]], lengths: list[int]) -> Arcs:
    """Lay out phrases with places counted within their sentence."""
    offsets = np.cumsum([0, *(length + 1 for length in lengths)])
    flat = [
        (int(offset) + a, int(offset) + b, p, w)
        for offset, s in zip(offsets[:-1], sentences, strict=True)
        for a, b, p, w in s
    ]
    counts = np.array([len(words) for *_, words in flat])
    return Arcs(
        begin=np.array([a for a, *_ in flat]),
        end=np.array([b for _, b, *_ in flat]),
        log_probability=np.array([p for _, _, p, _ in flat]),
        first=np.cumsum(counts) - counts,
        count=counts,
        words=np.array([word for *_, words in flat for word in words]),
    )


def all_paths(phrases: list[Phrase], length: int, place: int = 0) -> list[list[int]]:
    if place == length:
        return [[]]
    return [
        [number, *rest]
        for number, (a, b, _, _) in enumerate(phrases)
        if a == place
        for rest in all_paths(phrases, length, b)
    ]


def reference(phrases: list[Phrase], length: int, model: LanguageModel, weight: float) -> tuple[list[float], float]:
    """Posterior of each phrase and the log-likelihood, by adding up every path."""
    scored = []
    for path in all_paths(phrases, length):
        words = [model.start, *(word for number in path for word in phrases[number][3]), model.end]
        total = sum(phrases[number][2] for number in path)
        total += weight * float(model.bigram(np.array(words[:1]), np.array(words[1:2]))[0])
        for one, two, three in zip(words, words[1:], words[2:], strict=False):
            total += weight * float(model.trigram(np.array([one]), np.array([two]), np.array([three]))[0])
        scored.append((path, total))
    likelihood = math.log(math.fsum(math.exp(total) for _, total in scored))
    posterior = [
        math.fsum(math.exp(total - likelihood) for path, total in scored if number in path)
        for number in range(len(phrases))
    ]
    return posterior, likelihood


@st.composite
def lattices(draw: st.DrawFn) -> tuple[list[Phrase], int]:
    length = draw(st.integers(1, 4))
    word = st.integers(2, WORDS - 1)
    log = st.floats(-3, 0)
    phrases: list[Phrase] = [(place, place + 1, draw(log), (draw(word),)) for place in range(length)]
    for _ in range(draw(st.integers(0, 5))):
        start = draw(st.integers(0, length - 1))
        end = draw(st.integers(start + 1, length))
        phrases.append((start, end, draw(log), tuple(draw(st.lists(word, min_size=1, max_size=3)))))
    return phrases, length


@settings(max_examples=150, deadline=None)
@given(st.lists(lattices(), min_size=1, max_size=3), st.sampled_from([0.7, 1.0]))
def test_posteriors_and_likelihoods_are_those_of_all_paths(
    model: LanguageModel, drawn: list[tuple[list[Phrase], int]], weight: float
) -> None:
    lattice, lengths = [phrases for phrases, _ in drawn], [length for _, length in drawn]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decoder, "_PRUNE_BELOW", 0.0)
        decoded = decode(as_arcs(lattice, lengths), np.array(lengths), model, language_weight=weight)
    expected = [reference(phrases, length, model, weight) for phrases, length in drawn]
    assert decoded.log_likelihood == pytest.approx([likelihood for _, likelihood in expected], abs=1e-5)
    assert decoded.posterior == pytest.approx([p for posterior, _ in expected for p in posterior], abs=1e-5)


def test_sums_neither_vanish_nor_overflow(model: LanguageModel) -> None:
    words = 500
    arcs = as_arcs([[(place, place + 1, -35.0, (2,)) for place in range(words)]], [words])
    found = decode(arcs, np.array([words]), model, language_weight=1.0)
    assert -40.0 * words < found.log_likelihood[0] < -35.0 * words
    assert found.posterior == pytest.approx(np.ones(words))


@given(st.lists(st.integers(0, 5)), st.lists(st.integers(0, 5)))
def test_join_pairs_equal_keys(left: list[int], right: list[int]) -> None:
    one, two = join(np.array(left, dtype=np.int64), np.array(right, dtype=np.int64))
    expected = sorted((b, a) for a, b in product(range(len(left)), range(len(right))) if left[a] == right[b])
    assert sorted(zip(two.tolist(), one.tolist(), strict=True)) == expected
    assert two.tolist() == sorted(two.tolist())


def test_pruning_changes_little() -> None:
    channel, model = built_in_channel()
    text = (
        "The corporate mentioned on Monday that it's shedding staff as a result of the brand new rules. Many people "
        "who work there don't wish to leave the town, and considered one of them instructed me that the firm ought to "
        "assist. It has by no means been straightforward to find a job within the valley."
    )
    batch = channel.batch(list(sentences(text)))
    found = decode(batch.arcs, batch.lengths, model, language_weight=0.8)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decoder, "_PRUNE_BELOW", 0.0)
        exact = decode(batch.arcs, batch.lengths, model, language_weight=0.8)
    assert found.posterior == pytest.approx(exact.posterior, abs=0.01)
    assert found.log_likelihood == pytest.approx(exact.log_likelihood, abs=0.05)
