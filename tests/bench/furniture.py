"""How much furniture goes and how much text stays, on real pages whose segments are labelled.

    python tests/bench/furniture.py [--small] [--folds N] [--show N]

Reads `../shared/furniture/pages.jsonl.xz`, beside the checkout, and says so where it is absent. A segment counts as
kept when the mended page still has it. F1 is that of the kept text: precision is the share of must-stay segments
among all segments that are kept, recall the share of must-stay segments that are kept.

The packaged classifier was trained on these very pages, so what counts is `--folds 5`: each fifth of the sites is
mended with a classifier that was trained on the others. Pages that share lines which hardly any other page has count
as of one site.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from random import Random

from textmend.edits import apply
from textmend.learn.line_classifier import LabelledPage, learn, read_labelled_pages
from textmend.repairs.furniture import Furniture

SHARED = Path(__file__).resolve().parents[3] / "shared"
PAGES = SHARED / "furniture" / "pages.jsonl.xz"
CLEAN = [
    *(SHARED / "corpus" / f"{name}.txt.xz" for name in ("whitehouse", "un", "wikipedia", "digitalgov", "18f")),
    SHARED / "characters" / "udhr.jsonl.xz",
]
LAYOUTS = {
    "as they came": lambda text: text,
    "no blank lines": lambda text: "\n".join(_stripped(text)),
    "all blank lines": lambda text: "\n\n".join(_stripped(text)),
}


def _stripped(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def sites(pages: Sequence[LabelledPage]) -> list[int]:
    """Number the sites: pages that share two lines or more which at most four pages have are of one."""
    pages_of = defaultdict(set)
    for number, page in enumerate(pages):
        for line in _stripped(page.text):
            if 15 <= len(line) <= 80:
                pages_of[line].add(number)
    shared = Counter(
        (one, other)
        for found in pages_of.values()
        if len(found) <= 4
        for one in found
        for other in found
        if one < other
    )
    site = list(range(len(pages)))
    for (one, other), lines in shared.items():
        if lines >= 2:
            old, new = site[other], site[one]
            site = [new if own == old else own for own in site]
    return site


def repairs(pages: Sequence[LabelledPage], folds: int) -> list[Furniture]:
    """Give the repair that each page is to be mended with."""
    if not folds:
        return [Furniture()] * len(pages)
    site = sites(pages)
    order = sorted(set(site))
    Random(0).shuffle(order)
    fold_of = {own: place % folds for place, own in enumerate(order)}
    trained = []
    for fold in range(folds):
        others = [page for page, own in zip(pages, site, strict=True) if fold_of[own] != fold]
        trained.append(Furniture(classifier=learn(others, CLEAN)))
    print(f"{len(order)} sites in {folds} folds")
    return [trained[fold_of[own]] for own in site]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="every tenth page only")
    parser.add_argument("--folds", type=int, default=0, help="train on other sites, so many times")
    parser.add_argument("--show", type=int, default=0, help="print so many must-stay segments that went")
    arguments = parser.parse_args()
    if not PAGES.exists():
        print(f"skipped: there is no {PAGES}")
        return
    pages = read_labelled_pages(PAGES)[:: 10 if arguments.small else 1]
    by_page = repairs(pages, arguments.folds)
    print(f"{'layout':16} {'F1':>7} {'precision':>9} {'must stay, kept':>15} {'must go, gone':>15} {'seconds':>8}")
    show("nothing done", pages, [page.text for page in pages], 0.0)
    for name, layout in LAYOUTS.items():
        laid = [LabelledPage(layout(page.text), page.keep, page.drop) for page in pages]
        started = time.perf_counter()
        mended = [apply(page.text, repair.propose(page.text)) for page, repair in zip(laid, by_page, strict=True)]
        lost = show(name, laid, mended, time.perf_counter() - started)
    print(f"{len(pages)} pages, {sum(len(page.text) for page in pages)} characters")
    for segment in lost[: arguments.show]:
        print("lost:", segment)


def show(name: str, pages: Sequence[LabelledPage], mended: Sequence[str], seconds: float) -> list[str]:
    """Print a row of the table; give what must stay and went."""
    stay = go = gone = 0
    lost = []
    for page, text in zip(pages, mended, strict=True):
        present = [segment for segment in page.keep if segment in page.text]
        stay += len(present)
        lost += [segment for segment in present if segment not in text]
        unwanted = [segment for segment in page.drop if segment in page.text]
        go += len(unwanted)
        gone += sum(segment not in text for segment in unwanted)
    stayed = stay - len(lost)
    precision, recall = stayed / (stayed + go - gone), stayed / stay
    f1 = 2 * precision * recall / (precision + recall)
    print(
        f"{name:16} {f1:7.4f} {precision:9.4f} {stayed:5} of {stay}: {recall:.3f} {gone:4} of {go}: {gone / go:.2f} "
        f"{seconds:6.2f}"
    )
    return lost


if __name__ == "__main__":
    main()
