"""How fast second copies across a corpus go, in how much memory, and whether just they go.

    python tests/bench/corpus.py [--megabytes 60] [--workers 1] [--folder /tmp] [--near]

The corpus is generated: sentences in words that mean nothing, put together anew for each paragraph. Of the paragraphs
one in twenty is a copy of an earlier one, one in twenty was spun from one, and one in twenty differs from one in one
word, and must stay. Of the documents one in thirty is a copy. Each has a headline that others have too, and that stays.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from duplicates import Writer

from textmend.corpus.dedupe import REMOVALS

HEADLINES = ["What the town says", "News of the week", "A letter to the editor", "In short"]
SENTENCES = 20_000
RECENT = 50_000  # paragraphs that a copy may be of


def documents(megabytes: float, chance: random.Random) -> Iterator[tuple[str, list[str]]]:
    """Make documents, and tell of each line what kind of copy it is; empty for none."""
    writer = Writer(chance)
    pool = [writer.sentence() for _ in range(SENTENCES)]
    seen: list[str] = []
    whole: list[str] = []
    hashes: set[int] = set()
    left = megabytes * 1e6
    while left > 0:
        if whole and chance.random() < 1 / 30:
            text = chance.choice(whole)
            yield text, ["document"] * (text.count("\n") + 1)
            left -= len(text)
            continue
        lines, kinds = [chance.choice(HEADLINES)], [""]
        for _ in range(chance.randrange(3, 12)):
            draw = chance.random()
            kind = ""
            if seen and draw < 1 / 20:
                line = chance.choice(seen)
            elif seen and draw < 2 / 20:
                # Once each, for three that look alike are taken for rows of a template.
                original = seen.pop(chance.randrange(len(seen)))
                line = writer.spin(original)
                kind = "spun" if line != original else ""
            elif seen and draw < 3 / 20:
                words = seen.pop(chance.randrange(len(seen))).split(" ")
                place = chance.choice([place for place, word in enumerate(words) if word.isalpha() and word.islower()])
                words[place] = chance.choice([word for word in writer.words[:50] if word != words[place]])
                line = " ".join(words)
                kind = "other"
            else:
                line = " ".join(chance.choices(pool, k=chance.randrange(3, 7)))
            lines.append(line)
            kinds.append("exact" if hash(line) in hashes else kind)
            hashes.add(hash(line))
        text = "\n".join(lines)
        yield text, kinds
        left -= len(text)
        for line, kind in zip(lines[1:], kinds[1:], strict=True):
            if not kind and len(seen) < RECENT:
                seen.append(line)
            elif not kind:
                seen[chance.randrange(RECENT)] = line
        if len(whole) < 1_000:
            whole.append(text)


def generate(folder: Path, megabytes: float) -> None:
    """Write a corpus, and beside it what kind of copy each line is."""
    with (
        (folder / "in/corpus.jsonl").open("w", encoding="utf-8") as file,
        (folder / "kinds.jsonl").open("w", encoding="utf-8") as told,
    ):
        for number, (text, kinds) in enumerate(documents(megabytes, random.Random(0))):
            file.write(json.dumps({"id": number, "text": text}) + "\n")
            told.write(json.dumps(kinds) + "\n")


def report(folder: Path) -> None:
    """Say how many of the planted copies were removed, and what else."""
    removed: set[tuple[int, int]] = set()
    with (folder / "out" / REMOVALS).open("rb") as file:
        for told in map(json.loads, file):
            removed.add((int(told["document"].partition(":")[2]), told.get("line", 0)))
    planted: Counter[str] = Counter()
    gone: Counter[str] = Counter()
    with (folder / "kinds.jsonl").open("rb") as file:
        for number, kinds in enumerate(map(json.loads, file), 1):
            if kinds[0] == "document":
                kinds = kinds[:1]
            for line, kind in enumerate(kinds, kinds[0] != "document"):
                planted[kind] += 1
                gone[kind] += (number, line) in removed
    for kind in ("document", "exact", "spun"):
        print(f"{kind}: {gone[kind]} of {planted[kind]} planted removed")
    print(f"removed beside them: {len(removed) - gone['document'] - gone['exact'] - gone['spun']}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=60)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where to write the corpus, for a time")
    parser.add_argument("--near", action="store_true", help="near copies too")
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
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        started = time.perf_counter()
        done = subprocess.run(command, check=True, capture_output=True)
        seconds = time.perf_counter() - started
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
        print(done.stderr.decode(), end="")
        print(f"{size / 1e6:.0f} MB in {seconds:.1f} s, {spent:.1f} s of processor time")
        print(f"{used.ru_maxrss / 1e3:.0f} MB of memory at most in one process")
        report(folder)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
