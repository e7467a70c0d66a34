"""What a run comes to: documents by the evidence of spinning, edits by repair, bytes removed, and what was bad."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from textmend.batch.document import Outcome

_NUMBERS = ("documents", "changed", "not_documents", "bytes", "left_for_limits", "left_for_errors", "rejects")
_COUNTS = ("spin_evidence", "edits", "bytes_removed", "bytes_added")


@dataclass
class Tally:
    """The sums of a run or of a part of one.

    Attributes:
        documents: Texts that were looked at.
        changed: Of these, those with edits.
        not_documents: Records without a text, which pass through: a null, a WARC record of something else.
        bytes: Of the records that were read.
        left_for_limits: Documents that stay as they are since they are beyond a limit.
        left_for_errors: Documents that stay as they are since mending them failed.
        rejects: What could not be read, and is not in the output.
        spin_evidence: Documents by what they show: `spun`, `not spun`, `not judged` (no words to judge, or left).
        edits: By repair.
        bytes_removed: By repair, what edits took out and put nothing shorter in for.
        bytes_added: By repair, the other way round.
    """

    documents: int = 0
    changed: int = 0
    not_documents: int = 0
    bytes: int = 0
    left_for_limits: int = 0
    left_for_errors: int = 0
    rejects: int = 0
    spin_evidence: Counter[str] = field(default_factory=Counter)
    edits: Counter[str] = field(default_factory=Counter)
    bytes_removed: Counter[str] = field(default_factory=Counter)
    bytes_added: Counter[str] = field(default_factory=Counter)

    def count(self, outcome: Outcome) -> None:
        """Count a document in."""
        self.documents += 1
        mended = outcome.mended
        if mended is None:
            self.left_for_limits += outcome.beyond_limits
            self.left_for_errors += not outcome.beyond_limits
            self.spin_evidence["not judged"] += 1
            return
        evidence = mended.evidence
        self.spin_evidence["spun" if evidence.spun else "not spun" if evidence.words else "not judged"] += 1
        self.changed += bool(mended.stages)
        for edit in mended.edits:
            self.edits[edit.repair] += 1
            gone = _length(edit.before) - _length(edit.after)
            (self.bytes_removed if gone > 0 else self.bytes_added)[edit.repair] += abs(gone)

    def add(self, other: Tally) -> None:
        """Add the sums of another part."""
        for name in _NUMBERS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in _COUNTS:
            getattr(self, name).update(getattr(other, name))

    def as_dict(self) -> dict[str, Any]:
        """Give it for programs, ready for JSON, in an order that does not depend on what came first."""
        counts = {name: {key: n for key, n in sorted(getattr(self, name).items()) if n} for name in _COUNTS}
        return {**{name: getattr(self, name) for name in _NUMBERS}, **counts}

    @classmethod
    def from_dict(cls, given: dict[str, Any]) -> Tally:
        """Make it from what `as_dict` gave.

        Examples:
            >>> tally = Tally(documents=3, edits=Counter(characters=2))
            >>> Tally.from_dict(tally.as_dict()) == tally
            True
        """
        counts: dict[str, Any] = {name: Counter(given[name]) for name in _COUNTS}
        return cls(**{name: given[name] for name in _NUMBERS}, **counts)

    def in_words(self) -> list[str]:
        """Give it for people, a line for each thing there is to say."""
        lines = [f"{_many(self.documents, 'document')}, {self.bytes / 1e6:,.1f} MB; {self.changed:,} changed"]
        if self.not_documents:
            lines.append(f"{_many(self.not_documents, 'record')} without a text passed through")
        for title, counts in (
            ("evidence of spinning", self.spin_evidence),
            ("edits", self.edits),
            ("bytes removed", self.bytes_removed),
        ):
            if sum(counts.values()):
                found = ", ".join(f"{name} {count:,}" for name, count in sorted(counts.items()) if count)
                lines.append(f"{title}: {found}")
        if self.left_for_limits:
            lines.append(f"{_many(self.left_for_limits, 'document')} beyond a limit left as they are")
        if self.left_for_errors:
            lines.append(f"{_many(self.left_for_errors, 'document')} left as they are: mending them failed")
        if self.rejects:
            lines.append(f"{_many(self.rejects, 'reject')}: could not be read, and not in the output")
        return lines


def _length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
