"""What the command line promises beside the cases: outputs, exit codes, and one clear line for each error."""

from __future__ import annotations

import errno
import io
import json
import os
import re
import stat
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

import textmend
from textmend import cli
from textmend.cli import main, pages
from textmend.cli.arguments import OPTION_HELP

DAMAGED = "It doesnâ€™t look right.\n"
MENDED = "It doesn’t look right.\n"

# Root reads and writes what it likes, so that a forbidden file cannot be made.
not_as_root = pytest.mark.skipif(
    hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read and write every file"
)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.txt"
    path.write_bytes(DAMAGED.encode())
    return path


class Streams:
    """Runs the command line within this process and keeps what it wrote."""

    def __init__(self, capture: pytest.CaptureFixture[bytes], patch: pytest.MonkeyPatch) -> None:
        self._capture = capture
        self._patch = patch

    def __call__(self, *arguments: object, stdin: bytes = b"") -> tuple[int, str, str]:
        self._patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as end:
            code = end.code
        out, err = self._capture.readouterr()
        return code, out.decode(), err.decode()


@pytest.fixture
def run(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Streams:
    return Streams(capsysbinary, monkeypatch)


def process(*arguments: object, **keywords: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "textmend", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, timeout=120, **keywords)


def one_line(message: str) -> str:
    """Give the one line that standard error holds."""
    assert message.startswith("textmend: ")
    assert message.endswith("\n")
    assert message.count("\n") == 1
    assert "Traceback" not in message
    return message.removeprefix("textmend: ").rstrip("\n")


def test_clean_writes_to_standard_output(run: Streams, page: Path) -> None:
    assert run("clean", page) == (0, MENDED, "")


@pytest.mark.parametrize("arguments", [["clean"], ["clean", "-"]])
def test_no_file_and_a_dash_are_standard_input(run: Streams, arguments: list[str]) -> None:
    assert run(*arguments, stdin=DAMAGED.encode()) == (0, MENDED, "")


def test_files_are_written_one_after_another(run: Streams, page: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("Nothing is wrong here.\n")
    assert run("clean", page, other, page) == (0, MENDED + "Nothing is wrong here.\n" + MENDED, "")


def test_output_goes_to_a_file(run: Streams, page: Path, tmp_path: Path) -> None:
    target = tmp_path / "mended.txt"
    assert run("clean", page, "-o", target) == (0, "", "")
    assert target.read_bytes() == MENDED.encode()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mended.txt", "page.txt"]


def test_output_may_be_the_input(run: Streams, page: Path) -> None:
    page.chmod(0o640)
    assert run("clean", page, "-o", page) == (0, "", "")
    assert page.read_bytes() == MENDED.encode()
    assert stat.S_IMODE(page.stat().st_mode) == 0o640


def test_output_through_a_link_keeps_the_link(run: Streams, page: Path, tmp_path: Path) -> None:
    target = tmp_path / "target.txt"
    target.write_text("old")
    link = tmp_path / "link.txt"
    link.symlink_to(target)
    assert run("clean", page, "-o", link) == (0, "", "")
    assert link.is_symlink()
    assert target.read_bytes() == MENDED.encode()


def test_output_goes_into_a_folder_under_the_files_own_names(run: Streams, page: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_bytes(DAMAGED.encode())
    folder = tmp_path / "mended"
    folder.mkdir()
    assert run("clean", page, other, "-o", folder) == (0, "", "")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        "page.txt": MENDED.encode(),
        "other.txt": MENDED.encode(),
    }


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="needs /dev/null")
def test_a_device_is_written_to_and_not_replaced(run: Streams, page: Path) -> None:
    assert run("clean", page, "-o", "/dev/null") == (0, "", "")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_line_ends_and_a_missing_last_one_are_kept(run: Streams, newline: str) -> None:
    text = f"The first line is here.{newline}{newline}The second line is there."
    assert run("clean", stdin=text.encode()) == (0, textmend.clean(text), "")
    assert run("clean", stdin=b"") == (0, "", "")


def test_output_is_utf_8_whatever_the_locale(page: Path) -> None:
    done = process("clean", page, env={**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert (done.returncode, done.stdout, done.stderr) == (0, MENDED.encode(), b"")


def test_options_reach_the_library(run: Streams, page: Path) -> None:
    assert run("clean", page, "--characters", "keep") == (0, DAMAGED, "")
    assert run("clean", page, "--encoding", "utf-8") == (0, MENDED, "")
    assert run("clean", "--encoding", "cp1252", stdin="the café is open".encode("cp1252")) == (
        0,
        "the café is open",
        "",
    )


def test_a_lexicon_reaches_the_library(run: Streams, tmp_path: Path) -> None:
    text = "The silver fish are landed at noon.\n"
    lexicon = tmp_path / "pairs.tsv"
    lexicon.write_text("herring\tsilver fish\n")
    assert run("clean", "--spun", "assume", stdin=text.encode()) == (0, text, "")
    assert run("clean", "--spun", "assume", "--lexicon", lexicon, stdin=text.encode()) == (
        0,
        "The herring are landed at noon.\n",
        "",
    )


@pytest.mark.parametrize("command", ["clean", "explain"])
def test_each_field_of_options_is_an_option(run: Streams, command: str) -> None:
    code, out, _ = run(command, "--help")
    assert code == 0
    for field in fields(textmend.Options):
        assert f"--{field.name.replace('_', '-')} " in out
    parser = cli.build_parser()
    given = parser.parse_args([command])
    assert not {field.name for field in fields(textmend.Options)} & set(vars(given))


def test_inspect_takes_the_options_that_matter_to_it(run: Streams) -> None:
    code, out, _ = run("inspect", "--help")
    assert code == 0
    for field in fields(textmend.Options):
        matters = field.name not in ("spun", "min_confidence", "judge")
        assert (f"--{field.name.replace('_', '-')} " in out) is matters
    assert not {field.name for field in fields(textmend.Options)} & set(
        vars(cli.build_parser().parse_args(["inspect"]))
    )


def test_option_help_is_for_fields_that_exist() -> None:
    assert set(OPTION_HELP) == {field.name for field in fields(textmend.Options)}


@pytest.mark.parametrize("arguments", [["--help"], ["clean", "--help"], ["explain", "--help"], ["inspect", "--help"]])
def test_help_has_an_example(run: Streams, arguments: list[str]) -> None:
    code, out, err = run(*arguments)
    assert (code, err) == (0, "")
    assert re.search(r"^examples?:\n  textmend ", out, re.MULTILINE)


def test_explain_tells_what_why_and_how_sure(run: Streams, page: Path) -> None:
    code, out, err = run("explain", page)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == str(page)
    assert lines[1] == "line 1"
    assert "[-" in lines[2]
    assert "{+" in lines[2]
    assert "t look right." in lines[2]
    assert re.fullmatch(r"      characters, sure [01]\.\d\d: .+", lines[3])
    assert lines[-2].startswith("1 edit: characters 1")
    assert "spun" in lines[-1]
    assert "\x1b" not in out


def test_explain_says_where_nothing_is_wrong(run: Streams) -> None:
    code, out, _ = run("explain", stdin=b"Nothing is wrong here.\n")
    assert code == 0
    assert out.splitlines()[:2] == ["standard input", "nothing to mend"]


def test_explain_is_coloured_on_a_terminal_alone(run: Streams, page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: True, raising=False)
    assert "\x1b[31m" in run("explain", page)[1]
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in run("explain", page)[1]
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert "\x1b" not in run("explain", page)[1]


def test_explain_shows_no_line_ends_of_windows(run: Streams) -> None:
    text = "It doesnâ€™t\r\nIt isnâ€™t here.\r\nâ€™\r\n"
    code, out, _ = run("explain", "--furniture", "keep", stdin=text.encode())
    assert code == 0
    assert "\\r" not in out
    assert "It doesn[-â€™-]{+’+}t\n" in out


def test_a_page_cannot_steer_the_terminal(run: Streams) -> None:
    text = "\x1b]0;owned\x07 It doesnâ€™t \x1b[2Jlook right."
    out = run("explain", stdin=text.encode())[1]
    assert "\x1b" not in out
    assert "\x07" not in out


def test_explain_gives_json_a_line_for_each_file(run: Streams, page: Path) -> None:
    code, out, err = run("explain", "--json", page, "-", stdin=b"Nothing is wrong here.\n")
    assert (code, err) == (0, "")
    first, second = map(json.loads, out.splitlines())
    assert first["file"] == str(page)
    assert first["encoding"] == "utf-8"
    assert first["original_length"] == len(DAMAGED)
    assert first["mended_length"] == len(MENDED)
    assert set(first["evidence"]) == {"spun", "spun_words", "spun_share", "gain", "words", "windows"}
    (edit,) = first["edits"]
    assert set(edit) == {"stage", *(field.name for field in fields(textmend.Edit))}
    text = DAMAGED[: edit["start"]] + edit["after"] + DAMAGED[edit["end"] :]
    assert text == MENDED
    assert second["file"] == "-"
    assert second["edits"] == []


SPUN = (
    "The corporate mentioned on Tuesday that it misplaced some huge cash final yr. Individuals accustomed to the "
    "matter instructed reporters that extra job losses could be introduced quickly.\n"
)


def test_inspect_tells_a_line_a_page(run: Streams, page: Path, tmp_path: Path) -> None:
    spun = tmp_path / "spun.txt"
    spun.write_text(SPUN)
    code, out, err = run("inspect", page, spun, "-", stdin=b"")
    assert (code, err) == (0, "")
    first, second, third = (line.split("\t") for line in out.splitlines())
    assert first[:2] == [str(page), "no"]
    assert second[:2] == [str(spun), "yes"]
    assert third == ["-", "no", "0.000", "0", "0.000"]
    told = textmend.evidence(SPUN)
    assert second[2:] == [f"{told.gain:.3f}", str(told.words), "1.000"]


@pytest.mark.parametrize("arguments", [["inspect"], ["inspect", "-"]])
def test_inspect_reads_standard_input(run: Streams, arguments: list[str]) -> None:
    code, out, err = run(*arguments, stdin=SPUN.encode())
    assert (code, err) == (0, "")
    assert re.fullmatch(r"-\tyes\t\d\.\d{3}\t\d+\t1\.000\n", out)


def test_inspect_names_its_columns_where_asked_to(run: Streams, page: Path) -> None:
    plain = run("inspect", page)[1]
    assert run("inspect", "--header", page) == (0, "file\tspun\tgain\twords\tspun_share\n" + plain, "")


def test_inspect_gives_json_a_line_for_each_file(run: Streams, page: Path) -> None:
    code, out, err = run("inspect", "--json", page, "-", stdin=SPUN.encode())
    assert (code, err) == (0, "")
    first, second = map(json.loads, out.splitlines())
    assert (first["file"], first["encoding"], first["spun"]) == (str(page), "utf-8", False)
    assert (second["file"], second["spun"], second["spun_share"]) == ("-", True, 1.0)
    assert set(second) == {"file", "encoding", "spun", "spun_words", "spun_share", "gain", "words", "windows"}
    (window,) = second["windows"]
    assert set(window) == {field.name for field in fields(textmend.Window)}
    assert SPUN[window["start"] : window["end"]] == SPUN.removesuffix(".\n")
    told = json.loads(run("explain", "--json", "-", stdin=SPUN.encode())[1])
    assert told["evidence"] == {name: second[name] for name in told["evidence"]}


def test_inspect_judges_with_the_options_given(run: Streams, tmp_path: Path) -> None:
    text = "The silver fish are landed. " * 40
    lexicon = tmp_path / "pairs.tsv"
    lexicon.write_text("herring\tsilver fish\n")
    alone = ["--lexicon", lexicon, "--lexicon-use", "alone"]
    assert (
        run("inspect", "--duplicates", "keep", *alone, stdin=text.encode())[1]
        != run("inspect", "--duplicates", "keep", stdin=text.encode())[1]
    )
    assert "cp1252" in run("inspect", "--json", "--encoding", "cp1252", stdin="the café".encode("cp1252"))[1]


def test_a_name_keeps_to_its_column_and_its_line(run: Streams, tmp_path: Path) -> None:
    odd = tmp_path / "a\tb\nc.txt"
    odd.write_text("Nothing is wrong here.\n")
    code, out, _ = run("inspect", odd)
    assert code == 0
    assert out.count("\n") == 1
    assert out.startswith(f"{tmp_path}/a\\tb\\nc.txt\tno\t")
    assert json.loads(run("inspect", "--json", odd)[1])["file"] == str(odd)


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="file names are Unicode there")
def test_a_name_that_is_not_utf_8_goes_out_as_it_came_in(tmp_path: Path) -> None:
    odd = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    with open(odd, "wb") as file:  # noqa: PTH123 - pathlib takes no bytes
        file.write(DAMAGED.encode())
    done = subprocess.run([sys.executable, "-m", "textmend", "inspect", odd], capture_output=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(odd + b"\tno\t")


def test_inspect_goes_on_after_an_error(run: Streams, page: Path, tmp_path: Path) -> None:
    image = tmp_path / "image.png"
    image.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    code, out, err = run("inspect", tmp_path, image, page)
    assert code == 1
    assert [line.split("\t")[0] for line in out.splitlines()] == [str(page)]
    assert err.splitlines()[0] == f"textmend: {tmp_path}: a folder; name the files in it"
    assert err.splitlines()[1].startswith(f"textmend: {image}: a binary file")


def test_inspect_says_what_it_guessed(run: Streams) -> None:
    text = "The café in the Rue Molière is closed; the soufflé isn’t what it was. “Pity,” said Zoë, and Noël nodded."
    code, out, err = run("inspect", stdin=text.encode("cp1252"))
    assert (code, out.count("\n")) == (0, 1)
    assert one_line(err).startswith("standard input: not UTF-8; read as cp1252; ")


def test_version() -> None:
    metadata = pytest.importorskip("importlib.metadata")
    try:
        version = metadata.version("textmend")
    except metadata.PackageNotFoundError:
        pytest.skip("textmend is on the path and not installed")
    done = process("--version")
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, f"textmend {version}{os.linesep}", b"")


# What can be wrong with a file: each gets one line, code 1, and the other files are still processed.


def test_a_missing_file(run: Streams, page: Path, tmp_path: Path) -> None:
    missing = tmp_path / "missing.txt"
    code, out, err = run("clean", missing, page)
    assert (code, out) == (1, MENDED)
    assert one_line(err) == f"{missing}: no such file or folder; check the path"


def test_a_folder(run: Streams, page: Path, tmp_path: Path) -> None:
    code, out, err = run("clean", tmp_path, page)
    assert (code, out) == (1, MENDED)
    assert one_line(err) == f"{tmp_path}: a folder; name the files in it"


def test_a_binary_file(run: Streams, page: Path, tmp_path: Path) -> None:
    image = tmp_path / "image.png"
    image.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    code, out, err = run("clean", image, page)
    assert (code, out) == (1, MENDED)
    assert one_line(err).startswith(f"{image}: a binary file")


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\n", bytes(range(1, 256)), b"\x1f\x8b\x08\x08abcdefgh\x01\x02", b"\x01"]
)
def test_a_binary_file_without_nul_bytes(run: Streams, page: Path, tmp_path: Path, content: bytes) -> None:
    image = tmp_path / "image.png"
    image.write_bytes(content)
    code, out, err = run("clean", image, page)
    assert (code, out) == (1, MENDED)
    assert one_line(err).startswith(f"{image}: a binary file, not text")
    assert run("clean", image, "--encoding", "cp1252")[0] == 0


@pytest.mark.parametrize(
    "content",
    ["Page one\f\vPage two\r\n", "\x1b[31mred\x1b[0m\x1b[1mbold", "A bell\x07 in a line that is otherwise all right."],
)
def test_a_few_control_characters_are_no_binary_file(run: Streams, content: str) -> None:
    assert run("clean", stdin=content.encode()) == (0, textmend.clean(content), "")


def test_iso_2022_is_not_binary(run: Streams) -> None:
    text = "年老いた漁師は海から戻った。"
    assert run("clean", stdin=text.encode("iso2022_jp"))[:2] == (0, text)


def test_wide_encodings_are_not_binary(run: Streams) -> None:
    assert run("clean", stdin=MENDED.encode("utf-16")) == (0, MENDED, "")
    assert run("clean", "--encoding", "utf-16-le", stdin=MENDED.encode("utf-16-le")) == (0, MENDED, "")


def test_another_encoding_is_detected_and_said_so(run: Streams) -> None:
    text = "The café in the Rue Molière is closed; the soufflé isn’t what it was. “Pity,” said Zoë, and Noël nodded."
    code, out, err = run("clean", stdin=text.encode("cp1252"))
    assert (code, out) == (0, text)
    assert one_line(err).startswith("standard input: not UTF-8; read as cp1252; ")


def test_bad_utf_8_is_read_as_far_as_it_goes_and_said_so(run: Streams) -> None:
    text = "The café is open, the crème brûlée is not bad at all, and neither is the soufflé: “4 €”"
    code, out, err = run("clean", stdin=text.encode() + b" \x96 at most.")
    assert (code, out) == (0, text + " – at most.")
    assert one_line(err).startswith(f"standard input: bad UTF-8, first at byte {len(text.encode()) + 2}; ")


def test_bytes_that_are_not_in_the_declared_encoding(run: Streams) -> None:
    code, out, err = run("clean", "--encoding", "ascii", stdin=MENDED.encode())
    assert (code, out) == (0, MENDED)
    assert one_line(err).startswith("standard input: not ascii; read as utf-8; ")


@not_as_root
def test_an_unreadable_file(run: Streams, page: Path) -> None:
    page.chmod(0)
    code, out, err = run("clean", page)
    assert (code, out) == (1, "")
    assert one_line(err).startswith(f"{page}: permission denied; ")


def test_an_unreadable_file_as_anyone(run: Streams, page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    code, out, err = run("clean", page)
    assert (code, out) == (1, "")
    assert one_line(err).startswith(f"{page}: permission denied; ")


def test_explain_goes_on_after_an_error(run: Streams, page: Path, tmp_path: Path) -> None:
    code, out, err = run("explain", tmp_path, page)
    assert code == 1
    assert out.startswith(str(page))
    assert one_line(err) == f"{tmp_path}: a folder; name the files in it"


def test_an_output_that_cannot_be_written_leaves_nothing_behind(
    run: Streams, page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "mended.txt"
    target.write_text("what was there before")
    write = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        write(path, content[:5])
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(Path, "write_bytes", full)
    code, out, err = run("clean", page, "-o", target)
    assert (code, out) == (1, "")
    assert one_line(err) == f"{target}: not written: no space left on the disk; free some and run it again"
    assert target.read_text() == "what was there before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mended.txt", "page.txt"]


def test_an_output_in_a_missing_folder(run: Streams, page: Path, tmp_path: Path) -> None:
    target = tmp_path / "missing" / "mended.txt"
    code, out, err = run("clean", page, "-o", target)
    assert (code, out) == (1, "")
    assert one_line(err) == f"{target}: not written: no such file or folder; check the path"


def test_a_failed_input_leaves_the_output_alone(run: Streams, tmp_path: Path) -> None:
    target = tmp_path / "mended.txt"
    target.write_text("what was there before")
    assert run("clean", tmp_path / "missing.txt", "-o", target)[0] == 1
    assert target.read_text() == "what was there before"


# What can be wrong with the command line itself: usage, one line, code 2.


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "the following arguments are required: COMMAND"),
        (["mend"], "invalid choice: 'mend'"),
        (["clean", "--spun", "perhaps"], "argument --spun: invalid choice: 'perhaps'"),
        (["clean", "--min-confidence", "most"], "argument --min-confidence: invalid float value: 'most'"),
        (["clean", "--min-confidence", "3"], "min_confidence must be from 0 to 1, not 3.0"),
        (["clean", "--min-confidence", "nan"], "min_confidence must be from 0 to 1, not nan"),
        (["clean", "--encoding", "klingon"], "argument --encoding: unknown encoding 'klingon'; try utf-8"),
        (["clean", "--encoding", "base64"], "argument --encoding: unknown encoding 'base64'; try utf-8"),
        (
            ["clean", "a.txt", "b.txt", "-o", "c.txt"],
            "name a folder that exists, or run textmend once for each",
        ),
        (["clean", "a.txt", "-o", "missing/"], "no such folder; make it first (mkdir missing/)"),
        (["clean", "a/page.txt", "b/page.txt", "-o", "."], "2 files would become page.txt"),
        (["clean", "-", "-o", "."], "standard input has no name to be written under"),
        (["inspect", "--spun", "never"], "unrecognized arguments: --spun"),
        (["inspect", "--json", "--header"], "argument --header: not allowed with argument --json"),
        (["inspect", "--encoding", "klingon"], "argument --encoding: unknown encoding 'klingon'; try utf-8"),
        (["clean", "--color"], "unrecognized arguments: --color"),
    ],
)
def test_usage(
    run: Streams, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("usage: textmend")
    assert message in err.splitlines()[-1]


@pytest.mark.parametrize("name", ["missing.tsv", "."])
def test_a_lexicon_that_cannot_be_read(run: Streams, tmp_path: Path, name: str) -> None:
    code, out, err = run("clean", "--lexicon", tmp_path / name, stdin=DAMAGED.encode())
    assert (code, out) == (2, "")
    assert f"argument --lexicon: {tmp_path / name}: " in err.splitlines()[-1]


@pytest.mark.parametrize("content", [b"herring", b"\xff\xfe\0", b""])
def test_a_lexicon_without_pairs(run: Streams, tmp_path: Path, content: bytes) -> None:
    lexicon = tmp_path / "pairs.tsv"
    lexicon.write_bytes(content)
    code, out, err = run("clean", "--lexicon", lexicon, stdin=DAMAGED.encode())
    assert (code, out) == (2, "")
    assert str(lexicon) in err.splitlines()[-1]
    assert "Traceback" not in err


# What only a real process shows.


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_goes_away(tmp_path: Path, unbuffered: str) -> None:
    page = tmp_path / "page.txt"
    page.write_text("".join(f"The line with the number {number} is here.\n" for number in range(20_000)))
    keep = "--characters keep --furniture keep --duplicates keep --spun never"
    done = subprocess.run(
        f'"{sys.executable}" -m textmend clean {keep} "{page}" | head -n 1; echo "${{PIPESTATUS[0]}}"',
        shell=True,
        executable="/bin/bash",
        capture_output=True,
        timeout=120,
        env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
    )
    assert done.stdout == b"The line with the number 0 is here.\n141\n"
    assert done.stderr == b"textmend: standard output was closed before all was written; the rest is lost\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk(page: Path) -> None:
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - a device
        done = subprocess.run(
            [sys.executable, "-m", "textmend", "clean", page],
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=120,
            check=False,
        )
    assert done.returncode == 1
    assert one_line(done.stderr.decode()) == ("standard output: no space left on the disk; free some and run it again")


def test_closed_streams(page: Path) -> None:
    def shell(command: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(command, shell=True, capture_output=True, timeout=120)

    done = shell(f'"{sys.executable}" -m textmend clean <&-')
    assert done.returncode == 1
    assert one_line(done.stderr.decode()) == "standard input: closed; name a file"
    done = shell(f'"{sys.executable}" -m textmend clean "{page}" >&-')
    assert done.returncode == 1
    assert one_line(done.stderr.decode()) == "standard output: closed; name a file with -o"
    done = shell(f'"{sys.executable}" -m textmend explain --json "{page}" >&-')
    assert done.returncode == 1
    assert one_line(done.stderr.decode()) == "standard output: closed; redirect it to a file (> FILE)"
    done = shell(f'"{sys.executable}" -m textmend inspect "{page}" >&-')
    assert done.returncode == 1
    assert one_line(done.stderr.decode()) == "standard output: closed; redirect it to a file (> FILE)"


def test_control_c(run: Streams, page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(pages, "_read", interrupt)
    code, out, err = run("clean", page)
    assert (code, out) == (130, "")
    assert one_line(err) == "interrupted"


def test_control_c_in_a_process() -> None:
    program = (
        "import os, signal, sys, threading\n"
        "from textmend.cli import main\n"
        "threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()\n"
        "sys.exit(main(['clean']))\n"
    )
    reader, writer = os.pipe()  # a standard input that says nothing and does not end
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=reader, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        out, err = running.communicate(timeout=120)
    os.close(reader)
    os.close(writer)
    assert (running.returncode, out) == (130, b"")
    assert one_line(err.decode()) == "interrupted"


def test_the_installed_command_is_this_one() -> None:
    from importlib.metadata import PackageNotFoundError, entry_points

    try:
        scripts = entry_points(group="console_scripts").select(name="textmend")
    except PackageNotFoundError:
        scripts = ()
    if not scripts:
        pytest.skip("textmend is on the path and not installed")
    (script,) = scripts
    assert script.load() is main
