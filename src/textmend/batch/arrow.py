"""The kernel of batch cleaning for everything that speaks Arrow: Spark, datasets, Ray Data, pandas, polars.

Needs pyarrow: `pip install 'textmend[arrow]'`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from textmend.batch.document import Limits, Outcome, mend_document, placed_edits
from textmend.mender import Mender, mender_for
from textmend.options import Options

EDITS = pa.list_(
    pa.struct(
        [
            *((name, pa.int64()) for name in ("start", "end")),
            *((name, pa.int32()) for name in ("stage",)),
            *((name, pa.int64()) for name in ("stage_start", "stage_end")),
            *((name, pa.string()) for name in ("before", "after", "repair", "reason")),
            ("confidence", pa.float64()),
        ]
    )
)
"""The type of the column `edits`: the fields of `textmend.batch.document.PlacedEdit`."""

EVIDENCE = pa.struct(
    [
        ("spun", pa.bool_()),
        ("spun_words", pa.int64()),
        ("spun_share", pa.float64()),
        ("gain", pa.float64()),
        ("words", pa.int64()),
    ]
)
"""The type of the column `spin_evidence`: the attributes of `textmend.Evidence`, without windows."""

ADDED = ("mended", "edits", "spin_evidence", "error")
"""The names of the columns that `mend_batch` adds."""


def mend_batch(
    batch: pa.RecordBatch,
    column: str = "text",
    options: Options | None = None,
    *,
    max_chars: int | None = None,
    max_seconds: float | None = None,
) -> pa.RecordBatch:
    """Mend the texts of a batch; a text that cannot be mended comes out as it came in, with its error.

    Args:
        batch: Any columns.
        column: The one with the texts: strings, or bytes in the declared or else a detected encoding.
        options: The choices of mending.
        max_chars: Texts of more characters stay as they are; None for no limit.
        max_seconds: Texts that take longer stay as they are; None for no limit.

    Returns:
        The batch with four more columns. `mended`: the text, as UTF-8, where it came as bytes and was mended.
        `edits`: of each edit what `PlacedEdit` tells. `spin_evidence`: of each text what `Evidence` tells, without its
        windows; null where there was no text to judge or it was not mended. `error`: why a text was not mended,
        else null.

    Raises:
        KeyError: There is no such column.
        TypeError: The column holds neither strings nor bytes.
        ValueError: The batch has a column of a name that is to be added, or a limit is not above zero.
        RuntimeError: There is a limit of time, and this is not the main thread of a process.

    Examples:
        >>> batch = pa.RecordBatch.from_pydict({"id": [1, 2], "text": ["It doesnâ€™t look right.", None]})
        >>> mended = mend_batch(batch)
        >>> mended.schema.names
        ['id', 'text', 'mended', 'edits', 'spin_evidence', 'error']
        >>> mended["mended"].to_pylist()
        ['It doesn’t look right.', None]
        >>> [edit["before"] for edit in mended["edits"][0].as_py()]
        ['â€™']
    """
    texts = texts_of(batch, column)
    if taken := [name for name in ADDED if name in batch.schema.names]:
        raise ValueError(f"the batch has a column {taken[0]!r} already; rename it or leave it out")
    mended, outcomes = mend_texts(texts, mender_for(options or Options()), Limits(max_chars, max_seconds))
    added = (
        mended,
        pa.array([_edits(outcome) for outcome in outcomes], EDITS),
        pa.array([_evidence(outcome) for outcome in outcomes], EVIDENCE),
        pa.array([outcome and outcome.error for outcome in outcomes], pa.string()),
    )
    for name, values in zip(ADDED, added, strict=True):
        batch = batch.append_column(name, values)
    return batch


def added_fields(column_type: pa.DataType) -> list[pa.Field]:
    """Give the fields that `mend_batch` adds to a batch whose texts are of some type, for those who need them ahead.

    Examples:
        >>> [field.name for field in added_fields(pa.string())]
        ['mended', 'edits', 'spin_evidence', 'error']
    """
    types = (_plain(column_type), EDITS, EVIDENCE, pa.string())
    return [pa.field(name, kind) for name, kind in zip(ADDED, types, strict=True)]


def _plain(kind: pa.DataType) -> pa.DataType:
    """Give the type in which texts of a type are held here: with offsets of 32 or 64 bits, and no dictionary."""
    if pa.types.is_dictionary(kind):
        return _plain(kind.value_type)
    plain = {pa.string_view(): pa.large_string(), pa.binary_view(): pa.large_binary()}.get(kind, kind)
    if plain not in (pa.string(), pa.large_string(), pa.binary(), pa.large_binary()):
        raise TypeError(f"texts must be strings or bytes, not {kind}")
    return plain


def texts_of(batch: pa.RecordBatch, column: str) -> pa.Array:
    """Give the texts of a batch in a type that `mend_texts` takes.

    Raises:
        KeyError: There is no such column.
        TypeError: It holds neither strings nor bytes.
    """
    if column not in batch.schema.names:
        raise KeyError(f"there is no column {column!r}; there are {', '.join(batch.schema.names) or 'none'}")
    texts = batch.column(column)
    try:
        plain = _plain(texts.type)
    except TypeError as error:
        raise TypeError(f"column {column!r}: {error}") from None
    return texts if texts.type == plain else texts.cast(plain)


def mend_texts(texts: pa.Array, mender: Mender, limits: Limits) -> tuple[pa.Array, list[Outcome | None]]:
    """Mend texts.

    Args:
        texts: Strings or bytes, as `texts_of` gives them.
        mender: Mends them.
        limits: What a text may cost.

    Returns:
        The mended texts, and what became of each; None where there is none.
    """
    is_text = pa.types.is_large_string(texts.type) or pa.types.is_string(texts.type)
    originals = texts.cast(pa.large_binary()).to_pylist() if is_text else texts.to_pylist()
    outcomes = [_as_utf_8(_outcome(mender, original, is_text, limits)) for original in originals]
    return _mended(texts, originals, outcomes), outcomes


def _outcome(mender: Mender, original: bytes | None, is_text: bool, limits: Limits) -> Outcome | None:
    if original is None:
        return None
    if not is_text:
        return mend_document(mender, original, limits)
    try:
        return mend_document(mender, original.decode("utf-8"), limits)
    except UnicodeDecodeError as error:
        return Outcome(None, f"not mended: a string that is not UTF-8: {error}")


def _as_utf_8(outcome: Outcome | None) -> Outcome | None:
    """Give an outcome that Arrow can hold: half a pair of surrogates, which a page may come to, has no UTF-8."""
    if outcome is None or outcome.mended is None:
        return outcome
    mended = outcome.mended
    try:
        "".join([mended.text, *(edit.before + edit.after + edit.reason for edit in mended.edits)]).encode("utf-8")
    except UnicodeEncodeError as error:
        return Outcome(None, f"not mended: what came out is not UTF-8: {error}")
    return outcome


def _mended(texts: pa.Array, originals: Sequence[bytes | None], outcomes: Sequence[Outcome | None]) -> pa.Array:
    """Give the column of mended texts; where none was changed, the column that came in."""
    values = [
        original if outcome is None or outcome.mended is None else outcome.mended.text.encode("utf-8")
        for original, outcome in zip(originals, outcomes, strict=True)
    ]
    if values == originals:
        return texts
    is_large = texts.type in (pa.large_string(), pa.large_binary())
    made = pa.array(values, pa.large_binary() if is_large else pa.binary())
    # A view, as a cast would refuse strings that are not UTF-8 and that go out as they came in.
    return made.view(texts.type)


def _edits(outcome: Outcome | None) -> list[dict[str, Any]] | None:
    if outcome is None:
        return None
    return [] if outcome.mended is None else [edit._asdict() for edit in placed_edits(outcome.mended)]


def _evidence(outcome: Outcome | None) -> dict[str, Any] | None:
    if outcome is None or outcome.mended is None:
        return None
    evidence = outcome.mended.evidence
    return {name: getattr(evidence, name) for name in EVIDENCE.names}
