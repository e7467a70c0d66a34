"""`textmend clean`: write the mended text."""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from textmend.cli.arguments import ALL_OPTIONS, Commands, add_command, add_files, add_options, mender_of
from textmend.cli.batch import add_batch_options, is_batch, run_batch
from textmend.cli.pages import FileProblem, complain, mend, write_file, write_standard_output

_EXAMPLE = """\
examples:
  textmend clean page.txt -o mended.txt
  textmend clean *.txt -o mended/
  textmend clean crawl.jsonl.gz -o mended.jsonl.gz --field content --edits edits.parquet
  curl -s https://example.org/page.txt | textmend clean --furniture keep"""


def register(commands: Commands) -> None:
    """Add the command."""
    clean = add_command(
        commands,
        "clean",
        help="write the mended text",
        description="Write the mended text of each FILE, as UTF-8; of a file of many pages (.jsonl, .csv, .parquet, "
        ".warc, .wet) and of a folder, the same with the text of each page mended.",
        example=_EXAMPLE,
        run=run,
    )
    add_files(clean)
    clean.add_argument(
        "-o",
        "--output",
        metavar="OUT",
        help="write to this file, whole or not at all; or into this folder, each page under its own name "
        "(the default is standard output, one page after another)",
    )
    add_batch_options(clean)
    add_options(clean.add_argument_group("options of mending"), ALL_OPTIONS)


def run(given: argparse.Namespace) -> bool:
    """Run `textmend clean`; tell whether a file failed."""
    if is_batch(given):
        return run_batch(given)
    mender = mender_of(given)
    failed = False
    names = given.files or ["-"]
    for name, target in zip(names, _targets(names, given.output, given.parser), strict=True):
        try:
            content = mend(mender, name).text.encode("utf-8", "replace")
            if target is not None:
                write_file(target, content)
        except FileProblem as problem:
            failed = complain(str(problem))
        else:
            if target is None:
                write_standard_output(content, "name a file with -o")
    return failed


def _targets(names: Sequence[str], output: str | None, parser: argparse.ArgumentParser) -> Iterator[Path | None]:
    """Give the file to write for each name; None is standard output."""
    if output in (None, "-"):
        return iter([None] * len(names))
    folder = Path(output)
    if not folder.is_dir():
        if output.endswith(("/", os.sep)):
            parser.error(f"argument -o: {output}: no such folder; make it first (mkdir {output})")
        if len(names) > 1:
            parser.error(
                f"argument -o: {output} is one file and there are {len(names)} to write; name a folder that "
                "exists, or run textmend once for each"
            )
        return iter([folder])
    if "-" in names:
        parser.error("argument -o: standard input has no name to be written under; name a file, not a folder")
    targets = [folder / Path(name).name for name in names]
    for target, count in Counter(targets).items():
        if count > 1:
            parser.error(f"argument -o: {count} files would become {target}; run textmend once for each")
    return iter(targets)
