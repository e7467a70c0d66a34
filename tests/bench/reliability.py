"""Whether the confidence of edits is what it says: of edits said to be 0.9 sure, how many are right.

    python tests/bench/reliability.py [--output docs/reliability.svg] [--small]

Reads the pages of tests/bench/restoration.py that were spun by hand, and the seed page of ../shared where it is there,
with every edit that has any confidence, and draws for each range of confidence the share of edits that are right. An
edit is right if all words that it put in stand there in the original.
"""

from __future__ import annotations

import argparse
import csv
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from textmend import Mender
from textmend.files import write_whole
from textmend.spin.tokens import sentences

PAGES = Path(__file__).parent / "pages"
SEED = Path(__file__).parents[3] / "shared" / "seed"
EDGES = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)


@dataclass(frozen=True)
class Bin:
    """Edits of like confidence: how many, their mean confidence, and the share of them that is right."""

    count: int
    confidence: float
    right: float

    def interval(self) -> tuple[float, float]:
        """Give where the share lies with a probability of 0.95 (Wilson, 1927)."""
        z = 1.96
        middle = (self.right + z * z / 2 / self.count) / (1 + z * z / self.count)
        spread = math.sqrt(self.right * (1 - self.right) / self.count + (z / self.count) ** 2 / 4)
        spread *= z / (1 + z * z / self.count)
        return middle - spread, middle + spread


def judged(mender: Mender, original: str, spun: str) -> Iterator[tuple[float, bool]]:
    """Give the confidence of each edit of a page, and whether it is right."""
    page = mender.mend(spun)
    found = list(sentences(page.text))
    starts = [start for sentence in found for start in sentence.starts]
    mended = [word for sentence in found for word in sentence.words]
    theirs = [word for sentence in sentences(original) for word in sentence.words]
    wrong = {
        place
        for operation in Levenshtein.opcodes(theirs, mended)
        if operation.tag in ("replace", "insert")
        for place in range(operation.dest_start, operation.dest_end)
    }
    shift = 0
    for edit in page.stages[0] if page.stages else ():
        start = edit.start + shift
        shift += len(edit.after) - len(edit.before)
        words = [place for place, at in enumerate(starts) if start <= at < start + len(edit.after)]
        if edit.reason.startswith("spun from") and words:
            yield edit.confidence, wrong.isdisjoint(words)


def bins(edits: Sequence[tuple[float, bool]]) -> list[Bin]:
    """Sort edits by confidence into the ranges between the edges."""
    found = []
    for low, high in pairwise(EDGES):
        inside = [(c, right) for c, right in edits if low <= c and (c < high or high == EDGES[-1])]
        if inside:
            size = len(inside)
            found.append(Bin(size, sum(c for c, _ in inside) / size, sum(right for _, right in inside) / size))
    return found


def pages(small: bool) -> Iterator[tuple[str, str, str]]:
    """Give the kind of each page, its original and the spun page."""
    for path in sorted(PAGES.glob("*-spun.txt"))[: 2 if small else None]:
        original = path.with_name(path.name.replace("-spun", "-original"))
        yield "pages spun by hand", original.read_text("utf-8"), path.read_text("utf-8")
    if SEED.is_dir() and not small:
        page = (SEED / "page.txt").read_text("utf-8")
        with (SEED / "edits.tsv").open(encoding="utf-8", newline="") as file:
            rows = [
                (int(row["start"]), int(row["end"]), row["original"]) for row in csv.DictReader(file, delimiter="\t")
            ]
        original = page
        for start, end, phrase in sorted(rows, reverse=True):
            original = original[:start] + phrase + original[end:]
        yield "a page spun by a program", original, page


def draw(series: dict[str, list[Bin]]) -> str:
    """Draw the plot as SVG."""
    colours = ("#1b6ca8", "#c8553d")
    size, left, top = 360, 56, 24

    def x(value: float) -> float:
        return left + (value - 0.2) / 0.8 * size

    def y(value: float) -> float:
        return top + (1 - value) * size

    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + size + 24}" height="{top + size + 56}" '
        'font-family="sans-serif" font-size="12">',
        '<rect width="100%" height="100%" fill="white"/>',
        f'<path d="M{x(0.2):.1f} {y(0.2):.1f}L{x(1):.1f} {y(1):.1f}" stroke="#999" stroke-dasharray="4"/>',
        f'<path d="M{left} {top}V{top + size}H{left + size}" stroke="black" fill="none"/>',
    ]
    for tick in range(0, 11, 2):
        value = tick / 10
        lines.append(f'<text x="{left - 8}" y="{y(value) + 4:.1f}" text-anchor="end">{value}</text>')
        if value >= 0.2:
            lines.append(f'<text x="{x(value):.1f}" y="{top + size + 18}" text-anchor="middle">{value}</text>')
    lines.append(f'<text x="{left + size / 2}" y="{top + size + 40}" text-anchor="middle">confidence</text>')
    lines.append(f'<text transform="translate(16 {top + size / 2}) rotate(-90)" text-anchor="middle">right</text>')
    for number, (name, found) in enumerate(series.items()):
        colour, aside = colours[number], 3 * (2 * number - 1)
        for place in found:
            low, high = place.interval()
            at = x(place.confidence) + aside
            lines.append(f'<path d="M{at:.1f} {y(low):.1f}V{y(high):.1f}" stroke="{colour}"/>')
            lines.append(f'<circle cx="{at:.1f}" cy="{y(place.right):.1f}" r="4" fill="{colour}"/>')
        total = sum(place.count for place in found)
        lines.append(f'<circle cx="{left + 16}" cy="{top + 12 + 18 * number}" r="4" fill="{colour}"/>')
        lines.append(f'<text x="{left + 26}" y="{top + 16 + 18 * number}">{name}: {total} edits</text>')
    return "\n".join([*lines, "</svg>", ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, help="draw the plot into this file")
    parser.add_argument("--small", action="store_true", help="two pages")
    arguments = parser.parse_args()
    mender = Mender(min_confidence=0.0, furniture="keep", duplicates="keep")
    edits: dict[str, list[tuple[float, bool]]] = {}
    for kind, original, spun in pages(arguments.small):
        edits.setdefault(kind, []).extend(judged(mender, original, spun))
    series = {kind: bins(found) for kind, found in edits.items()}
    for kind, found in series.items():
        print(kind)
        for place in found:
            low, high = place.interval()
            print(
                f"  {place.count:5} edits  {place.confidence:.2f} sure  {place.right:.2f} right ({low:.2f}–{high:.2f})"
            )
    if arguments.output:
        write_whole(arguments.output, lambda path: path.write_text(draw(series), encoding="utf-8"))


if __name__ == "__main__":
    main()
