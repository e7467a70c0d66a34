"""Sums over all paths through a batch of graphs, forward and backward, in NumPy.

A step takes a path from one *item* to another of a higher *level*. Items are worked on level by level, those of all
graphs together. The sums are products of probabilities, not of their logarithms, as a logarithm of a sum costs as much
as twenty products: each graph's sums are scaled every few levels, and the scale is kept as a logarithm.
"""

from __future__ import annotations

import numpy as np

from textmend.spin.lattice import Floats, Integers

# A level costs a path 20 to 40 nats at the most, and what a float holds is 700 of them.
_SCALE_EVERY = 4
_TINY = 1e-300


class Walk:
    """The paths through a batch of graphs.

    Args:
        source, target: The steps, from item to item, ordered by `target`.
        scores: The log-weight of each step.
        level: Of each item; items are ordered by it, and each graph's start, of level zero, is the first of its items:
            the first item is that of the first graph, the second that of the second, and so on.
        graph: The graph that each item is of.
        ends: The item in which each graph ends, of its highest level.

    Attributes:
        log_likelihood: Of each graph, the log-sum over all its paths.
    """

    def __init__(
        self, source: Integers, target: Integers, scores: Floats, level: Integers, graph: Integers, ends: Integers
    ) -> None:
        self._source, self._target, self._ends = source, target, ends
        # Of each level, where its items begin, and where the steps do that lead to them.
        self._items = np.searchsorted(level, np.arange(int(level.max(initial=0)) + 2)).tolist()
        self._steps = np.searchsorted(target, self._items).tolist()
        self._longest = int((level[target] - level[source]).max(initial=1))
        parts = np.exp(scores)
        sums = np.ones(len(level))  # each level's in the scale in which it was made
        scaled = np.ones(len(level))
        scales = np.zeros(len(ends))
        for number in range(1, len(self._items) - 1):
            low, high = self._items[number : number + 2]
            steps = slice(*self._steps[number : number + 2])
            parts[steps] *= scaled[source[steps]]
            sums[low:high] = scaled[low:high] = np.bincount(target[steps] - low, parts[steps], high - low)
            if number % _SCALE_EVERY == 0:
                # Those from which steps may still lead on.
                window = slice(self._items[max(number + 1 - self._longest, 0)], high)
                totals = np.bincount(graph[window], scaled[window], len(ends))
                totals[totals == 0.0] = 1.0
                scaled[window] /= totals[graph[window]]
                scales += np.log(totals)
        with np.errstate(divide="ignore"):
            self.log_likelihood: Floats = np.log(scaled[ends]) + scales
        self._parts, self._sums = parts, np.maximum(sums, _TINY)

    def visits(self) -> Floats:
        """Give the share of each item in the sum over the paths of its graph.

        An item's share comes from the items that it leads to: of theirs, as much as it brings to their sums.
        """
        visits = np.zeros(len(self._sums))
        visits[self._ends] = 1.0
        for number in range(len(self._items) - 2, 0, -1):
            low, high = self._items[number : number + 2]
            steps = slice(*self._steps[number : number + 2])
            earliest = self._items[max(number - self._longest, 0)]
            shares = self._parts[steps] * (visits[low:high] / self._sums[low:high])[self._target[steps] - low]
            visits[earliest:low] += np.bincount(self._source[steps] - earliest, shares, low - earliest)
        return visits
