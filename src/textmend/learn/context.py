"""Trains the context model: spun text by simulation, what the lattice makes of it, and what it should have made.

Clean text is spun page by page (textmend.learn.spinner) and decoded. Wherever the lattice leaves a choice, the phrase
that stood there is the lesson: the network learns what to add to the lattice's log-probability so that this phrase
comes first. The language model that decodes must not have read the text, or it would seem more reliable than it is:
one is made for the purpose from the part of the corpus that is not spun.

Training takes PyTorch (`pip install 'textmend[build]'`); what it leaves is packed for NumPy.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice, repeat
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textmend.learn.ngrams import read_paragraphs
from textmend.learn.spinner import Spinner, Spun
from textmend.spin.arrays import write_arrays
from textmend.spin.channel import KEPT, Channel
from textmend.spin.context import (
    BAG,
    KIND,
    LARGEST,
    LEAST_SHARE,
    NUMBER,
    UNKNOWN,
    case_of,
    convolve,
    elsewhere,
    on_topic,
)
from textmend.spin.decoder import decode
from textmend.spin.language_model import LanguageModel
from textmend.spin.lattice import first_boundaries
from textmend.spin.lexicon import Lexicon
from textmend.spin.restore import LANGUAGE_WEIGHT
from textmend.spin.tokens import Sentence, sentences

Arrays = dict[str, NDArray[Any]]

# Of every so many blocks of paragraphs of a corpus one is spun in each fold, and the rest make the language model that
# decodes it: the press office's and the UN's speeches are many and alike.
FOLDS = 2
_BLOCK = 40
_SPUN_ONE_IN = {"whitehouse": 5, "un": 3}
_PAGE_WORDS = 450
_PAGES_AT_A_TIME = 16
_PAGES_A_PART = 1000

_VOCABULARY = 30_000
_UNKNOWN_WORD, _NUMBER_WORD, _NO_WORD = "<unk>", "<num>", "<pad>"
_WIDTH, _REACH, _DILATIONS = 128, 5, (1, 2, 4)
_EPOCHS, _PAGES_A_STEP, _RATE, _DROPPED = 1, 36, 2e-3, 0.1
_LONGEST_PAGE = 800
# Of the activations on so many words so large a share lies within what whole numbers can count; the rest are cut.
_SAMPLE = 60_000
_WITHIN = 0.9999


def is_spun(name: str, number: int, fold: int) -> bool:
    """Tell whether a paragraph of a corpus file is spun in a fold, or else read by the fold's language model."""
    return number // _BLOCK % _SPUN_ONE_IN.get(name, 2) == (fold + 1) % FOLDS


def split(corpus: Sequence[Path], folder: Path, fold: int) -> tuple[list[Path], list[Path]]:
    """Split a corpus: files to make the language model of, and files to spin, in a folder.

    Args:
        corpus: Files of clean text, a paragraph a line.
        folder: Where to write the parts.
        fold: The number of the split, below `FOLDS`.
    """
    parts: tuple[list[Path], list[Path]] = ([], [])
    for path in corpus:
        name = path.name.partition(".")[0]
        targets = [folder / kind / f"{name}.txt" for kind in ("read", "spun")]
        for target, part in zip(targets, parts, strict=True):
            target.parent.mkdir(exist_ok=True)
            part.append(target)
        with targets[0].open("w", encoding="utf-8") as read, targets[1].open("w", encoding="utf-8") as spun:
            for number, paragraph in enumerate(read_paragraphs(path)):
                (spun if is_spun(name, number, fold) else read).write(paragraph + "\n")
    return parts


def pages(files: Sequence[Path]) -> list[list[Sentence]]:
    """Read text as pages of some hundred words, in an order drawn at random."""
    found = []
    for path in files:
        page: list[Sentence] = []
        words = 0
        for line in path.read_text(encoding="utf-8").splitlines():
            new = list(sentences(line))
            page += new
            words += sum(map(len, new))
            if words >= _PAGE_WORDS:
                found.append(page)
                page, words = [], 0
    random.Random(0).shuffle(found)
    return found


@dataclass(frozen=True)
class Examples:
    """Spun pages with the choices that the lattice leaves.

    Attributes:
        words: The words of all pages, as places in `vocabulary`.
        case: Of each word, as `textmend.spin.context.case_of` gives it.
        page: The first word of each page, and one more.
        vocabulary: The words that occur.
        position: Of each arc that may be chosen, the word at which it begins; in order.
        original: Of each arc, the original's place in the lexicon's `originals`, or `KEPT`.
        features: Of each arc: the lattice's log-probability, the same pair elsewhere on the page, the lexicon's
            log-probability, whether it is kept, the second times how often it stands there, and how much the page has
            of its original; shape (arcs, 6).
        right: Of each arc, whether it stood there; one of each position's arcs did.
    """

    words: NDArray[np.int64]
    case: NDArray[np.int64]
    page: NDArray[np.int64]
    vocabulary: list[str]
    position: NDArray[np.int64]
    original: NDArray[np.int64]
    features: NDArray[np.float32]
    right: NDArray[np.bool_]


def examples(clean: Sequence[list[Sentence]], lexicon: Path, language_model: Path) -> Examples:
    """Spin pages and decode them, in several processes; the result does not depend on how many.

    Args:
        clean: The pages.
        lexicon: The lexicon, for the spinner and for the lattice.
        language_model: A language model that has not read the pages.
    """
    parts = [clean[low : low + _PAGES_A_PART] for low in range(0, len(clean), _PAGES_A_PART)]
    with ProcessPoolExecutor() as pool:
        work = pool.map(_part, parts, repeat(lexicon), repeat(language_model), range(len(parts)))
        return joined(list(work))


def joined(parts: Sequence[Examples]) -> Examples:
    """Put the pages of several parts one after the other."""
    ids: dict[str, int] = {}
    words, pages, positions = [], [np.zeros(1, dtype=np.int64)], []
    count = 0
    for part in parts:
        new = np.array([ids.setdefault(word, len(ids)) for word in part.vocabulary])
        words.append(new[part.words])
        pages.append(part.page[1:] + count)
        positions.append(part.position + count)
        count += len(part.words)
    return Examples(
        np.concatenate(words),
        np.concatenate([part.case for part in parts]),
        np.concatenate(pages),
        list(ids),
        np.concatenate(positions),
        np.concatenate([part.original for part in parts]),
        np.concatenate([part.features for part in parts]),
        np.concatenate([part.right for part in parts]),
    )


def _part(clean: Sequence[list[Sentence]], lexicon: Path, language_model: Path, seed: int) -> Examples:
    draw = random.Random(seed)
    model = LanguageModel(language_model)
    channel = Channel(Lexicon.read(lexicon), model)
    spinner = Spinner(channel.lexicon)
    ids: dict[str, int] = {}
    words: list[int] = []
    case: list[NDArray[np.int64]] = []
    starts = [0]
    columns: list[tuple[NDArray[Any], ...]] = []
    spun = (spinner.page(page, draw) for page in clean)
    while some := list(islice(spun, _PAGES_AT_A_TIME)):
        together = [one for page in some for one in page]
        page_of = np.repeat(np.arange(len(some)), [len(page) for page in some])
        position, *rest = _choices(together, page_of, channel, model)
        columns.append((position + len(words), *rest))
        for page in some:
            words += [ids.setdefault(word, len(ids)) for one in page for word in one.sentence.words]
            starts.append(len(words))
        case.append(case_of([one.sentence for one in together]))
    position, original, features, right = (np.concatenate(column) for column in zip(*columns, strict=True))
    return Examples(
        np.array(words), np.concatenate(case), np.array(starts), list(ids), position, original, features, right
    )


def _choices(
    spun: Sequence[Spun], page_of: NDArray[np.int64], channel: Channel, model: LanguageModel
) -> tuple[NDArray[Any], ...]:
    """Give the arcs among which the lattice leaves a choice: first word, original, features, whether right."""
    batch = channel.batch([one.sentence for one in spun])
    posterior = decode(batch.arcs, batch.lengths, model, language_weight=LANGUAGE_WEIGHT).posterior
    sentence_of = np.searchsorted(first_boundaries(batch.lengths), batch.arcs.begin, side="right") - 1
    position = batch.arcs.begin - sentence_of
    length = batch.arcs.end - batch.arcs.begin
    count = int(batch.lengths.sum())
    true_original, true_length = np.full(count, KEPT - 1), np.zeros(count, dtype=np.int64)
    base = np.cumsum(batch.lengths) - batch.lengths
    for start, one in zip(base.tolist(), spun, strict=True):
        for first, size, original in one.origins:
            true_original[start + first], true_length[start + first] = original, size
    page = page_of[sentence_of]
    others, times = elsewhere(batch, posterior, posterior, page)
    topic = on_topic(batch, posterior, page)
    visited = np.bincount(position, weights=posterior, minlength=count)
    share = posterior / np.maximum(visited[position], 1e-9)
    right = (batch.original == true_original[position]) & (length == true_length[position])
    chosen = (share >= LEAST_SHARE) & (true_original[position] != KEPT - 1)
    chosen &= np.bincount(position[chosen], minlength=count)[position] > 1
    chosen &= np.bincount(position[chosen & right], minlength=count)[position] == 1
    order = np.flatnonzero(chosen)[np.argsort(position[chosen], kind="stable")]
    features = np.stack(
        [
            np.log(share[order]),
            others[order],
            batch.arcs.log_probability[order],
            batch.original[order] == KEPT,
            others[order] * np.log(times[order]),
            topic[order],
        ],
        axis=1,
    ).astype(np.float32)
    return position[order], batch.original[order], features, right[order]


def train(lessons: Examples, originals: Sequence[str], seed: int = 0) -> tuple[Arrays, list[str], list[str]]:
    """Train the network.

    Args:
        lessons: What to learn from.
        originals: The originals of the lexicon, to which `lessons` refer.
        seed: Of what is drawn at random.

    Returns:
        The network's parameters by name, its vocabulary, and its phrases.

    Raises:
        ModuleNotFoundError: PyTorch is not installed.
    """
    import torch
    from torch import nn
    from torch.nn import functional

    torch.manual_seed(seed)
    counts = np.bincount(lessons.words, minlength=len(lessons.vocabulary))
    common = Counter(dict(zip(lessons.vocabulary, counts.tolist(), strict=True))).most_common()
    vocabulary = [_UNKNOWN_WORD, _NUMBER_WORD, _NO_WORD]
    vocabulary += [word for word, _ in common if not word[0].isdigit()][: _VOCABULARY - len(vocabulary)]
    phrases = list(originals)
    known = set(phrases)
    phrases += [word for word in vocabulary if word not in known]
    phrase_of = {phrase: number for number, phrase in enumerate(phrases)}
    ids = _places(lessons.vocabulary, vocabulary)
    unknown = phrase_of[_UNKNOWN_WORD]
    kept_phrase = np.array([phrase_of.get(word, unknown) for word in lessons.vocabulary])
    words = ids[lessons.words]
    phrase = np.where(lessons.original == KEPT, kept_phrase[lessons.words[lessons.position]], lessons.original)

    class Network(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.word = nn.Embedding(len(vocabulary), _WIDTH)
            self.case = nn.Embedding(4, _WIDTH)
            self.convolutions = nn.ModuleList(
                nn.Conv1d(_WIDTH, _WIDTH, _REACH, padding=_REACH // 2 * dilation, dilation=dilation)
                for dilation in _DILATIONS
            )
            self.bag = nn.Linear(_WIDTH, _WIDTH)
            self.output = nn.Linear(_WIDTH, _WIDTH)
            self.phrase = nn.Embedding(len(phrases), _WIDTH)
            self.bias = nn.Embedding(len(phrases), 1)
            self.features = nn.Parameter(torch.tensor([1.0, 0.3, 0.0, 0.0, 0.0, 0.0]))
            nn.init.normal_(self.word.weight, std=0.1)
            nn.init.normal_(self.case.weight, std=0.1)
            nn.init.zeros_(self.phrase.weight)
            nn.init.zeros_(self.bias.weight)

        def forward(self, word: Any, case: Any, mask: Any, place: Any, phrase: Any, features: Any) -> Any:
            embedded = (self.word(word) + self.case(case)) * mask[..., None]
            mean = embedded.sum(1) / mask.sum(1, keepdim=True)
            hidden = embedded.transpose(1, 2)
            for convolution in self.convolutions:
                hidden = hidden + functional.relu(convolution(hidden)) * mask[:, None]
            hidden = self.output(hidden.transpose(1, 2) + functional.relu(self.bag(mean))[:, None])
            met = functional.dropout(hidden.reshape(-1, _WIDTH)[place], _DROPPED, self.training)
            return (met * self.phrase(phrase)).sum(1) + self.bias(phrase)[:, 0] + (features * self.features).sum(1)

    network = Network()
    optimiser = torch.optim.Adam(network.parameters(), lr=_RATE)
    draw = np.random.default_rng(seed)
    steps = _EPOCHS * ((len(lessons.page) - 1) // _PAGES_A_STEP)
    for step, batch in enumerate(_batches(lessons, words, draw)):
        word, case, mask, place, arcs = batch
        for group in optimiser.param_groups:
            group["lr"] = _RATE * min(1.0, (step + 1) / 50) * max(0.02, 1 - step / steps)
        scores = network(
            torch.from_numpy(word),
            torch.from_numpy(case),
            torch.from_numpy(mask),
            torch.from_numpy(place),
            torch.from_numpy(phrase[arcs]),
            torch.from_numpy(lessons.features[arcs]),
        )
        _, group_of = np.unique(place, return_inverse=True)
        index = torch.from_numpy(group_of)
        highest = torch.full((int(index.max()) + 1,), -torch.inf).scatter_reduce(0, index, scores.detach(), "amax")
        total = torch.zeros(len(highest)).index_add(0, index, torch.exp(scores - highest[index]))
        right = torch.from_numpy(lessons.right[arcs])
        loss = (torch.log(total)[index] + highest[index] - scores)[right].mean()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        if step % 100 == 0:
            print(f"step {step} of {steps}: {loss.item():.4f} nats a choice", flush=True)
    parameters = {name: value.detach().numpy() for name, value in network.state_dict().items()}
    return parameters, vocabulary, phrases


def _places(words: Sequence[str], vocabulary: Sequence[str]) -> NDArray[np.int64]:
    """Give the place of each word in the vocabulary, as the context model looks it up."""
    place = {word: number for number, word in enumerate(vocabulary)}
    return np.array(
        [
            place.get(word, NUMBER if word[0].isdigit() else place.get(word.removesuffix("'s"), UNKNOWN))
            for word in words
        ]
    )


def _batches(
    lessons: Examples, words: NDArray[np.int64], draw: np.random.Generator
) -> Iterator[tuple[NDArray[Any], ...]]:
    """Give the pages in an order drawn anew each time through, some at a time, laid out side by side."""
    page, no_word = lessons.page, 2
    first_arc = np.searchsorted(lessons.position, page)
    for _ in range(_EPOCHS):
        order = draw.permutation(len(page) - 1)
        for low in range(0, len(order) - _PAGES_A_STEP + 1, _PAGES_A_STEP):
            some = order[low : low + _PAGES_A_STEP]
            sizes = np.minimum(page[some + 1] - page[some], _LONGEST_PAGE)
            shape = (len(some), int(sizes.max()))
            word, case, mask = np.full(shape, no_word), np.zeros(shape, np.int64), np.zeros(shape, np.float32)
            places, arcs = [], []
            for row, (number, size) in enumerate(zip(some, sizes, strict=True)):
                start = page[number]
                word[row, :size] = words[start : start + size]
                case[row, :size] = lessons.case[start : start + size]
                mask[row, :size] = 1
                own = np.arange(first_arc[number], first_arc[number + 1])
                place = lessons.position[own] - start
                places.append(row * shape[1] + place[place < size])
                arcs.append(own[place < size])
            yield word, case, mask, np.concatenate(places), np.concatenate(arcs)


def pack(
    parameters: Arrays, vocabulary: Sequence[str], phrases: Sequence[str], sample: Examples, path: Path, source: str
) -> None:
    """Write the context model's file: weights as whole numbers from -127 to 127, each row with a scale of its own.

    Args:
        parameters, vocabulary, phrases: As `train` gives them.
        sample: Text of the kind that will be read, by which the steps of the activations are chosen.
        path: Where to write it.
        source: Where the model comes from; kept in the file.
    """
    arrays: Arrays = {"vocabulary": _text(vocabulary)}
    learned = np.abs(parameters["phrase.weight"]).sum(1) + np.abs(parameters["bias.weight"][:, 0]) > 0
    place = {phrase: number for number, phrase in enumerate(phrases)}
    learned[place[_UNKNOWN_WORD]] = True
    arrays["phrases"] = _text([phrase for phrase, kept in zip(phrases, learned, strict=True) if kept])
    number = np.cumsum(learned) - 1
    of_word = np.array([place[word] for word in vocabulary])
    arrays["phrase_of_word"] = np.where(learned[of_word], number[of_word], number[place[_UNKNOWN_WORD]]).astype("<u4")
    arrays["word_vectors"], arrays["word_scales"] = _in_steps(parameters["word.weight"])
    arrays["case_vectors"] = parameters["case.weight"].astype("<f4")
    arrays["phrase_vectors"], arrays["phrase_scales"] = _in_steps(parameters["phrase.weight"][learned])
    arrays["phrase_biases"] = parameters["bias.weight"][learned, 0].astype("<f4")
    for layer in range(len(_DILATIONS)):
        weights = parameters[f"convolutions.{layer}.weight"]  # out, in, width
        rows, scales = _in_steps(weights.reshape(len(weights), -1))
        arrays[f"convolution_{layer}"] = np.ascontiguousarray(rows.reshape(weights.shape).transpose(2, 1, 0))
        arrays[f"convolution_{layer}_scales"] = scales
        arrays[f"convolution_{layer}_bias"] = parameters[f"convolutions.{layer}.bias"].astype("<f4")
    for name in ("bag", "output"):
        rows, arrays[f"{name}_scales"] = _in_steps(parameters[f"{name}.weight"])
        arrays[name] = np.ascontiguousarray(rows.T)
        arrays[f"{name}_bias"] = parameters[f"{name}.bias"].astype("<f4")
    meta = {
        "kind": KIND,
        "source": source,
        "dilations": list(_DILATIONS),
        "steps": _steps(
            parameters, _places(sample.vocabulary, vocabulary)[sample.words[:_SAMPLE]], sample.case[:_SAMPLE]
        ),
    }
    write_arrays(path, arrays, meta)


def _steps(parameters: Arrays, words: NDArray[np.int64], case: NDArray[np.int64]) -> list[float]:
    """Give the size of a step of each layer's input: convolutions, bag, output, and what meets the phrases."""

    def step(values: NDArray[np.float32]) -> float:
        return float(np.quantile(np.abs(values), _WITHIN)) / LARGEST

    hidden = embedded = parameters["word.weight"][words] + parameters["case.weight"][case]
    steps = []
    for layer, dilation in enumerate(_DILATIONS):
        steps.append(step(hidden))
        kernel = parameters[f"convolutions.{layer}.weight"].transpose(2, 1, 0)
        hidden = hidden + np.maximum(convolve(hidden, kernel, dilation) + parameters[f"convolutions.{layer}.bias"], 0)
    means = np.stack([embedded[low : low + BAG].mean(0) for low in range(0, len(embedded), BAG)])
    steps.append(step(means))
    bags = np.maximum(means @ parameters["bag.weight"].T + parameters["bag.bias"], 0)
    hidden = hidden + np.repeat(bags, BAG, axis=0)[: len(hidden)]
    steps.append(step(hidden))
    steps.append(step(hidden @ parameters["output.weight"].T + parameters["output.bias"]))
    return steps


def _in_steps(rows: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Give rows as whole numbers, and the size of a step of each."""
    scales = np.maximum(np.abs(rows).max(axis=1), 1e-8) / LARGEST
    return np.rint(rows / scales[:, None]).astype(np.int8), scales.astype("<f4")


def _text(lines: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(lines).encode(), dtype=np.uint8)
