"""A first look at a text: whether anything in it is like what spinners write, at a fraction of what reading it costs.

Most pages are not spun, and most of those show it at a glance: they lack the words and pairs of words that spinners
leave behind. Each word has a weight, and each pair of neighbours: by how much they speak for a spinner, in nats
(logistic regression, learned by textmend.learn.first_look). Summed along the text they are a walk that falls where
people write and climbs where a spinner did; how far it climbs above where it has been is the figure of the text
(Page, "Continuous inspection schemes", 1954). So a spun paragraph stands out on a clean page, and a short page needs no
rule of its own.

The weights are whole numbers, so that a text has the same figure everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import repeat
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textmend.spin.arrays import read_arrays
from textmend.spin.evidence import MARGIN, MOST_GAIN, Evidence, Window, price_of_entering

KIND = "first look"
# The weights of pairs stand in a table of so many rows, some of them shared: a dictionary of pairs would be slower.
PAIR_ROWS = 1 << 19
_FACTOR = 40503  # odd, near the golden section of 2**16: spreads neighbouring ids over the table
# A climb of so many nats is worth reading, on texts of fewer words than so many: by chance a long text climbs higher.
# Measured in tests/bench/first_look.py.
WORTH_READING = ((75, 3.0), (150, 3.5))
WORTH_READING_LONG = 4.3
# Fewer words than this are never found spun (textmend.spin.evidence): what one word can add is bounded.
LEAST_WORDS = ceil(price_of_entering(0) / (MOST_GAIN - MARGIN))


def _byte_table() -> bytes:
    """Map letters to small ones, digits to 0, and what stands between words to a space."""
    table = bytearray(b" " * 128 + bytes(range(128, 256)))
    for byte in range(128):
        character = chr(byte)
        if character.isalpha():
            table[byte] = ord(character.lower())
        elif character.isdigit():
            table[byte] = ord("0")
    # The bytes that begin UTF-8's signs of U+0080 to U+00BF, and its quotation marks, dashes and symbols.
    table[0xC2] = table[0xE2] = ord(" ")
    return bytes(table)


_TABLE = _byte_table()
# The other bytes of a sign of several: without them a quotation mark is a space. (An accented letter is a byte that
# it shares with others, which is as good.)
_FOLLOWING = bytes(range(0x80, 0xC0))


def split(text: str) -> list[bytes]:
    """Split a text into words, cheaply: small letters, every digit a 0, apostrophes and hyphens like spaces.

    Examples:
        >>> split("It isn’t 20 p.c of “it” – yet.")
        [b'it', b'isn', b't', b'00', b'p', b'c', b'of', b'it', b'yet']
    """
    return text.encode("utf-8", "surrogatepass").translate(_TABLE, _FOLLOWING).split()


def pair_rows(ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give the row of each word and the one before it in the table of pairs; one fewer than there are words."""
    return ((ids[:-1] * _FACTOR) ^ ids[1:]) & (PAIR_ROWS - 1)


@dataclass(frozen=True)
class Glance:
    """What the first look sees in a text.

    Attributes:
        words: How many words it saw.
        gain: By how much they speak for a spinner, in nats a word: an estimate of what `textmend.spin.evidence` finds.
        climb: The most that any stretch speaks for one, in nats.
    """

    words: int
    gain: float
    climb: float

    @property
    def worth_reading(self) -> bool:
        """Whether the text may be spun, at least in part."""
        if self.words < LEAST_WORDS:
            return False
        return self.climb >= next((climb for words, climb in WORTH_READING if self.words < words), WORTH_READING_LONG)

    def evidence(self, text: str) -> Evidence:
        """Give the evidence of a text that is not worth reading: one stretch, not spun, with the estimated gain."""
        windows = (Window(0, len(text), self.words, self.gain, False),) if self.words else ()
        return Evidence(self.gain, self.words, windows)


class FirstLook:
    """The weights of words and pairs of words.

    Args:
        path: The file that `textmend.learn.first_look` wrote.

    Raises:
        ValueError: The file is something else.
        OSError: The file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        arrays, meta = read_arrays(path)
        if meta.get("kind") != KIND:
            raise ValueError(f"{path} is not a first look of textmend")
        # The place of a word is its row; 0 stands for all others.
        self._place = {word: row for row, word in enumerate(arrays["vocabulary"].tobytes().split(b"\n"), 1)}
        self._words: NDArray[Any] = arrays["words"].astype(np.int16)
        self._pairs: NDArray[np.int8] = np.array(arrays["pairs"])
        self._step = float(meta["step"])

    def ids(self, words: list[bytes]) -> NDArray[np.int64]:
        """Give the row of each word."""
        return np.fromiter(map(self._place.get, words, repeat(0)), np.int64, len(words))

    def __call__(self, text: str) -> Glance:
        """Look at a text."""
        words = split(text)
        if not words:
            return Glance(0, 0.0, 0.0)
        ids = self.ids(words)
        weights = self._words[ids]
        weights[1:] += self._pairs[pair_rows(ids)]
        walk = weights.cumsum(dtype=np.int64)
        climb = int((walk - np.minimum(np.minimum.accumulate(walk), 0)).max())
        return Glance(len(ids), int(walk[-1]) * self._step / len(ids), climb * self._step)
