"""Files of many pages for the tests of batches, and the plan to clean them."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from textmend import Options
from textmend.batch.files import kind_of
from textmend.batch.reading import Input, Portions
from textmend.batch.runner import Plan
from textmend.batch.work import Settings

DAMAGED = "It doesnâ€™t look right."
MENDED = "It doesn’t look right."
SENTENCES = (
    "The ferry leaves at noon.",
    "Nobody had seen the keeper’s lamp since Tuesday.",
    "Two of the three bridges are closed in winter.",
    "Café Noël is open again.",
    "Its roof was mended twice, and then it was left alone.",
    DAMAGED,
)


def pages(count: int, seed: int = 7) -> list[str]:
    """Give pages, of which some are damaged."""
    chance = random.Random(seed)
    return [" ".join(chance.choices(SENTENCES, k=chance.randint(0, 12))) for _ in range(count)]


def jsonl(texts: Iterable[str]) -> bytes:
    """Give them as lines of JSON, in which no other member may be touched."""
    line = '{{"id": {}, "score":1.50, "text" : {}, "tags": ["a",  {{"text": 1e2}}]}}\n'
    return "".join(line.format(number, json.dumps(text)) for number, text in enumerate(texts)).encode()


def table(texts: Iterable[str]) -> bytes:
    """Give them as CSV."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerows([("id", "text", "note"), *((number, text, 'a "b"\n c') for number, text in enumerate(texts))])
    return written.getvalue().encode()


def wet(texts: Iterable[str], kind: str = "conversion") -> bytes:
    """Give them as WET, with a record before that is no page."""
    date = "2024-05-17T00:00:00Z"
    found = [
        f"WARC/1.0\r\nWARC-Type: warcinfo\r\nWARC-Date: {date}\r\nWARC-Record-ID: <urn:uuid:0>\r\nContent-Type: "
        "application/warc-fields\r\nContent-Length: 4\r\n\r\na: b\r\n\r\n"
    ]
    for number, text in enumerate(texts, start=1):
        found.append(
            f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: http://example.org/{number}\r\nWARC-Date: {date}\r\n"
            f"WARC-Record-ID: <urn:uuid:{number}>\r\nWARC-Block-Digest: sha1:{'A' * 32}\r\nContent-Type: text/plain\r\n"
            f"Content-Length: {len(text.encode())}\r\n\r\n{text}\r\n\r\n"
        )
    return "".join(found).encode()


def compressed(content: bytes, suffix: str) -> bytes:
    """Compress as a suffix says."""
    if suffix == ".zst":
        import zstandard

        return zstandard.ZstdCompressor().compress(content)
    return {"": bytes, ".gz": gzip.compress, ".bz2": bz2.compress}[suffix](content)


def plain(path: Path) -> bytes:
    """Read a file by tools that are not textmend's."""
    content = path.read_bytes()
    if path.suffix == ".zst":
        import zstandard

        return zstandard.ZstdDecompressor().stream_reader(io.BytesIO(content), read_across_frames=True).read()
    return {".gz": gzip.decompress, ".bz2": bz2.decompress}.get(path.suffix, bytes)(content)


def plan(output: Path, *inputs: Path, task: int = 1 << 10, block: int = 1 << 12, jobs: int = 1, **more: Any) -> Plan:
    """Plan to clean files into one, in small portions."""
    kind = kind_of(str(output))
    edits = more.pop("edits", None)
    as_rows = kind.format == "csv" and (len(inputs) > 1 or inputs[0].suffix != ".csv")
    return Plan(
        inputs=tuple(Input(str(path), kind_of(path.name), path.name) for path in inputs),
        settings=Settings(Options(spun="never", **more), output=kind, as_rows=as_rows, with_edits=edits is not None),
        output=output,
        is_folder=False,
        edits=edits,
        rejects=output.with_name(f"{output.name}.rejects.jsonl"),
        journal=output.with_name(f"{output.name}.journal"),
        jobs=jobs,
        portions=Portions(task, block),
    )
