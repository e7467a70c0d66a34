"""`textmend explain`: tell what would be changed, why, and how sure that is."""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import TYPE_CHECKING

from textmend.cli.arguments import ALL_OPTIONS, Commands, add_command, add_files, add_options, mender_of
from textmend.cli.pages import FileProblem, complain, mend, shown, write_standard_output

if TYPE_CHECKING:
    from textmend.mended import Mended

_EXAMPLE = """\
examples:
  textmend explain page.txt
  textmend explain --json *.txt | jq '.edits[] | select(.repair == "furniture") | .before'"""


def register(commands: Commands) -> None:
    """Add the command."""
    explain = add_command(
        commands,
        "explain",
        help="tell what would be changed, why, and how sure that is",
        description="Tell what `clean` changes in each FILE, why, and how sure that is.",
        example=_EXAMPLE,
        run=run,
    )
    add_files(explain)
    explain.add_argument("--json", action="store_true", help="one JSON object a file, each on its own line")
    add_options(explain.add_argument_group("options of mending"), ALL_OPTIONS)


def run(given: argparse.Namespace) -> bool:
    """Run `textmend explain`; tell whether a file failed."""
    mender = mender_of(given)
    failed = False
    between = ""
    for name in given.files or ["-"]:
        try:
            mended = mend(mender, name)
        except FileProblem as problem:
            failed = complain(str(problem))
        else:
            lines = _as_json(mended, name) if given.json else between + _as_text(mended, name)
            write_standard_output(lines.encode("utf-8", "backslashreplace"), "redirect it to a file (> FILE)")
            between = "\n"
    return failed


def _as_text(mended: Mended, name: str) -> str:
    from textmend.explanation import explain

    terminal = sys.stdout is not None and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    return explain(mended, shown(name), colour=terminal and not os.environ.get("NO_COLOR"))


def _as_json(mended: Mended, name: str) -> str:
    from textmend.explanation import as_dict

    return json.dumps(as_dict(mended, name), ensure_ascii=False) + "\n"
