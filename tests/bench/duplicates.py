"""How many planted copies are found, how many paragraphs that are none are taken for one, and how long that takes.

    python tests/bench/duplicates.py [--small]

The pages are generated, in words that mean nothing and are used as often as those of natural text. Planted are exact
copies, cut copies, and copies that were spun, up to three words in ten. Rows of a template, and spun copies in which a
name is another, are planted too, and must stay.
"""

from __future__ import annotations

import argparse
import random
import resource
import time

from textmend.repairs.duplicates import Duplicates

FUNCTION_WORDS = "the of and to in a that it was for on with as at by from this they had their".split()
SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprst" for vowel in "aeiou"]


def lexicon(chance: random.Random, size: int) -> list[str]:
    """Make words that mean nothing, the first of which are to be used most."""
    words: dict[str, None] = {}
    while len(words) < size:
        words["".join(chance.choice(SYLLABLES) for _ in range(chance.randrange(2, 5))) + chance.choice("nrstlm")] = None
    return list(words)


class Writer:
    """Writes paragraphs in words of its own, with names and years, and spins them."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        words = lexicon(chance, 12_000)
        self.names = [word.capitalize() for word in words[:300]]
        self.words = words[300:6_000]
        self.synonyms = dict(zip(self.words, words[6_000:], strict=False))

    def word(self) -> str:
        # As in natural text, half of the words are function words and the rest follow Zipf's law roughly.
        if self.chance.random() < 0.45:
            return self.chance.choice(FUNCTION_WORDS)
        return self.words[int(len(self.words) ** self.chance.random()) - 1]

    def sentence(self) -> str:
        words = [self.word() for _ in range(self.chance.randrange(9, 22))]
        words[self.chance.randrange(2, len(words))] = self.chance.choice(self.names)
        if self.chance.random() < 0.3:
            words[self.chance.randrange(2, len(words))] = str(self.chance.randrange(1850, 2020))
        return " ".join(["The", *words]) + "."

    def paragraph(self) -> str:
        return " ".join(self.sentence() for _ in range(self.chance.randrange(2, 6)))

    def spin(self, text: str) -> str:
        words = text.split(" ")
        places = [place for place, word in enumerate(words) if word in self.synonyms]
        share = self.chance.uniform(0.15, 0.3)
        for place in self.chance.sample(places, min(len(places), int(share * len(words)))):
            words[place] = self.synonyms[words[place]]
        return " ".join(words)

    def cut(self, text: str) -> str:
        words = text.split(" ")
        return " ".join(words[: self.chance.randrange(10, 18)]).rstrip(".,") + "…"

    def another(self, text: str) -> str:
        """Make a paragraph that says another thing in like words."""
        words = text.split(" ")
        named = [place for place, word in enumerate(words) if word.strip(".") in self.names]
        if not named:
            return self.spin(text) + f" {self.chance.choice(self.names)}."
        place = self.chance.choice(named)
        words[place] = words[place].replace(words[place].strip("."), self.other_name(words[place].strip(".")))
        return self.spin(" ".join(words))

    def other_name(self, name: str) -> str:
        return self.chance.choice([other for other in self.names if other != name])

    def rows(self, count: int) -> list[str]:
        """Make rows of a template, which differ in a few words each."""
        words = self.paragraph().split(" ")
        places = [place for place, word in enumerate(words) if word in self.synonyms][:6]
        rows = []
        for _ in range(count):
            for place in places:
                words[place] = self.chance.choice(self.words)
            rows.append(" ".join(words))
        return rows


def measure(size: int, chance: random.Random) -> None:
    writer = Writer(chance)
    marked = [("", writer.paragraph()) for _ in range(size)]
    planted = {"exact": 0, "cut": 0, "spun": 0}
    kinds = (("exact", str), ("cut", writer.cut), ("spun", writer.spin), ("another", writer.another))
    copied = chance.sample(range(size), 4 * max(1, size // 40))
    copies: list[tuple[int, str, str]] = []
    for number, original in enumerate(copied):
        kind, make = kinds[number % len(kinds)]
        copies.append((chance.randrange(original + 1, size + 1), kind, make(marked[original][1])))
        if kind in planted:
            planted[kind] += 1
    for place, kind, text in sorted(copies, reverse=True):
        marked.insert(place, (kind, text))
    marked += [("row", row) for row in writer.rows(max(3, size // 100))]
    page = "\n\n".join(text for _, text in marked)
    started = time.process_time()
    edits = Duplicates().propose(page)
    seconds = time.process_time() - started
    gone = {edit.start for edit in edits}
    found = dict.fromkeys(planted, 0)
    wrong = position = 0
    for kind, text in marked:
        if position in gone:
            if kind in found:
                found[kind] += 1
            else:
                wrong += 1
        position += len(text) + 2
    recall = "  ".join(f"{kind} {found[kind]}/{planted[kind]}" for kind in planted)
    total = sum(found.values())
    print(f"{len(marked):6} paragraphs: recall {total / sum(planted.values()):.4f} ({recall})", end="  ")
    print(f"precision {total / max(1, total + wrong):.4f} ({wrong} wrong)  {seconds:.2f} s", end="  ")
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.0f} MB at most")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="leave out the pages of 10,000 paragraphs and more")
    parser.add_argument("--sizes", type=int, nargs="+", help="paragraphs of the pages, without the planted ones")
    arguments = parser.parse_args()
    for size in arguments.sizes or ((20, 100, 1_000) if arguments.small else (20, 100, 1_000, 10_000, 50_000)):
        measure(size, random.Random(size))


if __name__ == "__main__":
    main()
