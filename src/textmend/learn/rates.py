"""How often a spinner replaces an original, by how often that was seen and must have been possible.

A spinner's dictionary either has a phrase, and then replaces it nine times in ten, or lacks it. Nobody has the
dictionary; what is known is how often annotators saw the phrase replaced on some pages, how often it must have stood
there, going by its frequency, and how many substitutes people could think of. A Poisson regression of what was seen on
one half of the observed pages of dialect A on what was seen on the other half, four times over, gives the
coefficients; `python tests/bench/lexicon.py` fits them again.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

# Annotators note about half of what a spinner did: on the seed page, where all is known, an original that they had
# seen replaced once or twice in 61,000 words is replaced nine times in ten, and one that they had not, twice as often
# as their pages have it (tests/bench/lexicon.py).
NOTED = 0.55
# Spinners replace about nine in ten of the phrases that they know (measured on spun pages).
MOST_REPLACED = 0.92
LEAST_REPLACED = 0.002

# Rarer originals are taken for this frequent: what is seen of them says no more.
_LEAST_EXPECTED = 0.3

# Smoothing of the ratio of seen to expected replacements.
_SEEN_PRIOR, _EXPECTED_PRIOR = 0.25, 0.5


@dataclass(frozen=True, slots=True)
class History:
    """What is known of an original.

    Attributes:
        seen: How often it was seen replaced.
        expected: How often it must have stood on the pages where that was looked for.
        family_seen, family_expected: The same of all forms of its lemma together; the same figures for a phrase.
        substitutes: How many spun phrases the lexicon has for it.
    """

    seen: float
    expected: float
    family_seen: float
    family_expected: float
    substitutes: int


def word_rate(history: History) -> float:
    """Give the share of a word's occurrences that a spinner replaces.

    Examples:
        >>> often = word_rate(History(9, 19.4, 26, 31.0, 8))
        >>> never = word_rate(History(0, 1449.1, 0, 1449.1, 12))
        >>> often > 0.5, never < 0.02
        (True, True)
    """
    many = math.log1p(history.substitutes)
    log_rate = 0.123 + 0.704 * _ratio(history.seen, history.expected) - 0.043 * many
    log_rate += 0.302 * _ratio(history.family_seen, history.family_expected)
    if not history.seen:
        log_rate += -3.345 + 0.368 * math.log(max(history.expected, _LEAST_EXPECTED)) + 0.919 * many
    if not history.family_seen:
        log_rate += -0.021 + 0.015 * math.log(max(history.family_expected, _LEAST_EXPECTED))
    return bounded(math.exp(log_rate) / NOTED)


def phrase_rate(history: History) -> float:
    """Give the share of a phrase's occurrences that a spinner replaces.

    Examples:
        >>> phrase_rate(History(3, 4.0, 3, 4.0, 5)) > 10 * phrase_rate(History(0, 4.0, 0, 4.0, 2))
        True
    """
    many = math.log1p(history.substitutes)
    log_rate = -0.351 + 1.113 * _ratio(history.seen, history.expected) + 0.088 * many
    if not history.seen:
        log_rate += -4.573 + 0.154 * math.log(max(history.expected, _LEAST_EXPECTED)) + 1.493 * many
    return bounded(math.exp(log_rate) / NOTED)


def bounded(rate: float) -> float:
    """Keep a rate within what spinners do."""
    return min(max(rate, LEAST_REPLACED), MOST_REPLACED)


def _ratio(seen: float, expected: float) -> float:
    return math.log((seen + _SEEN_PRIOR) / (expected + _EXPECTED_PRIOR))
