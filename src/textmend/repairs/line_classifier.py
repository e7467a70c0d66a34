"""The probability that a line is furniture, from what it looks like: a network with one hidden layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from textmend.repairs.lines import Features, Line, measure
from textmend.spin.arrays import read_arrays, write_arrays

KIND = "furniture"
# Multiplications up to here OpenBLAS does in the thread that asks for them: waking others takes longer than the work
# (interface/gemm.c, SMP_THRESHOLD_MIN * GEMM_MULTITHREAD_THRESHOLD).
_ONE_THREAD = 65536 * 4
WIDEST = 4.0  # standard deviations; a feature that no page of the training had speaks no louder


@dataclass(frozen=True, slots=True)
class LineClassifier:
    """What was learned about the lines of pages.

    Attributes:
        words: What words are, as `textmend.repairs.lines.word_table` gives it.
        mean, scale: Of each feature, what is taken off and what the rest is multiplied by.
        hidden: Weights from features to hidden units, features by units.
        hidden_bias: Of each hidden unit.
        output: Weight of each hidden unit.
        bias: Of the output.
    """

    words: NDArray[np.uint8]
    mean: Features
    scale: Features
    hidden: Features
    hidden_bias: Features
    output: Features
    bias: float

    def probabilities(self, lines: Sequence[Line]) -> Features:
        """Judge the lines of a page.

        Args:
            lines: The lines of a page, in order.

        Returns:
            Of each line, the probability that it is furniture.

        Examples:
            >>> from textmend.segment import Span
            >>> mill = Line(Span(0, 49), "The mill stands by the river, and it is for sale.", None, True, False)
            >>> bool(shipped_classifier().probabilities([mill])[0] < 0.5)
            True
        """
        if not lines:
            return np.zeros(0, np.float32)
        return self.of_features(measure(lines, self.words))

    def of_features(self, features: Features) -> Features:
        """Judge lines that were measured."""
        rows = max(_ONE_THREAD // self.hidden.size, 1)
        parts = [self._judge(features[start : start + rows]) for start in range(0, len(features), rows)]
        return np.concatenate([np.zeros(0, np.float32), *parts])

    def _judge(self, features: Features) -> Features:
        inputs = np.clip((features - self.mean) * self.scale, -WIDEST, WIDEST)
        units = np.maximum(inputs @ self.hidden + self.hidden_bias, 0)
        judged: Features = 1 / (1 + np.exp(-(units @ self.output + np.float32(self.bias))))
        return judged

    def write(self, path: Path, source: str) -> None:
        """Write the classifier to a file, with a note of what it was learned from."""
        arrays = {
            name: np.asarray(getattr(self, name))
            for name in ("words", "mean", "scale", "hidden", "hidden_bias", "output")
        }
        write_arrays(path, arrays, {"kind": KIND, "source": source, "bias": self.bias})

    @classmethod
    def read(cls, path: Path) -> LineClassifier:
        """Read a classifier.

        Raises:
            ValueError: The file is no classifier.
            OSError: The file cannot be read.
        """
        arrays, meta = read_arrays(path)
        if meta.get("kind") != KIND:
            raise ValueError(f"{path} is not a classifier of lines; `textmend learn --furniture` writes one")
        return cls(bias=float(meta["bias"]), **arrays)


@lru_cache(maxsize=1)
def shipped_classifier() -> LineClassifier:
    """Give the classifier that the package has, read on first use."""
    with as_file(files("textmend").joinpath("_data/furniture.bin")) as path:
        return LineClassifier.read(path)
