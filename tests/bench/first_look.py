"""The first look: how fast it is, how many clean pages it decides, and how many spun ones it loses.

    python tests/bench/first_look.py [--small]

Clean pages are made of the first 2,000 paragraphs of each corpus of ../shared, which nothing learned from (without the
folder: the twelve pages of our own). Lost is a stretch that is found spun where it is read and that the first look
does not let through: stretches of the pages of our own as spun by hand, and of clean pages spun by halves of the
lexicon that replace so large a share of what they know.
"""

from __future__ import annotations

import argparse
import lzma
import random
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from pathlib import Path
from statistics import median

import ftfy

from textmend.repairs.synonyms import built_in_channel, built_in_first_look
from textmend.segment import Span
from textmend.spin.evidence import judge
from textmend.spin.restore import Restorer
from textmend.spin.tokens import sentences

sys.path.insert(0, str(Path(__file__).parent))
import restoration

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
PAGE_WORDS = 300
RATES = (0.5, 0.65, 0.8, 0.95)
LENGTHS = (60, 80, 150, 300)


def pages(paragraphs: Iterable[str], words: int) -> list[str]:
    """Group paragraphs into pages of so many words."""
    found, page, count = [], [], 0
    for paragraph in paragraphs:
        page.append(paragraph)
        count += len(paragraph.split())
        if count >= words:
            found.append("\n\n".join(page))
            page, count = [], 0
    return found


def clean_paragraphs(most: int) -> dict[str, list[str]]:
    """Read clean text by name of its source."""
    if not CORPUS.is_dir():
        print(f"{CORPUS} is absent: the pages of our own stand in for it")
        originals = sorted(restoration.PAGES.glob("*-original.txt"))
        return {"own": [line for path in originals for line in path.read_text("utf-8").splitlines() if line]}
    found = {}
    for path in sorted(CORPUS.glob("*.txt.xz")):
        with lzma.open(path, "rt", encoding="utf-8") as file:
            found[path.name.removesuffix(".txt.xz")] = [line.rstrip("\n") for line in islice(file, most)]
    return found


def megabytes_a_second(work: Callable[[str], object], texts: Sequence[str], runs: int) -> float:
    """Time some work on texts: the median of several runs."""
    size = sum(len(text.encode()) for text in texts)
    times = []
    for _ in range(runs):
        begin = time.perf_counter()
        for text in texts:
            work(text)
        times.append(time.perf_counter() - begin)
    return size / median(times) / 1e6


def found_spun(restorer: Restorer, text: str) -> bool:
    """Tell whether a text is found spun where it is read."""
    found = list(sentences(text))
    spans = [Span(sentence.starts[0], sentence.ends[-1]) for sentence in found]
    return judge(spans, [len(sentence) for sentence in found], restorer.read(text, found).gains).spun


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true")
    small = parser.parse_args().small
    look = built_in_first_look()
    channel, model = built_in_channel()
    restorer = Restorer(channel, model)

    clean = clean_paragraphs(40 if small else 2000)
    everything: list[str] = []
    for name, paragraphs in clean.items():
        for kind, texts in (("paragraphs", paragraphs), ("pages", pages(paragraphs, PAGE_WORDS))):
            decided = sum(not look(text).worth_reading for text in texts)
            print(f"{name:12} {kind:10} {len(texts):5}, decided {decided / max(len(texts), 1):.4f}")
        everything += pages(paragraphs, PAGE_WORDS)

    timed = everything[: 2 if small else 500]
    runs = 1 if small else 7
    for kind, texts in ((f"pages of {PAGE_WORDS} words", timed), ("all in one", ["\n\n".join(timed)])):
        speed, beside = (megabytes_a_second(work, texts, runs) for work in (look, ftfy.fix_text))
        print(f"{kind}: {speed:.1f} MB/s, {speed / beside:.1f} times ftfy.fix_text's {beside:.1f}")

    lost: dict[str, list[bool]] = {}

    def count(kind: str, text: str) -> None:
        if found_spun(restorer, text):
            lost.setdefault(kind, []).append(not look(text).worth_reading)

    for path in sorted(restoration.PAGES.glob("*-spun.txt"))[: 1 if small else None]:
        text = path.read_text("utf-8")
        count("by hand, pages", text)
        for line in text.splitlines():
            count("by hand, paragraphs", line)
    draw = random.Random(0)
    words = " ".join(everything[:2] if small else draw.sample(everything, min(200, len(everything)))).split()
    for rate in RATES:
        choices = restoration.half_of(channel.lexicon, draw)
        for length in LENGTHS:
            for _ in range(1 if small else 40):
                at = draw.randrange(max(len(words) - length, 1))
                text = " ".join(words[at : at + length])
                count(f"share {rate}, {length} words", restoration.spin(text, choices, draw, rate))
    for kind, some in lost.items():
        print(f"spun {kind}: lost {sum(some)} of {len(some)}")
    print(f"lost {sum(map(sum, lost.values()))} of {sum(map(len, lost.values()))}")


if __name__ == "__main__":
    main()
