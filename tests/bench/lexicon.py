"""What the lexicon covers of pages that it has not seen, and the rates that its compiler goes by.

    python tests/bench/lexicon.py [--splits 6] [--dialect A]

Half of the observed pages of `../shared/lexicon/observed-occurrences.tsv` are learned, the other half is looked at: of
what spinners did there, how much was seen on the first half, how much is only in the written rows, how much in neither;
and how often an original is replaced that was seen 0, 1, 2, 3 times on the first half, by how often it must have stood
there. Skips, saying so, where the folder is absent.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

from textmend.learn.inflection import inflect
from textmend.learn.lexicon import english_frequency
from textmend.learn.tables import read_rows
from textmend.repairs.synonyms import built_in_channel

ROOT = Path(__file__).parents[2]
OCCURRENCES = ROOT.parent / "shared" / "lexicon" / "observed-occurrences.tsv"
WORDS_AN_OCCURRENCE = 5.7  # of the seed page
BOUNDS = (0.3, 1.0, 3.0, 10.0, float("inf"))


def written_pairs() -> set[tuple[str, str]]:
    """Give the pairs of the written rows with their inflected forms."""
    pairs: set[tuple[str, str]] = set()
    for row in read_rows(ROOT / "data" / "lexicon" / "general.tsv"):
        pairs |= {(row.original, row.spun), *inflect(row.original, row.spun)}
    return pairs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--splits", type=int, default=6)
    parser.add_argument("--dialect", default="A", help="of the pages; 'all' takes every page")
    arguments = parser.parse_args()
    if not OCCURRENCES.exists():
        print(f"skipped: {OCCURRENCES} is absent")
        return
    with OCCURRENCES.open(encoding="utf-8", newline="") as file:
        rows = [
            (row["page"], row["original"].lower().replace("’", "'"), row["spun"].lower().replace("’", "'"))
            for row in csv.DictReader(file, delimiter="\t")
            if arguments.dialect in ("all", row["dialect"])
        ]
    written = written_pairs()
    frequency = cache(english_frequency(built_in_channel()[1]))
    heads = {original for original, _ in written}
    pages = sorted({page for page, _, _ in rows})
    covered: Counter[tuple[str, str]] = Counter()
    replaced: dict[tuple[int, float], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for split in range(arguments.splits):
        learned_pages = set(random.Random(split).sample(pages, len(pages) // 2))
        seen: Counter[str] = Counter()
        learned: set[tuple[str, str]] = set()
        unseen: Counter[tuple[str, str]] = Counter()
        for page, original, spun in rows:
            if page in learned_pages:
                seen[original] += 1
                learned |= {(original, spun), *inflect(original, spun)}
            else:
                unseen[original, spun] += 1
        left = sum(unseen.values())
        now: Counter[str] = Counter()
        for pair, count in unseen.items():
            now[pair[0]] += count
            kind = "seen" if pair in learned else "written" if pair in written else "neither"
            covered["all", kind] += count
            covered[f"seen {min(seen[pair[0]], 3)} times", kind] += count
        for original in heads:
            if " " not in original:
                expected = frequency(original) * (len(rows) - left) * WORDS_AN_OCCURRENCE
                bound = next(bound for bound in BOUNDS if expected < bound)
                tally = replaced[min(seen[original], 3), bound]
                tally[0] += now[original]
                tally[1] += frequency(original) * left * WORDS_AN_OCCURRENCE
    print(f"{len(pages)} pages of dialect {arguments.dialect}; of what stands on the half that was not learned:")
    for group in sorted({group for group, _ in covered}):
        total = sum(count for (name, _), count in covered.items() if name == group)
        shares = "  ".join(f"{kind} {covered[group, kind] / total:.2f}" for kind in ("seen", "written", "neither"))
        print(f"  originals {group:12} {shares}")
    print("single words: occurrences replaced as observed, beside those expected")
    for (times, bound), (count, expected) in sorted(replaced.items()):
        print(f"  seen {times} times, expected below {bound:<4}  {count / max(expected, 1e-9):.3f}")


if __name__ == "__main__":
    main()
