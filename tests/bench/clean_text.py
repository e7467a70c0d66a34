"""What the repairs do to clean text: edits of each kind over the corpora of ../shared, read page by page.

    python tests/bench/clean_text.py [--paragraphs 2000 | --all] [--words 300] [--show 20]

A page is as many paragraphs of a file as make up 300 words. The language model has not seen the first 2,000 paragraphs
of a file; with --all, which takes half an hour, most of the text is what it was made of. Skips, saying so, where the
folder is absent.
"""

from __future__ import annotations

import argparse
import lzma
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from textmend import Mender

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"


def pages(path: Path, paragraphs: int | None, words: int) -> Iterator[str]:
    """Group the first paragraphs of a file, or all, into pages."""
    page: list[str] = []
    count = 0
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for line in islice(file, paragraphs):
            page.append(line.rstrip("\n"))
            count += len(line.split())
            if count >= words:
                yield "\n\n".join(page)
                page, count = [], 0
    if page:
        yield "\n\n".join(page)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--paragraphs", type=int, default=2000)
    parser.add_argument("--all", action="store_true", help="all paragraphs")
    parser.add_argument("--words", type=int, default=300)
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print the first N edits of each repair")
    arguments = parser.parse_args()
    if not CORPUS.is_dir():
        print(f"skipped: {CORPUS} is absent")
        return
    mender = Mender()
    total: Counter[str] = Counter()
    shown: Counter[str] = Counter()
    print(f"{'corpus':12} {'pages':>6} {'words':>8} {'spun':>5} {'highest gain':>12}  edits by repair")
    for path in sorted(CORPUS.glob("*.txt.xz")):
        counts: Counter[str] = Counter()
        highest = float("-inf")
        for page in pages(path, None if arguments.all else arguments.paragraphs, arguments.words):
            mended = mender.mend(page)
            counts["pages"] += 1
            counts["words"] += mended.evidence.words
            counts["spun"] += mended.evidence.spun
            highest = max(highest, mended.evidence.gain)
            if mended.evidence.spun and arguments.show:
                words, gain = mended.evidence.words, mended.evidence.gain
                print(f"    taken for spun: {words} words, gain {gain:.2f}: {page[:200]!r}")
            for edit in mended.edits:
                counts[edit.repair] += 1
                if shown[edit.repair] < arguments.show:
                    shown[edit.repair] += 1
                    print(f"    {edit.repair}: {edit.reason}: {edit.before[:100]!r} -> {edit.after[:60]!r}")
        total += counts
        repairs = {name: count for name, count in sorted(counts.items()) if name not in ("pages", "words", "spun")}
        name = path.name.removesuffix(".txt.xz")
        print(f"{name:12} {counts['pages']:6} {counts['words']:8} {counts['spun']:5} {highest:12.3f}  {repairs}")
    synonyms = total["synonyms"]
    print(f"synonym edits: {synonyms} in {total['words']} words; {synonyms / total['words'] * 20_000:.3f} in 20,000")


if __name__ == "__main__":
    main()
