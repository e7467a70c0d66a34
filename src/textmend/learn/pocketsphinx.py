"""The n-grams of the English model that the pocketsphinx wheel ships (BSD, Carnegie Mellon University).

The model's file is read here rather than through pocketsphinx, whose own export to the ARPA format ends before
the trigrams (versions 5.0.4 and 5.1.1).
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from textmend.learn.language_model import NGrams

_MAGIC = b"Trie Language Model"
_QUANTUM_BITS = 16


def model_path() -> Path:
    """Find the file in the installed pocketsphinx.

    Raises:
        ModuleNotFoundError: pocketsphinx is not installed.
    """
    spec = find_spec("pocketsphinx")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("the language model is built from pocketsphinx's: pip install 'textmend[build]'")
    return Path(spec.submodule_search_locations[0]) / "model" / "en-us" / "en-us.lm.bin"


def read(path: Path) -> NGrams:
    """Read the n-grams of a model in pocketsphinx's binary trie format.

    Args:
        path: The file, such as `model_path()` gives.

    Returns:
        Its n-grams.

    Raises:
        ValueError: The file is not a trigram model in that format.
    """
    data = path.read_bytes()
    if not data.startswith(_MAGIC) or data[len(_MAGIC)] != 3:
        raise ValueError(f"{path} is not a trigram model in pocketsphinx's binary format")
    position = len(_MAGIC) + 1
    vocabulary, bigram_count, trigram_count = np.frombuffer(data, "<u4", 3, position).tolist()
    position += 3 * 4 + 4
    levels = np.frombuffer(data, "<f4", 3 << _QUANTUM_BITS, position).reshape(3, -1)
    position += levels.nbytes
    node = np.dtype([("log", "<f4"), ("backoff", "<f4"), ("next", "<u4")])
    unigrams = np.frombuffer(data, node, vocabulary + 1, position)
    position += unigrams.nbytes

    word_bits, next_bits = vocabulary.bit_length(), trigram_count.bit_length()
    # The value field is written as one number, the log-probability's code above the back-off's.
    middle_bits = word_bits + 2 * _QUANTUM_BITS + next_bits
    middle = np.frombuffer(data, np.uint8, ((1 + bigram_count) * middle_bits + 7) // 8 + 8, position)
    position += middle.nbytes
    longest_bits = word_bits + _QUANTUM_BITS
    longest = np.frombuffer(data, np.uint8, ((1 + trigram_count) * longest_bits + 7) // 8 + 8, position)
    position += longest.nbytes
    length = int.from_bytes(data[position : position + 4], "little")
    words = data[position + 4 : position + 4 + length].decode().split("\0")[:-1]

    # The header counts a few n-grams more than the trie holds; the pointers tell the truth.
    bigram_count = int(unigrams["next"][-1])
    following = _field(middle, bigram_count + 1, middle_bits, middle_bits - next_bits, next_bits)
    trigram_count = int(following[-1])
    previous = _field(middle, bigram_count, middle_bits, 0, word_bits)
    backoff_code = _field(middle, bigram_count, middle_bits, word_bits, _QUANTUM_BITS)
    log_code = _field(middle, bigram_count, middle_bits, word_bits + _QUANTUM_BITS, _QUANTUM_BITS)
    # The trie runs backwards: below a word stand the words before it.
    last = np.repeat(np.arange(vocabulary), np.diff(unigrams["next"]).astype(np.int64))
    bigrams = np.stack([previous, last], axis=1)

    first = _field(longest, trigram_count, longest_bits, 0, word_bits)
    trigram_code = _field(longest, trigram_count, longest_bits, word_bits, _QUANTUM_BITS)
    parents = np.repeat(np.arange(bigram_count), np.diff(following))
    trigrams = np.column_stack([first, bigrams[parents]])
    to_log10 = np.float32(np.log10(1.0001))  # the base of pocketsphinx's logarithms
    return NGrams(
        words=words,
        unigram=unigrams["log"][:-1] * to_log10,
        unigram_backoff=unigrams["backoff"][:-1] * to_log10,
        bigrams=bigrams,
        bigram=levels[0][log_code] * to_log10,
        bigram_backoff=levels[1][backoff_code] * to_log10,
        trigrams=trigrams,
        trigram=levels[2][trigram_code] * to_log10,
    )


def _field(packed: NDArray[np.uint8], count: int, stride: int, offset: int, bits: int) -> NDArray[np.int64]:
    """Take one field of up to 25 bits out of records of `stride` bits each."""
    first = np.arange(count, dtype=np.int64) * stride + offset
    byte = first >> 3
    word = np.zeros(count, dtype=np.int64)
    for step in range(5):
        word |= packed[byte + step].astype(np.int64) << (8 * step)
    return (word >> (first & 7)) & ((1 << bits) - 1)
