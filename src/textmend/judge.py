"""The slot for a judge: a stronger model of the language than the packaged one, plugged in by the user."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable


@runtime_checkable
class Judge(Protocol):
    """What textmend asks of a judge: how probable sentences are.

    Any object with this method will do; it need not inherit from this class. Where several readings of a spun sentence
    are nearly as likely as each other, the judge is asked for each of them, all those of a page in one call.

    Examples:
        >>> class Brief:
        ...     def score(self, sentences):
        ...         return [-2.0 * len(sentence) for sentence in sentences]
        >>> isinstance(Brief(), Judge)
        True
    """

    def score(self, sentences: list[str], /) -> Sequence[float]:
        """Give the log-probability of each sentence.

        Args:
            sentences: As they would stand in the text, with case and punctuation. Many differ in a word alone.

        Returns:
            The natural logarithm of the probability of each sentence as a whole, not of one word of it on average.
        """
        ...
