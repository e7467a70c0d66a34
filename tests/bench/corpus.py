"""How fast second copies across a corpus go, in how much memory, and whether just they go.

    python tests/bench/corpus.py [--megabytes 60] [--workers 1] [--folder /tmp] [--near]
                                 [--text-dedup PYTHON] [--datatrove PYTHON]

The corpus is generated: sentences in words that mean nothing, put together anew for each paragraph. Of the paragraphs
one in twenty is a copy of an earlier one, one in twenty was spun from one, and one in twenty differs from one in one
word, and must stay. Of the documents one in thirty is a copy. Each has a headline that others have too, and that stays.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from duplicates import Writer

from textmend.corpus.dedupe import REMOVALS

HEADLINES = ["What the town says", "News of the week", "A letter to the editor", "In short"]
SENTENCES = 20_000
RECENT = 50_000  # paragraphs that a copy may be of


class Line(NamedTuple):
    """A line of the corpus: its text, what kind of copy it is, empty for none, and the number of what it says."""

    text: str
    kind: str
    says: int


def documents(megabytes: float, chance: random.Random) -> Iterator[list[Line]]:
    """Make documents."""
    writer = Writer(chance)
    pool = [writer.sentence() for _ in range(SENTENCES)]
    numbers = count()
    seen: list[Line] = []
    whole: list[list[Line]] = []
    known: dict[int, int] = {}
    left = megabytes * 1e6
    while left > 0:
        if whole and chance.random() < 1 / 30:
            lines = [Line(line.text, "document", line.says) for line in chance.choice(whole)]
        else:
            lines = [Line(chance.choice(HEADLINES), "", next(numbers))]
            lines += [paragraph(writer, pool, seen, numbers) for _ in range(chance.randrange(3, 12))]
            for place, (text, _, says) in enumerate(lines[1:], 1):
                # By chance a text may have stood before.
                if hash(text) in known:
                    lines[place] = Line(text, "exact", known[hash(text)])
                known.setdefault(hash(text), says)
            for line in lines[1:]:
                if not line.kind and len(seen) < RECENT:
                    seen.append(line)
                elif not line.kind:
                    seen[chance.randrange(len(seen))] = line
            if len(whole) < 1_000:
                whole.append(lines)
        yield lines
        left -= sum(len(line.text) for line in lines)


def paragraph(writer: Writer, pool: list[str], seen: list[Line], numbers: Iterator[int]) -> Line:
    chance = writer.chance
    draw = chance.random()
    if not seen or draw >= 3 / 20:
        return Line(" ".join(chance.choices(pool, k=chance.randrange(3, 7))), "", next(numbers))
    if draw < 1 / 20:
        return chance.choice(seen)
    # Once each, for three that look alike are taken for rows of a template.
    original = seen.pop(chance.randrange(len(seen)))
    if draw < 2 / 20:
        return Line(writer.spin(original.text), "spun", original.says)
    words = original.text.split(" ")
    place = chance.choice([place for place, word in enumerate(words) if word.isalpha() and word.islower()])
    words[place] = chance.choice([word for word in writer.words[:50] if word != words[place]])
    return Line(" ".join(words), "other", next(numbers))


def generate(folder: Path, megabytes: float) -> None:
    """Write a corpus, and beside it what kind of copy each line is."""
    with (
        (folder / "in/corpus.jsonl").open("w", encoding="utf-8") as file,
        (folder / "kinds.jsonl").open("w", encoding="utf-8") as told,
    ):
        for number, lines in enumerate(documents(megabytes, random.Random(0))):
            text = "\n".join(line.text for line in lines)
            file.write(json.dumps({"id": number + 1, "text": text}) + "\n")
            told.write(json.dumps([[line.kind, line.says] for line in lines]) + "\n")


def report(folder: Path) -> None:
    """Say how many of the planted copies were removed, and what else."""
    removed: set[tuple[int, int]] = set()
    with (folder / "out" / REMOVALS).open("rb") as file:
        for told in map(json.loads, file):
            removed.add((int(told["document"].partition(":")[2]), told.get("line", 0)))
    planted: Counter[str] = Counter()
    gone: Counter[str] = Counter()
    with (folder / "kinds.jsonl").open("rb") as file:
        for number, lines in enumerate(map(json.loads, file), 1):
            kinds = [kind for kind, _ in lines]
            if kinds[0] == "document":
                kinds = kinds[:1]
            for line, kind in enumerate(kinds, kinds[0] != "document"):
                planted[kind] += 1
                gone[kind] += (number, line) in removed
    for kind in ("document", "exact", "spun"):
        print(f"{kind}: {gone[kind]} of {planted[kind]} planted removed")
    print(f"removed beside them: {len(removed) - gone['document'] - gone['exact'] - gone['spun']}")


# What is left by text-dedup, told from within its environment.
_IDS_LEFT = "import sys, datasets; print(*datasets.load_from_disk(sys.argv[1])['id'], sep='\\n')"
# The three steps of datatrove that remove lines, in one process; it writes what is left as JSON lines.
_DATATROVE = """
import sys
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.dedup import sentence_dedup as lines
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter

source, work, left = sys.argv[1:]
asked = lines.SentDedupConfig(n_sentences=1, split_sentences=False, min_doc_words=0, only_dedup_in_index=False)
for steps in (
    [JsonlReader(source), lines.SentenceDedupSignature(f"{work}/signatures", config=asked)],
    [lines.SentenceFindDedups(f"{work}/signatures", f"{work}/found", config=asked)],
    [
        JsonlReader(source),
        lines.SentenceDedupFilter(f"{work}/found", config=asked),
        JsonlWriter(left, output_filename="left.jsonl", compression=None),
    ],
):
    LocalPipelineExecutor(steps, tasks=1, logging_dir=f"{work}/logs-{len(steps)}-{steps[-1].name}").run()
"""


def run_text_dedup(folder: Path, python: str) -> None:
    """Let text-dedup's MinHash remove paragraphs, each a document to it, with its own defaults."""
    source = folder / "paragraphs.jsonl"
    with (folder / "in/corpus.jsonl").open("rb") as file, source.open("w") as rows:
        for row in map(json.loads, file):
            for line, text in enumerate(row["text"].split("\n")[1:], 2):
                rows.write(json.dumps({"id": f"{row['id']}:{line}", "text": text}) + "\n")
    command = [python, "-m", "text_dedup.minhash", "--path", "json", "--data_files", str(source), "--split", "train"]
    command += ["--column", "text", "--num_proc", "1", "--cache_dir", str(folder / "cache")]
    seconds, memory = timed([*command, "--output", str(folder / "left")])
    told = subprocess.run([python, "-c", _IDS_LEFT, str(folder / "left")], check=True, capture_output=True)
    left = {tuple(map(int, name.split(":"))) for name in told.stdout.decode().split()}
    print(f"text-dedup MinHash: {seconds:.1f} s of processor time, {memory:.0f} MB")
    report_lines(folder, left)


def run_datatrove(folder: Path, python: str) -> None:
    """Let datatrove remove lines."""
    seconds, memory = timed([python, "-c", _DATATROVE, *(str(folder / name) for name in ("in", "work", "trove"))])
    left: set[tuple[int, int]] = set()
    with (folder / "in/corpus.jsonl").open("rb") as file, (folder / "trove/left.jsonl").open("rb") as kept:
        remaining = {int(row["id"]): row["text"] for row in map(json.loads, kept)}
        for row in map(json.loads, file):
            lines = Counter(remaining.get(row["id"], "").split("\n"))
            left |= {(row["id"], line) for line, text in enumerate(row["text"].split("\n"), 1) if lines[text]}
    print(f"datatrove lines: {seconds:.1f} s of processor time, {memory:.0f} MB")
    report_lines(folder, left)


def report_lines(folder: Path, left: set[tuple[int, int]]) -> None:
    """Say how many second copies are gone, whichever of the copies stays, and of which paragraphs no copy is left."""
    copies: Counter[int] = Counter()
    staying: Counter[int] = Counter()
    with (folder / "kinds.jsonl").open("rb") as file:
        for number, lines in enumerate(map(json.loads, file), 1):
            for line, (_, says) in enumerate(lines[1:], 2):
                copies[says] += 1
                staying[says] += (number, line) in left
    second = copies.total() - len(copies)
    surplus = sum(staying[says] - 1 for says in copies if staying[says])
    lost = sum(not staying[says] for says in copies)
    print(f"second copies gone: {second - surplus} of {second}; paragraphs lost: {lost} of {len(copies)}")


def left_by_textmend(folder: Path) -> set[tuple[int, int]]:
    gone: set[tuple[int, int]] = set()
    documents_gone: set[int] = set()
    with (folder / "out" / REMOVALS).open("rb") as file:
        for told in map(json.loads, file):
            number = int(told["document"].partition(":")[2])
            if "line" in told:
                gone.add((number, told["line"]))
            else:
                documents_gone.add(number)
    with (folder / "kinds.jsonl").open("rb") as file:
        return {
            (number, line)
            for number, lines in enumerate(map(json.loads, file), 1)
            if number not in documents_gone
            for line in range(1, len(lines) + 1)
            if (number, line) not in gone
        }


def timed(command: list[str]) -> tuple[float, float]:
    """Run a command; give the seconds of processor time and the megabytes of its largest process."""
    with tempfile.TemporaryFile() as told:
        child = subprocess.Popen(command, stdout=told, stderr=told)
        _, status, used = os.wait4(child.pid, 0)  # of this child alone, and those that it waited for
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            told.seek(0)
            raise SystemExit(told.read().decode()[-2_000:])
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1e3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=60)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where to write the corpus, for a time")
    parser.add_argument("--near", action="store_true", help="near copies too")
    parser.add_argument("--text-dedup", metavar="PYTHON", help="the Python of an environment with text-dedup 0.4")
    parser.add_argument("--datatrove", metavar="PYTHON", help="that of one with datatrove[io,processing] 0.10")
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(dir=arguments.folder))
    try:
        (folder / "in").mkdir()
        # In a process of its own: a process is told to have had the memory of the one that it was forked from.
        with ProcessPoolExecutor(1, get_context("fork")) as pool:
            pool.submit(generate, folder, arguments.megabytes).result()
        size = (folder / "in/corpus.jsonl").stat().st_size
        command = [sys.executable, "-m", "textmend", "dedupe", str(folder / "in"), "-o", str(folder / "out")]
        command += ["--workers", str(arguments.workers), *(["--near"] if arguments.near else [])]
        spent, memory = timed(command)
        print(f"{size / 1e6:.0f} MB: {spent:.1f} s of processor time, {memory:.0f} MB of memory at most in one process")
        report(folder)
        report_lines(folder, left_by_textmend(folder))
        if arguments.text_dedup:
            run_text_dedup(folder, arguments.text_dedup)
        if arguments.datatrove:
            run_datatrove(folder, arguments.datatrove)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
