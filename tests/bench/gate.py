"""Whether spun pages are found where they are short or spun in part, and how near clean ones come to being found spun.

    python tests/bench/gate.py [--small] [--clean WORDS]

Spun pages are stretches, of so many words or a few more, of the articles of tests/bench/restoration.py: spun by hand
(a1 to b6 by somebody who knew the observed pairs, c1 to c12 by somebody who did not; c10 to c12, of milder spinners and
of science, by themselves), and spun by halves of the lexicon. Pages spun in part are the same articles with half of
their paragraphs spun; edits outside these are false.

With --clean, all of ../shared/corpus is read in pages of so many words, and the highest climbs of evidence are listed,
in nats: what comes together beyond the margin (textmend.spin.evidence). The folder may be absent.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from textmend import Mender
from textmend.repairs.synonyms import built_in_channel, built_in_first_look
from textmend.spin.evidence import climb
from textmend.spin.restore import Restorer
from textmend.spin.tokens import sentences

sys.path.append(str(Path(__file__).parent))
import clean_text
import restoration

WORDS = (60, 90, 120, 200)
MILD = ("c10", "c11", "c12")
LISTED = 20


def stretches(text: str, words: int) -> Iterator[str]:
    """Cut a text at the ends of sentences into stretches of so many words or a few more; what is left over goes."""
    start, count = 0, 0
    for sentence in sentences(text):
        start = sentence.starts[0] if not count else start
        count += len(sentence)
        if count >= words:
            yield text[start : sentence.ends[-1] + 1]
            count = 0


def articles(small: bool) -> dict[str, tuple[str, str]]:
    """Give each article as it was written and as it was spun."""
    names = sorted(path.name.removesuffix("-spun.txt") for path in restoration.PAGES.glob("*-spun.txt"))
    kinds = ("original", "spun")
    texts = {name: [(restoration.PAGES / f"{name}-{kind}.txt").read_text("utf-8") for kind in kinds] for name in names}
    return {name: (original, spun) for name, (original, spun) in list(texts.items())[: 2 if small else None]}


def short_pages(written: dict[str, tuple[str, str]], small: bool) -> dict[str, list[str]]:
    """Give the spun texts of each kind."""
    kinds: dict[str, Callable[[str], bool]] = {
        "spun by hand, known pairs": lambda name: not name.startswith("c"),
        "spun by hand, unseen": lambda name: name.startswith("c") and name not in MILD,
        "spun mildly, and science": lambda name: name in MILD,
    }
    found = {kind: [spun for name, (_, spun) in written.items() if belongs(name)] for kind, belongs in kinds.items()}
    lexicon = built_in_channel()[0].lexicon
    halves = found["spun by halves of the lexicon"] = []
    for seed in range(1 if small else 5):
        draw = random.Random(seed)
        choices = restoration.half_of(lexicon, draw)
        halves += [restoration.spin(original, choices, draw) for original, _ in written.values()]
    return found


def spun_in_part(mender: Mender, original: str, spun: str, chosen: Sequence[int]) -> tuple[bool, int, int]:
    """Mend an article of which some paragraphs are spun: whether it is found, edits inside and outside of these."""
    lines = [
        pair[place in chosen] for place, pair in enumerate(zip(original.split("\n"), spun.split("\n"), strict=True))
    ]
    page = mender.mend("\n".join(lines))
    counts = [0, 0]
    for edit in page.edits:
        line = page.original.count("\n", 0, edit.start)
        counts[line not in chosen] += 1
    return page.evidence.spun, counts[0], counts[1]


def clean_climbs(words: int) -> None:
    """List the highest climbs of clean pages that the first look takes for worth reading."""
    restorer, look = Restorer(*built_in_channel()), built_in_first_look()
    count, climbs = 0, []
    for path in sorted(clean_text.CORPUS.glob("*.txt.xz")):
        for page in clean_text.pages(path, None, words):
            count += 1
            if look(page).worth_reading:
                found = list(sentences(page))
                climbs.append(climb([len(sentence) for sentence in found], restorer.read(page, found).gains))
    highest = ", ".join(f"{value:.1f}" for value in sorted(climbs, reverse=True)[:LISTED])
    print(f"{count} clean pages of {words} words, {len(climbs)} worth reading; highest climbs {highest}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="two articles")
    parser.add_argument("--clean", type=int, metavar="WORDS", help="read clean pages of so many words as well")
    arguments = parser.parse_args()
    written = articles(arguments.small)
    mender = Mender(furniture="keep", duplicates="keep")
    for kind, texts in short_pages(written, arguments.small).items():
        for words in WORDS:
            pages = [page for text in texts for page in stretches(text, words)]
            if pages:
                found = sum(mender.evidence(page).spun for page in pages)
                print(f"{kind:30} {words:4} words: {found / len(pages):.2f} of {len(pages)} found")
    for part in ("first", "second"):
        results = []
        for original, spun in written.values():
            count = original.count("\n") + 1
            chosen = range(count // 2) if part == "first" else range(count // 2, count)
            results.append(spun_in_part(mender, original, spun, chosen))
        found, inside, outside = map(sum, zip(*results, strict=True))
        print(f"{part} half spun: {found} of {len(results)} found, {inside} edits there, {outside} elsewhere")
    if arguments.clean:
        if clean_text.CORPUS.is_dir():
            clean_climbs(arguments.clean)
        else:
            print(f"skipped: {clean_text.CORPUS} is absent")


if __name__ == "__main__":
    main()
