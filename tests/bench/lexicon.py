"""What the lexicon covers of pages that it has not seen, and the rates that its compiler goes by.

    python tests/bench/lexicon.py [--splits 4] [--dialect A]

Half of the observed pages of `../shared/lexicon/observed-occurrences.tsv` are learned, the other half is looked at,
several times over:

- of what spinners did there, how much was seen on the first half, how much is only in the written rows, how much in
  neither;
- how often an original is replaced, by how often it was seen replaced on the first half, how often it must have stood
  there, and how many substitutes the lexicon has for it: a Poisson regression, whose coefficients are those of
  textmend.learn.rates;
- how probable the spun phrases are, given their originals, for different weights of the written rows.

Skips, saying so, where the folder is absent.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np

from textmend.learn.inflection import agree, inflect, lemmas
from textmend.learn.lexicon import english_frequency
from textmend.learn.tables import read_rows
from textmend.repairs.synonyms import built_in_channel

ROOT = Path(__file__).parents[2]
OCCURRENCES = ROOT.parent / "shared" / "lexicon" / "observed-occurrences.tsv"
WORDS_AN_OCCURRENCE = 5.7  # of the seed page
LEAST_EXPECTED = {False: 0.05, True: 0.01}  # of words, of phrases: rarer ones are left out of the regression
Pair = tuple[str, str]


def written_pairs() -> dict[Pair, float]:
    """Give the pairs of the written rows with their inflected forms, each with its weight."""
    pairs: dict[Pair, float] = {}
    for row in read_rows(ROOT / "data" / "lexicon" / "general.tsv"):
        weight = row.weight if agree(row.original, row.spun) else row.weight / 10
        for pair in ((row.original, row.spun), *inflect(row.original, row.spun)):
            pairs[pair] = max(pairs.get(pair, 0.0), weight)
    return pairs


def regress(features: np.ndarray, counts: np.ndarray, exposure: np.ndarray) -> np.ndarray:
    """Fit log(rate) = features · coefficients to counts, Poisson distributed: Newton's method, a little ridge."""
    coefficients = np.zeros(features.shape[1])
    coefficients[0] = np.log(counts.sum() / exposure.sum())
    for _ in range(100):
        mean = np.exp(np.clip(features @ coefficients, -30, 10)) * exposure
        gradient = features.T @ (counts - mean) - 1e-3 * coefficients
        hessian = (features * mean[:, None]).T @ features + 1e-3 * np.eye(len(coefficients))
        step = np.linalg.solve(hessian, gradient)
        coefficients += step / max(1.0, np.abs(step).max())
        if np.abs(step).max() < 1e-8:
            break
    return coefficients


def rates(rows: list[tuple[str, str, str]], halves: list[set[str]], written: Mapping[Pair, float]) -> None:
    """Print the coefficients of the rates of replacement, of words and of phrases."""
    frequency = cache(english_frequency(built_in_channel()[1]))
    substitutes = Counter(original for original, _ in written)
    names = ["1", "ratio", "family ratio", "many", "unseen", "unseen log expected", "unseen many"]
    names += ["family unseen", "family unseen log expected"]
    for phrases in (False, True):
        heads = [head for head in substitutes if (" " in head) == phrases and head[0].isalpha()]
        family = {head: lemmas(head)[0] for head in heads}
        features, counts, exposure = [], [], []
        for learned in halves:
            seen = Counter(original for page, original, _ in rows if page in learned)
            after = Counter(original for page, original, _ in rows if page not in learned)
            words = seen.total() * WORDS_AN_OCCURRENCE
            family_seen, family_expected = Counter(), Counter()
            for head in heads:
                family_seen[family[head]] += seen[head]
                family_expected[family[head]] += frequency(head) * words
            for head in heads:
                expected = frequency(head) * words
                ahead = frequency(head) * after.total() * WORDS_AN_OCCURRENCE
                if ahead < LEAST_EXPECTED[phrases]:
                    continue
                of_family = family_seen[family[head]], family_expected[family[head]]
                ratio, family_ratio = (np.log((s + 0.25) / (e + 0.5)) for s, e in ((seen[head], expected), of_family))
                many = np.log1p(substitutes[head])
                unseen, family_unseen = float(not seen[head]), float(not of_family[0])
                row = [1, ratio, family_ratio, many, unseen, unseen * np.log(expected), unseen * many]
                row += [family_unseen, family_unseen * np.log(of_family[1])]
                features.append(row)
                counts.append(after[head])
                exposure.append(ahead)
        table = np.array(features)
        used = [0, 1, 3, 4, 5, 6] if phrases else list(range(len(names)))
        fitted = regress(table[:, used], np.array(counts), np.array(exposure))
        print(f"rates of {'phrases' if phrases else 'words'}, from {len(counts)} originals:")
        print("  " + "  ".join(f"{names[i]} {value:.3f}" for i, value in zip(used, fitted, strict=True)))


def shares(rows: list[tuple[str, str, str]], halves: list[set[str]], written: Mapping[Pair, float]) -> None:
    """Print how probable the spun phrases of the other halves are, by what the written rows count for."""
    of_original: dict[str, dict[str, float]] = defaultdict(dict)
    for (original, spun), weight in written.items():
        of_original[original][spun] = weight
    print("log P(spun | original) on the other half, by the weight of all written rows and the power of each:")
    for weight in (0.5, 1.0, 2.0):
        for power in (1, 2, 3):
            total, count = 0.0, 0
            for learned in halves:
                seen: dict[str, Counter[str]] = defaultdict(Counter)
                for page, original, spun in rows:
                    if page in learned:
                        for one, other in ((original, spun), *inflect(original, spun)):
                            seen[one][other] += 1
                for page, original, spun in rows:
                    if page not in learned and original in of_original:
                        choices = of_original[original]
                        hand = choices.get(spun, 0.0) ** power / sum(w**power for w in choices.values())
                        share = (seen[original][spun] + weight * hand) / (seen[original].total() + weight)
                        total += np.log(max(share, 1e-4))
                        count += 1
            print(f"  {weight} {power}  {total / count:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--splits", type=int, default=4)
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
    pages = sorted({page for page, _, _ in rows})
    halves = [set(random.Random(split).sample(pages, len(pages) // 2)) for split in range(arguments.splits)]
    covered: Counter[tuple[str, str]] = Counter()
    for learned_pages in halves:
        seen: Counter[str] = Counter()
        learned: set[Pair] = set()
        for page, original, spun in rows:
            if page in learned_pages:
                seen[original] += 1
                learned |= {(original, spun), *inflect(original, spun)}
        for page, original, spun in rows:
            if page not in learned_pages:
                pair = (original, spun)
                kind = "seen" if pair in learned else "written" if pair in written else "neither"
                covered["all", kind] += 1
                covered[f"seen {min(seen[original], 3)} times", kind] += 1
    print(f"{len(pages)} pages of dialect {arguments.dialect}; of what stands on the half that was not learned:")
    for group in sorted({group for group, _ in covered}):
        total = sum(count for (name, _), count in covered.items() if name == group)
        parts = "  ".join(f"{kind} {covered[group, kind] / total:.2f}" for kind in ("seen", "written", "neither"))
        print(f"  originals {group:12} {parts}")
    by_themselves = sum((original, spun) in written for _, original, spun in rows) / len(rows)
    print(f"the written rows by themselves, of all pages: {by_themselves:.2f}")
    rates(rows, halves, written)
    shares(rows, halves, written)


if __name__ == "__main__":
    main()
