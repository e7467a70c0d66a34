"""textmend inside a real datatrove pipeline."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

import textmend

pytest.importorskip("datatrove", reason="pip install 'textmend[datatrove]'")

from datatrove.executor.local import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers.jsonl import JsonlWriter

from textmend.batch.datatrove import SpunFilter, TextmendFormatter
from textmend.batch.document import Limits

DAMAGED = "It doesnâ€™t look right."
SPUN = (
    "The corporate mentioned on Tuesday that it misplaced some huge cash final yr. Individuals accustomed to the "
    "matter instructed reporters that extra job losses could be introduced quickly."
)


def test_a_pipeline(tmp_path: Path) -> None:
    texts = [DAMAGED, "All is well.", SPUN, "x" * 200]
    source = tmp_path / "in"
    source.mkdir()
    for number in range(2):
        lines = [json.dumps({"id": f"{number}-{place}", "text": text}) for place, text in enumerate(texts)]
        (source / f"{number}.jsonl").write_text("\n".join(lines))
    stats = LocalPipelineExecutor(
        pipeline=[
            JsonlReader(str(source)),
            SpunFilter(exclusion_writer=JsonlWriter(str(tmp_path / "spun"))),
            TextmendFormatter(limits=Limits(max_chars=100)),
            JsonlWriter(str(tmp_path / "out")),
        ],
        tasks=2,
        workers=1,
        logging_dir=str(tmp_path / "logs"),
    ).run()

    def read(folder: str) -> dict[str, dict]:
        lines = [
            json.loads(line)
            for path in (tmp_path / folder).rglob("*.jsonl.gz")
            for line in gzip.decompress(path.read_bytes()).splitlines()
        ]
        return {line["id"]: line for line in lines}

    out, spun = read("out"), read("spun")
    assert set(spun) == {"0-2", "1-2"}
    assert {key: line["text"] for key, line in out.items()} == {
        f"{number}-{place}": textmend.clean(texts[place]) if place < 3 else texts[place]
        for number in range(2)
        for place in (0, 1, 3)
    }
    assert out["0-3"]["metadata"]["textmend_error"] == "not mended: 200 characters, and max_chars is 100"
    (counted,) = [step.stats for step in stats.stats if step.name.endswith("textmend")]
    assert (counted["edits_characters"].total, counted["not_mended"].total) == (2, 2)


def test_the_share_that_may_be_spun() -> None:
    from datatrove.data import Document

    document = Document(text=SPUN, id="1")
    assert SpunFilter().filter(document) == (False, "spun")
    assert SpunFilter(most=1.0).filter(document) is True
    assert TextmendFormatter().format(DAMAGED) == textmend.clean(DAMAGED)
    assert SpunFilter().filter(Document(text=None, id="2")) is True
