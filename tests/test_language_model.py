"""The packed language model against the n-grams that it was packed from."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from textmend.learn.language_model import NGrams, pack
from textmend.spin.arrays import read_arrays, write_arrays
from textmend.spin.language_model import UNKNOWN_LOG10, LanguageModel


@pytest.fixture(scope="module")
def ngrams() -> NGrams:
    generator = np.random.default_rng(3)
    words = ["<s>", "</s>", *(f"w{number}" for number in range(300))]
    bigrams = np.unique(generator.integers(0, 302, (4000, 2)), axis=0)
    trigrams = np.unique(generator.integers(0, 302, (6000, 3)), axis=0)
    return NGrams(
        words=words,
        unigram=generator.uniform(-5, -1, 302).astype(np.float32),
        unigram_backoff=generator.uniform(-1, 0, 302).astype(np.float32),
        bigrams=bigrams,
        bigram=generator.uniform(-4, -0.1, len(bigrams)).astype(np.float32),
        bigram_backoff=generator.uniform(-1, 0, len(bigrams)).astype(np.float32),
        trigrams=trigrams,
        trigram=generator.uniform(-3, -0.1, len(trigrams)).astype(np.float32),
    )


@pytest.fixture(scope="module")
def model(ngrams: NGrams, tmp_path_factory: pytest.TempPathFactory) -> LanguageModel:
    path = tmp_path_factory.mktemp("model") / "model.bin"
    pack(ngrams, path, source="a test")
    return LanguageModel(path)


def back_off(ngrams: NGrams, first: int, second: int, third: int) -> float:
    """Naive reference: the back-off formula over dictionaries, log10."""
    trigrams = {tuple(key): value for key, value in zip(ngrams.trigrams.tolist(), ngrams.trigram, strict=True)}
    bigrams = {tuple(key): place for place, key in enumerate(ngrams.bigrams.tolist())}
    if (first, second, third) in trigrams:
        return float(trigrams[first, second, third])
    total = 0.0
    if (first, second) in bigrams:
        total += float(ngrams.bigram_backoff[bigrams[first, second]])
    if (second, third) in bigrams:
        return total + float(ngrams.bigram[bigrams[second, third]])
    return total + float(ngrams.unigram_backoff[second]) + float(ngrams.unigram[third])


def test_scores_are_those_of_the_back_off_model(ngrams: NGrams, model: LanguageModel) -> None:
    generator = np.random.default_rng(4)
    known = ngrams.trigrams[generator.integers(0, len(ngrams.trigrams), 40)]
    other = generator.integers(0, 302, (160, 3))
    for first, second, third in np.concatenate([known, other]).tolist():
        score = model.trigram(np.array([first]), np.array([second]), np.array([third]))[0] / math.log(10)
        # 256 levels over four decades: half a level is 0.008, and a back-off adds two of them.
        assert score == pytest.approx(back_off(ngrams, first, second, third), abs=0.03)


def test_batches_and_single_calls_agree(model: LanguageModel) -> None:
    words = np.random.default_rng(5).integers(0, 303, (3, 500))
    batch = model.trigram(*words)
    single = [float(model.trigram(*words[:, [column]])[0]) for column in range(500)]
    assert batch.tolist() == single


def test_an_unknown_word_has_one_probability_after_all_words(model: LanguageModel) -> None:
    assert model.id("never heard") == model.unknown
    contexts = np.random.default_rng(6).integers(0, 302, (2, 200))
    unknown = np.full(200, model.unknown)
    expected = pytest.approx(UNKNOWN_LOG10 * math.log(10), rel=1e-5)
    assert set(model.trigram(*contexts, unknown).tolist()) == set(model.bigram(contexts[1], unknown).tolist())
    assert model.unigram(unknown)[0] == expected


def test_packing_is_deterministic(ngrams: NGrams, tmp_path: Path) -> None:
    pack(ngrams, tmp_path / "one.bin", source="a test")
    pack(ngrams, tmp_path / "two.bin", source="a test")
    assert (tmp_path / "one.bin").read_bytes() == (tmp_path / "two.bin").read_bytes()


def test_arrays_come_back(tmp_path: Path) -> None:
    arrays = {"a": np.arange(7, dtype="<u4"), "b": np.zeros((3, 2), dtype="<f4"), "empty": np.zeros(0, dtype="<i8")}
    write_arrays(tmp_path / "x", arrays, {"kind": "test"})
    found, meta = read_arrays(tmp_path / "x")
    assert meta == {"kind": "test"}
    for name, array in arrays.items():
        assert found[name].dtype == array.dtype
        assert found[name].tolist() == array.tolist()


def test_a_foreign_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"something else altogether")
    with pytest.raises(ValueError, match="not a textmend array file"):
        LanguageModel(tmp_path / "x")
    write_arrays(tmp_path / "y", {}, {"kind": "lexicon"})
    with pytest.raises(ValueError, match="not a textmend language model"):
        LanguageModel(tmp_path / "y")
