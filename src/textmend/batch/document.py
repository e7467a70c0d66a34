"""One document of many: mended within limits, and never the end of the others."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

from textmend.edits import Shifts
from textmend.mended import Mended
from textmend.mender import Mender

# An exception that the alarm raises can get lost in a callback whose errors Python ignores; then it rings again.
_NEXT_ALARM = 1.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What a document may cost at most; one beyond it stays as it is.

    Attributes:
        max_chars: Characters of a document (bytes, where it comes as bytes); None for no limit.
        max_seconds: Seconds of wall-clock time for a document; None for no limit. What is mended in time depends on
            the machine, so that two runs may differ where a limit is set.

    Raises:
        ValueError: A limit is not above zero.
    """

    max_chars: int | None = None
    max_seconds: float | None = None

    def __post_init__(self) -> None:
        for name in ("max_chars", "max_seconds"):
            value = getattr(self, name)
            if value is not None and value <= 0:
                raise ValueError(f"{name} must be above 0, not {value!r}")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a document: mended, or left as it is and why.

    Attributes:
        mended: The mended document; None where it was left as it is.
        error: Why it was left as it is; None where it was mended.
        beyond_limits: Whether it was left as it is for what it costs, not for an error.
    """

    mended: Mended | None
    error: str | None = None
    beyond_limits: bool = False


class PlacedEdit(NamedTuple):
    """An edit, and where in the original what it replaced was.

    Attributes:
        start, end: In characters of the original. Where an earlier edit had written what this one replaces, all that
            the earlier one replaced.
        stage: Which stage of `Mended.stages` it is of.
        stage_start, stage_end: In characters of the text that the stages before it give.
        before, after, repair, reason, confidence: As of `Edit`.
    """

    start: int
    end: int
    stage: int
    stage_start: int
    stage_end: int
    before: str
    after: str
    repair: str
    reason: str
    confidence: float


class _OutOfTime(BaseException):
    """Raised by the alarm; no Exception, so that nothing on the way takes it for an error of its own."""


def mend_document(mender: Mender, text: str | bytes, limits: Limits = Limits()) -> Outcome:
    """Mend a document, whatever happens.

    Args:
        mender: Mends it.
        text: The document.
        limits: What it may cost.

    Returns:
        What became of it. An exception of the mender's is an outcome too.

    Raises:
        RuntimeError: There is a limit of time, and this is not the main thread of a process on a system with alarms.

    Examples:
        >>> mend_document(Mender(), "It doesnâ€™t look right.").mended.text
        'It doesn’t look right.'
        >>> mend_document(Mender(), "It doesnâ€™t look right.", Limits(max_chars=10)).error
        'not mended: 24 characters, and max_chars is 10'
    """
    if limits.max_chars is not None and len(text) > limits.max_chars:
        unit = "characters" if isinstance(text, str) else "bytes"
        return Outcome(None, f"not mended: {len(text)} {unit}, and max_chars is {limits.max_chars}", True)
    if limits.max_seconds is not None and not _has_alarms():
        raise RuntimeError("max_seconds needs the main thread of a process, and a system with alarms; set max_chars")
    try:
        with _alarm(limits.max_seconds):
            return Outcome(mender.mend(text))
    except _OutOfTime:
        return Outcome(None, f"not mended: it took longer than max_seconds, {limits.max_seconds:g}", True)
    except Exception as error:
        return Outcome(None, f"not mended: {type(error).__name__}: {error}")


def _has_alarms() -> bool:
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()


@contextmanager
def _alarm(seconds: float | None) -> Iterator[None]:
    """Raise `_OutOfTime` within the block when so much time has passed; never, where it is None."""
    if seconds is None:
        yield
        return

    def ring(*_: Any) -> None:
        raise _OutOfTime

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, _NEXT_ALARM)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def placed_edits(mended: Mended) -> Iterator[PlacedEdit]:
    """Give each edit with its place in the original.

    Examples:
        >>> import textmend
        >>> [(edit.start, edit.end, edit.after) for edit in placed_edits(textmend.mend("It doesnâ€™t look right."))]
        [(8, 11, '’')]
    """
    earlier: list[Shifts] = []
    for number, stage in enumerate(mended.stages):
        for edit in stage:
            start, end = edit.start, edit.end
            for shifts in reversed(earlier):
                # An insertion replaces nothing, in the original neither.
                start, end = (shifts.start(start), shifts.end(end)) if start < end else (shifts.start(start),) * 2
            yield PlacedEdit(
                *(start, end, number, edit.start, edit.end, edit.before, edit.after),
                *(edit.repair, edit.reason, edit.confidence),
            )
        earlier.append(Shifts(stage))
