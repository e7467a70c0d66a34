"""How fast second copies across a corpus go, in how much memory, and whether just they go.

    python tests/bench/corpus.py [--megabytes 60] [--workers 1] [--folder /tmp] [--text]

The corpus is generated: sentences in words that mean nothing, put together anew for each paragraph. Of the paragraphs
one in twenty is a copy of an earlier one, and of the documents one in thirty. As many paragraphs differ from an earlier
one in one word; they must stay. Each document has a headline that others have too, and it must stay.
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
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from duplicates import Writer

from textmend.corpus.dedupe import REMOVALS

HEADLINES = ["What the town says", "News of the week", "A letter to the editor", "In short"]
SENTENCES = 20_000
RECENT = 50_000  # paragraphs that a copy may be of


def documents(megabytes: float, chance: random.Random) -> Iterator[tuple[str, list[bool]]]:
    """Make documents, and tell of each line whether it is a copy."""
    writer = Writer(chance)
    pool = [writer.sentence() for _ in range(SENTENCES)]
    seen: list[str] = []
    whole: list[str] = []
    hashes: set[int] = set()
    left = megabytes * 1e6
    while left > 0:
        if whole and chance.random() < 1 / 30:
            text = chance.choice(whole)
            yield text, [True] * (text.count("\n") + 1)
            left -= len(text)
            continue
        lines, copied = [chance.choice(HEADLINES)], [False]
        for _ in range(chance.randrange(3, 12)):
            draw = chance.random()
            if seen and draw < 1 / 20:
                line = chance.choice(seen)
            else:
                line = " ".join(chance.choices(pool, k=chance.randrange(3, 7)))
                if seen and draw < 1 / 10:
                    words = chance.choice(seen).split(" ")
                    words[chance.randrange(len(words))] = writer.word()
                    line = " ".join(words)
            lines.append(line)
            copied.append(hash(line) in hashes)
            hashes.add(hash(line))
        text = "\n".join(lines)
        yield text, copied
        left -= len(text)
        for line, is_copy in zip(lines[1:], copied[1:], strict=True):
            if not is_copy and len(seen) < RECENT:
                seen.append(line)
            elif not is_copy:
                seen[chance.randrange(RECENT)] = line
        if len(whole) < 1_000:
            whole.append(text)


def generate(folder: Path, megabytes: float, as_text: bool) -> tuple[int, int, int]:
    """Write a corpus; give its bytes, and how many documents and paragraphs of others are copies."""
    copied_documents = copied_paragraphs = 0
    with (folder / ("corpus.txt" if as_text else "corpus.jsonl")).open("w", encoding="utf-8") as file:
        for number, (text, copied) in enumerate(documents(megabytes, random.Random(0))):
            if all(copied):
                copied_documents += 1
            else:
                copied_paragraphs += sum(copied)
            file.write(f"{text}\n\n" if as_text else json.dumps({"id": number, "text": text}) + "\n")
    return sum(path.stat().st_size for path in folder.iterdir()), copied_documents, copied_paragraphs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=60)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where to write the corpus, for a time")
    parser.add_argument("--text", action="store_true", help="one large text file, not JSON lines")
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(dir=arguments.folder))
    try:
        corpus = folder / "in"
        corpus.mkdir()
        # In a process of its own: a process is told to have had the memory of the one that it was forked from.
        with ProcessPoolExecutor(1, get_context("fork")) as pool:
            generated = pool.submit(generate, corpus, arguments.megabytes, arguments.text)
            size, copied_documents, copied_paragraphs = generated.result()
        command = [sys.executable, "-m", "textmend", "dedupe", str(corpus), "-o", str(folder / "out")]
        started = time.perf_counter()
        done = subprocess.run([*command, "--workers", str(arguments.workers)], check=True, capture_output=True)
        seconds = time.perf_counter() - started
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        removed = [json.loads(line).get("line") for line in (folder / "out" / REMOVALS).open("rb")]
        print(
            f"{size / 1e6:.0f} MB in {seconds:.1f} s, {used.ru_utime + used.ru_stime:.1f} s of processor time", end=": "
        )
        print(f"{size / 1e6 / seconds:.1f} MB/s; {used.ru_maxrss / 1e3:.0f} MB of memory at most in one process")
        print(f"documents removed {removed.count(None)}, planted {copied_documents}")
        print(f"paragraphs removed {len(removed) - removed.count(None)}, planted {copied_paragraphs}")
        print(done.stderr.decode(), end="")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
