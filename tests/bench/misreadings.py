"""Misread text brought back, by mix-up, beside ftfy in the same run; and clean text of 500 languages left alone.

What is measured is the repair of characters alone. A paragraph counts as recovered where it comes back exactly. Only
paragraphs that the mix-up leaves whole are misread: what a decoder has to drop nobody brings back. Clean text is judged
twice: with the packaged model, and with models that were built without a quarter of the languages each, for those.

Run it as `python tests/bench/misreadings.py`; it takes some two minutes, with `--small` some seconds.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterable, Iterator
from pathlib import Path

import ftfy

from textmend.edits import apply
from textmend.learn.character_model import model, read_languages
from textmend.repairs.characters import CONFIG, Characters
from textmend.repairs.misreadings import Misreadings

UDHR = Path(__file__).parents[3] / "shared" / "characters" / "udhr.jsonl.xz"
FOLDS = 4
# Characters; signs of East Asia say more each.
LEAST, LEAST_EAST = 100, 30

WESTERN = ("sloppy-windows-1252", "latin-1")
UTF_8_READ_AS = (
    *("sloppy-windows-1251", "koi8-r", "cp866", "cp850", "gb18030", "cp932", "big5", "euc_kr", "latin-1"),
    *("sloppy-windows-1250", "sloppy-windows-1252", "sloppy-windows-1253", "sloppy-windows-1257", "iso-8859-2"),
    *("mac_roman", "cp437"),
)
CYRILLIC = ("rus", "ukr", "bel", "mkd_cyrl", "kaz", "bul", "srp_cyrl")
WEST = ("fra", "deu_1996", "spa", "por_BR", "swe")
EAST = ("cmn_hans", "cmn_hant", "jpn", "kor")
# Languages, what their text is in, what it is read as.
LEGACY: tuple[tuple[tuple[str, ...], str, tuple[str, ...]], ...] = (
    (CYRILLIC, "cp1251", (*WESTERN, "koi8-r", "cp866", "mac_roman")),
    (CYRILLIC, "koi8-r", (*WESTERN, "sloppy-windows-1251", "cp866")),
    (CYRILLIC, "cp866", (*WESTERN, "sloppy-windows-1251", "cp437")),
    (CYRILLIC, "iso8859-5", WESTERN),
    (CYRILLIC, "mac_cyrillic", WESTERN),
    (("ell_monotonic",), "cp1253", WESTERN),
    (("heb",), "cp1255", WESTERN),
    (("arb",), "cp1256", WESTERN),
    (("tha",), "cp874", WESTERN),
    (("cmn_hans",), "gbk", WESTERN),
    (("cmn_hant",), "big5", WESTERN),
    (("jpn",), "cp932", WESTERN),
    (("jpn",), "euc_jp", WESTERN),
    (("kor",), "euc_kr", WESTERN),
    (("pol", "ces", "slk", "hun", "ron_2006"), "cp1250", WESTERN),
    (("tur",), "cp1254", WESTERN),
    (WEST, "cp1252", ("mac_roman", "cp850")),
    (WEST, "mac_roman", WESTERN[:1]),
    (WEST, "cp850", WESTERN[:1]),
)


def misread(paragraphs: Iterable[str], truth: str, read_as: str) -> Iterator[tuple[str, str]]:
    """Give paragraphs and their misread forms, of those that stay whole and do not stay as they were."""
    for paragraph in paragraphs:
        try:
            mangled = paragraph.encode(truth).decode(read_as)
            whole = mangled.encode(read_as).decode(truth) == paragraph
        except UnicodeError:
            continue
        if whole and mangled != paragraph:
            yield paragraph, mangled


def mended(text: str, characters: Characters) -> str:
    """Repair until nothing changes, as the mender does."""
    before = None
    while before != text:
        before, text = text, apply(text, characters.propose(text))
    return text


def damaged(languages: dict[str, list[str]], misreadings: Misreadings) -> int:
    """Count the paragraphs for which anything is proposed."""
    return sum(bool(misreadings.propose(paragraph)) for texts in languages.values() for paragraph in texts)


def fold(language: str) -> int:
    """Give the fold of a language; all its spellings are in one."""
    return sum(map(ord, language[:3])) % FOLDS


def main() -> None:
    """Print a line for each mix-up, then what became of clean text."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="a quick look: few paragraphs, one fold")
    arguments = parser.parse_args()
    if not UDHR.is_file():
        print(f"skipped: the declaration in 500 languages is not at {UDHR}")
        return
    languages = read_languages(UDHR)
    most, folds = (10, 1) if arguments.small else (500, FOLDS)
    characters = Characters(Misreadings())
    rows = [(tuple(languages), "utf-8", UTF_8_READ_AS), *LEGACY]
    print(f"{'text in':<14}{'read as':<24}{'paragraphs':>10}{'ftfy':>8}{'textmend':>10}")
    for names, truth, readings in rows:
        least = LEAST_EAST if set(names) & set(EAST) and len(names) == 1 else LEAST
        paragraphs = [text for name in names for text in languages.get(name, ()) if len(text) >= least]
        random.Random(1).shuffle(paragraphs)
        for read_as in readings:
            pairs = [pair for pair, _ in zip(misread(paragraphs, truth, read_as), range(most), strict=False)]
            by_ftfy = sum(ftfy.fix_and_explain(mangled, CONFIG).text == text for text, mangled in pairs)
            by_textmend = sum(mended(mangled, characters) == text for text, mangled in pairs)
            shares = f"{by_ftfy / len(pairs):>8.3f}{by_textmend / len(pairs):>10.3f}"
            print(f"{truth:<14}{read_as:<24}{len(pairs):>10}{shares}")
    shown = dict(list(languages.items())[:: 20 if arguments.small else 1])
    count = sum(map(len, shown.values()))
    print(f"clean paragraphs changed: {damaged(shown, Misreadings())} of {count}")
    for number in range(folds):
        held_out = {name: texts for name, texts in shown.items() if fold(name) == number}
        judge = Misreadings(model({name: texts for name, texts in languages.items() if fold(name) != number}))
        count = sum(map(len, held_out.values()))
        print(f"of languages that the model has not seen: {damaged(held_out, judge)} of {count}")


if __name__ == "__main__":
    main()
