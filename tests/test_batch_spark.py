"""textmend on a real local Spark: what is mended, what is not, and what becomes of a worker that dies."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import textmend

pytest.importorskip("pyspark", reason="pip install 'textmend[spark]'")
if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
    pytest.skip("Spark needs Java: apt install openjdk-17-jre-headless", allow_module_level=True)

from pyspark.sql import SparkSession

from textmend.batch import spark

DAMAGED = "It doesnâ€™t look right."
MENDED = "It doesn’t look right."
LONG = "The keeper of the light wrote down each ship that passed, and what it carried."
OTHER = "Of all the bridges over the river only the one below the mill had ever been counted."


@pytest.fixture(scope="module")
def session() -> Iterator[SparkSession]:
    for name in ("PYSPARK_PYTHON", "PYSPARK_DRIVER_PYTHON"):
        os.environ[name] = sys.executable
    made = (
        SparkSession.builder.master("local[2,4]")  # two cores, and a task may fail three times
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.memory", "1g")
        .getOrCreate()
    )
    yield made
    made.stop()


def test_a_column_is_mended(session: SparkSession) -> None:
    texts = [DAMAGED, "All is well.", None, "x" * 200]
    frame = session.createDataFrame(list(enumerate(texts)), "id int, text string").repartition(2)
    rows = sorted(spark.mend(frame, max_chars=100).collect())
    assert [row.text for row in rows] == texts
    assert [row.mended for row in rows] == [MENDED, *texts[1:]]
    assert [(edit.before, edit.after) for edit in rows[0].edits] == [("â€™", "’")]
    assert rows[1].spin_evidence.spun is False
    assert [row.error for row in rows] == [None, None, None, "not mended: 200 characters, and max_chars is 100"]


def test_options_reach_the_workers(session: SparkSession) -> None:
    frame = session.createDataFrame([(DAMAGED,)], "body string")
    (row,) = spark.mend(frame, "body", textmend.Options(characters="keep")).collect()
    assert row.mended == DAMAGED


def test_columns_that_are_not_there_or_are_already(session: SparkSession) -> None:
    frame = session.createDataFrame([("a", "b")], "text string, error string")
    with pytest.raises(ValueError, match="no column 'body'; there are text, error"):
        spark.mend(frame, "body")
    with pytest.raises(ValueError, match="has a column 'error' already"):
        spark.mend(frame)


def _trouble(marker: str, batch: Any) -> Any:
    """Mend a batch with a mender that fails at one text and, the first time, dies at another."""
    from textmend.batch import arrow

    class Stubborn(textmend.Mender):
        def mend(self, text: Any) -> textmend.Mended:
            if "raise" in text:
                raise RecursionError("too deep")
            if "kill" in text and not Path(marker).exists():
                Path(marker).touch()
                os._exit(9)
            return super().mend(text)

    before, arrow.mender_for = arrow.mender_for, Stubborn
    try:
        return arrow.mend_batch(batch)
    finally:
        arrow.mender_for = before


def test_a_worker_that_dies_and_a_document_that_raises(session: SparkSession, tmp_path: Path) -> None:
    from functools import partial

    from pyspark import cloudpickle

    cloudpickle.register_pickle_by_value(sys.modules[__name__])  # the workers do not have the tests
    marker = tmp_path / "died"
    texts = [DAMAGED, f"raise {DAMAGED}", f"kill {DAMAGED}"] * 10
    frame = session.createDataFrame(list(enumerate(texts)), "id int, text string").repartition(4)
    schema = spark.mend(frame).schema
    out = tmp_path / "out"
    frame.mapInArrow(partial(spark._each, partial(_trouble, str(marker))), schema).write.parquet(str(out))
    assert marker.exists()
    rows = sorted(session.read.parquet(str(out)).collect())
    assert [row.id for row in rows] == list(range(30))
    for row, text in zip(rows, texts, strict=True):
        fails = text.startswith("raise")
        assert row.mended == (text if fails else textmend.clean(text))
        assert row.error == ("not mended: RecursionError: too deep" if fails else None)


def test_repeated_paragraphs_are_kept_once(session: SparkSession) -> None:
    texts = {
        "b": f"{LONG}\n\nShort.\n\n{OTHER}\n",
        "a": f"A headline\n\n{LONG}\n\nShort.\n",
        "c": f"{LONG}\n{OTHER}  \n\n{LONG.replace(' ', '  ')}\nThe end.",
        "d": f"```\n{LONG}\n```\n",
        "e": None,
    }
    frame = session.createDataFrame(list(texts.items()), "id string, text string").repartition(3)
    rows = {row.id: row for row in spark.drop_repeated(frame).collect()}
    assert {key: row.text for key, row in rows.items()} == texts
    assert {key: row.deduped for key, row in rows.items()} == {
        "a": texts["a"],
        "b": f"Short.\n\n{OTHER}\n",
        "c": "The end.",
        "d": texts["d"],
        "e": None,
    }
    assert rows["a"].repeats is None
    assert [repeat.first for repeat in rows["c"].repeats] == ["a", "b", "a"]
    for key, row in rows.items():
        for repeat in row.repeats or []:
            assert " ".join(texts[key][repeat.start : repeat.end].split()) in (LONG, OTHER)
