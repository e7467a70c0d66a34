"""The formats: each tells how its records are read, looked into, and written again."""

from __future__ import annotations

from textmend.batch.records import RecordFormat


def record_format(name: str, field: str, encoding: str | None) -> RecordFormat:
    """Give a format by its name; Parquet is none of these, as its records are columns.

    Args:
        name: `text`, `jsonl`, `csv` or `warc`.
        field: Where a record has several fields, the one with the text.
        encoding: The encoding that plain text is declared to be in; None detects it.
    """
    if name == "text":
        from textmend.batch.formats.plain import PlainText

        return PlainText(field, encoding)
    if name == "jsonl":
        from textmend.batch.formats.jsonl import JsonLines

        return JsonLines(field)
    if name == "csv":
        from textmend.batch.formats.table import Csv

        return Csv(field)
    from textmend.batch.formats.warc import Warc

    return Warc(field)
