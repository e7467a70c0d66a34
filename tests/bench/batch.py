"""Batch cleaning: how fast, what the runner adds to a bare loop, what a second worker brings, and how much memory.

    python tests/bench/batch.py [--megabytes 1000] [--sample 10] [--jobs 2] [--spark] [--small]

The pages are generated: 95 % clean, 3 % with mojibake, 2 % spun, as JSON lines. Clean ones are paragraphs of
../shared/corpus where that is there, else of the pages in tests/bench/pages; spun ones are of these. A sample is mended
in a bare loop, by the runner in the same process, and by one and more workers; the whole by the command, whose memory
is what all its processes hold, shared pages counted once (proportional set size, Linux alone).

`cpu` is processor time, which does not depend on what else the machine does; speeds do. With --spark, what Spark
shuffles for each paragraph when it looks for those that other documents have.
"""

from __future__ import annotations

import argparse
import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy is there, as the workers have it

import json
import lzma
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from itertools import count, islice
from pathlib import Path

from textmend import Mender, Options
from textmend.batch.files import FileKind
from textmend.batch.reading import Input
from textmend.batch.runner import Plan, run
from textmend.batch.work import Settings

PAGES = Path(__file__).parent / "pages"
CORPUS = Path(__file__).parent.parent.parent.parent / "shared" / "corpus"
# Characters of a page, about 450 words.
PAGE = 2700


def paragraphs() -> list[str]:
    """Give clean paragraphs."""
    found: list[str] = []
    for path in sorted(CORPUS.glob("*.txt.xz")):
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            found += [line.strip() for line in islice(lines, 4000)]
    for path in sorted(PAGES.glob("*-original.txt")) if not found else []:
        found += path.read_text(encoding="utf-8").split("\n\n")
    return found


def pages(clean: list[str], spun: list[str]) -> Iterator[tuple[str, str]]:
    """Give pages without end, and what each is."""
    chance = random.Random(1)
    for number in count():
        kind = chance.choices(("clean", "mojibake", "spun"), (0.95, 0.03, 0.02))[0]
        if kind == "spun":
            yield kind, f"{chance.choice(spun)}\n\nNumber {number}."
            continue
        page: list[str] = []
        while sum(map(len, page)) < PAGE:
            page.append(chance.choice(clean))
        text = "\n\n".join(dict.fromkeys(page))
        if kind == "mojibake":
            text = text.replace(" the ", " “the” ", 3).replace("'", "’").encode().decode("cp1252", "replace")
        yield kind, text


def generate(path: Path, megabytes: float) -> None:
    """Write so much of them."""
    spun = [page.read_text(encoding="utf-8").strip() for page in sorted(PAGES.glob("*-spun.txt"))]
    size = 0
    with path.open("wb") as file:
        for number, (kind, text) in enumerate(pages(paragraphs(), spun)):
            line = json.dumps({"id": number, "kind": kind, "text": text}, ensure_ascii=False).encode() + b"\n"
            file.write(line)
            size += len(line)
            if size >= megabytes * 1e6:
                break


NOTHING = Options(characters="keep", furniture="keep", duplicates="keep", spun="never")


def planned(source: Path, target: Path, jobs: int, options: Options = NOTHING) -> Plan:
    """Plan to clean a file."""
    return Plan(
        inputs=(Input(str(source), FileKind("jsonl", None, False), source.name),),
        settings=Settings(options, output=FileKind("jsonl", None, False)),
        output=target,
        is_folder=False,
        edits=None,
        rejects=target.with_suffix(".rejects"),
        journal=target.with_suffix(".journal"),
        jobs=jobs,
    )


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Give the seconds of the clock and of the processor."""
    start, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - start, time.process_time() - cpu


def held_by(process: int) -> int:
    """Give the memory of a process and of those it began, in bytes."""
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0
    (own,) = [int(line.split()[1]) << 10 for line in rollup.splitlines() if line.startswith("Pss:")]
    return own + sum(held_by(int(child)) for child in children)


def command(source: Path, target: Path, jobs: int) -> tuple[float, list[int]]:
    """Run the command; give its seconds, and its memory each half second."""
    start = time.perf_counter()
    arguments = [sys.executable, "-m", "textmend", "clean", source, "-o", target, "--jobs", jobs]
    process = subprocess.Popen(list(map(str, arguments)), stderr=subprocess.PIPE)
    memory = []
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.5):
            memory.append(held_by(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    told = process.communicate()[1]
    done.set()
    watcher.join()
    assert process.returncode == 0, told
    return time.perf_counter() - start, memory or [0]


def shuffled(source: Path) -> tuple[float, float]:
    """Give what Spark shuffles: bytes for each paragraph that is looked for, and for each byte of text."""
    from pyspark.sql import SparkSession

    from textmend.batch.spark import drop_repeated
    from textmend.segment import paragraphs as found_in

    os.environ["PYSPARK_PYTHON"] = sys.executable
    texts = [json.loads(line)["text"] for line in source.read_bytes().splitlines()]
    # Of paragraphs that are too short to be looked for, only the texts are shuffled.
    sizes = []
    for words in (10**9, 12):
        session = SparkSession.builder.master("local[2]").config("spark.driver.host", "127.0.0.1").getOrCreate()
        session.conf.set("spark.sql.autoBroadcastJoinThreshold", "-1")  # as with what is too large to be handed round
        frame = session.read.json(str(source)).select("id", "text")
        once = drop_repeated(frame, words=words).select("id", "deduped")
        once.write.mode("overwrite").parquet(f"{source}.once")
        store = session.sparkContext._jsc.sc().statusStore()
        sizes.append(store.executorList(True).apply(0).totalShuffleWrite())
        session.stop()
    looked_for = sum(len(text[start:end].split()) >= 12 for text in texts for start, end in found_in(text))
    return (sizes[1] - sizes[0]) / looked_for, sizes[0] / sum(len(text.encode()) for text in texts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, default=1000)
    parser.add_argument("--sample", type=float, default=10)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--spark", action="store_true", help="also measure what is shuffled; needs PySpark and Java")
    parser.add_argument("--small", action="store_true", help="30 kB")
    arguments = parser.parse_args()
    whole, part = (0.03, 0.03) if arguments.small else (arguments.megabytes, arguments.sample)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sample = folder / "sample.jsonl"
        generate(sample, part)
        rows = [json.loads(line) for line in sample.read_bytes().splitlines()]
        mender = Mender()
        run(planned(sample, folder / "warm.jsonl", 1, Options()))  # all models are loaded before anything is timed
        for row in rows:
            mender.mend(row["text"])
        for kind in ("clean", "mojibake", "spun"):
            texts = [row["text"] for row in rows if row["kind"] == kind]
            size = sum(len(text.encode()) for text in texts)
            cpu = timed(lambda texts=texts: [mender.mend(text) for text in texts])[1]
            print(f"{kind:9} {len(texts):6} pages {size / 1e6 / max(cpu, 1e-9):7.2f} MB a second of cpu")
        size = sample.stat().st_size / 1e6
        loop = timed(lambda: [mender.mend(row["text"]) for row in rows])
        runner = timed(lambda: run(planned(sample, folder / "one.jsonl", 1, Options())))
        print(f"bare loop {size / loop[0]:7.2f} MB/s; cpu {loop[1]:.2f} s")
        print(
            f"runner    {size / runner[0]:7.2f} MB/s; cpu {runner[1]:.2f} s, {100 * (runner[1] / loop[1] - 1):+.1f} %"
        )
        alone = timed(lambda: run(planned(sample, folder / "alone.jsonl", 1)))
        print(f"that mends nothing {size / alone[1]:7.2f} MB a second of cpu")
        jobs = [
            timed(lambda n=n: run(planned(sample, folder / f"{n}.jsonl", n, Options())))[0] for n in (1, arguments.jobs)
        ]
        print(f"{arguments.jobs} workers {jobs[0] / jobs[1]:.2f} times one, start of the workers included")
        if arguments.spark:
            for_paragraph, for_text = shuffled(sample)
            print(f"spark: shuffled {for_paragraph:.0f} bytes a paragraph, and {for_text:.2f} bytes a byte of text")
        generate(folder / "whole.jsonl", whole)
        size = (folder / "whole.jsonl").stat().st_size / 1e6
        seconds, memory = command(folder / "whole.jsonl", folder / "out.jsonl", arguments.jobs)
        first, last = (max(half) / 1e6 for half in (memory[: len(memory) // 2 + 1], memory[len(memory) // 2 :]))
        print(
            f"command   {size / seconds:7.2f} MB/s of {size:,.2f} MB; memory of all its processes at most "
            f"{first:.0f} MB in the first half, {last:.0f} MB in the second"
        )


if __name__ == "__main__":
    main()
