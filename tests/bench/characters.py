"""How fast the repair of characters goes over text, beside ftfy on the same text in the same run.

Run it as `python tests/bench/characters.py`; with `--small` it takes a few seconds.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable

import ftfy

from textmend.repairs.characters import Characters

WORDS = (
    *(
        "the",
        "a",
        "of",
        "and",
        "in",
        "to",
        "with",
        "old",
        "young",
        "quiet",
        "baker",
        "river",
        "market",
        "bridge",
    ),
    *("garden", "letter", "window", "road", "village", "walked", "carried", "opened", "found", "repaired"),
    *("remembered", "slowly", "again", "before", "after", "under", "across"),
)


def english(size: int, random_source: random.Random) -> str:
    """Sentences of about a dozen words, with quotes and apostrophes, a paragraph a line."""
    lines = []
    while size > 0:
        sentences = []
        for _ in range(random_source.randint(3, 7)):
            words = random_source.choices(WORDS, k=random_source.randint(8, 16))
            words[3] += "'s"
            sentence = " ".join(words).capitalize() + "."
            sentences.append(f'"{sentence}"' if random_source.random() < 0.2 else sentence)
        lines.append(" ".join(sentences))
        size -= len(lines[-1]) + 1
    return "\n".join(lines) + "\n"


def curled(text: str) -> str:
    """The same with curly quotes and apostrophes."""
    return text.replace(' "', " “").replace('\n"', "\n“").replace('"', "”").replace("'", "’")


def mojibake(text: str, share: float, random_source: random.Random) -> str:
    """The same with a share of the lines in UTF-8 read as Windows-1252."""
    return "".join(
        line.encode().decode("sloppy-windows-1252") if random_source.random() < share else line
        for line in text.splitlines(keepends=True)
    )


def seconds(function: Callable[[str], object], text: str, rounds: int) -> float:
    """The least time of a few rounds: what is more than that is the machine's other work."""
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        function(text)
        times.append(time.perf_counter() - begin)
    return min(times)


def main() -> None:
    """Print a line for each kind of text."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="a quick look: less text, fewer rounds")
    arguments = parser.parse_args()
    size, rounds = (200_000, 2) if arguments.small else (2_000_000, 5)
    random_source = random.Random(1)
    plain = english(size, random_source)
    curly = curled(plain)
    texts = {
        "ASCII English": plain,
        "curly-quoted English": curly,
        "5 % mojibake": mojibake(curly, 0.05, random_source),
        "all mojibake": mojibake(curly, 1, random_source),
    }
    propose = Characters().propose
    print(f"{'text':<22}{'ftfy MB/s':>11}{'textmend MB/s':>15}{'ratio':>8}")
    for name, text in texts.items():
        megabytes = len(text.encode()) / 1e6
        by_ftfy, by_textmend = seconds(ftfy.fix_text, text, rounds), seconds(propose, text, rounds)
        ratio = by_ftfy / by_textmend
        print(f"{name:<22}{megabytes / by_ftfy:>11.1f}{megabytes / by_textmend:>15.1f}{ratio:>8.1f}")


if __name__ == "__main__":
    main()
