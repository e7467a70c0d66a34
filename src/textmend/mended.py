"""What a mended page is: the text, and all that was done to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from textmend.edits import Edit, apply, inverse, without
from textmend.spin.evidence import Evidence


@dataclass(frozen=True)
class Mended:
    """A mended text with the edits that made it.

    Attributes:
        original: The text as it came in (decoded, if it came as bytes).
        text: The mended text; the same object as `original` where nothing was changed.
        stages: The edits in the order in which the repairs proposed them: each stage's offsets count in the
            text that the stages before it give.
        evidence: Whether the page was spun, and how sure that is; its windows tell places in `original`.
        encoding: The encoding that bytes were decoded from; None for text that came as `str`.
    """

    original: str
    text: str
    stages: tuple[tuple[Edit, ...], ...]
    evidence: Evidence
    encoding: str | None = None

    @cached_property
    def edits(self) -> tuple[Edit, ...]:
        """All edits, stage after stage."""
        return tuple(edit for stage in self.stages for edit in stage)

    def undo(self, rejected: Iterable[Edit] | None = None) -> str:
        """Take edits back.

        Args:
            rejected: The edits to take back, and with them those that stand on what they had written; all of
                them where it is None.

        Returns:
            The text without those edits; with all of them taken back, the original, character for character,
            worked out from the mended text and the edits alone.

        Raises:
            ValueError: An edit is not one of this page's.

        Examples:
            >>> import textmend
            >>> page = textmend.mend("It doesnâ€™t look right.")
            >>> page.undo()
            'It doesnâ€™t look right.'
            >>> page.undo(page.edits[:1]) == page.original
            True
        """
        if rejected is None:
            text = self.text
            for stage in reversed(self.stages):
                text = apply(text, inverse(stage))
            return text
        rejected = list(rejected)
        unknown = set(rejected) - set(self.edits)
        if unknown:
            raise ValueError(f"not an edit of this page: {next(iter(unknown))}")
        text = self.original
        for stage in without(self.stages, rejected):
            text = apply(text, stage)
        return text
