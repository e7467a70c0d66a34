"""How fast pages are mended, beside ftfy on the same text in the same run, and what memory a long page takes.

    python tests/bench/speed.py [--small] [--words 50000] [--runs 5] [FILE ...]

The text is that of tests/bench/pages, over and over up to so many words, once spun and once as it was written; or that
of files. It is mended as pages of 2,000 words and as one long page, with furniture and duplicates kept, as the text
repeats itself. What counts is the ratio: times differ between machines and with what else they do. The times are of
the processor, on one thread, the median of several runs. `MB` is the most that Python and NumPy held at once for the
first page; `twice` the same for a page that is twice as long. Opening the models is timed up to the end of a first
reading of a sentence, as some of it is done where it is first needed; Python's imports are not in it.
"""

from __future__ import annotations

import argparse
import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy is there

import statistics
import time
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path

import ftfy

from textmend import Mender
from textmend.repairs.synonyms import built_in_channel, built_in_context, built_in_first_look
from textmend.spin.restore import Restorer
from textmend.spin.tokens import sentences

PAGES = Path(__file__).parent / "pages"
PAGE = 2000


def repeated(paragraphs: Sequence[str], words: int) -> list[str]:
    """Give paragraphs over and over, up to so many words."""
    found: list[str] = []
    count = 0
    while count < words:
        paragraph = paragraphs[len(found) % len(paragraphs)]
        found.append(paragraph)
        count += len(paragraph.split())
    return found


def pages_of(paragraphs: Sequence[str], words: int) -> list[str]:
    """Group paragraphs into pages of so many words."""
    pages: list[str] = []
    page: list[str] = []
    count = 0
    for paragraph in paragraphs:
        page.append(paragraph)
        count += len(paragraph.split())
        if count >= words:
            pages.append("\n\n".join(page))
            page, count = [], 0
    return [*pages, "\n\n".join(page)] if page else pages


def seconds(work: Callable[[str], object], texts: Sequence[str]) -> float:
    """Give the processor time of doing something with each of some texts."""
    start = time.process_time()
    for text in texts:
        work(text)
    return time.process_time() - start


def peak_memory(work: Callable[[str], object], text: str) -> float:
    """Give the most memory that is held at once, in megabytes."""
    tracemalloc.start()
    work(text)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def open_models(sentence: str) -> Restorer:
    """Open the packaged models anew, and read a sentence with them."""
    for opened in (built_in_channel, built_in_context, built_in_first_look):
        opened.cache_clear()
    built_in_first_look()
    restorer = Restorer(*built_in_channel(), built_in_context())
    assert restorer.read(sentence, list(sentences(sentence))).restorations
    return restorer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--words", type=int, default=50_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--small", action="store_true", help="4,000 words, once")
    arguments = parser.parse_args()
    words, runs = (4000, 1) if arguments.small else (arguments.words, arguments.runs)
    kinds = {kind: sorted(PAGES.glob(f"*-{kind}.txt")) for kind in ("spun", "original")}
    if arguments.files:
        kinds = {"files": arguments.files}
    opening = [seconds(open_models, ["The corporate misplaced some huge cash."]) for _ in range(runs)]
    print(f"opening the models: {statistics.median(opening):.3f} s")
    mender = Mender(furniture="keep", duplicates="keep")
    print(f"{'text':9} {'as':6} {'words':>7} {'words/s':>9} {'ftfy':>9} {'times ftfy':>10} {'MB':>6} {'twice':>6}")
    for kind, paths in kinds.items():
        text = "\n\n".join(path.read_text(encoding="utf-8").strip() for path in paths)
        paragraphs = repeated(text.split("\n\n"), words)
        count = sum(len(paragraph.split()) for paragraph in paragraphs)
        for shape, texts in (("pages", pages_of(paragraphs, PAGE)), ("long", ["\n\n".join(paragraphs)])):
            mender.clean(texts[0])
            pairs = [(seconds(mender.clean, texts), seconds(ftfy.fix_text, texts)) for _ in range(runs)]
            ours, theirs = (statistics.median(times) for times in zip(*pairs, strict=True))
            memory = peak_memory(mender.clean, texts[0])
            twice = peak_memory(mender.clean, f"{texts[0]}\n\n{texts[0]}")
            print(
                f"{kind:9} {shape:6} {count:7} {count / ours:9.0f} {count / theirs:9.0f} {ours / theirs:10.1f} "
                f"{memory:6.1f} {twice:6.1f}"
            )


if __name__ == "__main__":
    main()
