"""What is safe of a run, so that it can be taken up again after any end."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

_VERSION = 1


class OtherRun(Exception):
    """The journal is that of another run; the message says what to do."""


@dataclass(frozen=True)
class Entry:
    """How far a run has come.

    Attributes:
        run: What the run is: its inputs and choices.
        file: So many of the inputs are done.
        records: And so many records of the next.
        lengths: How much is safe of each output, by what it is: `output`, `edits`, `rejects`.
        states: What the outputs have to know of their beginnings.
        tally: The sums.
        publishing: The outputs that are whole and may have got their names already.
    """

    run: dict[str, Any]
    file: int = 0
    records: int = 0
    lengths: dict[str, int] = field(default_factory=dict)
    states: dict[str, dict[str, Any]] = field(default_factory=dict)
    tally: dict[str, Any] = field(default_factory=dict)
    publishing: tuple[str, ...] = ()

    def write(self, path: Path) -> None:
        """Put it down, whole or not at all."""
        part = path.with_name(f"{path.name}.new")
        with part.open("w", encoding="utf-8") as file:
            json.dump({"version": _VERSION, **asdict(self)}, file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)


def read(path: Path, run: dict[str, Any]) -> Entry | None:
    """Give how far a run has come; None where it has not begun.

    Raises:
        OtherRun: The journal is that of other inputs or choices, or nothing that can be read.
    """
    try:
        given = json.loads(path.read_bytes())
        version = given.pop("version")
        entry = Entry(**{**given, "publishing": tuple(given["publishing"])})
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        raise OtherRun(f"{path} cannot be read; delete it and begin anew without --resume") from None
    if version != _VERSION or entry.run != json.loads(json.dumps(run)):
        differing = [name for name in run if entry.run.get(name) != json.loads(json.dumps(run))[name]]
        what = ", ".join(differing) or "the version"
        raise OtherRun(
            f"{path} is of a run with other {what}; give the same as then, or delete it and begin anew without --resume"
        )
    return entry
