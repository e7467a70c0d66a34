"""`textmend clean` on files of many pages, and on folders: what was asked for becomes a plan, and the plan is run."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmend.cli.arguments import mender_of
from textmend.cli.pages import FileProblem, complain, what_is_wrong, write_file, write_standard_output
from textmend.options import Options

if TYPE_CHECKING:
    from textmend.batch.files import FileKind
    from textmend.batch.reading import Input
    from textmend.batch.runner import Plan
    from textmend.batch.tally import Tally

# What is bad is told one by one up to so many; all of it is among the rejects.
_MOST_TOLD = 20

# The options of a batch, with their types, as a file of options may have them.
_TYPES = {
    "field": str,
    "jobs": int,
    "max_chars": int,
    "max_seconds": float,
    "edits": str,
    "summary": str,
    "only_report": bool,
}
_DEFAULTS: dict[str, Any] = {"field": "text", "max_chars": 1_000_000, "only_report": False}


def add_batch_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options of a batch."""
    group = parser.add_argument_group(
        "options of files of many pages, and of folders",
        "JSON lines, CSV, Parquet, WARC, WET and plain text, by extension, also .gz, .zst and .bz2",
    )

    def add(flag: str, **keywords: Any) -> None:
        group.add_argument(flag, default=argparse.SUPPRESS, **keywords)

    add("--field", metavar="NAME", help="the member or column that holds the text (default: text)")
    add("--jobs", type=int, metavar="N", help="processes at work (default: as many as there are processors)")
    add("--max-chars", type=int, metavar="N", help="longer pages stay as they are (default: 1000000)")
    add("--max-seconds", type=float, metavar="S", help="pages that take longer stay as they are (default: no limit)")
    add("--edits", metavar="FILE", help="write every edit, as JSON lines or (.parquet) Parquet")
    add("--summary", metavar="FILE", help="write the sums as JSON")
    add("--only-report", action="store_true", help="mend nothing, tell what would be done (to --summary, --edits)")
    add("--resume", action="store_true", help="go on where the same command was ended")
    add("--config", metavar="FILE", help="a TOML file of these options, with _ for -; the command line comes first")


def is_batch(given: argparse.Namespace) -> bool:
    """Tell whether a command is about files of many pages, or folders with somewhere to put what comes of them."""
    from textmend.batch.files import is_remote, kind_of

    if any(hasattr(given, name) for name in (*_TYPES, "resume", "config")):
        return True
    for name in (*given.files, *([given.output] if given.output else [])):
        kind = kind_of(name)
        if is_remote(name) or (kind is not None and (kind.format != "text" or kind.compression)):
            return True
    return given.output not in (None, "-") and any(Path(name).is_dir() for name in given.files)


def run_batch(given: argparse.Namespace) -> bool:
    """Run `textmend clean` on a batch; tell whether something was bad."""
    from textmend.batch.journal import OtherRun
    from textmend.batch.pool import CannotBegin, one_thread
    from textmend.batch.progress import Progress
    from textmend.batch.runner import run

    os.environ.update(one_thread())  # before NumPy is there
    parser = given.parser
    resume = getattr(given, "resume", False)
    chosen = {**_DEFAULTS, **_choices(given)}
    options = mender_of(given).options
    plan = _plan(given, options, chosen)
    progress = Progress(sys.stderr, plan.size)
    problems = 0

    def watch(tally: Tally, position: int, found: list[str]) -> None:
        nonlocal problems
        if found:
            progress.clear()
        for problem in found:
            problems += 1
            if problems <= _MOST_TOLD:
                complain(problem)
            elif problems == _MOST_TOLD + 1:
                complain(f"and more; all are in {plan.rejects}")
        progress.update(tally, position)

    try:
        tally = run(plan, resume, watch)
    except OtherRun as error:
        parser.error(str(error))
    except CannotBegin as error:
        raise FileProblem(str(error)) from None
    except KeyboardInterrupt:
        progress.clear()
        complain(f"interrupted; the same command with --resume goes on ({plan.journal} knows where)")
        raise
    except OSError as error:
        progress.clear()
        what = what_is_wrong(error) if error.strerror else str(error)
        raise FileProblem(
            f"{error.filename or plan.output}: not written: {what}; with --resume it goes on where it was"
        ) from None
    progress.clear()
    _tell(tally, chosen)
    if tally.documents == 0 and tally.not_documents and not problems:
        return complain(f"no record had a text in {chosen['field']!r}; name the member or column with --field")
    return problems > 0


def _choices(given: argparse.Namespace) -> dict[str, Any]:
    """Give the options of a batch that were chosen; those of mending are put where the command line has them."""
    chosen: dict[str, Any] = {}
    if path := getattr(given, "config", None):
        known = {**_TYPES, **{field.name: None for field in fields(Options)}}
        for name, value in _read_config(path, given.parser).items():
            if name not in known:
                given.parser.error(f"argument --config: {path}: unknown {name!r}; there are {', '.join(known)}")
            expected = known[name]
            if expected is float and isinstance(value, int):
                value = float(value)
            if expected is not None and type(value) is not expected:
                given.parser.error(f"argument --config: {path}: {name} must be {expected.__name__}, not {value!r}")
            if expected is not None:
                chosen[name] = value
            elif not hasattr(given, name):
                setattr(given, name, value)
    return {**chosen, **{name: getattr(given, name) for name in _TYPES if hasattr(given, name)}}


def _read_config(path: str, parser: argparse.ArgumentParser) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        parser.error(f"argument --config: {path}: {what_is_wrong(error)}")
    except ValueError as error:
        parser.error(f"argument --config: {path}: no TOML: {error}")


def _plan(given: argparse.Namespace, options: Options, chosen: dict[str, Any]) -> Plan:
    from textmend.batch.document import Limits
    from textmend.batch.files import FileKind, Missing, is_remote, kind_of
    from textmend.batch.runner import Plan
    from textmend.batch.work import Settings

    parser = given.parser
    jobs = chosen.get("jobs", os.cpu_count() or 1)
    if jobs < 1:
        parser.error(f"argument --jobs: must be at least 1, not {jobs}")
    if not given.files or "-" in given.files:
        parser.error("a batch is read from files; name them")
    only_report = chosen["only_report"]
    if not only_report and given.output in (None, "-"):
        parser.error("name an output with -o, or ask for --only-report")
    output = None if only_report else Path(given.output)
    edits = Path(chosen["edits"]) if "edits" in chosen else None
    base = output or edits or Path(chosen.get("summary", "textmend"))
    base = base if base.name else base.resolve()  # the folder that one is in has a name as well
    rejects = base.with_name(f"{base.name}.rejects.jsonl")
    inputs = tuple(_inputs(given.files, {path.resolve() for path in (output, edits, rejects) if path}))
    if not inputs:
        parser.error("there is nothing to read: no file with one of the extensions in what was named")
    is_folder = output is not None and (output.is_dir() or given.output.endswith(("/", os.sep)))
    kind: FileKind | None = None
    if output is not None and not is_folder:
        kind = kind_of(given.output) or FileKind("text", None, is_remote(given.output))
        _refuse_what_does_not_fit(output, kind, inputs, parser)
    _refuse_what_would_be_lost(inputs, output, is_folder, edits, parser)
    try:
        for used in {given.kind for given in inputs} | ({kind} if kind else set()):
            used.load_packages()
        if edits and (edits_kind := kind_of(str(edits))):
            edits_kind.load_packages()
        limits = Limits(chosen["max_chars"], chosen.get("max_seconds"))
    except (Missing, ValueError) as error:
        parser.error(str(error))
    as_rows = kind is not None and kind.format == "csv" and [given.kind.format for given in inputs] != ["csv"]
    return Plan(
        inputs=inputs,
        settings=Settings(options, chosen["field"], limits, kind, as_rows, edits is not None, output is not None),
        output=output,
        is_folder=is_folder,
        edits=edits,
        rejects=rejects,
        journal=base.with_name(f"{base.name}.journal"),
        jobs=jobs,
    )


def _inputs(names: Sequence[str], outputs: Collection[Path]) -> Iterator[Input]:
    """Give the files that were named, and those in the folders that were named, but for what is written there."""
    from textmend.batch.files import FileKind, is_remote, kind_of
    from textmend.batch.reading import Input

    for name in names:
        path = Path(name)
        if is_remote(name) or not path.is_dir():
            yield Input(name, kind_of(name) or FileKind("text", None, is_remote(name)), name.rsplit("/", 1)[-1])
            continue
        own = set(outputs) - {path.resolve()}
        left: list[Path] = []
        for found in sorted(path.rglob("*")):
            hidden = any(part.startswith(".") for part in found.relative_to(path).parts)
            if hidden or not found.is_file() or not own.isdisjoint((found.resolve(), *found.resolve().parents)):
                continue
            if kind := kind_of(str(found)):
                yield Input(str(found), kind, str(found.relative_to(path)))
            else:
                left.append(found)
        if left:
            complain(f"{name}: files of other kinds are left out, {len(left)} in all, such as {left[0].name}")


def _refuse_what_does_not_fit(
    output: Path, kind: FileKind, inputs: Sequence[Input], parser: argparse.ArgumentParser
) -> None:
    if kind.format == "text" and (len(inputs) > 1 or inputs[0].kind.format != "text"):
        parser.error(
            f"argument -o: {output} would be one page; name a folder, or a file of many pages such as out.jsonl"
        )
    if kind.format == "warc" and any(given.kind.format != "warc" for given in inputs):
        parser.error(f"argument -o: {output} can be made of WARC files alone; name a file such as out.jsonl")
    if kind.format == "parquet" and kind.compression:
        parser.error(f"argument -o: {output}: Parquet is compressed inside; leave the second extension out")
    if kind.remote:
        parser.error(f"argument -o: {output}: outputs are files of this machine; copy them when they are whole")


def _refuse_what_would_be_lost(
    inputs: Sequence[Input], output: Path | None, is_folder: bool, edits: Path | None, parser: argparse.ArgumentParser
) -> None:
    targets = [output / given.relative if is_folder else output for given in inputs] if output else []
    if is_folder:
        for target, count in Counter(targets).items():
            if count > 1:
                parser.error(f"argument -o: {count} files would become {target}; run textmend once for each")
    if edits is not None and os.path.realpath(edits) in map(os.path.realpath, targets):
        parser.error(f"argument --edits: {edits} is the output as well; name another file")
    read = {os.path.realpath(given.name) for given in inputs}
    for target in [*targets, *([edits] if edits else [])]:
        if os.path.realpath(target) in read:
            parser.error(f"{target} is to be read and written; name another output")


def _tell(tally: Tally, chosen: dict[str, Any]) -> None:
    summary = (json.dumps(tally.as_dict(), indent=2) + "\n").encode()
    if "summary" in chosen:
        write_file(Path(chosen["summary"]), summary)
    elif chosen["only_report"]:
        write_standard_output(summary, "write it to a file with --summary")
    for line in tally.in_words():
        complain(line)
