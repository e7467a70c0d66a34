"""Whether a page was spun: what the assumption that a spinner wrote it gains, window by window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

# Log-likelihood per word that clean text may gain without being taken for spun, in nats.
# Measured in tests/bench/clean_text.py and restoration.py: pages of 300 words of clean text gain less than zero, spun
# ones 0.2 to 0.8. Ornate prose (tests/cases/gate.json) comes to 0.15, at any length.
MARGIN = 0.15
# What has to come together beyond the margin before a stretch counts as spun, in nats: the price of passing from
# the unspun to the spun state on a page of `_LONG` words or more, and of passing back. Of the clean pages of
# tests/bench/clean_text.py none comes to it; texts made of a spinner's favourite words, that people might write
# (tests/cases), come to 20.
ENTER = 22.0
# A short page has fewer stretches that may climb by chance, and the price falls with the logarithm of its words, to
# 18.4 nats at `_SHORT` words and below: above what any such stretch of the ornate texts of tests/cases/gate.json comes
# to (18.1). Of 349,124 clean pages of 60 words one comes to it (tests/bench/gate.py --clean 60).
_PRICE_OF_LENGTH = 4.2
_SHORT, _LONG = 60, 140
LEAVE = 4.0
# One odd sentence (a list of names, a table) must not carry a page: its gain per word counts up to this much.
MOST_GAIN = 1.2
# Sums taken in another order differ by less.
_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a page, from one sentence to another, that was found spun or not.

    Attributes:
        start: Where its first word begins, in characters of the page as it came in (decoded, if it came as bytes).
        end: Where its last word ends. What is furniture or a second copy lies between its words unjudged.
        words: How many words of it were judged.
        gain: Log-likelihood per word (nats) that assuming a spinner gains over assuming none.
        spun: Whether it is taken for spun: its gain comes together over words enough.
    """

    start: int
    end: int
    words: int
    gain: float
    spun: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence that a page was spun.

    `spun` is the verdict, `spun_share` says how much of the page it is about, and `gain` is what it rests on.

    Attributes:
        gain: Log-likelihood per word (nats) that assuming a spinner gains over assuming none, over the page:
            below zero for plain prose, 0.2 to 0.8 for spun text. A gain alone is no verdict: short and ornate texts
            come to 0.2 by themselves, and a page that is spun in part may stay below zero.
            Where the first look (textmend.spin.first_look) found nothing worth reading, a rough estimate of it, mostly
            nearer to zero.
        words: How many words were judged; 0 where nothing was (no words, or `spun="never"`). The first look counts what
            an apostrophe or a hyphen joins as two.
        windows: The stretches of the page, spun and not by turns, in order.

    Examples:
        >>> found = Evidence(0.08, 60, (Window(0, 90, 20, -0.4, False), Window(91, 300, 40, 0.32, True)))
        >>> found.spun, found.spun_words, round(found.spun_share, 2)
        (True, 40, 0.67)
    """

    gain: float
    words: int
    windows: tuple[Window, ...]

    @property
    def spun(self) -> bool:
        """Whether any part of the page was found spun."""
        return any(window.spun for window in self.windows)

    @property
    def spun_words(self) -> int:
        """How many words stand in windows that were found spun."""
        return sum(window.words for window in self.windows if window.spun)

    @property
    def spun_share(self) -> float:
        """The share of the words judged that stand in windows found spun, from 0 to 1."""
        return self.spun_words / self.words if self.words else 0.0


def price_of_entering(words: int) -> float:
    """Give what has to come together before a stretch of a page of so many words counts as spun, in nats.

    Examples:
        >>> [round(price_of_entering(words), 1) for words in (20, 60, 90, 300)]
        [18.4, 18.4, 20.1, 22.0]
    """
    return ENTER - _PRICE_OF_LENGTH * log(_LONG / min(max(words, _SHORT), _LONG))


def judge(spans: Sequence[tuple[int, int]], words: Sequence[int], gains: Sequence[float]) -> Evidence:
    """Find the stretches of a page that were spun.

    The page is taken to pass between two states, spun and not, at a price; the cheapest way through it
    (Viterbi, "Error bounds for convolutional codes", 1967) gives its windows.

    Args:
        spans: Of each sentence, in characters of the text.
        words: Of each sentence, how many.
        gains: Of each sentence, the log-likelihood in nats that assuming a spinner gains.

    Returns:
        The evidence, with a window for each stretch of sentences in one state.

    Examples:
        >>> found = judge([(0, 90), (91, 300)], [20, 40], [-5.0, 36.0])
        >>> [(window.words, window.spun) for window in found.windows]
        [(20, False), (40, True)]
    """
    states = _states(words, gains)
    cuts = [0, *(i + 1 for i, (a, b) in enumerate(pairwise(states)) if a != b), len(states)] if states else [0]
    windows = []
    for low, high in pairwise(cuts):
        count = sum(words[low:high])
        gain = sum(gains[low:high]) / count
        windows.append(Window(spans[low][0], spans[high - 1][1], count, gain, states[low]))
    total = sum(words)
    return Evidence(sum(gains) / total if total else 0.0, total, tuple(windows))


class Suspicion:
    """Tells, batch by batch, where `judge` may come to find a stretch of a page spun, so that nobody keeps the rest.

    Examples:
        >>> suspicion = Suspicion()
        >>> suspicion.falls_on([20, 40], [-5.0, -8.0]), suspicion.falls_on([20, 40], [-5.0, 36.0])
        (False, True)
    """

    def __init__(self) -> None:
        # What the best stretch that ends here has together; one that has less than nothing were better begun later.
        self._surplus = 0.0

    def falls_on(self, words: Sequence[int], gains: Sequence[float]) -> bool:
        """Tell whether any of the next sentences may be found spun, whatever comes after them.

        Args:
            words: Of each sentence, how many.
            gains: Of each sentence, the log-likelihood in nats that assuming a spinner gains.
        """
        highest = 0.0
        for count, gain in zip(words, gains, strict=True):
            self._surplus = max(self._surplus, 0.0) + _surplus(count, gain)
            highest = max(highest, self._surplus)
        # How long the page will be is not known yet.
        return highest >= price_of_entering(0) - _ROUNDING or self._surplus >= -_ROUNDING


def climb(words: Sequence[int], gains: Sequence[float]) -> float:
    """Give the most that comes together beyond the margin in any stretch of a page, in nats.

    Args:
        words: Of each sentence, how many.
        gains: Of each sentence, the log-likelihood in nats that assuming a spinner gains.

    Examples:
        >>> round(climb([20, 40, 10], [-5.0, 20.0, 0.0]), 2)
        14.0
    """
    best = surplus = 0.0
    for count, gain in zip(words, gains, strict=True):
        surplus = max(surplus, 0.0) + _surplus(count, gain)
        best = max(best, surplus)
    return best


def _surplus(count: int, gain: float) -> float:
    return min(gain, MOST_GAIN * count) - MARGIN * count


def _states(words: Sequence[int], gains: Sequence[float]) -> list[bool]:
    """Tell of each sentence whether it is spun."""
    enter = price_of_entering(sum(words))
    clean, spun = 0.0, -enter
    steps: list[tuple[bool, bool]] = []  # of each sentence: from which state its own two states are best reached
    for count, gain in zip(words, gains, strict=True):
        surplus = _surplus(count, gain)
        steps.append((spun - LEAVE > clean, spun >= clean - enter))
        clean, spun = max(clean, spun - LEAVE), max(spun, clean - enter) + surplus
    state = spun > clean
    states = []
    for to_clean, to_spun in reversed(steps):
        states.append(state)
        state = to_spun if state else to_clean
    return states[::-1]
