"""Whether a page was spun: what the assumption that a spinner wrote it gains, window by window."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a page that was judged by itself.

    Attributes:
        start: Where it begins, in characters of the text judged.
        end: Where it ends.
        words: How many words it holds.
        gain: Log-likelihood per word (nats) that assuming a spinner gains over assuming none.
        spun: Whether that is enough to mend its words.
    """

    start: int
    end: int
    words: int
    gain: float
    spun: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence that a page was spun.

    Attributes:
        gain: Log-likelihood per word (nats) that assuming a spinner gains over assuming none, over the page:
            clearly below zero for text as people write it, above zero for spun text.
        words: How many words were judged.
        windows: The same, stretch by stretch.
    """

    gain: float
    words: int
    windows: tuple[Window, ...]

    @property
    def spun(self) -> bool:
        """Whether any part of the page was found spun."""
        return any(window.spun for window in self.windows)
