"""Files of many pages: nothing but the texts changes, nothing is lost, and what is bad is said and kept."""

from __future__ import annotations

import base64
import csv
import errno
import gzip
import hashlib
import io
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import textmend
from batch_pages import DAMAGED, MENDED, compressed, jsonl, pages, plain, plan, table, wet
from textmend.batch import pool, progress, reading, work
from textmend.batch.files import Missing, kind_of, package
from textmend.batch.formats.jsonl import span_of
from textmend.batch.journal import OtherRun
from textmend.batch.pool import one_thread
from textmend.batch.runner import Plan, run
from textmend.batch.sinks import Part
from textmend.batch.tally import Tally
from textmend.batch.work import Result
from textmend.cli import main

SUFFIXES = ["", ".gz", ".bz2", ".zst"]
TEXTS = ["All is well.", DAMAGED, "", "Café Noël is open again.", f"{DAMAGED} {DAMAGED}"]


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command sets how many threads NumPy has; after a test it is as before."""
    for name in one_thread():
        monkeypatch.setenv(name, os.environ.get(name, "1"))


@pytest.fixture(autouse=True)
def _needs_packages() -> None:
    for name in ("zstandard", "warcio", "pyarrow"):
        pytest.importorskip(name, reason="pip install 'textmend[batch]'")


def mended(texts: list[str]) -> list[str]:
    return [textmend.clean(text) for text in texts]


def clean(*arguments: object) -> int:
    """Run the command."""
    try:
        return main(["clean", *map(str, arguments), "--jobs", "1"])
    except SystemExit as end:
        return int(end.code or 0)


def rejects_of(output: Path) -> list[dict[str, Any]]:
    path = output.with_name(f"{output.name}.rejects.jsonl")
    return [json.loads(line) for line in path.read_bytes().splitlines()] if path.exists() else []


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_json_lines_keep_all_but_the_text_letter_for_letter(tmp_path: Path, suffix: str) -> None:
    source, output = tmp_path / f"in.jsonl{suffix}", tmp_path / f"out.jsonl{suffix}"
    source.write_bytes(compressed(jsonl(TEXTS), suffix))
    assert clean(source, "-o", output) == 0
    before, after = jsonl(TEXTS).decode().splitlines(), plain(output).decode().splitlines()
    assert [json.loads(line)["text"] for line in after] == mended(TEXTS)
    for old, new, text, clean_text in zip(before, after, TEXTS, mended(TEXTS), strict=True):
        assert new == old.replace(json.dumps(text), json.dumps(clean_text, ensure_ascii=False), text != clean_text)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([source.name, output.name])


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_csv_keeps_all_but_the_text(tmp_path: Path, suffix: str) -> None:
    source, output = tmp_path / f"in.csv{suffix}", tmp_path / f"out.csv{suffix}"
    source.write_bytes(compressed(table(TEXTS), suffix))
    assert clean(source, "-o", output) == 0
    assert plain(output) == table(mended(TEXTS))


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("kind", ["conversion", "response"])
def test_warc_keeps_all_but_the_texts_of_pages(tmp_path: Path, suffix: str, kind: str) -> None:
    from warcio.archiveiterator import ArchiveIterator

    source, output = tmp_path / f"in.warc.wet{suffix}", tmp_path / f"out.wet{suffix}"
    source.write_bytes(compressed(wet(TEXTS, kind), suffix))
    # Of a response the text would be HTML, so that there is none here; what there is passes through all the same.
    assert clean(source, "-o", output) == (kind == "response")
    if kind == "response":
        assert plain(output) == wet(TEXTS, kind)
        return
    records = [
        (record.rec_headers.headers, record.raw_stream.read())
        for record in ArchiveIterator(io.BytesIO(plain(output)), no_record_parse=True)
    ]
    assert [block.decode() for _, block in records[1:]] == mended(TEXTS)
    for (name, value), (old_name, old_value) in zip(records[2][0], records[1][0], strict=True):
        assert name == old_name
        if name == "Content-Length":
            assert int(value) == len(MENDED.encode())
        elif name == "WARC-Block-Digest":
            digest = hashlib.sha1(MENDED.encode()).digest()
            assert value == f"sha1:{base64.b32encode(digest).decode()}"
        elif name in ("WARC-Date", "Content-Type"):
            assert value == old_value
    if suffix == ".gz":
        # As the format wants it, each record can be read by itself.
        assert output.read_bytes().count(b"\x1f\x8b\x08") >= len(TEXTS) + 1


def test_parquet_keeps_types_and_all_other_columns(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {
        "id": pa.array(range(5), pa.int16()),
        "text": pa.array([*TEXTS[:4], None]).dictionary_encode(),
        "when": pa.array([None, 1, 2, 3, 4], pa.timestamp("us", "UTC")),
        "list": pa.array([[1], [], None, [2, 3], [4]]),
    }
    pq.write_table(pa.table(columns), tmp_path / "in.parquet", row_group_size=2)
    assert clean(tmp_path / "in.parquet", "-o", tmp_path / "out.parquet") == 0
    found, given_table = pq.read_table(tmp_path / "out.parquet"), pq.read_table(tmp_path / "in.parquet")
    assert found.schema == given_table.schema
    assert found.drop(["text"]).equals(given_table.drop(["text"]))
    assert found["text"].to_pylist() == [*mended(TEXTS[:4]), None]


@pytest.mark.parametrize("source", ["in.jsonl", "in.csv", "in.wet", "in.parquet"])
@pytest.mark.parametrize("target", ["out.jsonl.gz", "out.csv", "out.parquet"])
def test_the_name_of_the_output_says_what_it_is(tmp_path: Path, source: str, target: str) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    if source.endswith("parquet"):
        pq.write_table(pa.table({"id": range(5), "text": TEXTS}), tmp_path / source)
    else:
        write = {"in.jsonl": jsonl, "in.csv": table, "in.wet": wet}[source]
        (tmp_path / source).write_bytes(write(TEXTS))
    assert clean(tmp_path / source, "-o", tmp_path / target) == 0
    output = tmp_path / target
    if target == "out.parquet":
        rows = pq.read_table(output).to_pylist()
    elif target == "out.csv":
        rows = list(csv.DictReader(io.StringIO(output.read_text(encoding="utf-8"), newline="")))
    else:
        rows = [json.loads(line) for line in gzip.decompress(output.read_bytes()).splitlines()]
    assert [row["text"] for row in rows] == mended(TEXTS)
    assert len({row["id"] for row in rows}) == len(TEXTS)


def test_plain_text_becomes_what_the_output_says(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(DAMAGED)
    (tmp_path / "b.txt").write_text("All is well.")
    assert main(["clean", str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), "-o", str(tmp_path / "out.jsonl")]) == 0
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_bytes().splitlines()]
    assert rows == [
        {"id": str(tmp_path / "a.txt"), "text": MENDED},
        {"id": str(tmp_path / "b.txt"), "text": "All is well."},
    ]


def test_a_page_beyond_a_limit_is_decoded_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Café Noël".encode("utf-16"))
    assert clean(tmp_path / "a.txt", "-o", tmp_path / "out.jsonl", "--max-chars", "5") == 0
    assert json.loads((tmp_path / "out.jsonl").read_bytes())["text"] == "Café Noël"


def test_a_folder_becomes_a_folder(tmp_path: Path) -> None:
    source = tmp_path / "crawl"
    (source / "deep").mkdir(parents=True)
    (source / "deep" / "a.txt").write_text(DAMAGED)
    (source / "b.txt.gz").write_bytes(gzip.compress(DAMAGED.encode("utf-16")))
    (source / "c.jsonl").write_bytes(jsonl(TEXTS))
    (source / "empty.txt").write_text("")
    (source / "picture.png").write_bytes(b"\x89PNG")
    assert clean(source, "-o", f"{tmp_path / 'out'}/") == 0
    out = tmp_path / "out"
    assert sorted(str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()) == [
        "b.txt.gz",
        "c.jsonl",
        "deep/a.txt",
        "empty.txt",
    ]
    assert (out / "deep" / "a.txt").read_text() == MENDED
    assert gzip.decompress((out / "b.txt.gz").read_bytes()).decode() == MENDED
    assert [json.loads(line)["text"] for line in (out / "c.jsonl").read_bytes().splitlines()] == mended(TEXTS)


def test_what_is_written_into_a_folder_is_not_read_from_it(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl(TEXTS) + b"{bad\n")
    for _ in range(2):
        assert clean(tmp_path, "-o", tmp_path / "out.jsonl", "--edits", tmp_path / "edits.jsonl") == 1
        assert len((tmp_path / "out.jsonl").read_bytes().splitlines()) == len(TEXTS)


def test_a_folder_inside_the_one_that_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl(TEXTS))
    for _ in range(2):
        assert clean(tmp_path, "-o", f"{tmp_path / 'mended'}/") == 0
        assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.jsonl")) == [
            "a.jsonl",
            "mended/a.jsonl",
        ]


def test_the_folder_that_one_is_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, here = tmp_path / "in.jsonl", tmp_path / "here"
    source.write_bytes(jsonl(TEXTS) + b"{bad\n")
    here.mkdir()
    monkeypatch.chdir(here)
    assert clean(source, "-o", ".") == 1
    assert [path.name for path in here.iterdir()] == ["in.jsonl"]
    assert (tmp_path / "here.rejects.jsonl").exists()


def test_progress_is_a_line_that_changes_or_a_line_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    clock = iter(range(0, 1000, 25))
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    terminal, log = Terminal(), io.StringIO()
    for stream in (terminal, log):
        shown = progress.Progress(stream, 8_000_000)
        for number in range(1, 5):
            shown.update(Tally(documents=number, bytes=number * 2_000_000), number * 2_000_000)
        shown.clear()
    first, *_, last, cleared, end = terminal.getvalue().split("\r")
    assert (first, cleared.strip(), end) == ("", "", "")
    assert last.strip() == "4 documents, 0.1 MB/s, 0 edits, 100 %, 0:00 left"
    (line,) = log.getvalue().splitlines()
    assert re.fullmatch(r"textmend: 3 documents, 0\.1 MB/s, 0 edits, 75 %, 0:37 left", line)


# What can be bad: each is said once with its place, what is good is there, and the exit code is 1.


def test_a_truncated_file_gives_what_came_before(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texts = pages(400)
    expected = mended(texts)
    # Beside the text something long, as bzip2 and Zstandard give blocks of up to 900 kB or nothing.
    noise = random.Random(0)
    lines = [line[:-1] + b', "noise": "%x"}' % noise.getrandbits(20_000) for line in jsonl(texts).splitlines()]
    whole = b"\n".join(lines)
    for suffix in SUFFIXES[1:]:
        source, output = tmp_path / f"in.jsonl{suffix}", tmp_path / f"out{suffix}.jsonl"
        content = compressed(whole, suffix)
        source.write_bytes(content[: len(content) * 9 // 10])
        assert clean(source, "-o", output) == 1
        found = [json.loads(line)["text"] for line in output.read_bytes().splitlines()]
        assert found == expected[: len(found)]
        assert len(found) > 100
        (said, *_) = [line for line in capsys.readouterr().err.splitlines() if source.name in line]
        assert said.startswith(f"textmend: {source}: after record {len(found)}: ")
        assert "ends too early; it was cut off" in said
        assert rejects_of(output)[-1]["error"].startswith("ends too early")


def test_a_damaged_member_and_a_missing_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, broken, output = tmp_path / "good.jsonl.gz", tmp_path / "broken.jsonl.gz", tmp_path / "out.jsonl"
    good.write_bytes(gzip.compress(jsonl(TEXTS)))
    broken.write_bytes(good.read_bytes()[:30] + b"garbage" + good.read_bytes()[37:])
    assert clean(broken, tmp_path / "missing.jsonl", good, "-o", output) == 1
    assert [json.loads(line)["text"] for line in output.read_bytes().splitlines()] == mended(TEXTS)
    told = capsys.readouterr().err
    assert f"textmend: {broken}: damaged: " in told
    assert f"textmend: {tmp_path / 'missing.jsonl'}: no such file; check the path" in told
    assert [reject["file"] for reject in rejects_of(output)] == [str(broken), str(tmp_path / "missing.jsonl")]


def test_a_damaged_page_of_parquet_costs_its_row_group(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    source, output = tmp_path / "in.parquet", tmp_path / "out.parquet"
    texts = [f"{number} {text}" for number, text in enumerate(pages(300))]
    pq.write_table(pa.table({"text": texts}), source, row_group_size=100, write_page_checksum=True)
    place = pq.ParquetFile(source).metadata.row_group(1).column(0).dictionary_page_offset + 200
    content = bytearray(source.read_bytes())
    content[place : place + 10] = b"x" * 10
    source.write_bytes(content)
    assert clean(source, "-o", output) == 1
    assert pq.read_table(output)["text"].to_pylist() == mended(texts[:100] + texts[200:])
    (reject,) = rejects_of(output)
    assert reject["place"] == "row group 1, rows 101 to 200"


def test_bad_lines_go_to_the_rejects_as_they_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    bad = [b'{"text": "cut o', b'["text"]', b'{"text": "caf\xe9"}', b"[" * 100_000]
    lines = jsonl(TEXTS).splitlines()
    source.write_bytes(b"\n".join([lines[0], *bad, b"", *lines[1:]]))
    assert clean(source, "-o", output) == 1
    assert [json.loads(line)["text"] for line in output.read_bytes().splitlines()] == mended(TEXTS)
    rejects = rejects_of(output)
    assert [reject["place"] for reject in rejects] == ["line 2", "line 3", "line 4", "line 5"]
    assert [reject["raw"].encode("utf-8", "surrogateescape") for reject in rejects] == [line + b"\n" for line in bad]
    assert f"textmend: {source}: line 2: not JSON: " in capsys.readouterr().err


def test_a_line_of_200_mb(tmp_path: Path) -> None:
    source, output = tmp_path / "in.jsonl.gz", tmp_path / "out.jsonl"
    with gzip.open(source, "wb", compresslevel=1) as file:
        file.write(jsonl(TEXTS[:1]) + b'{"text": "')
        for _ in range(200):
            file.write(b"x" * 1_000_000)
        file.write(b'"}\n' + jsonl(TEXTS[1:]))
    program = (
        "import resource, sys; from textmend.cli import main; code = main(sys.argv[1:]); "
        "print(code, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    arguments = [sys.executable, "-c", program, "clean", source, "-o", output, "--jobs", "1"]
    done = subprocess.run(list(map(str, arguments)), capture_output=True, timeout=120, check=True)
    code, kilobytes = map(int, done.stdout.split())
    assert code == 1
    assert kilobytes < 400_000
    assert [json.loads(line)["text"] for line in output.read_bytes().splitlines()] == mended(TEXTS)
    assert f"{source}: line 2: a line of 200000013 bytes, and the longest may have ".encode() in done.stderr
    (reject,) = rejects_of(output)
    assert (reject["place"], reject["raw"]) == ("line 2", None)


def test_bad_rows_of_csv(tmp_path: Path) -> None:
    source, output = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes(b"id,text\n1,fine\n2\n3,caf\xe9\n4,fine\n")
    assert clean(source, "-o", output) == 1
    assert output.read_bytes() == b"id,text\n1,fine\n4,fine\n"
    assert [reject["raw"] for reject in rejects_of(output)] == ["2\n", "3,caf\udce9\n"]
    assert clean(source, "-o", tmp_path / "other.csv", "--field", "body") == 1
    assert (
        rejects_of(tmp_path / "other.csv")[0]["error"] == "no column 'body'; there are id, text; name one with --field"
    )


def test_a_quote_that_nothing_closes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from textmend.batch.formats import table as csv_format

    monkeypatch.setattr(csv_format, "MOST_BYTES", 1000)
    source, output = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text('id,text\n1,fine\n2,"' + "never ends\n" * 200)
    assert clean(source, "-o", output) == 1
    assert output.read_bytes() == b"id,text\n1,fine\n"
    assert rejects_of(output)[0]["place"] == "row 2"


def test_a_truncated_warc(tmp_path: Path) -> None:
    source, output = tmp_path / "in.wet", tmp_path / "out.jsonl"
    source.write_bytes(wet(TEXTS)[:-20])
    assert clean(source, "-o", output) == 1
    assert [json.loads(line)["text"] for line in output.read_bytes().splitlines()] == mended(TEXTS[:4])
    assert rejects_of(output)[0]["error"] == "ends too early; the file was cut off"


def test_rows_that_do_not_fit_the_output_go_to_the_rejects(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    source = tmp_path / "in.jsonl"
    source.write_text('{"text": "a", "n": 1}\n' * 2 + '{"text": "b", "n": 2, "more": 3}\n')
    for target in ("out.csv", "out.parquet"):
        run(plan(tmp_path / target, source, block=20, task=10))
        (reject,) = rejects_of(tmp_path / target)
        assert json.loads(reject["raw"]) == {"text": "b", "n": 2, "more": 3}
    assert pq.read_table(tmp_path / "out.parquet").to_pylist() == [{"text": "a", "n": 1}] * 2


def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(jsonl(TEXTS))

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(Part, "write", full)
        assert clean(source, "-o", output) == 1
    assert capsys.readouterr().err == (
        f"textmend: {output}: not written: no space left on the disk; free some and run it again; with --resume it "
        "goes on where it was\n"
    )
    assert not output.exists()
    assert clean(source, "-o", output, "--resume") == 0
    assert [json.loads(line)["text"] for line in output.read_bytes().splitlines()] == mended(TEXTS)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no limits of a file's size")
def test_a_file_that_may_not_grow(tmp_path: Path) -> None:
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(jsonl(["All is well."] * 2000))
    program = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000)); "
        "from textmend.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    arguments = [sys.executable, "-c", program, "clean", source, "-o", output, "--jobs", "1"]
    done = subprocess.run(list(map(str, arguments)), capture_output=True, timeout=120)
    assert (done.returncode, output.exists()) == (1, False)
    assert done.stderr.decode().startswith(f"textmend: {output}: not written: File too large; with --resume it goes on")
    assert done.stderr.count(b"\n") == 1
    assert clean(source, "-o", output, "--resume") == 0
    assert output.read_bytes() == source.read_bytes()


# Documents that cannot be mended stay as they are.


def test_documents_beyond_a_limit_stay_and_are_named(tmp_path: Path) -> None:
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(jsonl([DAMAGED, f"{DAMAGED} {DAMAGED}"]))
    assert clean(source, "-o", output, "--max-chars", "30", "--summary", tmp_path / "sums.json") == 0
    assert [json.loads(line)["text"] for line in output.read_bytes().splitlines()] == [MENDED, f"{DAMAGED} {DAMAGED}"]
    (reject,) = rejects_of(output)
    assert (reject["place"], reject["id"], reject["in_output"]) == ("line 2", 1, True)
    assert reject["error"] == "not mended: 49 characters, and max_chars is 30"
    assert json.loads((tmp_path / "sums.json").read_text())["left_for_limits"] == 1


class Stubborn(textmend.Mender):
    """A mender to which some texts are too much."""

    def mend(self, text: Any) -> textmend.Mended:
        if "raise" in text:
            raise RecursionError("too deep")
        return super().mend(text)


def test_a_document_that_fails_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "mender_for", Stubborn)
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(jsonl([DAMAGED, f"raise {DAMAGED}", DAMAGED]))
    assert clean(source, "-o", output) == 1
    texts = [json.loads(line)["text"] for line in output.read_bytes().splitlines()]
    assert texts == [MENDED, f"raise {DAMAGED}", MENDED]
    assert rejects_of(output)[0]["error"] == "not mended: RecursionError: too deep"


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize("format", ["jsonl", "parquet"])
def test_a_document_over_which_workers_die_stays(tmp_path: Path, format: str) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    source, output = tmp_path / f"in.{format}", tmp_path / f"out.{format}"
    texts = [*pages(3), f"{DAMAGED} kill me", *pages(3, 8)]
    if format == "jsonl":
        source.write_bytes(jsonl(texts))
    else:
        pq.write_table(pa.table({"text": texts}), source)
    program = """
import os, signal, sys
sys.path.insert(0, sys.argv[3])
from pathlib import Path
import textmend
from textmend.batch import pool, work
from textmend.batch.runner import Plan, run
from batch_pages import plan

class Deadly(textmend.Mender):
    def mend(self, text):
        if "kill me" in text:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().mend(text)

def begin(environment):
    work.mender_for = Deadly

if __name__ == "__main__":
    pool._begin = begin
    run(plan(Path(sys.argv[2]), Path(sys.argv[1]), jobs=2))
"""
    script = tmp_path / "program.py"
    script.write_text(program)
    here = Path(__file__).parent
    subprocess.run([sys.executable, script, source, output, here], check=True, timeout=120, capture_output=True)
    if format == "jsonl":
        found = [json.loads(line)["text"] for line in output.read_bytes().splitlines()]
    else:
        found = pq.read_table(output)["text"].to_pylist()
    assert found == [*mended(texts[:3]), texts[3], *mended(texts[4:])]
    (reject,) = rejects_of(output)
    assert (reject["in_output"], reject["error"][:37]) == (True, "not mended: its worker process died o")


def test_workers_that_cannot_begin_are_no_matter_of_the_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(jsonl(TEXTS))
    monkeypatch.setattr(pool, "_begin", os._exit)
    assert main(["clean", str(source), "-o", str(output), "--jobs", "2"]) == 1
    assert (
        "textmend: worker processes die as they begin, whatever they are to do; try --jobs 1\n"
        in capfd.readouterr().err
    )
    assert not output.exists()


# Runs: the same bytes, however they go.


def outputs(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def sources(tmp_path: Path) -> list[Path]:
    """Give files with what is good and what is bad."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder = tmp_path / "sources"
    folder.mkdir()
    lines = jsonl(pages(150)).splitlines(keepends=True)
    (folder / "a.jsonl.gz").write_bytes(gzip.compress(b"".join([*lines[:100], b"{bad\n", *lines[100:]])))
    (folder / "b.csv").write_bytes(table(pages(50, 2)))
    (folder / "c.txt").write_text(DAMAGED)
    pq.write_table(pa.table({"id": range(60), "text": pages(60, 3)}), folder / "d.parquet", row_group_size=25)
    (folder / "e.wet.gz").write_bytes(gzip.compress(wet(pages(50, 4))))
    return sorted(folder.iterdir())


@pytest.mark.parametrize("target", ["out.jsonl", "out.jsonl.gz", "out.jsonl.zst", "out.csv.bz2", "out.parquet"])
def test_any_number_of_workers_and_any_size_of_tasks_give_the_same_bytes(tmp_path: Path, target: str) -> None:
    given_files = sources(tmp_path)
    found = []
    for number, (task, jobs) in enumerate([(1 << 10, 1), (100, 1), (1 << 20, 1), (700, 2)]):
        if jobs == 2 and target != "out.jsonl.gz":
            continue  # workers take their time to begin
        folder = tmp_path / str(number)
        edits = folder / ("edits.parquet" if "parquet" in target else "edits.jsonl")
        tally = run(plan(folder / target, *given_files, task=task, jobs=jobs, edits=edits))
        rejects = (folder / f"{target}.rejects.jsonl").read_text()
        (folder / f"{target}.rejects.jsonl").write_text(rejects.replace(f"/{number}/", "/"))
        found.append((outputs(folder), tally))
    assert set(found[0][0]) == {target, f"{target}.rejects.jsonl", edits.name}
    assert all(other == found[0] for other in found)
    assert found[0][1].documents == 311


def test_an_edit_tells_its_document_and_where_in_it(tmp_path: Path) -> None:
    source, edits = tmp_path / "in.jsonl", tmp_path / "edits.jsonl"
    texts = pages(50)
    source.write_bytes(jsonl(texts))
    assert clean(source, "--only-report", "--edits", edits) == 0
    told = [json.loads(line) for line in edits.read_bytes().splitlines()]
    assert told
    for edit in told:
        assert edit["file"] == str(source)
        assert edit["place"] == f"line {edit['id'] + 1}"
        assert texts[edit["id"]][edit["start"] : edit["end"]] == edit["before"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["edits.jsonl", "in.jsonl"]


def test_only_report_gives_the_sums(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(jsonl(TEXTS))
    assert clean(source, "--only-report") == 0
    out, err = capsys.readouterr()
    sums = json.loads(out)
    assert (sums["documents"], sums["changed"], sums["edits"]) == (5, 2, {"characters": 3})
    assert sums["bytes_removed"] == {"characters": 3 * (len(DAMAGED.encode()) - len(MENDED.encode()))}
    assert sums["spin_evidence"] == {"not judged": 1, "not spun": 4}
    assert err.splitlines()[0] == "textmend: 5 documents, 0.0 MB; 2 changed"
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


class Stopped(BaseException):
    """The end of a run, at a place of one's choice."""


def planned(folder: Path, target: str, given_files: list[Path], block: int = 1 << 12) -> Plan:
    """Plan to clean them into a file, or into a folder where that is the target."""
    if target == "folder without edits":
        # Files that have nothing to be mended, of which the last is longer than a block.
        for path in given_files[1:]:
            path.unlink(missing_ok=True)
        given_files[0].write_bytes(gzip.compress(jsonl(["All is well."] * 300)))
        given_files = given_files[:1]
    is_folder = target.startswith("folder")
    name = "out.jsonl" if is_folder else target
    made = plan(folder / name, *given_files, block=block, edits=folder / "edits.parquet")
    if is_folder:
        made = replace(made, output=folder, is_folder=True, settings=replace(made.settings, output=None))
    return made


def same_outputs(found: Path, expected: Path) -> bool:
    """Tell whether two runs gave the same, but for the names of their folders among the rejects."""
    names = [f"/{folder.name}/".encode() for folder in (found, expected)]
    contents = {name: content.replace(names[0], names[1]) for name, content in outputs(found).items()}
    return contents == outputs(expected)


@pytest.mark.parametrize("target", ["out.parquet", "folder", "folder without edits"])
@pytest.mark.parametrize("late", [False, True], ids=["before", "after"])
def test_a_run_that_stops_where_a_file_gets_its_name_goes_on_to_the_same_bytes(
    tmp_path: Path, target: str, late: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_files = sources(tmp_path)
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    run(planned(whole, target, given_files, 1 << 14))
    left = 0

    def stopping(name: str) -> Any:
        own = getattr(Path, name)

        def call(path: Path, *arguments: Any, **keywords: Any) -> Any:
            nonlocal left
            left -= 1
            if left == 0 and not late:
                raise Stopped
            result = own(path, *arguments, **keywords)
            if left == 0:
                raise Stopped
            return result

        return call

    for name in ("replace", "unlink"):
        monkeypatch.setattr(Path, name, stopping(name))
    # At each place in turn; each time from the beginning.
    for place in range(1, 1000):
        shutil.rmtree(broken, ignore_errors=True)
        left = place
        try:
            run(planned(broken, target, given_files, 1 << 14))
            break
        except Stopped:
            left = 0
            run(planned(broken, target, given_files, 1 << 14), resume=True)
            assert same_outputs(broken, whole), place
    assert place > 5


@pytest.mark.parametrize("target", ["out.jsonl.gz", "out.csv", "out.parquet", "folder"])
def test_a_run_that_stops_anywhere_goes_on_to_the_same_bytes(tmp_path: Path, target: str) -> None:
    given_files = sources(tmp_path)
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    run(planned(whole, target, given_files))
    chance = random.Random(5)
    stops = 0
    while True:
        left = chance.randint(1, 20)

        def watch(*_: object) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                raise Stopped

        try:
            run(planned(broken, target, given_files), resume=True, watch=watch)
            break
        except Stopped:
            stops += 1
    assert stops >= 2
    assert same_outputs(broken, whole)


_RUN = """
import sys
sys.path.insert(0, sys.argv[3])
from pathlib import Path
from textmend.batch.runner import Plan, run
from batch_pages import plan

if __name__ == "__main__":
    folder = Path(sys.argv[2])
    jobs = int(sys.argv[4])
    run(plan(folder / "out.jsonl.gz", Path(sys.argv[1]), jobs=jobs, edits=folder / "edits.parquet"), resume=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_killed_at_twenty_random_moments(tmp_path: Path) -> None:
    source, script, folder = tmp_path / "in.jsonl", tmp_path / "program.py", tmp_path / "broken"
    source.write_bytes(jsonl(pages(10_000)))
    script.write_text(_RUN)
    whole = tmp_path / "whole"
    run(plan(whole / "out.jsonl.gz", source, edits=whole / "edits.parquet"))
    chance = random.Random()
    arguments = [sys.executable, script, source, folder, Path(__file__).parent]
    journal = folder / "out.jsonl.gz.journal"
    kills = 0
    while kills < 20:
        # Workers take their time to begin, so that not every run has them.
        jobs = 1 + (kills % 4 == 3)
        process = subprocess.Popen([*map(str, arguments), str(jobs)], stderr=subprocess.PIPE)
        before = journal.stat().st_mtime_ns if journal.exists() else 0
        # From the first step on: a process that only begins to run has nothing to lose.
        while process.poll() is None and not (journal.exists() and journal.stat().st_mtime_ns > before):
            time.sleep(0.002)
        time.sleep(chance.uniform(0, 0.05))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stderr.close()
        kills += 1
        assert process.returncode == -signal.SIGKILL, "the run was done before it was killed"
    subprocess.run([*map(str, arguments), "2"], check=True, timeout=120)
    assert outputs(folder) == outputs(whole)


def test_what_was_ended_is_not_begun_anew_by_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(jsonl(pages(300)))

    def stop(*_: object) -> None:
        raise Stopped

    made = plan(output, source, block=100)
    with pytest.raises(Stopped):
        run(made, watch=stop)
    with pytest.raises(OtherRun, match="go on with --resume, or delete"):
        run(made)
    with pytest.raises(OtherRun, match="of a run with other options"):
        run(replace(made, settings=replace(made.settings, field="body")), resume=True)
    assert clean(source, "-o", output) == 2
    assert "go on with --resume" in capsys.readouterr().err
    run(made, resume=True)
    assert not made.journal.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT to send")
def test_ctrl_c_ends_cleanly(tmp_path: Path) -> None:
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(jsonl(pages(20_000)))
    arguments = [sys.executable, "-m", "textmend", "clean", source, "-o", output, "--jobs", "2", "--resume"]
    process = subprocess.Popen(list(map(str, arguments)), stderr=subprocess.PIPE)
    part = tmp_path / "out.jsonl.part"
    while process.poll() is None and not part.exists():
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in told
    assert b"interrupted; the same command with --resume goes on" in told
    assert not output.exists()


def test_workers_have_one_thread_each(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in one_thread():
        monkeypatch.delenv(name, raising=False)
    assert set(one_thread().values()) == {"1"}
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    assert one_thread()["OMP_NUM_THREADS"] == "3"


# The command line.


def test_a_config_file_has_the_names_of_the_options(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, config = tmp_path / "in.jsonl", tmp_path / "options.toml"
    source.write_bytes(jsonl(TEXTS).replace(b'"text" :', b'"body" :'))
    config.write_text('characters = "keep"\nfield = "body"\nmin_confidence = 0.9\njobs = 1\n')
    assert clean(source, "-o", tmp_path / "kept.jsonl", "--config", config) == 0
    assert [json.loads(line)["body"] for line in (tmp_path / "kept.jsonl").read_bytes().splitlines()] == TEXTS
    # The command line comes first.
    assert clean(source, "-o", tmp_path / "out.jsonl", "--config", config, "--characters", "repair") == 0
    assert [json.loads(line)["body"] for line in (tmp_path / "out.jsonl").read_bytes().splitlines()] == mended(TEXTS)
    capsys.readouterr()
    for content, said in (
        ("caracters = 1", "unknown 'caracters'; there are field, "),
        ("jobs = 'two'", "jobs must be int, not 'two'"),
        ("characters = 'shake'", "characters must be one of 'repair', 'keep', not 'shake'"),
        ("characters", "no TOML"),
    ):
        config.write_text(content)
        assert clean(source, "-o", tmp_path / "out.jsonl", "--config", config) == 2
        assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["in.jsonl"], "name an output with -o"),
        (["in.jsonl", "-o", "in.jsonl"], "is to be read and written; name another output"),
        (["in.jsonl", "-o", "out.txt"], "would be one page; name a folder"),
        (["in.jsonl", "-o", "out.wet"], "can be made of WARC files alone"),
        (["in.jsonl", "-o", "s3://bucket/out.jsonl"], "outputs are files of this machine"),
        (["in.jsonl", "-o", "out.parquet.gz"], "Parquet is compressed inside"),
        (["in.jsonl", "-o", "out.jsonl", "--max-chars", "0"], "max_chars must be above 0"),
        (["in.jsonl", "-o", "out.jsonl", "--edits", "./out.jsonl"], "is the output as well"),
        (["empty/", "-o", "out/"], "there is nothing to read"),
        (["-", "-o", "out.jsonl", "--field", "a"], "a batch is read from files"),
        (["in.jsonl", "deep/in.jsonl", "-o", "out/"], "2 files would become out/in.jsonl"),
    ],
)
def test_what_is_wrong_with_the_command_line(
    arguments: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.jsonl").write_bytes(jsonl(TEXTS))
    (tmp_path / "deep").mkdir()
    (tmp_path / "empty").mkdir()
    (tmp_path / "deep" / "in.jsonl").write_bytes(jsonl(TEXTS))
    assert clean(*arguments) == 2
    assert said in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["deep", "empty", "in.jsonl"]


def test_a_field_that_no_record_has(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(jsonl(TEXTS))
    assert clean(source, "-o", tmp_path / "out.jsonl", "--field", "body") == 1
    assert "no record had a text in 'body'" in capsys.readouterr().err


def test_addresses_are_read_through_fsspec(tmp_path: Path) -> None:
    fsspec = pytest.importorskip("fsspec")
    with fsspec.open("memory://crawl/in.jsonl.gz", "wb") as file:
        file.write(gzip.compress(jsonl(TEXTS)))
    assert clean("memory://crawl/in.jsonl.gz", "-o", tmp_path / "out.jsonl") == 0
    found = [json.loads(line)["text"] for line in (tmp_path / "out.jsonl").read_bytes().splitlines()]
    assert found == mended(TEXTS)


def test_what_a_file_system_elsewhere_says_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fsspec = pytest.importorskip("fsspec")
    (tmp_path / "in.jsonl").write_bytes(jsonl(TEXTS))

    class Broken(fsspec.implementations.memory.MemoryFileSystem):
        protocol = "broken"

        def _open(self, path: str, *_: Any, **__: Any) -> Any:
            if "denied" in path:
                raise RuntimeError("no credentials")
            return self

        def read(self, *_: Any) -> bytes:
            raise RuntimeError("the line went dead")

        def readline(self, *_: Any) -> bytes:
            raise RuntimeError("the line went dead")

        def tell(self) -> int:
            return 0

        def __enter__(self) -> Any:
            return self

        def __exit__(self, *_: object) -> None:
            pass

    fsspec.register_implementation("broken", Broken, clobber=True)
    names = ["broken://x/denied.jsonl", "broken://x/a.jsonl", "broken://x/b.jsonl.gz", "nobody://x/a.jsonl"]
    assert clean(*names, tmp_path / "in.jsonl", "-o", tmp_path / "out.jsonl") == 1
    assert len((tmp_path / "out.jsonl").read_bytes().splitlines()) == len(TEXTS)
    told = capsys.readouterr().err
    for name, said in zip(names, ["no credentials", *["the line went dead"] * 2, "Protocol not known"], strict=True):
        assert f"textmend: {name}: {said}" in told


def test_what_is_not_installed_is_named_with_the_line_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, module, extra in (
        ("in.parquet", "pyarrow", "arrow"),
        ("in.warc.gz", "warcio", "warc"),
        ("in.jsonl.zst", "zstandard", "zstd"),
        ("s3://bucket/in.jsonl", "fsspec", "remote"),
    ):
        with monkeypatch.context() as patch:
            patch.setitem(sys.modules, module, None)
            assert clean(name, "-o", tmp_path / "out.jsonl") == 2
        said = capsys.readouterr().err
        assert f"this needs {module}, which is not installed: pip install 'textmend[{extra}]'" in said
    with pytest.raises(Missing):
        package("a_package_that_nobody_wrote", "none")


def test_large_records_are_not_under_way_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    under_way: list[int] = []

    class Pool:
        def submit(self, work: Any, settings: Any, task: Any) -> Future[Any]:
            under_way.append(task.size)
            future: Future[Any] = Future()
            future.set_result(Result())
            return future

        def shutdown(self, cancel_futures: bool) -> None:
            pass

    monkeypatch.setattr(pool, "_pool", lambda _: Pool())
    monkeypatch.setattr(pool, "_MOST_HELD", 1000)
    source = tmp_path / "in.jsonl"
    source.write_bytes(jsonl(["x" * 600] * 20))
    made = plan(tmp_path / "out.jsonl", source, task=100)
    for step, _ in pool.in_order(made.settings, reading.steps(made.inputs, made.settings, made.portions), 4):
        under_way.remove(step.task.size)
        assert sum(under_way) <= 1000


def test_names_of_files() -> None:
    assert kind_of("a.JSONL.GZ") == kind_of("b.ndjson.gz")
    assert kind_of("a.gz") is None
    assert kind_of("no-extension") is None


def test_portions_do_not_matter_to_what_is_read(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(jsonl(pages(50)))
    made = plan(tmp_path / "out.jsonl", source)
    for task in (1, 300, 1 << 20):
        found = list(reading.steps(made.inputs, made.settings, replace(made.portions, task=task)))
        assert b"".join(record for step in found for record in step.task.records) == source.read_bytes()
        assert [step.ends_file for step in found].count(True) == 1
        assert found[-1].position == source.stat().st_size


@settings(max_examples=50)
@given(st.dictionaries(st.text(), st.recursive(st.none() | st.floats() | st.text(), st.lists), min_size=1), st.data())
def test_the_span_of_a_member_is_its_value(value: dict[str, Any], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(value)))
    separators = data.draw(st.sampled_from([(",", ":"), (" ,\t", " : "), (", ", ": ")]))
    line = json.dumps(value, separators=separators)
    start, end = span_of(line, name)
    assert repr(json.loads(line[start:end])) == repr(value[name])
