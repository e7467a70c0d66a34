"""Text into n-grams: counts, smoothing, interpolation, pruning, and the way into the packed file."""

from __future__ import annotations

import itertools
import lzma
import random
import re
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest

from textmend.cli import build_parser, main
from textmend.learn import ngrams, pocketsphinx
from textmend.learn.language_model import NGrams, pack
from textmend.learn.ngrams import BackOff, Counts
from textmend.spin.language_model import LanguageModel

WORDS = ["<s>", "</s>", "twenty", "the", "a", "cat", "dog", "sees", "chases", "old", "big", "bird"]
IDS = {word: place for place, word in enumerate(WORDS)}
START, END = 0, 1


def some_text(seed: int, sentences: int = 300) -> str:
    """Sentences of an invented grammar, with a word now and then that the vocabulary lacks."""
    chance = random.Random(seed)
    names = ["cat", "dog", "bird", "heron", "20"]

    def phrase() -> str:
        adjectives = " ".join(chance.choices(["old", "big"], [3, 1], k=chance.choice([0, 0, 1, 2])))
        return " ".join(
            f"{chance.choice(['the', 'a', 'the'])} {adjectives} {chance.choices(names, [5, 4, 2, 1, 1])[0]}".split()
        )

    return "\n".join(
        f"{phrase()} {chance.choice(['sees', 'chases', 'sees'])} {phrase()}.".capitalize() for _ in range(sentences)
    )


def counted(seed: int, sentences: int = 300) -> Counts:
    tokens = ngrams.tokenise(some_text(seed, sentences).split("\n"))
    return ngrams.count(ngrams.map_to(tokens, IDS), len(WORDS), START, END)


def key(*words: int) -> int:
    packed = 0
    for word in words:
        packed = packed << 20 | word
    return packed


def assert_sums_to_one(model: BackOff) -> None:
    size = len(model.unigram)
    assert model.unigram.sum() == pytest.approx(1)
    assert model.unigram[START] == 0
    contexts = [v for v in range(size) if v != END]
    for v in contexts:
        keys = np.array([key(v, w) for w in range(size)])
        assert model.bigram_probability(keys).sum() == pytest.approx(1)
    for u, v in itertools.product(contexts, contexts):
        keys = np.array([key(u, v, w) for w in range(size)])
        assert model.trigram_probability(keys).sum() == pytest.approx(1)


@pytest.mark.parametrize("least", [1, 2, 3])
def test_estimates_sum_to_one(least: int) -> None:
    assert_sums_to_one(ngrams.estimate(counted(1), least=least))


def test_mixtures_and_what_pruning_leaves_sum_to_one() -> None:
    counts = counted(1)
    mixed = ngrams.interpolate([ngrams.estimate(counts), ngrams.estimate(counted(2, 60))], [0.7, 0.3])
    assert_sums_to_one(mixed)
    everything = len(mixed.bigrams) + len(mixed.trigrams)
    for wanted in (everything, everything // 2, 20, 0):
        pruned = ngrams.prune(mixed, wanted, counts.frequency())
        assert_sums_to_one(pruned)
        assert len(pruned.bigrams) + len(pruned.trigrams) <= wanted
        assert set((pruned.trigrams >> 20).tolist()) <= set(pruned.bigrams.tolist())


def test_a_mixture_holds_the_weighted_means() -> None:
    models = [ngrams.estimate(counted(1)), ngrams.estimate(counted(2, 60))]
    mixed = ngrams.interpolate(models, [3, 1])
    one, other = (model.trigram_probability(mixed.trigrams) for model in models)
    np.testing.assert_allclose(mixed.trigram, 0.75 * one + 0.25 * other)


def test_pruning_by_nothing_changes_nothing_and_pruning_takes_the_least_telling_first() -> None:
    counts = counted(1)
    model = ngrams.estimate(counts)
    everything = len(model.bigrams) + len(model.trigrams)
    whole = ngrams.prune(model, everything, counts.frequency())
    np.testing.assert_array_equal(whole.trigrams, model.trigrams)
    np.testing.assert_allclose(whole.bigram_backoff, model.bigram_backoff, rtol=1e-6)

    def cross_entropy(pruned: BackOff) -> float:
        known = (counts.trigrams >> 40) != counts.size
        surprise = -np.log(pruned.trigram_probability(counts.trigrams[known]))
        return float(np.average(surprise, weights=counts.trigram[known]))

    sizes = [everything, everything * 3 // 4, everything // 2, everything // 4, 10]
    entropies = [cross_entropy(ngrams.prune(model, size, counts.frequency())) for size in sizes]
    assert entropies == sorted(entropies)
    assert entropies[1] < 1.05 * entropies[0]


# --- A naive reference ---


def naive_discount(counts: Counter[tuple[int, ...]], n: int) -> float:
    seen = Counter(counts.values())
    if n == 0:
        return 0.0
    if all(seen[i] for i in (1, 2, 3, 4)):
        y = seen[1] / (seen[1] + 2 * seen[2])
        exact = [i - (i + 1) * y * seen[i + 1] / seen[i] for i in (1, 2, 3)]
        if all(0 < d < i for i, d in enumerate(exact, 1)):
            return exact[min(n, 3) - 1]
    return (0.5, 1.0, 1.5)[min(n, 3) - 1]


class Naive:
    """Modified Kneser–Ney as the paper has it, an n-gram at a time; for text without unknown words."""

    def __init__(self, lines: list[list[int]]) -> None:
        trigrams: Counter[tuple[int, ...]] = Counter(
            t for line in lines for t in zip(line, line[1:], line[2:], strict=False)
        )
        bigrams: Counter[tuple[int, ...]] = Counter(t for line in lines for t in itertools.pairwise(line))
        before: dict[tuple[int, ...], set[int]] = defaultdict(set)
        for n_gram in [*trigrams, *bigrams]:
            before[n_gram[1:]].add(n_gram[0])
        middle = Counter({b: n if b[0] == START else len(before[b]) for b, n in bigrams.items()})
        self.orders: list[Counter[tuple[int, ...]]] = [
            Counter({(w,): len(before[w,]) for w in range(len(WORDS)) if before[w,]}),
            middle,
            Counter(trigrams),
        ]

    def probability(self, *n_gram: int) -> float:
        counts = self.orders[len(n_gram) - 1]
        following = {g: n for g, n in counts.items() if g[:-1] == n_gram[:-1]}
        lower = self.probability(*n_gram[1:]) if len(n_gram) > 1 else 1 / (len(WORDS) - 1)
        total = sum(following.values())
        if not total:
            return lower
        rest = sum(naive_discount(counts, n) for n in following.values()) / total
        n = counts[n_gram]
        return (n - naive_discount(counts, n)) / total + rest * lower


@pytest.mark.parametrize(("seed", "sentences"), [(3, 5), (4, 40), (5, 400)])
def test_agrees_with_a_naive_reference(seed: int, sentences: int) -> None:
    text = some_text(seed, sentences).lower().replace("heron", "bird").replace("20", "twenty")
    lines = [[START, *(IDS[word] for word in line.rstrip(".").split()), END] for line in text.split("\n")]
    counts = ngrams.count(np.concatenate([np.array(line, dtype=np.int32) for line in lines]), len(WORDS), START, END)
    model, naive = ngrams.estimate(counts), Naive(lines)
    words = range(1, len(WORDS))
    for w in words:
        assert model.unigram[w] == pytest.approx(naive.probability(w))
    for v, w in itertools.product([START, *words[1:]], words):
        assert model.bigram_probability(np.array([key(v, w)]))[0] == pytest.approx(naive.probability(v, w))
    for u, v, w in itertools.product([START, *words[1:]], words[1:], words):
        assert model.trigram_probability(np.array([key(u, v, w)]))[0] == pytest.approx(naive.probability(u, v, w))


# --- Reading and counting ---


def test_unknown_words_break_n_grams_but_count_as_contexts() -> None:
    tokens = ngrams.tokenise(["The heron sees the cat."])
    counts = ngrams.count(ngrams.map_to(tokens, IDS), len(WORDS), START, END)
    unknown = counts.size
    known = [IDS[word] for word in ("sees", "the", "cat")]
    assert counts.bigrams.tolist() == sorted(
        [key(START, IDS["the"]), key(unknown, known[0]), key(*known[:2]), key(*known[1:]), key(known[2], END)]
    )
    assert counts.trigrams.tolist() == sorted([key(unknown, *known[:2]), key(*known), key(*known[1:], END)])


def test_words_are_those_of_the_decoder() -> None:
    tokens = ngrams.tokenise(["The cat’s 3.5 dogs, 20% of them. THE END"])
    words = [tokens.types[i] for i in tokens.running]
    assert " ".join(words) == "<s> the cat's twenty dogs twenty of them </s> <s> the end </s>"
    assert [WORDS[i] for i in ngrams.map_to(tokens, IDS)[:3] if i < len(WORDS)] == ["<s>", "the", "cat"]


@pytest.mark.parametrize(
    ("scraped", "tidied"),
    [
        pytest.param(r"It isn\u2019t so.", "It isn’t so.", id="escaped character"),
        pytest.param(r"A \ud83d half.", "A half.", id="half of a pair"),
        pytest.param("not%20there", "not there", id="escaped space"),
        pytest.param("up 5% on 20% of them", "up 5% on 20% of them", id="percentages"),
        pytest.param("<p>Tea &amp; cake</p>", "Tea & cake", id="markup"),
        pytest.param("Year | Sales | Costs", "", id="table"),
        pytest.param("12 13 14 2019-2020 x", "", id="figures"),
    ],
)
def test_tidy(scraped: str, tidied: str) -> None:
    assert ngrams.tidy(scraped) == tidied


def test_nothing_held_out_is_learned(tmp_path: Path) -> None:
    lines = [f"Paragraph {chr(97 + i % 26)}{chr(97 + i // 26 % 26)}{chr(97 + i // 676)} stands." for i in range(4000)]
    path = tmp_path / "text.txt"
    path.write_text("\n".join([*lines, *lines]), encoding="utf-8")
    learned = list(ngrams.read_paragraphs(path))
    assert learned == list(dict.fromkeys(learned))
    assert not any(ngrams.held_out(line) for line in learned)
    assert set(learned) == {line for line in lines if not ngrams.held_out(line)}


# --- The whole way ---


@pytest.fixture(scope="module")
def spoken() -> NGrams:
    """Stands in for pocketsphinx's model."""
    words = [word for word in WORDS if word not in ("bird", "old")]
    ids = {word: place for place, word in enumerate(words)}
    counts = ngrams.count(
        ngrams.map_to(ngrams.tokenise(some_text(8).split("\n")), ids), len(words), ids["<s>"], ids["</s>"]
    )
    return ngrams.to_ngrams(ngrams.estimate(counts), words)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("corpus")
    paths = [folder / "wikipedia.txt", folder / "un.txt"]
    for seed, path in enumerate(paths):
        path.write_text("\n" * ngrams.UNSEEN_PARAGRAPHS + some_text(seed, 3000), encoding="utf-8")
    return paths


def test_build_is_deterministic_and_sums_to_one(corpus: list[Path], spoken: NGrams) -> None:
    built, again = (ngrams.build(corpus, spoken) for _ in range(2))
    assert built.words[: len(spoken.words)] == spoken.words
    assert {"bird", "old"} <= set(built.words)
    assert built.words == again.words
    for field in ("unigram", "unigram_backoff", "bigrams", "bigram", "bigram_backoff", "trigrams", "trigram"):
        np.testing.assert_array_equal(getattr(built, field), getattr(again, field))
    assert (10.0**built.unigram).sum() == pytest.approx(1, abs=1e-4)


@pytest.fixture
def installed(spoken: NGrams, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the small model stand where pocketsphinx's would be read."""
    monkeypatch.setattr(pocketsphinx, "model_path", lambda: Path("en-us.lm.bin"))
    monkeypatch.setattr(pocketsphinx, "read", lambda path: spoken)


@pytest.mark.usefixtures("installed")
def test_the_command_builds_a_model_from_small_texts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], spoken: NGrams
) -> None:
    plain, packed = tmp_path / "plain.txt", tmp_path / "more.txt.xz"
    plain.write_text(some_text(1, 3000), encoding="utf-8")
    packed.write_bytes(lzma.compress(some_text(2, 3000).encode()))
    command = ["learn", "--language-model", str(plain), str(packed), "--unseen", "0"]
    for name in ("model.bin", "again.bin"):
        assert main([*command, "-o", str(tmp_path / name)]) == 0
    assert (tmp_path / "model.bin").read_bytes() == (tmp_path / "again.bin").read_bytes()
    assert re.search(r"again\.bin: \d+ words, \d+ pairs and \d+ triples of words", capsys.readouterr().err)
    model = LanguageModel(tmp_path / "model.bin")
    assert {"bird", "old", *spoken.words} <= set(model.ids)
    seen, unseen = np.array([[model.id(word)] for word in ("cat", "the")])
    assert model.bigram(np.array([model.id("the")]), seen) > model.bigram(np.array([model.id("the")]), unseen)


@pytest.mark.usefixtures("installed")
def test_the_command_says_what_is_wrong_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "model.bin"
    texts = {name: tmp_path / name for name in ("small.txt", "latin.txt", "plain.xz")}
    texts["small.txt"].write_text(some_text(1), encoding="utf-8")
    texts["latin.txt"].write_bytes("Das Maß aller Dinge.\n".encode("latin-1"))
    texts["plain.xz"].write_text("The cat sees the dog.\n")
    for name, message in (
        ("small.txt", "holds nothing to learn from: of each file the first 2000 paragraphs, and one in 10"),
        ("latin.txt", "cannot be read: 'utf-8' codec can't decode"),
        ("plain.xz", "cannot be read: Input format not supported by decoder"),
        ("none.txt", "no such file or folder; check the path"),
    ):
        assert main(["learn", "--language-model", str(tmp_path / name), "-o", str(target)]) == 1
        complaint = capsys.readouterr().err
        assert f"{name}" in complaint
        assert message in complaint
    assert not target.exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--onto", "mine.tsv"], "--language-model makes no lexicon: give it texts alone"),
        (["--unseen", "-1"], "argument --unseen: a number of paragraphs expected, not -1"),
    ],
)
def test_the_command_refuses(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["learn", "--language-model", "text.txt", *arguments, "-o", "model.bin"])
    assert message in capsys.readouterr().err


def test_the_command_knows_how_many_paragraphs_are_unseen() -> None:
    given = build_parser().parse_args(["learn", "--language-model", "text.txt", "-o", "model.bin"])
    assert given.unseen == ngrams.UNSEEN_PARAGRAPHS


def test_packed_within_quantisation(corpus: list[Path], spoken: NGrams, tmp_path: Path) -> None:
    built = ngrams.build(corpus, spoken)
    exact = ngrams.from_ngrams(built, built.words)
    path = tmp_path / "model.bin"
    pack(built, path, source="a test")
    model = LanguageModel(path)
    words = np.arange(len(built.words))
    words = words[words != model.start]
    u, v, w = (grid.ravel() for grid in np.meshgrid(words, words, words))
    expected = np.log(exact.trigram_probability((u << 40) | (v << 20) | w))
    np.testing.assert_allclose(model.trigram(u, v, w), expected, atol=0.15)
    expected = np.log(exact.bigram_probability((v << 20) | w))
    np.testing.assert_allclose(model.bigram(v, w), expected, atol=0.1)
