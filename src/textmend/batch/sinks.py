"""Where results go: files that grow block by block, can be taken up again, and get their names when they are whole.

Until it is whole, what is written to `NAME` lies in `NAME.part`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol

from textmend.batch.files import FileKind, compressor
from textmend.batch.formats.table import row_of
from textmend.batch.records import Bad


class Sink(Protocol):
    """An output."""

    def put(self, output: Any) -> None:
        """Take in a result."""

    def end_block(self) -> list[Bad]:
        """Write what was taken in, and give the rows that do not fit."""

    def safe_length(self) -> int:
        """See to it that what was written stays, and tell how much that is."""

    def publish(self) -> Path:
        """Give the file its name, and tell it."""

    def close(self) -> None:
        """Leave the file as it is."""


class Part:
    """A file that grows.

    Args:
        target: The name that it gets.
        length: How much of what was written before is to be kept; None begins anew.
    """

    def __init__(self, target: Path, length: int | None) -> None:
        self.target = target
        self.path = part_of(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        self._file = self.path.open("wb" if length is None else "r+b")
        if length is not None:
            self._file.truncate(length)
            self._file.seek(length)

    def write(self, content: bytes) -> None:
        """Add bytes."""
        self._file.write(content)

    def safe_length(self) -> int:
        """See to it that what was written stays."""
        self._file.flush()
        os.fsync(self._file.fileno())
        return self._file.tell()

    def publish(self) -> Path:
        """Give the file its name."""
        self._file.close()
        return self.path.replace(self.target)

    def close(self) -> None:
        """Leave the file as it is."""
        self._file.close()


def part_of(target: Path) -> Path:
    """Tell where a file lies until it is whole."""
    return target.with_name(f"{target.name}.part")


class BytesSink:
    """Bytes as they come; compressed, each block by itself.

    Args:
        part: The file.
        compress: Makes one member or frame.
        header: What the file begins with.
    """

    def __init__(self, part: Part, compress: Callable[[bytes], bytes], header: bytes = b"") -> None:
        self._part = part
        self._compress = compress
        self._block = [header] if header else []

    def put(self, output: bytes) -> None:
        """Take in a result."""
        self._block.append(output)

    def end_block(self) -> list[Bad]:
        """Write what was taken in."""
        if content := b"".join(self._block):
            self._part.write(self._compress(content))
        self._block = []
        return []

    def safe_length(self) -> int:
        """See to it that what was written stays."""
        return self._part.safe_length()

    def publish(self) -> Path:
        """Give the file its name."""
        return self._part.publish()

    def close(self) -> None:
        """Leave the file as it is."""
        self._part.close()


class CsvSink(BytesSink):
    """Rows as CSV; the first one's names are the header."""

    def __init__(self, part: Part, compress: Callable[[bytes], bytes], state: dict[str, Any]) -> None:
        super().__init__(part, compress)
        self._state = state
        self._bad: list[Bad] = []

    def put(self, output: Any) -> None:
        """Take in a result."""
        for row in output:
            if "columns" not in self._state:
                self._state["columns"] = list(row)
                super().put(row_of(row))
            names = self._state["columns"]
            if unknown := [name for name in row if name not in names]:
                self._bad.append(_unfit(row, f"{unknown[0]!r} is not among the columns, which the first row gave"))
            else:
                super().put(row_of(_cell(row.get(name)) for name in names))

    def end_block(self) -> list[Bad]:
        """Write what was taken in."""
        super().end_block()
        bad, self._bad = self._bad, []
        return bad


def _cell(value: Any) -> Any:
    return _string(value) if isinstance(value, list | dict) else value


def _string(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _unfit(row: dict[str, Any], why: str) -> Bad:
    return Bad(f"does not fit the output: {why}", raw=json.dumps(row, default=str).encode())


class ParquetSink:
    """Rows as Parquet, a row group a block.

    A Parquet file cannot grow, so blocks lie in Arrow streams, one behind the other, until there are all.

    Args:
        part: The file.
        state: Holds the schema, which the first block gives.
    """

    def __init__(self, part: Part, state: dict[str, Any]) -> None:
        self._part = part
        self._state = state
        self._block: list[Any] = []

    def put(self, output: Any) -> None:
        """Take in a result."""
        import pyarrow as pa

        if isinstance(output, bytes):
            self._block += _tables(pa.BufferReader(output), len(output))
        else:
            self._block += output

    def end_block(self) -> list[Bad]:
        """Write what was taken in."""
        import pyarrow as pa

        tables = [item for item in self._block if isinstance(item, pa.Table)]
        rows = [item for item in self._block if not isinstance(item, pa.Table)]
        self._block = []
        schema = self._schema(tables, rows)
        bad: list[Bad] = []
        if schema is None:
            return bad
        fitting = []
        for table in tables:
            if table.schema.equals(schema):
                fitting.append(table)
            else:
                rows += table.to_pylist()
        if rows:
            table, bad = _table(rows, schema)
            fitting.append(table)
        whole = pa.concat_tables([schema.empty_table(), *fitting]).combine_chunks()
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, schema) as writer:
            writer.write_table(whole)
        self._part.write(bytes(sink.getvalue()))
        return bad

    def _schema(self, tables: list[Any], rows: list[dict[str, Any]]) -> Any:
        import pyarrow as pa

        if "schema" in self._state:
            return pa.ipc.read_schema(pa.py_buffer(bytes.fromhex(self._state["schema"])))
        if not tables and not rows:
            return None
        schema = tables[0].schema if tables else _inferred(rows)
        self._state["schema"] = schema.serialize().to_pybytes().hex()
        return schema

    def safe_length(self) -> int:
        """See to it that what was written stays."""
        return self._part.safe_length()

    def publish(self) -> Path:
        """Give the file its name."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        self._part.close()
        whole = self._part.path.with_suffix(".whole")
        writer: Any = None
        with self._part.path.open("rb") as streams:
            size = os.fstat(streams.fileno()).st_size
            for table in _tables(streams, size):
                writer = writer or pq.ParquetWriter(whole, table.schema, compression="zstd")
                if table.num_rows:
                    writer.write_table(table, row_group_size=table.num_rows)
        if writer is None:
            writer = pq.ParquetWriter(whole, pa.schema([]))
        writer.close()
        whole.replace(self._part.target)
        self._part.path.unlink()
        return self._part.target

    def close(self) -> None:
        """Leave the file as it is."""
        self._part.close()


def _tables(streams: Any, size: int) -> Iterator[Any]:
    """Give the tables of Arrow streams that lie one behind the other."""
    import pyarrow as pa

    while streams.tell() < size:
        yield pa.ipc.open_stream(streams).read_all()


class EditsSink(ParquetSink):
    """Edits, which come as lines of JSON, as Parquet."""

    def __init__(self, part: Part, state: dict[str, Any]) -> None:
        import pyarrow as pa

        from textmend.batch.arrow import EDITS

        where = [pa.field(name, pa.string()) for name in ("file", "place", "id")]
        schema = pa.schema([*where, *EDITS.value_type])
        state.setdefault("schema", schema.serialize().to_pybytes().hex())
        super().__init__(part, state)

    def put(self, output: bytes) -> None:
        """Take in a result."""
        rows = [json.loads(line) for line in output.splitlines()]
        super().put([{**row, "id": None if row["id"] is None else str(row["id"])} for row in rows])


def _inferred(rows: Iterable[dict[str, Any]]) -> Any:
    """Give the schema of the first block's rows; strings where all are null, or of no common type."""
    import pyarrow as pa

    columns: dict[str, None] = {}
    rows = list(rows)
    for row in rows:
        columns |= dict.fromkeys(row)
    fields = []
    for name in columns:
        try:
            kind = pa.array([row.get(name) for row in rows]).type
        except (pa.ArrowException, OverflowError):
            kind = pa.string()
        fields.append(pa.field(name, pa.string() if pa.types.is_null(kind) else kind))
    return pa.schema(fields)


def _table(rows: list[dict[str, Any]], schema: Any) -> tuple[Any, list[Bad]]:
    """Make a table of the rows that fit a schema; what is no string goes into a column of strings as JSON."""
    import pyarrow as pa

    strings = {field.name for field in schema if pa.types.is_string(field.type)}
    rows = [{name: _string(value) if name in strings else value for name, value in row.items()} for row in rows]
    errors = (pa.ArrowException, OverflowError, UnicodeEncodeError)
    if all(name in schema.names for row in rows for name in row):
        try:
            return pa.Table.from_pylist(rows, schema), []
        except errors:
            pass  # some row does not fit; which ones is found out one by one
    fitting, bad = [], []
    for row in rows:
        if unknown := [name for name in row if name not in schema.names]:
            bad.append(_unfit(row, f"{unknown[0]!r} is not among the columns, which the first rows gave"))
            continue
        try:
            pa.Table.from_pylist([row], schema)
        except errors as error:
            bad.append(_unfit(row, str(error)))
        else:
            fitting.append(row)
    return pa.Table.from_pylist(fitting, schema), bad


def sink_for(part: Part, kind: FileKind, as_rows: bool, header: bytes, state: dict[str, Any]) -> Sink:
    """Give the output for a kind of file.

    Args:
        part: The file.
        kind: What it is.
        as_rows: Whether CSV comes as rows, not as bytes.
        header: What the file begins with, if anything.
        state: What an output has to know of its beginnings; it is kept with the run.
    """
    if kind.format == "parquet":
        return ParquetSink(part, state)
    # The records of a WARC file come compressed, each by itself.
    pack = compressor(None if kind.format == "warc" else kind.compression)
    return CsvSink(part, pack, state) if as_rows and kind.format == "csv" else BytesSink(part, pack, header)
