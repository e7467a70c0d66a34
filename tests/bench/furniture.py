"""How much furniture goes and how much text stays, on real pages whose segments are labelled.

    python tests/bench/furniture.py [--small] [--show N]

Reads `../shared/furniture/pages.jsonl.xz`, beside the checkout, and says so where it is absent. A segment counts as
kept when the mended page still has it. F1 is that of the kept text: precision is the share of must-stay segments
among all segments that are kept, recall the share of must-stay segments that are kept.
"""

from __future__ import annotations

import argparse
import json
import lzma
import time
from pathlib import Path

from textmend.edits import apply
from textmend.repairs.furniture import Furniture

PAGES = Path(__file__).resolve().parents[3] / "shared" / "furniture" / "pages.jsonl.xz"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="every tenth page only")
    parser.add_argument("--show", type=int, default=0, help="print so many must-stay segments that went")
    arguments = parser.parse_args()
    if not PAGES.exists():
        print(f"skipped: there is no {PAGES}")
        return
    with lzma.open(PAGES, "rt", encoding="utf-8") as file:
        pages = [json.loads(line) for line in file][:: 10 if arguments.small else 1]
    repair = Furniture()
    started = time.perf_counter()
    mended = [apply(page["text"], repair.propose(page["text"])) for page in pages]
    seconds = time.perf_counter() - started

    stay = stayed = go = gone = 0
    lost = []
    for page, text in zip(pages, mended, strict=True):
        present = [segment for segment in page["keep"] if segment in page["text"]]
        stay += len(present)
        missing = [segment for segment in present if segment not in text]
        stayed += len(present) - len(missing)
        lost += missing
        unwanted = [segment for segment in page["drop"] if segment in page["text"]]
        go += len(unwanted)
        gone += sum(segment not in text for segment in unwanted)
    before, after = sum(len(page["text"]) for page in pages), sum(map(len, mended))
    for name, kept, unwanted_kept in (("as they came", stay, go), ("mended", stayed, go - gone)):
        precision, recall = kept / (kept + unwanted_kept), kept / stay
        f1 = 2 * precision * recall / (precision + recall)
        print(f"{name:13} F1 {f1:.4f}  precision {precision:.4f}  recall {recall:.4f}")
    print(f"must stay: {stayed} of {stay} kept; must go: {gone} of {go} gone")
    print(f"{len(pages)} pages, {before} characters, {before - after} removed, {seconds:.2f} s")
    for segment in lost[: arguments.show]:
        print("lost:", segment)


if __name__ == "__main__":
    main()
