"""`textmend learn`: a lexicon from word pairs, aligned texts and spun texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from textmend.edits import apply
from textmend.files import write_whole
from textmend.learn.alignment import Aligned, align
from textmend.learn.expectation import reestimate
from textmend.learn.lexicon import compile_rows, english_frequency
from textmend.learn.sources import AlignedText, read_sources, read_spun
from textmend.learn.tables import ALIGNED, Row, read_table, write_table
from textmend.repairs.characters import Characters
from textmend.repairs.synonyms import built_in_channel
from textmend.spin.arrays import is_array_file
from textmend.spin.lexicon import Lexicon
from textmend.spin.restore import LANGUAGE_WEIGHT
from textmend.spin.tokens import sentences

TABLE = ".tsv"  # a lexicon of this name is written as a table that people can read; any other is compiled


def learn(
    paths: Sequence[Path],
    aligned: Sequence[tuple[Path, Path]],
    target: Path,
    *,
    base: Path | None = None,
    spun: Sequence[Path] = (),
) -> str:
    """Learn a lexicon and write it, whole or not at all.

    Args:
        paths: Tables of word pairs, and files of JSON lines with aligned texts.
        aligned: Spun texts with their originals, files or folders.
        target: The lexicon to write: a table where its name ends in `.tsv`, else compiled.
        base: A lexicon to add to: a table, or for a compiled target a compiled one.
        spun: Spun texts, files or folders, from which the weights are learned on.

    Returns:
        What was learned, in a sentence.

    Raises:
        ValueError: There is nothing to learn from, or a source is wrong; the message names the file and the line.
        OSError: A file cannot be read or written.
    """
    as_table = target.suffix == TABLE
    compiled_base = base is not None and is_array_file(base)
    if as_table and (compiled_base or spun):
        raise ValueError(f"{target}: a table holds pairs and counts only; give it another ending than {TABLE}")
    rows, texts = read_sources(paths, aligned)
    channel, model = built_in_channel()
    found = Aligned({}, {}, 0)
    if texts:
        known = {(original, phrase) for original, phrase, _ in channel.lexicon.channel()}
        found = align(map(_repaired, texts), known | {(row.original, row.spun) for row in rows})
        if not found.pairs:
            raise ValueError("the spun texts and their originals are the same: there is nothing to learn")
    rows += [Row(original, phrase, "own", count, ALIGNED) for (original, phrase), count in found.pairs.items()]
    if base is not None and not compiled_base:
        rows += read_table(base)
    if not rows and not spun:
        raise ValueError("nothing to learn from: give tables of word pairs, aligned texts or spun texts")
    rows = _summed(rows)
    summary = _summary(rows, texts, found)
    if as_table:
        write_whole(target, lambda path: write_table(path, rows))
        return summary
    lexicon = compile_rows(rows, english_frequency(model), found.originals) if rows else channel.lexicon
    if compiled_base and base is not None:
        lexicon = lexicon.merged(Lexicon.read(base)) if rows else Lexicon.read(base)
    if spun:
        read = [list(sentences(text)) for text in read_spun(spun)]
        lexicon = reestimate(lexicon, read, model, language_weight=LANGUAGE_WEIGHT)
        summary += f"; weights from {sum(len(s) for text in read for s in text)} words of spun text"
    write_whole(target, lambda path: lexicon.write(path, {"learned": summary}))
    return summary


def _repaired(text: AlignedText) -> AlignedText:
    """Repair the characters of aligned texts: mojibake is no word that a spinner writes."""
    name, spun, original = text
    characters = Characters()
    return name, apply(spun, characters.propose(spun)), apply(original, characters.propose(original))


def _summed(rows: Iterable[Row]) -> list[Row]:
    """Add the weights of equal rows."""
    weights: dict[tuple[str, str, str, str], float] = defaultdict(float)
    for row in rows:
        weights[row.original, row.spun, row.dialect, row.source] += row.weight
    return [
        Row(original, spun, dialect, weight, source) for (original, spun, dialect, source), weight in weights.items()
    ]


def _summary(rows: Sequence[Row], texts: Sequence[AlignedText], found: Aligned) -> str:
    originals = len({row.original for row in rows})
    summary = f"{len(rows)} pairs of {originals} originals"
    if texts:
        beside = f"{len(texts)} aligned {'text' if len(texts) == 1 else 'texts'} of {found.words} words"
        summary += f"; {len(found.pairs)} of them read off {beside}"
    return summary
