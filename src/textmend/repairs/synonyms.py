"""Synonyms: the words that a spinner replaced come back."""

from __future__ import annotations

from textmend.edits import Edit
from textmend.options import Options
from textmend.spin.evidence import Evidence


class Synonyms:
    """Proposes the author's words for those that a spinner put in, where the page shows that one did."""

    def __init__(self, options: Options) -> None:
        self._options = options

    def evidence(self, text: str) -> Evidence:
        """Judge whether a text was spun."""
        return Evidence(0.0, 0, ())

    def propose(self, text: str, evidence: Evidence) -> list[Edit]:
        """Propose the author's words."""
        return []
