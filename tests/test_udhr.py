"""Text of 500 languages through the repair of characters: what it gives is what ftfy gives, line by line."""

from __future__ import annotations

import json
import lzma
import re
from functools import cache
from pathlib import Path

import ftfy
import pytest

from textmend.edits import apply
from textmend.repairs.characters import CONFIG, Characters

UDHR = Path(__file__).parents[2] / "shared" / "characters" / "udhr.jsonl.xz"
pytestmark = pytest.mark.skipif(not UDHR.is_file(), reason=f"the declaration in 500 languages is not at {UDHR}")

# Of the mangled forms, so that the test stays short; `python tests/bench/characters.py` compares all paragraphs.
EVERY = 8


@cache
def paragraphs() -> list[str]:
    with lzma.open(UDHR, "rt", encoding="utf-8") as lines:
        return [paragraph for line in lines for paragraph in json.loads(line)["paragraphs"]]


def differences(texts: list[str]) -> list[str]:
    return [text for text in texts if apply(text, Characters().propose(text)) != by_ftfy(text)]


def by_ftfy(text: str) -> str:
    return "".join(ftfy.fix_and_explain(line, CONFIG).text for line in re.findall(r"[^\n]*\n|[^\n]+", text))


def test_clean_paragraphs_are_what_ftfy_makes_of_them() -> None:
    assert differences(paragraphs()) == []


@pytest.mark.parametrize("encoding", ["sloppy-windows-1252", "sloppy-windows-1251", "iso-8859-2", "mac_roman", "cp437"])
def test_misread_paragraphs_are_what_ftfy_makes_of_them(encoding: str) -> None:
    misread = [text.encode().decode(encoding) for text in paragraphs()[::EVERY]]
    assert differences(misread) == []
    assert [text for text in misread if Characters().propose(text)]
