"""Files to tasks: records are read one after another and handed out in portions."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from textmend.batch.files import Decompressed, FileKind, Missing, errors_of, open_raw, size_of
from textmend.batch.formats import record_format
from textmend.batch.records import Bad, Header
from textmend.batch.work import Settings, Task, as_stream

_BUFFER = 1 << 18
# Rows of Parquet that are decoded at once; a thousand pages are some megabytes.
_ROWS = 256


@dataclass(frozen=True, slots=True)
class Input:
    """A file to read.

    Attributes:
        name: Its path or address.
        kind: What it is.
        relative: Its path below the folder that was named, or its name.
    """

    name: str
    kind: FileKind
    relative: str


@dataclass(frozen=True, slots=True)
class Portions:
    """How the records are portioned out; the output depends on the second of these alone.

    Attributes:
        task: Bytes of records for a worker to do at once. With a quarter of a megabyte (some 0.05 s of clean pages) the
            workers end at about the same time, and handing over costs under 1 %.
        block: Bytes of records after which what is done is made safe; compressed files get a member or frame a
            block, and Parquet a row group.
    """

    task: int = 1 << 18
    block: int = 8 << 20


@dataclass(frozen=True, slots=True)
class Step:
    """A task, and where it stands in the run.

    Attributes:
        task: The task.
        file: Which of the inputs it is of.
        records: How many records of the file have been handed out, with it.
        opens: Whether the file could be opened; a step that only says that it could not makes no output.
        ends_file, ends_block: Whether it is the last of its file, of its block.
        position: Bytes of all inputs, as they lie, that have been read.
    """

    task: Task
    file: int
    records: int
    opens: bool = True
    ends_file: bool = False
    ends_block: bool = False
    position: int = 0


def steps(
    inputs: Sequence[Input], settings: Settings, portions: Portions, file: int = 0, records: int = 0
) -> Iterator[Step]:
    """Read files and portion out their records.

    A file in which a block ended ends one itself, so that what is safe of it is never half of it and all.

    Args:
        inputs: The files.
        settings: Of the run.
        portions: The sizes.
        file, records: Where to begin: so many files are done, and so many records of the next.
    """
    cutter = _Cutter(portions)
    before = sum(size_of(given.name) for given in inputs[:file])
    for number in range(file, len(inputs)):
        given = inputs[number]
        ended_one = records > 0
        for part in _parts(given, settings, cutter, records):
            ended_one = ended_one or part.ends_block
            ends_block = part.ends_block or (part.ends_file and ended_one)
            cutter.cut(ends_block)
            yield Step(
                task=Task(given.name, given.kind, part.first, part.records, part.header, part.size),
                file=number,
                records=part.first - 1 + part.count,
                opens=part.opens,
                ends_file=part.ends_file,
                ends_block=ends_block,
                position=before + part.position,
            )
        before += size_of(given.name)
        records = 0


class _Cutter:
    """Tells where tasks and blocks end, by the lengths of the records that went by."""

    def __init__(self, portions: Portions) -> None:
        self._portions = portions
        self._in_block = 0
        self.in_task = 0

    def is_full_with(self, length: int) -> bool:
        """Count a record, and tell whether the task ends with it."""
        self.in_task += length
        self._in_block += length
        return self.in_task >= self._portions.task or self.ends_block

    @property
    def ends_block(self) -> bool:
        """Whether the block ends with the task."""
        return self._in_block >= self._portions.block

    def cut(self, ends_block: bool) -> None:
        """Begin the next task, and the next block where that ended too."""
        self.in_task = 0
        self._in_block = 0 if ends_block else self._in_block


@dataclass(frozen=True, slots=True)
class _Part:
    """What is read of a file for one task: so many records, from that of number `first`."""

    records: Sequence[bytes | Bad] | bytes
    first: int
    count: int
    position: int
    size: int = 0
    header: bytes = b""
    opens: bool = True
    ends_block: bool = False
    ends_file: bool = False


def _parts(given: Input, settings: Settings, cutter: _Cutter, skipped: int) -> Iterator[_Part]:
    """Read a file, but for so many records at its beginning."""
    try:
        raw = open_raw(given.name)
    except (OSError, Missing) as error:
        yield _Part([Bad(what_is_wrong(error), "")], 1, 1, 0, opens=False, ends_file=True)
        return
    with raw:
        read = _parts_of_columns if given.kind.format == "parquet" else _parts_of_records
        yield from read(raw, given, settings, cutter, skipped)


def _parts_of_records(
    raw: BinaryIO, given: Input, settings: Settings, cutter: _Cutter, skipped: int
) -> Iterator[_Part]:
    format = record_format(given.kind.format, settings.field, settings.options.encoding)
    stream = raw
    if given.kind.compression is not None:
        stream = io.BufferedReader(Decompressed(raw, given.kind.compression), _BUFFER)
    header = b""
    held: list[bytes | Bad] = []
    first = skipped + 1
    count = 0
    for record in _until_error(format.read(stream), errors_of(given.name)):
        if isinstance(record, Header):
            header = record.raw
            continue
        count += 1
        if count <= skipped:
            continue
        held.append(record)
        if cutter.is_full_with(len(record) if isinstance(record, bytes) else 0):
            ends_block = cutter.ends_block
            yield _Part(held, first, len(held), raw.tell(), cutter.in_task, header, ends_block=ends_block)
            held, first = [], count + 1
    yield _Part(held, first, len(held), raw.tell(), cutter.in_task, header, ends_file=True)


def _until_error(records: Iterator[Any], errors: tuple[type[Exception], ...]) -> Iterator[Any]:
    """Give the records; an error on the way is the last of them."""
    count = 0
    try:
        for record in records:
            count += not isinstance(record, Header)
            yield record
    except errors as error:
        yield Bad(f"{what_is_wrong(error)}; nothing after this was read", f"after record {count}" if count else "")


def _parts_of_columns(
    raw: BinaryIO, given: Input, settings: Settings, cutter: _Cutter, skipped: int
) -> Iterator[_Part]:
    count = 0
    opens = False
    for batch in _batches(raw, settings.field, errors_of(given.name)):
        if isinstance(batch, Bad):
            count += 1
            if count > skipped:
                yield _Part([batch], count, 1, raw.tell(), opens=opens)
            continue
        opens = True
        rows = batch.slice(min(max(skipped - count, 0), batch.num_rows))
        count += batch.num_rows - rows.num_rows
        start = 0
        for number, length in enumerate(_lengths(rows, settings.field), start=1):
            if cutter.is_full_with(length) or number == rows.num_rows:
                content = as_stream(rows.slice(start, number - start))
                first, size = count + start + 1, cutter.in_task
                yield _Part(content, first, number - start, raw.tell(), size, ends_block=cutter.ends_block)
                start = number
        count += rows.num_rows
    yield _Part([], count + 1, 0, raw.tell(), opens=opens, ends_file=True)


def _batches(raw: BinaryIO, field: str, errors: tuple[type[Exception], ...]) -> Iterator[Any]:
    """Give the rows of a Parquet file, batch by batch; a row group that is damaged ends where the damage is."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from textmend.batch.arrow import texts_of

    try:
        file = pq.ParquetFile(raw, page_checksum_verification=True, pre_buffer=False)
        texts_of(_no_rows(file.schema_arrow), field)
    except (pa.ArrowException, *errors) as error:
        yield Bad(f"no whole Parquet file: {error}", "")
        return
    except (KeyError, TypeError) as error:
        yield Bad(f"{error.args[0]}; name the one with the texts with --field", "")
        return
    before = 0
    if not file.metadata.num_rows:
        yield _no_rows(file.schema_arrow)
    for group in range(file.num_row_groups):
        rows = file.metadata.row_group(group).num_rows
        given = 0
        try:
            for batch in file.iter_batches(_ROWS, row_groups=[group], use_threads=False):
                yield batch
                given += batch.num_rows
        except (pa.ArrowException, *errors) as error:
            place = f"row group {group}, rows {before + given + 1} to {before + rows}"
            yield Bad(f"damaged: {error}; these rows are lost unless the file is mended", place)
        before += rows


def _no_rows(schema: Any) -> Any:
    import pyarrow as pa

    return pa.RecordBatch.from_arrays([pa.array([], field.type) for field in schema], schema=schema)


def _lengths(rows: Any, field: str) -> list[int]:
    import pyarrow.compute as pc

    from textmend.batch.arrow import texts_of

    return [length or 0 for length in pc.binary_length(texts_of(rows, field)).to_pylist()]


def what_is_wrong(error: Exception) -> str:
    """Say what is wrong with a file, and what to do."""
    if isinstance(error, FileNotFoundError):
        return "no such file; check the path"
    if isinstance(error, PermissionError):
        return "permission denied; check who may read it"
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
