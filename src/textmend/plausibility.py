"""How plausible a text is, character by character: pairs of neighbours, over the scripts that legacy encodings have.

The model knows no language by name. Its probabilities are an average over all languages that it was built from, so
that a language which it has never seen looks odd but not absurd, while text read in a wrong encoding looks absurd.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from textmend.spin.arrays import read_arrays

KIND = "character model"
STEP = 0.1
"""Nats in a unit of cost."""

# Beyond this, characters belong to no legacy encoding.
_TABLE_SIZE = 0x10000

# Classes of characters that have no row of their own. What the model cannot judge is NEUTRAL.
NEUTRAL, SPACE, NO_BREAK, DIGIT, ENDING, OPENING, CLOSING, DASH, APOSTROPHE, OTHER_ASCII = range(10)
SYMBOL, BOX, CONTROL, SYLLABLE, RARE_SYLLABLE, WIDE, ACCENT = range(10, 17)
# Ideographs of daily use in several standards, in one alone, and in none.
SHARED_IDEOGRAPH, SIMPLIFIED, TRADITIONAL, JAPANESE, RARE_IDEOGRAPH = range(17, 22)
RARE_LATIN, RARE_CYRILLIC, RARE_GREEK, RARE_OTHER = range(22, 26)
CLASSES = 26
"""How many classes there are; rows of single characters follow."""

_SINGLE_BYTE = (
    *(f"cp{number}" for number in (437, 737, 775, 850, 852, 855, 857, 860, 862, 866, 874, *range(1250, 1259))),
    *(f"iso8859-{number}" for number in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 15, 16)),
    *("koi8-r", "koi8-u", "mac-roman", "mac-cyrillic", "mac-greek", "mac-latin2", "mac-turkish"),
)
_PUNCTUATION = {
    **dict.fromkeys(" \t\n\r\f\v\u2028\u3000", SPACE),
    **dict.fromkeys("\xa0\u202f", NO_BREAK),
    **dict.fromkeys(".,;:!?…。、，：；！？،؛؟", ENDING),
    **dict.fromkeys("([{“„«‹¿¡「『（《", OPENING),
    **dict.fromkeys(")]}”»›」』）》", CLOSING),
    **dict.fromkeys("-–—", DASH),
    **dict.fromkeys("'’‘\"", APOSTROPHE),
}


def _decoded(codec: str, leads: range, trails: range) -> frozenset[str]:
    """Give the characters of a double-byte encoding's rows."""
    pairs = (bytes([lead, trail]) for lead in leads for trail in trails)
    return frozenset("".join(pair.decode(codec, "ignore") for pair in pairs))


@cache
def common_ideographs() -> dict[str, int]:
    """Map ideographs of daily use, level 1 of GB 2312, Big5 and JIS X 0208, to the class of those that list them."""
    levels = {
        SIMPLIFIED: _decoded("gb2312", range(0xB0, 0xD8), range(0xA1, 0xFF)),
        TRADITIONAL: _decoded("big5", range(0xA4, 0xC7), range(0x40, 0xFF)),
        JAPANESE: _decoded("euc-jp", range(0xB0, 0xD0), range(0xA1, 0xFF)),
    }
    classes: dict[str, int] = {}
    for kind, level in levels.items():
        for character in level:
            if "\u4e00" <= character <= "\u9fff":
                classes[character] = SHARED_IDEOGRAPH if character in classes else kind
    return classes


@cache
def common_syllables() -> frozenset[str]:
    """The 2,350 Korean syllables of KS X 1001."""
    return _decoded("euc-kr", range(0xB0, 0xC9), range(0xA1, 0xFF))


@cache
def legacy_characters() -> frozenset[str]:
    """All that the single-byte encodings hold above ASCII."""
    high = bytes(range(0x80, 0x100))
    return frozenset("".join(high.decode(codec, "ignore") for codec in _SINGLE_BYTE))


def class_of(character: str) -> int:
    """Tell the class of a character that has no row of its own."""
    if (known := _PUNCTUATION.get(character)) is not None:
        return known
    if character.isdecimal() and character.isascii():
        return DIGIT
    if character.isascii():
        return OTHER_ASCII if character.isprintable() else CONTROL
    if "\x80" <= character <= "\x9f" or character == "\ufffd" or "\ue000" <= character <= "\uf8ff":
        return CONTROL
    if "\u3400" <= character <= "\u9fff" or "\uf900" <= character <= "\ufaff":
        return common_ideographs().get(character, RARE_IDEOGRAPH)
    if "\uac00" <= character <= "\ud7a3":
        return SYLLABLE if character in common_syllables() else RARE_SYLLABLE
    if "\u2500" <= character <= "\u25ff":
        return BOX
    if "\u3000" <= character <= "\u33ff" or "\uff00" <= character <= "\uffef":
        return WIDE
    if character not in legacy_characters():
        return NEUTRAL
    if unicodedata.category(character)[0] == "M" or unicodedata.category(character) in ("Lm", "Sk"):
        return ACCENT
    if not character.isalpha():
        return SYMBOL
    name = unicodedata.name(character, "")
    scripts = {"LATIN": RARE_LATIN, "CYRILLIC": RARE_CYRILLIC, "GREEK": RARE_GREEK}
    return scripts.get(name.split(" ")[0], RARE_OTHER)


def code_points(text: str) -> NDArray[np.uint32]:
    """Give the code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


@dataclass(frozen=True)
class CharacterModel:
    """The cost of each character after the one before it, in units of `STEP` nats.

    Attributes:
        rows: For each code point of the basic plane its row, uint16.
        costs: Rows by rows, uint8: the cost of a character of the column's kind after one of the row's.
        sizes: For each row the cost of choosing one character among those that share it, uint8.
    """

    rows: NDArray[np.uint16]
    costs: NDArray[np.uint8]
    sizes: NDArray[np.uint8]

    @classmethod
    def read(cls, path: Path) -> CharacterModel:
        """Read the file that `textmend.learn.character_model` wrote.

        Raises:
            ValueError: The file is something else.
            OSError: The file cannot be read.
        """
        arrays, meta = read_arrays(path)
        if meta.get("kind") != KIND:
            raise ValueError(f"{path} is not a character model of textmend")
        side = len(arrays["sizes"])
        return cls(row_table(arrays["singles"]), arrays["costs"].reshape(side, side), arrays["sizes"])

    def rows_of(self, text: str) -> NDArray[np.uint16]:
        """Give the rows of a text's characters."""
        return self.rows[np.minimum(code_points(text), _TABLE_SIZE - 1)]

    def cannot_judge(self, text: str) -> int:
        """Count the characters of which the model can say nothing."""
        return int(np.count_nonzero(self.rows_of(text) == NEUTRAL))

    def kind_costs(self, points: NDArray[np.uint32]) -> NDArray[np.uint8]:
        """Give the cost of each code point's kind but the first's after the one before it."""
        rows = self.rows[np.minimum(points, _TABLE_SIZE - 1)]
        return self.costs[rows[:-1], rows[1:]]

    def cost(self, text: str) -> tuple[float, int]:
        """Give what the characters above ASCII, and the ones right behind them, cost.

        Args:
            text: A line, or a part of one; it is read as if it stood between spaces.

        Returns:
            The cost in nats, and the number of pairs that it is of.
        """
        costs, pairs = self.all_costs([text])
        return float(costs[0]), int(pairs[0])

    def all_costs(self, texts: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Give the costs of several texts at once, and the numbers of pairs that they are of."""
        points = code_points(f" {'  '.join(texts)} ")
        wide = points > 0x7F
        places = np.flatnonzero(wide[:-1] | wide[1:])
        rows = self.rows[np.minimum(points, _TABLE_SIZE - 1)]
        before, after = rows[places], rows[places + 1]
        ends = np.cumsum([len(text) + 2 for text in texts])
        which = np.searchsorted(ends, places, side="right")
        costs = self.costs[before, after].astype(np.int64) + self.sizes[after]
        count = len(texts)
        total = np.bincount(which, costs, count).astype(np.float64) * STEP
        return total, np.bincount(which, minlength=count).astype(np.int64)


def row_table(singles: NDArray[np.uint32]) -> NDArray[np.uint16]:
    """Make the table from code points to rows: the classes, then the characters with a row of their own."""
    table = np.zeros(_TABLE_SIZE, np.uint16)
    ranges = (range(0x700), range(0xE00, 0xE80), range(0x1E00, 0x2600), range(0x3000, 0xD7B0), range(0xE000, 0x10000))
    for span in ranges:
        table[span.start : span.stop] = [class_of(chr(point)) for point in span]
    table[singles] = np.arange(CLASSES, CLASSES + len(singles))
    return table


@cache
def packaged_model() -> CharacterModel:
    """Give the model that the package ships, read on first use."""
    return CharacterModel.read(Path(__file__).parent / "_data" / "character_model.bin")
