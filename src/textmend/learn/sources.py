"""What `textmend learn` reads: aligned texts and tables of word pairs, told apart by what they are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from textmend.learn.tables import Row, read_table

AlignedText = tuple[str, str, str]  # a name for messages, the spun text, the original


def read_aligned(spun: Path, original: Path) -> Iterator[AlignedText]:
    """Read a spun text beside its original: two files, or two folders whose files have the same names.

    Raises:
        ValueError: One is a file and the other a folder, a file has no counterpart, or a text is not UTF-8; the
            message names the file.
        OSError: A file cannot be read.
    """
    if spun.is_dir() != original.is_dir():
        raise ValueError(f"{spun} and {original}: give two files, or two folders with files of the same names")
    if not spun.is_dir():
        yield str(spun), _text(spun), _text(original)
        return
    names = sorted(path.name for path in spun.iterdir() if path.is_file())
    if not names:
        raise ValueError(f"{spun}: the folder holds no files")
    for name in names:
        if not (original / name).is_file():
            raise ValueError(f"{spun / name}: there is no {original / name} beside it")
        yield str(spun / name), _text(spun / name), _text(original / name)


def read_aligned_lines(path: Path) -> Iterator[AlignedText]:
    """Read a file of JSON lines, each with the fields `spun` and `original`.

    Raises:
        ValueError: A line is not such an object; the message names the file and the line.
        OSError: The file cannot be read.
    """
    for number, line in enumerate(_text(path).splitlines(), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            raise ValueError(f"{path}:{number}: not JSON: {error}") from None
        spun, original = (record.get("spun"), record.get("original")) if isinstance(record, dict) else (None, None)
        if not isinstance(spun, str) or not isinstance(original, str):
            raise ValueError(f'{path}:{number}: an object with the texts "spun" and "original" expected')
        yield f"{path}:{number}", spun, original


def read_sources(paths: Sequence[Path], aligned: Sequence[tuple[Path, Path]]) -> tuple[list[Row], list[AlignedText]]:
    """Read all that is to be learned from.

    Args:
        paths: Tables of word pairs, and files of JSON lines (`.jsonl`, `.json`) with aligned texts.
        aligned: Spun texts with their originals, files or folders.

    Returns:
        The rows of the tables, and the aligned texts.

    Raises:
        ValueError: A source is wrong or holds nothing; the message names it.
        OSError: A file cannot be read.
    """
    rows: list[Row] = []
    texts: list[AlignedText] = []
    for path in paths:
        before = len(rows) + len(texts)
        if path.suffix in (".jsonl", ".json", ".ndjson"):
            texts += read_aligned_lines(path)
        else:
            rows += read_table(path)
        if len(rows) + len(texts) == before:
            raise ValueError(f"{path} holds nothing to learn from")
    for spun, original in aligned:
        texts += read_aligned(spun, original)
    return rows, texts


def read_spun(paths: Iterable[Path]) -> Iterator[str]:
    """Read spun texts: files, and the files of folders.

    Raises:
        ValueError: A file is empty or not UTF-8, a folder holds no files; the message names it.
        OSError: A file cannot be read.
    """
    for path in paths:
        files = sorted(file for file in path.iterdir() if file.is_file()) if path.is_dir() else [path]
        if not files:
            raise ValueError(f"{path}: the folder holds no files")
        for file in files:
            text = _text(file)
            if not text.strip():
                raise ValueError(f"{file} is empty")
            yield text


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is not UTF-8 text: {error}") from None
