"""Builds the character model: pairs of neighbouring characters, counted in text of many languages.

Each language weighs as much as another. A pair is as likely as the language says that has it most often; where none
has it, the average over all languages tells what is left for it.
"""

from __future__ import annotations

import json
import lzma
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from textmend.plausibility import (
    ACCENT,
    CLASSES,
    JAPANESE,
    KIND,
    NEUTRAL,
    RARE_CYRILLIC,
    RARE_GREEK,
    RARE_IDEOGRAPH,
    RARE_LATIN,
    RARE_OTHER,
    RARE_SYLLABLE,
    SHARED_IDEOGRAPH,
    SIMPLIFIED,
    STEP,
    SYLLABLE,
    TRADITIONAL,
    WIDE,
    CharacterModel,
    code_points,
    common_ideographs,
    row_table,
)
from textmend.spin.arrays import write_arrays

# What a language weighs, in characters; shorter texts are not stretched beyond their own length.
_WEIGHT = 10_000
# Headlines are in capitals now and then, and their pairs are those of small letters.
_CAPITALS = 0.05
# How much the plain frequency of a character speaks beside what was seen after its neighbour, in characters.
_BACK_OFF = 30.0
# Frequent ideographs and syllables have rows of their own; the bound keeps the file small.
_MOST_IDEOGRAPHS, _MOST_SYLLABLES = 150, 80
# How often a language must have a character before what follows it there is believed.
_SUPPORT = 20.0
# So much of what a rare ideograph or syllable costs, in nats, tells of its kind and not of which one it is: UTF-8 that
# was read as GBK has many.
_RARE = 4.0
# What the model cannot judge costs about what a letter of a known language does, in nats.
_NEUTRAL_COST = 3.0
# How many characters share a class; each has so small a part of its probability.
_SIZES = {
    SHARED_IDEOGRAPH: 3400, SIMPLIFIED: 1200, TRADITIONAL: 2200, JAPANESE: 450, RARE_IDEOGRAPH: 14000,
    SYLLABLE: 2350, RARE_SYLLABLE: 8800, WIDE: 100,
    RARE_LATIN: 100, RARE_CYRILLIC: 40, RARE_GREEK: 10, RARE_OTHER: 40, ACCENT: 10,
}  # fmt: skip


_RARE_KINDS = [RARE_IDEOGRAPH, RARE_SYLLABLE]


def read_languages(path: Path) -> dict[str, list[str]]:
    """Read paragraphs by language from JSON lines, `{"language": …, "paragraphs": […]}`, packed with xz or not."""
    data = path.read_bytes()
    lines = (lzma.decompress(data) if path.suffix == ".xz" else data).decode().splitlines()
    return {record["language"]: record["paragraphs"] for record in map(json.loads, lines)}


def train(
    languages: Mapping[str, Sequence[str]],
) -> tuple[NDArray[np.uint32], NDArray[np.uint8], NDArray[np.uint8]]:
    """Count pairs of neighbours.

    Args:
        languages: Paragraphs by language.

    Returns:
        The code points that have rows of their own, the costs, rows by rows, and those of the rows' sizes.
    """
    singles = _singles(languages.values())
    rows = row_table(singles)
    side = CLASSES + len(singles)
    counts, most = np.zeros(side * side), np.zeros(side * side)
    for paragraphs in languages.values():
        text = " " + " ".join(paragraphs) + " "
        of_language = np.zeros(side * side)
        for weight, form in ((1.0, text), (_CAPITALS, text.upper())):
            found = rows[np.minimum(code_points(form), 0xFFFF)].astype(np.int64)
            share = weight * min(1.0, _WEIGHT / len(found))
            of_language += np.bincount(found[:-1] * side + found[1:], minlength=side * side) * share
        counts += of_language
        after = of_language.reshape(side, side).sum(1, keepdims=True)
        np.maximum(most, (of_language.reshape(side, side) / (after + _SUPPORT)).reshape(-1), out=most)
    sizes = np.zeros(side, np.uint8)
    for kind, size in _SIZES.items():
        sizes[kind] = round((log(size) - _RARE * (kind in _RARE_KINDS)) / STEP)
    return singles, _costs(counts.reshape(side, side), most.reshape(side, side)), sizes


def _singles(texts: Iterable[Sequence[str]]) -> NDArray[np.uint32]:
    """Choose the characters with rows of their own: letters of legacy encodings, and frequent signs of East Asia."""
    seen: dict[str, float] = {}
    for paragraphs in texts:
        joined = "".join(paragraphs)
        for character, count in Counter(joined + joined.upper() + joined.lower()).items():
            seen[character] = seen.get(character, 0.0) + count / len(joined)
    table = row_table(np.zeros(0, np.uint32))
    by_class: dict[int, list[str]] = {}
    by_frequency = sorted(seen, key=lambda character: (-seen[character], character))
    for character in by_frequency:
        if len(character) == 1 and ord(character) < len(table):
            by_class.setdefault(int(table[ord(character)]), []).append(character)
    letters = [
        c for kind in (RARE_LATIN, RARE_CYRILLIC, RARE_GREEK, RARE_OTHER, ACCENT, WIDE) for c in by_class.get(kind, ())
    ]
    ascii_letters = [chr(point) for point in range(0x80) if chr(point).isalpha()]
    ideographs = [character for character in by_frequency if character in common_ideographs()]
    east = ideographs[:_MOST_IDEOGRAPHS] + by_class.get(SYLLABLE, [])[:_MOST_SYLLABLES]
    return np.array(sorted(map(ord, {*letters, *ascii_letters, *east})), np.uint32)


def _costs(counts: NDArray[np.float64], most: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Turn counts of pairs into costs."""
    # Every character may come up, were it once in all that was read.
    frequency = counts.sum(0) + 1.0
    frequency /= frequency.sum()
    after = counts.sum(1, keepdims=True)
    probability = np.maximum((counts + _BACK_OFF * frequency) / (after + _BACK_OFF), most)
    costs: NDArray[np.uint8] = np.rint(-np.log(probability) / STEP).clip(0, 255).astype(np.uint8)
    costs[:, _RARE_KINDS] = (costs[:, _RARE_KINDS] + _RARE / STEP).clip(0, 255)
    costs[NEUTRAL, :] = costs[:, NEUTRAL] = round(_NEUTRAL_COST / STEP)
    return costs


def model(languages: Mapping[str, Sequence[str]]) -> CharacterModel:
    """Build a model for use at once."""
    singles, costs, sizes = train(languages)
    return CharacterModel(row_table(singles), costs, sizes)


def build(corpus: Path, target: Path) -> None:
    """Build the packaged model from a file of paragraphs by language."""
    singles, costs, sizes = train(read_languages(corpus))
    meta = {"kind": KIND, "source": f"{corpus.name.partition('.')[0]}, pairs of characters"}
    write_arrays(target, {"singles": singles, "costs": costs.reshape(-1), "sizes": sizes}, meta)
