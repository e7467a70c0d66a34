"""How much of a spinner's damage comes back, on text that stands by itself in this project.

    python tests/bench/restoration.py [--small] [--min-confidence 0.4] [--judge MODULE:NAME]

Two kinds of spun text are restored:

- twenty-four articles written for this project and spun by hand (tests/bench/pages): a1 to b6 by somebody who knew the
  observed pairs, and with them the language model was chosen; c1 to c12 by somebody who had seen neither these pairs
  nor the lexicon, c10 and c11 in the manner of a milder spinner, c12 in that of spun scientific papers;
- the same articles spun by a random half of the lexicon's pairs, each replaced nine times in ten, and restored with
  the whole lexicon, five times over.

`restored` is the share of word errors that the repair removed; `precision` the share of the words that it put in that
are right; `false edits` how many words it changed, in a thousand, where the spinner had changed nothing.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from textmend.cli.arguments import add_options, mender_of
from textmend.repairs.synonyms import built_in_channel
from textmend.spin.lexicon import Lexicon
from textmend.spin.tokens import sentences

PAGES = Path(__file__).parent / "pages"
REPLACED = 0.9
LONGEST_PHRASE = 6


@dataclass
class Score:
    """Counts of words."""

    wrong_before: int = 0
    wrong_after: int = 0
    put_in: int = 0
    put_in_right: int = 0
    untouched: int = 0
    false_edits: int = 0

    def add(self, original: str, spun: str, mended: str) -> None:
        """Score one paragraph."""
        theirs, ours, result = words_of(original), words_of(spun), words_of(mended)
        self.wrong_before += Levenshtein.distance(ours, theirs)
        self.wrong_after += Levenshtein.distance(result, theirs)
        new, wrong = introduced(ours, result), introduced(theirs, result)
        self.put_in += len(new)
        self.put_in_right += len(new - wrong)
        kept = set(range(len(ours))) - introduced(theirs, ours)
        self.untouched += len(kept)
        self.false_edits += len(kept & introduced(result, ours))

    def __str__(self) -> str:
        restored = 1 - self.wrong_after / self.wrong_before
        precision = self.put_in_right / max(self.put_in, 1)
        false_edits = 1000 * self.false_edits / self.untouched
        return f"restored {restored:.3f}  precision {precision:.3f}  false edits {false_edits:5.1f} in 1,000"


def words_of(text: str) -> list[str]:
    """Give the words of a text in lower case."""
    return [word for sentence in sentences(text) for word in sentence.words]


def introduced(before: Sequence[str], after: Sequence[str]) -> set[int]:
    """Give the places in `after` of words that `before` does not have there."""
    return {
        place
        for operation in Levenshtein.opcodes(before, after)
        if operation.tag in ("replace", "insert")
        for place in range(operation.dest_start, operation.dest_end)
    }


def spin(
    text: str, choices: Mapping[str, Sequence[tuple[str, float]]], draw: random.Random, replaced: float = REPLACED
) -> str:
    """Replace the longest phrases that a dictionary knows, nine times in ten or as often as is said."""
    pieces = []
    position = 0
    for sentence in sentences(text):
        place = 0
        while place < len(sentence):
            for length in range(min(LONGEST_PHRASE, len(sentence) - place), 0, -1):
                phrase = " ".join(sentence.words[place : place + length])
                if phrase in choices and all(sentence.joined[place : place + length - 1]):
                    if draw.random() < replaced:
                        spun, weights = zip(*choices[phrase], strict=True)
                        word = draw.choices(spun, weights)[0]
                        capital = sentence.capitalised[place]
                        pieces += (text[position : sentence.starts[place]], word.capitalize() if capital else word)
                        position = sentence.ends[place + length - 1]
                    break
            else:
                length = 1
            place += length
    return "".join(pieces) + text[position:]


def half_of(lexicon: Lexicon, draw: random.Random) -> dict[str, list[tuple[str, float]]]:
    """Take each pair of a lexicon with a probability of one half, where a spinner is thought to know its original.

    An original that is rarely replaced is known to few spinners: it is taken as often as it is replaced.
    """
    taken: dict[str, list[tuple[str, float]]] = defaultdict(list)
    known: dict[str, bool] = {}
    for original, spun, probability in lexicon.channel():
        if original not in known:
            known[original] = draw.random() < 1 - 2.718281828 ** lexicon.survival[original]
        if known[original] and draw.random() < 0.5:
            taken[original].append((spun, probability))
    return dict(taken)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="two pages, one dictionary")
    add_options(parser.add_argument_group("options of mending"), ("min_confidence", "judge"))
    parser.set_defaults(parser=parser, furniture="keep", duplicates="keep")
    arguments = parser.parse_args()
    names = sorted(path.name.removesuffix("-spun.txt") for path in PAGES.glob("*-spun.txt"))
    names = names[:2] if arguments.small else names
    pages = {
        name: tuple((PAGES / f"{name}-{kind}.txt").read_text("utf-8") for kind in ("original", "spun"))
        for name in names
    }
    mender = mender_of(arguments)

    totals: dict[str, Score] = defaultdict(Score)
    for name, (original, spun) in pages.items():
        page = mender.mend(spun)
        own = Score()
        for paragraph in zip(original.split("\n"), spun.split("\n"), page.text.split("\n"), strict=True):
            own.add(*paragraph)
            totals["unseen" if name.startswith("c") else "known pairs"].add(*paragraph)
        print(f"{name:3}  gain {page.evidence.gain:5.2f}  {own}")
    for kind, total in totals.items():
        print(f"spun by hand, {kind:18} {total}")

    lexicon = built_in_channel()[0].lexicon
    total = Score()
    for seed in range(1 if arguments.small else 5):
        draw = random.Random(seed)
        choices = half_of(lexicon, draw)
        for original, _ in pages.values():
            spun = spin(original, choices, draw)
            mended = mender.clean(spun)
            for paragraph in zip(original.split("\n"), spun.split("\n"), mended.split("\n"), strict=True):
                total.add(*paragraph)
    print(f"spun by halves of the lexicon    {total}")


if __name__ == "__main__":
    main()
