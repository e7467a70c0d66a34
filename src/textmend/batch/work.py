"""What a worker does: some records in, the bytes to be written out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from textmend.batch.document import Limits, Outcome, mend_document, placed_edits
from textmend.batch.files import FileKind, compressor
from textmend.batch.formats import record_format
from textmend.batch.records import Bad, Record, as_json, reject_line
from textmend.batch.tally import Tally
from textmend.mender import Mender, mender_for
from textmend.options import Options

# A page of a million characters is a book; where it was spun, mending it takes some seconds.
DEFAULT_LIMITS = Limits(max_chars=1_000_000)


@dataclass(frozen=True, slots=True)
class Settings:
    """What each worker is told of the run.

    Attributes:
        options: The choices of mending.
        field: The member or column with the text.
        limits: What a document may cost.
        output: What the output is; None for that of each input.
        as_rows: Whether the output is CSV and not all comes from one file of it, so that columns must be compared.
        with_edits: Whether edits are wanted.
        with_output: Whether there is an output.
    """

    options: Options
    field: str = "text"
    limits: Limits = DEFAULT_LIMITS
    output: FileKind | None = None
    as_rows: bool = False
    with_edits: bool = False
    with_output: bool = True


@dataclass(frozen=True, slots=True)
class Task:
    """Some records of one file.

    Attributes:
        name: The file.
        kind: What it is.
        first: The number of the first record, from 1.
        records: The records, or what is bad; of Parquet a batch of rows as an Arrow stream.
        header: What the file begins with before its records.
        size: Bytes of the records.
    """

    name: str
    kind: FileKind
    first: int
    records: Sequence[bytes | Bad] | bytes
    header: bytes = b""
    size: int = 0


@dataclass
class Result:
    """What became of a task.

    Attributes:
        output: What is to be written: bytes of the output's format, or rows for it.
        edits: Lines of JSON.
        rejects: Lines of JSON: what is bad, and what was left as it is.
        problems: What is to be told of it: file, place and what is wrong.
        tally: The sums.
    """

    output: bytes | list[dict[str, Any]] = b""
    edits: bytes = b""
    rejects: bytes = b""
    problems: list[str] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)

    def add(self, other: Result) -> None:
        """Put what became of the records that follow behind it."""
        self.output = self.output + other.output if self.output else other.output  # type: ignore[operator]
        self.edits += other.edits
        self.rejects += other.rejects
        self.problems += other.problems
        self.tally.add(other.tally)


_PLACES = {"text": "", "jsonl": "line {}", "csv": "row {}", "warc": "record {}", "parquet": "row {}"}


def work(settings: Settings, task: Task, without_mending: str | None = None) -> Result:
    """Mend the documents of a task.

    Args:
        settings: Of the run.
        task: The records.
        without_mending: Leave them all as they are, and say that this is why.
    """
    shift = _Shift(settings, task, mender_for(settings.options), without_mending)
    shift.result.tally.bytes = task.size
    if isinstance(task.records, bytes):
        shift.mend_rows(task.records)
    else:
        shift.mend_records(task.records)
    return shift.result


class _Shift:
    """The work on one task."""

    def __init__(self, settings: Settings, task: Task, mender: Mender, without_mending: str | None) -> None:
        self._settings = settings
        self._task = task
        self._mender = mender
        self._without_mending = without_mending
        self.result = Result()

    def mend_records(self, records: Sequence[bytes | Bad]) -> None:
        task, settings = self._task, self._settings
        format = record_format(task.kind.format, settings.field, settings.options.encoding)
        target = settings.output or task.kind
        same = target.format == task.kind.format and not settings.as_rows
        # By their own rules the records of a WARC file are compressed one by one.
        pack = compressor(target.compression) if target.format == "warc" else bytes
        output: list[bytes] = []
        rows: list[dict[str, Any]] = []
        for number, raw in enumerate(records, start=task.first):
            place = _PLACES[task.kind.format].format(number)
            record = raw if isinstance(raw, Bad) else format.parse(raw, task.header, task.name)
            if record is None:
                continue
            if isinstance(record, Bad):
                self._reject(record, place)
                continue
            text = self._mend(record, place)
            if not settings.with_output:
                continue
            if same:
                output.append(pack(record.render(text)))
            elif record.text is not None or task.kind.format != "warc":
                try:
                    rows.append(record.row(text))
                except ValueError as error:
                    self._reject(Bad(str(error), raw=record.render(None)), place)
        if same or target.format == "jsonl":
            self.result.output = b"".join([*output, *map(as_json, rows)])
        else:
            self.result.output = rows

    def mend_rows(self, stream: bytes) -> None:
        import pyarrow as pa

        from textmend.batch.arrow import mend_texts, texts_of

        task, settings = self._task, self._settings
        batch = pa.ipc.open_stream(stream).read_next_batch()
        if self._without_mending:
            texts = texts_of(batch, settings.field)
            outcomes = [Outcome(None, self._without_mending) if text.is_valid else None for text in texts]
        else:
            texts, outcomes = mend_texts(texts_of(batch, settings.field), self._mender, settings.limits)
        ids = batch["id"].to_pylist() if "id" in batch.schema.names else [None] * len(outcomes)
        for number, (outcome, identity) in enumerate(zip(outcomes, ids, strict=True), start=task.first):
            if outcome is None:
                self.result.tally.not_documents += 1
            else:
                self._note(outcome, f"row {number}", identity if isinstance(identity, str | int) else None)
        if not settings.with_output:
            return
        index = batch.schema.get_field_index(settings.field)
        kind = batch.schema.field(index)
        batch = batch.set_column(index, kind, texts.cast(kind.type) if texts.type != kind.type else texts)
        target = settings.output or task.kind
        if target.format == "parquet":
            self.result.output = as_stream(batch)
        else:
            rows = batch.to_pylist()
            self.result.output = b"".join(map(as_json, rows)) if target.format == "jsonl" else rows

    def _mend(self, record: Record, place: str) -> str | None:
        """Give the mended text; None where it stays as it is."""
        text = record.text
        if text is None:
            self.result.tally.not_documents += 1
            return None
        if self._without_mending:
            outcome = Outcome(None, self._without_mending)
        else:
            outcome = mend_document(self._mender, text, self._settings.limits)
        self._note(outcome, place, record.identity)
        mended = outcome.mended
        if mended is None or mended.text == text or (mended.text.encode("utf-8", "replace") == text):
            return None
        return mended.text

    def _note(self, outcome: Outcome, place: str, identity: str | int | None) -> None:
        """Put down what became of a document."""
        self.result.tally.count(outcome)
        name = self._task.name
        if outcome.error is not None:
            self.result.rejects += reject_line(name, Bad(outcome.error, place), identity, in_output=True)
            if not outcome.beyond_limits:
                self.result.problems.append(told(name, Bad(outcome.error, place)))
        if self._settings.with_edits and outcome.mended is not None:
            where = {"file": name, "place": place, "id": identity}
            lines = [as_json({**where, **edit._asdict()}) for edit in placed_edits(outcome.mended)]
            self.result.edits += b"".join(lines)

    def _reject(self, bad: Bad, place: str) -> None:
        bad = Bad(bad.error, place if bad.place is None else bad.place, bad.raw)
        self.result.tally.rejects += 1
        self.result.rejects += reject_line(self._task.name, bad)
        self.result.problems.append(told(self._task.name, bad))


def told(name: str, bad: Bad) -> str:
    """Say what is bad, where."""
    return ": ".join(part for part in (name, bad.place, bad.error) if part)


def as_stream(batch: Any) -> bytes:
    """Give a `pyarrow.RecordBatch` as bytes: an Arrow stream of its own."""
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return bytes(sink.getvalue())
