"""The repairs: each proposes edits to a text, applies nothing, and knows no other repair."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from textmend.edits import Edit


class Repair(Protocol):
    """What the mender asks of a repair."""

    def propose(self, text: str) -> Sequence[Edit]:
        """Propose edits to a text, in order of their place and without overlap; none where all is well."""
        ...
