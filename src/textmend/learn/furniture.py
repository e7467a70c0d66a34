"""The packaged table of furniture phrases: the files of `data/furniture/` one after the other."""

from __future__ import annotations

from pathlib import Path

COLUMNS = ("phrase", "kind", "strength", "language", "source")


def compile_furniture(folder: Path) -> str:
    """Put the tables of phrases together under one header.

    Args:
        folder: The folder with a table for each language, such as `data/furniture/`.

    Returns:
        The table that the package ships as `_data/furniture.tsv`.

    Raises:
        ValueError: A table lacks the header, a row has too few or too many fields, or rows are out of order or
            there twice.
    """
    header = "\t".join(COLUMNS)
    rows: list[str] = []
    for path in sorted(folder.glob("*.tsv")):
        first, *own = path.read_text(encoding="utf-8").splitlines()
        if first != header:
            raise ValueError(f"{path.name} does not begin with the header {header!r}")
        for row in own:
            if row.count("\t") != len(COLUMNS) - 1:
                raise ValueError(f"{path.name} has a row that is not {len(COLUMNS)} fields: {row!r}")
        if own != sorted(set(own), key=order):
            raise ValueError(f"{path.name} is not sorted by kind and phrase, or has a row twice")
        rows += own
    return "\n".join([header, *rows]) + "\n"


def order(row: str) -> tuple[str, str, str]:
    """Give what the rows of a table are sorted by: kind, then phrase."""
    phrase, kind, *_ = row.split("\t")
    return kind, phrase.casefold(), phrase


def write_furniture(folder: Path, target: Path) -> None:
    """Write the packaged table of phrases from the tables of `folder`."""
    target.write_text(compile_furniture(folder), encoding="utf-8")
