"""The kernel of batch cleaning takes any batch and ends with as many rows, whatever is in them."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import textmend
from textmend.batch.document import Limits, PlacedEdit, mend_document, placed_edits
from textmend.edits import Edit

pa = pytest.importorskip("pyarrow", reason="pip install 'textmend[arrow]'")

from textmend.batch import arrow  # noqa: E402 - needs pyarrow

DAMAGED = "It doesnâ€™t look right."
MENDED = "It doesn’t look right."
SPUN = (
    "The corporate mentioned on Tuesday that it misplaced some huge cash final yr. Individuals accustomed to the "
    "matter instructed reporters that extra job losses could be introduced quickly."
)


class Stubborn(textmend.Mender):
    """A mender to which some texts are too much."""

    def mend(self, text: Any) -> textmend.Mended:
        if "raise" in text:
            raise RecursionError("too deep")
        while "forever" in text:
            time.sleep(0.001)
        return super().mend(text)


@pytest.fixture
def stubborn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrow, "mender_for", Stubborn)


def test_other_columns_and_rows_stay() -> None:
    batch = pa.RecordBatch.from_pydict(
        {"id": [3, 1, 2], "text": [DAMAGED, "All is well.", None], "url": ["a", "b", "c"]}
    )
    mended = arrow.mend_batch(batch)
    assert mended.select(batch.schema.names).equals(batch)
    assert mended.schema == pa.schema([*batch.schema, *arrow.added_fields(pa.string())])
    assert mended["mended"].to_pylist() == [MENDED, "All is well.", None]
    assert mended["error"].to_pylist() == [None] * 3
    assert mended["edits"].to_pylist()[1:] == [[], None]
    assert mended["spin_evidence"].to_pylist()[2] is None


def test_it_tells_what_the_library_tells() -> None:
    text = f"{DAMAGED}\n\n{SPUN}"
    row = arrow.mend_batch(pa.RecordBatch.from_pydict({"text": [text]})).to_pylist()[0]
    page = textmend.mend(text)
    assert row["mended"] == page.text
    assert [PlacedEdit(**edit) for edit in row["edits"]] == list(placed_edits(page))
    assert row["spin_evidence"] == {name: getattr(page.evidence, name) for name in arrow.EVIDENCE.names}
    assert row["spin_evidence"]["spun"]


def test_the_fields_of_an_edit_are_those_of_the_column() -> None:
    assert tuple(field.name for field in arrow.EDITS.value_type) == PlacedEdit._fields


@pytest.mark.usefixtures("stubborn")
def test_a_text_that_raises_stays_and_the_others_are_mended() -> None:
    mended = arrow.mend_batch(pa.RecordBatch.from_pydict({"text": [DAMAGED, f"raise {DAMAGED}", DAMAGED]}))
    assert mended["mended"].to_pylist() == [MENDED, f"raise {DAMAGED}", MENDED]
    assert mended["error"].to_pylist() == [None, "not mended: RecursionError: too deep", None]
    assert mended["edits"].to_pylist()[1] == []
    assert mended["spin_evidence"].to_pylist()[1] is None


@pytest.mark.usefixtures("stubborn")
def test_a_text_beyond_the_limits_stays() -> None:
    batch = pa.RecordBatch.from_pydict({"text": ["x" * 101, f"forever {DAMAGED}", DAMAGED]})
    mended = arrow.mend_batch(batch, max_chars=100, max_seconds=0.2)
    assert mended["mended"].to_pylist() == ["x" * 101, f"forever {DAMAGED}", MENDED]
    assert mended["error"].to_pylist() == [
        "not mended: 101 characters, and max_chars is 100",
        "not mended: it took longer than max_seconds, 0.2",
        None,
    ]


def test_a_limit_of_time_needs_the_main_thread() -> None:
    raised: list[Exception] = []

    def work() -> None:
        try:
            mend_document(textmend.Mender(), DAMAGED, Limits(max_seconds=1))
        except RuntimeError as error:
            raised.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert "main thread" in str(raised[0])


@pytest.mark.parametrize("limits", [{"max_chars": 0}, {"max_seconds": -1}])
def test_a_limit_is_above_zero(limits: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="must be above 0"):
        Limits(**limits)


@pytest.mark.parametrize(
    "kind", [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string())], ids=str
)
def test_each_kind_of_string(kind: Any) -> None:
    array = pa.array([DAMAGED, None, "All is well."]).cast(kind)
    mended = arrow.mend_batch(pa.RecordBatch.from_arrays([array], ["text"]))
    assert mended["mended"].to_pylist() == [MENDED, None, "All is well."]
    assert [*mended.schema][1:] == arrow.added_fields(kind)


def test_bytes_are_decoded() -> None:
    text = "The café in the Rue Molière is closed; the soufflé isn’t what it was, said Noël."
    mended = arrow.mend_batch(pa.RecordBatch.from_pydict({"text": [text.encode("cp1252")]}))
    assert mended["mended"].to_pylist() == [text.encode()]


def test_a_string_that_is_not_utf_8_stays() -> None:
    broken = pa.array([b"caf\xe9", DAMAGED.encode()]).view(pa.string())
    mended = arrow.mend_batch(pa.RecordBatch.from_arrays([broken], ["text"]))
    assert mended["mended"].view(pa.binary()).to_pylist() == [b"caf\xe9", MENDED.encode()]
    assert mended["error"].to_pylist()[0].startswith("not mended: a string that is not UTF-8")


def test_half_a_pair_of_surrogates_is_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    edit = Edit(0, 1, "a", "\ud800", "characters", "a test", 1.0)
    halved = textmend.Mended("a", "\ud800", ((edit,),), textmend.Evidence(0.0, 0, ()))
    monkeypatch.setattr(arrow, "mend_document", lambda *_: arrow.Outcome(halved))
    row = arrow.mend_batch(pa.RecordBatch.from_pydict({"text": ["a"]})).to_pylist()[0]
    assert (row["mended"], row["edits"]) == ("a", [])
    assert row["error"].startswith("not mended: what came out is not UTF-8")


def test_no_rows() -> None:
    batch = pa.RecordBatch.from_arrays([pa.array([], pa.string())], ["text"])
    assert arrow.mend_batch(batch).num_rows == 0


def test_what_is_wrong_with_the_batch_itself() -> None:
    batch = pa.RecordBatch.from_pydict({"body": ["a"], "number": [1], "error": ["b"]})
    with pytest.raises(KeyError, match="no column 'text'; there are body, number, error"):
        arrow.mend_batch(batch)
    with pytest.raises(TypeError, match="column 'number': texts must be strings or bytes, not int64"):
        arrow.mend_batch(batch, "number")
    with pytest.raises(ValueError, match="has a column 'error' already"):
        arrow.mend_batch(batch, "body")


def test_options_reach_the_mender() -> None:
    batch = pa.RecordBatch.from_pydict({"text": [DAMAGED]})
    mended = arrow.mend_batch(batch, options=textmend.Options(characters="keep"))
    assert mended["mended"].to_pylist() == [DAMAGED]


@given(st.lists(st.none() | st.text() | st.just(DAMAGED), max_size=5))
def test_it_is_total_and_each_edit_lies_in_the_original(texts: list[str | None]) -> None:
    texts = [text and text.encode("utf-8", "replace").decode() for text in texts]
    rows = arrow.mend_batch(pa.RecordBatch.from_pydict({"text": pa.array(texts, pa.string())})).to_pylist()
    assert [row["text"] for row in rows] == texts
    for row in rows:
        for edit in row["edits"] or []:
            assert 0 <= edit["start"] <= edit["end"] <= len(row["text"])
            if edit["stage"] == 0:
                assert row["text"][edit["start"] : edit["end"]] == edit["before"]
