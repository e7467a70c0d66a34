"""textmend on Spark: a column mended through `mapInArrow`, and paragraphs that other documents have already.

Needs PySpark: `pip install 'textmend[spark]'`, on the workers too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as f
from pyspark.sql.types import StructField, StructType

from textmend.batch.arrow import mend_batch
from textmend.options import Options
from textmend.segment import opaque, paragraphs

# What `textmend.batch.arrow` adds, as Spark writes types.
_ADDED = """
    mended string,
    edits array<struct<
        start: bigint, end: bigint, stage: int, stage_start: bigint, stage_end: bigint,
        before: string, after: string, repair: string, reason: string, confidence: double>>,
    spin_evidence struct<spun: boolean, spun_words: bigint, spun_share: double, gain: double, words: bigint>,
    error string
"""
# Bytes of a paragraph's digest: with so many, two of a trillion paragraphs are taken for one with a chance of 10^-15.
_DIGEST = 16
# A shorter paragraph may stand in two documents by right; the repair of duplicates within a page asks for as many.
_LEAST_WORDS = 12


def mend(
    frame: DataFrame,
    column: str = "text",
    options: Options | None = None,
    *,
    max_chars: int | None = None,
    max_seconds: float | None = None,
) -> DataFrame:
    """Mend the texts of a column; a text that cannot be mended comes out as it came in, with its error.

    Args:
        frame: Any columns.
        column: The one with the texts, strings.
        options: The choices of mending.
        max_chars: Texts of more characters stay as they are; None for no limit.
        max_seconds: Texts that take longer stay as they are; None for no limit.

    Returns:
        The frame with the columns that `textmend.batch.arrow.mend_batch` adds. Nothing is shuffled.

    Raises:
        ValueError: There is no such column, or one of a name that is to be added.
    """
    added = _fields(_ADDED)
    _check(frame, column, [field.name for field in added])
    mended = partial(mend_batch, column=column, options=options, max_chars=max_chars, max_seconds=max_seconds)
    return frame.mapInArrow(partial(_each, mended), StructType([*frame.schema, *added]))


def drop_repeated(frame: DataFrame, column: str = "text", key: str = "id", *, words: int = _LEAST_WORDS) -> DataFrame:
    """Take out paragraphs that another document of the frame has as well, or the same one before.

    Of all documents with a paragraph the one of the smallest key keeps it. Paragraphs are the same where they have
    the same words and signs, whatever the white space between them. The work is Spark's own: one aggregation by a
    digest of 16 bytes, which is combined before it is shuffled so that a paragraph on every page does no harm, and two
    joins.

    Args:
        frame: Any columns.
        column: The one with the texts, strings.
        key: The one that tells documents apart: no two may be the same.
        words: Paragraphs of fewer words stay. Code between fences stays too.

    Returns:
        The frame with two more columns. `deduped`: the text without them. `repeats`: of each its `start` and `end` in
        characters of the text, and the `first` document, the key of the one that keeps it.

    Raises:
        ValueError: There is no such column, or one of a name that is to be added.
    """
    _check(frame, column, ["deduped", "repeats"])
    _check(frame, key, [])
    kind = frame.schema[key].dataType.simpleString()
    found = frame.select(f.col(key).alias("key"), f.col(column).alias("text")).mapInArrow(
        partial(_each, partial(_digests, words=words)),
        f"key {kind}, start bigint, end bigint, digest binary",
    )
    firsts = (
        found.groupBy("digest")
        .agg(f.min(f.struct("key", "start")).alias("first"), f.count("*").alias("copies"))
        .where("copies > 1")
        .select("digest", "first")
    )
    repeats = (
        found.join(firsts, "digest")
        .where("struct(key, start) > first")
        .groupBy("key")
        .agg(f.array_sort(f.collect_list(f.struct("start", "end", f.col("first.key").alias("first")))).alias("repeats"))
        .withColumnRenamed("key", key)
    )
    joined = frame.join(repeats, key, "left").select(*(frame[name] for name in frame.columns), "repeats")
    schema = StructType([*joined.schema, *_fields("deduped string")])
    return joined.mapInArrow(partial(_each, partial(_without, column=column)), schema).select(
        *frame.columns, "deduped", "repeats"
    )


def _fields(types: str) -> list[StructField]:
    schema = StructType.fromDDL(types)
    assert isinstance(schema, StructType)
    fields: list[StructField] = schema.fields
    return fields


def _check(frame: DataFrame, column: str, added: list[str]) -> None:
    if column not in frame.columns:
        raise ValueError(f"there is no column {column!r}; there are {', '.join(frame.columns)}")
    if taken := [name for name in added if name in frame.columns]:
        raise ValueError(f"the frame has a column {taken[0]!r} already; rename it or leave it out")


def _each(work: Callable[[Any], Any], batches: Iterator[Any]) -> Iterator[Any]:
    return map(work, batches)


def _digests(batch: Any, words: int) -> Any:
    """Give a row for each paragraph that is long enough to be looked for in other documents."""
    rows: list[tuple[Any, ...]] = []
    for key, text in zip(batch["key"].to_pylist(), batch["text"].to_pylist(), strict=True):
        code = opaque(text or "")
        for start, end in paragraphs(text or ""):
            if (start, end) not in code and len(found := text[start:end].split()) >= words:
                digest = hashlib.blake2b(" ".join(found).encode("utf-8", "replace"), digest_size=_DIGEST).digest()
                rows.append((key, start, end, digest))
    types = {"key": batch.schema.field("key").type, "start": pa.int64(), "end": pa.int64(), "digest": pa.binary()}
    columns = [pa.array([row[place] for row in rows], kind) for place, kind in enumerate(types.values())]
    return pa.RecordBatch.from_arrays(columns, list(types))


def _without(batch: Any, column: str) -> Any:
    """Add the texts without their repeats."""
    texts = []
    for text, repeats in zip(batch[column].to_pylist(), batch["repeats"].to_pylist(), strict=True):
        for repeat in reversed(repeats or []):
            # The line ends behind a paragraph go with it.
            rest = text[repeat["end"] :]
            text = text[: repeat["start"]] + rest.lstrip("\r\n")
        texts.append(text)
    return batch.append_column("deduped", pa.array(texts, pa.string()))
