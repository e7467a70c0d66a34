"""`Options`: what it takes, what it refuses, and what it says then."""

from __future__ import annotations

import re
from dataclasses import FrozenInstanceError, fields
from inspect import getsource, signature
from pathlib import Path
from typing import Any

import pytest

import textmend
from textmend import Mender, Options, clean, mend
from textmend.options import from_keywords


def test_defaults_repair_damage() -> None:
    defaults = {field.name: field.default for field in fields(Options)}
    assert 0 < defaults.pop("min_confidence") < 1
    assert defaults == {
        "characters": "repair",
        "furniture": "remove",
        "duplicates": "remove",
        "spun": "detect",
        "lexicon": None,
        "lexicon_use": "on-top",
        "judge": None,
        "encoding": None,
    }


def test_options_are_frozen_hashable_and_by_keyword() -> None:
    options = Options(furniture="keep")
    with pytest.raises(FrozenInstanceError):
        options.furniture = "remove"  # type: ignore[misc]
    assert len({options, Options(furniture="keep"), Options()}) == 2
    with pytest.raises(TypeError):
        Options("keep")  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("keywords", "message"),
    [
        ({"characters": "remove"}, "characters must be one of 'repair', 'keep', not 'remove'"),
        ({"furniture": True}, "furniture must be one of 'remove', 'keep', not True"),
        ({"duplicates": None}, "duplicates must be one of 'remove', 'keep', not None"),
        ({"spun": "perhaps"}, "spun must be one of 'detect', 'assume', 'never', not 'perhaps'"),
        ({"min_confidence": -0.1}, "min_confidence must be from 0 to 1, not -0.1"),
        ({"min_confidence": 1.5}, "min_confidence must be from 0 to 1, not 1.5"),
        ({"min_confidence": float("nan")}, "min_confidence must be from 0 to 1, not nan"),
    ],
)
def test_unknown_values(keywords: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        Options(**keywords)


@pytest.mark.parametrize(
    ("keywords", "message"),
    [
        ({"min_confidence": "0.5"}, "min_confidence must be a number from 0 to 1, not '0.5'"),
        ({"min_confidence": True}, "min_confidence must be a number from 0 to 1, not True"),
        ({"lexicon": 3}, "lexicon must be a string or None, not 3"),
        ({"encoding": b"utf-8"}, "encoding must be a string or None, not b'utf-8'"),
    ],
)
def test_wrong_types(keywords: dict[str, Any], message: str) -> None:
    with pytest.raises(TypeError, match=re.escape(message)):
        Options(**keywords)


@pytest.mark.parametrize("function", [lambda **keywords: clean("a", **keywords), Mender, mend])
def test_a_keyword_that_is_no_option(function: Any) -> None:
    keywords = {"text": "a"} if function is mend else {}
    with pytest.raises(TypeError, match=r"'colour' is not an option; the options are characters, furniture, "):
        function(**keywords, colour="red")


def test_options_or_keywords_and_not_both() -> None:
    with pytest.raises(TypeError, match="not both"):
        clean("a", Options(), furniture="keep")
    with pytest.raises(TypeError, match=r"options must be a textmend\.Options, not dict"):
        clean("a", {"furniture": "keep"})  # type: ignore[arg-type]
    assert from_keywords(None, {"furniture": "keep"}) == Options(furniture="keep")
    assert from_keywords(Options(), {}) == Options()


@pytest.mark.parametrize("name", ["klingon", "", "rot13", "base64", "utf-9", "a\0b"])
@pytest.mark.parametrize("function", [Options, Mender, lambda **keywords: clean("text", **keywords)])
def test_an_unknown_encoding_is_refused_at_once(function: Any, name: str) -> None:
    with pytest.raises(LookupError, match=re.escape(f"unknown encoding {name!r}")):
        function(encoding=name)


def test_known_encodings_are_kept_as_they_are_written() -> None:
    assert Options(encoding="Windows-1252").encoding == "Windows-1252"


def test_a_path_is_a_lexicon(tmp_path: Path) -> None:
    assert Options(lexicon=tmp_path / "pairs.tsv").lexicon == tmp_path / "pairs.tsv"


def test_every_field_is_documented_where_it_stands() -> None:
    source = getsource(Options)
    for field in fields(Options):
        assert re.search(rf'^    {field.name}: [^\n]+\n    """[A-Z]', source, re.MULTILINE), field.name


def test_clean_and_mend_take_the_same() -> None:
    assert list(signature(clean).parameters) == list(signature(mend).parameters)
    assert "Options" in textmend.__all__


@pytest.mark.parametrize("function", [clean, mend, Mender])
def test_what_a_choice_may_raise_is_documented(function: Any) -> None:
    for error in ("TypeError", "ValueError", "LookupError", "OSError", "ModuleNotFoundError"):
        assert re.search(rf"^\s+{error}: ", function.__doc__, re.MULTILINE), error


def test_a_lexicon_says_what_it_needs() -> None:
    assert "textmend[learn]" in getsource(Options)
