"""How fast the repairs of characters go over text, all four of them, beside ftfy on the same text in the same run.

Run it as `python tests/bench/characters.py`; with `--small` it takes a few seconds.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from pathlib import Path

import ftfy

from textmend.learn.character_model import read_languages
from textmend.repairs.characters import Characters
from textmend.repairs.disguises import Disguises
from textmend.repairs.escapes import Escapes
from textmend.repairs.lost_bytes import LostBytes
from textmend.repairs.misreadings import Misreadings

UDHR = Path(__file__).parents[3] / "shared" / "characters" / "udhr.jsonl.xz"
LANGUAGES = (
    *("eng", "fra", "spa", "deu_1996", "por_BR", "ita", "nld", "pol", "ces", "hun", "tur", "ron_2006", "rus", "ukr"),
    *("bul", "ell_monotonic", "heb", "arb", "cmn_hans", "vie"),
)

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


def twenty_languages(size: int, random_source: random.Random) -> str:
    """Paragraphs of twenty languages, in an order drawn at random."""
    languages = read_languages(UDHR)
    lines = [paragraph for name in LANGUAGES for paragraph in languages[name]]
    random_source.shuffle(lines)
    text = "\n".join(lines)[:size]
    return text + "\n"


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
    if UDHR.is_file():
        texts["twenty languages"] = twenty_languages(size, random_source)
    repairs = (LostBytes(), Escapes(), Characters(Misreadings()), Disguises())

    def propose(text: str) -> None:
        for repair in repairs:
            repair.propose(text)

    print(f"{'text':<22}{'ftfy MB/s':>11}{'textmend MB/s':>15}{'ratio':>8}")
    for name, text in texts.items():
        megabytes = len(text.encode()) / 1e6
        by_ftfy, by_textmend = seconds(ftfy.fix_text, text, rounds), seconds(propose, text, rounds)
        ratio = by_ftfy / by_textmend
        print(f"{name:<22}{megabytes / by_ftfy:>11.1f}{megabytes / by_textmend:>15.1f}{ratio:>8.1f}")


if __name__ == "__main__":
    main()
