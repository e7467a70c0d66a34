"""The cases in `cases/*.json`, each through the library and through the command line.

A case has a `label`, a `comment`, the `original` (a string, or a list of its lines), and what is to `expect`:

- the whole text, as a string or a list of its lines; or
- strings that the mended text `contains` and the original does not, strings of the original that it `lacks`,
  and strings of the original that it `keeps`.

The cases in `untouched.json` and `gate.json` expect nothing: they come back as they are. Those in `gate.json` are
long enough to be judged, and written so that a gate might take them for spun. `options` are those of the library.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import textmend
from textmend.cli import main

FOLDER = Path(__file__).parent / "cases"
UNTOUCHED = ("untouched", "gate")
FILES = ("found-in-the-wild", "synthetic", *UNTOUCHED, "known-failures")

Case = dict[str, Any]


@cache
def cases(name: str) -> list[Case]:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def text_of(lines: str | list[str]) -> str:
    return lines if isinstance(lines, str) else "\n".join(lines)


def parameters(*names: str, every: int = 1) -> list[Any]:
    return [pytest.param(case, id=f"{name}: {case['label']}") for name in names for case in cases(name)[::every]]


def check(case: Case, mended: str) -> None:
    original, expect = text_of(case["original"]), case.get("expect")
    if expect is None:
        assert mended == original
    elif isinstance(expect, dict):
        missing = [part for part in expect.get("contains", []) if part not in mended]
        left = [part for part in expect.get("lacks", []) if part in mended]
        lost = [part for part in expect.get("keeps", []) if part not in mended]
        assert (missing, left, lost) == ([], [], []), mended
    else:
        assert mended == text_of(expect)


def command_line(case: Case, monkeypatch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[bytes]) -> str:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text_of(case["original"]).encode())))
    assert main(["clean", *options_of(case), "-"]) == 0
    out, err = capture.readouterr()
    assert err == b""
    return out.decode()


def options_of(case: Case) -> list[str]:
    return [f"--{name.replace('_', '-')}={value}" for name, value in case.get("options", {}).items()]


@pytest.mark.parametrize("case", parameters("found-in-the-wild", "synthetic", *UNTOUCHED))
def test_library(case: Case) -> None:
    check(case, textmend.clean(text_of(case["original"]), **case.get("options", {})))


@pytest.mark.parametrize("case", parameters("found-in-the-wild", "synthetic", *UNTOUCHED))
def test_command_line(case: Case, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    # A byte order mark in front of a file belongs to its encoding, and not to its text.
    check(case, command_line(case, monkeypatch, capsysbinary))


@pytest.mark.parametrize("case", parameters("found-in-the-wild", "synthetic", every=10))
def test_process(case: Case, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes(text_of(case["original"]).encode())
    target = tmp_path / "mended.txt"
    subprocess.run(
        [sys.executable, "-m", "textmend", "clean", *options_of(case), page, "-o", target],
        check=True,
        timeout=120,
    )
    check(case, target.read_bytes().decode())


@pytest.mark.xfail(strict=True, reason="known failure")
@pytest.mark.parametrize("case", parameters("known-failures"))
def test_known_failure(case: Case) -> None:
    check(case, textmend.clean(text_of(case["original"]), **case.get("options", {})))


@pytest.mark.xfail(strict=True, reason="known failure")
@pytest.mark.parametrize("case", parameters("known-failures"))
def test_known_failure_in_the_command_line(
    case: Case, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    check(case, command_line(case, monkeypatch, capsysbinary))


@pytest.mark.parametrize("case", parameters(*UNTOUCHED))
def test_text_that_nobody_spun_is_not_taken_for_spun(case: Case) -> None:
    evidence = textmend.evidence(text_of(case["original"]), **case.get("options", {}))
    assert not evidence.spun, evidence


@pytest.mark.parametrize("case", parameters(*FILES))
def test_evidence_is_that_of_mending(case: Case) -> None:
    text, options = text_of(case["original"]), case.get("options", {})
    assert textmend.evidence(text, **options) == textmend.mend(text, **options).evidence


@pytest.mark.parametrize("case", parameters(*UNTOUCHED))
def test_untouched_text_is_not_even_copied(case: Case) -> None:
    original = text_of(case["original"])
    page = textmend.mend(original, **case.get("options", {}))
    assert page.edits == ()
    assert page.text is original


@pytest.mark.parametrize("case", parameters(*FILES))
def test_undo(case: Case) -> None:
    original = text_of(case["original"])
    assert textmend.mend(original, **case.get("options", {})).undo() == original


@pytest.mark.parametrize("case", parameters(*FILES))
def test_mending_twice_is_mending_once(case: Case) -> None:
    options = case.get("options", {})
    if options.get("spun") == "assume":
        pytest.skip("a page that is assumed to be spun is assumed so a second time")
    once = textmend.clean(text_of(case["original"]), **options)
    assert textmend.clean(once, **options) is once


@pytest.mark.parametrize("name", FILES)
def test_cases_say_something(name: str) -> None:
    labels = [case["label"] for case in cases(name)]
    assert len(set(labels)) == len(labels)
    for case in cases(name):
        assert set(case) <= {"label", "comment", "original", "expect", "options"}, case["label"]
        assert case["comment"]
        assert ("expect" in case) is (name not in UNTOUCHED)
        original, expect = text_of(case["original"]), case.get("expect")
        if isinstance(expect, dict):
            assert set(expect) <= {"contains", "lacks", "keeps"}, case["label"]
            assert any(expect.values()), case["label"]
            for part in expect.get("contains", []):
                assert part not in original, (case["label"], part)
            for part in [*expect.get("lacks", []), *expect.get("keeps", [])]:
                assert part in original, (case["label"], part)
        elif expect is not None:
            assert text_of(expect) != original, case["label"]


def test_there_are_enough_cases() -> None:
    words = [len(text_of(case["original"]).split()) for case in cases("untouched")]
    assert len(words) >= 40
    assert sum(count >= 100 for count in words) >= 10


def test_the_gate_is_tried_with_texts_that_are_long_enough_to_be_judged() -> None:
    words = [len(text_of(case["original"]).split()) for case in cases("gate")]
    assert len(words) >= 16
    assert all(120 <= count <= 300 for count in words)
