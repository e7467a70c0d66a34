"""`textmend inspect`: tell of each page whether it was spun."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from textmend.cli.arguments import ALL_OPTIONS, Commands, add_command, add_files, add_options, mender_of
from textmend.cli.pages import FileProblem, complain, read_text, write_standard_output

if TYPE_CHECKING:
    from textmend.spin.evidence import Evidence

# What `inspect` leaves out: whether words are put back, and which, does not change what is told of the page.
_OF_JUDGING = [name for name in ALL_OPTIONS if name not in ("spun", "min_confidence", "judge")]

# What `inspect` tells of each page, in this order.
_COLUMNS = ("file", "spun", "gain", "words", "spun_share")
# In a line of columns, what ends a column or a line is written out.
_IN_A_COLUMN = str.maketrans({"\t": r"\t", "\n": r"\n", "\r": r"\r"})

_EXAMPLE = """\
examples:
  textmend inspect page.txt
  textmend inspect *.txt | awk -F '\\t' '$2 == "no" { print $1 }' > kept.txt
  textmend inspect --json *.txt | jq -r 'select(.spun_share > 0.5).file'"""


def register(commands: Commands) -> None:
    """Add the command."""
    inspect = add_command(
        commands,
        "inspect",
        help="tell of each page whether it was spun, one line a page",
        description="Tell of each FILE whether an article spinner wrote it. Each gets a line of its name, spun or not "
        "(yes, no), the gain in nats a word, how many words were judged, and the share of them that stand in spun "
        "stretches, with tabs between.",
        example=_EXAMPLE,
        run=run,
    )
    add_files(inspect)
    form = inspect.add_mutually_exclusive_group()
    form.add_argument("--header", action="store_true", help="begin with a line that names the columns")
    form.add_argument("--json", action="store_true", help="one JSON object a file, each on its own line, with windows")
    add_options(inspect.add_argument_group("options of judging"), _OF_JUDGING)


def run(given: argparse.Namespace) -> bool:
    """Run `textmend inspect`; tell whether a file failed."""
    mender = mender_of(given)
    hint = "redirect it to a file (> FILE)"
    failed = False
    if given.header:
        write_standard_output(("\t".join(_COLUMNS) + "\n").encode(), hint)
    for name in given.files or ["-"]:
        try:
            text, encoding = read_text(name, mender.options.encoding)
        except FileProblem as problem:
            failed = complain(str(problem))
        else:
            evidence = mender.evidence(text)
            if given.json:
                from textmend.explanation import evidence_as_dict

                told = {"file": name, "encoding": encoding, **evidence_as_dict(evidence)}
                line = json.dumps(told, ensure_ascii=False).encode("utf-8", "backslashreplace")
            else:
                # The name goes out as it came in, byte for byte, so that the next program finds the file.
                line = "\t".join(_columns(name, evidence)).encode("utf-8", "surrogateescape")
            write_standard_output(line + b"\n", hint)
    return failed


def _columns(name: str, evidence: Evidence) -> tuple[str, ...]:
    return (
        name.translate(_IN_A_COLUMN),
        "yes" if evidence.spun else "no",
        f"{evidence.gain:z.3f}",
        str(evidence.words),
        f"{evidence.spun_share:.3f}",
    )
