"""A run from one end to the other: read, mend, write, and be able to go on after any end.

What is written is the same for any number of workers and any size of tasks. At the end of each block all outputs are
made safe, and then the journal says so; what was written behind that is cut off when the run is taken up again.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from textmend.batch.files import FileKind, kind_of, size_of
from textmend.batch.journal import Entry, OtherRun, read
from textmend.batch.pool import in_order
from textmend.batch.reading import Input, Portions, Step, steps
from textmend.batch.records import reject_line
from textmend.batch.sinks import EditsSink, Part, Sink, part_of, sink_for
from textmend.batch.tally import Tally
from textmend.batch.work import Result, Settings, told


@dataclass(frozen=True)
class Plan:
    """What is to be done.

    Attributes:
        inputs: The files, in order.
        settings: How.
        output: The file for all, or the folder for one each; None for none.
        is_folder: Whether it is a folder.
        edits: Where all edits go; None for nowhere. Parquet or JSON lines, by its name.
        rejects: Where goes what could not be read or mended; there only if there is any.
        journal: Where the state of the run is kept while it lasts.
        jobs: How many processes work.
        portions: The sizes of tasks and blocks.
    """

    inputs: tuple[Input, ...]
    settings: Settings
    output: Path | None
    is_folder: bool
    edits: Path | None
    rejects: Path
    journal: Path
    jobs: int = 1
    portions: Portions = field(default_factory=Portions)

    @property
    def size(self) -> int:
        """Bytes of all inputs, as they lie."""
        return sum(size_of(given.name) for given in self.inputs)

    @property
    def identity(self) -> dict[str, Any]:
        """What makes it the same run, from whose middle one can go on."""
        chosen = asdict(self.settings)
        inputs = hashlib.sha256()
        for given in self.inputs:
            inputs.update(f"{given.name}\0{size_of(given.name)}\0".encode("utf-8", "surrogateescape"))
        return {
            "inputs": inputs.hexdigest(),
            "output": str(self.output),
            "edits": str(self.edits),
            "options": {name: str(value) for name, value in {**chosen.pop("options"), **chosen}.items()},
            "block": self.portions.block,
        }


Watch = Callable[[Tally, int, list[str]], None]
"""Is told, after each task, of the sums so far, the bytes of all inputs read, and what was bad."""


def run(plan: Plan, resume: bool = False, watch: Watch = lambda *_: None) -> Tally:
    """Do what is planned.

    Args:
        plan: What is to be done.
        resume: Go on where an earlier run of the same plan was ended; from the start, where there was none.
        watch: Is told how it goes.

    Returns:
        The sums.

    Raises:
        OtherRun: There is the journal of another run, or of this one and it is not to be taken up.
        CannotBegin: Worker processes die before they have anything to do.
        OSError: An output cannot be written. What was written is there, and the run can be taken up.
        KeyboardInterrupt: The same.
    """
    entry = read(plan.journal, plan.identity) if resume else None
    if not resume and plan.journal.exists():
        raise OtherRun(f"a run was ended before it was done; go on with --resume, or delete {plan.journal}")
    entry = entry or Entry(plan.identity)
    with ExitStack() as stack:
        writing = stack.enter_context(closing(_Writing(plan, entry)))
        todo = steps(plan.inputs, plan.settings, plan.portions, entry.file, entry.records)
        for step, result in stack.enter_context(closing(in_order(plan.settings, todo, plan.jobs))):
            problems = writing.take(step, result)
            watch(writing.tally, step.position, problems)
        watch(writing.tally, plan.size, writing.finish())
    return writing.tally


class _Writing:
    """The outputs of a run."""

    def __init__(self, plan: Plan, entry: Entry) -> None:
        self._plan = plan
        self._run = entry.run
        self.tally = Tally.from_dict(entry.tally) if entry.tally else Tally()
        self._states = {name: dict(state) for name, state in entry.states.items()}
        self._sinks: dict[str, Sink] = {}
        self._unsynced: list[Path] = []
        file = entry.file - ("output" in entry.publishing and plan.is_folder)
        for name, length in entry.lengths.items():
            if name not in entry.publishing:
                self._open(name, file, length=length)
            elif part_of(self._target(name, file)[0]).exists():  # else it has its name already
                self._open(name, file, length=length)
                self._publish(name)
        self._edits_are_published = "edits" in entry.publishing

    def close(self) -> None:
        """Leave the outputs as they are."""
        for sink in self._sinks.values():
            sink.close()

    def take(self, step: Step, result: Result) -> list[str]:
        """Take in the result of a task; give what is to be told of it."""
        self.tally.add(result.tally)
        plan = self._plan
        if plan.output is not None and step.opens and (result.output or not result.tally.rejects):
            sink = self._open("output", step.file, header=step.task.header)
            if result.output:
                sink.put(result.output)
        if result.edits:
            self._open("edits").put(result.edits)
        if result.rejects:
            self._open("rejects").put(result.rejects)
        ends_output = step.ends_file and plan.is_folder and "output" in self._sinks
        problems = list(result.problems)
        if step.ends_block:
            problems += self._end_block(("output", "edits", "rejects"))
            file, records = (step.file + 1, 0) if step.ends_file else (step.file, step.records)
            self._commit(file, records, ("output",) if ends_output else ())
        elif ends_output:
            problems += self._end_block(("output",))
        if ends_output:
            self._publish("output")
        return problems

    def finish(self) -> list[str]:
        """Give all outputs their names."""
        if self._plan.edits is not None and not self._edits_are_published:
            self._open("edits")
        problems = self._end_block(("output", "edits", "rejects"))
        names = tuple(self._sinks)
        self._commit(len(self._plan.inputs), 0, names)
        for name in names:
            self._publish(name)
        self._plan.journal.unlink(missing_ok=True)
        return problems

    def _target(self, name: str, file: int) -> tuple[Path, FileKind]:
        plan = self._plan
        if name == "rejects":
            return plan.rejects, FileKind("jsonl", None, False)
        if name == "edits":
            assert plan.edits is not None
            return plan.edits, kind_of(str(plan.edits)) or FileKind("jsonl", None, False)
        assert plan.output is not None
        if plan.is_folder:
            given = plan.inputs[file]
            return plan.output / given.relative, given.kind
        return plan.output, plan.settings.output or plan.inputs[0].kind

    def _open(self, name: str, file: int = 0, header: bytes = b"", length: int | None = None) -> Sink:
        if name not in self._sinks:
            target, kind = self._target(name, file)
            state = self._states.setdefault(name, {})
            part = Part(target, length)
            if name == "edits" and kind.format == "parquet":
                self._sinks[name] = EditsSink(part, state)
            else:
                header = header if kind.format == "csv" and length is None else b""
                self._sinks[name] = sink_for(part, kind, self._plan.settings.as_rows, header, state)
        return self._sinks[name]

    def _end_block(self, names: Sequence[str]) -> list[str]:
        """Write what the outputs have taken in; what does not fit goes to the rejects."""
        problems = []
        for name in names:
            for bad in self._sinks[name].end_block() if name in self._sinks else []:
                self.tally.rejects += 1
                self._open("rejects").put(reject_line(str(self._plan.output), bad))
                problems.append(told(str(self._plan.output), bad))
        return problems

    def _commit(self, file: int, records: int, publishing: tuple[str, ...]) -> None:
        """Make safe what was written, and say so."""
        lengths = {name: sink.safe_length() for name, sink in self._sinks.items()}
        for path in self._unsynced:
            with path.open("rb") as published:
                os.fsync(published.fileno())
        self._unsynced.clear()
        states = {name: self._states[name] for name in self._sinks}
        entry = Entry(self._run, file, records, lengths, states, self.tally.as_dict(), publishing)
        self._plan.journal.parent.mkdir(parents=True, exist_ok=True)
        entry.write(self._plan.journal)

    def _publish(self, name: str) -> None:
        sink = self._sinks.pop(name)
        self._unsynced.append(sink.publish())
        self._states.pop(name, None)
