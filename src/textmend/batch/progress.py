"""How a run goes, told on a terminal as one line that changes, elsewhere by a line now and then."""

from __future__ import annotations

import time
from typing import TextIO

from textmend.batch.tally import Tally

# Seconds between two tellings, on a terminal and elsewhere.
_ON_TERMINAL = 0.2
_ELSEWHERE = 60.0


class Progress:
    """Tells how a run goes.

    Args:
        stream: Where it is told.
        total: Bytes of all inputs, as they lie.
    """

    def __init__(self, stream: TextIO, total: int) -> None:
        self._stream = stream
        self._total = total
        self._on_terminal = stream.isatty()
        self._begun = self._last = time.monotonic()
        self._first: tuple[int, int] | None = None
        self._shown = 0

    def update(self, tally: Tally, position: int) -> None:
        """Tell it, if it is time.

        Args:
            tally: The sums so far.
            position: Bytes of all inputs that have been read.
        """
        now = time.monotonic()
        if self._first is None:
            # A run that was taken up again has sums already.
            self._first = tally.bytes, position
        if now - self._last < (_ON_TERMINAL if self._on_terminal else _ELSEWHERE):
            return
        self._last = now
        line = told(tally, now - self._begun, self._first, position, self._total)
        if self._on_terminal:
            self._stream.write(f"\r{line.ljust(self._shown)}")
            self._shown = len(line)
        else:
            self._stream.write(f"textmend: {line}\n")
        self._stream.flush()

    def clear(self) -> None:
        """Make room on the terminal for something else."""
        if self._shown:
            self._stream.write(f"\r{' ' * self._shown}\r")
            self._stream.flush()
            self._shown = 0


def told(tally: Tally, seconds: float, first: tuple[int, int], position: int, total: int) -> str:
    """Say how a run goes.

    Args:
        tally: The sums so far.
        seconds: Since it began.
        first: The bytes of records, and of inputs as they lie, that there were when it began.
        position: Bytes of inputs now.
        total: Bytes of inputs in all.

    Examples:
        >>> told(Tally(documents=1200, bytes=3_000_000), 2.0, (0, 0), 1_000_000, 4_000_000)
        '1,200 documents, 1.5 MB/s, 0 edits, 25 %, 0:06 left'
    """
    speed = (tally.bytes - first[0]) / seconds / 1e6 if seconds else 0.0
    line = f"{tally.documents:,} documents, {speed:.1f} MB/s, {sum(tally.edits.values()):,} edits"
    done = position - first[1]
    if total and done > 0:
        left = int(seconds * (total - position) / done)
        hours, minutes, rest = left // 3600, left // 60 % 60, left % 60
        clock = f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
        line += f", {100 * position // total} %, {clock} left"
    return line
