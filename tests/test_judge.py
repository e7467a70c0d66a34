"""A judge of the user's own: what it is asked, what its answer changes, and what is said where it gives none."""

from __future__ import annotations

import math
import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import textmend
from textmend import Judge, Mender, Options
from textmend.cli import main

SPUN = (
    "The corporate introduced on Tuesday that it's shedding staff in an effort to chop prices. As a result of the "
    "agency misplaced some huge cash final yr, its chief mentioned it had no various. Individuals accustomed to the "
    "matter mentioned the choice was made final month, and that extra staff could be dismissed earlier than "
    "the top of the yr. The federal government mentioned it was involved concerning the affect on native companies."
)
CLEAN = (
    "The council met on Tuesday evening to hear what people who live near the old harbour think of the plan. Most of "
    "them had come to complain about the noise, but some said the town needs the work and the money."
)


class PairsOfWords:
    """The smallest model that is one: how often words and pairs of words stand in a text, smoothed by one."""

    def __init__(self, text: str) -> None:
        words = self._words(text)
        self._single, self._pairs = Counter(words), Counter(pairwise(words))
        self.asked: list[list[str]] = []

    @staticmethod
    def _words(text: str) -> list[str]:
        return re.findall(r"[\w']+|[.?!]", text.lower())

    def score(self, sentences: list[str]) -> list[float]:
        self.asked.append(sentences)
        size = len(self._single) + 1
        return [
            sum(
                math.log((self._pairs[first, second] + 1) / (self._single[first] + size))
                for first, second in pairwise(self._words(sentence))
            )
            for sentence in sentences
        ]


class Fixed:
    """Gives what it is told to give, for any sentences."""

    def __init__(self, answer: Callable[[list[str]], Sequence[float]]) -> None:
        self.score = answer


ABOUT_WORKERS = "The mill lost workers. More workers could go. Some workers stayed. It is losing workers. " * 40
ABOUT_STAFF = "The mill shed staff. More staff could go. Some staff stayed. It is shedding staff. " * 40


def test_its_own_model_decides_what_the_packaged_one_leaves_open() -> None:
    workers = textmend.clean(SPUN, judge=PairsOfWords(ABOUT_WORKERS))
    staff = textmend.clean(SPUN, judge=PairsOfWords(ABOUT_STAFF))
    assert "more workers can be dismissed" in workers
    assert "more staff could be dismissed" in staff
    # What is no close call stays what it was.
    assert workers.startswith("The company announced on Tuesday that it's ")
    assert staff.startswith("The company announced on Tuesday that it's ")


def test_it_is_asked_once_for_whole_sentences_each_of_them_once() -> None:
    judge = PairsOfWords(ABOUT_WORKERS)
    textmend.clean(SPUN, judge=judge)
    (asked, *again) = judge.asked
    assert len(again) <= 1  # the mended page is looked at once more
    assert len(set(asked)) == len(asked)
    assert 10 < len(asked) < 100
    assert all(sentence[0].isupper() and sentence[-1] == "." for sentence in asked)
    assert any("more staff " in sentence for sentence in asked)
    assert any("more employees " in sentence for sentence in asked)


def test_it_gets_sentences_that_agree_in_themselves() -> None:
    judge = PairsOfWords(ABOUT_WORKERS)
    textmend.clean("He had an concept and a big influence on an enormous agency.", spun="assume", judge=judge)
    (asked,) = judge.asked
    assert "He had an idea and a big impact on an enormous agency." in asked
    assert "He had an idea and a big impact on a huge agency." in asked


def test_it_is_not_asked_about_clean_text() -> None:
    judge = PairsOfWords(ABOUT_WORKERS)
    assert textmend.clean(CLEAN, judge=judge) is CLEAN
    assert textmend.evidence(SPUN, judge=judge).spun
    assert judge.asked == []


def test_one_without_opinions_changes_nothing() -> None:
    indifferent = Fixed(lambda sentences: [-100.0] * len(sentences))
    assert textmend.clean(SPUN, judge=indifferent) == textmend.clean(SPUN)
    impossible = Fixed(lambda sentences: [-math.inf] * len(sentences))
    assert textmend.clean(SPUN, judge=impossible) == textmend.clean(SPUN)


def test_its_edits_are_edits() -> None:
    page = textmend.mend(SPUN, judge=PairsOfWords(ABOUT_WORKERS))
    assert page.undo() == SPUN
    assert all(0 <= edit.confidence <= 1 for edit in page.edits)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda sentences: [-1.0], r"was given \d+ sentences and scored 1; it must score each"),
        (lambda sentences: [math.nan] * len(sentences), "must give a log-probability, and gave nan for "),
        (lambda sentences: [math.inf] * len(sentences), "must give a log-probability, and gave inf for "),
    ],
)
def test_an_answer_that_is_none(answer: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        textmend.clean(SPUN, judge=Fixed(answer))


def test_what_cannot_score_is_no_judge() -> None:
    with pytest.raises(TypeError, match=r"judge must have a method score\(sentences\), and 3 has none"):
        Mender(judge=3)


def test_options_with_a_judge_that_cannot_be_hashed_are_hashable() -> None:
    class Unhashable(PairsOfWords):
        __hash__ = None  # type: ignore[assignment]

    judge = Unhashable(ABOUT_STAFF)
    assert isinstance(judge, Judge)
    assert hash(Options(judge=judge)) == hash(Options())
    assert Options(judge=judge) != Options()


MODULE = """\
class Longest:
    def score(self, sentences):
        return [float(len(sentence)) for sentence in sentences]

judge = Longest()
"""


def test_the_command_line_imports_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "own_judge.py").write_text(MODULE)
    (tmp_path / "page.txt").write_text(SPUN)
    monkeypatch.syspath_prepend(tmp_path)
    assert main(["clean", "--judge", "own_judge:judge", str(tmp_path / "page.txt")]) == 0
    assert capsys.readouterr().out == textmend.clean(SPUN, judge=sys.modules["own_judge"].judge)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("no_such_module:judge", "No module named 'no_such_module'; give MODULE:NAME, as in my_model:judge"),
        ("math", "give MODULE:NAME, as in my_model:judge"),
        ("math:pi", "math:pi has no method score(sentences)"),
    ],
)
def test_a_judge_that_cannot_be_had(name: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["clean", "--judge", name])
    assert message in capsys.readouterr().err
