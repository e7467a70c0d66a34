"""What lines look like in numbers, and the classifier that is trained on it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from article import FIRST, LAST, SECOND, THIRD, TITLE
from textmend.cli import main
from textmend.edits import apply
from textmend.learn.line_classifier import clean_lessons, furniture_rows, learn, read_labelled_pages, words_of
from textmend.repairs.furniture import Furniture, read_lines
from textmend.repairs.line_classifier import LineClassifier, shipped_classifier
from textmend.repairs.lines import FUNCTION_WORD, measure, word_table
from textmend.repairs.phrases import shipped_phrases
from textmend.spin.arrays import write_arrays

WORDS = shipped_classifier().words
TABLE = Path(__file__).parents[1] / "src" / "textmend" / "_data" / "furniture.tsv"

MENU = ["Archives", "May 2021", "April 2021", "March 2021", "Categories", "Boats", "Bridges (4)", "Weirs (12)"]
TEASERS = ["Most read", "A ferry for nobody", "Ten bridges worth a walk", "Valley weather", "12°", "Wind 14 km/h"]
ARTICLE = "\n\n".join((TITLE, FIRST, SECOND, THIRD, LAST)) + "\n"


def page(below: list[str]) -> str:
    return f"Skip to content\nHome\nLog in\n\n{ARTICLE}\nLeave a reply\n\n" + "\n".join(below) + "\n"


PAGE = page(MENU)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(max_size=40), max_size=12).map("\n".join))
def test_any_lines_are_measured(text: str) -> None:
    lines = read_lines(text, shipped_phrases())
    probabilities = shipped_classifier().probabilities(lines)
    assert probabilities.shape == (len(lines),)
    assert ((probabilities >= 0) & (probabilities <= 1)).all()


def test_how_a_page_is_laid_out_changes_only_gaps_and_blocks() -> None:
    tight, loose = (
        measure(read_lines(gap.join([TITLE, FIRST, SECOND]), shipped_phrases()), WORDS) for gap in ("\n", "\n\n")
    )
    assert tight.shape == loose.shape
    assert (tight != loose).any(axis=0).sum() < 0.2 * tight.shape[1]


def test_a_word_is_found_whatever_its_case() -> None:
    table = word_table([("über", FUNCTION_WORD)])
    assert np.count_nonzero(table) == 1
    lines = read_lines("Über\nÜBER\nuber\n", shipped_phrases())
    known, unknown = measure(lines, table), measure(lines, np.zeros_like(table))
    assert (known[:2] != unknown[:2]).any(axis=1).all()
    first_look = 6  # columns further on hold what the neighbours are
    assert (known[2, : first_look + 1] == unknown[2, : first_look + 1]).all()


def test_long_lines_are_read_in_part() -> None:
    line = f"{FIRST} " * 2
    longer = f"{FIRST} " * 2_000
    lines = [read_lines(text, shipped_phrases()) for text in (line + "x" * 600, longer)]
    assert all(len(measure(found, WORDS)) == 1 for found in lines)


@pytest.mark.parametrize("below", [MENU, TEASERS], ids=["menu", "teasers"])
def test_what_no_table_names_goes(below: list[str]) -> None:
    text = page(below)
    edits = Furniture().propose(text)
    assert apply(text, edits) == ARTICLE
    gone = [edit for edit in edits if edit.before.strip() in below]
    assert [edit.before.strip() for edit in gone] == below
    assert all(0.75 <= edit.confidence <= 1 for edit in gone)


def test_reasons_say_what_the_lines_are() -> None:
    reasons = {edit.before.strip(): edit.reason for edit in Furniture().propose(page(TEASERS))}
    assert reasons["Most read"] == "related articles"
    assert reasons["Ten bridges worth a walk"] == "headline of another article"
    assert {edit.reason for edit in Furniture().propose(PAGE) if edit.before.strip() in MENU} == {"navigation"}


def test_without_a_phrase_of_interfaces_nothing_goes() -> None:
    assert Furniture().propose("\n".join(["Boats", "Bridges (4)", "Weirs (12)"]) + f"\n\n{ARTICLE}") == []


def records() -> list[dict[str, object]]:
    return [{"text": PAGE, "keep": [FIRST, TITLE], "drop": MENU[:3]}, {"text": ARTICLE, "keep": [LAST], "drop": []}]


def write(path: Path, found: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in found), encoding="utf-8")
    return path


def test_what_was_learned_tells_the_lines_apart_and_comes_back_from_its_file(tmp_path: Path) -> None:
    clean = tmp_path / "clean.jsonl"
    clean.write_text(json.dumps({"paragraphs": [TITLE, FIRST, SECOND, THIRD, LAST] * 3}) + "\n", encoding="utf-8")
    pages = read_labelled_pages(write(tmp_path / "pages.jsonl", records()))
    learned = learn(pages, [clean])
    lines = read_lines(PAGE, shipped_phrases())
    judged = dict(zip((line.text for line in lines), learned.probabilities(lines), strict=True))
    assert judged[MENU[4]] > judged[FIRST]
    learned.write(tmp_path / "furniture.bin", "a test")
    again = LineClassifier.read(tmp_path / "furniture.bin")
    assert (again.probabilities(lines) == learned.probabilities(lines)).all()
    assert (learn(pages, [clean]).hidden == learned.hidden).all()


def test_clean_text_is_kept_and_furniture_around_it_is_not(tmp_path: Path) -> None:
    clean = tmp_path / "clean.jsonl"
    clean.write_text((json.dumps({"paragraphs": [FIRST, SECOND, THIRD, LAST] * 3}) + "\n") * 9, encoding="utf-8")
    rows = furniture_rows(TABLE)
    lessons = list(clean_lessons([clean], rows, shipped_phrases(), words_of(rows)))
    assert len(lessons) == 9
    assert {bool(label) for lesson in lessons for label in lesson.is_furniture} == {False, True}


@pytest.mark.parametrize("line", ["", "{", "[]", '{"text": "a"}', '{"text": "a", "keep": 1, "drop": []}'])
def test_pages_that_are_wrong_are_refused(tmp_path: Path, line: str) -> None:
    path = tmp_path / "pages.jsonl"
    path.write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"pages.jsonl:1: an object with"):
        read_labelled_pages(path)
    path.write_text("", encoding="utf-8")
    with pytest.raises(ValueError, match="no pages"):
        read_labelled_pages(path)


def test_pages_with_segments_of_one_kind_teach_nothing(tmp_path: Path) -> None:
    pages = read_labelled_pages(write(tmp_path / "pages.jsonl", records()[1:]))
    with pytest.raises(ValueError, match="both kinds"):
        learn(pages, [])


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    write_arrays(tmp_path / "other.bin", {}, {"kind": "other"})
    with pytest.raises(ValueError, match="textmend learn --furniture"):
        LineClassifier.read(tmp_path / "other.bin")


def test_the_command_line_learns_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pages, output = write(tmp_path / "pages.jsonl", records()), tmp_path / "furniture.bin"
    assert main(["learn", "--furniture", str(pages), "-o", str(output)]) == 0
    assert capsys.readouterr().err == f"textmend: {output}: learned from 2 pages\n"
    assert LineClassifier.read(output).words.any()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--furniture"], "--furniture needs a file of pages"),
        (["--furniture", "pages.jsonl", "--onto", "a.tsv"], "--furniture learns from pages alone"),
        (["pairs.tsv", "--clean", "a.txt"], "--clean goes with --furniture"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    arguments: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "out"
    assert main(["learn", *arguments, "-o", str(output)]) != 0
    assert message in capsys.readouterr().err
    assert not output.exists()
