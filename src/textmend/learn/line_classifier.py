"""Trains the classifier of lines from pages whose furniture is labelled, and from clean text."""

from __future__ import annotations

import csv
import json
import lzma
import random
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import TextIO

import numpy as np
from numpy.typing import NDArray

from textmend.learn.function_words import FUNCTION_WORDS
from textmend.learn.ngrams import read_paragraphs
from textmend.repairs.dates import MONTHS, WEEKDAYS
from textmend.repairs.furniture import read_lines
from textmend.repairs.line_classifier import WIDEST, LineClassifier
from textmend.repairs.lines import DATE_WORD, FUNCTION_WORD, INTERFACE_WORD, SECTION_WORD, Features, measure, word_table
from textmend.repairs.phrases import Phrases, read_phrases
from textmend.segment import paragraphs

# Measured by tests/bench/furniture.py --folds 5: 16 to 64 units and weaker or stronger decay come to the same.
_HIDDEN = 32
_EPOCHS, _LINES_A_STEP, _RATE, _DECAY = 20, 256, 3e-3, 1e-3
_DROPPED_FEATURES, _DROPPED_UNITS = 0.15, 0.3
_LEAST_DEVIATION = 0.05  # of a feature: what hardly varies would speak too loud
_CLEAN_WEIGHT = 0.1  # of a line of clean text; there are many of them
_CLEAN_PAGES = 60  # of each file
_CLEAN_PARAGRAPHS = (3, 14)
_PLACEHOLDERS = {"{number}": "12", "{date}": "May 3, 2021", "{rest}": "the river"}
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """A page, with segments of it.

    Attributes:
        text: The page.
        keep: Pieces of the article.
        drop: Pieces of furniture.
    """

    text: str
    keep: tuple[str, ...]
    drop: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lesson:
    """Lines of a page whose label is known.

    Attributes:
        features: A row for each line.
        is_furniture: The label of each.
        weight: How much each counts.
    """

    features: Features
    is_furniture: NDArray[np.bool_]
    weight: Features


def read_labelled_pages(path: Path) -> list[LabelledPage]:
    """Read pages from JSON lines with the fields `text`, `keep` and `drop`, plain or compressed by xz.

    Raises:
        ValueError: A line is not such an object, or there is none; the message names the file and the line.
        OSError: The file cannot be read.
    """
    pages = []
    with _open(path) as file:
        for number, line in enumerate(file, 1):
            try:
                record = json.loads(line)
                page = LabelledPage(record["text"], tuple(record["keep"]), tuple(record["drop"]))
            except (ValueError, KeyError, TypeError):
                raise ValueError(
                    f'{path}:{number}: an object with "text" and the lists of its segments "keep" and "drop" expected'
                ) from None
            pages.append(page)
    if not pages:
        raise ValueError(f"{path} holds no pages to learn from")
    return pages


def words_of(rows: Iterable[Mapping[str, str]]) -> NDArray[np.uint8]:
    """Make the table of words: function words, names of months and days, and the words of furniture phrases."""
    words = [(word, FUNCTION_WORD) for word in sorted(FUNCTION_WORDS)]
    words += [(word, DATE_WORD) for word in sorted(MONTHS | WEEKDAYS)]
    for row in rows:
        what = SECTION_WORD if row["kind"] == "section" else INTERFACE_WORD
        phrase = re.sub(r"\{\w+\}", "", row["phrase"]).lower()
        words += [(word, what) for word in _WORD.findall(phrase) if word not in FUNCTION_WORDS]
    return word_table(words)


def lessons_of(page: LabelledPage, phrases: Phrases, words: NDArray[np.uint8]) -> Iterator[Lesson]:
    """Make lessons of a page: as it is, with its blank lines taken out, and with one between all lines.

    A line counts as furniture where a piece of furniture lies in it and none of the article, and the other way round;
    lines with neither teach nothing. Much repeated furniture counts less.
    """
    spans = list(paragraphs(page.text))
    starts = [span.start for span in spans]
    kept, dropped = (_touched(page.text, segments, starts) for segments in (page.keep, page.drop))
    known = kept ^ dropped
    if not known.any():
        return
    drops = max(int(dropped.sum()), 1)
    weight = np.where(dropped, 1 / np.sqrt(max(1.0, drops / 3)), 1.0).astype(np.float32)
    own = [page.text[start:end].strip() for start, end in spans]
    for text in (page.text, "\n".join(own), "\n\n".join(own)):
        lines = read_lines(text, phrases)
        yield Lesson(measure(lines, words)[known], dropped[known], weight[known])


def _touched(text: str, segments: Sequence[str], starts: Sequence[int]) -> NDArray[np.bool_]:
    touched = np.zeros(len(starts), np.bool_)
    for segment in filter(None, segments):
        found = text.find(segment)
        while found >= 0:
            first = max(bisect_right(starts, found) - 1, 0)
            touched[first : max(bisect_left(starts, found + len(segment)), first + 1)] = True
            found = text.find(segment, found + 1)
    return touched


def clean_lessons(
    paths: Sequence[Path],
    rows: Sequence[Mapping[str, str]],
    phrases: Phrases,
    words: NDArray[np.uint8],
    *,
    seed: int = 0,
    pages: int = _CLEAN_PAGES,
) -> Iterator[Lesson]:
    """Make lessons of clean text: pages with subheadings, lists and verses, some with furniture around.

    Args:
        paths: Files of clean text, a paragraph a line, or JSON lines with the list of a text's
            `paragraphs` (`.jsonl`); plain or compressed by xz.
        rows: The furniture phrases, to put around.
        phrases: The same, ready for matching.
        words: The table of words.
        seed: Of what is drawn at random.
        pages: How many to make of each file.
    """
    draw = random.Random(seed)
    by_language: dict[str, list[str]] = {}
    for row in rows:
        if row["strength"] != "company":
            phrase = re.sub(r"\{\w+\}", lambda match: _PLACEHOLDERS[match.group()], row["phrase"])
            by_language.setdefault(row["language"], []).append(phrase)
    for path in paths:
        for body in islice(_clean_pages(path, draw), pages):
            known = by_language[draw.choice(sorted(by_language))]
            above, below = (draw.sample(known, min(draw.choice((0, 0, 1, 2, 5)), len(known))) for _ in range(2))
            article = list(_article(body, draw))
            labels = [True] * len(above) + [False] * len(article) + [True] * len(below)
            text = draw.choice(("\n", "\n\n")).join((*above, *article, *below))
            lines = read_lines(text, phrases)
            if len(lines) == len(labels):
                weight = np.full(len(labels), _CLEAN_WEIGHT, np.float32)
                yield Lesson(measure(lines, words), np.array(labels), weight)


def _clean_pages(path: Path, draw: random.Random) -> Iterator[list[str]]:
    """Read the paragraphs of clean pages."""
    if ".jsonl" not in path.suffixes:
        source = iter(read_paragraphs(path))
        while body := list(islice(source, draw.randint(*_CLEAN_PARAGRAPHS))):
            yield body
        return
    with _open(path) as file:
        texts = [json.loads(line)["paragraphs"] for line in file]
    draw.shuffle(texts)
    for text in texts:
        lines = [" ".join(paragraph.split()) for paragraph in text if paragraph.strip()]
        start = draw.randrange(max(len(lines) - _CLEAN_PARAGRAPHS[1], 1))
        if body := lines[start : start + draw.randint(*_CLEAN_PARAGRAPHS)]:
            yield body


def _open(path: Path) -> TextIO:
    return lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8")


def _article(body: Sequence[str], draw: random.Random) -> Iterator[str]:
    """Give paragraphs with short lines between them, made of their first words."""
    yield " ".join(body[0].split()[:9])
    for paragraph in body:
        words = paragraph.split()
        what = draw.random()
        if what < 0.15:
            yield " ".join(words[: draw.randint(1, 6)]).rstrip(".,;:")
        elif what < 0.22:
            size = draw.randint(3, 7)
            yield from (" ".join(words[start : start + size]) for start in range(0, min(len(words), 8 * size), size))
        elif what < 0.28:
            sign = draw.choice(("- ", "• ", "", "", "* "))
            yield from (sign + " ".join(words[start : start + 3]) for start in range(0, min(len(words), 18), 3))
        yield paragraph


def train(lessons: Sequence[Lesson], words: NDArray[np.uint8], *, seed: int = 0) -> LineClassifier:
    """Train the classifier by Adam (Kingma and Ba, 2015), with dropout (Srivastava et al., 2014).

    Args:
        lessons: What is known of lines.
        words: The table of words that the lessons were measured with.
        seed: Of what is drawn at random.
    """
    features = np.concatenate([lesson.features for lesson in lessons])
    wanted = np.concatenate([lesson.is_furniture for lesson in lessons]).astype(np.float32)
    weight = np.concatenate([lesson.weight for lesson in lessons])
    mean = features.mean(0)
    scale = 1 / (features.std(0) + np.float32(_LEAST_DEVIATION))
    draw = np.random.default_rng(seed)
    size = features.shape[1]
    hidden = (draw.normal(size=(size, _HIDDEN)) / np.sqrt(size)).astype(np.float32)
    output = (draw.normal(size=_HIDDEN) / np.sqrt(_HIDDEN)).astype(np.float32)
    learned = [hidden, np.zeros(_HIDDEN, np.float32), output, np.zeros(1, np.float32)]
    first, second = ([np.zeros_like(array) for array in learned] for _ in range(2))
    standard = np.clip((features - mean) * scale, -WIDEST, WIDEST)
    steps = _EPOCHS * -(-len(wanted) // _LINES_A_STEP)
    done = 0
    for _ in range(_EPOCHS):
        order = draw.permutation(len(wanted))
        for low in range(0, len(order), _LINES_A_STEP):
            chosen = order[low : low + _LINES_A_STEP]
            gradients = _gradients(learned, standard[chosen], wanted[chosen], weight[chosen], draw)
            done += 1
            rate = _RATE * (1 - done / (steps + 1)) * np.sqrt(1 - 0.999**done) / (1 - 0.9**done)
            for array, one, two, gradient in zip(learned, first, second, gradients, strict=True):
                one += 0.1 * (gradient - one)
                two += 0.001 * (gradient**2 - two)
                array -= (rate * one / (np.sqrt(two) + 1e-8)).astype(np.float32)
    return LineClassifier(words, mean, scale, learned[0], learned[1], learned[2], float(learned[3][0]))


def _gradients(
    learned: Sequence[Features], features: Features, wanted: Features, weight: Features, draw: np.random.Generator
) -> list[Features]:
    """Give the gradients of the weighted log loss of some lines, features and hidden units dropped at random."""
    hidden, hidden_bias, output, bias = learned
    inputs = features * (draw.random(features.shape, dtype=np.float32) > _DROPPED_FEATURES) / (1 - _DROPPED_FEATURES)
    units = inputs @ hidden + hidden_bias
    stay = (draw.random(units.shape, dtype=np.float32) > _DROPPED_UNITS) / np.float32(1 - _DROPPED_UNITS)
    active = np.maximum(units, 0) * stay
    error = (1 / (1 + np.exp(-(active @ output + bias))) - wanted) * weight / len(wanted)
    back = np.outer(error, output) * stay * (units > 0)
    return [
        inputs.T @ back + _DECAY * hidden,
        back.sum(0),
        active.T @ error + _DECAY * output,
        error.sum(keepdims=True),
    ]


def furniture_rows(path: Path) -> list[dict[str, str]]:
    """Read a table of furniture phrases, such as the packaged one."""
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def learn(pages: Sequence[LabelledPage], clean: Sequence[Path], table: Path | None = None) -> LineClassifier:
    """Learn to tell furniture from articles.

    Args:
        pages: Pages with labelled segments.
        clean: Files of clean text.
        table: The table of furniture phrases; None for the packaged one.

    Returns:
        The classifier; the same for the same input.

    Raises:
        ValueError: No line of the pages is known to be furniture, or none to be of an article.
        OSError: A file cannot be read.
    """
    rows = furniture_rows(table or Path(str(files("textmend").joinpath("_data/furniture.tsv"))))
    phrases, words = read_phrases(rows), words_of(rows)
    lessons = [lesson for page in pages for lesson in lessons_of(page, phrases, words)]
    labels = {bool(label) for lesson in lessons for label in lesson.is_furniture}
    if labels != {False, True}:
        raise ValueError("the pages need segments of both kinds, to keep and to drop, that stand in their text")
    return train([*lessons, *clean_lessons(clean, rows, phrases, words)], words)
